"""The answer in at most five sentences, worked out from the figures; nothing is said that they do not carry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.documents.whatif.along import Grid, along, axes_of
from app.documents.whatif.figures import (
    Verdict,
    change,
    ending,
    figure,
    quantity,
    quoted,
    same_plans,
    spread,
    weight,
)
from app.documents.whatif.lines import by_numbers, headlined, ranked, stands_for, told_once
from app.documents.whatif.reasons import planless_word, waiting
from models.words import Text, joined, many
from scenarios.whatif.comparison import Comparison, Group, Line

SENTENCES = 5
_TOLD_EACH = 2
"""Figures told of what a scenario buys, and of what it costs."""
_TOLD_BY_NAME = 2
_OPEN_BY_NAME = 3


def answer(told: Comparison) -> tuple[Text, ...]:
    """Say what each scenario buys and costs against the baseline, which come to one plan, and which to none.

    Where the scenarios are too many for a sentence each, the figures that differ most are told instead, with
    the scenarios that have the least and the most of them.
    """
    lines = told_once(told)
    grid = _grid(told, lines)
    last = [said for said in (_planless(told), _open(told)) if said is not None]
    same, missing = _same(told), _waiting(told)
    rest = last if same is None else [same, *last]
    room = SENTENCES - len(rest) - len(missing)
    different = _different(told)
    if len(grid.axes) > 1 and lines:
        first, rest = _by_axes(told, lines, grid, SENTENCES - len(last) - len(missing)), last
    elif not told.rows[0].result.planned or len(different) > room:
        moved = _along(grid)[: max(0, room - 1)]
        first = [*moved, *_extremes(told, lines, room - len(moved))]
    elif different:
        first = [_scenario(told, lines, i) for i in different]
    else:
        first = [] if _all_one_plan(told) else [_nothing(told)]
    return (*missing, *first, *rest)


def _grid(told: Comparison, lines: Sequence[Line]) -> Grid:
    at = [row.at for row in told.rows]
    return Grid(axes_of(at), at, lines, ranked(told))


def _by_axes(told: Comparison, lines: Sequence[Line], grid: Grid, room: int) -> list[Text]:
    """Say what each axis does, then what the scenarios beside the grid do, or where the figures are least and most."""
    moved = _along(grid)[: max(0, room)]
    beside = [i for i in _different(told) if not told.rows[i].at]
    room -= len(moved)
    if told.rows[0].result.planned and 0 < len(beside) <= room:
        moved += [_scenario(told, lines, i) for i in beside]
        room -= len(beside)
    return [*moved, *_extremes(told, lines, room)]


def _different(told: Comparison) -> list[int]:
    """Return the scenarios whose plan or figures are not the baseline's, one of those that are alike in both."""
    found: list[int] = []
    seen = [_identity(told, 0)]
    for i, row in enumerate(told.rows[1:], 1):
        if row.result.planned and _identity(told, i) not in seen:
            seen.append(_identity(told, i))
            found.append(i)
    return found


def _identity(told: Comparison, scenario: int) -> tuple[object, ...]:
    moves = tuple(sorted(told.rows[scenario].result.moves))
    return moves, tuple(line.values[scenario] for line in told.lines if line.kind != "rule")


def _all_one_plan(told: Comparison) -> bool:
    planned = [i for i, row in enumerate(told.rows) if row.result.planned]
    return len(planned) < 2 or planned in same_plans(told)


def _nothing(told: Comparison) -> Text:
    name = told.rows[0].name
    return Text(f"各情景的指标都与“{name}”相同。", f"No figure of any scenario differs from '{name}'.")


def _scenario(told: Comparison, lines: Sequence[Line], scenario: int) -> Text:
    """Say what one scenario buys, what it costs, and for how many.

    First how many people move, if that differs; then what the policy puts first of what changes, be it bought or paid.
    """
    name, base = told.rows[scenario].name, told.rows[0].name
    touched = [line for line in lines if (found := change(line, scenario)) and found.by]
    changed = [(line, found) for line in headlined(touched) if (found := change(line, scenario))]
    leading = _leading(told, [line for line, _ in changed])
    changed.sort(key=lambda pair: (pair[0] is not leading, -weight(pair[0], pair[1].by)))
    bought = [line for line, found in changed if found.verdict == "better"]
    paid = [line for line, found in changed if found.verdict == "worse"]
    buys = _told(told, bought, scenario, Text("换来", "it buys: "))
    costs = _told(told, paid, scenario, Text("代价是", "it costs: "))
    if not bought and paid and not _any(told, scenario, "better"):
        buys = Text("没有一项指标变好", "it betters no figure")
    if not paid and bought and not _any(told, scenario, "worse"):
        costs = Text("没有一项指标变差", "it worsens no figure")
    parts = [figure(line, scenario) for line, found in changed if line.key == "moved" and found.verdict == "other"]
    parts += [costs, buys] if paid and paid[0] is leading else [buys, costs]
    if not changed:
        parts = [Text("指标都没有变", "no figure changes")]
    if (people := everybody(told, name)) is not None:
        fares = fare_words(people)
        parts.append(Text(f"与“{base}”相比{fares.zh}", f"against '{base}' {fares.en}"))
    said = [part for part in parts if part.zh]
    return Text(
        f"“{name}”：{'；'.join(part.zh for part in said)}。", f"'{name}': {'; '.join(part.en for part in said)}."
    )


def _leading(told: Comparison, lines: Sequence[Line]) -> Line | None:
    """Return the one of some lines that tells the goal the policy puts first."""
    return next((line for goal in ranked(told) for line in lines if stands_for(line, goal)), None)


def _told(told: Comparison, lines: Sequence[Line], scenario: int, word: Text) -> Text:
    """Say what is bought, or paid; of figures that other numbers of people moved may explain, that too."""
    if not lines:
        return Text("", "")
    first = lines[:_TOLD_EACH]
    said = joined(figure(line, scenario) for line in first)
    more = {line.key: more for line in first if (more := by_numbers(told.lines, line, scenario))}
    if not more:
        return Text(f"{word.zh}{said.zh}", f"{word.en}{said.en}")
    by = next(iter(more.values()))
    named = [line.title for line in first if line.key in more] if len(more) < len(first) else []
    whose = joined(named) if named else Text("", "which")
    count = "counts" if len(first) == 1 or len(named) == 1 else "count"
    zh = f"（{whose.zh}只计调动的人，比基线{'多' if by > 0 else '少'}调动 {abs(by):,} 人）"
    en = f" ({whose.en} {count} people moved only, {abs(by):,} {'more' if by > 0 else 'fewer'} of them)"
    return Text(f"{word.zh}{said.zh}{zh}", f"{word.en}{said.en}{en}")


def _any(told: Comparison, scenario: int, verdict: Verdict) -> bool:
    """Whether any figure at all goes that way."""
    found = (change(line, scenario) for line in told.lines)
    return any(one is not None and one.verdict == verdict for one in found)


def everybody(told: Comparison, name: str) -> Group | None:
    """Return the gains and losses of a scenario over everybody; None where they are not told."""
    groups = told.groups.get(name, {}).get("all", ())
    if not groups:
        return None
    return Group(
        "", sum(g.people for g in groups), sum(g.gain for g in groups),
        sum(g.lose for g in groups), sum(g.differ for g in groups),
    )  # fmt: skip


def fare_words(group: Group) -> Text:
    """Say how many fare better, worse, and otherwise without the tables saying which."""
    if not group.gain + group.lose + group.differ:
        return Text("没有人的去向不同", "nobody fares otherwise")
    zh = f" {group.gain:,} 人更好、{group.lose:,} 人更差"
    people = "person fares" if group.gain == 1 else "people fare"
    en = f"{group.gain:,} {people} better and {group.lose:,} worse"
    if group.differ:
        zh, en = f"{zh}，{group.differ:,} 人不同而看不出好坏", f"{en}, {group.differ:,} otherwise"
    return Text(zh, en)


def _along(grid: Grid) -> list[Text]:
    """Say what moving along each axis of a grid does."""
    said = (along(grid, axis, idle=grid.idle(axis)) for axis in grid.axes)
    return [sentence for sentence in said if sentence is not None]


def _extremes(told: Comparison, lines: Sequence[Line], room: int) -> list[Text]:
    """Say which scenarios have the least and the most of what the policy puts first, and of what differs most."""
    names = [row.name for row in told.rows]
    leading, gains = _leading(told, lines), _most_touched(told)
    widest = sorted(headlined(lines), key=lambda line: (line is not leading, -spread(line)))
    widest = widest[: max(0, room - (gains is not None))]
    figures = [extreme(line, lambda at: holders([names[i] for i in at])) for line in widest]
    return (figures + ([gains] if gains is not None else []))[: max(0, room)]


def extreme(line: Line, named: Callable[[Sequence[int]], Text]) -> Text:
    """Say with which scenarios a figure is least, and with which most; `named` names scenarios by their positions."""
    values = {i: value for i, value in enumerate(line.values) if value is not None}
    least, most = min(values.values()), max(values.values())
    low, high = (named([i for i, value in values.items() if value == end]) for end in (least, most))
    few, lots = quantity(least, line.unit), quantity(most, line.unit)
    return Text(
        f"{line.title.zh}：{low.zh}最少（{few.zh}），{high.zh}最多（{lots.zh}）。",
        f"{line.title.en}: least with {low.en} ({few.en}), most with {high.en} ({lots.en}).",
    )


def holders(names: Sequence[str]) -> Text:
    """Name scenarios, the first few where they are many."""
    said = quoted(names[:_TOLD_BY_NAME])
    more = len(names) - _TOLD_BY_NAME
    return Text(f"{said.zh}等 {len(names)} 个", f"{said.en} and {more} more") if more > 0 else said


def _most_touched(told: Comparison) -> Text | None:
    """Say under which scenarios most people fare better, and worse."""
    known = [(row.name, group) for row in told.rows[1:] if (group := everybody(told, row.name)) is not None]
    if not known:
        return None
    base = told.rows[0].name
    gain, lose = max(group.gain for _, group in known), max(group.lose for _, group in known)
    best = holders([name for name, group in known if group.gain == gain])
    worst = holders([name for name, group in known if group.lose == lose])
    better = Text(f"更好的人最多的是{best.zh}（{gain:,} 人）", f"most people fare better with {best.en} ({gain:,})")
    worse = Text(f"更差的人最多的是{worst.zh}（{lose:,} 人）", f"most fare worse with {worst.en} ({lose:,})")
    if not gain:
        better = Text("没有人更好", "nobody fares better")
    if not lose:
        worse = Text("没有人更差", "nobody fares worse")
    return Text(f"与“{base}”相比，{better.zh}；{worse.zh}。", f"Against '{base}', {better.en}; {worse.en}.")


def _same(told: Comparison) -> Text | None:
    """Say which scenarios come to the very same plan."""
    groups = same_plans(told)
    if not groups:
        return None
    said = [holders([told.rows[i].name for i in group]) for group in groups]
    return Text(
        "；".join(f"{names.zh}算出的是同一个方案" for names in said) + "。",
        "; ".join(f"{names.en} come to the very same plan" for names in said) + ".",
    )


def _planless(told: Comparison) -> Text | None:
    """Say which scenarios have no plan, and how that ended; why stands below."""
    ended: dict[Text, list[str]] = {}
    for row in told.rows:
        if not row.result.planned and row.result.reached:
            ended.setdefault(planless_word(row.result), []).append(row.name)
    named = [(holders(names), word) for word, names in ended.items()]
    zh = [f"{names.zh}{word.zh}" for names, word in named]
    en = [f"{names.en}: {word.en}" for names, word in named]
    if not told.rows[0].result.planned:
        zh.append("没有基线的方案，得失无从比起")
        en.append("without the baseline's plan nobody's gain or loss can be told")
    return Text("；".join(zh) + "。", "; ".join(en) + ".") if zh else None


def _waiting(told: Comparison) -> list[Text]:
    names = holders([row.name for row in told.rows if not row.result.reached])
    said = waiting([row.result for row in told.rows], names)
    return [] if said is None else [said]


def _open(told: Comparison) -> Text | None:
    """Say which plans are not proven best, and by how much that is open."""
    rows = [row for row in told.rows if row.result.status == "feasible"]
    if not rows:
        return None
    if len(rows) > _OPEN_BY_NAME:
        return Text(
            f"{len(rows)} 个情景的方案没有证明最优，它们的数还可能更好；差距见表。",
            f"{many(len(rows), 'plan')} are not proven best and may still be bettered; the table tells the gaps.",
        )
    zh = "；".join(f"“{row.name}”{ending(row.result).zh}" for row in rows)
    en = "; ".join(f"'{row.name}' is {ending(row.result).en}" for row in rows)
    return Text(f"没有证明最优、还可能更好的：{zh}。", f"Not proven best, and may still be bettered: {en}.")
