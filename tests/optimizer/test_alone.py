"""Rows no plan can keep, seen without a solver: never where there is a plan, and where they are planted."""

from __future__ import annotations

from random import Random

import numpy as np

from models.district import IntArray
from models.program import FREE
from models.proof import Region
from optimizer.alone import beyond_reach, broken, refuted
from optimizer.region import reduce
from tests.models.random_programs import inside, random_matrix
from tests.optimizer.relaxed import cases
from tests.thorough import draws


def tightened(rng: Random, region: Region) -> None:
    """Ask for more in some rows."""
    for row in range(len(region.row_lower)):
        if rng.random() < 0.3:
            region.row_lower[row] = min(region.row_upper[row], max(region.row_lower[row], rng.randint(-2, 4)))


def test_nothing_that_has_a_point_is_refuted() -> None:
    """Every point of small programs tried; whichever columns the broken row was looked for among."""
    said = empty = 0
    for seed in range(400):
        rng = Random(seed)
        region = Region(random_matrix(rng))
        tightened(rng, region)
        some = region.open[np.array([rng.random() < 0.6 for _ in region.open], dtype=bool)]
        found = [beyond_reach(region), broken(region, reduce(region)), broken(region, reduce(region, some))]
        for multipliers in found:
            if multipliers is not None:
                assert refuted(region, multipliers)
                assert len(inside(region)) == 0, seed
                said += 1
        empty += len(inside(region)) == 0
    assert said > 40
    assert empty > 60


def test_a_row_that_asks_for_one_more_than_everybody_can_give_is_found_and_no_less() -> None:
    """Counted one person at a time: each gives the most that one open way of theirs gives, or nothing."""
    told = 0
    for part in cases(0, draws(30, 60)):
        region = Region(part.matrix)
        if part.matrix.core is None or np.any(region.row_lower[region.row_lower > -FREE] > 0):
            continue
        dense, teacher = part.matrix.rows.sparse.toarray(), part.matrix.rows.ways.teacher
        pairs, person = part.matrix.pairs, part.matrix.core.person
        for row in range(len(region.row_lower)):
            if dense[row, pairs:].any() or row in person:
                continue
            gives: dict[int, int] = {}
            for column in range(pairs):
                gives[int(teacher[column])] = max(gives.get(int(teacher[column]), 0), int(dense[row, column]))
            most = sum(gives.values())
            if most <= 0:
                continue
            low: IntArray = region.row_lower.copy()
            for asked in (most, most + 1):
                region.row_lower, region.row_upper[row] = low.copy(), FREE
                region.row_lower[row] = asked
                found = beyond_reach(region)
                assert (found is not None) is (asked > most), (part.seed, row)
                if found is not None:
                    rows = set(found.rows.nonzero()[0].tolist())
                    assert rows == {row} | {int(person[t]) for t, g in gives.items() if g > 0}
            region.row_lower = low
            told += 1
    assert told > draws(15, 30)
