"""Runs in processes of their own: whatever a run does, it ends as a row, and nothing it started is left."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from benchmarks.generate import PRESETS, Recipe
from benchmarks.harness import instances
from benchmarks.harness.instances import InstanceError, Ready, ready
from benchmarks.harness.machine import commit, host, versions
from benchmarks.harness.rows import MOST_POINTS, Limits, Results, Row, TierRow, from_json, thinned, to_json, with_gaps
from benchmarks.harness.run import run_peer
from benchmarks.harness.spec import Spec
from benchmarks.harness.sweep import RESULTS, sweep
from benchmarks.harness.watch import Watched, watch
from benchmarks.peers.peer import Job, Peer
from benchmarks.peers.record import Point
from models.words import Text

MB = 2**20
EATS = "import time; held = bytearray(200 * 2**20); time.sleep(20)"
SLEEPS = "import time; time.sleep(20)"
RAISES = "raise ValueError('nothing to divide')"
BY_A_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
ANSWERS = """
import json, pathlib, sys
tier = {"goals": ["fill"], "value": 7, "bound": 7, "proven": True, "seconds": 0.5}
told = {"status": "optimal", "tiers": [tier], "moved": 3, "unplaced": 0, "breaches": {}, "verify": "passed"}
pathlib.Path(sys.argv[1], "answer.json").write_text(json.dumps(told))
lines = [{"phase": "build", "seconds": 0.001}, {"seconds": 0.4, "tier": 0, "value": 9, "bound": 5, "values": [9]}]
pathlib.Path(sys.argv[1], "trace.jsonl").write_text("".join(json.dumps(line) + "\\n" for line in lines))
"""
FINDS_AND_SLEEPS = ANSWERS + SLEEPS
LIMITS = Limits(seconds=1, wall=10, memory=100 * MB)


def run(code: str, folder: Path, *words: str, wall: float = 15, memory: int = 100 * MB) -> Watched:
    return watch([sys.executable, "-c", code, *words], folder, wall=wall, memory=memory)


def test_a_run_that_ends_is_done(tmp_path: Path) -> None:
    done = run("import time; time.sleep(0.6)", tmp_path)
    assert (done.ended, done.exit_code, done.error) == ("done", 0, "")
    assert 0.6 < done.seconds < 10
    assert MB < done.peak_process <= done.peak_tree < 100 * MB


def test_a_run_that_eats_memory_is_killed_for_it(tmp_path: Path) -> None:
    killed = run(EATS, tmp_path)
    assert (killed.ended, killed.exit_code) == ("memory", None)
    assert killed.peak_tree > 100 * MB
    assert killed.seconds < 10


def test_memory_is_that_of_all_processes_together(tmp_path: Path) -> None:
    killed = run(BY_A_CHILD, tmp_path, EATS)
    assert killed.ended == "memory"
    assert killed.peak_tree > killed.peak_process > 90 * MB


def test_a_run_that_sleeps_is_killed_at_the_wall(tmp_path: Path) -> None:
    killed = run(BY_A_CHILD, tmp_path, SLEEPS, wall=0.6)
    assert (killed.ended, killed.exit_code) == ("timeout", None)
    assert 0.6 <= killed.seconds < 5


def test_nothing_a_killed_run_started_is_left(tmp_path: Path) -> None:
    mark = f"{SLEEPS}  # {tmp_path.name}"
    run(BY_A_CHILD, tmp_path, mark, wall=0.6)
    left = [p for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or [])]
    assert not psutil.wait_procs(left, timeout=5)[1]  # what was killed may take a moment to be gone


@pytest.mark.parametrize(
    ("code", "ended", "error"),
    [
        (RAISES, "crash", "ValueError: nothing to divide"),
        ("raise SystemExit(3)", "crash", "exit code 3"),
        ("raise MemoryError", "memory", "MemoryError"),
        *([("import os; os.abort()", "crash", "killed by SIGABRT")] if os.name == "posix" else []),
    ],
)
def test_a_run_that_fails_says_why_in_a_line(code: str, ended: str, error: str, tmp_path: Path) -> None:
    failed = run(code, tmp_path)
    assert (failed.ended, failed.error) == (ended, error)


def peer(name: str, code: str) -> Peer:
    def command(job: Job) -> list[str]:
        return [sys.executable, "-c", code, str(job.folder)]

    return Peer(name, name, "solver", Text(name, name), command=command)


FAKES = {
    name: peer(name, code) for name, code in {"eats": EATS, "raises": RAISES, "sleeps": SLEEPS, "good": ANSWERS}.items()
}
SPEC = Spec("default", 40, 6, tuple(FAKES), LIMITS, {"sleeps": replace(LIMITS, wall=0.6)})
HERE = Ready(Path("district"), Path("policy.toml"), "0123abcd", {"open_pairs": 5})


def go(out: Path, *, specs: Sequence[Spec] = (SPEC,), again: bool = False) -> tuple[list[Row], list[str]]:
    begun: list[str] = []

    def tell(what: str, row: Row | None) -> None:
        if row is None:
            begun.append(what)

    def prepare(folder: Path, spec: Spec) -> Ready:
        if spec.movers == 41:
            raise InstanceError("no instance (crash): too few schools")
        return HERE

    return sweep("trial", specs, FAKES, out, again=again, tell=tell, prepare=prepare), begun


def test_a_sweep_goes_on_after_every_outcome_and_resumes(tmp_path: Path) -> None:
    rows, begun = go(tmp_path)
    outcomes = {row.peer: (row.outcome, row.status, row.failed) for row in rows}
    assert outcomes == {
        "eats": ("memory", None, False),
        "raises": ("crash", None, True),
        "sleeps": ("timeout", None, False),
        "good": ("done", "optimal", False),
    }
    assert len(begun) == 4
    good = next(row for row in rows if row.peer == "good")
    assert good.tiers == (TierRow(("fill",), 7, 7, True, 0.5),)
    assert good.trace == (Point(0.4, 0, 9, 5, (9,)),)
    assert good.phases == {"build": 0.001, "rest": pytest.approx(good.seconds - 0.001)}
    assert (good.suite, good.spec, good.hash, good.sizes) == ("trial", "default-40x6", "0123abcd", {"open_pairs": 5})
    assert good.versions["ortools"] == versions()["ortools"]
    assert good.host == host()
    assert (tmp_path / RESULTS).read_bytes().count(b"\n") == 4

    resumed, begun = go(tmp_path)
    assert begun == []
    assert resumed == rows
    (tmp_path / RESULTS).write_bytes((tmp_path / RESULTS).read_bytes()[:-40])  # went down while writing the last row
    _, begun = go(tmp_path)
    assert begun == ["default-40x6: good"]
    _, begun = go(tmp_path, specs=[replace(SPEC, peers=("good",))], again=True)
    assert begun == ["default-40x6: good"]
    assert len(Results(tmp_path / RESULTS).rows()) == 4
    _, begun = go(tmp_path, specs=[replace(SPEC, peers=("good",), limits=replace(LIMITS, seconds=2))])
    assert begun == ["default-40x6: good"]  # other limits are another question


def test_an_instance_that_cannot_be_drawn_is_a_row_for_every_peer(tmp_path: Path) -> None:
    bad = replace(SPEC, movers=41, peers=("good", "raises"))
    rows, _ = go(tmp_path, specs=[bad, replace(SPEC, peers=("good",))])
    assert [(row.outcome, row.error) for row in rows[:2]] == [("crash", "no instance (crash): too few schools")] * 2
    assert rows[2].status == "optimal"


def test_a_killed_run_keeps_what_it_had_found(tmp_path: Path) -> None:
    slow = peer("slow", FINDS_AND_SLEEPS)
    row = run_peer("trial", "a", slow, HERE, replace(LIMITS, wall=0.6), tmp_path / "run")
    assert row.outcome == "timeout"
    assert row.tiers == (TierRow((), 9, 5),)
    assert row.status is None


def test_a_run_that_cannot_be_started_is_a_row(tmp_path: Path) -> None:
    gone = Peer("gone", "gone", "solver", Text("", ""), command=lambda job: [str(tmp_path / "no-such-program")])
    rows = sweep("trial", [replace(SPEC, peers=("gone",))], {"gone": gone}, tmp_path, prepare=lambda *_: HERE)
    assert rows[0].outcome == "crash"
    assert rows[0].error.startswith("FileNotFoundError: ")


def row_of(peer: str, *tiers: TierRow, **more: object) -> Row:
    plain: dict[str, object] = {
        "suite": "trial", "spec": "a", "hash": "0123", "peer": peer, "limits": LIMITS, "outcome": "done",
        "seconds": 2.0,
    }  # fmt: skip
    return Row(**{**plain, "tiers": tiers, **more})  # type: ignore[arg-type]


def test_a_row_is_read_back_as_it_was_written() -> None:
    row = row_of(
        "x", TierRow(("fill", "choice"), 7, 5, False, 0.5, 0.25), phases={"build": 1.5}, breaches={"quotas": 2},
        trace=(Point(0.5, 0, 7, None, (7,)), Point(0.75, 0, 7, 5, None, True)), versions={"lungang": "1"}, commit="ab",
    )  # fmt: skip
    assert from_json(json.loads(json.dumps(to_json(row)))) == row
    assert from_json({**to_json(row), "of a later version": 1}) == row


def test_gaps_are_measured_against_our_bound_while_earlier_tiers_agree() -> None:
    ours = row_of(
        "lungang", TierRow(("place",), 0, 0, True), TierRow(("fill",), 9, 8), TierRow(("choice",), 5, 5, True)
    )
    same = row_of("x", TierRow(("place",), 0), TierRow(("fill",), 10), TierRow(("choice",), 3), verify="passed")
    gaps = [tier.gap for tier in with_gaps(same, ours).tiers]
    assert gaps == [0.0, pytest.approx(0.2), None]  # fill differs, so choice says nothing
    assert with_gaps(same, ours).contradiction == ""
    assert with_gaps(same, None) == same


def test_claims_that_cannot_both_be_right_are_told() -> None:
    ours = row_of("lungang", TierRow(("fill",), 9, 8))
    better = with_gaps(row_of("x", TierRow(("fill",), 7), verify="passed"), ours)
    assert better.contradiction == "a plan better than the bound: tier 1, 7 under 8"
    assert better.failed
    assert with_gaps(row_of("x", TierRow(("fill",), 7), verify="breaks rules"), ours).contradiction == ""
    boast = with_gaps(row_of("x", TierRow(("fill",), 12, 11)), ours)
    assert boast.contradiction == "a bound above a plan: tier 1, 11 over 9"
    assert not boast.failed  # ours is verified; the boast is the peer's


def test_tables_speak_of_the_last_row_on_the_last_instance(tmp_path: Path) -> None:
    results = Results(tmp_path / RESULTS)
    ours = row_of("lungang", TierRow(("fill",), 9, 9, True))
    for row in (
        ours,
        row_of("x", TierRow(("fill",), 12), hash="old"),
        row_of("y", TierRow(("fill",), 15), hash="old"),
        row_of("x", hash="", outcome="crash"),
        row_of("x", TierRow(("fill",), 10), versions={"lungang": "2"}),
        replace(ours, limits=replace(LIMITS, seconds=2)),
        row_of("z", hash="", outcome="crash"),
    ):
        results.append(row)
    told = [(row.peer, row.limits.seconds, [t.gap for t in row.tiers]) for row in results.current()]
    assert told == [("lungang", 1, [0.0]), ("x", 1, [0.1]), ("lungang", 2, [0.0]), ("z", 1, [])]
    assert len(results.rows()) == 7


def test_a_long_trace_is_thinned_but_keeps_the_ends_of_tiers() -> None:
    points = [Point(float(i), i // 1000, 5000 - i, 0, None, i % 1000 == 999) for i in range(5000)]
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS + 1
    assert [p for p in kept if p.done] == [p for p in points if p.done]
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert thinned(points[:9]) == tuple(points[:9])


def test_an_instance_is_drawn_once_and_again_when_a_byte_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = Recipe(movers=12, schools=4, seed=1, **PRESETS["core"])
    first = ready(tmp_path / "a", recipe)
    drawn = first.policy.stat().st_mtime_ns
    assert ready(tmp_path / "a", recipe) == first
    assert first.policy.stat().st_mtime_ns == drawn
    assert first.sizes["movers"] == 12
    first.policy.write_text(first.policy.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert ready(tmp_path / "a", recipe) == first
    assert "# changed" not in first.policy.read_text(encoding="utf-8")
    monkeypatch.setattr(instances, "_MEMORY", 1)
    with pytest.raises(InstanceError, match="memory"):
        ready(tmp_path / "b", recipe)


def test_what_a_figure_belongs_with_is_known() -> None:
    assert {"lungang", "python", "ortools", "numpy", "scipy", "pandas"} <= versions().keys()
    assert int(host()["cores"]) >= 1
    assert int(host()["memory"]) > MB
    assert commit() is None or len(str(commit())) >= 12
