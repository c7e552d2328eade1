"""What is left of a program as plain numbers for a solver: without settled columns and idle rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from models.district import BoolArray, IntArray
from models.program import FREE, Acyclic
from models.proof import Region

HUGE = 1_500_000
"""Open columns beyond which they are not even looked at together."""
_WIDE, _MANY = 5_000, 20_000
"""A row is wide if it holds more than so many columns, where there are many."""


@dataclass(frozen=True)
class Reduced:
    """A region, or some columns of it, without the other columns and without idle rows.

    Attributes
    ----------
    columns : the matrix columns it keeps, ascending.
    lower, upper : their bounds.
    rows : CSR, int64, shape (rows left, columns left); `row_ids` names the program's rows, and beyond them, in
        order, the region's caps.
    row_lower, row_upper : bounds after moving the other columns over, each at its lower bound.
    impossible : whether a row without columns is already broken.
    """

    columns: IntArray
    lower: IntArray
    upper: IntArray
    rows: sp.csr_array
    row_ids: IntArray
    row_lower: IntArray
    row_upper: IntArray
    impossible: bool

    def keep_rows(self, mask: BoolArray) -> Reduced:
        """Return it with only the rows of `mask`, shape (rows,)."""
        return replace(
            self,
            rows=sp.csr_array(self.rows[mask]),
            row_ids=self.row_ids[mask],
            row_lower=self.row_lower[mask],
            row_upper=self.row_upper[mask],
        )

    def wide(self, but: set[int], rows: int) -> BoolArray:
        """Return the rows that tie many columns together, shape (rows left,), but not those `but` names, nor caps.

        A number for the whole county rarely decides anything, yet it ties together what would fall apart.

        Parameters
        ----------
        rows : rows of the program; numbers beyond are caps.
        """
        width = np.diff(self.rows.indptr)
        wide = (width > _WIDE) & (len(self.columns) > _MANY)
        return wide & (self.row_ids < rows) & ~np.isin(self.row_ids, sorted(but))

    def parts(self, least: int) -> list[tuple[IntArray, IntArray]]:
        """Return columns and rows of parts that share no row; parts of fewer than `least` columns stay together."""
        height, width = self.rows.shape
        entries = self.rows.tocoo()
        graph = sp.coo_array(
            (np.ones(len(entries.row), np.int8), (entries.row, entries.col + height)), shape=(height + width,) * 2
        )
        count, label = sp.csgraph.connected_components(graph.tocsr(), directed=False)
        size = np.bincount(label[height:], minlength=count)
        # Small parts are gathered into one until it is large enough.
        order = np.argsort(size, kind="stable")
        bundle = np.zeros(count, np.int64)
        bundle[order] = (np.cumsum(size[order]) - size[order]) // max(1, least)
        whose = np.unique(bundle, return_inverse=True)[1][label]
        row_of, column_of = whose[:height], whose[height:]
        rows, columns = np.argsort(row_of, kind="stable"), np.argsort(column_of, kind="stable")
        ends = np.arange(1, int(whose.max(initial=0)) + 1)
        return list(
            zip(
                np.split(columns, np.searchsorted(column_of[columns], ends)),
                np.split(rows, np.searchsorted(row_of[rows], ends)),
                strict=True,
            )
        )

    def part(self, columns: IntArray, rows: IntArray) -> Reduced:
        """Return it with only these columns and rows (positions)."""
        return replace(
            self,
            columns=self.columns[columns],
            lower=self.lower[columns],
            upper=self.upper[columns],
            rows=sp.csr_array(self.rows[rows][:, columns]),
            row_ids=self.row_ids[rows],
            row_lower=self.row_lower[rows],
            row_upper=self.row_upper[rows],
        )

    def widen(self, x: IntArray, rest: IntArray) -> IntArray:
        """Return the matrix columns of an x over the columns kept, the others as in `rest`."""
        full = rest.copy()
        full[self.columns] = x
        return full


def elastic(reduced: Reduced) -> tuple[Reduced, IntArray]:
    """Return a reduced region whose rows may be missed either way, and the cost that counts by how much.

    Two slack columns a row stand after the columns kept, at cost 1; every other column costs nothing.
    """
    rows = len(reduced.row_ids)
    reach = np.full(2 * rows, int(np.max(abs(reduced.rows) @ np.abs(reduced.upper), initial=1)) + 1, np.int64)
    reach += int(np.max(np.abs(reduced.row_lower[np.abs(reduced.row_lower) < FREE]), initial=0))
    reach += int(np.max(np.abs(reduced.row_upper[np.abs(reduced.row_upper) < FREE]), initial=0))
    slack = sp.eye_array(rows, dtype=np.int64)
    loose = replace(
        reduced,
        columns=np.arange(len(reduced.columns) + 2 * rows),
        lower=np.concatenate([reduced.lower, np.zeros(2 * rows, np.int64)]),
        upper=np.concatenate([reduced.upper, reach]),
        rows=sp.csr_array(sp.hstack([reduced.rows, slack, -slack], format="csr")),
    )
    return loose, np.concatenate([np.zeros(len(reduced.columns), np.int64), np.ones(2 * rows, np.int64)])


def reduce(region: Region, columns: IntArray | None = None, rest: IntArray | None = None) -> Reduced:
    """Return a region as a solver reads it.

    Parameters
    ----------
    columns : the open columns to keep, ascending; all if not given.
    rest : what the other columns are held at, shape (columns of the matrix,); their lower bounds if not given.
    """
    free = region.open if columns is None else columns
    matrix = region.matrix
    if matrix.acyclic:
        # A pair that must be chosen still draws its arc: it stays in sight.
        must = np.flatnonzero(region.lower[: matrix.pairs])
        free = np.union1d(free, must)
    held = (region.lower if rest is None else rest).copy()
    held[free] = 0
    used = held.nonzero()[0]
    part = matrix.rows.take(free)
    low, high = region.row_lower, region.row_upper
    moved = matrix.rows @ held
    if region.caps:
        costs = np.array([cap.objective.of(free) for cap in region.caps])
        part = sp.csr_array(sp.vstack([part, sp.csr_array(costs)], format="csr"))
        spent = [int(cap.objective.of(used) @ held[used]) + cap.objective.constant for cap in region.caps]
        low = np.append(low, np.full(len(spent), -FREE))
        high = np.append(high, [cap.most for cap in region.caps])
        moved = np.append(moved, spent)
    low = np.where(low > -FREE, low - moved, -FREE)
    high = np.where(high < FREE, high - moved, FREE)
    lo, up = region.lower[free], region.upper[free]
    positive, negative = part.maximum(0), part.minimum(0)
    least = positive @ lo + negative @ up
    most = positive @ up + negative @ lo
    impossible = bool(np.any(least > high) or np.any(most < low))
    busy = ((least < low) | (most > high)).nonzero()[0]
    return Reduced(free, lo, up, sp.csr_array(part[busy]), busy, low[busy], high[busy], impossible)


def arcs(region: Region, columns: IntArray) -> tuple[Acyclic, ...]:
    """Return the arc sets over some columns of the matrix, in the order of `Reduced.columns`."""
    pairs = columns[columns < region.matrix.pairs]
    return tuple(Acyclic(a.tail[pairs], a.head[pairs], a.nodes) for a in region.matrix.acyclic)
