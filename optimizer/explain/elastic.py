"""The program of a case whose rules may give way, each at a price: what the least change is that lets a plan exist.

It is written by the same rules as the program of the plan (design: one program, many readers). Where a rule says how
its rows may give way (`models.program.Give`), the rows get a column that counts by how many units; what a rule closes
outright it says by rows instead (`Rule.instead`). The tiers' own engine then minimises the price, and proves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.change import Change
from models.core import core_of
from models.district import IntArray
from models.draft import Draft
from models.program import Block
from models.rules import one_place
from models.rules.registry import RULES
from optimizer.explain.exceptions import Exceptions
from optimizer.explain.writer import SCALE, Elastic, Giving, Writer


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
        """Return the units that some columns of a solution come to, gates that these open included."""
        opened = self.matrix.gate[np.isin(self.matrix.gated, columns)]
        every = np.union1d(columns, opened)
        return int((self.matrix.objectives[0].own[every] // SCALE) @ x[every])

    def without(self, columns: IntArray, most: IntArray | int = 0) -> Softened:
        """Return it with some columns held at no more than `most`."""
        upper = self.matrix.upper.copy()
        upper[columns] = most
        return replace(self, matrix=replace(self.matrix, upper=upper))


def soften(case: Case, placed: IntArray | None = None) -> Softened:
    """Write the program of a case whose rules may give way.

    Parameters
    ----------
    placed : teachers who must all move, positions; whoever has no way at all is passed over and told as `nobody`.
    """
    exceptions = Exceptions(case)
    draft = Draft(case, exceptions.pairs, giving=True)
    for rule in RULES.values():
        if rule.rows is not None:
            rule.rows(draft)
        if rule.instead is not None:
            rule.instead(draft)
    exceptions.rows(draft)
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
    writer = Writer(base, blocks)
    demands = writer.demands(rows)
    matrix = writer.matrix(exceptions.price, core_of(base, blocks, draft.pairs.places))
    return Softened(case, matrix, blocks, writer.givings, exceptions, nobody, (demands, asked))


def _first(blocks: tuple[Block, ...], owner: str) -> int:
    return next(block.first for block in blocks if block.owner == owner)
