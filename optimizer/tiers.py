"""Tier after tier: bound first, then the search on what the bound leaves open (design: bound first).

Each tier: the linear relaxation gives multipliers, exact arithmetic turns them into a bound, a whole solution
of the relaxation that meets it ends the tier. Otherwise reduced costs close pairs no better plan can use, and
two provers race over
what is left. A finished tier stays in the region as a cap, so that no later tier costs it anything.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np

from models.district import IntArray
from models.program import Matrix, Objective
from optimizer.bound import Bound, box_bound, exact_bound
from optimizer.brancher import Brancher, Inline
from optimizer.conflict import conflict
from optimizer.events import Event, Finished, Impossible, Incumbent, Raised, Settings, Stage, TierDone
from optimizer.order import ordered
from optimizer.prove import SearchSettings
from optimizer.race import Contest, Race
from optimizer.region import Reduced, Region
from optimizer.relax import relax

_WHOLE = 1e-6
_SHARE = 0.6
"""Of the time left, what one tier may take while others wait."""


class Tiers:
    """One solve: the region left, the best plan so far, and the clock."""

    def __init__(
        self, matrix: Matrix, settings: Settings, tell: Callable[[Event], None], brancher: Brancher | None = None
    ) -> None:
        self.matrix = matrix
        self.brancher = brancher or Inline()
        self.settings = settings
        self.tell = tell
        self.region = Region(matrix)
        self.best: IntArray | None = None
        self.tier = 0
        self.bound = 0
        self._lock = threading.RLock()  # plans and bounds come from several threads
        self._ends = None if settings.seconds is None else time.monotonic() + settings.seconds

    def run(self) -> None:
        """Minimise every objective in turn; everything found is told as it comes."""
        self._offer(self.matrix.complete(np.zeros(self.matrix.pairs, dtype=bool)))
        for tier, objective in enumerate(self.matrix.objectives):
            self.tier = tier
            if self._left() <= 0 or not self._minimise(objective):
                break
        self.tell(Finished())

    @property
    def objective(self) -> Objective:
        """The objective of the running tier."""
        return self.matrix.objectives[self.tier]

    def _left(self) -> float:
        return 1e9 if self._ends is None else self._ends - time.monotonic()

    def _offer(self, x: IntArray) -> None:
        """Take x as the best plan if it is valid and better."""
        if not self.region.contains(x):
            return
        value = self.objective.at(x)
        with self._lock:
            if self.best is None or value < self.objective.at(self.best):
                self.best = x
                self.tell(Incumbent(self.tier, value, x[: self.matrix.pairs].nonzero()[0]))

    def _raise(self, bound: int, *, exact: bool = False) -> None:
        with self._lock:
            if bound > self.bound:
                self.bound = bound
                self.tell(Raised(self.tier, bound, exact))

    def _closed(self) -> bool:
        """Whether plan and bound are as near as the settings ask."""
        if self.best is None:
            return False
        value = self.objective.at(self.best)
        return value - self.bound <= self.settings.gap * abs(value)

    def _minimise(self, objective: Objective) -> bool:
        """Work through one tier; False if there is no plan to go on with."""
        self.bound = 0  # every goal counts something: none is below 0
        self.tell(Stage(self.tier, "bound"))
        if self.best is not None:
            self.tell(Incumbent(self.tier, objective.at(self.best), self.best[: self.matrix.pairs].nonzero()[0]))
        reduced = self.region.reduce()
        proof = self._relax(reduced)
        if proof is None:
            return False
        self._narrow(proof, reduced)
        if not self._closed():
            self.tell(Stage(self.tier, "search"))
            self._search()
        if self.best is None:
            return False
        value = objective.at(self.best)
        if self.bound > value:
            # A prover claimed more than a plan that keeps every rule allows: only exact arithmetic still counts.
            self.bound = min(value, max(0, proof.value + self._cost(reduced)[1]))
        self.tell(TierDone(self.tier, value, self.bound))
        self._narrow(proof, reduced)
        self.region.cap(objective, value)
        return True

    def _relax(self, reduced: Reduced) -> Bound | None:
        """Bound the tier by its relaxation; no bound if the region is proven empty."""
        cost, base = self._cost(reduced)
        claimed = None if reduced.impossible else relax(reduced, cost, self._left())
        if self.best is None and (claimed is None or claimed.status == "infeasible") and self._refute(reduced):
            return None
        if claimed is None or claimed.status != "optimal":
            proof = box_bound(reduced, cost)
            self._raise(proof.value + base, exact=True)
            return proof
        proof = exact_bound(reduced, cost, claimed.y)
        self._raise(proof.value + base, exact=True)
        whole = bool(np.all(np.abs(claimed.x - np.rint(claimed.x)) < _WHOLE))
        if whole:
            self._offer(self._widen(reduced, np.rint(claimed.x).astype(np.int64)))
        if self.matrix.acyclic and not self._closed():
            for x in ordered(self.region, reduced, cost, claimed.x, self._left):
                self._offer(x)
        return proof

    def _cost(self, reduced: Reduced) -> tuple[IntArray, int]:
        """The running objective over a reduced region, and what its fixed columns cost."""
        cost = self.objective.cost[reduced.columns]
        fixed = np.ones(self.matrix.columns, dtype=bool)
        fixed[reduced.columns] = False
        return cost, int(self.objective.cost[fixed] @ self.region.lower[fixed]) + self.objective.constant

    def _widen(self, reduced: Reduced, x: IntArray) -> IntArray:
        """Return the matrix columns of an x over a reduced region."""
        full = self.region.lower.copy()
        full[reduced.columns] = x
        return full

    def _narrow(self, proof: Bound, reduced: Reduced) -> None:
        """Close what no plan as good as the best one can use, by the reduced costs of a proven bound."""
        if self.best is None:
            return
        _, base = self._cost(reduced)
        out = proof.excluded(self.objective.at(self.best) - base)
        columns, low = reduced.columns[out], proof.reduced[out] > 0
        self.region.upper[columns[low]] = np.minimum(self.region.upper[columns[low]], reduced.lower[out[low]])
        self.region.lower[columns[~low]] = np.maximum(self.region.lower[columns[~low]], reduced.upper[out[~low]])

    def _search(self) -> None:
        """Prove what is left of the region, or find better plans until the tier's share of time is up."""
        last = self.tier == len(self.matrix.objectives) - 1
        # Without a plan there is nothing later tiers could improve: finding one may take all the time.
        seconds = self._left() * (1 if last or self.best is None else _SHARE)
        reduced = self.region.reduce()
        cost, base = self._cost(reduced)
        hint = None if self.best is None else self.best[reduced.columns]
        race = Race(
            Contest(
                reduced,
                cost,
                self.bound - base,
                hint,
                self.region.arcs(reduced.columns),
                # The least value is at least the bound, so this much is never more than the gap asked for.
                SearchSettings(seconds, self.settings.workers, self.settings.seed, self.settings.gap * self.bound),
            ),
            self.brancher,
            offer=lambda x: self._offer(self._widen(reduced, x)),
            raise_bound=lambda bound: self._raise(bound + base),
            closed=self._closed,
        )
        race.run()
        if race.infeasible and self.best is None:
            self._refute(reduced)

    def _refute(self, reduced: Reduced) -> bool:
        """Tell that no plan exists, if a second way agrees, with rows that contradict each other; say if it did."""
        rows = conflict(reduced, self.region.arcs(reduced.columns), self.settings, self._left())
        if rows is not None:
            self.tell(Impossible(tuple(int(r) for r in rows)))
        return rows is not None
