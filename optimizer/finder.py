"""Plans for a cost in a region: the core's flow, the relaxation made whole, and, under `chain`, order by order."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from models.coefficients import FloatArray
from models.district import BoolArray, IntArray
from models.program import Matrix, Objective
from models.proof import Bound, Multipliers, Region
from optimizer.brancher import Brancher
from optimizer.flow import flow
from optimizer.order import climbing
from optimizer.region import HUGE, Reduced, elastic, reduce
from optimizer.relax import Branched, relax
from optimizer.sift import Sifted, better, cheapest, helpful, sift

LARGE = 150_000
"""Columns that hang together beyond which branch and cut is not begun."""
_FIRST, _STEPS, _DEAREST = 4, 4, 10**9
"""The first price of a cap is what a cost differs by at most, over this and over what the cap's own cost comes to; the
factor prices rise or fall by until one is too high and one too low; and what they never pass."""
_WHOLE = 1e-6
_STEP = 1e-4
"""Share of a bound by which branch and cut looks farther from it, when nothing nearer was found; grows fourfold."""
_BRANCHING = 30.0
"""Seconds branch and cut may take to make a plan of a relaxation."""
_NEAR = 1e-2
"""How near its bound a relaxation inside an order is brought: the order errs more."""
_MISSED = 2
"""Ways a person is given that an order closed, for the next order."""
_PRICED, _FEW = 7, 2
"""Prices tried for what caps bound; and inside an order, where a plan is wanted rather than a bound."""
_RISES = 1e-3
"""Share a bound rises by, or no further prices are tried."""
_ORDERS = 60
_BOOST = 10.0
"""How much more a move is wished for that a row needs which an order left wanting."""


class Prices:
    """What each cap's own cost is charged at, in units of the running cost: halved in between, once bracketed.

    Parameters
    ----------
    spread : what the running cost of two columns differs by at most.
    """

    def __init__(self, region: Region, spread: int) -> None:
        self._caps = region.caps
        first = [max(1, spread // (_FIRST * max(1, cap.objective.largest))) for cap in region.caps]
        self.now: IntArray = np.array(first, np.int64)
        self._low, self._high = np.zeros_like(self.now), np.full_like(self.now, -1)

    @property
    def wide(self) -> bool:
        """Whether some price is not bracketed to a factor of two yet."""
        return bool(np.any((self._high < 0) | (self._high > 2 * np.maximum(self._low, 1))))

    def after(self, x: IntArray) -> bool:
        """Set the prices to try next, after x was found at the present ones; False if nothing is left to try."""
        passed = np.array([cap.objective.at(x) > cap.most for cap in self._caps], dtype=bool)
        self._low = np.where(passed, self.now, self._low)
        self._high = np.where(passed, self._high, self.now)
        between = np.sqrt(np.maximum(self._low, 1).astype(float) * np.maximum(self._high, 1)).astype(np.int64)
        following = np.where(self._high < 0, np.minimum(_STEPS * self.now, _DEAREST), np.maximum(between, self._low))
        following = np.where(self._low == 0, np.maximum(self.now // _STEPS, 0), following)
        changed = bool(np.any(following != self.now))
        self.now = following
        return changed


class Finder:
    """Finds plans and offers them; remembers which columns mattered, for the next relaxation to begin with.

    Parameters
    ----------
    offer : takes matrix columns as a plan, if it is valid and better than the best known.
    best : returns the best plan so far.
    """

    def __init__(
        self,
        matrix: Matrix,
        brancher: Brancher,
        offer: Callable[[IntArray], None],
        best: Callable[[], IntArray | None],
    ) -> None:
        self.matrix = matrix
        self.brancher = brancher
        self.offer = offer
        self.best = best
        self.start = np.zeros(0, np.int64)
        self.needed: set[int] = set()
        """Wide rows that have mattered so far (see `optimizer.sift`)."""

    def core(
        self, region: Region, objective: Objective, left: Callable[[], float], tries: int = _PRICED
    ) -> Bound | None:
        """Bound an objective by the core of a region, and offer the core's plan; None if that is no way to go.

        A core knows no caps: what they bound is charged instead (Lagrange), at prices that rise where the flow
        passes a cap and fall where it stays below, for as long as the bound rises.
        """
        core, pairs = self.matrix.core, np.searchsorted(region.open, self.matrix.pairs)
        cost = region.cost(objective)[:pairs]
        if core is None or not cost.any():
            return None
        best: Bound | None = None
        prices = Prices(region, int(cost.max(initial=0)) - int(cost.min(initial=0)))
        for _ in range(tries if region.caps else 1):
            total = cost.copy()
            for price, cap in zip(prices.now.tolist(), region.caps, strict=True):
                total += price * region.cost(cap.objective)[:pairs]
            found = flow(region, core, total, self.start, left)
            if found is None:
                break
            x = region.settled
            x[found.chosen] = 1
            x = self.matrix.complete(x[: self.matrix.pairs] > 0)
            self.offer(x)
            self.start = np.union1d(found.kept, helpful(region, x, region.cost(objective)))
            bound = region.bound(objective, Multipliers(1, found.multipliers.rows, -prices.now))
            rises = best is None or bound.value - best.value > _RISES * abs(best.value)
            best = bound if best is None else better(best, bound)
            if not prices.after(x) or not (rises or prices.wide):
                break
        return best

    def relaxed(
        self,
        region: Region,
        objective: Objective,
        left: Callable[[], float],
        enough: float = 0.0,
        *,
        patient: bool = True,
        most: int | None = None,
    ) -> Sifted:
        """Relax a region (see `optimizer.sift`), and offer the optimum if it is whole."""
        best = self.best()
        start = self.start if best is None else np.union1d(self.start, best.nonzero()[0])
        begin = np.intersect1d(start, region.open)
        sifted = sift(region, objective, begin, left, enough, self.needed, patient=patient, most=most)
        if sifted.status == "optimal":
            self.start = sifted.reduced.columns
            if np.all(np.abs(sifted.x - np.rint(sifted.x)) < _WHOLE):
                self.offer(sifted.reduced.widen(np.rint(sifted.x).astype(np.int64), region.lower))
        return sifted

    def whole(self, region: Region, objective: Objective, proof: Bound, left: Callable[[], float]) -> None:
        """Look near a bound for a plan of its region, ever further from it, and offer the first found."""
        away = 0
        while left() > 0:
            best, goal = self.best(), proof.value + away
            if best is not None and objective.at(best) <= goal:
                return
            trial = region.copy()
            trial.narrow(proof, goal)
            if len(trial.open) > HUGE:
                return
            reduced = reduce(trial)
            found = self.branched(reduced, objective.of(reduced.columns), min(left(), _BRANCHING), away)
            if found is not None and found.x is not None:
                self.offer(reduced.widen(found.x, trial.lower))
                return
            if len(trial.open) == len(region.open):
                return  # nothing is farther: the region holds no plan, or none to be found so
            away = max(int(abs(proof.value) * _STEP) + 1, 4 * away)

    def dived(self, region: Region, objective: Objective, sifted: Sifted, left: Callable[[], float]) -> bool:
        """Offer a plan near a relaxation: whoever it gives one whole way takes it, the others one of those it kept.

        Says whether there was one.
        """
        kept = sifted.reduced.columns
        pairs = kept[: np.searchsorted(kept, self.matrix.pairs)]
        taken, teacher = sifted.x[: len(pairs)], self.matrix.rows.ways.teacher[pairs]
        torn = np.isin(teacher, teacher[np.abs(taken - np.rint(taken)) > _WHOLE])
        near = region.copy()
        near.lower[pairs[~torn & (taken > 0.5)]] = 1
        shut = np.ones(self.matrix.pairs, dtype=bool)
        shut[pairs[torn | (taken > 0.5)]] = False
        near.upper[: self.matrix.pairs][shut] = near.lower[: self.matrix.pairs][shut]
        near.keep_open(near.lower < near.upper)
        reduced = reduce(near)
        found = self.branched(reduced, objective.of(reduced.columns), min(left(), _BRANCHING))
        if found is None or found.x is None:
            return False
        self.offer(reduced.widen(found.x, near.lower))
        return True

    def branched(self, reduced: Reduced, cost: IntArray, seconds: float, slack: float = 0.0) -> Branched | None:
        """Return what branch and cut finds in time, first without the wide rows, if what is left falls apart.

        None if there is nothing to find, no time, or a part too large to begin with.
        """
        if reduced.impossible:
            return None
        ends = time.monotonic() + seconds
        wide = reduced.wide(self.needed, len(self.matrix.row_lower))
        for dropped in (wide, wide & False):
            part = reduced.keep_rows(~dropped)
            if max((len(columns) for columns, _ in part.parts(1)), default=0) <= LARGE:
                self.brancher.begin(part, cost, max(0.0, ends - time.monotonic()), slack)
                found = self.brancher.result(max(0.0, ends - time.monotonic()))
                self.brancher.stop()
                if found is None or found.x is None or not dropped.any():
                    return found
                activity = reduced.rows @ found.x
                if np.all((activity >= reduced.row_lower) & (activity <= reduced.row_upper)):
                    return found
            if not dropped.any():
                return None
        return None

    def in_orders(self, region: Region, objective: Objective, sifted: Sifted, left: Callable[[], float]) -> None:
        """Offer plans without cycles: inside one order of the nodes after another, each no worse than the last."""
        if sifted.status != "optimal":
            return
        wished = self._chosen(sifted)
        weight, stale = wished.copy(), False
        for _ in range(_ORDERS):
            if left() <= 0 or stale:
                return
            best = self.best()
            before = None if best is None else objective.at(best)
            inside = self._inside(region, weight, best)
            proof = self.core(inside, objective, left, _FEW)
            sifted = self.relaxed(inside, objective, left, _NEAR, patient=False)
            if sifted.status == "optimal":
                if not self.dived(inside, objective, sifted, left):
                    self.whole(inside, objective, sifted.bound if proof is None else better(proof, sifted.bound), left)
                weight = self._missed(region, objective, sifted)
            else:
                weight += _BOOST * wished * self._wanting(inside, left)
            after = self.best()
            improved = after is not None and (before is None or objective.at(after) < before)
            stale = after is not None and not improved

    def _chosen(self, sifted: Sifted) -> FloatArray:
        """Return how much of each pair a relaxation takes, shape (pairs,)."""
        taken = np.zeros(self.matrix.pairs)
        pairs = sifted.reduced.columns < self.matrix.pairs
        taken[sifted.reduced.columns[pairs]] = sifted.x[pairs]
        return taken

    def _missed(self, region: Region, objective: Objective, sifted: Sifted) -> FloatArray:
        """Return what each person's best two ways that an order closed would gain at its prices, shape (pairs,)."""
        bound = region.bound(objective, sifted.bound.multipliers)
        pairs = bound.columns[: np.searchsorted(bound.columns, self.matrix.pairs)]
        worth = bound.reduced[: len(pairs)]
        most = cheapest(self.matrix.rows.ways.teacher[pairs], worth, worth < 0, _MISSED)
        gain = np.zeros(self.matrix.pairs)
        gain[pairs[most]] = -worth[most] / bound.multipliers.scale
        return gain

    def _wanting(self, inside: Region, left: Callable[[], float]) -> BoolArray:
        """Return which pairs would help where an order leaves rows that cannot be kept, shape (pairs,)."""
        auxiliary = inside.open[np.searchsorted(inside.open, self.matrix.pairs) :]
        reduced = reduce(inside, np.union1d(np.intersect1d(self.start, inside.open), auxiliary))
        solved = relax(*elastic(reduced), left())
        if solved.status != "optimal":
            return np.zeros(self.matrix.pairs, dtype=bool)
        y = np.zeros(len(inside.row_lower) + len(inside.caps))
        y[reduced.row_ids] = solved.y
        credit = self.matrix.rows.priced(y[: len(inside.row_lower)], np.arange(self.matrix.pairs))
        return np.asarray(credit > _WHOLE)

    def _inside(self, region: Region, weight: FloatArray, best: IntArray | None) -> Region:
        """Return a region in which every move climbs an order: that of the best plan, and of what is wished for."""
        inside = region.copy()
        climbs = np.ones(self.matrix.pairs, dtype=bool)
        for arcs in self.matrix.acyclic:
            chosen = np.zeros(self.matrix.pairs, dtype=bool) if best is None else best[: self.matrix.pairs] > 0
            climbs &= climbing(arcs, chosen, weight)
        closed = np.flatnonzero(~climbs)
        inside.upper[closed] = inside.lower[closed]
        inside.keep_open(inside.lower < inside.upper)
        return inside
