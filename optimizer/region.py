"""The region a search still looks at: column bounds that only tighten, and rows added tier by tier.

Everything kept here is valid for every plan as good as the best one known in the tiers before.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from models.district import IntArray
from models.program import FREE, Acyclic, Matrix, Objective


@dataclass(frozen=True)
class Reduced:
    """A region without its fixed columns and idle rows.

    Attributes
    ----------
    columns : the matrix columns that are not fixed.
    lower, upper : their bounds.
    rows : CSR, int64, shape (rows left, columns left); `row_ids` names the region's rows.
    row_lower, row_upper : bounds after moving fixed columns over.
    impossible : whether a row without free columns is already broken.
    """

    columns: IntArray
    lower: IntArray
    upper: IntArray
    rows: sp.csr_array
    row_ids: IntArray
    row_lower: IntArray
    row_upper: IntArray
    impossible: bool


class Region:
    """What is left of a program: its matrix, tighter column bounds, and caps on earlier tiers."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.lower = matrix.lower.copy()
        self.upper = matrix.upper.copy()
        self.rows = matrix.rows
        self.row_lower = matrix.row_lower
        self.row_upper = matrix.row_upper

    def cap(self, objective: Objective, value: int) -> None:
        """Keep only plans whose objective is at most `value`."""
        row = sp.csr_array(objective.cost[np.newaxis, :])
        self.rows = sp.csr_array(sp.vstack([self.rows, row], format="csr"))
        self.row_lower = np.append(self.row_lower, -FREE)
        self.row_upper = np.append(self.row_upper, value - objective.constant)

    def arcs(self, columns: IntArray) -> tuple[Acyclic, ...]:
        """Return the arc sets over some columns of the matrix, in the order of `Reduced.columns`."""
        pairs = columns[columns < self.matrix.pairs]
        return tuple(Acyclic(a.tail[pairs], a.head[pairs], a.nodes) for a in self.matrix.acyclic)

    def restricted(self, upper: IntArray) -> Region:
        """Return this region under tighter upper bounds, for a search that proves nothing about the rest."""
        part = copy.copy(self)
        part.upper = np.minimum(self.upper, upper)
        return part

    def contains(self, x: IntArray) -> bool:
        """Whether x keeps every bound, row, cap, and arc set."""
        if np.any(x < self.matrix.lower) or np.any(x > self.matrix.upper):
            return False
        activity = self.rows @ x
        if np.any(activity < self.row_lower) or np.any(activity > self.row_upper):
            return False
        chosen = x[: self.matrix.pairs] > 0
        return not any(arcs.cyclic(chosen).any() for arcs in self.matrix.acyclic)

    def reduce(self) -> Reduced:
        """Return the region without fixed columns and without rows that no longer say anything."""
        open_ = self.lower < self.upper
        if self.matrix.acyclic:
            # A pair that must be chosen still draws its arc: it stays in sight.
            open_[: self.matrix.pairs] |= self.lower[: self.matrix.pairs] > 0
        free = open_.nonzero()[0]
        fixed = np.where(open_, 0, self.lower)
        moved = self.rows @ fixed
        low = np.where(self.row_lower > -FREE, self.row_lower - moved, -FREE)
        high = np.where(self.row_upper < FREE, self.row_upper - moved, FREE)
        part = sp.csr_array(self.rows[:, free])
        positive, negative = part.maximum(0), part.minimum(0)
        lo, up = self.lower[free], self.upper[free]
        least = positive @ lo + negative @ up
        most = positive @ up + negative @ lo
        impossible = bool(np.any(least > high) or np.any(most < low))
        busy = ((least < low) | (most > high)).nonzero()[0]
        return Reduced(free, lo, up, sp.csr_array(part[busy]), busy, low[busy], high[busy], impossible)
