"""Jobs done by the workers of a Dask cluster. The only module, with the one workers run, that needs `distributed`."""

from __future__ import annotations

import json
import logging
import queue
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import dask
from distributed import Client, Future, KilledWorker

from optimizer.process import undisturbed
from scenarios.whatif.engine.at_worker import OtherVersionError, Sender, literal, perform
from scenarios.whatif.engine.cluster_words import (
    killed_workers,
    no_program,
    no_scheduler,
    no_worker,
    other_version,
    scheduler_gone,
)
from scenarios.whatif.engine.desk import Desk
from scenarios.whatif.engine.events import Places, Started, Told
from scenarios.whatif.engine.frames import Broke, Died, Done, Parcel
from scenarios.whatif.engine.job import EngineError, Job, broke_row, died_row, failed_row
from scenarios.whatif.engine.place import Cluster
from scenarios.whatif.engine.version import program_version

_LOOK = 1.0
"""Seconds between two looks at whether there are workers, and at Ctrl-C."""


def do_there(desk: Desk, place: Cluster) -> None:
    """Do the jobs of a desk.

    Raises
    ------
    EngineError : if the scheduler or every worker is out of reach, at the start or later on, or if one of them runs
        another program than this.
    """
    with _joined(place) as client:
        _same_program(client)
        _Far(desk, place, client).work_through()


@contextmanager
def _joined(place: Cluster) -> Iterator[Client]:
    """Join a cluster that has a worker, and leave it again."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we say ourselves what goes wrong there
    try:
        client = Client(place.address, timeout=place.patience, set_as_default=False)
    except (OSError, ValueError) as error:
        raise no_scheduler(place.address, error) from error
    try:
        try:
            client.wait_for_workers(1, timeout=place.patience)
        except TimeoutError as error:
            raise no_worker(place.address, place.patience) from error
        yield client
    finally:
        with undisturbed():
            client.close()  # what nobody waits for any more is dropped, and workers end what they had begun of it


def _same_program(client: Client) -> None:
    """Refuse a cluster any part of which runs another program: its rows would not be comparable."""
    ours = program_version()
    try:
        theirs: dict[str, object] = {"scheduler": client.run_on_scheduler(program_version)}
    except Exception as error:
        theirs = {"scheduler": error}
    theirs |= client.run(program_version, on_error="return")
    wrong = [
        other_version(where, ours, version) if isinstance(version, str) else no_program(where, version)
        for where, version in theirs.items()
        if version != ours
    ]
    if wrong:
        raise EngineError(wrong)


class _Far:
    """The jobs of a desk while a cluster does them."""

    def __init__(self, desk: Desk, place: Cluster, client: Client) -> None:
        self._desk, self._place, self._client = desk, place, client
        self._run = uuid.uuid4().hex[:12]
        self._topic = f"lungang-{self._run}"
        self._order = {job.key: number for number, job in enumerate(desk.waiting)}
        self._jobs: dict[str, Job] = {}
        self._futures: dict[str, Future[Any]] = {}
        self._shipped: dict[str, Future[Any]] = {}
        self._inbox: queue.SimpleQueue[str | dict[str, Any]] = queue.SimpleQueue()
        self._places, self._seen = 0, time.monotonic()

    def work_through(self) -> None:
        """Do them all."""
        self._client.subscribe_topic(self._topic, lambda event: self._inbox.put(event[1]))
        looked = 0.0
        while self._submit():
            if time.monotonic() - looked > _LOOK:
                self._look()
                looked = time.monotonic()
            with suppress(queue.Empty):
                heard = self._inbox.get(timeout=_LOOK)
                if isinstance(heard, str):
                    self._ended(heard)
                else:
                    self._heard(heard)

    def _submit(self) -> bool:
        """Hand over what can begin; return whether anything is still to be heard."""
        for job in self._desk.ready():
            self._desk.waiting.remove(job)
            try:
                parcel = Parcel.of(job, self._desk.work)
            except Exception as error:
                self._desk.finish(job, broke_row(f"{type(error).__name__}: {error}"))
                continue
            task = f"lungang-job-{job.key}-{self._run}"  # never that of a run which was cancelled but is not yet over
            future = self._client.submit(
                perform,
                parcel,
                self._ship(f"lungang-inputs-{job.inputs}", self._desk.blobs[job.inputs]),
                job.after and self._ship(f"lungang-result-{job.after}-{self._run}", self._desk.earlier(job)),
                Sender(task, self._topic, program_version()),
                key=task,
                priority=-self._order[job.key],
            )
            self._jobs[job.key], self._futures[job.key] = job, future
            future.add_done_callback(lambda _, key=job.key: self._inbox.put(key))
        return bool(self._futures or self._desk.waiting)

    def _ship(self, key: str, what: object) -> Future[Any]:
        """Send something once, as a task: the scheduler keeps it, and any worker makes a lost copy again from there."""
        if key not in self._shipped:
            with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"}):  # large, and meant
                self._shipped[key] = self._client.submit(literal, what, key=key)
        return self._shipped[key]

    def _heard(self, event: dict[str, Any]) -> None:
        """Pass on what a worker tells, unless it comes late."""
        if event["key"] not in self._futures:
            return
        job = self._jobs[event["key"]]
        if "told" in event:
            self._desk.tell(Told(job, json.loads(event["told"])))
        else:
            self._desk.tell(Started(job, event["where"], 1))

    def _ended(self, key: str) -> None:
        """Take in how a job ended."""
        job, future = self._jobs[key], self._futures.pop(key)
        if future.cancelled():
            raise scheduler_gone(self._place.address)
        match future.exception():
            case None:
                self._last_word(job, future.result())
            case OtherVersionError() as error:
                where, version = error.args
                raise EngineError([other_version(where, program_version(), version)]) from error
            case KilledWorker() as error:
                self._desk.finish(job, failed_row(killed_workers(error.allowed_failures + 1)))
            case error:
                self._desk.finish(job, broke_row(f"{type(error).__name__}: {error}"))

    def _last_word(self, job: Job, word: Done | Broke | Died) -> None:
        match word:
            case Done(result, seconds):
                self._desk.finish(job, json.loads(result), seconds)
            case Broke(line, seconds):
                self._desk.finish(job, broke_row(line), seconds)
            case Died(how):
                self._desk.finish(job, died_row(how))

    def _look(self) -> None:
        """Count the places, and give up if there has been none for long."""
        try:
            places = sum(self._client.nthreads().values())
        except (OSError, TimeoutError) as error:
            raise scheduler_gone(self._place.address) from error
        if places != self._places:
            self._places = places
            self._desk.tell(Places(places))
        if places:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > self._place.patience:
            raise no_worker(self._place.address, self._place.patience)
