"""The record's promises: nobody's work is lost, what is kept comes back as it was, every refusal is a sentence."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app.record.audit import audit
from app.record.detail import StoredFile
from app.record.entry import NO_HASH, Act
from app.record.errors import DamagedError, RecordError, StepError
from app.record.given import NewFiles
from app.record.history import MovedError
from app.record.layout import files_of
from app.record.record import Record
from tests.app.record.children import IN_CHILDREN, child, outcome
from tests.app.record.years import (
    INPUTS,
    JULY,
    OTHER_INPUTS,
    PLAN,
    act,
    begin,
    rerun_of,
    solve_of,
    walk,
)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return begin(tmp_path / "二〇二六 年.lungang")


def test_the_log_tells_who_did_what_when_and_why(record: Record) -> None:
    walk(record, "publish")
    record.undo(act("日期写错", "李四"), None)
    first, *_, last = record.entries()
    assert (first.seq, first.previous, first.action, first.why) == (1, NO_HASH, "new", "新的一年")
    assert (last.at, last.who, last.why) == ("2026-06-01T09:30:00+08:00", "李四", "日期写错")
    assert last.say().zh == "第4条，2026-06-01 09:30，李四 撤销第3条：日期写错"
    assert last.detail == '{"undone":3}'


def test_who_and_a_zone_are_asked_for() -> None:
    with pytest.raises(RecordError):
        act(who="  ")
    with pytest.raises(RecordError):
        act(why="\udcff")
    with pytest.raises(ValueError, match="zone"):
        Act("孔笙", "", datetime(2026, 6, 1))


def test_a_step_from_an_old_view_is_refused_and_told_what_happened(record: Record) -> None:
    seen = walk(record, "run")
    record.publish(1, JULY, act("先公示", "李四"), seen.head)
    before = record.entries()
    with pytest.raises(MovedError, match=r"李四 published run 1 .*: 先公示") as moved:
        record.add_inputs(OTHER_INPUTS, act(), seen.head)
    assert [entry.seq for entry in moved.value.since] == [3]
    assert "李四 公示第1次求解的方案（第1轮，2026-07-01至2026-07-07）：先公示" in moved.value.text.zh
    assert record.entries() == before


def test_documents_move_nobody_on(record: Record) -> None:
    seen = walk(record, "run")
    record.note_documents(1, {"公示 名单.html": b"p"}, act())
    assert record.publish(1, JULY, act(), seen.head).phase == "published"


def test_a_view_of_another_record_is_refused(record: Record) -> None:
    with pytest.raises(RecordError, match="replaced or cut"):
        record.add_run(solve_of(record.state()), act(), "f" * 64)


def test_solves_side_by_side_both_count(record: Record) -> None:
    seen = record.state()
    record.add_run(solve_of(seen, b"a"), act(), seen.head)
    record.note_documents(1, {"a": b"a"}, act())
    added = record.add_run(solve_of(seen, b"b"), act(), seen.head)
    assert (added.run.run, added.run.late, added.state.latest) == (2, False, 2)
    assert [entry.action for entry in added.since] == ["run", "documents"]


LATE: dict[str, Callable[[Record], object]] = {
    "published": lambda r: r.publish(1, JULY, act(), None),
    "other tables": lambda r: r.add_inputs(OTHER_INPUTS, act(), None),
    "undone": lambda r: r.undo(act(), None),
}


@pytest.mark.parametrize("how", LATE)
def test_a_solve_that_comes_late_is_kept_and_changes_nothing(record: Record, how: str) -> None:
    seen = walk(record, "run")
    LATE[how](record)
    before = record.state()
    added = record.add_run(solve_of(seen, b"late"), act(), seen.head)
    assert (added.run.run, added.run.late) == (2, True)
    assert added.state == replace(before, runs=(*before.runs, added.run))
    moves = next(file for file in added.run.files if file.name == "moves.csv")
    assert record.blob(moves.sha256) == b"late"
    assert audit(record.path) == ()


def test_a_rerun_that_heard_an_older_register_comes_late(record: Record) -> None:
    seen = walk(record, "appeals")
    record.add_appeals(("申诉表.csv", b"newer"), {"upheld": 2, "dismissed": 0, "pending": 0}, act(), seen.head)
    added = record.add_run(rerun_of(seen), act(), seen.head)
    assert added.run.late
    assert added.state.phase == "appeals"


def test_a_run_that_was_never_allowed_is_refused_whatever_came_in_since(record: Record) -> None:
    seen = walk(record, "publish")
    record.note_documents(1, {"a": b"a"}, act())
    with pytest.raises(StepError, match="re-run from the appeals"):
        record.add_run(solve_of(seen), act(), seen.head)


def test_two_who_publish_at_once_one_does(record: Record) -> None:
    seen = walk(record, "run")
    record.publish(1, JULY, act(), seen.head)
    with pytest.raises(MovedError):
        record.publish(1, JULY, act(), seen.head)
    assert len(record.state().publications) == 1


@IN_CHILDREN
def test_two_processes_append_and_a_third_reads_and_nothing_is_lost(record: Record) -> None:
    state = walk(record, "run")

    def write(who: str) -> None:
        for i in range(20):
            record.add_run(solve_of(state, f"{who}{i}".encode()), act(str(i), who), state.head)

    def read() -> None:
        for _ in range(20):
            assert record.state().year == 2026
            assert audit(record.path) == ()

    children = [child(lambda: write("甲")), child(lambda: write("乙")), child(read)]
    assert [outcome(pid) for pid in children] == [0, 0, 0]
    told = [(entry.who, entry.why) for entry in record.entries()[2:]]
    assert sorted(told) == sorted((who, str(i)) for who in "甲乙" for i in range(20))
    assert [run.run for run in record.state().runs] == list(range(1, 42))
    assert audit(record.path) == ()


def test_a_copy_of_the_one_file_and_a_backup_are_whole(record: Record, tmp_path: Path) -> None:
    state = walk(record)
    shutil.copy(record.path, tmp_path / "copy")
    record.backup(tmp_path / "backup")
    for name in ("copy", "backup"):
        other = Record.open(tmp_path / name)
        assert other.state() == state
        assert other.entries() == record.entries()
        assert audit(other.path, state.head) == ()
        other.note_documents(1, {"a": b"a"}, act())


def test_files_come_back_as_they_were(record: Record, tmp_path: Path) -> None:
    state = walk(record, "run")
    out = tmp_path / "方案 一"
    record.materialise(state.runs[0].files, out)
    assert files_of(out) == PLAN | {"moves.csv": b"1"}
    with pytest.raises(RecordError, match="not overwritten"):
        record.materialise(state.runs[0].files, out)
    laid = record.materialise_inputs(state.inputs, tmp_path / "in")
    assert files_of(laid.tables) == INPUTS.tables
    assert (laid.policy.name, laid.policy.read_bytes(), laid.aliases) == (*INPUTS.policy, None)


def test_a_workbook_is_laid_out_as_the_file_it_was(tmp_path: Path) -> None:
    inputs = NewFiles({"青禾县.xlsx": b"PK"}, ("青禾县.xlsx", b"p"), ("a.toml", b"q"))
    record = Record.create(tmp_path / "r", 2026, inputs, act())
    laid = record.materialise_inputs(record.state().inputs, tmp_path / "in")
    assert (laid.tables.name, laid.tables.read_bytes()) == ("青禾县.xlsx", b"PK")
    assert laid.policy.read_bytes() == b"p"
    assert laid.aliases is not None
    assert laid.aliases.read_bytes() == b"q"


BAD_NAMES = ["/etc/x", "../x", "a/../../x", "a//b", "./a", "", ".", "a/", "C:x", "a\\b", "a\0b", "\udcff", "尾 "]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_leads_elsewhere_is_refused(record: Record, tmp_path: Path, name: str) -> None:
    state = record.state()
    with pytest.raises(RecordError):
        record.add_run(replace(solve_of(state), files={name: b"1"}), act(), state.head)
    smuggled = StoredFile.model_construct(name=name, sha256=state.inputs.policy.sha256)
    with pytest.raises(RecordError):
        record.materialise([smuggled], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert record.state() == state


def test_a_link_does_not_lead_out_of_the_folder(record: Record, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "else").mkdir()
    (tmp_path / "out" / "图").symlink_to(tmp_path / "else")
    with pytest.raises(RecordError, match="outside"):
        record.materialise(walk(record, "run").runs[0].files, tmp_path / "out")
    assert files_of(tmp_path / "else") == {}


def test_text_that_cannot_be_stored_is_refused(record: Record) -> None:
    state = record.state()
    with pytest.raises(RecordError, match="run_id"):
        record.add_run(replace(solve_of(state), run_id="\ud800"), act(), state.head)


def test_a_run_from_files_that_were_never_stored_is_refused(record: Record) -> None:
    state = record.state()
    unknown = StoredFile(name="x", sha256="0" * 64)
    elsewhere = state.inputs.model_copy(update={"policy": unknown})
    record.add_inputs(OTHER_INPUTS, act(), state.head)  # so that the run is late, and no rule looks at its inputs
    with pytest.raises(RecordError, match="missing"):
        record.add_run(replace(solve_of(state), inputs=elsewhere), act(), state.head)
    assert len(record.entries()) == 2


def test_a_changed_log_is_not_built_upon(record: Record) -> None:
    walk(record, "run")
    with sqlite3.connect(record.path) as db:
        db.execute("DROP TRIGGER log_no_update")
        db.execute("UPDATE log SET who = '别人' WHERE seq = 2")
    db.close()
    for ask in (record.state, lambda: record.publish(1, JULY, act(), None), lambda: Record.open(record.path)):
        with pytest.raises(DamagedError, match="entry 2 was changed"):
            ask()


def test_every_line_of_the_log_reads_in_both_languages(record: Record) -> None:
    walk(record, "finalise")
    record.note_documents(2, {"a": b"a", "b": b"b"}, act())
    added = record.add_run(solve_of(record.state()), act("隔夜才算完"), record.entries()[0].hash)
    assert added.run.late
    lines = [entry.say() for entry in record.entries()]
    assert [line.en.partition("孔笙 ")[2] for line in lines] == [
        "began the year 2026: 新的一年",
        "added run 1 (solve, proven best, 3 moves): 第一次",
        "published run 1 (round 1, 2026-07-01 to 2026-07-07)",
        "entered the appeals: 1 upheld, 2 dismissed, 0 pending: 接访",
        "added run 2 (re-run, proven best, 4 moves)",
        "published run 2 (round 2, 2026-07-01 to 2026-07-07): 再次公示",
        "made run 2 final",
        "made 2 documents from run 2",
        "added run 3 (solve, proven best, 3 moves, late, kept only): 隔夜才算完",
    ]
    assert lines[-1].zh.endswith("孔笙 记入第3次求解（求解，已证明最优，流动3人，来迟了，只留存）：隔夜才算完")


def test_next_year_begins_with_what_this_one_closed_with(record: Record, tmp_path: Path) -> None:
    closed = walk(record).closed
    assert closed is not None
    assert closed.policy is not None
    tables = record.contents(closed.tables)
    after = Record.create(
        tmp_path / "2027.lungang",
        2027,
        NewFiles(tables, (closed.policy.name, record.blob(closed.policy.sha256))),
        act(),
    )
    assert after.state().inputs.tables == closed.tables
