"""The mode `optimise` as a stage among others: the tiers decide, counting this stage's people before anybody else.

What a goal counts of single movers it counts of the stage's people only; what it counts of schools and posts, of all.
So nobody of a later stage takes a place from them, and others move in the plan only as its rules need. The plan found
keeps every rule, so what is kept of it can be completed; later stages choose among what it leaves.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.district import BoolArray, IntArray
from models.program import Draw, Objective
from models.words import Text
from optimizer.events import Event, TierDone
from optimizer.modes.matched import Matched, Staged, StoppedError
from optimizer.tiers import Tiers


def optimise(staged: Staged) -> Matched | None:
    """Match the people of a stage as the best plan of all has them; None if no plan keeps every rule.

    Raises
    ------
    StoppedError : if the tiers were not proven in time: what is kept must be the best, not what was found first.
    """
    formulated = staged.narrowed()
    matrix, told = formulated.program.matrix, list[Event]()
    seconds = None if staged.settings.seconds is None else max(0.1, staged.left())
    theirs = staged.among[formulated.pairs.teacher]
    matrix = replace(matrix, objectives=tuple(_of(objective, theirs, staged.among) for objective in matrix.objectives))
    tiers = Tiers(matrix, replace(staged.settings, seconds=seconds), told.append)
    tiers.run()
    done = [event for event in told if isinstance(event, TierDone)]
    if tiers.best is None:
        return None
    if len(done) < len(matrix.objectives) or any(tier.bound < tier.value for tier in done):
        raise StoppedError(
            Text(
                f"时间到，阶段“{staged.stage.name}”还没有证明最优；可加大 --time-limit 再算",
                f"time was up before stage '{staged.stage.name}' was proven best; try a larger --time-limit",
            )
        )
    chosen = np.asarray(tiers.best[: matrix.pairs] > 0)
    return Matched(formulated, chosen & theirs)


def _of(objective: Objective, theirs: BoolArray, among: BoolArray) -> Objective:
    """Return an objective in which the moves of others cost nothing of their own.

    Parameters
    ----------
    theirs : the pairs of the stage's people, shape (pairs,); `among` : these people, shape (teachers,).
    """
    own = objective.own.astype(np.int64)
    own[: len(theirs)][~theirs] = 0
    if objective.entering is not None and objective.ways is not None:
        own[: len(theirs)][~theirs] -= objective.entering[objective.ways.node[~theirs]]
    leaving = None if objective.leaving is None else objective.leaving * among
    return replace(
        objective, own=own, leaving=leaving, draws=tuple((w, _drawn(draw, theirs)) for w, draw in objective.draws)
    )


def _drawn(draw: Draw, theirs: BoolArray) -> Draw:
    def told(pairs: IntArray) -> IntArray:
        return draw(pairs) * theirs[pairs]

    return told
