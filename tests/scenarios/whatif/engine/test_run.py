"""Jobs in processes of this machine: each comes back, whatever happens to some, and none is done twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.whatif.engine.events import Event, Finished, Found, Places, Queued, Started, Told
from scenarios.whatif.engine.job import EngineError, Job
from scenarios.whatif.engine.place import Cluster, Local
from scenarios.whatif.engine.run import Ran, run
from scenarios.whatif.engine.store import Store
from tests.scenarios.whatif.engine.toy import BLOBS, COUNTY, DISTRICT, WORK, did, job, pids, results

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals")
TWO = Local(2, 1, cores=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "did").mkdir()
    return tmp_path / "did"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def go(jobs: list[Job], store: Store, place: Local = TWO) -> tuple[Ran, list[Event]]:
    events: list[Event] = []
    return run(jobs, BLOBS, WORK, store, place, events.append), events


def said(result: dict[str, Any]) -> str:
    assert result["status"] == "failed"
    [[zh, en]] = result["said"]
    assert zh
    assert zh != en
    return str(en)


def test_every_job_comes_back_and_is_kept(folder: Path, store: Store) -> None:
    jobs = [job(n, folder, inputs=COUNTY if n % 2 else DISTRICT) for n in range(6)]
    jobs += [job(6, folder, after="k1"), job(7, folder, after="k6")]
    ran, events = go(jobs, store)
    assert not ran.stopped
    assert {key: result["n"] for key, result in ran.results.items()} == results(jobs)
    assert {one.key: store.get(one.key) for one in jobs} == ran.results
    assert did(folder)["opened county"] <= 2
    assert did(folder)["opened district"] <= 2
    told = [event for event in events if isinstance(event, Told)]
    assert {event.job.key: event.told["value"] for event in told} == {f"k{n}": n for n in range(8)}
    for kind in (Queued, Started, Finished):
        assert sorted(event.job.key for event in events if isinstance(event, kind)) == sorted(one.key for one in jobs)
    assert Places(2) in events


def test_a_second_call_computes_only_what_is_new(folder: Path, store: Store) -> None:
    jobs = [job(n, folder, after="k0" if n else None) for n in range(3)]
    go(jobs, store)
    (store.folder / "k1.json").write_text('{"status": "optimal", "n"', encoding="utf-8")
    ran, events = go([*jobs, job(3, folder, after="k0")], store)
    assert did(folder) == {
        "ran 0": 1,
        "ran 1": 2,
        "ran 2": 1,
        "ran 3": 1,
        "opened county": did(folder)["opened county"],
    }
    assert {key: result["n"] for key, result in ran.results.items()} == {"k0": 0, "k1": 6, "k2": 12, "k3": 18}
    assert [event.job.key for event in events if isinstance(event, Found)] == ["k0", "k2"]
    assert store.get("k1") == ran.results["k1"]


def test_when_all_is_there_nothing_is_started(folder: Path, store: Store) -> None:
    go([job(1, folder)], store)
    ran, events = go([job(1, folder)], store)
    assert ran.results["k1"]["n"] == 6
    assert events == [Found(job(1, folder))]


def test_a_mishap_is_a_row_and_is_tried_again_by_a_second_call(folder: Path, store: Store) -> None:
    jobs = [
        job(0, folder, "raise no such school"),
        job(1, folder, "exit 3"),
        job(2, folder, "leave now"),
        job(3, folder, after="k0"),
        job(4, folder, after="k3"),
        job(5, folder),
    ]
    ran, events = go(jobs, store)
    assert "ValueError: no such school (toy.py:" in said(ran.results["k0"])
    assert "exit code 3" in said(ran.results["k1"])
    assert "SystemExit: now" in said(ran.results["k2"])
    assert "'job 0'" in said(ran.results["k3"])
    assert "'job 3'" in said(ran.results["k4"])
    assert ran.results["k5"]["n"] == 30
    assert [event.job.key for event in events if isinstance(event, Finished) and not event.failed] == ["k5"]
    done = did(folder)
    assert (done["ran 0"], done["ran 1"], done["ran 3"]) == (1, 2, 0)
    assert os.listdir(store.folder) == ["k5.json"]
    go(jobs, store)
    assert (did(folder)["ran 0"], did(folder)["ran 5"]) == (2, 1)


@POSIX
def test_a_job_whose_process_was_killed_once_is_done_by_a_fresh_one(folder: Path, store: Store) -> None:
    jobs = [job(1, folder, "die once"), job(2, folder, "die")]
    ran, events = go(jobs, store)
    assert ran.results["k1"]["n"] == 6
    assert len(pids(folder, 1)) == 2
    assert "SIGKILL" in said(ran.results["k2"])
    assert sum(isinstance(event, Started) for event in events) == 4


def test_what_a_job_prints_or_reads_or_starts_disturbs_nobody(
    folder: Path, store: Store, capfd: pytest.CaptureFixture[str]
) -> None:
    ran, _ = go([job(1, folder, "print"), job(2, folder, "print and read"), job(3, folder, "family")], store)
    assert (ran.results["k1"]["n"], ran.results["k3"]["n"]) == (6, 18)
    assert "EOFError" in said(ran.results["k2"])
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_sent_or_is_no_result_fails_alone(folder: Path, store: Store) -> None:
    unsendable = Job("lambda", "lambda", "", COUNTY, lambda: None)
    unreadable = Job("short", "short", "", COUNTY, (1,))
    ran, _ = go([unsendable, unreadable, job(1, folder)], store)
    assert "lambda" in said(ran.results["lambda"])
    assert "ValueError" in said(ran.results["short"])
    assert ran.results["k1"]["n"] == 6


def test_a_station_goes_on_with_the_district_it_has_open(folder: Path, store: Store) -> None:
    jobs = [job(n, folder, inputs=COUNTY if n % 2 else DISTRICT) for n in range(6)]
    _, events = go(jobs, store, Local(1, 1, cores=2))
    assert [event.job.key for event in events if isinstance(event, Started)] == ["k0", "k2", "k4", "k1", "k3", "k5"]


def test_a_baseline_alone_is_lent_every_thread(folder: Path, store: Store) -> None:
    jobs = [job(0, folder, "threads"), *(job(n, folder, "threads", after="k0") for n in (1, 2, 3))]
    ran, _ = go(jobs, store, Local(2, 2, cores=4))
    assert [ran.results[one.key]["threads"] for one in jobs] == [4, 2, 2, 2]


def test_jobs_that_contradict_each_other_are_refused_all_at_once(folder: Path, store: Store) -> None:
    jobs = [
        job(1, folder), job(1, folder), job(2, folder, inputs="none"), job(3, folder, after="k9"),
        job(4, folder, after="k5"), job(5, folder, after="k4"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match=r"k1.*job 2: no blob none.*k3 comes after k9.*wait for each other"):
        go(jobs, store)
    assert did(folder) == {}


def test_without_the_package_a_cluster_says_what_to_install(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("dask", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("cluster", "at_worker"):
        monkeypatch.delitem(sys.modules, f"scenarios.whatif.engine.{name}", raising=False)
    with pytest.raises(EngineError, match=re.escape("pip install lungang[cluster]")):
        run([job(1, folder)], BLOBS, WORK, store, Cluster("tcp://127.0.0.1:9"))
    go([job(1, folder)], store)  # and nothing else needs it


SCRIPT = """
import sys
from pathlib import Path
from scenarios.whatif.engine.events import Finished
from scenarios.whatif.engine.place import Local
from scenarios.whatif.engine.run import run
from scenarios.whatif.engine.store import Store
from tests.scenarios.whatif.engine.toy import BLOBS, WORK, job

folder = Path(sys.argv[1])
jobs = [job(1, folder), job(2, folder, "sleep 600"), job(3, folder, "sleep 600", after="k1")]
jobs.append(job(4, folder, after="k3"))
ran = run(jobs, BLOBS, WORK, Store(folder / "store"), Local(2, 1, cores=2))
print(ran.stopped, dict(ran.results))
"""


def begun(folder: Path) -> tuple[subprocess.Popen[str], list[int]]:
    """Start a run that hangs in two jobs, in a group of its own as a terminal would."""
    command = [sys.executable, "-c", SCRIPT, str(folder)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True, env={**os.environ, "PYTHONPATH": "."}
    )
    until(lambda: did(folder)["ran 2"] + did(folder)["ran 3"] == 2)
    return process, sorted(pids(folder, 2) | pids(folder, 3))


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")  # one that ended and that nobody waits for is gone, too
    return state.exists() and ") Z " in state.read_text()


@POSIX
def test_ctrl_c_ends_what_runs_and_brings_back_what_is_finished(folder: Path) -> None:
    process, running = begun(folder)
    with process:
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert out == "True {'k1': {'status': 'optimal', 'n': 6}}\n"
    assert process.returncode == 0
    until(lambda: all(gone(pid) for pid in running))


@POSIX
def test_no_job_outlives_a_run_that_was_killed(folder: Path) -> None:
    process, running = begun(folder)
    with process:
        process.kill()
    until(lambda: all(gone(pid) for pid in running))
