"""Hard rule `quotas` 比例与名额 (rulebook 4): how many of some people move, in all or a group at a time.

Shares are exact decimals; "at least" rounds up, "at most" down, `exactly` to the nearest, halves up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP

from models.draft import Draft
from models.plan import Breach, Plan
from models.policy import Quota
from models.recount import Recount
from models.recount_roster import Person, Post
from models.rules.issued import check_issued, issued_rows, kept_issued
from models.rules.quota_rows import NAME, QuotaRows
from models.rules.rule import NOT_ASKED, Kept, Rule
from models.words import Text, joined, many

TITLE = Text("比例与名额", "quotas")
CLAUSE = Text(
    "各项比例与名额都要满足：全县，或每所学校、每个岗位。",
    "Every ratio and number is met: over the county, or in each school or post.",
)


@dataclass(frozen=True)
class Group:
    """One group a quota counts in: the district, or a school, a post, a unit (its topmost school), a zone, a route."""

    school: str = ""
    post: Post | None = None
    unit: str = ""
    zone: str = ""
    route: int | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The group in codes."""
        number = "" if self.route is None else str(self.route + 1)
        return tuple(part for part in (*(self.post or (self.school,)), self.unit, self.zone, number) if part)


def groups(recount: Recount, quota: Quota) -> list[Group]:
    """Return every group of a quota, also those where nobody can move."""
    if quota.per == "district":
        return [Group()]
    if quota.per == "route":
        return [Group(route=i) for i, route in enumerate(recount.policy.rules.routes) if not route.forbid]
    if quota.per.endswith("post"):
        posts = [post for school in recount.schools for post in recount.posts_at[school]]
        if quota.per == "destination post":
            posts = [post for post in posts if post in recount.required]
        return [Group(p[0], p) for p in posts if _in_group_filter(recount, quota, p)]
    schools = [s for s in recount.schools if _group_school(recount, quota, s)]
    if quota.per.endswith("unit"):
        return [Group(unit=unit) for unit in dict.fromkeys(map(recount.topmost, schools))]
    if quota.per.endswith("zone"):
        return [Group(zone=zone) for zone in dict.fromkeys(recount.schools[s].zone for s in schools) if zone]
    return [Group(s) for s in schools]


def moves_by_group(recount: Recount, quota: Quota, plan: Plan) -> dict[Group, list[str]]:
    """Return group -> the teachers whose moves match `from` and `to` there, whoever moves, and who count `also`."""
    posts_from, posts_to = quota.per == "origin post", quota.per == "destination post"
    found: defaultdict[Group, list[str]] = defaultdict(list)
    for code, move in recount.exchanges(plan).items():
        person, to = recount.people[code], (move.to_school, move.stage, move.subject)
        origin = person.post
        if not recount.place_holds(quota.origin, origin[0], origin, for_posts=posts_from):
            continue
        if recount.place_holds(quota.to, to[0], to, for_posts=posts_to):
            found[group_of(recount, quota, person, to)].append(code)
    already = {code for codes in found.values() for code in codes}
    for code in counted_anyway(recount, quota):
        if code not in already:
            person = recount.people[code]
            found[group_of(recount, quota, person, person.post)].append(code)
    return found


def counted_anyway(recount: Recount, quota: Quota) -> list[str]:
    """Return who counts as moved for a quota, moved or not."""
    if quota.also is None:
        return []
    by_post = quota.per == "origin post"
    return [
        p.code
        for p in recount.people.values()
        if recount.matches(quota.also, p) and recount.place_holds(quota.origin, p.school, p.post, for_posts=by_post)
    ]


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
        schools = [s for s in recount.schools if _holds_school(recount, group, s) and _group_school(recount, quota, s)]
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
    """Return a breach for each hard quota and group with too few or too many moves."""
    breaches = []
    for quota in recount.policy.rules.quotas:
        if quota.binding == "soft":
            continue
        for miss in missed(recount, quota, plan):
            said = _sentence(recount, quota, miss)
            schools = (miss.group.school,) if miss.group.school else ()
            breaches.append(Breach(NAME, said, miss.codes, schools))
    return [*breaches, *check_issued(recount, plan)]


@dataclass(frozen=True)
class Count:
    """A group of a quota: whose moves count there, of what base, and how many are asked for."""

    group: Group
    codes: tuple[str, ...]
    base: int
    least: int | None
    most: int | None

    @property
    def units(self) -> int:
        """By how many people the quota is missed."""
        count = len(self.codes)
        return max(0, (self.least or 0) - count, 0 if self.most is None else count - self.most)

    @property
    def at(self) -> str:
        """At which bound it stands, `least` or `most`; "" within them, and where a share would be of nobody."""
        count = len(self.codes)
        if not self.base:
            return ""
        if self.least and count == self.least:
            return "least"
        return "most" if count == self.most else ""


def counted(recount: Recount, quota: Quota, plan: Plan) -> list[Count]:
    """Return every group of a quota, with who counts there and what is asked for.

    On a named plan a share of the due asks nothing: the list decides. Candidates are counted before any plan.
    """
    if (quota.of == "due" and recount.named) or quota.count == "candidates":
        return []
    moved, found = moves_by_group(recount, quota, plan), []
    for group in groups(recount, quota):
        there = moved.get(group, [])
        codes = sorted(c for c in there if recount.matches(quota.who, recount.people[c]))
        whole = base(recount, quota, group, there)
        found.append(Count(group, tuple(codes), whole, *bounds(quota, whole)))
    return found


def missed(recount: Recount, quota: Quota, plan: Plan) -> list[Count]:
    """Return the groups in which a quota is missed."""
    return [miss for miss in counted(recount, quota, plan) if miss.units]


def group_of(recount: Recount, quota: Quota, person: Person, to: Post) -> Group:
    """Return the group in which a person's move to a post counts."""
    if quota.per == "district":
        return Group()
    if quota.per == "route":
        return Group(route=recount.route(person, to))
    post = to if quota.per.startswith("destination") else person.post
    if quota.per.endswith("unit"):
        return Group(unit=recount.topmost(post[0]))
    if quota.per.endswith("zone"):
        return Group(zone=recount.zone(post[0]))
    return Group(post[0], post if quota.per.endswith("post") else None)


def _in_group_filter(recount: Recount, quota: Quota, post: Post) -> bool:
    """Test the filter that says which places form groups: `to` for destinations, else `from`."""
    where = quota.to if quota.per.startswith("destination") else quota.origin
    return recount.place_holds(where, post[0], post, for_posts=quota.per.endswith("post"))


def _group_school(recount: Recount, quota: Quota, school: str) -> bool:
    """Test a school; where the filter names a column of posts, one of its posts must match."""
    where = quota.to if quota.per.startswith("destination") else quota.origin
    if recount.names_post(where) or "post_vacancy" in where.columns():
        return any(_in_group_filter(recount, quota, post) for post in recount.posts_at[school])
    return recount.place_holds(where, school)


def _holds_school(recount: Recount, group: Group, school: str) -> bool:
    """Say whether a school lies in a group; a route's are those with a post it leads away from."""
    if group.route is not None:
        return any(recount.route_starts(group.route, post) for post in recount.posts_at[school])
    if group.unit:
        return recount.topmost(school) == group.unit
    if group.zone:
        return recount.zone(school) == group.zone
    return group.school in ("", school)


def holds_post(recount: Recount, group: Group, post: Post) -> bool:
    """Say whether a post lies in a group."""
    if group.route is not None:
        return recount.route_starts(group.route, post)
    return group.post in (None, post) and _holds_school(recount, group, post[0])


def _is_base(recount: Recount, quota: Quota, group: Group, person: Person) -> bool:
    if not holds_post(recount, group, person.post):
        return False
    if quota.of == "due" and recount.standings[person.code].category != "due":
        return False
    if quota.of == "leaders" and not recount.matches(recount.policy.leaders, person):
        return False
    return recount.matches(quota.of_who, person) and _in_group_filter(recount, quota, person.post)


def say_bounds(least: int | None, most: int | None) -> Text:
    """Say what a quota asks for: 至少2人、至多5人."""
    if least is not None and least == most:
        return Text(f"须为{least}人", f"exactly {least}")
    parts = [] if least is None else [Text(f"至少{least}人", f"at least {least}")]
    parts += [] if most is None else [Text(f"至多{most}人", f"at most {most}")]
    return joined(parts)


def say_group(recount: Recount, group: Group) -> Text:
    """Name a group."""
    if group.post is not None:
        return recount.say_post(group.post)
    if group.route is not None:
        name = recount.policy.rules.routes[group.route].name or str(group.route + 1)
        return Text(f"路线“{name}”", f"the route '{name}'")
    if group.unit:
        top = recount.say_school(group.unit)
        return Text(f"{top.zh}所在单位", f"the unit of {top.en}")
    if group.zone:
        return Text(f"片区“{group.zone}”", f"the zone '{group.zone}'")
    return recount.say_school(group.school) if group.school else Text("全县", "the county")


def _sentence(recount: Recount, quota: Quota, miss: Count) -> Text:
    where, who, asked = (
        say_group(recount, miss.group),
        recount.say_people(miss.codes),
        say_bounds(miss.least, miss.most),
    )
    of_base = Text("", "") if quota.of is None else Text(f"（基数{miss.base}人）", f" (base {miss.base})")
    named = Text(f"：{who.zh}", f": {who.en}") if miss.codes else Text("", "")
    count = len(miss.codes)
    return Text(
        f"“{quota.name}”：{where.zh}方案中{count}人，{asked.zh}{of_base.zh}{named.zh}。",
        f"'{quota.name}': {where.en} has {count}; {asked.en} asked{of_base.en}{named.en}.",
    )


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count, quota by quota, the groups, their people and how many are at a bound; and name those.

    Of the named ones, those of a quota with few come first.
    """
    hard = [quota for quota in recount.policy.rules.quotas if quota.binding == "hard"]
    found, named = [], []
    for quota in hard:
        by_group = counted(recount, quota, plan)
        told = [_say_count(recount, quota, group) for group in by_group if quota.per == "district" or group.at]
        if quota.per == "district":
            found += told
        elif by_group:
            found.append(_say_quota(quota, by_group))
            named.append(told)
    singles = [told for listed in sorted(named, key=len) for told in listed]
    return [*found, *singles, *kept_issued(recount, plan)] or list(NOT_ASKED)


def _say_quota(quota: Quota, by_group: list[Count]) -> Kept:
    people = sum(len(group.codes) for group in by_group)
    bounds_ = [("least", "下限", "at the least allowed")] if quota.min is not None else []
    bounds_ += [("most", "上限", "at the most")] if quota.max is not None else []
    at = [(sum(group.at == end for group in by_group), zh, en) for end, zh, en in bounds_]
    zh, en = "".join(f"，正好在{zh}的{n}处" for n, zh, _ in at), "".join(f", {n} {en}" for n, _, en in at)
    said = Text(
        f"“{quota.name}”：{len(by_group)}处共{people}人{zh}。",
        f"'{quota.name}': {people} in {many(len(by_group), 'group')}{en}.",
    )
    return Kept((quota.name,), people, said, whole=True)


def _say_count(recount: Recount, quota: Quota, group: Count) -> Kept:
    count, low, high = len(group.codes), group.least, group.most
    ends = [] if low is None or low == high else [Text(f"下限{low}", f"at least {low}")]
    ends += [] if high is None or low == high else [Text(f"上限{high}", f"at most {high}")]
    ends += [Text(f"须为{low}", f"exactly {low}")] if low is not None and low == high else []
    ends += [] if quota.of is None else [Text(f"基数{group.base}人", f"base {group.base}")]
    where, asked = say_group(recount, group.group), joined(ends)
    said = Text(
        f"“{quota.name}”：{where.zh}{count}人（{asked.zh}）。", f"'{quota.name}': {where.en}, {count} ({asked.en})."
    )
    return Kept((quota.name, *group.group.key), count, said, whole=quota.per == "district", limit=bool(group.at))


def rows(draft: Draft) -> None:
    """Add the rows of every hard quota, a group each; soft ones are goal `quota`'s."""
    for quota in draft.case.policy.rules.quotas:
        if quota.binding == "hard" and not idle(draft, quota):
            QuotaRows(draft, quota).add()
    issued_rows(draft)


def idle(draft: Draft, quota: Quota) -> bool:
    """Say whether a quota asks nothing of a plan: one on candidates, or on the due of a list made by people."""
    return (draft.case.district.named and quota.of == "due") or quota.count == "candidates"


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, rows=rows)
