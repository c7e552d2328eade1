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
from app.record.detail import Detail, Run
from app.record.entry import Act
from app.record.errors import RecordError
from app.record.record import Record
from app.record.state import YearState
from app.record.steps import refusal
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
    try:
        return Record.open(path)
    except RecordError as error:
        named = str(path) in error.text.zh
        leave(UNUSABLE, [error.text if named else Text(f"{path}：{error.text.zh}", f"{path}: {error.text.en}")], lang)


def refuse_now(state: YearState, detail: Detail, why: str, lang: Lang) -> None:
    """End with 2 if a step is not allowed: told before anybody is asked to confirm it."""
    wrong = refusal(state, detail, why)
    if wrong is not None:
        leave(UNUSABLE, [wrong], lang)


def published_run(state: YearState, lang: Lang) -> Run:
    """Return the run appeals are heard against; ends with 2 if nothing is published, or all is settled."""
    if state.phase in ("final", "closed"):
        said = Text(
            "方案已定稿，不再登记申诉，也不再重算；新的情况留待下一年。",
            "the plan is final: no more appeals are entered, nothing is re-run; what is new waits for next year.",
        )
        leave(UNUSABLE, [said], lang)
    if state.published is None:
        leave(UNUSABLE, [Text("还没有公示：先用 year publish。", "nothing is published yet: year publish.")], lang)
    return state.published


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
