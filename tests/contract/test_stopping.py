"""Ctrl-C after a plan was found never costs the plan (rulebook 7: a solve stopped with a plan is done, 0)."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

import app.commands.solve
import optimizer.solve
from app.cli import group
from tests.contract.example import ALL_DUE, FEW, chinese, folder, posts, schools


@pytest.mark.parametrize(
    ("module", "step"), [(optimizer.solve, "check_plan"), (app.commands.solve, "write_plan")], ids=["check", "write"]
)
def test_ctrl_c_while_the_plan_is_checked_or_written_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, step: str
) -> None:
    real = getattr(module, step)

    def impatient(*words: object) -> object:
        signal.raise_signal(signal.SIGINT)
        return real(*words)

    monkeypatch.setattr(module, step, impatient)
    before = signal.getsignal(signal.SIGINT)
    place = folder(tmp_path / "d", schools=schools("A", "B"), posts=posts("A 9", "B 9"), teachers=chinese("1@A"))
    policy, out = tmp_path / "p.toml", tmp_path / "out"
    policy.write_text(FEW + ALL_DUE, encoding="utf-8")
    words = ["solve", str(place), "--policy", str(policy), "--out", str(out), "--lang", "en"]
    result = CliRunner().invoke(group, words)
    assert result.exit_code == 0, result.output
    assert (out / "moves.csv").exists()
    assert signal.getsignal(signal.SIGINT) is before
