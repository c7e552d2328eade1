"""`sweep` as a planner runs it: counties by the handful, a grid over them, and one county that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import app.what_if
from models.words import Text
from scenarios.whatif.engine.job import EngineError, Job
from scenarios.whatif.engine.run import Ran, run
from tests.app.command import call
from tests.app.commands.counties import POLICY, SCHOOLS, record, rows, write_counties, write_county

FILES = {"report.html", "sweep.xlsx", "sweep.csv", "sweep.json", "results"}
NAMES = ["基线", *(f"人数 {most}，编制 {more}" for most in (1, 2) for more in ("0", "+2"))]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two counties, a twin of the first, and one without tables, swept: the what-if file, the report in `out`."""
    path = write_counties(tmp_path_factory.mktemp("swept"), {"甲县": 1, "乙县": 3, "甲县的副本": 1}, [1, 2], [0, 2])
    (path.parent / "counties" / "空县").mkdir()
    done = call("sweep", path, "--out", path.parent / "out", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "空县" in done.output
    assert "0 scenarios without a plan, 5 failed; the report says why." in done.output
    return path


def test_every_county_and_scenario_is_a_row(swept: Path) -> None:
    out = swept.parent / "out"
    assert {path.name for path in out.iterdir()} == FILES
    told = rows(out)
    assert {(row["district"], row["scenario"]) for row in told} == {
        (county, name) for county in ("甲县", "乙县", "甲县的副本", "空县") for name in NAMES
    }
    assert len(told) == 4 * len(NAMES)
    assert {row["status"] for row in told} == {"optimal", "failed"}
    assert {row["district"] for row in told if row["status"] == "failed"} == {"空县"}
    fill = {(row["district"], row["人数"]): row["goal:fill"] for row in told if row["编制"] != "+2"}
    assert (fill["甲县", "1"], fill["甲县", "2"], fill["乙县", ""]) == ("1", "0", "4")


def test_twins_are_computed_once_and_a_second_run_computes_nothing(swept: Path) -> None:
    out = swept.parent / "out"
    made, before = record(out, "sweep.json")["made"], rows(out)
    assert made["computed"] == 2 * 4  # the point of the grid that is the baseline's own is not computed twice
    assert call("sweep", swept, "--out", out, "--lang", "zh").exit_code == 0
    again = record(out, "sweep.json")["made"]
    assert (again["computed"], again["found"]) == (0, made["computed"])
    assert rows(out) == before


def test_a_policy_no_county_can_have_is_refused_before_anything_runs(tmp_path: Path) -> None:
    path = write_counties(tmp_path, {"甲县": 1, "乙县": 2}, [1, 2], [0, 2])
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("values = [1, 2]", 'values = [1, "x", -4]'), encoding="utf-8")
    done = call("sweep", path, "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 2
    assert '"x"' in done.output
    assert "-4" in done.output
    assert not (tmp_path / "out").exists()


def test_what_fits_one_county_only_fails_in_the_other(tmp_path: Path) -> None:
    path = write_counties(tmp_path, {"甲县": 1, "乙县": 2}, [1, 2], [0, 2])
    schools = tmp_path / "counties" / "乙县" / "学校表.csv"
    schools.write_text(SCHOOLS + "E,镇一,南,5\n", encoding="utf-8")
    text = path.read_text(encoding="utf-8").split("[[grids]]")[0]
    path.write_text(text + '[[scenarios]]\nname = "停办镇一"\n[[scenarios.facts]]\nclose = "E"\n', encoding="utf-8")
    done = call("sweep", path, "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 0, done.output
    found = {(row["district"], row["scenario"]): row["status"] for row in rows(tmp_path / "out")}
    assert found == {
        ("甲县", "基线"): "optimal", ("甲县", "停办镇一"): "failed", ("乙县", "基线"): "optimal",
        ("乙县", "停办镇一"): "optimal",
    }  # fmt: skip
    [failed] = [row for row in record(tmp_path / "out", "sweep.json")["rows"] if row["result"]["status"] == "failed"]
    assert '"E"' in failed["result"]["said"][0]["en"]


def test_where_no_county_has_a_plan_it_ends_with_3(tmp_path: Path) -> None:
    path = write_counties(tmp_path, {"甲县": 1}, [1, 2], [0])
    (tmp_path / "policy.toml").write_text(POLICY + '[[rules.quotas]]\nname = "至少"\nmin = 9\n', encoding="utf-8")
    done = call("sweep", path, "--out", tmp_path / "out", "--lang", "zh")
    assert done.exit_code == 3, done.output
    assert "3个情景没有方案，0个没有算成" in done.output


def test_counties_none_of_which_can_be_used_end_with_2(tmp_path: Path) -> None:
    path = write_counties(tmp_path, {}, [1], [0])
    for name in ("空县", "无县"):
        (tmp_path / "counties" / name).mkdir(parents=True)
    done = call("sweep", path, "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 2
    assert "空县" in done.output
    assert "无县" in done.output
    assert not (tmp_path / "out").exists()


def test_a_cluster_nobody_answers_at_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_county(tmp_path / "counties" / "甲县")
    path = write_counties(tmp_path, {}, [1], [0])
    done = call("sweep", path, "--out", tmp_path / "out", "--cluster", "nonsense://x", "--lang", "en")
    assert done.exit_code == 2
    assert "nonsense://x" in done.output
    assert not (tmp_path / "out" / "sweep.csv").exists()


@pytest.mark.parametrize("before", [1, 0], ids=["in the middle", "at once"])
def test_a_place_that_goes_away_keeps_what_was_finished(
    before: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_counties(tmp_path, {"甲县": 1}, [1, 2], [0, 2])

    def gone(jobs: Sequence[Job], *others: Any) -> Ran:
        if before:
            run(jobs[:before], *others)
        raise EngineError([Text("调度器没了", "the scheduler is gone")])

    monkeypatch.setattr(app.what_if, "run", gone)
    done = call("sweep", path, "--out", tmp_path / "out", "--lang", "en")
    assert "the scheduler is gone" in done.output
    if not before:
        assert done.exit_code == 2
        assert not (tmp_path / "out" / "report.html").exists()
        return
    assert done.exit_code == 0, done.output
    assert "Stopped, 3 scenarios not computed yet" in done.output  # the fourth point is the baseline's own
    assert {(row["scenario"] == NAMES[0] or row["人数"] == "2", row["status"]) for row in rows(tmp_path / "out")} >= {
        (True, "optimal"), (False, "not-computed"),
    }  # fmt: skip


def test_an_answer_somebody_changed_is_a_row_that_says_so(tmp_path: Path) -> None:
    path = write_counties(tmp_path, {"甲县": 1}, [1], [0])
    call("sweep", path, "--out", tmp_path / "out")
    for answer in (tmp_path / "out" / "results").glob("*.json"):
        answer.write_text(answer.read_text(encoding="utf-8").replace('"moves"', '"movse"'), encoding="utf-8")
    done = call("sweep", path, "--out", tmp_path / "out", "--lang", "en")
    assert {row["status"] for row in rows(tmp_path / "out")} == {"failed"}
    assert "delete this result and compute it again" in rows(tmp_path / "out")[0]["reason"]
    assert done.exit_code == 4


def test_districts_go_by_their_folders_names(tmp_path: Path) -> None:
    folders = [tmp_path / "甲" / "2026.1", tmp_path / "乙" / "2026.1", tmp_path / "2026.2"]
    for folder in folders:
        folder.mkdir(parents=True)
    (tmp_path / "丙.xlsx").touch()
    assert list(app.what_if.named([folders[0], folders[2], tmp_path / "丙.xlsx"])) == ["2026.1", "2026.2", "丙"]
    assert list(app.what_if.named(folders[:2])) == ["甲/2026.1", "乙/2026.1"]


def test_a_policy_with_a_fault_is_told_once_for_all_districts(tmp_path: Path) -> None:
    path = write_counties(tmp_path, {"甲县": 1, "乙县": 2}, [1], [0])
    (tmp_path / "policy.toml").write_text(POLICY + "\n[rules.nonsense]\n", encoding="utf-8")
    done = call("sweep", path, "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 2
    assert done.output.count("nonsense") == 1
