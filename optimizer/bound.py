"""A bound anyone can recompute: weak duality in exact integer arithmetic.

For any multipliers y (one a row, >= 0 on rows bounded below, <= 0 on rows bounded above), every x of the
region has `cost @ x >= sum of y * row bound + sum over columns of the least (cost - y @ rows) * x`. The
multipliers come from a floating-point solver and are rounded to integers over a common denominator; the
inequality holds whatever they are, so a solver's error can weaken the bound but never falsify it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.district import IntArray
from models.program import FREE
from optimizer.region import Reduced
from optimizer.relax import FloatArray

_LARGEST = 2.0**61
"""Magnitudes kept below this cannot overflow 64-bit integers when two are added."""


@dataclass(frozen=True)
class Bound:
    """A proven lower bound and what it says of single columns.

    Attributes
    ----------
    total : the bound times `scale`, without the objective's constant.
    reduced : (cost - y @ rows) times `scale`, shape (columns,).
    """

    total: int
    reduced: IntArray
    scale: int

    @property
    def value(self) -> int:
        """The bound as an integer: no integer solution is below it."""
        return -((-self.total) // self.scale)

    def excluded(self, value: int) -> IntArray:
        """Return the columns that must stay at the bound their reduced cost favours, in any x not above `value`."""
        slack = value * self.scale - self.total
        return (np.abs(self.reduced) > slack).nonzero()[0] if slack < _LARGEST else np.zeros(0, np.int64)


def exact_bound(region: Reduced, cost: IntArray, y: FloatArray) -> Bound:
    """Compute the bound of multipliers `y` (shape (rows,)) on `cost` (shape (columns,)) over a region."""
    y = np.where((y > 0) & (region.row_lower <= -FREE), 0.0, y)
    y = np.where((y < 0) & (region.row_upper >= FREE), 0.0, y)
    weight = float(np.max(np.append(abs(region.rows).T @ np.abs(y), np.abs(y)), initial=0.0))
    if not weight < _LARGEST / 4:
        y, weight = np.zeros_like(y), 0.0
    largest = max(weight, float(np.max(np.abs(cost), initial=0)), 1.0)
    scale = 1 << max(0, min(24, int(np.log2(_LARGEST / largest)) - 1))
    multipliers = np.rint(y * scale).astype(np.int64)
    reduced = cost * scale - region.rows.T @ multipliers
    row_bound = np.where(multipliers > 0, region.row_lower, np.where(multipliers < 0, region.row_upper, 0))
    column_bound = np.where(reduced > 0, region.lower, region.upper)
    total = _dot(multipliers, row_bound) + _dot(reduced, column_bound)
    return Bound(total, reduced, scale)


def box_bound(region: Reduced, cost: IntArray) -> Bound:
    """Return the bound that uses no row: each column at its cheaper end."""
    return exact_bound(region, cost, np.zeros(len(region.row_ids)))


def _dot(a: IntArray, b: IntArray) -> int:
    """Return the exact inner product: products may pass 64 bits, so Python's integers add them."""
    used = ((a != 0) & (b != 0)).nonzero()[0]
    return sum(x * y for x, y in zip(a[used].tolist(), b[used].tolist(), strict=True))
