"""Tier after tier: bound first, then the search on what the bound leaves open (design: bound first).

Each tier: the linear relaxation gives multipliers, exact arithmetic turns them into a bound, a whole solution
of the relaxation that meets it ends the tier. Otherwise reduced costs close pairs no better plan can use, and
CP-SAT proves what is left. A finished tier stays in the region as a cap, so that no later tier costs it anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from models.district import BoolArray, IntArray
from models.program import Matrix, Objective
from optimizer.bound import Bound, box_bound, exact_bound
from optimizer.conflict import conflict
from optimizer.events import Event, Finished, Impossible, Incumbent, Raised, Settings, Stage, TierDone
from optimizer.order import ordered
from optimizer.prove import SearchSettings, search
from optimizer.region import Reduced, Region
from optimizer.relax import FloatArray, relax

_WHOLE = 1e-6
_CORE_PAIRS = 4
"""Pairs kept a teacher, on average, when a first plan is looked for among the cheapest."""


class Tiers:
    """One solve: the region left, the best plan so far, and the clock."""

    def __init__(self, matrix: Matrix, settings: Settings, tell: Callable[[Event], None]) -> None:
        self.matrix = matrix
        self.settings = settings
        self.tell = tell
        self.region = Region(matrix)
        self.best: IntArray | None = None
        self.tier = 0
        self.bound = 0
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

    def _offer(self, x: IntArray) -> bool:
        """Take x as the best plan if it is valid and better; say whether it was."""
        if not self.region.contains(x):
            return False
        value = self.objective.at(x)
        if self.best is not None and value >= self.objective.at(self.best):
            return False
        self.best = x
        self.tell(Incumbent(self.tier, value, x[: self.matrix.pairs].nonzero()[0]))
        return True

    def _raise(self, bound: int) -> None:
        if bound > self.bound:
            self.bound = bound
            self.tell(Raised(self.tier, bound))

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
        proof, x = self._relax(reduced)
        if proof is None:
            return False
        self._narrow(proof, reduced)
        if not self._closed():
            self.tell(Stage(self.tier, "search"))
            if self.best is None or x is not None:
                self._look_nearby(reduced, proof, x)
            self._search()
        if self.best is None:
            return False
        value = objective.at(self.best)
        self.tell(TierDone(self.tier, value, min(self.bound, value)))
        self._narrow(proof, reduced)
        self.region.cap(objective, value)
        return True

    def _relax(self, reduced: Reduced) -> tuple[Bound | None, FloatArray | None]:
        """Bound the tier by its relaxation; no bound if the region is proven empty. Also its x, if not whole."""
        cost, base = self._cost(reduced)
        claimed = None if reduced.impossible else relax(reduced, cost, self._left())
        if self.best is None and (claimed is None or claimed.status == "infeasible"):
            self._refute(reduced)
            return None, None
        if claimed is None or claimed.status != "optimal":
            proof = box_bound(reduced, cost)
            self._raise(proof.value + base)
            return proof, None
        proof = exact_bound(reduced, cost, claimed.y)
        self._raise(proof.value + base)
        whole = bool(np.all(np.abs(claimed.x - np.rint(claimed.x)) < _WHOLE))
        if whole and self._offer(self._widen(reduced, np.rint(claimed.x).astype(np.int64))):
            return proof, None
        if self.matrix.acyclic and not self._closed():
            for x in ordered(self.region, reduced, cost, claimed.x, self._left):
                self._offer(x)
        return proof, claimed.x

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

    def _look_nearby(self, reduced: Reduced, proof: Bound, x: FloatArray | None) -> None:
        """Look for a good plan among the cheapest pairs; proves nothing, but a good plan closes many pairs."""
        price = np.abs(proof.reduced)
        keep = max(int(_CORE_PAIRS * np.sqrt(len(price)) * 20), 2000)
        if len(price) <= keep:
            return
        threshold = np.partition(price, keep)[keep]
        core: BoolArray = (price <= threshold) | (reduced.columns >= self.matrix.pairs)
        if x is not None:
            core |= x > _WHOLE
        upper = self.region.upper.copy()
        upper[reduced.columns[~core]] = self.region.lower[reduced.columns[~core]]
        self._prove(self.region.restricted(upper), seconds=min(60.0, 0.3 * self._left()), whole=False)
        self._narrow(proof, reduced)

    def _search(self) -> None:
        """Let CP-SAT prove what is left of the region, or find better plans until its share of time is up."""
        last = self.tier == len(self.matrix.objectives) - 1
        self._prove(self.region, seconds=self._left() * (1 if last else 0.6), whole=True)

    def _prove(self, region: Region, seconds: float, *, whole: bool) -> None:
        """Search a region; `whole` says that it holds every plan, so that its verdicts bound the tier."""
        reduced = region.reduce()
        cost, base = self._cost(reduced)
        hint = None
        if self.best is not None and np.all(self.best <= region.upper) and np.all(self.best >= region.lower):
            hint = self.best[reduced.columns]

        def widen_and_offer(x: IntArray) -> None:
            full = region.lower.copy()
            full[reduced.columns] = x
            self._offer(full)

        found = search(
            reduced,
            cost,
            self.bound - base,
            hint,
            SearchSettings(seconds, self.settings.workers, self.settings.seed, self.settings.gap),
            region.arcs(reduced.columns),
            on_plan=widen_and_offer,
            on_bound=(lambda bound: self._raise(bound + base)) if whole else None,
        )
        if found.x is not None:
            widen_and_offer(found.x)
        if whole and found.verdict == "infeasible" and self.best is None:
            self._refute(reduced)
        if whole and found.x is not None:
            self._raise(found.bound + base)

    def _refute(self, reduced: Reduced) -> None:
        """Tell that no plan exists, if a second way agrees, with rows that contradict each other."""
        rows = conflict(reduced, self.region.arcs(reduced.columns), self.settings, self._left())
        if rows is not None:
            self.tell(Impossible(tuple(int(r) for r in rows)))
