"""The relaxation on few columns is worth what it is on all, and what it proves is never more than the best plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import optimizer.region
import optimizer.sift
from models.coefficients import FloatArray
from models.district import IntArray
from models.program import FREE, Objective
from models.proof import Multipliers, Region, nothing, settle_people
from optimizer.region import Reduced, reduce
from optimizer.relax import Relaxed, relax
from optimizer.sift import Sifted, _restored, certify, cheapest, helpful, nothing_known, sift
from tests.models.random_programs import cost_by_hand, inside, random_matrix
from tests.optimizer.engine import Puzzle, puzzles
from tests.optimizer.relaxed import Drawn, cases, relaxation

RULES = ("quotas", "avoidance", "split_couples", "subject_balance", "establishment", "locks")


def drawn() -> tuple[Drawn, ...]:
    return cases(0, 140)


def small() -> tuple[Puzzle, ...]:
    return puzzles(80_000, 40, 12, 300)


@contextmanager
def tiny() -> Iterator[list[int]]:
    """Sift whatever there is to sift, a column a person and a round, a wide row when it is broken; count the columns.

    Yields the number of columns of each relaxation.
    """
    sizes: list[int] = []

    def counted(region: Reduced, cost: IntArray, seconds: float, most: int | None = None) -> Relaxed:
        sizes.append(len(region.columns))
        return relax(region, cost, seconds, most)

    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("_WHOLE", 0), ("_MORE", 1), ("_HELP", 1), ("_TAIL", 0.0), ("_ROUNDS", 1000)):
            patch.setattr(optimizer.sift, name, value)
        for name, value in (("_WIDE", 2), ("_MANY", 0)):
            patch.setattr(optimizer.region, name, value)
        patch.setattr(optimizer.sift, "relax", counted)
        yield sizes


def sifted(region: Region, objective: Objective, start: IntArray) -> Sifted:
    """Relax a region without a limit of time."""
    return sift(region, objective, np.intersect1d(start, region.open), lambda: 1e9)


def assert_relaxed(region: Region, objective: Objective, found: Sifted, seed: int) -> bool:
    """Assert that a relaxation is what another solver finds it to be over all columns; say if it is not empty."""
    worth = relaxation(region, objective)
    if worth is None:
        assert found.status == "infeasible", seed
        assert found.reduced.columns.tolist() == region.open.tolist() or len(found.x) == 0, seed
        return False
    assert found.status == "optimal", seed
    room = 1e-6 + 1e-9 * abs(worth)
    assert found.bound.total / found.bound.multipliers.scale <= worth + room, seed
    assert found.bound.value == math.ceil(worth - room), seed
    whole = region.lower.astype(float)
    whole[found.reduced.columns] = found.x
    reached = float(objective.cost @ whole) + objective.constant
    assert worth - room <= reached, seed
    assert math.ceil(reached - room) == found.bound.value, seed
    return True


def some(rng: Random, size: int, share: float) -> IntArray:
    """Draw positions."""
    return np.flatnonzero([rng.random() < share for _ in range(size)])


def test_few_columns_are_worth_what_all_are() -> None:
    left_out = again = empty = worthy = 0
    rules: set[str] = set()
    for part in drawn():
        rng = Random(part.seed)
        for objective in part.matrix.objectives[: rng.randint(1, 2)]:
            region = Region(part.matrix)
            with tiny() as sizes:
                found = sifted(region, objective, some(rng, part.matrix.pairs, rng.choice((0.0, 0.0, 0.3))))
            full = assert_relaxed(region, objective, found, part.seed)
            empty += not full
            worthy += found.bound.value > nothing_known(region, objective).value
            left_out += len(found.reduced.columns) < len(region.open)
            again += len(set(sizes)) > 1
        rules |= {block.owner for block in part.formulated.program.blocks}
    assert left_out > 50
    assert again > 30
    assert worthy > 20
    assert empty > 5
    assert rules >= set(RULES)


def test_it_is_so_behind_the_caps_of_earlier_tiers() -> None:
    capped = sifting = 0
    for part in drawn():
        if len(part.matrix.objectives) < 2:
            continue
        rng, region = Random(part.seed), Region(part.matrix)
        first, second = part.matrix.objectives[:2]
        worth = relaxation(region, first)
        if worth is None:
            continue
        region.finish(nothing_known(region, first), first, math.ceil(worth) + rng.randint(0, 1))
        with tiny():
            found = sifted(region, second, some(rng, part.matrix.pairs, 0.2))
        assert_relaxed(region, second, found, part.seed)
        capped += bool(region.caps)
        sifting += len(found.reduced.columns) < len(region.open)
    assert capped > 25
    assert sifting > 25


def test_near_enough_is_near_enough() -> None:
    nearer = 0
    for part in drawn()[:60]:
        region, objective = Region(part.matrix), part.matrix.objectives[0]
        worth = relaxation(region, objective)
        if worth is None:
            continue
        with tiny():
            found = sift(region, objective, np.zeros(0, np.int64), lambda: 1e9, 0.5)
        reached = float(objective.of(found.reduced.columns) @ found.x) + objective.constant
        assert found.bound.value <= math.ceil(worth - 1e-6), part.seed
        gap = reached - found.bound.value
        assert gap <= 0.5 * abs(reached) + 1e-6 or len(found.reduced.columns) == len(region.open), part.seed
        nearer += found.bound.value < math.ceil(worth - 1e-6)
    assert nearer > 0


def test_columns_are_added_until_there_is_a_solution_or_none_helps() -> None:
    """Whatever pairs it begins with; what is left out of an empty relaxation would not fill it."""
    filled = empty = more = 0
    for part in drawn():
        rng, region = Random(part.seed), Region(part.matrix)
        region.upper[some(rng, part.matrix.pairs, rng.choice((0.0, 0.3)))] = 0
        for row in some(rng, len(region.row_lower), 0.1).tolist():
            region.row_lower[row] = max(region.row_lower[row], min(region.row_upper[row], rng.randint(0, 2)))
        region.keep_open(region.lower < region.upper)
        auxiliary = region.open[region.open >= part.matrix.pairs]
        begun = np.union1d(region.open[some(rng, len(region.open), 0.1)], auxiliary)
        columns, restored = _restored(region, begun, lambda: 60.0)
        assert restored == (relaxation(region, nothing(part.matrix)) is not None), part.seed
        assert np.isin(begun, columns).all()
        assert np.isin(columns, region.open).all()
        if restored:
            solved = relax(reduce(region, columns), np.zeros(len(columns), np.int64), 60.0)
            assert solved.status == "optimal", part.seed
        filled += restored and len(columns) > len(begun)
        more += len(columns) < len(region.open)
        empty += not restored
    assert min(filled, empty, more) > 10


def test_what_hangs_together_beyond_a_limit_is_not_relaxed_yet_something_is_proven() -> None:
    for part in drawn()[:20]:
        region = Region(part.matrix)
        for objective in part.matrix.objectives:
            found = sift(region, objective, region.open[:0], lambda: 60.0, most=0)
            together = len(reduce(region).columns) > 0
            assert found.status == ("stopped" if together else "optimal"), part.seed
            assert found.bound.value >= nothing_known(region, objective).value
            best = relaxation(region, objective)
            assert best is None or found.bound.total / found.bound.multipliers.scale <= best + 1e-6 * max(1, abs(best))


def test_out_of_time_it_still_proves_something() -> None:
    for part in drawn()[:30]:
        region, objective = Region(part.matrix), part.matrix.objectives[0]
        worth = relaxation(region, objective)
        found = sift(region, objective, np.zeros(0, np.int64), lambda: 0.0)
        if worth is not None:
            assert found.bound.value <= math.ceil(worth - 1e-6), part.seed


def wrong(rng: Random, height: int) -> FloatArray:
    """Draw multipliers no solver should return."""
    size = rng.choice((1.0, 30.0, 1e6, 1e12))
    return np.array([rng.choice((0.0, rng.uniform(-size, size), float(rng.randint(-3, 3)))) for _ in range(height)])


def nearly_right(rng: Random, region: Region, objective: Objective) -> tuple[Reduced, FloatArray]:
    """Return multipliers of a relaxation, some of them changed."""
    reduced = reduce(region)
    claimed = relax(reduced, objective.of(reduced.columns), 1e9)
    y = claimed.y if claimed.status == "optimal" else np.zeros(len(reduced.row_ids))
    return reduced, np.where([rng.random() < 0.1 for _ in y], wrong(rng, len(y)), y)


@pytest.mark.parametrize("odd", [[], [math.nan], [math.inf], [-math.inf], [math.nan, math.inf, -math.inf]], ids=str)
def test_whatever_a_solver_says_no_more_is_certified_than_the_best_plan(odd: list[float]) -> None:
    tight = 0
    for puzzle in small():
        if puzzle.best is None:
            continue
        rng, region = Random(puzzle.seed), Region(puzzle.matrix)
        objective, best = puzzle.matrix.objectives[0], puzzle.best[0][0]
        for number in range(4):
            if number == 0:
                reduced, y = nearly_right(rng, region, objective)
            else:
                reduced = reduce(region, some(rng, puzzle.matrix.columns, 0.7))
                y = wrong(rng, len(reduced.row_ids))
            for row in range(len(y)):
                if odd and rng.random() < 0.3:
                    y[row] = rng.choice(odd)
            bound = certify(region, objective, reduced, y)
            assert bound.value <= best, puzzle.seed
            tight += bound.value == best
    assert tight > 10 or odd


def test_the_same_holds_where_no_core_is_known() -> None:
    tight = 0
    for seed in range(300):
        rng = Random(seed)
        matrix = random_matrix(rng)
        region, objective = Region(matrix), matrix.objectives[0]
        if rng.random() < 0.5:
            region.finish(nothing_known(region, objective), objective, rng.randint(-3, 6))
        found = inside(region)
        reduced = reduce(region)
        bound = certify(region, objective, reduced, wrong(rng, len(reduced.row_ids)))
        if len(found):
            least = int((found @ cost_by_hand(matrix, objective)).min()) + objective.constant
            assert bound.value <= least, seed
            tight += bound.value == least
    assert tight > 20


@pytest.mark.parametrize("signs", ["right", "any"])
def test_setting_each_person_s_row_never_proves_less(signs: str) -> None:
    more = must = capped = 0
    for part in drawn():
        rng, region = Random(part.seed), Region(part.matrix)
        people = part.core.person[part.core.person >= 0]
        held = people[some(rng, len(people), 0.2)]
        region.row_lower[held] = region.row_upper[held]
        if rng.random() < 0.5:
            first = part.matrix.objectives[0]
            region.finish(nothing_known(region, first), first, rng.randint(0, 9))
        objective = part.matrix.objectives[-1]
        for _ in range(3):
            scale = rng.choice((1, 6, 2**10))
            size = rng.choice((3, 60, 10**6)) * scale
            y = np.array([rng.choice((0, rng.randint(-size, size))) for _ in region.row_lower], np.int64)
            caps = np.array([rng.choice((0, -rng.randint(0, 3 * scale))) for _ in region.caps], np.int64)
            if signs == "right":
                y[((y > 0) & (region.row_lower <= -FREE)) | ((y < 0) & (region.row_upper >= FREE))] = 0
            raw = Multipliers(scale, y, caps)
            before = region.bound(objective, raw)
            after = region.bound(objective, settle_people(region, objective, raw))
            assert after.multipliers.scale == before.multipliers.scale == scale
            assert after.total >= before.total, part.seed
            more += after.total > before.total
        must += len(held) > 0
        capped += bool(region.caps)
    assert min(more, must, capped) > 30


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-3, 3), st.booleans())), st.integers(1, 4))
def test_the_cheapest_of_each_person_are_taken_the_first_of_equals(
    listed: list[tuple[int, int, bool]], count: int
) -> None:
    listed.sort(key=lambda column: column[0])
    teacher, cost, among = (np.array([column[i] for column in listed], np.int64) for i in range(3))
    expected: list[int] = []
    for person in set(teacher.tolist()):
        theirs = [i for i, column in enumerate(listed) if column[0] == person and column[2]]
        expected += sorted(theirs, key=lambda i: (listed[i][1], i))[:count]
    assert cheapest(teacher, cost, among > 0, count).tolist() == sorted(expected)


def test_the_columns_that_help_lift_what_a_plan_leaves_short() -> None:
    helped = short = 0
    for part in drawn():
        rng, region = Random(part.seed), Region(part.matrix)
        teacher = part.matrix.rows.ways.teacher
        dense = part.matrix.rows.sparse.toarray()
        region.upper[some(rng, part.matrix.pairs, 0.1)] = 0
        region.keep_open(region.lower < region.upper)
        x = part.matrix.complete(np.array([rng.random() < 0.2 for _ in range(part.matrix.pairs)], dtype=bool))
        cost = np.array([rng.randint(-5, 5) for _ in range(part.matrix.columns)], np.int64)
        wanting = np.flatnonzero(dense @ x < region.row_lower)
        expected: list[int] = []
        pairs = [j for j in region.open.tolist() if j < part.matrix.pairs]
        lifting = [j for j in pairs if dense[wanting, j].sum() > 0]
        for person in {int(teacher[j]) for j in lifting}:
            theirs = [j for j in lifting if teacher[j] == person]
            expected += sorted(theirs, key=lambda j: (cost[j], j))[:2]
        found = helpful(region, x, cost[region.open]).tolist()
        assert found == sorted(expected), part.seed
        short += len(wanting) > 0
        helped += len(found) > 0
    assert min(short, helped) > 20
    assert helped < len(drawn())
