"""Rows no plan can keep, whatever the others ask: seen without a solver, proven by multipliers in exact integers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.district import IntArray
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
    tried = np.argsort(-short, kind="stable")[:_TRIED]
    for row, reach in zip(tried.tolist(), _reaches(region, tried), strict=True):
        if short[row] > reach:
            multipliers = settle_people(region, nothing(region.matrix), _of(region, row, 1))
            if refuted(region, multipliers):
                return multipliers
    return None


def _reaches(region: Region, tried: IntArray) -> Iterator[int]:
    """Yield for each of some rows how far everybody together lifts it: what `settle_people` would prove, for less."""
    matrix, rows, core = region.matrix, region.matrix.rows, region.matrix.core
    pairs = region.open[: np.searchsorted(region.open, matrix.pairs)]
    rest = region.open[len(pairs) :]
    room = region.upper[rest] - region.lower[rest]
    teacher, node = rows.ways.teacher[pairs], rows.ways.node[pairs]
    starts = np.flatnonzero(np.append(True, teacher[1:] != teacher[:-1])) if len(pairs) else pairs
    people = np.full(len(starts), -1) if core is None else core.person[teacher[starts]]
    must = (people >= 0) & (region.row_lower[people] >= 1)
    own = rows.own[:, tried].tocsc()
    for i, row in enumerate(tried.tolist()):
        credit = rows.leaving[:, [row]].toarray()[:, 0][teacher] + rows.entering[:, [row]].toarray()[:, 0][node]
        single = own[:, [i]].toarray()[:, 0]
        credit += single[pairs]
        best = np.maximum.reduceat(credit, starts) if len(pairs) else credit
        yield int(np.where(must, best, np.maximum(best, 0)).sum() + np.abs(single[rest]) @ room)


def never_reached(region: Region) -> Multipliers | None:
    """Return the proof that all open columns together do not lift a row to its lower bound, if there is such a row.

    Seen from counts of the open ways out of and into each place, so that it costs next to nothing.
    """
    matrix = region.matrix
    rows, ways = matrix.rows, matrix.rows.ways
    pairs = region.open[: np.searchsorted(region.open, matrix.pairs)]
    out = np.bincount(ways.teacher[pairs], minlength=ways.teachers)
    into = np.bincount(ways.node[pairs], minlength=ways.nodes)
    room = np.zeros(matrix.columns, np.int64)
    room[region.open] = region.upper[region.open] - region.lower[region.open]
    most = rows.leaving.maximum(0).T @ out + rows.entering.maximum(0).T @ into
    most = most + abs(rows.own).T @ room + rows @ region.lower
    for row in np.flatnonzero(most < region.row_lower)[:_TRIED].tolist():
        multipliers = _of(region, row, 1)
        if refuted(region, multipliers):
            return multipliers
    return None


def _of(region: Region, row: int, sign: int) -> Multipliers:
    y = np.zeros(len(region.row_lower), np.int64)
    y[row] = sign
    return Multipliers(1, y, np.zeros(len(region.caps), np.int64))
