"""A command killed at any moment leaves the year as it was before its step or as it is after it, never between.

Each kind of step is killed at random moments, half of the times as soon as the record's journal shows that it is being
written. `LUNGANG_KILLS=25 pytest tests/app/year/test_killed.py` kills each kind 25 times, solver at work.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

import app.commands.solve
import app.rerun
from app.cli import group
from app.record.audit import audit
from app.record.record import Record
from tests.app.command import call
from tests.app.record.children import IN_CHILDREN, KILLED, child, outcome
from tests.app.year.small import BEFORE, WHO, Walked

pytestmark = IN_CHILDREN


@dataclass(frozen=True)
class Step:
    """What is done.

    Attributes
    ----------
    before : the step before it.
    solves : how often the command is killed with its solver at work; half of them as the record is written.
    kills : how often it is killed where whatever it solves was solved beforehand, which is quick.
    """

    before: str
    words: tuple[str, ...]
    solves: int
    kills: int

    def command(self, record: Path) -> list[str | Path]:
        """Return the command for a record."""
        return [str(record) if word == "RECORD" else word for word in self.words]


STEPS: dict[str, Step] = {
    "solve": Step("new", ("year", "solve", "RECORD", *WHO), 2, 4),
    "publish": Step("solve", ("year", "publish", "RECORD", *BEFORE, *WHO), 0, 12),
    "appeal": Step("appeals", ("appeal", "RECORD", *WHO), 2, 4),
    "finalise": Step("again", ("year", "finalise", "RECORD", *WHO), 0, 12),
}
SOLVERS = ((app.commands.solve, "decide"), (app.rerun, "solve"), (app.rerun, "reconsider"))
"""Where commands ask for a solve: known answers take their place in most trials."""
DONE = {"solve": "已记入档案", "publish": "已记入：", "appeal": "已记入档案", "finalise": "已定稿"}
"""What a command says once its step is done."""
MARK = "LUNGANG_KILLED"
"""Names, in the environment of a command and whatever it starts, the trial it belongs to."""


def begun(words: list[str | Path], said: Path, trial: str) -> int:
    """Begin a command in a child; what it says goes to a file."""

    def work() -> None:
        os.environ[MARK] = trial
        with said.open("w", encoding="utf-8") as out, redirect_stdout(out), redirect_stderr(out):
            code = group.main([*map(str, words), "--lang", "zh"], standalone_mode=False)
        assert not code

    return child(work)


def timed(words: list[str | Path]) -> float:
    """Run a command to its end; return how long it took."""
    started = time.perf_counter()
    result = call(*words)
    assert result.exit_code == 0, result.output
    return time.perf_counter() - started


def remembered(solver: Callable[..., Any]) -> Callable[..., Any]:
    """Return a solver that gives its first answer again, whatever it is asked."""
    answers: list[Any] = []

    def answer(*asked: Any, **more: Any) -> Any:
        if not answers:
            answers.append(solver(*asked, **more))
        return answers[0]

    return answer


def left_running(trial: str) -> list[int]:
    """Return the processes of a trial that are still there."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == trial:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def ends_in_peace(trial: str, patience: float = 10.0) -> bool:
    until = time.monotonic() + patience
    while left_running(trial):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def wait_for_journal(record: Path, pid: int) -> None:
    """Wait until the record is being written, or the command has ended."""
    journal = Path(f"{record}-journal")
    while not journal.exists() and psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.0002)


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_command_did_all_or_nothing(
    year: Walked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    asked, drawn = STEPS[step], random.Random(step)
    solves, kills = asked.solves, asked.kills
    if (wanted := os.environ.get("LUNGANG_KILLS")) is not None:
        solves, kills = (int(wanted), 0) if solves else (0, int(wanted))
    whole = year.at(asked.before, tmp_path)
    was = Record.open(whole).history()
    lasts = [timed(asked.command(whole))]
    would_be = Record.open(whole).state()
    outcomes = []
    for i in range(solves + kills):
        if i == solves:
            for module, name in SOLVERS:
                monkeypatch.setattr(module, name, remembered(getattr(module, name)))
            for _ in range(2):  # once to remember, once to see how long it takes then
                lasts.append(timed(asked.command(year.at(asked.before, tmp_path))))
        folder = tmp_path / str(i)
        folder.mkdir()
        record, trial = year.at(asked.before, folder), f"{tmp_path} {i}"
        pid = begun(asked.command(record), folder / "said", trial)
        if i % 2:
            wait_for_journal(record, pid)
            time.sleep(drawn.choice([0.0, 0.001, 0.005, 0.02, 0.08]))
        else:
            time.sleep(drawn.uniform(0.0, 1.05) * lasts[-1])
        os.kill(pid, signal.SIGKILL)
        killed = outcome(pid) == KILLED
        said = (folder / "said").read_text(encoding="utf-8") if (folder / "said").exists() else ""

        assert audit(record, was.state.head) == ()
        now = Record.open(record).history()
        assert now.entries[: len(was.entries)] == was.entries
        done = len(now.entries) - len(was.entries)
        assert done in (0, 1)
        assert done or DONE[step] not in said
        assert done or killed
        assert now.state.phase == (would_be if done else was.state).phase
        assert len(now.state.runs) == len((would_be if done else was.state).runs)
        assert now.state.final == (would_be if done else was.state).final
        assert now.state.publications == (would_be if done else was.state).publications
        assert ends_in_peace(trial), "a solver outlived its command"
        outcomes.append(bool(done))
        shutil.rmtree(folder)
    assert not all(outcomes), "nothing was killed before its step was done"
