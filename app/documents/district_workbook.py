"""The tables of a district as one workbook, every cell as text, as a bureau would keep it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from app.documents.sheets import new_workbook


def write_district_workbook(folder: Path, book: Path) -> None:
    """Write the CSV tables of a folder (UTF-8) as sheets of one workbook, ordered by name.

    Raises
    ------
    OSError : if a table cannot be read or the workbook cannot be written.
    """
    write_tables_workbook({path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}, book)


def write_tables_workbook(tables: Mapping[str, bytes], book: Path) -> None:
    """Write tables as sheets of one workbook, in their order.

    Parameters
    ----------
    tables : file name -> a CSV file, UTF-8, as `scenarios.tables.district_bytes` returns them.

    Raises
    ------
    OSError : if the workbook cannot be written.
    """
    with new_workbook(book, strings_to_numbers=False, strings_to_formulas=False) as workbook:
        text = workbook.add_format({"num_format": "@"})
        head = workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "num_format": "@"})
        for name, content in tables.items():
            sheet = workbook.add_worksheet(Path(name).stem)
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    sheet.write_string(r, c, value, text if r else head)
            for c, title in enumerate(rows[0]):
                widest = max(len(row[c]) for row in rows)
                sheet.set_column(c, c, min(40, max(2 * len(title), widest) + 3))
            sheet.freeze_panes(1, 0)
