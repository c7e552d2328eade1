"""Hard rule `routes` 交流范围 (rulebook 4): every move takes a route that admits it, and none that is forbidden."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.district import BoolArray
from models.pairs import Pairs
from models.plan import Breach, Plan
from models.recount import Recount
from models.routing import fits
from models.rules.rule import Rule
from models.words import Text

NAME = "routes"
TITLE = Text("交流范围", "routes")
CLAUSE = Text(
    "每次调动都在列出的交流范围之内，且不在禁止之列；没有列出范围的，各校之间都可以。",
    "Every move takes a listed route and no forbidden one; where none is listed, all are open.",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each move that a route forbids or that no route admits."""
    breaches = []
    for move in plan.moves:
        for closing in recount.closings(move):
            if closing.rule == NAME:
                origin = recount.people[move.teacher_id].school
                who, why = recount.say_person(move.teacher_id), closing.reason
                here, there = recount.say_school(origin), recount.say_school(move.to_school)
                said = Text(
                    f"{who.zh}从{here.zh}调往{there.zh}：{why.zh}。",
                    f"The move of {who.en} from {here.en} to {there.en} {why.en}.",
                )
                breaches.append(Breach(NAME, said, (move.teacher_id,), (origin, move.to_school)))
    return breaches


def closes(case: Case, pairs: Pairs) -> BoolArray:
    """Close the pairs a route forbids, and, where any route is listed, those none admits."""
    forbidden = np.zeros(len(pairs), dtype=bool)
    admitted = np.zeros(len(pairs), dtype=bool)
    for route in case.policy.rules.routes:
        if route.forbid:
            forbidden |= fits(case, route, pairs)
        else:
            admitted |= fits(case, route, pairs)
    listed = any(not route.forbid for route in case.policy.rules.routes)
    closed = forbidden | ~admitted if listed else forbidden
    return closed & ~case.standing.returning[pairs.teacher]  # who goes back takes no route


RULE = Rule(NAME, TITLE, CLAUSE, check, closes)
