"""The version changes with anything that computes, and with nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.whatif.engine.version import program_version

ROOT = Path(__file__).parents[4]


def version_in(root: Path) -> str:
    command = [sys.executable, "-P", "-c", "from scenarios.whatif.engine.version import *; print(program_version())"]
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, env=env, cwd=root, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    for room in ("models", "optimizer", "scenarios"):
        shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__", "*.csv", "*.toml"))
    return root


def test_a_copy_elsewhere_is_the_same_program_with_either_ends_of_lines(copy: Path) -> None:
    for path in (copy / "optimizer").rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert version_in(copy) == program_version()


def test_any_change_of_what_computes_is_another_program(copy: Path) -> None:
    before = version_in(copy)
    with (copy / "models" / "plan.py").open("ab") as file:
        file.write(b"# Changed.\n")
    changed = version_in(copy)
    (copy / "models" / "another.py").touch()
    assert len({before, changed, version_in(copy)}) == 3
