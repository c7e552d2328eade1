"""What the documents tell a stranger to type is what the program takes, and what they list is what it writes."""

from __future__ import annotations

import re
import shlex
import unicodedata
from pathlib import Path

import click
import pytest

from app.cli import group
from app.commands.year import year
from app.documents.write import FILES, FURTHER, MOVES, PEOPLE, SCHOOLS
from app.inputs import DEFECT, FOUND, IMPOSSIBLE, NO_PLAN, UNUSABLE
from models.tables import APPEAL_KINDS, TABLES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)#([^)\s]+)\)")
OWN_OF_RUN = ("test", "lint")
"""Words `run.py` answers itself; `check` alone is its own, too."""


def commands(text: str) -> list[list[str]]:
    """Return the words of every `lungang` command in the shell blocks of a document."""
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    found = [shlex.split(line, comments=True) for line in lines]
    named = [words[1:] for words in found if words[:1] == ["lungang"]]
    run = [words[2:] for words in found if words[:2] == ["python3", "run.py"]]
    return named + [words for words in run if words[0] not in OWN_OF_RUN and words != ["check"]]


def parse(words: list[str]) -> None:
    """Parse a command line as the program would, without doing anything."""
    command = group.commands[words[0]]
    with group.make_context("lungang", words, resilient_parsing=True) as parent:
        made = command.make_context(words[0], words[1:], parent=parent)
        if isinstance(command, click.Group):
            command.commands[words[1]].make_context(words[1], words[2:], parent=made)


TYPED = [(path.name, words) for path in DOCUMENTS for words in commands(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("document", "words"), TYPED, ids=lambda v: v if isinstance(v, str) else " ".join(v))
def test_a_command_of_a_document_is_one_the_program_takes(document: str, words: list[str]) -> None:
    parse(words)


def test_every_command_is_shown_in_the_guide() -> None:
    assert {words[0] for words in commands(GUIDE)} == set(group.commands)


@pytest.mark.parametrize(
    "words", [["solve", "县", "--polcy", "p"], ["who", "县"], ["check"], ["year", "publish", "--form"]]
)
def test_a_wrong_command_is_noticed(words: list[str]) -> None:
    with pytest.raises(click.UsageError):
        parse(words)


@pytest.mark.parametrize("name", sorted(group.commands))
def test_the_guide_lists_every_option_of_a_command(name: str) -> None:
    row = next(line for line in GUIDE.splitlines() if line.startswith(f"| `{name}`"))
    options = {p.opts[-1] for p in group.commands[name].params if isinstance(p, click.Option)} - {"--lang"}
    assert set(re.findall(r"--[a-z-]+", row)) == options


@pytest.mark.parametrize("name", sorted(year.commands))
def test_the_guide_lists_every_option_of_a_command_of_the_year(name: str) -> None:
    row = next(line for line in GUIDE.splitlines() if line.startswith(f"| `year {name}`"))
    options = {p.opts[-1] for p in year.commands[name].params if isinstance(p, click.Option)}
    assert set(re.findall(r"--[a-z-]+", row)) == options - {"--lang", "--by", "--why", "--yes"}


def test_every_command_of_the_year_is_told_in_the_guide() -> None:
    told = {words[1] for words in commands(GUIDE) if words[0] == "year"}
    prose = set(re.findall(r"`year ([a-z]+)`", GUIDE))
    assert told | prose >= set(year.commands)


def test_exit_codes_are_those_of_the_program() -> None:
    codes = {
        0: "done",
        FOUND: "found",
        UNUSABLE: "usage",
        IMPOSSIBLE: "impossible",
        NO_PLAN: "no plan",
        DEFECT: "withheld",
    }
    rows = {int(n): text for n, text in re.findall(r"^\| (\d) \|(.*)$", GUIDE, re.MULTILINE)}
    assert rows.keys() == codes.keys()
    assert [n for n, word in codes.items() if word not in rows[n]] == []
    told = " ".join(README.partition("Exit codes: ")[2].partition("\n\n")[0].split())
    listed = {int(part.split()[0]): part for part in told.split("; ")}
    assert listed.keys() == codes.keys()
    assert [n for n, word in codes.items() if word not in listed[n]] == []


def test_the_guide_lists_files_and_columns_as_they_are_written() -> None:
    rows = dict(re.findall(r"^\| `([a-z]+\.[a-z]+)` \|(.*)$", GUIDE, re.MULTILINE))
    assert rows.keys() == {*FILES, *(name for name in FURTHER if "." in name)}
    for name, columns in (("moves.csv", MOVES), ("people.csv", PEOPLE), ("schools.csv", SCHOOLS)):
        named = re.findall(r"`(\w+)`", rows[name])
        assert [word for word in named if word in columns] == columns


def test_the_guide_names_tables_as_the_program_does() -> None:
    named = re.findall(r"^\| (\w+) `(\w+)` \|", GUIDE, re.MULTILINE)
    assert len(named) > 3
    ours = {name: table.zh for name, table in TABLES.items()} | {kind: said[0] for kind, said in APPEAL_KINDS.items()}
    assert [(zh, name) for zh, name in named if ours[name] != zh] == []


def anchor(heading: str) -> str:
    """Return the anchor a heading gets on the web: lower case, letters and figures, spaces as dashes."""
    kept = "".join(c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return kept.strip().replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_to_headings_lead_to_one(path: Path) -> None:
    for target, wanted in LINK.findall(path.read_text(encoding="utf-8")):
        text = (path.parent / target if target else path).read_text(encoding="utf-8")
        assert wanted in {anchor(h) for h in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}, (target, wanted)


def test_paths_named_by_the_architecture_exist() -> None:
    named = re.findall(
        r"`((?:models|optimizer|app|tests|scenarios)/[\w/.]*)`",
        (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"),
    )
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
