"""What relaxing a rule by one unit would buy, as promised by the multipliers that proved a plan.

The multipliers of a tier say how much its bound would fall if rows gave way by one unit, as long as nothing else
changes: no plan gains more than that, rounded up, and than bound and plan were apart (weak duality). So where none
stands on any row of a rule and every tier was proven by them, relaxing its rows buys nothing. What a rule closes
outright is no row, and has no price here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.change import Change
from models.district import IntArray
from models.formulate import Formulated
from models.goals.registry import GOALS
from models.program import FREE, Block, Give, Matrix
from models.proof import Multipliers
from models.rules import one_place
from models.rules.registry import RULES

DRAWN = ("lottery", "lottery2")


@dataclass(frozen=True)
class Promise:
    """The one unit of a rule that the multipliers say is worth most.

    Attributes
    ----------
    tier : the first in which any row of the rule has a price; later tiers would gain besides.
    most : what a unit betters that tier by, at most, where the tiers before stay what they are.
    change : the unit, as a change of tables or policy.
    below, above : by how much each row gives way on its lower and its upper side, shape (rows,).
    """

    tier: int
    most: int
    change: Change
    below: IntArray
    above: IntArray

    def holds(self, before: Formulated, after: Formulated) -> bool:
        """Whether the change did to a program nothing but let these rows give way: else nothing was promised."""
        a, b = before.program.matrix, after.program.matrix
        if (a.pairs, a.columns, len(a.row_lower)) != (b.pairs, b.columns, len(b.row_lower)):
            return False
        parts = zip(_parts(before, self.tier), _parts(after, self.tier), strict=True)
        alike = all(np.array_equal(x, y) for x, y in parts) and all(
            (x - y).count_nonzero() == 0
            for x, y in ((a.rows.leaving, b.rows.leaving), (a.rows.entering, b.rows.entering), (a.rows.own, b.rows.own))
        )
        given = np.all(b.row_upper <= a.row_upper + self.above) and np.all(b.row_lower >= a.row_lower - self.below)
        return bool(alike and given)


def promises(
    formulated: Formulated, proofs: Sequence[Multipliers], apart: Sequence[int]
) -> Mapping[str, Promise | None]:
    """Return, of each rule that has rows which may give way, what its dearest unit promises; None: no row is priced.

    Parameters
    ----------
    proofs : the multipliers of the tiers finished, in order. Those of draws are passed over.
    apart : how far the plan of each tier is from what its multipliers prove.
    """
    found: dict[str, Promise | None] = {}
    tiers = formulated.program.tiers
    for rule in RULES:
        blocks = [block for block in formulated.program.blocks if block.owner == rule and block.gives]
        if not blocks or rule == one_place.NAME:
            continue
        found[rule] = next(
            (
                promise
                for tier, (proof, gap) in enumerate(zip(proofs, apart, strict=False))
                if not set(tiers[tier]) & set(DRAWN) and (promise := _dearest(formulated, blocks, tier, proof, gap))
            ),
            None,
        )
    return found


def goal_of(tier: Mapping[str, int]) -> str:
    """Return the goal a tier is known by: its first."""
    return next(name for name in GOALS if name in tier)


def _dearest(
    formulated: Formulated, blocks: Sequence[Block], tier: int, proof: Multipliers, apart: int
) -> Promise | None:
    """Return the unit that a tier's multipliers price highest, over all rows it lets give way; None without any."""
    matrix = formulated.program.matrix
    worth, first = Counter[Hashable](), dict[Hashable, Change]()
    for way in _ways(matrix, blocks):
        price = -way.give.side * int(proof.rows[way.row])
        if price > 0:
            worth[way.key] += price * way.give.unit
            first.setdefault(way.key, way.give.change(way.row - way.first, 1))
    if not worth:
        return None
    [(dearest, most)] = worth.most_common(1)
    below, above = np.zeros_like(matrix.row_lower), np.zeros_like(matrix.row_upper)
    for way in _ways(matrix, blocks):
        if way.key == dearest:
            (above if way.give.side > 0 else below)[way.row] = way.give.unit
    return Promise(tier, apart - -most // proof.scale, first[dearest], below, above)


@dataclass(frozen=True)
class _Way:
    """One side of a row that may give way; `key` is alike where one unit serves several."""

    row: int
    first: int
    give: Give
    key: Hashable


def _ways(matrix: Matrix, blocks: Sequence[Block]) -> Iterator[_Way]:
    for block in blocks:
        for number, give in enumerate(block.gives):
            bounds = matrix.row_upper if give.side > 0 else matrix.row_lower
            bounded = np.abs(bounds[block.first : block.first + block.count]) < FREE
            for i in np.flatnonzero(bounded & (np.asarray(give.most) > 0)).tolist():
                row = block.first + i
                yield _Way(row, block.first, give, (row, number) if give.of is None else ("all", give.of(i)))


def _parts(formulated: Formulated, tier: int) -> Iterator[npt.NDArray[Any]]:
    """Yield what two programs share if only their rows' bounds differ, the costs up to a tier included."""
    matrix = formulated.program.matrix
    yield from (matrix.lower, matrix.upper, formulated.pairs.teacher, formulated.pairs.node)
    for objective in matrix.objectives[: tier + 1]:
        yield from (objective.cost, np.array(objective.constant))
