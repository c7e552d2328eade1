"""Goal `choice`: rank less one, or points outside the list, by weight."""

from __future__ import annotations

import pytest

from models.goals import choice
from models.recount import Recount
from tests.models.micro import Row, district, plan, policy


def value(goal: dict[str, object], *moves: str, score: float | None = None) -> int:
    teacher: Row = {"teacher_id": "t", "school_id": "A"} | ({} if score is None else {"score": score})
    made = district(["A", "B", "C", "D"], [teacher, "u@A"], choices=["t 1 B", "t 3 C"])
    return choice.value(Recount(made, policy(choices="open", goals={"choice": goal})), plan(*moves))


@pytest.mark.parametrize(("move", "points"), [("t>B", 0), ("t>C", 2), ("t>D", 10), ("u>D", 0)])
def test_rank_less_one_or_the_points_outside(move: str, points: int) -> None:
    assert value({}, move) == points


def test_who_stays_costs_nothing() -> None:
    assert value({}) == 0


def test_points_outside_the_list_are_the_policys() -> None:
    assert value({"unlisted": 4}, "t>D") == 4
    assert value({"unlisted": 0}, "t>D") == 0


@pytest.mark.parametrize(("score", "weight"), [(None, 0), (0.0, 0), (80.0, 80), (80.5, 81), (80.49, 80), (79.5, 80)])
def test_the_score_rounded_half_up_weighs_if_the_policy_says_so(score: float | None, weight: int) -> None:
    assert value({"weight": "score"}, "t>C", score=score) == 2 * weight
    assert value({"weight": "score", "unlisted": 3}, "t>D", score=score) == 3 * weight
    assert value({"weight": "one"}, "t>C", score=score) == 2
