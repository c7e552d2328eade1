"""The record of a year, as the command line and the page use it.

Every step takes an `Act` (who, why, when) and `expected`, the `head` of the state its user saw: if somebody else did
something since, nothing is done and `MovedError` tells what. None stands for "whatever happened".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

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
    StoredFile,
    Undo,
)
from app.record.entry import Act, Entry, seal
from app.record.given import NamedBytes, NewFiles, Period, RunMade, keep, keep_inputs, written
from app.record.history import History, MovedError, moved_on, seen_since, whole
from app.record.layout import InputPaths, lay_out, lay_out_inputs
from app.record.state import YearState
from app.record.store import Store


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
        detail = written(lambda: New(year=year, inputs=keep_inputs(inputs, blobs)))
        first = seal(act, detail, None)
        return cls(Store.create(path, blobs, first))

    @classmethod
    def open(cls, path: Path) -> Record:
        """Open a record; raises `RecordError` if it is none, or not whole."""
        record = cls(Store(path))
        record.history()
        return record

    def history(self) -> History:
        """Return everything that happened; raises `DamagedError` if the log is not as it was written."""
        return whole(self._store.entries())

    def state(self) -> YearState:
        """Return where the year stands."""
        return self.history().state

    def entries(self) -> tuple[Entry, ...]:
        """Return the log."""
        return self.history().entries

    def blob(self, sha256: str) -> bytes:
        """Return the bytes of a stored file, held against their hash."""
        return self._store.blob(sha256)

    def contents(self, files: Iterable[StoredFile]) -> dict[str, bytes]:
        """Return stored files by name, as the record takes them: next year begins with this year's `closed.tables`."""
        return {file.name: self.blob(file.sha256) for file in files}

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
        stored = written(lambda: keep_inputs(inputs, blobs))
        return self._step(lambda _: NewInputs(inputs=stored), act, expected, blobs)

    def add_run(self, made: RunMade, act: Act, expected: str | None) -> RunAdded:
        """Add a run, whatever happened since it began: a long solve is never lost.

        Where only other runs and documents came in since, it counts as any other. Where the year moved on, it is kept
        as late: it changes no phase and is not the latest.

        Parameters
        ----------
        expected : the head when the run began.
        """
        blobs: dict[str, bytes] = {}
        files = written(lambda: keep(made.files, blobs))
        since: tuple[Entry, ...] = ()

        def make(history: History) -> Detail:
            nonlocal since
            since = seen_since(history, expected)
            return Run(
                run=history.numbers + 1,
                kind=made.kind,
                status=made.status,
                files=files,
                inputs=made.inputs,
                baseline=made.baseline,
                appeals=made.appeals,
                run_id=made.run_id,
                moves=made.moves,
                late=moved_on(since, runs_count=False),
            )

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
        stored = written(lambda: keep(dict([file]), blobs))[0]
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
        return self._step(lambda _: Documents(files=keep(files, {}), run=run), act, expected)

    def close_year(
        self, tables: Mapping[str, bytes], policy: NamedBytes | None, act: Act, expected: str | None
    ) -> YearState:
        """Close the year with next year's tables, and a draft of its policy."""
        blobs: dict[str, bytes] = {}
        kept = written(
            lambda: Close(
                tables=keep(tables, blobs), policy=keep(dict([policy]), blobs)[0] if policy is not None else None
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
            history = whole(entries)
            since = seen_since(history, expected)
            if moved_on(since):
                raise MovedError(since)
            sealed = seal(act, written(lambda: make(history)), entries[-1])
            grown = history.after(sealed)
            return sealed

        self._store.append(blobs or {}, entry, [file.sha256 for file in known])
        return grown.state


def _running(state: YearState, today: date) -> bool:
    return state.publication is not None and today <= state.publication.until


def _given(file: StoredFile | None) -> Iterable[StoredFile]:
    return () if file is None else (file,)
