"""The coefficients of a program: what a move counts for is what its leaving, its entering, and itself count for.

A county of 20,000 movers has millions of open pairs, and nearly every row speaks of who leaves where or who enters
where, whichever way they take. Such entries are kept once a teacher and once a post; only what depends on the
very pair is kept a pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from models.district import IntArray

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ways:
    """Which way each pair column goes: the teacher who leaves and the post entered, shape (pairs,) each."""

    teacher: IntArray
    node: IntArray
    teachers: int
    nodes: int

    @classmethod
    def none(cls, pairs: int) -> Ways:
        """Return pairs of one teacher and one post, for programs whose coefficients all stand with the pairs."""
        return cls(np.zeros(pairs, np.int64), np.zeros(pairs, np.int64), 1, 1)

    def __len__(self) -> int:
        return len(self.teacher)


@dataclass(frozen=True)
class Coefficients:
    """A matrix of shape (rows, columns), in three parts that add up.

    Attributes
    ----------
    ways : of the pair columns, which come first.
    leaving : CSR, int64, shape (teachers, rows): what any move of a teacher counts for.
    entering : CSR, int64, shape (nodes, rows): what any move into a post counts for.
    own : CSR, int64, shape (columns, rows): what single pairs and auxiliary columns count for beyond that.
    """

    ways: Ways
    leaving: sp.csr_array
    entering: sp.csr_array
    own: sp.csr_array

    @classmethod
    def of(cls, rows: sp.csr_array, pairs: int) -> Coefficients:
        """Return a plain matrix, CSR of shape (rows, columns), as coefficients."""
        ways = Ways.none(pairs)
        nothing = sp.csr_array((1, rows.shape[0]), dtype=np.int64)
        return cls(ways, nothing, nothing, sp.csr_array(rows.T.tocsr()))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.own.shape[1], self.own.shape[0]

    def take(self, columns: IntArray) -> sp.csr_array:
        """Return the matrix of some columns, ascending, as CSR of shape (rows, columns taken)."""
        pairs = columns[columns < len(self.ways)]
        part = sp.csr_array(self.own[columns])
        if len(pairs):
            moves = self.leaving[self.ways.teacher[pairs]] + self.entering[self.ways.node[pairs]]
            moves.resize((len(columns), moves.shape[1]))
            part = part + moves
        taken = sp.csr_array(part.T.tocsr())
        taken.eliminate_zeros()
        return taken

    @property
    def sparse(self) -> sp.csr_array:
        """The whole matrix as CSR of shape (rows, columns): for small programs."""
        return self.take(np.arange(self.shape[1]))

    @overload
    def priced(self, y: IntArray, columns: IntArray) -> IntArray: ...
    @overload
    def priced(self, y: FloatArray, columns: IntArray) -> FloatArray: ...
    def priced(self, y: IntArray | FloatArray, columns: IntArray) -> IntArray | FloatArray:
        """Return `y @ matrix` over some columns, for y of shape (rows,); exactly, if they are integers."""
        pairs = columns[columns < len(self.ways)]
        total = np.asarray((self.own[columns] if len(columns) < self.shape[1] else self.own) @ y)
        if len(pairs):
            total[: len(pairs)] += (self.leaving @ y)[self.ways.teacher[pairs]]
            total[: len(pairs)] += (self.entering @ y)[self.ways.node[pairs]]
        return total

    def reach(self, y: IntArray | FloatArray) -> float:
        """Return a magnitude that `y @ matrix` does not exceed in any column."""
        size = np.abs(y.astype(np.float64))
        return float(sum(np.max(abs(part) @ size, initial=0.0) for part in (self.leaving, self.entering, self.own)))

    def __matmul__(self, x: IntArray) -> IntArray:
        """Return what each row adds up to at x, integers of shape (columns,)."""
        used = x.nonzero()[0]
        pairs = used[used < len(self.ways)]
        total: IntArray = np.asarray(sp.csr_array(self.own[used]).T @ x[used])
        for part, place in ((self.leaving, self.ways.teacher), (self.entering, self.ways.node)):
            weight = np.zeros(part.shape[0], np.int64)
            np.add.at(weight, place[pairs], x[pairs])
            total = total + part.T @ weight
        return total
