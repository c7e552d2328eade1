"""daxuequ: seven forms reach 60 % of a university district's full-time teachers, and 6 % go for a school year."""

from __future__ import annotations

from typing import Any

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later

ZONES = {"A": "第一学区", "B": "第二学区", "C": "第三学区"}
SCHOOLS = ["A1", "A2", "B1", "B2", "C1", "C2"]


def old(code: str, school: str = "C1", subject: str = "劳动", **columns: Any) -> dict[str, object]:
    """A woman of 41, six years at a school, of the management: due, and in no base. 劳动 has no place elsewhere."""
    own = {"birth_date": "1985-03", "sex": "女", "joined": "2020-09", "post_type": "管理", "stage": "小学"}
    mine = {"其他交流形式": "", "申报荣誉": "否", "申报岗位等级": ""}
    return {"teacher_id": code, "school_id": school, "subject": subject, **own, **mine, **columns}


def new(code: str, school: str = "C1", subject: str = "劳动", **columns: Any) -> dict[str, object]:
    """The same in her first year: no clause speaks of her."""
    return old(code, school, subject, **{"joined": "2025-09", **columns})


def staff(school: str, count: int, elsewhere: int) -> list[dict[str, object]]:
    """Full-time teachers of 语文, some of them in other forms of exchange."""
    ways = ["走教"] * elsewhere + [""] * (count - elsewhere)
    return [
        old(f"{school}{i:02}", school, "语文", post_type="专任教师", 其他交流形式=way) for i, way in enumerate(ways)
    ]


PEOPLE = [
    *staff("A1", 10, 4),  # 60%是6人，还差2人；6%是1人
    old("A1管理", "A1", "语文"),
    *staff("B1", 10, 6),  # 60%已经够了；6%是1人
    # 第三学区没有专任教师：在这里看各条
    old("缺额在本区", subject="英语", 申报荣誉="是"),
    old("缺额在外区", subject="美术"),
    old("教辅自愿", subject="实验", post_type="教辅", applies=True),
    old("教辅不自愿", post_type="教辅"),
    old("副校长", role="副校长"),
    old("校长", role="校长"),
    old("工人", post_type="工勤"),
    old("怀孕", status=("怀孕",)),
    old("处分", status=("处分:2027-03",)),
    old("处分已过", status=("处分:2026-08",)),
    old("重病", status=("重大疾病",)),
    old("男50", sex="男", birth_date="1976-09"),
    old("男51", sex="男", birth_date="1975-09"),
    old("女45", birth_date="1981-09"),
    old("女46", birth_date="1980-09"),
    old("差一月满6年", joined="2020-10"),
    # 门槛
    *(new(code, 申报荣誉="是", 申报岗位等级="五级") for code in ("一学期", "差一月", "四年前")),
    new("不申报"),
    new("拒绝"),
    new("四年前拒绝"),
    # 一学年期满的
    new("期满", "C2", origin_school="C1", payroll_school="C1", term_end="2026-09"),
]
COUNTY = district(
    [{"school_id": code, "zone": ZONES[code[0]], "kind": "小学", "establishment": 40} for code in SCHOOLS],
    PEOPLE,
    posts=[
        "A1 小学 语文 11", "A2 小学 语文 11", "B1 小学 语文 10", "B2 小学 语文 10", "C1 小学 劳动 30",
        "C1 小学 英语 0", "C2 小学 英语 1", "C1 小学 美术 0", "A2 小学 美术 1", "C1 小学 实验 0", "C2 小学 实验 1",
    ],
    history=[
        {"teacher_id": "一学期", "start": "2024-09", "end": "2025-02", "type": "走教"},
        {"teacher_id": "差一月", "start": "2024-09", "end": "2025-01", "type": "走教"},
        {"teacher_id": "四年前", "start": "2021-09", "end": "2022-09", "type": "走教"},
        {"teacher_id": "拒绝", "start": "2025-09", "result": "拒绝"},
        {"teacher_id": "四年前拒绝", "start": "2022-09", "result": "拒绝"},
    ],
)  # fmt: skip

SIX, DUE = "同一学校满六年", ("due", "同一学校满六年", "who")
ALL_FORMS = ("rules", "quotas", "七种形式共不少于专任教师的60%")
YEAR_LONG = ("rules", "quotas", "交流一学年以上的不少于专任教师的6%")
ROUTE = ("rules", "routes", "大学区内交流一学年")
HONOUR, GRADE, OBEYED = (
    "评选荣誉：累计交流一学期",
    "专业技术五、六级和八、九级岗位：前一聘期有交流",
    "晋升职称、年度考核合格",
)
DECIDED = [
    Decides("怀孕、哺乳", ("deferred", "孕期、哺乳期"), "怀孕", "deferred", "孕期"),
    Decides("处分期内", ("deferred", "处分期内"), "处分", "deferred", "处分"),
    Decides("重大疾病或其他", ("deferred", "重大疾病或其他特殊情形"), "重病", "deferred", "重大疾病"),
    Decides("满6年的都要交流", ("due", SIX), "副校长", "due", SIX),
    Decides("含副校长、中层", (*DUE, "post_type"), "副校长", "due", SIX, "专任教师"),
    Decides("专任、管理", (*DUE, "post_type"), "工人", "settled", SIX),
    Decides("校长不在内", (*DUE, "role"), "校长", "settled", SIX),
    Decides("差一月不满6年", (*DUE, "years_in_school", "min"), "差一月满6年", "settled", SIX, 5),
    Decides("正好满6年", (*DUE, "years_in_school", "min"), "副校长", "due", SIX, 7),
    Decides("男50周岁以下，含50", (*DUE, "any", 0, "age", "max"), "男50", "due", SIX, 49),
    Decides("男51周岁不在内", (*DUE, "any", 0, "age", "max"), "男51", "settled", SIX, 51),
    Decides("女45周岁以下，含45", (*DUE, "any", 1, "age", "max"), "女45", "due", SIX, 44),
    Decides("女46周岁不在内", (*DUE, "any", 1, "age", "max"), "女46", "settled", SIX, 46),
    Decides("教辅人员也可", ("free", "教辅人员也可以交流"), "教辅自愿", "free", "教辅"),
    Decides("教辅人员自愿", ("free", "教辅人员也可以交流", "who", "applies"), "教辅不自愿", "settled", "教辅"),
    Decides("大学区内", (*ROUTE, "same"), "缺额在外区", "stays", "大学区内交流一学年", ["kind"]),
    Decides("人事关系不动", (*ROUTE, "transfer"), "缺额在本区", False, "大学区内交流一学年"),
    Decides("一学年", (*ROUTE, "term"), "缺额在本区", "2027-09", "大学区内交流一学年"),
    Decides("七种形式60%", ALL_FORMS, "A108", "moved", "60%"),
    Decides("其他形式也算", (*ALL_FORMS, "also"), "A101", "stays", "60%"),
    Decides("基数是大学区", (*ALL_FORMS, "per"), "A108", "moved", "60%"),
    Decides("基数是专任教师", (*ALL_FORMS, "of_who"), "A105", "stays", "60%"),
    Decides("一学年以上6%", YEAR_LONG, "B103", "moved", "6%"),
    Decides("每个大学区6%", (*YEAR_LONG, "per"), "B103", "moved", "6%"),
    Decides("往缺人的学校派", ("tiers", 0), "缺额在本区", "moved", "缺额"),
    Decides("期满回原学校", ("rules", "returns"), "期满", "return", "期满返回"),
    Decides("荣誉", ("gates", HONOUR), "一学期", HONOUR, HONOUR),
    Decides(
        "累计一学期以上", ("gates", HONOUR, "passes"), "差一月", f"not {HONOUR}", HONOUR, {"累计交流月数": {"min": 4}}
    ),
    Decides("申报荣誉的", ("gates", HONOUR, "who"), "不申报", "settled", HONOUR),
    Decides("累计按月", ("facts", "累计交流月数", "count"), "一学期", HONOUR, HONOUR, "years"),
    Decides("五六级、八九级", ("gates", GRADE), "一学期", GRADE, GRADE),
    Decides("前一聘期内", ("facts", "前一聘期交流次数", "window"), "四年前", f"not {GRADE}", GRADE, 6),
    Decides("拒不服从", ("gates", OBEYED), "拒绝", f"not {OBEYED}", OBEYED),
    Decides("三年内", ("facts", "三年内拒绝交流次数", "window"), "四年前拒绝", OBEYED, OBEYED, 6),
]
POLICY = Clauses("daxuequ", COUNTY, DECIDED)


BACK = {("C1", "英语"): 1, ("C1", "实验"): 1}
"""Places next year for those who come back to where there was one too many."""


def test_a_year_later_who_was_away_comes_back_with_the_experience() -> None:
    before, later = POLICY.whole().fates["缺额在本区"], a_year_later(POLICY, BACK).fates["缺额在本区"]
    assert before.holds(f"not {HONOUR}")
    assert later.holds(HONOUR)
    assert (later.after_term, later.to) == ("return", "C1")
