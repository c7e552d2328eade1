"""The part of a what-if file that scenarios and options of a grid share: another policy, edits of it, facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from models.intake.sheets import WORKBOOKS
from models.policy_file import PolicyError, parse_policy, read_toml
from models.wording import Path
from models.words import Text
from scenarios.policies import shipped_policies
from scenarios.whatif.edits import Edit, read_edits
from scenarios.whatif.facts import Fact, read_fact
from scenarios.whatif.reading import Reading, near

TOML = (".toml",)
PIECES = ("policy", "set", "drop", "add", "facts")


@dataclass(frozen=True)
class Piece:
    """What one scenario, or one option of a grid, changes; see `scenarios.whatif.overlay.Overlay`."""

    edits: tuple[Edit, ...] = ()
    facts: tuple[Fact, ...] = ()
    whole: Mapping[str, Any] | None = None
    whole_file: str = ""


def read_piece(reading: Reading, table: Mapping[str, Any], at: Path, *, of_grid: bool = False) -> Piece:
    """Read another policy, edits and facts; what is wrong is noted."""
    edits = read_edits(reading, table, at)
    listed = reading.entries(table.get("facts", []), (*at, "facts"))
    facts = [read_fact(reading, raw, here, of_grid=of_grid) for here, raw in listed]
    whole, name = None, ""
    if "policy" in table:
        path = find_file(reading, reading.text(table, "policy", at), (*at, "policy"), shipped_policies(), TOML)
        if path is not None:
            whole, name = _policy(reading, path), path.name
    return Piece(edits, tuple(fact for fact in facts if fact is not None), whole, name)


def _policy(reading: Reading, path: FilePath) -> Mapping[str, Any] | None:
    try:
        document = read_toml(path)
        parse_policy(document, path.name)
    except PolicyError as error:
        reading.problems += error.problems
        return None
    return document


def find_file(
    reading: Reading,
    written: str,
    at: Path,
    shipped: Mapping[str, FilePath],
    kinds: Sequence[str],
    *,
    folder: bool = False,
) -> FilePath | None:
    """Return the file beside the what-if file, or what ships under that name; None where there is neither.

    Parameters
    ----------
    kinds : what names of such files end with; only those are suggested.
    folder : whether a folder will do.
    """
    if not written:
        return None
    beside = reading.folder / written
    is_book = beside.suffix.lower() in WORKBOOKS and not set(WORKBOOKS) & set(kinds)
    if (beside.is_file() and not is_book) or (folder and beside.is_dir()):
        return beside
    if written in shipped:
        return shipped[written]
    reason = Text("没有这个文件", "there is no such file")
    if beside.is_dir():
        reason = Text("是文件夹，不是文件", "is a folder, not a file")
    elif beside.is_file():
        reason = Text(f"是工作簿，不是 {kinds[0]} 文件", f"is a workbook, not a {kinds[0]} file")
    there = [
        path.name
        for path in sorted(reading.folder.iterdir())
        if not path.name.startswith((".", "~$"))
        and path.name != reading.file
        and (folder if path.is_dir() else path.suffix.lower() in kinds)
    ]
    known = [*there, *shipped]
    check = Text("核对文件名，路径从本文件所在的文件夹算起", "check its name; paths begin at the folder of this file")
    reading.wrong(at, reason, near(written, known) if known else check, written)
    return None
