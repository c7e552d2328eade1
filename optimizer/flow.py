"""The core of a tier as a min-cost flow: a first plan, and multipliers, in a fraction of a relaxation's time.

Every mover is a unit that flows over a post into its school, the present seat included (see `models.core`). Few
of the millions of arcs matter: the flow begins with the cheapest of each person, and those that the potentials
of its optimum show to be better are added until there are none (sifting). The potentials are those of the
residual network, by Bellman and Ford; they are integers, and so are the multipliers of the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from models.district import BoolArray, IntArray
from models.program import FREE, Core
from models.proof import Multipliers, Region
from optimizer.sift import cheapest

_FIRST, _FEW, _MORE = 12, 4, 6
"""Arcs a person begins with, begins with beside those that are known to matter, and may be given a round."""
_KEPT = 6
"""Arcs a person is left with, the best at the final potentials: a relaxation begins with them."""
_ROUNDS = 40
_RELAXATIONS = 3000
"""Rounds of Bellman and Ford after which a network is taken to have a negative cycle."""
_DEAR, _LEAST = 10**5, 10**3
"""What missing a lower bound costs, in units of the largest cost, and must at least: a flow then mostly exists."""
_MAGNITUDE = 2**60
"""What no sum along a path may reach: the flow scales its costs, in 64 bits."""


@dataclass(frozen=True)
class Flowed:
    """The optimum of a core.

    Attributes
    ----------
    chosen : the pair columns it chooses among the open ones.
    multipliers : of the rows; they prove its cost.
    kept : the open columns the flow ended with, ascending: where a relaxation may begin.
    """

    chosen: IntArray
    multipliers: Multipliers
    kept: IntArray


@dataclass(frozen=True)
class _Network:
    """The core over what a region leaves open.

    Attributes
    ----------
    movers : teachers with an open column; `home` is what staying costs each, `dear` for who must move.
    teacher, node : of each open pair column, teachers as positions in `movers`.
    left : the node each mover leaves.
    low, high : bounds of the arc from each post to its school; `asks` says whether the row's lower bound
        is that low, and not far below; school_low, school_high, school_asks of the arc on from there.
    school_of : the school arc of each node.
    """

    columns: IntArray
    movers: IntArray
    home: IntArray
    dear: int
    teacher: IntArray
    node: IntArray
    left: IntArray
    low: IntArray
    high: IntArray
    asks: BoolArray
    school_of: IntArray
    school_low: IntArray
    school_high: IntArray
    school_asks: BoolArray


def flow(region: Region, core: Core, cost: IntArray, start: IntArray, left: Callable[[], float]) -> Flowed | None:
    """Solve the core of a region.

    Parameters
    ----------
    cost : of the open pair columns.
    start : columns to begin with, beside the cheapest of each person.
    left : seconds left.

    Returns
    -------
    None if the region's pairs are no network, or its flow did not end.
    """
    network = _network(region, core, cost)
    if network is None:
        return None
    everything = np.ones(len(cost), dtype=bool)
    known = np.flatnonzero(np.isin(network.columns, start))
    ids = np.union1d(cheapest(network.teacher, cost, everything, _FEW if len(known) else _FIRST), known)
    for _ in range(_ROUNDS):
        assigned = _solve(network, cost, ids)
        if assigned is None or left() <= 0:
            return None
        potential = _potential(network, cost, ids, assigned)
        if potential is None:
            return None
        worth = cost - potential[network.node]
        better = worth < _held(network, cost, potential, assigned)[network.teacher]
        if not better.any():
            multipliers = _multipliers(region, core, network, cost, potential)
            moved = assigned[assigned >= 0]
            near = ids[cheapest(network.teacher[ids], worth[ids], np.ones(len(ids), dtype=bool), _KEPT)]
            return Flowed(network.columns[moved], multipliers, network.columns[np.union1d(near, moved)])
        ids = np.union1d(ids, cheapest(network.teacher, worth, better, _MORE))
    return None


def _network(region: Region, core: Core, cost: IntArray) -> _Network | None:
    rows, ways = region.matrix.rows, region.matrix.rows.ways
    columns = region.open[: np.searchsorted(region.open, region.matrix.pairs)]
    if len(columns) == 0:
        return None
    teacher, node = ways.teacher[columns], ways.node[columns]
    movers = np.flatnonzero(np.bincount(teacher))
    at = np.full(ways.teachers, -1, np.int64)
    at[movers] = np.arange(len(movers))
    person = core.person[movers]
    largest = int(np.abs(cost).max(initial=0)) + 1
    dear = min(_DEAR * largest, _MAGNITUDE // (len(movers) + 2 * ways.nodes + 2))
    if np.any(person < 0) or dear < _LEAST * largest:
        return None
    taken = rows @ region.settled
    left = core.left[movers]
    schools, school_of = np.unique(core.school, return_inverse=True)
    no_school = np.flatnonzero(schools < 0)
    seats = np.bincount(left, minlength=ways.nodes)

    def bounds(row: IntArray, staying: IntArray) -> tuple[IntArray, IntArray, BoolArray]:
        known = row >= 0
        low = np.where(known, region.row_lower[row] - taken[row], -FREE)
        high = np.where(known, region.row_upper[row] - taken[row], FREE)
        total = len(movers) + 1  # a capacity nobody can reach: it has no price
        asks = (low > -FREE // 2) & (low + staying >= 0)
        low = np.where(asks, np.minimum(low + staying, total), 0)
        return low, np.where(high >= FREE // 2, total, np.clip(high + staying, 0, total)), asks

    low, high, asks = bounds(core.post, seats)
    staying = np.bincount(school_of, weights=seats, minlength=len(schools)).astype(np.int64)
    school_low, school_high, school_asks = bounds(schools, staying)
    school_low[no_school], school_high[no_school] = 0, len(movers) + 1
    home = np.where(region.row_lower[person] - taken[person] < 1, 0, dear)
    return _Network(
        columns, movers, home, dear, at[teacher], node, left, np.minimum(low, high), high, asks, school_of,
        np.minimum(school_low, school_high), school_high, school_asks,
    )  # fmt: skip


def _solve(network: _Network, cost: IntArray, ids: IntArray) -> IntArray | None:
    """Return the column each mover takes (a position among the open ones), -1 for staying; None if there is no flow."""
    people, nodes, schools = len(network.movers), len(network.high), len(network.school_high)
    post, school, sink = people, people + nodes, people + nodes + schools
    everyone, every, each = np.arange(people), np.arange(nodes), np.arange(schools)
    nothing = np.zeros(nodes + schools, np.int64)
    arcs = [  # tail, head, capacity, cost; capacity from below is a reward
        (network.teacher[ids], post + network.node[ids], np.ones(len(ids), np.int64), cost[ids]),
        (everyone, post + network.left, np.ones(people, np.int64), network.home),
        (post + every, school + network.school_of, network.high - network.low, nothing[:nodes]),
        (school + each, np.full(schools, sink), network.school_high - network.school_low, nothing[:schools]),
        (post + every, school + network.school_of, network.low, nothing[:nodes] - network.dear),
        (school + each, np.full(schools, sink), network.school_low, nothing[:schools] - network.dear),
    ]
    solver = SimpleMinCostFlow()
    first = solver.add_arcs_with_capacity_and_unit_cost(*(np.concatenate(part) for part in zip(*arcs, strict=True)))
    solver.set_nodes_supplies(np.append(everyone, sink), np.append(np.ones(people, np.int64), -people))
    if solver.solve() != solver.OPTIMAL:
        return None
    used = np.flatnonzero(solver.flows(first[: len(ids)]) > 0)
    taken = np.full(people, -1, np.int64)
    taken[network.teacher[ids[used]]] = ids[used]
    return taken


def _held(network: _Network, cost: IntArray, potential: IntArray, assigned: IntArray) -> IntArray:
    """Return what each mover's seat is worth at the potentials: cost less the potential of its post."""
    moves = assigned >= 0
    node = np.where(moves, network.node[assigned], network.left)
    return np.where(moves, cost[assigned], network.home) - potential[node]


def _potential(network: _Network, cost: IntArray, ids: IntArray, assigned: IntArray) -> IntArray | None:
    """Return the potentials of posts, schools and sink in the residual network of a flow; None if it is not optimal.

    An arc from post to post stands for the person who would change seats for it at the least cost.
    """
    nodes, schools = len(network.high), len(network.school_high)
    moves = assigned >= 0
    seat = np.where(moves, network.node[assigned], network.left)
    paid = np.where(moves, cost[assigned], network.home)
    gone = np.flatnonzero(moves)
    who = np.concatenate([network.teacher[ids], gone])
    head = np.concatenate([network.node[ids], network.left[gone]])
    weight = np.concatenate([cost[ids], network.home[gone]]) - paid[who]
    tail = seat[who]
    on_post = np.bincount(seat, minlength=nodes)
    on_school = np.bincount(network.school_of[seat], minlength=schools)
    every, each, sink = np.arange(nodes), nodes + np.arange(schools), nodes + schools
    above = nodes + network.school_of
    steps = [
        (tail, head, weight),
        *_residual(every, above, on_post, network.low, network.high, network.dear),
        *_residual(each, np.full(schools, sink), on_school, network.school_low, network.school_high, network.dear),
    ]
    tails, heads, weights = (np.concatenate(part) for part in zip(*steps, strict=True))
    order = np.lexsort((weights, tails, heads))
    tails, heads, weights = tails[order], heads[order], weights[order]
    first = np.append(True, (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1]))
    tails, heads, weights = tails[first], heads[first], weights[first]
    starts = np.flatnonzero(np.append(True, heads[1:] != heads[:-1]))
    reached = heads[starts]
    potential = np.zeros(sink + 1, np.int64)
    for _ in range(_RELAXATIONS):
        least = np.minimum(potential[reached], np.minimum.reduceat(potential[tails] + weights, starts))
        if np.array_equal(least, potential[reached]):
            return potential
        potential[reached] = least
    return None


def _residual(
    tail: IntArray, head: IntArray, on: IntArray, low: IntArray, high: IntArray, dear: int
) -> list[tuple[IntArray, IntArray, IntArray]]:
    """Return the steps an arc still allows, forth and back; below its lower bound a unit more is worth `dear`."""
    more, less = on < high, on > 0
    return [
        (tail[more], head[more], np.where(on < low, -dear, 0)[more]),
        (head[less], tail[less], np.where(on > low, 0, dear)[less]),
    ]


def _multipliers(region: Region, core: Core, network: _Network, cost: IntArray, potential: IntArray) -> Multipliers:
    """Return the rows' multipliers at the potentials: posts, schools, and whatever is left to each person."""
    nodes = len(network.high)
    school_potential = potential[nodes:-1] - potential[-1]
    post_potential = potential[:nodes] - potential[nodes + network.school_of]
    y = np.zeros(len(region.row_lower), np.int64)

    def settle(row: IntArray, value: IntArray, asks: BoolArray) -> None:
        """Give rows their multipliers, where the sign fits a bound they have."""
        value = np.where((value > 0) & ~asks, 0, value)
        value = np.where((value < 0) & (region.row_upper[row] >= FREE), 0, value)
        y[row[row >= 0]] = value[row >= 0]

    settle(core.post, post_potential, network.asks)
    settle(np.unique(core.school), school_potential, network.school_asks)
    # What each person's best way costs, at these prices; who may stay need not take it.
    rows = region.matrix.rows
    worth = cost - rows.priced(y, network.columns)
    starts = np.searchsorted(network.teacher, np.arange(len(network.movers)))
    best = np.minimum.reduceat(worth, starts)
    y[core.person[network.movers]] = np.where(network.home == 0, np.minimum(best, 0), best)
    return Multipliers(1, y, np.zeros(len(region.caps), np.int64))
