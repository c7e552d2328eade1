"""What differs between two plans, told: what they were made from, people, schools, goals and rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.account import account
from models.explain.figures import Change, Figures, changed_kept, changed_parts, counted_as
from models.explain.inputs_differ import say_inputs
from models.explain.paragraph import Paragraph
from models.goals.goal import Counted
from models.goals.registry import GOALS
from models.plan import Move, Plan
from models.recount import Recount
from models.rules.registry import RULES
from models.words import Text, many

SHOWN = 10
SHOWN_PEOPLE = 40
LOTTERIES = ("lottery", "lottery2")
_NOTHING = Text("没有这一项", "nothing")


@dataclass(frozen=True)
class Numbers:
    """A school's numbers under a plan."""

    out: int
    came: int
    after: int
    short: int


def difference(first: Figures, second: Figures) -> tuple[Paragraph, ...]:
    """Say what differs between two plans; one paragraph if nothing does.

    Returns
    -------
    A paragraph on what they were made from, one on the people, one on the schools, and one on each goal and rule that
    came out otherwise; each only if something differs.
    """
    made_from = say_inputs(first.case, second.case)
    heading = Text("两个方案的依据不同", "The two plans were not made from the same")
    told = [
        *([Paragraph(heading, tuple(made_from))] if made_from else []),
        *_people(first, second),
        *_schools(first, second),
        *_goals(first, second),
        *_rules(first, second),
    ]
    if told:
        return tuple(told)
    moves, goals = len(first.moves), len(first.goals)
    said = Text(
        f"都调动{moves}人，去向相同；{goals}个目标的值相同。",
        f"Both move {many(moves, 'person', 'people')} to the same posts; all {goals} goals have the same values.",
    )
    return (Paragraph(Text("两个方案没有不同", "The two plans do not differ"), (said,)),)


def _goals(first: Figures, second: Figures) -> Iterable[Paragraph]:
    for name in dict.fromkeys(goal.name for goal in (*first.goals, *second.goals)):
        before, after = first.goal(name), second.goal(name)
        changes = changed_parts(before.parts, after.parts)
        if not changes:
            continue
        spec, by = GOALS[name], after.value - before.value
        title = Text(
            f"目标·{spec.title.zh}：{before.value}→{after.value}（{by:+}）",
            f"Goal '{spec.title.en}': {before.value} to {after.value} ({by:+})",
        )
        if name in LOTTERIES:
            said = Text(f"{len(changes)}人的号不同。", f"The numbers of {many(len(changes), 'move')} differ.")
            yield Paragraph(title, (said,))
        else:
            counted = counted_as(name, [change.key for change in changes])
            yield Paragraph(title, tuple(_changes(changes, counted)))


def _changes(changes: list[Change], counted: Counted) -> Iterable[Text]:
    yield from map(_change, changes[:SHOWN])
    rest = changes[SHOWN:]
    if rest:
        by = sum(change.after - change.before for change in rest)
        others = counted.say(len(rest))
        yield Text(f"其余{others.zh}共{by:+}。", f"The other {others.en}: {by:+} together.")


def _change(change: Change) -> Text:
    """Say what each of the two plans says of one thing."""
    was, now = (
        Text("".join(part.text.zh for part in side), " ".join(part.text.en for part in side))
        for side in (change.was, change.now)
    )
    by = f"{change.after - change.before:+}"
    if not change.was:
        return Text(f"{by} 只在方案二：{now.zh}", f"{by} in plan 2 only: {now.en}")
    if not change.now:
        return Text(f"{by} 只在方案一：{was.zh}", f"{by} in plan 1 only: {was.en}")
    return Text(f"{by} 方案一：{was.zh}方案二：{now.zh}", f"{by} plan 1: {was.en} Plan 2: {now.en}")


def _rules(first: Figures, second: Figures) -> Iterable[Paragraph]:
    for before, after in zip(first.rules, second.rules, strict=True):
        spec, changes = RULES[before.name], changed_kept(before.kept, after.kept)
        broken = [len(before.breaches), len(after.breaches)]
        if before.breaches == after.breaches and not changes:
            continue
        title = Text(
            f"硬规则·{spec.title.zh}：违反{broken[0]}处→{broken[1]}处",
            f"Rule '{spec.title.en}': breaches {broken[0]} to {broken[1]}",
        )
        gone = [breach.text for breach in before.breaches if breach not in after.breaches]
        new = [breach.text for breach in after.breaches if breach not in before.breaches]
        lines = [Text(f"方案一：{said.zh}", f"Plan 1: {said.en}") for said in gone]
        lines += [Text(f"方案二：{said.zh}", f"Plan 2: {said.en}") for said in new]
        lines += map(_kept, changes[:SHOWN])
        rest = len(changes) - SHOWN
        yield Paragraph(title, (*lines, *([Text(f"另有{rest}处不同。", f"{rest} more differ.")] if rest > 0 else [])))


def _kept(change: Change) -> Text:
    was = change.was[0].text if change.was else _NOTHING
    now = change.now[0].text if change.now else _NOTHING
    if not change.was:
        return Text(f"只在方案二：{now.zh}", f"In plan 2 only: {now.en}")
    if not change.now:
        return Text(f"只在方案一：{was.zh}", f"In plan 1 only: {was.en}")
    return Text(f"方案一：{was.zh}方案二：{now.zh}", f"Plan 1: {was.en} Plan 2: {now.en}")


def changed_moves(first: Figures, second: Figures) -> dict[str, tuple[Move | None, Move | None]]:
    """Return teacher -> move in each plan (None: stays), of those who fare differently."""
    before, after = first.moves, second.moves
    codes = sorted(before.keys() | after.keys())
    return {code: (before.get(code), after.get(code)) for code in codes if before.get(code) != after.get(code)}


def _people(first: Figures, second: Figures) -> Iterable[Paragraph]:
    changed = changed_moves(first, second)
    if not changed:
        return
    lines = []
    for code, (before, after) in list(changed.items())[:SHOWN_PEOPLE]:
        known = first.recount if code in first.recount.people else second.recount
        who, was, now = known.say_person(code), _fate(first.recount, code, before), _fate(second.recount, code, after)
        lines.append(
            Text(f"{who.zh}：方案一{was.zh}，方案二{now.zh}。", f"{who.en}: plan 1 {was.en}; plan 2 {now.en}.")
        )
    rest = len(changed) - SHOWN_PEOPLE
    if rest > 0:
        lines.append(Text(f"其余{rest}人略。", f"{rest} more people."))
    title = Text(
        f"去留或去向不同的{len(changed)}人", f"{many(len(changed), 'person fares', 'people fare')} differently"
    )
    yield Paragraph(title, tuple(lines))


def _fate(recount: Recount, code: str, move: Move | None) -> Text:
    if move is not None:
        to, rank = recount.say_post(move[1:]), recount.ranks.get(code, {}).get(move.to_school)
        choice = Text("", "") if rank is None else Text(f"（第{rank}志愿）", f" (choice {rank})")
        return Text(f"去{to.zh}{choice.zh}", f"moves to {to.en}{choice.en}")
    if code not in recount.people:
        return Text("不在花名册", "not in the roster")
    here = recount.say_school(recount.people[code].school)
    return Text(f"留在{here.zh}", f"stays at {here.en}")


def school_numbers(figures: Figures) -> dict[str, Numbers]:
    """Return each school's numbers under a plan."""
    case = figures.case
    told = account(case.district, case.policy, case.standing, Plan.of(tuple(figures.moves.values()))).schools
    rows = zip(told["school_id"], told["out"], told["in"], told["headcount_after"], told["shortage_after"], strict=True)
    return {str(code): Numbers(*map(int, numbers)) for code, *numbers in rows}


def _schools(first: Figures, second: Figures) -> Iterable[Paragraph]:
    before, after = school_numbers(first), school_numbers(second)
    lines = []
    for code in sorted(before.keys() | after.keys()):
        was, now = before.get(code), after.get(code)
        if was != now:
            name = (first if code in first.recount.schools else second).recount.say_school(code)
            one, other = _say_numbers(was), _say_numbers(now)
            said = Text(
                f"{name.zh}：方案一{one.zh}；方案二{other.zh}。", f"{name.en}: plan 1 {one.en}; plan 2 {other.en}."
            )
            lines.append(said)
    if lines:
        title = Text(f"人数不同的{len(lines)}所学校", f"{many(len(lines), 'school')} with other numbers")
        yield Paragraph(title, tuple(lines))


def _say_numbers(numbers: Numbers | None) -> Text:
    if numbers is None:
        return Text("没有这所学校", "does not know it")
    return Text(
        f"流出{numbers.out}、流入{numbers.came}、流动后{numbers.after}人、缺{numbers.short}人",
        f"{numbers.out} out, {numbers.came} in, {numbers.after} after, {numbers.short} short",
    )
