"""Open pairs: which teacher may go to which post, in arrays, one entry a pair.

Source: rulebook 3. What the policy's rules close on top of that, each rule says itself (`closes`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Case
from models.district import BoolArray, IntArray


@dataclass(frozen=True)
class Pairs:
    """Pairs of a movable teacher and a post, sorted by teacher, then post.

    Attributes
    ----------
    teacher, node, school : positions, shape (pairs,) each; `node` is the post entered.
    left : the node the teacher fills today.
    home : the school the teacher teaches at today.
    payroll : the school whose establishment the teacher counts in today.
    rank : the teacher's best choice rank for that school, 0 where unlisted.
    """

    teacher: IntArray
    node: IntArray
    school: IntArray
    left: IntArray
    home: IntArray
    payroll: IntArray
    rank: IntArray

    def __len__(self) -> int:
        return len(self.teacher)

    def keep(self, mask: BoolArray) -> Pairs:
        """Return the pairs where `mask` holds."""
        return Pairs(*(getattr(self, name)[mask] for name in self.__dataclass_fields__))


def candidates(case: Case) -> Pairs:
    """Return every pair whose teacher is movable and teaches the post, before any rule closes one.

    The post has a row, belongs to another school that takes inflow, and the teacher's school allows outflow.
    """
    district, facts = case.district, case.facts
    nodes = facts.nodes
    takes = district.schools["inflow"].to_numpy(bool)
    lets_go = district.schools["outflow"].to_numpy(bool)
    node_school = nodes["school"].to_numpy(np.int64)
    open_node = nodes["has_row"].to_numpy(bool) & takes[node_school] if len(nodes) else np.zeros(0, dtype=bool)
    by_post: dict[str, list[int]] = {}
    names = (nodes["stage"] + ":" + nodes["subject"]).tolist()
    for i in open_node.nonzero()[0].tolist():
        by_post.setdefault(names[i], []).append(i)
    targets = {post: np.array(ids, dtype=np.int64) for post, ids in by_post.items()}

    people, posts = [], []
    none = np.zeros(0, dtype=np.int64)
    teaches = facts.people["teaches"].cells
    for t in case.movers:
        if not lets_go[district.teacher_school[t]]:
            continue
        reached = [targets[post] for post in teaches[t] if post in targets]
        ids = np.concatenate(reached) if reached else none
        posts.append(ids)
        people.append(np.full(len(ids), t, dtype=np.int64))
    teacher = np.concatenate(people) if people else none
    node = np.concatenate(posts) if posts else none
    elsewhere = node_school[node] != district.teacher_school[teacher]
    teacher, node = teacher[elsewhere], node[elsewhere]
    order = np.lexsort((node, teacher))
    teacher, node = teacher[order], node[order]
    school = node_school[node]
    return Pairs(
        teacher=teacher,
        node=node,
        school=school,
        left=facts.teacher_node[teacher],
        home=district.teacher_school[teacher],
        payroll=district.teacher_payroll[teacher],
        rank=choice_ranks(case, teacher, school),
    )


def choice_ranks(case: Case, teacher: IntArray, school: IntArray) -> IntArray:
    """Return the best rank at which each teacher chose each school, 0 where unlisted; shape of `teacher`.

    A line naming a zone reaches every school of it (rulebook 1).
    """
    district, table = case.district, case.district["choices"]
    who = district.positions(table["teacher_id"], district.teacher_at)
    rank = table["rank"].fillna(0).to_numpy(np.int64)
    named = district.positions(table["school_id"], district.school_at)
    zones = district.schools["zone"].to_numpy(object)
    in_zone = {zone: (zones == zone).nonzero()[0] for zone in set(zones) if zone}
    keys, ranks = [], []
    for t, r, s, zone in zip(who, rank, named, table["zone"], strict=True):
        reached = np.array([s], dtype=np.int64) if s >= 0 else in_zone.get(zone, np.zeros(0, dtype=np.int64))
        keys.append(t * len(district.schools) + reached)
        ranks.append(np.full(len(reached), r, dtype=np.int64))
    key, best = (np.concatenate([np.zeros(0, np.int64), *part]) for part in (keys, ranks))
    if len(key) == 0:  # a zone may reach no school
        return np.zeros(len(teacher), dtype=np.int64)
    order = np.lexsort((best, key))
    key, first = np.unique(key[order], return_index=True)
    best = best[order][first]
    asked = teacher * len(district.schools) + school
    at = np.minimum(np.searchsorted(key, asked), len(key) - 1)
    return np.where(key[at] == asked, best[at], 0)


def stated_choices(case: Case) -> BoolArray:
    """Return who stated at least one choice, shape (teachers,)."""
    mask = np.zeros(len(case.district.teachers), dtype=bool)
    who = case.district.positions(case.district["choices"]["teacher_id"], case.district.teacher_at)
    mask[who[who >= 0]] = True
    return mask


def bound_by_choice(case: Case, pairs: Pairs) -> BoolArray:
    """Return the pairs closed because a free person who stated choices is never sent outside them.

    Holds on a selected plan, where the policy says `choices = "bind"` (rulebook 5, `choice`).
    """
    if case.district.named or case.policy.choices != "bind":
        return np.zeros(len(pairs), dtype=bool)
    bound: BoolArray = (stated_choices(case) & case.standing.of("free"))[pairs.teacher]
    return bound & np.equal(pairs.rank, 0)
