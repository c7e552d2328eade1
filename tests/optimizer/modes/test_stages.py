"""Stages: each takes its own people, routes and rules; what it matched is locked; the tiers place the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from models.case import Case
from models.check import check_plan
from models.recount import Recount
from models.stage_file import granted_of, stage_records
from optimizer.events import Settings
from optimizer.modes.matched import StoppedError, clock
from optimizer.modes.registry import MODES
from optimizer.modes.stages import decide, staged_for
from tests.models.micro import Row, district, plan, policy
from tests.models.random_policies import breaches
from tests.optimizer.engine import every_plan, worth
from tests.optimizer.modes.by_trying import choose, small_cases
from tests.thorough import draws

pytestmark = pytest.mark.usefixtures("solved_here")

ONE = Settings(workers=1)
FILTERS: tuple[dict[str, Any], ...] = ({}, {"sex": "女"}, {"category": "free"}, {"score": {"min": 70}})


def drawn_stages(seed: int, case: Case) -> list[dict[str, Any]]:
    """Draw two stages for a case: people, and a rule that may be stricter at first."""
    rng = Random(seed)
    chain = {"release_first": {"mode": "chain", "scope": rng.choice(("subject", "school")), "caps": "each-step"}}
    scope = case.policy.rules.release_first.scope
    if scope == "school":
        chain["release_first"]["scope"] = "school"
    return [
        {
            "name": "先", "mode": "rank-order", "who": rng.choice(FILTERS),
            "rules": chain if rng.random() < 0.5 else {},
        },
        {"name": "后", "mode": rng.choice(("rank-order", "rank-order", "optimise")), "who": rng.choice(FILTERS)},
    ]  # fmt: skip


def staged_cases(first: int, count: int) -> list[tuple[int, Case]]:
    found = []
    for seed, case in small_cases(first, count, mode="optimise"):
        raw = case.policy.model_dump(mode="json", by_alias=True, exclude_none=True)
        raw["stages"] = drawn_stages(seed, case)
        found.append((seed, replace(case, policy=type(case.policy).model_validate(raw))))
    return found


def test_each_stage_grants_what_trying_every_plan_says() -> None:
    seen: Counter[str] = Counter()
    for seed, drawn in staged_cases(draws(630_000, 600_000), draws(30, 70)):
        case = drawn
        for stage in case.policy.steps:
            matched = MODES[stage.mode](staged_for(case, stage, ONE, clock(None)))
            if matched is None:
                assert choose(drawn) is None, seed
                break
            moves = matched.formulated.plan(matched.chosen).moves
            if stage.mode == "rank-order":
                wanted = choose(case, stage, case.granted)
                assert wanted is not None, seed
                assert moves == wanted.granted, (seed, stage.name)
                seen["granted"] += len(moves)
                seen["second"] += len(moves) * (stage.name == "后")
                seen["stricter"] += len(moves) * (stage.rules.release_first.mode is not None)
            case = replace(case, granted=tuple(sorted((*case.granted, *moves))))
        recount = Recount(case.district, case.policy, None, case.granted)
        if choose(drawn) is not None:
            assert any(breaches(recount, p) == 0 for p in every_plan(recount)), seed
    assert min(seen[key] for key in ("granted", "second", "stricter")) > draws(1, 2), seen


def test_the_tiers_place_the_rest_best_with_the_picks_locked() -> None:
    done = 0
    for seed, case in small_cases(650_000, 12):
        wanted = choose(case)
        outcome = decide(case, ONE)
        if wanted is None:
            assert outcome.status == "infeasible", seed
            continue
        assert outcome.plan is not None, seed
        assert outcome.status == "optimal", seed
        assert outcome.granted == wanted.granted, seed
        recount = Recount(case.district, case.policy, None, wanted.granted)
        best = min((worth(case, recount, p), p) for p in every_plan(recount) if breaches(recount, p) == 0)
        assert (tuple(t.value for t in outcome.tiers), outcome.plan) == best, seed
        assert check_plan(case.district, case.policy, outcome.plan, None, outcome.granted).breaches == ()
        done += 1
    assert done > 5


def test_a_stage_of_designation_at_the_end_is_the_end() -> None:
    last = {"name": "安排", "mode": "optimise"}
    first = {"name": "选", "mode": "rank-order"}
    assert [s.name for s in policy(stages=[first, last]).steps] == ["选"]
    assert [s.name for s in policy(stages=[first, {**last, "who": {"sex": "女"}}]).steps] == ["选", "安排"]
    assert policy().steps == policy(stages=[last]).steps == ()
    assert [s.mode for s in policy(mode="rank-order").steps] == ["rank-order"]


def rings() -> Case:
    """Two people who want to change places, and a third who wants where one of them goes."""
    people = [
        {"teacher_id": "t1", "school_id": "A", "score": 90.0},
        {"teacher_id": "t2", "school_id": "B", "score": 80.0},
    ]
    tables = district(
        ["A", "B", "C"], people, posts=["A 1", "B 1", "C 1"], choices=["t1 1 B", "t2 1 A", "t2 2 C"],
        outgoing=["t1", "t2"],
    )  # fmt: skip
    return Case(tables, policy(mode="rank-order"))


def test_a_ring_is_granted_under_pool_and_not_in_a_stage_of_chain() -> None:
    case = rings()
    assert decide(case, ONE).plan == plan("t1>B", "t2>A")
    strict = {"name": "选", "mode": "rank-order", "rules": {"release_first": {"mode": "chain"}}}
    outcome = decide(replace(case, policy=policy(stages=[strict])), ONE)
    assert outcome.plan == plan("t1>B", "t2>C")
    (refused,) = outcome.stages[0].refused
    assert refused.refused is not None
    assert "成环" in refused.refused.zh


def test_a_stage_uses_its_routes_only_and_the_end_uses_all() -> None:
    people: list[dict[str, object]] = [
        {"teacher_id": "t1", "school_id": "A", "score": 90.0},
        {"teacher_id": "t2", "school_id": "A"},
    ]
    tables = district(
        ["A", {"school_id": "B", "zone": "近"}, {"school_id": "C", "zone": "远"}], people, posts=["A 2", "B 1", "C 1"],
        choices=["t1 1 C", "t1 2 B", "t2 1 C"], outgoing=["t1", "t2"],
    )  # fmt: skip
    routes = [{"name": "近路", "to": {"zone": "近"}}, {"name": "远路", "to": {"zone": "远"}}]
    stage = {"name": "选", "mode": "rank-order", "routes": ["近路"]}
    outcome = decide(Case(tables, policy(rules={"routes": routes}, stages=[stage])), ONE)
    assert outcome.stages[0].matched == plan("t1>B").moves
    assert [(a.move.to_school, a.refused.zh) for a in outcome.stages[0].refused if a.refused] == [
        ("C", "不在本阶段的交流范围")
    ] * 2
    assert outcome.plan == plan("t1>B", "t2>C")


def test_a_choice_is_refused_if_more_would_be_left_without_a_place() -> None:
    people: list[dict[str, object]] = [
        {"teacher_id": "t1", "school_id": "A", "score": 90.0},
        {"teacher_id": "t2", "school_id": "A"},
    ]
    tables = district(
        ["A", "B", "C"], people, posts=["A 2", "B 1", "C 1"], choices=["t1 1 B", "t1 2 C"], outgoing=["t1", "t2"],
        locks=["t2 never C"],
    )  # fmt: skip
    outcome = decide(Case(tables, policy(mode="rank-order")), ONE)
    assert outcome.plan == plan("t1>C", "t2>B")
    (refused,) = outcome.stages[0].refused
    assert refused.refused is not None
    assert refused.refused.en == "at least 1 would be left without a place, where 0 need be"
    selected = tables.with_table("outgoing", tables["outgoing"].iloc[:0])
    outcome = decide(Case(selected, policy(mode="rank-order")), ONE)  # nobody is owed a place
    assert outcome.stages[0].matched == plan("t1>B").moves


def test_time_that_is_up_while_people_choose_leaves_no_plan() -> None:
    case = rings()
    with pytest.raises(StoppedError):
        MODES["rank-order"](staged_for(case, case.policy.steps[0], ONE, lambda: 0.0))
    outcome = decide(case, Settings(seconds=1e-9, workers=1))
    assert (outcome.status, outcome.plan) == ("unknown", None)
    assert "没有做完" in outcome.explanation[0].zh


def test_who_is_placed_first_loses_no_place_to_a_later_stage() -> None:
    """Two may leave A, B has one place: of head and deputy, and whoever the draw favours, the head goes."""
    for head in ("a", "b"):
        people = [
            {"teacher_id": code, "school_id": "A", "role": "正职" if code == head else "副职"} for code in ("a", "b")
        ]
        made = district(["A", "B"], people, posts=["A 2", "B 1"])
        stages = [{"name": role, "mode": "optimise", "who": {"role": role}} for role in ("正职", "副职")]
        asked = policy(stages=stages, lottery=True, goals={"prefer": [{"name": "应交流"}]}, tiers=["prefer"])
        outcome = decide(Case(made, asked), ONE)
        assert outcome.status == "optimal"
        assert outcome.plan == plan(f"{head}>B")
        assert [len(result.matched) for result in outcome.stages] == [1, 0]


@pytest.mark.parametrize(
    "stage", [{"mode": "optimise", "who": {"role": "正职"}}, {"mode": "two-way"}, {"mode": "rank-order"}]
)
def test_a_known_departure_is_read_back_with_the_rest(stage: dict[str, Any]) -> None:
    people: list[Row] = [{"teacher_id": "a", "school_id": "A", "role": "正职"}, "b@A"]
    made = district(["A", "B"], people, locks=["a must *"], choices=["b 1 B"])
    asked = policy(stages=[{"name": "先", **stage}], goals={"prefer": [{"name": "应交流"}]}, tiers=["prefer"])
    outcome = decide(Case(made, asked), ONE)
    assert outcome.status == "optimal"
    assert outcome.plan == plan("a>*", "b>B")
    assert granted_of({"stages": stage_records(outcome.stages)}, made) == outcome.granted
