"""One school under a plan: who comes, who goes, in which round, and what stays short and why."""

from __future__ import annotations

from collections import Counter

from models.case import Case
from models.explain.paragraph import Paragraph
from models.explain.school_figures import Passage, PostNumbers, SchoolFigures, school_figures
from models.explain.short import TRIED_KINDS, Group, Shortage
from models.intake.dates import month_text
from models.plan import Plan
from models.recount import Recount
from models.words import Text, many

_NAMED = 8
"""So many people are named where nothing keeps them away."""


def explain_school(case: Case, plan: Plan, code: str) -> tuple[Paragraph, ...]:
    """Explain one school: its numbers, who comes and who goes, the rounds, its posts, and why some stay short.

    Parameters
    ----------
    case : what the plan was made for.
    plan : any plan, edited by hand or found by a solver.
    code : a school of the tables.
    """
    recount = Recount(case.district, case.policy, case.baseline, case.granted)
    school = school_figures(case, recount, plan, code)
    numbers = {numbers.post: numbers for numbers in school.posts}
    return (
        _numbers(recount, school),
        _passages(recount, school, coming=True),
        _passages(recount, school, coming=False),
        _rounds(recount, school),
        _posts(school),
        *(_shortage(recount, shortage, numbers[shortage.post]) for shortage in school.shortages),
    )


def _numbers(recount: Recount, school: SchoolFigures) -> Paragraph:
    name, room = recount.say_school(school.code), school.establishment - school.after
    lines = [
        Text(
            f"编制{school.establishment}，原有在编{school.before}人，流出{school.out}人，流入{school.came}人，"
            f"流动后在编{school.after}人。",
            f"Establishment {school.establishment}; {school.before} people before, {school.out} out, {school.came} in, "
            f"{school.after} after.",
        )
    ]
    if school.after != school.before - school.out + school.came:
        lines.append(
            Text(
                "在编人数按人事关系计：关系不动的调动、关系在别校的人，流出流入与在编数不一致。",
                "People count where their personnel relation is: moves without transfer, and people paid elsewhere, "
                "come and go without changing the number.",
            )
        )
    if school.before > school.establishment and recount.policy.rules.establishment.over == "closed":
        over = school.before - school.establishment
        lines.append(
            Text(
                f"原来超编{over}人，今年不接收流入。",
                f"It was {over} above the establishment, and takes nobody this year.",
            )
        )
    if room > 0:
        lines.append(Text(f"还有余编{room}个。", f"{many(room, 'place')} left."))
    elif room == 0:
        lines.append(Text("编制已满。", "The establishment is full."))
    else:
        lines.append(Text(f"超编{-room}人。", f"{-room} above the establishment."))
    if not recount.schools[school.code].inflow:
        lines.append(Text("学校表：该校不接收流入。", "By the schools table it takes no inflow."))
    if not recount.schools[school.code].outflow:
        lines.append(Text("学校表：该校不允许流出。", "By the schools table it allows no outflow."))
    return Paragraph(Text(f"{name.zh}：人数", f"{name.en}: numbers"), tuple(lines))


def _passages(recount: Recount, school: SchoolFigures, *, coming: bool) -> Paragraph:
    people = school.coming if coming else school.going
    lines = tuple(_passage(recount, person, coming=coming) for person in people)
    if coming:
        return Paragraph(Text(f"流入{len(people)}人", f"{many(len(people), 'person comes', 'people come')}"), lines)
    return Paragraph(Text(f"流出{len(people)}人", f"{many(len(people), 'person leaves', 'people leave')}"), lines)


def _passage(recount: Recount, passage: Passage, *, coming: bool) -> Text:
    who = recount.say_person(passage.teacher)
    here, there = recount.say_post(passage.origin), recount.say_post(passage.post)
    own, new = (Text(f"{p[1]}{p[2]}", f"{p[1]} {p[2]}") for p in (passage.origin, passage.post))
    way = (
        Text(f"从{here.zh}来，任{new.zh}", f"from {here.en}, to teach {new.en}")
        if coming
        else Text(f"原任{own.zh}，去{there.zh}", f"taught {own.en}, goes to {there.en}")
    )
    said = [way, *_details(recount, passage)]
    return Text(f"{who.zh}：{'，'.join(s.zh for s in said)}。", f"{who.en}: {', '.join(s.en for s in said)}.")


def _details(recount: Recount, passage: Passage) -> list[Text]:
    said = []
    if passage.rank is not None:
        said.append(Text(f"第{passage.rank}志愿", f"choice {passage.rank}"))
    elif passage.stated:
        said.append(Text("在所填志愿之外", "outside the choices stated"))
    elif recount.ranks:
        said.append(Text("没有填志愿", "stated no choices"))
    if passage.score is not None:
        said.append(Text(f"得分{passage.score.normalize():f}", f"score {passage.score.normalize():f}"))
    if passage.round is not None and recount.policy.rules.release_first.mode == "chain":
        said.append(Text(f"第{passage.round}轮", f"round {passage.round}"))
    if passage.ring:
        said.append(Text("与人互换", "changes places with others"))
    if passage.route:
        said.append(Text(f"按“{passage.route}”", f"by '{passage.route}'"))
    if passage.term_end is not None:
        end = month_text(passage.term_end)
        said.append(Text(f"期满{end}", f"until {end}"))
    if not passage.transfer:
        said.append(Text("人事关系不动", "the personnel relation stays"))
    if passage.lower:
        said.append(Text(f"降一级聘为{passage.lower}", f"hired one level lower, as {passage.lower}"))
    return said


def _rounds(recount: Recount, school: SchoolFigures) -> Paragraph:
    title = Text("轮次", "Rounds")
    if recount.policy.rules.release_first.mode == "pool":
        ring = sum(passage.ring for passage in (*school.coming, *school.going))
        swapped = Text(f"；其中{ring}人次是互换", f"; {ring} of these moves change places") if ring else Text("", "")
        said = Text(
            f"统一离岗后统一到岗，只有一轮{swapped.zh}。",
            f"All are released before anybody arrives: one round{swapped.en}.",
        )
        return Paragraph(title, (said,))
    out, came = (Counter(p.round for p in side if p.round is not None) for side in (school.going, school.coming))
    lines = [
        Text(f"第{i}轮：流出{out[i]}人，流入{came[i]}人。", f"Round {i}: {out[i]} out, {came[i]} in.")
        for i in sorted(out.keys() | came.keys())
    ]
    return Paragraph(title, tuple(lines) or (Text("没有人进出。", "Nobody comes or goes."),))


def _posts(school: SchoolFigures) -> Paragraph:
    return Paragraph(Text("各岗位", "Posts"), tuple(map(_post, school.posts)))


def _post(numbers: PostNumbers) -> Text:
    name, over = Text("".join(numbers.post[1:]), " ".join(numbers.post[1:])), numbers.after - numbers.required
    if not numbers.listed:
        end = Text("岗位表中没有", "not in the posts table")
    elif numbers.short:
        end = Text(f"缺{numbers.short}人", f"{numbers.short} short")
    elif over:
        end = Text(f"超{over}人", f"{over} above")
    else:
        end = Text("满员", "full") if numbers.required else Text("不再设人", "empty, as required")
    return Text(
        f"{name.zh}：核定{numbers.required}人，原有{numbers.before}人，流出{numbers.out}人，流入{numbers.came}人，"
        f"流动后{numbers.after}人，{end.zh}。",
        f"{name.en}: requires {numbers.required}, had {numbers.before}, {numbers.out} out, {numbers.came} in, "
        f"{numbers.after} after: {end.en}.",
    )


def _shortage(recount: Recount, shortage: Shortage, numbers: PostNumbers) -> Paragraph:
    what = Text("".join(shortage.post[1:]), " ".join(shortage.post[1:]))
    title = Text(f"{what.zh}为什么还缺{shortage.short}人", f"Why {what.en} stays {shortage.short} short")
    fixed, movable = (sum(len(group.teachers) for group in side) for side in (shortage.unmovable, shortage.movable))
    head = Text(
        f"全县会教{what.zh}的（主教或兼教）{fixed + movable}人，其中可调动的{movable}人。",
        f"{fixed + movable} people teach {what.en} (mainly or also), {movable} of them movable.",
    )
    lines = [*_left(numbers), head]
    if shortage.unmovable:
        lines.append(_sum("不可调动", "Not movable", shortage.unmovable))
    if shortage.movable:
        lines.append(_sum("可调动", "Movable", shortage.movable))
    lines += [_named(recount, group) for group in shortage.movable if group.kind in TRIED_KINDS]
    if any(group.kind in ("full", "needed", *TRIED_KINDS) for group in shortage.movable):
        lines.append(
            Text(
                "以上都按其他人不动、只改这一人计算。",
                "All this is counted with one person doing otherwise, and all others as the plan has them.",
            )
        )
    return Paragraph(title, tuple(lines))


def _left(numbers: PostNumbers) -> list[Text]:
    """Say that departures made the post short, where it was not before."""
    if numbers.before < numbers.required:
        return []
    return [
        Text(
            f"原有{numbers.before}人，不缺；流出{numbers.out}人、流入{numbers.came}人后才缺。",
            f"It had {numbers.before} and was not short; {numbers.out} out and {numbers.came} in made it so.",
        )
    ]


def _sum(zh: str, en: str, groups: tuple[Group, ...]) -> Text:
    """Say how many each reason keeps away; who was tried out is told apart."""
    total, tried = (sum(len(group.teachers) for group in side) for side in (groups, _tried(groups)))
    plain = [group for group in groups if group.kind not in TRIED_KINDS]
    parts = [Text(f"{len(g.teachers)}人{g.reason.zh}", _said_of(g)) for g in plain]
    if tried:
        parts.append(Text(f"{tried}人逐人试算", f"{tried} tried out one by one"))
    listed = Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
    return Text(f"{zh}的{total}人：{listed.zh}。", f"{en}, {total}: {listed.en}.")


def _tried(groups: tuple[Group, ...]) -> list[Group]:
    return [group for group in groups if group.kind in TRIED_KINDS]


def _named(recount: Recount, group: Group) -> Text:
    who = recount.say_people(group.teachers, _NAMED)
    return Text(f"{len(group.teachers)}人{group.reason.zh}：{who.zh}。", f"{_said_of(group)}: {who.en}.")


_PLURALS = {
    "is": "are", "does": "do", "goes": "go", "leaves": "leave", "serves": "serve", "stays": "stay", "comes": "come",
    "finds": "find", "was": "were",
}  # fmt: skip


def _said_of(group: Group) -> str:
    """Say in English how many a reason holds of; reasons begin with a verb."""
    first, _, rest = group.reason.en.partition(" ")
    verb = first if len(group.teachers) == 1 else _PLURALS.get(first, first)
    return f"{len(group.teachers)} {verb} {rest}".rstrip()
