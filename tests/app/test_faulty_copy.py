"""The planner's workbook back: cells coloured, reasons in comments, a list that leads to each cell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from app.documents.faulty_copy import write_faulty_copy
from models.intake.read import read_district
from tests.models.intake.sheets import SOUND, lines, write_csvs, write_workbook

RED, YELLOW = "FFFF9D99", "FFFFEB97"
EDITS = [("教师花名册", "D2", 1985.1), ("教师花名册", "N3", "校医"), ("学校表", "A4", "合计"), ("学校表", "D4", 16)]


def test_bad_cells_are_coloured_and_listed_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", EDITS)
    book = openpyxl.load_workbook(path)
    book["教师花名册"]["B2"].font = Font(name="KaiTi", bold=True)
    book.save(path)
    before = path.read_bytes()
    write_faulty_copy(path, read_district(path), tmp_path / "copy.xlsx", "zh")
    assert path.read_bytes() == before
    copy = openpyxl.load_workbook(tmp_path / "copy.xlsx")
    assert copy.sheetnames == ["问题清单", "学校表", "岗位表", "教师花名册"]
    sheet = copy["教师花名册"]
    assert sheet["D2"].value == 1985.1
    assert sheet["D2"].fill.fgColor.rgb == RED
    assert "分不清是1985年1月还是1985年10月" in sheet["D2"].comment.text
    assert sheet["N3"].fill.fgColor.rgb == YELLOW
    assert sheet["B2"].font.b
    assert sheet["B2"].fill.fill_type is None
    assert {c.fill.fgColor.rgb for c in copy["学校表"][4]} == {RED}
    listed = list(copy["问题清单"].values)
    assert listed[0] == ("级别", "文件", "工作表", "行", "列", "列名", "值", "问题", "建议")
    assert [row[2:6] for row in listed[1:]] == [
        ("学校表", "4", None, None),
        ("教师花名册", "2", "D", "出生年月"),
        ("教师花名册", "3", "N", "岗位类别"),
    ]
    assert copy["问题清单"]["E3"].hyperlink.location == "'教师花名册'!D2"


def test_a_copy_mended_and_checked_again_comes_back_clean(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", EDITS)
    first = read_district(path)
    write_faulty_copy(path, first, tmp_path / "copy.xlsx", "zh")
    again = read_district(tmp_path / "copy.xlsx")
    assert [line.replace("copy", "d") for line in lines(again)] == lines(first)
    book = openpyxl.load_workbook(tmp_path / "copy.xlsx")
    book["教师花名册"]["D2"] = "1985.10"
    book.save(tmp_path / "copy.xlsx")
    write_faulty_copy(tmp_path / "copy.xlsx", read_district(tmp_path / "copy.xlsx"), tmp_path / "next.xlsx", "en")
    following = openpyxl.load_workbook(tmp_path / "next.xlsx")
    assert following.sheetnames[0] == "Problems"
    assert "问题清单" not in following.sheetnames
    assert following["教师花名册"]["D2"].fill.fill_type is None
    assert following["教师花名册"]["D2"].comment is None
    assert following["教师花名册"]["N3"].comment.text.count("→") == 1


@pytest.mark.parametrize("formula", ["=1+1", "+1", "@SUM(1)", "=cmd|' /C calc'!A0"])
def test_no_text_of_a_csv_becomes_a_formula(formula: str, tmp_path: Path) -> None:
    rows = [list(row) for row in SOUND["教师花名册"]]
    rows[1][2] = formula
    folder = write_csvs(tmp_path / "csv", "gb18030", {**SOUND, "教师花名册": rows})
    write_faulty_copy(folder, read_district(folder), tmp_path / "copy.xlsx", "zh")
    copy = openpyxl.load_workbook(tmp_path / "copy.xlsx")
    assert copy.sheetnames == ["问题清单", "学校表", "岗位表", "教师花名册"] or set(copy.sheetnames) == {
        "问题清单",
        *SOUND,
    }
    assert (copy["教师花名册"]["C2"].value, copy["教师花名册"]["C2"].data_type) == (formula, "s")
    assert copy["教师花名册"]["C2"].fill.fgColor.rgb == RED
    assert (copy["问题清单"]["G2"].value, copy["问题清单"]["G2"].data_type) == (formula, "s")
    assert copy["教师花名册"]["E2"].value == "0021000001"


def test_merged_cells_show_the_mark_at_their_corner(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", [("岗位表", "A2", "999"), ("岗位表", "A3", None)])
    book = openpyxl.load_workbook(path)
    book["岗位表"].merge_cells("A2:A3")
    book.save(path)
    write_faulty_copy(path, read_district(path), tmp_path / "copy.xlsx", "zh")
    corner = openpyxl.load_workbook(tmp_path / "copy.xlsx")["岗位表"]["A2"]
    assert corner.fill.fgColor.rgb == RED
    assert "合并单元格" in corner.comment.text


def test_control_characters_and_odd_names_do_not_stop_the_copy(tmp_path: Path) -> None:
    rows = [list(row) for row in SOUND["岗位表"]]
    rows[1][3] = "5\x07人"
    folder = write_csvs(tmp_path / "csv", "utf-8", {**SOUND, "岗位表": rows})
    (folder / "岗位表.csv").rename(folder / f"{'某' * 40}[2026] 岗位表.csv")
    write_faulty_copy(folder, read_district(folder), tmp_path / "copy.xlsx", "zh")
    copy = openpyxl.load_workbook(tmp_path / "copy.xlsx")
    assert any(sheet["D2"].value == "5人" and sheet["D2"].fill.fgColor.rgb == RED for sheet in copy.worksheets[1:])
