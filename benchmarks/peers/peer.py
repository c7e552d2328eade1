"""What a peer is: a name, a command line that runs it, and what it answers.

A peer runs in a process of its own, whatever it is, so that its time and memory are its own and it can be killed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from benchmarks.peers.record import Recorder
from models.case import Case
from models.plan import Plan
from models.words import Text

Kind = Literal["ours", "solver", "by hand", "limit"]
"""`limit` answers an easier question: how fast or how good an answer could be at best."""
AnswerStatus = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class TierAnswer:
    """One tier of an answer.

    Attributes
    ----------
    value : as the peer counts it, None if it does not count.
    bound : no plan as good in the earlier tiers is below it; None if the peer proves nothing.
    seconds : when the tier ended, since the program began to be written; None if it did not.
    """

    value: int | None = None
    bound: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Answer:
    """What a peer found.

    Attributes
    ----------
    ignores : what of the question the peer leaves out, in words.
    """

    status: AnswerStatus
    plan: Plan | None = None
    tiers: tuple[TierAnswer, ...] = ()
    pairs: int | None = None
    ignores: str = ""


@dataclass(frozen=True)
class Effort:
    """What every peer may use: seconds of solving, and threads."""

    seconds: float
    workers: int = 2


@dataclass(frozen=True)
class Job:
    """One run to be done: the instance's files, the effort allowed, and the run's own folder to write in."""

    folder: Path
    district: Path
    policy: Path
    effort: Effort


Answering = Callable[[Case, Effort, Recorder], Answer]


def child_command(name: str, job: Job) -> list[str]:
    """Return the command line of a peer that is a function of this project."""
    return [
        sys.executable, "-m", "benchmarks.harness.child", name, str(job.folder), str(job.district), str(job.policy),
        str(job.effort.seconds), str(job.effort.workers),
    ]  # fmt: skip


@dataclass(frozen=True)
class Peer:
    """Somebody who answers.

    Attributes
    ----------
    name : as in tables and file names.
    title : for a reader.
    about : what it is, and what it leaves out, for a reader.
    answer : the function the child process calls; None for a peer that is a command of its own.
    command : the command line of a run; None for the child process that calls `answer`.
    """

    name: str
    title: str
    kind: Kind
    about: Text
    answer: Answering | None = None
    command: Callable[[Job], list[str]] | None = field(default=None)

    def command_of(self, job: Job) -> list[str]:
        """Return the command line that runs this peer."""
        return child_command(self.name, job) if self.command is None else self.command(job)
