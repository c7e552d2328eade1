"""The file of a record: SQLite with two tables, files by their hash and the log, to which one can only add.

Every step is one transaction, so that a process killed at any moment leaves the record before the step or after it; and
between steps the one file is everything, so that a copy of it is a whole backup. A connection lives as long as one
question or one step: nothing stays open that a crash could leave half done.

Transactions go through a rollback journal, not a write-ahead log. Emptying that log while somebody else commits can
lose committed steps in every SQLite from 3.7.0 to 3.51.2 (its "WAL-reset bug"), and most Pythons bring one of these; it
also needs memory shared between all who work, which a network folder does not give.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from app.record.entry import Entry
from app.record.errors import DamagedError, RecordError
from app.record.refusals import said_of
from models.words import Text

APPLICATION_ID = 0x4C47594A
"""What makes an SQLite file a record of ours: the letters LGYJ."""
VERSION = 1
PATIENCE = 30.0
"""Seconds to wait for somebody else's step."""

SCHEMA = (
    "CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL) STRICT",
    "CREATE TABLE log (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, "
    "why TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT",
    # A file that is there already is kept as it is: INSERT OR REPLACE would delete without asking a trigger.
    "CREATE TRIGGER blobs_once BEFORE INSERT ON blobs WHEN EXISTS (SELECT 1 FROM blobs WHERE sha256 = NEW.sha256) "
    "BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER log_grows BEFORE INSERT ON log WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log) "
    "BEGIN SELECT RAISE(ABORT, 'the log only grows at its end'); END",
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'nothing in a record is ever changed'); END"
        for table in ("blobs", "log")
        for verb in ("update", "delete")
    ),
)

Answer = TypeVar("Answer")


def connect(path: Path, how: str) -> sqlite3.Connection:
    """Open a file that exists; `how` as SQLite's URIs say it: `mode=rw`, `mode=ro&immutable=1`.

    Transactions are begun by hand: the standard library would begin them late, at the first statement that writes.
    """
    where = path.absolute().as_posix()
    root = "" if where.startswith("/") else "/"  # C:/ is /C:/ in a URI
    db = sqlite3.connect(f"file://{root}{quote(where)}?{how}", uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous = EXTRA")
        db.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        db.close()
        raise
    return db


@dataclass(frozen=True)
class Store:
    """A record's file.

    Every method raises `RecordError` with what is wrong and what to do, and has then changed nothing.
    """

    path: Path

    @classmethod
    def create(cls, path: Path, blobs: Mapping[str, bytes], first: Entry) -> Store:
        """Make a new file with its first entry; a file that is there is never overwritten.

        It is built in a folder beside and comes to its place whole.
        """
        _refuse_taken(path)
        packed = _packed(blobs)
        with said_of(path), _beside(path) as folder:
            made = folder / "record"
            made.touch()
            with closing(connect(made, "mode=rw")) as db:
                _begin(db)
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {VERSION}")
                for statement in SCHEMA:
                    db.execute(statement)
                _add(db, packed, first)
                db.execute("COMMIT")
            _to_its_place(made, path)
        return cls(path)

    def read(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Ask something, in one transaction: what comes back belongs together."""
        _refuse_absent(self.path)
        with said_of(self.path):
            return _ask(self.path, question, "mode=rw")

    def read_untouched(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Ask something without writing anything, whatever a crash left; raises `sqlite3.Error` as it comes."""
        _refuse_absent(self.path)
        try:
            return _ask(self.path, question, "mode=ro")
        except sqlite3.OperationalError as error:
            journal = Path(f"{self.path.resolve()}-journal")  # SQLite lays it beside the file itself, not a link to it
            if not (_means(error, sqlite3.SQLITE_READONLY) and journal.exists()):
                raise
            # Somebody was killed while writing. Who opens the record next takes that back; here a copy must do.
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / "record"
                shutil.copyfile(self.path, copy)
                shutil.copyfile(journal, f"{copy}-journal")
                return _ask(copy, question, "mode=rw")

    def entries(self) -> tuple[Entry, ...]:
        """Return the log."""
        return self.read(read_entries)

    def blob(self, sha256: str) -> bytes:
        """Return the bytes of a file, held against its hash."""
        return self.read(lambda db: read_blob(db, sha256))

    def append(
        self, blobs: Mapping[str, bytes], make: Callable[[tuple[Entry, ...]], Entry], known: Iterable[str] = ()
    ) -> Entry:
        """Add one entry and its files, in one transaction.

        Parameters
        ----------
        blobs : SHA-256 -> bytes.
        make : returns the new entry, given all before it; what it raises undoes everything.
        known : SHA-256 of files the entry refers to that must be there already.
        """
        _refuse_absent(self.path)
        packed = _packed(blobs)  # long for a big plan, so not while others wait
        with said_of(self.path), closing(connect(self.path, "mode=rw")) as db:
            check_kind(db)
            _begin(db)
            try:
                entry = make(read_entries(db))
                _add(db, packed, entry)
                for sha256 in known:
                    read_blob(db, sha256)
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled back already
                    db.execute("ROLLBACK")
                raise
        return entry

    def backup(self, path: Path) -> None:
        """Write a whole copy, whoever is working; never over a file that is there."""
        _refuse_taken(path)
        _refuse_absent(self.path)
        with said_of(path), _beside(path) as folder:
            made = folder / "record"
            made.touch()

            def copy(db: sqlite3.Connection) -> None:
                with said_of(path), closing(connect(made, "mode=rw")) as target:
                    db.backup(target)

            self.read(copy)
            _to_its_place(made, path)


def _ask(path: Path, question: Callable[[sqlite3.Connection], Answer], how: str) -> Answer:
    with closing(connect(path, how)) as db:
        db.execute("PRAGMA query_only = ON")
        check_kind(db)
        db.execute("BEGIN")
        return question(db)


def _begin(db: sqlite3.Connection) -> None:
    """Begin a step: from here on nobody else writes."""
    db.execute("PRAGMA journal_mode = DELETE").fetchall()  # whatever another program may have made of the file
    db.execute("BEGIN IMMEDIATE")


def _means(error: sqlite3.Error, code: int) -> bool:
    """Whether an error is of a kind of SQLite's, whatever its extended part says."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == code


def check_kind(db: sqlite3.Connection) -> None:
    """Raise `RecordError` if an SQLite file is no record, or one of a later version."""
    (kind,), (version,) = (db.execute(f"PRAGMA {key}").fetchone() for key in ("application_id", "user_version"))
    if kind != APPLICATION_ID:
        raise DamagedError(Text("这个文件不是年度档案", "this file is no record of a year"))
    if version != VERSION:
        raise RecordError(
            Text(
                f"这份年度档案是另一版本的程序写的（格式{version}，本程序读格式{VERSION}）：请换用新版程序",
                f"this record was written by another version (format {version}, this program reads {VERSION}): use the "
                "newer program",
            )
        )


def read_entries(db: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return the log of an open file, by number."""
    rows = db.execute("SELECT seq, at, who, action, why, detail, previous, hash FROM log ORDER BY seq")
    return tuple(Entry(*row) for row in rows)


def read_blob(db: sqlite3.Connection, sha256: str) -> bytes:
    """Return the bytes of a file; raises `DamagedError` if it is missing or not what its hash says."""
    row = db.execute("SELECT size, data FROM blobs WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise DamagedError(Text(f"档案里缺少文件 {sha256[:12]}…", f"file {sha256[:12]}… is missing from the record"))
    try:
        data = zlib.decompress(row[1])
    except (zlib.error, TypeError):
        data = b""
    if len(data) != row[0] or hashlib.sha256(data).hexdigest() != sha256:
        raise DamagedError(
            Text(
                f"档案里的文件 {sha256[:12]}… 已损坏或被改动",
                f"file {sha256[:12]}… in the record is damaged or changed",
            )
        )
    return data


def _packed(blobs: Mapping[str, bytes]) -> dict[str, tuple[int, bytes]]:
    return {sha256: (len(data), zlib.compress(data)) for sha256, data in blobs.items()}


def _add(db: sqlite3.Connection, packed: Mapping[str, tuple[int, bytes]], entry: Entry) -> None:
    for sha256, (size, data) in packed.items():
        if db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (sha256,)).fetchone() is None:
            db.execute("INSERT INTO blobs VALUES (?, ?, ?)", (sha256, size, data))
        else:
            read_blob(db, sha256)  # nothing new may lean on a damaged file
    db.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", astuple(entry))


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Make a folder for the time being, on the same disk as `path`."""
    if not path.parent.is_dir():
        raise RecordError(Text(f"没有“{path.parent}”这个文件夹", f"there is no folder '{path.parent}'"))
    folder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _to_its_place(made: Path, path: Path) -> None:
    """Let a finished file appear under its name, unless one appeared there meanwhile."""
    try:
        os.link(made, path)
    except FileExistsError:
        _refuse_taken(path)
    except OSError:  # a disk without hard links, as USB sticks are
        _refuse_taken(path)
        made.rename(path)
    if os.name == "posix":  # the name must outlast a power cut as the content does
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _refuse_taken(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise RecordError(Text(f"{path} 已存在，不覆盖", f"{path} exists and is not overwritten"))


def _refuse_absent(path: Path) -> None:
    if path.is_dir():
        raise RecordError(Text(f"{path} 是文件夹，不是年度档案", f"{path} is a folder, no record of a year"))
    if not path.exists():
        raise RecordError(Text(f"没有“{path}”这个文件", f"there is no file '{path}'"))
