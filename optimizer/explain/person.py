"""One teacher under a plan: why this school, what better choices there were, what alternatives would cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.case import Case
from models.explain.paragraph import Paragraph
from models.plan import Plan
from models.tables import OUTSIDE
from models.words import Text, many
from optimizer.events import Settings
from optimizer.explain.again import STAY, Again
from optimizer.explain.alternatives import MOST, Alternatives, Asking
from optimizer.explain.elsewhere import answered, at_school, say_caveats
from optimizer.explain.ladder import climb
from optimizer.explain.ladder_words import say_ladder
from optimizer.explain.places import place, places
from optimizer.explain.reach import say_closed
from optimizer.explain.sentences import move_of, say_price, say_where
from optimizer.explain.standing import standing

Record = Mapping[str, Any] | None


def explain_teacher(case: Case, plan: Plan, teacher: str, settings: Settings, record: Record) -> tuple[Paragraph, ...]:
    """Explain one teacher's place: why it, what became of better choices, and the best other outcomes with their price.

    Parameters
    ----------
    settings : its `seconds` is for everything that is solved again.
    record : the plan's plan.json, which tells what stages refused; None if there is none.

    Raises
    ------
    DefectError : if a plan found on the way fails the independent check.
    """
    again = Again(case, plan, teacher, settings)
    recount = again.recount
    told = [standing(recount, plan, teacher, record)]
    better = _better(again)
    if recount.fixed(teacher) is not None:
        return (*told, *([_choices(Asking(again, 1), better, record)] if better else []))
    unplaced = teacher in recount.outgoing and move_of(plan, teacher) is None
    asking = Asking(again, MOST + 1 + len(better) + 4 * unplaced)
    best = asking.best()
    told += say_caveats(asking)
    if move_of(plan, teacher) is not None and recount.after_term[teacher] != "return":
        told.append(_not_moving(asking))
    if better:
        told.append(_choices(asking, better, record))
    if unplaced:
        told += say_ladder(asking, climb(asking))
    elif not again.ways:
        told.append(say_closed(recount, teacher, places(recount, teacher)))
    told.append(_alternatives(asking, best, {school: rank for rank, school in better}))
    return tuple(told)


def explain_elsewhere(
    case: Case, plan: Plan, teacher: str, school: str, settings: Settings, record: Record
) -> tuple[Paragraph, ...]:
    """Explain why a teacher is not at a school: the rules that close it, or what it would cost to send them there.

    Raises
    ------
    DefectError : if a plan found on the way fails the independent check.
    """
    again = Again(case, plan, teacher, settings)
    recount, move = again.recount, move_of(plan, teacher)
    here = recount.people[teacher].school
    if (here if move is None else move.to_school) == school:
        who, there = recount.say_person(teacher), recount.say_school(school)
        ends = Text(
            f"{who.zh}在本方案中{'调往' if move else '留在'}的就是{there.zh}",
            f"The plan {'sends' if move else 'leaves'} {who.en} {'to' if move else 'at'} {there.en}",
        )
        return (Paragraph(ends), *explain_teacher(case, plan, teacher, settings, record))
    told = [standing(recount, plan, teacher, record)]
    asking = Asking(again, 1)
    outcome = STAY if school == here else school
    if outcome == STAY or place(recount, teacher, school).open:
        told += say_caveats(asking)
    return (*told, at_school(asking, school, record))


def _better(again: Again) -> list[tuple[int, str]]:
    """Return rank and school of every choice better than what the person got, or of all if they got none."""
    recount, code = again.recount, again.teacher
    stated, move = recount.ranks.get(code, {}), move_of(again.plan, code)
    got = None if move is None else stated.get(move.to_school)
    here = recount.people[code].school
    return sorted((r, s) for s, r in stated.items() if s not in (here, OUTSIDE) and (got is None or r < got))


def _choices(asking: Asking, better: list[tuple[int, str]], record: Record) -> Paragraph:
    """Say of every better choice what holds it: the rule that closes it, or the price and the people there."""
    recount, got = asking.again.recount, move_of(asking.again.plan, asking.again.teacher)
    some = Text("比所得更好的志愿", "Choices better than the one given") if got else Text("各项志愿", "The choices")
    lines: list[Text] = []
    for rank, school in better:
        there = recount.say_school(school)
        lines.append(Text(f"第{rank}志愿 {there.zh}：", f"Choice {rank}, {there.en}:"))
        lines += [_inset(line) for line in at_school(asking, school, record).lines]
    return Paragraph(Text(f"{some.zh}，结果如何", f"{some.en}: what became of them"), tuple(lines))


def _not_moving(asking: Asking) -> Paragraph:
    """Say what it would cost to leave a mover where they are: why this person is moved at all."""
    here = asking.again.recount.say_school(asking.again.recount.people[asking.again.teacher].school)
    title = Text(f"为什么要调动：如果仍留在{here.zh}", f"Why move at all: if this person stayed at {here.en}")
    return Paragraph(title, tuple(answered(asking, asking.forced(STAY))))


def _alternatives(asking: Asking, best: Alternatives, told: Mapping[str, int]) -> Paragraph:
    """Say the best other outcomes, each with its price; of a choice told above, not again who moves otherwise."""
    recount, tiers = asking.again.recount, asking.again.case.tiers
    count, lines = len(best.found), list[Text]()
    for number, found in enumerate(best.found, 1):
        where = say_where(recount, asking.again.teacher, found.price.own)
        lines.append(Text(f"{number}. {where.zh}：", f"{number}. {where.en}:"))
        said = say_price(recount, tiers, found.price)
        if found.outcome in told and found.price.others:
            others = len(found.price.others)
            people = many(others, "person", "people")
            said[-1] = Text(
                f"随之不同的{others}人见上面的第{told[found.outcome]}志愿。",
                f"The {people} who move otherwise are named above, under choice {told[found.outcome]}.",
            )
        lines += [_inset(line) for line in said]
    if best.end == "none":
        lines.append(_no_more(asking, count))
    if best.end == "time":
        lines.append(
            Text(
                f"时间到，只算出{count}个；可加大 --time-limit 再问。",
                f"Time was up after {count}; ask again with a larger --time-limit.",
            )
        )
    if not count:
        return Paragraph(Text("其他去向", "Other outcomes"), tuple(lines))
    title = Text(
        f"其他去向中最好的{count}个（每个都重新求解，按目标从好到差；数值越小越好）",
        f"The best {many(count, 'other outcome')}, solved again one by one, best first (of every goal, less is better)",
    )
    return Paragraph(title, tuple(lines))


def _no_more(asking: Asking, count: int) -> Text:
    if count == 0:
        return Text(
            "没有别的去向：任何遵守全部硬规则的方案都这样安排本人（已证明）。",
            "There is no other: every plan that keeps all rules gives this person the same outcome (proven).",
        )
    return Text(
        "再没有别的去向：其余学校或者不能去，或者去了就不能遵守全部硬规则（已证明）。",
        "There are no more: every other school is closed, or no plan that keeps all rules sends this person there "
        "(proven).",
    )


def _inset(line: Text) -> Text:
    return Text("  " + line.zh, "  " + line.en)
