"""Questions paths leave open, put to solvers: is there a plan that keeps every rule, and takes this pair too?"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from models.district import BoolArray, IntArray
from models.program import Matrix, Objective
from models.proof import Region
from optimizer.events import Event, Impossible, Settings, TierDone
from optimizer.modes.completion import STAYS, Completion
from optimizer.prove import Search, SearchSettings
from optimizer.region import arcs, reduce
from optimizer.tiers import Tiers

_SMALL = ((60, 40, 2.0), (250, 30, 4.0), (800, 20, 10.0))
"""Questions among people around, in turn: how many may do otherwise, seats each of them may take, and seconds."""


@dataclass(frozen=True)
class Settled:
    """What a solver found.

    Attributes
    ----------
    chosen : the pairs of a plan, shape (pairs,); None if it found none.
    proven : without a plan, whether there is proven to be none.
    bound : without a plan, what the objective is at least in any; None if no plan keeps the rules at all.
    rows : rows that contradict each other then, as far as they are known.
    """

    chosen: BoolArray | None
    proven: bool = True
    bound: int | None = None
    rows: tuple[int, ...] = ()


def solved(matrix: Matrix, objective: Objective, settings: Settings) -> tuple[Tiers, Settled]:
    """Minimise one objective over a program; the region left afterwards holds plans as good as the one found only.

    The program's own objectives only say where to look first: plans are found quicker if they are not all alike.
    """
    told: list[Event] = []
    tiers = Tiers(replace(matrix, objectives=(objective, *matrix.objectives)), settings, told.append)
    tiers.run(1)
    done = [event for event in told if isinstance(event, TierDone)]
    conflicts = [event for event in told if isinstance(event, Impossible)]
    if tiers.best is not None:
        proven = bool(done) and done[-1].bound == done[-1].value
        chosen = tiers.best[: matrix.pairs] > 0
        return tiers, Settled(chosen, proven, done[-1].bound if done else 0)
    return tiers, Settled(None, bool(conflicts), rows=conflicts[-1].conflict if conflicts else ())


def ask(
    plan: Completion, objective: Objective, most: int, teacher: int, pair: int, settings: Settings, left: float
) -> Settled:
    """Look for a plan with everything granted and one pair more that is worth at most `most`.

    First a few people around may do otherwise than in the completion, then more, then everybody.
    """
    ends = time.monotonic() + left
    region = plan.region.copy()
    region.upper[plan.first[teacher] : plan.first[teacher + 1]] = 0
    region.lower[pair] = region.upper[pair] = 1
    around, before = _around(plan, teacher, pair, _SMALL[-1][0]), 0
    for people, ways, seconds in _SMALL:
        if before < len(around):
            asked = replace(settings, seconds=min(seconds, max(0.1, ends - time.monotonic())))
            near = _near(plan, region, (teacher, pair), around[:people], ways, asked)
            if near is not None:
                return Settled(near)
        before = people
    matrix = replace(
        plan.matrix,
        lower=region.lower,
        upper=region.upper,
        row_lower=region.row_lower,
        row_upper=region.row_upper,
    )
    _, settled = solved(matrix, objective, replace(settings, seconds=max(0.1, ends - time.monotonic())))
    if settled.chosen is None:
        return settled
    x = plan.matrix.complete(settled.chosen)
    if objective.at(x) <= most:
        return settled
    return Settled(None, (settled.bound or 0) > most, settled.bound)


def _near(
    plan: Completion, region: Region, asked: tuple[int, int], people: list[int], most: int, settings: Settings
) -> BoolArray | None:
    """Return the pairs of a plan in which only some people do otherwise, if one is found in time."""
    teacher, pair = asked
    matrix, pairs = plan.matrix, plan.matrix.pairs
    node = matrix.rows.ways.node
    seats = np.zeros(len(plan.core.post), dtype=bool)
    seats[[plan.node_of(who) for who in people]] = True
    free = [np.array([pair])]
    for who in people:
        ways = plan.pairs_of(who)
        roomy = seats[node[ways]] | _roomy(plan, node[ways])
        free.append(ways[roomy][:most])
    seated = plan.seat[people]
    kept = np.unique(np.concatenate([*free, seated[seated != STAYS]]))
    held = plan.chosen
    held[plan.first[teacher] : plan.first[teacher + 1]] = False
    held[pair] = True
    near = region.copy()
    near.lower[:pairs] = near.upper[:pairs] = held
    near.lower[kept], near.upper[kept] = region.lower[kept], region.upper[kept]
    near.open = np.flatnonzero(near.lower < near.upper)
    reduced = reduce(near)
    if reduced.impossible:
        return None
    nothing = np.zeros(len(reduced.columns), np.int64)
    found = Search(
        reduced, nothing, 0, None, SearchSettings(settings.seconds or 0.0, settings.workers, settings.seed),
        arcs(near, reduced.columns),
    ).run()  # fmt: skip
    if found.x is None:
        return None
    chosen = reduced.widen(found.x, near.lower)[:pairs] > 0
    whole = matrix.complete(chosen)
    fits = matrix.holds(chosen) and all(cap.objective.at(whole) <= cap.most for cap in plan.region.finished)
    return chosen if fits else None


def _roomy(plan: Completion, nodes: IntArray) -> BoolArray:
    """Return which posts could take one more as the plan stands."""
    room = np.ones(len(nodes), dtype=bool)
    for row_of in (plan.core.post, plan.core.school):
        row = row_of[nodes]
        room &= (row < 0) | (plan.activity[row] < plan.region.row_upper[row])
    return room


def _around(plan: Completion, teacher: int, pair: int, most: int) -> list[int]:
    """Return people in the way of a pair: who sits at its post and school, who shares a row that it breaks, and then
    whoever sits where these could go.
    """
    matrix, core = plan.matrix, plan.core
    ways = matrix.rows.ways
    node = int(ways.node[pair])
    school = int(core.school[node])
    posts = [node, int(core.left[teacher]), plan.node_of(teacher)]
    if school >= 0:
        posts += np.flatnonzero(core.school == school).tolist()
    found = [who for post in dict.fromkeys(posts) for who in sorted(plan.occupants.get(post, ()))]
    broken = plan.broken({teacher: pair})
    if broken is not None:
        held = np.asarray(abs(matrix.rows.own[:, broken]).sum(axis=1) > 0)[: matrix.pairs]
        found += [*plan.counting(broken).tolist(), *np.unique(ways.teacher[held]).tolist()]
    near = dict.fromkeys(who for who in found if not plan.fixed[who] and who != teacher)
    waiting = deque(near)
    while waiting and len(near) < most:
        for post in np.unique(ways.node[plan.pairs_of(waiting.popleft())]).tolist():
            for who in sorted(plan.occupants.get(post, ())):
                if who not in near and who != teacher and not plan.fixed[who]:
                    near[who] = None
                    waiting.append(who)
    return list(near)[:most]
