"""general-scheme: candidates and their posts are pooled, both sides choose in writing, the office places the rest."""

from __future__ import annotations

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, told

RANK = "干部"
UNITS = {"A": "甲局", "B": "甲局", "C": "乙局"}
HEAD, RESERVE = {"role": "科室正职"}, {"后备干部": "副科级"}
RUNNING = {**HEAD, "正副职连续年数": "8"}
GATED = "提任副科级领导职务"
FAMILIES: dict[str, dict[str, int]] = {
    "综合": {"A1": 20, "A2": 20},
    "人事": {"A1": 5, "C1": 5},
    "审批": {"A1": 5, "C1": 5},
    "监督": {"A1": 9, "B1": 9},
    "财务": {"A1": 5, "B1": 5},
    "统计": {"A1": 5, "C1": 5},
    "信息": {"A1": 1, "B1": 1},
    "档案": {"A1": 3, "B1": 1, "B2": 1, "B3": 1},
}
KINDS = {"人事": "人财物管理", "财务": "人财物管理", "审批": "卫生审批"}


def cadre(code: str, family: str, post: str = "2024-08", unit: str = "2024-08", **columns: object) -> dict[str, object]:
    """A cadre two years in post and unit, ten from the age limit; each family of posts is for one clause."""
    own = {"后备干部": "", "正副职连续年数": "0", "正副职累计年数": "0", "党委同意": "否"}
    told = {"post_since": post, "unit_joined": unit, "retires": "2036-08", "stage": RANK, "subject": family}
    return {"teacher_id": code, "school_id": code[:2], **told, **own, **columns}


CADRES = [
    cadre("A1a", "综合", post="2018-08"),  # eight years in the post, and a month less
    cadre("A1b", "综合", post="2018-09"),
    cadre("A1c", "人事", unit="2021-08"),  # five years in the unit
    cadre("A1d", "人事", unit="2021-09"),
    cadre("A1e", "审批", unit="2020-08"),  # six years
    cadre("A1f", "审批", unit="2020-09"),
    cadre("A1g", "监督", **RUNNING),
    cadre("A1h", "监督", **HEAD, 正副职连续年数="7"),
    cadre("A1i", "监督", **HEAD, 正副职累计年数="10"),
    cadre("A1j", "监督", **HEAD, 正副职累计年数="9"),
    cadre("A1k", "监督", 正副职连续年数="8", 正副职累计年数="10"),  # no head any more
    cadre("A1l", "监督", **RESERVE),
    cadre("A1m", "监督", **RESERVE),  # was in unit C before
    cadre("A1n", "综合", post="2021-08", unit="2021-08", applies=True, 党委同意="是"),
    cadre("A1o", "综合", unit="2021-08", applies=True, 党委同意="否"),
    cadre("A1p", "综合", unit="2021-09", applies=True, 党委同意="是"),
    cadre("A1q", "综合", unit="2021-08", 党委同意="是"),
    cadre("A1r", "统计", unit="2018-08", **RUNNING),  # eight years in the unit, and a month less
    cadre("A1s", "统计", unit="2018-09", **RUNNING),
    cadre("A1t", "财务", post="2021-08", unit="2021-08"),  # no head: not to another unit of the department
    cadre("A1u", "综合", post="2021-08", **RUNNING),  # five years in the post, and a month less
    cadre("A1v", "综合", post="2021-09", **RUNNING),
    cadre("A1w", "综合", post="2018-08", retires="2028-06"),
    cadre("A1x", "信息", **RUNNING),  # both posts full: they change places
    cadre("B1x", "信息", **RUNNING),
    cadre("A1y", "档案", **RUNNING),
    cadre("A1z", "档案", **RUNNING),
]
LISTED = "acegilnrstuvwxyz"


def county() -> District:
    """Return the county: a department of the units A and B, another of the unit C."""
    sections = ("A0", "A1", "A2", "B0", "B1", "B2", "B3", "C0", "C1")
    return district(
        [
            {"school_id": s, "zone": UNITS[s[0]], "parent": "" if s[1] == "0" else f"{s[0]}0", "establishment": 90}
            for s in sections
        ],
        CADRES,
        posts=[
            {
                **{"school_id": section, "stage": RANK, "subject": family, "required": required},
                "重点职位": KINDS.get(family, ""),
            }
            for family, listed in FAMILIES.items()
            for section, required in listed.items()
        ],
        outgoing=[*(f"A1{letter}" for letter in LISTED), "B1x"],
        choices=["A1y 1 B1", "A1y 2 B2", "A1z 1 B2", "A1z 2 B1"],
        school_choices=[
            {"school_id": "B1", "rank": 1, "teacher_id": "A1z"},
            {"school_id": "B1", "rank": 2, "teacher_id": "A1y"},
            {"school_id": "B2", "rank": 1, "teacher_id": "A1g"},
        ],
        history=[
            {"teacher_id": "A1m", "start": "2020-08", "end": "2022-08", "from_school": "C1", "职务": ""},
            {"teacher_id": "A1g", "start": "2018-08", "end": "2020-08", "to_school": "B1", "职务": "科室副职"},
            {"teacher_id": "A1i", "start": "2018-08", "end": "2020-08", "to_school": "B1", "职务": ""},
        ],
    )


def routes(name: str) -> tuple[str | int, ...]:
    """Where a route stands in the file."""
    return ("rules", "routes", name)


def clock(name: str, person: str, column: str, years: int, short: str) -> list[Decides]:
    """A clause of years: it takes whom it names, at the exact number, and not a month before."""
    at = ("due", name, "who", column, "min")
    return [
        Decides(name, ("due", name), person, "due", name),
        Decides(f"{name}，正好", at, person, "due", name, years + 1),
        Decides(f"{name}，不满", at, short, "settled", name, years - 1),
    ]


OWN = ("free", "本人自愿、党委同意")
FAR, NEAR, WITHIN = "跨部门交流", "部门内跨单位交流", "单位内轮岗"
RESERVES = ("due", "后备干部缺乏两个以上单位经历")
DECIDED = [
    *clock("同一职位满8年", "A1a", "years_in_post", 8, "A1b"),
    *clock("重点职位满5年", "A1c", "years_in_unit", 5, "A1d"),
    *clock("卫生审批职位满6年", "A1e", "years_in_unit", 6, "A1f"),
    *clock("正副职连续满8年", "A1g", "正副职连续年数", 8, "A1h"),
    *clock("正副职累计满10年", "A1i", "正副职累计年数", 10, "A1j"),
    Decides("现任正副职才连续", ("due", "正副职连续满8年", "who", "role"), "A1k", "settled", "正副职连续"),
    Decides("现任正副职才累计", ("due", "正副职累计满10年", "who", "role"), "A1k", "settled", "正副职累计"),
    Decides("审批职位不按5年", ("due", "重点职位满5年", "who", "at"), "A1f", "settled", "重点职位满5年"),
    Decides("后备干部", RESERVES, "A1l", "due", RESERVES[1]),
    Decides("缺乏两个以上单位", (*RESERVES, "who", "工作过的单位数"), "A1m", "settled", RESERVES[1]),
    Decides("自愿交流", OWN, "A1n", "free", OWN[1]),
    Decides("本人自愿", (*OWN, "who", "applies"), "A1q", "settled", OWN[1]),
    Decides("党委同意", (*OWN, "who", "党委同意"), "A1o", "settled", OWN[1]),
    Decides("自愿满5年", (*OWN, "who", "years_in_unit"), "A1p", "settled", OWN[1]),
    Decides("跨部门", routes(FAR), "A1r", FAR, FAR),
    Decides("跨部门，满8年", (*routes(FAR), "who", "any", 0, "years_in_unit", "min"), "A1r", FAR, FAR, 9),
    Decides("跨部门，不满8年", (*routes(FAR), "who", "any", 0, "years_in_unit", "min"), "A1s", "unplaced", FAR, 7),
    Decides("跨部门，重点职位", (*routes(FAR), "who", "any", 1), "A1c", FAR, FAR),
    Decides("跨部门，审批职位", (*routes(FAR), "who", "any", 1, "at"), "A1e", FAR, FAR, {"重点职位": "人财物管理"}),
    Decides("跨部门，不是本部门", (*routes(FAR), "differ"), "A1t", "unplaced", FAR),
    Decides("跨部门三年", (*routes(FAR), "term"), "A1r", "2029-08", FAR),
    Decides("跨单位", routes(NEAR), "A1i", NEAR, NEAR),
    Decides("跨单位，正副职", (*routes(NEAR), "who", "any", 0), "A1i", NEAR, NEAR),
    Decides("跨单位，后备干部", (*routes(NEAR), "who", "any", 1), "A1l", NEAR, NEAR),
    Decides("跨单位，别人不去", (*routes(NEAR), "who"), "A1t", "unplaced", NEAR),
    Decides("跨单位，本部门", (*routes(NEAR), "same"), "A1s", "unplaced", NEAR),
    Decides("跨单位，不是本单位", (*routes(NEAR), "differ"), "A1v", "unplaced", NEAR),
    Decides("跨单位三年", (*routes(NEAR), "term"), "A1i", "2029-08", NEAR),
    Decides("单位内", routes(WITHIN), "A1u", WITHIN, WITHIN),
    Decides("单位内，满5年", (*routes(WITHIN), "who", "years_in_post", "min"), "A1u", WITHIN, WITHIN, 6),
    Decides("单位内，不满5年", (*routes(WITHIN), "who", "years_in_post", "min"), "A1v", "unplaced", WITHIN, 4),
    Decides("单位内，不是外单位", (*routes(WITHIN), "same"), "A1t", "unplaced", WITHIN),
    Decides("单位内三年", (*routes(WITHIN), "term"), "A1a", "2029-08", WITHIN),
    Decides("按实际年限", (*routes(WITHIN), "term"), "A1w", "2028-06", WITHIN),
    Decides("统一调剂", ("rules", "release_first", "mode"), "B1x", "moved", "成环", "chain"),
    Decides("双向选择", ("stages", "双向选择"), "A1z", "B1", "志愿"),
    Decides("调剂也在意向之内", ("tiers",), "A1y", "B2", "志愿", ["moves"]),
    Decides("两个以上单位", ("gates", GATED, "passes", "任过中层的单位数", "min"), "A1i", f"not {GATED}", GATED, 1),
    Decides("中层经历", ("facts", "任过中层的单位数", "rows"), "A1i", f"not {GATED}", GATED),
    Decides("两个单位的", ("gates", GATED), "A1g", GATED, GATED),
    Decides("单位数", ("facts", "工作过的单位数", "count"), "A1m", "settled", RESERVES[1], "times"),
]
POLICY = Clauses("general-scheme", county(), DECIDED, said=[("stages", "组织调剂")])


def test_leaders_may_decide_alone() -> None:
    alone = told(POLICY.district, {key: value for key, value in POLICY.raw.items() if key != "stages"})
    assert [alone.fates[code].to for code in ("A1y", "A1z")] == ["B1", "B2"]
