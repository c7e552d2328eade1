"""The answer of a sweep in at most five sentences: which values of the grid do what, and which do nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.documents.whatif.along import Grid, along, moving
from app.documents.whatif.answer import SENTENCES, extreme, holders
from app.documents.whatif.figures import spread
from app.documents.whatif.lines import DRAWS, headlined, stands_for
from app.documents.whatif.reasons import waiting
from app.documents.whatif.sweep_figures import Totals, differing, districts_of, lines_of, planless, totals
from app.documents.whatif.sweep_picture import over
from models.words import Text
from scenarios.whatif.comparison import Line
from scenarios.whatif.result import Result
from scenarios.whatif.sweep import Sweep

_FEW = 3
Places = Mapping[str, Mapping[str, str]]


def sweep_answer(told: Sweep) -> tuple[Text, ...]:
    """Say what moving along each axis does, with which scenarios figures are least and most, and who has no plan.

    First the figure that tells the goal the policy puts first, then those that differ most.
    """
    lines = differing(told, lines_of(told))
    whole = totals(told, lines)
    if not lines:
        same = Text("各情景的指标全部相同。", "No figure differs between the scenarios.")
        return (*_waiting(told), same, *_planless(told))
    grid = grid_of(told, whole)
    rows = Grid(grid.axes, [{**row.at, "": row.district} for row in told.rows], lines)  # a district is one more axis
    axes = [(axis, rows.idle(axis)) for axis in grid.axes]
    moved = [said for axis, idle in axes if (said := along(grid, axis, idle=idle)) is not None][:_FEW]
    rest = [*_planless(told), *([where] if whole.districts and (where := over(whole)).zh else [])]
    first = [*_waiting(told), *moved]
    few = headlined([line for line in whole.lines if line.differs])
    if len(axes) == 1:
        few = [line for line in few if line.key not in {one.key for one in grid.telling(axes[0][0])}]
    leading = _leading(grid.goals, few)
    few.sort(key=lambda line: (line is not leading, -spread(line)))
    room = min(_FEW, SENTENCES - len(first) - len(rest))
    figures = [extreme(line, _Named(told, whole)) for line in few[: max(0, room)]]
    return tuple([*first, *figures, *rest][:SENTENCES])


def grid_of(told: Sweep, whole: Totals) -> Grid:
    """Return the totals of a sweep by the axes they stand on."""
    tiers = next((row.result.tiers for row in told.rows if row.result.planned), ())
    goals = [goal for tier in tiers for goal in tier.goals if goal not in DRAWS]
    places = {row.scenario: row.at for row in told.rows}
    return Grid(moving(told.axes), [places[name] for name in whole.names], whole.lines, goals)


def _leading(goals: Sequence[str], lines: Sequence[Line]) -> Line | None:
    return next((line for goal in goals for line in lines if stands_for(line, goal)), None)


class _Named:
    """Names scenarios: all of one value of an axis by that value, others by their names."""

    def __init__(self, told: Sweep, whole: Totals) -> None:
        self._names = whole.names
        self._at: Places = {row.scenario: row.at for row in told.rows}
        self._axes = {axis: values for axis, values in told.axes.items() if len(values) > 1}

    def __call__(self, positions: Sequence[int]) -> Text:
        names = {self._names[i] for i in positions}
        listed: list[str] = []
        for axis, values in self._axes.items():
            for value in values:
                every = {name for name in self._names if self._at[name].get(axis) == value}
                if len(every) > 1 and every <= names:
                    listed.append(f"{axis} {value}")
                    names -= every
        return holders([*(name for name in self._names if name in names), *listed])


def _planless(told: Sweep) -> list[Text]:
    rows = [row for row in planless(told) if row[2].reached]
    if not rows:
        return []
    names = _holders(told, rows)
    zh = f"没有方案的 {len(rows)} 个：{names.zh}；原因见下。"
    return [Text(zh, f"Without a plan, {len(rows)}: {names.en}; why: see below.")]


def _waiting(told: Sweep) -> list[Text]:
    rows = [row for row in planless(told) if not row[2].reached]
    said = waiting([row.result for row in told.rows], _holders(told, rows))
    return [] if said is None else [said]


def _holders(told: Sweep, rows: Sequence[tuple[str, str, Result]]) -> Text:
    apart = len(districts_of(told)) > 1
    return holders([f"{district} {name}" if apart else name for district, name, _ in rows])
