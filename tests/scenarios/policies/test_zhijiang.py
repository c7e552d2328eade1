"""zhijiang: five years in one post, thirty in a hundred a year; deferrals are approved; nobody is named."""

from __future__ import annotations

import pytest

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, told, without

HEAD = "正科"


def section(code: str, unit: str, establishment: int = 40) -> dict[str, object]:
    """A section of a unit."""
    return {"school_id": code, "parent": unit, "establishment": establishment}


def cadre(code: str, family: str = "综合", **columns: object) -> dict[str, object]:
    """A head of section, new in the post and ten years before the age limit, in the section the code begins with."""
    plain = {"stage": HEAD, "subject": family, "title": "", "retires": "2036-08", "post_since": "2024-08"}
    return {"teacher_id": code, "school_id": code[:2], **plain, **columns}


def post(code: str, family: str, required: int) -> dict[str, object]:
    """Posts of a family in a section."""
    return {"school_id": code, "stage": HEAD, "subject": family, "required": required}


FIVE, NEED, YES = {"post_since": "2021-08"}, {"工作需要": "是"}, {"审批同意": "是"}
AGED = {"retires": "2031-07"}  # four years and eleven months to the limit


def system(**more: object) -> District:
    """Return the district; `more` are tables a test adds or changes."""
    tables: dict[str, object] = {
        "schools": [
            *(section("A0", ""), section("A1", "A0"), section("A2", "A0")),
            *(section("B0", ""), section("B1", "B0"), section("B2", "B0", 1)),
        ],
        "teachers": [
            cadre("A1a", **FIVE, 已任届数="2"),
            cadre("A1b", post_since="2021-09"),  # four years and eleven months in the post
            cadre("A1c", **NEED),
            cadre("A1d", **FIVE, **AGED, **YES),
            cadre("A1e", **FIVE, **AGED, **YES, **NEED),
            cadre("A1f", **FIVE, **AGED),
            cadre("A1g", **FIVE, retires="2031-08", **YES),  # exactly five years to the limit
            cadre("A1h", **FIVE, **YES, status=("健康原因",)),
            cadre("A1i", **FIVE, status=("健康原因",)),
            cadre("A1j", **FIVE, **YES, status=("立案审查",)),
            cadre("A1k", **FIVE, status=("立案审查",)),
            cadre("A1l", "检测", **FIVE, **YES),
            cadre("A1m", "检测", **FIVE),
            cadre("A1n", **NEED),  # last exchange over for one year and eleven months
            cadre("A1o", **NEED),  # exactly two years
            *(cadre(f"A1{letter}", "档案", **FIVE) for letter in "pqrs"),
            cadre("A1t", "财务", **NEED),  # a post too full at B1
            *(cadre(f"B1{letter}", "财务", **NEED) for letter in "ab"),
            cadre("A1u", "人事", **NEED),  # a section too full, B2
            *(cadre(f"B2{letter}", "人事", **NEED) for letter in "ab"),
            cadre("A1v", "法规", **NEED, title=HEAD),  # one office is free at B0
            cadre("A2v", "法规", **NEED, title=HEAD),
            cadre("A1w", "信访", **NEED, also=(f"{HEAD}:督查",)),
            cadre("A1x", "信访", **NEED),
        ],
        "posts": [
            *(post(code, "综合", 30) for code in ("A1", "A2", "B1")),
            *(post("A1", "档案", 4), post("B1", "档案", 4), {**post("A1", "检测", 2), "专业技术要求高": "是"}),
            *(post("A1", "财务", 1), post("B1", "财务", 1), post("A1", "人事", 1), post("B2", "人事", 2)),
            *(post("B0", "法规", 2), post("B1", "督查", 2)),
        ],
        "title_posts": [{"school_id": "B0", "title": HEAD, "posts": 1}],
        "history": [
            {"teacher_id": "A1n", "start": "2022-09", "end": "2024-09", "to_school": "A1"},
            {"teacher_id": "A1o", "start": "2022-08", "end": "2024-08", "to_school": "A1"},
        ],
        "locks": [{"teacher_id": "A1e", "action": "must", "school_id": "A2", "reason": "党组会议：调整岗位"}],
    }
    return district(**{**tables, **more})  # type: ignore[arg-type]


def deferral(name: str, person: str, unapproved: str) -> list[Decides]:
    """A deferral defers whom it is approved for, and nobody else."""
    return [
        Decides(name, ("deferred", name), person, "deferred", name),
        Decides(f"{name}，须报审批", ("deferred", name, "certified"), unapproved, "due", name),
    ]


LIMIT = ("deferred", "距任职年龄界限不满五年")
OFTEN = ("barred", "不得频繁交流")
HELD = ("due", "同一职位满五年", "who", "years_in_post", "min")
THIRTY, ALL = ("rules", "quotas", "每年不低于应交流人数的30%"), ("rules", "quotas", "满两个任期的都离开原职位")
WITHIN, ACROSS = "本单位内调整岗位", "系统内交流轮岗"
DECIDED = [
    Decides("同一职位满5年", ("due", "同一职位满五年"), "A1f", "due", "同一职位满五年"),
    Decides("满5年，差一个月", HELD, "A1b", "settled", "同一职位满五年", 4),
    Decides("满5年，正好", HELD, "A1f", "due", "同一职位满五年", 6),
    Decides("两个任期", ("due", "任满两个任期"), "A1a", "moved", "任满两个任期"),
    Decides("不再担任同一职务", ALL, "A1a", "moved", "满两个任期"),
    Decides("工作需要", ("due", "工作需要"), "A1c", "moved", "工作需要"),
    Decides("适时进行调整", ("goals", "prefer", 0, "who", "工作需要"), "A1c", "moved", "优先", False),
    Decides("工作需要当年就动", ("tiers",), "A1c", "moved", "优先", ["quota"]),
    *deferral("距任职年龄界限不满五年", "A1d", "A1f"),
    *deferral("健康原因", "A1h", "A1i"),
    *deferral("正在接受审查", "A1j", "A1k"),
    *deferral("专业技术要求高的职位", "A1l", "A1m"),
    Decides("不满5年，正好", (*LIMIT, "who", "years_to_retirement", "below"), "A1g", "due", "不满五年", 6),
    Decides("可对工作岗位进行调整", (*LIMIT, "waived_by"), "A1e", "moved", "不满五年"),
    Decides("不得频繁交流", OFTEN, "A1n", "barred", "不得频繁交流"),
    Decides("频繁，正好两年", (*OFTEN, "who", "years_since_exchange", "below"), "A1o", "moved", "不得频繁交流", 3),
    Decides("本单位内调整", ("rules", "routes", WITHIN), "A1e", WITHIN, WITHIN),
    Decides("系统内", ("rules", "routes", ACROSS), "A1c", ACROSS, ACROSS),
    Decides("每年30%", (*THIRTY, "min"), "A1k", "moved", "比例", "20%"),
    Decides("30%作为目标", ("tiers", 0), "A1k", "moved", "比例"),
    Decides("编制限额", ("rules", "establishment", "over"), "A1u", "stays", "编制", "no-worse"),
    Decides("职位限额", ("rules", "subject_balance", "over"), "A1t", "stays", "已超核定", "no-worse"),
    Decides("职数限额", ("rules", "title_posts"), "A2v", "stays", "职数"),
]
POLICY = Clauses("zhijiang", system(), DECIDED, said=[("choices",)])


@pytest.mark.parametrize(
    ("table", "rows", "said"),
    [
        ("choices", ["A1c 1 B1"], "不得自行联系"),
        ("school_choices", [{"school_id": "B1", "rank": 1, "teacher_id": "A1c"}], "不得自行联系"),
        ("locks", ["A1c must B1"], "没有写明依据"),
    ],
)
def test_nobody_arranges_a_move_and_no_leader_names_anybody(table: str, rows: list[object], said: str) -> None:
    refused = system(**{table: rows})
    assert [said in fault for fault in told(refused, POLICY.raw).faults] == [True]
    assert told(refused, {k: v for k, v in POLICY.raw.items() if k != "choices"}).plan is not None


def test_who_is_near_the_age_limit_gets_another_post_in_the_same_unit_only() -> None:
    elsewhere = system(locks=[{"teacher_id": "A1e", "action": "must", "school_id": "B1", "reason": "党组会议"}])
    assert told(elsewhere, POLICY.raw).plan is None
    assert told(elsewhere, without(POLICY.raw, ("rules", "routes", WITHIN, "same"))).plan is not None


def test_the_post_family_lies_near_the_trade() -> None:
    fates = POLICY.whole().fates
    assert (fates["A1w"].outcome, fates["A1x"].outcome) == ("moved", "stays")


def test_thirty_in_a_hundred_is_asked_where_it_can_be_had() -> None:
    kept = {**post("A1", "检测", 2), "专业技术要求高": "是"}
    crowded = system(posts=[post("A1", "综合", 30), post("B1", "综合", 1), kept], locks=[])
    assert told(crowded, POLICY.raw).plan is not None
    assert told(crowded, without({**POLICY.raw, "tiers": ["prefer"]}, (*THIRTY, "binding"))).plan is None
