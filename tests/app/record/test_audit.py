"""Whoever changes a record by hand, protections taken off, is found, at the first entry that is not as it was."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app.record.audit import Problem, audit
from app.record.detail import Appeals, Detail, Finalise, NewInputs, Publish, StoredFile, Undo
from app.record.entry import Entry, canonical, seal
from app.record.errors import RecordError
from app.record.record import Record
from app.record.store import SCHEMA
from tests.app.record.years import BEIJING, IN_AUGUST, IN_JULY, act, begin, walk

LAST = 9
"""Entries of a year walked to its end."""


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = begin(tmp_path / "2026.lungang")
    walk(record)
    assert audit(record.path) == ()
    return record


def by_hand(record: Record, *statements: str | tuple[str, tuple[object, ...]]) -> None:
    """Take the triggers off, change something, put the triggers on again."""
    db = sqlite3.connect(record.path, isolation_level=None)
    triggers = [sql for sql in SCHEMA if sql.startswith("CREATE TRIGGER")]
    for name in [sql.split()[2] for sql in triggers]:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(*((statement, ()) if isinstance(statement, str) else statement))
    for sql in triggers:
        db.execute(sql)
    db.close()


def first(record: Record) -> Problem:
    """Return the only problem of a record."""
    (problem,) = audit(record.path)
    assert problem.text.zh
    return problem


@pytest.mark.parametrize("seq", [1, 4, LAST])
@pytest.mark.parametrize("column", ["at", "who", "action", "why", "detail", "previous", "hash"])
def test_a_changed_cell_is_found(record: Record, seq: int, column: str) -> None:
    by_hand(record, f"UPDATE log SET {column} = 'undo' || substr({column}, 2) WHERE seq = {seq}")
    problem = first(record)
    assert problem.entry == seq
    assert f"entry {seq} was changed" in problem.text.en


def test_a_detail_spelled_otherwise_is_found(record: Record) -> None:
    by_hand(record, "UPDATE log SET detail = ' ' || detail WHERE seq = 5")
    assert first(record).entry == 5


def test_bytes_that_are_no_text_are_found(record: Record) -> None:
    by_hand(record, "UPDATE log SET who = CAST(x'ff41' AS TEXT) WHERE seq = 5")
    assert first(record).entry == 5
    with pytest.raises(RecordError):
        record.state()


def test_a_missing_entry_is_found(record: Record) -> None:
    by_hand(record, "DELETE FROM log WHERE seq = 4")
    problem = first(record)
    assert (problem.entry, problem.text.en) == (4, "entry 4 is missing")


def test_a_missing_entry_whose_number_was_closed_up_is_found(record: Record) -> None:
    by_hand(
        record, "DELETE FROM log WHERE seq = 4", *(f"UPDATE log SET seq = {i} WHERE seq = {i + 1}" for i in range(4, 9))
    )
    problem = first(record)
    assert problem.entry == 4
    assert "out of order" in problem.text.en


def test_a_missing_beginning_is_found(record: Record) -> None:
    by_hand(record, "DELETE FROM log WHERE seq = 1")
    assert first(record).entry == 1


def test_two_entries_swapped_are_found(record: Record) -> None:
    by_hand(record, *(f"UPDATE log SET seq = {b} WHERE seq = {a}" for a, b in ((4, 99), (5, 4), (99, 5))))
    problem = first(record)
    assert problem.entry == 4
    assert "out of order" in problem.text.en


def test_an_entry_below_the_first_is_found(record: Record) -> None:
    by_hand(record, "INSERT INTO log SELECT 0, at, who, action, why, detail, previous, hash FROM log WHERE seq = 2")
    assert first(record).entry == 1


def test_an_entry_changed_and_hashed_anew_is_found(record: Record) -> None:
    entry = replace(record.entries()[3], who="别人")
    by_hand(record, ("UPDATE log SET who = ?, hash = ? WHERE seq = 4", ("别人", entry.digest())))
    problem = first(record)
    assert problem.entry == 4
    assert "hash made anew" in problem.text.en


def test_only_a_printed_hash_shows_that_the_end_was_cut(record: Record) -> None:
    printed, earlier = record.entries()[-1].hash, record.entries()[4].hash
    assert audit(record.path, printed) == audit(record.path, printed[:12].upper() + " ") == ()
    by_hand(record, "DELETE FROM log WHERE seq > 8")
    assert "no entry refers to 2 files" in first(record).text.en
    known = {file.sha256 for entry in record.entries() for file in entry.told().stored()}
    by_hand(record, f"DELETE FROM blobs WHERE sha256 NOT IN ({', '.join(map(repr, known))})")
    assert audit(record.path) == audit(record.path, earlier) == ()
    (problem,) = audit(record.path, printed)
    assert "cut or replaced" in problem.text.en
    (problem,) = audit(record.path, printed[:6])
    assert "12 digits" in problem.text.en


def test_only_a_printed_hash_shows_that_all_was_written_anew(record: Record) -> None:
    printed = record.entries()[4].hash
    chain: list[Entry] = []
    for entry in record.entries():
        on = act(entry.why, "别人" if entry.seq == 3 else entry.who)
        chain.append(seal(on, entry.told(), chain[-1] if chain else None))
    rows = [(e.who, e.previous, e.hash, e.seq) for e in chain]
    by_hand(record, *(("UPDATE log SET who = ?, previous = ?, hash = ? WHERE seq = ?", row) for row in rows))
    assert audit(record.path) == ()
    assert audit(record.path, printed) != ()


def test_protection_taken_off_is_found(record: Record) -> None:
    with sqlite3.connect(record.path) as db:
        db.execute("DROP TRIGGER log_no_update")
    db.close()
    problem = first(record)
    assert problem.entry is None
    assert "protects" in problem.text.en


FORBIDDEN: dict[str, Callable[[Record], Detail]] = {
    "final while an appeal is upheld": lambda r: Finalise(run=1, today=IN_AUGUST, early=False),
    "early without a reason": lambda r: Finalise(run=1, today=IN_JULY, early=True),
    "other tables after publication": lambda r: NewInputs(inputs=r.state().inputs),
    "published twice": lambda r: Publish(run=1, start=IN_JULY, until=IN_JULY, days=1, working_days=None, round=2),
    "undo of another step": lambda r: Undo(undone=2),
}


@pytest.mark.parametrize("why", FORBIDDEN)
def test_a_step_the_rules_do_not_allow_is_found(tmp_path: Path, why: str) -> None:
    record = begin(tmp_path / "r")
    walk(record, "appeals")
    entry = seal(act(), FORBIDDEN[why](record), record.entries()[-1])
    smuggle(record, entry)
    problem = first(record)
    assert problem.entry == 5
    assert "rules do not allow" in problem.text.en


@pytest.mark.parametrize(
    ("action", "detail", "said"),
    [
        ("erase", "{}", "unknown action 'erase'"),
        ("undo", "{}", "not of its form"),
        ("undo", '{"undone":"4"}', "not of its form"),
        ("undo", '{"more":1,"undone":4}', "not of its form"),
    ],
)
def test_an_entry_that_says_nothing_known_is_found(tmp_path: Path, action: str, detail: str, said: str) -> None:
    record = begin(tmp_path / "r")
    walk(record, "appeals")
    entry = replace(seal(act(), Undo(undone=4), record.entries()[-1]), action=action, detail=detail)
    smuggle(record, replace(entry, hash=entry.digest()))
    problem = first(record)
    assert problem.entry == 5
    assert said in problem.text.en


def smuggle(record: Record, entry: Entry) -> None:
    """Add an entry past the rules."""
    columns = (entry.seq, entry.at, entry.who, entry.action, entry.why, entry.detail, entry.previous, entry.hash)
    by_hand(record, ("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", columns))


def blob_of(record: Record, seq: int) -> StoredFile:
    return next(iter(record.entries()[seq - 1].told().stored()))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM blobs WHERE sha256 = '{}'",
        "UPDATE blobs SET data = x'00' WHERE sha256 = '{}'",
        "UPDATE blobs SET size = size + 1 WHERE sha256 = '{}'",
        f"UPDATE blobs SET data = x'{zlib.compress(b'other').hex()}', size = 5 WHERE sha256 = '{{}}'",
    ],
)
@pytest.mark.parametrize("seq", [2, 4])
def test_a_file_that_is_missing_or_changed_is_found(record: Record, seq: int, statement: str) -> None:
    file = blob_of(record, seq)
    by_hand(record, statement.format(file.sha256))
    problem = first(record)
    assert problem.entry == seq
    assert f"'{file.name}'" in problem.text.en
    with pytest.raises(RecordError):
        record.blob(file.sha256)


def test_a_file_put_in_by_another_hand_is_found(record: Record) -> None:
    with sqlite3.connect(record.path) as db:
        db.execute("INSERT INTO blobs VALUES ('0', 0, x'00')")
    db.close()
    problem = first(record)
    assert problem.entry is None
    assert "no entry refers to 1 file" in problem.text.en


def test_nothing_new_leans_on_a_changed_file(tmp_path: Path) -> None:
    record = begin(tmp_path / "r")
    state = walk(record, "appeals")
    by_hand(record, f"UPDATE blobs SET data = x'00' WHERE sha256 = '{blob_of(record, 4).sha256}'")
    counts = {"upheld": 0, "dismissed": 0, "pending": 0}
    with pytest.raises(RecordError, match="damaged"):
        record.add_appeals(("申诉表.csv", b"a"), counts, act(), state.head)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET who = 'x'",
        "DELETE FROM log",
        "UPDATE blobs SET size = 0",
        "DELETE FROM blobs",
        "INSERT INTO log SELECT 11, at, who, action, why, detail, previous, hash FROM log WHERE seq = 9",
        "INSERT OR REPLACE INTO log SELECT 4, at, who, action, why, detail, previous, hash FROM log WHERE seq = 5",
    ],
)
def test_the_file_itself_refuses_changes(record: Record, statement: str) -> None:
    db = sqlite3.connect(record.path)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)
    db.close()
    assert audit(record.path) == ()


def test_a_file_kept_once_is_not_replaced(record: Record) -> None:
    with sqlite3.connect(record.path) as db:
        db.execute("INSERT OR REPLACE INTO blobs SELECT sha256, 0, x'00' FROM blobs")
    db.close()
    assert audit(record.path) == ()


def test_damage_anywhere_is_found_and_never_a_traceback(record: Record) -> None:
    whole = record.path.read_bytes()
    pages = len(whole) // 4096
    found = 0
    for page in range(pages):
        record.path.write_bytes(whole[: page * 4096] + b"\xa5" * 4096 + whole[(page + 1) * 4096 :])
        found += audit(record.path) != ()
    assert found == pages
    for size in range(0, len(whole), 5000):
        record.path.write_bytes(whole[:size])
        assert audit(record.path) != ()


def test_an_empty_log_is_found(record: Record) -> None:
    by_hand(record, "DELETE FROM log", "DELETE FROM blobs")
    assert "empty" in first(record).text.en


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(RecordError):
            audit(path)


def test_an_audit_writes_nothing(record: Record) -> None:
    before = (record.path.read_bytes(), record.path.stat().st_mtime_ns, os.listdir(record.path.parent))
    audit(record.path)
    assert (record.path.read_bytes(), record.path.stat().st_mtime_ns, os.listdir(record.path.parent)) == before


def test_hash_is_what_the_documentation_says(record: Record) -> None:
    import hashlib
    import json

    entry = record.entries()[1]
    body = {"at": entry.at, "who": entry.who, "action": entry.action, "why": entry.why, "seq": 2}
    text = json.dumps(
        body | {"detail": json.loads(entry.detail)}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert entry.hash == hashlib.sha256(f"{entry.previous}\n{text}".encode()).hexdigest()
    assert canonical({"b": 1, "a": "甲"}) == '{"a":"甲","b":1}'
    assert datetime.fromisoformat(entry.at).tzinfo == BEIJING


def test_counts_below_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="greater"):
        Appeals(file=StoredFile(name="a", sha256="0" * 64), upheld=-1, dismissed=0, pending=0)
