"""`lungang bench` and `solve --trace` as somebody at a terminal meets them."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import group
from app.trace import Trace
from benchmarks.harness.rows import Results
from benchmarks.peers.record import read_trace
from benchmarks.peers.registry import PEERS
from benchmarks.suites import SUITES
from models.case import Case
from optimizer.events import Settings
from optimizer.solve import Progress, solve
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from tests.models.micro import district, policy

SMALLEST = "core-60x8"


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(group, [str(w) for w in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_smallest_spec_is_measured_verified_drawn_and_not_measured_again(tmp_path: Path) -> None:
    asked = ("bench", "--suite", "smoke", "--only", SMALLEST, "--out", tmp_path)
    first = run(*asked, "--lang", "en")
    assert first.exit_code == 0, first.output
    assert f"{SMALLEST}, every tier proven, and verified: met, 2 of 2 tiers, verify passed" in first.output
    rows = {row.peer: row for row in Results(tmp_path / "results.jsonl").rows()}
    ours, flow = rows["lungang"], rows["flow"]
    assert (ours.outcome, ours.status, ours.verify) == ("done", "optimal", "passed")
    assert [t.value for t in ours.tiers] == [t.value for t in flow.tiers] == [t.bound for t in flow.tiers]
    assert ours.peak_tree > ours.peak_process > 0
    assert ours.trace
    assert ours.sizes["open_pairs"] > 60
    for name in ("table.csv", "table.md", "plots/cactus.png", f"plots/values-{SMALLEST}.svg"):
        assert (tmp_path / name).stat().st_size > 0
    lines = (tmp_path / "results.jsonl").read_bytes()
    shutil.rmtree(tmp_path / "plots")
    second = run(*asked, "--lang", "zh")
    assert second.exit_code == 0
    assert "达到" in second.output
    assert (tmp_path / "results.jsonl").read_bytes() == lines
    assert (tmp_path / "plots" / "cactus.svg").exists()


def test_a_missed_target_and_a_crash_end_with_1(tmp_path: Path) -> None:
    asked = ("bench", "--suite", "smoke", "--only", SMALLEST, "--out", tmp_path, "--plot-only", "--lang", "en")
    unmeasured = run(*asked)
    assert unmeasured.exit_code == 0
    assert "not measured" in unmeasured.output
    spec = next(spec for spec in SUITES["smoke"] if spec.name == SMALLEST)
    lost = {
        "suite": "smoke", "spec": SMALLEST, "hash": "0", "peer": "lungang", "outcome": "timeout", "seconds": 9.0,
        "limits": vars(spec.limits), "tiers": [], "trace": [],
    }  # fmt: skip
    (tmp_path / "results.jsonl").write_text(json.dumps(lost) + "\n", encoding="utf-8")
    missed = run(*asked)
    assert missed.exit_code == 1
    assert "missed, no result (timeout)" in missed.output
    crashed = {**lost, "peer": "flow", "outcome": "crash", "error": "ValueError: no"}
    (tmp_path / "results.jsonl").write_text(json.dumps(crashed) + "\n", encoding="utf-8")
    wrong = run(*asked)
    assert wrong.exit_code == 1
    assert f"wrong: {SMALLEST}, flow: ValueError: no" in wrong.output
    assert run(*asked, "--peer", "lungang").exit_code == 0  # who was not asked for is not judged


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_names_every_suite_spec_and_peer(lang: str) -> None:
    told = run("bench", "--list", "--lang", lang)
    assert told.exit_code == 0
    names = [*SUITES, *PEERS, *(spec.name for specs in SUITES.values() for spec in specs)]
    assert [name for name in names if name not in told.output] == []
    assert ("对比方法" in told.output) == (lang == "zh")


def test_what_is_asked_wrongly_is_told(tmp_path: Path) -> None:
    assert run("bench", "--out", tmp_path).exit_code == 2
    assert run("bench", "--suite", "smoke").exit_code == 2
    unknown = run("bench", "--suite", "smoke", "--only", "core-1x1", "--out", tmp_path, "--lang", "en")
    assert unknown.exit_code == 2
    assert "smoke has no core-1x1 but default-60x8" in unknown.output


def test_the_trace_tells_each_piece_of_news_once(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    progress = Progress(({"fill": 1}, {"choice": 1}))
    with Trace(path) as trace:
        for value, bound in ((None, 0), (9, 0), (9, 0), (9, 4), (4, 4)):
            progress.value, progress.bound = value, bound
            trace.note(progress)
    points = read_trace(path).points
    assert [(p.tier, p.value, p.bound) for p in points] == [(0, 9, 0), (0, 9, 4), (0, 4, 4)]


def test_the_trace_of_a_solve_ends_each_tier_as_the_solve_did(tmp_path: Path) -> None:
    case = Case(district(["A", "B", "C"], ["t1@A", "t2@B", "t3@C"]), policy(tiers=["fill", "moves"]))
    with Trace(tmp_path / "trace.jsonl") as trace:
        outcome = solve(case, Settings(workers=1), trace.note)
    points = read_trace(tmp_path / "trace.jsonl").points
    ended = [(p.value, p.bound) for p in points if p.done]
    assert ended == [(t.value, t.bound) for t in outcome.tiers]
    assert [p.tier for p in points] == sorted(p.tier for p in points)
    assert all(a.seconds <= b.seconds for a, b in pairwise(points))


def test_a_trace_is_refused_where_it_would_be_lost_or_cost_something(tmp_path: Path) -> None:
    solve = ("solve", DEMO_DISTRICT, "--policy", DEMO_POLICY, "--out", tmp_path / "plan", "--lang", "en", "--trace")
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    for path, said in (
        (taken, "exists and is not overwritten"),
        (tmp_path / "plan" / "trace", "lies in the plan folder"),
        (tmp_path / "nowhere" / "trace", "cannot write"),
    ):
        refused = run(*solve, path)
        assert (refused.exit_code, said in refused.output) == (2, True), refused.output
    assert taken.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "plan").exists()
