"""What scenarios cost, measured: the figures behind docs/scale.md.

    python -m benchmarks.scale FOLDER

First, ten scenarios of one district against one solve of it, at two sizes. Then a small province, districts times
scenarios, in local processes and on a Dask cluster of this machine. Everything is written to FOLDER: `scale.json`, and
`scale.md`, a table to read. Instances are drawn once; results are computed anew each time.
"""

from __future__ import annotations

import json
import pickle
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.generate import Recipe
from benchmarks.generate.recipe import PRESETS
from benchmarks.harness.instances import Ready, ready
from benchmarks.harness.machine import environment, host
from benchmarks.harness.watch import Watched, python_module, watch
from models.intake.read import read_district

SIZES = ((1000, 60), (5000, 200))
COUNTIES, COUNTY = 3, (1000, 60)
WORKERS = 2
_WALL, _MEMORY = 3600.0, 20 * 2**30
GB = 2**30

TEN = """\
title = "ten scenarios"
{districts}
policy = "{policy}"
prices = false

[[scenarios]]
name = "backbone 9 %"
set = {{ "rules.quotas.到乡村学校的教师中骨干教师占比.min" = "9%" }}
[[scenarios]]
name = "backbone 12 %"
set = {{ "rules.quotas.到乡村学校的教师中骨干教师占比.min" = "12%" }}
[[scenarios]]
name = "weak schools get 3"
set = {{ "rules.quotas.每所薄弱校至少派去.min" = 3 }}
[[scenarios]]
name = "posts stripped to three quarters"
set = {{ "rules.subject_balance.floor" = 0.75 }}
[[scenarios]]
name = "choices before shortage"
set = {{ tiers = ["choice", "fill", "distance"] }}
[[scenarios]]
name = "choices outside the list count 20"
set = {{ "goals.choice.unlisted" = 20 }}
[[scenarios]]
name = "establishment up by 20"
[[scenarios.facts]]
table = "schools"
column = "establishment"
total = 20
by = "headcount"
[[scenarios]]
name = "mathematics in villages up by a tenth"
[[scenarios.facts]]
table = "posts"
column = "required"
where = {{ subject = "数学", area = "乡村" }}
percent = 10
[[scenarios]]
name = "one village post more"
[[scenarios.facts]]
table = "posts"
column = "required"
where = {{ subject = "语文", area = "乡村" }}
total = 10
by = "equal"
"""
"""Nine scenarios beside the baseline: values of the policy, the order of goals, and facts."""


def main(folder: Path) -> None:
    """Measure everything and write it."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"host": host(), "one": [_one(folder, *size) for size in SIZES], "province": _province(folder)}
    (folder / "scale.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    (folder / "scale.md").write_text("\n".join(_table(told)) + "\n", encoding="utf-8")
    print("\n".join(_table(told)))


def _one(folder: Path, movers: int, schools: int) -> dict[str, Any]:
    """Time one solve and ten scenarios of one district."""
    found = _instance(folder, movers, schools, 1)
    solve = _run(
        folder, "solve", str(found.district), "--policy", str(found.policy), "--out", str(_fresh(folder / "plan"))
    )
    out = _fresh(folder / "compare")
    file = _what_if(folder / f"ten-{movers}.toml", [found], found.policy)
    ten = _run(folder, "compare", str(file), "--out", str(out))
    again = _run(folder, "compare", str(file), "--out", str(out))
    return {
        "movers": movers,
        "schools": schools,
        "solve": solve.seconds,
        "ten": ten.seconds,
        "again": again.seconds,
        "times": ten.seconds / solve.seconds,
        "memory": ten.peak_tree,
        "inputs": len(pickle.dumps(read_district(found.district).district)),
        "results": sum(path.stat().st_size for path in (out / "results").iterdir()),
        "statuses": _statuses(out),
    }


def _province(folder: Path) -> dict[str, Any]:
    """Time districts times scenarios, here and on a cluster of this machine."""
    counties = [_instance(folder, *COUNTY, seed) for seed in range(1, COUNTIES + 1)]
    policy = folder / "province-policy.toml"
    text = counties[0].policy.read_text(encoding="utf-8")
    # The one list of schools in the policy is a county's own; what is left fits them all.
    policy.write_text(re.sub(r"\[\[rules\.routes\]\]\n(?:[^\n]+\n)+", "", text), encoding="utf-8")
    file = _what_if(folder / "province.toml", counties, policy)
    here, there = _fresh(folder / "sweep"), _fresh(folder / "sweep-cluster")
    local = _run(folder, "sweep", str(file), "--out", str(here))
    with _cluster(folder) as address:
        cluster = _run(folder, "sweep", str(file), "--out", str(there), "--cluster", address)
    scenarios = TEN.count("[[scenarios]]") + 1
    return {
        "counties": COUNTIES,
        "scenarios": scenarios,
        "movers": COUNTY[0],
        "schools": COUNTY[1],
        "local": local.seconds,
        "memory": local.peak_tree,
        "cluster": cluster.seconds,
        "rows": COUNTIES * scenarios,
        "statuses": _statuses(here),
        "equal": _rows(here) == _rows(there),
    }


def _instance(folder: Path, movers: int, schools: int, seed: int) -> Ready:
    return ready(
        folder / f"{movers}x{schools}-{seed}", Recipe(movers=movers, schools=schools, seed=seed, **PRESETS["default"])
    )


def _what_if(path: Path, districts: Sequence[Ready], policy: Path) -> Path:
    paths = [found.district.resolve().as_posix() for found in districts]
    named = f'district = "{paths[0]}"' if len(paths) == 1 else f"districts = {json.dumps(paths, ensure_ascii=False)}"
    path.write_text(TEN.format(districts=named, policy=policy.resolve().as_posix()), encoding="utf-8")
    return path


def _run(folder: Path, *words: str) -> Watched:
    """Run a command of ours to its end.

    Raises
    ------
    RuntimeError : if it did not end well.
    """
    done = watch(python_module("app.start", *words), folder, wall=_WALL, memory=_MEMORY, more=environment())
    if done.ended != "done":
        raise RuntimeError(f"{' '.join(words)}: {done.ended}: {done.error}")
    return done


@contextmanager
def _cluster(folder: Path) -> Iterator[str]:
    """Run a scheduler and workers of one thread each; yields the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    dask = [sys.executable, "-m", "dask"]
    port = address.rpartition(":")[2]
    commands = [[*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]]
    commands += [[*dask, "worker", address, "--nthreads", "1", "--no-dashboard"]] * WORKERS
    with (folder / "dask.txt").open("wb") as log:
        started = []
        for command in commands:
            started.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=Path(__file__).parents[1]))
            time.sleep(2.0)
        try:
            yield address
        finally:
            for process in reversed(started):
                process.terminate()
            for process in started:
                process.wait(30)


def _fresh(path: Path) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    return path


def _statuses(out: Path) -> dict[str, int]:
    found = [json.loads(path.read_text(encoding="utf-8"))["status"] for path in (out / "results").iterdir()]
    return {status: found.count(status) for status in sorted(set(found))}


def _rows(out: Path) -> list[list[str]]:
    """Return the rows of a sweep without the seconds they took."""
    lines = [line.split(",") for line in (out / "sweep.csv").read_text(encoding="utf-8-sig").splitlines()]
    timed = [i for i, name in enumerate(lines[0]) if name in ("seconds", "秒", "用时")]
    return [[cell for i, cell in enumerate(line) if i not in timed] for line in lines]


def _table(told: dict[str, Any]) -> Iterator[str]:
    yield "| district | one solve | ten scenarios | times | once more | memory | inputs | results |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in told["one"]:
        yield (
            f"| {one['movers']:,} x {one['schools']} | {one['solve']:.0f} s | {one['ten']:.0f} s | {one['times']:.1f} |"
            f" {one['again']:.0f} s | {one['memory'] / GB:.2f} GB | {one['inputs'] / 1e6:.1f} MB |"
            f" {one['results'] / 1e6:.1f} MB |"
        )
    p = told["province"]
    yield ""
    size = f"{p['movers']:,} x {p['schools']}"
    yield f"| {p['counties']} counties x {p['scenarios']} scenarios of {size} | seconds | a row |"
    yield "|---|---|---|"
    yield f"| local processes | {p['local']:.0f} | {p['local'] / p['rows']:.2f} |"
    yield f"| cluster of {WORKERS} workers on this machine | {p['cluster']:.0f} | {p['cluster'] / p['rows']:.2f} |"
    yield ""
    yield f"Tables equal: {p['equal']}. Statuses: {p['statuses']}, {[one['statuses'] for one in told['one']]}."


if __name__ == "__main__":
    main(Path(sys.argv[1]))
