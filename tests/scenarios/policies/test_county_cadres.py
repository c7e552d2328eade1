"""county-cadres: exchange between units, rotation inside one; the lists of who is kept back hold the due only."""

from __future__ import annotations

from models.policy_file import read_policy
from models.policy_words import sentences
from scenarios.policies import shipped_policies
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides


def section(code: str, unit: str = "", establishment: int = 4) -> dict[str, object]:
    """A section, its code and its unit's."""
    return {"school_id": code, "parent": unit, "establishment": establishment}


def cadre(code: str, **columns: object) -> dict[str, object]:
    """A man of 46, new in unit and post, in the section his code begins with."""
    plain = {"unit_joined": "2024-05", "post_since": "2024-05", "birth_date": "1980-05"}
    return {"teacher_id": code, "school_id": code[:2], **plain, **columns}


TEN = {"unit_joined": "2016-05"}  # ten years in the unit on 30 May
FIVE = {"unit_joined": "2019-05", "post_since": "2021-05"}  # five in the post
COUNTY = district(
    [
        *(section("A0"), section("A1", "A0", 9), section("A2", "A0")),
        *(section("B0"), section("B1", "B0"), section("B2", "B0")),
    ],
    [
        cadre("A1a", **TEN),
        cadre("A1b", unit_joined="2016-06"),
        cadre("A1c", **FIVE),
        cadre("A1d", post_since="2021-06"),
        cadre("A1e", **TEN, 暂缓交流="是"),
        cadre("A1f", 暂缓交流="是"),
        cadre("A1g", **FIVE, 不交流="是"),
        cadre("A1h", 不交流="是"),
        cadre("B1a", **TEN),
        cadre("B1b", **TEN),
        cadre("A1j", **TEN, birth_date="1990-06"),  # 35 in May
        cadre("B2a"),
        cadre("B2b"),
        cadre("B1c", birth_date="1996-05"),
        cadre("A2a"),
    ],
    posts=["A1 9", "A2 4", "B1 4", "B2 4", "B0 0", "A0 0"],
    relations=["B1b 近姻亲 A2a"],
    choices=["A1a 1 B2", "B1a 1 A2", "B1b 1 A2"],
)
WITHIN, BETWEEN = "轮岗（单位内部）", "交流（单位之间）"
KEPT, LATER = ("barred", "符合条件但不交流（表五）"), ("deferred", "符合条件但暂缓（表四）")
STAYED_TEN = ("due", "交流花名册（表三）", "who", "years_in_unit", "min")
FIVE_HELD = ("due", "轮岗花名册（表二）", "who", "years_in_post", "min")
DECIDED = [
    Decides("计算到5月30日", ("date",), "A1b", "settled", "交流花名册（表三）", "2026-06-30"),
    Decides("单位工作满年限", ("due", "交流花名册（表三）"), "A1a", "moved", "交流花名册（表三）"),
    Decides("差一个月", STAYED_TEN, "A1b", "settled", "交流花名册（表三）", 9),
    Decides("正好满年限", STAYED_TEN, "A1a", "moved", "交流花名册（表三）", 11),
    Decides("任现职满年限", ("due", "轮岗花名册（表二）"), "A1c", "moved", "轮岗花名册（表二）"),
    Decides("任现职差一个月", FIVE_HELD, "A1d", "settled", "轮岗花名册（表二）", 4),
    Decides("任现职正好", FIVE_HELD, "A1c", "moved", "轮岗花名册（表二）", 6),
    Decides("表四", LATER, "A1e", "deferred", "表四"),
    Decides("表四只登记符合条件的", (*LATER, "who", "any"), "A1f", "settled", "表四"),
    Decides("表五", KEPT, "A1g", "barred", "表五"),
    Decides("表五只登记符合条件的", (*KEPT, "who", "any"), "A1h", "settled", "表五"),
    Decides("轮岗在单位内部", ("rules", "routes", WITHIN), "A1c", WITHIN, WITHIN),
    Decides("轮岗不出单位", ("rules", "routes", WITHIN, "same"), "A1c", "A2", "交流范围"),
    Decides("交流在单位之间", ("rules", "routes", BETWEEN), "A1a", BETWEEN, BETWEEN),
    Decides("交流不留本单位", ("rules", "routes", "交流的不留在本单位"), "B1b", "A1", "交流范围"),
    Decides("亲属关系", ("rules", "avoidance", "kinds"), "B1b", "A1", "近姻亲", ["夫妻"]),
    Decides("亲属回避到科室", ("rules", "avoidance", "scope"), "B1b", "A1", "优先", "unit"),
    Decides("花名册上的人都要动", ("tiers",), "B1b", "moved", "优先", ["choice", "prefer", "structure"]),
    Decides("花名册上的人", ("goals", "prefer", 0, "who", "category"), "A1c", "moved", "优先", "free"),
    Decides("第一参考", ("tiers", 1), "A1a", "B2", "志愿"),
    Decides("干部队伍结构", ("tiers", 2), "A1j", "B2", "结构均衡"),
    Decides("35周岁以下", ("goals", "structure", 0, "who", "age", "max"), "A1j", "B2", "结构均衡", 34),
]
POLICY = Clauses("county-cadres", COUNTY, DECIDED)


def test_the_lists_are_published_seven_days_and_the_eight_papers_are_named() -> None:
    said = [text.zh for text in sentences(read_policy(shipped_policies()["county-cadres"]))]
    assert any("公示：7天" in line for line in said)
    assert [line[6] for line in said if line.startswith("表册")] == list("一二三四五六七八")
