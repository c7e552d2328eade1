"""Open pairs: which teacher may go to which post, in arrays, one entry a pair.

Source: rulebook 3. What the policy's rules close on top of that, each rule says itself (`closes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.case import Case
from models.district import BoolArray, IntArray

_BATCH = 1_000_000
"""About how many pairs are looked at in one go: a province has a hundred times as many before routes close them."""


@dataclass(frozen=True)
class Places:
    """Where people and posts are: `school` of each node; `left`, `home`, `payroll` of each teacher (see `Pairs`)."""

    school: IntArray
    left: IntArray
    home: IntArray
    payroll: IntArray


def places_of(case: Case) -> Places:
    """Return where people and posts of a case are."""
    district, facts = case.district, case.facts
    return Places(
        facts.nodes["school"].to_numpy(np.int64), facts.teacher_node, district.teacher_school, district.teacher_payroll
    )


@dataclass(frozen=True)
class Pairs:
    """Pairs of a movable teacher and a post, sorted by teacher, then post.

    Attributes
    ----------
    teacher, node : positions, shape (pairs,) each; `node` is the post entered.
    rank : the teacher's best choice rank for that school, 0 where unlisted; shape (pairs,).
    """

    teacher: IntArray
    node: IntArray
    rank: IntArray
    places: Places

    def __len__(self) -> int:
        return len(self.teacher)

    @property
    def school(self) -> IntArray:
        """The school entered, shape (pairs,)."""
        return self.places.school[self.node]

    @property
    def left(self) -> IntArray:
        """The node the teacher fills today, shape (pairs,)."""
        return self.places.left[self.teacher]

    @property
    def home(self) -> IntArray:
        """The school the teacher teaches at today, shape (pairs,)."""
        return self.places.home[self.teacher]

    @property
    def payroll(self) -> IntArray:
        """The school whose establishment the teacher counts in today, shape (pairs,)."""
        return self.places.payroll[self.teacher]

    def entered(self) -> IntArray:
        """Return the nodes some pair enters, ascending."""
        return np.flatnonzero(np.bincount(self.node, minlength=1))

    def people(self) -> IntArray:
        """Return the teachers who have a pair, ascending."""
        return np.flatnonzero(np.bincount(self.teacher, minlength=1))

    def keep(self, mask: BoolArray) -> Pairs:
        """Return the pairs where `mask` holds."""
        return Pairs(self.teacher[mask], self.node[mask], self.rank[mask], self.places)

    @staticmethod
    def joined(parts: Sequence[Pairs]) -> Pairs:
        """Return the pairs of several batches, in their order."""
        teacher, node, rank = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("teacher", "node", "rank")
        )
        return Pairs(teacher, node, rank, parts[0].places)


def candidates(case: Case, among: IntArray | None = None) -> Pairs:
    """Return every pair whose teacher is movable and teaches the post, before any rule closes one.

    The post has a row, belongs to another school that takes inflow, and the teacher's school allows outflow. Who is
    locked to leave the district has one more: the main stage and subject at 系统外. Who goes back at the end of a
    term has no way but back, whatever the two schools allow.

    Parameters
    ----------
    among : teachers looked at, ascending; everybody if not given.
    """
    return Pairs.joined(list(batches(case, among)))


def batches(case: Case, among: IntArray | None = None, size: int = _BATCH) -> Iterator[Pairs]:
    """Yield `candidates` a run of teachers at a time, each run with about `size` pairs, at least one run."""
    district, facts = case.district, case.facts
    places = places_of(case)
    targets = _targets(case)
    teaches = facts.people["teaches"].cells
    movers = case.movers if among is None else np.intersect1d(case.movers, among)
    released = np.append(district.schools["outflow"].to_numpy(bool), True)  # newcomers leave no school
    movers = movers[released[district.teacher_school[movers]] | case.standing.returning[movers]]
    back = _ways_back(case)
    none = np.zeros(0, dtype=np.int64)
    people: list[int] = []
    posts: list[IntArray] = []
    held = 0
    for t in movers.tolist():
        reached = [targets[post] for post in teaches[t] if post in targets]
        reached += [facts.away[t : t + 1]] if district.departing[t] else []
        ids = none if not reached else reached[0] if len(reached) == 1 else np.sort(np.concatenate(reached))
        ids = back.get(t, ids)
        people.append(t)
        posts.append(ids)
        held += len(ids)
        if held >= size:
            yield _pairs(case, places, people, posts)
            people, posts, held = [], [], 0
    if people or len(movers) == 0:
        yield _pairs(case, places, people, posts)


def _ways_back(case: Case) -> dict[int, IntArray]:
    """Return who goes back at the end of a term -> the posts they teach at the school of origin, ascending."""
    nodes, origin = case.facts.nodes, case.district.teacher_origin
    posts = nodes[nodes["has_row"].to_numpy(bool)]
    names = zip(posts["school"], posts["stage"] + ":" + posts["subject"], strict=True)
    node_at = dict(zip(names, posts.index, strict=True))

    def ways(t: int) -> IntArray:
        if origin[t] == case.district.outside:
            return case.facts.away[t : t + 1]
        keys = [(int(origin[t]), post) for post in case.facts.people["teaches"].cells[t]]
        return np.array(sorted(node_at[key] for key in keys if key in node_at), dtype=np.int64)

    return {t: ways(t) for t in case.standing.returning.nonzero()[0].tolist()}


def _targets(case: Case) -> dict[str, IntArray]:
    """Return `stage:subject` -> the nodes that take people of it in, ascending."""
    nodes = case.facts.nodes
    takes = np.append(case.district.schools["inflow"].to_numpy(bool), False)
    open_ = nodes["has_row"].to_numpy(bool) & takes[nodes["school"].to_numpy(np.int64)] if len(nodes) else np.zeros(0)
    by_post: dict[str, list[int]] = {}
    names = (nodes["stage"] + ":" + nodes["subject"]).tolist()
    for i in open_.nonzero()[0].tolist():
        by_post.setdefault(names[i], []).append(i)
    return {post: np.array(ids, dtype=np.int64) for post, ids in by_post.items()}


def _pairs(case: Case, places: Places, people: list[int], posts: list[IntArray]) -> Pairs:
    teacher = np.repeat(np.array(people, dtype=np.int64), [len(ids) for ids in posts])
    node = np.concatenate([np.zeros(0, np.int64), *posts])
    elsewhere = places.school[node] != places.home[teacher]
    teacher, node = teacher[elsewhere], node[elsewhere]
    return Pairs(teacher, node, case.choices.ranks(teacher, places.school[node]), places)


def pairs_of(pairs: Pairs, teachers: IntArray) -> tuple[IntArray, IntArray]:
    """Return all pairs of some teachers: whose each is (a position in `teachers`), and its number."""
    starts = np.searchsorted(pairs.teacher, teachers)
    counts = np.searchsorted(pairs.teacher, teachers, side="right") - starts
    whose = np.repeat(np.arange(len(teachers)), counts)
    first = np.cumsum(counts) - counts
    return whose, np.arange(int(counts.sum())) - first[whose] + starts[whose]


def bound_by_choice(case: Case, pairs: Pairs) -> BoolArray:
    """Return the pairs closed because a free person who stated choices is never sent outside them.

    Holds on a selected plan, where the policy says `choices = "bind"` (rulebook 5, `choice`); a known departure is
    no school to choose, and nobody chooses to go back.
    """
    if case.district.named or case.policy.choices != "bind":
        return np.zeros(len(pairs), dtype=bool)
    bound: BoolArray = (case.choices.stated & case.standing.of("free") & ~case.standing.returning)[pairs.teacher]
    unlisted: BoolArray = np.equal(pairs.rank, 0) & np.not_equal(pairs.school, case.district.outside)
    return bound & unlisted
