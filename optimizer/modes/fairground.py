"""Mode `two-way` 双向选择 as a stage among others: what people and schools agree on, if all rules can still be kept.

`two_way` knows what a row forbids by itself. Whether all rules can still be kept with everybody held is asked person by
person, the best ranked of their schools first: who cannot be held beside those before is the lowest ranked of
them, the pair is closed, and everybody proposes anew.
"""

from __future__ import annotations

import numpy as np

from models.district import IntArray
from models.formulate import Formulated
from models.words import Text
from optimizer.modes.chooser import Chooser, No
from optimizer.modes.leeway import Leeway
from optimizer.modes.matched import Matched, Staged, StoppedError
from optimizer.modes.two_way import two_way


def fair(staged: Staged) -> Matched | None:
    """Match the people of a stage and the schools they chose; None if no plan keeps every rule at all.

    Raises
    ------
    StoppedError : if time is up first.
    """
    chooser = Chooser.begun(staged, look_ahead=False)
    if chooser is None:
        return None
    narrowed = staged.narrowed()
    same = _in_law(staged.formulated, narrowed)
    leeway = Leeway(narrowed)
    closed, told = np.zeros(len(narrowed.pairs), dtype=bool), list[tuple[int, Text]]()
    while True:
        found = two_way(narrowed, staged.among, closed, leeway)
        chosen = found.chosen & staged.among[narrowed.pairs.teacher]
        chooser = chooser.anew()
        held = np.flatnonzero(chosen)
        held = held[np.argsort(found.place[held], kind="stable")]
        refused = _first_refused(staged, chooser, held, same)
        if refused is None:
            return Matched(narrowed, chosen, closed=tuple(sorted((*told, *found.closed))))
        pair, no = refused
        closed[pair] = True
        told.append((pair, no.reason))


def _first_refused(staged: Staged, chooser: Chooser, held: IntArray, same: IntArray) -> tuple[int, No] | None:
    """Grant the pairs held in turn; return the first that cannot be, with the reason."""
    teacher = staged.formulated.pairs.teacher
    for pair in held.tolist():
        if staged.left() <= 0:
            raise StoppedError(
                Text(
                    "时间到，还没有弄清双向选择的结果能否排出完整的方案；可加大 --time-limit 再算",
                    "time was up before it was known whether the matches can be completed; try a larger --time-limit",
                )
            )
        no = chooser.grant(int(teacher[same[pair]]), int(same[pair]))
        if no is not None:
            return pair, no
    return None


def _in_law(law: Formulated, narrowed: Formulated) -> IntArray:
    """Return the number each pair of a stage has in the whole plan's program, shape (pairs of the stage,)."""
    size = len(law.case.facts.nodes)
    wanted = narrowed.pairs.teacher * size + narrowed.pairs.node
    return np.searchsorted(law.pairs.teacher * size + law.pairs.node, wanted)
