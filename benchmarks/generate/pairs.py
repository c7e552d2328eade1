"""How many open pairs an instance has, counted from the arrays without building a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.district import BoolArray, IntArray

if TYPE_CHECKING:
    from benchmarks.generate.world import World


def open_pairs(world: World) -> int:
    """Return the number of pairs of a mover and a post elsewhere that no rule closes before anything is solved."""
    nodes, numbers, mover = world.nodes, world.numbers, world.plan.mover
    groups = int(nodes.group.max()) + 1
    per_group = np.bincount(nodes.group[numbers.open], minlength=groups)
    group, home, own = nodes.group[world.plan.left], nodes.school[world.plan.left], nodes.subject[world.plan.left]
    second = world.staff.second[mover]
    bound = _must(world)[mover]
    total = 0
    for asked, subject in ((group, own), (np.where(second >= 0, group - own + second, -1), second)):
        teaches = (asked >= 0) & (asked < groups)
        some = np.flatnonzero(teaches & (bound < 0))
        total += int(per_group[asked[some]].sum())
        total -= int(_is_open(world, home[some], subject[some]).sum())
        total -= _shut(world, some, home[some], subject[some])
        locked = np.flatnonzero(teaches & (bound >= 0))
        total += int(_is_open(world, bound[locked], subject[locked]).sum())
    return total


def _must(world: World) -> IntArray:
    """Return the school each person is locked to, -1 for none; locks are drawn, and planted, on ways that are open."""
    school = np.full(len(world.people), -1, np.int64)
    for lock in world.locks:
        if lock.action == "must":
            school[lock.person] = lock.school
    return school


def _is_open(world: World, school: IntArray, subject: IntArray) -> BoolArray:
    there = world.nodes.at(school, subject)
    return np.asarray((there >= 0) & world.numbers.open[there], bool)


def _shut(world: World, some: IntArray, home: IntArray, subject: IntArray) -> int:
    """Count the pairs that forbidden routes and `never` locks close, of movers `some` into posts of `subject`."""
    shut: set[tuple[int, int]] = set()
    for a, b in world.forbidden:
        for start, end in ((a, b), (b, a)):
            at = np.flatnonzero(home == start)
            held = _is_open(world, np.full(len(at), end), subject[at])
            shut |= {(int(i), end) for i in at[held]}
    number = {int(person): i for i, person in enumerate(world.plan.mover[some])}
    for lock in world.locks:
        i = number.get(lock.person, -1)
        if lock.action == "never" and i >= 0 and _is_open(world, np.array([lock.school]), subject[[i]])[0]:
            shut.add((i, lock.school))
    return len(shut)
