"""The table of appeals 申诉表: a CSV file, or a workbook with that sheet; every fault of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from models.appeals.appeal import Appeal, Kind, Ruling
from models.appeals.cells import nearest_column, read_value, roster_column, target, written
from models.appeals.contradictions import contradictions
from models.appeals.effect import without_effect
from models.appeals.needs import lacking
from models.appeals.sheet import sheet_of
from models.case import Case
from models.code_hints import unknown_code
from models.district import Source
from models.intake.body import TableRead, read_table
from models.intake.cells import Cell, is_blank, shown, tidy
from models.intake.faults import Fault
from models.tables import APPEALS, OUTSIDE, Column
from models.words import Text, many


@dataclass(frozen=True)
class AppealsRead:
    """What was read.

    Attributes
    ----------
    appeals : in file order, whatever their ruling; None if any fault is of level `fault`.
    faults : every fault and warning, by row and column.
    sha256, file : of the file's bytes (hex), and its name.
    source : file, sheet and columns, to point at a row of it.
    """

    appeals: tuple[Appeal, ...] | None
    faults: tuple[Fault, ...]
    sha256: str
    file: str
    source: Source


def read_appeals(path: Path, case: Case, aliases: Mapping[str, str] | None = None) -> AppealsRead:
    """Read the appeals against what was published for a case.

    Parameters
    ----------
    path : a CSV file of any name, or a workbook with a sheet of appeals (the only sheet, or one of that name).
    case : the district as published, under its policy; codes it does not know are faults.
    aliases : a user's own spellings of columns (see `models.intake.names.read_aliases`).

    Raises
    ------
    UnreadableError : if nothing is there, or it cannot be read.
    """
    own = dict(aliases or {})
    file, sheet = sheet_of(path, own)
    if isinstance(sheet, Fault):
        return AppealsRead(None, (sheet,), file.sha256, file.name, Source(file.name))
    table = read_table(sheet, APPEALS, own)
    lines = _Lines(case, table, own)
    appeals = lines.read()
    faults = [*table.faults, *lines.faults, *_columns(table), *contradictions(table, appeals)]
    wrong = {fault.row for fault in faults if fault.level == "fault"}
    faults += without_effect(case, table, [appeal for appeal in appeals if appeal.row not in wrong])
    ordered = tuple(sorted(dict.fromkeys(faults), key=lambda f: (f.row, len(f.column), f.column, f.level, f.reason.en)))
    sound = all(f.level == "warning" for f in ordered)
    return AppealsRead(appeals if sound else None, ordered, file.sha256, file.name, table.source)


class _Lines:
    """Reads the lines of the table one by one; collects what is wrong with each."""

    def __init__(self, case: Case, table: TableRead, aliases: Mapping[str, str]) -> None:
        self.case, self.district = case, case.district
        self.table, self.aliases = table, aliases
        self.faults: list[Fault] = []
        self.told: set[tuple[int, str]] = {(f.row, f.column) for f in table.faults}
        self.zones = frozenset(case.district.schools["zone"]) - {""}

    def read(self) -> tuple[Appeal, ...]:
        names = [column.name for column in APPEALS.columns]
        return tuple(
            appeal
            for row, cells in self.table.rows(*names)
            if (appeal := self._line(row, dict(zip(names, cells, strict=True)))) is not None
        )

    def _line(self, row: int, cells: Mapping[str, object]) -> Appeal | None:
        """Return the appeal of a line; None if its kind is missing or unknown, which is told already."""
        text = {name: cell for name, cell in cells.items() if isinstance(cell, str)}
        kind = text["kind"]
        if not kind:
            return None
        rank = cells["rank"]
        appeal = Appeal(
            row, text["teacher_id"], cast(Kind, kind), text["school_id"], text["reason"],
            cast(Ruling, text["ruling"] or "pending"), text["ruled_by"], text["other"], text["relation"],
            rank if isinstance(rank, int) else None, text["zone"], text["stage"], text["subject"],
        )  # fmt: skip
        raw = cast(Cell, cells["value"])
        if appeal.kind == "fact":
            appeal = self._with_column(appeal, text["column"])
        appeal = self._with_value(appeal, raw)
        self._known(appeal, text["name"])
        given = frozenset(name for name, cell in cells.items() if cell not in (None, ""))
        self.faults += (f for f in lacking(self.case, self.table, appeal, given) if (f.row, f.column) not in self.told)
        return appeal

    def _fault(self, appeal: Appeal, column: str, reason: Text, repair: Text, value: str = "") -> None:
        """Keep a fault of a cell; in a line that was dismissed nothing more than a warning."""
        level: Literal["fault", "warning"] = "warning" if appeal.ruling == "dismissed" else "fault"
        fault = self.table.fault(appeal.row, column, reason, repair, value, level)
        self.told.add((appeal.row, fault.column))
        self.faults.append(fault)

    def _with_column(self, appeal: Appeal, header: str) -> Appeal:
        """Find the roster's column a correction speaks of."""
        if not header:
            return appeal
        name = roster_column(self.district, header, self.aliases)
        if name is not None and name != "teacher_id":
            return replace(appeal, column=name)
        if name == "teacher_id":
            reason = Text("工号不能更正：它指认这个人", "a staff number cannot be corrected: it says who is meant")
            repair = Text("工号有误的，改正花名册后重新开始", "where it is wrong, correct the roster and start again")
        else:
            close = nearest_column(self.district, header)
            reason = Text("花名册里没有这一列", "the roster has no such column")
            repair = Text("改为花名册的列名", "write the name of a column of the roster")
            if close:
                repair = Text(f"是不是“{close}”？{repair.zh}", f"is '{close}' meant? {repair.en}")
        self._fault(appeal, "column", reason, repair, header)
        return appeal

    def _with_value(self, appeal: Appeal, raw: Cell) -> Appeal:
        """Read the corrected cell as its own column reads it."""
        column = target(appeal.kind, appeal.column)
        if is_blank(raw):
            return appeal
        if column is None:
            return replace(appeal, value=tidy(shown(raw)))
        reading = read_value(self.district, column, raw)
        flaw = reading.flaw
        if flaw is not None and flaw.level == "fault":
            self._fault(appeal, "value", flaw.reason, flaw.repair, tidy(shown(raw)))
            return appeal
        if flaw is not None:
            shown_value = tidy(shown(raw))
            self.faults.append(self.table.fault(appeal.row, "value", flaw.reason, flaw.repair, shown_value, "warning"))
        value = written(column, reading.value)
        self._empties(appeal, column, value)
        if column.kind == "code":
            self._code(appeal, "value", value, column)
        return replace(appeal, value=value)

    def _empties(self, appeal: Appeal, column: Column, value: str) -> None:
        if written(column, "") == value and (column.required or appeal.kind != "fact"):
            must = Text(f"“{column.zh}”不能清空", f"{column.name} cannot be left empty")
            self._fault(appeal, "value", must, Text("填写更正后的内容", "write what it should be"), value)

    def _code(self, appeal: Appeal, column: str, code: str, meant: Column) -> None:
        """Ask that a school exists, but for a school of origin, which may lie elsewhere."""
        known = code in self.district.school_at or code == written(meant, "")
        if meant.name in ("school_id", "payroll_school") and not known:
            self._fault(appeal, column, *unknown_code(self.district, "schools", code), code)

    def _known(self, appeal: Appeal, name: str) -> None:
        """Hold codes, names and zones of a line against the district."""
        for column, code in (("teacher_id", appeal.teacher_id), ("other", appeal.other)):
            if code and code not in self.district.teacher_at:
                self._fault(appeal, column, *unknown_code(self.district, "teachers", code), code)
        t = self.district.teacher_at.get(appeal.teacher_id)
        if t is not None and name and (roster := self.district.teachers["name"].iloc[t]) != name:
            reason = Text(
                f"花名册里工号{appeal.teacher_id}是“{roster}”", f"by the roster {appeal.teacher_id} is '{roster}'"
            )
            repair = Text("核对是谁的申诉，改正工号或姓名", "check whose appeal it is; correct the code or the name")
            self._fault(appeal, "name", reason, repair, name)
        if appeal.school_id and appeal.school_id not in self.district.school_at:
            self._fault(
                appeal, "school_id", *unknown_code(self.district, "schools", appeal.school_id), appeal.school_id
            )
        elif appeal.school_id == OUTSIDE and appeal.kind not in ("must", "never"):
            reason = Text("“*”（系统外）不是学校", "'*' is no school but outside the district")
            self._fault(appeal, "school_id", reason, Text("改填学校代码", "write a school's code"), OUTSIDE)
        if appeal.kind == "choice" and appeal.zone and appeal.zone not in self.zones:
            reason = Text("没有学校在这个片区", "no school lies in this zone")
            repair = Text("改正片区，写法与学校表一致", "correct the zone, written as in schools")
            self._fault(appeal, "zone", reason, repair, appeal.zone)


def _columns(table: TableRead) -> Iterator[Fault]:
    """Fault a table without rulings; name columns nothing reads, and count the lines not ruled yet."""
    if not table.headers:
        return
    if "ruling" not in table.headers:
        yield table.fault(
            0,
            "",
            Text("缺少“裁决”这一列，分不清哪些申诉成立", "the column ruling is missing, which tells what is upheld"),
            Text("加上“裁决”“裁决人”两列，填“成立”或“不成立”", "add ruling and ruled_by: upheld or dismissed"),
        )
        return
    for name, header in table.headers.items():
        if APPEALS.column(name) is None:
            yield table.fault(
                0,
                name,
                Text(f"申诉表不用“{header}”这一列", f"appeals do not use the column '{header}'"),
                Text("只作备注的，不用管", "leave it if it is only a remark"),
                level="warning",
            )
    misread = {fault.row for fault in table.faults if fault.header == table.headers["ruling"]}
    open_rows = [row for row, (ruling,) in table.rows("ruling") if ruling in ("", "pending") and row not in misread]
    if open_rows:
        yield table.fault(
            open_rows[0],
            "ruling",
            Text(
                f"还有{len(open_rows)}件没有裁决，不起作用",
                f"{many(len(open_rows), 'appeal')} not ruled yet: no effect",
            ),
            Text("裁决后填“成立”或“不成立”，写明裁决人", "once ruled, write upheld or dismissed, and who ruled"),
            level="warning",
        )
