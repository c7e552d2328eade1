"""The exchange export: this year's exchanges in the six columns that teachers' archives keep, as CSV and Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pandas as pd

from app.documents.sheets import Book, Field, new_workbook
from app.documents.year.contents import Contents
from app.documents.year.fields import Row
from app.documents.year.papers import YearPapersError
from app.documents.year.steady_zip import steady
from models.intake.dates import month_text
from models.tables import TABLES
from models.words import Text
from scenarios.year import this_years_exchanges

HISTORY = ("number", "name", "type", "start", "end", "origin", "destination", "relation")
_SIX = {"type": "type", "start": "start", "end": "end", "origin": "from_school", "destination": "to_school",
        "relation": "transfer"}  # fmt: skip
"""Field -> column of the table `history`."""


def exchange_rows(contents: Contents) -> list[Row]:
    """Return the exchanges that begin with this plan, as next year's history holds them, by staff number.

    Who leaves the district is in no table of next year, and gets no row.

    Raises
    ------
    YearPapersError : if the history already holds this year's exchanges.
    """
    try:
        begun = this_years_exchanges(contents.case, contents.plan)
    except ValueError as error:
        raise YearPapersError(
            [
                Text(
                    "交流经历表里已有本年的交流，不能再导出一次；请核对交流经历表。",
                    f"The history already holds this year's exchanges ({error}); look at the table history.",
                )
            ]
        ) from error
    return [
        {
            "number": str(row["teacher_id"]),
            "name": contents.people[str(row["teacher_id"])]["name"],
            **{field: _said(contents, row[column]) for field, column in _SIX.items()},
        }
        for row in begun.to_dict("records")
    ]


def export_csv(contents: Contents, rows: Sequence[Row]) -> bytes:
    """Return the export as CSV for Excel and archives: a header and rows, nothing else."""
    raw = io.StringIO(newline="")
    writer = csv.writer(raw, lineterminator="\r\n")
    writer.writerow(_headers(contents))
    writer.writerows([row[field] for field in HISTORY] for row in rows)
    return raw.getvalue().encode("utf-8-sig")


def export_workbook(contents: Contents, rows: Sequence[Row], path: Path) -> None:
    """Write the export as Excel; where it comes from stands in the page footers and on a sheet of its own."""
    made = datetime.combine(contents.papers.made_on, time())
    footer = "&L&7 " + contents.working_source.replace("&", "&&") + "&R&P / &N"
    with new_workbook(path, strings_to_formulas=False, strings_to_urls=False) as workbook:
        workbook.set_properties({"title": contents.policy.name, "created": made})
        book = Book(workbook, contents.lang, footer)
        headers = _headers(contents)
        fields = [Field(key, header, "code") for key, header in zip(HISTORY, headers, strict=True)]
        book.table(contents.say("交流经历", "history"), fields, rows)
        sheet = book.sheet(contents.say("来源", "source"), repeat_header=False)
        for each in workbook.worksheets():
            each.set_header(f"&C{contents.mark}" if contents.mark else "")
        sheet.write_string(0, 0, contents.working_source, book.style())
    path.write_bytes(steady(path.read_bytes(), contents.papers.made_on))


def _headers(contents: Contents) -> list[str]:
    """Return the headers, as the tables name the columns."""
    teachers, history = TABLES["teachers"], TABLES["history"]
    columns = [teachers.column("teacher_id"), teachers.column("name"), *(history.column(c) for c in _SIX.values())]
    return [(c.zh if contents.lang == "zh" else c.name) for c in columns if c is not None]


def _said(contents: Contents, cell: Any) -> str:
    """Write a cell of the history: months, yes and no, names."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and pd.isna(cell)):
        return ""
    if isinstance(cell, bool):
        return contents.say("是", "yes") if cell else contents.say("否", "no")
    return month_text(int(cell)) if isinstance(cell, int) else str(cell)
