"""What is left of a program after each tier of its own solve: where a plan a little different is mostly found.

A region after so many tiers holds every plan as good as the best in them. So where a change leaves a plan in such a
region, that change costs nothing in these tiers, for certain, and only the later ones are to be solved again, among a
few hundred columns instead of all. Where it leaves none, the region after one tier less is tried, down to the whole.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.case import Case
from models.district import BoolArray
from models.program import Matrix
from models.proof import Region
from optimizer.events import Event, Settings, Stage, TierDone
from optimizer.modes.matched import clock
from optimizer.region import reduce
from optimizer.relax import branch
from optimizer.solve import Progress
from optimizer.tiers import Tiers

_PROBED = 10_000
"""Open columns up to which a region is tried before the whole program is."""
_PROBING_SECONDS = 10.0
_HELD = 2_000_000
"""Columns up to which the regions of all tiers are kept."""


class Steps:
    """The solve of a case, kept tier by tier, and changes of its program solved from where they begin to matter.

    Parameters
    ----------
    matrix : the case's program.
    start : pairs of a plan to begin with, shape (pairs,).
    """

    def __init__(self, case: Case, matrix: Matrix, settings: Settings, start: BoolArray | None) -> None:
        self.case = case
        self._done: list[TierDone] = []
        self._regions: list[Region] = []
        if matrix.columns <= _HELD:
            self._solve(matrix, settings, start)

    def _solve(self, matrix: Matrix, settings: Settings, start: BoolArray | None) -> None:
        def tell(event: Event) -> None:
            if isinstance(event, Stage) and event.step == "bound" and event.tier > 0:
                self._regions.append(tiers.region.copy())
            if isinstance(event, TierDone):
                self._done.append(event)

        tiers = Tiers(matrix, settings, tell)
        tiers.run(None, start)
        proven = next((i for i, done in enumerate(self._done) if done.bound < done.value), len(self._done))
        del self._done[proven:], self._regions[proven:]

    def solved(self, matrix: Matrix, settings: Settings, start: BoolArray | None) -> Progress:
        """Solve the program with bounds changed: only ever tightened against the one the steps were taken on."""
        left = clock(settings.seconds)
        for tiers in range(len(self._regions), 0, -1):
            region = _inside(self._regions[tiers - 1], matrix)
            if region is None or len(region.open) > _PROBED:
                continue
            found = _probe(region, matrix, tiers, left() / 2)
            if found is None:
                continue
            progress = Progress(self.case.tiers, done=self._done[:tiers])
            within = replace(settings, seconds=None if settings.seconds is None else max(0.1, left() / 2))
            Tiers(matrix, within, progress.take, region=region).run(None, found, tiers)
            if progress.plan is not None:
                return progress
        progress = Progress(self.case.tiers)
        within = replace(settings, seconds=None if settings.seconds is None else max(0.1, left()))
        Tiers(matrix, within, progress.take).run(None, start)
        return progress


def _inside(step: Region, matrix: Matrix) -> Region | None:
    """Return a region under the bounds of a changed program; None if nothing is left at sight."""
    region = step.copy()
    region.matrix = matrix
    region.lower, region.upper = np.maximum(region.lower, matrix.lower), np.minimum(region.upper, matrix.upper)
    region.row_lower = np.maximum(region.row_lower, matrix.row_lower)
    region.row_upper = np.minimum(region.row_upper, matrix.row_upper)
    if np.any(region.lower > region.upper):
        return None
    region.keep_open(region.lower < region.upper)
    return region


def _probe(region: Region, matrix: Matrix, tier: int, seconds: float) -> BoolArray | None:
    """Return the pairs of the region's best plan in a tier, shape (pairs,); None if it holds none, or not in time.

    Arc sets are not looked at.
    """
    reduced = reduce(region)
    if reduced.impossible:
        return None
    objective = matrix.objectives[tier]
    found = branch(reduced, objective.of(reduced.columns), min(seconds, _PROBING_SECONDS))
    return None if found.x is None else np.asarray(reduced.widen(found.x, region.lower)[: matrix.pairs] > 0)
