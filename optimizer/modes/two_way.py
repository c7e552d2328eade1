"""Mode `two-way` 双向选择 (rulebook 5b): people propose, schools hold the best, until nobody proposes.

Whoever is held then is looked at under every other rule: what is broken whatever is still added (relatives, couples,
rings under `chain`, quotas of more than one school) closes its lowest-ranked pair, and everybody proposes anew.
Lowest ranked is the pair that stands furthest down the order of its school; of two that stand alike, the one with
the lower score, then the greater draw. Closed pairs do not block, and each is told with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.district import BoolArray, IntArray
from models.formulate import Formulated
from models.words import Text
from optimizer.modes.fair import hold_fair
from optimizer.modes.holding import Holding
from optimizer.modes.leeway import Leeway

_CROSSING = Text(
    "该校确认的几项人数互相交叉，收下此人就要退回别人，退回后又会想收，无法稳定",
    "the numbers this school confirmed cross: it would go on taking this person back and sending others away",
)


@dataclass(frozen=True)
class Agreed:
    """What people and schools agreed on.

    Attributes
    ----------
    chosen : the pairs matched, shape (pairs,); those of people whom a lock sends somewhere too.
    closed : each pair closed on the way, with the reason: those do not block.
    place : how each pair proposable stands in its school's order, from 1; 0 for the others; shape (pairs,).
    rounds : how often everybody proposed anew, the first time included.
    unmended : rows broken by locks and by what was settled before: closing pairs does not mend them.
    """

    chosen: BoolArray
    closed: tuple[tuple[int, Text], ...]
    place: IntArray
    rounds: int
    unmended: tuple[Text, ...]


def two_way(
    formulated: Formulated, among: BoolArray, closed_before: BoolArray | None = None, leeway: Leeway | None = None
) -> Agreed:
    """Match people and schools.

    Without crossing numbers the outcome leaves no two that would both rather have each other, but for closed pairs,
    and among such outcomes of what is not closed it is the best for every person. With them (see
    `optimizer.modes.holding`) it leaves none but closed pairs either, and need not be the best.

    Parameters
    ----------
    among : who takes part, shape (teachers,).
    closed_before : pairs nobody may propose, shape (pairs,): whoever calls again closes more.
    leeway : of this program, if it is at hand: it is the dearest part where calls repeat.
    """
    closed = np.zeros(len(formulated.pairs), dtype=bool) if closed_before is None else closed_before
    leeway = leeway or Leeway(formulated)
    fair = hold_fair(formulated, among, closed)
    shut = np.zeros(len(fair.pair), dtype=bool)
    told: list[tuple[int, Text]] = []
    rounds = 0
    while True:
        rounds += 1
        holding = Holding(fair, shut).run()
        held = np.sort(np.fromiter(holding.held.values(), np.int64, len(holding.held)))
        stripped = leeway.strip(fair.pair[held], fair.low[held], fair.locked[held])
        if not stripped.out:
            break
        for i, reason in stripped.out:
            shut[held[i]] = True
            told.append((int(fair.pair[held[i]]), reason))
    told += [(int(fair.pair[wish]), _CROSSING) for wish in holding.given_up]
    chosen = np.zeros(len(formulated.pairs), dtype=bool)
    chosen[fair.pair[held]] = True
    place = np.zeros(len(formulated.pairs), np.int64)
    place[fair.pair] = fair.place
    return Agreed(chosen, tuple(sorted(told)), place, rounds, stripped.unmended)
