"""Flows between zones without places: ribbons from left to right, a scenario each, side by side on one scale."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve

from app.documents.charts import MUTED, Chart, canvas, write
from app.documents.flows import COLOURS
from app.documents.fonts import to_svg
from app.documents.whatif.lots import zone_name
from app.documents.whatif.multiples import WIDTH, short
from models.words import Lang, Text
from scenarios.whatif.comparison import Row

MOST_ZONES = 8
ACROSS, TALL, PAD, SIDE = 3, 3.3, 0.07, 1.0
Flow = tuple[str, str, int]


def ribbons(rows: Sequence[Row], listed: Sequence[str], lang: Lang) -> Chart:
    """Draw the flows of each scenario; beyond eight zones the smallest of all scenarios stand together as 其他.

    Parameters
    ----------
    listed : zones in the order to draw them; others come after.
    """
    busy: Counter[str] = Counter()
    for row in rows:
        for origin, to, people in row.result.flows:
            busy.update({origin: people, to: people})
    kept = [zone for zone, _ in busy.most_common(MOST_ZONES if len(busy) <= MOST_ZONES else MOST_ZONES - 1)]
    other = Text("其他", "other zones").say(lang)
    names = {zone: zone_name(zone).say(lang) if zone in kept else other for zone in busy}
    ranked = [*(zone for zone in listed if zone in kept), *sorted(set(kept) - set(listed))]
    order = list(dict.fromkeys([*(names[zone] for zone in ranked), *names.values()]))
    grouped = [_grouped(row.result.flows, names) for row in rows]
    most = max(1, *(sum(flows.values()) for flows in grouped))
    unit = (TALL - 0.75 - PAD * len(order)) / most
    across = min(ACROSS, len(rows))
    wide, down = WIDTH / across, math.ceil(len(rows) / across)
    figure, axes = canvas(WIDTH, TALL * down)
    axes.set(xlim=(0, WIDTH), ylim=(TALL * down, 0))
    colour = {zone: COLOURS[i % len(COLOURS)] for i, zone in enumerate(order)}
    hints: dict[str, str] = {}
    for k, (row, flows) in enumerate(zip(rows, grouped, strict=True)):
        x, y = wide * (k % across), TALL * (k // across)
        write(axes, x + 0.1, y + 0.2, short(row.name, 36))
        hints |= _panel(axes, k, flows, order, colour, (x + SIDE, x + wide - SIDE - 0.1), y + 0.5, unit)
    title = Text("片区之间的流向，一个情景一图", "Flows between zones, a drawing a scenario").say(lang)
    note = Text(
        "各图同一比例。左为流出片区，右为流入片区，带宽为人数；浅色为片区内部调动。指向色带可见人数。",
        "All on one scale. Left: zones people leave; right: zones they enter. Pale: within a zone. Point at a ribbon "
        "for its number.",
    ).say(lang)
    return Chart("flows", title, note, to_svg(figure, "flows", title, hints))


def _grouped(flows: Sequence[Flow], names: Mapping[str, str]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for origin, to, people in flows:
        found[names[origin], names[to]] += people
    return found


def _panel(
    axes: Axes,
    number: int,
    flows: Mapping[tuple[str, str], int],
    order: Sequence[str],
    colour: Mapping[str, str],
    across: tuple[float, float],
    top: float,
    unit: float,
) -> dict[str, str]:
    """Draw one scenario; return what pointing at each ribbon tells."""
    at: list[dict[str, float]] = []
    for end, x, side in ((0, across[0] - 0.08, "right"), (1, across[1] + 0.08, "left")):
        starts, y = {}, top
        for zone in order:
            people = sum(n for ends, n in flows.items() if ends[end] == zone)
            if people:
                starts[zone] = y
                write(axes, x, y + people * unit / 2, f"{short(zone, 10)} {people}", ha=side, fontsize=8, color=MUTED)
                y += max(people * unit, 0.1) + PAD
        at.append(starts)
    hints = {}
    place = {zone: i for i, zone in enumerate(order)}
    left: dict[tuple[str, str], float] = {}
    for pair in sorted(flows, key=lambda p: (place[p[0]], place[p[1]])):
        left[pair] = at[0][pair[0]]
        at[0][pair[0]] += flows[pair] * unit
    for i, pair in enumerate(sorted(flows, key=lambda p: (place[p[1]], place[p[0]]))):
        thick = flows[pair] * unit
        curve = _ribbon(across, left[pair], at[1][pair[1]], thick)
        at[1][pair[1]] += thick
        gid = f"ribbon{number}-{i}"
        pale = 0.2 if pair[0] == pair[1] else 0.55
        axes.add_patch(PathPatch(curve, facecolor=colour[pair[0]], alpha=pale, lw=0, gid=gid))
        hints[gid] = f"{pair[0]} → {pair[1]}  {flows[pair]}"
    return hints


def _ribbon(across: tuple[float, float], y0: float, y1: float, thick: float) -> Curve:
    (x0, x1), middle = across, sum(across) / 2
    points = [
        (x0, y0), (middle, y0), (middle, y1), (x1, y1),
        (x1, y1 + thick), (middle, y1 + thick), (middle, y0 + thick), (x0, y0 + thick), (x0, y0),
    ]  # fmt: skip
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    return Curve(points, codes)
