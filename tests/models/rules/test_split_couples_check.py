"""The check of `split_couples`: of a couple in one school one leaves, or at least one; never both to one school."""

from __future__ import annotations

import pytest

from models.recount import Recount
from models.rules import split_couples
from tests.models.micro import Row, district, plan, policy

DUE = [{"name": "应", "who": {"title": "高级"}}]
FREE = [{"name": "可", "who": {}}]


def breaches(leave: str | None, *moves: str, due: str = "t", home: str = "A", **tables: list[Row]) -> list[str]:
    """A couple t and u; t at A, u at `home`; the codes in `due` are due, others free."""
    teachers = [
        {"teacher_id": code, "school_id": school, "title": "高级" if code in due else ""}
        for code, school in (("t", "A"), ("u", home))
    ]
    made = district(["A", "B", "C"], teachers, relations=["t 夫妻 u"], **tables)
    rules = {"split_couples": {"leave": leave}} if leave else {}
    recount = Recount(made, policy(due=DUE, free=FREE, rules=rules))
    return [b.text.en for b in split_couples.check(recount, plan(*moves))]


@pytest.mark.parametrize(
    ("leave", "moves", "count"),
    [
        (None, (), 0),
        ("one", (), 1),
        ("one", ("t>B",), 0),
        ("one", ("u>B",), 0),
        ("one", ("t>B", "u>C"), 1),
        ("one", ("t>B", "u>B"), 2),
        ("at-least-one", (), 1),
        ("at-least-one", ("t>B",), 0),
        ("at-least-one", ("t>B", "u>C"), 0),
        ("at-least-one", ("t>B", "u>B"), 1),
    ],
)
def test_how_many_leave(leave: str | None, moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(leave, *moves)) == count


def test_nobody_is_asked_where_none_is_due_or_they_work_apart() -> None:
    assert breaches("one", due="") == []
    assert breaches("one", home="B") == []
    assert breaches("one", locks=["t stay"]) == []
    assert len(breaches("one", locks=["u stay"])) == 1


def test_locks_that_send_both_away_lift_exactly_one() -> None:
    assert breaches("one", "t>B", "u>C", locks=["t must B", "u must C"]) == []
    assert len(breaches("one", "t>B", "u>C", locks=["t must B"])) == 1


def test_on_a_named_plan_the_list_decides_who_leaves() -> None:
    assert breaches("one", "t>B", "u>C", outgoing=["t", "u"]) == []
    assert len(breaches("one", "t>B", "u>B", outgoing=["t", "u"])) == 1
    assert breaches("one", outgoing=["t", "u"]) == []
    assert breaches("at-least-one", outgoing=["u"]) == []


def test_the_sentences() -> None:
    couple = "the couple 教师t (t) and 教师u (u) of 学校A (A)"
    assert breaches("one") == [f"Of {couple} nobody leaves; exactly 1 must leave."]
    assert breaches("at-least-one") == [f"Of {couple} nobody leaves; at least 1 must leave."]
    assert breaches("one", "t>B", "u>B") == [
        f"Of {couple} 2 leave; exactly 1 must leave.",
        f"Both of {couple} move to 学校B (B).",
    ]
