"""One person at one other school: what closes it, what a stage said, or what it would cost; in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from models.explain.paragraph import Paragraph
from models.lock_fit import closers
from models.pairs import candidates
from models.rules.registry import RULES
from models.words import Text, joined
from optimizer.explain.again import STAY, Again, Answer
from optimizer.explain.alternatives import Asking
from optimizer.explain.places import place, seats
from optimizer.explain.sentences import (
    listed,
    posts_taught_at,
    say_barrier,
    say_conflict,
    say_price,
    say_seats,
    say_where,
)

Record = Mapping[str, Any] | None


def at_school(asking: Asking, school: str, record: Record) -> Paragraph:
    """Say why a person is not at a school, all of it."""
    again = asking.again
    recount, code = again.recount, again.teacher
    who, there = recount.say_person(code), recount.say_school(school)
    if school == recount.people[code].school:
        title = Text(f"如果{who.zh}留在{there.zh}", f"If {who.en} stayed at {there.en}")
        return Paragraph(title, tuple(answered(asking, asking.forced(STAY))))
    found, lines = place(recount, code, school), list(_by_stages(code, school, record))
    if not found.open or school not in again.ways:
        barriers = [say_barrier(b) for b in found.all_barriers] or _by_titles(again, school)
        title = Text(f"{who.zh}不能去{there.zh}", f"{who.en} cannot go to {there.en}")
        return Paragraph(title, (*lines, *barriers))
    lines += answered(asking, asking.forced(school))
    for post in posts_taught_at(recount, code, school):
        closed = dict(found.posts)[post]
        if closed:
            lines += [say_barrier(b) for b in closed]
        else:
            lines.append(say_seats(recount, seats(recount, again.plan, post)))
    title = Text(f"如果{who.zh}去{there.zh}", f"If {who.en} went to {there.en}")
    return Paragraph(title, tuple(lines))


def answered(asking: Asking, answer: Answer) -> list[Text]:
    """Say what an answer came to: its price, or that no plan can do it and why."""
    again = asking.again
    found = asking.price(answer)
    if found is not None:
        return say_price(again.recount, again.case.tiers, found)
    if not answer.impossible:
        return [
            Text(
                "时间到，没有找到这样的方案，也没有证明不存在；可加大 --time-limit 再问。",
                "Time was up: no such plan was found, nor proven not to exist; ask again with a larger --time-limit.",
            )
        ]
    kept = (
        ("、其他人又保持阶段中所定", " and leaves others what the stages gave them") if again.case.granted else ("", "")
    )
    said = [
        Text(
            f"做不到：没有任何遵守全部硬规则{kept[0]}的方案能这样安排（已证明）。",
            f"It cannot be done: no plan that keeps all rules{kept[1]} does so (proven).",
        )
    ]
    rows = say_conflict(again, answer.conflict)
    if rows:
        told = listed(rows)
        said.append(Text(f"与下列要求矛盾：{told.zh}。", f"It contradicts: {told.en}."))
    if again.case.granted and _freed(again, answer):
        said.append(
            Text(
                "前面的阶段中其他人已经选定的去处挡住了：不按那些选择，就有这样的方案。",
                "What others chose in the stages before stands in the way: without their choices such a plan exists.",
            )
        )
    return said


def _freed(again: Again, answer: Answer) -> bool:
    """Whether a plan exists once nobody's move is fixed by a stage."""
    if answer.asked is None:
        return False
    free = Again(replace(again.case, granted=()), again.plan, again.teacher, again.settings)
    free.left = again.left
    return free.forced(answer.asked).plan is not None


def say_caveats(asking: Asking) -> Iterator[Paragraph]:
    """Say what a reader must know before the prices: a plan that breaks rules, stages, the way of comparing."""
    again, lines = asking.again, list[Text]()
    broken = len(asking.check.breaches)
    if broken:
        lines.append(
            Text(
                f"本方案违反硬规则{broken}处（verify 会逐条说明），与遵守规则的方案相比没有意义，只供参考。",
                f"The plan breaks rules in {broken} places (verify names them): held against plans that keep them, "
                "the prices below are of little use.",
            )
        )
    if again.granted is not None:
        where = say_where(again.recount, again.teacher, again.granted)
        lines.append(
            Text(
                f"本人在前面的阶段已定（{where.zh}）。以下按“其他人保持阶段中所定，只有本人另行安排”计算；"
                "按目标更好的安排，也不能推翻择校的结果。",
                f"A stage fixed this person's move ({where.en}). Below, others keep what the stages gave them and only "
                "this person is placed otherwise; what the goals would prefer does not undo what was chosen.",
            )
        )
    elif again.case.granted:
        count = len(again.case.granted)
        lines.append(
            Text(
                f"以下计算中，前面的阶段已定的{count}人保持所定。",
                f"In what follows the {count} people whom the stages placed keep their places.",
            )
        )
    if lines:
        yield Paragraph(Text("计算的前提", "What the prices rest on"), tuple(lines))


def _by_stages(code: str, school: str, record: Record) -> Iterator[Text]:
    """Quote what the stages said of a person and a school, as plan.json tells."""
    for stage in () if record is None else record.get("stages", []):
        for refused in stage.get("refused", []):
            if (refused["teacher_id"], refused["to_school"]) == (code, school):
                zh, en = refused["reason"]["zh"], refused["reason"]["en"]
                proven = ("", "") if refused.get("proven") else ("（没有来得及证明）", " (not proven in time)")
                post = f"{refused['stage']}{refused['subject']}", f"{refused['stage']} {refused['subject']}"
                yield Text(
                    f"阶段“{stage['name']}”中第{refused['turn']}个选择，{post[0]}未准：{zh}{proven[0]}。",
                    f"In stage '{stage['name']}', at turn {refused['turn']}, {post[1]} was refused: {en}{proven[1]}.",
                )
        for closed in stage.get("closed", []):
            if (closed["teacher_id"], closed["to_school"]) == (code, school):
                reason = closed["reason"]
                yield Text(
                    f"阶段“{stage['name']}”的双向选择中，这一去处被关闭：{reason['zh']}。",
                    f"In the two-way choice of stage '{stage['name']}' this place was closed: {reason['en']}.",
                )


def _by_titles(again: Again, school: str) -> list[Text]:
    """Name the rules that close the ways to a school, where nothing more is known of why."""
    case = again.case
    pairs = candidates(case, among=np.array([again.at]))
    way = (pairs.teacher == again.at) & (pairs.school == case.district.school_at[school])
    titles = [RULES[n].title for n, shut in closers(case, pairs).items() if n in RULES and shut[way].any()]
    said = joined(titles)
    return [Text(f"由这些规则关闭：{said.zh}。", f"Closed by: {said.en}.")]
