"""The score panel: every rule, every goal of the tiers, with its value and whoever is behind it."""

from __future__ import annotations

import re
from random import Random

from models.case import Case
from models.check import check_plan
from models.explain.figures import figures
from models.explain.panel import SHOWN, score_panel
from models.goals.registry import GOALS
from models.recount import Recount
from models.rules.registry import RULES
from tests.models.micro import district, plan, policy
from tests.models.random_policies import random_case, random_plan

CASES = 30


def test_every_rule_and_goal_stands_there_with_the_numbers_of_the_check() -> None:
    for seed in range(CASES):
        rng = Random(seed)
        case = random_case(rng, gentle=seed % 2 == 0, baseline=seed % 3 > 0)
        made = random_plan(rng, Recount(case.district, case.policy))
        checked = check_plan(case.district, case.policy, made, case.baseline)
        titles = [paragraph.title.zh for paragraph in score_panel(case, made)]
        goals = [re.fullmatch(r"目标·(.+)：(\d+)（第.+级）", title) for title in titles]
        told = {found[1]: int(found[2]) for found in goals if found}
        assert told == {GOALS[goal].title.zh: value for goal, value in checked.goals.items()}, seed
        rules = [re.fullmatch(r"硬规则·(.+)：违反(\d+)处", title) for title in titles]
        broken = {found[1]: int(found[2]) for found in rules if found}
        assert broken == {RULES[rule].title.zh: count for rule, count in checked.counts.items()}, seed


def test_the_tiers_are_added_up_as_the_check_does() -> None:
    case = Case(district(["A", "B"], ["t@A", "u@A"], posts=["A 2", "B 2"]),
                policy(tiers=[{"fill": 2, "moves": 3}, "distance"]))  # fmt: skip
    overview = score_panel(case, plan("t>B"))[0]
    assert overview.lines[-2].zh == "第1级：缺额2×2＋流动人数1×3＝7。"
    assert overview.lines[-2].en == "Tier 1: shortage 2×2 + moves 1×3 = 7."
    assert check_plan(case.district, case.policy, plan("t>B")).tiers[0] == 7


def test_a_long_list_is_cut_and_the_rest_added_up() -> None:
    people = [f"t{i:02}@A" for i in range(14)]
    case = Case(district(["A", "B"], people), policy(tiers=["moves"]))
    made = plan(*(f"t{i:02}>B" for i in range(14)))
    (moves,) = [p for p in score_panel(case, made) if p.title.zh.startswith("目标")]
    assert len(moves.lines) == 1 + SHOWN + 1
    assert moves.lines[-1].zh == "其余4人共4。"
    assert moves.lines[-1].en == "The other 4 people: 4 together."
    assert len(figures(case, made).goal("moves").parts) == 14


def test_who_stands_in_two_classes_is_not_two_people() -> None:
    people = [{"teacher_id": f"t{i:02}", "school_id": "A", "applies": True} for i in range(8)]
    classes = [{"name": "应交流", "who": {"category": "due"}}, {"name": "申请", "who": {"applies": True}}]
    case = Case(district(["A", "B"], people), policy(tiers=["prefer"], goals={"prefer": classes}))
    (paragraph,) = [p for p in score_panel(case, plan()) if p.title.zh.startswith("目标·优先：16")]
    assert paragraph.lines[1].zh == "“应交流”：8人，共8。"
    assert paragraph.lines[-1].zh == "其余6项共6。"
    assert paragraph.lines[-1].en == "The other 6 entries: 6 together."


def test_the_largest_come_first() -> None:
    for seed in range(CASES):
        rng = Random(seed)
        case = random_case(rng)
        for goal in figures(case, random_plan(rng, Recount(case.district, case.policy))).goals:
            units = [part.units for part in goal.parts]
            assert units == sorted(units, reverse=True)


def test_the_lottery_is_recomputed_not_listed() -> None:
    case = Case(district(["A", "B"], ["t@A"]), policy(lottery=True, seed="公布的种子"))
    (first, _) = [p for p in score_panel(case, plan("t>B")) if "摇号" in p.title.zh]
    (line,) = first.lines
    assert "公布的种子" in line.zh
    assert "SHA-256" in line.en
