"""The goals, in the order of the rulebook (5); a new goal adds one line here and its name in `models.policy`."""

from __future__ import annotations

from models.goals import (
    changes,
    choice,
    distance,
    downgrade,
    fill,
    lottery,
    moves,
    place,
    prefer,
    quota,
    reunite,
    structure,
    surplus,
)
from models.goals.goal import Goal

GOALS: dict[str, Goal] = {
    goal.name: goal
    for goal in (
        place.GOAL,
        fill.GOAL,
        choice.GOAL,
        distance.GOAL,
        reunite.GOAL,
        structure.GOAL,
        moves.GOAL,
        prefer.GOAL,
        quota.GOAL,
        downgrade.GOAL,
        surplus.GOAL,
        changes.GOAL,
        lottery.GOAL,
        lottery.GOAL2,
    )
}
