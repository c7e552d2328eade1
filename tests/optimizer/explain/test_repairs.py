"""Small cases in which one thing stands in the way: it is named, and what a planner would change is suggested."""

from __future__ import annotations

import re
from itertools import combinations
from random import Random
from typing import Any

import pytest

from models.case import Case
from models.change import LAST_RESORT, applied
from tests.models.micro import Row, district, policy
from tests.optimizer.explain.repairs import diagnosed, possible, smaller

Draw = dict[str, Any]
AB = ["A", "B"]
FULL = {"school_id": "B", "establishment": 1}
TO_B = ["t must B", "u must B"]
PLACES = ["A 5", "B 5", "A 初中 数学 5", "B 初中 数学 5"]
DROP = "锁定表：取消教师{0}（{0}）“必须去学校{1}（{1}）”的锁定"


def senior(code: str, school: str) -> Row:
    return {"teacher_id": code, "school_id": school, "title": "高级教师"}


def head(code: str) -> Row:
    return {"teacher_id": code, "school_id": "A", "role": "校长", "honour": "骨干"}


def back(code: str) -> Row:
    return {"teacher_id": code, "school_id": "A", "origin_school": "B", "term_end": "2026-08"}


def quota(per: str = "district", **own: Any) -> Draw:
    return {"quotas": [{"name": "名额", "per": per, **own}]}


def case_of(tables: Draw, rules: Draw, own: Draw) -> Case:
    given = {"schools": AB, "teachers": ["t@A", "u@A"], **tables}
    schools, teachers = given.pop("schools"), given.pop("teachers")
    return Case(district(schools, teachers, **given), policy(rules=rules, **own))


EAST = [{"school_id": "A", "zone": "东"}, {"school_id": "B", "zone": "西"}]
STAY = ["t must B", "u stay", "v stay"]
OVER = {"teachers": ["t@A", "u@B", "v@B"]}
TWO = {"teachers": ["t@A", "u@B"]}
FULL_POST = {"schools": AB, "posts": ["A 5", "B 1"]}
LEADERS = {"leaders": {"role": "校长"}}
CASES: dict[str, tuple[Draw, Draw, str, list[str]]] = {
    "a full school": (
        {"schools": ["A", FULL], **TWO, "locks": STAY[:2]}, {},
        "[编制] 学校B（B）编制1人，现有1人", ["学校表：学校B（B）的“编制数”由1改为2"],
    ),
    "a school over its establishment": (
        {"schools": ["A", FULL], **OVER, "locks": ["t must B"]}, {},
        "[编制] 学校B（B）超编1人，不得流入", ["学校表：学校B（B）的“编制数”由1改为2"],
    ),
    "a school that may not grow": (
        {"schools": ["A", FULL], **OVER, "locks": STAY}, {"establishment": {"over": "no-worse"}},
        "[编制] 学校B（B）编制1人，现有2人", ["学校表：学校B（B）的“编制数”由1改为3"],
    ),
    "two into a school that may not grow": (
        {"schools": ["A", FULL, "C"], "teachers": [back("t"), back("x"), "u@B", "v@B"], "locks": STAY[1:]},
        {"establishment": {"over": "no-worse"}, "returns": {}},
        "[编制] 学校B（B）编制1人，现有2人",
        ["学校表：学校B（B）的“编制数”由1改为4"],
    ),
    "a full post": (
        {**FULL_POST, **TWO, "locks": STAY[:2]}, {},
        "[学科平衡] 学校B（B）初中语文核定1人，现有1人", ["岗位表：学校B（B）初中语文的“核定人数”由1改为2"],
    ),
    "a post over its number": (
        {**FULL_POST, **OVER, "locks": ["t must B"]}, {},
        "[学科平衡] 学校B（B）初中语文超员1人，不得流入", ["岗位表：学校B（B）初中语文的“核定人数”由1改为2"],
    ),
    "a post that may not grow": (
        {**FULL_POST, **OVER, "locks": STAY}, {"subject_balance": {"over": "no-worse"}},
        "[学科平衡] 学校B（B）初中语文核定1人，现有2人", ["岗位表：学校B（B）初中语文的“核定人数”由1改为3"],
    ),
    "two for one place": (
        {"posts": ["A 5", "B 1"], "locks": TO_B}, {},
        "[学科平衡] 学校B（B）初中语文核定1人，现有0人", ["岗位表：学校B（B）初中语文的“核定人数”由1改为2"],
    ),
    "a floor": (
        {"posts": ["A 4", "B 5"], "locks": ["t must B"]}, {"subject_balance": {"floor": 0.5}},
        "流动后须为2至4人", ["政策：学科平衡的岗位底线 floor 由50%降为25%（学校A（A）初中语文流动后可以只有1人）"],
    ),
    "a floor of the school": (
        {"schools": [{"school_id": "A", "establishment": 4}, "B"], "locks": ["t must B"]},
        {"subject_balance": {"staff_floor": 0.5}},
        "学校A（A）在编人数不少于2人",
        ["政策：学科平衡的全校底线 staff_floor 由50%降为25%（学校A（A）流动后可以只有1人）"],
    ),
    "a least number": (
        {}, quota(min=4), "“名额”：至少4人", ["政策：比例与名额“名额”由至少4人改为至少2人"],
    ),
    "a most number": (
        {"locks": ["t must B"]}, quota(max=0), "“名额”：至多0人", ["政策：比例与名额“名额”由至多0人改为至多1人"],
    ),
    "an exact number, too few": (
        {}, quota(exactly=3), "“名额”：至少3人，至多3人", ["政策：比例与名额“名额”由正好3人改为至少2人、至多3人"],
    ),
    "an exact number, too many": (
        {"locks": TO_B}, quota(exactly=1),
        "“名额”：至少1人，至多1人", ["政策：比例与名额“名额”由正好1人改为至少1人、至多2人"],
    ),
    **{
        f"a number per {per}": (
            {"schools": EAST, "locks": TO_B}, quota(per, max=1),
            f"“名额”（{place}）：至多1人", [f"政策：比例与名额“名额”（{place}）由至多1人改为至多2人"],
        )
        for per, place in (
            ("origin", "学校A（A）"), ("destination", "学校B（B）"), ("origin post", "学校A（A）初中语文"),
            ("destination post", "学校B（B）初中语文"), ("unit", "学校A（A）所在单位"),
            ("destination unit", "学校B（B）所在单位"), ("zone", "片区“东”"), ("destination zone", "片区“西”"),
        )
    },
    "a number per route": (
        {"locks": TO_B}, {**quota("route", max=1), "routes": [{"name": "甲", "from": {"school_id": "A"}}]},
        "“名额”（路线“甲”）：至多1人", ["政策：比例与名额“名额”（各路线）由至多1人改为至多2人"],
    ),
    **{
        f"a share of {of}": (
            {"locks": TO_B, "teachers": [head("t"), head("u")]}, quota(max="50%", of=of),
            "“名额”：至多1人", ["政策：比例与名额“名额”由至多1人改为至多2人（写成人数，不再按比例）"],
        )
        for of in ("due", "staff", "teachers", "leaders")
    },
    "a least share of those moved": (
        {"locks": ["t must B"]}, quota(min="50%", of="moved", who={"honour": "骨干"}),
        "须合比例（流动人数的至少50%）",
        ["政策：比例与名额“名额”允许差1人（这一处不作硬性要求，binding 改为 soft）"],
    ),
    "a most share of those moved": (
        {"teachers": [head("t")], "locks": ["t must B"]}, quota(max="50%", of="moved", who={"honour": "骨干"}),
        "须合比例（流动人数的至多50%）",
        ["政策：比例与名额“名额”允许差1人（这一处不作硬性要求，binding 改为 soft）"],
    ),
    "an exact share of those moved": (
        {"locks": TO_B}, quota(exactly="50%", of="moved", who={"honour": "骨干"}),
        "须合比例（流动人数的50%）", ["政策：比例与名额“名额”允许差1人（这一处不作硬性要求，binding 改为 soft）"],
    ),
    "a range of shares of those moved": (
        {"teachers": [head("t"), head("u"), head("v")], "locks": [*TO_B, "v must B"]},
        quota(min="10%", max="50%", of="moved", who={"honour": "骨干"}),
        "须合比例（流动人数的至少10%、至多50%）",
        ["政策：比例与名额“名额”允许差2人（这一处不作硬性要求，binding 改为 soft）"],
    ),
    "a number issued, too few": (
        {"quotas": [{"school_id": "A", "direction": "out", "min": 3}]}, {},
        "指标表：学校A（A）流出至少3人", ["指标表：学校A（A）流出的“至少”由3改为2"],
    ),
    "a number issued, too many": (
        {"locks": TO_B, "quotas": [{"school_id": "B", "direction": "in", "max": 1, "subject": "语文"}]}, {},
        "指标表：学校B（B）流入（语文）至多1人", ["指标表：学校B（B）流入（语文）的“至多”由1改为2"],
    ),
    "no post of the title free": (
        {"teachers": [senior("t", "A"), senior("u", "B")], "locks": STAY[:2],
         "title_posts": [{"school_id": "B", "title": "高级教师", "posts": 1}]}, {"title_posts": {}},
        "[岗位职数] 学校B（B）高级教师职数1，现有1人", ["岗位职数表：学校B（B）高级教师的“职数”由1改为2"],
    ),
    "as many back as go": (
        {"locks": TO_B},
        {"balance": [{"name": "城乡", "from": {"school_id": "A"}, "to": {"school_id": "B"}, "slack": 1}]},
        "[对等] “城乡”：去的与回的相差不超过1人", ["政策：对等“城乡”允许相差的人数 slack 由1改为2"],
    ),
    "one slack for all subjects, either way": (
        {"teachers": ["t@A", "u@B 数学"], "posts": PLACES, "locks": ["t must B", "u must A"]},
        {"balance": [{"name": "城乡", "from": {"school_id": "A"}, "to": {"school_id": "B"}, "by": ["subject"]}]},
        "[对等] “城乡”：学科“", ["政策：对等“城乡”允许相差的人数 slack 由0改为1"],
    ),
    "nobody before who leaves": (
        {**TWO, "outgoing": ["t", "u"], "locks": ["t must B", "u never A"]}, {"release_first": {"strict": True}},
        "[先流出再流入] 教师u（u）未流出前，其岗位不得流入", [DROP.format("t", "B")],
    ),
    "two nobody may come before": (
        {"teachers": ["t@A", "u@A", "x@B", "y@C"], "schools": ["A", "B", "C"], "outgoing": ["t", "u", "x", "y"],
         "locks": ["t must B", "u must C", "x never A", "x never C", "y never A", "y never B"]},
        {"release_first": {"strict": True}},
        "[先流出再流入] 教师", ["政策：先流出再流入的 strict 由 true 改为 false"],
    ),
    **{
        f"a ring, {named}": (
            {"teachers": ["t@A", f"u@B {subject}"], "posts": PLACES, "locks": ["t must B", "u must A"]},
            {"release_first": {"mode": "chain", **own}},
            "[先流出再流入] 逐个办理，不许成环", [DROP.format("?", "?")],
        )
        for named, subject, own in (
            ("of posts", "语文", {}),
            ("of schools", "数学", {"scope": "school"}), ("each step", "数学", {"caps": "each-step"})
        )
    },
    **{
        f"relatives, {named}": (
            {"schools": ["A", "B", {"school_id": "C", "parent": "B"}],
             "teachers": ["t@A", {"teacher_id": "u", "school_id": "B", "role": "校长"}],
             "locks": [f"t must {to}", "u stay"], "relations": [f"t {kind} u"]},
            {"avoidance": own},
            f"[回避] 教师t（t）与教师u（u）须回避，不能因交流同在{place}", [DROP.format("t", to)],
        )
        for named, to, kind, place, own in (
            ("in one school", "B", "直系血亲", "学校B（B）", {}),
            ("in one unit", "C", "三代以内旁系血亲", "学校B（B）所在单位", {"scope": "unit"}),
            ("one leads the other", "C", "近姻亲", "学校C（C）", {"scope": "line"}),
            ("one of them a head", "B", "夫妻", "学校B（B）", {"when": "lead", "leading": ["校长"]}),
        )
    },
    "relatives who must part": (
        {"posts": ["A 5", "B 0"], "relations": ["t 近姻亲 u"]}, {"avoidance": {"existing": "must-part"}},
        "[回避] 教师t（t）与教师u（u）原在一处，须有一人离开", ["岗位表：学校B（B）初中语文的“核定人数”由0改为1"],
    ),
    "relatives neither of whom may move": (
        {"locks": ["t stay", "u stay"], "relations": ["t 近姻亲 u"]}, {"avoidance": {"existing": "must-part"}},
        "[回避] 教师t（t）与教师u（u）原在一处，须有一人离开",
        ["对教师t（t）与教师u（u）按程序批准回避的例外（仅在没有其他办法时）"],
    ),
    "a couple nobody of whom can leave": (
        {"schools": [{"school_id": "A", "outflow": False}, "B"], "relations": ["t 夫妻 u"], "locks": ["u stay"]},
        {"split_couples": {"leave": "one"}, "avoidance": {"kinds": []}},
        "[夫妻分流] 教师t（t）与教师u（u）夫妻同校，只一人交流", ["学校表：学校A（A）的“是否允许流出”由否改为是"],
    ),
    "a couple of whom both must leave": (
        {"relations": ["t 夫妻 u"], "schools": ["A", "B", "C"], "quotas": [
            {"school_id": "A", "direction": "out", "min": 2}, {"school_id": "B", "direction": "in", "min": 1},
            {"school_id": "C", "direction": "in", "min": 1}]}, {"split_couples": {"leave": "one"}},
        "[夫妻分流] 教师t（t）与教师u（u）夫妻同校，只一人交流",
        ["政策：夫妻分流的 leave 由 one 改为 at-least-one（两人都可以流出）"],
    ),
    "a couple into one school": (
        {"relations": ["t 夫妻 u"], "locks": TO_B},
        {"split_couples": {"leave": "at-least-one"}, "avoidance": {"kinds": []}},
        "[夫妻分流] 教师t（t）与教师u（u）不同去学校B（B）", [DROP.format("?", "B")],
    ),
    "must and never": (
        {"locks": ["t must B", "t never B"]}, {}, "取消教师t（t）“不得去学校B（B）”的锁定", [DROP.format("t", "B")],
    ),
    "never, but asked for": (
        {"teachers": ["t@A"], "locks": ["t never B"]}, quota(min=1),
        "“名额”：至少1人", ["政策：比例与名额“名额”由至少1人改为不限"],
    ),
    "no route": (
        {"locks": ["t must B"]}, {"routes": [{"from": {"school_id": "B"}}]},
        "交流范围加一条例外，准许教师t（t）去学校B（B）", [DROP.format("t", "B")],
    ),
    "a route forbidden": (
        {"locks": ["t must B"]}, {"routes": [{"name": "禁", "from": {"school_id": "A"}, "forbid": True}]},
        "交流范围加一条例外，准许教师t（t）去学校B（B）", [DROP.format("t", "B")],
    ),
    "a school that takes nobody in": (
        {"schools": ["A", {"school_id": "B", "inflow": False}], "locks": TO_B}, {},
        "学校B（B）不接收流入", ["学校表：学校B（B）的“是否接收流入”由否改为是"],
    ),
    "a school that lets nobody go": (
        {"schools": [{"school_id": "A", "outflow": False}, "B"], "locks": TO_B}, {},
        "学校A（A）不允许流出", ["学校表：学校A（A）的“是否允许流出”由否改为是"],
    ),
    "no such post": (
        {"posts": ["A 5", "B 初中 数学 5"], "locks": ["t must B"]}, {},
        "学校B（B）没有教师t（t）能任教的岗位", [DROP.format("t", "B")],
    ),
    "no room to come back to": (
        {"schools": ["A", FULL], "teachers": [back("t"), "u@B"], "locks": ["u stay"]}, {"returns": {}},
        "[期满返回] 教师t（t）交流期满，须返回学校B（B）", ["学校表：学校B（B）的“编制数”由1改为2"],
    ),
    "no post to come back to": (
        {"posts": ["A 5", "B 初中 数学 3"], "teachers": [back("t")]}, {"returns": {}},
        "[期满返回] 教师t（t）交流期满，须返回学校B（B）", ["锁定表：教师t（t）加一行“留任”（今年不动）"],
    ),
    "back, but locked elsewhere": (
        {"schools": ["A", "B", "C"], "teachers": [back("t")], "locks": ["t must C"]}, {"returns": {}},
        "教师t（t）交流期满，只能返回学校B（B），不能去学校C（C）", [DROP.format("t", "C")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_cause_is_named_and_the_repair_is_what_a_planner_would_do(name: str) -> None:
    tables, rules, cause, changes = CASES[name]
    case = case_of(tables, rules, LEADERS if "leaders" in name else {})
    assert not possible(case)
    said = diagnosed(case)
    assert said.possible is False
    told = [*said.conflict, *said.arithmetic]
    assert any(cause in text.zh for text in told), [text.zh for text in told]
    repair = said.repair
    assert repair is not None
    assert len(repair.changes) == len(changes)
    for change, text in zip(repair.changes, changes, strict=True):
        assert re.fullmatch(re.escape(text).replace(r"\?", "."), change.text.zh), change.text.zh
    assert repair.tried
    assert repair.proven
    assert possible(applied(case, repair.changes))
    assert not any(possible(applied(case, less)) for less in smaller(repair.changes))


@pytest.mark.parametrize(("leaver", "posts"), [("stay", 3), ("never C", 3), ("must C", 2)])
def test_posts_of_a_title_are_raised_beyond_those_who_hold_it(leaver: str, posts: int) -> None:
    """Two hold a title of which there are no posts: one post more lets nobody in until they are all covered."""
    tables = {
        "schools": ["A", "B", "C"], "teachers": [senior("t", "A"), senior("u", "B"), senior("v", "B")],
        "locks": ["t must B", f"u {leaver}", "v stay", "u never A"][: 3 if leaver != "never C" else 4],
        "title_posts": [{"school_id": "B", "title": "高级教师", "posts": 0}],
    }  # fmt: skip
    case = case_of(tables, {"title_posts": {}}, {})
    raised = f"岗位职数表：学校B（B）高级教师的“职数”由0改为{posts}"
    found = {other.changes[0].text.zh: other for other in diagnosed(case).alternatives}
    assert raised in found, list(found)
    (change,) = found[raised].changes
    assert possible(applied(case, (change,)))
    assert not any(possible(applied(case, less)) for less in smaller((change,)) if less)


def test_an_exception_from_avoidance_is_no_alternative_to_a_number() -> None:
    tables, rules, _, _ = CASES["relatives who must part"]
    said = diagnosed(case_of(tables, rules, {}))
    assert said.repair is not None
    assert said.repair.units < LAST_RESORT
    assert all(other.units < LAST_RESORT for other in said.alternatives)


def test_who_is_bound_by_choices_must_agree() -> None:
    free = {"due": [], "free": [{"name": "可"}]}
    tables = {"schools": ["A", "B", "C"], "locks": ["t must B"], "choices": ["t 1 C"]}
    said = diagnosed(case_of(tables, {}, free))
    assert [text.zh for text in said.arithmetic] == [
        "教师t（t）现在去不了学校B（B）；要去，至少须：志愿表：教师t（t）加一行，填学校B（B）（须本人同意）。"
    ]
    assert [other.changes[0].text.zh for other in said.alternatives] == [
        "志愿表：教师t（t）加一行，填学校B（B）（须本人同意）"
    ]


@pytest.mark.parametrize("seed", range(6))
def test_under_chain_as_few_locks_fall_as_break_every_ring(seed: int) -> None:
    """Only locks stand in the way: the least set of them whose fall lets a plan exist is found by trying all."""
    rng, schools = Random(seed), ["A", "B", "C", "D"]
    homes = [rng.choice(schools) for _ in range(5)]
    locks = [f"t{i} must {rng.choice([s for s in schools if s != home])}" for i, home in enumerate(homes)]
    rules = {"release_first": {"mode": "chain", "scope": rng.choice(("subject", "school"))}}
    people = [f"t{i}@{home}" for i, home in enumerate(homes)]

    def made(kept: list[str]) -> Case:
        return case_of({"schools": schools, "teachers": people, "locks": kept}, rules, {})

    def fits(dropped: int) -> bool:
        # Whoever is free may stay: whether the others alone make a ring is all that is asked.
        return any(possible_with(made([k for k in locks if k not in gone])) for gone in combinations(locks, dropped))

    def possible_with(case: Case) -> bool:
        stay = [f"{p.split('@')[0]} stay" for p in people if not any(p.split("@")[0] in lock for lock in kept_of(case))]
        return bool(possible(made([*kept_of(case), *stay]), most=10**6))

    def kept_of(case: Case) -> list[str]:
        table = case.district["locks"]
        return [f"{r.teacher_id} {r.action} {r.school_id}" for r in table.itertuples()]

    least = next(n for n in range(len(locks) + 1) if fits(n))
    said = diagnosed(made(locks))
    assert said.possible is (least == 0)
    if least:
        assert said.repair is not None
        assert (said.repair.units, said.repair.proven, said.repair.tried) == (least, True, True)
        assert any("pool" in other.changes[0].text.zh for other in said.alternatives)
