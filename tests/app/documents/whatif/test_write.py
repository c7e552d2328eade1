"""What is written: each file whole or not at all, nothing else touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.documents.whatif import write
from app.documents.whatif.record import comparison_from
from app.documents.whatif.write import ReportError, write_comparison, write_sweep
from scenarios.whatif.comparison import Comparison
from tests.app.documents.whatif.made import four, sweep


@pytest.fixture(scope="module")
def told() -> Comparison:
    return four()


def test_a_comparison_is_three_files_beside_what_is_there(told: Comparison, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "results").mkdir()
    (folder / "report.html").write_text("old")
    written = write_comparison(folder, told, "zh")
    assert [path.name for path in written] == ["report.html", "comparison.xlsx", "comparison.json"]
    assert {path.name for path in folder.iterdir()} == {*(path.name for path in written), "results"}
    assert "交流比例" in written[0].read_text(encoding="utf-8")
    assert comparison_from(json.loads(written[2].read_text(encoding="utf-8"))) == told


def test_a_sweep_is_four_files(tmp_path: Path) -> None:
    written = write_sweep(tmp_path / "new" / "out", sweep({"比例": ("10%", "15%")}), "en")
    assert [path.name for path in written] == ["report.html", "sweep.xlsx", "sweep.csv", "sweep.json"]


def test_the_same_data_is_written_as_the_same_bytes(told: Comparison, tmp_path: Path) -> None:
    first, second = (write_comparison(tmp_path / name, told, "zh") for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_nothing_changes_where_a_file_cannot_be_made(
    told: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.html").write_text("old")

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(write, "write_comparison_workbook", fails)
    with pytest.raises(ReportError, match="disk full"):
        write_comparison(tmp_path, told, "zh")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "old"


def test_a_file_in_the_way_is_named(told: Comparison, tmp_path: Path) -> None:
    (tmp_path / "comparison.xlsx").mkdir()
    with pytest.raises(ReportError) as error:
        write_comparison(tmp_path, told, "zh")
    assert "comparison.xlsx" in error.value.text.zh
    assert "已更新" not in error.value.text.zh
    assert {path.name for path in tmp_path.iterdir()} == {"comparison.xlsx"}


def test_an_error_names_what_is_new_already(told: Comparison, tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(ReportError) as error:
        write_comparison(tmp_path, told, "zh")
    assert "已更新：comparison.xlsx。" in error.value.text.zh


def test_a_folder_that_is_a_file_is_refused(told: Comparison, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(ReportError):
        write_comparison(tmp_path / "out", told, "zh")
