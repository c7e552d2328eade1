"""A proof anyone can check: multipliers of rows, and what they say, in exact integer arithmetic.

For any multipliers y (one a row, none of the wrong sign), every x of a region has `cost @ x >= sum of y * row bound
+ sum over columns of the least (cost - y @ rows) * x`: weak duality. Whatever y is, the inequality holds; a solver
that errs can weaken a bound, never falsify it. What a bound says of the best plan narrows the region of the next
tier: a column whose reduced cost exceeds the distance of plan and bound stays at its cheaper end, and a row whose
multiplier does stays at its bound (reduced-cost fixing, and its mirror image for rows).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from models.coefficients import FloatArray
from models.district import BoolArray, IntArray
from models.program import FREE, Matrix, Objective

_SAFE = 2.0**61
"""Magnitudes kept below this cannot overflow 64-bit integers when two are added."""
_DENOMINATORS = (1, 2, 6, 12, 60, 840)
"""Tried before a fine power of two: multipliers of whole or nearly whole relaxations are simple fractions."""


@dataclass(frozen=True)
class Multipliers:
    """Integers over a common denominator: one a row of the program, one a cap on an earlier tier.

    Attributes
    ----------
    scale : the denominator.
    rows : shape (rows,); caps : shape (caps of the region,), each <= 0.
    """

    scale: int
    rows: IntArray
    caps: IntArray


@dataclass(frozen=True)
class Certificate:
    """What a solve hands over for anyone to check.

    Attributes
    ----------
    rows, columns : the size of the program it speaks of.
    tiers : the multipliers of each finished tier in turn; or, `impossible`, those that prove there is no plan.
    """

    rows: int
    columns: int
    tiers: tuple[Multipliers, ...]
    impossible: bool = False


@dataclass(frozen=True)
class Bound:
    """A proven lower bound and what it says of single columns.

    Attributes
    ----------
    total : the bound times `scale`, the objective's constant included.
    columns : the columns that were open, ascending; reduced : their costs less what the rows credit, times `scale`.
    """

    multipliers: Multipliers
    total: int
    columns: IntArray
    reduced: IntArray

    @property
    def value(self) -> int:
        """The bound as an integer: no plan of the region is below it."""
        return -(-self.total // self.multipliers.scale)

    def slack(self, value: int) -> int:
        """How far a plan's value is from the bound, times `scale`."""
        return value * self.multipliers.scale - self.total


@dataclass(frozen=True)
class Cap:
    """A finished tier: plans worth at most `most` count; `proven` if none is worth less."""

    objective: Objective
    most: int
    proven: bool


class Region:
    """What is left of a program: column and row bounds that only tighten, and caps on earlier tiers.

    Everything kept here is valid for every plan as good as the best one known in the tiers before.
    """

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.lower = matrix.lower.copy()
        self.upper = matrix.upper.copy()
        self.row_lower = matrix.row_lower.copy()
        self.row_upper = matrix.row_upper.copy()
        self.caps: list[Cap] = []
        """Finished tiers that the narrowed bounds alone do not hold."""
        self.finished: list[Cap] = []
        self.open = np.flatnonzero(self.lower < self.upper)
        self._costs: list[tuple[Objective, IntArray]] = []

    def copy(self) -> Region:
        """Return a region that may be narrowed without this one."""
        other = copy.copy(self)
        for name in ("lower", "upper", "row_lower", "row_upper"):
            setattr(other, name, getattr(self, name).copy())
        other.caps, other.finished, other._costs = list(self.caps), list(self.finished), list(self._costs)
        return other

    def cost(self, objective: Objective) -> IntArray:
        """Return what the open columns cost; kept, since a drawn cost is dear to work out."""
        for known, cost in self._costs:
            if known is objective:
                return cost
        self._costs = [*self._costs[-2:], (objective, objective.of(self.open))]
        return self._costs[-1][1]

    @property
    def settled(self) -> IntArray:
        """What every plan of the region has for certain: the columns that are not open, shape (columns,)."""
        x = self.lower.copy()
        x[self.open] = 0
        return x

    def finish(self, proof: Bound, objective: Objective, value: int) -> None:
        """Keep only plans whose objective is at most `value`: as narrow as its proof allows, and capped if need be."""
        cap = Cap(objective, value, proof.value == value)
        if not self.narrow(proof, value):
            self.caps.append(cap)
        self.finished.append(cap)

    def contains(self, x: IntArray) -> bool:
        """Whether x keeps the program's bounds and rows, the caps, and every arc set."""
        if np.any(x < self.matrix.lower) or np.any(x > self.matrix.upper) or len(self.matrix.broken(x)):
            return False
        if any(cap.objective.at(x) > cap.most for cap in self.finished):
            return False
        chosen = x[: self.matrix.pairs] > 0
        return not any(arcs.cyclic(chosen).any() for arcs in self.matrix.acyclic)

    def signed(self, y: IntArray) -> IntArray:
        """Return multipliers of rows without those whose sign no bound of their row admits."""
        y = np.where((y > 0) & (self.row_lower <= -FREE), 0, y)
        return np.where((y < 0) & (self.row_upper >= FREE), 0, y)

    def bound(self, objective: Objective, multipliers: Multipliers) -> Bound:
        """Return what multipliers prove of an objective, over every open column."""
        scale, y = multipliers.scale, self.signed(multipliers.rows)
        caps = np.minimum(multipliers.caps, 0)
        if self._reach(objective, scale, y, caps) >= _SAFE:  # numbers so large would not be exact: prove less
            scale, y, caps = 1, np.zeros_like(y), np.zeros_like(caps)
        kept = Multipliers(scale, y, caps)
        settled = self.settled
        used = settled.nonzero()[0]
        # The settled columns: what they cost, and what they take of the rows.
        total = scale * (objective.constant + exact_dot(objective.of(used), settled[used]))
        taken = self.matrix.rows @ settled
        bounds = np.where(y > 0, self.row_lower, np.where(y < 0, self.row_upper, 0)) - np.where(y != 0, taken, 0)
        total += exact_dot(y, bounds)
        reduced = self.cost(objective) * scale - self.matrix.rows.priced(y, self.open)
        for cap, weight in zip(self.caps, caps.tolist(), strict=True):
            if weight:
                capped = cap.objective
                total += weight * (cap.most - capped.constant - exact_dot(capped.of(used), settled[used]))
                reduced -= weight * self.cost(capped)
        ends = np.where(reduced > 0, self.lower[self.open], self.upper[self.open])
        return Bound(kept, total + exact_dot(reduced, ends), self.open, reduced)

    def keep_open(self, mask: BoolArray) -> None:
        """Note that only the columns of `mask`, shape (columns,), are still open."""
        still = mask[self.open]
        self.open = self.open[still]
        self._costs = [(objective, cost[still]) for objective, cost in self._costs]

    def narrow(self, proof: Bound, value: int) -> bool:
        """Tighten the region to what plans worth at most `value` can use; says if that alone keeps them there.

        `proof` bounds the objective whose value this is.
        """
        slack = proof.slack(value)
        if slack < 0 or slack >= _SAFE:
            return False
        scale, y = proof.multipliers.scale, proof.multipliers.rows
        out = np.abs(proof.reduced) > slack
        columns, low = proof.columns[out], proof.reduced[out] > 0
        self.upper[columns[low]] = self.lower[columns[low]]
        self.lower[columns[~low]] = self.upper[columns[~low]]
        tight = np.abs(y) > slack
        below, above = tight & (y > 0), tight & (y < 0)
        self.row_upper[below] = self.row_lower[below]
        self.row_lower[above] = self.row_upper[above]
        rest = proof.columns[~out]
        loose = exact_dot(np.abs(proof.reduced[~out]), self.upper[rest] - self.lower[rest])
        self.keep_open(self.lower < self.upper)
        # A row that is not held at its bound, or an earlier cap, may still give: then the value may rise too.
        gives = (y != 0) & (self.row_lower < self.row_upper)
        proven = np.array([cap.proven for cap in self.caps], dtype=bool)
        tied = not np.any(gives) and bool(np.all(proven[proof.multipliers.caps != 0]))
        return tied and proof.total + loose < (value + 1) * scale

    def _reach(self, objective: Objective, scale: int, y: IntArray, caps: IntArray) -> float:
        """Return a magnitude that no reduced cost and no term of the bound exceeds."""
        reach = scale * objective.largest + self.matrix.rows.reach(y) + float(np.abs(y.astype(float)).max(initial=0))
        return reach + float(
            sum(abs(w) * cap.objective.largest for w, cap in zip(caps.tolist(), self.caps, strict=True))
        )


def nothing(matrix: Matrix) -> Objective:
    """Return the objective that costs nothing: bounded above nothing, no plan exists (Farkas)."""
    return Objective(np.zeros(matrix.columns, np.int8), 0)


def rationalised(y: FloatArray, caps: FloatArray, largest: float) -> Multipliers:
    """Round multipliers to integers over a denominator: a small one that fits, else a fine power of two.

    Parameters
    ----------
    largest : the largest magnitude any column's cost or credit may take, for a denominator that cannot overflow.
    """
    every = np.concatenate([y, caps])
    every = np.where(np.isfinite(every), every, 0.0)
    room = _SAFE / 4 / max(largest, 1.0)
    for scale in _DENOMINATORS:
        if scale <= room and np.all(np.abs(every * scale - np.rint(every * scale)) < 1e-6 * scale):
            break
    else:
        scale = 1 << max(0, min(24, int(np.log2(max(room, 1.0)))))
    whole = np.rint(every * scale).astype(np.int64)
    return Multipliers(scale, whole[: len(y)], np.minimum(whole[len(y) :], 0))


def settle_people(region: Region, objective: Objective, multipliers: Multipliers) -> Multipliers:
    """Set each person's own row to what that person's best open way is worth at the other rows' multipliers."""
    core, rows = region.matrix.core, region.matrix.rows
    pairs = region.open[: np.searchsorted(region.open, region.matrix.pairs)]
    if core is None or len(pairs) == 0:
        return multipliers
    teacher = rows.ways.teacher[pairs]
    starts = np.flatnonzero(np.append(True, teacher[1:] != teacher[:-1]))
    people = core.person[teacher[starts]]
    y = region.signed(multipliers.rows)
    y[people[people >= 0]] = 0
    worth = region.cost(objective)[: len(pairs)] * multipliers.scale - rows.priced(y, pairs)
    for cap, weight in zip(region.caps, multipliers.caps.tolist(), strict=True):
        if weight < 0:
            worth -= weight * region.cost(cap.objective)[: len(pairs)]
    best = np.minimum.reduceat(worth, starts)
    free = region.row_lower[people] < 1  # of who must move, the best way may cost
    y[people[people >= 0]] = np.where(free, np.minimum(best, 0), best)[people >= 0]
    return Multipliers(multipliers.scale, y, np.minimum(multipliers.caps, 0))


def exact_dot(a: IntArray, b: IntArray) -> int:
    """Return the exact inner product of integers, whose products and sum may pass 64 bits."""
    used: BoolArray = (a != 0) & (b != 0)
    a, b = a[used], b[used]
    unit = np.abs(b) == 1
    # Most are counted once: their sum is split into halves of 31 bits, which add up exactly.
    once = np.where(b[unit] > 0, a[unit], -a[unit])
    total = (int((once >> 31).sum()) << 31) + int((once & (2**31 - 1)).sum())
    rest: list[int] = [x * y for x, y in zip(a[~unit].tolist(), b[~unit].tolist(), strict=True)]
    return total + sum(rest)
