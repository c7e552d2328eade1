"""The answer of a sweep in at most five sentences: which values of the grid do what, and which do nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.documents.whatif.answer import SENTENCES, extreme, holders
from app.documents.whatif.figures import quoted, spread
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
    """Say with which scenarios the figures are least and most, which axes do nothing, and who has no plan.

    First the figure that tells the goal the policy puts first, then those that differ most.
    """
    lines = differing(told, lines_of(told))
    whole = totals(told, lines)
    missing = _waiting(told)
    said = [one for one in (_idle(told, lines), _planless(told)) if one is not None]
    few = headlined([line for line in whole.lines if line.differs])
    leading = _leading(told, few)
    few.sort(key=lambda line: (line is not leading, -spread(line)))
    figures = [extreme(line, _Named(told, whole)) for line in few[: min(_FEW, SENTENCES - len(said) - len(missing))]]
    if figures and (where := over(whole)).zh:
        said.append(where)
    if not lines:
        figures = [Text("各情景的指标全部相同。", "No figure differs between the scenarios.")]
    return tuple([*missing, *figures, *said][:SENTENCES])


def _leading(told: Sweep, lines: Sequence[Line]) -> Line | None:
    tiers = next((row.result.tiers for row in told.rows if row.result.planned), ())
    goals = [goal for tier in tiers for goal in tier.goals if goal not in DRAWS]
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


def _idle(told: Sweep, lines: Sequence[Line]) -> Text | None:
    """Say which axes change no figure of any district wherever they stand; nothing where none or all do."""
    axes = [axis for axis, values in told.axes.items() if len(values) > 1]
    idle = [axis for axis in axes if _does_nothing(told, axis, lines)]
    if not idle or len(idle) == len(axes):
        return None
    named = quoted(idle)
    return Text(f"变动{named.zh}，各项指标都不变。", f"Moving {named.en} changes no figure.")


def _does_nothing(told: Sweep, axis: str, lines: Sequence[Line]) -> bool:
    """Whether rows that differ on this axis alone have the same figures everywhere, and there are such rows."""
    found: dict[object, list[tuple[int | None, ...]]] = {}
    for i, row in enumerate(told.rows):
        if axis in row.at:
            rest = frozenset(pair for pair in row.at.items() if pair[0] != axis)
            found.setdefault((row.district, rest), []).append(tuple(line.values[i] for line in lines))
    return any(len(rows) > 1 for rows in found.values()) and all(len(set(rows)) == 1 for rows in found.values())


def _planless(told: Sweep) -> Text | None:
    rows = [row for row in planless(told) if row[2].reached]
    if not rows:
        return None
    names = _holders(told, rows)
    return Text(
        f"没有方案的 {len(rows)} 个：{names.zh}；原因见下。",
        f"Without a plan, {len(rows)}: {names.en}; why: see below.",
    )


def _waiting(told: Sweep) -> list[Text]:
    rows = [row for row in planless(told) if not row[2].reached]
    said = waiting([row.result for row in told.rows], _holders(told, rows))
    return [] if said is None else [said]


def _holders(told: Sweep, rows: Sequence[tuple[str, str, Result]]) -> Text:
    apart = len(districts_of(told)) > 1
    return holders([f"{district} {name}" if apart else name for district, name, _ in rows])
