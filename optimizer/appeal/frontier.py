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
    outcome : with the tiers up to the draw. Its tier of `changes` is held against the fewest there are.
    changes : how many people this plan changes; None without a plan.
    fewest : whether no plan as good by the policy is proven to change fewer.
    """

    extra: int | None
    outcome: Outcome
    changes: int | None = None
    fewest: bool = False

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
    last = search.fewest()
    yield last
    if last.plan is None or search.after_place is None:
        return
    best = search.capped(None, extra + 1)
    for more in range(1, extra + 1):
        if search.worth(last) == search.worth(best):
            break
        step = search.capped(more, extra + 1 - more)
        last = replace(last, extra=more) if search.no_better(step, last) else step
        yield last
    yield replace(last, extra=None) if search.no_better(best, last) else search.least_changed(best)


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
        self._found: Progress = self.done
        """How any number of changes was searched, """
        self._proven = False
        """Whether every step so far is proven the best with its changes."""
        self._last: Region | None = None
        """and the region of plans as good, if it was proven to the end."""

    def fewest(self) -> Step:
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
        return self._step(0, progress)

    def capped(self, more: int | None, share: int) -> Step:
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
        tiers = Tiers(self.matrix, self._settings(share), progress.take, region=region)
        tiers.run(self.most, start, self.at + 1)
        if more is None and len(progress.done) == self.most:
            self._last = tiers.region
        return self._step(more, progress)

    def least_changed(self, step: Step) -> Step:
        """Return a plan as good as the one found with any number of changes, and with the fewest there are."""
        if self._last is None or step.plan is None:
            return step
        matrix = replace(self.matrix, objectives=(self.matrix.objectives[self.at],))
        region = self._last.copy()
        region.matrix = matrix
        progress = Progress(({"changes": 1},))
        start = self.formulated.chosen(step.plan)
        Tiers(matrix, self._settings(1), progress.take, region=region).run(start=start)
        if progress.plan is None:
            return step
        x = matrix.complete(np.isin(np.arange(matrix.pairs), progress.plan.chosen))
        values = tuple(objective.at(x) for objective in self.matrix.objectives)
        whole = Progress(self.case.tiers, done=self._found.done)
        whole.plan = replace(progress.plan, value=values[0], values=values)
        proven = step.outcome.tiers[self.at + 1 : self.most]
        fewest = bool(progress.done) and progress.done[0].bound == progress.done[0].value
        return replace(self._step(None, whole), fewest=fewest and all(tier.proven for tier in proven))

    def worth(self, step: Step) -> tuple[int, ...]:
        """Return what a plan is worth in the policy's own tiers, before the draw; nothing where there is no plan."""
        return tuple(tier.value for tier in step.outcome.tiers[self.at + 1 : self.most])

    def no_better(self, step: Step, last: Step) -> bool:
        """Whether more changes bought nothing: then the plan with fewer stands."""
        return step.plan is None or self.worth(step) >= self.worth(last)

    def _settings(self, share: int) -> Settings:
        if self.settings.seconds is None:
            return self.settings
        return replace(self.settings, seconds=max(1.0, self.left() / share))

    def _step(self, extra: int | None, progress: Progress) -> Step:
        outcome = answer_of(self.case, progress).outcome
        if outcome.plan is None:
            return Step(extra, outcome)
        if extra is None:
            self._found = progress
        changes = sum(outcome.tiers[self.at].goals.values())
        if extra is None:
            return Step(extra, outcome, changes)
        # Whatever is better than the best with one change less needs them all, if that one was proven best.
        proven = all(tier.proven for tier in outcome.tiers[self.at + 1 : self.most])
        fewest = outcome.tiers[self.at].proven if extra == 0 else self._proven
        self._proven = fewest and proven
        return Step(extra, outcome, changes, fewest)
