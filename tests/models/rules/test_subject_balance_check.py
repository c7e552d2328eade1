"""The check of `subject_balance`: posts neither overfilled nor stripped."""

from __future__ import annotations

import pytest

from models.recount import Recount
from models.rules import subject_balance
from tests.models.micro import district, plan, policy


def breaches(rule: dict[str, object], required: int, current: int, *moves: str) -> list[str]:
    """One post at B of those numbers; t1 and t2 stand at A, b1 and b2 at B."""
    made = district(
        ["A", {"school_id": "B", "establishment": 4}],
        ["t1@A", "t2@A", "b1@B", "b2@B"],
        posts=["A 9", {"school_id": "B", "required": required, "current": current}],
    )
    recount = Recount(made, policy(rules={"subject_balance": rule}))
    return [b.text.en for b in subject_balance.check(recount, plan(*moves))]


@pytest.mark.parametrize(
    ("rule", "required", "current", "moves", "count"),
    [
        ({}, 4, 2, ("t1>B", "t2>B"), 0),
        ({}, 3, 2, ("t1>B", "t2>B"), 1),
        ({}, 3, 2, ("t1>B", "t2>B", "b1>A"), 0),
        ({}, 2, 3, ("t1>B", "b1>A", "b2>A"), 1),
        ({}, 2, 3, ("b1>A", "b2>A"), 0),
        ({}, 2, 2, ("t1>B", "b1>A"), 0),
        ({"over": "no-worse"}, 2, 3, ("t1>B", "b1>A"), 0),
        ({"over": "no-worse"}, 2, 3, ("t1>B", "t2>B", "b1>A"), 1),
        ({"over": "no-worse"}, 3, 2, ("t1>B", "t2>B"), 1),
        ({"floor": "0.6"}, 5, 4, ("b1>A",), 0),
        ({"floor": "0.6"}, 5, 4, ("b1>A", "b2>A"), 1),
        ({"floor": "0.61"}, 5, 4, ("b1>A",), 1),
        ({"floor": 0.9}, 10, 2, (), 0),
        ({"floor": 0.9}, 10, 2, ("b1>A",), 1),
        ({"floor": 0.9}, 10, 2, ("b1>A", "t1>B"), 0),
        ({"staff_floor": 0.25}, 5, 2, ("b1>A",), 0),
        ({"staff_floor": 0.26}, 5, 2, ("b1>A",), 1),
        ({"staff_floor": 1}, 5, 2, (), 0),
        ({"staff_floor": 0.26, "floor": 0.4}, 5, 2, ("b1>A",), 2),
    ],
)
def test_both_sides_of_caps_and_floors(
    rule: dict[str, object], required: int, current: int, moves: tuple[str, ...], count: int
) -> None:
    assert len(breaches(rule, required, current, *moves)) == count


def test_the_sentences_carry_the_numbers() -> None:
    post = "学校B (B) 初中 语文"
    assert breaches({}, 3, 2, "t1>B", "t2>B") == [f"{post} ends with 4 (now 2, out 0, in 2); at most 3, required 3."]
    assert breaches({}, 2, 3, "t1>B") == [f"{post} holds 3, above the required 2, and may take nobody; it gets 1."]
    assert breaches({"floor": 0.4}, 5, 2, "b1>A") == [f"{post} ends with 1 (now 2, out 1, in 0); at least 2 stay."]
    assert breaches({"staff_floor": 0.5}, 5, 2, "b1>A") == [
        "学校B (B) ends with 1 people (now 2, out 1, in 0); at least 2 stay."
    ]


def test_shares_are_exact() -> None:
    # 0.07 x 100 is 7.000000000000001 as a float
    made = district(["A", "B"], ["b@B"], posts=["A 9", {"school_id": "B", "required": 100, "current": 8}])
    recount = Recount(made, policy(rules={"subject_balance": {"floor": 0.07}}))
    assert subject_balance.check(recount, plan("b>A")) == []


def test_a_mover_who_changes_the_subject_leaves_the_main_post() -> None:
    teacher = {"teacher_id": "t", "school_id": "A", "also": ("初中:数学",)}
    made = district(["A", "B"], [teacher], posts=["A 1", "B 初中 数学 0", "B 0"])
    floors = policy(rules={"subject_balance": {"floor": 1}})
    found = subject_balance.check(Recount(made, floors), plan("t>B 数学"))
    assert [b.schools for b in found] == [("A",), ("B",)]
