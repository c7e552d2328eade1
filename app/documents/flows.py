"""The flow chart: who leaves which zone for which, as ribbons from left to right."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Curve

from app.documents.charts import INK, MUTED, Chart, canvas, write
from app.documents.fonts import to_svg
from app.documents.summary import Summary, percent

MOST_ZONES = 12
COLOURS = (
    "#0f6e84", "#d98e32", "#5b6fa8", "#7a9e4b", "#b0567a", "#3f9c8f",
    "#a8743f", "#7d68a6", "#c9a227", "#4f8fc0", "#9c5a4a", "#67787f",
)  # fmt: skip
WIDTH, LEFT, RIGHT, BAR = 11.0, 2.7, 8.3, 0.13


def zone_flows(s: Summary) -> Chart:
    """Draw the moves between zones; beyond twelve zones the smallest stand together as 其他."""
    note = s.say(
        "左为流出片区，右为流入片区，带宽为人数；浅色为片区内部调动。指向色带可见人数。",
        "Zones people leave, and enter; width is people. Pale: within a zone. Point at a ribbon for its number.",
    )
    flows = _grouped(s)
    if flows.empty:
        return Chart("flows", s.say("本方案没有人员调动", "This plan moves nobody"), note)
    if not s.zoned:
        told = s.say(
            f"{s.moved} 人调动；学校表没有填写片区，画不出流向", f"{s.moved} people move; the schools have no zones"
        )
        return Chart(
            "flows",
            told,
            s.say("填写“片区”一列后，这里会画出流向图。", "Fill in the zone column to see the flows here."),
        )
    title = _title(s)
    if (
        flows["origin"].nunique() == flows["destination"].nunique() == 1
        and (flows["origin"] == flows["destination"]).all()
    ):
        return Chart(
            "flows",
            title,
            s.say("全部调动在同一片区内，无需流向图。", "All within one zone: there is no flow to draw."),
        )
    if (rest := s.flows[["origin", "destination"]].stack().nunique() - MOST_ZONES + 1) > 1:
        note += s.say(f"“其他”为其余 {rest} 个片区之和。", f" 'Other zones' are the remaining {rest}.")
    out, into = flows.groupby("origin")["people"].sum(), flows.groupby("destination")["people"].sum()
    net = into.sub(out, fill_value=0)
    order = net.sort_values(kind="stable").index.tolist()
    colour = {zone: COLOURS[i % len(COLOURS)] for i, zone in enumerate(order)}
    height = max(3.2, 0.52 * max(len(out), len(into)) + 0.9)
    figure, axes = canvas(WIDTH, height)
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    room, pad = height - 0.75, 0.16
    unit = min((room - pad * (len(ends) - 1)) / int(ends.sum()) for ends in (out, into))
    tops = {
        side: _stack(ends.reindex([z for z in order if z in ends]), unit, pad, height)
        for side, ends in (("l", out), ("r", into))
    }
    write(axes, LEFT, 0.2, s.say("流出", "leaving"), ha="right", color=MUTED)
    write(axes, RIGHT, 0.2, s.say("流入", "entering"), color=MUTED)
    hints = _ribbons(axes, flows, order, tops, unit, colour)
    for zone, top in tops["l"].items():
        _node(axes, LEFT, top, out[zone] * unit, colour[zone])
        write(axes, LEFT - 0.12, top + out[zone] * unit / 2, f"{zone}  {out[zone]}", ha="right")
    for zone, top in tops["r"].items():
        _node(axes, RIGHT - BAR, top, into[zone] * unit, colour[zone])
        write(axes, RIGHT + 0.12, top + into[zone] * unit / 2, f"{into[zone]}  {zone}")
        change = int(net[zone])
        write(
            axes,
            WIDTH - 0.1,
            top + into[zone] * unit / 2,
            s.say("净 ", "net ") + f"{change:+d}",
            ha="right",
            color=MUTED,
        )
    return Chart("flows", title, note, to_svg(figure, "flows", title, hints))


def _grouped(s: Summary) -> pd.DataFrame:
    """Return the flows with all but the busiest zones under one name."""
    flows = s.flows
    busy = pd.concat([flows.groupby(end)["people"].sum() for end in ("origin", "destination")]).groupby(level=0).sum()
    if len(busy) <= MOST_ZONES:
        return flows
    kept = set(busy.nlargest(MOST_ZONES - 1).index)
    other = s.say("其他", "other zones")
    ends = flows[["origin", "destination"]].map(lambda zone: zone if zone in kept else other)
    return ends.assign(people=flows["people"]).groupby(["origin", "destination"])["people"].sum().reset_index()


def _title(s: Summary) -> str:
    exact = s.flows
    across = int(exact.loc[exact["origin"] != exact["destination"], "people"].sum())
    if not across:
        return s.say(f"{s.moved} 人全部在片区内调动", f"All {s.moved} moves stay within their zone")
    net = exact.groupby("destination")["people"].sum().sub(exact.groupby("origin")["people"].sum(), fill_value=0)
    head = s.say(
        f"{s.moved} 人调动，{percent(across / s.moved)} 跨片区",
        f"{s.moved} people move, {percent(across / s.moved)} to another zone",
    )
    gainer, loser = str(net.idxmax()), str(net.idxmin())
    if net.max() <= 0:
        return head + s.say("，各片区进出相抵", "; every zone gets back as many as it gives")
    return head + s.say(
        f"；{gainer}净增 {int(net.max())} 人，{loser}净减 {-int(net.min())} 人",
        f"; {gainer} gains {int(net.max())}, {loser} gives {-int(net.min())}",
    )


def _stack(ends: pd.Series, unit: float, pad: float, height: float) -> dict[str, float]:
    """Return where each zone's bar begins, the column centred."""
    used = float(ends.sum()) * unit + pad * (len(ends) - 1)
    top = 0.45 + (height - 0.6 - used) / 2
    tops = {}
    for zone, people in ends.items():
        tops[str(zone)] = top
        top += people * unit + pad
    return tops


def _ribbons(
    axes: Axes,
    flows: pd.DataFrame,
    order: list[str],
    tops: dict[str, dict[str, float]],
    unit: float,
    colour: dict[str, str],
) -> dict[str, str]:
    """Draw the ribbons, wide ones with their number; return what pointing at each tells."""
    at = {side: dict(starts) for side, starts in tops.items()}
    place = {zone: i for i, zone in enumerate(order)}
    people = {(str(r.origin), str(r.destination)): int(str(r.people)) for r in flows.itertuples()}
    spans: dict[tuple[str, str], list[float]] = {}
    for pair in sorted(people, key=lambda p: (place[p[0]], place[p[1]])):
        spans[pair] = [at["l"][pair[0]]]
        at["l"][pair[0]] += people[pair] * unit
    for pair in sorted(people, key=lambda p: (place[p[1]], place[p[0]])):
        spans[pair].append(at["r"][pair[1]])
        at["r"][pair[1]] += people[pair] * unit
    hints = {}
    for i, (pair, (y0, y1)) in enumerate(spans.items()):
        thick = people[pair] * unit
        within = pair[0] == pair[1]
        ribbon = PathPatch(
            _ribbon(y0, y1, thick), facecolor=colour[pair[0]], alpha=0.22 if within else 0.55, lw=0, gid=f"flow{i}"
        )
        axes.add_patch(ribbon)
        hints[f"flow{i}"] = f"{pair[0]} → {pair[1]}  {people[pair]}"
        if thick > 0.125:
            write(axes, LEFT + BAR + 0.16, y0 + thick / 2, str(people[pair]), fontsize=8.2, color=INK)
    return hints


def _ribbon(y0: float, y1: float, thick: float) -> Curve:
    x0, x1 = LEFT + BAR, RIGHT - BAR
    middle = (x0 + x1) / 2
    points = [
        (x0, y0),
        (middle, y0),
        (middle, y1),
        (x1, y1),
        (x1, y1 + thick),
        (middle, y1 + thick),
        (middle, y0 + thick),
        (x0, y0 + thick),
        (x0, y0),
    ]
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    return Curve(points, codes)


def _node(axes: Axes, x: float, top: float, tall: float, colour: str) -> None:
    axes.add_patch(Rectangle((x, top), BAR, tall, facecolor=colour, lw=0))
