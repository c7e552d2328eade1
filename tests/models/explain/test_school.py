"""One school: who comes and goes, its numbers, and why a post stays short, each claim tried out."""

from __future__ import annotations

from random import Random

import pytest

from models.account import account
from models.case import Case
from models.explain.school import explain_school
from models.explain.school_figures import SchoolFigures, school_figures
from models.explain.short import TRIED_KINDS, Group, Shortages
from models.goals.registry import GOALS
from models.plan import Move, Plan
from models.recount import Recount
from models.rules.registry import RULES
from tests.models.micro import Row, district, plan, policy
from tests.models.random_policies import random_case, random_plan


def explained(case: Case, made: Plan, code: str) -> str:
    """Say a school as one text."""
    return "\n".join(text.zh for p in explain_school(case, made, code) for text in (p.title, *p.lines))


def switched(recount: Recount, made: Plan, code: str, post: tuple[str, str, str]) -> Plan:
    """Return the plan in which one person comes to a post instead, or stays in it."""
    others = [move for teacher, move in recount.chosen(made).items() if teacher != code]
    return Plan.of([*others, *([] if recount.people[code].post == post else [Move(code, *post)])])


def holds(case: Case, recount: Recount, made: Plan, post: tuple[str, str, str], group: Group, code: str) -> bool:
    """Say whether what a group claims of a person is so, by doing it."""
    before, after = made, switched(recount, made, code, post)
    worse = [rule for rule in RULES.values() if len(rule.check(recount, after)) > len(rule.check(recount, before))]
    tiers = [
        [sum(weight * GOALS[goal].value(recount, one) for goal, weight in tier.items()) for tier in case.tiers]
        for one in (before, after)
    ]
    kind = group.kind.removeprefix("stay ")
    if kind == "came":
        return recount.chosen(made)[code] == Move(code, *post)
    if kind == "here":
        return recount.people[code].school == post[0]
    if kind == "closed":
        closing = ("one_place", "locks", "routes", "returns")
        return any(code in breach.teachers for rule in closing for breach in RULES[rule].check(recount, after))
    if kind in ("over", "full"):
        capping = ("subject_balance", "establishment")
        return any(code in breach.teachers for rule in capping for breach in RULES[rule].check(recount, after))
    if kind == "needed":
        return GOALS["fill"].value(recount, after) >= GOALS["fill"].value(recount, before)
    if kind == "breaks":
        return worse[0].title.zh in group.reason.zh
    return not worse and (tiers[1] > tiers[0]) is (kind == "costs")


def test_everybody_who_could_teach_it_is_counted_once_and_every_reason_is_so() -> None:
    seen = set()
    for seed in range(60):
        rng = Random(seed)
        case = random_case(rng, gentle=seed % 3 > 0)
        recount = Recount(case.district, case.policy)
        made = Plan.of(tuple(recount.chosen(random_plan(rng, recount)).values()))
        reasons = Shortages(recount, made, case.tiers)
        for post in [part.key for part in GOALS["fill"].parts(recount, made)][:3]:
            at = (post[0], post[1], post[2])
            told = reasons.of(at)
            teaching = [p.code for p in recount.people.values() if post[1:] in p.teaches]
            listed = [code for group in (*told.unmovable, *told.movable) for code in group.teachers]
            assert sorted(listed) == sorted(teaching), (seed, post)
            assert all(recount.movable(code) for group in told.movable for code in group.teachers)
            assert not any(recount.movable(code) for group in told.unmovable for code in group.teachers)
            for group in told.movable:
                for code in group.teachers:
                    assert holds(case, recount, made, at, group, code), (seed, post, group, code)
                seen.add(group.kind)
    assert {"came", "here", "closed", "over", "full", "needed", "breaks", "costs", "no worse"} <= seen, seen
    assert {"stay breaks", "stay costs"} <= seen, seen


def test_the_sentence_adds_up() -> None:
    """Of six who teach it one came, one is there, one is barred by a route's lack, one is needed where they are."""
    schools: list[Row] = ["A", "B", "C", {"school_id": "D", "outflow": False}]
    people: list[Row] = ["a@A", "b@B", "c@C", "d@D", {"teacher_id": "e", "school_id": "A", "subject": "数学",
                         "also": ("初中:语文",)}, {"teacher_id": "f", "school_id": "C", "sex": "女"}]  # fmt: skip
    made = district(schools, people, posts=["A 1", "A 初中 数学 0", "B 4", "C 2", "D 1"])
    case = Case(made, policy(deferred=[{"name": "缓", "who": {"sex": "女"}}]))
    told = explained(case, plan("e>B"), "B")
    assert "语文为什么还缺2人" in told
    assert "全县会教初中语文的（主教或兼教）6人，其中可调动的5人。" in told
    assert "不可调动的1人：1人属于暂缓交流。" in told
    assert "可调动的5人：1人来了；2人留在原岗位，离开则那里同样缺人；1人本来就在本校；1人现任教学校不允许流出。" in told
    assert "教师e（e）：从学校A（A）初中数学来，任初中语文。" in told
    assert "编制10，原有在编1人，流出0人，流入1人，流动后在编2人。" in told


def test_a_full_school_says_so() -> None:
    schools: list[Row] = ["A", {"school_id": "B", "establishment": 1}]
    case = Case(district(schools, ["t@A", "u@A", "v@B 数学"], posts=["A 0", "B 2", "B 初中 数学 1"]), policy())
    told = explained(case, plan(), "B")
    assert "编制已满。" in told
    assert "可调动的2人：2人因该校编制已满，进不来。" in told


def test_who_left_a_post_that_was_not_short_is_tried_out() -> None:
    case = Case(
        district(["A", "B"], ["t@A", "u@A"], posts=["A 2", "B 2"], locks=["t must B"], choices=["u 2 B"]),
        policy(tiers=["fill", "moves"]),
    )
    told = explained(case, plan("t>B", "u>B"), "A")
    assert "原有2人，不缺；流出2人、流入0人后才缺。" in told
    assert "1人从本岗位流出，若留下会违反“锁定”：教师t（t）。" in told
    assert "1人从本岗位流出，若留下会使第2级目标（流动人数）更好，也不违反规则：教师u（u）。" in told
    assert "教师u（u）：原任初中语文，去学校B（B）初中语文，第2志愿。" in told


def test_rounds_rings_routes_and_scores_are_told() -> None:
    people: list[Row] = [{"teacher_id": "t", "school_id": "A", "score": 88.5}, "u@B"]
    made = district(["A", "B", "C"], people, posts=["A 1", "B 1", "C 1"])
    route = {"name": "都可", "from": {"inflow": True}, "term": "3年", "transfer": False}
    chain = policy(rules={"release_first": {"mode": "chain"}, "routes": [route]})
    told = explained(Case(made, chain), plan("t>B", "u>C"), "B")
    assert (
        "教师t（t）：从学校A（A）初中语文来，任初中语文，得分88.5，第2轮，按“都可”，期满2029-08，人事关系不动。" in told
    )
    assert "第1轮：流出1人，流入0人。" in told
    assert "第2轮：流出0人，流入1人。" in told
    ring = explained(Case(made, policy()), plan("t>B", "u>A"), "B")
    assert "与人互换" in ring
    assert "其中2人次是互换" in ring
    assert "第1轮" not in explained(Case(made, chain), plan("t>B", "u>A"), "B")  # a ring that `chain` forbids


def test_who_is_hired_lower_is_told() -> None:
    people: list[Row] = [{"teacher_id": "t", "school_id": "A", "title": "高级"}]
    made = district(["A", "B"], people, title_posts=[{"school_id": "B", "title": "高级", "posts": 0}])
    asked = policy(rules={"title_posts": {"regime": "downgrade", "ladder": ["高级", "一级"]}})
    assert "降一级聘为一级" in explained(Case(made, asked), plan("t>B"), "B")


@pytest.mark.parametrize("seed", range(12))
def test_the_numbers_are_those_of_the_account(seed: int) -> None:
    rng = Random(seed)
    case = random_case(rng)
    recount = Recount(case.district, case.policy)
    made = Plan.of(tuple(recount.chosen(random_plan(rng, recount)).values()))
    counted = account(case.district, case.policy, case.standing, made).schools.set_index("school_id")
    for code in recount.schools:
        told: SchoolFigures = school_figures(case, recount, made, code)
        row = counted.loc[code]
        assert (told.before, told.out, told.came, told.after) == (
            row["headcount_before"], row["out"], row["in"], row["headcount_after"],
        )  # fmt: skip
        assert (len(told.going), len(told.coming)) == (told.out, told.came)
        assert sum(post.short for post in told.posts) == row["shortage_after"]
        assert [s.short for s in told.shortages] == [post.short for post in told.posts if post.short]
        for paragraph in explain_school(case, made, code):
            assert all(line.zh.endswith("。") and line.en.endswith(".") for line in paragraph.lines)


def test_the_kinds_that_were_tried_are_six() -> None:
    assert len(TRIED_KINDS) == len(set(TRIED_KINDS)) == 6
