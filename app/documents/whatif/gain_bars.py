"""Who gains and who loses, drawn and by group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.documents.charts import AFTER, ALERT, BEFORE, LINE, MUTED, Chart, canvas, write
from app.documents.fonts import to_svg
from app.documents.sheets import width
from app.documents.whatif.answer import everybody, fare_words, holders
from app.documents.whatif.multiples import WIDTH, short
from models.words import Lang, Text
from scenarios.whatif.comparison import By, Comparison, Group

HEADS: Mapping[By, Text] = {
    "all": Text("全部", "Everybody"),
    "zone": Text("片区（现任教学校）", "Zone of the school left"),
    "subject": Text("学科", "Subject"),
    "sex": Text("性别", "Sex"),
    "age": Text("年龄", "Age"),
    "score": Text("量化得分", "Score"),
}
_SEX = {"男": Text("男", "men"), "女": Text("女", "women")}
UNKNOWN = Text("未填", "not told")


def group_name(by: By, group: Group) -> Text:
    """Name a group in the reader's words."""
    if not group.name:
        return UNKNOWN
    if by == "all":
        return Text("全部", "everybody")
    if by == "sex":
        return _SEX.get(group.name, Text(group.name, group.name))
    if by == "age":
        low, _, high = group.name.partition("-")
        if low == "0":
            return Text(f"{high} 岁以下", f"up to {high}")
        if len(high) > 2:
            return Text(f"{low} 岁以上", f"{low} and older")
        return Text(f"{low}–{high} 岁", f"{low}–{high}")
    return Text(group.name, group.name)


def gain_bars(told: Comparison, lang: Lang) -> Chart:
    """Draw, scenario by scenario, how many fare better, worse, and otherwise than under the baseline."""
    base = told.rows[0].name
    note = Text(
        f"与“{base}”逐人相比：先看是否降级聘用，再看志愿、是否与配偶同片区、路程；先有不同的一项决定好坏。"
        "表格看不出好坏的，算“不同”。",
        f"Person by person against '{base}': hired lower, then choice, then together with the spouse, then minutes on "
        "the way; the first that differs decides. 'Otherwise': the tables do not say whether that is better.",
    ).say(lang)
    known = [(row.name, group) for row in told.rows[1:] if (group := everybody(told, row.name)) is not None]
    if not known:
        title = Text("没有可比的方案，得失无从说起", "There are no plans to hold against each other")
        return Chart("gains", title.say(lang), note)
    step, left = 0.4, 0.35 + 0.075 * max(width(short(name)) for name, _ in known)
    figure, axes = canvas(WIDTH, step * len(known) + 0.5)
    axes.set(xlim=(0, WIDTH), ylim=(step * len(known) + 0.1, -0.4))
    most = max(1, *(max(g.gain, g.lose) for _, g in known))
    aside = max(1, *(g.differ for _, g in known))
    right = WIDTH - 2.6
    middle, half = (left + right) / 2, (right - left) / 2 - 0.6
    write(axes, middle - 0.12, -0.2, Text("更差", "worse").say(lang), ha="right", color=ALERT)
    write(axes, middle + 0.12, -0.2, Text("更好", "better").say(lang), color=AFTER)
    write(axes, right + 0.1, -0.2, Text("不同", "otherwise").say(lang), color=MUTED)
    axes.plot([middle, middle], [-0.05, step * len(known)], color=LINE, lw=1)
    for i, (name, group) in enumerate(known):
        y = step * (i + 0.5)
        write(axes, left - 0.14, y, short(name), ha="right")
        lose, gain = half * group.lose / most, half * group.gain / most
        axes.barh(y, -lose, left=middle, height=step * 0.6, color=ALERT)
        axes.barh(y, gain, left=middle, height=step * 0.6, color=AFTER)
        write(axes, middle - lose - 0.08, y, f"{group.lose:,}", ha="right", color=ALERT)
        write(axes, middle + gain + 0.08, y, f"{group.gain:,}", color=AFTER)
        other = 1.6 * group.differ / max(most, aside)
        axes.barh(y, other, left=right + 0.1, height=step * 0.6, color=BEFORE)
        write(axes, right + 0.18 + other, y, f"{group.differ:,}", color=MUTED)
    title = _title(known)
    return Chart("gains", title.say(lang), note, to_svg(figure, "gains", title.say(lang)))


def _title(known: list[tuple[str, Group]]) -> Text:
    if len(known) == 1:
        said = fare_words(known[0][1])
        return Text(said.zh.strip(), said.en[:1].upper() + said.en[1:])
    net = {name: group.gain - group.lose for name, group in known}
    most = max(net.values())
    best = holders([name for name in net if net[name] == most])
    if most <= 0:
        return Text("没有一个情景使更好的人多于更差的人", "Under no scenario do more people fare better than worse")
    return Text(
        f"{best.zh}更好的人比更差的人多 {most:,} 人，各情景中最多",
        f"With {best.en} {most:,} more people fare better than worse: the most of all scenarios",
    )


def gain_tables(told: Comparison, lang: Lang) -> list[dict[str, Any]]:
    """Return, scenario by scenario, the groups with their counts, and how long their bars are in per cent.

    A bar is as long as the share of the group, the longest of each table as long as there is room.
    """
    sections = []
    for row in told.rows[1:]:
        people = everybody(told, row.name)
        if people is None or not people.gain + people.lose + people.differ:
            continue
        tables = []
        for by, groups in told.groups[row.name].items():
            shown = [group for group in groups if group.people]
            if by == "all" or not shown or [group.name for group in shown] == [""]:
                continue
            longest = max(max(_share(g.gain, g), _share(g.lose, g)) for g in shown) or 1.0
            rows = [
                {
                    "name": group_name(by, group).say(lang),
                    "people": group.people, "gain": group.gain, "lose": group.lose, "differ": group.differ,
                    "gain_bar": f"{100 * _share(group.gain, group) / longest:.1f}",
                    "lose_bar": f"{100 * _share(group.lose, group) / longest:.1f}",
                }
                for group in shown
            ]  # fmt: skip
            tables.append({"head": HEADS[by].say(lang), "rows": rows})
        sections.append({"name": row.name, "sentence": fare_words(people).say(lang).strip(), "tables": tables})
    return sections


def _share(count: int, group: Group) -> float:
    return count / group.people
