"""The record of a year, as the command line and the page use it.

Every step takes an `Act` (who, why, when) and `expected`, the `head` of the state its user saw: if somebody else did
something since, nothing is done and `MovedError` tells what. None stands for "whatever happened".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from app.record.detail import (
    Appeals,
    Close,
    Detail,
    Documents,
    Finalise,
    Inputs,
    New,
    NewInputs,
    Publish,
    Redo,
    Run,
    RunKind,
    Status,
    StoredFile,
    Undo,
    wrong_name,
)
from app.record.entry import Act, Entry, first_flaw, seal
from app.record.errors import DamagedError, RecordError, StepError
from app.record.history import History, folded, moved_on
from app.record.layout import InputPaths, lay_out, lay_out_inputs
from app.record.state import YearState
from app.record.store import Store
from models.words import Text

T = TypeVar("T")
NamedBytes = tuple[str, bytes]
"""A file's name and its bytes."""


class MovedError(RecordError):
    """Somebody did something since the state the user saw.

    Attributes
    ----------
    since : what happened since.
    """

    def __init__(self, since: tuple[Entry, ...]) -> None:
        told = [entry.say() for entry in since]
        super().__init__(
            Text(
                "这期间档案已有变动，这一步没有执行；请看过再决定：\n" + "\n".join(f"  {t.zh}" for t in told),
                "the record moved on meanwhile, and this step was not done; look and decide again:\n"
                + "\n".join(f"  {t.en}" for t in told),
            )
        )
        self.since = since


@dataclass(frozen=True)
class NewFiles:
    """Inputs to be stored: tables by name (relative path -> bytes), policy, other spellings."""

    tables: Mapping[str, bytes]
    policy: NamedBytes
    aliases: NamedBytes | None = None


@dataclass(frozen=True)
class RunMade:
    """A run to be added; see `detail.Run`.

    `inputs` is the `YearState.inputs` the run began with, `appeals` the `YearState.appeals` file it heard.
    """

    kind: RunKind
    status: Status
    files: Mapping[str, bytes]
    inputs: Inputs
    run_id: str
    moves: int
    baseline: int | None = None
    appeals: StoredFile | None = None
    note: str = ""


@dataclass(frozen=True)
class RunAdded:
    """A run as it was added.

    Attributes
    ----------
    run : with its number; `run.late`: the year had moved on, so that it changes nothing.
    since : what happened since it began.
    """

    run: Run
    state: YearState
    since: tuple[Entry, ...]


@dataclass(frozen=True)
class Period:
    """From when until when a plan is published, both days included, and how the bureau counted."""

    start: date
    until: date
    days: int | None = None
    working_days: int | None = None


class Record:
    """One year's record."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._store.path

    @classmethod
    def create(cls, path: Path, year: int, inputs: NewFiles, act: Act) -> Record:
        """Begin a year; a file that is there is never overwritten."""
        blobs: dict[str, bytes] = {}
        detail = _written(lambda: New(year=year, inputs=_keep_inputs(inputs, blobs)))
        first = seal(act, detail, None)
        folded([first])
        return cls(Store.create(path, blobs, first))

    @classmethod
    def open(cls, path: Path) -> Record:
        """Open a record; raises `RecordError` if it is none, or not whole."""
        record = cls(Store(path))
        record.history()
        return record

    def history(self) -> History:
        """Return everything that happened; raises `DamagedError` if the log is not as it was written."""
        return _history(self._store.entries())

    def state(self) -> YearState:
        """Return where the year stands."""
        return self.history().state

    def entries(self) -> tuple[Entry, ...]:
        """Return the log."""
        return self.history().entries

    def blob(self, sha256: str) -> bytes:
        """Return the bytes of a stored file, held against their hash."""
        return self._store.blob(sha256)

    def materialise(self, files: Iterable[StoredFile], folder: Path) -> None:
        """Write stored files under a folder; see `layout.lay_out`."""
        lay_out(self._store.blob, files, folder)

    def materialise_inputs(self, inputs: Inputs, folder: Path) -> InputPaths:
        """Write inputs under a folder and say where each lies, as the commands want it; see `layout`."""
        return lay_out_inputs(self._store.blob, inputs, folder)

    def backup(self, path: Path) -> None:
        """Write a whole copy, whoever is working."""
        self._store.backup(path)

    def add_inputs(self, inputs: NewFiles, act: Act, expected: str | None) -> YearState:
        """Put other tables, another policy in force."""
        blobs: dict[str, bytes] = {}
        stored = _written(lambda: _keep_inputs(inputs, blobs))
        return self._step(lambda _: NewInputs(inputs=stored), act, expected, blobs)

    def add_run(self, made: RunMade, act: Act, expected: str | None) -> RunAdded:
        """Add a run, whatever happened since it began: a long solve is never lost.

        Where only other runs and documents came in since, it counts as any other. Where the year moved on, or where
        what came in leaves no room for it, it is kept as late: it changes no phase and is not the latest.

        Parameters
        ----------
        expected : the head when the run began.
        """
        blobs: dict[str, bytes] = {}
        files = _written(lambda: _keep(made.files, blobs))
        since: tuple[Entry, ...] = ()

        def detail(late: bool, number: int) -> Run:
            return Run(
                run=number,
                kind=made.kind,
                status=made.status,
                files=files,
                inputs=made.inputs,
                baseline=made.baseline,
                appeals=made.appeals,
                run_id=made.run_id,
                moves=made.moves,
                note=made.note,
                late=late,
            )

        def make(history: History) -> Detail:
            nonlocal since
            since = _since(history, expected)
            run = detail(moved_on(since, runs_count=False), history.numbers + 1)
            if not since or run.late:
                return run
            try:
                history.after(seal(act, run, history.entries[-1]))
            except StepError:
                return detail(True, run.run)
            return run

        state = self._step(make, act, None, blobs, known=[*made.inputs.files(), *_given(made.appeals)])
        number = state.numbers
        return RunAdded(next(run for run in state.runs if run.run == number), state, since)

    def publish(self, run: int, period: Period, act: Act, expected: str | None) -> YearState:
        """Publish a run's plan; its round is counted here."""
        return self._step(
            lambda history: Publish(
                run=run,
                start=period.start,
                until=period.until,
                days=period.days,
                working_days=period.working_days,
                round=len(history.state.publications) + 1,
            ),
            act,
            expected,
        )

    def add_appeals(self, file: NamedBytes, counts: Mapping[str, int], act: Act, expected: str | None) -> YearState:
        """Enter the whole register of appeals; `counts`: how many are upheld, dismissed, pending."""
        blobs: dict[str, bytes] = {}
        stored = _written(lambda: _keep(dict([file]), blobs))[0]
        return self._step(
            lambda _: Appeals(
                file=stored, upheld=counts["upheld"], dismissed=counts["dismissed"], pending=counts["pending"]
            ),
            act,
            expected,
            blobs,
        )

    def finalise(self, run: int, today: date, act: Act, expected: str | None, *, early: bool = False) -> YearState:
        """Make a run's plan final; `early` allows it before the publication is over, with a reason."""
        return self._step(
            lambda history: Finalise(run=run, today=today, early=early and _running(history.state, today)),
            act,
            expected,
        )

    def note_documents(self, run: int, files: Mapping[str, bytes], act: Act, expected: str | None = None) -> YearState:
        """Note which documents were made from a run: their names and hashes, not the documents."""
        return self._step(lambda _: Documents(files=_keep(files, {}), run=run), act, expected)

    def close_year(
        self, tables: Mapping[str, bytes], policy: NamedBytes | None, act: Act, expected: str | None
    ) -> YearState:
        """Close the year with next year's tables, and a draft of its policy."""
        blobs: dict[str, bytes] = {}
        kept = _written(
            lambda: Close(
                tables=_keep(tables, blobs), policy=_keep(dict([policy]), blobs)[0] if policy is not None else None
            )
        )
        return self._step(lambda _: kept, act, expected, blobs)

    def undo(self, act: Act, expected: str | None) -> YearState:
        """Take back the last step."""
        return self._step(lambda history: Undo(undone=history.to_undo().seq), act, expected)

    def redo(self, act: Act, expected: str | None) -> YearState:
        """Do again the step last taken back."""
        return self._step(lambda history: Redo(redone=history.to_redo().seq), act, expected)

    def _step(
        self,
        make: Callable[[History], Detail],
        act: Act,
        expected: str | None,
        blobs: Mapping[str, bytes] | None = None,
        known: Iterable[StoredFile] = (),
    ) -> YearState:
        """Do one step: everything is looked at and written in one transaction.

        Parameters
        ----------
        known : files the step refers to that must be in the record already.
        """
        grown = History()

        def entry(entries: tuple[Entry, ...]) -> Entry:
            nonlocal grown
            history = _history(entries)
            since = _since(history, expected)
            if moved_on(since):
                raise MovedError(since)
            sealed = seal(act, _written(lambda: make(history)), entries[-1])
            grown = history.after(sealed)
            return sealed

        self._store.append(blobs or {}, entry, [file.sha256 for file in known])
        return grown.state


def _history(entries: tuple[Entry, ...]) -> History:
    """Fold a log that is as it was written."""
    if (flaw := first_flaw(entries)) is not None or not entries:
        text = flaw.text if flaw is not None else Text("日志是空的", "the log is empty")
        raise DamagedError(
            Text(f"档案不完整：{text.zh}。请用备份恢复", f"the record is not whole: {text.en}. Restore a backup")
        )
    try:
        return folded(entries)
    except (StepError, ValueError) as error:
        why = error.text if isinstance(error, StepError) else Text(str(error), str(error))
        raise DamagedError(
            Text(f"档案里有规则不允许的步骤：{why.zh}", f"the record holds a step the rules do not allow: {why.en}")
        ) from error


def _since(history: History, expected: str | None) -> tuple[Entry, ...]:
    if expected is None:
        return ()
    since = history.since(expected)
    if since is None:
        raise RecordError(
            Text(
                "您看到的状态不在这份档案里：文件被换过或截短过，请用 verify 核对",
                "what you saw is not in this record: the file was replaced or cut; check it with verify",
            )
        )
    return since


def _running(state: YearState, today: date) -> bool:
    return state.publication is not None and today <= state.publication.until


def _given(file: StoredFile | None) -> Iterable[StoredFile]:
    return () if file is None else (file,)


def _keep_inputs(inputs: NewFiles, blobs: dict[str, bytes]) -> Inputs:
    return Inputs(
        tables=_keep(inputs.tables, blobs),
        policy=_keep(dict([inputs.policy]), blobs)[0],
        aliases=_keep(dict([inputs.aliases]), blobs)[0] if inputs.aliases is not None else None,
    )


def _keep(files: Mapping[str, bytes], blobs: dict[str, bytes]) -> tuple[StoredFile, ...]:
    """Name files by their hash, in the order of their names, and put their bytes by."""
    kept = []
    for name, data in sorted(files.items()):
        if (wrong := wrong_name(name)) is not None:
            shown = name.encode("utf-8", "replace").decode()
            raise RecordError(
                Text(f"文件名“{shown}”不能记入：{wrong.zh}", f"the file '{shown}' cannot be kept: {wrong.en}")
            )
        sha256 = hashlib.sha256(data).hexdigest()
        blobs[sha256] = data
        kept.append(StoredFile(name=name, sha256=sha256))
    return tuple(kept)


def _written(make: Callable[[], T]) -> T:
    """Make a detail; what cannot be recorded is said as a `RecordError`."""
    try:
        return make()
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise RecordError(Text(f"不能记入：{told}", f"this cannot be recorded: {told}")) from error
