"""Quotas on candidates are held against the tables before any plan."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import Case
from models.formulate import formulate
from models.policy_fit import fit
from models.recount import Recount
from models.rules import quotas
from tests.models.micro import Row, district, plan, policy

SCHOOLS: list[Row] = [
    {"school_id": "Z", "zone": "东", "headcount": 10}, {"school_id": "A", "parent": "Z", "zone": "东", "headcount": 30},
    {"school_id": "B", "zone": "西", "headcount": 50},
]  # fmt: skip
PEOPLE: list[Row] = [
    {"teacher_id": "z1", "school_id": "Z", "applies": True}, {"teacher_id": "a1", "school_id": "A", "applies": True},
    {"teacher_id": "a2", "school_id": "A", "applies": True, "title": "高级"}, "a3@A",
    {"teacher_id": "b1", "school_id": "B", "applies": True}, "b2@B",
]  # fmt: skip
APPLICANTS = {"due": [{"name": "教龄满三十年", "who": {"years_in_school": {"min": 30}}}],
              "free": [{"name": "申请", "who": {"applies": True}}]}  # fmt: skip


def said(quota: dict[str, Any], **tables: list[Row]) -> list[tuple[str, str]]:
    """Return level and reason of what does not fit."""
    rules = {"quotas": [{"name": "推举", "count": "candidates", **quota}]}
    made = district(SCHOOLS, PEOPLE, **tables)
    found = fit(made, policy(rules=rules, **APPLICANTS))
    return [(f.level, f.reason.zh) for f in found if f.key is not None and "推举" in f.key.zh]


@pytest.mark.parametrize(
    ("quota", "reasons"),
    [
        ({"max": 4}, []),
        ({"max": 3}, ["全县可以调动的有4人，至多3人"]),
        ({"min": 5}, ["全县可以调动的有4人，至少5人"]),
        ({"exactly": 4}, []),
        ({"max": 0, "who": {"title": "高级"}}, ["全县可以调动的有1人，至多0人"]),
        ({"max": 2, "from": {"zone": "东"}}, ["全县可以调动的有3人，至多2人"]),
        ({"max": 1, "per": "origin"}, ["学校A（A）可以调动的有2人，至多1人"]),
        ({"max": 1, "per": "origin post"}, ["学校A（A）初中语文可以调动的有2人，至多1人"]),
        ({"max": 2, "per": "unit"}, ["学校Z（Z）所在单位可以调动的有3人，至多2人"]),
        ({"max": 2, "per": "zone"}, ["片区“东”可以调动的有3人，至多2人"]),
        # 3 % of 40 and of 50, rounded down, is one each
        ({"max": "3%", "of": "staff", "per": "unit"}, ["学校Z（Z）所在单位可以调动的有3人，至多1人（基数40人）"]),
        ({"max": "50%", "of": "teachers"}, ["全县可以调动的有4人，至多3人（基数6人）"]),
    ],
)
def test_too_many_or_too_few_who_may_be_moved_are_named(quota: dict[str, Any], reasons: list[str]) -> None:
    assert said(quota) == [("fault", reason) for reason in reasons]


def test_a_soft_one_warns() -> None:
    assert said({"max": 3, "binding": "soft"}) == [("warning", "全县可以调动的有4人，至多3人")]


def test_of_a_list_a_share_of_the_due_warns_and_everything_else_does_not() -> None:
    listed: list[Row] = ["a3", "b2"]
    assert said({"max": "50%", "of": "due"}, outgoing=listed)[0][0] == "warning"
    assert said({"max": 1}, outgoing=listed) == [("fault", "全县可以调动的有2人，至多1人")]
    assert said({"max": 2}, outgoing=listed) == []


def test_it_binds_no_plan() -> None:
    made = district(SCHOOLS, PEOPLE)
    ruled = policy(rules={"quotas": [{"name": "推举", "count": "candidates", "max": 0}]}, **APPLICANTS)
    assert quotas.check(Recount(made, ruled), plan("z1>B", "a1>B")) == []
    assert [block for block in formulate(Case(made, ruled)).program.blocks if block.owner == "quotas"] == []


def test_who_goes_back_at_the_end_of_a_term_is_no_candidate() -> None:
    lent: Row = {"teacher_id": "t", "school_id": "B", "origin_school": "A", "term_end": "2026-08", "applies": True}
    made = district(SCHOOLS, [lent])
    quota = [{"name": "推举", "count": "candidates", "max": 0}]
    for returns, level in ((None, {"fault"}), ({}, set())):
        asked = policy(rules={"quotas": quota, "returns": returns}, **APPLICANTS)
        assert {f.level for f in fit(made, asked) if f.key is not None and "推举" in f.key.zh} == level
