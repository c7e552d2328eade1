"""Undo walks back exactly, redo forward again, whatever was done; and what is final stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from app.record.entry import first_flaw, seal
from app.record.errors import StepError
from app.record.history import History, folded
from tests.app.record.years import act

KINDS = ["inputs", "solve", "late", "publish", "appeals", "rerun", "finalise", "documents", "close", "undo", "redo"]
COMMON = ["solve", "publish", "appeals", "rerun", "undo", "redo"]
"""Drawn more often: they lead on."""


def file(number: int) -> StoredFile:
    return StoredFile(name=f"{number}.csv", sha256=f"{number:064x}")


def inputs(number: int) -> Inputs:
    return Inputs(tables=(file(number),), policy=file(0), aliases=None)


def began() -> History:
    return folded([seal(act(), New(year=2026, inputs=inputs(1)), None)])


def wanted(kind: str, number: int, history: History) -> Detail:
    """Return a step, sensible now or not."""
    state = history.state
    register = state.appeals.file if state.appeals else None
    run = Run(
        run=history.numbers + 1,
        kind="rerun" if kind == "rerun" else "solve",
        status="infeasible" if number == 3 and kind == "late" else "optimal",
        files=(file(number),),
        inputs=state.inputs,
        baseline=state.publication.run if state.publication and kind == "rerun" else None,
        appeals=register if kind == "rerun" else None,
        run_id="0",
        moves=number,
        late=kind == "late",
    )
    target = state.latest or 1
    day = date(2026, 7, 1)
    steps: dict[str, Detail] = {
        "inputs": NewInputs(inputs=inputs(number)),
        "solve": run,
        "late": run,
        "rerun": run,
        "publish": Publish(
            run=target, start=day, until=day, days=1, working_days=None, round=len(state.publications) + 1
        ),
        "appeals": Appeals(file=file(number), upheld=number, dismissed=0, pending=number // 3),
        "finalise": Finalise(run=target, today=date(2026, 8, 1), early=False),
        "documents": Documents(files=(file(number),), run=target),
        "close": Close(tables=(file(number),), policy=None),
        "undo": Undo(undone=history.state.undo.seq if history.state.undo else 1),
        "redo": Redo(redone=history.state.redo.seq if history.state.redo else 1),
    }
    return steps[kind]


def after(history: History, detail: Detail) -> History:
    return history.after(seal(act(), detail, history.entries[-1]))


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(KINDS + COMMON * 3), st.integers(0, 3)), min_size=10, max_size=60))
def test_undo_and_redo_walk_along_the_states_passed(commands: list[tuple[str, int]]) -> None:
    history = began()
    trail, here = [history.state], 0
    for kind, number in commands:
        try:
            grown = after(history, wanted(kind, number, history))
        except StepError:
            if kind == "undo":
                assert here == 0 or trail[here].final is not None
            if kind == "redo":
                assert here == len(trail) - 1
            continue
        history = grown
        if kind == "undo":
            here -= 1
        elif kind == "redo":
            here += 1
        elif kind != "documents":
            here += 1
            trail = [*trail[:here], history.state]
        assert history.state == trail[here]
    assert folded(history.entries) == history
    assert first_flaw(history.entries) is None
    numbers = [told.run for entry in history.entries if isinstance(told := entry.told(), Run)]
    assert numbers == list(range(1, len(numbers) + 1))


@given(st.lists(st.tuples(st.sampled_from(COMMON[:4]), st.integers(0, 2)), max_size=12), st.integers(0, 12))
def test_k_steps_back_is_the_state_k_steps_ago(commands: list[tuple[str, int]], k: int) -> None:
    history = began()
    states = [history.state]
    for kind, number in commands:
        try:
            history = after(history, wanted(kind, number, history))
        except StepError:
            continue
        states.append(history.state)
    k = min(k, len(states) - 1)
    for _ in range(k):
        history = after(history, wanted("undo", 0, history))
    assert history.state == states[len(states) - 1 - k]
    for _ in range(k):
        history = after(history, wanted("redo", 0, history))
    assert history.state == states[-1]
    with pytest.raises(StepError):
        after(history, wanted("redo", 0, history))


def test_equality_of_states_looks_at_every_fact_of_the_year() -> None:
    state = after(began(), wanted("solve", 1, began())).state
    assert state != replace(state, runs=())
    assert state != replace(state, latest=None)
    assert state == replace(state, head="other", undo=None)


def test_the_number_of_an_undone_run_is_not_given_again() -> None:
    history = began()
    for kind in ("solve", "undo", "solve"):
        history = after(history, wanted(kind, 1, history))
    assert [run.run for run in history.state.runs] == [2]


def test_documents_leave_what_redo_would_bring_back() -> None:
    history = began()
    for kind in ("solve", "publish", "undo"):
        history = after(history, wanted(kind, 1, history))
    redo = history.state.redo
    history = after(history, wanted("documents", 1, history))
    assert redo is not None
    assert history.state.redo == redo


def test_the_first_entry_begins_the_year_and_no_other_does() -> None:
    with pytest.raises(StepError):
        folded([seal(act(), NewInputs(inputs=inputs(1)), None)])
    history = began()
    with pytest.raises(StepError):
        after(history, New(year=2027, inputs=inputs(1)))


def test_undo_names_the_step_it_takes_back() -> None:
    history = began()
    for kind in ("solve", "publish"):
        history = after(history, wanted(kind, 1, history))
    with pytest.raises(StepError, match="3"):
        after(history, Undo(undone=2))
