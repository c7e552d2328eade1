"""What movers ask for: three to five schools near home that have their post, some of them a whole zone at the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.generate.draws import FloatArray, stream
from benchmarks.generate.numbers import Numbers
from benchmarks.generate.people import People, Staff
from benchmarks.generate.posts import Nodes
from benchmarks.generate.recipe import Recipe
from benchmarks.generate.schools import HEART, KM_A_DEGREE, TOWN, URBAN, Schools
from models.district import IntArray

FEWEST, MOST = 3, 5
NEAREST = 40
"""People know the schools around them: only so many of the nearest come to mind."""
ENDS_WITH_A_ZONE = 0.1
APPEAL = (2.0, 1.6, 1.0, 0.5)
"""By area: a school in town is asked for more often than one as far away in a village."""
NEAR_ENOUGH = 4.0
"""Kilometres that make no difference to anybody."""


@dataclass(frozen=True)
class Choice:
    """One line of `choices`: a person, a rank from 1, and a school or a zone (the other is -1)."""

    person: int
    rank: int
    school: int
    zone: int


def kilometres(lon: FloatArray, lat: FloatArray, to_lon: FloatArray, to_lat: FloatArray) -> FloatArray:
    """Return distances in kilometres between places in degrees, flat: nobody is measured by them."""
    east = (lon - to_lon) * KM_A_DEGREE * np.cos(np.radians(HEART[1]))
    return np.asarray(np.hypot(east, (lat - to_lat) * KM_A_DEGREE), np.float64)


def zone_hearts(schools: Schools) -> tuple[FloatArray, FloatArray]:
    """Return longitude and latitude of each zone: the middle of its schools in town, of all if it has none there."""
    central = np.isin(schools.area, (URBAN, TOWN))
    zones = int(schools.zone.max()) + 1
    alone = np.bincount(schools.zone[central], minlength=zones) == 0
    counted = (central | alone[schools.zone]).astype(np.float64)
    number = np.bincount(schools.zone, weights=counted, minlength=zones)
    return (
        np.bincount(schools.zone, weights=counted * schools.lon, minlength=zones) / number,
        np.bincount(schools.zone, weights=counted * schools.lat, minlength=zones) / number,
    )


def draw_choices(
    recipe: Recipe, schools: Schools, nodes: Nodes, staff: Staff, numbers: Numbers, people: People
) -> list[Choice]:
    """Draw the choices, those of one person together, by rank."""
    rng = stream(recipe.seed, "choices")
    listed = np.flatnonzero(people.listed)
    chooser = listed[rng.permutation(len(listed))[: round(recipe.choices * len(listed))]]
    chooser = np.sort(chooser)
    zone, group = people.home_zone[chooser], nodes.group[staff.node[chooser]]
    key = zone * (int(nodes.group.max()) + 1) + group
    order = np.argsort(key, kind="stable")
    found: list[Choice] = []
    hearts = zone_hearts(schools)
    open_nodes = np.flatnonzero(numbers.open)
    open_nodes = open_nodes[np.argsort(nodes.group[open_nodes], kind="stable")]
    edges = np.searchsorted(nodes.group[open_nodes], np.arange(int(nodes.group.max()) + 2))
    for ids in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        if len(ids) == 0:
            continue
        g, z = int(group[ids[0]]), int(zone[ids[0]])
        at = nodes.school[open_nodes[edges[g] : edges[g + 1]]]
        away = kilometres(hearts[0][z], hearts[1][z], schools.lon[at], schools.lat[at])
        near = np.argsort(away, kind="stable")[:NEAREST]
        appeal = np.array(APPEAL)[schools.area[at[near]]] / (NEAR_ENOUGH + away[near])
        found += _of_group(rng, schools, nodes.school[staff.node], chooser[ids], at[near], appeal)
    return sorted(found, key=lambda c: (c.person, c.rank))


def _of_group(
    rng: np.random.Generator, schools: Schools, own: IntArray, people: IntArray, offered: IntArray, appeal: FloatArray
) -> list[Choice]:
    """Let people of one zone and subject choose among the schools offered, by appeal and chance."""
    luck = -np.log1p(-rng.random((len(people), len(offered)))) / appeal
    luck[own[people][:, None] == offered[None, :]] = np.inf
    ranked = np.argsort(luck, axis=1, kind="stable")[:, :MOST]
    number = rng.integers(FEWEST, MOST + 1, len(people))
    by_zone = rng.random(len(people)) < ENDS_WITH_A_ZONE
    found = []
    for i, person in enumerate(people.tolist()):
        row = [j for j in ranked[i, : number[i]].tolist() if np.isfinite(luck[i, j])]
        for rank, j in enumerate(row, 1):
            school = int(offered[j])
            if by_zone[i] and rank == len(row) and rank > 1:
                found.append(Choice(person, rank, -1, int(schools.zone[school])))
            else:
                found.append(Choice(person, rank, school, -1))
    return found
