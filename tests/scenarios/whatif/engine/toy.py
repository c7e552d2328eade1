"""A work that is quick, and goes wrong when told to; what it did can be counted in a folder."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from scenarios.whatif.engine.job import Job

WORK = f"{__name__}:TOY"
BLOBS = {hashlib.sha256(text).hexdigest(): text for text in (b"county", b"district")}
COUNTY, DISTRICT = BLOBS


def job(number: int, folder: Path, what: str = "", *, inputs: str = COUNTY, after: str | None = None) -> Job:
    """Return a job whose result is known: its number times the length of its blob, plus the earlier result."""
    return Job(f"k{number}", f"job {number}", inputs[:4], inputs, (number, str(folder), what), after)


def did(folder: Path) -> Counter[str]:
    """Count what was done: `ran NUMBER`, `opened BLOB`."""
    return Counter(path.name.rpartition("@")[0] for path in folder.glob("*@*"))


def pids(folder: Path, number: int) -> set[int]:
    """Return the processes that ran a job."""
    return {int(path.read_text() or 0) for path in folder.glob(f"ran {number}@*")}


def results(jobs: Iterable[Job]) -> dict[str, int]:
    """Return what jobs without mishap come to."""
    known: dict[str, int] = {}
    for one in jobs:
        number = one.payload[0]  # type: ignore[index]  # it is ours
        known[one.key] = number * len(BLOBS[one.inputs]) + (known[one.after] if one.after else 0)
    return known


class Toy:
    """See `Work`."""

    def opened(self, blob: bytes) -> tuple[str, set[str]]:
        """Return the text and a place to remember the folders where its opening was noted."""
        return blob.decode(), set()

    def run(
        self,
        opened: tuple[str, set[str]],
        payload: tuple[int, str, str],
        earlier: Mapping[str, Any] | None,
        threads: int,
        tell: Callable[[Mapping[str, Any]], None],
    ) -> dict[str, Any]:
        """Multiply, unless told to do something else."""
        text, noted = opened
        number, folder, what = payload
        if folder not in noted:
            noted.add(folder)
            _note(folder, f"opened {text[:20]}")
        first = not did(Path(folder))[f"ran {number}"]
        _note(folder, f"ran {number}")
        tell({"tier": 0, "value": number, "bound": 0})
        _happen(what, first)
        if what == "threads":
            return {"status": "optimal", "threads": threads}
        return {"status": "optimal", "n": number * len(text) + (earlier["n"] if earlier else 0)}


def _note(folder: str, what: str) -> None:
    part = Path(folder) / f".{uuid.uuid4().hex}"
    part.write_text(str(os.getpid()))
    part.rename(Path(folder) / f"{what}@{uuid.uuid4().hex}")


def _happen(what: str, first: bool) -> None:
    word, _, rest = what.partition(" ")
    match word:
        case "raise":
            raise ValueError(rest)
        case "leave":
            raise SystemExit(rest)
        case "exit":
            os._exit(int(rest))
        case "die" if first or not rest:
            os.kill(os.getpid(), signal.SIGKILL)
        case "slaughter":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        case "sleep":
            time.sleep(float(rest))
        case "print":
            os.write(1, b"a remark of a solver\n")
            print(input() if rest else "another")
        case "family":
            child = multiprocessing.get_context("spawn").Process(target=os.getpid)
            child.start()
            child.join()
            assert child.exitcode == 0


TOY = Toy()
