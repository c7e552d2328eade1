"""laiji: one middle leader of every primary school of a town is attached to one partner school for a school year."""

from __future__ import annotations

from typing import Any

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later


def person(code: str, school: str, subject: str = "语文", **columns: Any) -> dict[str, object]:
    """A middle leader of a primary school."""
    return {"teacher_id": code, "school_id": school, "subject": subject, "stage": "小学", "role": "教导主任", **columns}


TOWN = district(
    [
        {"school_id": "P1", "name": "第一村小学", "kind": "小学", "area": "乡村"},
        {"school_id": "P2", "name": "第二村小学", "kind": "小学", "area": "乡村"},
        {"school_id": "M1", "name": "镇中学", "kind": "初中", "area": "镇区"},
        {"school_id": "H1", "name": "城区实验小学", "kind": "小学", "area": "城区"},
        {"school_id": "H2", "name": "城区第二小学", "kind": "小学", "area": "城区"},
    ],
    [
        # 第一村小学有两名中层干部；对口学校缺数学，城区第二小学缺语文
        person("语文教导主任", "P1"),
        person("数学总务主任", "P1", "数学", role="总务主任"),
        person("普通教师", "P1", "数学", role=""),
        person("教研主任", "P2", role="教研主任"),
        person("期满主任", "H1", origin_school="P2", payroll_school="P2", term_end="2026-08"),
        person("中学主任", "M1", "数学"),
        person("城区主任", "H2", "数学"),
    ],
    posts=[
        *(f"{school} 小学 语文 2" for school in ("P1", "P2")), "P1 小学 数学 1",
        "M1 小学 数学 0", "H1 小学 语文 3", "H1 小学 数学 3", "H2 小学 语文 3", "H2 小学 数学 0",
    ],
)  # fmt: skip

LEADERS, ONE = "小学中层干部", ("rules", "quotas", "每所小学一名")
ROUTE = ("rules", "routes", "到对口学校挂职一学年")
DECIDED = [
    Decides("中层干部", ("due", LEADERS, "who", "role"), "普通教师", "settled", LEADERS),
    Decides("本乡镇的", ("due", LEADERS, "who", "at", "area"), "城区主任", "settled", LEADERS),
    Decides("小学", ("due", LEADERS, "who", "at", "kind"), "中学主任", "settled", LEADERS),
    Decides("到对口学校", (*ROUTE, "to", "name"), "教研主任", "H1", "对口学校", "城区第二小学"),
    Decides("人事关系不动", (*ROUTE, "transfer"), "教研主任", False, "对口学校"),
    Decides("一学年", (*ROUTE, "term"), "教研主任", "2027-08", "对口学校"),
    Decides("每校一名", (*ONE, "exactly"), "语文教导主任", "stays", "每所小学一名", 2),
    Decides("每所小学都要去", (*ONE, "exactly"), "教研主任", "moved", "每所小学一名", 0),
    Decides("对口学校缺的学科", ("tiers", 0), "数学总务主任", "moved", "缺额", "moves"),
    Decides("期满返回", ("rules", "returns"), "期满主任", "P2", "期满返回"),
]
POLICY = Clauses("laiji", TOWN, DECIDED)


def test_a_year_later_the_other_leader_goes_and_the_first_comes_back() -> None:
    later = a_year_later(POLICY, {("P1", "数学"): 2}).fates
    assert (later["数学总务主任"].after_term, later["数学总务主任"].to) == ("return", "P1")
    assert (later["语文教导主任"].outcome, later["语文教导主任"].to) == ("moved", "H1")
