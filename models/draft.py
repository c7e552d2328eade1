"""A draft of a program: rules add rows to it, goals ask it for columns and return what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from models.case import Case
from models.district import IntArray
from models.pairs import Pairs
from models.program import FREE, Acyclic, Block, Matrix, Objective
from models.words import Text

Number = int | IntArray


@dataclass(frozen=True)
class Expression:
    """A linear expression in pieces: coefficients of columns, and a constant."""

    columns: IntArray
    coefficients: IntArray
    constant: int = 0


class Draft:
    """Collects the rows and columns of one program over the open pairs of a case.

    Within one call, rows are numbered from 0; `columns` are pair numbers, or numbers `add_columns` gave.
    """

    def __init__(self, case: Case, pairs: Pairs) -> None:
        self.case = case
        self.pairs = pairs
        self.blocks: list[Block] = []
        self.acyclic: list[Acyclic] = []
        self._entries: list[tuple[IntArray, IntArray, IntArray]] = []
        self._row_bounds: list[tuple[IntArray, IntArray]] = []
        self._columns: list[tuple[IntArray, IntArray, IntArray]] = [
            (np.zeros(len(pairs), np.int64), np.ones(len(pairs), np.int64), np.zeros(len(pairs), np.int64))
        ]
        self._row_count = 0
        self._column_count = len(pairs)

    def add_rows(
        self,
        owner: str,
        entries: Sequence[tuple[IntArray, IntArray, Number]],
        lower: Number,
        upper: Number,
        count: int,
        say: Callable[[int], Text],
    ) -> None:
        """Add `count` rows: `lower <= sum of coefficient * column <= upper`.

        Parameters
        ----------
        entries : pieces of (row, column, coefficient), arrays of one length each; a scalar coefficient serves
            all. The same (row, column) may come twice: coefficients add up.
        lower, upper : scalars or shape (count,); None is written as -FREE, FREE.
        """
        if count == 0:
            return
        for row, column, coefficient in entries:
            full = np.broadcast_to(np.asarray(coefficient, np.int64), row.shape)
            self._entries.append((row + self._row_count, column, full))
        self._row_bounds.append(
            (np.broadcast_to(np.asarray(lower, np.int64), count), np.broadcast_to(np.asarray(upper, np.int64), count))
        )
        self.blocks.append(Block(owner, self._row_count, count, say))
        self._row_count += count

    def add_columns(self, count: int, lower: Number, upper: Number, push: int) -> IntArray:
        """Add auxiliary integer columns and return their numbers; `push` as in `Matrix.push`."""
        self._columns.append(
            (
                np.broadcast_to(np.asarray(lower, np.int64), count),
                np.broadcast_to(np.asarray(upper, np.int64), count),
                np.full(count, push, np.int64),
            )
        )
        ids = np.arange(self._column_count, self._column_count + count)
        self._column_count += count
        return ids

    def add_acyclic(self, tail: IntArray, head: IntArray, nodes: int) -> None:
        """Forbid cycles among the arcs of chosen pairs."""
        self.acyclic.append(Acyclic(tail, head, nodes))

    def objective(self, parts: list[tuple[int, Expression]]) -> Objective:
        """Return the weighted sum of expressions as a dense cost over all columns added so far."""
        cost = np.zeros(self._column_count, np.int64)
        constant = 0
        for weight, part in parts:
            np.add.at(cost, part.columns, weight * part.coefficients)
            constant += weight * part.constant
        return Objective(cost, constant)

    def matrix(self, objectives: tuple[Objective, ...]) -> Matrix:
        """Return everything added, as arrays."""
        none = np.zeros(0, np.int64)
        row, column, data = (
            (np.concatenate([none, *part]) for part in zip(*self._entries, strict=True))
            if self._entries
            else (none,) * 3
        )
        lower, upper, push = (np.concatenate(part) for part in zip(*self._columns, strict=True))
        row_lower, row_upper = (
            (np.concatenate(part) for part in zip(*self._row_bounds, strict=True)) if self._row_bounds else (none, none)
        )
        rows = sp.coo_array((data, (row, column)), shape=(self._row_count, self._column_count)).tocsr()
        rows.eliminate_zeros()
        return Matrix(
            pairs=len(self.pairs),
            lower=lower,
            upper=upper,
            rows=rows,
            row_lower=np.maximum(row_lower, -FREE),
            row_upper=np.minimum(row_upper, FREE),
            push=push.astype(np.int8),
            objectives=objectives,
            acyclic=tuple(self.acyclic),
        )
