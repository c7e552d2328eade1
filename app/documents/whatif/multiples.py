"""One picture of a comparison: every figure that differs in a small panel, the scenarios in their order."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from app.documents.charts import AFTER, ALERT, BEFORE, INK, LINE, MUTED, PAPER, Chart, canvas, write
from app.documents.fonts import to_svg
from app.documents.sheets import width
from app.documents.whatif.axis import Axis, Places, axis_of
from app.documents.whatif.figures import NONE, change, open_by, quantity, spread, titled
from app.documents.whatif.lines import told_once
from models.words import Lang, Text, many
from scenarios.whatif.comparison import Comparison, Line

MOST_PANELS = 9
WIDTH, ACROSS = 11.0, 3
COLOURS = {"better": AFTER, "worse": ALERT, "other": MUTED, "equal": BEFORE}
_QUIET = {BEFORE: MUTED}
"""What is written beside a grey mark is written darker, to be read."""
_LONGEST_NAME = 22


def multiples(told: Comparison, lang: Lang) -> Chart:
    """Draw the figures that differ: lines where the scenarios stand in an order, bars where they do not."""
    lines = told_once(told)
    if not lines:
        if not any(row.result.planned for row in told.rows):
            title = Text("没有方案，也就没有指标可比", "Without a plan there is no figure to compare")
        else:
            title = Text("各情景的指标全部相同", "No figure differs between the scenarios")
        return Chart("multiples", title.say(lang), "")
    return drawn(lines, [row.name for row in told.rows], lang, [row.at for row in told.rows])


def drawn(
    lines: Sequence[Line], names: Sequence[str], lang: Lang, places: Places = (), key: str = "multiples"
) -> Chart:
    """Draw figures by scenario, the first of the names the baseline's; `places` as of `axis_of`."""
    axis = axis_of(names, places)
    few = lines[:MOST_PANELS]
    svg = _lines(few, names, axis, lang, key) if axis is not None else _bars(few, names, lang, key)
    return Chart(key, _title(lines).say(lang), _note(lines, axis, names[0]).say(lang), svg)


def _title(lines: Sequence[Line]) -> Text:
    """Name the figure the scenarios differ most in."""
    line = max(lines, key=spread)
    known = [value for value in line.values if value is not None]
    low, high = quantity(min(known), Text("", "")), quantity(max(known), line.unit)
    return Text(
        f"{len(lines)} 项指标不同；相差最大的是{line.title.zh}：{low.zh} 到 {high.zh}",
        f"{many(len(lines), 'figure')} differ{'s' if len(lines) == 1 else ''}; most of all {line.title.en}: "
        f"{low.en} to {high.en}",
    )


def _note(lines: Sequence[Line], axis: Axis | None, base: str) -> Text:
    zh, en = (
        "青色比基线更好，橙色更差，灰色不分好坏。",
        "Teal: better than the baseline; orange: worse; grey: neither. ",
    )
    if all(line.values[0] is None for line in lines):
        zh, en = f"“{base}”没有方案，无从比较好坏。", f"'{base}' has no plan: nothing is better or worse than it. "
    if axis is not None and axis.name:
        zh, en = f"{zh}横轴为“{axis.name}”。", f"{en}Across: {axis.name}. "
    if axis is not None and 0 not in axis.at:
        zh, en = f"{zh}虚线为“{base}”。", f"{en}Dashed: '{base}'. "
    if any(open_by(line, i) for line in lines for i in range(len(line.values))):
        zh, en = f"{zh}空心（斜线）的部分没有证明。", f"{en}Hollow (hatched): not proven. "
    if (more := len(lines) - MOST_PANELS) > 0:
        zh, en = f"{zh}另有 {more} 项见下表。", f"{en}{more} more: see the table."
    return Text(zh, en.rstrip())


def short(name: str, most: int = _LONGEST_NAME) -> str:
    """Return a name cut to so many Latin letters' width."""
    if width(name) <= most:
        return name
    kept = ""
    for c in name:
        if width(kept + c) > most - 1:
            break
        kept += c
    return kept.rstrip() + "…"


def _head(axes: Axes, x: float, y: float, line: Line, lang: Lang) -> None:
    write(axes, x, y, titled(line).say(lang))


def _bars(lines: Sequence[Line], names: Sequence[str], lang: Lang, key: str) -> str:
    left = 0.35 + 0.075 * max(width(short(name)) for name in names)
    wide = (WIDTH - left) / ACROSS
    step, top = 0.27, 0.5
    tall = top + step * len(names) + 0.25
    down = math.ceil(len(lines) / ACROSS)
    figure, axes = canvas(WIDTH, tall * down)
    axes.set(xlim=(0, WIDTH), ylim=(tall * down, 0))
    for k, line in enumerate(lines):
        x, y = left + wide * (k % ACROSS), tall * (k // ACROSS)
        _head(axes, x, y + 0.2, line, lang)
        if k % ACROSS == 0:
            for i, name in enumerate(names):
                write(axes, left - 0.14, y + top + step * i, short(name), ha="right", color=INK if i else MUTED)
        _panel_of_bars(axes, line, x, y + top, step, wide - 0.95, lang)
    label = Text("各情景的指标", "The figures of each scenario").say(lang)
    return to_svg(figure, key, label)


def _panel_of_bars(axes: Axes, line: Line, x: float, y: float, step: float, room: float, lang: Lang) -> None:
    known = [value for value in line.values if value is not None]
    low, high = min(0, *known), max(0, *known)
    unit = room / max(1, high - low)
    zero = x - low * unit
    axes.plot([zero, zero], [y - step / 2, y + step * (len(line.values) - 0.5)], color=LINE, lw=0.8)
    for i, value in enumerate(line.values):
        at = y + step * i
        if value is None:
            write(axes, zero + 0.06, at, NONE, color=MUTED)
            continue
        found = change(line, i)
        colour = BEFORE if found is None else COLOURS[found.verdict]
        axes.barh(at, value * unit, left=zero, height=step * 0.62, color=colour)
        bound = line.bounds[i]
        if bound is not None and open_by(line, i):
            axes.barh(at, (value - bound) * unit, left=zero + bound * unit, height=step * 0.62, color=PAPER,
                      edgecolor=colour, hatch="////", lw=0.6)  # fmt: skip
        text = INK if i == 0 else _QUIET.get(colour, colour)
        write(axes, zero + max(0, value) * unit + 0.07, at, f"{value:,}", color=text)


def _lines(lines: Sequence[Line], names: Sequence[str], axis: Axis, lang: Lang, key: str) -> str:
    wide, tall = WIDTH / ACROSS, 2.0
    down = math.ceil(len(lines) / ACROSS)
    figure, axes = canvas(WIDTH, tall * down)
    axes.set(xlim=(0, WIDTH), ylim=(tall * down, 0))
    for k, line in enumerate(lines):
        x, y = wide * (k % ACROSS), tall * (k // ACROSS)
        _head(axes, x + 0.1, y + 0.2, line, lang)
        _panel_of_lines(axes, line, axis, (x + 0.35, x + wide - 0.68), (y + 0.62, y + tall - 0.48), lang)
    label = Text("各情景的指标", "The figures of each scenario").say(lang)
    return to_svg(figure, key, label)


def _panel_of_lines(
    axes: Axes, line: Line, axis: Axis, across: tuple[float, float], down: tuple[float, float], lang: Lang
) -> None:
    start, end = min(axis.at.values()), max(axis.at.values())
    known = [value for value in line.values if value is not None]
    low, high = min(known), max(known)

    def at(number: float) -> float:
        return across[0] + (across[1] - across[0]) * (number - start) / (end - start)

    def height(value: float) -> float:
        return down[1] - (down[1] - down[0]) * (value - low) / max(1, high - low)

    floor = down[1] + 0.16
    axes.plot([across[0] - 0.2, across[1] + 0.2], [floor, floor], color=LINE, lw=0.8)
    base = line.values[0]
    if 0 not in axis.at and base is not None:
        axes.plot([across[0] - 0.2, across[1] + 0.2], [height(base)] * 2, color=BEFORE, lw=1, ls=(0, (3, 2)), zorder=1)
        write(axes, across[1] + 0.22, height(base), f"{base:,}", color=MUTED, fontsize=8.2)
    order = sorted(axis.at.items(), key=lambda pair: pair[1])
    points = [(i, at(number), value) for i, number in order if (value := line.values[i]) is not None]
    axes.plot([x for _, x, _ in points], [height(value) for *_, value in points], color=MUTED, lw=1.2, zorder=2)
    few = len(axis.at) <= 6
    told = {points[0][0], points[-1][0]} if points else set()
    for i, x, value in points:
        found = change(line, i)
        colour = BEFORE if found is None else COLOURS[found.verdict]
        axes.plot(x, height(value), "o", ms=6, color=colour, mfc=PAPER if open_by(line, i) else colour, zorder=3)
        if few or i in told or value in (low, high):
            write(
                axes,
                x,
                height(value) - 0.15,
                f"{value:,}",
                ha="center",
                color=INK if i == 0 else _QUIET.get(colour, colour),
                fontsize=8.6,
            )
    free = -math.inf
    for i, number in order:
        label, x = axis.labels[i], at(number)
        if line.values[i] is None:
            write(axes, x, floor - 0.12, "—", ha="center", color=MUTED)
        if x - 0.04 * width(label) > free:
            write(axes, x, floor + 0.15, label, ha="center", color=MUTED, fontsize=8.2)
            free = x + 0.04 * width(label) + 0.05
