"""Which lines of a comparison are told, which stand for a goal, and which look better or worse by numbers alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.documents.whatif.figures import change
from models.explain.measures import MEASURES
from models.goals import choice, distance, downgrade, lottery
from models.words import Text
from scenarios.whatif.comparison import Comparison, Line

_WORSE_OFF = "worse_off"
DRAWS = (lottery.NAME, lottery.NAME2)
_OF_MOVERS = (choice.NAME, distance.NAME, downgrade.NAME)
"""Goals that add up over people moved."""


def merged(lines: Sequence[Line], ranked: Collection[str] = ()) -> tuple[Line, ...]:
    """Return the lines, a goal that counts the very same as a measure left out: the measure stands for both.

    It takes over what is not proven of the goal, and, of a goal that is in a tier (`ranked`), which way is better.
    """
    goals = {line.key: line for line in lines if line.kind == "goal"}
    twins: dict[str, Line] = {}
    for line in lines:
        goal = goals.get(MEASURES[line.key].goal) if line.kind == "measure" and line.key in MEASURES else None
        if goal is not None and goal.values == line.values:
            better = goal.better if goal.key in ranked else line.better
            twins[goal.key] = replace(line, meaning=_also(line, goal), better=better, bounds=goal.bounds)
    stands = {line.key: line for line in twins.values()}
    return tuple(
        stands.get(line.key, line) if line.kind == "measure" else line
        for line in lines
        if line.kind != "goal" or line.key not in twins
    )


def _also(line: Line, goal: Line) -> Text:
    """Return the meaning of a measure, with the name of the goal it stands for where that is another."""
    meaning, title = line.meaning, goal.title
    zh = "" if title.zh == line.title.zh else f"即目标“{title.zh}”。"
    en = "" if title.en == line.title.en else f" It is the goal '{title.en}'."
    return Text(f"{meaning.zh}{zh}", f"{meaning.en}{en}")


def told_once(told: Comparison) -> tuple[Line, ...]:
    """Return the measures and goals that differ, each figure once: see `merged`."""
    return tuple(line for line in merged(told.lines, ranked(told)) if line.kind != "rule" and line.differs)


def headlined(lines: Sequence[Line]) -> list[Line]:
    """Return the figures a headline may tell: not who is worse off than now, which counts partly the same people
    as who fares worse than under the baseline; unless nothing else is there to tell.
    """
    return [line for line in lines if line.key != _WORSE_OFF] or list(lines)


def ranked(told: Comparison) -> list[str]:
    """Return the goals of the baseline's tiers in their order, without the draws; none where it has no plan."""
    return [goal for tier in told.rows[0].result.tiers for goal in tier.goals if goal not in DRAWS]


def stands_for(line: Line, goal: str) -> bool:
    """Whether a line tells a goal, under its own name or a measure's."""
    own = MEASURES[line.key].goal if line.kind == "measure" and line.key in MEASURES else line.key
    return line.kind != "rule" and own == goal


def of_movers(line: Line) -> bool:
    """Whether a figure counts, or averages over, people moved only."""
    return MEASURES[line.key].of_movers if line.key in MEASURES else line.kind == "goal" and line.key in _OF_MOVERS


def by_numbers(lines: Sequence[Line], line: Line, scenario: int) -> int:
    """Return how many more people move than under the baseline where that alone may make a figure better or worse.

    Of people moved only, fewer are easily better off, and more have more that is bad; 0 where neither is so.
    """
    moved = next((other for other in lines if other.key == "moved"), None)
    more, found = (None if moved is None else change(moved, scenario)), change(line, scenario)
    if more is None or found is None or not of_movers(line):
        return 0
    return more.by if (found.verdict, more.by < 0) in (("better", True), ("worse", False)) else 0
