"""A region as a solver reads it holds the same points; a choice of pairs is completed at its best."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from models.program import Matrix
from models.proof import Multipliers, Region
from optimizer.region import Reduced, arcs, reduce
from tests.models.random_programs import points, random_matrix


def kept(reduced: Reduced) -> list[tuple[int, ...]]:
    """Return the points of a reduced region that keep its rows."""
    box = points(reduced.lower, reduced.upper)
    activity = (reduced.rows @ box.T).T
    return [tuple(x) for x in box[np.all((activity >= reduced.row_lower) & (activity <= reduced.row_upper), axis=1)]]


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
        region.open = np.flatnonzero(region.lower < region.upper)
        objective = matrix.objectives[0]
        if rng.random() < 0.6:
            none = Multipliers(1, np.zeros(len(region.row_lower), np.int64), np.zeros(0, np.int64))
            region.finish(region.bound(objective, none), objective, rng.randint(-4, 6))
        reduced = reduce(region)
        box = points(region.lower, region.upper)
        whole = {tuple(x) for x in box.tolist() if region.contains(np.array(x, np.int64))}
        back = set()
        for part in kept(reduced):
            full = reduced.widen(np.array(part, np.int64), region.lower)
            chosen = np.array(part[: int((reduced.columns < matrix.pairs).sum())]) > 0
            if not reduced.impossible and not any(a.cyclic(chosen).any() for a in arcs(region, reduced.columns)):
                back.add(tuple(full.tolist()))
        assert back == whole, seed
        idle += len(reduced.row_ids) < len(region.row_lower)
        fixed += len(reduced.columns) < matrix.columns
        empty += reduced.impossible
    assert min(idle, fixed, empty) > 30


def test_some_columns_of_a_region_hold_its_points_where_the_others_stay() -> None:
    for seed in range(300):
        rng = Random(seed)
        region = Region(random_matrix(rng))
        some = np.flatnonzero([rng.random() < 0.5 for _ in range(region.matrix.columns)])
        rest = np.array([rng.randint(0, int(u)) for u in region.upper], np.int64)
        reduced = reduce(region, some, rest)
        back = {tuple(reduced.widen(np.array(part, np.int64), rest).tolist()) for part in kept(reduced)}
        if reduced.impossible:
            back = set()
        held = np.ones(region.matrix.columns, dtype=bool)
        held[some] = False
        box = points(np.where(held, rest, region.lower), np.where(held, rest, region.upper))
        assert back == {tuple(x) for x in box.tolist() if len(region.matrix.broken(np.array(x, np.int64))) == 0}, seed


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


def test_a_program_without_columns_is_bounded_by_its_constant() -> None:
    matrix: Matrix = random_matrix(Random(1))
    region = Region(replace(matrix, upper=matrix.lower))
    assert len(reduce(region).columns) == 0
    none = Multipliers(1, np.zeros(len(region.row_lower), np.int64), np.zeros(0, np.int64))
    assert region.bound(matrix.objectives[0], none).value == matrix.objectives[0].constant
