"""The way a county of millions of pairs is solved, forced on small puzzles: the same answers, proven and checkable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

import optimizer.finder
import optimizer.flow
import optimizer.region
import optimizer.relax
import optimizer.sift
import optimizer.tiers
from models.case import Case
from models.formulate import formulate
from models.proof import Certificate
from models.proof_file import proof_of, proof_record, recheck
from optimizer.events import Settings
from optimizer.finder import Finder
from optimizer.tiers import Tiers
from tests.models.micro import district, policy
from tests.optimizer.engine import Puzzle, Told, plan_of, puzzles, run
from tests.thorough import draws

Force = Callable[..., None]
LIMITED = Settings(seconds=15, workers=1)
"""None of these takes a second; one that would never end is stopped, and found wanting."""
ONE_BY_ONE = {
    "sift___MORE": 1, "sift___HELP": 1, "sift___TAIL": 0.0, "region___WIDE": 1, "region___MANY": 0,
    "flow___FIRST": 1, "flow___FEW": 1, "flow___MORE": 1, "flow___KEPT": 1,
}  # fmt: skip


def small() -> tuple[Puzzle, ...]:
    return puzzles(30_000, 70, 18, 400)


def stuck() -> tuple[Puzzle, ...]:
    return puzzles(60_000, 15, 3, 150, stuck=True)


@pytest.fixture
def force(monkeypatch: pytest.MonkeyPatch) -> Force:
    """Make nothing small: the flow bounds every tier, relaxations are sifted, their parts solved apart."""

    def forced(**limits: object) -> None:
        for name, value in {"tiers___SMALL": 0, "sift___WHOLE": 0, "relax___PART": 1, **limits}.items():
            module, _, limit = name.partition("__")
            monkeypatch.setattr(getattr(optimizer, module), limit, value)

    return forced


def assert_best(puzzle: Puzzle, told: Told) -> None:
    if puzzle.best is None:
        assert told.chosen is None, puzzle.seed
        assert told.conflict is not None, puzzle.seed
        return
    assert told.conflict is None, puzzle.seed
    assert told.proven(puzzle.matrix), puzzle.seed
    assert (told.values, plan_of(puzzle.formulated, told)) == puzzle.best, puzzle.seed


def assert_certified(puzzle: Puzzle, told: Told) -> int:
    """Assert that what is certified is what anyone recomputes, no more than the best plan; count the tiers closed so.

    Every tier here is proven, so the best plan's value is the told one.
    """
    assert puzzle.best is not None
    assert told.chosen is not None
    matrix = puzzle.matrix
    certificate = Certificate(len(matrix.row_lower), matrix.columns, tuple(tier.multipliers for tier in told.tiers))
    chosen = np.isin(np.arange(matrix.pairs), told.chosen)
    again = list(recheck(matrix, proof_of(proof_record(certificate)), chosen))
    assert len(again) == len(told.tiers) == len(puzzle.best[0])
    for (value, bound), tier, best in zip(again, told.tiers, puzzle.best[0], strict=True):
        assert value == tier.value == best, puzzle.seed
        assert bound is not None
        assert max(0, bound) == tier.certified <= best, puzzle.seed
    return sum(tier.certified == tier.value for tier in told.tiers)


@pytest.mark.parametrize(
    "limits",
    [
        None,
        {},
        ONE_BY_ONE,
        {"finder__LARGE": 0, "finder___ORDERS": 1},
        {"finder__HUGE": 0, "tiers__HUGE": 0},
        {"sift___ROUNDS": 1},
    ],
    ids=[
        "small",
        "large",
        "a column at a time",
        "nothing branched on the way",
        "nothing narrowed by guesses",
        "unfinished",
    ],
)
def test_answers_are_those_of_trying_every_plan(force: Force, limits: dict[str, object] | None) -> None:
    if limits is not None:
        force(**limits)
    closed = tiers = 0
    for puzzle in small()[: draws(15, 25) if limits else draws(40, 60)]:
        told = run(puzzle.matrix, LIMITED)
        assert_best(puzzle, told)
        if puzzle.best is not None:
            closed += assert_certified(puzzle, told)
            tiers += len(told.tiers)
    assert tiers > draws(25, 50)
    assert closed > 0.7 * tiers


def test_the_large_way_is_the_way_taken(force: Force, monkeypatch: pytest.MonkeyPatch) -> None:
    force()
    taken: Counter[str] = Counter()

    def note(owner: type, name: str) -> None:
        real = getattr(owner, name)

        def noted(self: object, *words: object, **more: object) -> object:
            taken[name] += 1
            return real(self, *words, **more)

        monkeypatch.setattr(owner, name, noted)

    for name in ("core", "whole", "branched", "in_orders", "dived"):
        note(Finder, name)
    note(Tiers, "_preview")
    note(Tiers, "_improve")
    for puzzle in small()[:60]:
        run(puzzle.matrix, LIMITED)
    assert min(taken[name] for name in ("core", "branched", "in_orders", "dived", "_preview")) > 5, taken
    assert taken["_improve"] > 0, taken


def test_where_no_plan_exists_the_large_way_says_so(force: Force) -> None:
    force()
    told = [run(puzzle.matrix, LIMITED) for puzzle in stuck()]
    for puzzle, found in zip(stuck(), told, strict=True):
        assert (found.conflict is not None) is (puzzle.best is None), puzzle.seed
        assert (found.chosen is not None) is (puzzle.best is not None), puzzle.seed
    assert sum(found.conflict is not None for found in told) > 5


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
@pytest.mark.parametrize("mode", ["pool", "chain"])
def test_what_only_whole_people_make_impossible_is_told_too(mode: str, large: bool, force: Force) -> None:
    """Five relatives in a ring must all move to two schools: halves of them could, so every relaxation has room."""
    if large:
        force()
    people = [f"t{i}" for i in range(5)]
    ring = [f"{a} 近姻亲 {b}" for a, b in zip(people, people[1:] + people[:1], strict=True)]
    rules = {"release_first": {"mode": mode}, "quotas": [{"name": "五人", "min": 5}]}
    made = district(["A", "B", "C"], [f"{t}@A" for t in people], relations=ring)
    told = run(formulate(Case(made, policy(rules=rules))).program.matrix, LIMITED)
    assert (told.chosen, told.conflict is None) == (None, False)
