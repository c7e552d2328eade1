"""A small sound district as rows of cells, and ways to write it to disk as planners do."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from models.intake.read import Intake, read_district

Cells = Sequence[object]
Sheets = Mapping[str, Sequence[Cells]]
Edit = tuple[str, str, object]
"""Sheet, cell, new value."""

SOUND: dict[str, list[Cells]] = {
    "学校表": [
        ("学校代码", "学校名称", "片区", "编制数", "在编在岗人数", "是否接收流入", "经度", "纬度", "中心校"),
        ("0021000001", "城关一小", "东片", 10, 2, "", 112.5, 33.5, ""),
        ("0021000002", "柳河小学", "西片", 6, "", "否", "", "", "0021000001"),
    ],
    "岗位表": [
        ("学校代码", "学段", "学科", "核定人数", "现有人数"),
        ("0021000001", "小学", "语文", 5, 2),
        ("0021000002", "小学", "语文", 3, ""),
    ],
    "教师花名册": [
        ("工号", "姓名", "性别", "出生年月", "现任教学校", "任教学段", "任教学科", "可兼教", "进入本校年月",
         "身份证号", "特殊情形", "本人申请", "量化得分", "岗位类别", "备注"),
        ("T01", "陈一", "女", "1985.10", "0021000001", "小学", "语文", "小学:数学", "2010-09",
         "11010519491231002X", "哺乳期:2026-08", "是", 86.5, "专任教师", "甲"),
        ("T02", "林二", "男", "1979年3月", "0021000001", "小学", "语文", "", "2005/9/1", "", "", "", "", "", ""),
        ("T03", "周三", "女", "199001", "0021000002", "小学", "语文", "", "20150901", "", "", "否", "", "", "乙"),
    ],
}  # fmt: skip


def write_workbook(path: Path, edits: Sequence[Edit] = (), extra: Sheets | None = None) -> Path:
    """Write the sound district as a workbook, with further sheets and single cells changed."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in {**SOUND, **(extra or {})}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    for title, place, value in edits:
        book[title][place] = value
    book.save(path)
    return path


def write_csvs(folder: Path, encoding: str, sheets: Sheets = SOUND, delimiter: str = ",") -> Path:
    """Write a folder of CSV files, one a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for title, rows in sheets.items():
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows(rows)
        (folder / f"{title}.csv").write_bytes(text.getvalue().encode(encoding))
    return folder


def said(path: Path, lang: str = "zh") -> list[str]:
    """Read a district and return what is said of it, line by line."""
    return lines(read_district(path), lang)


def lines(intake: Intake, lang: str = "zh") -> list[str]:
    """Return the faults and warnings of an intake, warnings marked."""
    return [("" if f.level == "fault" else "(w) ") + f.say("zh" if lang == "zh" else "en") for f in intake.faults]
