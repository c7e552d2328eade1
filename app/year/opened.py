"""A record opened for a command, and who acts on it; whatever it refuses ends the command with 2."""

from __future__ import annotations

import getpass
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from app.inputs import UNUSABLE, leave
from app.record.entry import Act
from app.record.errors import RecordError
from app.record.record import Record
from models.words import Lang, Text

SUFFIX = ".lungang"
"""How a record's file name ends."""


@dataclass(frozen=True)
class Actor:
    """Who does a step, why, and whether they are asked first.

    Attributes
    ----------
    by : None for the name this computer knows.
    yes : nothing is asked.
    """

    by: str | None
    why: str
    yes: bool
    lang: Lang

    def act(self) -> Act:
        """Return the act of this moment."""
        return Act.now(self.by or _known_name(), self.why)

    def confirm(self, said: Sequence[Text]) -> None:
        """Say what is about to be done and ask; ends with 2, nothing done, unless the answer is yes."""
        for text in said:
            click.echo(text.say(self.lang))
        if self.yes:
            return
        question = Text("确认？", "Do it?").say(self.lang)
        try:
            agreed = click.confirm(question, default=False)
        except click.Abort:
            nobody = Text("没有人回答；不必询问的，加 --yes。", "Nobody answers; with --yes nothing is asked.")
            leave(UNUSABLE, [nobody], self.lang)
        if not agreed:
            leave(UNUSABLE, [Text("没有做。", "Nothing was done.")], self.lang)


def actor_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--by`, `--why` and `--yes` to a command."""
    command = click.option("--yes", is_flag=True, help="不再询问 do not ask")(command)
    command = click.option("--why", default="", help="理由，记入日志 why, for the log")(command)
    return click.option("--by", help="经办人，默认为电脑用户名 who does this (default: the user's name)")(command)


def record_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument RECORD to a command."""
    return click.argument("record_path", metavar="RECORD", type=click.Path(path_type=Path))(command)


def run_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--run` to a command."""
    said = "哪一次求解，默认最近一次 which run (default: the latest)"
    return click.option("--run", "number", type=click.IntRange(min=1), help=said)(command)


def is_record(path: Path) -> bool:
    """Whether a path means a year's record rather than a plan."""
    return path.suffix == SUFFIX and not path.is_dir()


@contextmanager
def refusals(lang: Lang) -> Iterator[None]:
    """End the command with 2 if the record refuses something, saying why."""
    try:
        yield
    except RecordError as error:
        leave(UNUSABLE, [error.text], lang)


def opened(path: Path, lang: Lang) -> Record:
    """Open a record; ends with 2 if it is none, or damaged."""
    with refusals(lang):
        return Record.open(path)


@contextmanager
def desk() -> Iterator[Path]:
    """Give an empty folder to lay stored files out in, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lungang-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _known_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a computer that knows no name
        return "?"
