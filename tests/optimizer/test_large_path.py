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
from models.proof import Certificate
from models.proof_file import proof_of, proof_record, recheck, refutes
from optimizer.finder import Finder
from optimizer.tiers import Tiers
from tests.optimizer.engine import Puzzle, Told, plan_of, run
from tests.optimizer.relaxed import tried

Force = Callable[..., None]
FEW = {"_FIRST": 1, "_FEW": 1, "_MORE": 1, "_KEPT": 1}


def small() -> tuple[Puzzle, ...]:
    return tried(30_000, 100, 18, 400)


@pytest.fixture
def force(monkeypatch: pytest.MonkeyPatch) -> Force:
    """Make nothing small: the flow bounds every tier, relaxations are sifted, their parts solved apart."""
    monkeypatch.setattr(optimizer.tiers, "_SMALL", 0)
    monkeypatch.setattr(optimizer.sift, "_WHOLE", 0)
    monkeypatch.setattr(optimizer.relax, "_PART", 1)

    def more(**limits: object) -> None:
        for name, value in limits.items():
            module, _, limit = name.partition("__")
            monkeypatch.setattr(getattr(optimizer, module), limit, value)

    return more


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
        {},
        {"sift___MORE": 1, "sift___HELP": 1, "sift___TAIL": 0.0, "region___WIDE": 1, "region___MANY": 0}
        | {f"flow__{name}": value for name, value in FEW.items()},
        {"finder__LARGE": 0, "finder___ORDERS": 1},
        {"finder__HUGE": 0, "tiers__HUGE": 0},
        {"sift___ROUNDS": 1},
    ],
    ids=["large", "a column at a time", "nothing branched on the way", "nothing narrowed by guesses", "unfinished"],
)
def test_answers_are_those_of_trying_every_plan(force: Force, limits: dict[str, object]) -> None:
    force(**limits)
    closed = tiers = 0
    for puzzle in small()[: 100 if not limits else 40]:
        told = run(puzzle.matrix)
        assert_best(puzzle, told)
        if puzzle.best is not None:
            closed += assert_certified(puzzle, told)
            tiers += len(told.tiers)
    assert tiers > 100
    assert closed > (0.7 if "sift___ROUNDS" not in limits else 0.3) * tiers


def test_the_large_way_is_the_way_taken(force: Force, monkeypatch: pytest.MonkeyPatch) -> None:
    force()
    taken: Counter[str] = Counter()

    def note(owner: type, name: str) -> None:
        real = getattr(owner, name)

        def noted(self: object, *words: object) -> object:
            answer = real(self, *words)
            taken[name] += answer is not None
            return answer

        monkeypatch.setattr(owner, name, noted)

    for name in ("core", "whole", "branched", "in_orders"):
        note(Finder, name)
    note(Tiers, "_preview")
    monkeypatch.setattr(Finder, "whole", _counting(Finder.whole, taken, "whole"))
    monkeypatch.setattr(Finder, "in_orders", _counting(Finder.in_orders, taken, "in_orders"))
    monkeypatch.setattr(Tiers, "_preview", _counting(Tiers._preview, taken, "_preview"))
    for puzzle in small()[:40]:
        run(puzzle.matrix)
    assert min(taken[name] for name in ("core", "branched", "in_orders", "_preview", "whole")) > 5, taken


def _counting(real: Callable[..., object], taken: Counter[str], name: str) -> Callable[..., object]:
    def counted(*words: object) -> object:
        taken[name] += 1
        return real(*words)

    return counted


def test_what_is_told_impossible_is_refuted_by_its_certificate(force: Force) -> None:
    force()
    refuted = 0
    for puzzle in tried(60_000, 25, 3, 150, stuck=True):
        told = run(puzzle.matrix)
        assert (told.conflict is not None) is (puzzle.best is None), puzzle.seed
        refuted += told.conflict is not None
    assert refuted > 5


def test_small_or_large_the_certificates_prove_as_much(force: Force) -> None:
    plain = [run(puzzle.matrix) for puzzle in small()[:30]]
    force()
    for puzzle, told in zip(small(), plain, strict=False):
        if puzzle.best is None:
            continue
        assert_certified(puzzle, told)
        large = run(puzzle.matrix)
        assert [t.value for t in large.tiers] == [t.value for t in told.tiers], puzzle.seed
        first, other = told.tiers[0], large.tiers[0]
        # Both reach the optimum of the relaxation, unless the tier was closed before.
        assert first.certified == other.certified or max(first.certified, other.certified) == first.value, puzzle.seed


def test_refutes_is_exact() -> None:
    assert refutes is not None
