"""Proof that no plan exists, and a small set of rows that already contradict each other.

Where the relaxation is empty, multipliers of an elastic relaxation prove it in exact arithmetic (Farkas); where
only whole numbers are impossible, two solvers must agree. The rows are then thinned until time is up: each row
left out was shown not to be needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from models.district import BoolArray, IntArray
from models.program import Acyclic
from optimizer.bound import exact_bound
from optimizer.events import Settings
from optimizer.prove import Search, SearchSettings
from optimizer.region import Reduced
from optimizer.relax import FloatArray, branch, relax

_THINNING_SECONDS = 20.0


def conflict(region: Reduced, acyclic: tuple[Acyclic, ...], settings: Settings, seconds: float) -> IntArray | None:
    """Return rows (numbers of the whole program) that no plan can keep together, or None if that is not proven.

    Parameters
    ----------
    region : the region claimed to be empty.
    acyclic : arc sets over its columns.
    """
    alone = _broken_alone(region)
    if len(alone):
        return region.row_ids[alone[:1]]
    ends = time.monotonic() + seconds
    y = _farkas(region, seconds)
    if y is not None:
        needed = y != 0
        empty: Callable[[Reduced], bool] = lambda part: _farkas(part, ends - time.monotonic()) is not None  # noqa: E731
    else:
        if not _twice_empty(region, acyclic, settings, ends):
            return None
        needed = np.ones(len(region.row_ids), dtype=bool)
        empty = lambda part: _search_empty(part, acyclic, settings, ends)  # noqa: E731
    thinned = _thin(region, needed, empty, min(ends, time.monotonic() + _THINNING_SECONDS))
    return region.row_ids[thinned]


def keep_rows(region: Reduced, mask: BoolArray) -> Reduced:
    """Return the region with only the rows of `mask`, shape (rows,)."""
    return replace(
        region,
        rows=sp.csr_array(region.rows[mask]),
        row_ids=region.row_ids[mask],
        row_lower=region.row_lower[mask],
        row_upper=region.row_upper[mask],
    )


def _broken_alone(region: Reduced) -> IntArray:
    """Rows that no value of the columns can keep."""
    positive, negative = region.rows.maximum(0), region.rows.minimum(0)
    least = positive @ region.lower + negative @ region.upper
    most = positive @ region.upper + negative @ region.lower
    return np.flatnonzero((least > region.row_upper) | (most < region.row_lower))


def _farkas(region: Reduced, seconds: float) -> FloatArray | None:
    """Return multipliers that prove the relaxation empty, shape (rows,), or None.

    Two slack columns a row let it be missed either way, at cost 1; the multipliers of that optimum, on the
    region without slack, bound 0 from below by a positive number, checked in integers.
    """
    rows = len(region.row_ids)
    if rows == 0 or seconds <= 0:
        return None
    reach = np.full(2 * rows, int(np.max(abs(region.rows) @ np.abs(region.upper), initial=1)) + 1, np.int64)
    reach += int(np.max(np.abs(region.row_lower[np.abs(region.row_lower) < 2**60]), initial=0))
    reach += int(np.max(np.abs(region.row_upper[np.abs(region.row_upper) < 2**60]), initial=0))
    slack = sp.eye_array(rows, dtype=np.int64)
    elastic = replace(
        region,
        columns=np.arange(len(region.columns) + 2 * rows),
        lower=np.concatenate([region.lower, np.zeros(2 * rows, np.int64)]),
        upper=np.concatenate([region.upper, reach]),
        rows=sp.csr_array(sp.hstack([region.rows, slack, -slack], format="csr")),
    )
    missed = np.concatenate([np.zeros(len(region.columns), np.int64), np.ones(2 * rows, np.int64)])
    solved = relax(elastic, missed, seconds)
    if solved.status != "optimal":
        return None
    y = np.where(np.abs(solved.y) > 1e-9, solved.y, 0.0)
    proof = exact_bound(region, np.zeros(len(region.columns), np.int64), y)
    return y if proof.total > 0 else None


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
            if trial.any() and empty(keep_rows(region, trial)):
                kept = trial
            if time.monotonic() >= ends:
                return kept
        if size == 1:
            return kept
        size //= 2
    return kept
