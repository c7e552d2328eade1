"""Orders of the nodes for `chain`: where every move climbs one order, no cycle can arise.

What is left inside an order is the plain program, which flow and relaxation solve in no time. An order is guessed
from the relaxation, nodes that mostly give before nodes that mostly take, and improved from the best plan so far:
its own moves keep climbing, so that no new order is worse.
"""

from __future__ import annotations

import heapq
from bisect import bisect
from itertools import accumulate

import numpy as np

from models.district import BoolArray, IntArray
from models.program import Acyclic
from optimizer.relax import FloatArray

_SWEEPS = 20
_LEAST = 1e-9


def climbing(arcs: Acyclic, chosen: BoolArray, weight: FloatArray) -> BoolArray:
    """Return which arcs climb an order in which those chosen all do and arcs of much weight mostly do.

    Parameters
    ----------
    chosen : arcs of a plan without cycles, shape of `arcs.tail`; none, if there is no plan yet.
    weight : what each arc is wished for, same shape, >= 0.
    """
    arc = arcs.tail * arcs.nodes + arcs.head
    wished = chosen | (weight > _LEAST)
    key, at = np.unique(arc[wished], return_inverse=True)
    total = np.bincount(at, weights=weight[wished], minlength=len(key)).astype(np.float64)
    tail, head = key // arcs.nodes, key % arcs.nodes
    held = np.isin(key, arc[chosen])
    place = _kept(arcs.nodes, tail[held], head[held], _guessed(arcs.nodes, tail, head, total))
    total[held] += 2 * total.sum() + 1  # a plan's own moves outweigh all others together
    place = _inserted(place, tail, head, total)
    return np.asarray(place[arcs.tail] < place[arcs.head])


def _guessed(nodes: int, tail: IntArray, head: IntArray, weight: FloatArray) -> IntArray:
    """Return a place for each node such that arcs of much weight mostly climb; shape (nodes,).

    The greedy feedback-arc heuristic of Eades, Lin and Smyth (1993): givers first, takers last, else the node
    that gives most more than it takes.
    """
    out: list[dict[int, float]] = [{} for _ in range(nodes)]
    into: list[dict[int, float]] = [{} for _ in range(nodes)]
    for a, b, w in zip(tail.tolist(), head.tolist(), weight.tolist(), strict=True):
        if a != b:
            out[a][b] = into[b][a] = w
    left = np.ones(nodes, dtype=bool)
    gives = np.array([sum(ways.values()) for ways in out], np.float64)
    takes = np.array([sum(ways.values()) for ways in into], np.float64)
    heap = [(float(takes[n] - gives[n]), n) for n in range(nodes)]
    heapq.heapify(heap)
    sinks = [n for n in range(nodes) if not out[n]]
    sources = [n for n in range(nodes) if out[n] and not into[n]]
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

    while len(front) + len(back) < nodes:
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
    place = np.zeros(nodes, np.int64)
    place[np.array(front + back[::-1], dtype=np.int64)] = np.arange(nodes)
    return place


def _inserted(place: IntArray, tail: IntArray, head: IntArray, weight: FloatArray) -> IntArray:
    """Return an order in which no node alone could be put elsewhere to let more weight climb; shape (nodes,).

    The insertion neighbourhood of the linear ordering problem: each node in turn goes to its best place.
    """
    near: list[list[tuple[int, float]]] = [[] for _ in range(len(place))]
    for a, b, w in zip(tail.tolist(), head.tolist(), weight.tolist(), strict=True):
        if a != b:
            near[a].append((b, -w))  # wishes to stand before b
            near[b].append((a, w))
    where = place.astype(np.float64).tolist()
    for _ in range(_SWEEPS):
        moved = False
        for node in sorted(range(len(where)), key=where.__getitem__):
            around = sorted((where[other], w) for other, w in near[node])
            # Weight that climbs if the node stands after the first i of those around it, less that before all.
            gains = [0.0, *accumulate(w for _, w in around)]
            now = bisect(around, (where[node],))
            best = max(range(len(gains)), key=gains.__getitem__)
            if gains[best] > gains[now] + _LEAST:
                low = around[best - 1][0] if best else around[0][0] - 2.0
                high = around[best][0] if best < len(around) else low + 2.0
                where[node] = (low + high) / 2
                moved = True
        ranked = np.empty(len(where), np.int64)
        ranked[np.argsort(np.array(where), kind="stable")] = np.arange(len(where))
        where = ranked.astype(np.float64).tolist()
        if not moved:
            break
    return ranked


def _kept(nodes: int, tail: IntArray, head: IntArray, guess: IntArray) -> IntArray:
    """Return the order nearest to a guess in which every arc climbs, which form no cycle; shape (nodes,)."""
    after: list[list[int]] = [[] for _ in range(nodes)]
    waits = np.zeros(nodes, np.int64)
    for a, b in zip(tail.tolist(), head.tolist(), strict=True):
        after[a].append(b)
        waits[b] += 1
    ready = [(int(guess[n]), n) for n in np.flatnonzero(waits == 0).tolist()]
    heapq.heapify(ready)
    place = np.zeros(nodes, np.int64)
    for position in range(nodes):
        _, node = heapq.heappop(ready)  # a plan without cycles never runs dry
        place[node] = position
        for other in after[node]:
            waits[other] -= 1
            if waits[other] == 0:
                heapq.heappush(ready, (int(guess[other]), other))
    return place
