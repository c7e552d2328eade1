"""Proof that no plan exists, and a small set of rows that already contradict each other.

Where the relaxation is empty, multipliers of an elastic relaxation prove it in exact arithmetic (Farkas); where
only whole numbers are impossible, two solvers must agree. The rows are then thinned until time is up: each row
left out was shown not to be needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.district import BoolArray, IntArray
from models.program import Acyclic
from models.proof import Multipliers, Region, rationalised
from optimizer.alone import beyond_reach, broken, refuted
from optimizer.events import Settings
from optimizer.prove import Search, SearchSettings
from optimizer.region import HUGE, Reduced, arcs, elastic, reduce
from optimizer.relax import branch, relax

_THINNING_SECONDS = 20.0


@dataclass(frozen=True)
class Conflict:
    """Rows (of the program) that no plan can keep together; multipliers that prove it, if the relaxation fails."""

    rows: IntArray
    multipliers: Multipliers | None


def conflict(region: Region, settings: Settings, seconds: float, columns: IntArray | None = None) -> Conflict | None:
    """Return why a region claimed to be empty is empty, or None if that is not proven.

    Parameters
    ----------
    columns : open columns whose relaxation is already empty, if it is and no other column helps, ascending.
    """
    if columns is None and len(region.open) > HUGE:
        return None
    reduced = reduce(region, columns)
    acyclic = arcs(region, reduced.columns)
    alone = broken(region, reduced) or beyond_reach(region)
    if alone is not None:
        return Conflict(alone.rows.nonzero()[0], alone)
    ends = time.monotonic() + seconds
    proof = _farkas(region, reduced, seconds)
    empty: Callable[[Reduced], bool]
    if proof is not None:
        needed = proof.rows[reduced.row_ids] != 0
        empty = lambda part: _farkas(region, part, ends - time.monotonic()) is not None  # noqa: E731
    else:
        if columns is not None:
            return conflict(region, settings, ends - time.monotonic())
        if not _twice_empty(reduced, acyclic, settings, ends):
            return None
        needed = np.ones(len(reduced.row_ids), dtype=bool)
        empty = lambda part: _search_empty(part, acyclic, settings, ends)  # noqa: E731
    thinned = _thin(reduced, needed, empty, min(ends, time.monotonic() + _THINNING_SECONDS))
    return Conflict(reduced.row_ids[thinned], proof)


def conflict_within(part: Reduced, acyclic: tuple[Acyclic, ...], settings: Settings, seconds: float) -> IntArray | None:
    """Return rows of a part of a region that contradict each other, None if that is not proven; sought over integers.

    Parameters
    ----------
    part : rows and columns such that the rows speak of no others: if it is empty, the whole is.
    """
    ends = time.monotonic() + seconds
    if not _twice_empty(part, acyclic, settings, ends):
        return None
    every = np.ones(len(part.row_ids), dtype=bool)
    thinned = _thin(part, every, lambda some: _search_empty(some, acyclic, settings, ends), ends)
    return np.asarray(part.row_ids[thinned])


def _farkas(region: Region, reduced: Reduced, seconds: float) -> Multipliers | None:
    """Return multipliers that prove the relaxation of a reduced region empty, or None.

    Every row may be missed at a cost; the multipliers of the least miss bound a cost of nothing above nothing, on
    the region as it is, checked in integers.
    """
    if len(reduced.row_ids) == 0 or seconds <= 0:
        return None
    solved = relax(*elastic(reduced), seconds)
    if solved.status != "optimal":
        return None
    y = np.zeros(len(region.row_lower))
    y[reduced.row_ids] = np.where(np.abs(solved.y) > 1e-9, solved.y, 0.0)
    multipliers = rationalised(y, np.zeros(len(region.caps)), float(region.matrix.rows.reach(y)))
    return multipliers if refuted(region, multipliers) else None


def _search_empty(region: Reduced, acyclic: tuple[Acyclic, ...], settings: Settings, ends: float) -> bool:
    """Whether CP-SAT proves a region empty."""
    none = np.zeros(len(region.columns), np.int64)
    limit = SearchSettings(ends - time.monotonic(), settings.workers, settings.seed)
    return Search(region, none, 0, None, limit, acyclic).run().verdict == "infeasible"


def _twice_empty(region: Reduced, acyclic: tuple[Acyclic, ...], settings: Settings, ends: float) -> bool:
    """Whether CP-SAT and a second solver both prove a region empty.

    The second is HiGHS over the integers; it knows no arc sets, so where those are what makes the region empty,
    CP-SAT must say so twice, the second time single-threaded and from another seed.
    """
    if not _search_empty(region, acyclic, settings, ends):
        return False
    none = np.zeros(len(region.columns), np.int64)
    found = branch(region, none, ends - time.monotonic())
    if found.status == "infeasible":
        return True
    if found.x is not None and not any(a.cyclic(found.x[: len(a.tail)] > 0).any() for a in acyclic):
        return False  # a plan stands against the claim
    other = replace(settings, workers=1, seed=settings.seed + 1)
    return bool(acyclic) and _search_empty(region, acyclic, other, ends)


def _thin(region: Reduced, needed: BoolArray, empty: Callable[[Reduced], bool], ends: float) -> BoolArray:
    """Drop rows in ever smaller runs while what is left stays empty; returns the mask of rows kept."""
    kept = needed.copy()
    size = max(1, int(kept.sum()) // 2)
    while time.monotonic() < ends:
        rows = np.flatnonzero(kept)
        for run in np.array_split(rows, max(1, len(rows) // size)):
            trial = kept.copy()
            trial[run] = False
            if trial.any() and empty(region.keep_rows(trial)):
                kept = trial
            if time.monotonic() >= ends:
                return kept
        if size == 1:
            return kept
        size //= 2
    return kept
