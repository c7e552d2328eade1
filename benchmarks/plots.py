"""Drawings by question: how many are solved in what time, how it grows, how near over time, and how good beside others.

Each is written as SVG and PNG; all are drawn from the rows the tables hold, so none shows what no row states.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from benchmarks.harness.rows import OURS, Row
from benchmarks.harness.targets import DRAWS
from benchmarks.peers.record import Point
from benchmarks.peers.registry import PEERS
from benchmarks.table import by_spec
from models.words import many

INK, MUTED, LINE = "#22313f", "#6b7885", "#dfe4e8"
COLOURS = {
    OURS: "#0f6e84", "cp_sat": "#c2571a", "highs": "#5b6fa8", "scip": "#7a9e4b", "flow": "#8a8f94",
    "serial": "#b0567a", "deferred": "#c9a227",
}  # fmt: skip
MARKS = {"default": "o", "hard": "s", "core": "^", "province": "D"}
LINES = {"default": "-", "hard": "--", "core": ":", "province": "-."}
FOLDER = "plots"
NEVER = 1e-4
"""Gaps are drawn down to this share; what is nearer is drawn as 0."""
ROOMY = 1000
"""A logarithmic axis that spans less has room for marks between the powers of ten."""


def write_plots(rows: Sequence[Row], out: Path) -> list[Path]:
    """Draw every question the rows can answer; returns the files written."""
    drawn: dict[str, Figure | None] = {"cactus": cactus(rows), "scaling": scaling(rows)}
    for spec, of_spec in by_spec(rows).items():
        drawn[f"gap-{spec}"] = gap_over_time(spec, of_spec)
        drawn[f"values-{spec}"] = values(spec, of_spec)
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    # One text gives one file: no date, and names of parts that do not change from run to run.
    with mpl.rc_context({"svg.hashsalt": "lungang"}):
        for name, figure in drawn.items():
            if figure is not None:
                for kind, about in (("svg", {"Date": None, "Creator": None}), ("png", {"Software": None})):
                    path = folder / f"{name}.{kind}"
                    figure.savefig(path, dpi=150, metadata=about)
                    written.append(path)
    return written


def cactus(rows: Sequence[Row]) -> Figure | None:
    """Draw how many instances each peer has proven best, tier by tier to the last, within a time."""
    solvers = [row for row in rows if _kind(row.peer) in ("ours", "solver")]
    if not any(row.proven for row in solvers):
        return None
    figure, (axes,) = _panels(1, 1, 7.2, 4.4)
    shortest = min(row.seconds for row in solvers) / 1.3
    longest = max(row.seconds for row in solvers) * 1.3
    for peer in _peers(solvers):
        of_peer = {row.hash + row.spec: row for row in solvers if row.peer == peer}
        seconds = sorted(row.seconds for row in of_peer.values() if row.proven)
        steps, counts = [shortest, *seconds, longest], [0, *range(1, len(seconds) + 1), len(seconds)]
        label = f"{_title(peer)}: {len(seconds)} of {len(of_peer)}"
        axes.step(steps, counts, where="post", label=label, **_stroke(peer))
        axes.plot(seconds, counts[1:-1], "o", ms=4, color=_colour(peer))
    axes.set(xscale="log", xlim=(shortest, longest), ylim=(0, None))
    _in_steps(axes.xaxis)
    axes.set_xlabel("seconds of the whole command")
    axes.set_ylabel("instances with every tier proven")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    _head(figure, "How many instances are proven within a time?", "Each peer, of the instances it was given.")
    _legend(axes)
    return figure


def scaling(rows: Sequence[Row]) -> Figure | None:
    """Draw seconds and memory over the number of open pairs; the exponent of each series in the legend."""
    series: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        # The smallest measure how long a program takes to start.
        if row.sizes.get("open_pairs") and row.outcome != "crash" and row.suite != "smoke":
            series.setdefault((row.peer, _preset(row)), []).append(row)
    series = {name: of for name, of in series.items() if len({row.sizes["open_pairs"] for row in of}) > 1}
    if not series:
        return None
    figure, panels = _panels(1, 2, 12.5, 4.4)
    measures: tuple[tuple[str, Callable[[Row], float]], ...] = (
        ("seconds of the whole command", lambda row: row.seconds),
        ("memory of all its processes, GB", lambda row: row.peak_tree / 2**30),
    )
    for axes, (name, of) in zip(panels, measures, strict=True):
        for (peer, preset), of_series in series.items():
            _series(axes, of_series, peer, preset, of)
        axes.set(xscale="log", yscale="log")
        axes.set_xlabel("open pairs")
        axes.set_ylabel(name)
        _in_steps(axes.xaxis, _short)
        _in_steps(axes.yaxis)
        axes.legend(frameon=False, fontsize=8.5, labelcolor=INK, loc="upper left", bbox_to_anchor=(1.0, 1.02))
    _head(
        figure,
        "How do time and memory grow?",
        "Filled: came to its end. Hollow: stopped at a limit. n: open pairs. Peers measured at several sizes.",
    )
    return figure


def _series(axes: Axes, rows: Sequence[Row], peer: str, preset: str, of: Callable[[Row], float]) -> None:
    rows = sorted(rows, key=lambda row: int(row.sizes["open_pairs"]))
    n = np.array([row.sizes["open_pairs"] for row in rows], dtype=float)
    y = np.array([of(row) for row in rows])
    ended = np.array([row.outcome == "done" and (row.proven or _kind(peer) != "solver") for row in rows])
    colour, label = _colour(peer), f"{_title(peer)}, {preset}"
    if len(np.unique(n[ended])) > 1:
        slope, base = np.polyfit(np.log(n[ended]), np.log(y[ended]), 1)
        ends = np.array([n[ended].min(), n[ended].max()])
        axes.plot(ends, np.exp(base) * ends**slope, color=colour, ls=LINES.get(preset, "-"), lw=1.2, alpha=0.8)
        label += f"\ngrows as n^{slope:.2f}"
    mark = MARKS.get(preset, "o")
    axes.plot(n[ended], y[ended], mark, ms=6, color=colour, label=label if ended.any() else None)
    axes.plot(n[~ended], y[~ended], mark, ms=6, mfc="white", color=colour, label=None if ended.any() else label)


def gap_over_time(spec: str, rows: Sequence[Row]) -> Figure | None:
    """Draw, tier by tier, how far each peer's best plan was above the bound Lungang proved, as time went on."""
    ours = next((row for row in rows if row.peer == OURS and row.tiers), None)
    if ours is None:
        return None
    tiers = [i for i, tier in enumerate(ours.tiers) if not DRAWS & set(tier.goals) and tier.bound is not None]
    traced = [row for row in rows if row.trace]
    if not tiers or not traced:
        return None
    across = min(3, len(tiers))
    figure, panels = _panels(math.ceil(len(tiers) / across), across, 3.7 * across, 3.1 * math.ceil(len(tiers) / across))
    first = min(_moment(point) for row in traced for point in row.trace) / 1.2
    last = max(row.trace[-1].seconds for row in traced) * 1.2
    for axes, number in zip(panels, tiers, strict=False):
        bound = ours.tiers[number].bound or 0
        for row in traced:
            seconds, gaps = _gaps(row.trace, number, bound, last)
            if not seconds:
                continue
            loose = not _comparable(row, ours, number)
            width = 4.0 if row.peer == OURS else 1.4  # curves that meet at 0 stay visible
            axes.step(seconds, gaps, where="post", ls=":" if loose else "-", lw=width, color=_colour(row.peer))
            axes.plot(seconds[0], gaps[0], "o", ms=3.5, color=_colour(row.peer), clip_on=False)
        axes.set_title("+".join(ours.tiers[number].goals), fontsize=10, color=INK, loc="left")
        axes.set(xscale="log", xlim=(first, last))
        _in_steps(axes.xaxis)
        axes.set_yscale("symlog", linthresh=NEVER, linscale=0.4)
        axes.set_ylim(-0.2 * NEVER, 1.4)
        axes.yaxis.set_major_locator(FixedLocator([0, 1e-3, 1e-2, 1e-1, 1]))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
    for axes in panels[len(tiers) :]:
        axes.set_visible(False)
    for axes in panels[max(0, len(tiers) - across) : len(tiers)]:
        axes.set_xlabel("seconds of solving")
    for peer in _peers(traced):
        panels[0].plot([], [], label=_title(peer), **_stroke(peer))
    figure.legend(loc="lower center", ncols=len(_peers(traced)), frameon=False, fontsize=9, labelcolor=INK)
    _head(
        figure,
        f"{spec}: how near to the best, and when?",
        "Best plan so far above the proven bound, tier by tier. Dotted: an earlier tier was left above its best.",
        foot=0.35,
    )
    return figure


def _gaps(points: Iterable[Point], tier: int, bound: int, until: float) -> tuple[list[float], list[float]]:
    """Return when the best value of a tier changed, and its gap from then on, drawn on to `until`."""
    seconds: list[float] = []
    gaps: list[float] = []
    for point in points:
        # A value below the bound is no better plan: an earlier tier was given up for it.
        if point.tier == tier and point.value is not None and point.value >= bound:
            gap = (point.value - bound) / max(abs(point.value), 1)
            if not gaps or gap != gaps[-1]:
                seconds.append(_moment(point))
                gaps.append(gap)
    if seconds:
        seconds.append(until)
        gaps.append(gaps[-1])
    return seconds, gaps


def _moment(point: Point) -> float:
    """Return when a point was written; what comes at once is drawn at a hundredth of a second."""
    return max(point.seconds, 0.01)


def _comparable(row: Row, ours: Row, number: int) -> bool:
    """Whether a run ended every tier before this one as well as ours."""
    before = zip(row.tiers[:number], ours.tiers[:number], strict=False)
    return all(tier.value == best.value for tier, best in before)


def values(spec: str, rows: Sequence[Row]) -> Figure | None:
    """Draw what each peer's plan is worth in every tier but the draw, beside the bound Lungang proved."""
    order = _peers(rows)
    planned = sorted((row for row in rows if row.tiers and row.moved is not None), key=lambda r: order.index(r.peer))
    ours = next((row for row in planned if row.peer == OURS), None)
    if ours is None or len(planned) < 2:
        return None
    tiers = [i for i, tier in enumerate(ours.tiers) if not DRAWS & set(tier.goals)]
    figure, panels = _panels(1, len(tiers), 2.6 + 2.3 * len(tiers), 0.42 * len(planned) + 1.7, share_y=True)
    names = [
        _title(row.peer) + (f"\n{many(n, 'breach', 'breaches')}" if (n := _broken(row)) else "") for row in planned
    ]
    for axes, number in zip(panels, tiers, strict=True):
        told = [row.tiers[number].value if number < len(row.tiers) else None for row in planned]
        most = max([v for v in told if v is not None] + [1])
        for y, (row, value) in enumerate(zip(planned, told, strict=True)):
            if value is None:
                continue
            broken = bool(_broken(row))
            axes.barh(y, value, 0.62, color="white" if broken else _colour(row.peer), edgecolor=_colour(row.peer),
                      hatch="////" if broken else None, lw=1)  # fmt: skip
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
            axes.text(value + most * 0.035, y, f"{value:,}", va="center", fontsize=8.5, color=INK, bbox=box)
        bound = ours.tiers[number].bound
        if bound is not None:
            axes.axvline(bound, color=INK, lw=0.9, ls=(0, (3, 2)), zorder=1.5)
        axes.set_title("+".join(ours.tiers[number].goals), fontsize=10, color=INK, loc="left")
        axes.set(xlim=(0, most * 1.35), ylim=(len(planned) - 0.4, -0.6))
        axes.set_xticks([])
        axes.set_yticks(range(len(planned)), names)
        axes.tick_params(axis="y", length=0)
        axes.spines["bottom"].set_visible(False)
        axes.grid(visible=False)
    _head(
        figure,
        f"{spec}: what is each plan worth?",
        "Smaller is better, the left tier first. Dashed: the proven bound. Hatched: the plan breaks hard rules.",
    )
    return figure


def _broken(row: Row) -> int:
    return sum(row.breaches.values()) if row.breaches else 0


def _peers(rows: Iterable[Row]) -> list[str]:
    """Return the peers of some rows, in the order of the registry."""
    there = {row.peer for row in rows}
    return [name for name in PEERS if name in there] + sorted(there - set(PEERS))


def _kind(peer: str) -> str:
    return PEERS[peer].kind if peer in PEERS else ""


def _title(peer: str) -> str:
    return PEERS[peer].title if peer in PEERS else peer


def _preset(row: Row) -> str:
    return row.spec.partition("-")[0]


def _colour(peer: str) -> str:
    return COLOURS.get(peer, MUTED)


def _stroke(peer: str) -> dict[str, Any]:
    return {"color": _colour(peer), "lw": 2.2 if peer == OURS else 1.5}


def _panels(down: int, across: int, width: float, height: float, *, share_y: bool = False) -> tuple[Figure, list[Axes]]:
    """Return a figure of some inches with bare axes in the house style, row by row."""
    figure = Figure(figsize=(width, height), facecolor="white")
    grid = figure.subplots(down, across, squeeze=False, sharey=share_y)
    panels: list[Axes] = list(grid.ravel())
    for axes in panels:
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(LINE)
        axes.tick_params(colors=MUTED, labelsize=8.5, length=3)
        axes.grid(color=LINE, lw=0.6)
        axes.set_axisbelow(True)
        axes.xaxis.label.set(color=MUTED, fontsize=9)
        axes.yaxis.label.set(color=MUTED, fontsize=9)
    return figure, panels


def _head(figure: Figure, question: str, note: str, foot: float = 0.0) -> None:
    """Write the question and a note above the panels, and leave `foot` inches below them."""
    height = figure.get_figheight()
    figure.text(0.012, 1 - 0.10 / height, question, fontsize=12, color=INK, va="top", weight="bold")
    figure.text(0.012, 1 - 0.36 / height, note, fontsize=9, color=MUTED, va="top")
    figure.tight_layout(rect=(0, foot / height, 1, 1 - 0.55 / height))


def _legend(axes: Axes) -> None:
    axes.legend(frameon=False, fontsize=8.5, labelcolor=INK)


def _in_steps(axis: Axis, say: Callable[[float, object], str] | None = None) -> None:
    """Mark a logarithmic axis in plain numbers: powers of ten, and between them twos and fives if there is room."""
    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1,) if high / low > ROOMY else (1, 2, 5)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(say or _plain))


def _plain(value: float, _: object = None) -> str:
    return f"{value:g}"


def _short(value: float, _: object = None) -> str:
    """Write a number of pairs as people say it: 30k, 2M."""
    return f"{value / 1e6:g}M" if value >= 1e6 else f"{value / 1e3:g}k" if value >= 1e3 else f"{value:g}"
