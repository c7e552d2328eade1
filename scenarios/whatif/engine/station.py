"""A process that does jobs one after the other, seen from outside: started, given jobs, heard, ended.

It is no `multiprocessing.Process`: those that are daemons may have no children, and a solve starts some; those that
are not outlive whoever starts them when that is killed. A station ends when the pipe to it closes, however that came.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from typing import IO

from models.words import Text
from scenarios.whatif.engine.frames import Died, Errand, Frame, Opened, Parcel

_KEPT = 4
"""Blobs a station keeps open: a large district is some hundred megabytes."""
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Linear algebra takes every core unless told otherwise; threads are for solvers, who are told how many."""
_NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_POSIX = os.name == "posix"

Inbox = queue.SimpleQueue[tuple["Station", Frame]]


class Station:
    """One such process. What it says goes into an inbox, which stations may share.

    Attributes
    ----------
    holds : the blobs it has open, the one used last at the end.

    Raises
    ------
    OSError : if it cannot be started.
    """

    def __init__(self, inbox: Inbox) -> None:
        self.holds: dict[str, None] = {}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever listens
        path = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "scenarios.whatif.engine.inside"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": path},
            start_new_session=_POSIX,  # a Ctrl-C in the terminal goes to its group, which must not be ours
            creationflags=_NEW_GROUP,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._orders = self._process.stdin
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout, inbox), daemon=True)
        self._listener.start()

    @property
    def alive(self) -> bool:
        """Whether it can be given a job."""
        return self._listener.is_alive()

    def begin(self, parcel: Parcel, blob: bytes, earlier: str | None, threads: int) -> None:
        """Give it a job; it must have none. If it died meanwhile, the inbox tells."""
        others = [inputs for inputs in self.holds if inputs != parcel.inputs]
        forget = tuple(others[: max(0, len(others) + 1 - _KEPT)])
        errand = Errand(parcel, None if parcel.inputs in self.holds else blob, forget, earlier, threads)
        for inputs in forget:
            del self.holds[inputs]
        if parcel.inputs in self.holds:
            del self.holds[parcel.inputs]
            self.holds[parcel.inputs] = None  # used last
        with suppress(OSError):
            pickle.dump(errand, self._orders)
            self._orders.flush()

    def end(self) -> None:
        """End it, with all it started, whatever it does."""
        self._kill()
        self._listener.join()
        with suppress(OSError):
            self._orders.close()

    def _kill(self) -> None:
        if not _POSIX:
            self._process.kill()
        elif self._process.returncode is None:  # not waited for yet, so that the number is still its own
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _listen(self, answers: IO[bytes], inbox: Inbox) -> None:
        with answers:
            while True:
                try:
                    frame: Frame = pickle.load(answers)
                except Exception:  # it ended, perhaps in the middle of a word
                    break
                if isinstance(frame, Opened):
                    self.holds[frame.inputs] = None
                inbox.put((self, frame))
        self._kill()  # what it started may be there still
        code = self._process.wait()
        with self._errors:
            inbox.put((self, Died(_how(code, _last_line(self._errors)))))


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    lines = file.read().decode("utf-8", errors="replace").split("\n")
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")


def _how(code: int, line: str) -> Text:
    """Say how a process ended: by which exit code or signal, and the last thing it said."""
    zh, en = f"退出码{code}", f"exit code {code}"
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = str(-code)
        zh, en = f"被信号{name}终止", f"killed by {name}"
        if name == "SIGKILL":
            zh, en = f"{zh}，多半是内存不够", f"{en}, most often for want of memory"
    return Text(f"{zh}：{line}", f"{en}: {line}") if line else Text(zh, en)
