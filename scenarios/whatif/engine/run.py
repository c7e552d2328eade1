"""Run jobs: what has a result already is found, the rest is done in some place, and all of it comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from models.words import Text
from scenarios.whatif.engine.desk import Desk
from scenarios.whatif.engine.events import Event, Found, Queued
from scenarios.whatif.engine.job import EngineError, Job, found
from scenarios.whatif.engine.local import do_here
from scenarios.whatif.engine.place import Cluster, Local
from scenarios.whatif.engine.store import Store


@dataclass(frozen=True)
class Ran:
    """What a run came to.

    Attributes
    ----------
    results : key -> result, of every job; if it was stopped, of those that had finished.
    stopped : whether Ctrl-C ended it.
    """

    results: Mapping[str, dict[str, Any]]
    stopped: bool


def run(
    jobs: Sequence[Job],
    blobs: Mapping[str, bytes],
    work: str,
    store: Store,
    place: Local | Cluster,
    on_event: Callable[[Event], None] = lambda _: None,
) -> Ran:
    """Return the result of every job.

    A job that cannot be done has the result `{"status": "failed", "said": [[zh, en], ...]}`, which is not kept.
    Ctrl-C (a `KeyboardInterrupt`) ends everything that runs; what is finished comes back.

    Parameters
    ----------
    jobs : in the order they should begin, as far as they can.
    blobs : by hash.
    work : the name of a `Work`, `package.module:OBJECT`.
    on_event : called in this thread.

    Raises
    ------
    ValueError : if jobs contradict each other; all contradictions are named.
    EngineError : if the place cannot be used; what had finished is in the store.
    OSError : if a result cannot be kept.
    """
    _must_fit(jobs, blobs)
    found(work)
    known = {job.key: result for job in jobs if (result := store.get(job.key)) is not None}
    waiting = [job for job in jobs if job.key not in known]
    desk = Desk(waiting, {job.key: job.name for job in jobs}, blobs, work, store, on_event, dict(known))
    stopped = False
    try:
        for job in jobs:
            on_event(Found(job) if job.key in known else Queued(job))
        if waiting:
            _do(desk, place)
    except KeyboardInterrupt:
        stopped = True
    return Ran(desk.results, stopped)


def _do(desk: Desk, place: Local | Cluster) -> None:
    if isinstance(place, Local):
        do_here(desk, place)
        return
    try:
        from scenarios.whatif.engine.cluster import do_there
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        raise EngineError(
            [
                Text(
                    f"要用集群，还缺安装包{error.name}；请运行：pip install lungang[cluster]",
                    f"a cluster needs the package {error.name}; run: pip install lungang[cluster]",
                )
            ]
        ) from error
    do_there(desk, place)


def _must_fit(jobs: Sequence[Job], blobs: Mapping[str, bytes]) -> None:
    keys = Counter(job.key for job in jobs)
    wrong = [f"{count} jobs have the key {key}" for key, count in keys.items() if count > 1]
    wrong += [f"{job.name}: no blob {job.inputs}" for job in jobs if job.inputs not in blobs]
    after = {job.key: (job.after,) for job in jobs if job.after is not None}
    wrong += [f"{key} comes after {first}, which is no job" for key, (first,) in after.items() if first not in keys]
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        wrong.append(f"jobs wait for each other: {' after '.join(error.args[1])}")
    if wrong:
        raise ValueError("; ".join(wrong))
