"""Plans for `chain`: fix an order of the nodes first, solve the flow inside it, then improve the order.

Where every move climbs one order of the nodes, no cycle can arise, and what is left is the plain program. The
order is guessed from the relaxation: nodes that mostly give come before nodes that mostly take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from models.district import IntArray
from models.program import Acyclic
from models.proof import Region
from optimizer.region import Reduced, arcs, reduce
from optimizer.relax import FloatArray, relax

_ROUNDS = 6


def ordered(
    region: Region, reduced: Reduced, cost: IntArray, x: FloatArray, left: Callable[[], float]
) -> Iterator[IntArray]:
    """Yield whole plans without cycles, as matrix columns, from orders guessed and improved.

    Parameters
    ----------
    cost, x : the running objective and the relaxation's optimum, shape (columns of `reduced`,).
    left : seconds left.
    """
    sets = arcs(region, reduced.columns)
    weights = x
    for _ in range(_ROUNDS):
        keep = np.ones(len(reduced.columns), dtype=bool)
        for part in sets:
            place = _order(part, weights[: len(part.tail)])
            keep[: len(part.tail)] &= place[part.tail] < place[part.head]
        at = np.flatnonzero(keep | (reduced.lower > 0))
        within = reduce(region, reduced.columns[at])
        at = np.searchsorted(reduced.columns, within.columns)
        if within.impossible or left() <= 0:
            return
        solved = relax(within, cost[at], left())
        if solved.status != "optimal":
            return
        if np.all(np.abs(solved.x - np.rint(solved.x)) < 1e-6):
            yield within.widen(np.rint(solved.x).astype(np.int64), region.lower)
        # Blend the plan found into the wishes, so that the next order keeps what worked and tries the rest.
        blended = 0.5 * weights
        blended[at] += 0.5 * solved.x
        weights = blended


def _order(arcs: Acyclic, weight: FloatArray) -> IntArray:
    """Return a place for each node such that arcs of much weight mostly climb; shape (nodes,).

    The greedy feedback-arc heuristic of Eades, Lin and Smyth (1993): givers first, takers last, else the node
    that gives most more than it takes.
    """
    used = weight > 1e-9
    nodes = np.unique(np.concatenate([arcs.tail, arcs.head]))
    out: dict[int, dict[int, float]] = {int(n): {} for n in nodes}
    into: dict[int, dict[int, float]] = {int(n): {} for n in nodes}
    for a, b, w in zip(arcs.tail[used].tolist(), arcs.head[used].tolist(), weight[used].tolist(), strict=True):
        out[a][b] = out[a].get(b, 0.0) + w
        into[b][a] = into[b].get(a, 0.0) + w
    front: list[int] = []
    back: list[int] = []
    left = set(out)

    def take(node: int, side: list[int]) -> None:
        side.append(node)
        left.discard(node)
        for other in out[node]:
            into[other].pop(node, None)
        for other in into[node]:
            out[other].pop(node, None)

    while left:
        sinks = [n for n in left if not out[n]]
        sources = [n for n in left if out[n] and not into[n]]
        if sinks:
            for node in sorted(sinks):
                take(node, back)
        elif sources:
            for node in sorted(sources):
                take(node, front)
        else:
            take(max(sorted(left), key=lambda n: sum(out[n].values()) - sum(into[n].values())), front)
    place = np.zeros(arcs.nodes, np.int64)
    place[np.array(front + back[::-1], dtype=np.int64)] = np.arange(len(nodes))
    return place
