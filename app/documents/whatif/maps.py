"""Flows between zones on a map, a scenario each, side by side on one scale."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke

from app.documents.charts import AFTER, ALERT, BEFORE, INK, MUTED, Chart, canvas, write
from app.documents.fonts import to_svg
from app.documents.sheets import width
from app.documents.whatif.figures import same_plans
from app.documents.whatif.multiples import WIDTH, short
from app.documents.whatif.ribbons import ribbons
from models.words import Lang, Text
from scenarios.whatif.comparison import Comparison, Row

MOST_ARROWS, MOST_NAMES, NUMBERED = 14, 12, 5
ACROSS, BEND = 3, 0.2
_HALO = (withStroke(linewidth=2.4, foreground="white"),)
_HALF_LETTER, _LINE, _APART = 0.031, 0.15, 0.05
"""Half the width of a Latin letter and the height of a line of a label, and the room between two, in inches."""
Flow = tuple[str, str, int]
Spot = tuple[float, float]


def flow_maps(told: Comparison, lang: Lang) -> Chart:
    """Draw each scenario's flows between zones: on a map where zones have places, else as ribbons."""
    rows = once(told)
    moving = [row for row in rows if row.result.flows]
    if not moving:
        title = Text("没有人员调动，没有流向", "Nobody moves: there are no flows")
        return Chart("flows", title.say(lang), "")
    zones = {zone for row in moving for origin, to, _ in row.result.flows for zone in (origin, to) if zone}
    if not zones:
        title = Text("学校表没有填写片区，画不出流向", "The schools have no zones: there are no flows to draw")
        return Chart("flows", title.say(lang), "")
    if len(zones & set(told.places)) < 2:
        return ribbons(rows, _listed(told), lang)
    return _maps(rows, {zone: told.places[zone] for zone in sorted(zones & set(told.places))}, lang)


def once(told: Comparison) -> list[Row]:
    """Return the scenarios with a plan, those of one and the same plan as one, under all their names."""
    groups = {group[0]: group for group in same_plans(told)}
    later = {i for group in groups.values() for i in group[1:]}
    joint = {i: " = ".join(told.rows[k].name for k in groups.get(i, [i])) for i in range(len(told.rows))}
    return [replace(row, name=joint[i]) for i, row in enumerate(told.rows) if row.result.planned and i not in later]


def _listed(told: Comparison) -> list[str]:
    """Return the zones as the bureau lists them, as far as the groups tell."""
    return list(dict.fromkeys(group.name for groups in told.groups.values() for group in groups.get("zone", ())))


def split(flows: Sequence[Flow], places: Mapping[str, object]) -> tuple[list[Flow], int, int]:
    """Return the flows that can be drawn as arrows, the largest first, people within a zone, and people left out."""
    arrows = sorted(
        ((o, d, n) for o, d, n in flows if o != d and o in places and d in places), key=lambda f: (-f[2], f)
    )
    within = sum(n for o, d, n in flows if o == d and o)
    drawn = arrows[:MOST_ARROWS]
    return drawn, within, sum(n for *_, n in flows) - within - sum(n for *_, n in drawn)


def net_of(flows: Sequence[Flow]) -> Counter[str]:
    """Return each zone's people entering minus people leaving."""
    net: Counter[str] = Counter()
    for origin, to, people in flows:
        net[to] += people
        net[origin] -= people
    return net


def _maps(rows: Sequence[Row], places: Mapping[str, tuple[float, float]], lang: Lang) -> Chart:
    across = min(ACROSS, len(rows))
    wide = WIDTH / across
    spots, shape = _projected(places)
    tall = min(max(shape * (wide - 1.2), 1.1), 3.4) + 1.25
    down = math.ceil(len(rows) / across)
    figure, axes = canvas(WIDTH, tall * down)
    axes.set(xlim=(0, WIDTH), ylim=(tall * down, 0))
    everything = [split(row.result.flows, places) for row in rows]
    thickest = max((flow[2] for drawn, *_ in everything for flow in drawn), default=1)
    nets = [net_of(row.result.flows) for row in rows]
    largest = max((abs(n) for net in nets for zone, n in net.items() if zone in places), default=1) or 1
    busy: Counter[str] = Counter()
    for drawn, *_ in everything:
        for origin, to, people in drawn:
            busy.update({origin: people, to: people})
    named = list(places) if len(places) <= MOST_NAMES else [zone for zone, _ in busy.most_common(MOST_NAMES)]
    hints: dict[str, str] = {}
    for k, (row, (drawn, within, rest), net) in enumerate(zip(rows, everything, nets, strict=True)):
        x, y = wide * (k % across), tall * (k // across)
        write(axes, x + 0.1, y + 0.2, short(row.name, 36), weight="normal")
        at = {
            zone: _inside(spot, shape, (x + 0.6, x + wide - 0.6), (y + 0.65, y + tall - 0.6))
            for zone, spot in spots.items()
        }
        labels = _Labels(axes)
        hints |= _dots(axes, f"dot{k}", at, net, largest)
        for zone in named:
            _name(labels, zone, at[zone], net.get(zone, 0), needed=len(places) <= MOST_NAMES)
        for i, flow in enumerate(drawn):
            hints |= _arrow(axes, f"map{k}-{i}", at, flow, thickest)
            if i < NUMBERED:
                labels.put(f"{flow[2]:,}", [_middle(at[flow[0]], at[flow[1]])], False)
        write(axes, x + 0.1, y + tall - 0.16, _foot(within, rest).say(lang), color=MUTED, fontsize=8.2)
    note = Text(
        "各图同一比例。箭头粗细为人数；点的大小为净流入（青）或净流出（橙）的人数。指向箭头或点，可见名称和人数。",
        "All on one scale. Arrows: people; dots: people gained (teal) or given (orange). Point at an arrow or a "
        "dot for its name and number.",
    ).say(lang)
    title = Text("片区之间的流向，一个情景一图", "Flows between zones, a map a scenario").say(lang)
    return Chart("flows", title, note, to_svg(figure, "flows", title, hints))


def _projected(places: Mapping[str, tuple[float, float]]) -> tuple[dict[str, Spot], float]:
    """Return each place in a box of width 1, north up, and the height of that box; a degree is as long both ways."""
    narrow = math.cos(math.radians(sum(lat for _, lat in places.values()) / len(places)))
    flat = {zone: (lon * narrow, -lat) for zone, (lon, lat) in places.items()}
    west, north = min(x for x, _ in flat.values()), min(y for _, y in flat.values())
    wide = max(x for x, _ in flat.values()) - west
    tall = max(y for _, y in flat.values()) - north
    size = max(wide, tall / 1.5) or 1.0
    return {
        zone: ((x - west + (size - wide) / 2) / size, (y - north) / size) for zone, (x, y) in flat.items()
    }, tall / size


def _inside(spot: Spot, shape: float, across: tuple[float, float], down: tuple[float, float]) -> Spot:
    room = min(across[1] - across[0], (down[1] - down[0]) / max(shape, 1e-9))
    left = (across[0] + across[1] - room) / 2
    top = (down[0] + down[1] - room * shape) / 2
    return left + spot[0] * room, top + spot[1] * room


class _Labels:
    """Writes labels where they do not cover one another."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        self._taken: list[tuple[float, float, float]] = []

    def put(self, text: str, spots: Sequence[tuple[float, float]], needed: bool) -> None:
        """Write at the first free of some spots; where none is free at the first, if it is needed, or not at all."""
        half = _HALF_LETTER * width(text)
        spot = next((at for at in spots if self._free(*at, half)), spots[0] if needed else None)
        if spot is not None:
            self._taken.append((*spot, half))
            write(self._axes, *spot, text, ha="center", fontsize=8.2, color=INK, path_effects=_HALO, zorder=6)

    def _free(self, x: float, y: float, half: float) -> bool:
        return all(abs(x - a) > half + other + _APART or abs(y - b) > _LINE for a, b, other in self._taken)


def _arrow(axes: Axes, gid: str, at: Mapping[str, Spot], flow: Flow, thickest: int) -> dict[str, str]:
    """Draw one flow, bent to its right so that the two ways between zones stay apart; return its hint."""
    origin, to, people = flow
    thick = 0.6 + 3.8 * people / thickest
    head = f"-|>,head_length={2 + thick},head_width={1 + 0.6 * thick}"
    axes.add_patch(
        FancyArrowPatch(
            at[origin], at[to], connectionstyle=f"arc3,rad={BEND}", arrowstyle=head,
            shrinkA=5, shrinkB=6, lw=thick, color=AFTER, alpha=0.42, gid=gid, zorder=2,
        )
    )  # fmt: skip
    return {gid: f"{origin} → {to}  {people}"}


def _middle(a: Spot, b: Spot) -> Spot:
    """Return the middle of a flow's curve: half as far from the chord as its control point; y runs downwards."""
    return (a[0] + b[0] - BEND * (b[1] - a[1])) / 2, (a[1] + b[1] + BEND * (b[0] - a[0])) / 2


def _dots(axes: Axes, gid: str, at: Mapping[str, Spot], net: Mapping[str, int], largest: int) -> dict[str, str]:
    """Draw the zones; return their hints."""
    hints = {}
    for i, (zone, (x, y)) in enumerate(at.items()):
        change = net.get(zone, 0)
        colour = AFTER if change > 0 else ALERT if change < 0 else BEFORE
        size = 4 + 9 * math.sqrt(abs(change) / largest)
        axes.plot(x, y, "o", ms=size, color=colour, mec="white", mew=0.8, zorder=4, gid=f"{gid}-{i}")
        hints[f"{gid}-{i}"] = _with_net(zone, change)
    return hints


def _name(labels: _Labels, zone: str, at: Spot, change: int, needed: bool) -> None:
    """Name a zone below its dot, above it, or beside it; where none is free, over others if needed."""
    label, (x, y) = _with_net(short(zone, 12), change), at
    aside = _HALF_LETTER * width(label) + 0.12
    labels.put(label, [(x, y + 0.2), (x, y - 0.2), (x + aside, y), (x - aside, y)], needed)


def _with_net(zone: str, change: int) -> str:
    return f"{zone} {change:+d}" if change else zone


def _foot(within: int, rest: int) -> Text:
    zh, en = f"片区内 {within:,} 人", f"within zones: {within:,}"
    return Text(f"{zh}；未画 {rest:,} 人", f"{en}; not drawn: {rest:,}") if rest else Text(zh, en)
