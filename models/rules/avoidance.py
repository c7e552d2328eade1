"""Hard rule `avoidance` 回避 (rulebook 4): no two relatives end next to each other by a move of either."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.district import IntArray
from models.draft import Draft
from models.filters import Condition, Filter
from models.kin import related
from models.naming import school_name, teacher_name
from models.plan import Breach, Plan
from models.program import FREE
from models.recount import Recount
from models.recount_roster import Person, text
from models.rules.rule import Rule
from models.tables import KIN_KINDS
from models.words import Text

NAME = "avoidance"
TITLE = Text("回避", "avoidance")
CLAUSE = Text(
    "有亲属关系的两人，不得因调动而到同一学校（或同一单位）；本来就在一起且都不动的，可以不动。",
    "No move brings two relatives into one school (or unit); two who already share it and both stay may stay.",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each pair of relatives who end in one place by a move of at least one."""
    rule = recount.policy.rules.avoidance
    moves = recount.chosen(plan)

    def place(code: str) -> str:
        school = recount.final_school(code, moves)
        return recount.topmost(school) if rule.scope == "unit" else school

    breaches = []
    for row in recount.tables["relations"]:
        pair, kind = (text(row["teacher_a"]), text(row["teacher_b"])), text(row["kind"])
        if kind not in rule.kinds:
            continue
        if all(code not in moves for code in pair) or place(pair[0]) != place(pair[1]):
            continue
        if rule.when == "lead" and not any(_leads(recount.people[code], rule.leading) for code in pair):
            continue
        first, second = recount.say_person(pair[0]), recount.say_person(pair[1])
        where = recount.say_school(place(pair[0]))
        one = Text("同一单位", "one unit") if rule.scope == "unit" else Text("同一学校", "one school")
        said = Text(
            f"{first.zh}与{second.zh}为{kind}，调动后在{one.zh}：{where.zh}。",
            f"{first.en} and {second.en} are related ({_in_english(kind)}) and end in {one.en}: {where.en}.",
        )
        ended = tuple(dict.fromkeys(recount.final_school(code, moves) for code in pair))
        breaches.append(Breach(NAME, said, pair, ended))
    return breaches


def _leads(person: Person, leading: tuple[str, ...]) -> bool:
    """Say whether a person holds a leading role; a mover keeps the role. Several roles stand between `;`."""
    return any(role.strip() in leading for role in person.role.split(";"))


def _in_english(kind: str) -> str:
    return KIN_KINDS[kind][0]


def rows(draft: Draft) -> None:
    """Add, for each related pair and place, a row that keeps them from ending there together by a move."""
    case, pairs = draft.case, draft.pairs
    place = _places(case)
    starts = np.searchsorted(pairs.teacher, np.arange(len(case.district.teachers) + 1))
    entries: list[tuple[IntArray, IntArray, int]] = []
    upper: list[int] = []
    about: list[tuple[int, int, int]] = []

    def add(cells: list[tuple[IntArray, int]], limit: int, a: int, b: int, where: int) -> None:
        entries.extend((np.full(len(ids), len(upper)), ids, c) for ids, c in cells)
        upper.append(limit)
        about.append((a, b, where))

    for a, b in _related(case):
        ids = [np.arange(starts[t], starts[t + 1]) for t in (a, b)]
        into = [place[pairs.school[i]] for i in ids]
        home = [int(place[case.district.teacher_school[t]]) for t in (a, b)]
        for p in np.setdiff1d(np.intersect1d(into[0], into[1]), np.array(home)):
            add([(ids[0][into[0] == p], 1), (ids[1][into[1] == p], 1)], 1, a, b, int(p))
        for guest, host in ((0, 1), (1, 0)):
            # The guest may come where the host is at home only if the host leaves that place.
            coming = ids[guest][into[guest] == home[host]]
            if len(coming):
                add([(coming, 1), (ids[host][into[host] != home[host]], -1)], 0, a, b, home[host])

    def say(i: int) -> Text:
        a, b, p = about[i]
        x, y, s = teacher_name(case.district, a), teacher_name(case.district, b), school_name(case.district, p)
        return Text(
            f"{x.zh}与{y.zh}须回避，不能因交流同在{s.zh}", f"{x.en} and {y.en} may not end together at {s.en} by a move"
        )

    draft.add_rows(NAME, entries, -FREE, np.array(upper, np.int64), len(upper), say)


def _places(case: Case) -> IntArray:
    """Return the place of each school: itself, or, by unit, the topmost school above it."""
    schools = case.district.schools
    above = case.district.positions(schools["parent"], case.district.school_at)
    place = np.arange(len(schools))
    if case.policy.rules.avoidance.scope == "unit":
        for _ in range(len(schools)):  # as deep as the ladder of parents can be
            higher = np.where(above[place] >= 0, above[place], place)
            if np.array_equal(higher, place):
                break
            place = higher
    return place


def _related(case: Case) -> list[tuple[int, int]]:
    """Return the related pairs the rule speaks of, as positions."""
    rule, found = case.policy.rules.avoidance, related(case.district, case.policy.rules.avoidance.kinds)
    if rule.when == "always":
        return found
    leads = case.who(Filter((Condition("role", one_of=rule.leading),)))
    return [(a, b) for a, b in found if leads[a] or leads[b]]


RULE = Rule(NAME, TITLE, CLAUSE, check, rows=rows)
