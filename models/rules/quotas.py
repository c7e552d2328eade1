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
from models.rules.quota_rows import NAME, QuotaRows
from models.rules.rule import Rule
from models.words import Text, joined

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
        QuotaRows(draft, quota).add()


RULE = Rule(NAME, TITLE, CLAUSE, check, rows=rows)
