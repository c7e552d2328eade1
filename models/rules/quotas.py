"""Hard rule `quotas` 比例与名额 (rulebook 4): how many of some people move, in all or a group at a time.

Shares are exact decimals; "at least" rounds up, "at most" down, `exactly` to the nearest, halves up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP

import numpy as np

from models.district import BoolArray, IntArray
from models.draft import Draft
from models.filters import Filter
from models.naming import post_name, school_name
from models.plan import Breach, Plan
from models.policy import Quota
from models.program import FREE
from models.recount import Recount
from models.recount_roster import Person, Post
from models.rules.rule import Rule
from models.words import Text, joined

NAME = "quotas"
TITLE = Text("比例与名额", "quotas")
CLAUSE = Text(
    "各项比例与名额都要满足：全县，或每所学校、每个岗位。",
    "Every ratio and number is met: over the county, or in each school or post.",
)


@dataclass(frozen=True)
class Group:
    """One group a quota counts in: the district, a school, or a post."""

    school: str = ""
    post: Post | None = None


def groups(recount: Recount, quota: Quota) -> list[Group]:
    """Return every group of a quota, also those where nobody can move."""
    if quota.per == "district":
        return [Group()]
    if quota.per in ("origin", "destination"):
        return [Group(s) for s in recount.schools if _group_school(recount, quota, s)]
    posts = [post for school in recount.schools for post in recount.posts_at[school]]
    if quota.per == "destination post":
        posts = [post for post in posts if post in recount.required]
    return [Group(p[0], p) for p in posts if _in_group_filter(recount, quota, p)]


def moves_by_group(recount: Recount, quota: Quota, plan: Plan) -> dict[Group, list[str]]:
    """Return group -> the teachers whose moves match `from` and `to` there, whoever moves."""
    posts_from, posts_to = quota.per == "origin post", quota.per == "destination post"
    found: defaultdict[Group, list[str]] = defaultdict(list)
    for code, move in recount.chosen(plan).items():
        origin, to = recount.people[code].post, (move.to_school, move.stage, move.subject)
        if not recount.place_holds(quota.origin, origin[0], origin, for_posts=posts_from):
            continue
        if recount.place_holds(quota.to, to[0], to, for_posts=posts_to):
            found[_group_of(quota, origin, to)].append(code)
    return found


def base(recount: Recount, quota: Quota, group: Group, moved: list[str]) -> int:
    """Count what a share is a share of, in a group and before any move; `moved` are the group's movers.

    A count of people (no `of`) is a share of 1.
    """
    if quota.of is None:
        return 1
    if quota.of == "moved":
        return sum(recount.matches(quota.of_who, recount.people[code]) for code in moved)
    if quota.of == "staff" and group.post is not None:
        return recount.current(group.post)
    if quota.of == "staff":
        schools = [group.school] if group.school else [s for s in recount.schools if _group_school(recount, quota, s)]
        return sum(map(recount.headcount, schools))
    people = recount.people_at[group.school] if group.school else list(recount.people.values())
    return sum(_is_base(recount, quota, group, person) for person in people)


def bounds(quota: Quota, base: int) -> tuple[int | None, int | None]:
    """Return the least and the most moves a quota allows on a base; None where it asks nothing.

    A range that holds no integer means the smallest integer at or above its lower end, as both.
    """
    if quota.exactly is not None:
        nearest = int((quota.exactly * base).to_integral_value(rounding=ROUND_HALF_UP))
        return nearest, nearest
    least = most = None
    if quota.min is not None:
        least = int((quota.min * base).to_integral_value(rounding=ROUND_CEILING))
    if quota.max is not None:
        most = int((quota.max * base).to_integral_value(rounding=ROUND_FLOOR))
        if least is not None:
            most = max(most, least)
    return least, most


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each quota and group with too few or too many moves.

    On a named plan a share of the due is not a rule: the list decides.
    """
    breaches = []
    for quota in recount.policy.rules.quotas:
        if quota.of == "due" and recount.named:
            continue
        moved = moves_by_group(recount, quota, plan)
        for group in groups(recount, quota):
            codes = [c for c in moved.get(group, []) if recount.matches(quota.who, recount.people[c])]
            whole = base(recount, quota, group, moved.get(group, []))
            least, most = bounds(quota, whole)
            if (least is not None and len(codes) < least) or (most is not None and len(codes) > most):
                said = _sentence(recount, quota, group, sorted(codes), whole, _asked(least, most))
                breaches.append(Breach(NAME, said, tuple(sorted(codes)), (group.school,) if group.school else ()))
    return breaches


def _group_of(quota: Quota, origin: Post, to: Post) -> Group:
    if quota.per == "district":
        return Group()
    post = origin if quota.per in ("origin", "origin post") else to
    return Group(post[0], post if quota.per.endswith("post") else None)


def _in_group_filter(recount: Recount, quota: Quota, post: Post) -> bool:
    """Test the filter that says which places form groups: `to` for destinations, else `from`."""
    by_destination = quota.per in ("destination", "destination post")
    where = quota.to if by_destination else quota.origin
    return recount.place_holds(where, post[0], post, for_posts=quota.per.endswith("post"))


def _group_school(recount: Recount, quota: Quota, school: str) -> bool:
    """Test a school; where the filter names a column of posts, one of its posts must match."""
    where = quota.to if quota.per == "destination" else quota.origin
    if recount.names_post(where) or "post_vacancy" in where.columns():
        return any(_in_group_filter(recount, quota, post) for post in recount.posts_at[school])
    return recount.place_holds(where, school)


def _is_base(recount: Recount, quota: Quota, group: Group, person: Person) -> bool:
    if group.post is not None and person.post != group.post:
        return False
    if quota.of == "due" and recount.standings[person.code].category != "due":
        return False
    if quota.of == "leaders" and not recount.matches(recount.policy.leaders, person):
        return False
    return recount.matches(quota.of_who, person) and _in_group_filter(recount, quota, person.post)


def _asked(least: int | None, most: int | None) -> Text:
    if least is not None and least == most:
        return Text(f"须为{least}人", f"exactly {least}")
    parts = [] if least is None else [Text(f"至少{least}人", f"at least {least}")]
    parts += [] if most is None else [Text(f"至多{most}人", f"at most {most}")]
    return joined(parts)


def _sentence(recount: Recount, quota: Quota, group: Group, codes: list[str], base: int, asked: Text) -> Text:
    where = Text("全县", "the county")
    if group.post is not None:
        where = recount.say_post(group.post)
    elif group.school:
        where = recount.say_school(group.school)
    who = recount.say_people(codes)
    of_base = Text("", "") if quota.of is None else Text(f"（基数{base}人）", f" (base {base})")
    named = Text(f"：{who.zh}", f": {who.en}") if codes else Text("", "")
    return Text(
        f"“{quota.name}”：{where.zh}方案中{len(codes)}人，{asked.zh}{of_base.zh}{named.zh}。",
        f"'{quota.name}': {where.en} has {len(codes)}; {asked.en} asked{of_base.en}{named.en}.",
    )


def rows(draft: Draft) -> None:
    """Add the rows of every quota, a group each."""
    for quota in draft.case.policy.rules.quotas:
        if draft.case.district.named and quota.of == "due":
            continue  # the list was made by people: `check` compares it with the share, no plan can
        _QuotaRows(draft, quota).add()


class _QuotaRows:
    """The rows of one quota: who counts, in which group, and between which bounds."""

    def __init__(self, draft: Draft, quota: Quota) -> None:
        self.draft, self.quota = draft, quota
        case, pairs = draft.case, draft.pairs
        self.posts = quota.per.endswith("post")
        self.inward = quota.per.startswith("destination")
        leaving = case.facts.where(quota.origin, posts=quota.per == "origin post")
        entering = case.facts.where(quota.to, posts=quota.per == "destination post")
        self.on_way = leaving[pairs.left] & entering[pairs.node]
        self.base_nodes = entering if self.inward else leaving
        keys = {
            "district": np.zeros(len(pairs), np.int64),
            "origin": pairs.home,
            "destination": pairs.school,
            "origin post": pairs.left,
            "destination post": pairs.node,
        }
        self.groups = self._groups()
        at = np.full(max(len(case.district.schools), len(case.facts.nodes), 1), -1, np.int64)
        at[self.groups] = np.arange(len(self.groups))
        self.group_of = at[keys[quota.per]]
        self.number_of = at

    def _groups(self) -> IntArray:
        """Positions of the schools or posts that are groups, also where nobody can move; [0] for the district."""
        facts, side = self.draft.case.facts, self.quota.to if self.inward else self.quota.origin
        if self.quota.per == "district":
            return np.zeros(1, np.int64)
        if not self.posts:
            return facts.where_school(side).nonzero()[0]
        mask = self.base_nodes & facts.nodes["has_row"].to_numpy(bool) if self.inward else self.base_nodes
        return mask.nonzero()[0]

    def _counted(self, who: Filter) -> IntArray:
        """Pairs of people matching `who` on the way the quota speaks of, in any group."""
        people: BoolArray = self.draft.case.who(who)[self.draft.pairs.teacher]
        return np.flatnonzero(self.on_way & (self.group_of >= 0) & people)

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
        used = np.bincount(self.group_of[counted], minlength=len(self.groups)) > 0
        kept = (used & (high < FREE)) | (low > 0)
        row = np.cumsum(kept) - 1
        counted = counted[kept[self.group_of[counted]]]
        groups = kept.nonzero()[0]

        def say(i: int) -> Text:
            g = int(groups[i])
            return self._say(g, int(low[g]), int(high[g]))

        entries = [(row[self.group_of[counted]], counted, 1)]
        self.draft.add_rows(NAME, entries, low[groups], high[groups], len(groups), say)

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
        n, m = self.group_of[counted], self.group_of[moved]
        groups = np.arange(size)

        def say(i: int) -> Text:
            return self._say(i, 0, FREE)

        def total(ids: IntArray, group: IntArray) -> IntArray:
            """Add a whole column a group that equals its number of moves: what a solver can branch and round on."""
            column = self.draft.add_columns(size, 0, np.bincount(group, minlength=size), push=-1)
            self.draft.add_rows(NAME, [(groups, column, 1), (group, ids, -1)], 0, 0, size, say)
            return column

        moves_of_who, moves = total(counted, n), total(moved, m)

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
        most = len(counted)
        for times_n, times_m, high, relaxed in ((e, b, 0, -e * most), (d, a, d - 1 + d * most, d * most)):
            entries = [(n, counted, times_n), (m, moved, -times_m), (groups, switch, relaxed)]
            self.draft.add_rows(NAME, entries, -FREE, high, size, say)

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


RULE = Rule(NAME, TITLE, CLAUSE, check, rows=rows)
