"""From a case to its program: open pairs, the rows of every rule, the costs of every goal, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.core import core_of
from models.district import BoolArray, IntArray
from models.draft import Draft
from models.goals.registry import GOALS
from models.pairs import Pairs, batches, bound_by_choice
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
        picked = chosen.nonzero()[0]
        return plan_of(self.case, np.stack([self.pairs.teacher[picked], self.pairs.node[picked]]))

    def chosen(self, plan: Plan) -> BoolArray | None:
        """Return which pairs a plan chooses, shape (pairs,); None if a move is no open pair."""
        mask = self.kept(plan)
        return mask if mask.sum() == len(set(plan.moves)) else None

    def kept(self, plan: Plan) -> BoolArray:
        """Return which open pairs a plan chooses, shape (pairs,): what is left of it where others are closed."""
        teacher, node = positions(self.case, plan)
        width = len(self.case.facts.nodes)
        return np.isin(self.pairs.teacher * width + self.pairs.node, teacher * width + node)


def positions(case: Case, plan: Plan) -> tuple[IntArray, IntArray]:
    """Return the teacher and the post (positions) of each move of a plan, ascending by teacher.

    A move of somebody who is no more in the roster, or to a post that is no more, is left out.
    """
    nodes, people = case.facts.nodes, case.district.teacher_at
    node_at = {key: i for i, key in enumerate(zip(nodes["school_id"], nodes["stage"], nodes["subject"], strict=True))}
    found = sorted(
        (people[move.teacher_id], node_at[move[1:]])
        for move in plan.moves
        if move.teacher_id in people and move[1:] in node_at
    )
    teacher, node = np.array(found, np.int64).reshape(-1, 2).T
    return teacher, node


def plan_of(case: Case, moves: IntArray) -> Plan:
    """Return the plan of moves given as positions of teacher and post, shape (2, moves)."""
    teacher, node = moves
    codes, rows = case.district.teachers["teacher_id"].iloc[teacher], case.facts.nodes.iloc[node]
    listed = zip(codes, rows["school_id"], rows["stage"], rows["subject"], strict=True)
    return Plan.of([Move(*move) for move in listed])


def open_pairs(case: Case, among: IntArray | None = None, *, giving: bool = False) -> Pairs:
    """Return the pairs no rule closes, a batch of people at a time: of a province most are closed at once.

    Parameters
    ----------
    among : teachers looked at, ascending; everybody if not given.
    giving : whether rules that can say by rows what they close leave it to those (`Rule.instead`).
    """

    def kept(pairs: Pairs) -> Pairs:
        closed = bound_by_choice(case, pairs)
        for rule in RULES.values():
            if rule.closes is not None and not (giving and rule.instead is not None):
                closed |= rule.closes(case, pairs)
        return pairs.keep(~closed)

    return Pairs.joined([kept(pairs) for pairs in batches(case, among)])


def formulate(case: Case, within: Callable[[Pairs], BoolArray] | None = None) -> Formulated:
    """Write the program of a case: first the pairs that stay open, then rows, then costs (design: one program).

    Parameters
    ----------
    within : says which open pairs are left in, where a stage may not use them all.
    """
    pairs = open_pairs(case)
    return written(case, pairs if within is None else pairs.keep(within(pairs)))


def written(case: Case, pairs: Pairs) -> Formulated:
    """Write the program of a case over some of its open pairs: what is left out is as if it were closed."""
    draft = Draft(case, pairs)
    for rule in RULES.values():
        if rule.rows is not None:
            rule.rows(draft)
    used = dict.fromkeys(goal for tier in case.tiers for goal in tier)
    costs = {goal: GOALS[goal].cost(draft) for goal in used}
    objectives = tuple(draft.objective([(weight, costs[goal]) for goal, weight in tier.items()]) for tier in case.tiers)
    goals = {goal: draft.objective([(1, cost)]) for goal, cost in costs.items()}
    matrix, blocks = draft.matrix(objectives), tuple(draft.blocks)
    matrix = replace(matrix, core=core_of(matrix, blocks, draft.pairs.places))
    return Formulated(case, draft.pairs, Program(matrix, blocks, case.tiers, goals))
