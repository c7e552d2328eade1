"""Hard rule `routes` 交流范围 (rulebook 4): every move takes a route that admits it, and none that is forbidden."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.case import Case
from models.district import BoolArray, IntArray
from models.pairs import Pairs
from models.plan import Breach, Plan
from models.policy import Route
from models.recount import Recount
from models.rules.rule import Rule
from models.words import Text

NAME = "routes"
TITLE = Text("交流范围", "routes")
CLAUSE = Text(
    "每次调动都在列出的交流范围之内，且不在禁止之列；没有列出范围的，各校之间都可以。",
    "Every move takes a listed route and no forbidden one; where none is listed, all are open.",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each move that a route forbids or that no route admits."""
    breaches = []
    for move in plan.moves:
        for closing in recount.closings(move):
            if closing.rule == NAME:
                origin = recount.people[move.teacher_id].school
                who, why = recount.say_person(move.teacher_id), closing.reason
                here, there = recount.say_school(origin), recount.say_school(move.to_school)
                said = Text(
                    f"{who.zh}从{here.zh}调往{there.zh}：{why.zh}。",
                    f"The move of {who.en} from {here.en} to {there.en} {why.en}.",
                )
                breaches.append(Breach(NAME, said, (move.teacher_id,), (origin, move.to_school)))
    return breaches


def closes(case: Case, pairs: Pairs) -> BoolArray:
    """Close the pairs a route forbids, and, where any route is listed, those none admits."""
    forbidden = np.zeros(len(pairs), dtype=bool)
    admitted = np.zeros(len(pairs), dtype=bool)
    for route in case.policy.rules.routes:
        if route.forbid:
            forbidden |= _fits(case, route, pairs)
        else:
            admitted |= _fits(case, route, pairs)
    listed = any(not route.forbid for route in case.policy.rules.routes)
    return forbidden | ~admitted if listed else forbidden


def taken(case: Case, pairs: Pairs) -> IntArray:
    """Return the number of the first listed route that admits each pair, -1 where none does; shape (pairs,)."""
    number = np.full(len(pairs), -1, np.int64)
    for i, route in reversed(list(enumerate(case.policy.rules.routes))):
        if not route.forbid:
            number[_fits(case, route, pairs)] = i
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


def _fits(case: Case, route: Route, pairs: Pairs) -> BoolArray:
    """Return the pairs of which every condition of the route holds."""
    mask = _along(case, route, pairs.left, pairs.node)
    if route.both_ways:
        mask |= _along(case, route, pairs.node, pairs.left)
    places = case.facts.places
    for column in route.same:
        cells = places[column].cells
        blank = _blank(cells)
        code = np.full(len(cells), -1, np.int64)
        code[~blank] = np.unique(cells[~blank], return_inverse=True)[1]
        here, there = code[pairs.left], code[pairs.node]
        mask &= (here == there) & (here >= 0)
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


RULE = Rule(NAME, TITLE, CLAUSE, check, closes)
