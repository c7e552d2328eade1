"""Every school with a post one person teaches, and what closes each: the whole of where somebody could go, told."""

from __future__ import annotations

from models.explain.paragraph import Paragraph
from models.plan import Move, Plan
from models.recount import Recount
from models.rules.registry import RULES
from models.words import Text, joined
from optimizer.explain.places import Barrier, Place, seats
from optimizer.explain.sentences import MOST_NAMED, say_seats
from optimizer.modes.saying import PRIVATE

_TRIED = 12
"""Lines up to which posts with room are tried: a check of every rule each."""


def say_closed(recount: Recount, code: str, found: list[Place]) -> Paragraph:
    """Say what closes each of the schools that have a post for somebody, alike ones together."""
    who = recount.say_person(code)
    title = Text(f"{who.zh}能任教的学校，各为何不能去", f"What closes each school with a post {who.en} teaches")
    if not found:
        taught = "、".join(stage + subject for stage, subject in recount.people[code].teaches)
        none = Text(f"其他学校都没有岗位（能任教：{taught}）。", f"No other school has such a post ({taught}).")
        return Paragraph(title, (none,))
    return Paragraph(title, tuple(closed_lines(recount, found)))


def open_lines(recount: Recount, plan: Plan, code: str, found: list[Place]) -> list[Text]:
    """Say of each open school who fills its posts under the plan; where one has room, what the move would break."""
    lines = []
    for one in found:
        for post, barriers in one.posts if one.open else ():
            if not barriers:
                there = seats(recount, plan, post)
                lines.append(say_seats(recount, there))
                if there.after < there.required and len(lines) <= _TRIED:
                    lines += _broken(recount, plan, Move(code, *post))
    return lines


def _broken(recount: Recount, plan: Plan, move: Move) -> list[Text]:
    """Say which rules break if one person goes somewhere and everybody else does as the plan says."""
    others = [other for other in plan.moves if other.teacher_id != move.teacher_id]
    tried = Plan.of([*others, move])
    told = []
    for name, rule in RULES.items():
        breaches = rule.check(recount, tried)
        if breaches:
            title, said = rule.title, breaches[0].text
            private = name in PRIVATE
            told.append(title if private else Text(f"[{title.zh}] {said.zh}", f"[{title.en}] {said.en}"))
    if not told:
        return []
    zh, en = "".join(t.zh for t in told), " ".join(t.en for t in told)
    return [Text(f"  只把本人加到这里、别人不变，会违反：{zh}", f"  Only this person added there would break: {en}")]


def closed_lines(recount: Recount, found: list[Place]) -> list[Text]:
    """Say what closes schools: what is the same for all once, what has numbers of its own school by school."""
    shut = [one for one in found if not one.open]
    alike: dict[tuple[Barrier, ...], list[Place]] = {}
    for one in shut:
        alike.setdefault(tuple(b for b in one.all_barriers if b.rule != "routes"), []).append(one)
    by_route = [one for one in shut if any(b.rule == "routes" for b in one.all_barriers)]
    lines = []
    if by_route:
        count, named = len(by_route), _schools(recount, by_route)
        title = RULES["routes"].title
        lines.append(
            Text(
                f"[{title.zh}] {count}所学校不在交流范围之内：{named.zh}。",
                f"[{title.en}] {count} are outside the routes: {named.en}.",
            )
        )
    for barriers, schools in alike.items():
        if not barriers:
            continue
        named = _schools(recount, schools)
        told = [
            Text(f"[{RULES[b.rule].title.zh}] {b.reason.zh}", f"[{RULES[b.rule].title.en}] {b.reason.en}")
            for b in barriers
        ]
        zh, en = "；".join(t.zh for t in told), "; ".join(t.en for t in told)
        own = len(schools) == 1 and all(named.zh in b.reason.zh for b in barriers)
        lines.append(Text(f"{zh}。", f"{en}.") if own else Text(f"{named.zh}：{zh}。", f"{named.en}: {en}."))
    return lines


def _schools(recount: Recount, found: list[Place]) -> Text:
    named = joined(recount.say_school(one.school) for one in found[:MOST_NAMED])
    more = len(found) - MOST_NAMED
    if more <= 0:
        return named
    return Text(f"{named.zh}等{len(found)}所", f"{named.en} and {more} more")
