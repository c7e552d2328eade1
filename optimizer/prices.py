"""What relaxing a rule by one unit would buy, as promised by the multipliers that proved a plan.

The multipliers of a tier say how much its bound would fall if a row gave way by one unit, as long as nothing else
changes: no plan gains more (weak duality). So where none stands on any row of a rule, relaxing its rows buys that tier
nothing, and that is proven. What a rule closes outright is no row, and has no price here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.change import Change
from models.formulate import Formulated
from models.goals.registry import GOALS
from models.program import FREE, Give, Matrix
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
    most : what a unit betters that tier by, at most.
    change : the unit, as a change of tables or policy.
    """

    tier: int
    most: Fraction
    change: Change


def promises(formulated: Formulated, proofs: Sequence[Multipliers]) -> Mapping[str, Promise | None]:
    """Return, of each rule that has rows which may give way, what its dearest unit promises; None: nothing.

    Parameters
    ----------
    proofs : the multipliers of the tiers finished, in order. Those of draws are passed over.
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
                for tier, proof in enumerate(proofs)
                if not set(tiers[tier]) & set(DRAWN) and (promise := _dearest(formulated, rule, tier, proof))
            ),
            None,
        )
    return found


def goal_of(tier: Mapping[str, int]) -> str:
    """Return the goal a tier is known by: its first."""
    return next(name for name in GOALS if name in tier)


def _dearest(formulated: Formulated, rule: str, tier: int, proof: Multipliers) -> Promise | None:
    """Return the row of a rule that a tier's multipliers price highest, a unit given; None where none is priced."""
    best: tuple[int, Give, int] | None = None
    for block in formulated.program.blocks:
        if block.owner != rule:
            continue
        for give in block.gives:
            for row in _priced(formulated.program.matrix, proof, block.first, block.count, give):
                worth = abs(int(proof.rows[block.first + row])) * give.unit
                if best is None or worth > best[0]:
                    best = worth, give, row
    if best is None:
        return None
    worth, give, row = best
    return Promise(tier, Fraction(worth, proof.scale), give.change(row, 1))


def _priced(matrix: Matrix, proof: Multipliers, first: int, count: int, give: Give) -> Iterator[int]:
    """Yield the rows of a block that have a price on the side a give relaxes: upper bounds are priced below nothing."""
    for row in (proof.rows[first : first + count] * -give.side > 0).nonzero()[0].tolist():
        bound = matrix.row_upper[first + row] if give.side > 0 else matrix.row_lower[first + row]
        if abs(int(bound)) < FREE:
            yield row
