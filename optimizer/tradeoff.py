"""The frontier of two goals: how little of the second there can be for how much of the first (epsilon-constraint).

Goals of tiers before both are held at their best. Each point is the best of the second goal with at most so much of
the first, and among those the least of the first: so nothing on the frontier is bettered for nothing. Source: Haimes,
Lasdon, Wismer 1971.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from models.case import Case
from models.district import BoolArray
from models.formulate import formulate
from models.plan import Plan
from models.proof import Cap, Region
from optimizer.events import Event, Settings, Stage
from optimizer.explain.again import answer_of
from optimizer.guide import Guide
from optimizer.modes.matched import clock
from optimizer.solve import Progress
from optimizer.tiers import Tiers


@dataclass(frozen=True)
class Traded:
    """One plan of the frontier.

    Attributes
    ----------
    most : what was allowed of the first goal; None at the ends.
    proven : whether nothing with at most `first` of the first goal has less of the second.
    """

    most: int | None
    first: int
    second: int
    proven: bool
    plan: Plan


def held_tiers(case: Case, goals: tuple[str, str]) -> tuple[dict[str, int], ...]:
    """Return the tiers before the first that asks either goal: their goals are held at their best."""
    tiers = list(case.tiers)
    at = next((i for i, tier in enumerate(tiers) if set(tier) & set(goals)), None)
    if at is None:  # no tier asks them: what must come first comes first
        return tuple(tier for tier in tiers[:1] if tier == {"place": 1})
    return tuple(tiers[:at])


def tradeoff(
    case: Case, goals: tuple[str, str], points: int, settings: Settings, guide: Guide | None = None
) -> Iterator[Traded]:
    """Yield the ends of the frontier, then up to `points` between them.

    Parameters
    ----------
    goals : names of two goals, neither of which is `place` on a named plan.
    settings : `seconds` is for all points together.
    guide : what a solve of the case handed over.

    Raises
    ------
    DefectError : if a plan fails the check.
    """
    search = _Search(case, goals, settings, guide)
    low = search.end(0, points + 2)
    if low is None:
        return
    yield low
    high = search.end(1, points + 1)
    if high is None or high.first <= low.first:
        return
    yield high
    last = low
    for i in range(1, points + 1):
        most = low.first + (high.first - low.first) * i // (points + 1)
        if most <= last.first:
            continue  # nothing new is allowed
        point = search.capped(most, points + 1 - i, last)
        if point is None or point.second >= last.second:
            continue
        yield point
        if point.second <= high.second:
            return
        last = point


class _Search:
    def __init__(self, case: Case, goals: tuple[str, str], settings: Settings, guide: Guide | None) -> None:
        held = [dict(tier) for tier in held_tiers(case, goals)]
        asked = [tier for tier in held if tier != {"place": 1}]
        self.cases = tuple(_asking(case, [*asked, {a: 1}, {b: 1}]) for a, b in (goals, goals[::-1]))
        self.goals, self.settings = goals, settings
        self.left: Callable[[], float] = clock(settings.seconds)
        self.formulated = formulate(self.cases[0])
        self.guide = None if guide is None else guide.onto(self.formulated)
        self.at = len(self.cases[0].tiers) - 2
        self.held: Region | None = None
        """The region of plans as good as can be in the tiers held."""
        self._before: Progress | None = None

    def end(self, first: int, share: int) -> Traded | None:
        """Return the plan best in one goal, and then in the other."""
        return self._solved(first, None, share, None)

    def capped(self, most: int, share: int, last: Traded) -> Traded | None:
        """Return the best of the second goal with at most `most` of the first."""
        return self._solved(1, most, share, last)

    def _solved(self, first: int, most: int | None, share: int, last: Traded | None) -> Traded | None:
        case = self.cases[first]
        matrix = self.formulated.program.matrix
        *held, a, b = matrix.objectives
        ordered = (a, b) if first == 0 else (b, a)
        matrix = replace(matrix, objectives=(*held, *ordered))
        progress = Progress(case.tiers)

        def tell(event: Event) -> None:
            progress.take(event)
            if self.held is None and isinstance(event, Stage) and event.step == "bound" and event.tier == self.at:
                self.held = tiers.region.copy()
                self._before = replace(progress, done=list(progress.done))

        if self.held is None or self._before is None:
            tiers = Tiers(matrix, self._settings(share), tell, guide=self.guide if first == 0 else None)
            tiers.run()
        else:
            region = self.held.copy()
            region.matrix = matrix
            if most is not None:
                region.caps.append(Cap(a, most, proven=False))
                region.finished.append(Cap(a, most, proven=False))
            progress.done = list(self._before.done)
            tiers = Tiers(matrix, self._settings(share), tell, region=region)
            tiers.run(start=self._start(last), first=self.at)
        return self._point(case, progress, most)

    def _point(self, case: Case, progress: Progress, most: int | None) -> Traded | None:
        outcome = answer_of(case, progress).outcome
        if outcome.plan is None or len(outcome.tiers) < 2:
            return None
        told = outcome.tiers[-2:]
        counted = {name: value for tier in told for name, value in tier.goals.items()}
        proven = all(tier.proven for tier in outcome.tiers)
        return Traded(most, counted[self.goals[0]], counted[self.goals[1]], proven, outcome.plan)

    def _start(self, last: Traded | None) -> BoolArray | None:
        return None if last is None else self.formulated.chosen(last.plan)

    def _settings(self, share: int) -> Settings:
        if self.settings.seconds is None:
            return self.settings
        return replace(self.settings, seconds=max(1.0, self.left() / share))


def _asking(case: Case, tiers: list[dict[str, int]]) -> Case:
    """Return a case whose policy asks these tiers and draws nothing."""
    return replace(case, policy=case.policy.model_copy(update={"tiers": tuple(tiers), "lottery": False}))
