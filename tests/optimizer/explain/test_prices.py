"""Prices are what the best plan of its kind really costs: held against every plan tried one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

import optimizer.explain.steps
from models.case import Case
from models.district import District
from models.formulate import formulate
from models.plan import Plan
from models.tables import OUTSIDE
from optimizer.events import Settings
from optimizer.explain.again import STAY, Again
from optimizer.explain.alternatives import MOST, Asking
from optimizer.explain.price import changed
from optimizer.solve import solve
from tests.models.micro import district, plan, policy
from tests.optimizer.engine import run
from tests.optimizer.explain.trying import ONE, Tried, outcome, tried
from tests.thorough import draws

SEEDS = (41007, 41029, 41034, 41056, 41077, 41095, 41100, 41135, 41142, 41148, 41160, 41176, 41192)
"""Cases of 12 to 250 plans in which somebody may end in more than one way."""


@cache
def small() -> tuple[Tried, ...]:
    return tuple(tried(*SEEDS))


def movable(one: Tried) -> list[str]:
    """Name those who may end in more than one way, or might if rules did not forbid it."""
    return [code for code in one.recount.people if len(one.best(code)) > 1][:2]


def test_the_cases_are_worth_asking_about() -> None:
    counts = [len(one.best(code)) for one in small() for code in movable(one)]
    assert len(counts) > len(SEEDS)
    assert max(counts) > 3
    assert {one.case.district.named for one in small()} == {True, False}
    assert {one.case.policy.rules.release_first.mode for one in small()} == {"pool", "chain"}


def test_a_forced_outcome_costs_what_the_best_plan_with_it_costs_tier_by_tier() -> None:
    forbidden = 0
    for one in small()[:10]:
        for code in movable(one):
            again, best = Again(one.case, one.valid[0][1], code, ONE), one.best(code)
            for school in {STAY, *again.ways}:
                answer = again.forced(school)
                if school not in best:
                    assert answer.impossible, (one.seed, code, school)
                    forbidden += 1
                    continue
                assert answer.outcome.status == "optimal", (one.seed, code, school)
                assert tuple(t.value for t in answer.outcome.tiers) == best[school], (one.seed, code, school)
                assert answer.plan is not None
                assert outcome(answer.plan, code) == school
    assert forbidden > 2


def test_the_alternatives_are_the_best_other_outcomes_in_the_order_of_the_tiers() -> None:
    fewer = 0
    for one in small()[:8]:
        for code in movable(one):
            made = one.valid[0][1]
            found = Asking(Again(one.case, made, code, ONE), 5).best()
            others = [tiers for school, tiers in one.best(code).items() if school != outcome(made, code)]
            assert [a.price.after.tiers for a in found.found] == others[:MOST], (one.seed, code)
            assert len({a.outcome for a in found.found}) == len(found.found)
            assert outcome(made, code) not in {a.outcome for a in found.found}
            assert found.end == ("enough" if len(found.found) == MOST else "none"), (one.seed, code)
            fewer += found.end == "none"
    assert fewer > 0


def test_the_same_is_found_from_the_steps_of_another_question_and_from_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in small()[:3]:
        for code in movable(one)[:1]:
            made = one.valid[0][1]
            begun = Again(one.case, made, code, ONE)
            begun.without([outcome(made, code)])
            for school, tiers in one.best(code).items():
                for again in (begun, Again(one.case, made, code, ONE)):
                    answer = again.forced(school)
                    assert tuple(t.value for t in answer.outcome.tiers) == tiers, (one.seed, code)
                    assert all(t.proven for t in answer.outcome.tiers)
            monkeypatch.setattr(optimizer.explain.steps, "_HELD", 0)
            found = Asking(Again(one.case, made, code, ONE), 5).best()
            monkeypatch.undo()
            assert found.found == Asking(Again(one.case, made, code, ONE), 5).best().found


def test_a_plan_that_is_not_the_best_is_told_so() -> None:
    told = 0
    for one in small()[:6]:
        worst = one.valid[-1]
        for code in movable(one)[:1]:
            asking = Asking(Again(one.case, worst[1], code, ONE), 5)
            assert asking.worth.tiers == worst[0]
            for found in asking.best().found:
                assert found.price.better is (found.price.after.tiers < worst[0]), (one.seed, code)
                told += found.price.better
    assert told > 2


def test_a_price_names_the_goals_and_the_people_that_differ() -> None:
    for one in small()[:5]:
        made = one.valid[0][1]
        for code in movable(one)[:1]:
            again = Again(one.case, made, code, ONE)
            asking = Asking(again, 5)
            for found in asking.best().found:
                other = asking.forced(found.outcome).plan
                assert other is not None
                moves = {m.teacher_id: m for m in other.moves}
                before = {m.teacher_id: m for m in made.moves}
                differing = [c for c in one.recount.people if c != code and moves.get(c) != before.get(c)]
                assert [o.teacher for o in found.price.others] == sorted(differing)
                for goal, was, becomes in found.price.changes:
                    assert was != becomes
                    assert (asking.worth.goals[goal], found.price.after.goals[goal]) == (was, becomes)


def test_who_must_go_there_by_a_lock_is_solved_to_the_same_values() -> None:
    asked = 0
    for one in small()[: draws(4, 9)]:
        for code in movable(one)[:1]:
            again = Again(one.case, one.valid[0][1], code, ONE)
            unlocked = code not in one.recount.must and not one.recount.after_term[code]
            for school in [s for s in one.best(code) if s not in (STAY, OUTSIDE)] if unlocked else []:
                locked = replace(one.case, district=_must(one.case.district, code, school))
                if locked.standing.category != one.case.standing.category:
                    continue  # a lock may waive a deferral
                answer = again.forced(school)
                asked += 1
                assert tuple(t.value for t in answer.outcome.tiers) == run(formulate(locked).program.matrix).values
                if asked == 1:  # once by the public road, in a child
                    outcome_ = solve(locked, ONE)
                    assert outcome_.status == "optimal"
                    assert outcome_.plan == answer.plan
                    assert [t.value for t in outcome_.tiers] == [t.value for t in answer.outcome.tiers]
    assert asked > draws(1, 3)


def _must(tables: District, code: str, school: str) -> District:
    frame = tables["locks"]
    line = {**dict.fromkeys(frame.columns, ""), "teacher_id": code, "action": "must", "school_id": school, "_row": 0}
    locks = frame[frame["teacher_id"] != code]
    kept: list[Mapping[str, object]] = [{str(k): v for k, v in row.items()} for row in locks.to_dict("records")]
    return tables.with_table("locks", District.of(locks=[*kept, line])["locks"])


def test_a_move_a_stage_fixed_is_priced_with_the_moves_of_the_others_kept() -> None:
    tables = district(
        ["A", "B", "C"], ["t1@A", "t2@A"], posts=["A 9", "B 1", "C 1"], choices=["t1 1 B", "t2 1 B", "t2 2 C"]
    )
    law = policy(tiers=["fill", "choice"], mode="rank-order", lottery=True)
    made = plan("t1>B", "t2>C")
    case = Case(tables, law, granted=made.moves)
    second = Again(case, made, "t2", ONE)
    assert second.granted == made.moves[1]
    assert second.case.granted == (made.moves[0],)
    assert second.forced("B").impossible
    stays = second.forced(STAY)
    assert stays.plan == plan("t1>B")
    assert Again(case, made, "t1", ONE).forced("B").plan == made


def test_time_too_short_is_admitted_with_both_ends_of_the_gap() -> None:
    for one in small()[:6]:
        for code in movable(one)[:1]:
            answer = Again(one.case, one.valid[0][1], code, Settings(seconds=0.0, workers=1)).forced(STAY)
            best = one.best(code).get(STAY)
            if best is None or answer.plan is None:
                assert answer.outcome.status in ("infeasible", "unknown")
                continue
            first = answer.outcome.tiers[0]
            assert first.bound <= best[0] <= first.value


def test_people_who_do_otherwise_are_found_once_each() -> None:
    told = changed(plan("t1>B", "t2>C", "t3>D"), plan("t1>B", "t2>B", "t4>A"))
    assert [(o.teacher, o.before and o.before.to_school, o.after and o.after.to_school) for o in told] == [
        ("t2", "C", "B"), ("t3", "D", None), ("t4", None, "A"),
    ]  # fmt: skip
    assert changed(Plan(()), Plan(())) == ()
