"""A job on a worker of a cluster: done at a station of its own, so that the worker goes on answering the scheduler."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from typing import Any

from distributed import Worker, get_worker

from scenarios.whatif.engine.frames import Broke, Died, Done, Note, Parcel
from scenarios.whatif.engine.station import Inbox, Station
from scenarios.whatif.engine.version import program_version

_TRIES = 2
"""As on one's own machine."""
_LOOK = 1.0
"""Seconds between two looks at whether the result is still wanted."""
_IDLE = 60.0
"""Seconds after which a station without work ends: the memory of a worker is for others, too."""


@dataclass(frozen=True)
class Sender:
    """Who asks for a job.

    Attributes
    ----------
    task : the key of the task that does it.
    topic : where it tells how it stands.
    version : of the program that asks.
    """

    task: str
    topic: str
    version: str


class OtherVersionError(Exception):
    """A worker has another program than the one that asks."""


class UnwantedError(Exception):
    """Nobody waits for this result any more."""


def literal(what: Any) -> Any:
    """Return what is given: a task of this holds inputs, and makes them again if every copy is lost."""
    return what


def perform(parcel: Parcel, blob: bytes, earlier: str | None, sender: Sender) -> Done | Broke | Died:
    """Do a job at a station of this worker, and return its last word.

    Raises
    ------
    OtherVersionError : if this worker came with another version of the program.
    """
    worker = get_worker()
    if program_version() != sender.version:
        raise OtherVersionError(worker.address, program_version())
    for _ in range(_TRIES):
        last = _try(parcel, blob, earlier, sender, worker)
        if not isinstance(last, Died):
            break
    return last


def _try(parcel: Parcel, blob: bytes, earlier: str | None, sender: Sender, worker: Worker) -> Done | Broke | Died:
    try:
        manned = _SHELF.take(parcel.inputs)
    except OSError as error:
        return Broke(f"{type(error).__name__}: {error}", 0.0)
    manned.station.begin(parcel, blob, earlier, 1)
    alive = False
    try:
        worker.log_event(sender.topic, {"key": parcel.key, "where": worker.address})
        while True:
            try:
                _, frame = manned.inbox.get(timeout=_LOOK)
            except queue.Empty:
                if _unwanted(worker, sender.task):
                    raise UnwantedError(parcel.key) from None
                continue
            if isinstance(frame, Note):
                worker.log_event(sender.topic, {"key": parcel.key, "told": frame.told})
            elif isinstance(frame, Done | Broke | Died):
                alive = not isinstance(frame, Died)
                return frame
    finally:
        if alive:
            _SHELF.give(manned)
        else:
            manned.station.end()


def _unwanted(worker: Worker, task: str) -> bool:
    """Whether nobody waits for a task any more: it was cancelled, or whoever asked for it is gone."""
    state = worker.state.tasks.get(task)
    return state is None or state.state == "cancelled"


class _Manned:
    """A station, and what it says."""

    def __init__(self) -> None:
        self.inbox: Inbox = queue.SimpleQueue()
        self.station = Station(self.inbox)
        self.timer = threading.Timer(_IDLE, lambda: None)


class Shelf:
    """The stations of this worker that wait for a job; there are never more than the worker does jobs at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Manned] = []

    def take(self, inputs: str) -> _Manned:
        """Return a station, one that has these inputs open if there is any.

        Raises
        ------
        OSError : if a new one cannot be started.
        """
        while True:
            with self._lock:
                self._idle.sort(key=lambda manned: inputs in manned.station.holds)
                manned = self._idle.pop() if self._idle else None
            if manned is None:
                return _Manned()
            manned.timer.cancel()
            if manned.station.alive:
                return manned
            manned.station.end()

    def give(self, manned: _Manned) -> None:
        """Take a station back, to end it if nobody wants it for long."""
        manned.timer = threading.Timer(_IDLE, self._drop, (manned,))
        manned.timer.daemon = True
        with self._lock:
            self._idle.append(manned)
            manned.timer.start()

    def _drop(self, manned: _Manned) -> None:
        with self._lock:
            if manned not in self._idle:
                return
            self._idle.remove(manned)
        manned.station.end()


_SHELF = Shelf()
