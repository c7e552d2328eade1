"""taihe: seven channels; town to city in rank order of points and interview, the rest arranged by the bureau."""

from __future__ import annotations

from models.district import District
from tests.models.micro import district
from tests.scenarios.policies.clauses import Clauses, Decides, told

STAGE = "小学"
BELONGS = {"C": "城区", "T": "乡镇", "U": "乡镇", "K": "县直"}
UNITS = {"T1": "T0", "U1": "U0"}
POINTS = {f"积分{n}": "0" for n in range(1, 9)}
OWN = {
    **{"渠道": "", "乡镇任教年限": "0", "资格符合": "否", "面试": "", "师德考核": "", "列入校内方案": "否"},
    **{"优秀教师": "否", "第一学历": "", "原校类型": "", "原校级别": "", "原校区位": "", **POINTS},
}


def school(code: str, **columns: object) -> dict[str, object]:
    """A school of the city (C), of the towns (T, U), or of the county itself (K)."""
    near = {"area": "城区" if code[0] in "CK" else "乡村", "zone": code[0], "kind": "小学", "level": "二类"}
    told_ = {"parent": UNITS.get(code, ""), "establishment": 200, "headcount": 150}
    return {"school_id": code, "隶属": BELONGS[code[0]], **near, **told_, **columns}


def teacher(code: str, subject: str, **columns: object) -> dict[str, object]:
    """A teacher of the school the code begins with, forty years old, one year there; a subject for each clause."""
    seen = {"birth_date": "1986-08", "sex": "男", "title": "一级教师", "post_type": "专任教师"}
    since = {"joined": "2025-08", "unit_joined": "2025-08"}
    at = "*" if code[0] == "N" else code[:2]
    return {"teacher_id": code, "school_id": at, "stage": STAGE, "subject": subject, **seen, **since, **OWN, **columns}


def to_city(code: str, subject: str, points: int, **columns: object) -> dict[str, object]:
    """Somebody who applies for the city, just long enough in the towns and at the centre school."""
    asked = {"渠道": "进城", "applies": True, "乡镇任教年限": "6", "unit_joined": "2023-08", "资格符合": "是"}
    return teacher(code, subject, **{**asked, "面试": "40", "积分1": str(points), **columns})


def asks(code: str, subject: str, channel: str, **columns: object) -> dict[str, object]:
    """Somebody who applies for a channel with the school's consent."""
    return teacher(code, subject, **{"渠道": channel, "applies": True, "consent": True, **columns})


def newcomer(code: str, subject: str, **columns: object) -> dict[str, object]:
    """A teacher from outside, forty-five years old, of a rural school of the second class."""
    fit = {"第一学历": "专科", "原校类型": "小学", "原校级别": "二类", "原校区位": "乡村", "birth_date": "1981-08"}
    return teacher(code, subject, **{"渠道": "引进", "applies": True, **fit, **columns})


PEOPLE = [
    # 进城：语文有三个位置，C1两个、C2一个；C1只有一个空的高级岗位
    to_city("T1a", "语文", 9, title="高级教师"),
    to_city("T1b", "语文", 8, title="高级教师"),
    to_city("T1c", "语文", 7),
    to_city("T1d", "语文", 6, 积分2="1"),  # the same sum as T1c
    to_city("T1e", "数学", 5, 面试="29"),
    to_city("T1f", "数学", 5, 面试="30"),
    to_city("T1g", "数学", 5, 乡镇任教年限="5"),
    to_city("T1h", "数学", 5, unit_joined="2023-09"),  # six years in the towns, two years and eleven months here
    to_city("T1i", "数学", 5, 资格符合="否"),
    to_city("T1j", "数学", 5, applies=False),
    to_city("T1k", "音乐", 4, also=("小学:美术",), apply_for="小学:美术"),
    # 支教
    asks("C1a", "语文", "支教"),
    asks("C1b", "品德", "支教", consent=False),
    # 校际：各校教师都是13人以上，4%约为1人
    asks("C2a", "科学", "校际", joined="2023-08"),
    asks("C2b", "科学", "校际", joined="2023-09", unit_joined="2023-09"),
    asks("C2c", "科学", "校际", joined="2023-08", consent=False),
    asks("C3a", "劳动", "校际", joined="2023-08"),  # posts of it in the towns only
    asks("T1q", "体育", "校际", unit_joined="2023-08"),  # a year at the school, three in the township
    asks("U1a", "书法", "校际", joined="2023-08"),  # posts of it in the same unit only
    # 校内方案：10人中1人，其中一人是骨干
    *(teacher(f"T0{n}", "信息", 列入校内方案="是", honour="骨干教师" if n == 3 else "") for n in range(10)),
    # 县直
    asks("K1a", "英语", "县直"),
    asks("K1b", "日语", "县直"),  # at a school of another kind
    asks("K1c", "俄语", "县直"),  # at one of another level
    asks("K1d", "英语", "县直", consent=False),
    *(asks(f"K1{c}", "物理", "县直", status=s) for c, s in (("e", ()), ("f", ("家庭困难",)))),
    *(asks(f"K1{c}", "化学", "县直", status=("夫妻两地分居",), 优秀教师=g) for c, g in (("g", "是"), ("h", "否"))),
    asks("K1i", "生物", "县直"),
    asks("K5a", "生物", "县直"),  # of an over-established school
    asks("K1j", "地理", "县直"),
    asks("K6a", "地理", "县直"),  # where there is one too many of it
    asks("K1k", "历史", "县直", birth_date="1990-07"),
    asks("K1l", "历史", "县直", birth_date="1990-09"),
    *(asks(f"K1{c}", "政治", "县直", title=t) for c, t in (("m", "高级教师"), ("n", "一级教师"))),
    *(asks(f"K1{c}", "心理", "县直", sex=s) for c, s in (("o", "女"), ("p", "男"))),
    asks("K1q", "天文", "县直"),  # only at the over-established school
    asks("K1r", "法语", "县直"),  # only where there is one too many of it
    asks("K2a", "法语", "县直"),
    teacher("K2b", "法语"),
    *(
        teacher(f"{k}z{n}", "综合", birth_date="1996-08", title="高级教师", sex="女")
        for k in ("K1", "K5", "K6")
        for n in "ab"
    ),
    # 调出、引进
    asks("T0x", "围棋", "调出", service_until="2026-08"),
    asks("T0y", "围棋", "调出", service_until="2026-09"),
    newcomer("N1", "舞蹈"),
    newcomer("N2", "舞蹈", birth_date="1980-08"),
    newcomer("N3", "舞蹈", 第一学历="中专"),
    newcomer("N4", "戏剧"),
    newcomer("N5", "戏剧", 原校区位="城区"),
    newcomer("N6", "武术"),  # posts of it in a middle school
    newcomer("N7", "武术", 原校类型="中学"),
    newcomer("N8", "棋类"),  # posts of it in a school of the first class
    newcomer("N9", "棋类", 原校级别="一类"),
    newcomer("Na", "足球", 原校区位="城区"),
    newcomer("Nb", "篮球", 原校类型="中学"),
    newcomer("Nc", "排球", 原校级别="一类"),
    newcomer("Nd", "网球"),
    asks("U4a", "网球", "调出"),  # frees a place of a full school
    # 不予交流
    *(asks(f"C1{letter}", "品德", "支教", status=(word,)) for letter, word in zip("cdef", [
        "擅自离岗:2027-08", "立案审查", "弄虚作假", "其他不宜交流"], strict=True)),
    asks("C1g", "品德", "支教", appraisals=("合格", "不合格")),
    asks("C1h", "品德", "支教", 师德考核="合格;不合格"),
    *(teacher(f"{unit}z{n}", "综合") for unit in ("C2", "C3", "U1") for n in range(13)),
]  # fmt: skip
POSTS: dict[str, dict[str, int]] = {
    "语文": {"T1": 9, "C1": 3, "C2": 1, "U1": 1}, "数学": {"T1": 20, "C1": 20}, "音乐": {"T1": 1, "C1": 1},
    "美术": {"C1": 1}, "品德": {"C1": 9, "T1": 9}, "科学": {"C2": 9, "C3": 9}, "劳动": {"C3": 1, "T1": 1},
    "体育": {"T1": 2, "U1": 2, "C1": 2}, "书法": {"U1": 2, "U0": 2}, "信息": {"T0": 10, "T1": 9},
    "英语": {"K1": 2, "K2": 2}, "日语": {"K1": 1, "K3": 1}, "俄语": {"K1": 1, "K4": 1},
    "物理": {"K1": 2, "K2": 1}, "化学": {"K1": 2, "K2": 1}, "生物": {"K1": 0, "K2": 1},
    "地理": {"K1": 1, "K2": 1, "K6": 0}, "历史": {"K1": 2, "K2": 1}, "政治": {"K1": 2, "K2": 1},
    "心理": {"K1": 2, "K2": 1}, "天文": {"K1": 1, "K5": 1}, "法语": {"K1": 1, "K2": 1, "K6": 1},
    "舞蹈": {"U1": 9}, "戏剧": {"C1": 9}, "武术": {"U2": 9}, "棋类": {"U3": 9}, "足球": {"U1": 9},
    "篮球": {"U1": 9}, "排球": {"U1": 9}, "网球": {"U4": 9}, "综合": {"C2": 13, "C3": 13, "U1": 13},
}  # fmt: skip


def county(**more: object) -> District:
    """Return the county; `more` are tables a test changes."""
    applied = [person["teacher_id"] for person in PEOPLE if person["渠道"] == "进城"]
    tables: dict[str, object] = {
        "schools": [
            *(school(code) for code in ("C1", "C2", "C3", "T0", "T1", "U0", "U1", "K2", "K6")),
            school("K1", inflow=False),
            *(school("K3", kind="中学"), school("K4", level="一类"), school("K5", headcount=201)),
            *(school("U2", kind="中学"), school("U3", level="一类"), school("U4", headcount=200)),
        ],
        "teachers": PEOPLE,
        "posts": [f"{code} 小学 {name} {n}" for name, listed in POSTS.items() for code, n in listed.items()],
        "choices": [f"{code} {rank} C{rank}" for code in applied for rank in (1, 2)],
        "title_posts": [{"school_id": "C1", "title": "高级教师", "posts": 1}],
        "locks": ["T0x must *", "U4a must *"],
    }
    return district(**{**tables, **more})  # type: ignore[arg-type]


def route(name: str, *keys: str) -> tuple[str | int, ...]:
    """Where a route stands in the file."""
    return ("rules", "routes", name, *keys)


def quota(name: str, *keys: str) -> tuple[str | int, ...]:
    """Where a quota stands in the file."""
    return ("rules", "quotas", name, *keys)


CITY, FREE_CITY = "乡镇进城", ("free", "乡镇进城", "who")
FREE_3 = ("free", "城区之间、中心学校之间")
DECIDED: list[Decides] = [
    Decides("三年内擅自离岗", ("barred", "三年内擅自离岗"), "C1c", "barred", "擅自离岗"),
    Decides("接受审查", ("barred", "接受审查、处分未解除"), "C1d", "barred", "接受审查"),
    Decides("弄虚作假", ("barred", "三年内弄虚作假"), "C1e", "barred", "弄虚作假"),
    Decides("其他不宜交流", ("barred", "其他不宜交流情形"), "C1f", "barred", "其他不宜"),
    Decides("考核不合格", ("barred", "三年内考核、师德不合格", "who", "any", 0), "C1g", "barred", "师德不合格"),
    Decides("师德不合格", ("barred", "三年内考核、师德不合格", "who", "any", 1), "C1h", "barred", "师德不合格"),
    Decides("服务期未满", ("barred", "调出县外，服务期未满"), "T0y", "barred", "服务期未满"),
    Decides("乡镇进城", ("free", "乡镇进城"), "T1a", "C1", CITY),
    Decides("本人申请进城", (*FREE_CITY, "applies"), "T1j", "settled", CITY),
    Decides("乡镇满6年", (*FREE_CITY, "乡镇任教年限", "min"), "T1g", "settled", CITY, 5),
    Decides("乡镇满6年，正好", (*FREE_CITY, "乡镇任教年限", "min"), "T1a", "free", CITY, 7),
    Decides("现中心学校满3年", (*FREE_CITY, "years_in_unit"), "T1h", "settled", CITY),
    Decides("现中心学校满3年，正好", (*FREE_CITY, "years_in_unit", "min"), "T1a", "free", CITY, 4),
    Decides("资格相适应", (*FREE_CITY, "资格符合"), "T1i", "settled", CITY),
    Decides("支教", ("free", "城区到乡镇支教"), "C1a", "moved", "支教"),
    Decides("支教须学校同意", ("free", "城区到乡镇支教", "who", "consent"), "C1b", "settled", "支教"),
    Decides("校际", FREE_3, "C2a", "moved", "城区"),
    Decides("校际须学校同意", (*FREE_3, "who", "consent"), "C2c", "settled", "城区之间"),
    Decides("同一学校满3年", (*FREE_3, "who", "any"), "C2b", "settled", "城区之间"),
    Decides("同一学校", (*FREE_3, "who", "any", 0), "C2a", "free", "城区之间"),
    Decides("同一乡镇", (*FREE_3, "who", "any", 1), "T1q", "U1", "中心学校之间"),
    Decides("县直", ("free", "县直学校之间"), "K1a", "K2", "县直"),
    Decides("县直须学校同意", ("free", "县直学校之间", "who", "consent"), "K1d", "settled", "县直"),
    Decides("调出", ("free", "调出县外"), "T0x", "free", "调出"),
    Decides("引进", ("free", "公开引进县外教师"), "N1", "U1", "引进"),
    Decides("45周岁，正好", ("free", "公开引进县外教师", "who", "age", "max"), "N1", "U1", "引进", 44),
    Decides("46周岁", ("free", "公开引进县外教师", "who", "age", "max"), "N2", "settled", "引进", 46),
    Decides("第一学历", ("free", "公开引进县外教师", "who", "第一学历"), "N3", "settled", "引进"),
    Decides("区位对等，乡村", route("引进，区位对等（乡村）"), "N4", "stays", "引进"),
    Decides("区位对等，城区", route("引进，区位对等（城区）"), "Na", "stays", "引进"),
    Decides("类型对等，小学", route("引进，类型对等（小学）"), "N6", "stays", "引进"),
    Decides("类型对等，中学", route("引进，类型对等（中学）"), "Nb", "stays", "引进"),
    Decides("层次对等，二类", route("引进，层次对等（二类）"), "N8", "stays", "引进"),
    Decides("层次对等，一类", route("引进，层次对等（一类）"), "Nc", "stays", "引进"),
    Decides("编制缺额", route("公开引进", "to"), "Nd", "stays", "交流范围", {"area": ["城区", "乡村"]}),
    Decides("引进的路", route("公开引进"), "N1", "公开引进", "公开引进"),
    Decides("进城的路", route(CITY, "to"), "T1a", CITY, CITY, {"隶属": "乡镇"}),
    Decides("校际不进城", route("城区学校之间", "from"), "T1q", "U1", "城区学校之间"),
    Decides("城区之间", route("城区学校之间"), "C2a", "C3", "城区学校之间"),
    Decides("城区之间，不下乡", route("城区学校之间", "to"), "C3a", "stays", "城区学校之间"),
    Decides("支教的路", route("城区到乡镇支教"), "C1a", "城区到乡镇支教", "支教"),
    Decides("支教人事关系不动", route("城区到乡镇支教", "transfer"), "C1a", False, "支教"),
    Decides("支教2年", route("城区到乡镇支教", "term"), "C1a", "2028-08", "支教"),
    Decides("中心学校之间", route("中心学校之间"), "T1q", "中心学校之间", "中心学校之间"),
    Decides("不在本中心学校", route("中心学校之间", "differ"), "U1a", "stays", "中心学校之间"),
    Decides("中心学校内部的路", route("中心学校内部"), "T03", "中心学校内部", "校内交流"),
    Decides("县直的路", route("县直学校之间"), "K1a", "K2", "县直"),
    Decides("同种类", route("县直学校之间", "same"), "K1b", "stays", "县直", ["level"]),
    Decides("同级别", route("县直学校之间", "same"), "K1c", "stays", "县直", ["kind"]),
    Decides("调出的路", route("调出县外"), "T0x", "*", "调出"),
    Decides("超编不进人", ("rules", "establishment", "over"), "K1q", "stays", "编制", "no-worse"),
    Decides("学科超员不进人", ("rules", "subject_balance", "over"), "K1r", "stays", "核定", "no-worse"),
    Decides("无岗降一级聘用", ("rules", "title_posts", "regime"), "T1b", "一级教师", "职数", "hard"),
    Decides("按现聘岗位聘用", ("rules", "title_posts"), "T1b", "一级教师", CITY),
    Decides("进城总数", quota("进城总数40人", "max"), "T1k", "C1", "进城总数", 3),
    Decides("推举3%", quota("推举不超过教职工的3%", "max"), "T1a", "C1", "至多3人", "1%"),
    Decides("4%左右", quota("校际交流占本单位教师4%左右", "exactly"), "T1q", "moved", "比例", "0%"),
    Decides("校内10%", quota("校内交流不低于应交流教师的10%"), "T03", "moved", "校内交流"),
    Decides("骨干20%", quota("其中骨干教师20%以上"), "T03", "moved", "骨干"),
    Decides("调出分年度", quota("调出县外，每校每年", "max"), "T0x", "*", "调出", 0),
    Decides("校内方案", ("due", "中心学校内部交流"), "T03", "due", "中心学校内部交流"),
    Decides("面试低于30分", ("score", "items", "面试", "minimum"), "T1e", "barred", "面试"),
    Decides("面试30分，正好", ("score", "items", "面试", "minimum"), "T1f", "free", "面试", 31),
    Decides("积分", ("score", "items", "积分1"), "T1c", "C2", "核定"),
    Decides("排名择校", ("stages", "进城按排名择校"), "T1a", "C1", CITY),
    Decides("同分比较积分", ("ranking", "ties"), "T1c", "C2", "空", ["积分2", "积分1"]),
    Decides("排名之外不再进城", ("goals", "prefer", "排名没有选上的，不再进城"), "T1d", "stays", "优先"),
    Decides("优秀夫妻分居", ("goals", "prefer", "优秀教师夫妻两地分居"), "K1g", "K2", "优先"),
    Decides("家庭困难", ("goals", "prefer", "照顾家庭困难"), "K1f", "K2", "优先"),
    Decides("申请尽量安排", ("goals", "prefer", "其余申请尽量安排"), "K1a", "K2", "优先"),
    Decides("比例在先", ("tiers",), "T1q", "moved", "比例", ["prefer"]),
    Decides("优先", ("tiers", 1), "K1a", "K2", "优先"),
    Decides("超编向空编", ("tiers", 2), "K5a", "K2", "超编"),
    Decides("学科结构", ("tiers", 3), "K6a", "K2", "缺额"),
    Decides("年龄结构", ("goals", "structure", "35周岁以下"), "K1l", "K2", "结构"),
    Decides("职称结构", ("goals", "structure", "高级教师"), "K1m", "K2", "结构"),
    Decides("性别结构", ("goals", "structure", "女教师"), "K1o", "K2", "结构"),
]
POLICY = Clauses("taihe", county(), DECIDED, said=[("stages", "其余渠道统一安排")])


def test_forty_places_go_to_the_best_of_all_subjects() -> None:
    """Of 41 over three subjects the weakest stays, though hers is the first subject by name."""
    subjects = {"数学": 10, "语文": 20, "音乐": 30}
    people = [to_city(f"T1{n:02}", list(subjects)[n % 3], subjects[list(subjects)[n % 3]] - n // 3) for n in range(41)]
    made = county(
        schools=[school("C1"), school("T0", headcount=199, establishment=2000), school("T1", headcount=1400)],
        teachers=people,
        posts=[f"{code} 小学 {name} 41" for code in ("C1", "T1") for name in subjects],
        choices=[f"{person['teacher_id']} 1 C1" for person in people],
        title_posts=[{"school_id": "C1", "title": "高级教师", "posts": 0}],
        locks=[],
    )
    done = told(made, POLICY.raw)
    weakest = min(people, key=lambda person: int(str(person["积分1"])))
    assert weakest["subject"] == "数学"
    assert [code for code, fate in done.fates.items() if fate.outcome != "moved"] == [weakest["teacher_id"]]
    assert "进城总数40人" in " ".join(done.refusals(str(weakest["teacher_id"])))


def test_a_centre_school_that_takes_nobody_and_all_it_leads() -> None:
    assert POLICY.whole().fates["C1a"].to == "T1"
    rows = POLICY.district.schools.to_dict("records")
    shut = [{**row, "inflow": row["school_id"] not in ("T0", "T1", "K1")} for row in rows]
    made = county(schools=shut, teachers=[{**person, "列入校内方案": "否"} for person in PEOPLE])
    assert told(made, POLICY.raw).fates["C1a"].to == "U1"


def test_who_failed_the_trial_lesson_does_not_go_there() -> None:
    failed = county(locks=["T0x must *", "U4a must *", "K1a never K2"])
    assert told(failed, POLICY.raw).fates["K1a"].outcome == "stays"


def test_false_papers_found_later_undo_the_exchange() -> None:
    found = [{**p, "status": ("弄虚作假:2029-08",)} if p["teacher_id"] == "T1a" else p for p in PEOPLE]
    fates = told(county(teachers=found), POLICY.raw).fates
    assert (fates["T1a"].category, fates["T1a"].outcome, fates["T1b"].hired_as) == ("barred", "stays", "高级教师")
