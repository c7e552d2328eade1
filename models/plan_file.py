"""A plan read back from a file: the folder of a solve, its `moves.csv`, or a copy edited in Excel.

Only four columns are needed; others are passed over. Source: rulebook 6 (`moves.csv`) and 8 (`verify`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.code_hints import unknown_code
from models.district import District
from models.intake.cells import Cell, is_blank, read_cell, shown, tidy
from models.intake.faults import Fault, UnreadableError
from models.intake.names import plain, spellings
from models.intake.sheets import WORKBOOKS, RawSheet, letter, load_csv, load_workbook, parse_csv
from models.plan import Move, Plan
from models.tables import Column
from models.words import Text, joined

COLUMNS = (
    Column("teacher_id", "工号", "code", True, aliases=("教师工号", "职工号")),
    Column("to_school", "调入学校代码", "code", True, aliases=("调入学校", "流入学校", "流入学校代码")),
    Column("stage", "学段", "text", True, aliases=("任教学段", "调入学段")),
    Column("subject", "学科", "text", True, aliases=("任教学科", "调入学科")),
)
"""The columns a plan needs."""

MOVES_FILE = "moves.csv"
DELIMITERS = ",\t;"
SEARCHED = 20
"""A header is looked for in this many rows from the top."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet with its header: the row of it, counted from 0, and where each needed column stands."""

    raw: RawSheet
    header: int
    at: dict[str, int]

    def fault(self, row: int, column: Column, reason: Text, repair: Text) -> Fault:
        """Place a fault at a cell; `row` counts from 0."""
        j = self.at[column.name]
        return Fault(
            self.raw.file, reason, repair, self.raw.sheet, row + 1, letter(j), tidy(shown(self.cell(self.header, j))),
            tidy(shown(self.cell(row, j))),
        )  # fmt: skip

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, "" beyond the end of a short row."""
        cells = self.raw.rows[row]
        return cells[column] if column < len(cells) else ""


def read_moves(path: Path, district: District) -> tuple[Plan | None, tuple[Fault, ...]]:
    """Read a plan.

    Parameters
    ----------
    path : a plan folder (its `moves.csv` is read), a CSV file, or a workbook with the columns on some sheet.
    district : what the plan is for; codes it does not know are faults.

    Returns
    -------
    The plan, None if there is any fault; and every fault at once. A teacher listed
    twice is no fault of the file: the rule `one_place` says so.

    Raises
    ------
    UnreadableError : if nothing is there, or no plan could be in it.
    """
    read = _sheet_of(path)
    if isinstance(read, Fault):
        return None, (read,)
    moves: list[Move] = []
    faults: list[Fault] = list(_missing(read))
    if not faults:
        for row in range(read.header + 1, len(read.raw.rows)):
            if any(not is_blank(cell) for cell in read.raw.rows[row]):
                move, found = _move(read, row, district)
                faults += found
                moves.append(move)
    return (None if faults else Plan.of(moves)), tuple(faults)


def _sheet_of(path: Path) -> _Sheet | Fault:
    """Return the sheet, or the way a file can be split, that knows the most of the needed columns."""
    if path.is_dir():
        path = path / MOVES_FILE
    if not path.is_file():
        raise UnreadableError(Text(f"没有“{path}”这个文件", f"there is no file '{path}'"))
    if path.suffix.lower() in WORKBOOKS:
        sheets: list[RawSheet | Fault] = list(load_workbook(path).sheets)
    else:
        file = load_csv(path)
        if file.fault is not None:
            return file.fault
        sheets = [parse_csv(file, delimiter) for delimiter in DELIMITERS]
    found = [_with_header(sheet) for sheet in sheets if isinstance(sheet, RawSheet)]
    unsplit = [sheet for sheet in sheets if isinstance(sheet, Fault)]
    if unsplit and not any(len(sheet.at) == len(COLUMNS) for sheet in found):
        return unsplit[0]
    if not found:
        raise UnreadableError(Text(f"“{path.name}”里没有工作表", f"'{path.name}' holds no sheet"))
    return max(found, key=lambda sheet: len(sheet.at))


def _with_header(raw: RawSheet) -> _Sheet:
    names = {plain(spelling): column.name for column in COLUMNS for spelling in spellings(column)}
    best = _Sheet(raw, 0, {})
    for i, row in enumerate(raw.rows[:SEARCHED]):
        at: dict[str, int] = {}
        for j, cell in enumerate(row):
            name = names.get(plain(shown(cell)))
            if name is not None:
                at.setdefault(name, j)
        if len(at) > len(best.at):
            best = _Sheet(raw, i, at)
    return best


def _missing(sheet: _Sheet) -> Iterator[Fault]:
    lacking = [Text(f"{c.name}（{c.zh}）", c.name) for c in COLUMNS if c.name not in sheet.at]
    if lacking:
        names = joined(lacking)
        yield Fault(
            sheet.raw.file,
            Text(f"表头缺少：{names.zh}", f"the header lacks {names.en}"),
            Text("补上这些列；方案只需工号、调入学校代码、学段、学科四列", "add them; a plan needs these four only"),
            sheet.raw.sheet, sheet.header + 1,
        )  # fmt: skip


def _move(sheet: _Sheet, row: int, district: District) -> tuple[Move, list[Fault]]:
    values: list[str] = []
    faults: list[Fault] = []
    known = {"teacher_id": district.teacher_at, "to_school": district.school_at}
    for column in COLUMNS:
        cell = sheet.cell(row, sheet.at[column.name])
        value, flaw = read_cell(cell, column)
        text = str(value)
        if flaw is not None and flaw.level == "fault":
            faults.append(sheet.fault(row, column, flaw.reason, flaw.repair))
        elif not text:
            empty = Text("这一格不能空", "this cell must not be empty")
            faults.append(sheet.fault(row, column, empty, Text("填上，或删去整行", "fill it in, or delete the row")))
        elif column.name in known and text not in known[column.name]:
            hint = unknown_code(district, "teachers" if column.name == "teacher_id" else "schools", text)
            faults.append(sheet.fault(row, column, hint.reason, hint.repair))
        values.append(text)
    return Move(*values), faults
