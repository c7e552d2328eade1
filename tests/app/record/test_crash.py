"""A process killed at any moment leaves the record as before its step or as after it, never between."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

import app.record.store
from app.record.audit import audit
from app.record.record import Record
from app.record.state import YearState
from tests.app.record.children import IN_CHILDREN, KILLED, child, outcome
from tests.app.record.years import OTHER_INPUTS, STEPS, act, begin, solve_of, walk

pytestmark = IN_CHILDREN

ACTIONS: dict[str, tuple[str, Callable[[Record, YearState], object]]] = {
    "inputs": ("", lambda r, s: r.add_inputs(OTHER_INPUTS, act(), s.head)),
    "run": ("", STEPS["run"]),
    "publish": ("run", STEPS["publish"]),
    "appeals": ("publish", STEPS["appeals"]),
    "rerun": ("appeals", STEPS["rerun"]),
    "finalise": ("again", STEPS["finalise"]),
    "documents": ("finalise", STEPS["documents"]),
    "close": ("finalise", STEPS["close"]),
    "undo": ("publish", lambda r, s: r.undo(act(), s.head)),
    "redo": ("undo", lambda r, s: r.redo(act(), s.head)),
}
"""What is done, and the step after which."""


def killing_at(statement: int) -> Callable[[Path, str], sqlite3.Connection]:
    """Return a way to connect that kills the process as SQLite begins its n-th statement, on whatever connection."""
    connect, begun = app.record.store.connect, count(1)

    def die(_: str) -> None:
        if next(begun) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    def connected(path: Path, how: str) -> sqlite3.Connection:
        db = connect(path, how)
        db.set_trace_callback(die)
        return db

    return connected


def reached(path: Path, after: str) -> Record:
    """Return a record walked up to and with a step."""
    record = begin(path)
    if after == "undo":
        walk(record, "publish")
        record.undo(act(), None)
    elif after:
        walk(record, after)
    return record


def held(path: Path, before: str, entries: int) -> bool:
    """Hold that a record is whole, as before a step or one entry further; return whether the step is done."""
    left = {name: (path.parent / name).read_bytes() for name in os.listdir(path.parent)}
    assert audit(path, before) == ()
    assert {name: (path.parent / name).read_bytes() for name in os.listdir(path.parent)} == left
    record = Record.open(path)
    now = record.entries()
    assert len(now) in (entries, entries + 1)
    assert now[entries - 1].hash == before
    # Opening took back what was left half done: the one file is whole, whatever still lies beside it.
    copy = path.parent.parent / f"copy of {path.parent.name}"
    shutil.copy(path, copy)
    assert audit(copy, now[-1].hash) == ()
    return len(now) > entries


@pytest.mark.parametrize("action", ACTIONS)
def test_killed_at_any_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    after, step = ACTIONS[action]
    base = reached(tmp_path / "base", after)
    state, entries = base.state(), len(base.entries())
    done = []
    for statement in count(1):
        folder = tmp_path / str(statement)
        folder.mkdir()
        path = Path(shutil.copy(base.path, folder / "2026.lungang"))

        def work(path: Path = path, statement: int = statement) -> None:
            monkeypatch.setattr(app.record.store, "connect", killing_at(statement))
            step(Record(app.record.store.Store(path)), state)

        code = outcome(child(work))
        done.append(held(path, state.head, entries))
        if code != KILLED:
            assert code == 0
            break
    assert len(done) > 8  # it was killed at many statements, and each time before the step was done
    assert done == [False] * (len(done) - 1) + [True]


def test_killed_while_beginning_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for statement in count(1):
        path = tmp_path / str(statement) / "2026.lungang"
        path.parent.mkdir()

        def work(path: Path = path, statement: int = statement) -> None:
            monkeypatch.setattr(app.record.store, "connect", killing_at(statement))
            begin(path)

        if outcome(child(work)) != KILLED:
            break
        assert not path.exists()
        begin(path)
        assert audit(path) == ()
    assert statement > 10
    assert audit(path) == ()


def test_killed_at_random_moments_of_a_large_write(tmp_path: Path) -> None:
    base = begin(tmp_path / "base")
    state, entries = base.state(), len(base.entries())
    drawn = random.Random(20260701)
    large = replace(solve_of(state), files={"plan.xlsx": drawn.randbytes(3_000_000)})
    trial = Path(shutil.copy(base.path, tmp_path / "trial"))
    began = time.perf_counter()
    Record.open(trial).add_run(large, act(), state.head)
    lasts = time.perf_counter() - began
    for i in range(40):
        folder = tmp_path / str(i)
        folder.mkdir()
        path = Path(shutil.copy(base.path, folder / "2026.lungang"))
        hears, tells = os.pipe()

        def work(path: Path = path, tells: int = tells) -> None:
            Record(app.record.store.Store(path)).add_run(large, act(), state.head)
            os.write(tells, b"!")

        pid = child(work)
        os.close(tells)
        time.sleep(drawn.uniform(0.0, 1.1) * lasts)
        os.kill(pid, signal.SIGKILL)
        outcome(pid)
        told = os.read(hears, 1) == b"!"
        os.close(hears)
        done = held(path, state.head, entries)
        assert done or not told
        shutil.rmtree(folder)


def test_killed_when_half_of_it_lies_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "年"
    folder.mkdir()
    record = begin(folder / "2026.lungang")
    state, size = record.state(), record.path.stat().st_size
    large = replace(solve_of(state), files={"plan.xlsx": random.Random(1).randbytes(5_000_000)})

    def work() -> None:
        connect = app.record.store.connect

        def die(statement: str) -> None:
            if statement == "COMMIT":
                os.kill(os.getpid(), signal.SIGKILL)

        def connected(path: Path, how: str) -> sqlite3.Connection:
            db = connect(path, how)
            db.set_trace_callback(die)
            return db

        monkeypatch.setattr(app.record.store, "connect", connected)
        record.add_run(large, act(), state.head)

    assert outcome(child(work)) == KILLED
    assert record.path.stat().st_size > size + 1_000_000
    assert len(os.listdir(folder)) == 2
    assert not held(record.path, state.head, 1)
    assert record.path.stat().st_size == size
    assert record.add_run(large, act(), state.head).run.run == 1
