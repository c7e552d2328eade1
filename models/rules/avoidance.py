"""Hard rule `avoidance` 回避 (rulebook 4): no two relatives end next to each other by a move of either."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.district import IntArray
from models.draft import Draft, Entry
from models.filters import Condition, Filter
from models.kin import related
from models.naming import school_name, teacher_name
from models.pairs import pairs_of
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
    related_ = _related(case)
    if not related_:
        return
    two = np.array(related_, np.int64).T
    home = place[case.district.teacher_school[two]]
    coming = [pairs_of(pairs, t) for t in two]
    into = [place[pairs.school[ids]] for _, ids in coming]
    size = int(place.max()) + 1
    keys = [of * size + p for (of, _), p in zip(coming, into, strict=True)]

    # Neither is at home there: at most one of them comes.
    both = np.intersect1d(keys[0], keys[1])
    owner, where = np.divmod(both, size)
    both = both[(where != home[0][owner]) & (where != home[1][owner])]
    entries: list[Entry] = []
    for (_, ids), key in zip(coming, keys, strict=True):
        inside = np.isin(key, both)
        entries.append((np.searchsorted(both, key[inside]), ids[inside], 1))
    owner, where = np.divmod(both, size)
    upper, about = [np.ones(len(both), np.int64)], [np.stack([owner, where])]

    # The guest may come where the host is at home only if the host leaves that place.
    count = len(both)
    for guest, host in ((0, 1), (1, 0)):
        (of, ids), there = coming[guest], home[host]
        visits = into[guest] == there[of]
        visited = np.unique(of[visits])
        row = np.full(len(related_), -1, np.int64)
        row[visited] = count + np.arange(len(visited))
        entries.append((row[of[visits]], ids[visits], 1))
        (of, ids) = coming[host]
        leaves = (into[host] != there[of]) & (row[of] >= 0)
        entries.append((row[of[leaves]], ids[leaves], -1))
        upper.append(np.zeros(len(visited), np.int64))
        about.append(np.stack([visited, there[visited]]))
        count += len(visited)
    told = np.concatenate(about, axis=1)

    def say(i: int) -> Text:
        (a, b), p = related_[int(told[0, i])], int(told[1, i])
        x, y, s = teacher_name(case.district, a), teacher_name(case.district, b), school_name(case.district, p)
        return Text(
            f"{x.zh}与{y.zh}须回避，不能因交流同在{s.zh}", f"{x.en} and {y.en} may not end together at {s.en} by a move"
        )

    draft.add_rows(NAME, entries, -FREE, np.concatenate(upper), count, say)


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
