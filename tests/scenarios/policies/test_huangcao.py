"""huangcao: of each school's eligible 5 to 10 percent a batch; of a couple in one school one; payroll stays."""

from __future__ import annotations

from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later, told, without

SUBJECTS = {
    "H": "语文",
    "M": "数学",
    "C": "英语",
    "D": "美术",
    "T": "音乐",
    "B": "体育",
    "Q": "科学",
    "K": "保教",
    "S": "劳动",
    "R": "信息",
}
"""What the schools of a letter teach. People change places within a subject: so each clause decides by itself."""


def school(code: str, **columns: object) -> dict[str, object]:
    """A primary school with places enough."""
    return {"school_id": code, "name": f"{code}小学", "kind": "小学", "establishment": 20, **columns}


def post(code: str) -> dict[str, object]:
    """The one post of a school, with places enough."""
    return {"school_id": code, "stage": "小学", "subject": SUBJECTS[code[0]], "required": 20}


def old(code: str, **columns: object) -> dict[str, object]:
    """A woman of 41 in her sixth year at the school her code begins with."""
    own = {"joined": "2020-08", "birth_date": "1985-03", "sex": "女", "stage": "小学", "degree": "专科"}
    return {"teacher_id": code, "school_id": code[:2], "subject": SUBJECTS[code[0]], **own, **columns}


def new(code: str, **columns: object) -> dict[str, object]:
    """The same in her first year: no clause speaks of her."""
    return old(code, joined="2025-08", **columns)


PEOPLE = [
    # 第一小学的人只有第二小学可去，而两校不互相轮岗
    old("H1a"),
    new("H2a"),
    # 可暂缓：本人愿意交流的，可以交流
    old("S1p", status=("怀孕",)),
    old("S1q", status=("产假",), applies=True),
    old("S1r", status=("绝症",)),
    old("S1s", status=("绝症",), applies=True),
    old("S1t", status=("家属长期卧床住院",)),
    old("S1u", status=("家属长期卧床住院",), applies=True),
    # 幼儿园一并参加；成人学校不在其内，既不出人，也不进人
    old("K1a", 申报职称="一级教师"),
    new("K2a"),
    old("M1a"),
    old("M2a"),
    # 夫妻同校：一方应交流，另一方未满三年
    *(old(f"C1{letter}") for letter in "abcdefg"),
    new("C1z"),
    new("C2a"),
    # 年龄、年限正好在界上
    old("Q1a", sex="男", birth_date="1976-08"),
    old("Q1b", sex="男", birth_date="1975-08"),
    old("Q2a", birth_date="1981-08"),
    old("Q2b", birth_date="1980-08"),
    old("Q3a", joined="2023-08"),
    old("Q3b", joined="2023-09"),
    # 学历、职称、骨干各集中在一所学校
    *(old(f"D1{letter}", degree="本科") for letter in "abcd"),
    *(old(f"D1{letter}") for letter in "wxyz"),
    *(new(f"D2{letter}") for letter in "abcd"),
    *(new(f"D3{letter}") for letter in "abcd"),
    *(old(f"T1{letter}", title="高级教师") for letter in "wxyz"),
    *(old(f"T1{letter}") for letter in "abcd"),
    *(new(f"T2{letter}") for letter in "abcd"),
    *(old(f"B1{letter}", honour="骨干教师") for letter in "abcd"),
    *(old(f"B1{letter}") for letter in "wxyz"),
    *(new(f"B2{letter}") for letter in "abcd"),
    # 申报职称的：去过农村一年的、差一月的、现在就在农村的、专项支教的；还有拒绝过的
    *(new(f"S1{letter}", 申报职称="一级教师") for letter in "jklm"),
    new("R1a", 申报职称="高级教师"),
    new("S1x"),
    new("S1y"),
    # 一年期满的
    new("R1b", subject="劳动", origin_school="S1", payroll_school="S1", term_end="2026-08"),
]
HISTORY = [
    {"teacher_id": "S1j", "start": "2020-09", "end": "2021-09", "type": "交流轮岗", "to_school": "R1"},
    {"teacher_id": "S1k", "start": "2020-09", "end": "2021-08", "type": "交流轮岗", "to_school": "R1"},
    {"teacher_id": "S1l", "start": "2020-09", "end": "2021-09", "type": "专项支教", "to_school": "Q1"},
    {"teacher_id": "S1m", "start": "2020-09", "end": "2021-09", "type": "脱产学习", "to_school": "R1"},
    {"teacher_id": "S1x", "start": "2025-09", "result": "拒绝"},
    {"teacher_id": "S1y", "start": "2024-09", "result": "拒绝"},
]
KINDS = {
    "H1": {"name": "第一小学"},
    "H2": {"name": "第二小学"},
    "K1": {"kind": "幼儿园"},
    "K2": {"kind": "幼儿园"},
    "M1": {"kind": "成人学校"},
    "R1": {"area": "乡村"},
}
CODES = list(dict.fromkeys(str(row["school_id"]) for row in PEOPLE))
COUNTY = district(
    [school(code, **KINDS.get(code, {})) for code in CODES],
    PEOPLE,
    posts=[post(code) for code in CODES],
    relations=["C1a 夫妻 C1z", "K1a 夫妻 K2a"],
    history=HISTORY,
)

QUOTA = ("rules", "quotas", "每校每批5%—10%")
ROUTE = ("rules", "routes", "校际轮岗一年")
DUE = ("due", "连续满三年", "who")
RURAL, ELSEWHERE = "评聘中、高级职务：农村学校服务一年", "评聘中、高级职务：异校交流工作经历"
PASSED = "年度考核合格以上"
DECIDED = [
    Decides("绝症，可暂缓", ("deferred", "患绝症不能满负荷工作"), "S1r", "deferred", "绝症"),
    Decides("绝症，本人愿意", ("deferred", "患绝症不能满负荷工作", "waived_by"), "S1s", "due", "绝症"),
    Decides("怀孕、产假、哺乳，可暂缓", ("deferred", "本学年怀孕、产假、哺乳"), "S1p", "deferred", "怀孕"),
    Decides("产假，本人愿意", ("deferred", "本学年怀孕、产假、哺乳", "waived_by"), "S1q", "due", "产假"),
    Decides("家属卧床住院，可暂缓", ("deferred", "配偶子女长期卧床住院"), "S1t", "deferred", "卧床"),
    Decides("家属卧床，本人愿意", ("deferred", "配偶子女长期卧床住院", "waived_by"), "S1u", "due", "卧床"),
    Decides("应交流", ("due", "连续满三年"), "K1a", "due", "连续满三年"),
    Decides("男50周岁以下，含50", (*DUE, "any", 0, "age", "max"), "Q1a", "due", "连续满三年", 49),
    Decides("男51周岁不在内", (*DUE, "any", 0, "age", "max"), "Q1b", "settled", "连续满三年", 51),
    Decides("女45周岁以下，含45", (*DUE, "any", 1, "age", "max"), "Q2a", "due", "连续满三年", 44),
    Decides("女46周岁不在内", (*DUE, "any", 1, "age", "max"), "Q2b", "settled", "连续满三年", 46),
    Decides("正好满3年", (*DUE, "years_in_school", "min"), "Q3a", "due", "连续满三年", 4),
    Decides("2年11个月不满3年", (*DUE, "years_in_school", "min"), "Q3b", "settled", "连续满三年", 2),
    Decides("同校夫妻应交流一方", ("rules", "split_couples"), "C1a", "moved", "夫妻"),
    Decides("没有回避的规定", ("rules", "avoidance"), "K1a", "moved", "校际轮岗"),
    Decides("两校不互相轮岗", ("rules", "routes", "第一小学与第二小学不互相轮岗"), "H1a", "stays", "校际轮岗"),
    Decides("幼儿园一并参加", (*ROUTE, "from", "kind"), "K1a", "moved", "校际轮岗", ["小学", "初中"]),
    Decides("别的学校不出人", (*ROUTE, "from"), "M1a", "stays", "校际轮岗"),
    Decides("别的学校不进人", (*ROUTE, "to"), "M2a", "stays", "校际轮岗"),
    Decides("关系保留在原单位", (*ROUTE, "transfer"), "K1a", False, "校际轮岗"),
    Decides("为期一年", (*ROUTE, "term"), "K1a", "2027-08", "校际轮岗"),
    Decides("不少于5%", (*QUOTA, "min"), "K1a", "moved", "比例偏差"),
    Decides("不多于10%", (*QUOTA, "max"), "D1d", "stays", "比例偏差"),
    Decides("5%—10%", ("tiers", 0), "K1a", "moved", "比例偏差"),
    Decides("均衡", ("tiers", 1), "D1b", "moved", "结构均衡"),
    Decides("学历均衡", ("goals", "structure", "本科以上"), "D1b", "moved", "结构均衡"),
    Decides("职称均衡", ("goals", "structure", "高级教师"), "T1z", "moved", "结构均衡"),
    Decides("骨干均衡", ("goals", "structure", "骨干教师"), "B1b", "moved", "结构均衡"),
    Decides("期满回原单位", ("rules", "returns"), "R1b", "return", "期满返回"),
    Decides("评聘须农村服务", ("gates", RURAL), "S1j", RURAL, RURAL),
    Decides(
        "不少于一年", ("gates", RURAL, "passes", "any", 0), "S1k", f"not {RURAL}", RURAL, {"农村服务年限": {"min": 0}}
    ),
    Decides("现在就在农村", ("gates", RURAL, "passes", "any", 1), "R1a", RURAL, RURAL),
    Decides("中、高级", ("gates", RURAL, "who"), "S1x", "settled", RURAL),
    Decides("农村学校", ("facts", "农村服务年限", "to"), "S1l", f"not {RURAL}", RURAL),
    Decides("评聘须异校经历", ("gates", ELSEWHERE), "S1k", ELSEWHERE, ELSEWHERE),
    Decides("专项支教视为异校经历", ("facts", "异校交流次数", "type"), "S1l", ELSEWHERE, ELSEWHERE, "交流轮岗"),
    Decides("学习不是交流", ("facts", "异校交流次数", "type"), "S1m", f"not {ELSEWHERE}", ELSEWHERE),
    Decides("拒绝的考核不合格", ("gates", PASSED), "S1x", f"not {PASSED}", PASSED),
    Decides("当年拒绝的", ("facts", "一年内拒绝交流次数", "window"), "S1y", PASSED, PASSED),
]
POLICY = Clauses("huangcao", COUNTY, DECIDED)


def test_of_seven_eligible_one_goes() -> None:
    moved = [code for code, fate in POLICY.whole().fates.items() if fate.outcome == "moved" and code[:2] == "C1"]
    assert moved == ["C1a"]


def test_in_principle_a_school_nobody_can_leave_is_no_obstacle() -> None:
    firm = told(COUNTY, without(without(POLICY.raw, (*QUOTA, "binding")), ("tiers", 0)))
    assert POLICY.whole().fates["H1a"].outcome == "stays"
    assert firm.plan is None
    assert any("每校每批" in row for row in firm.conflict)


def test_a_year_later_who_was_away_comes_back_with_the_experience() -> None:
    before, later = POLICY.whole().fates["K1a"], a_year_later(POLICY).fates["K1a"]
    assert before.holds(f"not {ELSEWHERE}")
    assert later.holds(ELSEWHERE)
    assert (later.after_term, later.to) == ("return", "K1")
