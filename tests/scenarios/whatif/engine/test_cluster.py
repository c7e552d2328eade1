"""The same jobs on a cluster: a real scheduler, real workers, some of which are killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from scenarios.whatif.engine.at_worker import literal
from scenarios.whatif.engine.events import Event, Finished, Started, Told
from scenarios.whatif.engine.job import EngineError, Job
from scenarios.whatif.engine.place import Cluster, Local
from scenarios.whatif.engine.run import run
from scenarios.whatif.engine.store import Store
from tests.scenarios.whatif.engine.test_run import POSIX, gone, until
from tests.scenarios.whatif.engine.toy import BLOBS, COUNTY, DISTRICT, WORK, did, job, pids, results

pytestmark = POSIX
ROOT = Path(__file__).parents[4]
ONCE = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
"""A job is given up when a second worker dies of it: killing four takes the test too long."""


def started(module: str, *words: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
    """Start a process of Dask that finds this program, as an installed one would."""
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{module}", *words, "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **ONCE, "PYTHONPATH": str(path)},
        cwd=path,
    )


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("scheduler") / "file.json"
    with started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)) as process:
        until(file.exists)
        until(lambda: bool(file.read_text()))
        yield json.loads(file.read_text())["address"]
        process.terminate()


@pytest.fixture(scope="module")
def address(scheduler: str) -> Iterator[str]:
    """The address of a scheduler with three workers, each started again when it dies."""
    with started("worker", scheduler, "--nworkers", "3", "--nthreads", "1", "--host", "127.0.0.1") as process:
        with Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(3, timeout=30)
        yield scheduler
        process.terminate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "did").mkdir()
    return tmp_path / "did"


def test_a_cluster_comes_to_what_one_machine_comes_to(address: str, folder: Path, tmp_path: Path) -> None:
    whats = {4: "raise no such school", 5: "family", 6: "die once"}
    jobs = [job(n, folder, whats.get(n, ""), inputs=COUNTY if n % 3 else DISTRICT) for n in range(9)]
    jobs += [job(9, folder, after="k1"), job(10, folder, after="k9"), job(11, folder, after="k4")]
    events: list[Event] = []
    there = run(jobs, BLOBS, WORK, Store(tmp_path / "there"), Cluster(address), events.append)
    assert did(folder)["opened county"] <= 3 + 1  # once a station, and a fresh one for the job that kills its own
    here = run(jobs, BLOBS, WORK, Store(tmp_path / "here"), Local(2, 1, cores=2))
    assert there == here
    assert {k: r["n"] for k, r in there.results.items() if "n" in r} == {
        k: n for k, n in results(jobs).items() if k not in ("k4", "k11")
    }
    assert sorted(os.listdir(tmp_path / "there")) == sorted(os.listdir(tmp_path / "here"))
    assert len({event.where for event in events if isinstance(event, Started)}) > 1
    assert {e.job.key for e in events if isinstance(e, Told)} >= {"k1", "k2", "k10"}
    before = did(folder)
    again = run(jobs, BLOBS, WORK, Store(tmp_path / "there"), Cluster(address))
    assert again == here
    assert did(folder) - before == {"ran 4": 1} | {k: 1 for k in did(folder) - before if k.startswith("opened")}


def test_inputs_and_a_baseline_are_shipped_once(
    address: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped: list[object] = []
    submit = Client.submit

    def counted(self: Client, task: Callable[..., Any], *words: Any, **more: Any) -> Any:
        if task is literal:
            shipped.append(words[0])
        return submit(self, task, *words, **more)

    monkeypatch.setattr(Client, "submit", counted)
    jobs = [job(1, folder), *(job(n, folder, after="k1") for n in range(2, 12)), job(12, folder, inputs=DISTRICT)]
    ran = run(jobs, BLOBS, WORK, Store(tmp_path), Cluster(address))
    assert sorted(map(str, shipped)) == ["b'county'", "b'district'", '{"status": "optimal", "n": 6}']
    assert {key: result["n"] for key, result in ran.results.items()} == results(jobs)


def test_inputs_of_any_size_are_sent_without_a_warning(address: str, folder: Path, tmp_path: Path) -> None:
    large = {"large": b"x" * 20_000_000}
    ran = run([Job("k", "k", "", "large", (1, str(folder), ""))], large, WORK, Store(tmp_path), Cluster(address))
    assert ran.results["k"]["n"] == 20_000_000


def test_a_worker_killed_in_the_middle_costs_nothing_but_time(address: str, folder: Path, tmp_path: Path) -> None:
    jobs = [job(0, folder), *(job(n, folder, "sleep 0.3", after="k0") for n in range(1, 13))]
    killed: list[int] = []

    def kill(event: Event) -> None:
        if isinstance(event, Told) and event.job.key == "k5" and not killed:
            [station] = pids(folder, 5)
            [worker] = parents(station)
            os.kill(worker, signal.SIGKILL)
            killed.extend([station, worker])

    ran = run(jobs, BLOBS, WORK, Store(tmp_path / "store"), Cluster(address), kill)
    assert {key: result["n"] for key, result in ran.results.items()} == results(jobs)
    assert killed
    assert did(folder)["ran 5"] == 2
    assert did(folder)["ran 0"] == 1
    until(lambda: all(gone(pid) for pid in killed))


def parents(pid: int) -> list[int]:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return [int(line.split()[1]) for line in status if line.startswith("PPid:")]


def test_a_job_that_kills_workers_becomes_a_row(address: str, folder: Path, tmp_path: Path) -> None:
    jobs = [job(1, folder, "slaughter"), job(2, folder, after="k1")]
    ran = run(jobs, BLOBS, WORK, Store(tmp_path / "store"), Cluster(address))
    assert ran.results["k1"]["said"][0][1].startswith("2 workers died one after the other")
    assert "'job 1'" in ran.results["k2"]["said"][0][1]
    assert did(folder)["ran 1"] == 2


def test_ctrl_c_leaves_nothing_running_on_the_workers(address: str, folder: Path, tmp_path: Path) -> None:
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=30)

    def press(event: Event) -> None:
        if isinstance(event, Told) and event.job.key == "k2":
            raise KeyboardInterrupt

    jobs = [job(1, folder), job(2, folder, "sleep 600", after="k1")]
    ran = run(jobs, BLOBS, WORK, Store(tmp_path / "store"), Cluster(address), press)
    assert ran.stopped
    assert list(ran.results) == ["k1"]
    left = pids(folder, 2)
    jobs = [job(1, folder), job(2, folder, after="k1")]
    ran = run(jobs, BLOBS, WORK, Store(tmp_path / "store"), Cluster(address))  # at once, while that one is being ended
    assert ran.results["k2"]["n"] == 18
    until(lambda: all(gone(pid) for pid in left))


@pytest.fixture(scope="module")
def other_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this program, changed."""
    root = tmp_path_factory.mktemp("other")
    for room in ("models", "optimizer", "scenarios", "tests"):
        shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__", "*.csv", "*.toml"))
    with (root / "models" / "plan.py").open("a", encoding="utf-8") as file:
        file.write("# Changed.\n")
    return root


@pytest.fixture
def no_program(tmp_path: Path) -> Path:
    """A place where the program is not, whatever else is installed."""
    (tmp_path / "none" / "scenarios").mkdir(parents=True)
    # An editable install would find what an empty package lacks.
    (tmp_path / "none" / "scenarios" / "__init__.py").write_text("raise ModuleNotFoundError('no program here')\n")
    return tmp_path / "none"


def joined(address: str, path: Path) -> subprocess.Popen[bytes]:
    return started("worker", address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", path=path)


def wait_for(address: str, workers: int) -> None:
    with Client(address, set_as_default=False) as client:
        until(lambda: len(client.nthreads()) == workers)


def test_another_program_is_refused_before_anything_runs(
    address: str, folder: Path, tmp_path: Path, other_program: Path, no_program: Path
) -> None:
    with joined(address, other_program) as other, joined(address, no_program) as none:
        wait_for(address, 5)
        with pytest.raises(EngineError) as refused:
            run([job(1, folder)], BLOBS, WORK, Store(tmp_path), Cluster(address))
        other.kill()
        none.kill()
    differs, lacks = sorted((text.en for text in refused.value.problems), key=lambda said: "lacks" in said)
    assert "runs version" in differs
    assert "lacks this program" in lacks
    assert did(folder) == {}
    wait_for(address, 3)


def test_another_program_that_joins_later_ends_the_run_before_it_adds_a_row(
    address: str, folder: Path, tmp_path: Path, other_program: Path
) -> None:
    late: list[subprocess.Popen[bytes]] = []

    def join(event: Event) -> None:
        if isinstance(event, Finished) and not late:
            late.append(joined(address, other_program))

    jobs = [job(n, folder, "sleep 0.3") for n in range(60)]
    with pytest.raises(EngineError, match="runs version"):
        run(jobs, BLOBS, WORK, Store(tmp_path / "store"), Cluster(address), join)
    with late[0]:
        late[0].kill()
    wait_for(address, 3)


def test_a_worker_without_the_program_that_joins_later_harms_nobody(
    address: str, folder: Path, tmp_path: Path, no_program: Path
) -> None:
    late: list[subprocess.Popen[bytes]] = []

    def join(event: Event) -> None:
        if isinstance(event, Finished) and not late:
            late.append(joined(address, no_program))

    jobs = [job(n, folder, "sleep 0.2") for n in range(24)]
    ran = run(jobs, BLOBS, WORK, Store(tmp_path / "store"), Cluster(address), join)
    with late[0]:
        late[0].kill()
    assert {key: result["n"] for key, result in ran.results.items()} == results(jobs)


def test_nobody_there_is_said_soon(folder: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(EngineError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        run([job(1, folder)], BLOBS, WORK, Store(tmp_path), Cluster("tcp://127.0.0.1:9", patience=0.5))
    with pytest.raises(EngineError, match="'nonsense' is no address"):
        Cluster("nonsense")
    assert time.monotonic() - began < 5


def test_a_scheduler_without_workers_or_that_goes_away_is_said(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    with started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)) as process:
        until(lambda: file.exists() and bool(file.read_text()))
        lonely = json.loads(file.read_text())["address"]
        with pytest.raises(EngineError, match="no worker joined"):
            run([job(1, folder)], BLOBS, WORK, Store(tmp_path), Cluster(lonely, patience=0.5))
        with started("worker", lonely, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1") as worker:
            end = threading.Timer(0.0, process.kill)

            def stop(event: Event) -> None:
                if isinstance(event, Finished):
                    end.start()

            jobs = [job(1, folder), job(2, folder, "sleep 600", after="k1")]
            with pytest.raises(EngineError, match="is gone; what had finished is kept"):
                run(jobs, BLOBS, WORK, Store(tmp_path), Cluster(lonely, patience=20), stop)
            assert Store(tmp_path).get("k1") == {"status": "optimal", "n": 6}
            worker.kill()
