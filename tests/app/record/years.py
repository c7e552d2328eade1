"""Years to try the record on: a step each, and one walked from its first day to its last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from app.record.detail import StoredFile
from app.record.entry import Act
from app.record.given import NewFiles, Period, RunMade
from app.record.record import Record
from app.record.state import YearState

BEIJING = timezone(timedelta(hours=8))
INPUTS = NewFiles(
    {"学校表.csv": "学校代码\n0001\n".encode(), "教师 花名册.csv": "工号\n01\n".encode()},
    ("试行办法.toml", 'name = "试行办法"\n'.encode()),
)
OTHER_INPUTS = NewFiles({"学校表.csv": b"2"}, INPUTS.policy, ("别名.toml", b"[x]"))
JULY = Period(date(2026, 7, 1), date(2026, 7, 7), days=7)
IN_JULY, IN_AUGUST = date(2026, 7, 3), date(2026, 8, 1)
PLAN = {"plan.json": b"{}", "图/moves.csv": b"teacher_id\n01\n"}
ONE_UPHELD = {"upheld": 1, "dismissed": 2, "pending": 0}


def act(why: str = "", who: str = "孔笙") -> Act:
    """Return an act at a fixed time."""
    return Act(who, why, datetime(2026, 6, 1, 9, 30, tzinfo=BEIJING))


def solve_of(state: YearState, plan: bytes = b"1") -> RunMade:
    """Return a first solve from the inputs in force."""
    return RunMade("solve", "optimal", {**PLAN, "moves.csv": plan}, state.inputs, "0123456789ab", 3)


def rerun_of(state: YearState, appeals: StoredFile | None = None, plan: bytes = b"2") -> RunMade:
    """Return a re-run from the published run, which heard the register in force unless another is given."""
    assert state.publication is not None
    register = appeals or (state.appeals.file if state.appeals else None)
    return RunMade(
        "rerun", "optimal", {"moves.csv": plan}, state.inputs, "ba9876543210", 4, state.publication.run, register
    )


def begin(path: Path) -> Record:
    """Begin a year."""
    return Record.create(path, 2026, INPUTS, act("新的一年"))


STEPS: dict[str, Callable[[Record, YearState], YearState]] = {
    "run": lambda r, s: r.add_run(solve_of(s), act("第一次"), s.head).state,
    "publish": lambda r, s: r.publish(1, JULY, act(), s.head),
    "appeals": lambda r, s: r.add_appeals(("申诉表.csv", b"a"), ONE_UPHELD, act("接访"), s.head),
    "rerun": lambda r, s: r.add_run(rerun_of(s), act(), s.head).state,
    "again": lambda r, s: r.publish(2, JULY, act("再次公示"), s.head),
    "finalise": lambda r, s: r.finalise(2, IN_AUGUST, act(), s.head),
    "documents": lambda r, s: r.note_documents(2, {"通知.docx": b"w"}, act(), s.head),
    "close": lambda r, s: r.close_year({"学校表.csv": b"3"}, ("next.toml", b"n"), act(), s.head),
}
"""The steps of a whole year, in order."""


def walk(record: Record, until: str = "close") -> YearState:
    """Do the steps of a year up to and with one."""
    state = record.state()
    for name, step in STEPS.items():
        state = step(record, state)
        if name == until:
            return state
    raise KeyError(until)
