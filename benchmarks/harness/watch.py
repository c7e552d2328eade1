"""One command in a process of its own, watched from outside: time, memory of the whole tree, and how it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

Ended = Literal["done", "timeout", "memory", "crash"]
_INTERVAL = 0.25
"""Seconds between two looks at the memory."""
STDOUT, STDERR = "stdout.txt", "stderr.txt"
_OUT_OF_MEMORY = ("MemoryError", "std::bad_alloc")


@dataclass(frozen=True)
class Watched:
    """How a command went.

    Attributes
    ----------
    ended : `done` with one of the exit codes that are answers, `timeout` or `memory` if it was killed for that,
        `crash` for anything else.
    seconds : of wall clock, from start to end.
    peak_tree : bytes, the most that all its processes held together (shared pages counted once: PSS).
    peak_process : bytes, the most that one of them held.
    exit_code : None if it was killed by us.
    error : the last line it wrote to standard error, if it crashed.
    """

    ended: Ended
    seconds: float
    peak_tree: int
    peak_process: int
    exit_code: int | None
    error: str = ""


def watch(
    command: Sequence[str],
    folder: Path,
    *,
    wall: float,
    memory: int,
    answers: Sequence[int] = (0,),
    more: Mapping[str, str] | None = None,
) -> Watched:
    """Run a command to its end or to its limits; nothing it started outlives it.

    Parameters
    ----------
    folder : where its standard output and error are kept.
    wall : seconds; memory : bytes of the whole tree.
    answers : exit codes that are an answer and no crash.
    more : further environment variables.
    """
    started = time.monotonic()
    with (folder / STDOUT).open("wb") as out, (folder / STDERR).open("wb") as err:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**os.environ, **(more or {})},
            start_new_session=True,
        )
        tree = _Tree(process.pid)
        killed: Literal["timeout", "memory"] | None = None
        try:
            while killed is None:
                left = wall - (time.monotonic() - started)
                try:
                    process.wait(max(0.0, min(_INTERVAL, left)))
                    break
                except subprocess.TimeoutExpired:
                    pass
                tree.look()
                if tree.peak > memory:
                    killed = "memory"
                elif time.monotonic() - started >= wall:
                    killed = "timeout"
        finally:
            tree.kill()
            process.wait()
    seconds = time.monotonic() - started
    if killed is not None:
        return Watched(killed, seconds, tree.peak, tree.largest, None)
    code = process.returncode
    if code in answers:
        return Watched("done", seconds, tree.peak, tree.largest, code)
    error = _last_line(folder / STDERR) or _died_of(code)
    ended: Ended = "memory" if error.startswith(_OUT_OF_MEMORY) else "crash"
    return Watched(ended, seconds, tree.peak, tree.largest, code, error)


class _Tree:
    """A process and everything it started."""

    def __init__(self, pid: int) -> None:
        self.peak = self.largest = 0
        self._pid = pid
        self._known: dict[int, psutil.Process] = {}
        self._look_for_new()

    def look(self) -> None:
        """Measure every process of the tree once."""
        self._look_for_new()
        held = [_bytes(process) for process in self._known.values()]
        self.peak = max(self.peak, sum(held))
        self.largest = max([self.largest, *held])

    def kill(self) -> None:
        """End whatever is left of the tree, those included whose parent has gone before them."""
        self._look_for_new()
        if os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        for process in self._known.values():
            with suppress(psutil.Error):
                process.kill()  # psutil knows a process by its start as well, so a number used again is not ours

    def _look_for_new(self) -> None:
        with suppress(psutil.Error):
            root = psutil.Process(self._pid)
            for process in (root, *root.children(recursive=True)):
                self._known.setdefault(process.pid, process)


def _bytes(process: psutil.Process) -> int:
    """Return the memory of a process that is its own, shared pages divided among their users where the system tells."""
    try:
        held = process.memory_full_info()
        return int(getattr(held, "pss", 0) or held.uss)
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip()[:500] if lines else ""


def _died_of(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    hint = ", which the system sends when memory runs out" if name == "SIGKILL" else ""
    return f"killed by {name}{hint}"


def python_module(name: str, *words: str) -> list[str]:
    """Return the command line of a module of this project, in the Python that runs now."""
    return [sys.executable, "-m", name, *words]
