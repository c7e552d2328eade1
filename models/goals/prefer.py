"""Goal `prefer` 优先 (rulebook 5): people better moved who stay, or better left who move."""

from __future__ import annotations

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Goal, Part
from models.plan import Plan
from models.recount import Recount
from models.words import Text

NAME = "prefer"
TITLE = Text("优先", "preferences")
MEANING = Text(
    "应当优先流动而未动（或应当尽量不动而动了）的人数，按权重相加。",
    "People better moved who stay (or better left who move), by weight.",
)


def value(recount: Recount, plan: Plan) -> int:
    """Add up each class's weight x its movable people not moved (or moved, if the class says so)."""
    moves = recount.chosen(plan)
    total = 0
    for preference in recount.policy.goals.prefer:
        for person in recount.people.values():
            counts = (person.code in moves) == (preference.count == "moved")
            if counts and recount.movable(person.code) and recount.matches(preference.who, person):
                total += preference.weight
    return total


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return, class by class, the people who count, each with the class's weight."""
    moves, found = recount.chosen(plan), []
    for preference in recount.policy.goals.prefer:
        left = preference.count == "not-moved"
        done = Text("没有调动", "does not move") if left else Text("调动了", "moves")
        for code, person in recount.people.items():
            if (code in moves) is left or not recount.movable(code) or not recount.matches(preference.who, person):
                continue
            who = recount.say_person(code)
            said = Text(
                f"“{preference.name}”：{who.zh}{done.zh}，计{preference.weight}。",
                f"'{preference.name}': {who.en} {done.en} and counts {preference.weight}.",
            )
            found.append(Part((preference.name, code), preference.weight, said, (code,)))
    return found


def cost(draft: Draft) -> Expression:
    """Charge each class's weight for its movable people who stay (or, if it says so, who move)."""
    case = draft.case
    total, constant = np.zeros(len(case.district.teachers), np.int64), 0
    for wanted in case.policy.goals.prefer:
        people = case.who(wanted.who) & case.standing.movable
        if wanted.count == "moved":
            total += wanted.weight * people
        else:
            total -= wanted.weight * people
            constant += wanted.weight * int(people.sum())
    return Expression(leaving=total, constant=constant)


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts)
