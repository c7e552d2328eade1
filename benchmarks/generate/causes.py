"""Causes: small contradictions planted in a district that is otherwise feasible, so that no plan exists.

On a list of names people may stay unplaced, so only what must hold can contradict itself: `must` locks, least numbers
of quotas. The few facts a cause records prove it impossible, whatever the rest of the district looks like. The hidden
plan of such an instance breaks them, and is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from benchmarks.generate.draws import stream
from benchmarks.generate.hidden_plan import CLOSED, SINK
from benchmarks.generate.locks import Lock
from benchmarks.generate.people import DUE_AGES, DUE_YEARS, TITLES, People
from benchmarks.generate.quotas import WEAK, WrittenQuota
from benchmarks.generate.recipe import Cause, ImpossibleRecipeError
from benchmarks.generate.relations import COLLATERAL, SPOUSES, Relation
from benchmarks.generate.world import Contradiction, World
from models.district import BoolArray, IntArray
from models.words import Text


def plant(world: World) -> World:
    """Return the world with the cause of its recipe planted; unchanged if the recipe names none.

    Raises
    ------
    ImpossibleRecipeError : if the district holds nobody the cause could be planted on.
    """
    cause = world.recipe.cause
    if cause is None:
        return world
    planted = _PLANTERS[cause](world)
    if planted is None:
        raise ImpossibleRecipeError(
            Text(
                f"这个实例里没有可以造“{cause}”的人和学校，请换一个种子或规模",
                f"this instance has nobody and no school to plant {cause} on; try another seed or size",
            )
        )
    return planted


def _two_for_one_seat(world: World) -> World | None:
    """Lock two teachers of one subject into a post nobody leaves, and leave it a single free place."""
    nodes, plan = world.nodes, world.plan
    seats = np.flatnonzero(
        nodes.is_post & (plan.part == SINK) & (plan.into(nodes) > 0) & (plan.out(nodes) == 0) & world.numbers.open
    )
    for node in _shuffled(world, seats):
        found = _single_subject(world, _free_movers(world, node))
        if len(found) >= 2:
            required = world.numbers.required.copy()
            required[node] = nodes.current[node] + 1
            school, pair = int(nodes.school[node]), _two(found)
            return replace(
                _lock(world, pair, school),
                numbers=replace(world.numbers, required=required),
                cause=Contradiction(
                    "two-for-one-seat", ("locks", "subject_balance"), (), pair, (school,),
                    "两人锁定必须去同一学校的同一岗位，该岗位只有一个空缺，且无人流出",
                    "two people are locked to one post that has a single free place and that nobody leaves",
                ),
            )  # fmt: skip
    return None


def _kin_to_one_school(world: World) -> World | None:
    """Lock two relatives to one school."""
    return _related_to_one_school(
        world, COLLATERAL, Contradiction(
            "kin-to-one-school", ("locks", "avoidance"), (), (), (),
            "两名亲属锁定必须去同一学校，违反回避", "two relatives are locked to one school, against avoidance",
        ),
    )  # fmt: skip


def _couple_to_one_school(world: World) -> World | None:
    """Lock a couple of one school, both due, to one other school."""
    return _related_to_one_school(
        world, SPOUSES, Contradiction(
            "couple-to-one-school", ("locks", "split_couples", "avoidance"), (), (), (),
            "同校夫妻二人都锁定必须去同一所学校，违反夫妻分流和回避",
            "both of a couple in one school are locked to one other school, against split_couples and avoidance",
        ),
    )  # fmt: skip


def _related_to_one_school(world: World, kind: str, cause: Contradiction) -> World | None:
    """Relate two movers without relatives and lock both to a school that has room for either."""
    nodes = world.nodes
    together = kind == SPOUSES
    for node in _shuffled(world, np.flatnonzero(world.numbers.open & (world.plan.into(nodes) >= 2))):
        school = int(nodes.school[node])
        found = _free_movers(world, node)
        found = found[_due(world.people)[found]]
        home = nodes.school[world.staff.node[found]]
        for i in range(len(found)):
            rest = np.arange(i + 1, len(found))
            fits = rest[(home[rest] == home[i]) == together]
            if together:
                fits = fits[world.people.woman[found[fits]] != world.people.woman[found[i]]]
            if len(fits):
                a, b = pair = (int(found[i]), int(found[fits[0]]))
                relations = [r for r in world.relations if not {r.a, r.b} & {a, b}]
                return replace(
                    _lock(world, pair, school),
                    relations=[*relations, Relation(a, b, kind)],
                    cause=replace(cause, people=pair, schools=(school,)),
                )
    return None


def _minimum_beyond_reach(world: World) -> World | None:
    """Ask for one more person of a title than the list holds."""
    held = world.people.title[world.plan.mover]
    title = int(np.argmax(np.bincount(held, minlength=len(TITLES))[1:])) + 1
    word, people = TITLES[title], tuple(int(p) for p in world.plan.mover[held == title])
    least = len(people) + 1
    quota = WrittenQuota(f"{word}交流人数", (f'who = {{ title = "{word}" }}', f"min = {least}"))
    cause = Contradiction(
        "minimum-beyond-reach", ("quotas",), (quota.name,), people, (),
        f"名单上只有{len(people)}名{word}，却要求至少流动{least}名",
        f"the list holds {len(people)} people of that title ({word}), and {least} of them must move",
    )  # fmt: skip
    return replace(world, quotas=[*world.quotas, quota], cause=cause)


def _minimum_over_maximum(world: World) -> World | None:
    """Promise each weak school some people, and allow fewer to all of them together."""
    into = np.bincount(world.nodes.school[world.plan.entered], minlength=len(world.schools))
    weak = world.weak.copy()
    if weak.sum() < 2:
        weak[np.argsort(-into, kind="stable")[:2]] = True
    inside = np.flatnonzero(weak)
    least = int(into[inside].min())  # the hidden plan keeps the promise, and would keep the limit alone, too
    if least == 0:
        return None
    most = least * len(inside) - 1
    to = f'to = {{ level = "{WEAK}" }}'
    each = WrittenQuota("薄弱校每校接收下限", (to, 'per = "destination"', f"min = {least}"))
    total = WrittenQuota("薄弱校合计接收上限", (to, f"max = {most}"))
    cause = Contradiction(
        "minimum-over-maximum", ("quotas",), (each.name, total.name), (), tuple(inside.tolist()),
        f"{len(inside)}所薄弱校每校至少接收{least}人，合计却至多{most}人",
        f"{len(inside)} schools must take {least} each, and {most} at most in all",
    )  # fmt: skip
    return replace(world, weak=weak, quotas=[*world.quotas, each, total], cause=cause)


def _must_into_full_school(world: World) -> World | None:
    """Lock somebody into a school above its establishment, at a post that would have room.

    A district without such a school gets one: a school that neither a lock nor a quota promises anybody.
    """
    nodes, numbers = world.nodes, world.numbers
    required, establishment = numbers.required.copy(), numbers.establishment.copy()
    promised = world.weak.copy()
    promised[[lock.school for lock in world.locks if lock.action == "must"]] = True
    closed = _shuffled(world, np.flatnonzero(world.plan.part == CLOSED))
    for node in closed + _shuffled(world, np.flatnonzero(numbers.open & ~promised[nodes.school])):
        found = _free_movers(world, node)
        person, school = int(found[0]) if len(found) else -1, int(nodes.school[node])
        if person >= 0:
            required[node] = max(required[node], nodes.current[node] + 1)
            establishment[school] = min(establishment[school], numbers.headcount[school] - 1)
            open_ = numbers.open & (nodes.school != school)
            return replace(
                _lock(world, (person,), school),
                numbers=replace(numbers, required=required, establishment=establishment, open=open_),
                cause=Contradiction(
                    "must-into-full-school", ("locks", "establishment"), (), (person,), (school,),
                    "一人锁定必须去的学校已经超编，不得流入", "somebody is locked to a school above its establishment",
                ),
            )  # fmt: skip
    return None


def _locked_ring(world: World) -> World | None:
    """Lock two people into each other's posts: a ring, which `chain` forbids."""
    nodes, plan = world.nodes, world.plan
    movers = _single_subject(world, plan.mover[_unbound(world)[plan.mover]])
    movers = movers[~plan.closed_school[nodes.school[world.staff.node[movers]]]]
    for a in _shuffled(world, movers):
        here = int(world.staff.node[a])
        others = _single_subject(world, _free_movers(world, here))
        others = others[~plan.closed_school[nodes.school[world.staff.node[others]]]]
        if len(others):
            b, there = int(others[0]), int(world.staff.node[others[0]])
            schools = int(nodes.school[here]), int(nodes.school[there])
            required, open_ = world.numbers.required.copy(), world.numbers.open.copy()
            both = np.array([here, there])
            required[both] = np.maximum(required[both], nodes.current[both])  # neither counts as overstaffed
            open_[both] = True
            return replace(
                _lock(_lock(world, (a,), schools[1]), (b,), schools[0]),
                numbers=replace(world.numbers, required=required, open=open_),
                cause=Contradiction(
                    "locked-ring", ("locks", "release_first"), (), (a, b), schools,
                    "两人锁定必须互换岗位，成环，逐个调动时无法先出后进",
                    "two people are locked into each other's posts: a ring, which chain mode forbids",
                ),
            )  # fmt: skip
    return None


def _shuffled(world: World, positions: IntArray) -> list[int]:
    found: list[int] = stream(world.recipe.seed, "cause").permutation(positions).tolist()
    return found


def _unbound(world: World) -> BoolArray:
    """Return who has no lock and no relative."""
    free = np.ones(len(world.people), bool)
    for lock in world.locks:
        free[lock.person] = False
    for relation in world.relations:
        free[[relation.a, relation.b]] = False
    return free


def _free_movers(world: World, node: int) -> IntArray:
    """Return unbound movers whose main post is that of a node, and whom no route keeps from its school."""
    nodes, school = world.nodes, int(world.nodes.school[node])
    mover = world.plan.mover[_unbound(world)[world.plan.mover]]
    left = world.staff.node[mover]
    fits = (nodes.group[left] == nodes.group[node]) & (nodes.school[left] != school)
    shut = {b if a == school else a for a, b in world.forbidden if school in (a, b)}
    return np.asarray(mover[fits & ~np.isin(nodes.school[left], list(shut))], np.int64)


def _due(people: People) -> BoolArray:
    """Return who is due by the policy's years and ages, of those whom nothing keeps."""
    oldest = np.where(people.woman, *DUE_AGES)
    return np.asarray((people.years >= DUE_YEARS) & (people.age <= oldest), bool)


def _single_subject(world: World, people: IntArray) -> IntArray:
    return people[world.staff.second[people] < 0]


def _two(people: IntArray) -> tuple[int, ...]:
    return int(people[0]), int(people[1])


def _lock(world: World, people: tuple[int, ...], school: int) -> World:
    """Return the world with these people locked to a school."""
    locks = [*world.locks, *(Lock(person, "must", school) for person in people)]
    return replace(world, locks=sorted(locks, key=lambda lock: (lock.person, lock.action)))


_PLANTERS: Mapping[Cause, Callable[[World], World | None]] = {
    "two-for-one-seat": _two_for_one_seat,
    "kin-to-one-school": _kin_to_one_school,
    "couple-to-one-school": _couple_to_one_school,
    "minimum-beyond-reach": _minimum_beyond_reach,
    "minimum-over-maximum": _minimum_over_maximum,
    "must-into-full-school": _must_into_full_school,
    "locked-ring": _locked_ring,
}
