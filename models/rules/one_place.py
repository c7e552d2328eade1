"""Hard rule `one_place` 一人一岗 (rulebook 3 and 4): at most one move a teacher, and each move an open pair.

Of what closes a pair, routes are reported by the rule `routes` and locks by the rule `locks`.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from models.draft import Draft
from models.naming import teacher_name
from models.plan import Breach, Plan
from models.program import FREE
from models.recount import Recount
from models.rules.rule import Kept, Rule
from models.words import Text

NAME = "one_place"
TITLE = Text("一人一岗", "one place each")
CLAUSE = Text(
    "每位教师至多调动一次，且只能调往可以去的岗位：本人在可调之列、能任教该学科，两校允许进出。",
    "A teacher moves at most once, and only to an open post: one the person may go to and teaches, and schools allow.",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each teacher listed more than once and for each move that is not an open pair."""
    breaches = []
    for code, times in Counter(m.teacher_id for m in plan.moves).items():
        if times > 1:
            who = recount.say_person(code)
            said = Text(
                f"{who.zh}在方案中出现{times}次，至多一次。",
                f"{who.en} is listed {times} times; at most once is allowed.",
            )
            breaches.append(Breach(NAME, said, (code,)))
    for move in plan.moves:
        for closing in recount.closings(move):
            if closing.rule == NAME:
                who, why = recount.say_person(move.teacher_id), closing.reason
                to = recount.say_post((move.to_school, move.stage, move.subject))
                said = Text(f"{who.zh}不能调往{to.zh}：{why.zh}。", f"{who.en} cannot move to {to.en}: {why.en}.")
                breaches.append(Breach(NAME, said, (move.teacher_id,), (move.to_school,)))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count who moves, and who of them to another subject or stage than before."""
    moves = recount.chosen(plan)
    other = sum((move.stage, move.subject) != recount.people[code].post[1:] for code, move in moves.items())
    moved = Text(f"调动{len(moves)}人，每人去一个岗位。", f"{len(moves)} people move, each to one post.")
    changed = Text(
        f"其中改教其他学段或学科的{other}人。", f"{other} of them to another stage or subject than they teach now."
    )
    return [Kept(("moved",), len(moves), moved, whole=True), Kept(("other post",), other, changed, whole=True)]


def rows(draft: Draft) -> None:
    """Add a row a teacher: at most one of the teacher's pairs."""
    movers = draft.pairs.people()
    district = draft.case.district

    def say(i: int) -> Text:
        name = teacher_name(district, int(movers[i]))
        return Text(f"{name.zh}至多去一个岗位", f"{name.en} takes at most one post")

    draft.add_rows(NAME, [], -FREE, 1, len(movers), say, leaving=[(np.arange(len(movers)), movers, 1)])


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, rows=rows)
