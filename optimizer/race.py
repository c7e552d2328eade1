"""Two provers side by side: HiGHS's branch and cut, and CP-SAT; the first to close the tier stops the other.

Branch and cut is quick where the relaxation is nearly whole, which rotations mostly are; CP-SAT knows the arc
sets of `chain` and finds plans where branch and cut is lost. Both work on the same reduced region, every plan of
either is checked in exact arithmetic before it counts, and both raise one and the same bound.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from models.district import IntArray
from models.program import Acyclic
from optimizer.brancher import Brancher
from optimizer.prove import Search, SearchSettings
from optimizer.region import Reduced
from optimizer.relax import Branched

_HEAD_START = 2.0
"""Seconds branch and cut runs alone: most tiers end in them, and CP-SAT's model costs time to write."""
_TURN = 120.0
"""Seconds branch and cut may take of a lone worker before CP-SAT has its turn."""
_TICK = 0.1


@dataclass(frozen=True)
class Contest:
    """What the provers race over: a region, a cost on its columns, and what is known so far.

    Attributes
    ----------
    low : a proven lower bound on the cost.
    hint : a plan to start from, shape (columns of `region`,), or None.
    """

    region: Reduced
    cost: IntArray
    low: int
    hint: IntArray | None
    acyclic: tuple[Acyclic, ...]
    settings: SearchSettings


class Race:
    """One race over one tier.

    Parameters
    ----------
    offer : takes an x over the region's columns as a plan, if it is valid.
    raise_bound : takes a proven bound on the cost.
    closed : says whether plan and bound have met.
    """

    def __init__(
        self,
        contest: Contest,
        brancher: Brancher,
        offer: Callable[[IntArray], None],
        raise_bound: Callable[[int], None],
        closed: Callable[[], bool],
    ) -> None:
        self.contest = contest
        self.brancher = brancher
        self.offer = offer
        self.raise_bound = raise_bound
        self.closed = closed
        self.infeasible = False
        """Whether a prover claims that the region holds no plan."""

    def run(self) -> None:
        """Run both provers until one closes the tier, both end, or time is up."""
        seconds = self.contest.settings.seconds
        alone = self.contest.settings.workers == 1
        first = min(seconds / 2, _TURN) if alone else seconds  # one worker: one prover at a time
        head_start = first if alone else min(_HEAD_START, seconds)
        began = time.monotonic()
        self.brancher.begin(self.contest.region, self.contest.cost, first, self.contest.settings.slack)
        found = self.brancher.result(head_start)
        self._take(found)
        if alone:
            self.brancher.stop()
        if not self._over():
            self._both(seconds - (time.monotonic() - began), waiting=found is None and not alone)
        self.brancher.stop()

    def _over(self) -> bool:
        return self.infeasible or self.closed()

    def _claim(self, verdict: str) -> None:
        """Note that a prover finds no plan; where one is known, the prover errs and is not listened to."""
        if verdict == "infeasible" and self.contest.hint is None:
            self.infeasible = True

    def _take(self, found: Branched | None) -> None:
        if found is None:
            return
        if found.x is not None:
            self.offer(found.x)
        if found.bound is not None:
            self.raise_bound(found.bound)
        self._claim(found.status)

    def _both(self, seconds: float, *, waiting: bool) -> None:
        """Run CP-SAT, with branch and cut still at work beside it if `waiting`."""
        contest = self.contest
        workers = max(1, contest.settings.workers - 1) if waiting else contest.settings.workers
        settings = replace(contest.settings, seconds=seconds, workers=workers)
        search = Search(contest.region, contest.cost, contest.low, contest.hint, settings, contest.acyclic)
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(search, ended), daemon=True)
        if waiting:
            watcher.start()
        found = search.run(self.offer, self.raise_bound)
        if found.x is not None:
            self.offer(found.x)
            self.raise_bound(found.bound)
        self._claim(found.verdict)
        ended.set()
        if waiting:
            watcher.join()

    def _watch(self, search: Search, ended: threading.Event) -> None:
        """Wait for branch and cut beside a running search, and stop the search if its answer closes the tier."""
        while not ended.is_set():
            found = self.brancher.result(_TICK)
            if found is not None:
                self._take(found)
                if self._over():
                    search.stop()
                return
