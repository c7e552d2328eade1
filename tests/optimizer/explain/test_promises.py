"""What each mode promises: kept in plans found, and named where a plan is changed by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

from models.blocking import may_go
from models.case import Case
from models.explain.fairness import audit, fairness
from models.explain.promises import RankWrongs, in_turn, stages_found
from models.formulate import formulate
from models.plan import Move, Plan
from models.policy import Policy
from models.policy_stages import Mode
from models.recount import Recount
from models.stage_blocking import StageWrongs
from models.stage_file import stage_records
from optimizer.events import Settings
from optimizer.modes.matched import clock
from optimizer.modes.stages import stage_done
from tests.models.micro import Row, district, plan, policy
from tests.optimizer.engine import plan_of, run
from tests.optimizer.modes.by_trying import ranked, small_cases
from tests.optimizer.modes.fairs import case_of
from tests.thorough import draws

ONE = Settings(workers=1)
KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"crossing": True},
    {"plain": True, "most": 12},
    {"plain": True, "crossing": True},
)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"sex": "女"},
    {"category": "free"},
    {"score": {"min": 70}},
    {"title": "高级"},
)


def staged(seed: int, modes: tuple[Mode, ...]) -> Case:
    """Draw a case of two stages with people, routes and rules of their own."""
    rng = Random(seed)
    case = case_of(seed, **rng.choice(KINDS))
    raw = case.policy.model_dump(mode="json", by_alias=True, exclude_none=True)
    listed = []
    for number, route in enumerate(raw["rules"].get("routes", [])):
        route["name"] = f"路{number}"
        listed += [] if route.get("forbid") else [route["name"]]
    raw["stages"] = [
        {
            "name": name, "mode": rng.choice(modes), "who": rng.choice(FILTERS),
            "routes": [rng.choice(listed)] if listed and rng.random() < 0.5 else [],
        }
        for name in ("一", "二")
    ]  # fmt: skip
    release = raw["rules"]["release_first"]
    if rng.random() < 0.4 and raw["stages"][0]["mode"] != "optimise":
        raw["stages"][0]["rules"] = {"release_first": {**release, "mode": "chain"}}
        raw["stages"][0]["rules"]["release_first"].pop("strict", None)
    return replace(case, policy=Policy.model_validate(raw))


def matched(case: Case) -> tuple[dict[str, Any], Plan] | None:
    """Run every stage; return what plan.json tells of them, and what they matched."""
    results = []
    for stage in case.policy.steps:
        done = stage_done(case, stage, ONE, clock(None))
        if done is None:
            return None
        case, result = done
        results.append(result)
    return {"stages": stage_records(tuple(results))}, Plan.of(case.granted)


def test_no_stage_of_any_case_is_said_to_break_its_promise() -> None:
    seen: Counter[str] = Counter()
    for seed in range(draws(14, 24)):
        case = staged(seed, ("two-way", "two-way", "rank-order"))
        done = matched(case)
        if done is None:
            continue
        record, made = done
        for stage in stages_found(case, made, record):
            if isinstance(stage.found, StageWrongs):
                assert stage.found.blocking == (), (seed, stage.name)
                seen["matched"] += stage.found.matched
                seen["closed"] += stage.closed
                seen["later stage"] += stage.name == "二" and stage.found.matched > 0
            elif isinstance(stage.found, RankWrongs):
                assert stage.found.unexplained == (), (seed, stage.name)
                seen["ranked"] += stage.found.matched
    assert min(seen[key] for key in ("matched", "closed", "later stage", "ranked")) > 1, seen


def test_whole_plans_keep_what_their_mode_promises() -> None:
    seen: Counter[str] = Counter()
    for number, (seed, drawn) in enumerate(small_cases(810_000, 10)):
        mode: Mode = "two-way" if number % 2 else "rank-order"
        case = replace(drawn, policy=drawn.policy.model_copy(update={"mode": mode}))
        done = matched(case)
        if done is None:
            continue
        record, part = done
        case = replace(case, granted=part.moves)
        formulated = formulate(case)
        whole = plan_of(formulated, run(formulated.program.matrix))
        assert whole is not None, seed
        (stage,) = stages_found(case, whole, record)
        if isinstance(stage.found, StageWrongs):
            assert stage.found.blocking == (), seed
        else:
            assert isinstance(stage.found, RankWrongs), seed
            assert stage.found.unexplained == (), seed
        seen[mode] += 1
        assert len(fairness(case, whole, record)) == 5
    assert min(seen["two-way"], seen["rank-order"]) > 2, seen


def test_who_is_put_in_the_place_of_a_higher_rank_is_named_with_the_place() -> None:
    """The place of each matched in turn goes to somebody after, and whoever had it stays at home."""
    named = 0
    for seed in range(100, draws(118, 135)):
        case = staged(seed, ("rank-order",))
        done = matched(case)
        if done is None:
            continue
        record, made = done
        first = stages_found(case, made, record)[0]
        moves = [Move(*(str(m[k]) for k in Move._fields)) for m in record["stages"][0]["moves"]]
        order = in_turn(Recount(case.district, case.policy), [m.teacher_id for m in moves])
        assert isinstance(first.found, RankWrongs)
        for before, after in pairwise(order):
            place = next(m for m in moves if m.teacher_id == before)
            recount = Recount(case.district, case.policy)
            listed = recount.ranks.get(before, {})
            home = recount.people[before].school in listed  # who lists it, and stays, has that choice
            if before not in recount.must and place.to_school in listed and not home and may_go(recount, place):
                rest = [m for m in made.moves if m.teacher_id not in (before, after)]
                found = stages_found(case, Plan.of([*rest, Move(after, *place[1:])]), record)[0].found
                assert isinstance(found, RankWrongs)
                assert (place, after) in {(pair.wanted, pair.holder) for pair in found.unexplained}, seed
                assert {pair.wanted.teacher_id for pair in found.unexplained} <= {before, after}, seed
                named += 1
    assert named > draws(2, 5), named


def test_who_is_left_out_of_a_two_way_stage_is_named_with_the_place() -> None:
    named = 0
    for seed in range(200, draws(209, 216)):
        case = staged(seed, ("two-way",))
        done = matched(case)
        if done is None:
            continue
        record, made = done
        recount = Recount(case.district, case.policy)
        for told in record["stages"][0]["moves"]:
            move = Move(*(str(told[k]) for k in Move._fields))
            if move.teacher_id in recount.must or recount.after_term[move.teacher_id] == "return":
                continue
            rest = Plan.of([m for m in made.moves if m != move])
            found = stages_found(case, rest, record)[0].found
            assert isinstance(found, StageWrongs)
            assert move in {pair.move for pair in found.blocking}, seed
            named += 1
    assert named > draws(2, 5), named


def test_people_stand_in_the_order_in_which_they_choose() -> None:
    for seed, case in small_cases(820_000, draws(5, 10)):
        recount = Recount(case.district, case.policy)
        assert in_turn(recount, list(recount.people)) == ranked(recount, list(recount.people)), seed


PEOPLE: list[Row] = [
    {"teacher_id": "x", "school_id": "A", "score": 90.0},
    {"teacher_id": "y", "school_id": "A", "score": 80.0},
    {"teacher_id": "z", "school_id": "A", "score": 70.0},
]


def chosen(mode: Mode) -> tuple[Case, Plan, dict[str, Any]]:
    tables = district(
        ["A", "B", "C"], PEOPLE, posts=["A 3", "B 1", "C 1"], choices=["x 1 B", "y 1 B", "y 2 C", "z 1 C"],
        relations=["x 夫妻 z"],
    )  # fmt: skip
    case = Case(tables, policy(mode=mode, goals={"prefer": [{"name": "应交流"}]}, tiers=["prefer"]))
    done = matched(case)
    assert done is not None
    assert done[1] == plan("x>B", "y>C")
    return case, done[1], {**done[0], "tiers": [{"proven": True}]}


def said(case: Case, made: Plan, record: dict[str, Any] | None) -> tuple[str, str]:
    first = fairness(case, made, record)[0]
    return "\n".join(line.zh for line in first.lines), "\n".join(line.en for line in first.lines)


def test_the_audit_says_which_promise_is_kept_and_names_who_was_wronged() -> None:
    for mode in ("rank-order", "two-way"):
        case, made, record = chosen(mode)
        zh, en = said(case, made, record)
        assert "承诺做到了" in zh
        assert "The promise is kept." in en
        zh, en = said(case, plan("x>C", "y>B"), record)
        assert "方案有误" in zh
        assert "教师x（x）" in zh
        assert "the plan is at fault" in en
        assert "承诺做到了" not in zh
        zh, _ = said(case, made, None)
        assert "无从核对" in zh
        assert "承诺做到了" not in zh


def test_without_stages_a_higher_score_is_promised_nothing() -> None:
    case, _, _ = chosen("rank-order")
    alone = Case(case.district, policy())
    zh, en = said(alone, plan("y>B", "x>C"), {"tiers": [{"proven": True}, {"proven": False}]})
    assert "不承诺分高者先得" in zh
    assert "下面有1人分高未得，不违反这一承诺" in zh
    assert "第2级还没有证明最优" in zh
    assert "which is not against this promise" in en
    weighed = policy(tiers=["choice"], goals={"choice": {"weight": "score"}})
    assert "按得分加权" in said(Case(case.district, weighed), plan("y>B"), None)[0]


def test_the_audit_counts_all_and_the_sentences_shorten() -> None:
    people: list[Row] = [{"teacher_id": f"t{i:02}", "school_id": "A", "score": 99.0 - i} for i in range(15)]
    made = district(["A", "B"], people, choices=[f"t{i:02} 1 B" for i in range(15)])
    case = Case(made, policy())
    found = audit(Recount(made, policy()), case, plan("t14>B"))
    assert len(found.envious) == 14
    envy = fairness(case, plan("t14>B"))[1]
    assert sum("低" in line.zh and "第1志愿是" in line.zh for line in envy.lines) == 10
    assert any("其余4人从略" in line.zh and line.en.startswith("4 more") for line in envy.lines)
