"""Goal `structure` 结构均衡 (rulebook 5): each school's share of an attribute close to the district's."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np

from models.district import IntArray
from models.draft import Draft, Entry, Expression
from models.goals.goal import ENTRIES, Goal, Part
from models.naming import school_name
from models.plan import Plan
from models.program import FREE
from models.recount import Recount
from models.words import Text

NAME = "structure"
TITLE = Text("结构均衡", "even structure")
MEANING = Text(
    "各校骨干、职称、年龄等结构与全县平均的差距之和。",
    "How far schools' shares of the listed attributes lie from the district's, added up.",
)
_BELOW = Text("少", "below")


def value(recount: Recount, plan: Plan) -> int:
    """Add up abs(1000 x count(a, s) - p x n(s)) over attributes and schools, from roster rows after the plan.

    p is 1000 x the district's share of the attribute, rounded half up.
    """
    moves = recount.chosen(plan)
    ends = {code: recount.final_school(code, moves) for code in recount.people}
    rows = Counter(ends.values())
    everybody = len(recount.people)
    total = 0
    for attribute in recount.policy.goals.structure:
        having = [p.code for p in recount.people.values() if recount.matches(attribute.who, p)]
        p = (2000 * len(having) + everybody) // (2 * everybody) if everybody else 0
        count = Counter(ends[code] for code in having)
        total += sum(abs(1000 * count[school] - p * rows[school]) for school in recount.schools)
    return total


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return, attribute by attribute, the schools whose share lies off the district's."""
    moves, found = recount.chosen(plan), []
    ends = Counter(recount.final_school(code, moves) for code in recount.people)
    for attribute in recount.policy.goals.structure:
        having = [code for code, person in recount.people.items() if recount.matches(attribute.who, person)]
        share = int(Fraction(1000 * len(having), len(recount.people)) + Fraction(1, 2)) if having else 0
        count = Counter(recount.final_school(code, moves) for code in having)
        for school in recount.schools:
            held, rows = count[school], ends[school]
            units = abs(1000 * held - share * rows)
            if units:
                name, off = recount.say_school(school), Text("多", "above") if 1000 * held > share * rows else _BELOW
                said = Text(
                    f"“{attribute.name}”：{name.zh}流动后{rows}人中有{held}人，偏{off.zh}；"
                    f"按全县千分之{share}，计|1000×{held}-{share}×{rows}|={units}。",
                    f"'{attribute.name}': after the moves {held} of {rows} at {name.en}, {off.en} the district's "
                    f"{share} in a thousand: |1000×{held}-{share}×{rows}| = {units}.",
                )
                found.append(Part((attribute.name, school), units, said, (), (school,)))
    return found


def cost(draft: Draft) -> Expression:
    """Add, for each attribute and school people may enter or leave, a column abs(1000 x count - p x n)."""
    case, pairs = draft.case, draft.pairs
    district = case.district
    schools, size = district.teacher_school, district.places
    columns, constant = [np.zeros(0, np.int64)], 0
    for attribute in case.policy.goals.structure:
        has = case.who(attribute.who)
        rows_ = len(district.teachers)
        p = (2000 * int(has.sum()) + rows_) // (2 * rows_) if rows_ else 0
        pull = 1000 * has.astype(np.int64) - p  # what one person adds to 1000 x count - p x n of a school
        now = np.bincount(schools, weights=pull, minlength=size).astype(np.int64)
        reach = np.bincount(pairs.school, minlength=size) + np.bincount(pairs.home, minlength=size)
        touched = reach[: district.outside].nonzero()[0]
        constant += int(np.abs(np.delete(now[: district.outside], touched)).sum())
        at = np.full(size, -1, np.int64)
        at[touched] = np.arange(len(touched))
        people = pairs.people()
        ids, people = np.flatnonzero(at[pairs.school] >= 0), people[at[schools[people]] >= 0]
        column = draft.add_columns(len(touched), 0, np.abs(now[touched]) + 1000 * reach[touched], push=-1)

        def say(i: int, touched: IntArray = touched, name: str = attribute.name) -> Text:
            school = school_name(district, int(touched[i]))
            return Text(f"{school.zh}的“{name}”偏差", f"deviation of '{name}' at {school.en}")

        for sign in (1, -1):
            entries: list[Entry] = [
                (np.arange(len(touched)), column, 1),
                (at[pairs.school[ids]], ids, sign * pull[pairs.teacher[ids]]),
            ]
            leaving: list[Entry] = [(at[schools[people]], people, -sign * pull[people])]
            draft.add_rows(NAME, entries, -sign * now[touched], FREE, len(touched), say, leaving=leaving)
        columns.append(column)
    found = np.concatenate(columns)
    return Expression(found, np.ones(len(found), np.int64), constant)


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts, ENTRIES)
