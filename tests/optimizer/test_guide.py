"""A solve that begins near another comes to what it comes to alone: whatever it is handed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

import optimizer.sift
import optimizer.tiers
from models.case import Case
from models.formulate import Formulated, formulate
from models.plan import Move, Plan
from models.policy_rules import ReleaseFirst
from models.proof import Multipliers, Region
from models.recount import Recount
from optimizer.events import Settings
from optimizer.guide import Guide, Handed
from optimizer.here import Here
from optimizer.solve import solve
from scenarios.whatif.guide_file import guide_json, guide_of
from tests.models.micro import district, policy
from tests.models.random_policies import openings_of, random_policy
from tests.optimizer.engine import Puzzle, Told, best_by_trying, plan_of, plans_there_are, puzzles, run

LIMITED = Settings(seconds=15, workers=1)
"""None of these takes a second; one that would never end is stopped, and found wanting."""
HUGE = 2**59


def small() -> tuple[Puzzle, ...]:
    return puzzles(30_000, 70, 18, 400)[:32]


@pytest.fixture(params=[False, True], ids=["small", "large"], autouse=True)
def large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Solve as a county of millions of pairs is solved, or as a small one."""
    if request.param:
        monkeypatch.setattr(optimizer.tiers, "_SMALL", 0)
        monkeypatch.setattr(optimizer.sift, "_WHOLE", 0)
    return bool(request.param)


def solved(formulated: Formulated, guide: Guide | None = None) -> Told:
    return run(formulated.program.matrix, LIMITED, guide=None if guide is None else guide.onto(formulated))


def handed_over(formulated: Formulated, told: Told) -> Guide:
    plan = plan_of(formulated, told)
    assert plan is not None
    return Guide.of(formulated, plan, [tier.multipliers for tier in told.tiers], told.blended)


@cache
def guides(large: bool) -> dict[int, Guide]:
    """Seed -> what the solve of that puzzle hands over."""
    found = {p.seed: (p.formulated, solved(p.formulated)) for p in small() if p.best is not None}
    return {seed: handed_over(*one) for seed, one in found.items()}


def assert_best(formulated: Formulated, best: tuple[tuple[int, ...], Plan] | None, told: Told, about: object) -> None:
    """Assert that a solve came to the plan found by trying all, every tier proven, no bound above it."""
    if best is None:
        assert (told.chosen, told.conflict is None) == (None, False), about
        return
    assert told.conflict is None, about
    assert told.proven(formulated.program.matrix), about
    assert (told.values, plan_of(formulated, told)) == best, about
    assert all(tier.certified <= value for tier, value in zip(told.tiers, best[0], strict=True)), about


def varied(rng: Random, case: Case) -> Iterator[Case]:
    """Yield overlays of a case: some of its numbers, its policy, its roster, the way people are released."""
    tables = case.district
    schools, posts = tables.schools.copy(), tables["posts"].copy()
    schools["establishment"] = [max(0, value + rng.choice((-1, 0, 0, 1, 2))) for value in schools["establishment"]]
    posts["required"] = [max(0, value + rng.choice((-1, 0, 0, 1))) for value in posts["required"]]
    yield replace(case, district=tables.with_table("schools", schools).with_table("posts", posts))
    yield replace(case, policy=random_policy(rng, gentle=True))
    gone = rng.choice(tables.teachers["teacher_id"].tolist())
    names = {"teachers": ["teacher_id"], "relations": ["teacher_a", "teacher_b"], "locks": ["teacher_id"],
             "choices": ["teacher_id"], "outgoing": ["teacher_id"], "distances": ["teacher_id"],
             "history": ["teacher_id"], "school_choices": ["teacher_id"]}  # fmt: skip
    fewer = tables
    for name, columns in names.items():
        there = tables[name]
        fewer = fewer.with_table(name, there[~there[columns].eq(gone).any(axis=1)].reset_index(drop=True))
    yield replace(case, district=fewer)
    release = case.policy.rules.release_first
    other = ReleaseFirst(mode="chain" if release.mode == "pool" else "pool", scope=release.scope)
    rules = case.policy.rules.model_copy(update={"release_first": other})
    yield replace(case, policy=case.policy.model_copy(update={"rules": rules}))


@cache
def overlays() -> tuple[tuple[int, Formulated, tuple[tuple[int, ...], Plan] | None], ...]:
    """Overlays of the puzzles, each with the puzzle's seed and the answer found by trying."""
    found = []
    for puzzle in small():
        if puzzle.best is None:
            continue
        for case in varied(Random(puzzle.seed), puzzle.case):
            recount = Recount(case.district, case.policy, case.baseline)
            if plans_there_are(recount) <= 300:
                found.append((puzzle.seed, formulate(case), best_by_trying(case, recount)))
    return tuple(found)


def test_a_case_begun_with_its_own_answer_comes_to_it(large: bool) -> None:
    for puzzle in small():
        guide = guides(large).get(puzzle.seed)
        if guide is not None:
            assert_best(puzzle.formulated, puzzle.best, solved(puzzle.formulated, guide), puzzle.seed)


def test_a_case_begun_near_another_comes_to_its_own_answer(large: bool) -> None:
    with_a_plan = 0
    for seed, formulated, best in overlays():
        with_a_plan += best is not None
        assert_best(formulated, best, solved(formulated, guides(large)[seed]), seed)
    assert with_a_plan > 30
    assert len(overlays()) - with_a_plan > 3


def every_row(formulated: Formulated) -> Handed:
    """Return a multiplier of one on every row that has a name."""
    ones = Multipliers(1, np.ones(len(formulated.program.matrix.row_lower), np.int64), np.zeros(0, np.int64))
    [handed] = Guide.of(formulated, Plan(()), [ones], None).multipliers
    return handed


def garbage(rng: Random, formulated: Formulated, guide: Guide) -> Iterator[Guide]:
    """Yield guides that no honest solve hands over."""
    known, tiers = every_row(formulated), formulated.program.tiers

    def random_handed() -> Handed:
        reach = rng.choice((3, 10**6, HUGE))
        rows = {key: tuple(rng.randint(-reach, reach) for _ in values) for key, values in known[1].items()}
        return rng.choice((1, 7, 2**24)), rows

    recount = Recount(formulated.case.district, formulated.case.policy)
    wild = [move for code in recount.people for move in openings_of(recount, code)]
    strangers = Plan((Move("nobody", "99", "小学", "语文"), *rng.sample(wild, min(4, len(wild)))))
    handed = tuple(random_handed() for _ in tiers)
    yield Guide(strangers, tiers, handed, random_handed())
    yield Guide(guide.plan, tiers[::-1], guide.multipliers, guide.blended)
    yield Guide(Plan.of(wild), ({"moves": 7}, {"reunite": 1}), handed[:1], None)
    yield Guide(Plan(()), (), (), random_handed())


def test_garbage_changes_no_answer(large: bool) -> None:
    for puzzle in small()[:20]:
        guide = guides(large).get(puzzle.seed, Guide(Plan(()), (), (), None))
        for number, wrong in enumerate(garbage(Random(puzzle.seed), puzzle.formulated, guide)):
            assert_best(puzzle.formulated, puzzle.best, solved(puzzle.formulated, wrong), (puzzle.seed, number))


def test_what_is_handed_over_proves_as_much_where_it_comes_from(large: bool) -> None:
    proving = 0
    for puzzle in small():
        guide = guides(large).get(puzzle.seed)
        if guide is None:
            continue
        told, region = solved(puzzle.formulated), Region(puzzle.matrix)
        bound = guide.onto(puzzle.formulated).bound(0, region, puzzle.matrix.objectives[0])
        assert bound is not None
        assert told.tiers[0].certified <= max(0, bound.value) <= told.tiers[0].value
        proving += bound.value > 0
    assert proving > 2


def test_what_is_handed_over_is_found_again_by_what_its_rows_are_about(large: bool) -> None:
    """A county like the other but for one school put before all: every number of a row is another."""
    people = [f"t{i}@{s}" for i, s in enumerate("AAABBB")]
    schools = [{"school_id": s, "establishment": 4} for s in "AB"]
    posts = ["A 2", "B 4"]
    rules = {"quotas": [{"name": "至少", "min": 1}], "establishment": {"over": "no-worse"}}
    first = formulate(Case(district(schools, people, posts=posts), policy(rules=rules, tiers=["fill", "moves"])))
    more = [{"school_id": "0", "establishment": 3}, *schools]
    second = formulate(
        Case(district(more, people, posts=["0 0", *posts]), policy(rules=rules, tiers=["moves", "fill"]))
    )
    told = solved(first)
    guided = handed_over(first, told).onto(second)
    assert [y is not None for y in guided.multipliers] == [True, True]
    for tier, old in zip((1, 0), told.tiers, strict=True):
        proof = guided.multipliers[tier]
        assert proof is not None
        was = {first.program.say(int(r)): int(old.multipliers.rows[r]) for r in old.multipliers.rows.nonzero()[0]}
        now = {second.program.say(int(r)): int(proof.rows[r]) for r in proof.rows.nonzero()[0]}
        own = {first.program.say(int(r)) for r in first.program.matrix.core.person if r >= 0}  # type: ignore[union-attr]
        assert now == {said: y for said, y in was.items() if said not in own}
    assert second.plan(guided.start).moves == plan_of(first, told).moves  # type: ignore[union-attr]


def test_a_guide_goes_through_a_file_unchanged(large: bool) -> None:
    for guide in guides(large).values():
        assert guide_of(json.loads(json.dumps(guide_json(guide)))) == guide
    assert any(guide.blended is not None for guide in guides(large).values()) is large


def test_solves_in_one_place_come_to_what_each_comes_to_and_hand_over_the_last() -> None:
    here = Here()
    for puzzle in small()[:8]:
        outcome = solve(puzzle.case, LIMITED, run=here)
        guide = here.handed_over()
        if puzzle.best is None:
            assert (outcome.status, guide) == ("infeasible", None)
            continue
        assert (tuple(tier.value for tier in outcome.tiers), outcome.plan) == puzzle.best
        assert guide is not None
        assert (guide.plan, guide.tiers) == (outcome.plan, puzzle.case.tiers)
        assert len(guide.multipliers) == len(guide.tiers)
        again = solve(puzzle.case, LIMITED, run=Here(guide))
        assert (again.status, again.plan, again.tiers) == ("optimal", outcome.plan, outcome.tiers)
    assert Here().handed_over() is None
