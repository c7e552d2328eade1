"""zhijiao: each over-established school sends one good teacher to a short one for a year; who fails goes on."""

from __future__ import annotations

from typing import Any

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later, told


def person(code: str, school: str, subject: str = "语文", **columns: Any) -> dict[str, object]:
    """A teacher without honours, to be put forward for no title."""
    return {"teacher_id": code, "school_id": school, "subject": subject, "stage": "小学", "申报职称": "", **columns}


GOOD = {"honour": "县级骨干教师"}
AWAY = {"payroll_school": "C1", "origin_school": "C1", "term_end": "2026-08"}
"""At the short school for a year from school C1."""


def people(status: tuple[str, ...] = ("患病",)) -> list[dict[str, object]]:
    """The teachers; `status` is that of the one who may fall ill."""
    return [
        # C1：缺编学校缺数学，不缺语文；数学骨干生病，语文骨干替她去
        person("数学骨干", "C1", "数学", **GOOD, status=status),
        person("语文骨干", "C1", **GOOD),
        person("不是骨干", "C1", "英语"),
        person("支教一年的", "C1", "英语", **GOOD),
        person("支教两年的", "C1", "英语", **GOOD),
        person("支教三年的", "C1", "英语", **GOOD),
        # C2：只有考核优秀的；刚好满编的学校也缺她教的学科
        person("考核优秀", "C2", "体育", appraisals=("合格", "优秀", "合格")),
        person("考核合格", "C2", "体育", appraisals=("合格", "合格", "合格")),
        # C3：支教期满整一年的可以再派，跟岗学习不是支教
        person("满一年的", "C3", "音乐", **{**GOOD, "申报职称": "一级教师"}),
        # 每校还有一名美术骨干：C3多她一个，别校不多；C4今年只有她
        *(person(f"{school}美术骨干", school, "美术", **GOOD) for school in ("C1", "C2", "C3", "C4")),
        person("C4合唱骨干", "C4", "合唱", **GOOD, status=("患病:2027-01",)),
        # 不超编的学校
        person("满编学校骨干", "F1", **GOOD),
        # 期满的
        person("合格期满", "S1", "科学", **AWAY, 申报职称="高级教师"),
        person("不合格期满", "S1", "科学", **AWAY, 申报职称="高级教师"),
    ]


HISTORY: list[dict[str, object]] = [
    {"teacher_id": "支教一年的", "start": "2025-01", "end": "2026-01", "type": "支教"},
    {"teacher_id": "支教两年的", "start": "2023-06", "end": "2025-06", "type": "支教"},
    {"teacher_id": "支教三年的", "start": "2020-09", "end": "2023-09", "type": "支教"},
    {"teacher_id": "满一年的", "start": "2024-08", "end": "2025-08", "type": "支教"},
    {"teacher_id": "满一年的", "start": "2025-09", "end": "2026-02", "type": "跟岗学习"},
    {"teacher_id": "合格期满", "start": "2025-08", "end": "2026-08", "type": "支教", "result": "合格"},
    {"teacher_id": "不合格期满", "start": "2025-08", "end": "2026-08", "type": "支教", "result": "不合格"},
]
SCHOOLS = [
    {"school_id": "C1", "establishment": 89, "headcount": 90},
    {"school_id": "C2", "establishment": 40, "headcount": 41},
    {"school_id": "C3", "establishment": 40, "headcount": 41},
    {"school_id": "C4", "establishment": 40, "headcount": 41},
    {"school_id": "F1", "establishment": 40, "headcount": 40},
    {"school_id": "S1", "establishment": 40, "headcount": 30},
]
POSTS = [
    "C1 小学 语文 0", "C1 小学 数学 0", "C1 小学 英语 1", "C1 小学 科学 2", "C2 小学 体育 0", "C3 小学 音乐 0",
    "C1 小学 美术 1", "C2 小学 美术 1", "C3 小学 美术 0", "C4 小学 美术 1", "S1 小学 美术 4",
    "C4 小学 合唱 0", "S1 小学 合唱 1",
    "F1 小学 体育 1", "F1 小学 英语 1",
    "S1 小学 语文 1", "S1 小学 数学 1", "S1 小学 英语 1", "S1 小学 体育 1", "S1 小学 音乐 1", "S1 小学 科学 2",
]  # fmt: skip


def county(*status: str) -> District:
    """The district, with the mathematician's health as given."""
    return district(SCHOOLS, people(status), posts=POSTS, history=HISTORY)


ILL, CREDIT, GOOD_ONES, TITLE = "因病不能支教", "已支教，相当年限内不再安排", "超编学校的优秀教师", "参加中高级职称评审"
ROUTE = ("rules", "routes", "支教")
DECIDED = [
    Decides("因病及时派员替换", ("deferred", ILL), "数学骨干", "deferred", ILL),
    Decides("不再安排相当年限的交流", ("deferred", CREDIT), "支教一年的", "deferred", CREDIT),
    Decides("一年抵一年", ("deferred", CREDIT, "who", "any", 0), "支教一年的", "deferred", CREDIT),
    Decides("两年抵两年", ("deferred", CREDIT, "who", "any", 1), "支教两年的", "deferred", CREDIT),
    Decides("三年抵三年", ("deferred", CREDIT, "who", "any", 2), "支教三年的", "deferred", CREDIT),
    Decides(
        "满一年的又可以派",
        ("deferred", CREDIT, "who", "any", 0, "支教期满年数"),
        "满一年的",
        "due",
        CREDIT,
        {"max": 1},
    ),
    Decides("支教的年限", ("facts", "支教年限", "window"), "支教三年的", "deferred", CREDIT, 3),
    Decides("支教才抵", ("facts", "支教期满年数", "type"), "满一年的", "due", CREDIT),
    Decides("超编学校选派", ("due", GOOD_ONES), "考核优秀", "due", GOOD_ONES),
    Decides("超编的才派", ("due", GOOD_ONES, "who", "at"), "满编学校骨干", "settled", GOOD_ONES),
    Decides("骨干教师", ("due", GOOD_ONES, "who", "any", 0), "语文骨干", "due", GOOD_ONES),
    Decides("考核优秀", ("due", GOOD_ONES, "who", "any", 1), "考核优秀", "due", GOOD_ONES),
    Decides("到缺编学校", (*ROUTE, "to", "vacancy"), "考核优秀", "S1", "支教", {"max": 0}),
    Decides("人事关系不动", (*ROUTE, "transfer"), "考核优秀", False, "支教"),
    Decides("一学年", (*ROUTE, "term"), "考核优秀", "2027-08", "支教"),
    Decides("每校选派", ("rules", "quotas", "每所超编学校一名"), "C4美术骨干", "moved", "每所超编学校一名"),
    Decides("只选派一名", ("rules", "quotas", "每所超编学校一名"), "C3美术骨干", "stays", "每所超编学校一名"),
    Decides("缺人的学科先派", ("tiers", 0), "语文骨干", "moved", "缺额", "moves"),
    Decides("期满返回", ("rules", "returns"), "合格期满", "C1", "期满返回"),
    Decides("不合格继续支教", ("rules", "returns", "unless", 0), "不合格期满", "again", "返回"),
    Decides("不合格不能参评", ("gates", TITLE), "不合格期满", f"not {TITLE}", TITLE),
    Decides("合格的可以参评", ("gates", TITLE, "passes", "last_result"), "合格期满", TITLE, TITLE, "优秀"),
]
POLICY = Clauses("zhijiao", county("患病"), DECIDED)


def test_who_falls_ill_is_replaced_by_another_of_the_school() -> None:
    well, ill = told(county(), POLICY.raw).fates, POLICY.whole().fates
    assert (well["数学骨干"].outcome, well["语文骨干"].outcome) == ("moved", "stays")
    assert (ill["数学骨干"].outcome, ill["语文骨干"].outcome) == ("stays", "moved")
    assert {code for code in well if well[code] != ill[code]} == {"数学骨干", "语文骨干"}


def test_a_year_later_who_passed_is_credited_and_who_failed_goes_on() -> None:
    later = a_year_later(POLICY, {("C1", "语文"): 1, ("C2", "体育"): 2}, 考核优秀="合格", 满一年的="不合格").fates
    assert later["考核优秀"].after_term == "return"
    assert later["考核优秀"].clause == CREDIT
    assert (later["C4合唱骨干"].category, later["C4合唱骨干"].outcome) == ("due", "moved")
    assert later["满一年的"].after_term == "again"
    assert later["满一年的"].holds(f"not {TITLE}")
