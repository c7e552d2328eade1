"""The house keeps its order: which room imports which, how long a module grows, where documents point."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("models", "optimizer", "scenarios", "benchmarks", "app", "tests")
"""In the order of the arrows: a room imports itself and the rooms before it."""
MODELS_MAY_USE = {"numpy", "pandas", "pydantic", "pydantic_core", "python_calamine", "scipy"}
"""What a good plan is, is data and arithmetic: no solver, no writer of files, no door."""
SOLVER_ROOMS = ("optimizer", "benchmarks", "tests")
LONGEST = 400
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the top-level package of every import, those inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." if node.level else (node.module or "").partition(".")[0]


def wrong_arrows(source: str, room: str) -> list[tuple[int, str]]:
    """Return the imports of a module of `room` that the house does not allow."""
    later = set(ROOMS[ROOMS.index(room) + 1 :])
    wrong = []
    for line, package in imports(ast.parse(source)):
        foreign = package not in sys.stdlib_module_names and package not in ROOMS
        if (
            package in later
            or package == "."  # one way to write an import, so that this test reads them all
            or (package == "ortools" and room not in SOLVER_ROOMS)
            or (room == "models" and foreign and package not in MODELS_MAY_USE)
        ):
            wrong.append((line, package))
    return wrong


@pytest.mark.parametrize(
    ("source", "room", "wrong"),
    [
        ("from optimizer.solve import solve", "models", [(1, "optimizer")]),
        ("def f():\n    import ortools.sat.python.cp_model", "scenarios", [(2, "ortools")]),
        ("from ..app import cli", "benchmarks", [(1, ".")]),
        ("import openpyxl", "models", [(1, "openpyxl")]),
        ("import app.cli", "scenarios", [(1, "app")]),
        ("import numpy\nfrom models.plan import Plan\nimport json", "models", []),
        ("import ortools\nfrom models.plan import Plan", "optimizer", []),
    ],
)
def test_the_reader_of_imports_sees_wrong_arrows(source: str, room: str, wrong: list[tuple[int, str]]) -> None:
    assert wrong_arrows(source, room) == wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_module_keeps_the_order_of_the_house(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert wrong_arrows(source, path.relative_to(ROOT).parts[0]) == []
    assert len(source.splitlines()) <= LONGEST


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_of_documents_lead_somewhere(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_room_has_an_owner_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [room for room in ROOMS if f"`{room}/`" not in readme] == []


def test_an_old_python_reads_run_py_as_far_as_its_sentence() -> None:
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "__future__" not in source


def test_the_lock_names_every_dependency_with_a_hash_and_no_place() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = re.findall(r"^    ([a-z][a-z0-9-]*)>=", (ROOT / "setup.cfg").read_text(encoding="utf-8"), re.MULTILINE)
    pinned = re.findall(r"^([a-z][a-z0-9-]*)==[^\\]+\\\n    --hash=sha256:", lock, re.MULTILINE)
    assert "ortools" in wanted
    assert set(wanted) <= set(pinned)
    assert not re.search(r"://|--index|--find-links| @ ", lock)
