"""Goal `changes` 变动 (rulebook 5): people who fare differently than in a baseline plan."""

from __future__ import annotations

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Goal, Part
from models.plan import Move, Plan
from models.recount import Recount
from models.words import Text

NAME = "changes"
TITLE = Text("变动", "changes")
MEANING = Text(
    "与基准方案相比，去留或去向不同的人数。", "People who stay, or go elsewhere, unlike in the baseline plan."
)


def value(recount: Recount, plan: Plan) -> int:
    """Count the people whose (moved or not, school, stage, subject) differs; 0 without a baseline."""
    if recount.baseline is None:
        return 0
    now = recount.chosen(plan)
    # A school that is no more is still where the baseline sent somebody.
    then = {move.teacher_id: move for move in reversed(recount.baseline.moves)}
    return sum(now.get(code) != then.get(code) for code in recount.people)


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return who differs from the baseline, 1 each."""
    if recount.baseline is None:
        return []
    now, found = recount.chosen(plan), []
    then = {move.teacher_id: move for move in reversed(recount.baseline.moves)}
    for code in recount.people:
        if now.get(code) != then.get(code):
            who, before, after = recount.say_person(code), _fate(recount, then.get(code)), _fate(recount, now.get(code))
            said = Text(
                f"{who.zh}：基准方案中{before.zh}，本方案中{after.zh}。",
                f"{who.en} {before.en} in the baseline plan, and {after.en} in this one.",
            )
            found.append(Part((code,), 1, said, (code,)))
    return found


def _fate(recount: Recount, move: Move | None) -> Text:
    if move is None:
        return Text("不动", "stays")
    to = recount.say_post(move[1:])
    return Text(f"去{to.zh}", f"goes to {to.en}")


def cost(draft: Draft) -> Expression:
    """Charge who differs from the baseline: someone who moved there unless the same pair is chosen, someone
    who stayed there if any pair is.
    """
    case, pairs, baseline = draft.case, draft.pairs, draft.case.baseline
    if baseline is None:
        return Expression()
    nodes, district = case.facts.nodes, case.district
    keys = {key: i for i, key in enumerate(zip(nodes["school_id"], nodes["stage"], nodes["subject"], strict=True))}
    before = np.full(len(district.teachers), -1, np.int64)  # -1: stayed; -2: moved to a post that is no more
    for move in reversed(baseline.moves):  # of somebody listed twice, the first line counts
        if move.teacher_id in district.teacher_at:
            before[district.teacher_at[move.teacher_id]] = keys.get((move.to_school, move.stage, move.subject), -2)
    old = before[pairs.teacher]
    weight = np.where(old == -1, 1, np.where(old == pairs.node, -1, 0))
    ids = weight.nonzero()[0]
    return Expression(ids, weight[ids], int((before != -1).sum()))


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts)
