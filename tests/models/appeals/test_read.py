"""The table of appeals as planners send it: spellings, encodings, and every fault at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from models.appeals.appeal import Appeal
from models.appeals.faults import faults_of
from models.appeals.hearing import heard, hearings
from models.appeals.needs import NEEDS
from models.appeals.read import read_appeals
from models.appeals.words import said
from models.case import Case
from models.intake.faults import UnreadableError
from models.intake.read import read_district
from tests.models.appeals.tables import PLAIN, case, read, told, write_book, write_csv
from tests.models.intake.sheets import write_workbook
from tests.models.micro import policy

STAY: dict[str, object] = {"teacher_id": "002", "kind": "留任", "reason": "照顾"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("comma", [",", "\t", ";"])
def test_title_rows_blank_tails_and_encodings(tmp_path: Path, encoding: str, comma: str) -> None:
    rows = [
        ["某县2026年公示申诉登记"], [], PLAIN, ["002", "留任", "", "照顾", "成立", "王"], [""] * 6,
        ["", "学校停办", "0023", "", "成立", "局务会"], [""] * 6, [""] * 6,
    ]  # fmt: skip
    found = read_appeals(write_csv(tmp_path / "随便什么名字.csv", rows, encoding, comma), case())
    assert found.faults == ()
    assert found.appeals == (
        Appeal(4, "002", "stay", "", "照顾", "upheld", "王"),
        Appeal(6, "", "closed", "0023", "", "upheld", "局务会"),
    )
    assert len(found.sha256) == 64
    assert found.file == "随便什么名字.csv"


def test_english_headers_and_words_and_mixed_ones(tmp_path: Path) -> None:
    rows = [
        ["teacher_id", "事项", "School_ID", "reason", "裁决结果", "ruled by", "志愿"],
        ["001", "choice", "0023", "", "upheld", "W", "2"],
        ["002", "stay", "", "", "dismissed", "W", ""],
        ["003", "NEVER", "0021", "", "pending", "", ""],
        ["003", "不去", "0021", "", "驳回", "W", ""],
    ]
    found = read_appeals(write_csv(tmp_path / "a.csv", rows), case())
    assert found.appeals is not None
    assert [(a.kind, a.ruling, a.rank) for a in found.appeals] == [
        ("choice", "upheld", 2), ("stay", "dismissed", None), ("never", "pending", None), ("never", "dismissed", None),
    ]  # fmt: skip
    assert told(found, "warning") == [(4, "裁决结果"), (5, "事项")]


def test_the_districts_own_workbook_with_the_sheet_added(tmp_path: Path) -> None:
    without = read_district(write_workbook(tmp_path / "d.xlsx"))
    path = write_workbook(tmp_path / "d.xlsx", extra={"申诉表": [PLAIN, ("T02", "留任", "", "", "成立", "王")]})
    intake = read_district(path)
    assert intake.faults == without.faults
    assert intake.district is not None
    found = read_appeals(path, Case(intake.district, policy()))
    assert found.appeals == (Appeal(2, "T02", "stay", ruling="upheld", ruled_by="王"),)


def test_which_sheet(tmp_path: Path) -> None:
    lines = [PLAIN, ("002", "留任", "", "", "成立", "王")]
    other = [("备注", "日期"), ("无", "8月")]
    by_header = write_book(tmp_path / "a.xlsx", 登记=lines, 其他=other)
    assert read_appeals(by_header, case()).appeals is not None
    by_name = write_book(tmp_path / "b.xlsx", 草稿=lines, **{"青禾县2026年申诉表": lines})
    assert read_appeals(by_name, case()).source.sheet == "青禾县2026年申诉表"
    two = read_appeals(write_book(tmp_path / "c.xlsx", 甲=lines, 乙=lines), case())
    assert two.appeals is None
    assert "甲、乙" in two.faults[0].reason.zh
    none = read_appeals(write_book(tmp_path / "d.xlsx", 其他=other), case())
    assert "申诉表" in none.faults[0].reason.zh
    write_csv(tmp_path / "appeals.csv", lines)
    assert read_appeals(tmp_path, case()).file == "appeals.csv"


def test_what_cannot_be_read_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        read_appeals(tmp_path / "none.csv", case())
    with pytest.raises(UnreadableError):
        read_appeals(tmp_path, case())
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(UnreadableError):
        read_appeals(tmp_path / "a.docx", case())


@pytest.mark.parametrize("text", ["", "\n\n", "说明\n这里没有表\n", "a,b\n1,2\n", '工号,"申诉事项\n1,2\n'])
def test_a_file_without_a_table_is_a_fault(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    found = read_appeals(tmp_path / "a.csv", case())
    assert found.appeals is None
    assert [fault.file for fault in found.faults] == ["a.csv"]


def test_a_table_without_lines_is_no_appeals(tmp_path: Path) -> None:
    found = read_appeals(write_csv(tmp_path / "a.csv", [PLAIN]), case())
    assert found.appeals == ()
    assert found.faults == ()


def test_traps_of_excel(tmp_path: Path) -> None:
    head = ("工号", "申诉事项", "学校代码", "裁决", "裁决人", "更正的列", "更正为")
    rows = [
        head,
        (2, "留任", "", "成立", "王", "", ""),
        ("001", "事实更正", "", "成立", "王", "出生年月", 1985.1),
        ("002", "事实更正", "", "成立", "王", "出生年月", dt.date(1985, 10, 1)),
        ("003", "事实更正", "", "成立", "王", "出生年月", 31321),
        ("003", "事实更正", "", "成立", "王", "量化得分", 86.5),
        ("", "编制核定", "0021", "成立", "王", "", 12),
        ("", "编制核定", 22, "成立", "王", "", "12.0"),
    ]
    found = read_appeals(write_book(tmp_path / "a.xlsx", 申诉表=rows), case())
    assert told(found) == [(2, "工号"), (3, "更正为"), (8, "学校代码")]
    faults = [fault.reason.zh for fault in found.faults if fault.level == "fault"]
    assert "002" in faults[0]
    assert "10" in faults[1]
    sound = read_appeals(write_book(tmp_path / "b.xlsx", 申诉表=[head, *rows[3:7]]), case())
    assert sound.appeals is not None
    assert [a.value for a in sound.appeals] == ["1985-10", "1985-10", "86.5", "12"]


FAULTY: list[tuple[dict[str, object], list[str], str]] = [
    ({"teacher_id": "1", "kind": "留任"}, ["工号"], "001"),
    ({"teacher_id": "陈一", "kind": "留任"}, ["工号"], "001"),
    ({"kind": "留任"}, ["工号"], "填写"),
    ({**STAY, "name": "陈一"}, ["姓名"], "核对"),
    ({"teacher_id": "002", "kind": "缓交流"}, ["申诉事项"], "暂缓交流"),
    ({**STAY, "ruling": "同意"}, ["裁决"], "成立、不成立、待定"),
    ({**STAY, "ruled_by": ""}, ["裁决人"], "裁决人"),
    ({**STAY, "ruling": "驳回", "ruled_by": ""}, ["裁决人"], "裁决人"),
    ({**STAY, "school_id": "0022"}, ["学校代码"], "指定去向"),
    ({"teacher_id": "002", "kind": "指定去向"}, ["学校代码"], "学校代码"),
    ({"teacher_id": "002", "kind": "指定去向", "school_id": "二小"}, ["学校代码"], "0022"),
    ({"teacher_id": "002", "kind": "指定去向", "school_id": "21"}, ["学校代码"], "0021"),
    ({"teacher_id": "002", "kind": "指定去向", "school_id": "0021"}, ["学校代码"], "留任"),
    ({"teacher_id": "002", "kind": "不去"}, ["学校代码"], "学校代码"),
    ({"teacher_id": "001", "kind": "亲属回避"}, ["对方工号", "亲属关系"], "填写"),
    ({"teacher_id": "001", "kind": "亲属回避", "other": "001", "relation": "夫妻"}, ["对方工号"], "工号"),
    ({"teacher_id": "001", "kind": "亲属回避", "other": "9", "relation": "夫妻"}, ["对方工号"], "核对"),
    ({"teacher_id": "001", "kind": "亲属回避", "other": "002", "relation": "表亲"}, ["亲属关系"], "近姻亲"),
    ({"teacher_id": "001", "kind": "志愿更正"}, ["学校代码"], "其中一项"),
    ({"teacher_id": "001", "kind": "志愿更正", "school_id": "0022", "zone": "东片"}, ["片区"], "其中一项"),
    ({"teacher_id": "001", "kind": "志愿更正", "zone": "南片"}, ["片区"], "学校表"),
    ({"teacher_id": "001", "kind": "志愿更正", "school_id": "*"}, ["学校代码"], "学校代码"),
    ({"teacher_id": "001", "kind": "志愿更正", "school_id": "0022", "rank": "0"}, ["志愿顺序"], "改正"),
    ({"teacher_id": "001", "kind": "事实更正"}, ["更正的列", "更正为"], "填写"),
    ({"teacher_id": "001", "kind": "事实更正", "column": "出生日子", "value": "1985-10"}, ["更正的列"], "出生日期"),
    ({"teacher_id": "001", "kind": "事实更正", "column": "工号", "value": "9"}, ["更正的列"], "花名册"),
    ({"teacher_id": "001", "kind": "事实更正", "column": "出生年月", "value": "去年"}, ["更正为"], "1985-10"),
    ({"teacher_id": "001", "kind": "事实更正", "column": "本人申请", "value": "也许"}, ["更正为"], "是"),
    ({"teacher_id": "001", "kind": "事实更正", "column": "score", "value": "-1"}, ["更正为"], "改正"),
    ({"teacher_id": "001", "kind": "事实更正", "column": "姓名", "value": "清空"}, ["更正为"], "填写"),
    ({"teacher_id": "001", "kind": "事实更正", "column": "现任教学校", "value": "二小"}, ["更正为"], "0022"),
    ({"kind": "学校停办"}, ["学校代码"], "学校代码"),
    ({"kind": "学校停办", "school_id": "*"}, ["学校代码"], "学校代码"),
    ({"kind": "岗位核定", "school_id": "0021", "value": "3"}, ["学段", "学科"], "填写"),
    ({"kind": "岗位核定", "school_id": "0021", "stage": "初中", "subject": "数学", "value": "3"}, ["学科"], "初中语文"),
    ({"kind": "编制核定", "school_id": "0021", "value": "-3"}, ["更正为"], "改正"),
    ({"kind": "编制核定", "school_id": "0021", "value": "四十"}, ["更正为"], "数字"),
    ({"kind": "编制核定", "school_id": "0021"}, ["更正为"], "填写"),
    ({"teacher_id": "001", "kind": "暂缓", "reason": "照顾老人"}, ["更正为"], "怀孕、哺乳"),
    ({"teacher_id": "001", "kind": "暂缓", "value": "照顾老人"}, ["更正为"], "留任"),
    ({"teacher_id": "001", "kind": "暂缓", "value": "怀孕:2026-01"}, ["更正为"], "怀孕、哺乳"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "headers", "hint"), FAULTY, ids=lambda part: str(part)[:60])
def test_every_fault_is_placed_and_says_what_to_do(
    line: dict[str, object], headers: list[str], hint: str, tmp_path: Path
) -> None:
    found = read(tmp_path, {"teacher_id": "003", "kind": "stay"}, line)
    assert found.appeals is None
    assert told(found) == [(3, header) for header in headers]
    faults = [fault for fault in found.faults if fault.level == "fault"]
    assert all(hint in fault.repair.zh for fault in faults)
    assert all(fault.file == "申诉.csv" and fault.column for fault in faults)


def test_all_faults_at_once(tmp_path: Path) -> None:
    lines = [line for line, _, _ in FAULTY]
    found = read(tmp_path, *lines)
    expected = [(i, header) for i, (_, headers, _) in enumerate(FAULTY, 2) for header in headers]
    assert set(expected) <= set(told(found))


def test_what_is_wrong_with_a_dismissed_line_stops_nothing(tmp_path: Path) -> None:
    lines = [{**line, "ruling": "不成立", "ruled_by": "王"} for line, headers, _ in FAULTY if "裁决" not in headers]
    readable = [
        line
        for line in lines
        if line["kind"] != "缓交流" and line.get("rank") != "0" and line.get("relation") != "表亲"
    ]
    found = read(tmp_path, *readable)
    assert found.appeals is not None
    assert len(found.appeals) == len(readable)
    for appeal in found.appeals:
        assert f"第{appeal.row}行" in said(case().district, appeal).zh


@pytest.mark.parametrize(
    ("first", "second", "header"),
    [
        ({"kind": "must", "school_id": "0022"}, {"kind": "stay"}, "申诉事项"),
        ({"kind": "must", "school_id": "0022"}, {"kind": "must", "school_id": "0023"}, "学校代码"),
        ({"kind": "must", "school_id": "0022"}, {"kind": "never", "school_id": "0022"}, "学校代码"),
        ({"kind": "must", "school_id": "0022"}, {"kind": "deferral", "value": "怀孕"}, "申诉事项"),
        ({"kind": "fact", "column": "性别", "value": "男"}, {"kind": "fact", "column": "sex", "value": "女"}, "更正为"),
        (
            {"kind": "kin", "other": "002", "relation": "夫妻"}, {"kind": "kin", "other": "002", "relation": "近姻亲"},
            "亲属关系",
        ),
        ({"kind": "choice", "school_id": "0022", "rank": 1}, {"kind": "choice", "zone": "东片"}, "志愿顺序"),
        ({"kind": "choice", "school_id": "0022", "rank": 1}, {"kind": "choice", "zone": "东片", "rank": 1}, "志愿顺序"),
        ({"kind": "stay"}, {"kind": "stay", "ruling": "不成立"}, "裁决"),
    ],
)  # fmt: skip
def test_two_lines_that_cannot_both_be_upheld(
    first: dict[str, object], second: dict[str, object], header: str, tmp_path: Path
) -> None:
    found = read(tmp_path, {"teacher_id": "001", **first}, {"teacher_id": "001", **second})
    assert told(found) == [(3, header)]
    assert "第2行" in found.faults[-1].reason.zh
    other_person = read(tmp_path, {"teacher_id": "001", **first}, {"teacher_id": "003", **second, "school_id": "0023"})
    assert not any(fault.header == header and "第2行" in fault.reason.zh for fault in other_person.faults)


def test_two_lines_about_a_school_that_cannot_both_be_upheld(tmp_path: Path) -> None:
    post = {"kind": "岗位核定", "school_id": "0021", "stage": "初中", "subject": "语文"}
    assert told(read(tmp_path, {**post, "value": "3"}, {**post, "value": "4"})) == [(3, "更正为")]
    assert told(read(tmp_path, {**post, "value": "3"}, {"kind": "学校停办", "school_id": "0021"})) == [(2, "更正为")]


def test_the_same_line_twice_is_a_warning_and_counts_once(tmp_path: Path) -> None:
    never = {"teacher_id": "001", "kind": "不去", "school_id": "0022"}
    found = read(tmp_path, never, {**never, "reason": "太远"})
    assert set(told(found, "warning")) == {(3, "申诉事项")}
    assert found.appeals is not None
    assert len(heard(case(), found.appeals).district["locks"]) == 2


def test_what_has_no_effect_is_said(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {**STAY, "zone": "东片"},
        {"teacher_id": "003", "kind": "kin", "other": "001", "relation": "夫妻"},
        {"teacher_id": "003", "kind": "stay", "ruling": "", "ruled_by": ""},
        {"teacher_id": "002", "kind": "never", "school_id": "0023"},
        {"teacher_id": "001", "kind": "fact", "column": "姓名", "value": "陈一"},
    )
    nothing_new = [(3, "申诉事项"), (5, "申诉事项"), (6, "申诉事项")]
    assert told(found, "warning") == sorted([(2, "片区"), (4, "裁决"), *nothing_new])
    assert found.appeals is not None


def test_a_deferral_counts_with_the_facts_corrected_beside_it(tmp_path: Path) -> None:
    against = case(deferred=[{"name": "孕期", "who": {"status": "怀孕"}, "certified": "consent"}])
    deferral = {"teacher_id": "001", "kind": "暂缓", "value": "怀孕"}
    assert told(read(tmp_path, deferral, against=against)) == [(2, "更正为")]
    consent = {"teacher_id": "001", "kind": "事实更正", "column": "学校同意", "value": "是"}
    assert told(read(tmp_path, deferral, consent, against=against)) == []


def test_a_policy_that_defers_nobody_by_circumstance_suggests_staying(tmp_path: Path) -> None:
    found = read(tmp_path, {"teacher_id": "001", "kind": "暂缓", "value": "怀孕"}, against=case(deferred=[]))
    assert "留任" in found.faults[0].repair.zh


def test_a_bureaus_own_column_and_aliases(tmp_path: Path) -> None:
    rows = [
        ("谁", "申诉事项", "裁决", "裁决人", "更正的列", "更正为"), ("001", "事实更正", "成立", "王", "备注", "乙"),
        ("002", "事实更正", "成立", "王", "本县得分", "7"),
    ]  # fmt: skip
    aliases = {"谁": "teacher_id", "本县得分": "score"}
    found = read_appeals(write_csv(tmp_path / "a.csv", rows), case(), aliases)
    assert found.appeals is not None
    assert [(a.column, a.value) for a in found.appeals] == [("备注", "乙"), ("score", "7")]
    assert heard(case(), found.appeals).district.teachers["备注"].tolist() == ["乙", "", ""]


def test_a_table_without_rulings_is_no_table_of_rulings(tmp_path: Path) -> None:
    found = read_appeals(write_csv(tmp_path / "a.csv", [("工号", "申诉事项"), ("001", "留任")]), case())
    assert found.appeals is None
    assert "裁决" in found.faults[0].reason.zh


WORDS: dict[str, list[str]] = {
    "teacher_id": ["001", "002", "003", "003", "1"],
    "school_id": ["0021", "0022", "0023", "0023", "*"],
    "other": ["001", "002"],
    "relation": ["夫妻", "直系血亲"],
    "rank": ["", "1", "2"],
    "zone": [""],
    "stage": ["初中"],
    "subject": ["语文", "语文", "数学"],
    "column": ["status", "现任教学校", "备注", "score", "also"],
    "value": ["怀孕", "怀孕:2027-01", "清空", "3", "0", "0022"],
}


@st.composite
def lines(draw: st.DrawFn) -> dict[str, object]:
    """A line that fills in what its kind needs, now and then wrongly."""
    kind = draw(st.sampled_from([*NEEDS]))
    needed = (*NEEDS[kind].must, *NEEDS[kind].may)
    cells = {name: draw(st.sampled_from(WORDS[name])) for name in needed}
    return {**cells, "kind": kind, "ruling": draw(st.sampled_from(["成立", "成立", "成立", "驳回", ""]))}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lines(), max_size=4))
def test_whatever_is_written_is_told_or_can_be_heard(tmp_path: Path, written: list[dict[str, object]]) -> None:
    found = read(tmp_path, *written)
    assert (found.appeals is None) == any(fault.level == "fault" for fault in found.faults)
    if found.appeals:
        event("heard")
        made, after = hearings(case(), found.appeals)
        assert [appeal.row for appeal, _ in made] == [a.row for a in found.appeals if a.ruling == "upheld"]
        assert all(fault.row in (0, *(a.row for a, _ in made)) for fault in faults_of(case(), found.appeals))
        assert after.standing.category
