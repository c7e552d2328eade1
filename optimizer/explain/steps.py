"""What is left of a program after each tier of its solve: where a plan of a tighter program is mostly found.

A region after so many tiers holds every plan as good as the best in them. So where tighter bounds leave a plan in such
a region, they cost nothing in these tiers, for certain, and only the later ones are to be solved again, among a few
hundred columns instead of all. Where they leave none, the region after one tier less is tried, down to the whole.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.case import Case
from models.district import BoolArray
from models.program import Matrix
from models.proof import Region
from optimizer.events import Event, Settings, Stage
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
    """A solve kept tier by tier, and tighter programs solved from where they begin to differ.

    Parameters
    ----------
    matrix : the program that is solved first.
    start : pairs of a plan to begin with, shape (pairs,).

    Attributes
    ----------
    progress : what the first solve came to.
    """

    def __init__(self, case: Case, matrix: Matrix, settings: Settings, start: BoolArray | None) -> None:
        self.case = case
        self.progress = Progress(case.tiers)
        self._regions: list[Region] = []
        """What was left after one tier, after two, and so on; the last is solved in any case."""

        def tell(event: Event) -> None:
            self.progress.take(event)
            if isinstance(event, Stage) and event.step == "bound" and event.tier > 0 and matrix.columns <= _HELD:
                self._regions.append(tiers.region.copy())

        tiers = Tiers(matrix, settings, tell)
        tiers.run(None, start)
        done = self.progress.done
        proven = next((i for i, tier in enumerate(done) if tier.bound < tier.value), len(done))
        del self._regions[proven:]

    def solved(self, matrix: Matrix, settings: Settings, start: BoolArray | None) -> Progress:
        """Solve the first program with bounds tightened, never loosened."""
        left = clock(settings.seconds)
        for tiers in range(len(self._regions), 0, -1):
            region = _inside(self._regions[tiers - 1], matrix)
            if region is None or len(region.open) > _PROBED:
                continue
            found = _probe(region, matrix, tiers, left() / 2)
            if found is None:
                continue
            progress = Progress(self.case.tiers, done=self.progress.done[:tiers])
            Tiers(matrix, _within(settings, left() / 2), progress.take, region=region).run(None, found, tiers)
            if progress.plan is not None:
                return progress
        return solved_alone(self.case, matrix, _within(settings, left()), start)


def solved_alone(case: Case, matrix: Matrix, settings: Settings, start: BoolArray | None) -> Progress:
    """Solve a program from the beginning."""
    progress = Progress(case.tiers)
    Tiers(matrix, settings, progress.take).run(None, start)
    return progress


def _within(settings: Settings, seconds: float) -> Settings:
    return settings if settings.seconds is None else replace(settings, seconds=max(0.1, seconds))


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
