"""Whose turn it is: score, the policy's columns in turn, then a draw anybody can recompute."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from models.case import Case
from models.ranking import applied, turns
from tests.models.micro import district, policy

PEOPLE: list[dict[str, Any]] = [
    {"teacher_id": "a", "school_id": "A", "score": 80.0, "joined": "2010-09", "applies": True},
    {"teacher_id": "b", "school_id": "A", "score": 90.5, "joined": "2015-09"},
    {"teacher_id": "c", "school_id": "A", "score": 80.0, "joined": "2005-09", "subject": "数学"},
    {"teacher_id": "d", "school_id": "A", "score": 80.0, "apply_for": "初中:数学", "applies": False},
    {"teacher_id": "e", "school_id": "A", "joined": "2001-09"},
]


def order(among: str = "abcde", **ranking: Any) -> list[tuple[str, str, int]]:
    case = Case(district(["A"], PEOPLE), policy(seed="407215", ranking=ranking))
    codes = case.district.teachers["teacher_id"].tolist()
    mask = np.array([code in among for code in codes])
    return [(codes[turn.teacher], turn.group, turn.rank) for turn in turns(case, mask)]


def drawn(*codes: str) -> list[str]:
    """Return people in the order of their draws."""
    return sorted(codes, key=lambda code: hashlib.sha256(f"407215\n{code}".encode()).hexdigest()[:10])


@pytest.mark.parametrize(
    ("ties", "middle"),
    [
        ([], drawn("a", "c", "d")),
        (["joined"], ["a", "c", "d"]),  # the later first, an empty cell last
        (["-joined"], ["c", "a", "d"]),
        (["years_in_school"], ["c", "a", "d"]),
        (["applies"], ["a", "d", "c"]),  # yes before no before empty
        (["-applies"], ["d", "a", "c"]),
        (["score", "-joined"], ["c", "a", "d"]),
    ],
)
def test_ties_are_decided_by_the_columns_in_turn(ties: list[str], middle: list[str]) -> None:
    assert [code for code, *_ in order(by="merged", ties=ties)] == ["b", *middle, "e"]


def test_ranks_are_told_within_the_subject_applied_for_or_among_all() -> None:
    told = order(ties=["-joined"])
    assert told == [
        ("b", "初中:语文", 1),
        ("c", "初中:数学", 1),
        ("a", "初中:语文", 2),
        ("d", "初中:数学", 2),
        ("e", "初中:语文", 3),
    ]
    assert [rank for *_, rank in order(by="merged")] == [1, 2, 3, 4, 5]
    assert [code for code, *_ in order("ae")] == ["a", "e"]
    assert applied(Case(district(["A"], PEOPLE), policy()))[2:4] == ["初中:数学"] * 2


def test_another_seed_draws_another_order() -> None:
    people = [{"teacher_id": f"t{i}", "school_id": "A"} for i in range(12)]
    tables, everybody = district(["A"], people), np.ones(12, dtype=bool)
    orders = {tuple(t.teacher for t in turns(Case(tables, policy(seed=str(s))), everybody)) for s in range(5)}
    assert len(orders) == 5
