"""Who somebody is to the policy, and what the plan makes of them: the first paragraph of every explanation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.explain.paragraph import Paragraph
from models.filter_columns import CATEGORIES
from models.intake.dates import month_text
from models.plan import Move, Plan
from models.policy import Policy
from models.policy_stages import MODE_TITLES
from models.recount import Recount
from models.recount_roster import text
from models.rounds import RingError, arrows, rings, rounds
from models.words import Text, joined, many
from optimizer.explain.sentences import move_of, say_points, say_where


def standing(recount: Recount, plan: Plan, code: str, record: Mapping[str, Any] | None) -> Paragraph:
    """Say where a person is and ends, by which clause they may move, and the choice they got."""
    person, move = recount.people[code], move_of(plan, code)
    who, here, where = recount.say_person(code), recount.say_post(person.post), say_where(recount, code, move)
    title = Text(f"{who.zh}：现在{here.zh}，{where.zh}", f"{who.en}, now {here.en}: {where.en}")
    lines = [_may_move(recount, code)]
    points = say_points(recount, code)
    lines += [Text(f"{points.zh}。", f"{points.en[:1].upper()}{points.en[1:]}.")] if points.zh else []
    lines += _by_stage(recount, move, record)
    lines.append(_choice(recount, code, move))
    lines += _way(recount, plan, move) if move is not None else []
    return Paragraph(title, tuple(lines))


def _may_move(recount: Recount, code: str) -> Text:
    """Say by which category, clause, list or lock a person may, must or cannot move."""
    category, clause = recount.standings[code]
    said, named, words = CATEGORIES[category], f"“{clause}”", _words(recount.policy, category, clause)
    back, fixed = recount.after_term[code], recount.fixed(code)
    origin = recount.say_school(text(recount.people[code].cells["origin_school"]))
    if back == "return":
        return Text(f"交流期满，须返回{origin.zh}。", f"The exchange term has ended; the way is back to {origin.en}.")
    if fixed is not None:
        reason = fixed.reason
        if category == "settled" and not recount.named and fixed.rule == "one_place":
            reason = Text("不属于应交流或可交流的人员", "is neither due nor free to move under the policy")
        return Text(f"任何方案都不能调动：{reason.zh}。", f"No plan may move this person, who {reason.en}.")
    by = Text(f"属于{said.zh}", f"is {said.en}")
    if clause:
        by = Text(f"{by.zh}，依据{named}{words.zh}", f"{by.en} under '{clause}'{words.en}")
    if code in recount.must:
        there = recount.say_school(recount.must[code])
        return Text(f"已锁定必须去{there.zh}；{by.zh}。", f"Locked to move to {there.en}; this person {by.en}.")
    if recount.named:
        return Text(
            f"在流出名单上，应予安置；{by.zh}。", f"On the outgoing list, so to be placed; this person {by.en}."
        )
    may = Text(
        "方案可以安排调动，也可以不安排，由各级目标决定",
        "the plan may move this person or not, as the goals decide in their order",
    )
    again = Text("；须再次交流", "; another term is to be served") if back == "again" else Text("", "")
    return Text(f"{by.zh}；{may.zh}{again.zh}。", f"This person {by.en}; {may.en}{again.en}.")


def _words(policy: Policy, category: str, clause: str) -> Text:
    """Quote the document's own words of a clause that makes people due or free; never the ground of a deferral."""
    if category not in ("due", "free"):
        return Text("", "")
    words = next((c.words for c in policy.clauses(category) if c.name == clause), "").rstrip("。")
    return Text(f"（{words}）", f" ({words})") if words else Text("", "")


def _choice(recount: Recount, code: str, move: Move | None) -> Text:
    stated = recount.ranks.get(code)
    if not stated:
        return Text("没有填报志愿。", "No choices were stated.")
    schools = sorted(stated.items(), key=lambda item: (item[1], item[0]))
    named = joined(Text(f"{r}.{recount.say_school(s).zh}", f"{r}. {recount.say_school(s).en}") for s, r in schools[:8])
    more = len(schools) - 8
    every = Text(
        f"志愿：{named.zh}{f'等{len(schools)}所' if more > 0 else ''}",
        f"Choices: {named.en}{f' and {more} more' if more > 0 else ''}",
    )
    if move is None:
        return Text(f"{every.zh}；都没有安排。", f"{every.en}; none was given.")
    rank = stated.get(move.to_school)
    if rank is None:
        return Text(f"{every.zh}；去的学校不在其中。", f"{every.en}; the school entered is none of them.")
    return Text(f"{every.zh}；得第{rank}志愿。", f"{every.en}; the school entered is choice {rank}.")


def _way(recount: Recount, plan: Plan, move: Move) -> list[Text]:
    """Say route, personnel relation, term and round of a move."""
    routes, number = recount.policy.rules.routes, recount.route(recount.people[move.teacher_id], move[1:])
    parts = []
    if number is not None:
        name = routes[number].name or str(number + 1)
        parts.append(Text(f"交流范围“{name}”", f"route '{name}'"))
    carried = recount.transfers(move)
    parts.append(
        Text("人事关系随调", "the personnel relation goes along") if carried
        else Text("人事关系不动", "the personnel relation stays")
    )  # fmt: skip
    end = recount.term_end(move)
    parts += [] if end is None else [Text(f"期限到{month_text(end)}", f"the term ends {month_text(end)}")]
    release = recount.policy.rules.release_first
    try:
        if release.mode == "chain":
            turn = rounds(recount, plan)[move.teacher_id]
            parts.append(Text(f"第{turn}轮", f"round {turn}"))
    except RingError:
        pass  # a plan edited by hand may hold a ring; `verify` says so
    ring = next((r for r in rings(arrows(recount, plan, release.scope)) if move.teacher_id in r), None)
    if ring is not None:
        parts.append(Text(f"与{len(ring) - 1}人互换", f"one of a ring of {many(len(ring), 'person', 'people')}"))
    said = joined(parts)
    return [Text(f"{said.zh}。", f"{said.en[:1].upper()}{said.en[1:]}.")]


def _by_stage(recount: Recount, move: Move | None, record: Mapping[str, Any] | None) -> list[Text]:
    """Say which stage of the policy fixed a move, as plan.json tells."""
    if move is None or record is None:
        return []
    for stage in record.get("stages", []):
        for made in stage["moves"]:
            if made["teacher_id"] == move.teacher_id:
                name, mode = stage["name"], MODE_TITLES[stage["mode"]]
                return [
                    Text(
                        f"在阶段“{name}”{'' if name == mode.zh else f'（{mode.zh}）'}中定下，其后各级目标不再改动。",
                        f"Fixed in stage '{name}' ({mode.en}); the goals that follow leave it as it is.",
                    )
                ]
    return []
