"""Orders of the nodes for `chain`: where every move climbs one order, no cycle can arise.

What is left inside an order is the plain program, which flow and relaxation solve in no time. An order is guessed
from the relaxation, nodes that mostly give before nodes that mostly take, and improved from the best plan so far:
its own moves keep climbing, so that no new order is worse.
"""

from __future__ import annotations

import heapq

import numpy as np

from models.district import BoolArray, IntArray
from models.program import Acyclic
from optimizer.relax import FloatArray


def climbing(arcs: Acyclic, chosen: BoolArray, weight: FloatArray) -> BoolArray:
    """Return which arcs climb an order in which those chosen all do and arcs of much weight mostly do.

    Parameters
    ----------
    chosen : arcs of a plan without cycles, shape of `arcs.tail`; none, if there is no plan yet.
    weight : what each arc is wished for, same shape, >= 0.
    """
    guess = _guessed(arcs, weight)
    place = _kept(arcs, chosen, guess) if chosen.any() else guess
    return np.asarray(place[arcs.tail] < place[arcs.head])


def _guessed(arcs: Acyclic, weight: FloatArray) -> IntArray:
    """Return a place for each node such that arcs of much weight mostly climb; shape (nodes,).

    The greedy feedback-arc heuristic of Eades, Lin and Smyth (1993): givers first, takers last, else the node
    that gives most more than it takes.
    """
    used = weight > 1e-9
    key, at = np.unique(arcs.tail[used] * arcs.nodes + arcs.head[used], return_inverse=True)
    total = np.bincount(at, weights=weight[used], minlength=len(key))
    out: list[dict[int, float]] = [{} for _ in range(arcs.nodes)]
    into: list[dict[int, float]] = [{} for _ in range(arcs.nodes)]
    for arc, w in zip(key.tolist(), total.tolist(), strict=True):
        a, b = divmod(arc, arcs.nodes)
        if a != b:
            out[a][b] = into[b][a] = w
    left = np.ones(arcs.nodes, dtype=bool)
    gives = np.array([sum(ways.values()) for ways in out], np.float64)
    takes = np.array([sum(ways.values()) for ways in into], np.float64)
    heap = [(float(takes[n] - gives[n]), n) for n in range(arcs.nodes)]
    heapq.heapify(heap)
    sinks = [n for n in range(arcs.nodes) if not out[n]]
    sources = [n for n in range(arcs.nodes) if out[n] and not into[n]]
    front: list[int] = []
    back: list[int] = []

    def take(node: int, side: list[int]) -> None:
        side.append(node)
        left[node] = False
        for other, w in out[node].items():
            del into[other][node]
            takes[other] -= w
            heapq.heappush(heap, (float(takes[other] - gives[other]), other))
            if not into[other]:
                sources.append(other)
        for other, w in into[node].items():
            del out[other][node]
            gives[other] -= w
            heapq.heappush(heap, (float(takes[other] - gives[other]), other))
            if not out[other]:
                sinks.append(other)

    while len(front) + len(back) < arcs.nodes:
        if sinks:
            node, side = sinks.pop(), back
        elif sources:
            node, side = sources.pop(), front
        else:
            worth, node = heapq.heappop(heap)
            side = front
            if left[node] and abs(worth - (takes[node] - gives[node])) > 1e-9:
                continue  # out of date: a newer entry is in the heap
        if left[node]:
            take(node, side)
    place = np.zeros(arcs.nodes, np.int64)
    place[np.array(front + back[::-1], dtype=np.int64)] = np.arange(arcs.nodes)
    return place


def _kept(arcs: Acyclic, chosen: BoolArray, guess: IntArray) -> IntArray:
    """Return the order nearest to a guess in which every chosen arc climbs; shape (nodes,)."""
    key = np.unique(arcs.tail[chosen] * arcs.nodes + arcs.head[chosen])
    after: list[list[int]] = [[] for _ in range(arcs.nodes)]
    waits = np.zeros(arcs.nodes, np.int64)
    for arc in key.tolist():
        a, b = divmod(arc, arcs.nodes)
        after[a].append(b)
        waits[b] += 1
    ready = [(int(guess[n]), n) for n in np.flatnonzero(waits == 0).tolist()]
    heapq.heapify(ready)
    place = np.zeros(arcs.nodes, np.int64)
    for position in range(arcs.nodes):
        _, node = heapq.heappop(ready)  # a plan without cycles never runs dry
        place[node] = position
        for other in after[node]:
            waits[other] -= 1
            if waits[other] == 0:
                heapq.heappush(ready, (int(guess[other]), other))
    return place
