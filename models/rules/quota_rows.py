"""The rows of rule `quotas` 比例与名额 (rulebook 4): who counts, in which group, and between which bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from models.change import PolicyChange
from models.district import BoolArray, IntArray
from models.draft import Draft, Entry, Number
from models.filters import Filter
from models.policy import Quota
from models.program import FREE, Give
from models.routing import starts, taken
from models.rules.quota_gives import GroupOf, group_at, number_changed, routes_give, set_aside
from models.units import topmost
from models.words import Text

NAME = "quotas"
_Part = tuple[Literal["own", "leaving", "entering"], Entry]


@dataclass(frozen=True)
class _Counted:
    """Moves a quota counts, each entry a group and a pair (`own`), a person (`leaving`) or a post (`entering`).

    `most` is how many there can be in each group at most, `still` how many count there whether they move or not;
    shape (groups,) each.
    """

    part: Literal["own", "leaving", "entering"]
    group: IntArray
    place: IntArray
    most: IntArray
    still: IntArray

    @property
    def top(self) -> IntArray:
        """How many can count in each group at most."""
        return self.most + self.still

    def where(self, kept: BoolArray, row: IntArray, coefficient: int) -> _Part:
        """Return them as entries of the rows of the groups kept."""
        inside = kept[self.group]
        return self.part, (row[self.group[inside]], self.place[inside], coefficient)


class QuotaRows:
    """The rows of one quota: who counts, in which group, and between which bounds.

    Parameters
    ----------
    owner : the rule or goal whose rows they are: `quota` lets a soft quota be missed, and counts by how many.
    """

    def __init__(self, draft: Draft, quota: Quota, owner: str = NAME) -> None:
        self.draft, self.quota, self.owner = draft, quota, owner
        self.soft = owner != NAME
        case, pairs = draft.case, draft.pairs
        self.posts = quota.per.endswith("post")
        self.inward = quota.per.startswith("destination")
        self.side = quota.to if self.inward else quota.origin
        self.leaving = case.facts.where(quota.origin, posts=quota.per == "origin post")
        self.entering = case.facts.where(quota.to, posts=quota.per == "destination post")
        self.base_nodes = self.entering if self.inward else self.leaving
        self.area = self._areas()
        self.groups = self._groups()
        at = np.full(int(max(self.area.max(initial=0), self.groups.max(initial=0))) + 1, -1, np.int64)
        at[self.groups] = np.arange(len(self.groups))
        self.number_of = np.where(self.area >= 0, at[self.area], -1)
        """Group of each school, or post, by position; -1 for none."""
        self.also = self._also()
        self.pairs_of_person = np.bincount(pairs.teacher, minlength=len(case.district.teachers))
        self.pairs_of_node = np.bincount(pairs.node, minlength=len(case.facts.nodes))

    def _also(self) -> BoolArray:
        """Return who counts as moved, moved or not, shape (teachers,)."""
        case, also = self.draft.case, self.quota.also
        if also is None:
            return np.zeros(len(case.district.teachers), dtype=bool)
        return case.who(also) & self.leaving[self.draft.pairs.places.left]

    def _areas(self) -> IntArray:
        """Return what each place (or post, or, by route, each route) belongs to, by position; -1 for nothing.

        系统外 is in no group but the district.
        """
        case, per = self.draft.case, self.quota.per
        if per == "route":
            return np.array([-1 if r.forbid else i for i, r in enumerate(case.policy.rules.routes)], np.int64)
        if self.posts:
            nodes = case.facts.nodes
            return np.where(nodes["school"] == case.district.outside, -1, np.arange(len(nodes)))
        if per.endswith("unit"):
            areas = topmost(case.district)
        elif per.endswith("zone"):
            zone = case.district.schools["zone"]
            areas = pd.factorize(zone.mask(zone == ""), sort=True)[0].astype(np.int64)
        else:
            areas = np.arange(len(case.district.schools))
        return np.append(areas, -1)

    def _groups(self) -> IntArray:
        """Return the areas that are groups, also where nobody can move, ascending; [0] for the district."""
        facts = self.draft.case.facts
        if self.quota.per == "district":
            return np.zeros(1, np.int64)
        if self.quota.per == "route":
            return self.area[self.area >= 0]
        if not self.posts:
            areas = np.unique(self.area[:-1][facts.where_school(self.side)])
            return areas[areas >= 0]
        mask = self.base_nodes & facts.nodes["has_row"].to_numpy(bool) if self.inward else self.base_nodes
        return (mask & (self.area >= 0)).nonzero()[0]

    def _sides(self) -> tuple[IntArray | None, IntArray | None]:
        """Return the group of each teacher, or else of each node; both for the district, neither by route."""
        places = self.draft.pairs.places
        if self.quota.per == "district":
            return np.zeros(len(places.left), np.int64), np.zeros(len(places.school), np.int64)
        if self.quota.per == "route":
            return None, None
        if self.inward:
            return None, self.number_of[np.arange(len(places.school)) if self.posts else places.school]
        return self.number_of[places.left if self.posts else places.home], None

    def _by_pair(self) -> IntArray:
        """Return the group of each pair."""
        pairs, (by_person, by_node) = self.draft.pairs, self._sides()
        if by_person is not None:
            return by_person[pairs.teacher]
        if by_node is not None:
            return by_node[pairs.node]
        route = taken(self.draft.case, pairs)
        return np.where(route >= 0, self.number_of[route], -1)

    def _counted(self, who: Filter) -> _Counted:
        """Moves of people matching `who` on the way the quota speaks of, in any group.

        Where it does not matter which post they enter, or who enters, they are counted a person or a post at a
        time, else a pair at a time.
        """
        pairs, size = self.draft.pairs, len(self.groups)
        movers, entered = self.pairs_of_person > 0, self.pairs_of_node > 0
        wanted = self.draft.case.who(who)
        exchanged = movers & ~self.draft.case.standing.returning
        people = wanted & self.leaving[pairs.places.left] & exchanged & ~self.also
        nodes = self.entering & entered
        by_person, by_node = self._sides()
        still = np.zeros(size, np.int64)
        if by_person is not None:
            still = np.bincount(by_person[wanted & self.also & (by_person >= 0)], minlength=size).astype(np.int64)
        if by_person is not None and np.array_equal(nodes, entered):
            ids = np.flatnonzero(people & (by_person >= 0))
            return _Counted("leaving", by_person[ids], ids, np.bincount(by_person[ids], minlength=size), still)
        if by_node is not None and np.array_equal(people, movers):
            ids = np.flatnonzero(nodes & (by_node >= 0))
            most = np.bincount(by_node[ids], weights=self.pairs_of_node[ids], minlength=size)
            return _Counted("entering", by_node[ids], ids, most.astype(np.int64), still)
        group = self._by_pair()
        ids = np.flatnonzero(people[pairs.teacher] & nodes[pairs.node] & (group >= 0))
        return _Counted("own", group[ids], ids, np.bincount(group[ids], minlength=size), still)

    def _bases(self) -> IntArray:
        """Return the base of each group, counted before any move; shape (groups,)."""
        case, quota = self.draft.case, self.quota
        facts, district = case.facts, case.district
        if quota.of == "staff":
            # Of a post, its people; of a school, its headcount, whichever of its posts the filter names.
            if self.posts:
                weights = facts.nodes["current"].to_numpy(np.int64) * self.base_nodes
            else:
                weights = district.headcount * facts.where_school(self.side)
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
        if quota.per == "route":
            return self._bases_of_routes(weights)
        group = self.number_of[places]
        inside = group >= 0
        return np.bincount(group[inside], weights=weights[inside], minlength=len(self.groups)).astype(np.int64)

    def _bases_of_routes(self, weights: IntArray) -> IntArray:
        """Add up weights of people, or of schools, where each route starts; one may count for several."""
        case, found = self.draft.case, []
        for i in self.groups.tolist():
            nodes = starts(case, case.policy.rules.routes[i])
            if self.quota.of == "staff":
                started = np.zeros(case.district.places, dtype=bool)
                started[self.draft.pairs.places.school[nodes]] = True
                found.append(int(weights[started[:-1]].sum()))
            else:
                found.append(int(weights[nodes[case.facts.teacher_node]].sum()))
        return np.array(found, np.int64)

    def add(self) -> IntArray:
        """Add the quota's rows to the draft; returns the columns that count what a soft one misses."""
        if self.quota.of == "moved":
            return self._add_soft_share_of_moved() if self.soft else self._add_share_of_moved()
        low, high = self._bounds()
        counted = self._counted(self.quota.who)
        least, most = low - counted.still, np.where(high < FREE, high - counted.still, FREE)
        if self.soft:
            under = self._add_missed(counted, least > 0, least, FREE, least, 1)
            above = counted.most - np.minimum(most, 0)
            over = self._add_missed(counted, counted.most > most, -FREE, most, above, -1)
            return np.concatenate([under, over])
        kept = ((counted.most > 0) & (high < FREE)) | (least > 0) | (most < 0)
        row = np.cumsum(kept) - 1
        groups = kept.nonzero()[0]

        def say(i: int) -> Text:
            g = int(groups[i])
            return self._say(g, int(low[g]), int(high[g]))

        def changed(i: int, lower: int, higher: int) -> PolicyChange:
            g = int(groups[i])
            now = int(low[g]), int(high[g])
            return number_changed(self.quota, self._group(g), *now, now[0] - lower, now[1] + higher)

        # Nobody is asked to be fewer than none: where no least number stands there is none to lower.
        gives = [Give(-1, lambda i, n: changed(i, n, 0), most=low[groups]), Give(1, lambda i, n: changed(i, 0, n))]
        if self.quota.per == "route":
            gives = routes_give(self.quota)
        self._add_rows([counted.where(kept, row, 1)], [], least[groups], most[groups], len(groups), say, gives)
        return np.zeros(0, np.int64)

    def _add_missed(
        self, counted: _Counted, kept: BoolArray, low: Number, high: Number, most: IntArray, sign: int
    ) -> IntArray:
        """Add rows and columns, for the groups kept, that count by how many a bound is missed from one side."""
        groups = kept.nonzero()[0]
        column = self.draft.add_columns(len(groups), 0, most[groups], push=-1)
        low, high = (np.broadcast_to(np.asarray(bound, np.int64), kept.shape)[groups] for bound in (low, high))

        def say(i: int) -> Text:
            group = int(groups[i])
            return self._say(group, max(0, int(low[i] + counted.still[group])), int(high[i] + counted.still[group]))

        rows = np.arange(len(groups))
        counted_here = [counted.where(kept, np.cumsum(kept) - 1, 1)]
        self._add_rows(counted_here, [(rows, column, sign)], low, high, len(groups), say)
        return column

    def _add_rows(
        self,
        moves: list[_Part],
        columns: list[Entry],
        low: Number,
        high: Number,
        count: int,
        say: Callable[[int], Text],
        gives: Sequence[Give] = (),
    ) -> None:
        """Add rows that count moves, and auxiliary columns beside them."""

        def of(part: str) -> list[Entry]:
            return [entry for kind, entry in moves if kind == part]

        leaving, entering = of("leaving"), of("entering")
        own = columns + of("own")
        self.draft.add_rows(self.owner, own, low, high, count, say, leaving=leaving, entering=entering, gives=gives)

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

    def _add_share_of_moved(self) -> IntArray:
        """Bound n (moves of `who`) against M (all moves of the group): both depend on the plan."""
        quota, size = self.quota, len(self.groups)
        counted, moved = self._counted(quota.who), self._counted(quota.of_who)
        groups, every = np.arange(size), np.ones(size, dtype=bool)

        def say(i: int) -> Text:
            return self._say(i, 0, FREE)

        def total(moves: _Counted) -> IntArray:
            """Add a whole column a group that equals its number of moves: what a solver can branch and round on."""
            column = self.draft.add_columns(size, 0, moves.top, push=-1)
            self._add_rows([moves.where(every, groups, -1)], [(groups, column, 1)], moves.still, moves.still, size, say)
            return column

        moves_of_who, moves = total(counted), total(moved)

        def add(times_n: int, times_m: int, low: int, high: int) -> None:
            entries = [(groups, moves_of_who, times_n), (groups, moves, -times_m)]
            self.draft.add_rows(self.owner, entries, low, high, size, say, gives=self._set_aside(times_n))

        if quota.exactly is not None:
            a, d = quota.exactly.as_integer_ratio()
            add(2 * d, 2 * a, 1 - d, d)
        if quota.min is not None:
            a, d = quota.min.as_integer_ratio()
            add(d, a, 0, FREE)
        if quota.max is not None and quota.min is None:
            b, e = quota.max.as_integer_ratio()
            add(e, b, -FREE, 0)
        elif quota.max is not None:
            self._add_range_of_moved(counted, moved, say)
        return np.zeros(0, np.int64)

    def _add_range_of_moved(self, counted: _Counted, moved: _Counted, say: Callable[[int], Text]) -> None:
        """Bound n <= floor(b M) or n <= ceil(a M): a switch a group relaxes one of the two."""
        assert self.quota.min is not None
        assert self.quota.max is not None
        (a, d), (b, e) = self.quota.min.as_integer_ratio(), self.quota.max.as_integer_ratio()
        size, groups = len(self.groups), np.arange(len(self.groups))
        every = np.ones(size, dtype=bool)
        switch = self.draft.add_columns(size, 0, 1, push=-1)
        most = int(counted.top.max(initial=0))
        for times_n, times_m, high, relaxed in ((e, b, 0, -e * most), (d, a, d - 1 + d * most, d * most)):
            parts = [counted.where(every, groups, times_n), moved.where(every, groups, -times_m)]
            left = high - times_n * counted.still + times_m * moved.still
            gives = [give for give in self._set_aside(times_n) if give.side > 0]
            self._add_rows(parts, [(groups, switch, relaxed)], -FREE, left, size, say, gives)

    def _set_aside(self, unit: int) -> list[Give]:
        """Let a group miss its share; of routes all, since a policy cannot single one out."""
        if self.quota.per == "route":
            return routes_give(self.quota, unit)
        change = lambda i, people: set_aside(self.quota, self._group(i), people)  # noqa: E731
        return [Give(-1, change, unit), Give(1, change, unit)]

    def _add_soft_share_of_moved(self) -> IntArray:
        """Count by how many n misses its share of M, in columns of rows of their own: a miss is a whole number."""
        quota, size = self.quota, len(self.groups)
        counted, moved = self._counted(quota.who), self._counted(quota.of_who)
        groups, every = np.arange(size), np.ones(size, dtype=bool)
        columns = []

        def add(times_n: int, times_m: int, low: int, high: int, sign: int) -> None:
            most = moved.top if sign > 0 else counted.top
            still = times_n * counted.still - times_m * moved.still
            lower, upper = (bound if abs(bound) == FREE else bound - still for bound in (low, high))
            column = self.draft.add_columns(size, 0, most, push=-1)
            parts = [counted.where(every, groups, times_n), moved.where(every, groups, -times_m)]
            say = lambda i: self._say(i, 0, FREE)  # noqa: E731
            self._add_rows(parts, [(groups, column, sign * times_n)], lower, upper, size, say)
            columns.append(column)

        if quota.exactly is not None:
            a, d = quota.exactly.as_integer_ratio()
            add(2 * d, 2 * a, 1 - d, FREE, 1)
            add(2 * d, 2 * a, -FREE, d, -1)
        if quota.min is not None:
            a, d = quota.min.as_integer_ratio()
            add(d, a, 0, FREE, 1)
        if quota.max is not None:
            b, e = quota.max.as_integer_ratio()
            add(e, b, -FREE, 0, -1)
        return np.concatenate(columns)

    def _say(self, group: int, low: int, high: int) -> Text:
        place = self._group(group).said
        if self.quota.of == "moved":
            bound = self._say_share()
        else:
            most = Text("", "") if high >= FREE else Text(f"至多{high}人", f"at most {high}")
            least = Text(f"至少{low}人", f"at least {low}") if low > 0 else Text("", "")
            bound = Text("，".join(filter(None, (least.zh, most.zh))), " and ".join(filter(None, (least.en, most.en))))
        return Text(f"“{self.quota.name}”{place.zh}：{bound.zh}", f"'{self.quota.name}'{place.en}: {bound.en}")

    def _say_share(self) -> Text:
        """Say a share of those moved: 须合比例（流动人数的至少50%）."""
        named = (("至少", "at least "), ("至多", "at most "), ("", "exactly "))
        asked = zip((self.quota.min, self.quota.max, self.quota.exactly), named, strict=True)
        parts = [(f"{(100 * share).normalize():f}%", word) for share, word in asked if share is not None]
        zh, en = (
            "、".join(word[0] + share for share, word in parts),
            ", ".join(word[1] + share for share, word in parts),
        )
        return Text(f"须合比例（流动人数的{zh}）", f"must keep the share ({en} of those moved)")

    def _group(self, group: int) -> GroupOf:
        return group_at(self.draft.case, self.quota, int(self.groups[group]), self.area)
