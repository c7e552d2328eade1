"""comparison.xlsx: the sheets a bureau asked for, numbers as numbers, people by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.documents.whatif.lines import merged
from app.documents.whatif.workbook import write_comparison_workbook
from scenarios.whatif.comparison import Comparison
from tests.app.documents.whatif.made import comparison, four, result

SHEETS = ["说明", "对照表", "全部指标", "情景", "得失分组", "得失名单", "前沿", "规则价格", "流向"]


def read(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture(scope="module")
def told() -> Comparison:
    return four()


@pytest.fixture(scope="module")
def sheets(told: Comparison, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Any]]]:
    path = tmp_path_factory.mktemp("book") / "comparison.xlsx"
    write_comparison_workbook(path, told, "zh")
    return read(path)


def test_the_sheets(sheets: dict[str, list[list[Any]]]) -> None:
    assert list(sheets) == SHEETS


def test_differences_stand_on_a_sheet_of_their_own(told: Comparison, sheets: dict[str, list[list[Any]]]) -> None:
    differ = [line.title.zh for line in merged(told.lines) if line.differs]
    assert [row[1] for row in sheets["对照表"][1:]] == differ
    assert [row[1] for row in sheets["全部指标"][1:]] == [line.title.zh for line in told.lines]
    head, row = sheets["对照表"][0], sheets["对照表"][2]
    cells = dict(zip(head, row, strict=True))
    shortage = told.lines[1].values
    assert cells["指标"] == "流动后缺员"
    assert cells["比例15%"] == shortage[1]
    assert cells["比例15% 增减"] == (shortage[1] or 0) - (shortage[0] or 0)
    assert cells["排名择校"] == ""


def test_everybody_who_fares_otherwise_is_named(told: Comparison, sheets: dict[str, list[list[Any]]]) -> None:
    rows = sheets["得失名单"][2:]
    changed = [(row.name, one) for row in told.rows for one in row.result.changed]
    assert [(row[0], row[1]) for row in rows] == [(name, one.teacher_id) for name, one in changed]
    assert [row[2] for row in rows] == [told.people[one.teacher_id][0] for _, one in changed]
    assert all(isinstance(row[1], str) for row in rows)
    assert {row[5] for row in rows} == {"更好", "更差", "不同"}
    first, (_, one) = rows[0], changed[0]
    verb = "调往" if one.before.moves else "留在"
    assert first[7].startswith(verb + told.schools[one.before.school])


def test_the_sentences_the_page_withholds_stand_here(sheets: dict[str, list[list[Any]]]) -> None:
    assert any("赵文静（700000）" in str(row[5]) for row in sheets["情景"])
    assert any("赵文静（700000）" in str(row[1]) for row in sheets["规则价格"])


def test_groups_speak_the_language_of_the_book(sheets: dict[str, list[list[Any]]]) -> None:
    groups = [row[2] for row in sheets["得失分组"][1:]]
    assert "全部" in groups
    assert "all" not in groups


def test_flows_add_up_to_the_moves(told: Comparison, sheets: dict[str, list[list[Any]]]) -> None:
    head, *rows = sheets["流向"]
    for k, name in enumerate(head[2:], 2):
        moves = next(row.result.moves for row in told.rows if row.name == name)
        assert sum(row[k] for row in rows) == len(moves)


def test_a_bare_comparison_has_no_empty_frontier_and_speaks_english(tmp_path: Path) -> None:
    write_comparison_workbook(tmp_path / "a.xlsx", comparison([result("a", 0), result("b", 0, "failed")]), "en")
    assert list(read(tmp_path / "a.xlsx")) == [
        "notes", "side by side", "all figures", "scenarios", "gains by group", "who gains and loses", "flows",
    ]  # fmt: skip
