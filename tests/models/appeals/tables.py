"""A small district, and tables of appeals against it, written to disk as planners do."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from models.appeals.read import AppealsRead, read_appeals
from models.case import Case
from models.tables import APPEALS
from tests.models.micro import Row, district, policy

SCHOOLS: list[Row] = [
    {"school_id": "0021", "name": "一小", "zone": "东片"}, {"school_id": "0022", "name": "二小"},
    {"school_id": "0023", "name": "三小"},
]  # fmt: skip
TEACHERS: list[Row] = [
    {"teacher_id": "001", "name": "陈一", "school_id": "0021", "备注": "甲", "status": ("重病",)},
    {"teacher_id": "002", "name": "林二", "school_id": "0021"},
    {"teacher_id": "003", "name": "周三", "school_id": "0022"},
]
DEFERRED = [{"name": "孕期", "who": {"any": [{"status": "怀孕"}, {"status": ["哺乳"]}]}}]
PLAIN = ("工号", "申诉事项", "学校代码", "理由", "裁决", "裁决人")
HEADERS = {column.name: column.zh for column in APPEALS.columns}


def case(**more: object) -> Case:
    whole = district(SCHOOLS, TEACHERS, locks=["002 never 0023"], relations=["001 夫妻 003"])
    return Case(whole, policy(**{"deferred": DEFERRED, **more}))


def read(folder: Path, *lines: Mapping[str, object], against: Case | None = None, ruling: str = "成立") -> AppealsRead:
    """Read lines given by English column names; upheld by 王 where not said otherwise."""
    rows = [{"ruling": ruling, "ruled_by": "王", **line} for line in lines]
    table = [list(HEADERS.values()), *([str(row.get(name, "")) for name in HEADERS] for row in rows)]
    return read_appeals(write_csv(folder / "申诉.csv", table), against or case())


def write_csv(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8-sig", comma: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=comma).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_book(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def told(found: AppealsRead, level: str = "fault") -> list[tuple[int, str]]:
    """The rows and headers of what was found."""
    return [(fault.row, fault.header) for fault in found.faults if fault.level == level]
