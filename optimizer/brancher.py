"""Where branch and cut runs: in this process, or in one of its own that can be killed at any moment.

HiGHS looks at its clock and at interrupts only between long steps; a process of its own can be ended when
another prover was quicker, and no late answer can reach a tier it was not asked for.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Protocol

from models.district import IntArray
from optimizer.region import Reduced
from optimizer.relax import Branched, branch


class Brancher(Protocol):
    """Somebody who runs branch and cut: one question at a time."""

    def begin(self, region: Reduced, cost: IntArray, seconds: float, slack: float = 0.0) -> None:
        """Start minimising `cost` over the integers of a region, to within `slack` of the least."""

    def result(self, timeout: float) -> Branched | None:
        """Return the answer, waiting up to `timeout` seconds; None if there is none yet."""

    def stop(self) -> None:
        """Drop the question; its answer will not come any more."""


class Inline:
    """Branch and cut in this process: `begin` comes back when it has ended."""

    def __init__(self) -> None:
        self._found: Branched | None = None

    def begin(self, region: Reduced, cost: IntArray, seconds: float, slack: float = 0.0) -> None:
        """See `Brancher`."""
        self._found = branch(region, cost, seconds, slack)

    def result(self, timeout: float) -> Branched | None:
        """See `Brancher`; there is never anything to wait for."""
        found, self._found = self._found, None
        return found

    def stop(self) -> None:
        """See `Brancher`."""
        self._found = None


class Apart:
    """Branch and cut in a process of its own.

    Parameters
    ----------
    ready : whether it is started at once, to be there when first asked; or then, if it ever is.
    """

    def __init__(self, *, ready: bool = True) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._busy = False
        if ready:
            self._start()

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        return self._pipe

    def begin(self, region: Reduced, cost: IntArray, seconds: float, slack: float = 0.0) -> None:
        """See `Brancher`."""
        pipe = self._pipe or self._start()
        try:
            pipe.send((region, cost, seconds, slack))
        except OSError:  # it died while idle, of want of memory perhaps: a fresh one may live
            self._end()
            self._start().send((region, cost, seconds, slack))
        self._busy = True

    def result(self, timeout: float) -> Branched | None:
        """See `Brancher`; a process that died has no answer, now or later."""
        if self._pipe is None or not self._busy or not self._pipe.poll(timeout):
            return None
        try:
            found: Branched | None = self._pipe.recv()
        except (EOFError, OSError):
            self._end()
            return None
        self._busy = False
        return found

    def stop(self) -> None:
        """See `Brancher`: a process that is still at work is killed."""
        if self._busy:
            self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None
        self._busy = False


def end_with_parent() -> None:
    """End this process when its parent is gone, so that no solver outlives the command it works for."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def look() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def silence() -> None:
    """Drop what this process would print: solvers write remarks of their own past any setting."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _serve(pipe: Connection) -> None:
    """Answer questions until the pipe closes."""
    silence()
    end_with_parent()
    while True:
        try:
            region, cost, seconds, slack = pipe.recv()
            pipe.send(branch(region, cost, seconds, slack))
        except (EOFError, OSError):
            return
