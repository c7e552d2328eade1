"""kaiping: two partner schools exchange one for one: volunteers if they match, else as the school assigns."""

from __future__ import annotations

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later

SUBJECTS = {"c": "语文", "m": "数学", "y": "音乐", "d": "美术", "t": "体育", "l": "劳动", "s": "科学"}
"""What a person teaches, by the second letter of the code. Each subject is for one clause."""


def person(code: str, **columns: object) -> dict[str, object]:
    """A full-time teacher of the school the code begins with, of the subject its second letter stands for."""
    own = {"stage": "小学", "subject": SUBJECTS[code[1]], "post_type": "专任教师", "申报职称": "", "申报骨干": "否"}
    return {"teacher_id": code, "school_id": SCHOOLS[code[0]], **own, **columns}


SCHOOLS = {"A": "S1", "B": "S2", "C": "S3"}
PEOPLE = [
    # 语文：双方各有一名自愿者，对等成行，有家庭困难也随本人的意愿
    person("Ac1", applies=True, post_type="教辅", status=("特殊家庭状况",)),
    person("Ac2", post_type="教辅"),
    person("Bc1", applies=True),
    person("Bc2"),
    # 数学：本校有自愿者，对口学校没有数学教师可换；第三小学也有自愿者，不对口
    person("Am1", applies=True, post_type="教辅", 申报职称="一级教师"),
    person("Cm1", applies=True),
    # 音乐里有中层干部，美术里有骨干：都不自愿
    person("Ay1", role="教导主任", post_type="管理", 申报骨干="是"),
    person("Ay2", role="总务主任", post_type="管理", status=("特殊家庭状况",)),
    person("By1"),
    person("By2", status=("特殊家庭状况",)),
    person("Ad1", honour="骨干教师", post_type="管理"),
    person("Ad2", honour="骨干教师", post_type="管理", status=("特殊家庭状况",)),
    person("Bd1"),
    person("Bd2", status=("特殊家庭状况",)),
    # 体育里是本校的专任教师，共8人，8%须去1人；其中一半有特殊家庭状况
    *(person(f"At{number}", status=("特殊家庭状况",)) for number in (5, 6, 7, 8)),
    *(person(f"At{number}") for number in (1, 2, 3, 4)),
    person("Bt1"),
    person("Bt2", status=("特殊家庭状况",)),
    # 劳动：别校没有岗位，在这里看门槛
    *(person(f"Al{n}", post_type="管理", 申报职称="一级教师", 申报骨干="是") for n in (1, 2, 3, 4)),
    *(person(f"Al{n}", post_type="管理") for n in (5, 6, 7, 8)),
    # 期满的
    person("Bs1", origin_school="S1", payroll_school="S1", term_end="2026-12", post_type="管理"),
]
HISTORY: list[dict[str, object]] = [
    {"teacher_id": "Al1", "start": "2024-01", "end": "2025-01"},
    {"teacher_id": "Al2", "start": "2024-01", "end": "2024-12"},
    {"teacher_id": "Al3", "start": "2026-01", "credited": True},
    {"teacher_id": "Al5", "start": "2026-01", "end": "2026-12", "result": "不合格"},
    {"teacher_id": "Al6", "start": "2024-01", "end": "2024-12", "result": "不合格"},
    {"teacher_id": "Al7", "start": "2026-01", "result": "拒绝"},
    {"teacher_id": "Al8", "start": "2025-01", "result": "拒绝"},
]
TWO_SCHOOLS = district(
    [
        {"school_id": "S1", "name": "第一小学", "establishment": 30},
        {"school_id": "S2", "name": "第二小学", "establishment": 30},
        {"school_id": "S3", "name": "第三小学", "establishment": 30},
    ],
    PEOPLE,
    posts=[f"{school} 小学 {subject} 20" for school in SCHOOLS.values() for subject in SUBJECTS.values()],
    history=HISTORY,
)
ROUTE = ("rules", "routes", "与对口学校互相挂职一年")
QUOTAS = ("rules", "quotas")
TITLE, BACKBONE = "申报高一级教师职称", "申报骨干教师"
EXCELLENT, OBEYED = "年度考核优秀", "年度考核合格以上"
DECIDED = [
    Decides("全体在职教职工", ("due", "全体在职教职工"), "Ac2", "due", "全体在职教职工"),
    Decides("对口学校才接收", (*ROUTE, "to"), "Am1", "stays", "对口学校"),
    Decides("对口学校才派出", (*ROUTE, "from"), "Cm1", "stays", "对口学校"),
    Decides("对口学校也派来", (*ROUTE, "both_ways"), "Bc1", "moved", "对口学校"),
    Decides("人事关系保留", (*ROUTE, "transfer"), "Ac1", False, "对口学校"),
    Decides("挂职一年", (*ROUTE, "term"), "Ac1", "2027-12", "对口学校"),
    Decides("数量和学科对等", ("rules", "balance", "数量和任教学科对等"), "Am1", "stays", "数量和任教学科对等"),
    Decides("学科对等", ("rules", "balance", "数量和任教学科对等", "by"), "Am1", "stays", "数量和任教学科对等"),
    Decides("不低于8%", (*QUOTAS, "不低于专任教师的8%"), "At4", "moved", "不低于专任教师的8%"),
    Decides("至少一名中层干部", (*QUOTAS, "至少一名中层干部"), "Ay1", "moved", "至少一名中层干部"),
    Decides("至少一名骨干教师", (*QUOTAS, "至少一名骨干教师"), "Ad1", "moved", "至少一名骨干教师"),
    Decides("自愿的先去", ("goals", "prefer", "自愿报名"), "Ac1", "moved", "优先"),
    Decides("有困难也自愿", ("goals", "prefer", "自愿报名", "weight"), "Ac1", "moved", "优先"),
    Decides("家庭状况", ("goals", "prefer", "有特殊家庭状况的尽量不派"), "At4", "moved", "优先"),
    Decides("先自愿后安排", ("tiers", 0), "Ac1", "moved", "优先"),
    Decides("期满返回", ("rules", "returns"), "Bs1", "S1", "期满返回"),
    Decides("申报高一级职称", ("gates", TITLE), "Al1", TITLE, TITLE),
    Decides("一年以上", ("gates", TITLE, "passes", "any", 0), "Al2", f"not {TITLE}", TITLE, {"交流年限": {"min": 0}}),
    Decides("交流工作经历", ("facts", "交流年限", "window"), "Al1", TITLE, TITLE, 1),
    Decides("报名公示未安置", ("gates", TITLE, "passes", "any", 1), "Al3", TITLE, TITLE),
    Decides("只限公示的报名", ("facts", "公示未安置的报名", "credited"), "Al2", f"not {TITLE}", TITLE),
    Decides("申报的才看", ("gates", TITLE, "who"), "Al5", "due", TITLE),
    Decides("申报骨干", ("gates", BACKBONE), "Al4", f"not {BACKBONE}", BACKBONE),
    Decides("骨干：交流一年", ("gates", BACKBONE, "passes", "any", 0), "Al1", BACKBONE, BACKBONE),
    Decides("骨干：报名未安置", ("gates", BACKBONE, "passes", "any", 1), "Al3", BACKBONE, BACKBONE),
    Decides("交流不合格不得优秀", ("gates", EXCELLENT), "Al5", f"not {EXCELLENT}", EXCELLENT),
    Decides("当年的交流", ("gates", EXCELLENT, "who"), "Al6", "due", EXCELLENT),
    Decides("拒不服从", ("gates", OBEYED), "Al7", f"not {OBEYED}", OBEYED),
    Decides("当年拒绝的", ("facts", "一年内拒绝交流次数", "window"), "Al8", OBEYED, OBEYED),
]
POLICY = Clauses("kaiping", TWO_SCHOOLS, DECIDED)


def test_a_year_later_who_was_away_comes_back_and_who_was_not_placed_passes_the_gate() -> None:
    before, later = POLICY.whole().fates, a_year_later(POLICY)
    assert before["Am1"].holds(f"not {TITLE}")
    assert later.fates["Am1"].holds(TITLE)
    assert before["Ay1"].holds(f"not {BACKBONE}")
    assert later.fates["Ay1"].holds(BACKBONE)
    assert {code for code, fate in later.fates.items() if fate.after_term} == {
        code for code, fate in before.items() if fate.term_end
    }
    assert (later.fates["Ay1"].outcome, later.fates["Ay1"].to) == ("moved", "S1")


def test_a_year_later_a_failed_exchange_bars_the_best_mark() -> None:
    assert a_year_later(POLICY, Ac1="不合格").fates["Ac1"].holds(f"not {EXCELLENT}")
    assert a_year_later(POLICY, Ac1="合格").fates["Ac1"].holds(EXCELLENT)
