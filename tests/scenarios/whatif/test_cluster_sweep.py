"""A sweep of counties on a real cluster, one worker killed in the middle: the table is that of one machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client

from tests.app.command import call
from tests.app.commands.counties import rows, write_counties
from tests.scenarios.whatif.engine.test_cluster import ROOT, started
from tests.scenarios.whatif.engine.test_run import POSIX, until

pytestmark = POSIX


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with three workers of their own, none of which is started again."""
    file = tmp_path_factory.mktemp("scheduler") / "file.json"
    with started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)) as scheduler:
        until(lambda: file.exists() and bool(file.read_text()))
        there: str = json.loads(file.read_text())["address"]
        words = (there, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
        with started("worker", *words) as a, started("worker", *words) as b, started("worker", *words) as c:
            with Client(there, set_as_default=False) as client:
                client.wait_for_workers(3, timeout=60)
            yield there
            for process in (a, b, c):
                process.kill()
        scheduler.kill()


def untimed(out: Path) -> list[dict[str, str]]:
    return [{key: cell for key, cell in row.items() if key != "seconds"} for row in rows(out)]


def test_a_worker_killed_in_the_middle_of_a_sweep_costs_no_row(address: str, tmp_path: Path) -> None:
    path = write_counties(tmp_path, {"甲县": 1, "乙县": 2, "丙县": 3}, [0, 1, 2, 3], [0, 2, 4])
    out, here = tmp_path / "there", tmp_path / "here"
    words = [sys.executable, "-m", "app.start", "sweep", str(path), "--out", str(out), "--cluster", address]
    began = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([*words, "--lang", "en"], cwd=ROOT, env=began, stderr=subprocess.PIPE) as process:
        until(lambda: len(list((out / "results").glob("*.json"))) > 3)
        with Client(address, set_as_default=False) as client:
            busy = {worker: tasks for worker, tasks in client.processing().items() if tasks}
            killed = client.run(os.getpid, workers=[next(iter(busy or client.processing()))])
        [pid] = killed.values()
        os.kill(pid, signal.SIGKILL)
        then = len(list((out / "results").glob("*.json")))
        _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said.decode()
    kept = sorted(path.name for path in (out / "results").glob("*.json"))
    assert then < len(kept) == 3 * 12  # one point of the grid is each county's own baseline
    done = call("sweep", path, "--out", here, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert untimed(out) == untimed(here)
    assert len(untimed(out)) == 3 * 13
    assert {row["status"] for row in untimed(out)} == {"optimal"}
    assert sorted(path.name for path in (here / "results").glob("*.json")) == kept
    with Client(address, set_as_default=False) as client:
        assert len(client.nthreads()) == 2
