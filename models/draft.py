"""A draft of a program: rules add rows to it, goals ask it for columns and return what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from models.case import Case
from models.coefficients import Coefficients, Ways
from models.district import BoolArray, IntArray
from models.pairs import Pairs
from models.program import FREE, Acyclic, Block, Draw, Give, Matrix, Objective
from models.routing import transfers
from models.words import Text

Number = int | IntArray
Entry = tuple[IntArray, IntArray, Number]
"""Rows, columns (or teachers, or nodes), and coefficients, arrays of one length; a scalar coefficient serves all."""


@dataclass(frozen=True)
class Expression:
    """A linear expression in pieces.

    Attributes
    ----------
    columns, coefficients : of single columns; the same column may come twice: coefficients add up.
    constant : what it is worth without any move.
    leaving, entering : coefficients of every move of a teacher, shape (teachers,), and of every move into a post,
        shape (nodes,).
    draw : coefficients of pairs that are dear to work out, see `models.program.Draw`.
    """

    columns: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    coefficients: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    constant: int = 0
    leaving: IntArray | None = None
    entering: IntArray | None = None
    draw: Draw | None = None


class Draft:
    """Collects the rows and columns of one program over the open pairs of a case.

    Within one call, rows are numbered from 0; `columns` are pair numbers, or numbers `add_columns` gave.

    Parameters
    ----------
    giving : whether rows may give way (`models.program.Give`): none may then be left out because it could not be
        broken but by what gives.
    """

    def __init__(self, case: Case, pairs: Pairs, *, giving: bool = False) -> None:
        self.case = case
        self.pairs = pairs
        self.giving = giving
        self.ways = Ways(pairs.teacher, pairs.node, len(case.district.teachers), len(case.facts.nodes))
        self.blocks: list[Block] = []
        self.acyclic: list[Acyclic] = []
        self._own, self._leaving, self._entering = _Entries(), _Entries(), _Entries()
        self._row_bounds: list[tuple[IntArray, IntArray]] = []
        self._columns: list[tuple[IntArray, IntArray, IntArray]] = [
            (np.zeros(len(pairs), np.int64), np.ones(len(pairs), np.int64), np.zeros(len(pairs), np.int64))
        ]
        self._row_count = 0
        self._column_count = len(pairs)

    @cached_property
    def transfers(self) -> BoolArray:
        """Which pairs take the personnel relation along, shape (pairs,)."""
        return transfers(self.case, self.pairs)

    def add_rows(
        self,
        owner: str,
        entries: Sequence[Entry],
        lower: Number,
        upper: Number,
        count: int,
        say: Callable[[int], Text],
        *,
        leaving: Sequence[Entry] = (),
        entering: Sequence[Entry] = (),
        gives: Sequence[Give] = (),
    ) -> None:
        """Add `count` rows: `lower <= sum of coefficient * column <= upper`.

        Parameters
        ----------
        entries : coefficients of single columns; the same (row, column) may come twice: coefficients add up.
        leaving, entering : coefficients of every move of a teacher, and of every move into a node (a post).
        lower, upper : scalars or shape (count,); None is written as -FREE, FREE.
        gives : how the rows may give way, see `models.program.Give`.
        """
        if count == 0:
            return
        for pieces, into in ((entries, self._own), (leaving, self._leaving), (entering, self._entering)):
            for row, place, coefficient in pieces:
                into.add(row + self._row_count, place, coefficient)
        self._row_bounds.append(
            (np.broadcast_to(np.asarray(lower, np.int64), count), np.broadcast_to(np.asarray(upper, np.int64), count))
        )
        self.blocks.append(Block(owner, self._row_count, count, say, tuple(gives)))
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

    def fix(self, pairs: IntArray) -> None:
        """Give pairs no other value than 1: every plan takes them."""
        lower, upper, push = self._columns[0]
        lower = lower.copy()
        lower[pairs] = 1
        self._columns[0] = (lower, upper, push)

    def add_acyclic(self, tail: IntArray, head: IntArray, nodes: int) -> None:
        """Forbid cycles among the arcs of chosen pairs."""
        self.acyclic.append(Acyclic(tail, head, nodes))

    def objective(self, parts: list[tuple[int, Expression]]) -> Objective:
        """Return the weighted sum of expressions as a cost over all columns added so far."""
        own = np.zeros(self._column_count, np.int64)
        leaving, entering = np.zeros(self.ways.teachers, np.int64), np.zeros(self.ways.nodes, np.int64)
        constant, draws = 0, []
        for weight, part in parts:
            np.add.at(own, part.columns, weight * part.coefficients)
            leaving += 0 if part.leaving is None else weight * part.leaving
            entering += 0 if part.entering is None else weight * part.entering
            constant += weight * part.constant
            if part.draw is not None:
                draws.append((weight, part.draw))
        return Objective(_narrow(own), constant, self.ways, leaving, entering, tuple(draws))

    def matrix(self, objectives: tuple[Objective, ...]) -> Matrix:
        """Return everything added, as arrays."""
        none = np.zeros(0, np.int64)
        lower, upper, push = (np.concatenate(part) for part in zip(*self._columns, strict=True))
        row_lower, row_upper = (
            (np.concatenate(part) for part in zip(*self._row_bounds, strict=True)) if self._row_bounds else (none, none)
        )
        rows = Coefficients(
            self.ways,
            self._leaving.matrix(self.ways.teachers, self._row_count),
            self._entering.matrix(self.ways.nodes, self._row_count),
            self._own.matrix(self._column_count, self._row_count),
        )
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


class _Entries:
    """Entries of one part of the coefficients, as they come."""

    def __init__(self) -> None:
        self._pieces: list[tuple[IntArray, IntArray, IntArray]] = []

    def add(self, row: IntArray, place: IntArray, coefficient: Number) -> None:
        """Add entries; a scalar coefficient serves all."""
        self._pieces.append((row, place, np.broadcast_to(np.asarray(coefficient, np.int64), row.shape)))

    def matrix(self, places: int, rows: int) -> sp.csr_array:
        """Return them all as CSR of shape (places, rows); entries of one place add up."""
        none = np.zeros(0, np.int64)
        row, place, data = (
            (np.concatenate([none, *part]) for part in zip(*self._pieces, strict=True))
            if (self._pieces)
            else (none,) * 3
        )
        self._pieces.clear()
        matrix = sp.coo_array((data, (place, row)), shape=(places, rows)).tocsr()
        matrix.eliminate_zeros()
        return matrix


def _narrow(own: IntArray) -> npt.NDArray[np.signedinteger]:
    """Return integers in the narrowest type that holds them: there are millions."""
    largest = int(np.abs(own).max(initial=0))
    return own.astype(np.int8 if largest < 2**7 else np.int32 if largest < 2**31 else np.int64)
