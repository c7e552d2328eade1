"""The boundary between zones dropped: a route from each to each, unless that would change nothing."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from models.case import Case
from models.district import BoolArray, IntArray
from models.facts import POST_COLUMNS
from models.policy import Route
from models.words import Text, joined
from scenarios.whatif.changes import Made
from scenarios.whatif.facts import Joining
from scenarios.whatif.reading import near, refuse


def joining_made(case: Case, document: Mapping[str, Any], fact: Joining) -> Made:
    """Return what dropping the boundary comes to: a route more.

    Raises
    ------
    WordingError : if a zone is not there, nothing bounds anybody, everything is open already, or a forbidden route
        would go on closing it.
    """
    zones = case.district.schools["zone"].to_numpy(object)
    for zone in fact.zones:
        if zone not in zones:
            raise refuse(
                Text("没有学校在这个片区", "no school lies in this zone"),
                near(zone, sorted(set(zones))),
                zone,
                ("join_zones",),
            )
    routes = case.policy.rules.routes
    said = joined(Text(f"“{zone}”", f"'{zone}'") for zone in fact.zones)
    listed = [route for route in routes if not route.forbid]
    if not listed:  # to list one would close all others
        raise refuse(
            Text("方案没有列出允许的交流范围，片区不限制任何人", "the policy lists no route: no zone bounds anybody"),
            Text("删去这一项；有禁止的范围，用 drop 去掉", "leave it out; a route that forbids is taken out by drop"),
            at=("join_zones",),
        )
    left, right = _pairs(zones, fact.zones)
    shut = [route for route in routes if route.forbid and _always(route)]
    forbidden = _any(case, shut, left, right)
    if forbidden.all():
        names = joined(Text(f"“{r.name}”", f"'{r.name}'") for r in shut if r.name)
        raise refuse(
            Text(f"禁止的范围{names.zh}仍不允许，打通也不起作用", f"forbidden routes {names.en} go on closing it"),
            Text(
                '先用 drop 去掉它，如 drop = ["rules.routes.名称"]', 'drop it first, like drop = ["rules.routes.name"]'
            ),
            at=("join_zones",),
        )
    if (forbidden | _any(case, [r for r in listed if _always(r)], left, right)).all():
        raise refuse(
            Text(f"{said.zh}之间本来就可以交流，什么也不改", f"between {said.en} everybody may move already"),
            Text("删去这一项", "leave it out"),
            at=("join_zones",),
        )
    made = copy.deepcopy(dict(document))
    pairs = [list(pair) for pair in itertools.combinations(fact.zones, 2)]
    route = {"name": f"{'、'.join(fact.zones)}之间", "zones": pairs, "both_ways": True}
    made.setdefault("rules", {}).setdefault("routes", []).append(route)
    told = Text(f"片区{said.zh}打通，相互之间都可以交流", f"the boundary between {said.en} is dropped, both ways")
    return Made((), made, (told,))


def _pairs(zones: Any, joined_zones: tuple[str, ...]) -> tuple[IntArray, IntArray]:
    """Return the pairs of schools of two of the zones, both ways, by position."""
    inside = np.flatnonzero(np.isin(zones.astype(str), joined_zones))
    left, right = (grid.ravel() for grid in np.meshgrid(inside, inside))
    across = zones[left] != zones[right]
    return left[across], right[across]


def _always(route: Route) -> bool:
    """Whether a route goes by schools alone, whoever asks and whatever the post."""
    of_posts = {*POST_COLUMNS, "post_vacancy"}
    columns = {*route.origin.columns(), *route.to.columns(), *route.same, *route.differ}
    return not route.who and route.visited is None and of_posts.isdisjoint(columns)


def _any(case: Case, routes: list[Route], left: IntArray, right: IntArray) -> BoolArray:
    mask = np.zeros(len(left), dtype=bool)
    for route in routes:
        mask |= _fits(case, route, left, right)
    return mask


def _fits(case: Case, route: Route, left: IntArray, right: IntArray) -> BoolArray:
    schools = case.facts.schools
    mask = _along(case, route, left, right)
    if route.both_ways:
        mask |= _along(case, route, right, left)
    for alike, columns in ((True, route.same), (False, route.differ)):
        for column in columns:
            cells = schools[column].cells.astype(str)
            filled = (cells[left] != "") & (cells[right] != "")
            mask &= filled & ((cells[left] == cells[right]) == alike)
    return mask


def _along(case: Case, route: Route, start: IntArray, end: IntArray) -> BoolArray:
    mask = case.facts.where_school(route.origin)[start] & case.facts.where_school(route.to)[end]
    for column, listed in (("school_id", route.schools), ("zone", route.zones)):
        if listed:
            cells = case.facts.schools[column].cells
            mask &= np.logical_or.reduce([(cells[start] == a) & (cells[end] == b) for a, b in listed])
    return mask
