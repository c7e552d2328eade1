"""One command run as a planner runs it, and a small district with its policy written and solved beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from app.cli import group


def call(*words: str | Path) -> Result:
    """Run one command; a crash is a failure."""
    result = CliRunner().invoke(group, [str(w) for w in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def solved_in(base: Path, tables: Mapping[str, str], policy: str) -> Result:
    """Write a district (`县`) and its policy (`policy.toml`) into a folder and solve it there (`plan`)."""
    (base / "县").mkdir()
    for name, text in tables.items():
        (base / "县" / name).write_text(text, encoding="utf-8")
    (base / "policy.toml").write_text(policy, encoding="utf-8")
    done = call("solve", base / "县", "--policy", base / "policy.toml", "--out", base / "plan", "--lang", "zh")
    assert done.exit_code == 0, done.output
    return done
