"""What each state of the year allows, and what the refusals say to do instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.record.errors import RecordError, StepError
from app.record.given import Period
from app.record.record import Record
from app.record.state import YearState
from tests.app.record.years import (
    IN_AUGUST,
    IN_JULY,
    JULY,
    ONE_UPHELD,
    OTHER_INPUTS,
    STEPS,
    act,
    begin,
    rerun_of,
    solve_of,
    walk,
)

Step = Callable[[Record, YearState], object]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return begin(tmp_path / "2026.lungang")


def test_a_year_walks_through_its_phases(record: Record) -> None:
    state, phases = record.state(), []
    for step in STEPS.values():
        state = step(record, state)
        phases.append(state.phase)
    assert phases == ["draft", "published", "appeals", "rerun", "published", "final", "final", "closed"]
    assert [p.round for p in state.publications] == [1, 2]
    assert state.final is not None
    assert (state.final.run, state.final.early) == (2, False)
    assert state.closed is not None
    assert [file.name for file in state.closed.tables] == ["学校表.csv"]
    assert state == record.state()


TRIED: dict[str, Step] = {
    "inputs": lambda r, s: r.add_inputs(OTHER_INPUTS, act(), s.head),
    "solve": lambda r, s: r.add_run(solve_of(s), act(), s.head),
    "publish": lambda r, s: r.publish(s.latest or 1, JULY, act(), s.head),
    "appeals": lambda r, s: r.add_appeals(("申诉表.csv", b"b"), ONE_UPHELD, act(), s.head),
    "rerun": lambda r, s: r.add_run(
        rerun_of(s) if s.publication else replace(solve_of(s), kind="rerun", baseline=1), act(), s.head
    ),
    "finalise": lambda r, s: r.finalise(s.latest or 1, IN_AUGUST, act(), s.head),
    "documents": lambda r, s: r.note_documents(1, {"a": b"a"}, act(), s.head),
    "close": lambda r, s: r.close_year({"a": b"a"}, None, act(), s.head),
    "undo": lambda r, s: r.undo(act(), s.head),
}
ALLOWED = {
    "": {"inputs", "solve"},
    "run": {"inputs", "solve", "publish", "documents", "undo"},
    "publish": {"appeals", "rerun", "finalise", "documents", "undo"},
    "appeals": {"appeals", "rerun", "documents", "undo"},
    "rerun": {"publish", "appeals", "rerun", "finalise", "documents", "undo"},
    "again": {"appeals", "rerun", "finalise", "documents", "undo"},
    "finalise": {"documents", "close"},
    "close": {"documents"},
}


@pytest.mark.parametrize("reached", ALLOWED)
def test_a_phase_allows_exactly_its_steps(record: Record, tmp_path: Path, reached: str) -> None:
    if reached:
        walk(record, reached)
    allowed = set()
    for name, step in TRIED.items():
        copy = tmp_path / name
        record.backup(copy)
        tried = Record.open(copy)
        before = tried.entries()
        try:
            step(tried, tried.state())
        except StepError:
            assert tried.entries() == before
        else:
            allowed.add(name)
            assert len(tried.entries()) == len(before) + 1
    assert allowed == ALLOWED[reached]


def refused(said: str, step: Step, record: Record) -> None:
    """Hold that a step is refused with these words, and changes nothing."""
    state, before = record.state(), record.entries()
    with pytest.raises(StepError, match=said):
        step(record, state)
    assert record.entries() == before


def test_a_run_without_a_plan_is_not_published(record: Record) -> None:
    state = record.state()
    record.add_run(replace(solve_of(state), status="infeasible"), act(), state.head)
    refused("no plan yet", lambda r, s: r.publish(1, JULY, act(), s.head), record)
    record.add_run(solve_of(state), act(), None)
    refused("with a plan: 2", lambda r, s: r.publish(1, JULY, act(), s.head), record)
    refused("with a plan: 2", lambda r, s: r.publish(7, JULY, act(), s.head), record)


def test_a_plan_made_from_other_tables_is_not_published(record: Record) -> None:
    state = walk(record, "run")
    record.add_inputs(OTHER_INPUTS, act(), state.head)
    refused("no longer in force", lambda r, s: r.publish(1, JULY, act(), s.head), record)
    record.undo(act(), None)
    assert record.publish(1, JULY, act(), None).phase == "published"


def test_a_run_from_inputs_that_are_not_in_force_is_refused(record: Record) -> None:
    old = record.state()
    new = record.add_inputs(OTHER_INPUTS, act(), old.head)
    with pytest.raises(StepError, match="solve again"):
        record.add_run(solve_of(old), act(), new.head)


def test_a_rerun_starts_from_the_published_plan_and_hears_the_register_in_force(record: Record) -> None:
    state = walk(record, "appeals")
    unheard = replace(rerun_of(state), appeals=None)
    refused("register", lambda r, s: r.add_run(unheard, act(), s.head), record)
    for baseline in (None, 2):
        elsewhere = replace(rerun_of(state), baseline=baseline)
        with pytest.raises(StepError, match="published last"):
            record.add_run(elsewhere, act(), state.head)
    again = record.add_run(rerun_of(state), act(), state.head).state
    assert record.add_run(replace(rerun_of(again), baseline=2), act(), again.head).run.run == 3


def test_a_rerun_without_a_plan_leaves_the_phase(record: Record) -> None:
    state = walk(record, "appeals")
    added = record.add_run(replace(rerun_of(state), status="infeasible"), act(), state.head)
    assert (added.state.phase, added.state.latest) == ("appeals", 2)


def test_final_waits_for_every_ruling(record: Record) -> None:
    walk(record, "publish")
    record.add_appeals(("申诉表.csv", b"p"), {"upheld": 0, "dismissed": 1, "pending": 2}, act(), None)
    refused("2 appeals still pending", lambda r, s: r.finalise(1, IN_AUGUST, act(), s.head), record)
    record.add_appeals(("申诉表.csv", b"q"), {"upheld": 0, "dismissed": 3, "pending": 0}, act(), None)
    assert record.finalise(1, IN_AUGUST, act(), None).phase == "final"


def test_final_waits_until_a_rerun_has_heard_what_is_upheld(record: Record) -> None:
    walk(record, "appeals")
    refused("1 appeal upheld", lambda r, s: r.finalise(1, IN_AUGUST, act(), s.head), record)
    STEPS["rerun"](record, record.state())
    record.add_appeals(("申诉表.csv", b"later"), {"upheld": 2, "dismissed": 1, "pending": 0}, act(), None)
    refused("did not hear", lambda r, s: r.finalise(2, IN_AUGUST, act(), s.head), record)
    refused("2 appeals upheld", lambda r, s: r.finalise(1, IN_AUGUST, act(), s.head), record)
    state = record.state()
    heard = record.add_run(rerun_of(state), act(), state.head)
    assert record.finalise(heard.run.run, IN_AUGUST, act(), heard.state.head).phase == "final"


def test_final_is_the_published_plan_or_what_came_of_it(record: Record) -> None:
    state = walk(record, "run")
    record.add_run(solve_of(state, b"other"), act(), state.head)
    record.publish(1, JULY, act(), None)
    refused("published last", lambda r, s: r.finalise(2, IN_AUGUST, act(), s.head), record)


@pytest.mark.parametrize(("today", "over"), [(JULY.start, False), (JULY.until, False), (date(2026, 7, 8), True)])
def test_final_waits_for_the_end_of_the_last_day_published(record: Record, today: date, over: bool) -> None:
    walk(record, "publish")
    if not over:
        refused("2026-07-07", lambda r, s: r.finalise(1, today, act(), s.head), record)
        return
    state = record.finalise(1, today, act(), None, early=True)
    assert state.final is not None
    assert not state.final.early


def test_early_needs_a_reason_and_the_log_says_early(record: Record) -> None:
    walk(record, "publish")
    refused("why", lambda r, s: r.finalise(1, IN_JULY, act("  "), s.head, early=True), record)
    state = record.finalise(1, IN_JULY, act("八月一日前须报到"), None, early=True)
    assert state.final is not None
    assert state.final.early
    assert '"early":true' in record.entries()[-1].detail


def test_nothing_final_is_taken_back(record: Record) -> None:
    walk(record, "finalise")
    assert record.state().undo is None
    refused("final", lambda r, s: r.undo(act(), s.head), record)


@pytest.mark.parametrize(
    "period",
    [Period(JULY.until, JULY.start), Period(JULY.start, JULY.until, days=7, working_days=5), replace(JULY, days=0)],
)
def test_a_period_that_is_none_is_refused(record: Record, period: Period) -> None:
    state = walk(record, "run")
    with pytest.raises(RecordError, match="cannot be recorded"):
        record.publish(1, period, act(), state.head)
    assert record.state() == state


def test_a_rerun_of_a_publication_taken_back_is_not_published_as_a_first_plan(record: Record) -> None:
    seen = walk(record, "appeals")
    for _ in range(2):
        record.undo(act(), None)
    added = record.add_run(rerun_of(seen), act(), seen.head)
    assert added.run.late
    refused("first solve", lambda r, s: r.publish(2, JULY, act(), s.head), record)
    assert record.publish(1, JULY, act(), None).phase == "published"


def test_of_two_reruns_the_one_that_heard_the_register_is_published(record: Record) -> None:
    walk(record, "rerun")
    record.add_appeals(("申诉表.csv", b"later"), ONE_UPHELD, act(), None)
    state = record.state()
    record.add_run(rerun_of(state), act(), state.head)
    refused("did not hear", lambda r, s: r.publish(2, JULY, act(), s.head), record)
    assert record.publish(3, JULY, act(), None).phase == "published"


def test_a_late_rerun_from_other_tables_does_not_become_final(record: Record) -> None:
    old = record.state().inputs
    record.add_inputs(OTHER_INPUTS, act(), None)
    seen = record.add_run(solve_of(record.state()), act(), None).state
    published = record.publish(1, JULY, act(), None)
    assert record.add_run(replace(rerun_of(published), inputs=old), act(), seen.head).run.late
    refused("no longer in force", lambda r, s: r.finalise(2, IN_AUGUST, act(), s.head), record)
