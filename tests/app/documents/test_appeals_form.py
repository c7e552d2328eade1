"""The blank table of appeals is read back as no appeals, and filled in as what was filled in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.documents.appeals_form import write_appeals_form
from models.appeals.appeal import Appeal
from models.appeals.needs import NEEDS
from models.appeals.read import read_appeals
from models.case import Case
from models.tables import APPEAL_KINDS, APPEALS
from tests.models.micro import district, policy


@pytest.fixture
def form(tmp_path: Path) -> Path:
    write_appeals_form(tmp_path / "申诉表.xlsx")
    return tmp_path / "申诉表.xlsx"


CASE = Case(district(["0021", "0022"], ["001@0021"]), policy())


def test_nobody_has_appealed_yet(form: Path) -> None:
    found = read_appeals(form, CASE)
    assert found.appeals == ()
    assert found.faults == ()


def test_codes_typed_into_it_keep_their_zeros(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book["申诉表"]
    at = {sheet.cell(1, j).value: j for j in range(1, sheet.max_column + 1)}
    cells = {"工号": "001", "申诉事项": "不去", "学校代码": "0022", "理由": "太远", "裁决": "成立", "裁决人": "王"}
    for header, value in cells.items():
        sheet.cell(2, at[header]).value = value
    book.save(form)
    found = read_appeals(form, CASE)
    assert found.faults == ()
    assert found.appeals == (Appeal(2, "001", "never", "0022", "太远", "upheld", "王"),)


def test_every_column_has_a_comment_and_lists_offer_what_is_read(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book["申诉表"]
    heads = [sheet.cell(1, j) for j in range(1, len(APPEALS.columns) + 1)]
    assert [cell.value for cell in heads] == [column.zh for column in APPEALS.columns]
    for cell, column in zip(heads, APPEALS.columns, strict=True):
        assert column.name in cell.comment.text
    assert sheet.freeze_panes == "D2"
    lists = {str(v.sqref).split("2")[0]: v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"}
    assert lists["C"].strip('"').split(",") == [words[0] for words in APPEAL_KINDS.values()]
    assert lists["F"].strip('"').split(",") == ["成立", "不成立", "待定"]


def test_the_second_sheet_says_what_each_kind_needs(form: Path) -> None:
    sheet = openpyxl.load_workbook(form)["填表说明"]
    rows = {sheet.cell(i, 1).value: sheet.cell(i, 2).value for i in range(2, 2 + len(NEEDS))}
    assert set(rows) == {words[0] for words in APPEAL_KINDS.values()}
    assert rows["岗位核定"] == "学校代码、学段、学科、更正为"
