"""The picture of a sweep: lines along one axis, a heat map over two, bars for scenarios without an axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.documents.charts import Chart
from app.documents.whatif.along import Grid, along_charts
from app.documents.whatif.heat import MOST_CELLS, heat
from app.documents.whatif.multiples import drawn
from app.documents.whatif.sweep_figures import Totals
from models.words import Lang, Text, many
from scenarios.whatif.comparison import Line
from scenarios.whatif.sweep import Sweep

MOST_SCENARIOS = 24
"""With more the bars of one figure would fill a page; the table tells them."""


def sweep_pictures(told: Sweep, whole: Totals, grid: Grid, lang: Lang) -> tuple[Chart, ...]:
    """Draw what differs, by scenario; of grids too large for one picture, along each axis."""
    one = sweep_picture(told, whole, lang)
    if one.svg or not whole.districts or not (many_of := along_charts(grid, whole.names[0], 0, lang)):
        return (one,)
    first = many_of[0]
    return replace(first, note=" ".join((first.note, over(whole).say(lang))).strip()), *many_of[1:]


def sweep_picture(told: Sweep, whole: Totals, lang: Lang) -> Chart:
    """Draw what differs, by scenario; where nothing can be drawn, words say so."""
    lines = [line for line in whole.lines if line.differs]
    places = {row.scenario: row.at for row in told.rows}
    axes = {name: values for name, values in told.axes.items() if len(values) > 1}
    if not whole.districts:
        title = Text(
            "没有一个县（区）在各情景下都有方案，无从合计",
            "No district has a plan under every scenario: nothing to add up",
        )
        return Chart("multiples", title.say(lang), "")
    if not lines:
        return Chart("multiples", Text("各情景的指标全部相同", "No figure differs between the scenarios").say(lang), "")
    one_grid = all(axes.keys() <= places[name].keys() for name in whole.names[1:])
    if len(axes) == 2 and one_grid and _cells(axes) <= MOST_CELLS:
        first, second = axes
        at = {(places[n][first], places[n][second]): i for i, n in enumerate(whole.names) if i}
        chart = heat(lines, at, axes, 0, lang)
    elif len(axes) == 1 and one_grid:
        chart = _along(next(iter(axes)), whole, lines, places, lang)
    elif len(whole.names) <= MOST_SCENARIOS:
        chart = drawn(lines, whole.names, lang)
    else:
        n = len(whole.names)
        title = Text(f"{n} 个情景，画不下，见表", f"{n} scenarios are too many to draw: see the table")
        return Chart("multiples", title.say(lang), "")
    return replace(chart, note=" ".join((chart.note, over(whole).say(lang))).strip())


def _cells(axes: Mapping[str, tuple[str, ...]]) -> int:
    first, second = axes.values()
    return len(first) * len(second)


def _along(axis: str, whole: Totals, lines: list[Line], places: Mapping[str, Mapping[str, str]], lang: Lang) -> Chart:
    names = [whole.names[0], *(places[name][axis] for name in whole.names[1:])]
    if len(names) > MOST_SCENARIOS:
        lines = lines[:3]
    chart = drawn(lines, names, lang)
    return replace(chart, title=Text(f"随“{axis}”：{chart.title}", f"By {axis}: {chart.title}").say(lang))


def over(whole: Totals) -> Text:
    """Say over which districts figures are added up; nothing where there is but one."""
    if whole.of == 1:
        return Text("", "")
    rest = whole.of - whole.districts
    zh, en = f"{whole.districts} 个县（区）", many(whole.districts, "district")
    if rest:
        zh, en = (
            f"{zh}（另 {rest} 个有的情景没有方案或还没有算，不计）",
            f"{en} ({rest} more have no plan, or none yet, under some scenario)",
        )
    return Text(f"人数等为 {zh}的合计，占比和路程为中位数。", f"Counts: totals of {en}; shares and minutes: medians.")
