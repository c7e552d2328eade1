"""Bounds from multipliers, and regions narrowed by them, held against every point there is."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.district import IntArray
from models.proof import Multipliers, Region, exact_dot, nothing, rationalised
from tests.models.random_programs import cost_by_hand, inside, plain, random_matrix


def drawn(rng: Random, region: Region, size: float = 1.0) -> Multipliers:
    """Draw multipliers, right or wrong."""
    scale = rng.choice((1, 2, 12, 2**10))
    height, caps = len(region.row_lower), len(region.caps)
    y = [int(size * scale * rng.choice((0.0, rng.uniform(-3, 3), float(rng.randint(-3, 3))))) for _ in range(height)]
    weights = [rng.choice((0, -scale, -rng.randint(0, 4 * scale), scale)) for _ in range(caps)]
    return Multipliers(scale, np.array(y, np.int64), np.array(weights, np.int64))


def test_the_parts_of_the_coefficients_add_up() -> None:
    for seed in range(200):
        rng = Random(seed)
        matrix = random_matrix(rng)
        dense = plain(matrix)
        rows, height, width = matrix.rows, *dense.shape
        assert rows.shape == (height, width)
        assert np.array_equal(rows.sparse.toarray(), dense), seed
        some = np.flatnonzero([rng.random() < 0.6 for _ in range(width)])
        assert np.array_equal(rows.take(some).toarray(), dense[:, some]), seed
        y = np.array([rng.randint(-9, 9) for _ in range(height)], np.int64)
        assert np.array_equal(rows.priced(y, some), y @ dense[:, some]), seed
        x = np.array([rng.randint(-2, 3) for _ in range(width)], np.int64)
        assert np.array_equal(rows @ x, dense @ x), seed
        assert np.abs(y @ dense).max(initial=0) <= rows.reach(y), seed
        cost = cost_by_hand(matrix, matrix.objectives[0])
        assert np.array_equal(matrix.objectives[0].of(some), cost[some]), seed
        assert matrix.objectives[0].at(x) == int(cost @ x) + matrix.objectives[0].constant
        assert np.abs(cost).max(initial=0) <= matrix.objectives[0].largest


@pytest.mark.parametrize("size", [1.0, 1e6, 1e14])
def test_whatever_the_multipliers_the_bound_holds_and_no_better_plan_is_narrowed_away(size: float) -> None:
    tight = fixed = tied = 0
    for seed in range(400):
        rng = Random(seed)
        matrix = random_matrix(rng)
        region, objective = Region(matrix), matrix.objectives[0]
        found = inside(region)
        worth = found @ cost_by_hand(matrix, objective) + objective.constant
        bound = region.bound(objective, drawn(rng, region, size))
        if len(found) == 0:
            continue
        assert bound.value <= worth.min(), seed
        tight += bound.value == worth.min()
        for value in {int(worth.min()), int(worth.min()) + rng.randint(1, 3), int(worth.max())}:
            part = region.copy()
            alone = part.narrow(bound, value)
            left = {tuple(x) for x in inside(part).tolist()}
            assert {tuple(x) for x in found[worth <= value].tolist()} <= left, (seed, value)
            if alone:
                assert left == {tuple(x) for x in found[worth <= value].tolist()}, (seed, value)
            fixed += len(part.open) < len(region.open)
            tied += alone
            assert np.array_equal(part.open, np.flatnonzero(part.lower < part.upper))
    if size == 1.0:
        assert min(tight, fixed, tied) > 10


def test_tier_after_tier_the_region_keeps_the_plans_that_are_best_in_turn() -> None:
    narrowed = capped = 0
    for seed in range(400):
        rng = Random(seed)
        matrix = random_matrix(rng, objectives=3)
        region = Region(matrix)
        everything = inside(region)
        if len(everything) == 0:
            continue
        for objective in matrix.objectives:
            cost = cost_by_hand(matrix, objective)
            left = inside(region)
            bound = region.bound(objective, drawn(rng, region))
            least = int((left @ cost).min()) + objective.constant
            assert bound.value <= least, seed
            value = least + rng.choice((0, 0, 1))  # a tier may end unproven
            region.finish(bound, objective, value)
            everything = everything[everything @ cost + objective.constant <= value]
            assert {tuple(x) for x in everything.tolist()} == {tuple(x) for x in inside(region).tolist()}, seed
            assert all(region.contains(x) for x in everything)
        capped += len(region.caps)
        narrowed += len(region.caps) < 3
    assert min(narrowed, capped) > 50


def test_a_cost_of_nothing_bounded_above_nothing_means_no_plan() -> None:
    refuted = 0
    for seed in range(400):
        rng = Random(seed)
        matrix = random_matrix(rng)
        region = Region(matrix)
        if region.bound(nothing(matrix), drawn(rng, region)).total > 0:
            assert len(inside(region)) == 0, seed
            refuted += 1
    assert refuted > 5


def test_multipliers_too_large_to_be_exact_prove_less_and_nothing_false() -> None:
    for seed in range(200):
        matrix = random_matrix(Random(seed))
        region = Region(matrix)
        y = np.full(len(region.row_lower), (-1) ** seed * 2**61, np.int64)
        found = inside(region)
        bound = region.bound(matrix.objectives[0], Multipliers(2**40, y, np.zeros(0, np.int64)))
        if len(found):
            assert (
                bound.value
                <= (found @ cost_by_hand(matrix, matrix.objectives[0])).min() + matrix.objectives[0].constant
            )


@given(st.lists(st.tuples(st.integers(-(2**62), 2**62), st.integers(-(2**33), 2**33))))
def test_the_inner_product_is_exact(both: list[tuple[int, int]]) -> None:
    a, b = (np.array([pair[i] for pair in both], np.int64) for i in (0, 1))
    assert exact_dot(a, b) == sum(x * y for x, y in both)
    signs: IntArray = np.sign(b)
    assert exact_dot(a, signs) == sum(x * y for x, y in zip(a.tolist(), signs.tolist(), strict=True))


@pytest.mark.parametrize(
    ("y", "scale"), [([1.0, -2.0], 1), ([0.5, 3.0], 2), ([1 / 3, 0.0], 6), ([0.2], 60), ([np.nan, 1.0], 1)]
)
def test_simple_fractions_get_a_simple_denominator(y: list[float], scale: int) -> None:
    whole = rationalised(np.array(y), np.zeros(0), 10.0)
    assert whole.scale == scale
    assert np.allclose(whole.rows / scale, np.nan_to_num(y))


def test_other_multipliers_are_rounded_finely() -> None:
    y = np.array([np.pi, -np.sqrt(3.0)])
    whole = rationalised(y, np.array([0.25]), 10.0)
    assert np.abs(whole.rows / whole.scale - y).max() < 1e-6
    assert whole.caps.tolist() == [0]  # a cap bounds from above only
