"""A grid seen along one of its axes, the others held equal: what moving along it does to each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.documents.charts import Chart
from app.documents.whatif.figures import spread
from app.documents.whatif.lines import headlined, stands_for
from app.documents.whatif.multiples import drawn
from models.words import Lang, Text, joined
from scenarios.whatif.comparison import Line

_TOLD = 2
"""Figures told of an axis."""
_VALUES = 5
"""With more values than these the ends are told only."""
_PANELS = 3


@dataclass(frozen=True)
class Grid:
    """Scenarios that stand on axes.

    Attributes
    ----------
    axes : axis -> its values in order; only those with more than one.
    at : axis -> value of each scenario; those that stand on no axis, as the baseline, are left out of all.
    lines : figures with a value for each scenario.
    goals : the goals of the policy in their order: what is told first.
    """

    axes: Mapping[str, Sequence[str]]
    at: Sequence[Mapping[str, str]]
    lines: Sequence[Line]
    goals: Sequence[str] = ()

    def runs(self, axis: str) -> list[list[int]]:
        """Return the scenarios that differ on this axis alone, in its order: runs along the whole of it with plans."""
        found: dict[frozenset[tuple[str, str]], dict[str, int]] = {}
        for i, place in enumerate(self.at):
            if axis in place and any(line.values[i] is not None for line in self.lines):
                rest = frozenset(pair for pair in place.items() if pair[0] != axis)
                found.setdefault(rest, {})[place[axis]] = i
        values = self.axes[axis]
        return [[run[value] for value in values] for run in found.values() if run.keys() >= set(values)]

    def idle(self, axis: str) -> bool:
        """Whether moving along the axis changes no figure, wherever the others stand, and never costs the plan."""
        found: dict[frozenset[tuple[str, str]], list[tuple[int | None, ...]]] = {}
        for i, place in enumerate(self.at):
            if axis in place:
                rest = frozenset(pair for pair in place.items() if pair[0] != axis)
                found.setdefault(rest, []).append(tuple(line.values[i] for line in self.lines))
        return any(len(rows) > 1 for rows in found.values()) and all(len(set(rows)) == 1 for rows in found.values())

    def means(self, axis: str) -> tuple[Line, ...]:
        """Return each figure along the axis, a value for each of its own: the mean over the runs."""
        found, runs = [], self.runs(axis)
        for line in self.lines:
            columns = [[line.values[i] for i in column] for column in zip(*runs, strict=True)]
            known = [[value for value in column if value is not None] for column in columns]
            if columns and known == columns:
                values = tuple(round(sum(column) / len(column)) for column in known)
                found.append(replace(line, values=values, bounds=(None,) * len(values)))
        return tuple(found)

    def steady(self, mean: Line, axis: str) -> bool:
        """Whether a figure of `means` is the same in every run."""
        line = next(line for line in self.lines if line.key == mean.key and line.kind == mean.kind)
        return all(tuple(line.values[i] for i in run) == mean.values for run in self.runs(axis))

    def telling(self, axis: str) -> list[Line]:
        """Return the means a headline tells: of the goal the policy puts first, then of what differs most."""
        few = headlined([line for line in self.means(axis) if line.differs])
        leading = next((line for goal in self.goals for line in few if stands_for(line, goal)), None)
        return sorted(few, key=lambda line: (line is not leading, -spread(line)))[:_TOLD]


def moving(values: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the axes that have more than one value."""
    return {axis: listed for axis, listed in values.items() if len(listed) > 1}


def axes_of(at: Sequence[Mapping[str, str]]) -> dict[str, Sequence[str]]:
    """Return the axes scenarios stand on, with their values in the order they come."""
    found: dict[str, dict[str, None]] = {}
    for place in at:
        for axis, value in place.items():
            found.setdefault(axis, {})[value] = None
    return moving({axis: tuple(values) for axis, values in found.items()})


def along(grid: Grid, axis: str, *, idle: bool) -> Text | None:
    """Say what moving along an axis does, others held equal; None where nothing can be said of the whole of it."""
    values = grid.axes[axis]
    if idle:
        return Text(f"{axis} {'/'.join(values)}：各项都一样。", f"{axis} {'/'.join(values)}: no figure changes.")
    lines = grid.telling(axis)
    if not lines:
        return None
    step = "→" if all(any(c.isdigit() for c in value) for value in values) else "/"
    shown = range(len(values)) if len(values) <= _VALUES else (0, len(values) - 1)
    said = joined(_steps(line, shown, step) for line in lines)
    n = len(grid.runs(axis))
    mean = Text(f"（其余 {n} 种取值的平均）", f" (means over {n} settings of the rest)") if n > 1 else Text("", "")
    if n > 1 and all(grid.steady(line, axis) for line in lines):
        mean = Text("（其余怎样取值都如此）", " (whatever the rest)")
    head = step.join(values[k] for k in shown)
    return Text(f"{axis} {head}：{said.zh}{mean.zh}。", f"{axis} {head}: {said.en}{mean.en}.")


def _steps(line: Line, shown: Sequence[int], step: str) -> Text:
    listed = step.join(f"{line.values[k]:,}" for k in shown)
    unit = "%" if line.unit.zh == "%" else ""
    return Text(f"{line.title.zh} {listed}{unit}", f"{line.title.en} {listed}{unit}")


def along_charts(grid: Grid, base: str, base_at: int, lang: Lang) -> tuple[Chart, ...]:
    """Draw the figures that differ most along each axis, others averaged over; beside them the baseline's.

    Parameters
    ----------
    base_at : the position of the baseline, which has the name `base`.
    """
    charts: list[Chart] = []
    for axis, values in grid.axes.items():
        means = [line for line in grid.means(axis) if line.differs]
        if not means:
            continue
        here = {line.key: line.values[base_at] for line in grid.lines}
        most = sorted(means, key=lambda line: -spread(line))[:_PANELS]
        lines = [replace(m, values=(here[m.key], *m.values), bounds=(None,) * (len(values) + 1)) for m in most]
        places: list[dict[str, str]] = [{}, *({axis: value} for value in values)]
        chart = drawn(lines, [base, *values], lang, places, f"along{len(charts)}")
        title = Text(f"随“{axis}”变动（其余取值的平均）", f"Along {axis} (means over the settings of the rest)")
        charts.append(replace(chart, title=title.say(lang)))
    return tuple(charts)
