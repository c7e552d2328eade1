"""Where jobs are done: in processes of this machine, or on a cluster of machines."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from models.words import Text
from scenarios.whatif.engine.job import EngineError

_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://[^/\s]+:\d{1,5}")


def cores() -> int:
    """Return how many processors this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


@dataclass(frozen=True)
class Local:
    """Processes of this machine.

    Where fewer jobs can begin than there are processes, as a baseline all others wait for, the threads of those that
    stand idle are lent to them; `jobs` x `threads` are never exceeded.

    Attributes
    ----------
    jobs : how many side by side.
    threads : of each.
    cores : what the machine has.

    Raises
    ------
    EngineError : if they ask for more than the machine has, or for nothing.
    """

    jobs: int
    threads: int = 1
    cores: int = field(default_factory=cores)

    def __post_init__(self) -> None:
        """Refuse what the machine does not have."""
        if self.jobs < 1 or self.threads < 1:
            raise EngineError(
                [
                    Text(
                        f"同时算{self.jobs}个、每个{self.threads}线程：两个数都至少是1",
                        f"{self.jobs} jobs of {self.threads} threads: both must be at least 1",
                    )
                ]
            )
        if self.jobs * self.threads > self.cores:
            most = max(1, self.cores // self.threads)
            raise EngineError(
                [
                    Text(
                        f"同时算{self.jobs}个、每个{self.threads}线程，超过本机的{self.cores}核；可改为同时算{most}个、"
                        f"每个{min(self.threads, self.cores)}线程",
                        f"{self.jobs} jobs of {self.threads} threads are more than the {self.cores} cores of this"
                        f" machine; use {most} of {min(self.threads, self.cores)}",
                    )
                ]
            )


@dataclass(frozen=True)
class Cluster:
    """A cluster of Dask: each thread of a worker does one job at a time, with one thread of its own.

    Attributes
    ----------
    address : of the scheduler, `tcp://HOST:PORT`.
    patience : seconds to wait for the scheduler, and for a first worker.
    """

    address: str
    patience: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what is no address: to find that out by trying takes a minute."""
        if not _ADDRESS.fullmatch(self.address):
            raise EngineError(
                [
                    Text(
                        f"“{self.address}”不是集群地址；写成 tcp://主机:8786（scheduler 启动时会显示）",
                        f"'{self.address}' is no address of a cluster; write it like tcp://HOST:8786, as the scheduler "
                        "tells when it starts",
                    )
                ]
            )


def shares(cores: int, waiting: int) -> tuple[int, int]:
    """Return how many jobs side by side, and threads of each, use `cores` best for `waiting` jobs.

    A job more side by side is worth more than a thread more for each: no search divides evenly.
    """
    jobs = max(1, min(cores, waiting))
    return jobs, cores // jobs


def lent(free: int, places: int, ready: int, least: int) -> int:
    """Return the threads of the next job to begin; 0 if it must wait.

    Parameters
    ----------
    free : threads nobody uses; places : jobs that may still begin; ready : jobs that could.
    least : threads a job has at least.
    """
    if free < least or not places or not ready:
        return 0
    return max(least, free // min(places, ready))
