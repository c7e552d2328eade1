"""The bare flow: the core of the question as minimum-cost flow, the least that any answer could take.

Each mover either stays, for nothing, or takes one open pair at its cost; a post holds as many as it may end with, so
does a school. What that leaves out: kinship, couples, quotas, locks, rings, floors below which no post may be
stripped, whatever the goals count beyond single moves, and every tier after the first one that costs anything. Whose
payroll lies with another school than the one taught at counts there while staying, and holds no post. In a district
with the core alone the flow's plan is the best one; elsewhere its values are limits that no plan passes.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from benchmarks.peers.peer import Answer, Effort, Peer, TierAnswer
from benchmarks.peers.program import flow_costs
from benchmarks.peers.record import Recorder
from models.case import Case
from models.district import IntArray
from models.pairs import Pairs
from models.words import Text

IGNORES = "every rule but establishment and subject balance, floors, and the tiers after the first cost"


def answer(case: Case, effort: Effort, record: Recorder) -> Answer:
    """Solve the first tier that is not `place`, after `place` where there is one."""
    with record.phase("build"):
        names = [list(tier) for tier in case.tiers]
        tiers = 2 if names[:1] == [["place"]] and len(names) > 1 else 1
        formulated, costs = flow_costs(case, tiers)
    with record.phase("search"):
        chosen = solve_flow(case, formulated.pairs, combined(costs, formulated.pairs.teacher))
    objectives = formulated.program.matrix.objectives[:tiers]
    whole = [len(o.cost) == len(formulated.pairs) or not o.cost[len(formulated.pairs) :].any() for o in objectives]
    answers = []
    for cost, objective, exact in zip(costs, objectives, whole, strict=True):
        value = int(cost[chosen].sum()) + objective.constant
        answers.append(TierAnswer(value if exact else None, value if exact else None, record.seconds()))
    mask = np.zeros(len(formulated.pairs), dtype=bool)
    mask[chosen] = True
    return Answer("feasible", formulated.plan(mask), tuple(answers), len(formulated.pairs), IGNORES)


def combined(costs: list[IntArray], teacher: IntArray) -> IntArray:
    """Return one cost a pair in which no saving of a later tier outweighs a unit of an earlier one.

    Parameters
    ----------
    costs : of each tier, shape (pairs,); teacher : whose pair it is, ascending, shape (pairs,).
    """
    first = np.flatnonzero(np.diff(teacher, prepend=-1))
    total = np.zeros_like(costs[0])
    for cost in costs:
        # Who stays pays nothing, so this is the most that two flows can differ by in this tier.
        dearest, cheapest = np.maximum.reduceat(cost, first), np.minimum.reduceat(cost, first)
        total = total * (int((np.maximum(dearest, 0) - np.minimum(cheapest, 0)).sum()) + 1) + cost
    return total


def solve_flow(case: Case, pairs: Pairs, cost: IntArray) -> IntArray:
    """Return the pairs a cheapest flow uses.

    Nodes: people, posts, schools, one sink. Everybody sends one unit; staying is an arc to the own post, free of cost,
    or to the school of the payroll where that is another.
    """
    nodes, district = case.facts.nodes, case.district
    movers, person = np.unique(pairs.teacher, return_inverse=True)
    home, school_of = case.facts.teacher_node[movers], nodes["school"].to_numpy(np.int64)
    payroll = district.teacher_payroll[movers]
    posts, schools = len(nodes), len(district.schools)
    first_post, first_school = len(movers), len(movers) + posts
    sink = first_school + schools
    post_room = np.maximum((nodes["required"] - nodes["current"]).to_numpy(np.int64), 0)
    post_room += np.bincount(home, minlength=posts)
    school_room = np.maximum(district.establishment - district.headcount, 0)
    school_room = school_room + np.bincount(payroll, minlength=schools)
    staying = np.where(payroll == school_of[home], first_post + home, first_school + payroll)
    tail = np.concatenate(
        [person, np.arange(len(movers)), first_post + np.arange(posts), first_school + np.arange(schools)]
    )
    head = np.concatenate([first_post + pairs.node, staying, first_school + school_of, np.full(schools, sink)])
    room = np.concatenate([np.ones(len(pairs) + len(movers), np.int64), post_room, school_room])
    price = np.concatenate([cost, np.zeros(len(movers) + posts + schools, np.int64)])
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, room, price)
    flow.set_nodes_supplies(
        np.append(np.arange(len(movers)), sink), np.append(np.ones(len(movers), np.int64), -len(movers))
    )
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow ended with status {status}")
    used: IntArray = flow.flows(arcs[: len(pairs)]).nonzero()[0]
    return used


PEER = Peer(
    "flow",
    "bare flow",
    "limit",
    Text(
        "只把核心部分作最小费用流求解，是速度和结果的极限；不管编制、学科平衡以外的规则、下限和后面各级目标",
        "the core as minimum-cost flow, a limit for speed and value; ignores " + IGNORES,
    ),
    answer,
)
