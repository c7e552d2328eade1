"""district-b: nine years; three classes first; deferrals certified and filed; some take the payroll along."""

from __future__ import annotations

from typing import Any

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides

SCHOOLS = {"T1": ("镇区", "东片"), "T2": ("城区", "西片"), "R1": ("乡村", "东片"), "R2": ("教学点", "西片")}
MARKS: dict[str, dict[str, Any]] = {"备案": {}, "未备案": {"认定备案": "否"}, "申请": {"applies": True}}
"""Who would be deferred: with the certificate; without it; with it, and applying all the same."""


def old(code: str, school: str = "T1", subject: str = "劳动", **columns: Any) -> dict[str, object]:
    """A woman of 40 in her tenth year at a school: due. Nobody else has a post for 劳动, so she stays."""
    own = {
        "birth_date": "1986-09",
        "sex": "女",
        "joined": "2016-09",
        "资格学历不达标": "否",
        "工作需要": "否",
        "认定备案": "是",
    }
    return {"teacher_id": code, "school_id": school, "subject": subject, "交流形式": "", **own, **columns}


def new(code: str, school: str = "T1", subject: str = "劳动", **columns: Any) -> dict[str, object]:
    """The same in her first year: due only if a clause names her otherwise."""
    return old(code, school, subject, **{"joined": "2025-09", **columns})


def seat(subject: str, here: str, there: str) -> list[str]:
    """A subject with one free place there; here it needs nobody."""
    return [f"{here} 初中 {subject} 0", f"{there} 初中 {subject} 1"]


PEOPLE = [
    *(old(f"支教{mark}", **columns) for mark, columns in MARKS.items()),
    *(old(f"借用{mark}", **columns) for mark, columns in MARKS.items()),
    *(old(f"住院{mark}", status=("长期住院3个月以上",), **columns) for mark, columns in MARKS.items()),
    *(old(f"怀孕{mark}", status=("怀孕",), **columns) for mark, columns in MARKS.items()),
    *(old(f"升学{mark}", status=("子女升学考试",), **columns) for mark, columns in MARKS.items()),
    # 年限正好在界上的，在六年以外的，两项各不满三年的，未经批准的
    *(old(code) for code in ("学习", "差一月", "六年以外", "各两年", "未批准")),
    old("男50", sex="男", birth_date="1976-09"),
    old("男51", sex="男", birth_date="1975-09"),
    old("女45", birth_date="1981-09"),
    old("女46", birth_date="1980-09"),
    old("满9年", joined="2017-09"),
    old("差1月满9年", joined="2017-10"),
    # 三类人各与一名满九年的争一个空缺
    new("不达标", subject="语文", 资格学历不达标="是"),
    old("语文满九年", subject="语文"),
    new("需要", subject="数学", 工作需要="是"),
    old("数学满九年", subject="数学"),
    new("愿意去", subject="英语", applies=True),
    old("英语满九年", subject="英语"),
    # 变动人事关系的四条路线
    old("城镇到农村", "T1", "物理"),
    old("农村到城镇", "R1", "化学"),
    old("城镇之间", "T1", "生物"),
    old("农村之间", "R1", "政治"),
    # 不变动人事关系的三种形式
    old("支教去", "T1", "历史", 交流形式="支教"),
    old("学习去", "R1", "地理", 交流形式="学习"),
    old("片区去", "T1", "音乐", 交流形式="片区内轮岗"),
    # 空缺在这种形式去不了的地方
    old("支教不去城镇", "T1", "美术", 交流形式="支教"),
    old("学习不去农村", "R1", "体育", 交流形式="学习"),
    old("片区以外", "T1", "信息", 交流形式="片区内轮岗"),
    old("支教不进城", "R1", "科学", 交流形式="支教"),
]
COUNTY = district(
    [
        {"school_id": code, "area": area, "zone": zone, "establishment": 60}
        for code, (area, zone) in SCHOOLS.items()
    ],
    PEOPLE,
    posts=[
        "T1 初中 劳动 40",
        *(post for subject in ("语文", "数学", "英语", "物理", "历史", "音乐") for post in seat(subject, "T1", "R1")),
        *(post for subject in ("生物", "美术") for post in seat(subject, "T1", "T2")),
        *(post for subject in ("化学", "地理", "科学") for post in seat(subject, "R1", "T1")),
        *(post for subject in ("政治", "体育") for post in seat(subject, "R1", "R2")),
        *seat("信息", "T1", "R2"),
    ],
    history=[
        *({"teacher_id": f"支教{mark}", "start": "2021-09", "end": "2024-09", "type": "支教"} for mark in MARKS),
        *({"teacher_id": f"借用{mark}", "start": "2021-09", "end": "2024-09", "type": "借用", "区教委批准": "是"}
          for mark in MARKS),
        {"teacher_id": "学习", "start": "2020-09", "end": "2022-09", "type": "交流轮岗"},
        {"teacher_id": "学习", "start": "2023-09", "end": "2024-09", "type": "学习"},
        {"teacher_id": "差一月", "start": "2021-09", "end": "2024-08", "type": "援教"},
        {"teacher_id": "六年以外", "start": "2018-09", "end": "2023-08", "type": "支教"},
        {"teacher_id": "各两年", "start": "2020-09", "end": "2022-09", "type": "支教"},
        {"teacher_id": "各两年", "start": "2022-09", "end": "2024-09", "type": "上挂学习", "区教委批准": "是"},
        {"teacher_id": "未批准", "start": "2021-09", "end": "2025-09", "type": "借用", "区教委批准": "否"},
    ],
)  # fmt: skip

DUE = ("due", "同一学校满九年", "who")
NINE = "同一学校满九年"
ROUTES = ("rules", "routes")
FIRST = ("goals", "prefer", "三类人优先", "who", "any")
SUPPORT, LENT = ("facts", "近六年支教学习交流年限"), ("facts", "近六年经批准借用年限")


def deferral(name: str, person: str) -> list[Decides]:
    """A deferral decides for the certified, asks for the certificate, and is waived for who applies."""
    return [
        Decides(f"{person}，可以暂时不交流", ("deferred", name), f"{person}备案", "deferred", name),
        Decides(f"{person}，须认定备案", ("deferred", name, "certified"), f"{person}未备案", "due", name),
        Decides(f"{person}，本人申请", ("deferred", name, "waived_by"), f"{person}申请", "due", name),
    ]


DECIDED = [
    *deferral("近六年支教、学习、交流累计满三年", "支教"),
    *deferral("近六年经批准借用累计满三年", "借用"),
    *deferral("本人或亲属需长期照顾、住院", "住院"),
    *deferral("本学年怀孕、产假、哺乳", "怀孕"),
    *deferral("子女当年参加升学考试", "升学"),
    Decides("学习也算", (*SUPPORT, "type"), "学习", "deferred", "累计满三年", ["支教", "援教", "交流轮岗"]),
    Decides("6年之内", (*SUPPORT, "window"), "六年以外", "due", "累计满三年", 12),
    Decides("两项分别累计", (*SUPPORT, "type"), "各两年", "due", "累计满三年", ["支教", "借用", "上挂学习"]),
    Decides("累计满3年", ("deferred", "近六年支教、学习、交流累计满三年", "who"), "差一月", "due", "累计满三年",
            {"近六年支教学习交流年限": {"min": 2}}),
    Decides("经区教委批准", (*LENT, "rows"), "未批准", "due", "经批准借用"),
    Decides("借用算", (*LENT, "type"), "借用备案", "deferred", "经批准借用", "上挂学习"),
    Decides("资格、学历未达标", ("due", "资格或学历未达标"), "不达标", "due", "未达标"),
    Decides("工作需要", ("due", "工作需要"), "需要", "due", "工作需要"),
    Decides("连续任教满9年", (*DUE, "years_in_school", "min"), "满9年", "due", NINE, 10),
    Decides("8年11个月不满9年", (*DUE, "years_in_school", "min"), "差1月满9年", "settled", NINE, 8),
    Decides("男50周岁以下，含50", (*DUE, "any", 0, "age", "max"), "男50", "due", NINE, 49),
    Decides("男51周岁不在内", (*DUE, "any", 0, "age", "max"), "男51", "settled", NINE, 51),
    Decides("女45周岁以下，含45", (*DUE, "any", 1, "age", "max"), "女45", "due", NINE, 44),
    Decides("女46周岁不在内", (*DUE, "any", 1, "age", "max"), "女46", "settled", NINE, 46),
    Decides("个人意愿强烈", ("free", "个人意愿强烈"), "愿意去", "free", "意愿强烈"),
    Decides("未达标的优先", (*FIRST, 0), "不达标", "moved", "优先"),
    Decides("工作需要的优先", (*FIRST, 1), "需要", "moved", "优先"),
    Decides("意愿强烈的优先", (*FIRST, 2), "愿意去", "moved", "优先"),
    Decides("优先考虑", ("tiers", 0), "不达标", "moved", "优先"),
    Decides("补足缺额", ("tiers", 1), "城镇到农村", "moved", "缺额"),
    *(Decides(f"变动人事关系：{name}", (*ROUTES, name), name, True, name)
      for name in ("城镇到农村", "农村到城镇", "城镇之间", "农村之间")),
    Decides("支教", (*ROUTES, "支教"), "支教去", "支教", "支教"),
    Decides("支教到农村", (*ROUTES, "支教", "to"), "支教不去城镇", "stays", "支教"),
    Decides("支教的才算支教", (*ROUTES, "支教", "who"), "城镇到农村", "城镇到农村", "支教"),
    Decides("支教关系不动", (*ROUTES, "支教", "transfer"), "支教去", False, "支教"),
    Decides("学习", (*ROUTES, "学习"), "学习去", "学习", "学习"),
    Decides("学习到城镇", (*ROUTES, "学习", "to"), "学习不去农村", "stays", "学习"),
    Decides("学习的才算学习", (*ROUTES, "学习", "who"), "农村到城镇", "农村到城镇", "学习"),
    Decides("学习关系不动", (*ROUTES, "学习", "transfer"), "学习去", False, "学习"),
    Decides("片区内轮岗", (*ROUTES, "片区内轮岗"), "片区去", "片区内轮岗", "片区内轮岗"),
    Decides("限于片区内", (*ROUTES, "片区内轮岗", "same"), "片区以外", "stays", "片区内轮岗"),
    Decides("轮岗关系不动", (*ROUTES, "片区内轮岗", "transfer"), "片区去", False, "片区内轮岗"),
    Decides("支教的不走调动：城镇之间", (*ROUTES, "城镇之间", "who"), "支教不去城镇", "stays", "城镇之间"),
    Decides("支教的不走调动：农村到城镇", (*ROUTES, "农村到城镇", "who"), "支教不进城", "stays", "农村到城镇"),
    Decides("学习的不走调动：农村之间", (*ROUTES, "农村之间", "who"), "学习不去农村", "stays", "农村之间"),
    Decides("轮岗的不走调动：城镇到农村", (*ROUTES, "城镇到农村", "who"), "片区以外", "stays", "城镇到农村"),
]  # fmt: skip
POLICY = Clauses("district-b", COUNTY, DECIDED)
