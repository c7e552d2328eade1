"""Posts of titles held against the tables: the table missing, settings without effect, titles nothing caps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from models.district import District, Source
from models.policy_fit import policy_faults
from models.words import Lang
from tests.models.micro import Row, district, policy

PEOPLE: Sequence[Row] = [
    {"teacher_id": "t1", "school_id": "A", "title": "高级教师", "score": 60.0},
    {"teacher_id": "t2", "school_id": "A", "title": "一级教师"},
    {"teacher_id": "t3", "school_id": "A", "title": "教授", "score": 60.0},
    {"teacher_id": "t4", "school_id": "A", "title": ""},
    {"teacher_id": "t5", "school_id": "A", "title": "三级教师"},
]
HEAD = "试行办法 rules.title_posts"


def tables(lines: Mapping[str, Sequence[str]]) -> District:
    """Build a district with a line of one post for each title of a school."""
    table: list[Row] = [{"school_id": s, "title": t, "posts": 1} for s, titles in lines.items() for t in titles]
    return district(["A", {"school_id": "B", "name": "东校"}], PEOPLE, title_posts=table)


def said(found: District, regime: str, lang: Lang = "zh", tier: str = "", **more: object) -> list[str]:
    overrides = {"rules": {"title_posts": {"regime": regime, **more}}, "tiers": [tier or "fill"]}
    faults = policy_faults(found, policy(**overrides))
    return [{"fault": "", "warning": "(w) "}[f.level] + f.say(lang) for f in faults]


@pytest.mark.parametrize("regime", ["hard", "downgrade"])
def test_a_rule_on_posts_needs_their_table(regime: str) -> None:
    faults = said(tables({}), regime, tier="fill" if regime == "hard" else "downgrade")
    assert faults == [
        f"{HEAD}：要按职数聘用，但没有岗位职数表。"
        "建议：交来岗位职数表（学校代码、职称、职数），或删去 [rules.title_posts]。"
    ]
    assert said(tables({}), "follow") == []


def test_titles_that_nothing_caps_are_named_once() -> None:
    found = tables({"A": ["高级教师"], "B": ["高级教师", "三级教师"]})
    assert said(found, "hard") == [
        f"(w) {HEAD}：岗位职数表没有列的，不限职数：东校（B）一级教师、东校（B）教授。"
        "建议：要限的补上一行，职数可以为0。"
    ]
    assert said(found, "hard", "en") == [
        "(w) 试行办法, rules.title_posts: title_posts does not list these, which are not capped: 一级教师 at 东校 (B), "
        "教授 at 东校 (B). Suggested repair: to cap them add lines; posts may be 0."
    ]
    assert said(found, "follow") == []


def test_nothing_caps_titles_outside_the_district_and_nobody_is_told_so() -> None:
    table = [{"school_id": "B", "title": "高级教师", "posts": 1}]
    found = district(["A", "B"], [PEOPLE[0]], title_posts=table, locks=["t1 must *"])
    assert said(found, "hard") == []


def test_under_downgrade_titles_off_the_ladder_and_scores_not_given_are_told() -> None:
    found = tables({"B": ["高级教师", "一级教师"]})
    assert said(found, "downgrade", tier="downgrade") == [
        f"(w) {HEAD}.ladder：可调动的人有这些职称不在 ladder 中，不会降级聘用，也不受职数限制：教授（1人）。"
        "建议：核对写法，或把各级职称从高到低写进 ladder。",
        f"(w) {HEAD}：可调动的人中有1人没有量化得分，按0计，空余职数不够时先降级。建议：在花名册补填量化得分。",
    ]
    ladder = ["教授", "高级教师", "三级教师"]
    assert said(found, "downgrade", tier="downgrade", ladder=ladder) == [
        f"(w) {HEAD}：岗位职数表没有列的，不限职数：东校（B）教授。建议：要限的补上一行，职数可以为0。",
        f"(w) {HEAD}.ladder：可调动的人有这些职称不在 ladder 中，不会降级聘用，也不受职数限制：一级教师（1人）。"
        "建议：核对写法，或把各级职称从高到低写进 ladder。",
    ]


def test_settings_without_effect_are_told() -> None:
    found = tables({"B": ["高级教师", "一级教师", "三级教师", "教授"]})
    assert said(found, "hard", ladder=["高级教师", "一级教师"]) == [
        f'(w) {HEAD}.ladder：只在 regime = "downgrade" 时起作用。建议：写 regime = "downgrade"，或删去 ladder。'
    ]
    assert said(found, "downgrade")[0] == (
        f"(w) {HEAD}：tiers 没有用到 downgrade，方案不会设法少降级聘用。建议：把 downgrade 加进 tiers。"
    )


def test_a_title_of_the_table_that_nobody_has_is_told() -> None:
    found = tables({"B": ["高级教师", "一级教师", "三级教师", "教授", "高级", "一级"]})
    assert said(found, "hard") == [
        f"(w) {HEAD}：岗位职数表中有些职称，花名册里没有人是：一级、高级。建议：核对两张表的职称写法是否一致。"
    ]


def test_columns_the_rule_needs_and_the_file_lacks_are_faults() -> None:
    found = tables({"B": ["高级教师"]})
    letters = {"teacher_id": "A", "name": "B", "school_id": "C", "stage": "D", "subject": "E"}
    bare = replace(found, sources={"teachers": Source("teachers.csv", "", letters)})
    faults = [line.partition("。")[0] for line in said(bare, "downgrade", tier="downgrade") if "(w)" not in line]
    assert faults == [
        f"{HEAD}.regime：值“downgrade”：需要“职称”列，teachers.csv 没有",
        f"{HEAD}.regime：值“downgrade”：需要“量化得分”列，teachers.csv 没有",
    ]
    assert sum("(w)" not in line for line in said(bare, "hard")) == 1
