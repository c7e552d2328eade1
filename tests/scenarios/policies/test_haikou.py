"""haikou: new teachers first serve three years at named remote schools, applicants two, and back if they wish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.district import District
from tests.models.micro import Row, district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later, told


def person(code: str, school: str = "T1", subject: str = "语文", **columns: Any) -> dict[str, object]:
    """A woman of 36 at the town's central school, who applies for nothing."""
    own = {"sex": "女", "birth_date": "1990-03", "申报职称": "", "申报岗位等级": "", "申报荣誉": "否", "stage": "小学"}
    return {"teacher_id": code, "school_id": school, "subject": subject, **own, **columns}


def away(code: str, origin: str = "T1", **columns: Any) -> dict[str, object]:
    """Somebody whose term at a named school ends now."""
    return person(code, "N1", "科学", origin_school=origin, term_end="2026-08", **columns)


SENIOR, NINTH, EIGHTH = {"申报职称": "小学高级教师"}, {"申报岗位等级": "九级"}, {"申报岗位等级": "八级"}
HONOUR, NEW_HEAD = {"申报荣誉": "是"}, {"role": "校长", "post_since": "2026-02"}
PEOPLE = [
    # 数学：定点学校只有一个位置，新教师和申请的人都能去；音乐教师定点学校和缺编学校都要
    person("新教师", "*", "数学"),
    person("音乐新教师", "*", "音乐"),
    person("数学申请", subject="数学", applies=True),
    # 语文：两人申请，位置只有一个，其中一人的学校本来缺人
    person("语文申请", applies=True),
    person("村小申请", "T2", applies=True),
    # 英语只有缺编学校有位置，体育只有满编学校有位置，美术是缺一补一
    person("英语申请", subject="英语", applies=True),
    person("体育申请", subject="体育", applies=True),
    person("美术申请", subject="美术", applies=True),
    # 不参加的
    person("新教师残疾", "*", "英语", status=("残疾",)),
    person("主任申请", subject="英语", applies=True, role="教导主任"),
    person("未申请", subject="英语"),
    person("半月不到岗", subject="英语"),
    # 期满的
    away("期满愿回", payroll_school="T1", wish_return=True),
    away("期满不愿回", payroll_school="T1", wish_return=False),
    away("新教师期满", origin="*", wish_return=True),
    # 门槛
    person("两年整", **SENIOR, **HONOUR, **NEW_HEAD),
    person("差一个月", **SENIOR),
    person("别校两年", **NINTH),
    person("定点教师", "N2", joined="2024-08", **EIGHTH, **HONOUR, **NEW_HEAD),
    person("男55", sex="男", birth_date="1971-08", **SENIOR, **HONOUR),
    person("男54", sex="男", birth_date="1971-09", **EIGHTH),
    person("女50", birth_date="1976-08", **SENIOR),
    person("女49", birth_date="1976-09", **SENIOR),
    person("病休", status=("长期病休",), **SENIOR, **HONOUR),
    person("新校长", **NEW_HEAD),
    person("老校长", role="校长", post_since="2025-08"),
    person("不申报"),
]
HISTORY: list[dict[str, object]] = [
    {"teacher_id": "两年整", "start": "2023-08", "end": "2025-08", "to_school": "东岭小学"},
    {"teacher_id": "差一个月", "start": "2023-09", "end": "2025-08", "to_school": "东岭小学"},
    {"teacher_id": "别校两年", "start": "2023-08", "end": "2025-08", "to_school": "村小学"},
]


def town(*locks: Row) -> District:
    """The town: named remote schools N1 and N2, V1 short of staff, F1 full."""
    return district(
        [
            {"school_id": "N1", "name": "东岭小学", "定点学校": "是", "establishment": 30},
            {"school_id": "N2", "name": "西岭小学", "定点学校": "是", "establishment": 1},
            {"school_id": "V1", "name": "缺编小学", "定点学校": "否", "establishment": 30},
            {"school_id": "F1", "name": "满编小学", "定点学校": "否", "establishment": 30, "headcount": 30},
            {"school_id": "T1", "name": "中心小学", "定点学校": "否", "establishment": 30, "headcount": 30},
            {"school_id": "T2", "name": "村小学", "定点学校": "否", "establishment": 30, "headcount": 30},
        ],
        PEOPLE,
        posts=[
            "N1 小学 数学 1", "N1 小学 音乐 1", "V1 小学 音乐 1", "T1 小学 数学 1",
            "N2 小学 语文 2", "T1 小学 语文 1", "T2 小学 语文 2",
            "V1 小学 英语 1", "T1 小学 英语 0", "F1 小学 体育 1", "T1 小学 体育 0", "N1 小学 美术 1", "T1 小学 美术 1",
            "N1 小学 科学 3", "T1 小学 科学 2",
        ],
        history=HISTORY,
        locks=["半月不到岗 must *", *locks],
    )  # fmt: skip


NEW, APPLIED, EXCEPT = "新分配的教师", "本人申请", "新教师中残疾、长期病休的除外"
TO_NAMED = ("rules", "routes", "新教师到定点学校")
ROTATED = ("rules", "routes", "轮岗到定点学校")
TO_SHORT = ("rules", "routes", "轮岗到缺编学校")
TITLE, BEST, HEAD = "竞聘小学高级、晋升九级八级", "评先进、优秀", "新任校长、主任"
PASSES = ("gates", TITLE, "passes", "any")
YEARS = "定点学校任教年限"
DECIDED = [
    Decides("残疾、长期病休除外", ("deferred", EXCEPT), "新教师残疾", "deferred", EXCEPT),
    Decides("新分配的教师", ("due", NEW), "新教师", "due", NEW),
    Decides("新分配的才应去", ("due", NEW, "who"), "未申请", "settled", "新教师全部派出"),
    Decides("本人申请", ("free", APPLIED), "语文申请", "free", APPLIED),
    Decides("申请的才去", ("free", APPLIED, "who", "applies"), "未申请", "settled", APPLIED),
    Decides("中层干部另行制定", ("free", APPLIED, "who", "role"), "主任申请", "settled", APPLIED),
    Decides("新教师到定点学校", (*TO_NAMED, "to", "定点学校"), "音乐新教师", "N1", "新教师到定点学校", False),
    Decides("服务期3年", (*TO_NAMED, "term"), "新教师", "2029-08", "新教师到定点学校"),
    Decides("只对新教师", (*TO_NAMED, "who"), "美术申请", "2028-08", "轮岗到定点学校"),
    Decides("轮岗到定点学校", ROTATED, "美术申请", "轮岗到定点学校", "轮岗到定点学校"),
    Decides("轮岗协议，关系不动", (*ROTATED, "transfer"), "美术申请", False, "轮岗到定点学校"),
    Decides("轮岗2年", (*ROTATED, "term"), "美术申请", "2028-08", "轮岗到定点学校"),
    Decides("缺编学校", TO_SHORT, "英语申请", "V1", "轮岗到缺编学校"),
    Decides("只到缺编学校", (*TO_SHORT, "to", "vacancy"), "体育申请", "stays", "交流范围", {"min": 0}),
    Decides("缺编学校2年", (*TO_SHORT, "term"), "英语申请", "2028-08", "轮岗到缺编学校"),
    Decides("缺编学校，关系不动", (*TO_SHORT, "transfer"), "英语申请", False, "轮岗到缺编学校"),
    Decides("半月不到岗按离职", ("rules", "routes", "自动离职"), "半月不到岗", "*", "必须去系统外"),
    Decides("全部到定点学校", ("rules", "quotas", "新教师全部派出"), "新教师", "moved", "新教师全部派出"),
    Decides("申请的尽量安排", ("goals", "prefer", "申请的尽量安排", "count"), "美术申请", "moved", "优先", "moved"),
    Decides("先安排申请的", ("tiers", 0), "美术申请", "moved", "优先"),
    Decides("不动本来缺人的", ("tiers", 1), "村小申请", "stays", "缺额"),
    Decides("期满返回", ("rules", "returns"), "期满愿回", "T1", "期满返回"),
    Decides("原则上按意愿", ("rules", "returns", "wish"), "期满不愿回", "stay", "返回"),
    Decides("新教师留在定点学校", ("rules", "returns", "unless", 0), "新教师期满", "stay", "返回"),
    Decides("竞聘、晋升", ("gates", TITLE), "差一个月", f"not {TITLE}", TITLE),
    Decides("竞聘小学高级", ("gates", TITLE, "who", "any", 0), "差一个月", f"not {TITLE}", TITLE),
    Decides("10级晋升9级，9级晋升8级", ("gates", TITLE, "who", "any", 1), "男54", f"not {TITLE}", TITLE),
    Decides("任教2年", (*PASSES, 0), "两年整", TITLE, TITLE),
    Decides("不满2年", (*PASSES, 0, YEARS, "min"), "差一个月", f"not {TITLE}", TITLE, 1),
    Decides("定点学校的", ("facts", YEARS, "to"), "别校两年", f"not {TITLE}", TITLE),
    Decides("定点学校的教师", (*PASSES, 1), "定点教师", TITLE, TITLE),
    Decides("男满55周岁", (*PASSES, 2, "age", "min"), "男55", TITLE, TITLE, 56),
    Decides("男不满55周岁", (*PASSES, 2, "age", "min"), "男54", f"not {TITLE}", TITLE, 54),
    Decides("女满50周岁", (*PASSES, 3, "age", "min"), "女50", TITLE, TITLE, 51),
    Decides("女不满50周岁", (*PASSES, 3, "age", "min"), "女49", f"not {TITLE}", TITLE, 49),
    Decides("长期病休不限", (*PASSES, 4), "病休", TITLE, TITLE),
    Decides("评先进、优秀", ("gates", BEST), "男55", f"not {BEST}", BEST),
    Decides("申报的才看", ("gates", BEST, "who"), "不申报", "settled", BEST),
    Decides("评优：任教过", ("gates", BEST, "passes", "any", 0), "两年整", BEST, BEST),
    Decides("评优：定点教师", ("gates", BEST, "passes", "any", 1), "定点教师", BEST, BEST),
    Decides("评优：病休不限", ("gates", BEST, "passes", "any", 2), "病休", BEST, BEST),
    Decides("新任校长、主任", ("gates", HEAD), "新校长", f"not {HEAD}", HEAD),
    Decides("新任命的才看", ("gates", HEAD, "who", "years_in_post"), "老校长", "settled", HEAD),
    Decides("新校长：任教过", ("gates", HEAD, "passes", "any", 0), "两年整", HEAD, HEAD),
    Decides("新校长：定点教师", ("gates", HEAD, "passes", "any", 1), "定点教师", HEAD, HEAD),
]
POLICY = Clauses("haikou", town(), DECIDED)


def test_where_the_old_school_has_no_place_the_bureau_lets_somebody_stay() -> None:
    fates = told(town("期满愿回 stay"), POLICY.raw).fates
    assert (fates["期满愿回"].outcome, fates["期满愿回"].to) == ("stays", "")


def test_a_year_later_all_who_went_are_inside_their_terms() -> None:
    before, later = POLICY.whole().fates, a_year_later(POLICY).fates
    went: Sequence[str] = [code for code, fate in before.items() if fate.term_end]
    assert set(went) >= {"新教师", "英语申请"}
    assert "半月不到岗" not in later
    assert {later[code].outcome for code in went} == {"stays"}
