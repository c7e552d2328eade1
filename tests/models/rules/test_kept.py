"""What keeping a rule came to: each number is counted a second way, from the account's arrays and by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from models.account import Account, account
from models.case import Case
from models.plan import Plan
from models.recount import Recount
from models.rules.registry import RULES
from models.rules.rule import Kept
from tests.models.micro import district, plan, policy
from tests.models.random_districts import random_district
from tests.models.random_policies import random_case, random_plan

Drawn = tuple[int, Case, Recount, Plan, Account]


@cache
def drawn() -> tuple[Drawn, ...]:
    """Draw cases, each with any plan: what is counted is counted of plans that break rules too."""
    found = []
    for seed in range(60):
        rng = Random(seed)
        case = random_case(rng, gentle=seed % 4 == 0)
        recount = Recount(case.district, case.policy)
        made = random_plan(rng, recount)
        once = Plan.of(tuple(recount.chosen(made).values()))
        found.append((seed, case, recount, once, account(case.district, case.policy, case.standing, once)))
    return tuple(found)


def kept(rule: str) -> Iterator[tuple[Drawn, dict[tuple[str, ...], Kept]]]:
    """Yield every case with what a rule says of its plan."""
    for draw in drawn():
        told = RULES[rule].kept(draw[2], draw[3])
        by_key = {one.key: one for one in told}
        assert len(by_key) == len(told), (draw[0], rule)
        yield draw, by_key


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_something_of_every_plan_in_both_languages(rule: str) -> None:
    for draw, told in kept(rule):
        assert told, (draw[0], rule)
        assert all(one.text.zh.endswith("。") and one.text.en.endswith(".") for one in told.values())


def test_the_full_schools_are_those_of_the_account() -> None:
    seen = 0
    for (seed, _, _, _, counted), told in kept("establishment"):
        rows = counted.schools.set_index("school_id")
        full = rows[rows["headcount_after"] == rows["establishment"]]
        above = rows[rows["headcount_after"] > rows["establishment"]]
        assert told["full",].count == len(full), seed
        assert {key[0] for key in told if key != ("full",)} == {*full.index, *above.index}, seed
        assert all(one.count == rows["headcount_after"][key[0]] for key, one in told.items() if not one.whole), seed
        seen += len(full)
    assert seen > 2


def test_the_posts_full_and_at_their_floor_are_those_of_the_account() -> None:
    seen = 0
    for (seed, case, recount, _, counted), told in kept("subject_balance"):
        rule = case.policy.rules.subject_balance
        rows = [row for row in counted.posts.to_dict("records")
                if (row["school_id"], row["stage"], row["subject"]) in recount.required]  # fmt: skip
        assert told["posts",].count == sum(row["after"] == row["required"] for row in rows), seed
        floor = {
            (row["school_id"], row["stage"], row["subject"])
            for row in rows
            if rule.floor and row["out"] and row["after"] == min(row["before"], math.ceil(rule.floor * row["required"]))
        }
        assert {key for key in told if len(key) == 3} == floor, seed
        seen += len(floor)
    assert seen > 2


def test_routes_and_transfers_are_those_of_the_account() -> None:
    seen = 0
    for (seed, case, _, made, counted), told in kept("routes"):
        names = counted.moves["route"].value_counts()
        for i, route in enumerate(case.policy.rules.routes, 1):
            if not route.forbid:
                assert told[route.name or str(i),].count == names.get(route.name or str(i), 0), seed
                seen += told[route.name or str(i),].count
        back = told["back",].count if ("back",) in told else 0
        assert back == names.get("期满返回", 0), seed
        still = told["without transfer",].count if ("without transfer",) in told else 0
        assert still == len(made.moves) - int(counted.moves["transfer"].sum()), seed
    assert seen > 2


def test_rounds_and_rings_are_those_of_the_account() -> None:
    seen = 0
    for (seed, case, _, _, counted), told in kept("release_first"):
        rings = int(counted.moves["ring"].sum())
        if ("rings",) in told:
            assert told["rings",].count == rings, seed
        if case.policy.rules.release_first.mode == "chain" and not rings:
            assert told["rounds",].count == len(set(counted.moves["round"])), seed
            for i, people in counted.moves["round"].value_counts().items():
                assert f"第{i}轮{people}人" in told["rounds",].text.zh, seed
        seen += rings > 0
    assert seen > 2


def test_locks_kept_are_those_the_moves_keep() -> None:
    seen = 0
    for (seed, case, _, _, counted), told in kept("locks"):
        to = dict(zip(counted.moves["teacher_id"], counted.moves["to_school"], strict=True))
        held = {"must": 0, "never": 0, "stay": 0}
        for lock in case.district["locks"].to_dict("records"):
            school = to.get(lock["teacher_id"])
            held[lock["action"]] += {
                "must": school == lock["school_id"], "never": school != lock["school_id"], "stay": school is None,
            }[lock["action"]]  # fmt: skip
        assert {key: count for key, count in held.items() if count} == {
            key[0]: one.count for key, one in told.items() if one.count
        }, seed
        seen += sum(held.values())
    assert seen > 2


PER_SCHOOL = policy(rules={"quotas": [
    {"name": "派出", "per": "origin", "min": 1, "max": 2},
    {"name": "接收", "per": "destination", "max": 1},
    {"name": "比例", "per": "origin", "of": "staff", "max": "50%"},
]})  # fmt: skip


def test_a_quota_names_exactly_the_schools_at_a_bound() -> None:
    """Held against the moves of the account, on districts and plans drawn at random."""
    seen = 0
    for seed in range(25):
        rng = Random(seed)
        made = random_district(rng)
        recount = Recount(made, PER_SCHOOL)
        drawn_plan = Plan.of(tuple(recount.chosen(random_plan(rng, recount)).values()))
        counted = account(made, PER_SCHOOL, Case(made, PER_SCHOOL).standing, drawn_plan)
        expected: dict[tuple[str, ...], int] = {}
        for row in counted.schools.to_dict("records"):
            half = row["headcount_before"] // 2
            at = {"派出": (row["out"], (1, 2)), "接收": (row["in"], (1,))}
            at |= {"比例": (row["out"], (half,))} if row["headcount_before"] else {}
            expected |= {(name, row["school_id"]): count for name, (count, bounds) in at.items() if count in bounds}
        told = {kept.key: kept.count for kept in RULES["quotas"].kept(recount, drawn_plan) if not kept.whole}
        assert {key: count for key, count in told.items() if len(key) == 2} == expected, seed
        seen += len(expected)
    assert seen > 50


def test_a_quota_names_the_groups_at_their_bounds() -> None:
    asked = policy(rules={"quotas": [
        {"name": "每校派出", "per": "origin", "min": 1, "max": 2}, {"name": "全县", "max": 3}]})  # fmt: skip
    recount = Recount(district(["A", "B", "C"], ["t@A", "u@A", "v@B", "w@C"]), asked)
    told = [one.text.zh for one in RULES["quotas"].kept(recount, plan("t>B", "u>C", "v>A"))]
    assert told == [
        "“每校派出”：3处共3人，正好在下限的1处，正好在上限的1处。",
        "“全县”：全县3人（上限3）。",
        "“每校派出”：学校A（A）2人（下限1、上限2）。",
        "“每校派出”：学校B（B）1人（下限1、上限2）。",
    ]


def test_avoidance_and_couples_are_counted_and_nobody_is_named() -> None:
    teachers = ["a@A", "b@A", "c@A", "d@B", "e@C", "f@C"]
    made = district(["A", "B", "C"], teachers, relations=["a 夫妻 b", "c 近姻亲 d", "e 直系血亲 f"])
    recount = Recount(made, policy(rules={"split_couples": {"leave": "one"}}))
    told = [one.text.zh for one in RULES["avoidance"].kept(recount, plan("a>B"))]
    assert told == [
        "须回避的3对。", "其中1对有人调动；因调动到同一学校的0对。", "原在同一学校、两人都不动的1对。",
    ]  # fmt: skip
    assert "因调动到同一学校的1对" in RULES["avoidance"].kept(recount, plan("c>B"))[1].text.zh
    couples = RULES["split_couples"].kept(recount, plan("a>B"))
    assert [one.text.zh for one in couples] == ["须分流的同校夫妻1对：一人流出的1对，两人都流出的0对。"]


def test_balance_counts_both_ways_of_every_value() -> None:
    asked = policy(rules={"balance": [{"name": "互派", "from": {"school_id": "A"}, "to": {"school_id": "B"},
                                       "by": "subject"}]})  # fmt: skip
    recount = Recount(district(["A", "B"], ["t@A", "u@A", "v@B", "w@B 数学"]), asked)
    told = RULES["balance"].kept(recount, plan("t>B", "u>B", "v>A"))
    assert [(one.key, one.count, one.text.zh) for one in told] == [
        (("互派", "语文"), 1, "“互派”：学科“语文”去2人，回1人（相差至多0人）。")
    ]


def test_title_posts_names_the_lines_that_come_full() -> None:
    teachers = [{"teacher_id": code, "school_id": "A", "title": "高级"} for code in "tuv"]
    made = district(["A", "B", "C"], teachers, title_posts=[
        {"school_id": "B", "title": "高级", "posts": 1}, {"school_id": "C", "title": "高级", "posts": 5}])  # fmt: skip
    recount = Recount(made, policy(rules={"title_posts": {"regime": "hard", "ladder": ["高级", "一级"]}}))
    told = RULES["title_posts"].kept(recount, plan("t>B", "u>C"))
    assert [(one.key, one.count) for one in told] == [(("came",), 2), (("B", "高级"), 1)]
    assert "空余1个，调入1人，用满" in told[1].text.zh


def test_returns_counts_who_goes_back() -> None:
    teachers = [{"teacher_id": code, "school_id": "A", "origin_school": "B", "term_end": "2026-08"} for code in "tu"]
    recount = Recount(district(["A", "B"], teachers), policy(rules={"returns": {}}))
    (told,) = RULES["returns"].kept(recount, plan("t>B"))
    assert told.count == 1
    assert "交流期满2人：须返回的2人，方案中返回1人" in told.text.zh
