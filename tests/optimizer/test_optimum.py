"""What the engine proves best is the best plan there is: held against every plan tried one by one."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import optimizer.brancher
import optimizer.sift
import optimizer.tiers
from models.case import Case
from models.district import IntArray
from models.formulate import formulate
from optimizer.events import Settings
from optimizer.prove import Search, SearchSettings
from optimizer.region import Reduced
from optimizer.relax import Branched, Relaxed
from optimizer.solve import solve
from tests.models.micro import district, policy
from tests.optimizer.engine import Puzzle, plan_of, puzzles, run
from tests.thorough import draws

COUNT = draws(60, 100)


@cache
def small() -> tuple[Puzzle, ...]:
    return tuple(puzzles(30_000, COUNT, 18, 400))


def no_relaxation(region: Reduced, cost: IntArray, seconds: float, most: int | None = None) -> Relaxed:
    """Stand in for a relaxation that ran out of time."""
    return Relaxed("stopped", np.zeros(0), np.zeros(0))


def no_branching(*asked: object) -> Branched:
    """Stand in for branch and cut that ran out of time."""
    return Branched("stopped", None, None)


def assert_best(puzzle: Puzzle) -> None:
    told = run(puzzle.matrix)
    if puzzle.best is None:
        assert told.chosen is None, puzzle.seed
        assert told.conflict is not None, puzzle.seed
        return
    assert told.conflict is None, puzzle.seed
    assert told.proven(puzzle.matrix), puzzle.seed
    assert (told.values, plan_of(puzzle.formulated, told)) == puzzle.best, puzzle.seed


def test_the_puzzles_are_worth_solving() -> None:
    drawn = small()
    moved = [len(p.best[1].moves) for p in drawn if p.best is not None]
    assert sum(p.best is None for p in drawn) > 0.08 * COUNT
    assert sum(n > 0 for n in moved) > 0.25 * COUNT
    assert sum(n > 1 for n in moved) > 0.12 * COUNT
    chained = sum(bool(p.matrix.acyclic) for p in drawn)
    assert 0.3 * COUNT < chained < 0.7 * COUNT


def test_the_engine_finds_the_best_plan_and_proves_every_tier() -> None:
    for puzzle in small():
        assert_best(puzzle)


def test_branch_and_cut_alone_does_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer.sift, "relax", no_relaxation)
    for puzzle in small()[: draws(40, 60)]:
        assert_best(puzzle)


def test_cp_sat_alone_does_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer.sift, "relax", no_relaxation)
    monkeypatch.setattr(optimizer.brancher, "branch", no_branching)
    for puzzle in small()[: draws(40, 60)]:
        assert_best(puzzle)


def test_a_whole_solve_in_a_child_says_the_same() -> None:
    impossible = next(p for p in small() if p.best is None)
    possible = next(p for p in small() if p.best is not None and len(p.best[1].moves) > 1)
    assert possible.best is not None
    outcome = solve(possible.case)
    assert outcome.status == "optimal"
    assert outcome.plan == possible.best[1]
    assert tuple(tier.value for tier in outcome.tiers) == possible.best[0]
    assert all(tier.proven and tier.bound == tier.value for tier in outcome.tiers)
    assert set(outcome.rules.values()) == {0}
    outcome = solve(impossible.case)
    assert outcome.status == "infeasible"
    assert outcome.plan is None
    assert len(outcome.explanation) > 1


def test_where_nobody_may_move_the_plan_is_empty_and_proven() -> None:
    for people in ([], ["t@A"]):
        from_nothing = district(["A"], people)
        case = Case(from_nothing, policy(tiers=["fill", "choice", "moves"], lottery=True))
        told = run(formulate(case).program.matrix)
        assert told.chosen == ()
        assert told.values == (10 - len(people), 0, 0, 0, 0)
        assert all(tier.value == tier.bound for tier in told.tiers)


def test_a_limit_too_short_is_admitted() -> None:
    for puzzle in small()[: draws(3, 5)]:
        outcome = solve(puzzle.case, Settings(seconds=0.01))
        if outcome.status == "optimal":
            assert puzzle.best is not None
            assert outcome.plan == puzzle.best[1], puzzle.seed
        elif outcome.status == "infeasible":
            assert puzzle.best is None, puzzle.seed
        else:
            assert (outcome.plan is None) is (outcome.status == "unknown"), puzzle.seed
        if puzzle.best is not None and outcome.tiers:
            first = outcome.tiers[0]
            assert first.bound <= puzzle.best[0][0] <= first.value, puzzle.seed


def test_the_gap_reaches_both_provers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is near enough is a share of the bound, told to branch and cut and to CP-SAT; the result is within it."""
    asked: dict[str, list[float]] = {"branch": [], "search": []}
    real = Search.__init__

    def noted(region: Reduced, cost: IntArray, seconds: float, slack: float = 0.0) -> Branched:
        asked["branch"].append(slack)
        return Branched("stopped", None, None)

    def searched(self: Search, *words: Any, **more: Any) -> None:
        asked["search"].append(next(w.slack for w in words if isinstance(w, SearchSettings)))
        real(self, *words, **more)

    monkeypatch.setattr(optimizer.brancher, "branch", noted)
    monkeypatch.setattr(Search, "__init__", searched)
    for puzzle in puzzles(80_000, draws(20, 40), 12, 300):
        told = run(puzzle.matrix, Settings(workers=1, gap=0.5))
        assert len(told.tiers) in (0, len(puzzle.matrix.objectives))
        assert all(0 <= t.value - t.bound <= 0.5 * t.value for t in told.tiers), puzzle.seed
        if puzzle.best is not None:
            assert told.tiers[0].bound <= puzzle.best[0][0] <= told.tiers[0].value
    assert all(max(slacks) > 0 for slacks in asked.values())
