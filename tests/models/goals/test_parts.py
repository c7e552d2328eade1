"""Who stands behind a goal's number: the parts add up to it exactly, and each says what it counts."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from models.goals.registry import GOALS
from models.recount import Recount
from tests.models.micro import Row, district, plan, policy
from tests.models.random_policies import random_case, random_plan

CASES, PLANS = 100, 2
NUMBER = re.compile(r"\d+")


def test_the_parts_of_every_goal_add_up_to_its_value() -> None:
    seen: dict[str, set[int]] = {goal: set() for goal in GOALS}
    for seed in range(CASES):
        rng = Random(seed)
        tiers = [{"quota": 1, "downgrade": 1}] if seed % 4 else None
        case = random_case(rng, gentle=seed % 2 == 0, baseline=seed % 3 > 0, tiers=tiers)
        recount = Recount(case.district, case.policy, case.baseline)
        for made in (random_plan(rng, recount) for _ in range(PLANS)):
            for name, goal in GOALS.items():
                parts = goal.parts(recount, made)
                assert sum(part.units for part in parts) == goal.value(recount, made), (seed, name, made)
                assert all(part.units > 0 for part in parts), (seed, name)
                assert all(str(part.units) in NUMBER.findall(part.text.zh) for part in parts if part.units > 1), name
                assert all(code in recount.people for part in parts for code in part.teachers), name
                seen[name].add(len(parts))
    assert min(map(len, seen.values())) > 2, seen


def test_nobody_stands_twice_behind_one_number() -> None:
    """A key names one thing: two plans can be compared by it."""
    for seed in range(40):
        rng = Random(seed)
        case = random_case(rng, baseline=True, tiers=[{"quota": 1, "downgrade": 1}])
        recount = Recount(case.district, case.policy, case.baseline)
        made = random_plan(rng, recount)
        for name, goal in GOALS.items():
            keys = Counter(part.key for part in goal.parts(recount, made))
            assert not keys or max(keys.values()) == 1, (seed, name)


POSTS: list[Row] = ["A 2", "B 3", "B 初中 数学 1"]


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("choice", {"教师t（t）得第3志愿，去学校B（B），计2。", "教师u（u）去学校B（B），不在所填志愿之内，计10。"}),
        ("fill", {"学校A（A）初中语文核定2人，原有2人，流出2人，流入0人，流动后0人，缺2人。",
                  "学校B（B）初中语文核定3人，原有0人，流出0人，流入2人，流动后2人，缺1人。",
                  "学校B（B）初中数学核定1人，原有0人，流出0人，流入0人，流动后0人，缺1人。"}),
        ("distance", {"教师t（t）去学校B（B），路程17分钟。"}),
        ("place", {"教师m（m）在流出名单上，没有安置。"}),
        ("reunite", {"流动后教师t（t）在西，配偶在东。", "流动后教师u（u）在西，教师m（m）在东。"}),
        ("prefer", {"“都去”：教师m（m）没有调动，计3。"}),
        ("moves", {"教师t（t）从学校A（A）去学校B（B）初中语文。", "教师u（u）从学校A（A）去学校B（B）初中语文。"}),
        ("changes", {"教师t（t）：基准方案中不动，本方案中去学校B（B）初中语文。"}),
        ("surplus", {"学校B（B）编制1，流动后在编2人，超1人。"}),
        ("quota", {"“少去”：全县2人，至多1人，多1人。"}),
        ("structure", {"“男”：学校A（A）流动后1人中有0人，偏少；按全县千分之333，计|1000×0-333×1|=333。",
                       "“男”：学校B（B）流动后2人中有1人，偏多；按全县千分之333，计|1000×1-333×2|=334。"}),
    ],
)  # fmt: skip
def test_a_part_says_what_it_counts(goal: str, said: set[str]) -> None:
    """Made so that every number can be told by hand: t and u go from A to B, m of A stays though listed."""
    made = district(
        [{"school_id": "A", "zone": "东"}, {"school_id": "B", "zone": "西", "establishment": 1}],
        [{"teacher_id": "t", "school_id": "A", "spouse_zone": "东", "sex": "男"}, "u@A", "m@A 数学"],
        posts=POSTS, outgoing=["t", "u", "m"], relations=["u 夫妻 m"],
        choices=["t 1 A", "t 3 B", "u 1 A"], distances=[{"teacher_id": "t", "school_id": "B", "minutes": 17}],
    )  # fmt: skip
    asked = policy(
        goals={"prefer": [{"name": "都去", "weight": 3}], "structure": [{"name": "男", "who": {"sex": "男"}}]},
        rules={"quotas": [{"name": "少去", "max": 1, "binding": "soft"}]},
    )
    recount = Recount(made, asked, plan("u>B"))
    assert {part.text.zh for part in GOALS[goal].parts(recount, plan("t>B", "u>B"))} == said
