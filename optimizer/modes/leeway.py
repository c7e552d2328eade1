"""What a part of a plan breaks whatever is still added to it: told row by row, in arrays, without a solver.

Everybody whose place is still open counts in each row with the least that one open pair of the person, or none, could
add to it. A row that is above its bound even so is broken; likewise below. Each row is looked at for itself: rows that
only together leave no way are not noticed here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from models.district import BoolArray, IntArray
from models.formulate import Formulated
from models.pairs import pairs_of
from models.program import FREE, Acyclic
from models.rules.registry import RULES
from models.words import Text
from optimizer.modes.saying import say_row

_BATCH = 400_000
"""About how many pairs are looked at in one go."""
_RING = Text(
    "与其他人的调动首尾相接成环，无法逐个先出后进",
    "with the moves of others it closes a ring, which cannot be carried out one by one",
)


@dataclass(frozen=True)
class Stripped:
    """What was taken out of a part of a plan: positions in it with the reason; rows that nothing mends."""

    out: tuple[tuple[int, Text], ...]
    unmended: tuple[Text, ...]


class Leeway:
    """The bounds of a case's rows, each turned so that a sum must not exceed its limit.

    Rows that no plan breaks are left out.
    """

    def __init__(self, formulated: Formulated) -> None:
        self._formulated = formulated
        matrix = formulated.program.matrix
        owned = np.zeros(len(matrix.row_lower), dtype=bool)
        for block in formulated.program.blocks:
            owned[block.first : block.first + block.count] = block.owner in RULES
        above, below = self._reached()
        upper = np.flatnonzero(owned & (matrix.row_upper < FREE) & (above > matrix.row_upper))
        lower = np.flatnonzero(owned & (matrix.row_lower > -FREE) & (below < matrix.row_lower))
        self._row = np.concatenate([upper, lower])
        self._sign = np.concatenate([np.ones(len(upper), np.int64), -np.ones(len(lower), np.int64)])
        self._limit = np.concatenate([matrix.row_upper[upper], -matrix.row_lower[lower]])
        self._least = self._least_of_people()
        self._base = np.asarray(self._least.sum(axis=0)).ravel().astype(np.int64) + self._least_of_auxiliary()

    def _reached(self) -> tuple[IntArray, IntArray]:
        """Return for each row a sum that no plan exceeds, and one that no plan stays below."""
        matrix, pairs = self._formulated.program.matrix, self._formulated.pairs
        rows = matrix.rows
        times = (
            (rows.leaving, np.bincount(pairs.teacher, minlength=rows.ways.teachers) > 0),
            (rows.entering, np.bincount(pairs.node, minlength=rows.ways.nodes)),
            (rows.own[: matrix.pairs], np.ones(matrix.pairs, np.int64)),
        )
        most, least = np.zeros(len(matrix.row_lower), np.int64), np.zeros(len(matrix.row_lower), np.int64)
        for part, count in times:
            most += part.maximum(0).T @ count.astype(np.int64)
            least += part.minimum(0).T @ count.astype(np.int64)
        high, low = matrix.upper[matrix.pairs :], matrix.lower[matrix.pairs :]
        aux = rows.own[matrix.pairs :]
        most += aux.maximum(0).T @ high + aux.minimum(0).T @ low
        least += aux.maximum(0).T @ low + aux.minimum(0).T @ high
        return most, least

    def _turned(self, columns: IntArray) -> sp.csr_array:
        """Return what some columns add to each bound, shape (columns, bounds)."""
        taken = self._formulated.program.matrix.rows.take(columns)[self._row]
        return sp.csr_array((taken.multiply(self._sign[:, None])).T.tocsr())

    def _least_of_people(self) -> sp.csr_array:
        """Return the least each person can add to each bound, shape (teachers, bounds): 0 or less."""
        pairs, bounds = self._formulated.pairs, len(self._row)
        teachers = len(self._formulated.case.district.teachers)
        keys, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        firsts = np.searchsorted(pairs.teacher, pairs.teacher[::_BATCH]).tolist()
        for first, last in pairwise([*firsts, len(pairs)]):
            added = self._turned(np.arange(first, last)).tocoo()
            less = added.data < 0
            key = pairs.teacher[first + added.row[less]] * bounds + added.col[less]
            order = np.argsort(key, kind="stable")
            key, value = key[order], added.data[less][order]
            start = np.flatnonzero(np.diff(key, prepend=-1))
            if len(start):
                keys.append(key[start])
                values.append(np.minimum.reduceat(value, start))
        key = np.concatenate(keys)
        place = np.divmod(key, max(bounds, 1))
        return sp.coo_array((np.concatenate(values), place), shape=(teachers, bounds)).tocsr()

    def _least_of_auxiliary(self) -> IntArray:
        matrix = self._formulated.program.matrix
        aux = sp.csr_array(matrix.rows.own[matrix.pairs :][:, self._row]).multiply(self._sign[None, :]).tocsr()
        low, high = matrix.lower[matrix.pairs :], matrix.upper[matrix.pairs :]
        return np.asarray(aux.maximum(0).T @ low + aux.minimum(0).T @ high, np.int64)

    def broken(self, ids: IntArray) -> BoolArray:
        """Return the rows of the program that these pairs, and nothing else settled, break; shape (rows,)."""
        over = self._base + self._strain(ids).sum(axis=0) > self._limit
        found = np.zeros(len(self._formulated.program.matrix.row_lower), dtype=bool)
        found[self._row[over]] = True
        return found

    def _strain(self, ids: IntArray) -> sp.csc_array:
        """Return by how much more than the least each of these pairs, ascending, adds to each bound: 0 or more."""
        teacher = self._formulated.pairs.teacher[ids]
        return sp.csc_array(self._turned(ids) - self._least[teacher])

    def strip(self, ids: IntArray, low: IntArray, fixed: BoolArray) -> Stripped:
        """Take pairs out, of every breach the lowest, until what is left breaks nothing.

        Rows first; then rings, where moves must go one by one; then rows again, for where people could still leave
        by a ring only, they cannot leave.

        Parameters
        ----------
        ids : the pairs, ascending, one a person.
        low : the greater, the lower ranked; shape of `ids`.
        fixed : pairs never taken out, shape of `ids`.
        """
        part = _Part(self._strain(ids), low, fixed)
        program, arcs = self._formulated.program, self._formulated.program.matrix.acyclic
        unmended = part.keep_rows(self._base, self._limit)
        for acyclic in arcs:
            part.break_rings(acyclic, ids)
        for acyclic in arcs:
            stuck = self._stuck(acyclic, ids[part.kept])
            base = self._base - np.asarray(self._least[stuck].sum(axis=0)).ravel()
            part.keep_rows(base, self._limit)
        reasons = {row: _breaks(say_row(program, int(self._row[row]))) for row in {r for _, r in part.out} if row >= 0}
        out = tuple((i, reasons[row] if row >= 0 else _RING) for i, row in part.out)
        return Stripped(out, tuple(say_row(program, int(self._row[row])) for row in unmended))

    def _stuck(self, acyclic: Acyclic, held: IntArray) -> IntArray:
        """Return the people not held of whom every open pair would close a ring with the pairs held, ascending."""
        above = _ancestors(acyclic, held)
        pairs = self._formulated.pairs
        if not above:
            return np.zeros(0, np.int64)
        waiting = np.setdiff1d(pairs.people(), pairs.teacher[held])
        first = np.searchsorted(pairs.teacher, waiting)
        waiting = waiting[np.isin(acyclic.tail[first], list(above))]
        whose, ids = pairs_of(pairs, waiting)
        closes = [
            head in above[tail]
            for tail, head in zip(acyclic.tail[ids].tolist(), acyclic.head[ids].tolist(), strict=True)
        ]
        free = np.bincount(whose, weights=~np.array(closes, dtype=bool), minlength=len(waiting)) > 0
        return waiting[~free]


class _Part:
    """A part of a plan, pairs taken out of it one by one: each with the bound it broke, -1 for a ring."""

    def __init__(self, strain: sp.csc_array, low: IntArray, fixed: BoolArray) -> None:
        self._strain, self._by_pair, self._low, self._fixed = strain, strain.tocsr(), low, fixed
        self.kept = np.ones(len(low), dtype=bool)
        self.out: list[tuple[int, int]] = []

    def keep_rows(self, base: IntArray, limit: IntArray) -> list[int]:
        """Take out the lowest of every bound that is exceeded; return the bounds that this does not mend."""
        total = base + self._strain.T @ self.kept.astype(np.int64)
        unmended = []
        for row in np.flatnonzero(total > limit).tolist():
            here = slice(self._strain.indptr[row], self._strain.indptr[row + 1])
            adding = self._strain.indices[here][self._strain.data[here] > 0].astype(np.int64)
            while total[row] > limit[row]:
                lowest = self._lowest(adding)
                if lowest is None:
                    unmended.append(row)
                    break
                self._take_out(lowest, row)
                own = slice(self._by_pair.indptr[lowest], self._by_pair.indptr[lowest + 1])
                total[self._by_pair.indices[own]] -= self._by_pair.data[own]
        return unmended

    def break_rings(self, acyclic: Acyclic, ids: IntArray) -> None:
        """Take out the lowest of the moves that lie on rings until there is no ring."""
        arcs = replace(acyclic, tail=acyclic.tail[ids], head=acyclic.head[ids])
        while True:
            lowest = self._lowest(np.flatnonzero(arcs.cyclic(self.kept)))
            if lowest is None:
                return
            self._take_out(lowest, -1)

    def _lowest(self, among: IntArray) -> int | None:
        """Return the lowest ranked of some pairs that may be taken out, None if there is none."""
        among = among[self.kept[among] & ~self._fixed[among]]
        return int(among[np.argmax(self._low[among])]) if len(among) else None

    def _take_out(self, i: int, row: int) -> None:
        self.kept[i] = False
        self.out.append((i, row))


def _ancestors(acyclic: Acyclic, held: IntArray) -> dict[int, set[int]]:
    """Return node -> itself and the nodes from which held moves lead there; nodes entered only, none on a ring."""
    after: dict[int, list[int]] = {}
    waits: dict[int, int] = {}
    for tail, head in zip(acyclic.tail[held].tolist(), acyclic.head[held].tolist(), strict=True):
        after.setdefault(tail, []).append(head)
        waits[head] = waits.get(head, 0) + 1
    found: dict[int, set[int]] = {node: {node} for node in waits}
    ready = [node for node in after if node not in waits]
    while ready:
        node = ready.pop()
        for head in after.get(node, ()):
            found[head] |= found.get(node, {node})
            waits[head] -= 1
            if not waits[head]:
                ready.append(head)
    return {node: above for node, above in found.items() if not waits[node]}


def _breaks(row: Text) -> Text:
    return Text(f"与已收下的其他人合在一起违反：{row.zh}", f"together with others held it breaks: {row.en}")
