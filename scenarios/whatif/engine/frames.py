"""What a station and whoever gave it a job say to each other."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from models.words import Text
from scenarios.whatif.engine.job import Job


@dataclass(frozen=True)
class Parcel:
    """A job, packed.

    Attributes
    ----------
    work : `package.module:OBJECT`.
    inputs : the hash of its blob.
    payload : pickled, so that one that cannot be read fails its job and nothing else.
    """

    key: str
    work: str
    inputs: str
    payload: bytes

    @staticmethod
    def of(job: Job, work: str) -> Parcel:
        """Pack a job; raises whatever pickling its payload raises."""
        return Parcel(job.key, work, job.inputs, pickle.dumps(job.payload))


@dataclass(frozen=True)
class Errand:
    """A job, as a station is given it.

    Attributes
    ----------
    blob : None if the station has it open.
    forget : blobs whose opened form it need not keep any longer.
    earlier : the earlier job's result, as JSON.
    """

    parcel: Parcel
    blob: bytes | None
    forget: tuple[str, ...]
    earlier: str | None
    threads: int


@dataclass(frozen=True)
class Opened:
    """A blob is open."""

    inputs: str


@dataclass(frozen=True)
class Note:
    """Where the job stands, as JSON."""

    told: str


@dataclass(frozen=True)
class Done:
    """The result, as JSON, after so many seconds."""

    result: str
    seconds: float


@dataclass(frozen=True)
class Broke:
    """The work raised an error: its last line, and where."""

    line: str
    seconds: float


@dataclass(frozen=True)
class Died:
    """The station is no more; `how` says what is known of it."""

    how: Text


Frame = Opened | Note | Done | Broke | Died
