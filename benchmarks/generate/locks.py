"""Locks that the hidden plan keeps: a few people who must go somewhere, must not, or stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.generate.draws import stream
from benchmarks.generate.hidden_plan import HiddenPlan
from benchmarks.generate.numbers import Numbers
from benchmarks.generate.people import People, Staff
from benchmarks.generate.posts import Nodes
from benchmarks.generate.recipe import Recipe

SHARES = {"must": 0.005, "never": 0.010, "stay": 0.005}
"""Lines of each kind, as a share of the movers; one of each at least where there are ten movers or more."""
FEWEST_MOVERS = 10


@dataclass(frozen=True)
class Lock:
    """One line of `locks`; `school` is -1 where none is named."""

    person: int
    action: str
    school: int


def draw_locks(
    recipe: Recipe, nodes: Nodes, staff: Staff, plan: HiddenPlan, numbers: Numbers, people: People
) -> list[Lock]:
    """Draw the locks; nobody gets two."""
    if len(plan.mover) < FEWEST_MOVERS:
        return []
    rng = stream(recipe.seed, "locks")
    count = {action: max(1, round(share * len(plan.mover))) for action, share in SHARES.items()}
    order = rng.permutation(len(plan.mover)).tolist()
    found = []
    for i in order[: count["must"]]:
        found.append(Lock(int(plan.mover[i]), "must", int(nodes.school[plan.entered[i]])))
    for i in order[count["must"] :][: count["never"]]:
        home, kept = nodes.school[plan.left[i]], nodes.school[plan.entered[i]]
        inside = numbers.open & (nodes.group == nodes.group[plan.left[i]]) & ~np.isin(nodes.school, (home, kept))
        others = nodes.school[inside]
        if len(others):
            found.append(Lock(int(plan.mover[i]), "never", int(others[int(rng.random() * len(others))])))
    settled = np.flatnonzero(~people.listed & nodes.is_post[staff.node])
    for person in rng.permutation(settled)[: count["stay"]].tolist():
        found.append(Lock(int(person), "stay", -1))
    return sorted(found, key=lambda lock: (lock.person, lock.action))
