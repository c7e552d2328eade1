"""Goal `choice` 志愿 (rulebook 5): how far movers end from their first choice."""

from __future__ import annotations

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Goal, Part
from models.plan import Plan
from models.recount import Recount
from models.recount_score import whole_points
from models.words import Text

NAME = "choice"
TITLE = Text("志愿", "choices")
MEANING = Text(
    "填报志愿的调动教师所得志愿与第一志愿的差距之和，志愿之外按规定分值计。",
    "How far movers who stated choices end from their first choice, added up; a fixed number of points outside.",
)


def value(recount: Recount, plan: Plan) -> int:
    """Add up, over movers who stated choices, weight x (rank - 1), or weight x `unlisted` points."""
    goal = recount.policy.goals.choice
    total = 0
    for code, move in recount.chosen(plan).items():
        if code in recount.ranks:
            rank = recount.ranks[code].get(move.to_school)
            points = goal.unlisted if rank is None else rank - 1
            total += points * (whole_points(recount.score(code)) if goal.weight == "score" else 1)
    return total


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return the movers who stated choices and did not get the first."""
    goal, found = recount.policy.goals.choice, []
    for code, move in recount.chosen(plan).items():
        rank = recount.ranks.get(code, {}).get(move.to_school)
        points = goal.unlisted if rank is None else rank - 1
        weight = whole_points(recount.score(code)) if goal.weight == "score" else 1
        if code not in recount.ranks or not points * weight:
            continue
        who, there = recount.say_person(code), recount.say_school(move.to_school)
        sum_ = str(points) if goal.weight == "one" else f"{points}×{weight}={points * weight}"
        if rank is None:
            said = Text(
                f"{who.zh}去{there.zh}，不在所填志愿之内，计{sum_}。",
                f"{who.en} goes to {there.en}, outside the choices stated, and counts {sum_}.",
            )
        else:
            said = Text(
                f"{who.zh}得第{rank}志愿，去{there.zh}，计{sum_}。",
                f"{who.en} gets choice {rank}, {there.en}, and counts {sum_}.",
            )
        found.append(Part((code,), points * weight, said, (code,), (move.to_school,)))
    return found


def cost(draft: Draft) -> Expression:
    """Charge each pair of someone who stated choices: rank - 1, or the points of an unlisted school."""
    case, pairs = draft.case, draft.pairs
    settings = case.policy.goals.choice
    ids = case.choices.stated[pairs.teacher].nonzero()[0]
    rank = pairs.rank[ids]
    points = np.where(rank > 0, rank - 1, settings.unlisted)
    if settings.weight == "score":
        points = points * case.weights[pairs.teacher[ids]]
    return Expression(ids, points)


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts)
