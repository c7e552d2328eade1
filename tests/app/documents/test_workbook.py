"""plan.xlsx, read back as Excel would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from app.documents.sheets import sheet_name, width
from app.documents.summary import Summary
from app.documents.workbook import write_workbook
from app.documents.write import plan_record
from models.district import District
from models.filters import parse_filter
from models.plan_file import read_moves
from models.policy_facts import Gate
from models.words import Lang
from tests.app.documents.conftest import SECRET_EXTRA, SECRET_ID, SECRET_STATUS, SECRET_ZONE, County


def book(folder: Path, county: County, lang: Lang = "zh") -> Workbook:
    summary = Summary(county.district, county.policy, county.outcome, county.account, lang)
    record = plan_record(county.district, county.policy, county.outcome)
    write_workbook(folder / "plan.xlsx", summary, county.standing, record)
    return load_workbook(folder / "plan.xlsx")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, county: County) -> Workbook:
    return book(tmp_path_factory.mktemp("county"), county)


def cells(opened: Workbook) -> Iterator[object]:
    for sheet in opened:
        for row in sheet.iter_rows(values_only=True):
            yield from (cell for cell in row if cell is not None)


def column(opened: Workbook, sheet: str, place: int = 0) -> list[str]:
    """Return what stands below the header in one column; the deferred have a notice above theirs."""
    first = 3 if sheet in ("暂缓", "Deferred") else 2
    return [row[place] for row in opened[sheet].iter_rows(min_row=first, values_only=True)]


def test_everyone_stands_on_exactly_one_list(opened: Workbook, county: County) -> None:
    assert opened.sheetnames[:5] == ["调配方案", "交流花名册", "暂缓", "不交流", "学校总表"]
    listed = [code for sheet in ("交流花名册", "暂缓", "不交流") for code in column(opened, sheet)]
    assert sorted(listed) == sorted(county.district.teachers["teacher_id"])
    assert set(column(opened, "暂缓", 6)) == {"近三年内退休", "县局认定的其他暂缓"}


def test_gates_have_a_sheet_where_the_policy_has_any(tmp_path: Path, micro: County) -> None:
    gates = (Gate(name="senior", who=parse_filter({"subject": "maths"}), passes=parse_filter({"teacher_id": "b"})),)
    opened = book(tmp_path, micro.but(policy=micro.policy.model_copy(update={"gates": gates})), "en")
    rows = list(opened["Gates"].iter_rows(values_only=True))
    assert rows[0] == ("gate", "number", "name", "school", "title", "result")
    assert [(row[0], row[1], row[3], row[5]) for row in rows[1:]] == [
        ("senior", "a", "West", "not passed"),
        ("senior", "b", "West", "passed"),
    ]
    assert "Gates" not in book(tmp_path, micro, "en").sheetnames


@pytest.mark.parametrize(("lang", "title", "word"), [("zh", "暂缓", "不得外传"), ("en", "Deferred", "bureau only")])
def test_the_sheet_with_the_grounds_says_that_it_stays_in_the_office(
    tmp_path: Path, micro: County, lang: Lang, title: str, word: str
) -> None:
    opened = book(tmp_path, micro, lang)
    sheet = opened[title]
    assert word in str(sheet["A1"].value)
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("C3", "A2:G3", "$1:$2")
    assert sheet["A3"].value == "c"
    assert [other.title for other in opened if other is not sheet and word in str(other["A1"].value)] == []


def test_each_school_has_a_sheet_with_its_comings_and_goings(opened: Workbook, county: County) -> None:
    assert len(opened.sheetnames) == 5 + 40
    ways = [row[0] for name in opened.sheetnames[5:] for row in opened[name].iter_rows(min_row=5, values_only=True)]
    assert ways.count("流出") == ways.count("流入") == len(county.plan.moves)


def test_lists_are_ready_to_filter_and_print(opened: Workbook, county: County) -> None:
    sheet = opened["交流花名册"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:O{len(county.plan.moves) + 1}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].number_format == "@"
    assert sheet.column_dimensions["F"].width >= width("城关中心小学")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_movers_reads_back_as_the_plan(tmp_path: Path, county: County, lang: Lang) -> None:
    book(tmp_path, county, lang)
    assert read_moves(tmp_path / "plan.xlsx", county.district) == (county.plan, ())


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path, micro: County) -> None:
    opened = book(tmp_path, micro, "en")
    cell = opened["Movers"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_unplaced_have_a_sheet_of_their_own(tmp_path: Path, micro: County) -> None:
    outgoing = District.of(outgoing=[{"teacher_id": "a"}, {"teacher_id": "b"}])["outgoing"]
    opened = book(tmp_path, micro.but(district=micro.district.with_table("outgoing", outgoing)), "en")
    assert column(opened, "Unplaced") == ["b"]
    assert column(opened, "Staying") == []
    assert column(opened, "Deferred") == ["c"]


def test_english_speaks_no_chinese_of_its_own(tmp_path: Path, micro: County) -> None:
    opened = book(tmp_path, micro, "en")
    words = " ".join([*map(str, cells(opened)), *opened.sheetnames])
    assert re.findall("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", words) == []


def test_no_private_fact_and_no_unknown_column_is_written(opened: Workbook) -> None:
    words = "\n".join(map(str, cells(opened)))
    assert [s for s in (SECRET_STATUS, SECRET_ID, SECRET_ZONE, SECRET_EXTRA) if s in words] == []


def test_many_schools_share_one_sheet_with_their_people_folded(tmp_path: Path, county: County) -> None:
    rows = county.district.schools
    extra = [rows.iloc[[0]].assign(school_id=f"9{i:09d}", name=f"新校{i}") for i in range(30)]
    wider = county.but(district=county.district.with_table("schools", pd.concat([rows, *extra], ignore_index=True)))
    opened = book(tmp_path, wider)
    assert opened.sheetnames[5:] == ["分校"]
    levels = [opened["分校"].row_dimensions[r].outlineLevel for r in range(2, opened["分校"].max_row + 1)]
    assert levels.count(0) == 70
    assert levels.count(1) == 2 * len(county.plan.moves)


def test_totals_agree_with_the_account(opened: Workbook, county: County) -> None:
    last = list(opened["学校总表"].iter_rows(values_only=True))[-1]
    schools = county.account.schools
    assert last[0] == "合计"
    assert last[4:8] == tuple(schools[c].sum() for c in ("headcount_before", "out", "in", "headcount_after"))


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("第一小学", "第一小学"),
        ("城关[1]小学:东/西校区?*\\", "城关_1_小学_东_西校区___"),
        ("'引号小学'", "引号小学"),
        ("History", "History_"),
        ("", "_"),
        ("长" * 40, "长" * 31),
        ("\U0002cb4e" * 20, "\U0002cb4e" * 15),
        ("a" * 30 + "'b", "a" * 30),
    ],
)
def test_sheet_names_are_what_excel_accepts(wanted: str, got: str) -> None:
    assert sheet_name(wanted, set()) == got


def test_sheet_names_differ_beyond_case() -> None:
    taken: set[str] = set()
    names = [sheet_name(name, taken) for name in ("Lab", "LAB", "lab", "x" * 31, "X" * 40)]
    assert names == ["Lab", "LAB~2", "lab~3", "x" * 31, "X" * 29 + "~2"]
