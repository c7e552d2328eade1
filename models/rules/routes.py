"""Hard rule `routes` 交流范围 (rulebook 4): every move takes a route that admits it, and none that is forbidden."""

from __future__ import annotations

from collections import Counter

import numpy as np

from models.case import Case
from models.district import BoolArray
from models.pairs import Pairs
from models.plan import Breach, Plan
from models.recount import Recount
from models.routing import fits
from models.rules.rule import Kept, Rule
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


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count the moves each listed route admits, those that go back at a term's end, and those without transfer."""
    moves, routes = recount.chosen(plan), recount.policy.rules.routes
    back = [code for code in moves if recount.after_term[code] == "return"]
    others = {code: move for code, move in moves.items() if code not in back}
    taken = Counter(recount.route(recount.people[code], move[1:]) for code, move in others.items())
    found = []
    for i, route in enumerate(routes):
        if not route.forbid:
            name = route.name or str(i + 1)
            said = Text(f"“{name}”：{taken[i]}人。", f"'{name}': {taken[i]}.")
            found.append(Kept((name,), taken[i], said, whole=True))
    if not found:
        said = Text(f"没有限定范围：{len(others)}人。", f"No route is listed: {len(others)} move.")
        found.append(Kept(("any",), len(others), said, whole=True))
    if back:
        said = Text(f"期满返回，不论范围：{len(back)}人。", f"Back at the end of a term, by no route: {len(back)}.")
        found.append(Kept(("back",), len(back), said, whole=True))
    still = sum(not recount.transfers(move) for move in moves.values())
    if still:
        said = Text(f"其中人事关系不动的{still}人。", f"{still} of all leave the personnel relation where it is.")
        found.append(Kept(("without transfer",), still, said, whole=True))
    return found


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


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, closes)
