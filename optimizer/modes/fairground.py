"""Mode `two-way` 双向选择 as a stage among others: what people and schools agree on, if all rules can still be kept.

`two_way` knows what a row forbids by itself; rows that only together leave no plan are found by solving. Then the
lowest-ranked pair that counts in them is closed, and everybody proposes anew.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.district import BoolArray, IntArray
from models.formulate import Formulated
from models.program import Matrix
from models.proof import nothing
from models.words import Text
from optimizer.modes.leeway import Leeway
from optimizer.modes.matched import Matched, Staged, StoppedError
from optimizer.modes.question import Settled, solved
from optimizer.modes.two_way import two_way

_TOGETHER = Text(
    "与其他人的调动一起，其他规则就不能都遵守",
    "together with the moves of others it leaves no plan that keeps every rule",
)


def fair(staged: Staged) -> Matched | None:
    """Match the people of a stage and the schools they chose; None if no plan keeps every rule at all.

    Raises
    ------
    StoppedError : if time is up first.
    """
    law, narrowed = staged.formulated, staged.narrowed()
    if _completed(staged, np.zeros(law.program.matrix.pairs, dtype=bool)).chosen is None:
        return None
    same = _in_law(law, narrowed)
    leeway = Leeway(narrowed)
    closed, told = np.zeros(len(narrowed.pairs), dtype=bool), list[tuple[int, Text]]()
    while True:
        found = two_way(narrowed, staged.among, closed, leeway)
        granted = np.zeros(law.program.matrix.pairs, dtype=bool)
        granted[same[found.chosen]] = True
        settled = _completed(staged, granted)
        if settled.chosen is not None:
            chosen = found.chosen & staged.among[narrowed.pairs.teacher]
            return Matched(narrowed, chosen, closed=tuple(sorted((*told, *found.closed))))
        lowest = _lowest(law.program.matrix, settled.rows, same, found.chosen, found.place)
        closed[lowest] = True
        told.append((lowest, _TOGETHER))


def _completed(staged: Staged, granted: BoolArray) -> Settled:
    """Look for a plan that keeps every rule with some pairs in it; with none found, it is proven that there is none."""
    matrix = staged.formulated.program.matrix
    lower = matrix.lower.copy()
    lower[: matrix.pairs][granted] = 1
    seconds = None if staged.settings.seconds is None else max(0.1, staged.left())
    settings = replace(staged.settings, seconds=seconds, gap=0.0)
    _, settled = solved(replace(matrix, lower=lower), nothing(matrix), settings)
    if settled.chosen is None and not settled.proven:
        raise StoppedError(
            Text(
                "时间到，还没有弄清双向选择的结果能否排出完整的方案；可加大 --time-limit 再算",
                "time was up before it was known whether the matches can be completed; try a larger --time-limit",
            )
        )
    return settled


def _in_law(law: Formulated, narrowed: Formulated) -> IntArray:
    """Return the number each pair of a stage has in the whole plan's program, shape (pairs of the stage,)."""
    size = len(law.case.facts.nodes)
    wanted = narrowed.pairs.teacher * size + narrowed.pairs.node
    return np.searchsorted(law.pairs.teacher * size + law.pairs.node, wanted)


def _lowest(matrix: Matrix, rows: tuple[int, ...], same: IntArray, chosen: BoolArray, place: IntArray) -> int:
    """Return the matched pair that stands lowest with its school, of those that count in some rows, or of all."""
    pairs = np.flatnonzero(chosen & (place > 0))
    parts, at = matrix.rows, same[pairs]
    listed = list(rows)
    total = abs(parts.entering[:, listed]).sum(axis=1)[parts.ways.node[at]]
    total = total + abs(parts.leaving[:, listed]).sum(axis=1)[parts.ways.teacher[at]]
    counts = np.asarray(total + abs(parts.own[at][:, listed]).sum(axis=1)) > 0
    among = pairs[counts] if counts.any() else pairs
    return int(among[np.argmax(place[among])])
