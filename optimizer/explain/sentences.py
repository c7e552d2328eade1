"""Sentences about places, prices and contradictions that several explanations share."""

from __future__ import annotations

from collections.abc import Collection

from models.goals.lottery import NAME as LOTTERY
from models.goals.lottery import NAME2 as LOTTERY2
from models.goals.registry import GOALS
from models.plan import Move, Plan
from models.recount import Recount
from models.recount_roster import Post
from models.rules.registry import RULES
from models.tables import OUTSIDE
from models.words import Text, joined, many, same
from optimizer.explain.again import Again
from optimizer.explain.places import Barrier, Seats
from optimizer.explain.price import Other, Price
from optimizer.modes.saying import say_row

MOST_NAMED = 8
"""People, or rows of a contradiction, that are named one by one."""
_DRAWN = (LOTTERY, LOTTERY2)


def listed(parts: Collection[Text], mark: tuple[str, str] = ("；", "; ")) -> Text:
    """Join clauses."""
    return Text(mark[0].join(p.zh for p in parts), mark[1].join(p.en for p in parts))


def ended(text: Text) -> Text:
    """Close a sentence."""
    return Text(text.zh + "。", text.en + ".")


def capital(text: Text) -> Text:
    """Begin an English sentence with a capital."""
    return Text(text.zh, text.en[:1].upper() + text.en[1:])


def say_where(recount: Recount, code: str, move: Move | None) -> Text:
    """Say what becomes of somebody: where they go, or that they stay or find no place."""
    if move is not None:
        post, rank = recount.say_post(move[1:]), say_rank(recount, code, move.to_school)
        where = f"（{rank.zh}）" if rank.zh else "", f" ({rank.en})" if rank.en else ""
        return Text(f"调往{post.zh}{where[0]}", f"moves to {post.en}{where[1]}")
    here = recount.people[code].school
    at = recount.say_school(here)
    if code in recount.outgoing or here == OUTSIDE:
        return Text(f"未安置（留在{at.zh}）", f"is left without a place (stays at {at.en})")
    return Text(f"留在{at.zh}", f"stays at {at.en}")


def say_rank(recount: Recount, code: str, school: str) -> Text:
    """Say at which rank somebody chose a school; nothing of who stated no choices."""
    stated = recount.ranks.get(code)
    if not stated:
        return same("")
    rank = stated.get(school)
    return Text("志愿之外", "not among the choices") if rank is None else Text(f"第{rank}志愿", f"choice {rank}")


def say_points(recount: Recount, code: str) -> Text:
    """Say a person's score, nothing where there is none."""
    score = recount.score(code)
    return same("") if score is None else Text(f"积分{score.normalize():f}", f"score {score.normalize():f}")


def say_seats(recount: Recount, found: Seats) -> Text:
    """Say a post's numbers under the plan and who comes, each with rank and score."""
    name, out, came = recount.say_post(found.post), len(found.leaving), len(found.coming)
    short = found.required - found.after
    full = Text(f"还缺{short}人", f"{short} short") if short > 0 else Text("已满", "full")
    people = joined(_say_comer(recount, code, found.post[0]) for code in found.coming[:MOST_NAMED])
    more = came - MOST_NAMED
    extra = (f"，另有{more}人", f" and {more} more") if more > 0 else ("", "")
    who = Text(f"调入的是{people.zh}{extra[0]}", f"who comes: {people.en}{extra[1]}")
    who = who if came else Text("没有人调入", "nobody comes")
    return Text(
        f"{name.zh}：核定{found.required}人，现有{found.before}人，调出{out}人，调入{came}人，调整后{found.after}人，"
        f"{full.zh}；{who.zh}。",
        f"{name.en} requires {found.required} and has {found.before}; {out} leave, {came} come, it ends with "
        f"{found.after}, {full.en}; {who.en}.",
    )


def _say_comer(recount: Recount, code: str, school: str) -> Text:
    person, told = recount.people[code], [say_rank(recount, code, school), say_points(recount, code)]
    inner = joined([same(code), *(t for t in told if t.zh)])
    return Text(f"{person.name}（{inner.zh.replace('、', '，')}）", f"{person.name} ({inner.en})")


def say_barrier(barrier: Barrier) -> Text:
    """Say what closes a way, by which rule, and what would have to change."""
    title = RULES[barrier.rule].title
    return Text(
        f"[{title.zh}] {barrier.reason.zh}；{barrier.repair.zh}。",
        f"[{title.en}] {barrier.reason.en}; {barrier.repair.en}.",
    )


def say_price(recount: Recount, tiers: Collection[dict[str, int]], price: Price) -> list[Text]:
    """Say what a plan costs against the plan made: the first tier that differs, every goal, who moves otherwise."""
    return [*_say_worth([*tiers], price), *_say_open([*tiers], price), say_others(recount, price.others)]


def _say_worth(tiers: list[dict[str, int]], price: Price) -> list[Text]:
    if price.tier is None:
        return [Text("各级目标的值都与本方案相同。", "Every goal is worth what it is in the plan.")]
    first = tiers[price.tier]
    named = _tier_name(price.tier, first)
    before, after = price.before.tiers[price.tier], price.after.tiers[price.tier]
    whole = _delta(before, after)
    if set(first) <= set(_DRAWN):
        draw = ("较小", "smaller") if after > before else ("较大", "larger")
        return [
            Text(
                f"各项目标都不变，只由摇号决定：{named.zh}号之和{whole.zh}，本方案的{draw[0]}。",
                f"No goal changes; only the draw decides: {named.en}, {whole.en}; the plan's is {draw[1]}.",
            )
        ]
    inside = [c for c in price.changes if c[0] in first]
    rest = [c for c in price.changes if c[0] not in first and c[0] not in _DRAWN]
    if len(first) > 1:
        parts = joined(_say_change(c) for c in inside)
        whole = Text(f"{whole.zh}，其中{parts.zh}", f"{whole.en}: {parts.en}")
    how = Text("变好", "better") if price.better else Text("变差", "worse")
    said = [
        Text(
            f"最先{how.zh}的是{named.zh}：{whole.zh}。",
            f"The first to get {how.en} is {named.en}: {whole.en}.",
        )
    ]
    if rest:
        others = joined(_say_change(c) for c in rest)
        said.append(Text(f"其后各级：{others.zh}。", f"After it: {others.en}."))
    return said


def _say_open(tiers: list[dict[str, int]], price: Price) -> list[Text]:
    if price.open is None:
        return []
    name = _tier_name(price.open.tier, tiers[price.open.tier])
    least, most = price.open.least, price.open.most
    return [
        Text(
            f"时间到，没有证明完：{name.zh}至少{least}、至多{most}；上面是已找到的最好方案，其后各级未证明。",
            f"Not proven in time: {name.en} is at least {least}, at most {most}; the numbers are those of the best "
            "plan found, and what comes after is not proven.",
        )
    ]


def _tier_name(number: int, tier: dict[str, int]) -> Text:
    titles = [GOALS[goal].title for goal in tier]
    zh, en = "+".join(t.zh for t in titles), " + ".join(t.en for t in titles)
    return Text(f"第{number + 1}级“{zh}”", f"tier {number + 1}, '{en}'")


def _say_change(change: tuple[str, int, int]) -> Text:
    title, told = GOALS[change[0]].title, _delta(change[1], change[2])
    return Text(f"{title.zh}{told.zh}", f"{title.en} {told.en}")


def _delta(before: int, after: int) -> Text:
    return Text(f"{before}→{after}（{after - before:+d}）", f"{before} to {after} ({after - before:+d})")


def say_others(recount: Recount, others: Collection[Other]) -> Text:
    """Say who else moves otherwise, from what to what."""
    if not others:
        return Text("其他人都不变。", "Nobody else moves otherwise.")
    told = []
    for other in list(others)[:MOST_NAMED]:
        who = recount.say_person(other.teacher)
        before, after = (_briefly(recount, other.teacher, move) for move in (other.before, other.after))
        told.append(Text(f"{who.zh}由{before.zh}改为{after.zh}", f"{who.en} {after.en} (in the plan: {before.en})"))
    named, count = listed(told), len(others)
    some = (f"，其中{MOST_NAMED}人", f"; {MOST_NAMED} of them") if count > MOST_NAMED else ("", "")
    return Text(
        f"另有{count}人的去向随之不同{some[0]}：{named.zh}。",
        f"{many(count, 'other person moves', 'other people move')} otherwise{some[1]}: {named.en}.",
    )


def _briefly(recount: Recount, code: str, move: Move | None) -> Text:
    """Say where somebody goes or stays as `say_where` does, schools by name alone where no two share one."""
    said = say_where(recount, code, move)
    school = recount.people[code].school if move is None else move.to_school
    found = recount.schools.get(school)
    if found is None or sum(s.name == found.name for s in recount.schools.values()) > 1:
        return said
    return Text(said.zh.replace(f"（{school}）", "", 1), said.en.replace(f" ({school})", "", 1))


def say_conflict(again: Again, rows: Collection[int]) -> list[Text]:
    """Say the rows that contradict each other once a person is to go somewhere; of relatives, the rule only."""
    told = []
    for row in sorted(rows):
        if row == again.person_row:
            continue
        program = again.formulated.program
        owner, said = program.block_of(row).owner, say_row(program, row)
        title = (RULES[owner] if owner in RULES else GOALS[owner]).title
        if said == title:
            told.append(Text(f"[{title.zh}]", f"[{title.en}]"))
        else:
            told.append(Text(f"[{title.zh}] {said.zh}", f"[{title.en}] {said.en}"))
    told = list(dict.fromkeys(told))
    more = len(told) - MOST_NAMED
    extra = [Text(f"……另有{more}条", f"... and {more} more")] if more > 0 else []
    return [*told[:MOST_NAMED], *extra]


def posts_taught_at(recount: Recount, code: str, school: str) -> list[Post]:
    """Return the posts of a school that a person teaches."""
    person = recount.people[code]
    return sorted(post for post in recount.required if post[0] == school and post[1:] in person.teaches)


def move_of(plan: Plan, code: str) -> Move | None:
    """Return a person's move."""
    return next((move for move in plan.moves if move.teacher_id == code), None)
