"""How a sheet of the workbook is laid out: names Excel accepts, text that stays text, widths that fit Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from models.words import Lang

Kind = Literal["code", "text", "count", "change", "mark", "points"]
LONGEST = 31
"""Characters in a sheet's name, as Excel counts them: UTF-16 units."""
NARROWEST, WIDEST = 6, 46
EPOCH = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Field:
    """One column of a sheet: the key of a row's cell, the header, and how its cells are written."""

    key: str
    header: str
    kind: Kind = "text"


def made_at(started: str) -> datetime:
    """Return when the solve began, so that the same solve makes the same bytes."""
    try:
        return datetime.fromisoformat(started).replace(tzinfo=None)
    except ValueError:
        return EPOCH


@contextmanager
def new_workbook(path: Path, **options: bool) -> Iterator[Workbook]:
    """Open a workbook to fill, written when the block ends.

    Raises
    ------
    OSError : if the file cannot be written; the library's own error is none.
    """
    try:
        with Workbook(str(path), options) as workbook:
            yield workbook
    except FileCreateError as error:
        raise OSError(str(error)) from error


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name Excel accepts and `taken` (lower case) does not hold yet, and enter it there."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", wanted).strip().strip("'") or "_"
    clean = f"{clean}_" if clean.lower() == "history" else clean
    for attempt in range(1, len(taken) + 2):
        tail = "" if attempt == 1 else f"~{attempt}"
        name = _cut(clean, LONGEST - len(tail)) + tail
        if name.lower() not in taken:
            break
    taken.add(name.lower())
    return name


def _cut(text: str, units: int) -> str:
    """Cut text to so many UTF-16 units, never inside a character, nor to one ending in an apostrophe."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip("'").strip() or "_"


def width(text: str) -> int:
    """Return how many Latin letters wide a text stands; Chinese takes two each."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Book:
    """A workbook and its formats."""

    def __init__(self, workbook: Workbook, lang: Lang, footer: str) -> None:
        self.workbook = workbook
        self.lang = lang
        self.footer = footer
        self.taken: set[str] = set()
        self._formats: dict[str, Format] = {}

    def style(self, **look: object) -> Format:
        """Return the format of that look in the house font, made once."""
        key = repr(sorted(look.items()))
        if key not in self._formats:
            face = {
                "font_name": "Microsoft YaHei" if self.lang == "zh" else "Calibri",
                "font_size": 10,
                "valign": "vcenter",
            }
            self._formats[key] = self.workbook.add_format({**face, "font_color": "#22313f", **look})
        return self._formats[key]

    def head(self, kind: Kind) -> Format:
        """Return the format of a header cell, aligned as the cells under it."""
        align = {"count": "right", "change": "right", "mark": "center", "points": "right"}.get(kind, "left")
        return self.style(bold=True, bg_color="#e4f0f2", bottom=1, bottom_color="#0f6e84", text_wrap=True, align=align)

    def cell(self, kind: Kind, **look: object) -> Format:
        """Return the format of cells of a kind; codes are Excel text."""
        formats: dict[Kind, dict[str, object]] = {
            "code": {"num_format": "@"}, "text": {}, "count": {"num_format": "#,##0"},
            "change": {"num_format": "+#,##0;-#,##0;0"},
            "mark": {"align": "center"}, "points": {"align": "right"},
        }  # fmt: skip
        return self.style(**formats[kind], **look)

    def sheet(self, name: str, repeat_header: bool = True) -> Worksheet:
        """Add a sheet ready to print: A4 landscape, one page wide, the header row on every page."""
        sheet: Worksheet = self.workbook.add_worksheet(sheet_name(name, self.taken))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(self.footer)
        sheet.hide_gridlines(2)
        if repeat_header:
            sheet.repeat_rows(0)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
        """Write one cell: a number as a number, everything else as text, never as a formula."""
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            sheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value, style)
        elif value is None or str(value) == "":
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_string(row, column, str(value), style)

    def rows(
        self, sheet: Worksheet, top: int, fields: Sequence[Field], rows: Sequence[Mapping[Any, Any]], **look: object
    ) -> int:
        """Write a header and rows from row `top` (counted from 0); return the row after the last."""
        for c, field in enumerate(fields):
            sheet.write_string(top, c, field.header, self.head(field.kind))
        styles = [self.cell(field.kind, bottom=4, bottom_color="#dfe4e8", **look) for field in fields]
        for r, row in enumerate(rows, top + 1):
            for c, (field, style) in enumerate(zip(fields, styles, strict=True)):
                self.put(sheet, r, c, row[field.key], style)
        return top + 1 + len(rows)

    def table(
        self, name: str, fields: Sequence[Field], rows: Sequence[Mapping[Any, Any]], notice: str = ""
    ) -> Worksheet:
        """Add a sheet that is one table: header frozen and filtered, columns as wide as what they hold.

        A `notice` stands in a row above the header, on screen and on every page.
        """
        sheet = self.sheet(name)
        top = 1 if notice else 0
        if notice:
            sheet.write_string(0, 0, notice, self.style(bold=True, font_color="#b04e16"))
            sheet.repeat_rows(0, top)
        self.rows(sheet, top, fields, rows)
        sheet.set_row(top, 22)
        sheet.freeze_panes(top + 1, 2)
        sheet.autofilter(top, 0, top + max(1, len(rows)), len(fields) - 1)
        fit(sheet, fields, rows)
        return sheet


def fit(sheet: Worksheet, fields: Sequence[Field], rows: Sequence[Mapping[Any, Any]], spare: int = 4) -> None:
    """Set each column as wide as its header and its cells ask, within reason."""
    for c, field in enumerate(fields):
        widest = max((width(str(row[field.key])) for row in rows), default=0)
        sheet.set_column(c, c, min(WIDEST, max(NARROWEST, width(field.header) + spare, widest + 2)))
