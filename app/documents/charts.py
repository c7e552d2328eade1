"""The charts of a plan: drawings people would rather look at than read.

Each chart states its finding in a sentence worked out from the data; where there is nothing to draw, words say so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from app.documents.fonts import drawable, prepare, to_svg
from app.documents.summary import Summary, gap, gap_words, percent

INK, MUTED, LINE, PAPER = "#22313f", "#6b7885", "#dfe4e8", "#ffffff"
BEFORE, AFTER, ALERT = "#a9b4be", "#0f6e84", "#c2571a"
STEPS = ("#0f6e84", "#4a97a8", "#82bac6", "#b3d5dc", "#d3e6ea")
"""First choice, second, third, fourth, fifth and later: darker is better. Told apart by lightness, not hue."""
SIZE = 9.4
MOST_SUBJECTS, MOST_SCHOOLS, MOST_RANKS = 18, 60, 5


@dataclass(frozen=True)
class Chart:
    """A drawing with its finding; `svg` is "" where there is nothing to draw."""

    key: str
    title: str
    note: str
    svg: str = ""


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """Return a figure of that many inches with one bare axes that fills it."""
    prepare()
    figure = Figure(figsize=(width, height), facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    return figure, axes


def write(axes: Axes, x: float, y: float, text: str, **style: object) -> None:
    """Write text in the house style; characters no font has are replaced."""
    axes.text(x, y, drawable(text), **{"fontsize": SIZE, "color": INK, "va": "center", **style})  # type: ignore[arg-type]


def shortage_by_subject(s: Summary) -> Chart:
    """Draw each subject's shortage before and after, the largest first."""
    table = s.shortage_by("subject")
    table = table[(table["shortage_before"] > 0) | (table["shortage_after"] > 0)]
    note = s.say(
        "缺额：各岗位核定人数不足部分之和。灰点为调配前，色点为调配后。",
        "Shortage: people missing at posts, summed. Grey before, coloured after.",
    )
    if table.empty:
        return Chart(
            "subjects", s.say("调配前后各学科均无缺额", "No subject is short of people, before or after"), note
        )
    columns = (table[c].tolist() for c in ("subject", "shortage_before", "shortage_after"))
    rows: list[tuple[str, int, int]] = list(zip(*columns, strict=True))
    if len(rows) > MOST_SUBJECTS:
        rest = rows[MOST_SUBJECTS - 1 :]
        rows = [
            *rows[: MOST_SUBJECTS - 1],
            (s.say("其他学科", "other subjects"), sum(r[1] for r in rest), sum(r[2] for r in rest)),
        ]
    figure, axes = canvas(5.4, 0.3 * len(rows) + 0.35)
    left, widest = 1.35, max(max(b, a) for _, b, a in rows)
    end = 5.1 - 0.23 * len(str(widest))
    scale = (end - left) / widest
    axes.set(xlim=(0, 5.4), ylim=(len(rows) - 0.35, -0.8))
    for y, (subject, before, after) in enumerate(rows):
        colour = ALERT if after > before else AFTER
        b, a = left + before * scale, left + after * scale
        axes.plot([left, end], [y, y], color=LINE, lw=0.7, zorder=1)
        axes.plot([b, a], [y, y], color=colour, lw=2.6, alpha=0.35, solid_capstyle="butt", zorder=2)
        axes.plot(b, y, "o", ms=6.5, color=BEFORE, zorder=3)
        axes.plot(a, y, "o", ms=6.5, color=colour, zorder=4)
        write(axes, left - 0.18, y, subject, ha="right")
        told = f"{before} → {after}" if before != after else f"{after}"
        write(axes, 5.36, y, told, ha="right", color=colour if before != after else MUTED)
    title = _subject_title(s, rows)
    return Chart("subjects", title, note, to_svg(figure, "subjects", title))


def _subject_title(s: Summary, rows: Sequence[tuple[str, int, int]]) -> str:
    subject, before, after = max(rows, key=lambda r: (r[1] - r[2], r[1]))
    if before <= after:
        return s.say("各学科缺额没有减少", "No subject is less short than before")
    if after == 0:
        return s.say(f"{subject}缺额由 {before} 人全部补齐", f"{subject}: all {before} missing people found")
    return s.say(f"{subject}缺额由 {before} 人减至 {after} 人", f"{subject}: shortage down from {before} to {after}")


def choice_ranks(s: Summary) -> Chart:
    """Draw how many movers got which of their choices."""
    note = s.say("只统计调动的教师；占比为占全部调动人数之比。", "Movers only; shares are of all movers.")
    if not s.moved:
        return Chart("choices", s.say("本方案没有人员调动", "This plan moves nobody"), note)
    first, third = s.within_choice(1), s.within_choice(3)
    if first is None or third is None:
        return Chart("choices", s.say("调动的教师均未填报志愿", "No mover had stated choices"), note)
    granted = s.ranks[s.ranks.index >= 1]
    bars = [
        (s.say(f"第 {r} 志愿", f"choice {r}"), int(granted.get(r, 0)), STEPS[r - 1]) for r in range(1, MOST_RANKS + 1)
    ]
    while bars[-1][1] == 0 and len(bars) > 1:
        bars.pop()
    if (later := int(granted[granted.index > MOST_RANKS].sum())) > 0:
        bars.append((s.say(f"第 {MOST_RANKS + 1} 志愿及以后", f"choice {MOST_RANKS + 1} or later"), later, STEPS[-1]))
    bars.append((s.say("志愿外", "outside the list"), int(s.ranks.get(0, 0)), ALERT))
    bars.append((s.say("未填志愿", "no choices stated"), int(s.ranks.get(-1, 0)), BEFORE))
    figure, axes = canvas(5.4, 0.46 * len(bars) + 0.2)
    axes.set(xlim=(0, 5.4), ylim=(len(bars) - 0.4, -0.6))
    left, most = 1.35, max(n for _, n, _ in bars)
    for y, (label, count, colour) in enumerate(bars):
        length = (5.4 - left - 1.15) * count / most
        axes.barh(y, length, left=left, height=0.56, color=colour)
        write(axes, left - 0.18, y, label, ha="right")
        write(axes, left + length + 0.1, y, str(count), weight="normal")
        write(axes, 5.36, y, percent(count / s.moved), ha="right", color=MUTED)
    title = s.say(
        f"填报志愿者中 {percent(first)} 获第 1 志愿，{percent(third)} 在前三志愿内",
        f"Of those who chose, {percent(first)} got their first choice and {percent(third)} one of the first three",
    )
    return Chart("choices", title, note, to_svg(figure, "choices", title))


def schools_against_establishment(s: Summary) -> Chart:
    """Draw every school's headcount before and after, as people above or below its establishment."""
    table = s.schools
    title = _schools_title(s, table)
    note = s.say(
        "竖线为各校编制数；左侧为空编，右侧为超编。灰点为调配前，色点为调配后。",
        "The line is each school's establishment: vacancies left of it, surplus right. Grey before, coloured after.",
    )
    if len(table) > MOST_SCHOOLS:
        weight = table["change"].abs() + 2 * table[["over_before", "over_after"]].max(axis=1)
        table = table.loc[weight.nlargest(MOST_SCHOOLS).index].sort_index()
        most = f"共 {len(s.schools)} 所，图中为变化或超编最大的 {MOST_SCHOOLS} 所。"
        note += s.say(most, f" Of {len(s.schools)} schools, the {MOST_SCHOOLS} with the largest change or surplus.")
    if table.empty:
        return Chart("schools", s.say("没有学校", "There are no schools"), note)
    before = table["headcount_before"] - table["establishment"]
    after = table["headcount_after"] - table["establishment"]
    low, high = min(0, int(before.min()), int(after.min())), max(0, int(before.max()), int(after.max()))
    left, right = 3.3, 9.05
    scale = (right - left) / max(1, high - low)

    def x(value: int) -> float:
        return left + (value - low) * scale

    zones = table["zone"].tolist()
    places = [i + 0.7 * sum(zones[j] != zones[j - 1] for j in range(1, i + 1)) for i in range(len(zones))]
    figure, axes = canvas(11, 0.232 * places[-1] + 0.75)
    axes.set(xlim=(0, 11), ylim=(places[-1] + 0.8, -2.2))
    axes.plot([x(0), x(0)], [-0.9, places[-1] + 0.6], color=INK, lw=1.1, zorder=2)
    write(axes, x(0), -1.6, s.say("编制数", "establishment"), ha="center", color=INK)
    if low < 0:
        write(axes, x(low), -1.6, s.say(f"空编 {-low}", f"{-low} vacant"), ha="center", color=MUTED)
    if high > 0:
        write(axes, x(high), -1.6, s.say(f"超编 {high}", f"{high} over"), ha="center", color=MUTED)
    write(axes, 10.9, -1.6, s.say("人数变化 / 编制", "headcount"), ha="right", color=MUTED)
    for i, (y, row) in enumerate(zip(places, table.to_dict("records"), strict=True)):
        b, a = int(before.iloc[i]), int(after.iloc[i])
        colour = ALERT if a > 0 else AFTER
        if i == 0 or zones[i] != zones[i - 1]:
            write(axes, 0.05, y, str(row["zone"]), color=INK)
            if i:
                axes.plot([0.05, 10.95], [y - 0.85, y - 0.85], color=LINE, lw=0.6)
        axes.plot([left, right], [y, y], color=LINE, lw=0.4, zorder=1)
        axes.plot([x(b), x(a)], [y, y], color=colour, lw=2.4, alpha=0.35, solid_capstyle="butt", zorder=3)
        axes.plot(x(b), y, "o", ms=5, color=BEFORE, zorder=4)
        axes.plot(x(a), y, "o", ms=5, color=colour, zorder=5)
        write(axes, left - 0.2, y, str(row["name"]), ha="right", fontsize=8.8)
        change = f"{row['headcount_before']} → {row['headcount_after']}" if b != a else f"{row['headcount_after']}"
        write(axes, 10.35, y, change, ha="right", fontsize=8.8, color=colour if b != a else MUTED)
        write(axes, 10.9, y, f"/ {row['establishment']}", ha="right", fontsize=8.8, color=MUTED)
    return Chart("schools", title, note, to_svg(figure, "schools", title))


def _schools_title(s: Summary, table: pd.DataFrame) -> str:
    before, after = int((table["over_before"] > 0).sum()), int((table["over_after"] > 0).sum())
    fresh = int((table["over_after"] > table["over_before"]).sum())
    if before == after == 0:
        return s.say("调配前后各校均不超编", "No school is over its establishment, before or after")
    if after < before:
        head = s.say(
            f"超编学校由 {before} 所减至 {after} 所", f"Schools over establishment: {before} before, {after} after"
        )
    elif after == before:
        head = s.say(f"超编学校仍为 {after} 所", f"Schools over establishment: still {after}")
    else:
        head = s.say(
            f"超编学校由 {before} 所增至 {after} 所", f"Schools over establishment: up from {before} to {after}"
        )
    tail = s.say("，没有学校因调配而超编加重", "; none is further over than before")
    return head + (tail if fresh == 0 else s.say(f"，其中 {fresh} 所超编加重", f"; {fresh} further over than before"))


def tier_strip(s: Summary) -> Chart:
    """Draw, tier by tier, how much of the value is proven to be unavoidable."""
    note = s.say(
        "实心：已证明不能低于此值；斜线：尚未排除的改进余地。后一级的下界只就前几级同样好的方案而言。",
        "Solid: provably needed; hatched: not yet ruled out. A later bound speaks of plans as good in earlier tiers.",
    )
    tiers = s.outcome.tiers
    if not tiers:
        return Chart("tiers", s.say("本方案没有目标", "This plan has no goals"), note)
    width = 11.0
    figure, axes = canvas(width, 0.36 * len(tiers) + 0.1)
    axes.set(xlim=(0, width), ylim=(len(tiers) - 0.45, -0.55))
    left, right = 2.1, 7.0
    for y, tier in enumerate(tiers):
        share = 1 - gap(tier)
        axes.barh(y, (right - left) * share, left=left, height=0.42, color=AFTER)
        if share < 1:
            axes.barh(y, (right - left) * (1 - share), left=left + (right - left) * share, height=0.42, color=PAPER,
                      edgecolor=ALERT, hatch="////", lw=0.6)  # fmt: skip
        write(axes, 0.05, y, s.tier_name(tier))
        numbers = (
            f"{tier.value:,}"
            if tier.proven
            else s.say(f"{tier.value:,}，下界 {tier.bound:,}", f"{tier.value:,}, bound {tier.bound:,}")
        )
        write(axes, right + 0.2, y, numbers, color=INK)
        told = (
            s.say("已证明最优", "proven best")
            if tier.proven
            else s.say(f"差距 {gap_words(gap(tier))}", f"gap {gap_words(gap(tier))}")
        )
        write(axes, width - 0.05, y, told, ha="right", color=AFTER if tier.proven else ALERT)
    proven = sum(tier.proven for tier in tiers)
    if proven == len(tiers):
        title = s.say("每一级目标都已证明不可能更好", "Every goal is proven: nothing better exists")
    elif not proven:
        title = s.say("各级目标都还没有证明到底", "No tier of goals is proven best yet")
    else:
        title = s.say(
            f"{len(tiers)} 级目标中 {proven} 级已证明最优", f"{proven} of {len(tiers)} tiers of goals are proven best"
        )
    return Chart("tiers", title, note, to_svg(figure, "tiers", title))


def draw_all(s: Summary, flows: Callable[[Summary], Chart]) -> dict[str, Chart]:
    """Draw every chart of a plan, by key."""
    drawn = (flows(s), shortage_by_subject(s), choice_ranks(s), schools_against_establishment(s), tier_strip(s))
    return {chart.key: chart for chart in drawn}
