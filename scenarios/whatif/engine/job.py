"""One job, and the work it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from models.words import Text


@dataclass(frozen=True)
class Job:
    """One result that is wanted.

    Attributes
    ----------
    key : names its result: a hash of everything the result depends on.
    name : what people call it.
    group : whose it is: a district.
    inputs : the hash of the blob it works on.
    payload : what distinguishes it from others on the same blob; small, picklable.
    after : the key of the job whose result it is handed, and without which it fails; None for none.
    """

    key: str
    name: str
    group: str
    inputs: str
    payload: object
    after: str | None = None


class Work(Protocol):
    """How jobs are done; every process that does any imports it by its name, `package.module:OBJECT`."""

    def opened(self, blob: bytes) -> object:
        """Read a blob into what jobs work on; kept by the process for the jobs that follow."""

    def run(
        self,
        opened: object,
        payload: object,
        earlier: Mapping[str, Any] | None,
        threads: int,
        tell: Callable[[Mapping[str, Any]], None],
    ) -> dict[str, Any]:
        """Do one job and return its result, in types of JSON.

        Parameters
        ----------
        earlier : the result of the job this one comes after.
        threads : how many may compute at once.
        tell : told where the job stands: `tier`, `value`, `bound` and whatever else, in types of JSON.
        """


class EngineError(Exception):
    """Jobs cannot be done here; `problems` are sentences for whoever asked."""

    def __init__(self, problems: Sequence[Text]) -> None:
        super().__init__("\n".join(p.en for p in problems))
        self.problems = tuple(problems)


def found(work: str) -> Work:
    """Import the work of a name, `package.module:OBJECT`."""
    module, _, name = work.partition(":")
    return cast(Work, getattr(import_module(module), name))


def failed_row(*said: Text) -> dict[str, Any]:
    """Return the result of a job that has none."""
    return {"status": "failed", "said": [[text.zh, text.en] for text in said]}


def has_failed(result: Mapping[str, Any]) -> bool:
    """Whether a result is that of a job that has none."""
    return result.get("status") == "failed"


def broke_row(line: str) -> dict[str, Any]:
    """Return the result of a job in which an error was raised."""
    return failed_row(Text(f"计算出错：{line}", f"failed with {line}"))


def died_row(how: Text) -> dict[str, Any]:
    """Return the result of a job under which one process died, and a fresh one too."""
    return failed_row(
        Text(
            f"计算进程中途没了（{how.zh}），换新进程再算一次仍然如此",
            f"the process computing this died ({how.en}), and so did a fresh one",
        )
    )


def left_waiting(name: str) -> dict[str, Any]:
    """Return the result of a job whose earlier job, of this name, failed."""
    return failed_row(
        Text(f"要先算的“{name}”没有算成，这一项就没有算", f"'{name}' comes first and failed, so this was not computed")
    )
