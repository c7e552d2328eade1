"""Tier after tier: bound first, then the search on what the bound leaves open (design: bound first).

Each tier: the core as a min-cost flow, then the relaxation by sifting, give multipliers; exact arithmetic turns
them into a bound; a plan that meets it ends the tier. Otherwise a search looks for the best plan among the columns
a plan near the bound can use, and two provers race over what is left. A finished tier narrows the region by its
proof, and where that alone does not hold its value, stays as a cap: no later tier costs it anything.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import numpy as np

from models.district import BoolArray, IntArray
from models.program import Matrix, Objective
from models.proof import Bound, Multipliers, Region
from optimizer.alone import never_reached
from optimizer.blend import blended
from optimizer.brancher import Brancher, Inline
from optimizer.conflict import conflict
from optimizer.events import Event, Finished, Impossible, Incumbent, Raised, Settings, Spent, Stage, TierDone
from optimizer.finder import LARGE, Finder
from optimizer.guide import Guided
from optimizer.neighbourhood import Around, improve
from optimizer.prove import SearchSettings
from optimizer.race import Contest, Race
from optimizer.region import HUGE, Reduced, arcs, reduce
from optimizer.ripple import Near, ripple
from optimizer.sift import better, nothing_known, spent

_SHARE = 0.7
"""Of the time left, what one tier may take while others wait."""
_SMALL = 5_000
"""Open columns up to which the relaxation is quicker than the flow, and two provers are sent into the whole region."""
_TOGETHER = 400_000
"""Columns that may hang together in a relaxation once there is a plan."""
_NEAR = 1e-3
"""How near the bound of all columns a relaxation made for a first plan comes; """
_ROUGH = 1e-2
"""and one made for a first order, which errs far more."""


class Tiers:
    """One solve: the region left, the best plan so far, and the clock.

    Parameters
    ----------
    known : a bound on the first objective that is proven already.
    near : the plan to change least, where there is one.
    guide : a plan and multipliers of a case much like this one.
    """

    def __init__(
        self,
        matrix: Matrix,
        settings: Settings,
        tell: Callable[[Event], None],
        brancher: Brancher | None = None,
        known: int = 0,
        region: Region | None = None,
        near: Near | None = None,
        guide: Guided | None = None,
    ) -> None:
        self.matrix = matrix
        self.brancher = brancher or Inline()
        self.settings = settings
        self.tell = tell
        self.region = region or Region(matrix)
        self._whole = region is None
        self.best: IntArray | None = None
        self.tier = 0
        self.bound = 0
        self.known = known
        self.near = near
        self.guide = guide
        self.blended: Multipliers | None = None
        """What a first plan was made by, for a case much like this one."""
        self._liking: IntArray | None = None
        """What each pair costs in that sum beyond what the multipliers handed over credit, shape (pairs,)."""
        self._hoped: Multipliers | None = None
        """Of a re-run: what bounds the changes if the tiers before them are as good as can be."""
        self.finder = Finder(matrix, self.brancher, self._offer, lambda: self.best)
        self._lock = threading.RLock()  # plans and bounds come from several threads
        self._ends = None if settings.seconds is None else time.monotonic() + settings.seconds

    def run(
        self,
        most: int | None = None,
        start: BoolArray | None = None,
        first: int = 0,
        until: Callable[[Region], bool] = lambda region: False,
    ) -> None:
        """Minimise every objective in turn, or the first `most` of them; everything found is told as it comes.

        Parameters
        ----------
        start : pairs of a plan to begin with, shape (pairs,); one that breaks a rule is passed over.
        first : the tier to begin with, if the region given holds only plans as good as can be in those before.
        until : asked after each tier of what is left; True ends it.
        """
        self.tier = first
        self._offer(self.matrix.complete(np.zeros(self.matrix.pairs, dtype=bool)))
        if start is None and self.guide is not None:
            start = self.guide.start
        if start is not None:
            self._offer(self.matrix.complete(start))
        large = self.matrix.core is not None and len(self.region.open) > _SMALL
        empty = first == 0 and large and self.best is None and self._never_reached()
        if first == 0 and not empty and self.near is not None:
            with self._timed("search"):
                self._begin_near(self.near)
        if first == 0 and not empty and large and (self.near is None or self.best is None):
            with self._timed("search"):
                empty = self._preview()
        for tier, objective in enumerate(() if empty else self.matrix.objectives[first:most], first):
            self.tier = tier
            if self._left() <= 0 or not self._minimise(objective) or until(self.region):
                break
        self.tell(Finished())

    @property
    def objective(self) -> Objective:
        """The objective of the running tier."""
        return self.matrix.objectives[self.tier]

    def _left(self) -> float:
        return 1e9 if self._ends is None else self._ends - time.monotonic()

    def _offer(self, x: IntArray) -> None:
        """Take x as the best plan if it is valid and better.

        What its auxiliary columns count is counted anew: a solver leaves those of later tiers anywhere.
        """
        x = self.matrix.complete(x[: self.matrix.pairs] > 0)
        with self._lock:
            if self.best is not None and self._worth(x) >= self._worth(self.best):
                return
            if self.region.contains(x):
                self.best = x
                self._tell_plan(x)

    def _worth(self, x: IntArray) -> tuple[int, ...]:
        """Return what x is worth in the running tier and those after it: that decides between plans."""
        return tuple(objective.at(x) for objective in self.matrix.objectives[self.tier :])

    def _tell_plan(self, x: IntArray) -> None:
        chosen, ways = x[: self.matrix.pairs].nonzero()[0], self.matrix.rows.ways
        values = tuple(objective.at(x) for objective in self.matrix.objectives)
        moves = np.stack([ways.teacher[chosen], ways.node[chosen]])
        self.tell(Incumbent(self.tier, values[self.tier], values, chosen, moves))

    def _raise(self, bound: int, *, exact: bool = False) -> None:
        with self._lock:
            if bound > self.bound:
                self.bound = bound
                self.tell(Raised(self.tier, bound, exact))

    def _value(self) -> int | None:
        return None if self.best is None else self.objective.at(self.best)

    def _closed(self) -> bool:
        """Whether plan and bound are as near as the settings ask."""
        value = self._value()
        return value is not None and value - self.bound <= self.settings.gap * abs(value)

    @contextmanager
    def _timed(self, on: Literal["bound", "search"]) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.tell(Spent(on, time.monotonic() - began))

    def _minimise(self, objective: Objective) -> bool:
        """Work through one tier; False if there is no plan to go on with."""
        self.bound = self.known if self.tier == 0 else 0  # every goal counts something: none is below 0
        self.tell(Stage(self.tier, "bound"))
        if self.best is not None:
            self._tell_plan(self.best)
        with self._timed("bound"):
            proof = self._prove(objective)
        if proof is None:
            return False
        if not self._closed():
            self.tell(Stage(self.tier, "search"))
            with self._timed("search"):
                self._search(proof)
        value = self._value()
        if value is None:
            return False
        if self.bound > value:
            # A prover claimed more than a plan that keeps every rule allows: only exact arithmetic still counts.
            self.bound = min(value, max(0, proof.value))
        certified = min(value, max(0, proof.value))
        self.tell(TierDone(self.tier, value, self.bound, proof.multipliers, certified))
        self.region.finish(proof, objective, value)
        return True

    def _prove(self, objective: Objective) -> Bound | None:
        """Bound the tier by its core and its relaxation; no bound if the region is proven empty."""
        region = self.region
        proof = nothing_known(region, objective)
        if self.guide is not None and (handed := self.guide.bound(self.tier, region, objective)) is not None:
            proof = better(proof, handed)
            self.finder.start = np.union1d(self.finder.start, self.guide.columns(region, handed, self._liking))
        self._raise(proof.value, exact=True)
        left = self._share()
        if self.near is not None and self.tier == self.near.tier and not self._closed():
            proof = better(proof, self._near_published(self.near, region) or proof)
            self._raise(proof.value, exact=True)
        if not self._closed() and len(region.open) > _SMALL:
            found = self.finder.core(region, objective, left)
            if found is not None:
                proof = better(proof, found)
                self._raise(proof.value, exact=True)
        if self._closed():
            return proof
        # A first plan is worth any time; a better bound is not.
        most = None if self.best is None else _TOGETHER
        sifted = self.finder.relaxed(region, objective, left, most=most)
        proof = better(proof, sifted.bound)
        self._raise(proof.value, exact=True)
        if self.best is None and sifted.status == "infeasible" and self._refute(sifted.reduced.columns):
            return None
        if not self._closed() and sifted.status == "optimal":
            if self.matrix.acyclic:
                self.finder.in_orders(region, objective, sifted, left)
            elif len(region.open) > LARGE:
                self.finder.dived(region, objective, sifted, left)
        return proof

    def _begin_near(self, near: Near) -> None:
        """Look for a plan near the published one, hoping that it is as good as can be in the tiers before `changes`."""
        hoped = self.region.copy()
        for objective in self.matrix.objectives[: near.tier]:
            proof = nothing_known(hoped, objective)
            hoped.finish(proof, objective, proof.value)
        found = self._near_published(near, hoped)
        self._hoped = None if found is None else found.multipliers

    def _near_published(self, near: Near, region: Region) -> Bound | None:
        """Bound the changes in a region and offer a plan there; None if that leads nowhere in a third of the time."""
        objective = self.matrix.objectives[near.tier]
        ends = time.monotonic() + self._left() / 3
        left = lambda: ends - time.monotonic()  # noqa: E731
        if self._hoped is not None and len(self._hoped.caps) == len(region.caps):
            return region.bound(objective, self._hoped)
        found = ripple(region, objective, near.published, left)
        if found is None:
            return None
        if self.matrix.acyclic:
            self.finder.in_orders(found.near, objective, found.sifted, left)
        else:
            self.finder.whole(found.near, objective, found.sifted.bound, left)
        return found.bound

    def _preview(self) -> bool:
        """Look for a plan good in every tier at once, before any is proven.

        The first tiers leave millions of plans equal, and a solver lost among them; one cost that ranks them all
        does not. Its weights are mild, so the plan is a start and proves nothing. True if there is proven to be none.
        """
        region, objective, left = self.region.copy(), blended(self.matrix), self._share()
        handed = None if self.guide is None else self.guide.bound(None, region, objective)
        if self.guide is not None and handed is not None:
            self.blended = handed.multipliers
            self._liking = np.zeros(self.matrix.pairs, np.int64)
            pairs = handed.columns[handed.columns < self.matrix.pairs]
            self._liking[pairs] = handed.reduced[: len(pairs)]
            self.finder.start = self.guide.columns(region, handed)
            if self.best is not None and objective.at(self.best) - handed.value <= _NEAR * abs(handed.value):
                return False
        proof = self.finder.core(region, objective, left)
        if proof is not None:
            self.blended = proof.multipliers
        if self.best is not None and proof is not None and objective.at(self.best) == proof.value:
            return False
        sifted = self.finder.relaxed(region, objective, left, _NEAR if not self.matrix.acyclic else _ROUGH)
        self.blended = sifted.bound.multipliers
        if sifted.status == "optimal" and self.matrix.acyclic:
            self.finder.in_orders(region, objective, sifted, left)
        elif sifted.status == "optimal" and not self.finder.dived(region, objective, sifted, left):
            self.finder.whole(region, objective, sifted.bound, left)
        return self.best is None and sifted.status == "infeasible" and self._refute(sifted.reduced.columns)

    def _share(self) -> Callable[[], float]:
        """Return a clock of the seconds one tier may still take."""
        last = self.tier == len(self.matrix.objectives) - 1
        ends = time.monotonic() + self._left() * (1 if last else _SHARE)
        # Without a plan there is nothing later tiers could improve: finding one may take all the time.
        return lambda: self._left() if self.best is None else min(self._left(), ends - time.monotonic())

    def _search(self, proof: Bound) -> None:
        """Prove what is left of the region, or find better plans until the tier's share of time is up."""
        left = self._share()
        if not self.matrix.acyclic:
            self._guess(proof, left)
        elif self.best is not None:
            self._improve(proof, left)
        value = self._value()
        if value is not None:
            self.region.narrow(proof, value)
        if value is not None and not self.matrix.acyclic and len(self.region.open) > LARGE and not self._closed():
            self._improve(proof, left)
        if not self._closed() and len(self.region.open) <= LARGE:
            self._race(left)

    def _improve(self, proof: Bound, left: Callable[[], float]) -> None:
        """Move a few people at a time, for half of the time if a prover may have the rest."""
        keep = left() / 2 if len(self.region.open) <= LARGE else 0.0
        improve(
            Around(self.region, self.objective, proof),
            best=lambda: self.best,
            offer=self._offer,
            closed=self._closed,
            left=lambda: left() - keep,
            settings=SearchSettings(0.0, self.settings.workers, self.settings.seed),
        )

    def _guess(self, proof: Bound, left: Callable[[], float]) -> None:
        """Look for the best plan among the columns a plan near the bound can use, ever further from it.

        Whatever plan is no worse than a guess lies in the region narrowed to the guess, so the best found there
        is the best of all, if it is no worse.
        """
        away = 0
        while left() > 0:
            guess, value = proof.value + away, self._value()
            if value is not None and (guess >= value or self._closed()):
                return
            trial = self.region.copy()
            trial.narrow(proof, guess)
            if len(trial.open) <= _SMALL and len(self.region.open) <= _SMALL:
                return  # narrowing gains too little
            if len(trial.open) > HUGE:
                return
            reduced = reduce(trial)
            cost, base = self._cost(reduced, trial)
            found = self.finder.branched(reduced, cost, left() / 2)
            if found is not None and found.x is not None:
                self._offer(reduced.widen(found.x, trial.lower))
                if found.status == "optimal" and found.bound is not None and found.bound + base <= guess:
                    self._raise(found.bound + base)
                    return
            if len(trial.open) == len(self.region.open):
                return  # nothing is farther
            away = max(1, 2 * away)

    def _race(self, left: Callable[[], float]) -> None:
        """Send two provers into the region."""
        reduced = reduce(self.region)
        cost, base = self._cost(reduced, self.region)
        race = Race(
            Contest(
                reduced,
                cost,
                self.bound - base,
                None if self.best is None else self.best[reduced.columns],
                arcs(self.region, reduced.columns),
                # The least value is at least the bound, so this much is never more than the gap asked for.
                SearchSettings(left(), self.settings.workers, self.settings.seed, self.settings.gap * self.bound),
            ),
            self.brancher,
            offer=lambda x: self._offer(reduced.widen(x, self.region.lower)),
            raise_bound=lambda bound: self._raise(bound + base),
            closed=self._closed,
        )
        race.run()
        if race.infeasible and self.best is None:
            self._refute()

    def _cost(self, reduced: Reduced, region: Region) -> tuple[IntArray, int]:
        """The running objective over a reduced region, and what the other columns cost."""
        return self.objective.of(reduced.columns), spent(region, self.objective, reduced)

    def _never_reached(self) -> bool:
        """Tell that no plan exists if a row cannot be kept even by everybody at once; say if it did."""
        alone = never_reached(self.region) if self._whole else None
        if alone is not None:
            self.tell(Impossible(tuple(alone.rows.nonzero()[0].tolist()), alone))
        return alone is not None

    def _refute(self, columns: IntArray | None = None) -> bool:
        """Tell that no plan exists, if a second way agrees, with rows that contradict each other; say if it did.

        `columns` are those whose relaxation is already empty. Of a region that was narrowed before, nothing follows for
        the program.
        """
        if not self._whole:
            return False
        found = conflict(self.region, self.settings, self._left(), columns)
        if found is not None:
            self.tell(Impossible(tuple(int(r) for r in found.rows), found.multipliers))
        return found is not None
