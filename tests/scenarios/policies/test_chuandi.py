"""chuandi: a school paired with a teaching district sends for a year as many as the county's numbers say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.district import District
from tests.models.micro import Row, district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later, told


def person(code: str, school: str = "S1", subject: str = "语文", **columns: Any) -> dict[str, object]:
    """A teacher who has worked six years at school S1."""
    return {
        "teacher_id": code,
        "school_id": school,
        "subject": subject,
        "stage": "小学",
        "joined": "2020-08",
        **columns,
    }


ISSUED: list[Row] = [{"school_id": "S1", "direction": "out", "min": 2, "max": 2}]
"""The county's numbers: two of school S1."""


def town(issued: Sequence[Row]) -> District:
    """The school, its teaching district of two schools, and another school."""
    return district(
        [
            {"school_id": "S1", "name": "第一小学"},
            {"school_id": "D1", "name": "教学区中心小学", "zone": "对口教学区"},
            {"school_id": "D2", "name": "教学区村小", "zone": "对口教学区"},
            {"school_id": "X1", "name": "别处小学", "zone": "别处"},
        ],
        [
            # 教学区中心小学缺数学，村小缺英语，只有别处小学缺音乐
            person("数学", subject="数学"),
            person("英语", subject="英语"),
            person("语文"),
            person("音乐", subject="音乐"),
            person("不满六年", joined="2020-09"),
            person("患病", subject="数学", status=("患病",)),
            person("别校教师", "X1"),
            person("期满", "D1", origin_school="S1", payroll_school="S1", term_end="2026-08"),
        ],
        posts=[
            "S1 小学 语文 5", "S1 小学 数学 1", "S1 小学 英语 0", "S1 小学 音乐 0",
            "D1 小学 语文 2", "D1 小学 数学 1", "D2 小学 语文 1",
            "D2 小学 英语 1", "X1 小学 语文 1", "X1 小学 音乐 1",
        ],
        quotas=issued,
    )  # fmt: skip


FIT = "身体健康、在本校满六年"
ROUTE = ("rules", "routes", "到对口教学区交流一年")
DECIDED = [
    Decides("满6年", ("due", FIT, "who", "years_in_school"), "不满六年", "settled", FIT),
    Decides("六年整的算满", ("due", FIT, "who", "years_in_school", "min"), "数学", "due", FIT, 7),
    Decides("身体健康，能承担正常教学", ("due", FIT, "who", "status"), "患病", "settled", FIT),
    Decides("本校的", ("due", FIT, "who", "at"), "别校教师", "settled", FIT),
    Decides("对口单位是教学区", (*ROUTE, "to"), "音乐", "stays", "对口教学区"),
    Decides("区内各校", (*ROUTE, "to"), "英语", "D2", "对口教学区", {"name": "教学区中心小学"}),
    Decides("人事关系不动", (*ROUTE, "transfer"), "英语", False, "对口教学区"),
    Decides("一年", (*ROUTE, "term"), "英语", "2027-08", "对口教学区"),
    Decides("教学区缺的学科", ("tiers", 0), "数学", "moved", "缺额", "moves"),
    Decides("期满返回", ("rules", "returns"), "期满", "S1", "期满返回"),
]
POLICY = Clauses("chuandi", town(ISSUED), DECIDED)


def test_the_countys_numbers_decide_how_many_go() -> None:
    def going(issued: Sequence[Row]) -> set[str]:
        fates = told(town(issued), POLICY.raw).fates
        return {code for code, fate in fates.items() if fate.route == "到对口教学区交流一年"}

    assert going(ISSUED) == {"数学", "英语"}
    assert going([{"school_id": "S1", "direction": "out", "min": 3, "max": 3}]) == {"数学", "英语", "语文"}
    assert len(going([{"school_id": "S1", "direction": "out", "max": 1}])) == 1
    assert going([{"school_id": "S1", "direction": "out", "subject": "语文", "min": 1}]) == {"数学", "英语", "语文"}


def test_a_year_later_they_come_back() -> None:
    later = a_year_later(POLICY, {("S1", "英语"): 1, ("S1", "数学"): 2}).fates
    assert {code for code, fate in later.items() if fate.to == "S1"} == {"数学", "英语"}
