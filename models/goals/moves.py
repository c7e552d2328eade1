"""Goal `moves` 流动人数 (rulebook 5): how many people move."""

from __future__ import annotations

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Goal, Part
from models.plan import Plan
from models.recount import Recount
from models.words import Text

NAME = "moves"
TITLE = Text("流动人数", "moves")
MEANING = Text("调动的人数。", "People who move.")


def value(recount: Recount, plan: Plan) -> int:
    """Count the people who move."""
    return len(recount.chosen(plan))


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return who moves, 1 each."""
    found = []
    for code, move in recount.chosen(plan).items():
        who, here = recount.say_person(code), recount.say_school(recount.people[code].school)
        to = recount.say_post(move[1:])
        said = Text(f"{who.zh}从{here.zh}去{to.zh}。", f"{who.en} goes from {here.en} to {to.en}.")
        found.append(Part((code,), 1, said, (code,), (move.to_school,)))
    return found


def cost(draft: Draft) -> Expression:
    """Charge every pair 1."""
    return Expression(leaving=np.ones(len(draft.case.district.teachers), np.int64))


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts)
