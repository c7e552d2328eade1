"""The demo county made impossible in a dozen ways: each cause is named, its least repair works, and less does not.

A third of them, of different kinds, are tried each time; all with LUNGANG_THOROUGH=1, as before a release.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from models.case import Case
from models.change import CellChange, Change, applied
from models.check import check_plan
from models.district import frame
from models.formulate import formulate
from models.intake.read import read_district
from models.plan import Plan
from models.policy_file import read_policy
from models.policy_returns import Returns
from models.policy_rules import Balance, Quota, ReleaseFirst
from models.policy_title_posts import TitlePosts
from models.rules.registry import RULES
from optimizer.events import Settings
from optimizer.explain.impossible import Diagnosis, diagnose, possible
from optimizer.tiers import Tiers
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from tests.thorough import THOROUGH

Row = Mapping[str, object]
SETTINGS = Settings(seconds=120.0, workers=1)
CITY_SCHOOL, TOWN_SCHOOL, REMOTE_SCHOOL = "2199000103", "2199000201", "2199000703"


@cache
def demo() -> Case:
    district = read_district(DEMO_DISTRICT).district
    assert district is not None
    return Case(district, read_policy(DEMO_POLICY))


def movers(**asked: object) -> list[str]:
    """Return movable people without relatives, locks or choices with one subject, whose cells are as asked."""
    case = demo()
    teachers = case.district.teachers
    known = pd.concat([case.district[t][c] for t, c in (
        ("relations", "teacher_a"), ("relations", "teacher_b"), ("locks", "teacher_id"), ("choices", "teacher_id"),
    )])  # fmt: skip
    mask = case.standing.movable & ~teachers["teacher_id"].isin(known).to_numpy(bool)
    mask &= teachers["also"].map(len).to_numpy() == 0
    for column, value in asked.items():
        mask &= (teachers[column] == value).to_numpy(bool)
    return [str(code) for code in teachers["teacher_id"][mask]]


def name_of(table: str, code: str) -> str:
    frame_ = demo().district[table]
    key = "school_id" if table == "schools" else "teacher_id"
    return str(frame_["name"][frame_[key] == code].iloc[0])


def lines(case: Case, table: str, *rows: Row) -> Case:
    """Return the case with lines added to a table."""
    before, added = case.district[table], frame(table, list(rows))
    whole = added if before.empty else pd.concat([before, added], ignore_index=True)
    return replace(case, district=case.district.with_table(table, whole))


def cells(case: Case, table: str, column: str, value: int | str, **where: object) -> Case:
    """Return the case with a column set in the rows asked for."""
    changed = case.district[table].copy()
    hit = np.ones(len(changed), dtype=bool)
    for name, wanted in where.items():
        hit &= changed[name].isin(wanted if isinstance(wanted, list) else [wanted]).to_numpy(bool)
    changed[column] = changed[column].mask(hit, value)
    return replace(case, district=case.district.with_table(table, changed))


def rules(case: Case, **changed: object) -> Case:
    """Return the case with rules of its policy replaced."""
    return replace(case, policy=case.policy.model_copy(update={"rules": case.policy.rules.model_copy(update=changed)}))


def with_quota(case: Case, **quota: object) -> Case:
    return rules(case, quotas=(*case.policy.rules.quotas, Quota.model_validate(quota)))


def must(teacher: str, school: str) -> Row:
    return {"teacher_id": teacher, "action": "must", "school_id": school}


@dataclass(frozen=True)
class Way:
    """One way to make the county impossible.

    Attributes
    ----------
    rules : rules that must be named; words : what the contradiction or its arithmetic must say.
    mends : tables, or rules of the policy, one of which some change must be about.
    """

    case: Case
    rules: Sequence[str]
    words: Sequence[str]
    mends: Sequence[str]


def cap() -> Way:
    """A lock into a school whose establishment was cut below the people it has."""
    person = movers(school_id=CITY_SCHOOL, stage="小学", subject="语文")[0]
    case = cells(demo(), "schools", "establishment", 25, school_id=TOWN_SCHOOL)
    case = lines(case, "locks", must(person, TOWN_SCHOOL))
    return Way(case, ["locks", "establishment"], [person, TOWN_SCHOOL], ["schools"])


def locks_against_a_quota() -> Way:
    """Three people locked into a remote school that takes two."""
    people = movers(stage="小学", subject="语文", school_id=CITY_SCHOOL)[:3]
    case = cells(demo(), "posts", "required", 9, school_id=REMOTE_SCHOOL)
    case = lines(case, "locks", *(must(p, REMOTE_SCHOOL) for p in people))
    case = cells(case, "schools", "establishment", 30, school_id=REMOTE_SCHOOL)
    return Way(case, ["locks", "quotas"], [*people, "每个教学点最多接收2人"], ["quotas", "locks"])


def kinship() -> Way:
    """Two relatives locked into one school."""
    a, b = movers(stage="小学", subject="语文", school_id=CITY_SCHOOL)[:2]
    case = lines(demo(), "relations", {"teacher_a": a, "teacher_b": b, "kind": "三代以内旁系血亲"})
    case = cells(case, "posts", "required", 40, school_id=TOWN_SCHOOL, subject="语文")
    case = lines(case, "locks", must(a, TOWN_SCHOOL), must(b, TOWN_SCHOOL))
    return Way(case, ["locks", "avoidance"], [a, b, TOWN_SCHOOL], ["locks"])


def quota_against_quota() -> Way:
    case = with_quota(demo(), name="全县总量控制", max=10)
    return Way(case, ["quotas"], ["全县总量控制", "交流人数不低于应交流对象的一成"], ["quotas"])


def a_ring_of_two() -> Way:
    """One by one, two people who must change places cannot: neither post is free before the other comes."""
    case = rules(demo(), release_first=ReleaseFirst(mode="chain"))
    a = movers(school_id="2199000401", stage="小学", subject="语文")[0]
    b = movers(school_id="2199000301", stage="小学", subject="语文")[0]
    case = cells(case, "posts", "required", 40, school_id=["2199000401", "2199000301"], subject="语文")
    case = lines(case, "locks", must(a, "2199000301"), must(b, "2199000401"))
    return Way(case, ["locks", "release_first"], [a, b], ["locks", "release_first"])


def a_couple_nobody_of_whom_may_leave() -> Way:
    """Of a couple in one school one must leave, and the school may send nobody."""
    a, b = movers(school_id=CITY_SCHOOL, stage="小学", subject="数学")[:2]
    case = lines(demo(), "relations", {"teacher_a": a, "teacher_b": b, "kind": "夫妻"})
    quotas = tuple(q for q in case.policy.rules.quotas if q.name != "每所县城学校至少派出2人")
    case = with_quota(rules(case, quotas=quotas), name="本校今年不派出", **{"from": {"school_id": CITY_SCHOOL}}, max=0)
    return Way(case, ["split_couples", "quotas"], [a, b, "本校今年不派出"], ["quotas", "locks"])


def a_school_that_lets_nobody_go() -> Way:
    """Each school of the town must send two, and one lets nobody go."""
    case = cells(demo(), "schools", "outflow", False, school_id=CITY_SCHOOL)
    return Way(case, ["quotas"], ["每所县城学校至少派出2人", CITY_SCHOOL], ["schools", "quotas"])


def a_route_against_a_lock() -> Way:
    """Nobody goes from a village to the town, but somebody is locked to."""
    person = movers(school_id="2199000301", stage="小学", subject="语文")[0]
    case = cells(demo(), "schools", "establishment", 200, school_id=CITY_SCHOOL)
    case = cells(case, "posts", "required", 80, school_id=CITY_SCHOOL, subject="语文")
    case = lines(case, "locks", must(person, CITY_SCHOOL))
    return Way(case, ["locks"], [person, CITY_SCHOOL, "交流范围"], ["routes", "locks"])


def no_free_post_of_a_title() -> Way:
    """A senior teacher is locked to a school that has as many senior posts as senior teachers."""
    person = movers(school_id=CITY_SCHOOL, stage="小学", subject="语文")[0]
    case = cells(demo(), "teachers", "title", "特级教师", teacher_id=person)
    case = cells(case, "posts", "required", 40, school_id=TOWN_SCHOOL, subject="语文")
    case = lines(case, "title_posts", {"school_id": TOWN_SCHOOL, "title": "特级教师", "posts": 0})
    case = rules(lines(case, "locks", must(person, TOWN_SCHOOL)), title_posts=TitlePosts(regime="hard"))
    return Way(case, ["locks", "title_posts"], [person, "特级教师"], ["title_posts", "locks"])


def a_return_without_a_post() -> Way:
    """Somebody's term has ended, and the school of origin has no post for them any more."""
    person = movers(school_id=CITY_SCHOOL, stage="小学", subject="语文")[0]
    case = cells(demo(), "teachers", "origin_school", "2199000702", teacher_id=person)
    case = cells(case, "teachers", "term_end", 12 * 2026 + 8, teacher_id=person)
    posts = case.district["posts"]
    gone = (posts["school_id"] == "2199000702") & (posts["subject"] == "语文")
    case = replace(case, district=case.district.with_table("posts", posts[~gone].reset_index(drop=True)))
    return Way(rules(case, returns=Returns()), ["returns"], [person, "2199000702"], ["locks"])


def a_balance_nobody_gives_back() -> Way:
    """As many must come back from a school as go to it; two go, and the school lets nobody go."""
    people = movers(stage="小学", subject="语文", school_id=CITY_SCHOOL)[:2]
    case = cells(demo(), "posts", "required", 40, school_id=TOWN_SCHOOL, subject="语文")
    case = lines(case, "locks", *(must(p, TOWN_SCHOOL) for p in people))
    even = Balance.model_validate(
        {"name": "结对校对等", "from": {"school_id": CITY_SCHOOL}, "to": {"school_id": TOWN_SCHOOL}}
    )
    return Way(rules(case, balance=(even,)), ["locks", "balance"], ["结对校对等"], ["balance", "locks"])


def a_subject_nobody_needs() -> Way:
    """Two art teachers must find a place, and no school lacks one."""
    case = demo()
    posts = case.district["posts"]
    art = posts["subject"] == "美术"
    now = case.facts.nodes["current"].iloc[: len(posts)].to_numpy()
    required = posts["required"].where(~art, np.maximum(now - 1, 0))
    case = replace(case, district=case.district.with_table("posts", posts.assign(required=required.astype("Int64"))))
    case = with_quota(case, name="美术岗位接收", to={"subject": "美术"}, min=2)
    return Way(case, ["quotas", "subject_balance"], ["美术岗位接收"], ["quotas", "posts"])


WAYS = (cap, a_school_that_lets_nobody_go, no_free_post_of_a_title, a_balance_nobody_gives_back)
MORE = (
    kinship, a_return_without_a_post, locks_against_a_quota, quota_against_quota, a_ring_of_two, a_subject_nobody_needs,
    a_couple_nobody_of_whom_may_leave, a_route_against_a_lock,
)  # fmt: skip


def plan_exists(case: Case) -> bool:
    """Whether the solver finds a plan, and the check that knows none finds it sound."""
    formulated = formulate(case)
    tiers = Tiers(formulated.program.matrix, SETTINGS, lambda _: None)
    tiers.run(most=1)
    if tiers.best is None:
        return False
    plan: Plan = formulated.plan(tiers.best[: formulated.program.matrix.pairs] > 0)
    return not check_plan(case.district, case.policy, plan).breaches


def tables_of(change: Change) -> set[str]:
    """Return what a change is about: a table, or a part of the policy and the words of the change."""
    about = change.about
    named = {str(part) for part in about} if isinstance(about, tuple) else {str(about)}
    return named | ({"quotas"} if change.text.en.startswith("policy, quotas") else set())


def said(found: Diagnosis) -> str:
    return "\n".join(t.zh for t in (*found.conflict, *found.arithmetic))


@pytest.mark.parametrize("way", (*WAYS, *MORE) if THOROUGH else WAYS, ids=lambda way: way.__name__)
def test_the_cause_is_named_and_the_least_repair_works(way: Callable[[], Way]) -> None:
    planted = way()
    found = diagnose(planted.case, SETTINGS)
    assert found.possible is False
    for rule in planted.rules:
        assert f"[{RULES[rule].title.zh}]" in said(found), rule
    for word in planted.words:
        assert word in said(found), word
    repair = found.repair
    assert repair is not None
    assert repair.tried
    assert repair.proven
    offered = [*repair.changes, *(c for other in found.alternatives for c in other.changes)]
    assert set().union(*map(tables_of, offered)) & set(planted.mends), [c.text.en for c in offered]
    assert plan_exists(applied(planted.case, repair.changes))
    for change in repair.changes:
        rest = [c for c in repair.changes if c is not change]
        less = [*rest, *_less(change)]
        assert possible(applied(planted.case, less), SETTINGS) is False, change.text.en


def _less(change: Change) -> list[Change]:
    """Return the change one unit smaller; none where it is one unit."""
    if isinstance(change, CellChange) and not isinstance(change.new, bool) and abs(change.new - change.old) > 1:
        return [replace(change, new=change.new - int(np.sign(change.new - change.old)))]
    return []
