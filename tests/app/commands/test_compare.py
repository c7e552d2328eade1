"""`compare` as a planner runs it: the questions that ship, faults, folders, and what a second run computes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.what_if_inputs import folder_names
from models.intake.read import read_district
from models.plan_file import read_moves
from scenarios.examples import HERE
from scenarios.whatif.engine.place import cores
from tests.app.command import call
from tests.app.commands.counties import POLICY, WHAT_IF, line, record, write_study

ROOT = Path(__file__).parents[3]
REPORT = {"report.html", "comparison.xlsx", "comparison.json", "results"}


@pytest.fixture(scope="module")
def modes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The third example by its name, its inputs kept."""
    out = tmp_path_factory.mktemp("modes") / "out"
    done = call("compare", "modes", "--out", out, "--inputs", "--lang", "zh")
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small county compared: the what-if file, its report beside it in `out`."""
    path = write_study(tmp_path_factory.mktemp("study"))
    done = call("compare", path, "--out", path.parent / "out", "--lang", "en")
    assert done.exit_code == 0, done.output
    return path


def test_who_chooses_is_answered(modes: Path) -> None:
    assert {path.name for path in modes.iterdir()} == REPORT | {"scenarios"}
    assert line(modes, "choice") == [34, 41, 57]
    assert line(modes, "unplaced") == [6, 6, 6]
    assert [row["result"]["status"] for row in record(modes)["rows"]] == ["optimal"] * 3
    page = (modes / "report.html").read_text(encoding="utf-8")
    assert "教育局统筹安排、教师按排名择校、教师与学校双向选择，谁得谁失？" in page
    assert "按排名择校" in page
    assert load_workbook(modes / "comparison.xlsx").sheetnames


def test_pool_or_chain_is_answered_in_english_too(tmp_path: Path) -> None:
    done = call("compare", "release", "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert line(tmp_path / "out", "unplaced") == [6, 8]
    front = record(tmp_path / "out")["frontier"]
    assert front["held"] == ["place"]
    assert [front["points"][at]["first"] for at in (0, -1)] == [34, 216]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "one by one, and at each post every departure comes before any arrival" in page


def shortened(folder: Path) -> Path:
    """Write the first example without its frontier and prices, which take longest."""
    text = (HERE / "share.toml").read_text(encoding="utf-8")
    text = text.replace('"share-policy.toml"', f'"{(HERE / "share-policy.toml").as_posix()}"\nprices = false')
    kept = [words for words in text.splitlines() if not words.startswith("frontier")]
    path = folder / "share.toml"
    path.write_text("\n".join(kept), encoding="utf-8")
    return path


def test_what_a_share_costs_and_buys_is_answered_and_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    what, out = shortened(tmp_path), tmp_path / "out"
    words = [sys.executable, "-m", "app.start", "compare", str(what), "--out", str(out), "--lang", "en"]
    began = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=ROOT, env=began, stderr=subprocess.PIPE, start_new_session=True) as process:
        until(lambda: any((out / "results").glob("*.json")))
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said.decode()
    assert "not computed yet; the same command computes what is missing." in said.decode()
    found = len(list((out / "results").glob("*.json")))
    rows = record(out)["rows"]
    assert sum(row["result"]["status"] == "optimal" for row in rows) == found == record(out)["made"]["computed"]
    assert {row["result"]["status"] for row in rows} == {"optimal", "unknown"}
    done = call("compare", what, "--out", out, "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert (record(out)["made"]["found"], record(out)["made"]["computed"]) == (found, 3 - found)
    assert [line(out, key) for key in ("moved", "shortage")] == [[64, 95, 127], [68, 37, 32]]


def until(holds: Callable[[], bool], seconds: float = 90) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_every_scenario_solved_by_itself_is_the_plan_of_the_comparison(modes: Path, tmp_path: Path) -> None:
    for number, row in enumerate(record(modes)["rows"]):
        folder, plan = modes / "scenarios" / row["name"], tmp_path / str(number)
        done = call("solve", folder / "district", "--policy", folder / "policy.toml", "--out", plan, "--lang", "en")
        assert done.exit_code == 0, done.output
        district = read_district(folder / "district").district
        assert district is not None
        moves, _ = read_moves(plan / "moves.csv", district)
        assert moves is not None
        assert [move._asdict() for move in moves.moves] == row["result"]["moves"], row["name"]


def test_a_small_county_is_told_to_the_last_figure(study: Path) -> None:
    out = study.parent / "out"
    told = record(out)
    assert [row["name"] for row in told["rows"]] == ["至多2人", "至多3人", "停办乡二"]
    assert line(out, "moved")[:2] == [2, 3]
    assert line(out, "fill")[:2] == [2, 1]
    [quotas] = [price for price in told["prices"] if price["rule"] == "quotas"]
    assert (quotas["goal"], quotas["promised"], quotas["after"][0], quotas["proven"]) == ("fill", 1, 1, True)
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "at most 3" in text


def test_a_second_run_computes_only_what_is_new(study: Path) -> None:
    out = study.parent / "out"
    before, answers = record(out), record(out)["made"]["computed"]
    assert call("compare", study, "--out", out, "--lang", "en").exit_code == 0
    again = record(out)
    assert (again["made"]["computed"], again["made"]["found"]) == (0, answers)
    assert {**again, "made": None} == {**before, "made": None}
    more = WHAT_IF + '\n[[scenarios]]\nname = "改了名的"\nset = { "rules.quotas.至多.max" = 4 }\n'
    study.write_text(more.replace("至多3人", "三人"), encoding="utf-8")
    assert call("compare", study, "--out", out, "--lang", "en").exit_code == 0
    assert (record(out)["made"]["computed"], record(out)["made"]["found"]) == (1, answers)
    roster = study.parent / "县" / "教师花名册.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("教师1", "教师甲"), encoding="utf-8")
    study.write_text(WHAT_IF, encoding="utf-8")
    assert call("compare", study, "--out", out, "--lang", "en").exit_code == 0
    assert (record(out)["made"]["computed"], record(out)["made"]["found"]) == (answers, 0)


def test_everything_wrong_is_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    wrong = """
title = "错"
district = "县"
policy = "policy.toml"
frontier = ["fill", "fil"]
prices = ["quota"]
[[scenarios]]
name = "一"
set = { "rules.quotas.没有.max" = 3 }
[[scenarios]]
name = "一"
"""
    done = call("compare", write_study(tmp_path, wrong), "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 2
    for said in ('"fil"', '"quota"', "one name", "changes nothing"):
        assert said in done.output, said
    wrong = """
title = "错"
district = "县"
policy = "policy.toml"
[[scenarios]]
name = "一"
set = { "rules.quotas.没有.max" = 3 }
[[scenarios]]
name = "二"
[[scenarios.facts]]
close = "Z"
[[scenarios]]
name = "三"
[[scenarios.facts]]
table = "posts"
column = "required"
where = { subject = "体育" }
add = 1
"""
    done = call("compare", write_study(tmp_path, wrong), "--out", tmp_path / "out", "--lang", "zh")
    assert done.exit_code == 2
    for said in ("“没有”", "Z", "第1项“一”", "第2项“二”", "第3项“三”", "“体育”"):
        assert said in done.output, said
    (tmp_path / "县" / "学校表.csv").write_text("学校代码,学校名称,编制数\nA,城一,x\n", encoding="utf-8")
    done = call("compare", write_study(tmp_path), "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 2
    assert "学校表.csv" in done.output
    assert not (tmp_path / "out").exists()


def only(name: str, least: int) -> str:
    """Return a what-if file of one scenario, in which at least so many move."""
    told = f'name = "{name}"\nset = {{ "rules.quotas.至多.min" = {least} }}\n'
    return WHAT_IF.split("[[scenarios]]")[0] + "[[scenarios]]\n" + told


IMPOSSIBLE = POLICY.replace("max = 2", "min = 9")


def test_where_nothing_has_a_plan_it_ends_with_3_and_the_reason(tmp_path: Path) -> None:
    done = call(
        "compare", write_study(tmp_path, only("至少8人", 8), IMPOSSIBLE), "--out", tmp_path / "out", "--lang", "en"
    )
    assert done.exit_code == 3
    assert "2 scenarios without a plan, 0 failed" in done.output
    assert [row["result"]["status"] for row in record(tmp_path / "out")["rows"]] == ["infeasible"] * 2
    assert record(tmp_path / "out")["prices"] == []


def test_an_impossible_baseline_is_no_end_of_its_scenarios(tmp_path: Path) -> None:
    done = call(
        "compare", write_study(tmp_path, only("至少2人", 2), IMPOSSIBLE), "--out", tmp_path / "out", "--lang", "zh"
    )
    assert done.exit_code == 0, done.output
    assert "1个情景没有方案，0个没有算成" in done.output
    assert [row["result"]["status"] for row in record(tmp_path / "out")["rows"]] == ["infeasible", "optimal"]
    assert record(tmp_path / "out")["groups"] == {}


def test_who_chose_first_is_compared_without_prices_or_frontier(tmp_path: Path) -> None:
    chosen = WHAT_IF.replace('baseline = "至多2人"', 'frontier = ["fill", "choice"]')
    path = write_study(tmp_path, chosen, 'mode = "rank-order"\n' + POLICY)
    done = call("compare", path, "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 0, done.output
    told = record(tmp_path / "out")
    assert (told["prices"], told["frontier"]) == ([], None)
    assert [row["result"]["status"] for row in told["rows"]] == ["optimal"] * 3
    assert told["groups"]


def test_without_time_there_is_no_plan_of_who_chooses_first(tmp_path: Path) -> None:
    path = write_study(tmp_path, only("至少1人", 1), 'mode = "rank-order"\n' + POLICY)
    done = call("compare", path, "--out", tmp_path / "out", "--time-limit", "0.000001", "--lang", "en")
    assert done.exit_code == 4, done.output
    assert {row["result"]["status"] for row in record(tmp_path / "out")["rows"]} == {"unknown"}


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    for out in ("file", "full", "县", "县/out"):
        done = call("compare", path, "--out", tmp_path / out, "--lang", "en")
        assert done.exit_code == 2, out
        assert out.split("/")[0] in done.output
    assert {p.name for p in (tmp_path / "full").iterdir()} == {"mine.txt"}
    assert not (tmp_path / "县" / "out").exists()


def test_more_than_the_machine_has_is_refused(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    for words in (["--jobs", str(cores() + 1)], ["--jobs", str(cores()), "--workers", "2"]):
        done = call("compare", path, "--out", tmp_path / "out", *words, "--lang", "en")
        assert done.exit_code == 2, words
        assert f"the {cores()} cores of this machine" in done.output
    assert not (tmp_path / "out").exists()


def test_several_districts_are_for_sweep(tmp_path: Path) -> None:
    path = write_study(tmp_path, WHAT_IF.replace('district = "县"', 'districts = ["县", "县2"]'))
    (tmp_path / "县2").mkdir()
    done = call("compare", path, "--out", tmp_path / "out", "--lang", "en")
    assert done.exit_code == 2
    assert "sweep" in done.output


def test_folders_of_scenarios_never_fall_together() -> None:
    names = ["基线", "a/b", "a_b", "A_B", "...", "长" * 200, "长" * 201, "CON:"]
    found = folder_names(names)
    assert list(found) == names
    assert len({one.casefold() for one in found.values()}) == len(names)
    assert all(len(one.encode()) < 255 for one in found.values())
    assert (found["基线"], found["a/b"], found["..."]) == ("基线", "a_b", "_")
