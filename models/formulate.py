"""From a case to its program: open pairs, the rows of every rule, the costs of every goal, nothing twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Case
from models.district import BoolArray
from models.draft import Draft
from models.goals.registry import GOALS
from models.pairs import Pairs, bound_by_choice, candidates
from models.plan import Move, Plan
from models.program import Program
from models.rules.registry import RULES


@dataclass(frozen=True)
class Formulated:
    """A case written as a program, with the open pairs its first columns stand for."""

    case: Case
    pairs: Pairs
    program: Program

    def plan(self, chosen: BoolArray) -> Plan:
        """Return the plan of the pairs chosen, shape (pairs,)."""
        nodes, codes = self.case.facts.nodes, self.case.district.teachers["teacher_id"]
        picked = chosen.nonzero()[0]
        rows = nodes.iloc[self.pairs.node[picked]]
        listed = zip(
            codes.iloc[self.pairs.teacher[picked]], rows["school_id"], rows["stage"], rows["subject"], strict=True
        )
        return Plan.of([Move(*move) for move in listed])

    def chosen(self, plan: Plan) -> BoolArray | None:
        """Return which pairs a plan chooses, shape (pairs,); None if a move is no open pair."""
        nodes, district = self.case.facts.nodes, self.case.district
        node_at = {k: i for i, k in enumerate(zip(nodes["school_id"], nodes["stage"], nodes["subject"], strict=True))}
        asked = self.pairs.teacher * len(nodes) + self.pairs.node
        mask = np.zeros(len(self.pairs), dtype=bool)
        for move in plan.moves:
            teacher = district.teacher_at.get(move.teacher_id)
            node = node_at.get((move.to_school, move.stage, move.subject))
            hit = (
                asked == teacher * len(nodes) + node if teacher is not None and node is not None else np.zeros(0, bool)
            )
            if not hit.any():
                return None
            mask |= hit
        return mask


def formulate(case: Case) -> Formulated:
    """Write the program of a case: first the pairs that stay open, then rows, then costs (design: one program)."""
    pairs = candidates(case)
    closed = bound_by_choice(case, pairs)
    for rule in RULES.values():
        if rule.closes is not None:
            closed |= rule.closes(case, pairs)
    draft = Draft(case, pairs.keep(~closed))
    for rule in RULES.values():
        if rule.rows is not None:
            rule.rows(draft)
    used = dict.fromkeys(goal for tier in case.tiers for goal in tier)
    costs = {goal: GOALS[goal].cost(draft) for goal in used}
    objectives = tuple(draft.objective([(weight, costs[goal]) for goal, weight in tier.items()]) for tier in case.tiers)
    goals = {goal: draft.objective([(1, cost)]) for goal, cost in costs.items()}
    return Formulated(case, draft.pairs, Program(draft.matrix(objectives), tuple(draft.blocks), case.tiers, goals))
