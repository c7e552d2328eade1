"""What jobs tell while they are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.whatif.engine.job import Job, has_failed


@dataclass(frozen=True)
class Places:
    """So many jobs can be done side by side from now on."""

    count: int


@dataclass(frozen=True)
class Found:
    """A job's result was in the store."""

    job: Job


@dataclass(frozen=True)
class Queued:
    """A job waits to be done."""

    job: Job


@dataclass(frozen=True)
class Started:
    """A job is being done; told again if it begins anew elsewhere.

    Attributes
    ----------
    where : the address of a worker; "" on this machine.
    """

    job: Job
    where: str
    threads: int


@dataclass(frozen=True)
class Told:
    """Where a running job stands, as its work tells it: `tier`, `value`, `bound`."""

    job: Job
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Finished:
    """A job has its result, after so many seconds of work."""

    job: Job
    result: Mapping[str, Any]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether the result says that there is none."""
        return has_failed(self.result)


Event = Places | Found | Queued | Started | Told | Finished
