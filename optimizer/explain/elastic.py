"""The program of a case whose rules may give way, each at a price: what the least change is that lets a plan exist.

It is written by the same rules as the program of the plan (design: one program, many readers). Where a rule says how
its rows may give way (`models.program.Give`), the rows get a column that counts by how many units; what a rule closes
outright it says by rows instead (`Rule.instead`). The tiers' own engine then minimises the price, and proves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp

from models.case import Case
from models.change import Change
from models.core import core_of
from models.district import BoolArray, IntArray
from models.draft import Draft
from models.program import FREE, Block, Core, Give, Matrix, Objective
from models.rules import one_place
from models.rules.registry import RULES
from optimizer.explain.exceptions import Exceptions

SCALE = 1024
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
_TURNS = 4
"""Columns of one kind are told apart by turns, so that one number changes by two rather than two by one each."""
TIES = (_OTHER_KIND + 1) * _TURNS
UNPLACED = 10_000
"""What a person counts for whom no change of a number places."""


@dataclass(frozen=True)
class Elastic(Matrix):
    """A matrix some of whose rows may give way.

    Attributes
    ----------
    base : the program without the columns that count it; its columns come first.
    row, column, unit : entries of these columns: `unit` is negative where they let a row pass its upper bound.
    least : what each of them gives at least, shape (these columns,).
    """

    base: Matrix | None = None
    row: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    column: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    unit: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    least: IntArray | int = 0

    @property
    def first(self) -> int:
        """The first column that counts what a row gives."""
        return 0 if self.base is None else self.base.columns

    def columns_of(self, rows: IntArray) -> IntArray:
        """Return the columns by which some rows give way, ascending."""
        return np.unique(self.column[np.isin(self.row, rows)])

    def complete(self, chosen: BoolArray) -> IntArray:
        """Return the columns of a choice of pairs: every row gives way as little as it must."""
        assert self.base is not None
        x = np.zeros(self.columns, np.int64)
        x[: self.base.columns] = self.base.complete(chosen)
        activity = self.base.rows @ x[: self.base.columns]
        above, below = activity - self.base.row_upper, self.base.row_lower - activity
        missed = np.where(self.unit < 0, above[self.row], below[self.row])
        units = -(-np.maximum(missed, 0) // np.abs(self.unit))
        np.maximum.at(x, self.column, units)
        x[self.base.columns :] = np.maximum(x[self.base.columns :], self.least)
        return x


@dataclass(frozen=True)
class Giving:
    """A column that counts by how many units a row gives way, and what that means; `row` is of the block."""

    owner: str
    column: int
    row: int
    give: Give


@dataclass(frozen=True)
class Softened:
    """A case written so that its rules may give way.

    Attributes
    ----------
    matrix : its one objective is SCALE times the units given, and less than TIES more for each.
    givings : the columns that count units; exceptions: what pairs beyond the open ones take.
    nobody : people asked for who have no pair at all; demands : the columns that say of the others that they stay,
        and whose each is.
    """

    case: Case
    matrix: Elastic
    blocks: tuple[Block, ...]
    givings: tuple[Giving, ...]
    exceptions: Exceptions
    nobody: IntArray
    demands: tuple[IntArray, IntArray]

    def chosen(self, x: IntArray) -> IntArray:
        """Return the moves of a solution as positions of teacher and post, shape (2, moves)."""
        picked = x[: self.matrix.pairs].nonzero()[0]
        return np.stack([self.exceptions.pairs.teacher[picked], self.exceptions.pairs.node[picked]])

    def changes(self, x: IntArray) -> Iterator[tuple[Change, int, tuple[int, ...]]]:
        """Yield what a solution changes: the change, the units it takes, and the columns that stand for it."""
        for giving in self.givings:
            units = int(x[giving.column])
            if units:
                yield giving.give.change(giving.row, units), units, (giving.column,)
        for pair in np.flatnonzero((x[: self.matrix.pairs] > 0) & (self.exceptions.price > 0)).tolist():
            for change in self.exceptions.changes(pair):
                yield change, 1, (pair,)

    def unplaced(self, x: IntArray) -> IntArray:
        """Return the people asked for whom a solution leaves where they are, positions."""
        columns, people = self.demands
        return np.union1d(self.nobody, people[x[columns] > 0])

    def units(self, x: IntArray, columns: IntArray) -> int:
        """Return the units that some columns of a solution come to."""
        return int((self.matrix.objectives[0].own[columns] // SCALE) @ x[columns])

    def without(self, columns: IntArray, most: IntArray | int = 0) -> Softened:
        """Return it with some columns held at no more than `most`."""
        upper = self.matrix.upper.copy()
        upper[columns] = most
        return replace(self, matrix=replace(self.matrix, upper=upper))

    def pooled(self) -> Softened:
        """Return it without the rings it forbids."""
        return replace(self, matrix=replace(self.matrix, acyclic=()))


def soften(case: Case, placed: IntArray | None = None) -> Softened:
    """Write the program of a case whose rules may give way.

    Parameters
    ----------
    placed : teachers who must all move, positions; whoever has no way at all is passed over and told as `nobody`.
    """
    exceptions = Exceptions(case)
    draft = Draft(case, exceptions.pairs)
    for rule in RULES.values():
        if rule.rows is not None:
            rule.rows(draft)
        if rule.instead is not None:
            rule.instead(draft)
    exceptions.shut(draft)
    blocks = tuple(draft.blocks)
    base = draft.matrix(())
    placed = np.zeros(0, np.int64) if placed is None else placed
    people = draft.pairs.people()
    nobody, asked = np.setdiff1d(placed, people), np.intersect1d(placed, people)
    rows = np.zeros(0, np.int64)
    if len(asked):
        rows = _first(blocks, one_place.NAME) + np.searchsorted(people, asked)
        row_lower = base.row_lower.copy()
        row_lower[rows] = 1
        base = replace(base, row_lower=row_lower)
    writer = _Writer(base)
    givings = [giving for block in blocks for giving in writer.block(block)]
    demands = writer.demands(rows)
    matrix = writer.matrix(exceptions.price, core_of(base, blocks, draft.pairs.places))
    return Softened(case, matrix, tuple(draft.blocks), tuple(givings), exceptions, nobody, (demands, asked))


class _Writer:
    """Adds to a program the columns by which its rows give way."""

    def __init__(self, base: Matrix) -> None:
        self.base = base
        self.count = base.columns
        self.row: list[IntArray] = []
        self.column: list[IntArray] = []
        self.unit: list[IntArray] = []
        self.cost: list[IntArray] = []
        self.most: list[IntArray] = []

    def block(self, block: Block) -> Iterator[Giving]:
        """Add the columns of one block."""
        for give in block.gives:
            rows = np.arange(block.first, block.first + block.count)
            bound = self.base.row_upper if give.side > 0 else self.base.row_lower
            asked = np.flatnonzero(np.abs(bound[rows]) < FREE)
            if len(asked) == 0:
                continue
            size = 1 if give.shared else len(asked)
            column = self._columns(size)
            self.row.append(rows[asked])
            self.column.append(np.broadcast_to(column, len(asked)))
            self.unit.append(np.full(len(asked), -give.side * give.unit))
            kind = _KIND.get(block.owner, _OTHER_KIND)
            self.cost.append(give.price * SCALE + kind * _TURNS + column % _TURNS)
            self.most.append(np.full(size, give.most))
            for at, j in zip(asked[:size].tolist(), column.tolist(), strict=True):
                yield Giving(block.owner, j, at, give)

    def demands(self, rows: IntArray) -> IntArray:
        """Let people who must move stay, if nothing else helps; returns the columns that say so."""
        columns = self._columns(len(rows))
        self.row.append(rows)
        self.column.append(columns)
        self.unit.append(np.ones(len(rows), np.int64))
        self.cost.append(np.full(len(rows), UNPLACED * SCALE))
        self.most.append(np.ones(len(rows), np.int64))
        return columns

    def matrix(self, exceptions: IntArray, core: Core) -> Elastic:
        """Return the program with all columns added, and the objective that prices them."""
        base, none = self.base, np.zeros(0, np.int64)
        row, column, unit = (np.concatenate([none, *part]) for part in (self.row, self.column, self.unit))
        cost, most = (np.concatenate([none, *part]) for part in (self.cost, self.most))
        new = self.count - base.columns
        added = sp.coo_array((unit, (column - base.columns, row)), shape=(new, len(base.row_lower))).tocsr()
        own = sp.csr_array(sp.vstack([base.rows.own, added], format="csr"))
        pairs = SCALE * exceptions + _OTHER_KIND * _TURNS * (exceptions > 0)
        price = np.concatenate([pairs, np.zeros(base.columns - base.pairs, np.int64), cost])
        return Elastic(
            pairs=base.pairs,
            lower=np.concatenate([base.lower, np.zeros(new, np.int64)]),
            upper=np.concatenate([base.upper, most]),
            rows=replace(base.rows, own=own),
            row_lower=base.row_lower,
            row_upper=base.row_upper,
            push=np.concatenate([base.push, np.full(new, -1, np.int8)]),
            objectives=(Objective(price, 0),),
            acyclic=base.acyclic,
            core=core,
            base=base,
            row=row,
            column=column,
            unit=unit,
        )

    def _columns(self, count: int) -> IntArray:
        columns = np.arange(self.count, self.count + count)
        self.count += count
        return columns


def _first(blocks: tuple[Block, ...], owner: str) -> int:
    return next(block.first for block in blocks if block.owner == owner)
