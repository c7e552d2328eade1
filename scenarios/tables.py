"""Write a district as the folder of CSV files a bureau would hand in: Chinese names, readable in Excel."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from models.district import ROW, District
from models.intake.dates import month_text
from models.tables import TABLES, Column


def cell(value: object, column: Column) -> str:
    """Write a stored value as a planner would type it: `1985-10`, `是`, entries joined by `;`, nothing for nothing."""
    if isinstance(value, tuple):
        return ";".join(value)
    if value is None or value is pd.NA or value != value:
        return ""
    if column.kind == "month":
        return month_text(int(str(value)))
    if column.kind == "yesno":
        return "是" if value else "否"
    if column.kind == "word" and str(value).isascii():  # stored in English: the planner's word is the first other
        return column.words[str(value)][0] if value else ""
    return str(value).removesuffix(".0") if column.kind == "number" else str(value)


def table_text(district: District, name: str, *, whole: bool = False) -> str:
    """Return one table as CSV text; the lines end as Excel ends them.

    Parameters
    ----------
    whole : with the columns nobody filled, as the template has them.
    """
    frame, spec = district[name], TABLES[name]
    columns: dict[str, list[str]] = {}
    for header in frame.columns.drop(ROW):
        column = spec.column(header) or Column(header, header, "text")
        cells = [cell(value, column) for value in frame[header]]
        if whole or any(cells):
            columns[column.zh] = cells
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def write_folder(district: District, folder: Path, *, whole: bool = False) -> None:
    """Write every table that has rows to `folder`, UTF-8 with a byte order mark, named in Chinese; see `table_text`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, spec in TABLES.items():
        if len(district[name]):
            (folder / f"{spec.zh}.csv").write_bytes(table_text(district, name, whole=whole).encode("utf-8-sig"))
