"""How a completion is changed so that it makes one more move, or why the core alone forbids that.

The core is a network: people flow over posts into schools. If a plan seats a person at one post and is to seat her
at another, all it takes in the core is a path of the residual network from the new seat to the old: somebody there
moves on, or a school has room. Where no path leads on, every seat reached is taken by people who are fixed or can go
nowhere else but to seats taken likewise; that stays so whatever else is granted, and so it is remembered.
"""

from __future__ import annotations

from collections import deque
from typing import Literal

import numpy as np

from models.district import BoolArray, IntArray
from models.program import Matrix
from models.proof import Region
from optimizer.modes.completion import STAYS, Completion

_TRIES = 12
"""Paths tried before a question goes to a solver."""
_OTHERS = 4
"""People moved on first, at most, where they stand in the way."""
Answer = Literal["yes", "no", "unknown"]
_Step = tuple[int, int, int]
"""Where a vertex was reached from, by whom (-1: nobody, over a school), and that person's new seat."""


class Paths:
    """Looks for paths in the core of a completion.

    Parameters
    ----------
    within : what plans count: its rows' bounds and the pairs it leaves open.
    must : who may not stay in a plan that counts, shape (teachers,).
    """

    def __init__(self, plan: Completion, within: Region | Matrix, must: BoolArray, exact: BoolArray) -> None:
        self.plan = plan
        self.within, self.must = within, must
        self.exact = exact
        """Whose moves count in the core just as the network says, shape (teachers,)."""
        core = plan.core
        self.nodes = len(core.post)
        schools, self.school_of = np.unique(core.school, return_inverse=True)
        self.school_row: IntArray = schools
        self.sink = self.nodes + len(schools)
        order = np.argsort(self.school_of, kind="stable")
        self.posts_of = np.split(order, np.flatnonzero(np.diff(self.school_of[order])) + 1)
        """Nodes of each school; those of no school with a row stand together."""
        self.seats = np.zeros(len(plan.activity), dtype=bool)
        """Rows of the core."""
        self.seats[core.post[core.post >= 0]] = self.seats[core.school[core.school >= 0]] = True
        self.tight = np.zeros(self.sink + 1, dtype=bool)
        """Vertices from which no path leads anywhere, ever."""

    def find(self, teacher: int, pair: int) -> Answer:
        """Change the completion so that it takes a pair, if a path leads to a plan that keeps every rule.

        Where others stand in the way of a rule beyond the core, such as a relative, they are moved on first: any plan
        that keeps every rule will do as the completion.
        """
        answer = self._tried(teacher, pair)
        if answer != "unknown":
            return answer
        for other in self._in_the_way(teacher, pair):
            for way in self._elsewhere(other, int(self.plan.matrix.rows.ways.node[pair])):
                if self._tried(other, way) == "yes":
                    break
        return "yes" if self._tried(teacher, pair) == "yes" else "unknown"

    def _in_the_way(self, teacher: int, pair: int) -> list[int]:
        """Return people, not fixed, whose seats break a rule with a pair, or form a ring with it."""
        broken = self.plan.broken({teacher: pair})
        people = self.plan.circling({teacher: pair})
        if broken is not None:
            people = np.union1d(people, self.plan.counting(broken[~self.seats[broken]]))
        return [int(p) for p in people[~self.plan.fixed[people] & self.exact[people]] if p != teacher][:_OTHERS]

    def _elsewhere(self, teacher: int, node: int) -> list[int]:
        """Return a person's pairs into other schools than a node's, those with a seat free first."""
        plan, school = self.plan, self.school_of
        pairs = plan.pairs_of(teacher)
        nodes = plan.matrix.rows.ways.node[pairs]
        pairs = pairs[(school[nodes] != school[node]) & (pairs != plan.seat[teacher])]
        roomy = [
            self._room(int(plan.core.post[n])) and self._room(int(plan.core.school[n]))
            for n in plan.matrix.rows.ways.node[pairs].tolist()
        ]
        return [int(p) for p in pairs[np.argsort(~np.array(roomy, dtype=bool), kind="stable")]][:_TRIES]

    def _tried(self, teacher: int, pair: int) -> Answer:
        """Change the completion along one path after another, each without what was wrong with those before."""
        banned: set[int] = set()
        for attempt in range(_TRIES):
            changes = self._path(teacher, pair, banned)
            if changes is None:
                return "no" if attempt == 0 and self.exact.all() else "unknown"
            broken = self.plan.broken(changes)
            if broken is not None and len(broken) == 0:
                self.plan.change(changes)
                return "yes"
            others = [seat for who, seat in changes.items() if who != teacher and seat != STAYS]
            guilty = others if broken is None else [s for s in others if np.isin(self.plan.entries(s)[0], broken).any()]
            if not guilty:
                return "unknown"
            banned.update(guilty)
        return "unknown"

    def _path(self, teacher: int, pair: int, banned: set[int]) -> dict[int, int] | None:
        """Return new seats along a path from a pair's post to the seat its teacher leaves; None if there is none."""
        plan = self.plan
        start, goal = int(plan.matrix.rows.ways.node[pair]), plan.node_of(teacher)
        if self.tight[start] and not self.tight[goal]:
            return None
        came: dict[int, _Step] = {start: (-1, -1, STAYS)}
        known = np.zeros(self.sink + 1, dtype=bool)
        known[start] = True
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            if here == goal:
                return self._changes(came, here) | {teacher: pair}
            for there, who, seat in self._onward(here, teacher, known, banned):
                if not known[there]:
                    known[there] = True
                    came[there] = (here, who, seat)
                    waiting.append(there)
        if not banned:
            self.tight |= known
        return None

    def _changes(self, came: dict[int, _Step], at: int) -> dict[int, int]:
        changes = {}
        while at >= 0:
            at, who, seat = came[at]
            if who >= 0:
                changes[who] = seat
        return changes

    def _onward(self, here: int, teacher: int, known: BoolArray, banned: set[int]) -> list[_Step]:
        """Return where a unit too many at a vertex may go on to, each with who goes and to which seat."""
        core, plan = self.plan.core, self.plan
        if here == self.sink:
            return [(self.nodes + s, -1, STAYS) for s, row in enumerate(self.school_row.tolist()) if self._spares(row)]
        if here >= self.nodes:
            school = here - self.nodes
            found: list[_Step] = [(self.sink, -1, STAYS)] if self._room(int(self.school_row[school])) else []
            return found + [(n, -1, STAYS) for n in self.posts_of[school].tolist() if self._spares(int(core.post[n]))]
        found = [(self.nodes + int(self.school_of[here]), -1, STAYS)] if self._room(int(core.post[here])) else []
        node = plan.matrix.rows.ways.node
        for who in sorted(plan.occupants.get(here, ())):
            if who == teacher or plan.fixed[who] or not self.exact[who]:
                continue
            if plan.seat[who] != STAYS and not self.must[who]:
                found.append((int(core.left[who]), who, STAYS))
            pairs = np.arange(plan.first[who], plan.first[who + 1])
            pairs = pairs[(self.within.upper[pairs] > 0) & ~known[node[pairs]]]
            found += [
                (there, who, seat)
                for there, seat in zip(node[pairs].tolist(), pairs.tolist(), strict=True)
                if seat not in banned
            ]
        return found

    def leads(self, teacher: int, pair: int) -> bool:
        """Say whether some path leads to a plan of the core that takes a pair."""
        return self._path(teacher, pair, set()) is not None

    def _room(self, row: int) -> bool:
        return row < 0 or int(self.plan.activity[row]) + 1 <= int(self.within.row_upper[row])

    def _spares(self, row: int) -> bool:
        return row < 0 or int(self.plan.activity[row]) - 1 >= int(self.within.row_lower[row])


def exact_people(plan: Completion) -> BoolArray:
    """Return whose moves change the core's rows just as the network has it; shape (teachers,).

    Leaving gives back one place at the post left and one at its school, and nothing depends on the way taken.
    """
    matrix, core = plan.matrix, plan.core
    rows = matrix.rows
    seats = np.zeros(rows.shape[0], dtype=bool)
    seats[core.post[core.post >= 0]] = seats[core.school[core.school >= 0]] = True
    exact = np.ones(rows.ways.teachers, dtype=bool)
    own = rows.own[: matrix.pairs].tocoo()
    exact[rows.ways.teacher[own.row[seats[own.col]]]] = False
    leaving = rows.leaving.tocoo()
    inside = seats[leaving.col]
    who, row, back = leaving.row[inside], leaving.col[inside], leaving.data[inside]
    at_post, at_school = core.post[core.left], core.school[core.left]
    exact[who[(back != -1) | ((row != at_post[who]) & (row != at_school[who]))]] = False
    counted = np.bincount(who, minlength=len(exact))
    exact &= counted == (at_post >= 0).astype(np.int64) + (at_school >= 0)
    stays = np.diff(plan.first) == 0
    return np.asarray(exact | stays)
