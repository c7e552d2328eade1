"""Two people at once: one step is done, and whoever comes second is told who did what; a long solve is never lost."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import app.commands.solve
import app.rerun
from app.cli import group
from app.record.audit import audit
from app.record.record import Record
from app.year.opened import Actor
from models.plan import Outcome
from optimizer.modes.stages import decide
from optimizer.solve import solve
from tests.app.command import call
from tests.app.record.children import IN_CHILDREN, child, outcome
from tests.app.year.small import BEFORE, Walked, done

pytestmark = IN_CHILDREN

STEPS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "publish": ("solve", ("year", "publish", "R", *BEFORE, "--yes"), "公示第1次求解的方案"),
    "undo": ("publish", ("year", "undo", "R", "--yes"), "撤销第3条"),
    "appeals": ("publish", ("year", "appeals", "R", "申诉.csv", "--yes"), "登记申诉"),
    "finalise": ("again", ("year", "finalise", "R", "--yes"), "定稿"),
}
"""What both do: the step before, the command, and what the log says of it."""
BY = ("甲科长", "乙科员")


def both(
    commands: Sequence[Sequence[str | Path]], folder: Path, before: Callable[[], None] | None = None
) -> list[tuple[int, str]]:
    """Run commands at the same time, each in a child; return exit code and what was said."""

    def work(number: int) -> Callable[[], None]:
        def run() -> None:
            said = folder / f"said {number}"
            with said.open("w", encoding="utf-8") as out, redirect_stdout(out), redirect_stderr(out):
                if before is not None:
                    before()
                code = group.main([*map(str, commands[number]), "--lang", "zh"], standalone_mode=False)
            (folder / f"code {number}").write_text(str(code or 0), encoding="utf-8")

        return run

    pids = [child(work(number)) for number in range(len(commands))]
    assert [outcome(pid) for pid in pids] == [0] * len(commands)
    return [
        (int((folder / f"code {n}").read_text(encoding="utf-8")), (folder / f"said {n}").read_text(encoding="utf-8"))
        for n in range(len(commands))
    ]


@pytest.mark.parametrize("step", STEPS)
def test_one_is_done_and_the_other_told_who_did_what(
    year: Walked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, words, deed = STEPS[step]
    record = year.at(before, tmp_path)
    entries = len(Record.open(record).entries())
    ready = multiprocessing.get_context("fork").Barrier(2)

    def confirm(*_: Any) -> None:
        ready.wait(30)  # both have seen the same state before either goes on

    monkeypatch.setattr(Actor, "confirm", confirm)
    placed = {"R": record, "申诉.csv": year.folder / "申诉.csv"}
    told = both([[*(placed.get(word, word) for word in words), "--by", who] for who in BY], tmp_path)
    assert sorted(code for code, _ in told) == [0, 2]
    won, lost = sorted(range(2), key=lambda n: told[n][0])
    assert "这一步没有执行" in told[lost][1]
    assert f"{BY[won]} " in told[lost][1]
    assert deed in told[lost][1]
    after = Record.open(record).entries()
    assert len(after) == entries + 1
    assert after[-1].who == BY[won]
    assert audit(record) == ()


def test_of_two_solves_at_once_both_are_kept(year: Walked, tmp_path: Path) -> None:
    record = year.at("new", tmp_path)
    told = both([["year", "solve", record, "--by", who] for who in BY], tmp_path)
    assert [code for code, _ in told] == [0, 0]
    runs = Record.open(record).state().runs
    assert [(run.run, run.has_plan, run.late) for run in runs] == [(1, True, False), (2, True, False)]
    assert runs[0].run_id != runs[1].run_id or runs[0].files != runs[1].files
    assert audit(record) == ()


def test_a_solve_that_comes_after_publication_is_kept_and_changes_nothing(
    year: Walked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = year.at("solve", tmp_path)

    def while_somebody_publishes(*asked: Any) -> Outcome:
        found = decide(*asked)
        done("year", "publish", record, *BEFORE, "--by", BY[0], "--yes")
        return found

    monkeypatch.setattr(app.commands.solve, "decide", while_somebody_publishes)
    said = done("year", "solve", record, "--by", BY[1], "--lang", "zh")
    assert "这次结果照样留存，但不改变进度" in said
    state = Record.open(record).state()
    assert (state.phase, state.latest, [run.late for run in state.runs]) == ("published", 1, [False, True])
    assert "来迟，不改变进度" in done("year", "status", record, "--lang", "zh")
    assert call("year", "finalise", record, "--run", "2", "--yes").exit_code == 2
    done("year", "finalise", record, "--yes")


def test_a_rerun_whose_register_was_replaced_meanwhile_is_kept_and_changes_nothing(
    year: Walked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = year.at("appeals", tmp_path)

    def while_somebody_rules(*asked: Any) -> Outcome:
        done("year", "appeals", record, year.folder / "驳回.csv", "--by", BY[0], "--yes")
        return solve(*asked)

    monkeypatch.setattr(app.rerun, "solve", while_somebody_rules)
    assert "不改变进度" in done("appeal", record, "--by", BY[1], "--yes", "--lang", "zh")
    state = Record.open(record).state()
    assert (state.phase, state.latest, state.runs[-1].late) == ("appeals", 1, True)
    refused = call("year", "finalise", record, "--run", "2", "--yes", "--lang", "zh")
    assert (refused.exit_code, "不是现行的申诉表" in refused.output) == (2, True)
    done("year", "finalise", record, "--yes")
