"""The least a case must give for a plan to exist, with its proof: the tiers' engine on the program that may give way.

Under `chain` the relaxation knows nothing of rings, so these are looked at apart: only people whom some row wants to
move can be forced into one, and rows that speak of them alone bound what that costs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from models.district import BoolArray, IntArray
from models.program import FREE
from models.proof import Region
from optimizer.brancher import Brancher
from optimizer.events import Event, Settings, TierDone
from optimizer.explain.elastic import Elastic
from optimizer.prove import Search, SearchSettings
from optimizer.region import Reduced, arcs, reduce
from optimizer.tiers import Tiers

_RACED = 150_000
"""Open columns up to which CP-SAT is sent in among rings."""


@dataclass(frozen=True)
class Least:
    """The least price found, and a proven bound on it.

    Attributes
    ----------
    x : the columns, None if nothing was found in time; value : what they cost.
    bound : no plan costs less; in exact integers unless `searched`, then on a solver's word.
    """

    x: IntArray | None
    value: int
    bound: int
    searched: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing costs less."""
        return self.x is not None and self.value == self.bound


def least(matrix: Elastic, settings: Settings, brancher: Brancher) -> Least:
    """Minimise the price of a program that may give way."""
    ends = time.monotonic() + (settings.seconds if settings.seconds is not None else 1e9)
    plain = _plain(replace(matrix, acyclic=()), settings, brancher)
    if not matrix.acyclic or plain.x is None or not _rings(matrix, plain.x).any():
        return plain
    return _without_rings(matrix, plain, settings, ends)


def _plain(matrix: Elastic, settings: Settings, brancher: Brancher) -> Least:
    told: list[Event] = []
    tiers = Tiers(matrix, settings, told.append, brancher)
    tiers.run()
    done = [event for event in told if isinstance(event, TierDone)]
    value = 0 if tiers.best is None else matrix.objectives[0].at(tiers.best)
    if not done:
        return Least(tiers.best, value, 0)
    return Least(tiers.best, value, done[0].bound, searched=done[0].certified < done[0].bound)


def _rings(matrix: Elastic, x: IntArray) -> BoolArray:
    """Return which chosen pairs lie on a ring, shape (pairs,)."""
    found = np.zeros(matrix.pairs, dtype=bool)
    for one in matrix.acyclic:
        found |= one.cyclic(x[: matrix.pairs] > 0)
    return found


def _without_rings(matrix: Elastic, plain: Least, settings: Settings, ends: float) -> Least:
    """Look for the least price among plans without rings, in the people some row wants to move, then in everybody."""
    wanted = _wanted(matrix)
    kept = np.append(np.flatnonzero(wanted), np.arange(matrix.pairs, matrix.columns))
    region = Region(matrix)
    whole = reduce(region)
    some = whole.part(np.flatnonzero(np.isin(whole.columns, kept)), np.arange(len(whole.row_ids)))
    alone = some.keep_rows(np.diff(whole.rows.indptr) == np.diff(some.rows.indptr))
    bound = max(plain.bound, _searched(matrix, region, alone, settings, ends)[1])
    x, _ = _searched(matrix, region, some, settings, ends)
    if (x is None or matrix.objectives[0].at(x) > bound) and len(whole.columns) <= _RACED:
        better, told = _searched(matrix, region, whole, settings, ends)
        x, bound = (x if better is None else better), max(bound, told)
    return Least(x, 0 if x is None else matrix.objectives[0].at(x), bound, searched=True)


def _wanted(matrix: Elastic) -> BoolArray:
    """Return the pairs of people whom some row wants to move, shape (pairs,)."""
    assert matrix.base is not None
    base = matrix.base
    resting = base.complete(np.zeros(base.pairs, dtype=bool))
    activity = base.rows @ resting
    short = ((activity < base.row_lower) & (base.row_lower > -FREE)).astype(np.int64)
    helps = base.rows.priced(short, np.arange(base.pairs)) > 0
    people = np.unique(base.rows.ways.teacher[np.flatnonzero(helps)])
    return np.isin(base.rows.ways.teacher, people)


def _searched(
    matrix: Elastic, region: Region, part: Reduced, settings: Settings, ends: float
) -> tuple[IntArray | None, int]:
    """Return the best columns CP-SAT finds in part of a region, and its bound on that part."""
    left = ends - time.monotonic()
    if left <= 0:
        return None, 0
    cost = matrix.objectives[0].of(part.columns)
    limit = SearchSettings(left, settings.workers, settings.seed)
    found = Search(part, cost, 0, None, limit, arcs(region, part.columns)).run()
    if found.x is None:
        return None, found.bound if found.verdict != "infeasible" else 0
    x = matrix.complete(part.widen(found.x, region.lower)[: matrix.pairs] > 0)
    return (x if region.contains(x) else None), found.bound
