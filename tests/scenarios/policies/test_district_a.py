"""district-a: principals after eight years and teachers after six, in five channels, the first alone with transfer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.district import District
from tests.models.micro import Row, district
from tests.scenarios.policies.clauses import Clauses, Decides, a_year_later, told

NO_WISH: dict[str, Any] = {"申报职称": "", "申报职务": "", "申报荣誉": "", "教体局批准": "否"}
VOLUNTEER: dict[str, Any] = {"joined": "2023-08", "applies": True, "consent": True, "教体局批准": "是"}
SENIOR: dict[str, Any] = {"申报职称": "高级教师"}


def person(code: str, school: str, subject: str, stage: str = "小学", **columns: Any) -> dict[str, object]:
    """A first-grade teacher, a woman of 41, six years at the school. Most teach a subject of their own."""
    own = {"joined": "2020-08", "birth_date": "1985-03", "sex": "女", "title": "一级教师", **NO_WISH}
    return {"teacher_id": code, "school_id": school, "subject": subject, "stage": stage, **own, **columns}


def young(code: str, school: str = "U1", **columns: Any) -> dict[str, object]:
    """Somebody three years at the school, whom no clause names."""
    return person(code, school, "道法", **{"joined": "2023-08", **columns})


def leader(code: str, school: str, role: str = "副校长", years: int = 5, **columns: Any) -> dict[str, object]:
    """A member of a school's leadership, so many years in the school and the post."""
    since = f"{2026 - years}-08"
    return person(code, school, role, **{"role": role, "joined": since, "post_since": since, **columns})


def back(code: str, origin: str, at: str = "E2", **columns: Any) -> dict[str, object]:
    """Somebody whose three years elsewhere end now."""
    own = {"payroll_school": origin, "origin_school": origin, "term_end": "2026-08"}
    return person(code, at, "科学", **{**own, "joined": "2023-08", **columns})


def school(code: str, area: str, zone: str, level: str = "", **columns: Any) -> dict[str, object]:
    """A primary school with room on its establishment."""
    own = {"kind": "小学", "establishment": 90, "headcount": 50, "alliance": ""}
    return {"school_id": code, "area": area, "zone": zone, "办学水平": level, **own, **columns}


SCHOOLS = [
    school("U1", "城区", "城东片区", "优质", alliance="一联盟"),
    school("U2", "城区", "城东片区", "薄弱"),
    school("U3", "城区", "城西片区", "薄弱"),
    school("E1", "镇区", "东乡"),
    school("E2", "乡村", "东乡"),
    school("E3", "镇区", "东乡", "薄弱"),
    school("J1", "镇区", "东乡", "优质", kind="初中"),
    school("J2", "乡村", "南乡", "薄弱", kind="初中"),
    school("W1", "镇区", "西乡"),
    school("W2", "教学点", "西乡", alliance="一联盟"),
    school("O1", "镇区", "北乡", establishment=49),
    school("S1", "乡村", "南乡"),
]
PEOPLE = [
    # 五类交流：每人的学科，本校不缺，别处只有一校缺
    person("超编到缺编", "O1", "语文"),
    person("不超编的", "E1", "数学"),
    person("镇到村", "E1", "音乐"),
    person("村到镇", "E2", "美术"),
    person("镇到薄弱", "E1", "体育"),
    person("镇到外镇", "E1", "劳动"),
    person("优到薄", "J1", "物理", "初中"),
    person("薄到优", "J2", "化学", "初中"),
    person("城区优到薄", "U1", "书法"),
    person("城区薄到优", "U2", "篆刻"),
    person("城区跨片区", "U1", "舞蹈"),
    person("下乡", "U1", "心理"),
    person("进城", "E2", "信息"),
    person("下乡非结对", "U1", "戏剧"),
    person("联盟下乡", "U1", "合唱"),
    person("联盟进城", "W2", "棋类"),
    # 校长：E1班子4人，W1班子3人，U3班子4人
    leader("八年校长", "E1", "校长", 8),
    leader("班子自愿甲", "E1", **{**VOLUNTEER, "joined": "2021-08"}),
    leader("书记六年", "E1", "书记", 6),
    leader("校八年岗七年", "E1", "副书记", 8, post_since="2018-09"),
    leader("三人班子校长", "W1", "校长", 8),
    leader("三人班子书记", "W1", "书记"),
    leader("三人班子副校长", "W1"),
    leader("班子自愿乙", "U3", **{**VOLUNTEER, "joined": "2021-08"}),
    *(leader(f"U3{role}", "U3", role) for role in ("校长", "书记", "副书记")),
    # 年龄
    young("男50", joined="2020-08", sex="男", birth_date="1976-08"),
    young("男51", joined="2020-08", sex="男", birth_date="1975-08"),
    young("女45", joined="2020-08", birth_date="1981-08"),
    young("女46", joined="2020-08", birth_date="1980-08"),
    young("不满六年", joined="2020-09"),
    # 新招聘的和自愿的
    person("新教师", "*", "英语", title=""),
    person("城里才缺的新教师", "*", "编程", title=""),
    person("新教师对自愿者", "*", "武术", title=""),
    person("武术自愿者", "U1", "武术", **VOLUNTEER),
    person("自愿者", "U1", "阅读", **VOLUNTEER),
    young("学校未同意", **{**VOLUNTEER, "consent": False}),
    young("教体局未批准", **{**VOLUNTEER, "教体局批准": "否"}),
    young("招聘满两年", **{**VOLUNTEER, "joined": "2024-08"}),
    young("招聘不满两年", **{**VOLUNTEER, "joined": "2024-09"}),
    # 期满的
    back("合格并申请", "U1", appraisals=("合格", "优秀", "合格"), wish_return=True),
    back("考核不好", "U1", appraisals=("合格", "基本合格", "合格"), wish_return=True),
    back("没有申请", "U1", appraisals=("合格", "合格", "合格")),
    back("镇村期满", "E1", appraisals=("合格", "基本合格", "合格")),
    back("早年下过乡", "E1"),
    back("进城期满", "E1", "U1"),
    # 门槛
    young("交流过", **SENIOR),
    young("在城里招聘", **SENIOR),
    young("招聘到农村后进城", 申报职务="校长"),
    young("没有交流", 申报荣誉="特级教师"),
    young("农村教师", "E2", **SENIOR),
    young("不申报"),
    young("拒绝过"),
    young("三年前拒绝"),
]
HISTORY: list[dict[str, Any]] = [
    *(
        {"teacher_id": code, "start": "2023-08", "end": "2026-08", "type": type_, "to_school": f"学校{to}"}
        for code, type_, to in [
            ("合格并申请", "城乡结对片区", "E2"), ("考核不好", "城乡结对片区", "E2"),
            ("没有申请", "城乡联盟学校", "E2"),
            ("镇村期满", "乡镇内小学之间", "E2"), ("早年下过乡", "乡镇内小学之间", "E2"),
            ("进城期满", "城乡结对片区", "U1"),
        ]
    ),
    {"teacher_id": "早年下过乡", "start": "2015-08", "end": "2018-08", "type": "城乡结对片区", "to_school": "学校E2"},
    {"teacher_id": "招聘满两年", "start": "2024-08", "type": "新招聘", "to_school": "学校E2"},
    {"teacher_id": "招聘不满两年", "start": "2021-09", "end": "2022-09", "type": "跟岗", "to_school": "学校U2"},
    {"teacher_id": "招聘不满两年", "start": "2024-09", "type": "新招聘", "to_school": "学校E2"},
    {"teacher_id": "交流过", "start": "2015-09", "end": "2016-07", "type": "支教", "to_school": "学校U2"},
    {"teacher_id": "在城里招聘", "start": "2020-08", "end": "2023-08", "type": "新招聘", "to_school": "学校U2"},
    {"teacher_id": "招聘到农村后进城", "start": "2020-08", "end": "2023-08", "type": "新招聘", "to_school": "学校E2"},
    {"teacher_id": "拒绝过", "start": "2024-08", "result": "拒绝"},
    {"teacher_id": "三年前拒绝", "start": "2022-08", "result": "拒绝"},
]  # fmt: skip
PLACES = {
    "语文": "S1", "数学": "S1", "音乐": "E2", "美术": "E1", "体育": "E3", "劳动": "W2", "书法": "U2", "篆刻": "U1",
    "舞蹈": "U3", "心理": "E2", "信息": "U1", "戏剧": "W1", "合唱": "W2", "棋类": "U1", "编程": "U1", "武术": "W2",
}  # fmt: skip
"""The one place there is for people of a subject."""
POSTS = [
    *(f"{code} 小学 {subject} 1" for subject, code in PLACES.items()),
    "J2 初中 物理 1", "J1 初中 化学 1", "E2 小学 英语 1", "U1 小学 英语 1", "E1 小学 英语 1", "W1 小学 英语 1",
    "U1 小学 阅读 1", "W2 小学 阅读 1",
    "E1 小学 校长 1", "S1 小学 校长 2", "S1 小学 副书记 1", "W1 小学 校长 1", "E1 小学 副校长 1", "U3 小学 副校长 1",
    "S1 小学 副校长 2", "U2 小学 道法 0",
    "U1 小学 科学 3", "E1 小学 科学 3", "E2 小学 科学 5",
]  # fmt: skip


def county(*issued: Row) -> District:
    """The district; `issued` are the numbers issued to schools."""
    posts = [{"school_id": "S1", "title": "一级教师", "posts": 0}]
    return district(SCHOOLS, PEOPLE, posts=POSTS, history=HISTORY, title_posts=posts, quotas=issued)


RECRUITED, NEW = "新招聘未满两年", "新招聘教师"
HEADS, TEACHERS, FREE = "校长满八年", "教师满六年", "自愿交流"
ROUTES, QUOTAS, UNLESS = ("rules", "routes"), ("rules", "quotas"), ("rules", "returns", "unless")
PLACED = "校长统筹安排"
MUST, TEAM, MOST, BEST = (
    "满八年的校长全部交流",
    "班子一次交流不超过30%",
    "交流面达到10%",
    "优秀和高级、一级教师不低于30%",
)
TO_SCHOOL, RURAL_FIRST = "新招聘教师都安排到校", "新招聘教师先到农村、薄弱学校"
TITLE, KEPT = "评聘职称、提任校长、评选特级教师", "三年内评优、晋升"
CITY = "城区教师下乡次数"
YEARS = ("due", HEADS, "who")
AGES = ("due", TEACHERS, "who", "any")
PASSES = ("gates", TITLE, "passes", "any")
DECIDED = [
    Decides("班子成员", ("leaders", "role"), "班子自愿乙", "moved", "优先", "校长"),
    Decides("2年以后纳入", ("deferred", RECRUITED), "招聘不满两年", "deferred", RECRUITED),
    Decides("满两年的纳入", ("deferred", RECRUITED, "who", "新招聘年数", "below"), "招聘满两年", "free", RECRUITED, 3),
    Decides("新招聘的", ("facts", "新招聘次数", "type"), "交流过", "settled", RECRUITED),
    Decides("新招聘的年数", ("facts", "新招聘年数", "type"), "招聘不满两年", "deferred", RECRUITED),
    Decides("新招聘教师", ("due", NEW), "新教师", "due", NEW),
    Decides("校长满8年", ("due", HEADS), "八年校长", "due", HEADS),
    Decides("8年整的算满", (*YEARS, "years_in_post", "min"), "八年校长", "due", HEADS, 9),
    Decides("同一岗位", (*YEARS, "years_in_post"), "校八年岗七年", "settled", HEADS),
    Decides("同一学校", (*YEARS, "years_in_school", "min"), "三人班子校长", "due", HEADS, 9),
    Decides("满6年", ("due", TEACHERS), "下乡", "due", TEACHERS),
    Decides("不满6年", ("due", TEACHERS, "who", "years_in_school"), "不满六年", "settled", TEACHERS),
    Decides("教师六年，校长八年", ("due", TEACHERS, "who", "role"), "书记六年", "settled", MUST),
    Decides("男50周岁以下，含50", (*AGES, 0, "age", "max"), "男50", "due", TEACHERS, 49),
    Decides("男51不在内", (*AGES, 0, "age", "max"), "男51", "settled", TEACHERS, 51),
    Decides("女45周岁以下，含45", (*AGES, 1, "age", "max"), "女45", "due", TEACHERS, 44),
    Decides("女46不在内", (*AGES, 1, "age", "max"), "女46", "settled", TEACHERS, 46),
    Decides("自愿的可纳入", ("free", FREE), "自愿者", "free", FREE),
    Decides("经学校批准", ("free", FREE, "who", "consent"), "学校未同意", "settled", FREE),
    Decides("经教体局批准", ("free", FREE, "who", "教体局批准"), "教体局未批准", "settled", FREE),
    Decides("新招聘教师分配", (*ROUTES, "新招聘"), "新教师", "E2", "新招聘"),
    Decides("校长由局统筹安排", (*ROUTES, PLACED), "八年校长", PLACED, PLACED),
    Decides("调编性交流", (*ROUTES, "调编性交流"), "超编到缺编", "S1", "调编性交流"),
    Decides("超编学校才调编", (*ROUTES, "调编性交流", "from"), "不超编的", "stays", "交流范围"),
    Decides("调编随调人事关系", (*ROUTES, "调编性交流"), "超编到缺编", True, "调编性交流"),
    Decides("中心小学到偏远学校", (*ROUTES, "乡镇内小学之间"), "镇到村", "E2", "乡镇内小学之间"),
    Decides("偏远学校到中心小学", (*ROUTES, "乡镇内小学之间", "both_ways"), "村到镇", "E1", "乡镇内小学之间"),
    Decides("薄弱学校", (*ROUTES, "乡镇内小学之间", "to", "any", 1), "镇到薄弱", "E3", "乡镇内小学之间"),
    Decides("乡镇之内", (*ROUTES, "乡镇内小学之间", "same"), "镇到外镇", "stays", "交流范围"),
    Decides("第2类不调人事关系", (*ROUTES, "乡镇内小学之间", "transfer"), "镇到村", False, "乡镇内小学之间"),
    Decides("第2类三年", (*ROUTES, "乡镇内小学之间", "term"), "镇到村", "2029-08", "乡镇内小学之间"),
    Decides("农村初中优质到薄弱", (*ROUTES, "农村初中之间"), "优到薄", "J2", "农村初中之间"),
    Decides("农村初中薄弱到优质", (*ROUTES, "农村初中之间", "both_ways"), "薄到优", "J1", "农村初中之间"),
    Decides("第3类不调人事关系", (*ROUTES, "农村初中之间", "transfer"), "优到薄", False, "农村初中之间"),
    Decides("第3类三年", (*ROUTES, "农村初中之间", "term"), "优到薄", "2029-08", "农村初中之间"),
    Decides("城区优质到薄弱", (*ROUTES, "城区同学段学校之间"), "城区优到薄", "U2", "城区同学段学校之间"),
    Decides("城区薄弱到优质", (*ROUTES, "城区同学段学校之间", "both_ways"), "城区薄到优", "U1", "城区同学段学校之间"),
    Decides("试点以片区为主", (*ROUTES, "城区同学段学校之间", "same"), "城区跨片区", "stays", "交流范围", ["kind"]),
    Decides("第4类不调人事关系", (*ROUTES, "城区同学段学校之间", "transfer"), "城区优到薄", False, "城区同学段"),
    Decides("第4类三年", (*ROUTES, "城区同学段学校之间", "term"), "城区优到薄", "2029-08", "城区同学段"),
    Decides("城乡结对片区", (*ROUTES, "城乡结对片区"), "下乡", "E2", "城乡结对片区"),
    Decides("农村教师进城", (*ROUTES, "城乡结对片区", "both_ways"), "进城", "U1", "城乡结对片区"),
    Decides("结对的片区", (*ROUTES, "城乡结对片区", "zones"), "下乡非结对", "stays", "交流范围"),
    Decides("片区不调人事关系", (*ROUTES, "城乡结对片区", "transfer"), "下乡", False, "城乡结对片区"),
    Decides("片区三年", (*ROUTES, "城乡结对片区", "term"), "下乡", "2029-08", "城乡结对片区"),
    Decides("城乡联盟学校", (*ROUTES, "城乡联盟学校"), "联盟下乡", "W2", "城乡联盟学校"),
    Decides("联盟教师进城", (*ROUTES, "城乡联盟学校", "both_ways"), "联盟进城", "U1", "城乡联盟学校"),
    Decides("同一联盟", (*ROUTES, "城乡联盟学校", "same"), "下乡非结对", "stays", "交流范围"),
    Decides("联盟不调人事关系", (*ROUTES, "城乡联盟学校", "transfer"), "联盟下乡", False, "城乡联盟学校"),
    Decides("联盟三年", (*ROUTES, "城乡联盟学校", "term"), "联盟下乡", "2029-08", "城乡联盟学校"),
    Decides("校长必须交流", (*QUOTAS, MUST), "三人班子校长", "moved", MUST),
    Decides("班子不超过30%", (*QUOTAS, TEAM), "班子自愿甲", "stays", "比例偏差"),
    Decides("一般不超过", (*QUOTAS, TEAM, "binding"), "三人班子校长", "moved", TEAM),
    Decides("新招聘教师先安排", (*QUOTAS, TO_SCHOOL), "新教师对自愿者", "moved", TO_SCHOOL),
    Decides("先到农村、薄弱学校", (*QUOTAS, RURAL_FIRST), "新教师", "E2", "比例偏差"),
    Decides("原则上", (*QUOTAS, RURAL_FIRST, "binding"), "城里才缺的新教师", "U1", RURAL_FIRST),
    Decides("级别保留", ("rules", "title_posts", "regime"), "超编到缺编", "moved", "职数", "hard"),
    Decides("自愿的优先", ("goals", "prefer", "批准的自愿者", "count"), "自愿者", "moved", "优先", "moved"),
    Decides("缺的学科", ("tiers", 2), "下乡", "moved", "缺额"),
    Decides("期满返回", ("rules", "returns"), "合格并申请", "U1", "期满返回"),
    Decides("三个考核合格以上", (*UNLESS, 0), "考核不好", "stay", "返回"),
    Decides("申请返回", (*UNLESS, 1), "没有申请", "stay", "返回"),
    Decides("只限城区教师", ("facts", CITY, "type"), "镇村期满", "return", "返回"),
    Decides("到农村的", ("facts", CITY, "to"), "进城期满", "return", "返回"),
    Decides("这一次交流的", ("facts", CITY, "window"), "早年下过乡", "return", "返回"),
    Decides("职称、校长、特级", ("gates", TITLE), "没有交流", f"not {TITLE}", TITLE),
    Decides("评聘职称", ("gates", TITLE, "who", "any", 0), "在城里招聘", f"not {TITLE}", TITLE),
    Decides("提任校长", ("gates", TITLE, "who", "any", 1), "招聘到农村后进城", TITLE, TITLE),
    Decides("特级教师", ("gates", TITLE, "who", "any", 2), "没有交流", f"not {TITLE}", TITLE),
    Decides("有交流经历", (*PASSES, 0), "交流过", TITLE, TITLE),
    Decides("招聘不算交流", ("facts", "交流次数", "type"), "在城里招聘", f"not {TITLE}", TITLE),
    Decides("有农村任教经历", (*PASSES, 1), "招聘到农村后进城", TITLE, TITLE),
    Decides("农村的", ("facts", "农村任教年限", "to"), "在城里招聘", f"not {TITLE}", TITLE),
    Decides("现任农村教师", (*PASSES, 2), "农村教师", TITLE, TITLE),
    Decides("拒不执行，三年内不得", ("gates", KEPT), "拒绝过", f"not {KEPT}", KEPT),
    Decides("三年内", ("facts", "三年内拒绝或考核不好的次数", "window"), "三年前拒绝", KEPT, KEPT),
]
POLICY = Clauses("district-a", county(), DECIDED)

PHASE = district(
    SCHOOLS,
    [
        *(person(f"三级{i:02}", "U1", "语文", title="三级教师") for i in range(1, 11)),
        person("一级教师", "U1", "语文"),
        person("教学能手", "U1", "语文", title="三级教师", honour="区级教学能手"),
    ],
    posts=["U1 小学 语文 12", "U2 小学 语文 12"],
    history=[{"teacher_id": "教学能手", "start": "2010-09", "end": "2011-08", "type": "支教"}],
)
"""Twelve due, whose going fills nothing: as many go as the phase asks."""
PHASED = [
    Decides("试点交流面10%", (*QUOTAS, MOST), "三级01", "moved", MOST),
    Decides("扩大到30%", (*QUOTAS, MOST, "min"), "三级05", "stays", MOST, "30%"),
    Decides("优秀和高级、一级不低于30%", (*QUOTAS, BEST), "一级教师", "moved", BEST),
    Decides("高级、一级教师", (*QUOTAS, BEST, "who", "any", 1), "一级教师", "moved", BEST),
    Decides("优秀教师", (*QUOTAS, BEST, "who", "any", 1), "教学能手", "stays", BEST),
]
PILOT = Clauses("district-a", PHASE, PHASED)


def test_numbers_issued_to_a_school_decide_how_many_leave_it() -> None:
    assert POLICY.whole().fates["下乡非结对"].outcome == "stays"
    out: Sequence[Row] = [
        {"school_id": "U1", "direction": "out", "subject": subject, "max": 0} for subject in ("心理", "合唱")
    ]
    fates = told(county(*out), POLICY.raw).fates
    assert (fates["下乡"].outcome, fates["联盟下乡"].outcome) == ("stays", "stays")
    none = told(county({"school_id": "U1", "direction": "out", "subject": "戏剧", "min": 1}), POLICY.raw)
    assert none.conflict  # nobody of the subject has a way out


def test_a_year_later_who_went_for_three_years_is_not_moved_again() -> None:
    before, later = POLICY.whole().fates, a_year_later(POLICY, {("U2", "道法"): 1}).fates
    away = {code for code, fate in before.items() if fate.term_end == "2029-08"}
    assert len(away) > 10
    assert {later[code].outcome for code in away} == {"stays"}
    assert (later["新教师"].category, later["新教师"].clause) == ("deferred", RECRUITED)
    assert later["校八年岗七年"].holds(PLACED)
    assert later["招聘不满两年"].clause != RECRUITED
