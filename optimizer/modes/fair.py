"""The fair 双选会 of mode `two-way` (rulebook 5b): who asks for which post in which order, and how schools rank them.

A *wish* is an open pair somebody may propose. Wishes are numbered from 0, in the order of their pairs.

How people like their wishes: the better rank first; within a rank the least distance (as goal `distance` counts),
then the lower draw; at one school the main post first, then the lower draw. How schools like those who ask:
in the order of their list where they handed one in, and then nobody else; else by score, the higher first, an empty one
last, then the lower draw. A person's draw at a school is the least lottery number of the person's posts there, all ten
digits of it, so that the posts of one person stand side by side in every order.

Whom a lock sends to a school, and who goes back at the end of a term, is there before everybody else: no plan has it
otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, starmap

import numpy as np

from models.case import Case
from models.district import BoolArray, IntArray
from models.formulate import Formulated
from models.goals.distance import ways
from models.goals.lottery import numbers
from models.pairs import Pairs
from models.ranking import scores
from models.routing import transfers
from models.rules import locks
from models.rules.issued import counted, lines_of

_LAST = 2**62
"""After every rank and every place on a list."""


@dataclass(frozen=True)
class Fair:
    """The wishes of a fair.

    Attributes
    ----------
    pair : the pair of each wish, ascending, shape (wishes,).
    person, school : the teacher who wishes, the school wished for, shape (wishes,) each.
    liked : teacher -> the wishes of the person, the one liked best first; teachers in the order of their codes.
    ranked : school -> the wishes for it, the one the school likes best first.
    place : the place of each wish in its school's order, from 1, shape (wishes,).
    low : which of two wishes, of different schools too, is ranked lower: the one with the greater number. By place
        in the school's order, then by score, then by draw; shape (wishes,).
    locked : wishes of people whom a lock sends there, or who go back there, shape (wishes,).
    caps : the numbers each wish would count in, for those that could ever be reached.
    room : how many each such number allows.
    crossing : schools where two numbers overlap and neither holds the other.
    """

    pair: IntArray
    person: IntArray
    school: IntArray
    liked: dict[int, list[int]]
    ranked: dict[int, list[int]]
    place: IntArray
    low: IntArray
    locked: BoolArray
    caps: list[tuple[int, ...]]
    room: list[int]
    crossing: frozenset[int]


def hold_fair(formulated: Formulated, among: BoolArray, closed: BoolArray) -> Fair:
    """Return the fair of some people.

    Parameters
    ----------
    among : who takes part, shape (teachers,); whom a lock sends somewhere always does.
    closed : pairs closed before, shape (pairs,): nobody proposes them.
    """
    case, pairs = formulated.case, formulated.pairs
    locked = _locked(formulated)
    asking = ((pairs.rank > 0) & among[pairs.teacher]) | locked[pairs.teacher]
    ids = np.flatnonzero(asking)
    draw = numbers(case, pairs, 0, 10)(ids)
    at_school = _least_together(pairs.teacher[ids] * case.district.places + pairs.school[ids], draw)
    entry, listing = _listed(case, pairs.teacher[ids], pairs.school[ids])
    kept = locked[pairs.teacher[ids]] | (~closed[ids] & ~(listing & (entry == _LAST)))
    ids, draw, at_school, entry, listing = (part[kept] for part in (ids, draw, at_school, entry, listing))
    person, school = pairs.teacher[ids], pairs.school[ids]

    rank = np.where(pairs.rank[ids] > 0, pairs.rank[ids], _LAST)
    away = ways(case, person, school)[0]
    other = ~_main(case, pairs, ids)
    likes = np.lexsort((draw, other, at_school, away, rank, person))

    score = np.nan_to_num(-scores(case)[person], nan=np.inf)
    worth = np.where(listing, 0.0, score)
    order = np.lexsort((draw, other, at_school, worth, entry, ~locked[person], school))
    first = np.searchsorted(school[order], school[order])
    place = np.empty(len(ids), np.int64)
    place[order] = np.arange(len(ids)) - first + 1
    low = np.empty(len(ids), np.int64)
    low[np.lexsort((draw, at_school, score, place))] = np.arange(len(ids))

    member, room = _caps(case, pairs, ids)
    return Fair(
        ids, person, school, _by_code(case, _grouped(person, likes)), _grouped(school, order), place, low,
        locked[person], [tuple(c for c in caps if c in room) for caps in member],
        [room.get(c, 0) for c in range(max(room, default=-1) + 1)], _crossing(school, member, room),
    )  # fmt: skip


def _locked(formulated: Formulated) -> BoolArray:
    """Return the teachers whom a row of rule `locks` sends to a school, or who go back; shape (teachers,)."""
    matrix, found = formulated.program.matrix, formulated.case.standing.returning.copy()
    for block in formulated.program.blocks:
        if block.owner == locks.NAME:
            asked = matrix.rows.own[: matrix.pairs, block.first : block.first + block.count]
            found[formulated.pairs.teacher[asked.nonzero()[0]]] = True
    return found


def _least_together(key: IntArray, value: IntArray) -> IntArray:
    """Return, for each entry, the least value among the entries of its key."""
    _, number = np.unique(key, return_inverse=True)
    least = np.full(int(number.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, number, value)
    return least[number]


def _listed(case: Case, teacher: IntArray, school: IntArray) -> tuple[IntArray, BoolArray]:
    """Return the place of each person on the school's list (`_LAST` if not on it), and which schools have one.

    Where the school handed in no list, the place is 0.
    """
    table, district = case.district["school_choices"], case.district
    whose = district.positions(table["school_id"], district.school_at)
    who = district.positions(table["teacher_id"], district.teacher_at)
    rank = table["rank"].fillna(0).to_numpy(np.int64)
    has = np.zeros(district.places, dtype=bool)
    has[whose] = True
    at = dict(zip(zip(whose.tolist(), who.tolist(), strict=True), rank.tolist(), strict=True))
    found = [at.get(key, _LAST) for key in zip(school.tolist(), teacher.tolist(), strict=True)]
    return np.where(has[school], np.array(found, np.int64), 0), has[school]


def _main(case: Case, pairs: Pairs, ids: IntArray) -> BoolArray:
    """Return the pairs that enter a post of the stage and subject the person teaches today."""
    nodes = case.facts.nodes
    kind = np.unique((nodes["stage"] + "\n" + nodes["subject"]).to_numpy(str), return_inverse=True)[1]
    main: BoolArray = kind[pairs.left[ids]] == kind[pairs.node[ids]]
    return main


def _grouped(key: IntArray, order: IntArray) -> dict[int, list[int]]:
    """Return key -> entries in that order."""
    found: dict[int, list[int]] = {}
    for k, entry in zip(key[order].tolist(), order.tolist(), strict=True):
        found.setdefault(k, []).append(entry)
    return found


def _by_code(case: Case, liked: dict[int, list[int]]) -> dict[int, list[int]]:
    codes = case.district.teachers["teacher_id"].tolist()
    return {person: liked[person] for person in sorted(liked, key=lambda t: str(codes[t]))}


def _caps(case: Case, pairs: Pairs, ids: IntArray) -> tuple[list[list[int]], dict[int, int]]:
    """Return the numbers each wish would count in, and how many those allow that fewer fit in than wish.

    Free places are required - current of a post and establishment - headcount of a school, and on a named plan the
    people who leave: everybody on the list who can. The lines of table `quotas` on arrivals are further numbers.
    系统外 has none.
    """
    district, nodes, named = case.district, case.facts.nodes, case.district.named
    moving = transfers(case, pairs)
    posts = (nodes["required"] - nodes["current"]).to_numpy(np.int64)
    schools = np.append(district.establishment - case.headcount, 0)
    if named:
        posts = posts + np.bincount(pairs.places.left[pairs.people()], minlength=len(posts))
        leaving = np.unique(pairs.teacher[moving])
        schools = schools + np.bincount(district.teacher_payroll[leaving], minlength=len(schools))
    # On a selected plan nobody is counted as gone, nor then as come to the payroll that counts the person already.
    within = pairs.school[ids] != district.outside
    come = moving[ids] & within & (named | (pairs.payroll[ids] != pairs.school[ids]))
    member = [[n] if inside else [] for n, inside in zip(pairs.node[ids].tolist(), within.tolist(), strict=True)]
    for i, school in zip(np.flatnonzero(come).tolist(), pairs.school[ids[come]].tolist(), strict=True):
        member[i].append(len(posts) + school)
    rooms = [*np.maximum(posts, 0).tolist(), *np.maximum(schools, 0).tolist()]
    for line in lines_of(case):
        if line["direction"] == "in" and line["max"] is not None:
            people, here = counted(case, line)
            people = people & ~case.standing.returning
            for i in np.flatnonzero(people[pairs.teacher[ids]] & here[pairs.node[ids]]).tolist():
                member[i].append(len(rooms))
            rooms.append(int(line["max"]))
    asked = np.bincount(np.array([c for caps in member for c in caps], np.int64), minlength=len(rooms))
    return member, {c: room for c, room in enumerate(rooms) if asked[c] > room}


def _crossing(school: IntArray, member: list[list[int]], room: dict[int, int]) -> frozenset[int]:
    """Return the schools where two numbers that can be reached overlap and neither holds the other."""
    by_school: dict[int, dict[int, set[int]]] = {}
    for wish, (s, caps) in enumerate(zip(school.tolist(), member, strict=True)):
        for c in caps:
            if c in room:
                by_school.setdefault(s, {}).setdefault(c, set()).add(wish)
    return frozenset(s for s, sets in by_school.items() if any(starmap(_cross, combinations(sets.values(), 2))))


def _cross(one: set[int], other: set[int]) -> bool:
    return bool(one & other) and not (one <= other or other <= one)
