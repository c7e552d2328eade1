"""Jobs done by processes of this machine."""

from __future__ import annotations

import json
import queue
from collections import Counter
from dataclasses import dataclass

from optimizer.process import undisturbed
from scenarios.whatif.engine.desk import Desk
from scenarios.whatif.engine.events import Places, Started, Told
from scenarios.whatif.engine.frames import Broke, Died, Done, Frame, Note, Parcel
from scenarios.whatif.engine.job import Job, broke_row, died_row
from scenarios.whatif.engine.place import Local, lent
from scenarios.whatif.engine.station import Inbox, Station

_TRIES = 2
"""How often a job may begin: a process that died once may have been the wrong one to kill when memory ran out."""
_LOOK = 0.5
"""Seconds between two looks at whether Ctrl-C was pressed: Windows does not interrupt a wait."""


@dataclass(frozen=True)
class _Turn:
    job: Job
    threads: int


def do_here(desk: Desk, place: Local) -> None:
    """Do the jobs of a desk."""
    floor = _Floor(desk, place)
    desk.tell(Places(place.jobs))
    try:
        while floor.open():
            floor.hear()
    finally:
        with undisturbed():
            floor.close()


class _Floor:
    """The stations of this machine, and who does what at them."""

    def __init__(self, desk: Desk, place: Local) -> None:
        self._desk, self._place = desk, place
        self._inbox: Inbox = queue.SimpleQueue()
        self._stations: list[Station] = []
        self._turns: dict[Station, _Turn] = {}
        self._tries = Counter[str]()

    def open(self) -> bool:
        """Begin what can begin; return whether anything is still to be heard."""
        ready = self._desk.ready()
        while threads := lent(self._free(), self._place.jobs - len(self._turns), len(ready), self._place.threads):
            job, station = self._next(ready)
            ready.remove(job)
            self._desk.waiting.remove(job)
            self._begin(job, station, threads)
        return bool(self._turns or self._desk.waiting)

    def hear(self) -> None:
        """Take in what a station says."""
        if not self._turns:
            return  # what was to begin failed at once; look again
        try:
            station, frame = self._inbox.get(timeout=_LOOK)
        except queue.Empty:
            return
        turn = self._turns.get(station)
        if isinstance(frame, Died):
            self._drop(station)
        if turn is not None:
            self._take(station, turn, frame)

    def close(self) -> None:
        """End every station."""
        for station in list(self._stations):
            self._drop(station)

    def _free(self) -> int:
        return self._place.jobs * self._place.threads - sum(turn.threads for turn in self._turns.values())

    def _next(self, ready: list[Job]) -> tuple[Job, Station | None]:
        """Return the job to begin and its station; None for a new one.

        A station goes on with what it has open as long as there is any; so each blob is opened by few.
        """
        idle = [station for station in self._stations if station not in self._turns]
        for job in ready:
            for station in idle:
                if job.inputs in station.holds:
                    return job, station
        return ready[0], idle[0] if len(self._stations) == self._place.jobs else None

    def _begin(self, job: Job, station: Station | None, threads: int) -> None:
        earlier = self._desk.earlier(job)
        try:
            parcel = Parcel.of(job, self._desk.work)
            if station is None:
                station = Station(self._inbox)
                self._stations.append(station)
            station.begin(parcel, self._desk.blobs[job.inputs], earlier, threads)
        except Exception as error:  # no process to be had, or a payload that cannot be sent: of this job only
            self._desk.finish(job, broke_row(f"{type(error).__name__}: {error}"))
            return
        self._tries[job.key] += 1
        self._turns[station] = _Turn(job, threads)
        self._desk.tell(Started(job, "", threads))

    def _take(self, station: Station, turn: _Turn, frame: Frame) -> None:
        job = turn.job
        match frame:
            case Note(told):
                self._desk.tell(Told(job, json.loads(told)))
            case Done(result, seconds):
                del self._turns[station]
                self._desk.finish(job, json.loads(result), seconds)
            case Broke(line, seconds):
                del self._turns[station]
                self._desk.finish(job, broke_row(line), seconds)
            case Died(how) if self._tries[job.key] >= _TRIES:
                self._desk.finish(job, died_row(how))
            case Died():
                self._desk.waiting.insert(0, job)

    def _drop(self, station: Station) -> None:
        station.end()
        self._turns.pop(station, None)
        if station in self._stations:
            self._stations.remove(station)
