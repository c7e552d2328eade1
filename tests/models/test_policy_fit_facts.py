"""Facts a policy declares or asks of the history, held against tables; and cells of the history left empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from models.case import Case
from models.district import ROW, District, Source
from models.policy_fit import decided_by_empty, fit, policy_faults
from tests.models.micro import Row, district, policy

YEARS = {"name": "年限", "type": ["支教"]}
SPELL: dict[str, object] = {"teacher_id": "t", "start": "2020-09", "end": "2022-09", "type": "支教", "result": "合格"}


def tables(*history: dict[str, object], **more: Sequence[Row]) -> District:
    """Two people at one of two schools, and this history; rows are numbered as in a file with one header row."""
    found = district(["A", "B"], ["t@A", "u@A"], history=history, **more)
    for name, table in found.tables.items():
        found = found.with_table(name, table.assign(**{ROW: range(2, len(table) + 2)}))
    return found


def who(asked: dict[str, object]) -> dict[str, object]:
    return {"due": [{"name": "甲", "who": asked}]}


@pytest.mark.parametrize(
    ("history", "overrides", "said"),
    [
        ([], {"facts": [YEARS], **who({"年限": {"min": 1}})},
         ["(w) 试行办法 due 第1项“甲”.who.年限：值“年限”：没有交流经历表，按所有人都没有交流过计算。"
          "建议：有人交流过的，交来交流经历表。"]),
        ([], who({"years_since_exchange": {"min": 1}}),
         ["(w) 试行办法 due 第1项“甲”.who.years_since_exchange：值“years_since_exchange”："
          "没有交流经历表，按所有人都没有交流过计算。建议：有人交流过的，交来交流经历表。"]),
        ([], who({"exchange_years": {"min": 1}}), []),  # the roster's own column
        ([SPELL], {"facts": [YEARS], **who({"年限": {"min": 1}})}, []),
        ([SPELL], {"facts": [YEARS]},
         ["(w) 试行办法 facts 第1项“年限”：没有任何条件用到它，不起作用。建议：在条件中使用，或删去这一项。"]),
        ([SPELL], {"shares": [{"name": "差", "who": {"sex": "男"}}]},
         ["(w) 试行办法 shares 第1项“差”：没有任何条件用到它，不起作用。建议：在条件中使用，或删去这一项。"]),
        ([SPELL], {"facts": [YEARS], "gates": [{"name": "门", "passes": {"年限": {"min": 1}}}]}, []),
        ([SPELL], {"facts": [{"name": "年限", "type": "支叫"}], **who({"年限": 1})},
         ["(w) 试行办法 facts 第1项“年限”.type：值“支叫”：这一列里没有这个值。"
          "建议：是否想写“支教”？确实没有的可以保留。"]),
        ([SPELL], {"facts": [{"name": "年限", "rows": {"审批": True}}], **who({"年限": 1})},
         ["试行办法 facts 第1项“年限”.rows.审批：值“审批”：交流经历表没有这一列。"
          "建议：核对列名；本单位自己的列须在表里。"]),
        ([SPELL], {"facts": [{"name": "年限", "to": {"所在": "乡"}}], **who({"年限": 1})},
         ["试行办法 facts 第1项“年限”.to.所在：值“所在”：学校表和岗位表没有这一列。"
          "建议：核对列名；本单位自己的列须在表里。"]),
        ([SPELL], {"facts": [{"name": "年限", "to": {"紧缺": "是"}}], **who({"年限": 1})},
         ["试行办法 facts 第1项“年限”.to：值“紧缺”：去过哪里，只能用学校表的列来说。建议：改用学校表的列。"]),
        ([SPELL], {"shares": [{"name": "差", "who": {"titel": "高级"}}], **who({"at": {"差": {"min": 0}}})},
         ["试行办法 shares 第1项“差”.who.titel：值“titel”：教师花名册没有这一列。"
          "建议：是否想写 title？或在表里加上这一列。"]),
        ([SPELL], {"facts": [YEARS], **who({"年限": ["三年", True]})},
         ["试行办法 due 第1项“甲”.who.年限：值“三年”：“年限”是数字。建议：写成 3 这样的数字。",
          "试行办法 due 第1项“甲”.who.年限：值“true”：“年限”是数字。建议：写成 3 这样的数字。"]),
        ([SPELL], {"facts": [{"name": "等次", "count": "result"}], **who({"等次": "合格"})}, []),
        ([SPELL], {"facts": [{"name": "教龄"}], **who({"教龄": {"min": 1}})},
         ["试行办法 facts 第1项“教龄”：值“教龄”：表里已有这个名称的列。建议：给这个事实换一个名称。"]),
        ([SPELL, {**SPELL, "start": "2026-09", "end": None}], who({"last_result": "合格"}),
         ["(w) 交流经历表 第3行 “start”列：1行（第3行）开始于方案日期之后，不计。建议：核对年月和方案的日期。"]),
        ([{**SPELL, "start": "2021-09"}], who({"exchange_years": {"max": 0}}),
         ["(w) 教师花名册 第3行 “exchange_years”列：1人（第3行）的近六年交流年限与交流经历表不符，以交流经历表为准。"
          "建议：核对交流经历表有无漏行。"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_exactly(
    history: list[dict[str, object]], overrides: dict[str, object], said: list[str]
) -> None:
    people: list[Row] = [
        {"teacher_id": "t", "school_id": "A", "教龄": "3", "exchange_years": 1.5},
        {"teacher_id": "u", "school_id": "A", "教龄": "3", "exchange_years": 2.0},
    ]
    if overrides.get("due") == [{"name": "甲", "who": {"exchange_years": {"max": 0}}}]:
        history = [*history, {**SPELL, "teacher_id": "u", "start": "2021-08", "end": "2022-08"}]
        people[0] = {"teacher_id": "t", "school_id": "A", "exchange_years": 1.0}
    found = district(["A", "B"], people, history=history, posts=[{"school_id": "A", "紧缺": "是"}])
    for name, table in found.tables.items():
        found = found.with_table(name, table.assign(**{ROW: range(2, len(table) + 2)}))
    faults = policy_faults(found, policy(**overrides))
    assert [("" if f.level == "fault" else "(w) ") + f.say("zh") for f in faults] == said
    assert all(f.say("en") for f in faults)


def test_columns_of_the_history_the_file_lacks_are_named_by_the_fact_that_reads_them() -> None:
    rules = policy(
        facts=[{"name": "次数", "count": "times", "transfer": True}, {"name": "年限"}],
        due=[{"name": "甲", "who": {"any": [{"次数": 1}, {"年限": 1}, {"last_result": "合格"}]}}],
    )
    source = Source("经历.csv", "", {"teacher_id": "A", "start": "B", "type": "C"})
    found = replace(tables(SPELL), sources={"history": source})
    said = [f.say("en") for f in policy_faults(found, rules) if f.level == "fault"]
    repair = "Suggested repair: add the columns to history, or change this clause."
    key = "试行办法, due entry 1 '甲'.who.any entry"
    assert said == [
        "试行办法, facts entry 1 '次数'.transfer: value 'transfer': needs the column 'transfer' (是否调动人事关系), "
        "which 经历.csv lacks. Suggested repair: add the column to history, or change this clause.",
        f"{key} 2.年限: value '年限': is told from end, which 经历.csv lacks. {repair}",
        f"{key} 3.last_result: value 'last_result': is told from result, which 经历.csv lacks. {repair}",
    ]


def test_the_history_stands_in_for_the_rosters_column() -> None:
    rules = policy(due=[{"name": "甲", "who": {"exchange_years": {"min": 1}}}])
    columns = {"teacher_id": "A", "name": "B", "school_id": "C"}
    roster = {"teachers": Source("花名册.csv", "", columns)}
    assert [f.level for f in policy_faults(replace(tables(), sources=roster), rules)] == ["fault"]
    found = replace(tables(SPELL), sources=roster)
    assert policy_faults(found, rules) == []
    assert Case(found, rules).standing.category == ("due", "settled")


EMPTY = "为空，现按空格算作不在范围；若填写，可能属于：应交流“甲”"


@pytest.mark.parametrize(
    ("row", "fact", "asked", "said"),
    [
        ({}, YEARS, {"min": 1}, []),
        ({"type": ""}, YEARS, {"min": 1}, [f"教师t（t）的交流经历表“交流轮岗类型”{EMPTY}"]),
        ({"type": "", "result": "拒绝"}, YEARS, {"min": 1}, []),  # no exchange, whatever its type
        ({"type": "", "end": "2020-09"}, YEARS | {"window": 3}, {"min": 1}, []),  # before the window
        ({"to_school": ""}, {"name": "年限", "to": {"zone": "东"}}, {"min": 1},
         [f"教师t（t）的交流经历表“交流轮岗单位名称”{EMPTY}"]),
        ({"to_school": "外县"}, {"name": "年限", "to": {"zone": "东"}}, {"min": 1}, []),
        ({"result": ""}, {"name": "年限", "count": "result"}, "合格",
         [f"教师t（t）的交流经历表“考核等次”{EMPTY}",
          "2人（第2–3行）的“年限”为空，现按“没有”处理；若是漏填，类别可能不同"]),
        ({}, {"name": "年限", "count": "since"}, {"max": 3},
         ["1人（第3行）的“年限”为空，现按“没有”处理；若是漏填，类别可能不同"]),
        ({"审批": ""}, {"name": "年限", "rows": {"any": [{"审批": True}, {"type": "交流"}]}}, {"min": 1},
         [f"教师t（t）的交流经历表“审批”{EMPTY}"]),
        ({"审批": ""}, {"name": "年限", "rows": {"any": [{"审批": True}, {"type": "支教"}]}}, {"min": 1}, []),
    ],
)  # fmt: skip
def test_an_empty_cell_of_the_history_that_decides_is_named(
    row: dict[str, object], fact: dict[str, object], asked: object, said: list[str]
) -> None:
    found = tables({**SPELL, **row})
    case = Case(found, policy(facts=[fact], due=[{"name": "甲", "who": {"年限": asked}}]))
    assert [f.reason.zh for f in decided_by_empty(case)] == said


def test_no_kin_is_counted_once_and_nobody_unlisted_is_unknown() -> None:
    found = tables(relations=["t 夫妻 u"], outgoing=["u"])
    rules = policy(due=[{"name": "甲", "who": {"any": [{"kin_here": "直系血亲"}, {"listed": True}]}}])
    assert [f for f in fit(found, rules) if f.level == "fault"] == []
    assert decided_by_empty(Case(found, rules)) == []
    alone = tables(outgoing=["u"])
    assert [f.reason.zh for f in decided_by_empty(Case(alone, rules))] == [
        "1人（第2行）的“在同一学校的亲属”为空，现按“没有”处理；若是漏填，类别可能不同"
    ]
