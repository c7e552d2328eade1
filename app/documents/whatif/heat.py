"""A grid of two axes: each figure a table whose cells are darker the better they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from app.documents.charts import AFTER, BEFORE, INK, MUTED, PAPER, Chart, canvas, write
from app.documents.fonts import to_svg
from app.documents.sheets import width
from app.documents.whatif.figures import titled
from app.documents.whatif.multiples import WIDTH, short
from models.words import Lang, Text
from scenarios.whatif.comparison import Line

MOST_PANELS, MOST_CELLS = 6, 400
_BETTER = LinearSegmentedColormap.from_list("better", ["#eef5f6", AFTER])
_NEITHER = LinearSegmentedColormap.from_list("neither", ["#f1f3f4", BEFORE])
_DARK = 0.55
Cell = tuple[str, str]


def heat(
    lines: Sequence[Line],
    at: Mapping[Cell, int],
    axes_values: Mapping[str, Sequence[str]],
    base: int | None,
    lang: Lang,
) -> Chart:
    """Draw figures over two axes.

    Parameters
    ----------
    at : value of the first axis and of the second -> position in the lines' values.
    axes_values : the two axes, each with its values in order; the first runs down, the second across.
    base : the baseline's position; told beside each figure's title.
    """
    (down_name, down), (across_name, across) = axes_values.items()
    drawn = lines[:MOST_PANELS]
    columns = 1 if len(across) > 12 else 2 if len(across) > 5 else 3
    wide = WIDTH / columns
    step, head = 0.34, 1.0
    left = 0.2 + 0.075 * max(width(short(word, 12)) for word in (*down, down_name))
    tall = head + step * len(down) + 0.3
    figure, axes = canvas(WIDTH, tall * math.ceil(len(drawn) / columns))
    axes.set(xlim=(0, WIDTH), ylim=(tall * math.ceil(len(drawn) / columns), 0))
    for k, line in enumerate(drawn):
        x, y = wide * (k % columns), tall * (k // columns)
        write(axes, x + 0.1, y + 0.18, _head(line, base).say(lang))
        write(axes, x + left, y + 0.5, f"{across_name} →", color=MUTED, fontsize=8.2)
        write(axes, x + 0.1, y + 0.76, f"{down_name} ↓", color=MUTED, fontsize=8.2)
        _panel(axes, line, at, down, across, (x + left, y + head), (wide - left - 0.3) / len(across), step)
    note = Text(
        "颜色越深越好；不分好坏的指标用灰色，越深越大。“—”为没有方案，或还没有算。",
        "Darker is better; grey where neither is: darker is more. '—': no plan, or none yet.",
    )
    if len(lines) > MOST_PANELS:
        more = len(lines) - MOST_PANELS
        note = Text(f"{note.zh}另有 {more} 项见表。", f"{note.en} {more} more: see the table.")
    title = Text(f"“{down_name}”与“{across_name}”合起来的效果", f"{down_name} and {across_name} together").say(lang)
    return Chart("heat", title, note.say(lang), to_svg(figure, "heat", title))


def _head(line: Line, base: int | None) -> Text:
    value, head = None if base is None else line.values[base], titled(line)
    told = Text("", "") if value is None else Text(f"，基线 {value:,}", f", baseline {value:,}")
    return Text(f"{head.zh}{told.zh}", f"{head.en}{told.en}")


def darkness(line: Line, value: int, low: int, high: int) -> float:
    """Return how dark a cell is, from 0 to 1: the better, the darker; where neither is better, the more."""
    if high == low:
        return 0.5
    share = (value - low) / (high - low)
    return 1 - share if line.better == "less" else share


def _panel(
    axes: Axes,
    line: Line,
    at: Mapping[Cell, int],
    down: Sequence[str],
    across: Sequence[str],
    corner: tuple[float, float],
    wide: float,
    step: float,
) -> None:
    known = [value for i in at.values() if (value := line.values[i]) is not None]
    low, high = min(known, default=0), max(known, default=0)
    colours = _NEITHER if line.better == "neither" else _BETTER
    for c, word in enumerate(across):
        write(axes, corner[0] + wide * (c + 0.5), corner[1] - 0.22, short(word, max(4, int(wide / 0.085))), ha="center",
              color=MUTED, fontsize=8.2)  # fmt: skip
    for r, name in enumerate(down):
        y = corner[1] + step * r
        write(axes, corner[0] - 0.1, y + step / 2, short(name, 12), ha="right", color=MUTED, fontsize=8.2)
        for c, word in enumerate(across):
            value = line.values[at[name, word]] if (name, word) in at else None
            x = corner[0] + wide * c
            if value is None:
                write(axes, x + wide / 2, y + step / 2, "—", ha="center", color=MUTED)
                continue
            share = darkness(line, value, low, high)
            axes.add_patch(Rectangle((x, y), wide * 0.97, step * 0.94, facecolor=colours(share), lw=0))
            ink = PAPER if share > _DARK and line.better != "neither" else INK
            write(axes, x + wide / 2, y + step / 2, f"{value:,}", ha="center", fontsize=8.6, color=ink)
