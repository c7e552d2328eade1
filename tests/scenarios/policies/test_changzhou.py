"""changzhou: exactly 15 % of those due; a two-way fair at which schools send first, then designation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides

NOTHING = {"市局同意": "否", "推荐": "否", "申报高级": "否"}


def person(code: str, school: str = "A", subject: str = "语文", **columns: Any) -> dict[str, object]:
    """Somebody of 46, six years at the school and far from retirement: due, neither volunteer nor recommended."""
    own = {"joined": "2020-08", "birth_date": "1980-03", "retires": "2040-03", "post_type": "专任教师", **NOTHING}
    return {"teacher_id": code, "school_id": school, "subject": subject, **own, **columns}


SCHOOLS = [
    {"school_id": code, "name": f"第{code}中学", "kind": "初中", "establishment": 60, "zone": code, **more}
    for code, more in (("A", {}), ("B", {}), ("C", {}), ("D", {}), ("P", {"kind": "小学"}))
]
HONOUR: dict[str, Any] = {"honour": "市学科带头人", "推荐": "是", "subject": "历史"}
PEOPLE = [
    # 数学：B校只缺1人，近的和远的都自主申报；B校的意向先收远的
    person("数学近", subject="数学", applies=True),
    person("数学远", subject="数学", applies=True),
    # 音乐：小学也缺，初中只有D校缺
    person("音乐", subject="音乐", applies=True),
    # 信息科技人数少，不参加双选：C校最近，志愿和学校的意向都是D校
    person("信息", subject="信息科技", applies=True),
    # 历史：有荣誉的和没有荣誉的，都由学校推荐
    person("荣誉", **HONOUR),
    person("荣誉二", **{**HONOUR, "推荐": "否"}),
    *(person(f"荣誉{n}", **{**HONOUR, "推荐": "否"}) for n in range(3, 7)),
    person("没有荣誉", subject="历史", 推荐="是"),
    # 化学：高级教师，C校最近，但C校高级教师已多；D校没有高级职数
    person("高级", subject="化学", title="高级教师", applies=True),
    *(person(f"C高级{n}", "C", "生物", title="高级教师", joined="2023-08") for n in (1, 2, 3)),
    # 地理远，15%里轮不到；语文近，但只是推荐的；劳动在小学
    person("地理远", subject="地理", applies=True),
    person("推荐的", 推荐="是"),
    person("小学的", "P", "劳动", applies=True),
    # 未推荐也未申报的
    *(person(f"未推荐{n}", subject="语文") for n in range(1, 25)),
    # 谁应交流
    person("五年十一个月", joined="2020-09"),
    person("距退休四年十一个月", retires="2031-07"),
    person("距退休满五年", retires="2031-08"),
    person("教辅", post_type="教辅", applies=True),
    # 可以不列入的：市局同意的、没有同意的、愿意交流的
    person("调查", status=("正在调查",), 市局同意="是"),
    person("患病", status=("患病",), 市局同意="是"),
    person("孕产", status=("孕产期",), 市局同意="是"),
    person("孕产未同意", status=("孕产期",)),
    person("孕产愿交流", status=("孕产期",), 市局同意="是", applies=True, subject="心理"),
    person("患病未同意", status=("患病",)),
    person("患病愿交流", status=("患病",), 市局同意="是", applies=True, subject="心理"),
    person("调查未同意", status=("正在调查",)),
    person("调查愿交流", status=("正在调查",), 市局同意="是", applies=True, subject="心理"),
    # 后备：D校确认接收英语、美术各1人；应交流的有人教英语，没有人教美术
    person("应交流英语", subject="英语", 推荐="是"),
    person("后备英语", subject="英语", joined="2023-08"),
    person("后备美术", subject="美术", joined="2023-08"),
    # 门槛
    person("四十岁", joined="2023-08", birth_date="1986-08", 申报高级="是"),
    person("四十一岁", joined="2023-08", birth_date="1985-08", 申报高级="是"),
    person("调动过", joined="2023-08", birth_date="1990-08", 申报高级="是"),
    person("挂职过", joined="2023-08", birth_date="1990-08", 申报高级="是"),
    person("不申报", joined="2023-08", birth_date="1990-08"),
    person("拒绝", joined="2023-08"),
    person("前年拒绝", joined="2023-08"),
]
NEAR = {
    ("数学近", "B"): 5, ("数学近", "D"): 20, ("数学远", "B"): 90, ("信息", "C"): 5, ("高级", "C"): 5,
    ("音乐", "P"): 1, ("地理远", "D"): 99, ("推荐的", "D"): 1, ("小学的", "D"): 1, ("应交流英语", "D"): 60, ("后备英语", "D"): 5,
}  # fmt: skip
CITY = district(
    SCHOOLS,
    PEOPLE,
    posts=[
        *(f"A 初中 {s} 0" for s in ("数学", "音乐", "信息科技", "历史", "化学", "英语", "心理", "语文", "地理", "美术")),
        *("B 初中 数学 1", "C 初中 数学 1", "D 初中 数学 1", "P 初中 音乐 1", "D 初中 音乐 1"),
        *("C 初中 信息科技 1", "D 初中 信息科技 1"),
        *("D 初中 历史 1", "C 初中 化学 1", "D 初中 化学 1", "C 初中 生物 3", "D 初中 英语 1", "D 初中 语文 1"),
        *("D 初中 地理 1", "D 初中 美术 1", "P 初中 劳动 1", "D 初中 劳动 1"),
    ],
    choices=[
        {"teacher_id": t, "rank": 1, "school_id": s} for t, s in (("数学近", "B"), ("数学远", "B"), ("信息", "D"))
    ],
    school_choices=[
        {"school_id": "B", "rank": 1, "teacher_id": "数学远"}, {"school_id": "B", "rank": 2, "teacher_id": "数学近"},
        {"school_id": "D", "rank": 1, "teacher_id": "信息"},
    ],
    distances=[
        {"teacher_id": person_["teacher_id"], "school_id": s["school_id"],
         "minutes": NEAR.get((str(person_["teacher_id"]), str(s["school_id"])), 30)}
        for person_ in PEOPLE for s in SCHOOLS
    ],
    quotas=[{"school_id": "D", "direction": "in", "subject": s, "min": 1, "max": 1} for s in ("英语", "美术")],
    title_posts=[{"school_id": "D", "title": "高级教师", "posts": 0}],
    history=[
        {"teacher_id": "调动过", "start": "2020-08", "end": "2023-08", "transfer": True},
        {"teacher_id": "挂职过", "start": "2020-08", "end": "2023-08", "transfer": False},
        {"teacher_id": "拒绝", "start": "2026-07", "result": "拒绝"},
        {"teacher_id": "前年拒绝", "start": "2024-07", "result": "拒绝"},
    ],
)  # fmt: skip
LISTED = district(
    SCHOOLS[:3],
    [person("甲", "A", "数学", applies=True), person("乙", "B", "数学", applies=True)],
    posts=["A 初中 数学 1", "B 初中 数学 1", "C 初中 数学 1"],
    outgoing=["甲", "乙"],
    choices=["甲 1 B", "乙 1 A"],
    school_choices=[{"school_id": s, "rank": 1, "teacher_id": t} for s, t in (("B", "甲"), ("A", "乙"))],
    distances=[
        {"teacher_id": t, "school_id": s, "minutes": 5 if s == "C" else 60}
        for t in ("甲", "乙")
        for s in ("A", "B", "C")
    ],
    history=[{"teacher_id": "甲", "start": "2010-08", "end": "2011-08", "transfer": False}],
)  # fmt: skip
"""Two full schools whose mathematics teachers would change places, and a third with a place near by."""

ACCUSED, ILL, PREGNANT = "涉嫌违纪违法", "因病不能坚持工作", "孕产期"
SIX, RESERVE, ROUTE = "满六年", "后备", ("rules", "routes", "自主申报、推荐或后备")
QUOTA, SENIOR = ("rules", "quotas"), "高级教师已达平均水平的学校不再划转"
TITLE, OBEYED = "申报高级职称", "年度考核合格"
DECIDED = [
    *(
        one
        for name, who in ((ACCUSED, "调查"), (ILL, "患病"), (PREGNANT, "孕产"))
        for one in (
            Decides(f"{name}可以不列入", ("deferred", name), who, "deferred", name),
            Decides(f"{name}：经市局同意", ("deferred", name, "certified"), f"{who}未同意", "due", name),
            Decides(f"{name}：可以", ("deferred", name, "waived_by"), f"{who}愿交流", "due", name),
        )
    ),
    Decides("满6年", ("due", SIX), "数学近", "due", SIX),
    Decides("五年十一个月", ("due", SIX, "who", "years_in_school", "min"), "五年十一个月", RESERVE, SIX, 5),
    Decides("满六年不多", ("due", SIX, "who", "years_in_school", "min"), "数学近", SIX, SIX, 7),
    Decides("距退休满5年", ("due", SIX, "who", "years_to_retirement", "min"), "距退休满五年", "due", SIX, 6),
    Decides("不满5年", ("due", SIX, "who", "years_to_retirement", "min"), "距退休四年十一个月", RESERVE, SIX, 4),
    Decides("专任教师", ("due", SIX, "who", "post_type"), "教辅", "settled", SIX),
    Decides("后备", ("free", RESERVE), "后备美术", "moved", "美术"),
    Decides("后备的专任教师", ("free", RESERVE, "who", "post_type"), "教辅", "settled", RESERVE),
    Decides("自主申报", (*ROUTE, "who", "any", 0), "数学近", "moved", "15%"),
    Decides("推荐并表决", (*ROUTE, "who", "any", 1), "荣誉", "moved", "15%"),
    Decides("后备可去", (*ROUTE, "who", "any", 2), "后备美术", "moved", "美术"),
    Decides("从初中", (*ROUTE, "from"), "小学的", "stays", "自主申报"),
    Decides("到初中", (*ROUTE, "to"), "音乐", "D", "自主申报"),
    Decides("恰好15%", (*QUOTA, "应交流的15%"), "地理远", "stays", "应交流的15%"),
    Decides("荣誉15%", (*QUOTA, "有市级荣誉的15%"), "荣誉", "moved", "比例偏差"),
    Decides("高级比例达到平均水平", (*QUOTA, SENIOR), "高级", "D", "比例偏差"),
    Decides("系统内平均水平", ("shares", "高级占比差"), "高级", "D", "没有这一列"),
    Decides("等级划转", ("rules", "title_posts"), "高级", "D", "高级教师职数", {"regime": "hard"}),
    Decides("双向选择", ("stages", "双向选择"), "数学远", "B", "距离"),
    Decides("人数少的学科直接指定", ("stages", "双向选择", "who"), "信息", "C", "距离"),
    Decides("自主申报在先", ("goals", "prefer", "自主申报的应交流教师"), "推荐的", "stays", "优先"),
    Decides("后备在后", ("goals", "prefer", "后备的尽量不动"), "后备英语", "stays", "优先"),
    Decides("原则上", ("tiers", 0), "荣誉", "moved", "比例偏差"),
    Decides("就近指定", ("tiers", 2), "数学近", "D", "距离"),
    Decides("申报高级职称", ("gates", TITLE), "四十岁", f"not {TITLE}", TITLE),
    Decides("40周岁以下", ("gates", TITLE, "who", "age"), "四十一岁", "free", TITLE),
    Decides("申报的", ("gates", TITLE, "who", "申报高级"), "不申报", "free", TITLE),
    Decides("须办理调动手续", ("facts", "办理调动的交流次数", "transfer"), "挂职过", f"not {TITLE}", TITLE),
    Decides("不按规定参加", ("gates", OBEYED), "拒绝", f"not {OBEYED}", OBEYED),
    Decides("当年的拒绝", ("facts", "一年内拒绝交流次数", "window"), "前年拒绝", "free", OBEYED),
]
AT_THE_FAIR = [Decides("须先流出再流入", ("stages", "双向选择", "rules"), "甲", "C", "成环")]
POLICY, FAIR = Clauses("changzhou", CITY, DECIDED), Clauses("changzhou", LISTED, AT_THE_FAIR)


@pytest.mark.parametrize("policy", [POLICY, FAIR], ids=["city", "fair"])
def test_the_plan_is_optimal_and_verified(policy: Clauses) -> None:
    policy.assert_optimal_and_verified()


@pytest.mark.parametrize("one", DECIDED, ids=lambda one: one.clause)
def test_each_clause_decides(one: Decides) -> None:
    POLICY.assert_decides(one)


def test_two_full_schools_change_places_at_no_fair() -> None:
    """Who would close the ring is refused with the reason, and designated elsewhere."""
    FAIR.assert_decides(AT_THE_FAIR[0])
    (fair,) = FAIR.whole().stages
    assert [(closed.move.teacher_id, closed.move.to_school) for closed in fair.closed] == [("甲", "B")]


def test_no_entry_is_idle() -> None:
    rest = Decides("指定", ("stages", "指定"), "信息", "", "")  # what happens anyway: it names the step
    Clauses("changzhou", CITY, [*DECIDED, rest]).assert_nothing_is_idle()
