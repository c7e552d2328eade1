"""The program: one integer linear program in columns and rows, read by bound, search, check and explanation.

The first columns are the open pairs (0 or 1), the rest are auxiliary integers that goals and rules add.
Everything is an integer, so values and bounds are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from models.coefficients import Coefficients, Ways
from models.district import BoolArray, IntArray
from models.words import Text

if TYPE_CHECKING:
    from models.change import Change

FREE = 2**60
"""A row bound at or beyond this is no bound."""


DRAWN_BELOW = 2**20
"""A drawn cost is below this: five hex digits (rulebook 5, `lottery`)."""
Draw = Callable[[IntArray], IntArray]
"""Costs of some pairs, worked out when asked: shape (pairs asked,) to shape (pairs asked,)."""


@dataclass(frozen=True)
class Objective:
    """A linear function of the columns to minimise.

    Attributes
    ----------
    own : costs of single columns, shape (columns,), of any integer type.
    constant : what every plan pays.
    ways, leaving, entering : what any move of a teacher, shape (teachers,), or into a post, shape (nodes,), costs
        beyond its own; None for nothing.
    draws : further costs of pairs, with their weights, that are dear to work out: only columns asked for are.
    """

    own: npt.NDArray[np.signedinteger]
    constant: int
    ways: Ways | None = None
    leaving: IntArray | None = None
    entering: IntArray | None = None
    draws: tuple[tuple[int, Draw], ...] = ()

    def of(self, columns: IntArray) -> IntArray:
        """Return the costs of some columns, ascending; shape of `columns`."""
        cost = self.own[columns].astype(np.int64)
        if self.ways is None:
            return cost
        pairs = columns[: np.searchsorted(columns, len(self.ways))]
        if self.leaving is not None:
            cost[: len(pairs)] += self.leaving[self.ways.teacher[pairs]]
        if self.entering is not None:
            cost[: len(pairs)] += self.entering[self.ways.node[pairs]]
        for weight, draw in self.draws:
            cost[: len(pairs)] += weight * draw(pairs)
        return cost

    @property
    def largest(self) -> int:
        """A magnitude no column's cost exceeds."""
        parts = [self.own, self.leaving, self.entering]
        most = sum(int(np.abs(part).max(initial=0)) for part in parts if part is not None)
        return most + sum(abs(weight) * DRAWN_BELOW for weight, _ in self.draws)

    @property
    def cost(self) -> IntArray:
        """The costs of all columns, shape (columns,)."""
        return self.of(np.arange(len(self.own)))

    def at(self, x: IntArray) -> int:
        """Return its value, exactly."""
        used = x.nonzero()[0]
        return int(self.of(used) @ x[used]) + self.constant


@dataclass(frozen=True)
class Acyclic:
    """Arcs, one a pair, that must not form a cycle among the pairs chosen (rule `release_first`, chain).

    `tail` and `head` have shape (pairs,): pair p draws an arc from node tail[p] to node head[p].
    """

    tail: IntArray
    head: IntArray
    nodes: int

    def cyclic(self, chosen: BoolArray) -> BoolArray:
        """Return the mask, over pairs, of chosen arcs that lie on a cycle."""
        ids = chosen.nonzero()[0]
        graph = sp.csr_array((np.ones(len(ids)), (self.tail[ids], self.head[ids])), shape=(self.nodes, self.nodes))
        _, part = sp.csgraph.connected_components(graph, connection="strong")
        mask = np.zeros(len(chosen), dtype=bool)
        mask[ids] = part[self.tail[ids]] == part[self.head[ids]]
        return mask


@dataclass(frozen=True)
class Core:
    """Where the rows stand that make a program a transport problem (see `models.core`); -1 where there is none.

    Attributes
    ----------
    person : the row of each teacher, shape (teachers,).
    post : the row of each node, shape (nodes,).
    school : the row of each node's school, shape (nodes,).
    left : the node each teacher fills today, shape (teachers,).
    """

    person: IntArray
    post: IntArray
    school: IntArray
    left: IntArray


@dataclass(frozen=True)
class Give:
    """How the rows of a block may give way on one side, for an explanation of why nothing fits (one amount a row).

    Attributes
    ----------
    side : 1 if the row may pass its upper bound, -1 if it may stay below its lower bound.
    change : row number within the block, units given -> what to change in the tables or the policy for that.
    unit : what a unit is worth in the row.
    price : what a unit costs: 1 for a person let in, or left out, beyond the rule; shape (rows,) or a scalar.
    most : units it may give at most; shape (rows,) or a scalar.
    of : row number within the block -> what is changed, where one amount serves several rows: all rows, of whatever
        rule and side, that answer alike, at one price; None if each row has an amount of its own.
    spare : whether it serves a row only where another row has paid for it already: of the row's ways, the dearer.
    """

    side: Literal[1, -1]
    change: Callable[[int, int], Change]
    unit: int = 1
    price: IntArray | int = 1
    most: IntArray | int = 10_000
    of: Callable[[int], Hashable] | None = None
    spare: bool = False


@dataclass(frozen=True)
class Block:
    """A run of rows one rule or goal added together: who added it and what each row says."""

    owner: str
    first: int
    count: int
    say: Callable[[int], Text]
    """Row number within the block -> the row in words."""
    gives: tuple[Give, ...] = ()
    """How the rows may give way; a row without gives is never set aside."""


@dataclass(frozen=True)
class Matrix:
    """The numbers of a program, without their meaning.

    Attributes
    ----------
    pairs : number of pair columns; they come first.
    lower, upper : column bounds, shape (columns,).
    rows : the coefficients, shape (rows, columns).
    row_lower, row_upper : row bounds, shape (rows,); beyond `FREE` there is none.
    push : for auxiliary columns, +1 where a hint takes the largest value its rows allow, -1 the smallest;
        shape (columns,), 0 for pairs. Rows that hold one auxiliary column say what values it may take; rows
        that hold several only tie them together.
    objectives : a tier each, in order.
    acyclic : arc sets that must stay free of cycles.
    core : the rows of its transport problem, if it has one.
    """

    pairs: int
    lower: IntArray
    upper: IntArray
    rows: Coefficients
    row_lower: IntArray
    row_upper: IntArray
    push: npt.NDArray[np.int8]
    objectives: tuple[Objective, ...]
    acyclic: tuple[Acyclic, ...] = ()
    core: Core | None = None

    @property
    def columns(self) -> int:
        """Number of columns, auxiliary ones included."""
        return len(self.lower)

    def complete(self, chosen: BoolArray) -> IntArray:
        """Return the columns of a choice of pairs: auxiliary ones take their best value the rows allow.

        A value may still break a row, if the choice does: see `broken`.
        """
        x = np.zeros(self.columns, dtype=np.int64)
        x[: self.pairs] = chosen
        if self.columns == self.pairs:
            return x
        activity = self.rows @ x
        aux = self.rows.own[self.pairs :].T.tocoo()
        single = np.bincount(aux.row, minlength=len(self.row_lower))[aux.row] == 1
        row, column, c = aux.row[single], aux.col[single] + self.pairs, aux.data[single]
        low, high = self.lower.copy(), self.upper.copy()
        # c * z must lie in [row_lower - activity, row_upper - activity]
        for bound, floor_when in ((self.row_lower, 1), (self.row_upper, -1)):
            known = np.abs(bound[row]) < FREE
            r, j, k = row[known], column[known], c[known]
            room = bound[r] - activity[r]
            at_least = np.sign(k) == floor_when
            np.maximum.at(low, j[at_least], -((-room[at_least]) // k[at_least]))
            np.minimum.at(high, j[~at_least], room[~at_least] // k[~at_least])
        value = np.where(self.push > 0, high, low)
        x[self.pairs :] = np.clip(value, self.lower, self.upper)[self.pairs :]
        return x

    def broken(self, x: IntArray) -> IntArray:
        """Return the rows that x breaks."""
        activity = self.rows @ x
        return ((activity < self.row_lower) | (activity > self.row_upper)).nonzero()[0]

    def holds(self, chosen: BoolArray) -> bool:
        """Whether a choice of pairs keeps every row and every arc set free of cycles."""
        x = self.complete(chosen)
        within = bool(np.all((x >= self.lower) & (x <= self.upper)))
        return within and len(self.broken(x)) == 0 and not any(a.cyclic(chosen).any() for a in self.acyclic)


@dataclass(frozen=True)
class Program:
    """A program with its meaning: which rule each row belongs to, which goals each tier sums."""

    matrix: Matrix
    blocks: tuple[Block, ...]
    tiers: tuple[dict[str, int], ...]
    goals: dict[str, Objective] = field(default_factory=dict)

    def block_of(self, row: int) -> Block:
        """Return the block a row belongs to."""
        return next(b for b in self.blocks if b.first <= row < b.first + b.count)

    def say(self, row: int) -> Text:
        """Say a row in words."""
        block = self.block_of(row)
        return block.say(row - block.first)
