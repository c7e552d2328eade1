"""The relaxation of a whole region, solved on the few columns that matter (sifting), and its exact bound.

Every open column is priced at the multipliers found; those that would improve the relaxation are added, until
none is left. Then its optimum is that of all columns, and so is the bound. A bound needs no patience, though:
whatever the multipliers, each person's row is set to what that person's best way is worth, and the bound holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from models.coefficients import FloatArray
from models.district import BoolArray, IntArray
from models.program import Objective
from models.proof import Bound, Multipliers, Region, rationalised, settle_people
from optimizer.alone import beyond_reach
from optimizer.region import Reduced, elastic, reduce
from optimizer.relax import Relaxed, Status, relax

_WHOLE = 40_000
"""Open columns up to which the relaxation is solved on all of them at once."""
_MORE = 4
"""Columns a person is given a round."""
_HELP = 2
"""Columns a person is given that lift a row left below its bound."""
_ROUNDS = 25
_TAIL = 0.01
"""Share of the columns kept below which a round's finds are few."""
_ROUNDING = 1e-9
_NEGATIVE = 1e-7


@dataclass(frozen=True)
class Sifted:
    """A relaxation solved: its columns, its optimum over them, and the bound it proves of the whole region.

    Attributes
    ----------
    status : `infeasible` is a claim of the solver about the columns kept, `stopped` that time was up.
    x : shape (columns of `reduced`,); empty unless `optimal`.
    """

    status: Status
    reduced: Reduced
    x: FloatArray
    bound: Bound


def sift(
    region: Region,
    objective: Objective,
    start: IntArray,
    left: Callable[[], float],
    enough: float = 0.0,
    needed: set[int] | None = None,
    *,
    patient: bool = True,
    most: int | None = None,
) -> Sifted:
    """Relax a region.

    Parameters
    ----------
    start : open columns to begin with, ascending; all are taken where they are few.
    left : seconds left.
    patient : whether columns are added where those kept hold no solution, or that is told at once.
    most : columns that may hang together, at most; beyond, the relaxation takes too long for what it is worth.
    needed : wide rows known to matter; others are left out until they are broken, and then noted here.
    enough : relative distance of the relaxation over the columns kept and the bound of all that need not be closed.
    """
    matrix = region.matrix
    cost = region.cost(objective)
    aux = region.open[np.searchsorted(region.open, matrix.pairs) :]
    columns = region.open if len(region.open) <= _WHOLE else np.union1d(start, aux)
    needed = set() if needed is None else needed
    best = nothing_known(region, objective)
    for _ in range(_ROUNDS):
        for reduced, claimed in _relaxed(reduce(region, columns), region, objective, needed, left, most):
            if claimed.status == "optimal":
                best = better(best, certify(region, objective, reduced, claimed.y))
        if patient and claimed.status == "infeasible" and left() > 0:
            columns, restored = _restored(region, columns, left)
            if restored:
                continue
            reduced = reduce(region, columns)
        if claimed.status != "optimal":
            return Sifted(claimed.status, reduced, np.zeros(0), best)
        # Over these columns the relaxation is worth `best` can come: nearer than the next integer says no more.
        worth = float(objective.of(reduced.columns) @ claimed.x) + spent(region, objective, reduced)
        near = np.ceil(worth - _ROUNDING * abs(worth)) <= best.value or worth - best.value <= enough * abs(worth)
        missing = columns[:0] if near else _improving(region, cost, reduced, claimed.y)
        if len(missing) == 0 or left() <= 0:
            break
        columns = np.union1d(columns, missing)
    if claimed.status != "optimal":
        return Sifted("stopped", reduced, np.zeros(0), best)
    return Sifted("optimal", reduced, claimed.x, best)


def _relaxed(
    whole: Reduced,
    region: Region,
    objective: Objective,
    needed: set[int],
    left: Callable[[], float],
    most: int | None,
) -> Iterator[tuple[Reduced, Relaxed]]:
    """Relax a reduced region without its wide rows, and again with those that the optimum breaks.

    Each is yielded, for what it proves; the last is the answer.
    """
    cost = objective.of(whole.columns)
    added: set[int] = set()
    while True:
        wide = whole.wide(needed, len(region.row_lower))
        kept = whole.keep_rows(~wide)
        claimed = relax(kept, cost, left(), most)
        yield kept, claimed
        if claimed.status == "stopped":
            needed -= added  # with them it does not end; without, at least something is proven
        if claimed.status != "optimal" or not wide.any():
            return
        missed = whole.keep_rows(wide)
        activity = missed.rows @ claimed.x
        room = _NEGATIVE * np.maximum(1.0, np.abs(activity))
        broken = (activity < missed.row_lower - room) | (activity > missed.row_upper + room)
        if not broken.any():
            return
        added.update(missed.row_ids[broken].tolist())
        needed |= added


def _restored(region: Region, columns: IntArray, left: Callable[[], float]) -> tuple[IntArray, bool]:
    """Return the columns kept and others that bring them nearer to a solution, and whether there is one now.

    The first phase of the simplex method, by sifting: what the rows miss is the cost. Where no column left out
    lessens it, the relaxation of the whole region is empty.
    """
    free = np.zeros(len(region.open), np.int64)
    if beyond_reach(region) is not None:
        return columns, False
    while left() > 0:
        reduced = reduce(region, columns)
        loose, missed = elastic(reduced)
        solved = relax(loose, missed, left())
        if solved.status != "optimal":
            break
        if missed @ solved.x < _NEGATIVE:
            return columns, True
        missing = _improving(region, free, reduced, solved.y)
        if len(missing) == 0:
            break
        columns = np.union1d(columns, missing)
    return columns, False


def spent(region: Region, objective: Objective, reduced: Reduced) -> int:
    """Return what the columns a reduced region leaves out cost."""
    rest = region.lower.copy()
    rest[reduced.columns] = 0
    return objective.at(rest)


def helpful(region: Region, x: IntArray, cost: IntArray) -> IntArray:
    """Return open columns that lift rows x leaves below their bound: the cheapest two of each person.

    A relaxation that begins without them may be empty, or far from what it would be.
    """
    activity = region.matrix.rows @ x
    short = (activity < region.row_lower).astype(np.int64)
    pairs = region.open[: np.searchsorted(region.open, region.matrix.pairs)]
    if not short.any():
        return pairs[:0]
    lifts = region.matrix.rows.priced(short, pairs) > 0
    teacher = region.matrix.rows.ways.teacher[pairs]
    return pairs[cheapest(teacher, cost[: len(pairs)], lifts, _HELP)]


def cheapest(teacher: IntArray, cost: IntArray, among: BoolArray, count: int) -> IntArray:
    """Return the `count` cheapest columns of each teacher, of those `among`; `teacher` ascends."""
    ids = np.flatnonzero(among)
    whose = teacher[ids]
    starts = np.searchsorted(whose, whose)
    order = np.lexsort((cost[ids], whose))
    return np.sort(ids[order[np.arange(len(ids)) - starts < count]])


def certify(region: Region, objective: Objective, reduced: Reduced, y: FloatArray) -> Bound:
    """Return the exact bound of a solver's multipliers (shape (rows of `reduced`,)) over the whole region."""
    height = len(region.row_lower)
    full = np.zeros(height + len(region.caps))
    full[reduced.row_ids] = np.where(np.isfinite(y), y, 0.0)
    largest = 4.0 * objective.largest + _reach(region, full)
    whole = settle_people(region, objective, rationalised(full[:height], full[height:], largest))
    return region.bound(objective, whole)


def better(first: Bound, second: Bound) -> Bound:
    """Return the higher of two bounds of one objective, the second where they are equal."""
    higher = first.total * second.multipliers.scale > second.total * first.multipliers.scale
    return first if higher else second


def nothing_known(region: Region, objective: Objective) -> Bound:
    """Return the bound that uses no row but each person's own."""
    none = Multipliers(1, np.zeros(len(region.row_lower), np.int64), np.zeros(len(region.caps), np.int64))
    return region.bound(objective, settle_people(region, objective, none))


def _reach(region: Region, y: FloatArray) -> float:
    """Return a magnitude that credits of columns stay below."""
    height = len(region.row_lower)
    caps = sum(abs(w) * cap.objective.largest for w, cap in zip(y[height:].tolist(), region.caps, strict=True))
    return float(region.matrix.rows.reach(y[:height]) + caps)


def _improving(region: Region, cost: IntArray, reduced: Reduced, y: FloatArray) -> IntArray:
    """Return the open columns left out that would improve the relaxation, the best of each person."""
    kept = np.intersect1d(reduced.columns, region.open, assume_unique=True)  # the others draw an arc, and are settled
    if len(kept) >= len(region.open):
        return np.zeros(0, np.int64)
    height = len(region.row_lower)
    full = np.zeros(height + len(region.caps))
    full[reduced.row_ids] = y
    worth = cost - region.matrix.rows.priced(full[:height], region.open)
    for cap, weight in zip(region.caps, full[height:].tolist(), strict=True):
        if weight:
            worth -= weight * region.cost(cap.objective)
    worth = worth[: np.searchsorted(region.open, region.matrix.pairs)]
    least = _NEGATIVE * max(1.0, float(np.abs(full).max(initial=0)))
    worth[np.searchsorted(region.open, kept[kept < region.matrix.pairs])] = np.inf
    ids = np.flatnonzero(worth < -least)
    if 0 < len(ids) < _TAIL * len(reduced.columns):
        # Near the end each round would find but a few: as many as a tenth come along, those nearest to improving.
        count = min(len(reduced.columns) // 10, len(worth) - 1)
        ids = np.flatnonzero(worth <= np.partition(worth, count)[count])
    teacher = region.matrix.rows.ways.teacher[region.open[ids]]
    order = np.lexsort((worth[ids], teacher))
    first = np.searchsorted(teacher, teacher)
    return np.sort(region.open[ids[order[np.arange(len(ids)) - first < _MORE]]])
