"""Whether a record is what it was: every entry, every step, every file. It writes nothing, and needs no whole file.

What it cannot see: a record whose last entries were cut off, or which somebody wrote anew from some entry to the end.
A hash printed on a published page shows both, given as `head`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.record.detail import DETAILS
from app.record.entry import Entry, first_flaw
from app.record.errors import DamagedError, StepError
from app.record.history import History
from app.record.refusals import refused, said
from app.record.store import SCHEMA, Store, read_blob, read_entries
from models.words import Text, many

SHORTEST_HEAD = 12
"""Digits of a hash that are enough to mean one entry."""


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written; `entry`: its number, None where the whole file is meant."""

    entry: int | None
    text: Text


def audit(path: Path, head: str | None = None) -> tuple[Problem, ...]:
    """Return everything wrong with a record, of the log the first bad entry only; nothing if it is whole.

    Parameters
    ----------
    head : a hash somebody holds, at least its first 12 digits; an entry must bear it.

    Raises
    ------
    RecordError
        If there is no such file, or it is no record of this version.
    """
    try:
        return Store(path).read_untouched(lambda db: tuple(_problems(db, head)))
    except DamagedError as error:
        return (Problem(None, error.text),)
    except sqlite3.Error as error:
        return (Problem(None, said(error)),)
    except OSError as error:
        raise refused(path, error) from error


def _problems(db: sqlite3.Connection, head: str | None) -> Iterator[Problem]:
    # Bytes that are no text must not keep the entry that holds them from being named.
    db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    yield from _as_far_as_it_reads(_file(db))
    try:
        entries = read_entries(db)
    except sqlite3.Error as error:
        yield Problem(None, said(error))
        return
    yield from _log(entries)
    yield from _as_far_as_it_reads(_blobs(db, entries))
    if head is not None:
        yield from _head(entries, head)


def _as_far_as_it_reads(problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield problems until the file itself cannot be read further: that is one more."""
    try:
        yield from problems
    except sqlite3.Error as error:
        yield Problem(None, said(error))


def _file(db: sqlite3.Connection) -> Iterator[Problem]:
    """Ask SQLite about its pages, and whether tables and triggers are the ones we made."""
    told = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)")]
    if told != ["ok"]:
        yield Problem(
            None, Text(f"文件内部已损坏：{'；'.join(told)}", f"the file is damaged inside: {'; '.join(told)}")
        )
    made = {row[0] for row in db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    if made != set(SCHEMA):
        yield Problem(
            None,
            Text(
                "防止改动的保护被拆除，或文件结构被改动",
                "what protects the record from changes was removed, or its structure changed",
            ),
        )


def _log(entries: tuple[Entry, ...]) -> Iterator[Problem]:
    """Name the first entry that is not as it was written, or that the rules would not have allowed."""
    if not entries:
        yield Problem(None, Text("日志是空的", "the log is empty"))
        return
    flaw = first_flaw(entries)
    history = History()
    for entry in entries if flaw is None else entries[: flaw.seq - 1]:
        try:
            history = history.after(entry)
        except StepError as error:
            yield Problem(
                entry.seq,
                Text(
                    f"第{entry.seq}条是规则不允许的步骤：{error.text.zh}",
                    f"entry {entry.seq} is a step the rules do not allow: {error.text.en}",
                ),
            )
            return
        except ValueError as error:
            yield Problem(entry.seq, _unreadable(entry, error))
            return
    if flaw is not None:
        yield Problem(flaw.seq, flaw.text)


def _unreadable(entry: Entry, error: ValueError) -> Text:
    if entry.action not in DETAILS:
        return Text(
            f"第{entry.seq}条是未知的动作“{entry.action}”", f"entry {entry.seq} is an unknown action '{entry.action}'"
        )
    return Text(
        f"第{entry.seq}条的内容不合格式：{error}", f"the detail of entry {entry.seq} is not of its form: {error}"
    )


def _blobs(db: sqlite3.Connection, entries: tuple[Entry, ...]) -> Iterator[Problem]:
    """Name each file that is missing or changed, at the first entry that refers to it."""
    seen: set[str] = set()
    readable = True
    for entry in entries:
        try:
            files = list(entry.told().stored())
        except ValueError:  # named already
            readable = False
            continue
        for file in files:
            if file.sha256 in seen:
                continue
            seen.add(file.sha256)
            try:
                read_blob(db, file.sha256)
            except (DamagedError, sqlite3.Error) as error:
                why = error.text if isinstance(error, DamagedError) else said(error)
                yield Problem(
                    entry.seq,
                    Text(
                        f"第{entry.seq}条的文件“{file.name}”：{why.zh}",
                        f"entry {entry.seq}, file '{file.name}': {why.en}",
                    ),
                )
    loose = {row[0] for row in db.execute("SELECT sha256 FROM blobs")} - seen
    if loose and readable:
        yield Problem(
            None,
            Text(
                f"有{len(loose)}个文件没有任何一条提到：提到它们的各条被删去了，或文件是从别处放进来的",
                f"no entry refers to {many(len(loose), 'file')}: the entries that did were cut away, or another hand "
                "put them in",
            ),
        )


def _head(entries: tuple[Entry, ...], head: str) -> Iterator[Problem]:
    wanted = head.strip().lower()
    if len(wanted) < SHORTEST_HEAD:
        yield Problem(
            None,
            Text(f"校验值至少要{SHORTEST_HEAD}位", f"at least {SHORTEST_HEAD} digits of the hash are needed"),
        )
    elif not any(entry.hash.startswith(wanted) for entry in entries):
        yield Problem(
            None,
            Text(
                f"没有校验值为{head}的记录：档案被截短或换过",
                f"no entry bears the hash {head}: the record was cut or replaced",
            ),
        )
