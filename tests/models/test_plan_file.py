"""Plans read back from files, those edited in Excel included."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from models.intake.faults import UnreadableError
from models.plan_file import read_moves
from models.recount import Recount
from models.rules import one_place
from tests.models.micro import district, plan, policy

MADE = district(
    [{"school_id": "001", "name": "一中"}, "002"],
    ["0007@001", "0008@001"],
    posts=["001 9", "002 9"],
)
HEADER = "teacher_id,to_school,stage,subject\n"
BOTH = plan("0007>002", "0008>002")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_any_encoding_excel_writes(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "moves.csv"
    file.write_bytes((HEADER + "0008,002,初中,语文\n0007,002,初中,语文\n").encode(encoding))
    assert read_moves(file, MADE) == (BOTH, ())


@pytest.mark.parametrize(
    "text",
    [
        "teacher_id,from_school,to_school,stage,subject,choice_rank,round\n0007,001,002,初中,语文,1,1\n0008,001,002,初中,语文,,1\n",
        "学科,学段,调入学校代码,工号\n语文,初中,002,0007\n,,,\n\n语文,初中,002, 0008 \n",
        "2026年调动表,,,\n工号,调入学校,学段,学科\n0007,002,初中,语文\n0008,002,初中,语文\n",
        "teacher_id\tto_school\tstage\tsubject\n0007\t002\t初中\t语文\n0008\t002\t初中\t语文\n",
    ],
)
def test_columns_may_stand_in_any_order_among_others(tmp_path: Path, text: str) -> None:
    (tmp_path / "moves.csv").write_text(text, encoding="utf-8-sig")
    assert read_moves(tmp_path, MADE) == (BOTH, ())


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("调动")
    for row in (
        ["工号", "姓名", "调入学校代码", "学段", "学科"],
        ["0007", "甲", "002", "初中", "语文"],
        ["0008", "乙", "002", "初中", "语文"],
    ):
        sheet.append(row)
    book.save(tmp_path / "改.xlsx")
    assert read_moves(tmp_path / "改.xlsx", MADE) == (BOTH, ())


def test_a_plan_without_moves_is_a_plan(tmp_path: Path) -> None:
    (tmp_path / "moves.csv").write_text(HEADER, encoding="utf-8")
    assert read_moves(tmp_path, MADE) == (plan(), ())


def test_a_teacher_listed_twice_is_left_to_the_rule(tmp_path: Path) -> None:
    (tmp_path / "moves.csv").write_text(HEADER + "0007,002,初中,语文\n" * 2, encoding="utf-8")
    read, faults = read_moves(tmp_path, MADE)
    assert faults == ()
    assert read is not None
    assert len(one_place.check(Recount(MADE, policy()), read)) == 1


def test_every_fault_at_once_with_its_place(tmp_path: Path) -> None:
    lines = "7,2,初中,语文\n\n9999,一中,,语文\n0008,002,初中,语文\n"
    (tmp_path / "moves.csv").write_text(HEADER + lines, encoding="utf-8")
    read, faults = read_moves(tmp_path, MADE)
    assert read is None
    assert [(f.row, f.column, f.header, f.value) for f in faults] == [
        (2, "A", "teacher_id", "7"),
        (2, "B", "to_school", "2"),
        (4, "A", "teacher_id", "9999"),
        (4, "B", "to_school", "一中"),
        (4, "C", "stage", ""),
    ]
    assert "没有代码“7”，只有“0007”；开头的0多半被 Excel 去掉了" in faults[0].say("zh")
    assert "write 002" in faults[1].say("en")
    assert "the roster has no such code" in faults[2].say("en")
    assert "write the code 001" in faults[3].say("en")
    assert all(f.file == "moves.csv" and f.level == "fault" for f in faults)


def test_numbers_in_a_workbook_that_lost_their_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["工号", "调入学校代码", "学段", "学科"], [7, 2, "初中", "语文"]):
        book.active.append(row)
    book.save(tmp_path / "plan.xlsx")
    read, faults = read_moves(tmp_path / "plan.xlsx", MADE)
    assert read is None
    assert [f.repair.en for f in faults] == [
        "format the column as text and write 0007",
        "format the column as text and write 002",
    ]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    (tmp_path / "moves.csv").write_text("teacher_id,to_school\n0007,002\n", encoding="utf-8")
    read, (fault,) = read_moves(tmp_path, MADE)
    assert read is None
    assert (fault.row, fault.reason.en) == (1, "the header lacks stage, subject")


def test_bytes_of_no_encoding_and_open_quotes_are_faults(tmp_path: Path) -> None:
    for content in (b"\x80\xff\xff", HEADER.encode() + b'"0007,002\n'):
        (tmp_path / "moves.csv").write_bytes(content)
        read, faults = read_moves(tmp_path, MADE)
        assert read is None
        assert len(faults) == 1


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        read_moves(tmp_path, MADE)
    with pytest.raises(UnreadableError):
        read_moves(tmp_path / "无.csv", MADE)
