"""The figures of a sweep: by row, and by scenario over all districts with a plan under each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median_low
from typing import Literal

from models.explain.gains import Verdict
from models.explain.measures import MEASURES, PEOPLE, Better
from models.goals.registry import GOALS
from models.words import Text, same
from scenarios.whatif.compared import UNITS
from scenarios.whatif.comparison import Line
from scenarios.whatif.result import Result
from scenarios.whatif.sweep import Sweep

ADDED_UP = ("人", "所", "对", "处")
"""Units of measures that add up over districts; of shares and of minutes the median is told."""
_FARES: tuple[tuple[str, Verdict, Text], ...] = (
    ("better_off", "gains", Text("更好的人", "better off")),
    ("worse_off_than_base", "loses", Text("更差的人", "worse off")),
)


@dataclass(frozen=True)
class Totals:
    """The figures by scenario.

    Attributes
    ----------
    names : the scenarios, the baseline first.
    lines : a value each; summed, or the median, as `added` says of each line.
    districts : over how many districts, of `of` in all: those with a plan under every scenario that has one anywhere.
    """

    names: tuple[str, ...]
    lines: tuple[Line, ...]
    added: tuple[bool, ...]
    districts: int
    of: int


def districts_of(told: Sweep) -> dict[str, list[int]]:
    """Return district -> its rows, the baseline's first."""
    found: dict[str, list[int]] = {}
    for i, row in enumerate(told.rows):
        found.setdefault(row.district, []).append(i)
    return found


def lines_of(told: Sweep) -> tuple[Line, ...]:
    """Return every figure by row: measures, goals no measure stands for, who fares better and worse than before."""
    known = {key for row in told.rows for key in row.result.measures}
    lines = []
    for key in [*(k for k in MEASURES if k in known), *sorted(known - set(MEASURES))]:
        values = tuple(row.result.measures.get(key) for row in told.rows)
        if key in MEASURES:
            one = MEASURES[key]
            lines.append(_line("measure", key, one.title, one.meaning, one.unit, one.better, values))
        else:
            lines.append(_line("measure", key, same(key), same(""), same(""), "neither", values))
    told_by = {one.goal for one in MEASURES.values()}
    for name in dict.fromkeys(goal for row in told.rows for goal in row.result.goals if goal not in told_by):
        goal, unit = GOALS[name], UNITS.get(name, same(""))
        values = tuple(row.result.goals.get(name) for row in told.rows)
        lines.append(_line("goal", name, goal.title, goal.meaning, unit, "less", values))
    for key, verdict, title in _FARES:
        values = tuple(_count(told, i, verdict) for i in range(len(told.rows)))
        meaning = Text("与本县（区）的基线逐人相比。", "Person by person, against the district's baseline.")
        lines.append(_line("measure", key, title, meaning, PEOPLE, "more" if verdict == "gains" else "less", values))
    return tuple(line for line in lines if any(value is not None for value in line.values))


def _line(
    kind: Literal["measure", "goal"],
    key: str,
    title: Text,
    meaning: Text,
    unit: Text,
    better: Better,
    values: tuple[int | None, ...],
) -> Line:
    return Line(kind, key, title, meaning, unit, better, values, (None,) * len(values))


def _count(told: Sweep, number: int, verdict: Verdict) -> int | None:
    """Count those who fare so; None without a plan, or without the baseline's to hold it against."""
    row = told.rows[number]
    first = next(r for r in told.rows if r.district == row.district)
    if not (row.result.planned and first.result.planned) or row is first:
        return None
    return sum(one.verdict == verdict for one in row.result.changed)


def differing(told: Sweep, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the figures that differ between the scenarios of some district."""
    districts = districts_of(told).values()

    def differs(line: Line) -> bool:
        return any(len({line.values[i] for i in rows if line.values[i] is not None}) > 1 for rows in districts)

    return tuple(line for line in lines if differs(line))


def totals(told: Sweep, lines: Sequence[Line]) -> Totals:
    """Add figures up by scenario, over the same districts for each: see `Totals`."""
    names = tuple(dict.fromkeys(row.scenario for row in told.rows))
    solved = {row.scenario for row in told.rows if row.result.planned}
    districts = districts_of(told)
    planned = {
        name: {told.rows[i].scenario: i for i in rows if told.rows[i].result.planned}
        for name, rows in districts.items()
    }
    whole = {name: rows for name, rows in planned.items() if rows and rows.keys() == solved}
    by_scenario = []
    for line in lines:
        merge: Callable[[Sequence[int]], int] = sum if _adds_up(line) else median_low
        values = tuple(_merged([line.values[at[name]] for at in whole.values() if name in at], merge) for name in names)
        by_scenario.append(replace(line, values=values, bounds=(None,) * len(values)))
    added = tuple(_adds_up(line) for line in lines)
    return Totals(names, tuple(by_scenario), added, len(whole), len(districts))


def _adds_up(line: Line) -> bool:
    """Whether a figure adds up over districts: every goal does, of measures those that count."""
    return line.kind == "goal" or line.unit.zh in ADDED_UP


def _merged(values: Sequence[int | None], merge: Callable[[Sequence[int]], int]) -> int | None:
    known = [value for value in values if value is not None]
    return merge(known) if known and len(known) == len(values) else None


def planless(told: Sweep) -> list[tuple[str, str, Result]]:
    """Return district, scenario and result of the rows without a plan."""
    return [(row.district, row.scenario, row.result) for row in told.rows if not row.result.planned]
