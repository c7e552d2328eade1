"""The check of `establishment`: no school ends above its cap."""

from __future__ import annotations

import pytest

from models.recount import Recount
from models.rules import establishment
from tests.models.micro import Row, district, plan, policy


def breaches(over: str, cap: int, headcount: int, *moves: str) -> list[str]:
    """A school B of that cap and headcount; t1 and t2 stand at A, b at B."""
    made = district(["A", {"school_id": "B", "establishment": cap, "headcount": headcount}], ["t1@A", "t2@A", "b@B"])
    recount = Recount(made, policy(rules={"establishment": {"over": over}}))
    return [b.text.en for b in establishment.check(recount, plan(*moves))]


@pytest.mark.parametrize(
    ("over", "cap", "headcount", "moves", "count"),
    [
        ("closed", 4, 2, ("t1>B", "t2>B"), 0),
        ("closed", 3, 2, ("t1>B", "t2>B"), 1),
        ("closed", 3, 2, ("t1>B", "t2>B", "b>A"), 0),
        ("closed", 2, 2, ("t1>B", "b>A"), 0),
        ("closed", 1, 2, ("t1>B", "b>A"), 1),
        ("closed", 1, 2, ("b>A",), 0),
        ("closed", 1, 3, (), 0),
        ("no-worse", 1, 2, ("t1>B", "b>A"), 0),
        ("no-worse", 1, 2, ("t1>B", "t2>B", "b>A"), 1),
        ("no-worse", 4, 2, ("t1>B", "t2>B"), 0),
        ("no-worse", 3, 2, ("t1>B", "t2>B"), 1),
    ],
)
def test_both_sides_of_the_cap(over: str, cap: int, headcount: int, moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(over, cap, headcount, *moves)) == count


def test_the_sentences_carry_the_numbers() -> None:
    assert breaches("closed", 3, 2, "t1>B", "t2>B") == [
        "学校B (B) ends with 4 (now 2, out 0, in 2); at most 3, establishment 3."
    ]
    assert breaches("closed", 1, 2, "t1>B") == [
        "学校B (B) holds 2, above its establishment 1, and may take nobody; it gets 1."
    ]


def test_a_departure_counts_at_the_payroll_school() -> None:
    schools = [{"school_id": c, "establishment": 1} for c in "ABC"]
    teachers: list[Row] = [{"teacher_id": "t", "school_id": "A", "payroll_school": "C"}, "b@B", "c@C"]
    moves = plan("t>B", "b>A")
    breaches = establishment.check(Recount(district(schools, teachers), policy()), moves)
    assert breaches == []
    assert Recount(district(schools, teachers), policy()).headcount("C") == 2
