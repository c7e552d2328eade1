"""A matrix some of whose rows may give way, and what adds the columns by which they do."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from models.coefficients import Coefficients
from models.district import BoolArray, IntArray
from models.program import FREE, Block, Core, Give, Matrix, Objective

SCALE = 4096
"""What a unit counts for in the objective, beside less than TIES by which changes that cost the same are told apart."""
_KIND = {
    "one_place": 0,
    "establishment": 0,
    "subject_balance": 0,
    "quotas": 1,
    "balance": 1,
    "title_posts": 1,
    "locks": 2,
}
_OTHER_KIND = 3
"""Which of changes that cost the same comes first: a number of the tables, of the policy, a lock, the rest."""
_TURNS = 16
"""Columns of one kind are told apart by turns, so that one number changes by two rather than two by one each."""
TIES = (_OTHER_KIND + 1) * _TURNS
UNPLACED = 10_000
"""What a person counts for whom no change of a number places."""


def _none() -> IntArray:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Elastic(Matrix):
    """A matrix some of whose rows may give way.

    Attributes
    ----------
    base : the program without the columns that count it; its columns come first.
    row, column, unit : entries of these columns: `unit` is negative where they let a row pass its upper bound.
    spare : entries that serve a row only where the column is paid for by another row.
    gate, gated, lot : a column that counts, in lots begun, what another (`gated`) does.
    least : what each of these columns gives at least, shape (columns beyond the base,) or a scalar.
    """

    base: Matrix | None = None
    row: IntArray = field(default_factory=_none)
    column: IntArray = field(default_factory=_none)
    unit: IntArray = field(default_factory=_none)
    spare: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    gate: IntArray = field(default_factory=_none)
    gated: IntArray = field(default_factory=_none)
    lot: IntArray = field(default_factory=_none)
    least: IntArray | int = 0

    @property
    def first(self) -> int:
        """The first column that counts what a row gives."""
        return 0 if self.base is None else self.base.columns

    def columns_of(self, rows: IntArray) -> IntArray:
        """Return the columns by which some rows give way, and their gates."""
        columns = self.column[np.isin(self.row, rows)]
        return np.union1d(columns, self.gate[np.isin(self.gated, columns)])

    def complete(self, chosen: BoolArray) -> IntArray:
        """Return the columns of a choice of pairs: every row gives way as little as it must.

        A switch that relaxes one of two rows which both may give is set where less is given.
        """
        assert self.base is not None
        plain = self.base.complete(chosen)
        x = self._given(plain)
        switches, tied = self._switches
        if len(switches) == 0:
            return x
        other = plain.copy()
        other[switches] = 1 - other[switches]
        y = self._given(other)
        dearer = tied @ self._charged(x) > tied @ self._charged(y)
        return self._given(np.where(np.isin(np.arange(len(plain)), switches[dearer]), other, plain))

    def _given(self, base: IntArray) -> IntArray:
        """Return all columns, given those of the base."""
        assert self.base is not None
        x = np.zeros(self.columns, np.int64)
        x[: len(base)] = base
        activity = self.base.rows @ base
        above, below = activity - self.base.row_upper, self.base.row_lower - activity
        over = self.unit < 0
        missed, size = np.where(over, above[self.row], below[self.row]), np.abs(self.unit)

        def give(entries: BoolArray) -> None:
            units = -(-np.maximum(missed[entries], 0) // size[entries])
            np.maximum.at(x, self.column[entries], units)

        spare = self.spare
        if spare.any():
            # Rows that have a spare way come last: where it is paid for, they need less.
            give(~np.isin(self.row, self.row[spare]))
            np.maximum.at(x, self.gate, -(-x[self.gated] // self.lot))
            paid = np.arange(self.columns)
            paid[self.gated] = self.gate
            used = np.minimum(-(-np.maximum(missed, 0) // size), x[paid[self.column]])[spare]
            np.maximum.at(x, self.column[spare], used)
            relief = np.zeros((2, len(activity)), np.int64)
            np.add.at(relief, (over[spare].astype(np.int64), self.row[spare]), used * size[spare])
            missed -= relief[over.astype(np.int64), self.row]
        give(~spare)
        np.maximum.at(x, self.gate, -(-x[self.gated] // self.lot))
        x[len(base) :] = np.maximum(x[len(base) :], self.least)
        return x

    def _charged(self, x: IntArray) -> IntArray:
        """Return what each column costs, its gates included; shape (columns,)."""
        paid: IntArray = self.objectives[0].cost * x
        np.add.at(paid, self.gated, paid[self.gate])
        return paid

    @cached_property
    def _switches(self) -> tuple[IntArray, sp.csr_array]:
        """Return the 0/1 columns of the base that stand in giving rows alone, and which columns these rows give by."""
        assert self.base is not None
        own = sp.coo_array(self.base.rows.own[self.base.pairs :])
        giving = np.zeros(len(self.base.row_lower), dtype=bool)
        giving[self.row] = True
        column = own.row + self.base.pairs
        outside = np.bincount(column[~giving[own.col]], minlength=self.base.columns) > 0
        binary = (self.base.lower == 0) & (self.base.upper == 1) & ~outside
        binary[: self.base.pairs] = False
        binary &= np.bincount(column, minlength=self.base.columns) > 0
        switches = np.flatnonzero(binary)
        at = np.full(self.base.columns, -1, np.int64)
        at[switches] = np.arange(len(switches))
        mine = at[column] >= 0
        one = np.ones(int(mine.sum()), np.int64)
        height = len(self.base.row_lower)
        stands = sp.csr_array((one, (at[column[mine]], own.col[mine])), shape=(len(switches), height))
        gives = (np.ones(len(self.row), np.int64), (self.row, self.column))
        tied = sp.csr_array(stands @ sp.csr_array(gives, shape=(height, self.columns)))
        tied.data[:] = 1
        return switches, tied


@dataclass(frozen=True)
class Giving:
    """A column that counts by how many units a row gives way, and what that means; `row` is of the block."""

    owner: str
    column: int
    row: int
    give: Give


class Writer:
    """Adds to a program the columns by which its rows give way."""

    def __init__(self, base: Matrix, blocks: tuple[Block, ...]) -> None:
        self.base = base
        self.count = base.columns
        self.row: list[IntArray] = []
        self.column: list[IntArray] = []
        self.unit: list[IntArray] = []
        self.spare: list[BoolArray] = []
        self.cost: list[IntArray] = []
        self.most: list[IntArray] = []
        self.gate: list[IntArray] = []
        self.gated: list[IntArray] = []
        self.lot: list[IntArray] = []
        self._shared: dict[Hashable, int] = {}
        self.givings = tuple(giving for block in blocks for give in block.gives for giving in self._give(block, give))

    def _asked(self, block: Block, give: Give) -> IntArray:
        """Return the rows of a block that have a bound on a side."""
        bound = self.base.row_upper if give.side > 0 else self.base.row_lower
        return np.flatnonzero(np.abs(bound[block.first : block.first + block.count]) < FREE)

    def _give(self, block: Block, give: Give) -> Iterator[Giving]:
        """Add the columns by which the rows of a block give way on one side."""
        asked = self._asked(block, give)
        if len(asked) == 0:
            return
        price, most = (_each(part, block.count)[asked] for part in (give.price, give.most))
        turn = (self.count + np.arange(len(asked))) % _TURNS
        cost = price * SCALE + _KIND.get(block.owner, _OTHER_KIND) * _TURNS + turn
        if give.of is None:
            column = self._columns(cost, most)
            shared, new = column, np.arange(len(asked))
        else:
            column, fresh = np.zeros(len(asked), np.int64), []
            for i, row in enumerate(asked.tolist()):
                what = give.of(row)
                if what not in self._shared:
                    self._shared[what] = int(self._columns(cost[i : i + 1], most[i : i + 1])[0])
                    fresh.append(i)
                column[i] = self._shared[what]
            shared, new = column.copy(), np.array(fresh, np.int64)
            # What a row does not need must not push it past its other bound: there it gets an amount of its own.
            own = np.flatnonzero(self._two_sided(block.first + asked))
            column[own] = self._columns(np.zeros(len(own), np.int64), most[own])
            self.gate.append(shared[own])
            self.gated.append(column[own])
            self.lot.append(np.ones(len(own), np.int64))
        self._entries(block.first + asked, column, -give.side * give.unit, spare=give.spare)
        for i in new.tolist():
            yield Giving(block.owner, int(shared[i]), int(asked[i]), give)

    def _two_sided(self, rows: IntArray) -> BoolArray:
        bounded: BoolArray = (self.base.row_lower[rows] > -FREE) & (self.base.row_upper[rows] < FREE)
        return bounded

    def demands(self, rows: IntArray) -> IntArray:
        """Let people who must move stay, if nothing else helps; returns the columns that say so."""
        one = np.ones(len(rows), np.int64)
        columns = self._columns(one * UNPLACED * SCALE, one)
        self._entries(rows, columns, 1)
        return columns

    def _entries(self, rows: IntArray, column: IntArray, unit: int, *, spare: bool = False) -> None:
        self.row.append(rows)
        self.column.append(column)
        self.unit.append(np.full(len(rows), unit))
        self.spare.append(np.full(len(rows), spare))

    def _columns(self, cost: IntArray, most: IntArray) -> IntArray:
        columns = np.arange(self.count, self.count + len(cost))
        self.count += len(cost)
        self.cost.append(cost)
        self.most.append(most)
        return columns

    def matrix(self, exceptions: IntArray, core: Core) -> Elastic:
        """Return the program with all columns added, and the objective that prices them."""
        base = self.base
        row, column, unit, gate, gated, lot = (
            np.concatenate([_none(), *part])
            for part in (self.row, self.column, self.unit, self.gate, self.gated, self.lot)
        )
        cost, most = (np.concatenate([_none(), *part]) for part in (self.cost, self.most))
        height, gates = len(base.row_lower), len(gate)
        new = self.count - base.columns
        # A gate's row: what it gates is at most the lots the gate counts.
        rows = np.concatenate([row, np.tile(height + np.arange(gates), 2)])
        columns = np.concatenate([column, gated, gate]) - base.columns
        data = np.concatenate([unit, np.ones(gates, np.int64), -lot])
        added = sp.coo_array((data, (columns, rows)), shape=(new, height + gates)).tocsr()
        own = sp.csr_array(sp.vstack([_wider(base.rows.own, gates), added], format="csr"))
        pairs = SCALE * exceptions + _OTHER_KIND * _TURNS * (exceptions > 0)
        price = np.concatenate([pairs, np.zeros(base.columns - base.pairs, np.int64), cost])
        return Elastic(
            pairs=base.pairs,
            lower=np.concatenate([base.lower, np.zeros(new, np.int64)]),
            upper=np.concatenate([base.upper, most]),
            rows=Coefficients(base.rows.ways, _wider(base.rows.leaving, gates), _wider(base.rows.entering, gates), own),
            row_lower=np.concatenate([base.row_lower, np.full(gates, -FREE)]),
            row_upper=np.concatenate([base.row_upper, np.zeros(gates, np.int64)]),
            push=np.concatenate([base.push, np.full(new, -1, np.int8)]),
            objectives=(Objective(price, 0),),
            acyclic=base.acyclic,
            core=core,
            base=base,
            row=row,
            column=column,
            unit=unit,
            spare=np.concatenate([np.zeros(0, dtype=bool), *self.spare]),
            gate=gate,
            gated=gated,
            lot=lot,
        )


def _each(value: IntArray | int, count: int) -> IntArray:
    return np.broadcast_to(np.asarray(value, np.int64), count)


def _wider(part: sp.csr_array, more: int) -> sp.csr_array:
    return sp.csr_array((part.data, part.indices, part.indptr), shape=(part.shape[0], part.shape[1] + more))
