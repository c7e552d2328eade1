"""The frontier of two goals: what of one is bought with how much of the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.documents.charts import AFTER, ALERT, INK, LINE, MUTED, PAPER, Chart, canvas, write
from app.documents.fonts import to_svg
from app.documents.summary import goal_words
from app.documents.whatif.lines import ranked
from models.words import Lang, Text, joined
from scenarios.whatif.comparison import Comparison, Frontier, Point

_WIDE, _TALL = 7.4, 3.6
_MOST_LABELS = 10


def frontier_chart(told: Comparison, lang: Lang) -> Chart | None:
    """Draw the frontier as the staircase it is, the baseline's plan marked, unproven points hollow.

    Where there is nothing to trade words are enough; None where no frontier was asked for.
    """
    frontier, base = told.frontier, told.rows[0].name
    if frontier is None:
        return None
    first, second = (goal_words(goal)[0] for goal in frontier.goals)
    title = step_sentence(frontier)
    points = frontier.points
    if len(points) < 2:
        return Chart("frontier", title.say(lang), _held(frontier, base, ranked(told)).say(lang) if points else "")
    note = _note(frontier, base, ranked(told))
    figure, axes = canvas(_WIDE, _TALL)
    axes.set(xlim=(0, _WIDE), ylim=(_TALL, 0))
    shown = [*points, *([frontier.baseline] if frontier.baseline is not None else [])]
    left, right, top, bottom = 0.95, _WIDE - 0.9, 0.55, _TALL - 0.7
    low, high = min(p.first for p in shown), max(p.first for p in shown)
    floor, roof = min(p.second for p in shown), max(p.second for p in shown)

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            left + (right - left) * ((x - low) / (high - low) if high > low else 0.5),
            bottom - (bottom - top) * ((y - floor) / (roof - floor) if roof > floor else 0.5),
        )

    axes.plot([left - 0.2, left - 0.2, right + 0.2], [top - 0.15, bottom + 0.2, bottom + 0.2], color=LINE, lw=1)
    corners = [(p.first, q.second) for p, q in zip(points[1:], points, strict=False)]
    stairs = [place(points[0].first, points[0].second)]
    for corner, point in zip(corners, points[1:], strict=True):
        stairs += [place(*corner), place(point.first, point.second)]
    axes.plot([x for x, _ in stairs], [y for _, y in stairs], color=AFTER, lw=1.4, zorder=2)
    few = len(points) <= _MOST_LABELS
    for k, point in enumerate(points):
        x, y = place(point.first, point.second)
        axes.plot(x, y, "o", ms=6.5, color=AFTER, mfc=AFTER if point.proven else PAPER, zorder=3)
        if few or k in (0, len(points) - 1):
            write(axes, x + 0.1, y - 0.13, f"{point.first:,} / {point.second:,}", fontsize=8.4, color=INK)
    if (here := frontier.baseline) is not None:
        x, y = place(here.first, here.second)
        axes.plot(x, y, "D", ms=11, mfc="none", color=ALERT, mew=1.6, zorder=4)
        write(axes, x - 0.16, y + 0.2, base, ha="right" if x > _WIDE / 2 else "left", color=ALERT)
    write(axes, left - 0.2, 0.2, f"{second.say(lang)} ↑", color=MUTED)
    write(axes, right + 0.2, _TALL - 0.22, f"{first.say(lang)} →", ha="right", color=MUTED)
    return Chart("frontier", title.say(lang), note.say(lang), to_svg(figure, "frontier", title.say(lang)))


def _note(frontier: Frontier, base: str, goals: Sequence[str]) -> Text:
    first, second = (goal_words(goal)[0] for goal in frontier.goals)
    held = _held(frontier, base, goals)
    zh = f"每一点：“{first.zh}”不超过横坐标时，“{second.zh}”最少可以是多少；都是越少越好。{held.zh}"
    en = f"Each point: the least {second.en} with at most that much {first.en}; of both, less is better. {held.en}"
    if not all(point.proven for point in frontier.points):
        zh, en = f"{zh}空心的点没有证明。", f"{en} Hollow points are not proven."
    return Text(zh, en.strip())


def _held(frontier: Frontier, base: str, goals: Sequence[str]) -> Text:
    """Say which goals are held at their best, which are let go, and where the baseline's plan stands."""
    zh, en = [], []
    if frontier.held:
        names = joined(goal_words(goal)[0] for goal in frontier.held)
        zh, en = [f"先保证最好的：{names.zh}。"], [f"Held at their best: {names.en}."]
    rest = [goal for goal in goals if goal not in (*frontier.held, *frontier.goals)]
    free = joined(goal_words(goal)[0] for goal in rest) if rest else Text("", "")
    if rest:
        zh, en = [*zh, f"不考虑：{free.zh}。"], [*en, f"Not considered: {free.en}."]
    if (here := frontier.baseline) is not None:
        mark = Text("（菱形）", " (diamond)") if len(frontier.points) > 1 else Text("", "")
        above = bool(rest) and all((here.first, here.second) != (p.first, p.second) for p in frontier.points)
        why = Text("；高出的部分用来顾及它们", "; what it stands above pays for those") if above else Text("", "")
        stands = f"{here.first:,} / {here.second:,}"
        zh.append(f"“{base}”的方案{mark.zh}为 {stands}{why.zh}。")
        en.append(f"The plan of '{base}'{mark.en}: {stands}{why.en}.")
    return Text("".join(zh), " ".join(en))


def steepest(points: Sequence[Point]) -> tuple[Point, Point] | None:
    """Return the step that buys most of the second goal for each unit of the first."""
    steps = [(a, b) for a, b in pairwise(points) if b.first > a.first and b.second < a.second]
    return max(steps, key=lambda s: (s[0].second - s[1].second) / (s[1].first - s[0].first), default=None)


def step_sentence(frontier: Frontier) -> Text:
    """Say what the steepest step costs and buys."""
    first, second = (goal_words(goal)[0] for goal in frontier.goals)
    step = steepest(frontier.points)
    if not frontier.points:
        return Text("没有求出取舍线", "No frontier was found")
    if step is None:
        point = frontier.points[0]
        sure = Text("", "") if point.proven else Text("（未证明）", " (not proven)")
        return Text(
            f"“{first.zh}”{point.first:,} 时，“{second.zh}”为 {point.second:,}{sure.zh}；没有别的取舍",
            f"With {first.en} {point.first:,}, {second.en} is {point.second:,}{sure.en}; there is nothing to trade",
        )
    a, b = step
    sure = Text("", "") if a.proven and b.proven else Text("（未全部证明）", " (not all of it proven)")
    return Text(
        f"换得最多的一步：“{first.zh}”由 {a.first:,} 增至 {b.first:,}，"
        f"“{second.zh}”由 {a.second:,} 减至 {b.second:,}{sure.zh}",
        f"The steepest step: {first.en} up from {a.first:,} to {b.first:,} brings {second.en} down from {a.second:,} "
        f"to {b.second:,}{sure.en}",
    )
