"""Does a policy fit the tables? Columns, words, codes, quotas, and what an empty cell decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from models.case import Case
from models.district import ROW, District, Source
from models.intake.read import read_district
from models.policy_file import read_policy
from models.policy_fit import decided_by_empty, fit, policy_faults
from models.words import Lang
from tests.models.micro import Row, district, policy

SAMPLES = Path(__file__).parents[2] / "scenarios" / "samples"
SCHOOLS: Sequence[Row] = [{"school_id": "A", "zone": "城东"}, {"school_id": "B", "zone": "城西"}]
PEOPLE: Sequence[Row] = [
    {"teacher_id": "t1", "school_id": "A", "title": "高级教师", "role": "副校长", "教龄": "12"},
    {"teacher_id": "t2", "school_id": "A", "title": "一级教师", "教龄": "十年"},
    {"teacher_id": "t3", "school_id": "B", "title": "一级教师", "教龄": ""},
]


def tables(**more: Sequence[Row]) -> District:
    """A small district whose rows are numbered as in a file with one header row."""
    found = district(SCHOOLS, PEOPLE, **more)
    for name, table in found.tables.items():
        found = found.with_table(name, table.assign(**{ROW: range(2, len(table) + 2)}))
    return found


def sourced(found: District, **letters: dict[str, str]) -> District:
    """The same district as if read from files with these columns."""
    return replace(found, sources={name: Source(f"{name}.csv", "", given) for name, given in letters.items()})


def who(asked: dict[str, object]) -> dict[str, object]:
    return {"due": [{"name": "甲", "who": asked}]}


def said(found: District, overrides: dict[str, object], lang: Lang = "zh") -> list[str]:
    faults = policy_faults(found, policy(**overrides))
    mark = {"fault": "", "warning": "(w) "}
    return [mark[f.level] + f.say(lang) for f in faults]


@pytest.mark.parametrize(
    ("overrides", "zh", "en"),
    [
        (
            who({"titel": "高级教师"}),
            "试行办法 due 第1项“甲”.who.titel：值“titel”：教师花名册没有这一列。建议：是否想写 "
            "title？或在表里加上这一列。",
            "试行办法, due entry 1 '甲'.who.titel: value 'titel': there is no such column in teachers. "
            "Suggested repair: maybe title? or add the column to the table.",
        ),
        (
            who({"年龄": {"max": 50}}),
            "试行办法 due 第1项“甲”.who.年龄：值“年龄”：教师花名册没有这一列。建议：是否想写 age？或在表里加上这一列。",
            "试行办法, due entry 1 '甲'.who.年龄: value '年龄': there is no such column in teachers. "
            "Suggested repair: maybe age? or add the column to the table.",
        ),
        (
            who({"any": [{"sex": "男"}, {"zone": "城东"}]}),
            "试行办法 due 第1项“甲”.who.any 第2项.zone：值“zone”：教师花名册没有这一列。"
            "建议：写成 at = { zone = … }，指现任教学校。",
            "试行办法, due entry 1 '甲'.who.any entry 2.zone: value 'zone': there is no such column in teachers. "
            "Suggested repair: write at = { zone = ... }: of the present school.",
        ),
        (
            {"rules": {"routes": [{"name": "乙", "from": {"title": "高级教师"}, "to": {"zone": "城西"}}]}},
            "试行办法 rules.routes 第1项“乙”.from.title：值“title”：学校表和岗位表没有这一列。"
            "建议：换成学校或岗位的列；对人的条件写在 who 里。",
            "试行办法, rules.routes entry 1 '乙'.from.title: value 'title': there is no such column in schools and "
            "posts. "
            "Suggested repair: name a column of schools or posts; people are filtered in who.",
        ),
        (
            {"rules": {"routes": [{"same": ["zones"]}, {"schools": [["A", "C"]]}, {"zones": [["城东", "城酉"]]}]}},
            "试行办法 rules.routes 第1项.same：值“zones”：学校表和岗位表没有这一列。建议：是否想写 "
            "zone？或在表里加上这一列。\n"
            "试行办法 rules.routes 第2项.schools：值“C”：学校表没有这个学校代码。建议：核对写法。\n"
            "试行办法 rules.routes 第3项.zones：值“城酉”：学校表没有这个片区。建议：核对写法，是否想写“城西”。",
            "试行办法, rules.routes entry 1.same: value 'zones': there is no such column in schools and posts. "
            "Suggested repair: maybe zone? or add the column to the table.\n"
            "试行办法, rules.routes entry 2.schools: value 'C': no school bears this code. Suggested repair: check "
            "the spelling.\n"
            "试行办法, rules.routes entry 3.zones: value '城酉': no school lies in this zone. "
            "Suggested repair: check the spelling, maybe '城西'.",
        ),
        (
            who({"title": ["高级教师", "正高级教师"], "honour": {"not": "骨干"}}),
            "(w) 试行办法 due 第1项“甲”.who.title：值“正高级教师”：这一列里没有这个值。"
            "建议：是否想写“高级教师”？确实没有的可以保留。\n"
            "(w) 试行办法 due 第1项“甲”.who.honour：值“骨干”：这一列全是空的。建议：核对写法；确实没有的可以保留。",
            "(w) 试行办法, due entry 1 '甲'.who.title: value '正高级教师': this value stands nowhere in the column. "
            "Suggested repair: maybe '高级教师'? keep it if there is simply none.\n"
            "(w) 试行办法, due entry 1 '甲'.who.honour: value '骨干': the column is empty throughout. "
            "Suggested repair: check the spelling; keep it if there is simply none.",
        ),
        (
            who({"教龄": {"min": 10}}),
            "教师花名册 第3行 “教龄”列：值“十年”：政策 due 第1项“甲”.who.教龄 要求这一列是数字，第3行不是。"
            "建议：改正这些格，或在政策中改为列出值。",
            "教师花名册, row 3, column '教龄': value '十年': due entry 1 '甲'.who.教龄 of the policy needs a number "
            "in this "
            "column; rows 3 hold none. Suggested repair: mend these cells, or list values in the policy instead.",
        ),
        (
            who({"title": {"below": "2020-09"}}),
            "教师花名册 第2行 “title”列：值“高级教师”：政策 due 第1项“甲”.who.title 要求这一列是年月，第2–4行不是。"
            "建议：改正这些格，或在政策中改为列出值。",
            "教师花名册, row 2, column 'title': value '高级教师': due entry 1 '甲'.who.title of the policy needs a "
            "month in "
            "this column; rows 2–4 hold none. Suggested repair: mend these cells, or list values in the policy "
            "instead.",
        ),
        (
            {"rules": {"avoidance": {"when": "lead", "leading": ["校长"]}}},
            "(w) 试行办法 rules.avoidance.leading：值“校长”：花名册里没有人任此职务。"
            "建议：是否想写“副校长”？确实没有的可以保留。",
            "(w) 试行办法, rules.avoidance.leading: value '校长': nobody in the roster holds this role. "
            "Suggested repair: maybe '副校长'? keep it if there is simply none.",
        ),
        (
            {"tiers": ["fill", "choice", "distance"]},
            "(w) 试行办法 tiers：值“choice”：没有志愿表，志愿这一目标恒为0。建议：交来志愿表，或从 tiers 去掉 "
            "choice。\n"
            "(w) 试行办法 tiers：值“distance”：可调动的人中有3人到某些学校（共2所）的路程不明，按0计，会显得最近。"
            "建议：在距离表补上，或在学校表填写经纬度。",
            "(w) 试行办法, tiers: value 'choice': there is no table choices: goal choice is always 0. "
            "Suggested repair: hand in choices, or take choice off the tiers.\n"
            "(w) 试行办法, tiers: value 'distance': the way of 3 movable people to some of 2 schools is unknown and "
            "counts 0, "
            "as if it were nearest. Suggested repair: add lines to distances, or longitude and latitude to schools.",
        ),
        (
            {
                "leaders": {"role": "副校长"},
                "barred": [{"name": "甲"}, {"name": "甲", "who": {"title": "高级教师"}}],
                "goals": {"choice": {"unlisted": 3}, "prefer": [{"name": "乙"}]},
                "rules": {
                    "avoidance": {"leading": ["副校长"]},
                    "release_first": {"caps": "each-step", "strict": True},
                },
            },
            "(w) 试行办法 goals.prefer：列出了内容，但 tiers 没有用到 prefer，不起作用。建议：把 prefer 加进 tiers，"
            "或删去这些小节。\n"
            "(w) 试行办法 goals.choice：tiers 没有用到 choice，不起作用。建议：把 choice 加进 tiers，或删去这一节。\n"
            "(w) 试行办法 leaders：没有比例以干部人数为基数，不起作用。"
            '建议：在比例中写 of = "leaders"，或删去这一项。\n'
            '(w) 试行办法 rules.avoidance.leading：when = "always" 时不看职务，不起作用。'
            '建议：写 when = "lead"，或删去 leading。\n'
            "(w) 试行办法 rules.release_first.caps：只在按岗位逐个调动（chain、subject）时起作用。"
            '建议：写 mode = "chain"，或删去 caps。\n'
            "(w) 试行办法 barred 第1项“甲”：没有写 who，所有人都符合这一条。建议：写上 who = { … }。\n"
            "(w) 试行办法 barred 第2项“甲”：与前面一条同名，结果里分不清是哪一条。建议：换一个名称。\n"
            "(w) 试行办法 rules.release_first.strict：没有流出名单，不起作用。建议：交来流出名单，或删去 strict。",
            None,
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_exactly(overrides: dict[str, object], zh: str, en: str | None) -> None:
    assert said(tables(), overrides) == zh.split("\n")
    if en is not None:
        assert said(tables(), overrides, "en") == en.split("\n")


def test_a_known_column_the_file_lacks_is_a_fault_where_a_file_is_known() -> None:
    overrides = who({"age": {"max": 50}, "inflow_note": "x", "at": {"vacancy": {"min": 1}, "area": {"not": "城区"}}})
    letters = {"teacher_id": "A", "name": "B", "school_id": "C", "stage": "D", "subject": "E"}
    found = sourced(tables(), teachers=letters, schools={"school_id": "A", "name": "B", "establishment": "C"})
    assert said(found, overrides) == [
        "试行办法 due 第1项“甲”.who.age：值“age”：需要“出生年月”列，teachers.csv 没有。"
        "建议：在教师花名册加上“出生年月”列，或改写这一条。",
        "试行办法 due 第1项“甲”.who.inflow_note：值“inflow_note”：教师花名册没有这一列。"
        "建议：核对列名；本单位自己的列须在表里。",
        "试行办法 due 第1项“甲”.who.at.area：值“area”：需要“城乡类别”列，schools.csv 没有。"
        "建议：在学校表加上“城乡类别”列，或改写这一条。",
    ]
    lead: dict[str, object] = {"when": "lead", "leading": ["校长"], "scope": "unit"}
    more = said(found, {"rules": {"avoidance": lead}, "goals": {"choice": {"weight": "score"}}, "tiers": ["choice"]})
    assert [line.partition("：值")[0] for line in more if not line.startswith("(w)")] == [
        "试行办法 rules.avoidance.when",
        "试行办法 rules.avoidance.scope",
        "试行办法 goals.choice.weight",
    ]
    assert [line for line in said(tables(), who({"age": {"max": 50}})) if not line.startswith("(w)")] == []


def test_chinese_names_of_columns_are_read_as_the_english_ones() -> None:
    found = tables(outgoing=["t1"])
    chinese = policy(due=[{"name": "甲", "who": {"职称": "高级教师", "at": {"片区": "城东"}}}])
    english = policy(due=[{"name": "甲", "who": {"title": "高级教师", "at": {"zone": "城东"}}}])
    assert chinese == english
    assert fit(found, chinese) == []


def test_what_is_wrong_with_a_policy_is_said_of_its_file() -> None:
    slip = policy(due=[{"name": "甲", "who": {"titel": "x", "教龄": {"min": 10}}}])
    found = tables()
    assert [f.file for f in fit(found, slip, "办法.toml")] == ["办法.toml", "教师花名册"]
    assert [f.file for f in fit(found, slip)] == ["试行办法", "教师花名册"]
    warned = fit(tables(outgoing=["t1"], locks=["t1 stay"]), policy(tiers=["choice"]), "办法.toml")
    assert [(f.level, f.file) for f in warned] == [("fault", "outgoing"), ("warning", "办法.toml")]


def test_a_share_of_the_due_is_compared_with_the_list() -> None:
    found = tables(outgoing=["t1", "t2"])
    quota = {"name": "每校一半", "per": "origin", "of": "due", "max": "50%", "min": "50%"}
    rule = "(w) 试行办法 rules.quotas 第1项“每校一半”：有流出名单，应交流人数的比例不作限制"
    repair = "建议：核对流出名单；名单照办，不因此改变。"
    assert said(found, {"rules": {"quotas": [quota]}}) == [
        f"{rule}；学校A（A）应交流2人，应为1人，名单上2人；学校B（B）应交流1人，应为1人，名单上0人。{repair}"
    ]
    assert said(found, {"rules": {"quotas": [{**quota, "per": "district"}]}}) == [f"{rule}；名单符合这一比例。{repair}"]
    assert said(found, {"rules": {"quotas": [{**quota, "per": "destination"}]}}) == [
        f"{rule}；去向未定，无法先行比较。{repair}"
    ]
    assert said(found, {"rules": {"quotas": [{**quota, "min": None, "who": {"title": "一级教师"}}]}}) == [
        f"{rule}；名单符合这一比例。{repair}"
    ]


def test_a_range_without_a_whole_number_says_which_number_is_used() -> None:
    quota = {"name": "百分之五到十", "per": "origin", "of": "teachers", "min": "5%", "max": "10%"}
    head = "(w) 试行办法 rules.quotas 第1项“百分之五到十”：5%–10% 之间没有整数的，取不小于下限的最小整数"
    assert said(tables(), {"rules": {"quotas": [quota]}}) == [
        f"{head}：学校A（A）2人，取1人；学校B（B）1人，取1人。建议：可以照此办理；不合意的放宽比例。"
    ]
    assert said(tables(), {"rules": {"quotas": [{**quota, "max": "100%"}]}}) == []
    moved = {**quota, "per": "district", "of": "moved", "who": {"title": "一级教师"}, "min": "40%", "max": "60%"}
    assert said(tables(), {"rules": {"quotas": [moved]}}) == [
        "(w) 试行办法 rules.quotas 第1项“百分之五到十”：40%–60% 之间没有整数的，取不小于下限的最小整数："
        "交流1人时取1人；交流3人时取2人。建议：可以照此办理；不合意的放宽比例。"
    ]


def test_a_status_that_has_lapsed_is_no_slip() -> None:
    found = district(SCHOOLS, [{"teacher_id": "t", "school_id": "A", "status": ("哺乳:2020-01",)}])
    assert said(found, who({"status": "哺乳"})) == []
    assert len(said(found, who({"status": "孕期"}))) == 1


def test_faults_come_first_and_people_who_cannot_go_are_among_them() -> None:
    found = tables(outgoing=["t1", "t2"], locks=["t2 stay"])
    faults = fit(found, policy(barred=[{"name": "副校长", "who": {"role": "副校长"}}], tiers=["choice"]))
    assert [f.level for f in faults] == ["fault", "fault", "warning", "warning"]
    assert [f.value for f in faults] == ["t1", "t2", "choice", ""]
    assert [f.header for f in faults[3:]] == ["role"]
    unknown = fit(found, policy(due=[{"name": "甲", "who": {"titel": "x"}}]))
    assert [f.value for f in unknown] == ["titel"]


def blanks(people: Sequence[Row], overrides: dict[str, object]) -> list[str]:
    return [f.say("zh") for f in decided_by_empty(Case(district(SCHOOLS, people), policy(**overrides)))]


MEN_AND_WOMEN = {
    "years_in_school": {"min": 6},
    "any": [{"sex": "男", "age": {"max": 50}}, {"sex": "女", "age": {"max": 45}}],
}


@pytest.mark.parametrize(
    ("cells", "asked", "columns"),
    [
        ({"birth_date": "1980-01", "joined": "2000-09", "sex": "女"}, MEN_AND_WOMEN, None),
        ({"joined": "2000-09", "sex": "男"}, MEN_AND_WOMEN, "“出生年月”"),
        ({"joined": "2000-09", "birth_date": "1980-01"}, MEN_AND_WOMEN, "“性别”"),
        ({"joined": "2000-09", "birth_date": "1960-01"}, MEN_AND_WOMEN, None),
        ({"joined": "2022-09", "sex": "男"}, MEN_AND_WOMEN, None),
        ({}, MEN_AND_WOMEN, "“出生年月”、“进入本校年月”、“性别”"),
        ({}, {"degree": {"not": "博士"}}, "“学历”"),
        ({"degree": "本科"}, {"degree": {"not": "博士"}}, None),
        ({"applies": True}, {"applies": True, "consent": True}, "“学校同意”"),
        ({}, {"at": {"area": "乡村"}}, "现任教学校的“城乡类别”"),
        ({}, {"at": {"zone": "城东"}}, None),
        ({}, {"at": {"vacancy": {"min": 1}}}, None),
    ],
)
def test_an_empty_cell_that_decides_is_named(
    cells: dict[str, object], asked: dict[str, object], columns: str | None
) -> None:
    found = blanks([{"teacher_id": "t", "school_id": "A", **cells}], who(asked))
    assert len(found) == (columns is not None)
    if columns is not None:
        assert f"教师t（t）的{columns}为空" in found[0]


@pytest.mark.parametrize(
    ("asked", "columns"),
    [
        ({"role": {"not": "校长"}}, ["职务"]),
        ({"applies": True, "consent": True}, ["本人申请"]),
        ({"status": "怀孕", "spouse_zone": "城东"}, ["配偶工作片区", "特殊情形"]),
        ({"also": "小学:数学"}, ["可兼教"]),
        ({"degree": "本科", "honour": "骨干"}, ["骨干称号"]),
    ],
)
def test_columns_commonly_left_empty_are_counted(asked: dict[str, object], columns: list[str]) -> None:
    found = blanks([{"teacher_id": "t", "school_id": "A", ROW: 7}], who(asked))
    assert [line.partition("：")[2] for line in found] == [
        f"1人（第7行）的“{title}”为空，现按“没有”处理；若是漏填，类别可能不同。建议：核对有无漏填；确实没有的，空着即可。"
        for title in columns
    ]


def test_a_column_commonly_left_empty_takes_one_line_and_hides_nobody_else() -> None:
    people: list[Row] = [{"teacher_id": f"t{i}", "school_id": "A", "title": "高级", ROW: i} for i in range(2, 16, 2)]
    people.append({"teacher_id": "u", "school_id": "A", "status": ("病",), ROW: 20})
    asked = who({"any": [{"title": "一级"}, {"status": {"not": "怀孕"}}]})
    found = decided_by_empty(Case(district(SCHOOLS, people), policy(**asked)))
    assert [(f.level, f.row, f.header) for f in found] == [("warning", 2, "status")]
    assert found[0].reason.en == (
        "7 people (rows 2, 4, 6, 8, 10, ...): 'status' empty, and taken as none; "
        "if left out by mistake, the category may change"
    )
    both = [{"teacher_id": "t", "school_id": "A", ROW: 2}, {"teacher_id": "u", "school_id": "A", "role": "无", ROW: 3}]
    lines = blanks(both, who({"any": [{"title": "一级"}, {"role": "校长"}]}))
    assert [line.partition("：")[2].partition("为空")[0] for line in lines] == [
        "教师t（t）的“职称”", "教师u（u）的“职称”", "1人（第2行）的“职务”",
    ]  # fmt: skip


def test_an_empty_cell_matters_only_up_to_the_clause_that_decides() -> None:
    senior = {"name": "高级", "who": {"title": "高级教师"}}
    young = {"name": "年轻", "who": {"age": {"max": 30}}}
    person: Row = {"teacher_id": "t", "school_id": "A", "title": "高级教师"}
    assert blanks([person], {"barred": [senior], "due": [young]}) == []
    assert blanks([person], {"barred": [young], "due": [senior]}) == [
        "teachers “birth_date”列：教师t（t）的“出生年月”为空，现按空格算作应交流“高级”；若填写，"
        "可能属于：不得交流“年轻”。"
        "建议：补填“出生年月”。"
    ]


def test_many_people_alike_stand_on_one_line() -> None:
    people: Sequence[Row] = [{"teacher_id": f"t{i}", "school_id": "A", ROW: i} for i in (2, 3, 4, *range(7, 16))]
    (line,) = blanks(people, who({"age": {"max": 50}}))
    assert "12人（第2–4、7–15行）的“出生年月”为空，现按空格算作不在范围；若填写，可能属于：应交流“甲”" in line


def test_the_demo_fits_its_policy() -> None:
    found = read_district(SAMPLES / "demo").district
    assert found is not None
    faults = fit(found, read_policy(SAMPLES / "demo-policy.toml"))
    assert {f.level for f in faults} <= {"warning"}
    assert {f.header for f in faults} <= {"近三年考核", "职务", "特殊情形"}
    assert len(faults) < 10


def test_tables_this_version_does_not_use_are_told() -> None:
    lists: dict[str, Sequence[Row]] = {
        "school_choices": [{"school_id": "A", "rank": 1, "teacher_id": "t3"}],
        "title_posts": [{"school_id": "A", "title": "高级教师", "posts": 1}],
    }
    assert said(tables(**lists), {}) == [
        '(w) 学校意向表：方案没有双向选择，学校意向表不起作用。建议：需要的，写 mode = "two-way" 或这样的阶段。',
        "(w) 岗位职数表：方案没有规定岗位职数，表中内容不起作用。建议：在方案中加上 [rules.title_posts] 小节。",
    ]
    assert said(tables(), {}) == []
    lists["title_posts"] = [{"school_id": s, "title": t, "posts": 1} for s in "AB" for t in ("高级教师", "一级教师")]
    assert len(said(tables(**lists), {"rules": {"title_posts": {}}})) == 1


def test_a_must_lock_to_a_closed_school_is_told_with_what_closes_it() -> None:
    full: Sequence[Row] = ["A", {"school_id": "B", "establishment": 0}, "C"]
    rules = {"routes": [{"from": {"school_id": "A"}, "to": {"school_id": ["A", "B"]}}]}
    found = district(full, ["t@A", "u@B"], locks=["t must C"])
    (line,) = [f.say("zh") for f in fit(found, policy(rules=rules)) if "必须去" in f.reason.zh]
    assert "教师t（t）必须去学校C（C），但去不了：交流范围。" in line
    found = district(full, ["t@A", "u@B"], locks=["t must B"])
    (line,) = [f.say("en") for f in fit(found, policy(rules=rules)) if "must go" in f.reason.en]
    assert "教师t (t) must go to 学校B (B), but cannot: establishment." in line
    found = district(full, ["t@A", "u@B"], locks=["t must C"], posts=["A 2", "C 初中 数学 1"])
    (line,) = [f.say("zh") for f in fit(found, policy()) if "必须去" in f.reason.zh]
    assert "该校没有本人能任教的岗位" in line
    assert [f for f in fit(district(full, ["t@A"], locks=["t must C"]), policy()) if "必须去" in f.reason.zh] == []
