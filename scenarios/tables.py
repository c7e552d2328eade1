"""Write a district as the CSV files a bureau would hand in: Chinese names, readable in Excel.

What intake reads from these files is the district again, cell by cell: `models.intake` is the other half.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pandas as pd

from models.district import ROW, District, empty_value
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
        return column.words.get(str(value), (str(value),))[0]
    if column.kind == "number":  # every digit, and never 1e-05, which no planner types
        return f"{Decimal(str(value)):f}".removesuffix(".0")
    return str(value)


def table_text(district: District, name: str, *, whole: bool = True) -> str:
    """Return one table as CSV text; the lines end as Excel ends them.

    Parameters
    ----------
    whole : with the columns nobody filled: of a table read from a file those that stood there, of one a program made
        all. A policy that names a column asks that the file has it (rulebook 1). If False they are left out.
    """
    frame, spec = district[name], TABLES[name]
    source = district.sources.get(name)
    columns: dict[str, list[str]] = {}
    for header in frame.columns.drop(ROW):
        known = spec.column(header)
        column = known or Column(header, header, "text")
        cells = [cell(value, column) for value in frame[header]]
        stood = source is None or known is None or header in source.headers
        blank = "" if source is None else cell(empty_value(column.kind, column.default), column)
        if (whole and stood) or any(written != blank for written in cells):
            columns[column.zh] = cells
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def district_bytes(district: District, *, whole: bool = True) -> dict[str, bytes]:
    """Return every table that has rows as a file: its name (`学校表.csv`) -> UTF-8 with a byte order mark.

    Parameters
    ----------
    whole : see `table_text`.
    """
    return {
        f"{spec.zh}.csv": table_text(district, name, whole=whole).encode("utf-8-sig")
        for name, spec in TABLES.items()
        if len(district[name])
    }


def write_folder(district: District, folder: Path, *, whole: bool = True) -> None:
    """Write the files of `district_bytes` to a folder, made if it is not there.

    Raises
    ------
    OSError : if a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in district_bytes(district, whole=whole).items():
        (folder / name).write_bytes(content)
