"""Goal `place` 未安置 (rulebook 5): how many people of the outgoing list find no place."""

from __future__ import annotations

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Goal, Part
from models.plan import Plan
from models.recount import Recount
from models.standing import outgoing_mask
from models.words import Text

NAME = "place"
TITLE = Text("未安置", "not placed")
MEANING = Text("流出名单中没有安置的人数。", "People of the outgoing list who are not placed.")


def value(recount: Recount, plan: Plan) -> int:
    """Count the people of `outgoing` without a move."""
    return len(recount.outgoing - recount.chosen(plan).keys())


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return the people of `outgoing` without a move, 1 each."""
    moves, found = recount.chosen(plan), []
    for code in recount.outgoing:
        if code not in moves:
            who = recount.say_person(code)
            said = Text(f"{who.zh}在流出名单上，没有安置。", f"{who.en} is on the outgoing list and is not placed.")
            found.append(Part((code,), 1, said, (code,)))
    return found


def cost(draft: Draft) -> Expression:
    """Count everyone on `outgoing`, less each pair of theirs that is chosen."""
    named = outgoing_mask(draft.case.district)
    return Expression(leaving=-named.astype(np.int64), constant=int(named.sum()))


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts)
