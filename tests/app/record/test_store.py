"""The one file: what is no record is refused, a disk that fails changes nothing, nothing is left beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

import app.record.store
from app.record.audit import audit
from app.record.errors import RecordError
from app.record.given import NewFiles
from app.record.record import Record
from tests.app.record.children import IN_CHILDREN, child, outcome
from tests.app.record.years import INPUTS, OTHER_INPUTS, act, begin, solve_of, walk


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return begin(tmp_path / "二〇二六 年.lungang")


def test_a_record_is_never_overwritten(record: Record) -> None:
    before = record.path.read_bytes()
    for again in (lambda: begin(record.path), lambda: record.backup(record.path)):
        with pytest.raises(RecordError, match="not overwritten"):
            again()
    assert record.path.read_bytes() == before
    assert os.listdir(record.path.parent) == [record.path.name]


@pytest.mark.parametrize("links", [True, False])
def test_nothing_but_the_file_is_left_beside(record: Record, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError("no links here")))
    walk(record)
    record.backup(record.path.with_name("备份"))
    assert sorted(os.listdir(record.path.parent)) == sorted(["备份", record.path.name])


def not_records(folder: Path) -> dict[str, Path]:
    """Return paths that are no record, by why."""
    made = {name: folder / name for name in ("folder", "absent", "empty", "text", "other", "newer", "cut")}
    made["folder"].mkdir()
    made["empty"].touch()
    made["text"].write_text("工号\n01\n" * 500, encoding="utf-8")
    with sqlite3.connect(made["other"]) as db:
        db.execute("CREATE TABLE log (seq)")
    db.close()
    begin(made["newer"])
    with sqlite3.connect(made["newer"]) as db:
        db.execute("PRAGMA user_version = 2")
    db.close()
    walk(begin(made["cut"]), "run")
    os.truncate(made["cut"], 9000)
    return made


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("folder", "is a folder"),
        ("absent", "there is no file"),
        ("empty", "no record"),
        ("text", "no record"),
        ("other", "no record"),
        ("newer", "newer program"),
        ("cut", "damaged"),
    ],
)
def test_what_is_no_record_is_refused_and_left_alone(tmp_path: Path, why: str, said: str) -> None:
    path = not_records(tmp_path)[why]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(RecordError, match=said) as refused:
        Record.open(path)
    assert refused.value.text.zh
    with pytest.raises(RecordError):
        Record(app.record.store.Store(path)).note_documents(1, {}, act())
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no folder"):
        begin(tmp_path / "nowhere" / "r")


def test_a_full_disk_changes_nothing(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state, connect = record.state(), app.record.store.connect

    def small(path: Path, how: str) -> sqlite3.Connection:
        db = connect(path, how)
        db.execute("PRAGMA max_page_count = 12").fetchall()
        return db

    monkeypatch.setattr(app.record.store, "connect", small)
    big = replace(solve_of(state), files={"plan.xlsx": os.urandom(200_000)})
    with pytest.raises(RecordError, match="disk is full"):
        record.add_run(big, act(), state.head)
    with pytest.raises(RecordError, match="disk is full"):
        Record.create(tmp_path / "new", 2027, NewFiles(big.files, INPUTS.policy), act())
    monkeypatch.undo()
    assert not (tmp_path / "new").exists()
    assert audit(record.path, state.head) == ()
    assert record.add_run(big, act(), state.head).run.run == 1


@IN_CHILDREN
def test_a_disk_that_refuses_to_grow_changes_nothing(record: Record) -> None:
    import resource
    import signal

    state = record.state()

    def write() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        with pytest.raises(RecordError, match="disk"):
            record.add_run(replace(solve_of(state), files={"a": os.urandom(300_000)}), act(), state.head)

    assert outcome(child(write)) == 0
    assert record.state() == state
    assert audit(record.path, state.head) == ()


@IN_CHILDREN
def test_where_one_may_only_read_one_reads(record: Record) -> None:
    state = walk(record, "publish")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = Path(shutil.copy(record.path, folder / "档案"))
        path.chmod(0o444)
        folder.chmod(0o555)

        def look() -> None:
            if os.geteuid() == 0:
                os.setuid(65534)
            shut = Record.open(path)
            assert shut.state() == state
            assert audit(path, state.head) == ()
            with pytest.raises(RecordError, match="only be read"):
                shut.undo(act(), None)
            with pytest.raises(RecordError, match="refuses"):
                begin(folder / "new")

        assert outcome(child(look)) == 0
        folder.chmod(0o755)


def test_somebody_who_writes_for_long_is_waited_for_then_named(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.record.store, "PATIENCE", 0.05)
    db = sqlite3.connect(record.path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    assert record.state().phase == "draft"
    with pytest.raises(RecordError, match="another program"):
        record.add_inputs(OTHER_INPUTS, act(), None)
    db.execute("ROLLBACK")
    db.close()
    record.add_inputs(OTHER_INPUTS, act(), None)


def test_a_file_that_another_program_gave_a_write_ahead_log_is_given_back_its_journal(record: Record) -> None:
    db = sqlite3.connect(record.path)
    assert db.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    db.close()
    walk(record, "run")
    db = sqlite3.connect(record.path)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    db.close()
    assert os.listdir(record.path.parent) == [record.path.name]
