"""Names of sheets, files and headers as bureaus spell them."""

from __future__ import annotations

import pytest

from models.intake.headers import find_header
from models.intake.names import column_of, is_quiet, kept_name, table_of
from models.tables import TABLES, Table


@pytest.mark.parametrize(
    ("name", "table", "exact"),
    [
        ("teachers", "teachers", True),
        ("Teachers", "teachers", True),
        ("1_教师花名册", "teachers", True),
        ("教师花名册（2026）", "teachers", True),
        ("教师花名册2026", "teachers", True),
        ("02-学校表", "schools", True),
        ("三、岗位表", "posts", True),
        ("2026年岗位职数表", "title_posts", True),
        ("school choices", "school_choices", True),
        ("某县2026年教师花名册", "teachers", False),
        ("学校岗位表", "posts", False),
        ("全县学校意向表", "school_choices", False),
        ("Sheet1", None, False),
        ("outgoing teachers", None, False),
        ("流出教师", None, False),
        ("", None, False),
    ],
)
def test_tables_are_known_by_their_names(name: str, table: str | None, exact: bool) -> None:
    assert table_of(name, {}) == (table, exact)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_every_shipped_spelling_of_a_column_means_it(table: Table) -> None:
    for column in table.columns:
        for spelling in (column.name, column.zh, *column.aliases):
            for dressed in (
                spelling,
                f" {spelling.upper()}＊",
                f"{spelling}（必填）",
                "\n".join(spelling),
                f"*{spelling}：",
            ):
                assert column_of(dressed, table, {}) == column.name, dressed


def test_marks_are_no_part_of_a_name_but_other_brackets_are() -> None:
    assert kept_name("备注（必填）*") == "备注"
    assert kept_name("补贴（元）") == "补贴（元）"
    assert is_quiet("填表说明")
    assert not is_quiet("说明书")


def test_the_header_is_the_row_that_knows_most() -> None:
    rows = [
        ["教师花名册"],
        ["学校", "", ""],
        ["工号", "姓名", "学校代码", "学段", "学科"],
        ["T1", "甲", "1", "小学", "语文"],
    ]
    header = find_header(rows, TABLES["teachers"], {})
    assert header is not None
    assert (header.first, header.last) == (2, 2)
    assert find_header(rows[:1], TABLES["teachers"], {}) is None
