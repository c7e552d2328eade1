"""The mode `optimise` as a stage among others: the tiers decide over everybody left, the stage's people are kept.

The plan found keeps every rule, so what is kept of it can be completed; later stages choose among what it leaves.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

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
    return Matched(formulated, chosen & staged.among[formulated.pairs.teacher])
