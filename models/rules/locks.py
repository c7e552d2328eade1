"""Hard rule `locks` 锁定 (rulebook 4): every lock is kept."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.district import BoolArray, IntArray
from models.draft import Draft
from models.naming import school_name, teacher_name
from models.pairs import Pairs
from models.plan import Breach, Plan
from models.recount import Recount
from models.rules.rule import Rule
from models.words import Text

NAME = "locks"
TITLE = Text("锁定", "locks")
CLAUSE = Text(
    "锁定一律遵守：必须去的去，不得去的不去，留任的不动。",
    "Every lock is kept: who must go goes there, who must never does not, who is to stay stays.",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each lock the plan breaks."""
    moves = recount.chosen(plan)
    breaches = []
    for code, school in recount.must.items():
        if code not in moves or moves[code].to_school != school:
            who, there = recount.say_person(code), recount.say_school(school)
            instead = recount.say_school(moves[code].to_school) if code in moves else Text("未调动", "does not move")
            done = Text(f"调往{instead.zh}", f"moves to {instead.en}") if code in moves else instead
            said = Text(
                f"{who.zh}锁定必须去{there.zh}，方案中{done.zh}。",
                f"{who.en} is locked to move to {there.en}, but {done.en}.",
            )
            breaches.append(Breach(NAME, said, (code,), (school,)))
    for move in plan.moves:
        for closing in recount.closings(move):
            if closing.rule == NAME:
                who, to, why = recount.say_person(move.teacher_id), recount.say_school(move.to_school), closing.reason
                said = Text(f"{who.zh}调往{to.zh}：{why.zh}。", f"{who.en} moves to {to.en} but {why.en}.")
                breaches.append(Breach(NAME, said, (move.teacher_id,), (move.to_school,)))
    return breaches


def closes(case: Case, pairs: Pairs) -> BoolArray:
    """Close every pair a `never` line forbids, and every other way of who must go somewhere.

    (`stay` already makes its teacher unmovable.)
    """
    teacher, school = _lines(case, "never")
    size = case.district.places
    closed: BoolArray = np.isin(pairs.teacher * size + pairs.school, teacher * size + school)
    wanted = np.full(len(case.district.teachers), -1, np.int64)
    teacher, school = _lines(case, "must")
    wanted[teacher] = school
    asked = wanted[pairs.teacher]
    elsewhere: BoolArray = (asked >= 0) & (asked != pairs.school)
    return closed | elsewhere


def rows(draft: Draft) -> None:
    """Add a row a `must` line: the teacher goes to that school."""
    pairs, district = draft.pairs, draft.case.district
    teacher, school = _lines(draft.case, "must")
    size = district.places
    wanted = teacher * size + school
    order = np.argsort(wanted)
    asked = pairs.teacher * size + pairs.school
    at = np.searchsorted(wanted[order], asked)
    hit = (
        (at < len(wanted)) & (wanted[order][np.minimum(at, len(wanted) - 1)] == asked)
        if len(wanted)
        else np.zeros(len(pairs), bool)
    )

    def say(i: int) -> Text:
        t, s = teacher_name(district, int(teacher[i])), school_name(district, int(school[i]))
        return Text(f"{t.zh}必须去{s.zh}", f"{t.en} must go to {s.en}")

    draft.add_rows(NAME, [(order[at[hit]], hit.nonzero()[0], 1)], 1, 1, len(wanted), say)


def _lines(case: Case, action: str) -> tuple[IntArray, IntArray]:
    """Return teacher and school positions of the lock lines with that action."""
    district, table = case.district, case.district["locks"]
    table = table[(table["action"] == action) & (table["school_id"] != "")]
    return (
        district.positions(table["teacher_id"], district.teacher_at),
        district.positions(table["school_id"], district.school_at),
    )


RULE = Rule(NAME, TITLE, CLAUSE, check, closes, rows)
