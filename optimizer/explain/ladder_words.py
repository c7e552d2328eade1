"""The steps of why somebody finds no place, told."""

from __future__ import annotations

from models.explain.paragraph import Paragraph
from models.recount import Recount
from models.words import Text, many
from optimizer.explain.alternatives import Asking
from optimizer.explain.elsewhere import answered
from optimizer.explain.ladder import Ladder, Remedy, Supply
from optimizer.explain.reach import closed_lines, open_lines


def say_ladder(asking: Asking, ladder: Ladder) -> list[Paragraph]:
    """Say the four steps, a paragraph each."""
    recount, code = asking.again.recount, asking.again.teacher
    who = recount.say_person(code)
    open_, closed = ([one for one in ladder.places if one.open is wanted] for wanted in (True, False))
    reached = [*open_lines(recount, asking.again.plan, code, open_), *closed_lines(recount, closed)]
    nowhere = Text("其他学校都没有本人能任教的岗位。", "No other school has a post this person teaches.")
    return [
        Paragraph(Text("一、算账", "1. The arithmetic"), tuple(_arithmetic(recount, code, ladder.supply))),
        Paragraph(
            Text(
                "二、能任教的每所学校：被谁占着，或为何不能去",
                "2. Each school with a post: who fills it, or what closes it",
            ),
            tuple(reached or [nowhere]),
        ),
        Paragraph(
            Text(f"三、如果一定要安置{who.zh}", f"3. If {who.en} had to be placed"),
            (*_instead(asking, ladder), *answered(asking, ladder.forced)),
        ),
        Paragraph(Text("四、怎样才能安置", "4. What would help"), tuple(_remedies(recount, code, ladder))),
    ]


def _arithmetic(recount: Recount, code: str, supply: Supply) -> list[Text]:
    taught = "、".join(stage + subject for stage, subject in recount.people[code].teaches)
    taught_en = ", ".join(f"{stage} {subject}" for stage, subject in recount.people[code].teaches)
    count, schools = len(supply.teaching), len(supply.schools)
    named = recount.say_people(supply.teaching)
    lines = [
        Text(
            f"能任教{taught}的，流出名单上共{count}人：{named.zh}。",
            f"{many(count, 'person', 'people')} of the outgoing list teach {taught_en}: {named.en}.",
        )
    ]
    if not schools:
        lines.append(
            Text(
                "本人可以去的学校0所（下面逐一说明）。",
                "There is no school this person may go to (each is told below).",
            )
        )
        return lines
    who = recount.say_people(supply.contending)
    lines.append(
        Text(
            f"本人可以去的学校{schools}所，这些岗位共有空位{supply.free}个"
            f"（现在的缺额，加上可能离开的人）；名单上可以去这些岗位的有{len(supply.contending)}人：{who.zh}。",
            f"{many(schools, 'school is', 'schools are')} open to this person, with {many(supply.free, 'free place')} "
            "in these posts (what is short now, plus everybody who may leave); "
            f"{len(supply.contending)} of the list could enter these posts: {who.en}.",
        )
    )
    if len(supply.contending) > supply.free:
        over = len(supply.contending) - supply.free
        lines.append(
            Text(
                f"{len(supply.contending)}人争{supply.free}个空位，其中至少{over}人去不了这些岗位。",
                f"{len(supply.contending)} people for {many(supply.free, 'place')}: at least {over} cannot have one.",
            )
        )
    return lines


def _instead(asking: Asking, ladder: Ladder) -> list[Text]:
    """Say who would be left without a place instead."""
    recount, found = asking.again.recount, ladder.forced.plan
    if found is None:
        return []
    now, then = ({move.teacher_id for move in plan.moves} for plan in (asking.again.plan, found))
    losing = sorted((recount.outgoing & now) - then)
    counts = len(recount.outgoing - now), len(recount.outgoing - then)
    if not losing:
        return []
    named = recount.say_people(losing)
    return [
        Text(
            f"安置本人，就有{len(losing)}名现已安置的人改为未安置：{named.zh}；未安置人数{counts[0]}→{counts[1]}。",
            f"With this person placed, {many(len(losing), 'other')} placed now would not be: {named.en}; "
            f"left without a place: {counts[0]} to {counts[1]}.",
        )
    ]


def _remedies(recount: Recount, code: str, ladder: Ladder) -> list[Text]:
    who = recount.say_person(code)
    lines = [_remedy(recount, one, number) for number, one in enumerate(ladder.remedies, 1)]
    if lines:
        first = Text(
            f"以下每一项都已重新求解验证：只改这一处，{who.zh}得到安置，已安置的人仍都有岗位。",
            f"Each of these was tried by solving again: with it alone {who.en} is placed, and all placed now keep "
            "a place.",
        )
        return [first, *lines]
    if ladder.possible == 0:
        return [
            Text(
                "增加岗位或编制没有用：可以去的学校中没有本人能任教的岗位；要改的是上面所列的规定或事实。",
                "More posts would not help: no school this person may go to has such a post; the rules or facts above "
                "would have to change.",
            )
        ]
    tried, possible = ladder.tried, ladder.possible
    return [
        Text(
            f"试了{tried}种（共{possible}种）增加一个岗位（及编制）的办法，都不能在不损害他人的情况下安置本人。",
            f"Of {possible} ways to add one post (and an establishment post), {tried} were tried; none places this "
            "person without somebody else losing a place.",
        )
    ]


def _remedy(recount: Recount, remedy: Remedy, number: int) -> Text:
    said = say_remedy(recount, remedy)
    others = recount.say_people(remedy.others)
    also = (f"；同时{others.zh}也能安置", f"; {others.en} could be placed as well") if remedy.others else ("", "")
    return Text(f"{number}. {said.zh}{also[0]}。", f"{number}. {said.en}{also[1]}.")


def say_remedy(recount: Recount, remedy: Remedy) -> Text:
    """Say the numbers of a remedy."""
    name, school = recount.say_post(remedy.post), recount.say_school(remedy.post[0])
    parts = []
    if remedy.required is not None:
        before, after = remedy.required
        parts.append(Text(f"{name.zh}核定人数由{before}增到{after}", f"{name.en} requires {after} instead of {before}"))
    if remedy.establishment is not None:
        before, after = remedy.establishment
        said = f"{school.en} has an establishment of {after} instead of {before}"
        parts.append(Text(f"{school.zh}编制由{before}增到{after}", said))
    return Text("，".join(p.zh for p in parts), ", and ".join(p.en for p in parts))
