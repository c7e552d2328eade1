"""What one more change would buy: the best by the policy at the fewest changes, at one more, at two more, and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.formulate import formulate
from models.plan import Outcome, Plan
from models.proof import Bound, Cap, Region
from optimizer.events import Event, Settings, Stage
from optimizer.explain.again import answer_of
from optimizer.modes.matched import clock
from optimizer.ripple import Near
from optimizer.solve import Progress
from optimizer.tiers import Tiers

LOTTERIES = ("lottery", "lottery2")


@dataclass(frozen=True)
class Step:
    """The best plan with so many changes.

    Attributes
    ----------
    extra : changes allowed beyond the fewest; None for as many as one likes.
    outcome : with the tiers up to the draw; its `changes` may be fewer than allowed.
    """

    extra: int | None
    outcome: Outcome

    @property
    def plan(self) -> Plan | None:
        """The plan, if one was found in time."""
        return self.outcome.plan


def frontier(case: Case, extra: int, settings: Settings) -> Iterator[Step]:
    """Yield the best plan at the fewest changes and at 1 to `extra` more, then with any number of them.

    It ends early where more changes buy nothing. The draw is left out: it settles ties, and says nothing of worth.

    Parameters
    ----------
    case : a re-run: it has a baseline.
    settings : `seconds` is for all steps together.

    Raises
    ------
    DefectError : if a plan fails the check.
    """
    search = _Frontier(case, settings)
    first = search.fewest()
    yield Step(0, first)
    if first.plan is None or search.after_place is None:
        return
    best = search.capped(None, extra + 1)
    last = first
    for more in range(1, extra + 1):
        if search.worth(last) == search.worth(best):
            break
        last = search.capped(more, extra + 1 - more)
        yield Step(more, last)
    yield Step(None, best)


class _Frontier:
    def __init__(self, case: Case, settings: Settings) -> None:
        self.case, self.settings = case, settings
        self.left: Callable[[], float] = clock(settings.seconds)
        self.formulated = formulate(case)
        self.matrix = self.formulated.program.matrix
        self.at = next(i for i, tier in enumerate(case.tiers) if "changes" in tier)
        drawn = (i for i, tier in enumerate(case.tiers) if set(tier) & set(LOTTERIES))
        self.most = next(drawn, len(case.tiers))
        self.after_place: Region | None = None
        """The region of plans as good as can be in the tiers before `changes`."""
        self.proof: Bound | None = None
        self.least = 0
        self.done: Progress = Progress(case.tiers)

    def fewest(self) -> Outcome:
        """Return the best plan that changes the fewest."""
        progress = self.done

        def tell(event: Event) -> None:
            progress.take(event)
            if isinstance(event, Stage) and event.step == "bound" and event.tier == self.at:
                self.after_place = tiers.region.copy()

        tiers = Tiers(self.matrix, self._settings(2), tell, near=Near.of(self.formulated))
        tiers.run(self.most)
        if progress.plan is not None and self.after_place is not None and len(progress.done) > self.at:
            self.least = progress.done[self.at].value
            objective = self.matrix.objectives[self.at]
            self.proof = self.after_place.bound(objective, progress.done[self.at].multipliers)
        return self._outcome(progress)

    def capped(self, more: int | None, share: int) -> Outcome:
        """Return the best plan with so many changes beyond the fewest at most, or with any number.

        Parameters
        ----------
        share : among how many such questions the time left is shared out.
        """
        assert self.after_place is not None
        region = self.after_place.copy()
        if more is not None:
            objective = self.matrix.objectives[self.at]
            most = self.least + more
            if self.proof is None or not region.narrow(self.proof, most):
                region.caps.append(Cap(objective, most, proven=False))
            region.finished.append(Cap(objective, most, proven=False))
        progress = Progress(self.case.tiers, done=self.done.done[: self.at + 1])
        start = np.zeros(self.matrix.pairs, dtype=bool)
        if self.done.plan is not None:
            start[self.done.plan.chosen] = True
        Tiers(self.matrix, self._settings(share), progress.take, region=region).run(self.most, start, self.at + 1)
        return self._outcome(progress)

    def worth(self, outcome: Outcome) -> tuple[int, ...]:
        """Return what a plan is worth in the policy's own tiers, before the draw."""
        return tuple(tier.value for tier in outcome.tiers[self.at + 1 : self.most])

    def _settings(self, share: int) -> Settings:
        if self.settings.seconds is None:
            return self.settings
        return replace(self.settings, seconds=max(1.0, self.left() / share))

    def _outcome(self, progress: Progress) -> Outcome:
        return answer_of(self.case, progress).outcome
