"""The exact bound, the region and the completion of a choice, on small programs whose every point is tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest
import scipy.sparse as sp

from models.district import IntArray
from models.program import FREE, Acyclic, Matrix, Objective
from optimizer.bound import box_bound, exact_bound
from optimizer.region import Reduced, Region

SIZES = (1.0, 1e-7, 1e3, 1e15, 1e300)


def random_matrix(rng: Random, *, arcs: bool = False) -> Matrix:
    """Draw a program of up to 5 pairs and a column or two in rows of their own."""
    pairs, aux = rng.randint(1, 5), rng.randint(0, 2)
    height = rng.randint(1, 4)
    rows = np.array([[rng.choice((0, 0, 1, -1, 2, -3)) for _ in range(pairs + aux)] for _ in range(height)], np.int64)
    for row in rows:  # no row holds two auxiliary columns
        kept = rng.randrange(aux + 1)
        row[pairs:] = [c if i == kept else 0 for i, c in enumerate(row[pairs:])]
    low = np.array([rng.choice((-FREE, -2, 0, 1)) for _ in range(height)], np.int64)
    high = np.maximum(low, [rng.choice((FREE, 0, 1, 3)) for _ in range(height)])
    nodes = 3
    tail, head = np.array([[rng.randrange(nodes) for _ in range(pairs)] for _ in range(2)], np.int64)
    return Matrix(
        pairs=pairs,
        lower=np.zeros(pairs + aux, np.int64),
        upper=np.array([1] * pairs + [rng.choice((1, 3, 4)) for _ in range(aux)], np.int64),
        rows=sp.csr_array(rows),
        row_lower=low,
        row_upper=high,
        push=np.array([0] * pairs + [rng.choice((1, -1)) for _ in range(aux)], np.int8),
        objectives=(
            Objective(np.array([rng.randint(-9, 9) for _ in range(pairs + aux)], np.int64), rng.randint(-3, 3)),
        ),
        acyclic=(Acyclic(tail, head, nodes),) if arcs else (),
    )


def points(lower: IntArray, upper: IntArray) -> IntArray:
    """Return every integer point of a box, one a row."""
    ranges = [range(a, b + 1) for a, b in zip(lower.tolist(), upper.tolist(), strict=True)]
    listed = list(product(*ranges))
    return np.array(listed, dtype=np.int64).reshape(len(listed), len(lower))


def inside(reduced: Reduced) -> IntArray:
    """Return the points of a reduced region that keep its rows."""
    box = points(reduced.lower, reduced.upper)
    activity = (reduced.rows @ box.T).T
    return box[np.all((activity >= reduced.row_lower) & (activity <= reduced.row_upper), axis=1)]


@pytest.mark.parametrize("size", SIZES)
def test_whatever_the_multipliers_the_bound_holds_and_excludes_no_optimum(size: float) -> None:
    tight = excluded = 0
    for seed in range(300):
        rng = Random(seed)
        matrix = random_matrix(rng)
        reduced, cost = Region(matrix).reduce(), matrix.objectives[0].cost
        cost = cost[reduced.columns]
        found = inside(reduced)
        y = np.array([rng.choice((0.0, rng.uniform(-1, 1), float(rng.randint(-3, 3)))) for _ in reduced.row_ids]) * size
        bound = exact_bound(reduced, cost, y)
        if len(found) == 0 or reduced.impossible:
            continue
        worth = found @ cost
        assert bound.value <= worth.min(), seed
        assert bound.total <= bound.scale * int(worth.min()), seed
        tight += bound.value == worth.min()
        for value in {int(worth.min()), int(worth.min()) + 1, int(worth.max())}:
            out = bound.excluded(value)
            stays = np.where(bound.reduced > 0, reduced.lower, reduced.upper)[out]
            assert (found[worth <= value][:, out] == stays).all(), (seed, value)
            excluded += len(out)
    if size == 1.0:
        assert tight > 10
        assert excluded > 50


@pytest.mark.parametrize("wild", [np.inf, -np.inf, np.nan])
def test_multipliers_that_are_no_numbers_leave_the_bound_of_the_box(wild: float) -> None:
    reduced = Region(random_matrix(Random(3))).reduce()
    cost = np.arange(1, len(reduced.columns) + 1) * -1
    with np.errstate(invalid="ignore"):
        bound = exact_bound(reduced, cost, np.full(len(reduced.row_ids), wild))
    assert len(reduced.row_ids) > 0
    assert (
        bound.value
        <= box_bound(reduced, cost).value
        == int(np.minimum(cost * reduced.lower, cost * reduced.upper).sum())
    )


def test_large_costs_do_not_overflow() -> None:
    for seed in range(200):
        rng = Random(seed)
        reduced = Region(random_matrix(rng)).reduce()
        cost = np.array([rng.randint(-(2**45), 2**45) for _ in reduced.columns], np.int64)
        found = inside(reduced)
        y = np.array([rng.uniform(-1, 1) * 2.0**45 for _ in reduced.row_ids])
        if len(found) and not reduced.impossible:
            least = min(sum(a * b for a, b in zip(x.tolist(), cost.tolist(), strict=True)) for x in found)
            assert exact_bound(reduced, cost, y).value <= least, seed


def test_a_reduced_region_holds_the_same_points() -> None:
    idle = fixed = empty = 0
    for seed in range(500):
        rng = Random(seed)
        matrix = random_matrix(rng, arcs=seed % 2 == 1)
        region = Region(matrix)
        for column in range(matrix.columns):
            if rng.random() < 0.3:
                value = rng.randint(0, int(matrix.upper[column]))
                region.lower[column] = region.upper[column] = value
        objective = matrix.objectives[0]
        if rng.random() < 0.6:
            region.cap(objective, rng.randint(-4, 6))
        reduced = region.reduce()
        whole = {
            tuple(x) for x in points(region.lower, region.upper).tolist() if region.contains(np.array(x, np.int64))
        }
        back = set()
        for part in inside(reduced):
            full = region.lower.copy()
            full[reduced.columns] = part
            arcs = region.arcs(reduced.columns)
            chosen = part[: int((reduced.columns < matrix.pairs).sum())] > 0
            if not reduced.impossible and not any(a.cyclic(chosen).any() for a in arcs):
                back.add(tuple(full.tolist()))
        assert back == whole, seed
        idle += len(reduced.row_ids) < len(region.row_lower)
        fixed += len(reduced.columns) < matrix.columns
        empty += reduced.impossible
    assert min(idle, fixed, empty) > 30


def test_a_choice_is_completed_at_its_best() -> None:
    held: list[bool] = []
    for seed in range(400):
        matrix = random_matrix(Random(seed))
        for chosen in points(np.zeros(matrix.pairs, np.int64), np.ones(matrix.pairs, np.int64)) > 0:
            box = points(matrix.lower[matrix.pairs :], matrix.upper[matrix.pairs :])
            whole = np.hstack([np.repeat(chosen[np.newaxis].astype(np.int64), len(box), axis=0), box])
            valid = [x for x in whole if len(matrix.broken(x)) == 0]
            assert matrix.holds(chosen) is (len(valid) > 0), (seed, chosen)
            held.append(len(valid) > 0)
            if valid:
                best = [max(v) if push > 0 else min(v) for v, push in zip(np.array(valid).T, matrix.push, strict=True)]
                assert matrix.complete(chosen).tolist() == best, (seed, chosen)
    assert 0.2 < np.mean(held) < 0.8


def test_a_program_without_columns_is_bounded_by_nothing() -> None:
    matrix = random_matrix(Random(1))
    region = Region(replace(matrix, upper=matrix.lower))
    reduced = region.reduce()
    assert len(reduced.columns) == 0
    assert box_bound(reduced, np.zeros(0, np.int64)).value == 0
