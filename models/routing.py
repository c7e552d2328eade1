"""Which route a pair takes, what the route asks of the person, and whether the personnel relation goes along.

Source: rulebook 3 (moves without transfer 人事关系不动) and 4 (`routes`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.case import Case
from models.district import BoolArray, IntArray
from models.pairs import Pairs
from models.policy import Route


def taken(case: Case, pairs: Pairs) -> IntArray:
    """Return the number of the first listed route that admits each pair, -1 where none does; shape (pairs,).

    Who goes back at the end of a term takes no route.
    """
    number = np.full(len(pairs), -1, np.int64)
    for i, route in reversed(list(enumerate(case.policy.rules.routes))):
        if not route.forbid:
            number[fits(case, route, pairs)] = i
    number[case.standing.returning[pairs.teacher]] = -1
    return number


def starts(case: Case, route: Route) -> BoolArray:
    """Return the nodes a route leads away from, as its `from`, `schools` and `zones` tell; shape (nodes,)."""
    mask = np.zeros(len(case.facts.nodes), dtype=bool)
    for end, where in ((0, route.origin), (1, route.to)):
        here = case.facts.where(where).copy()
        for column, listed in (("school_id", route.schools), ("zone", route.zones)):
            if listed:
                here &= np.isin(case.facts.places[column].cells, [pair[end] for pair in listed])
        if end == 0 or route.both_ways:
            mask |= here
    return mask


def transfers(case: Case, pairs: Pairs) -> BoolArray:
    """Return the pairs whose move takes the personnel relation along, shape (pairs,).

    Others change the post alone: establishment and title posts go on counting at the payroll school. Of who goes
    back, it does unless it never left.
    """
    routes = case.policy.rules.routes
    without = case.standing.returning[pairs.teacher] & np.equal(pairs.payroll, pairs.school)
    if not all(route.transfer for route in routes):
        number = taken(case, pairs)
        without |= (number >= 0) & np.array([not route.transfer for route in routes])[number]
    return ~without


def fits(case: Case, route: Route, pairs: Pairs) -> BoolArray:
    """Return the pairs of which every condition of the route holds."""
    mask = _along(case, route, pairs.left, pairs.node)
    if route.both_ways:
        mask |= _along(case, route, pairs.node, pairs.left)
    places = case.facts.places
    for alike, columns in ((True, route.same), (False, route.differ)):
        for column in columns:
            cells = places[column].cells
            blank = _blank(cells)
            code = np.full(len(cells), -1, np.int64)
            code[~blank] = np.unique(cells[~blank], return_inverse=True)[1]
            here, there = code[pairs.left], code[pairs.node]
            mask &= (here >= 0) & (there >= 0) & ((here == there) == alike)
    if route.visited is not None:
        going = pairs.teacher * case.district.places + pairs.school
        mask &= np.isin(going, case.facts.history.visited) == route.visited
    if route.who:
        mask &= case.who(route.who)[pairs.teacher]
    return mask


def _along(case: Case, route: Route, start: IntArray, end: IntArray) -> BoolArray:
    """Return where `start` suits `from` and `end` suits `to`, and they are a listed pair if pairs are listed."""
    mask = case.facts.where(route.origin)[start] & case.facts.where(route.to)[end]
    for column, listed in (("school_id", route.schools), ("zone", route.zones)):
        if listed:
            cells = case.facts.places[column].cells
            hit = np.zeros(len(start), dtype=bool)
            for a, b in listed:
                hit |= (cells == a)[start] & (cells == b)[end]
            mask &= hit
    return mask


def _blank(cells: npt.NDArray[np.generic]) -> BoolArray:
    return np.asarray(cells == "", dtype=bool) if cells.dtype == object else np.isnan(cells.astype(np.float64))
