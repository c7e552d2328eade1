"""The empty workbook: read by intake it lacks nothing but rows; filled in, it reads clean."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.documents.template import words, write_template
from models.intake.cells import read_cell
from models.intake.read import read_district
from models.tables import TABLES
from models.words import Lang
from tests.models.intake.sheets import SOUND, lines


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_template_lacks_only_rows(lang: Lang, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", lang)
    intake = read_district(tmp_path / "t.xlsx")
    assert {f.reason.en for f in intake.faults} == {f"{t} has no rows" for t in ("schools", "posts", "teachers")}
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for table in TABLES.values():
        sheet = book[table.zh if lang == "zh" else table.name]
        assert [c.value for c in sheet[1]] == [c.zh if lang == "zh" else c.name for c in table.columns]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_template_reads_clean(lang: Lang, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", lang)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for title, (header, *rows) in SOUND.items():
        table = next(t for t in TABLES.values() if t.zh == title)
        sheet = book[title if lang == "zh" else table.name]
        known = [next((c for c in table.columns if h in (c.zh, *c.aliases)), None) for h in header]
        for i, row in enumerate(rows, start=2):
            for column, value in zip(known, row, strict=True):
                if column is not None and value != "":
                    sheet.cell(i, 1 + table.columns.index(column)).value = value
    book.save(tmp_path / "t.xlsx")
    intake = read_district(tmp_path / "t.xlsx")
    assert lines(intake) == []
    assert intake.district is not None
    assert len(intake.district.teachers) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_a_dropdown_offers_is_read(lang: Lang) -> None:
    for table in TABLES.values():
        for column in table.columns:
            for word in words(column, lang):
                assert word.isascii() == (lang == "en")
                assert read_cell(word, column).flaw is None
            assert len(words(column, lang)) == (2 if column.kind == "yesno" else len(column.words))


def test_codes_and_months_are_text_headers_frozen_and_coloured(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", "zh")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book["教师花名册"]
    letters = {c.value: c.column_letter for c in sheet[1]}
    assert all(sheet.column_dimensions[letters[h]].number_format == "@" for h in ("工号", "出生年月", "现任教学校"))
    assert sheet.freeze_panes == "B2"
    colours = {h: sheet[f"{letters[h]}1"].fill.fgColor.rgb for h in ("工号", "姓名", "性别")}
    assert colours["工号"] == colours["姓名"] != colours["性别"]
    assert "1985-10" in sheet[f"{letters['出生年月']}1"].comment.text
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"}
    assert lists[f"{letters['现任教学校']}2:{letters['现任教学校']}50001"] == "'学校表'!$A$2:$A$50001"
    assert lists[f"{letters['性别']}2:{letters['性别']}50001"] == '"男,女"'
