"""A solver that errs cannot make the engine claim what is not so: exact arithmetic or a second solver is between."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

import optimizer.brancher
import optimizer.conflict
import optimizer.race
import optimizer.sift
from models.district import IntArray
from models.proof import Region
from optimizer.events import Event, Incumbent
from optimizer.prove import Search, Searched
from optimizer.region import Reduced, reduce
from optimizer.region import arcs as arcs_of
from optimizer.relax import Branched, Relaxed, branch, relax
from optimizer.tiers import Tiers
from tests.optimizer.engine import ONE, Puzzle, Told, plan_of, puzzles, run
from tests.thorough import draws


@cache
def small() -> tuple[Puzzle, ...]:
    return tuple(p for p in puzzles(80_000, draws(20, 40), 12, 300))


def assert_true(puzzle: Puzzle, told: Told) -> None:
    """Assert that whatever is claimed is so; claims may be missing."""
    if told.conflict is not None:
        assert puzzle.best is None, puzzle.seed
    if told.chosen is not None:
        assert puzzle.best is not None, puzzle.seed
        assert puzzle.matrix.holds(np.isin(np.arange(puzzle.matrix.pairs), told.chosen)), puzzle.seed
        for found, best in zip(told.tiers, puzzle.best[0], strict=False):
            assert found.bound <= best <= found.value, puzzle.seed
            if found.bound < found.value:
                break  # what follows speaks of plans as good as this one
        if told.proven(puzzle.matrix):
            assert plan_of(puzzle.formulated, told) == puzzle.best[1], puzzle.seed


@pytest.mark.parametrize("size", [1.0, 1e4, 1e9])
def test_wrong_multipliers_change_no_answer(size: float, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(1)

    def lying(region: Reduced, cost: IntArray, seconds: float, most: int | None = None) -> Relaxed:
        truth = relax(region, cost, seconds, most)
        if truth.status != "optimal":
            return truth
        return Relaxed("optimal", truth.x + 0.3, np.array([rng.uniform(-size, size) for _ in region.row_ids]))

    monkeypatch.setattr(optimizer.sift, "relax", lying)
    told = [run(p.matrix) for p in small()]
    for puzzle, found in zip(small(), told, strict=True):
        assert_true(puzzle, found)
        assert (found.chosen is None) is (puzzle.best is None)
        assert found.chosen is None or found.proven(puzzle.matrix)


@pytest.mark.parametrize("wrong", [0.0, 1.0, -1.0, 1e12])
def test_a_wrong_solution_of_the_relaxation_is_not_taken(wrong: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(region: Reduced, cost: IntArray, seconds: float, most: int | None = None) -> Relaxed:
        truth = relax(region, cost, seconds, most)
        return Relaxed(truth.status, np.full(len(truth.x), wrong), truth.y)

    monkeypatch.setattr(optimizer.sift, "relax", lying)
    for puzzle in small():
        found = run(puzzle.matrix)
        assert_true(puzzle, found)
        assert found.chosen is None or found.proven(puzzle.matrix)


def test_a_relaxation_wrongly_called_empty_refutes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(region: Reduced, cost: IntArray, seconds: float, most: int | None = None) -> Relaxed:
        return Relaxed("infeasible", np.zeros(0), np.zeros(0))

    monkeypatch.setattr(optimizer.sift, "relax", lying)
    for puzzle in small():
        assert_true(puzzle, run(puzzle.matrix))
    monkeypatch.setattr(optimizer.conflict, "relax", lying)
    for puzzle in small():
        assert_true(puzzle, run(puzzle.matrix))


def test_multipliers_that_prove_nothing_refute_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def called_empty(region: Reduced, cost: IntArray, seconds: float, most: int | None = None) -> Relaxed:
        return Relaxed("infeasible", np.zeros(0), np.zeros(0))

    def lying(region: Reduced, cost: IntArray, seconds: float, most: int | None = None) -> Relaxed:
        truth = relax(region, cost, seconds, most)
        return Relaxed(truth.status, truth.x, np.sin(np.arange(len(truth.y))) * 7)

    monkeypatch.setattr(optimizer.sift, "relax", called_empty)
    monkeypatch.setattr(optimizer.conflict, "relax", lying)
    for puzzle in small():
        assert_true(puzzle, run(puzzle.matrix))


class Denying(Search):
    """A CP-SAT that calls everything empty."""

    def run(self, *listeners: object) -> Searched:
        return Searched("infeasible", None, self._low)


def denied(*asked: object, **more: object) -> Branched:
    """Stand in for a branch and cut that calls everything empty."""
    return Branched("infeasible", None, None)


@cache
def not_at_once() -> tuple[Puzzle, ...]:
    """Draw cases that have a plan, but not the empty one, so that nothing stands against a claim at the start."""
    return tuple(p for p in puzzles(90_000, draws(45, 60), 4, 100, stuck=True) if p.best is not None)


def stands_without_rings(puzzle: Puzzle) -> bool:
    """Whether a solver that knows no arc sets happens on a plan that keeps them, which then refutes a denial."""
    region = Region(puzzle.matrix)
    reduced = reduce(region)
    found = branch(reduced, np.zeros(len(reduced.columns), np.int64), 10).x
    assert found is not None
    return not any(arcs.cyclic(found[: len(arcs.tail)] > 0).any() for arcs in arcs_of(region, reduced.columns))


@pytest.mark.parametrize("liar", ["branch", "search"])
def test_one_prover_that_calls_everything_empty_refutes_nothing(liar: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = Relaxed("stopped", np.zeros(0), np.zeros(0))
    monkeypatch.setattr(optimizer.sift, "relax", lambda *asked: stopped)
    if liar == "branch":
        monkeypatch.setattr(optimizer.brancher, "branch", denied)
        monkeypatch.setattr(optimizer.conflict, "branch", denied)
    else:
        monkeypatch.setattr(optimizer.brancher, "branch", lambda *asked: Branched("stopped", None, None))
        monkeypatch.setattr(optimizer.race, "Search", Denying)
        monkeypatch.setattr(optimizer.conflict, "Search", Denying)
    # Where only arc sets could tell, CP-SAT asked twice is all there is (`optimizer.conflict`).
    asked = [p for p in not_at_once() if liar == "branch" or stands_without_rings(p)]
    assert sum(bool(p.matrix.acyclic) for p in asked) > 1
    assert sum(not p.matrix.acyclic for p in asked) > 2
    for puzzle in asked:
        assert_true(puzzle, run(puzzle.matrix))


def test_plans_that_break_rules_are_not_taken_from_branch_and_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(region: Reduced, cost: IntArray, *more: object) -> Branched:
        return Branched("optimal", region.upper.copy(), None)

    monkeypatch.setattr(optimizer.sift, "relax", lambda *asked: Relaxed("stopped", np.zeros(0), np.zeros(0)))
    monkeypatch.setattr(optimizer.brancher, "branch", lying)
    for puzzle in small():
        told = run(puzzle.matrix)
        assert_true(puzzle, told)
        assert (told.chosen is None) is (puzzle.best is None)


def test_a_bound_above_every_plan_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Branch and cut claims an absurd bound: a tier only counts as proven where exact arithmetic closed it."""

    def boasting(region: Reduced, cost: IntArray, seconds: float, slack: float = 0.0) -> Branched:
        return Branched("stopped", None, 10**6)

    monkeypatch.setattr(optimizer.brancher, "branch", boasting)
    told = [run(p.matrix) for p in small()]
    for puzzle, found in zip(small(), told, strict=True):
        assert_true(puzzle, found)
        assert all(tier.bound <= tier.value for tier in found.tiers), puzzle.seed
    assert any(not found.proven(p.matrix) for p, found in zip(small(), told, strict=True) if p.best is not None)


def test_what_later_tiers_count_is_counted_anew_in_every_plan_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Branch and cut leaves the auxiliary columns of later tiers anywhere; a plan told has them at their best."""

    def careless(region: Reduced, cost: IntArray, *more: object) -> Branched:
        found = branch(region, cost, 10)
        if found.x is None:
            return found
        idle = np.diff(region.rows.tocsc().indptr) > 0
        x = np.where((cost == 0) & idle & (region.upper > 1), region.upper, found.x)
        return replace(found, x=x if np.all(region.rows @ x <= region.row_upper) else found.x)

    monkeypatch.setattr(optimizer.brancher, "branch", careless)
    monkeypatch.setattr(optimizer.sift, "relax", lambda *asked: Relaxed("stopped", np.zeros(0), np.zeros(0)))
    seen = 0
    for puzzle in small():
        events: list[Event] = []
        Tiers(puzzle.matrix, ONE, events.append).run()
        for event in events:
            if isinstance(event, Incumbent):
                whole = puzzle.matrix.complete(np.isin(np.arange(puzzle.matrix.pairs), event.chosen))
                assert event.values == tuple(objective.at(whole) for objective in puzzle.matrix.objectives), puzzle.seed
                seen += puzzle.matrix.columns > puzzle.matrix.pairs
    assert seen > draws(10, 20)
