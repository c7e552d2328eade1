"""One plan that keeps every hard rule with everything granted so far in it, changed a few moves at a time.

While people choose, such a plan shows that all rules can still be kept. What it makes anyway is granted at once; else
it is changed until it makes that too (`optimizer.modes.paths`), or until it is proven that no plan does.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp

from models.coefficients import Coefficients
from models.district import BoolArray, IntArray
from models.program import FREE, Acyclic, Core, Matrix
from models.proof import Region

STAYS = -1
"""The seat of who does not move."""


class Completion:
    """A plan of a region as everybody's seat, and what every row adds up to in it.

    Parameters
    ----------
    region : what any plan may still do; granting narrows it. No plan outside it counts.
    chosen : the pairs of a plan that keeps every rule, shape (pairs,).
    must : who may not stay, whatever the rows of the region say, shape (teachers,).
    """

    def __init__(self, region: Region, chosen: BoolArray, must: BoolArray) -> None:
        matrix = region.matrix
        assert matrix.core is not None
        self.region = region
        self.matrix: Matrix = matrix
        self.core: Core = matrix.core
        ways = matrix.rows.ways
        self.first = np.searchsorted(ways.teacher, np.arange(ways.teachers + 1))
        """Where each teacher's pairs begin; they stand together."""
        self.seat = np.full(ways.teachers, STAYS, np.int64)
        pairs = chosen.nonzero()[0]
        self.seat[ways.teacher[pairs]] = pairs
        self.activity = self._activity(pairs)
        before = np.flatnonzero(matrix.lower[: matrix.pairs])
        self.sure = self._activity(before)
        """What each row adds up to by what is granted alone."""
        self.granted = np.zeros(ways.teachers, dtype=bool)
        self.granted[ways.teacher[before]] = True
        self.fixed = np.zeros(ways.teachers, dtype=bool)
        """Who does the same in every plan of the region."""
        self.fixed[ways.teacher[np.flatnonzero(region.lower[: matrix.pairs])]] = True
        held = sp.csr_array(matrix.rows.own[matrix.pairs :].T.tocsr())
        self.auxiliary = np.flatnonzero(np.diff(held.indptr))
        """Rows that hold a column beside the pairs, ascending."""
        self._beside = Coefficients.of(sp.csr_array(held[self.auxiliary]), 0)
        self.must = must.copy()
        known = np.flatnonzero(self.core.person >= 0)
        self.must[known] |= region.row_lower[self.core.person[known]] >= 1
        self.occupants: dict[int, set[int]] = {}
        """Node -> who sits there: people who moved to it, and movers who have not left it."""
        for teacher in self.movers.tolist():
            self.occupants.setdefault(self.node_of(teacher), set()).add(teacher)

    @property
    def movers(self) -> IntArray:
        """Teachers with a pair, ascending."""
        return np.flatnonzero(np.diff(self.first))

    @property
    def chosen(self) -> BoolArray:
        """The plan's pairs, shape (pairs,)."""
        mask = np.zeros(self.matrix.pairs, dtype=bool)
        mask[self.seat[self.seat != STAYS]] = True
        return mask

    def node_of(self, teacher: int) -> int:
        """Return the node a teacher sits at in this plan."""
        seat = int(self.seat[teacher])
        return int(self.core.left[teacher] if seat == STAYS else self.matrix.rows.ways.node[seat])

    def pairs_of(self, teacher: int) -> IntArray:
        """Return the pairs a teacher may still take."""
        pairs = np.arange(self.first[teacher], self.first[teacher + 1])
        return pairs[self.region.upper[pairs] > 0]

    def entries(self, pair: int) -> tuple[IntArray, IntArray]:
        """Return the rows a pair counts in, and for what; a row may come more than once."""
        rows = self.matrix.rows
        parts = [
            (part.indices[slice(*part.indptr[at : at + 2])], part.data[slice(*part.indptr[at : at + 2])])
            for part, at in (
                (rows.leaving, rows.ways.teacher[pair]), (rows.entering, rows.ways.node[pair]), (rows.own, pair)
            )
        ]  # fmt: skip
        return np.concatenate([ids for ids, _ in parts]).astype(np.int64), np.concatenate([data for _, data in parts])

    def difference(self, changes: Mapping[int, int]) -> tuple[IntArray, IntArray]:
        """Return the rows some people's new seats change, and by how much."""
        ids, data = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for teacher, new in changes.items():
            for pair, sign in ((int(self.seat[teacher]), -1), (new, 1)):
                if pair != STAYS:
                    row, coefficient = self.entries(pair)
                    ids.append(row)
                    data.append(sign * coefficient)
        rows, at = np.unique(np.concatenate(ids), return_inverse=True)
        total = np.zeros(len(rows), np.int64)
        np.add.at(total, at, np.concatenate(data))
        return rows[total != 0], total[total != 0]

    def broken(self, changes: Mapping[int, int]) -> IntArray | None:
        """Return the rows new seats would break, an empty array if none; None if a ring or a cap forbids it."""
        rows, change = self.difference(changes)
        after = self.activity[rows] + change
        region = self.region
        bad = (after < region.row_lower[rows]) | (after > region.row_upper[rows])
        beside = np.isin(rows, self.auxiliary)
        if np.any(bad & ~beside):
            return rows[bad & ~beside]
        seat = self.seat.copy()
        seat[list(changes)] = list(changes.values())
        pairs = seat[seat != STAYS]
        if any(cyclic(arcs, pairs) for arcs in self.matrix.acyclic):
            return None
        worth = [(int(cap.objective.of(np.sort(pairs)).sum()) + cap.objective.constant, cap) for cap in region.finished]
        if any(value > cap.most for value, cap in worth):
            return None
        if beside.any():
            activity = self.activity.copy()
            activity[rows] = after
            if not self._settles(activity):
                return rows[beside]
        return np.zeros(0, np.int64)

    def circling(self, changes: Mapping[int, int]) -> IntArray:
        """Return the teachers whose moves would form rings a rule forbids, once some people had new seats."""
        seat = self.seat.copy()
        seat[list(changes)] = list(changes.values())
        pairs = seat[seat != STAYS]
        inside = np.zeros(len(pairs), dtype=bool)
        for arcs in self.matrix.acyclic:
            inside |= Acyclic(arcs.tail[pairs], arcs.head[pairs], arcs.nodes).cyclic(np.ones(len(pairs), dtype=bool))
        return np.asarray(self.matrix.rows.ways.teacher[pairs[inside]])

    def counting(self, rows: IntArray) -> IntArray:
        """Return the teachers whose seats in this plan count in some of these rows, ascending."""
        parts = self.matrix.rows
        moved = np.flatnonzero(self.seat != STAYS)
        seats = self.seat[moved]
        counts = abs(parts.entering[:, rows]).sum(axis=1)[parts.ways.node[seats]]
        counts = counts + abs(parts.leaving[moved][:, rows]).sum(axis=1) + abs(parts.own[seats][:, rows]).sum(axis=1)
        return moved[np.asarray(counts) > 0]

    def change(self, changes: Mapping[int, int]) -> None:
        """Give people new seats."""
        rows, change = self.difference(changes)
        self.activity[rows] += change
        for teacher, new in changes.items():
            self.occupants[self.node_of(teacher)].discard(teacher)
            self.seat[teacher] = new
            self.occupants.setdefault(self.node_of(teacher), set()).add(teacher)

    def replace(self, chosen: BoolArray) -> None:
        """Take another plan instead."""
        seat = np.full(len(self.seat), STAYS, np.int64)
        pairs = chosen.nonzero()[0]
        seat[self.matrix.rows.ways.teacher[pairs]] = pairs
        moved = np.flatnonzero(seat != self.seat)
        self.change(dict(zip(moved.tolist(), seat[moved].tolist(), strict=True)))

    def grant(self, pair: int) -> None:
        """Fix a pair of the plan: from now on every plan takes it."""
        teacher = int(self.matrix.rows.ways.teacher[pair])
        assert self.seat[teacher] == pair
        self.region.upper[self.first[teacher] : self.first[teacher + 1]] = 0
        self.region.lower[pair] = self.region.upper[pair] = 1
        rows, coefficient = self.entries(pair)
        np.add.at(self.sure, rows, coefficient)
        self.granted[teacher] = self.fixed[teacher] = True

    def _activity(self, pairs: IntArray) -> IntArray:
        x = np.zeros(self.matrix.columns, np.int64)
        x[pairs] = 1
        return self.matrix.rows @ x

    def _settles(self, activity: IntArray) -> bool:
        """Say whether the columns beside the pairs can take values that keep their rows."""
        matrix, rows = self.matrix, self.auxiliary

        def left(bound: IntArray) -> IntArray:
            return np.where(np.abs(bound) >= FREE, bound, bound - activity[rows])

        beside = Matrix(
            0, matrix.lower[matrix.pairs :], matrix.upper[matrix.pairs :], self._beside,
            left(matrix.row_lower[rows]), left(matrix.row_upper[rows]), matrix.push[matrix.pairs :], (),
        )  # fmt: skip
        return beside.holds(np.zeros(0, dtype=bool))


def cyclic(arcs: Acyclic, pairs: IntArray) -> bool:
    """Say whether some pairs' arcs form a cycle."""
    among = Acyclic(arcs.tail[pairs], arcs.head[pairs], arcs.nodes)
    return bool(among.cyclic(np.ones(len(pairs), dtype=bool)).any())
