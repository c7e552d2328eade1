"""The frontier of two goals, every point of it, against every plan tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import pytest

import optimizer.sift
import optimizer.tiers
from models.case import Case
from models.goals.registry import GOALS
from models.plan import Plan
from models.policy_rules import ReleaseFirst
from models.recount import Recount
from optimizer.events import Settings
from optimizer.here import Here
from optimizer.solve import solve
from optimizer.tradeoff import Traded, held_tiers, tradeoff
from tests.models.micro import district, policy
from tests.models.random_policies import breaches
from tests.optimizer.engine import every_plan, puzzles

LIMITED = Settings(seconds=60, workers=1)
COUNTED = ("place", "fill", "choice", "distance", "reunite", "structure", "moves", "prefer")
Values = dict[str, int]


@dataclass(frozen=True)
class Tried:
    """A case, and what each goal is worth in every plan that keeps every rule."""

    seed: int
    case: Case
    plans: tuple[Values, ...]
    recount: Recount


def contested(seed: int) -> Tried:
    """Draw a case in which three must move and what one of them would like is far for another."""
    rng, codes, schools = Random(seed), ["t1", "t2", "t3", "t4"], "ABCD"
    made = district(
        list(schools),
        ["t1@A", "t2@A", "t3@B", "t4@C"],
        posts=[f"{s} {n}" for s, n in zip(schools, (2, 2, 2, 2), strict=True)],
        choices=[f"{t} {rank} {s}" for t in codes for rank, s in enumerate(rng.sample(schools, 4), 1)],
        distances=[{"teacher_id": t, "school_id": s, "minutes": rng.randint(0, 60)} for t in codes for s in schools],
    )
    rules = {"quotas": [{"name": "三人", "min": 3}], "release_first": {"mode": ("pool", "chain")[seed % 2]}}
    case = Case(made, policy(rules=rules, tiers=["moves", "fill"], choices="open"))
    recount = Recount(made, case.policy)
    return Tried(seed, case, plans_of(recount), recount)


def plans_of(recount: Recount) -> tuple[Values, ...]:
    return tuple(
        {name: GOALS[name].value(recount, plan) for name in COUNTED}
        for plan in every_plan(recount)
        if breaches(recount, plan) == 0
    )


@cache
def cases() -> tuple[Tried, ...]:
    """Cases with a plan, half of them under `chain`."""
    found = []
    for puzzle in puzzles(30_000, 70, 18, 400)[:36]:
        if puzzle.best is None:
            continue
        rules = puzzle.case.policy.rules
        mode: ReleaseFirst = rules.release_first.model_copy(update={"mode": ("pool", "chain")[puzzle.seed % 2]})
        rules = rules.model_copy(update={"release_first": mode})
        case = replace(puzzle.case, policy=puzzle.case.policy.model_copy(update={"rules": rules}), baseline=None)
        recount = Recount(case.district, case.policy)
        plans = plans_of(recount)
        if plans:
            found.append(Tried(puzzle.seed, case, plans, recount))
    return tuple(found)


def asking(one: Tried, *tiers: Values) -> Tried:
    """Return the case under other tiers."""
    case = replace(one.case, policy=one.case.policy.model_copy(update={"tiers": tiers, "lottery": False}))
    return replace(one, case=case)


def as_good_before(one: Tried, goals: tuple[str, str]) -> tuple[Values, ...]:
    """Return the plans that are best in what is held, tier by tier."""
    plans = one.plans
    for tier in held_tiers(one.case, goals):
        worth = [sum(weight * plan[goal] for goal, weight in tier.items()) for plan in plans]
        plans = tuple(plan for plan, value in zip(plans, worth, strict=True) if value == min(worth))
    return plans


def assert_frontier(one: Tried, goals: tuple[str, str], points: list[Traded]) -> None:
    """Assert that points are those of all plans tried: ends, in between, and none bettered by another."""
    a, b = goals
    pairs = {(plan[a], plan[b]) for plan in as_good_before(one, goals)}
    lowest, highest = min(pairs), min(pairs, key=lambda p: (p[1], p[0]))
    about = one.seed, goals
    assert (points[0].first, points[0].second) == lowest, about
    assert (highest in [(p.first, p.second) for p in points]) == (len(points) > 1 or highest == lowest), about
    assert (len(points) > 1) == (highest != lowest), about
    for point in points:
        assert point.proven, about
        assert breaches(one.recount, point.plan) == 0, about
        assert counted(one, point.plan, goals) == (point.first, point.second), about
        within = pairs if point.most is None else {p for p in pairs if p[0] <= point.most}
        if point is not points[0]:
            assert (point.second, point.first) == min((y, x) for x, y in within), about
    told = [(p.first, p.second) for p in points]
    assert len(set(told)) == len(told), about
    assert not any(x != y and x[0] <= y[0] and x[1] <= y[1] for x in told for y in told), about


def counted(one: Tried, plan: Plan, goals: tuple[str, str]) -> tuple[int, int]:
    first, second = (GOALS[goal].value(one.recount, plan) for goal in goals)
    return first, second


def questions(one: Tried) -> Iterator[tuple[Tried, tuple[str, str]]]:
    """Yield the case with two goals in one tier, in two tiers, behind others, and in none."""
    named = ({"place": 1},) if one.case.district.named else ()
    yield asking(one, *named, {"fill": 2, "distance": 1}), ("fill", "distance")
    yield asking(one, *named, {"moves": 1}, {"distance": 1}, {"fill": 1}), ("fill", "distance")
    yield asking(one, *named, {"prefer": 1, "moves": 2}, {"choice": 1}, {"structure": 3}), ("choice", "structure")
    yield asking(one, *named, {"fill": 1}), ("moves", "structure")


def test_a_frontier_is_that_of_every_plan_tried() -> None:
    for one in cases():
        for asked, goals in questions(one):
            assert_frontier(asked, goals, list(tradeoff(asked.case, goals, 3, LIMITED)))
    assert {one.case.district.named for one in cases()} == {True, False}
    assert {one.case.policy.rules.release_first.mode for one in cases()} == {"pool", "chain"}


@pytest.mark.parametrize("goals", [("choice", "distance"), ("distance", "choice")])
@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_where_much_is_traded_every_point_is_the_best_of_all_plans(
    goals: tuple[str, str], large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(optimizer.tiers, "_SMALL", 0)
        monkeypatch.setattr(optimizer.sift, "_WHOLE", 0)
    longer = 0
    for seed in range(8):
        one = contested(seed)
        points = list(tradeoff(one.case, goals, 4, LIMITED))
        assert_frontier(one, goals, points)
        longer += len(points) > 2
    assert longer > 4


def test_a_frontier_begun_at_a_plan_is_the_same() -> None:
    for one in (*cases()[:2], contested(1), contested(6)):
        for asked, goals in questions(one):
            here = Here()
            solve(asked.case, LIMITED, run=here)
            alone = [(p.most, p.first, p.second) for p in tradeoff(asked.case, goals, 3, LIMITED)]
            guided = list(tradeoff(asked.case, goals, 3, LIMITED, here.handed_over()))
            assert [(p.most, p.first, p.second) for p in guided] == alone, (one.seed, goals)


@pytest.mark.parametrize("listed", [False, True], ids=["selected", "named"])
def test_what_is_held_are_the_tiers_before_either_goal(listed: bool) -> None:
    made = district(["A", "B"], ["t1@A", "t2@A"], outgoing=["t1"] if listed else [])
    place = ({"place": 1},) if listed else ()

    def held(tiers: list[object], *goals: str) -> tuple[Values, ...]:
        first, second = goals
        return held_tiers(Case(made, policy(tiers=tiers)), (first, second))

    assert held(["moves", {"fill": 2}, "choice"], "choice", "fill") == (*place, {"moves": 1})
    assert held([{"fill": 1, "moves": 1}, "distance"], "distance", "moves") == place
    assert held(["fill"], "moves", "distance") == place


def test_nobody_who_could_be_placed_is_left_for_a_goal_no_tier_asks() -> None:
    made = district(["A", "B"], ["t1@A", "t2@A"], outgoing=["t1"])
    case = Case(made, policy(tiers=["fill"]))
    points = list(tradeoff(case, ("moves", "distance"), 3, LIMITED))
    assert [(p.first, p.second) for p in points] == [(1, 0)]


def test_a_case_without_a_plan_has_no_frontier() -> None:
    made = district(["A", "B"], ["t1@A"])
    case = Case(made, policy(rules={"quotas": [{"name": "两人", "min": 2}]}))
    assert list(tradeoff(case, ("fill", "moves"), 3, LIMITED)) == []


def test_where_nothing_is_traded_there_is_one_point() -> None:
    made = district(["A", "B"], ["t1@A"], posts=["A 1", "B 1"])
    [point] = tradeoff(Case(made, policy(tiers=["moves", "distance"])), ("moves", "distance"), 5, LIMITED)
    assert (point.first, point.second, point.most, point.proven) == (0, 0, None, True)
