"""Hard rule `locks` 锁定 (rulebook 4): every lock is kept, and so is every move an earlier stage fixed (5b)."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.change import LineDropped, lock_dropped
from models.district import BoolArray, IntArray
from models.draft import Draft
from models.naming import school_name, teacher_name
from models.pairs import Pairs
from models.plan import Breach, Plan
from models.program import Give
from models.recount import Recount
from models.rules.rule import Kept, Rule
from models.tables import OUTSIDE
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
    for granted in recount.granted:
        made = moves.get(granted.teacher_id)
        if made != granted:
            who, there = recount.say_person(granted.teacher_id), recount.say_post(granted[1:])
            instead = Text("未调动", "does not move") if made is None else recount.say_post(made[1:])
            done = instead if made is None else Text(f"调往{instead.zh}", f"moves to {instead.en}")
            said = Text(
                f"{who.zh}在前面的阶段已定往{there.zh}，方案中{done.zh}。",
                f"{who.en} was matched with {there.en} in an earlier stage, but {done.en}.",
            )
            breaches.append(Breach(NAME, said, (granted.teacher_id,), (granted.to_school,)))
    for move in plan.moves:
        for closing in recount.closings(move):
            if closing.rule == NAME:
                who, to, why = recount.say_person(move.teacher_id), recount.say_school(move.to_school), closing.reason
                said = Text(f"{who.zh}调往{to.zh}：{why.zh}。", f"{who.en} moves to {to.en} but {why.en}.")
                breaches.append(Breach(NAME, said, (move.teacher_id,), (move.to_school,)))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count the locks of each kind, and how many are kept."""
    moves = recount.chosen(plan)
    to = {code: move.to_school for code, move in moves.items()}
    never = [(code, school) for code, schools in recount.never.items() for school in schools]
    counted = [
        ("must", Text("必须去的", "must go"), [to.get(code) == school for code, school in recount.must.items()]),
        ("never", Text("不得去的", "never to go"), [to.get(code) != school for code, school in never]),
        ("stay", Text("留任的", "to stay"), [code not in to for code in recount.stay]),
        (
            "granted",
            Text("前面阶段已定的", "matched in an earlier stage"),
            [moves.get(move.teacher_id) == move for move in recount.granted],
        ),
    ]
    found = []
    for key, name, held in counted:
        if held:
            said = Text(
                f"{name.zh}{len(held)}条，照办{sum(held)}条。",
                f"Locks, {name.en}: {sum(held)} of {len(held)} are kept.",
            )
            found.append(Kept((key,), sum(held), said, whole=True))
    return found or [Kept(("none",), 0, Text("没有锁定。", "Nothing is locked."), whole=True)]


def closes(case: Case, pairs: Pairs) -> BoolArray:
    """Close every pair a `never` line forbids, and every other way of who must go somewhere.

    Of who was matched by an earlier stage, only that pair stays open. (`stay` already makes its teacher unmovable.)
    """
    teacher, school = lines(case, "never")
    size = case.district.places
    closed: BoolArray = np.isin(pairs.teacher * size + pairs.school, teacher * size + school)
    wanted = np.full(len(case.district.teachers), -1, np.int64)
    teacher, school = lines(case, "must")
    wanted[teacher] = school
    asked = wanted[pairs.teacher]
    elsewhere: BoolArray = (asked >= 0) & (asked != pairs.school)
    teacher, node = _granted(case)
    match = np.full(len(case.district.teachers), -1, np.int64)
    match[teacher] = node
    fixed = match[pairs.teacher]
    other: BoolArray = (fixed >= 0) & (fixed != pairs.node)
    return closed | elsewhere | other


def rows(draft: Draft) -> None:
    """Add a row a `must` line: the teacher goes to that school."""
    pairs, district = draft.pairs, draft.case.district
    teacher, school = lines(draft.case, "must")
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

    def dropped(i: int, _: int) -> LineDropped:
        t, s = int(teacher[i]), int(school[i])
        codes = str(district.teachers["teacher_id"].iloc[t]), str(district.at_places("school_id")[s] or OUTSIDE)
        return lock_dropped(codes[0], "must", codes[1], teacher_name(district, t), school_name(district, s))

    gives = [Give(-1, dropped, most=1)]
    draft.add_rows(NAME, [(order[at[hit]], hit.nonzero()[0], 1)], 1, 1, len(wanted), say, gives=gives)
    _grant(draft)


def _grant(draft: Draft) -> None:
    """Fix the pair of everybody an earlier stage matched: the row says so, and its column has no other value."""
    pairs, district = draft.pairs, draft.case.district
    teacher, node = _granted(draft.case)
    match = np.full(len(district.teachers), -1, np.int64)
    match[teacher] = np.arange(len(teacher))
    of = match[pairs.teacher]
    hit = np.flatnonzero((of >= 0) & (node[of] == pairs.node)) if len(teacher) else np.zeros(0, np.int64)

    def say(i: int) -> Text:
        t, there = teacher_name(district, int(teacher[i])), school_name(district, int(pairs.places.school[node[i]]))
        return Text(f"{t.zh}在前面的阶段已定往{there.zh}", f"{t.en} was matched with {there.en} in an earlier stage")

    draft.add_rows(NAME, [(of[hit], hit, 1)], 1, 1, len(teacher), say)
    draft.fix(hit)


def lines(case: Case, action: str) -> tuple[IntArray, IntArray]:
    """Return teacher and school positions of the lock lines with that action."""
    district, table = case.district, case.district["locks"]
    table = table[(table["action"] == action) & (table["school_id"] != "")]
    return (
        district.positions(table["teacher_id"], district.teacher_at),
        district.positions(table["school_id"], district.school_at),
    )


def _granted(case: Case) -> tuple[IntArray, IntArray]:
    """Return teacher and node positions of the moves earlier stages fixed."""
    nodes, teacher_at = case.facts.nodes, case.district.teacher_at
    node_at = {k: i for i, k in enumerate(zip(nodes["school_id"], nodes["stage"], nodes["subject"], strict=True))}
    listed = [(teacher_at[m.teacher_id], node_at[m[1:]]) for m in case.granted]
    moves = np.array(listed, np.int64).reshape(-1, 2)
    return moves[:, 0], moves[:, 1]


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, closes, rows)
