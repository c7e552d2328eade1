"""Better plans near the best one known: a few people at a time may move elsewhere, everybody else stays put.

Where the relaxation is far from any plan, as it is under `chain`, neither orders nor whole provers come near the
best. But a proof says where the distance lies: value less bound is the sum of what each person's way costs above
the rows' multipliers, and of what rows leave unused. A neighbourhood starts at somebody who pays much of it and
grows along the posts people would rather have, over those who hold or free these (large neighbourhood search,
Shaw 1998).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.district import IntArray
from models.program import Objective
from models.proof import Bound, Region
from optimizer.prove import Search, Searched, SearchSettings
from optimizer.region import arcs, reduce
from optimizer.sift import cheapest, spent

_FIRST, _FEWEST, _MOST = 60, 20, 1500
"""People a neighbourhood begins with, and holds at least and at most."""
_WAYS = 10
"""Ways each of them may take, the best at the multipliers."""
_FOLLOWED = 3
"""Posts of each of them whose people come along."""
_SECONDS = 0.7
"""What one neighbourhood may take; one that is worked through sooner makes the next larger."""
_GROWS, _SHRINKS = 1.25, 0.7
_CHANCE = 0.1
"""What somebody who pays nothing is likely to be started at, in units of the mean."""
_STALE = 100
"""Neighbourhoods in vain after which there is likely nothing left to find so."""


class Around:
    """A region around its plans: which ways of each person are worth a look, and who is in whose way.

    Parameters
    ----------
    proof : bound of this objective over this region.
    """

    def __init__(self, region: Region, objective: Objective, proof: Bound) -> None:
        matrix = region.matrix
        self.region = region
        self.objective = objective
        self.proof = proof
        pairs = proof.columns[: np.searchsorted(proof.columns, matrix.pairs)]
        pays = proof.reduced[: len(pairs)]
        still = np.isin(pairs, region.open, assume_unique=True)
        pairs, pays = pairs[still], pays[still]
        self._pays = np.zeros(matrix.pairs, np.int64)
        self._pays[pairs] = np.maximum(pays, 0)
        self._ways = pairs[cheapest(matrix.rows.ways.teacher[pairs], pays, np.ones(len(pairs), dtype=bool), _WAYS)]
        self._nodes = [(way.tail, way.head, way.nodes) for way in matrix.acyclic]

    def choose(self, x: IntArray, size: int, rng: np.random.Generator) -> IntArray:
        """Return teachers to set free: somebody who pays much, and people around, at random.

        Of all who may move otherwise than in x, as many as asked for, or else everybody; ascending.
        """
        teacher = self.region.matrix.rows.ways.teacher
        kept, moves = self._kept(x), np.flatnonzero(x[: self.region.matrix.pairs])
        movable, starts = np.unique(teacher[kept], return_index=True)
        if len(movable) <= size:
            return movable
        ways = dict(zip(movable.tolist(), np.split(kept, starts[1:]), strict=True))
        pays = np.zeros(int(teacher.max(initial=0)) + 1)
        pays[teacher[moves]] = self._pays[moves]
        weight = pays[movable] + max(1.0, float(pays[movable].mean())) * _CHANCE
        met = [_by(node[moves], teacher[moves], n) for tail, head, n in self._nodes for node in (tail, head)]
        free: set[int] = set()
        waiting: list[int] = []
        while len(free) < size:
            if not waiting:
                waiting = [int(rng.choice(movable, p=weight / weight.sum()))]
            person = waiting.pop(int(rng.integers(len(waiting))))
            if person in free:
                continue
            free.add(person)
            for way in rng.permutation(ways[person])[:_FOLLOWED].tolist():
                for side, (whose, ends) in enumerate(met):
                    node = self._nodes[side // 2][1][way]
                    waiting += [t for t in whose[ends[node] : ends[node + 1]].tolist() if t in ways and t not in free]
        return np.array(sorted(free), np.int64)

    def search(self, x: IntArray, people: IntArray, settings: SearchSettings) -> tuple[Searched, IntArray | None]:
        """Search among the plans in which only these people do other than in x; with the best found, if any."""
        near, pairs = self.region.copy(), self.region.matrix.pairs
        near.lower[:pairs] = near.upper[:pairs] = x[:pairs]
        kept = self._kept(x)
        free = kept[np.isin(self.region.matrix.rows.ways.teacher[kept], people)]
        near.lower[free], near.upper[free] = self.region.lower[free], self.region.upper[free]
        near.keep_open(near.lower < near.upper)
        reduced = reduce(near)
        low = self.proof.value - spent(near, self.objective, reduced)
        cost, hint = self.objective.of(reduced.columns), x[reduced.columns]
        found = Search(reduced, cost, low, hint, settings, arcs(near, reduced.columns)).run()
        return found, None if found.x is None else reduced.widen(found.x, near.lower)

    def _kept(self, x: IntArray) -> IntArray:
        """Return the pair columns worth a look, those of x that are open among them, ascending."""
        taken = np.flatnonzero(x[: self.region.matrix.pairs])
        return np.union1d(self._ways, taken[self.region.lower[taken] < self.region.upper[taken]])


def improve(
    around: Around,
    best: Callable[[], IntArray | None],
    offer: Callable[[IntArray], None],
    closed: Callable[[], bool],
    left: Callable[[], float],
    settings: SearchSettings,
) -> None:
    """Offer better plans until none is asked for, nothing more is found, or time is up.

    Parameters
    ----------
    best : returns the best plan so far, if any; `offer` takes one that may be better.
    """
    rng = np.random.default_rng(settings.seed)
    size, vain = float(_FIRST), 0
    x = best()
    while x is not None and left() > 0 and not closed() and vain < _STALE:
        chosen = around.choose(x, int(size), rng)
        if len(chosen) == 0:
            return
        turn = SearchSettings(min(_SECONDS, left()), settings.workers, int(rng.integers(2**31)))
        found, plan = around.search(x, chosen, turn)
        if plan is not None:
            offer(plan)
        before, x = x, best()
        vain = vain + 1 if x is before else 0
        done = found.verdict == "proven"
        if done and len(chosen) < int(size):
            return  # that was everybody
        size = min(max(size * (_GROWS if done else _SHRINKS), _FEWEST), _MOST)


def _by(node: IntArray, teacher: IntArray, nodes: int) -> tuple[IntArray, IntArray]:
    """Return teachers sorted by node, and where each node's run ends, shape (nodes + 1,)."""
    order = np.argsort(node, kind="stable")
    return teacher[order], np.searchsorted(node[order], np.arange(nodes + 1))
