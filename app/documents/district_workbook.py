"""A folder of district tables as one workbook, every cell as text, as a bureau would keep it."""

from __future__ import annotations

import csv
from pathlib import Path

from app.documents.sheets import new_workbook


def write_district_workbook(folder: Path, book: Path) -> None:
    """Write the CSV tables of a folder (UTF-8) as sheets of one workbook, in the tables' order.

    Raises
    ------
    OSError : if a table cannot be read or the workbook cannot be written.
    """
    with new_workbook(book, strings_to_numbers=False, strings_to_formulas=False) as workbook:
        text = workbook.add_format({"num_format": "@"})
        head = workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "num_format": "@"})
        for path in sorted(folder.glob("*.csv")):
            sheet = workbook.add_worksheet(path.stem)
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file))
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    sheet.write_string(r, c, value, text if r else head)
            for c, title in enumerate(rows[0]):
                widest = max(len(row[c]) for row in rows)
                sheet.set_column(c, c, min(40, max(2 * len(title), widest) + 3))
            sheet.freeze_panes(1, 0)
