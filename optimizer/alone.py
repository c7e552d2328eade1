"""Rows no plan can keep, whatever the others ask: seen without a solver, proven by multipliers in exact integers."""

from __future__ import annotations

import numpy as np

from models.program import FREE
from models.proof import Multipliers, Region, nothing, settle_people
from optimizer.region import Reduced

_TRIED = 20
"""Rows that are tried, those that ask for most first."""


def refuted(region: Region, multipliers: Multipliers) -> bool:
    """Whether multipliers bound a cost of nothing above nothing, over every open column: then there is no plan."""
    return region.bound(nothing(region.matrix), multipliers).total > 0


def broken(region: Region, reduced: Reduced) -> Multipliers | None:
    """Return the proof that a row cannot be kept by any value of the columns, if there is such a row."""
    positive, negative = reduced.rows.maximum(0), reduced.rows.minimum(0)
    least = positive @ reduced.lower + negative @ reduced.upper
    most = positive @ reduced.upper + negative @ reduced.lower
    for rows, sign in ((least > reduced.row_upper, -1), (most < reduced.row_lower, 1)):
        # Where columns were left out, another may still keep the row.
        for row in reduced.row_ids[rows][:_TRIED].tolist():
            multipliers = _of(region, row, sign)
            if refuted(region, multipliers):
                return multipliers
    return None


def beyond_reach(region: Region) -> Multipliers | None:
    """Return the proof that a row asks for more than everybody could give it, if there is such a row.

    Everybody does what lifts the row most, and nobody can do so twice: the row and those people's own.
    """
    short = np.where(region.row_lower <= -FREE, 0, region.row_lower - region.matrix.rows @ region.lower)
    for row in np.argsort(-short, kind="stable")[:_TRIED].tolist():
        if short[row] > 0:
            multipliers = settle_people(region, nothing(region.matrix), _of(region, row, 1))
            if refuted(region, multipliers):
                return multipliers
    return None


def _of(region: Region, row: int, sign: int) -> Multipliers:
    y = np.zeros(len(region.row_lower), np.int64)
    y[row] = sign
    return Multipliers(1, y, np.zeros(len(region.caps), np.int64))
