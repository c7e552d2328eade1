"""The rows of rule `quotas` 比例与名额 (rulebook 4): who counts, in which group, and between which bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.district import BoolArray, IntArray
from models.draft import Draft, Entry, Number
from models.filters import Filter
from models.naming import post_name, school_name
from models.policy import Quota
from models.program import FREE
from models.words import Text

NAME = "quotas"
_Part = tuple[Literal["own", "leaving", "entering"], Entry]


@dataclass(frozen=True)
class _Counted:
    """Moves a quota counts, each entry a group and a pair (`own`), a person (`leaving`) or a post (`entering`).

    `most` is how many there can be in each group at most, shape (groups,).
    """

    part: Literal["own", "leaving", "entering"]
    group: IntArray
    place: IntArray
    most: IntArray

    def where(self, kept: BoolArray, row: IntArray, coefficient: int) -> _Part:
        """Return them as entries of the rows of the groups kept."""
        inside = kept[self.group]
        return self.part, (row[self.group[inside]], self.place[inside], coefficient)


class QuotaRows:
    """The rows of one quota: who counts, in which group, and between which bounds."""

    def __init__(self, draft: Draft, quota: Quota) -> None:
        self.draft, self.quota = draft, quota
        case, pairs = draft.case, draft.pairs
        self.posts = quota.per.endswith("post")
        self.inward = quota.per.startswith("destination")
        self.leaving = case.facts.where(quota.origin, posts=quota.per == "origin post")
        self.entering = case.facts.where(quota.to, posts=quota.per == "destination post")
        self.base_nodes = self.entering if self.inward else self.leaving
        self.groups = self._groups()
        at = np.full(max(len(case.district.schools), len(case.facts.nodes), 1), -1, np.int64)
        at[self.groups] = np.arange(len(self.groups))
        self.number_of = at
        self.pairs_of_person = np.bincount(pairs.teacher, minlength=len(case.district.teachers))
        self.pairs_of_node = np.bincount(pairs.node, minlength=len(case.facts.nodes))
        self.group_of_person, self.group_of_node = self._sides()

    def _groups(self) -> IntArray:
        """Positions of the schools or posts that are groups, also where nobody can move; [0] for the district."""
        facts, side = self.draft.case.facts, self.quota.to if self.inward else self.quota.origin
        if self.quota.per == "district":
            return np.zeros(1, np.int64)
        if not self.posts:
            return facts.where_school(side).nonzero()[0]
        mask = self.base_nodes & facts.nodes["has_row"].to_numpy(bool) if self.inward else self.base_nodes
        return mask.nonzero()[0]

    def _sides(self) -> tuple[IntArray | None, IntArray | None]:
        """The group of each teacher, or else of each node; both for the district, where there is but one."""
        places = self.draft.pairs.places
        if self.quota.per == "district":
            return np.zeros(len(places.left), np.int64), np.zeros(len(places.school), np.int64)
        if self.inward:
            return None, self.number_of[np.arange(len(places.school)) if self.posts else places.school]
        return self.number_of[places.left if self.posts else places.home], None

    def _counted(self, who: Filter) -> _Counted:
        """Moves of people matching `who` on the way the quota speaks of, in any group.

        Where it does not matter which post they enter, or who enters, they are counted a person or a post at a
        time, else a pair at a time.
        """
        pairs, size = self.draft.pairs, len(self.groups)
        movers, entered = self.pairs_of_person > 0, self.pairs_of_node > 0
        people = self.draft.case.who(who) & self.leaving[pairs.places.left] & movers
        nodes = self.entering & entered
        by_person, by_node = self.group_of_person, self.group_of_node
        if by_person is not None and np.array_equal(nodes, entered):
            ids = np.flatnonzero(people & (by_person >= 0))
            return _Counted("leaving", by_person[ids], ids, np.bincount(by_person[ids], minlength=size))
        if by_node is not None and np.array_equal(people, movers):
            ids = np.flatnonzero(nodes & (by_node >= 0))
            most = np.bincount(by_node[ids], weights=self.pairs_of_node[ids], minlength=size)
            return _Counted("entering", by_node[ids], ids, most.astype(np.int64))
        group = by_person[pairs.teacher] if by_person is not None else _of(by_node, pairs.node)
        ids = np.flatnonzero(people[pairs.teacher] & nodes[pairs.node] & (group >= 0))
        return _Counted("own", group[ids], ids, np.bincount(group[ids], minlength=size))

    def _bases(self) -> IntArray:
        """The base of each group, counted before any move; shape (groups,)."""
        case, quota = self.draft.case, self.quota
        facts, district = case.facts, case.district
        size = len(self.groups)
        if quota.of == "staff":
            side = quota.to if self.inward else quota.origin
            # Of a post, its people; of a school, its headcount, whichever of its posts the filter names.
            if self.posts:
                weights = facts.nodes["current"].to_numpy(np.int64) * self.base_nodes
            else:
                weights = district.headcount * facts.where_school(side)
            places = np.arange(len(weights))
        else:
            people = case.who(quota.of_who) & self.base_nodes[facts.teacher_node]
            if quota.of == "due":
                people &= case.standing.of("due")
            elif quota.of == "leaders":
                people &= case.who(case.policy.leaders)
            weights = people.astype(np.int64)
            places = facts.teacher_node if self.posts else district.teacher_school
        if quota.per == "district":
            return np.array([int(weights.sum())], np.int64)
        group = self.number_of[places]
        inside = group >= 0
        return np.bincount(group[inside], weights=weights[inside], minlength=size).astype(np.int64)

    def add(self) -> None:
        """Add the quota's rows to the draft."""
        if self.quota.of == "moved":
            self._add_share_of_moved()
            return
        low, high = self._bounds()
        counted = self._counted(self.quota.who)
        kept = ((counted.most > 0) & (high < FREE)) | (low > 0)
        row = np.cumsum(kept) - 1
        groups = kept.nonzero()[0]

        def say(i: int) -> Text:
            g = int(groups[i])
            return self._say(g, int(low[g]), int(high[g]))

        self._add_rows([counted.where(kept, row, 1)], [], low[groups], high[groups], len(groups), say)

    def _add_rows(
        self,
        moves: list[_Part],
        columns: list[Entry],
        low: Number,
        high: Number,
        count: int,
        say: Callable[[int], Text],
    ) -> None:
        """Add rows that count moves, and auxiliary columns beside them."""

        def of(part: str) -> list[Entry]:
            return [entry for kind, entry in moves if kind == part]

        leaving, entering = of("leaving"), of("entering")
        self.draft.add_rows(NAME, columns + of("own"), low, high, count, say, leaving=leaving, entering=entering)

    def _bounds(self) -> tuple[IntArray, IntArray]:
        """Return the least and most moves of each group: shares round up, down, or to the nearest."""
        quota, size = self.quota, len(self.groups)
        bases = self._bases() if quota.of else np.ones(size, np.int64)
        low, high = np.full(size, 0, np.int64), np.full(size, FREE, np.int64)
        if quota.exactly is not None:
            top, bottom = quota.exactly.as_integer_ratio()
            low = high = (2 * top * bases + bottom) // (2 * bottom)
        if quota.min is not None:
            top, bottom = quota.min.as_integer_ratio()
            low = -((-top * bases) // bottom)
        if quota.max is not None:
            top, bottom = quota.max.as_integer_ratio()
            # A range holding no integer means the smallest integer above its lower end.
            high = np.maximum(top * bases // bottom, low)
        return low, high

    def _add_share_of_moved(self) -> None:
        """Bound n (moves of `who`) against M (all moves of the group): both depend on the plan."""
        quota, size = self.quota, len(self.groups)
        counted, moved = self._counted(quota.who), self._counted(quota.of_who)
        groups, every = np.arange(size), np.ones(size, dtype=bool)

        def say(i: int) -> Text:
            return self._say(i, 0, FREE)

        def total(moves: _Counted) -> IntArray:
            """Add a whole column a group that equals its number of moves: what a solver can branch and round on."""
            column = self.draft.add_columns(size, 0, moves.most, push=-1)
            self._add_rows([moves.where(every, groups, -1)], [(groups, column, 1)], 0, 0, size, say)
            return column

        moves_of_who, moves = total(counted), total(moved)

        def add(times_n: int, times_m: int, low: int, high: int) -> None:
            entries = [(groups, moves_of_who, times_n), (groups, moves, -times_m)]
            self.draft.add_rows(NAME, entries, low, high, size, say)

        if quota.exactly is not None:
            a, d = quota.exactly.as_integer_ratio()
            add(2 * d, 2 * a, 1 - d, d)
        if quota.min is not None:
            a, d = quota.min.as_integer_ratio()
            add(d, a, 0, FREE)
        if quota.max is None:
            return
        b, e = quota.max.as_integer_ratio()
        if quota.min is None:
            add(e, b, -FREE, 0)
            return
        # n <= floor(b M) or n <= ceil(a M): a switch a group relaxes one of the two.
        a, d = quota.min.as_integer_ratio()
        switch = self.draft.add_columns(size, 0, 1, push=-1)
        most = int(counted.most.max(initial=0))
        for times_n, times_m, high, relaxed in ((e, b, 0, -e * most), (d, a, d - 1 + d * most, d * most)):
            parts = [counted.where(every, groups, times_n), moved.where(every, groups, -times_m)]
            self._add_rows(parts, [(groups, switch, relaxed)], -FREE, high, size, say)

    def _say(self, group: int, low: int, high: int) -> Text:
        place = self._place(group)
        if self.quota.of == "moved":
            bound = Text("须合比例", "must keep the share")
        else:
            most = Text("", "") if high >= FREE else Text(f"至多{high}人", f"at most {high}")
            least = Text(f"至少{low}人", f"at least {low}") if low > 0 else Text("", "")
            bound = Text("，".join(filter(None, (least.zh, most.zh))), " and ".join(filter(None, (least.en, most.en))))
        return Text(f"“{self.quota.name}”{place.zh}：{bound.zh}", f"'{self.quota.name}'{place.en}: {bound.en}")

    def _place(self, group: int) -> Text:
        if self.quota.per == "district":
            return Text("", "")
        position = int(self.groups[group])
        case = self.draft.case
        name = post_name(case, position) if self.posts else school_name(case.district, position)
        return Text(f"（{name.zh}）", f" ({name.en})")


def _of(group: IntArray | None, places: IntArray) -> IntArray:
    assert group is not None, "a quota counts by people or by posts"
    return group[places]
