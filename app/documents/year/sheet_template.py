"""Excel papers from Excel templates.

A row whose cells name fields of a list, `{{ 表三.姓名 }}`, is repeated for every record of the list, with its looks;
a cell elsewhere may name a field of the paper, `{{ 方案名称 }}`, alone or inside a text. A cell that is one field and
gets a number holds a number; everything else is text, never a formula. Page footers bear where the paper comes from.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.word_paper import printable
from app.documents.year.fields import FIELDS, Context, Listing, cell, nearest
from app.documents.year.papers import PapersTemplateError
from app.documents.year.steady_zip import steady
from app.documents.year.template_check import SOURCE, Unknown, say_unknown
from app.documents.year.templates import Found
from models.words import Text

_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_NAME = re.compile(r"\w+(?:\.\w+)?")
NONE = Text("（无）", "(none)")
"""What stands in the first cell of a list that is empty."""
LONGEST_FOOTER = 250
"""Characters that Excel takes in the footers of a page, with some to spare."""


@dataclass
class _Sheet:
    """A sheet of a template: its texts with fields, and which row repeats which list."""

    sheet: Worksheet
    rows: dict[int, str] = field(default_factory=dict)
    prints_source: bool = False


def fill_workbook(found: Found, context: Context, made_on: date, without: frozenset[str] = frozenset()) -> bytes:
    """Return a workbook filled; the same for the same, byte for byte.

    Parameters
    ----------
    without : lists this paper does not tell; sheets that repeat no other list are left out.

    Raises
    ------
    PapersTemplateError : naming every unknown or broken field with its sheet and cell.
    """
    try:
        book = load_workbook(found.path)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise PapersTemplateError(
            [
                Text(
                    f"{found.path}：不是能读的 Excel 工作簿（{error}）。",
                    f"{found.path}: no Excel workbook that can be read ({error}).",
                )
            ]
        ) from error
    sheets, wrong = [], list[Text]()
    for sheet in book.worksheets:
        read = _Sheet(sheet)
        wrong += _read(read, found, context)
        sheets.append(read)
    if wrong:
        raise PapersTemplateError(wrong)
    hidden = {name for key in without for name in (key, FIELDS[key])}
    for read in sheets:
        if read.rows and hidden.issuperset(read.rows.values()):
            book.remove(read.sheet)
        else:
            _fill(read, found, context)
    book.properties.creator = book.properties.lastModifiedBy = ""
    raw = io.BytesIO()
    book.save(raw)
    return steady(raw.getvalue(), made_on)


def _texts(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        yield from (c for c in row if not isinstance(c, MergedCell) and isinstance(c.value, str))


def _read(read: _Sheet, found: Found, context: Context) -> Iterator[Text]:
    """Find the rows that repeat; yield what is wrong with the fields."""
    for c in _texts(read.sheet):
        value = str(c.value)
        names = _FIELD.findall(value)
        if value.count("{{") != len(names) or value.count("}}") != len(names):
            yield _broken(found.path, read.sheet, c, value)
            continue
        for name in names:
            if not _NAME.fullmatch(name):
                yield _broken(found.path, read.sheet, c, value)
                continue
            listed, _, part = name.partition(".")
            if not part:
                if name not in {n for key in context.values for n in (key, FIELDS[key])}:
                    values = frozenset(n for key in context.values for n in (key, FIELDS[key]))
                    yield say_unknown(_place(found.path, read.sheet, c), Unknown(0, name, nearest(name, values)))
                read.prints_source |= name in (SOURCE, FIELDS[SOURCE])
                continue
            fields = context.fields_of(listed)
            if part not in fields:
                like = nearest(part, fields) if fields else nearest(listed, context.names)
                yield say_unknown(_place(found.path, read.sheet, c), Unknown(0, name, like))
            elif context.listing(read.rows.setdefault(c.row, listed)) is not context.listing(listed):
                yield _two_lists(found.path, read.sheet, c, read.rows[c.row], listed)


def _fill(read: _Sheet, found: Found, context: Context) -> None:
    sheet = read.sheet
    sheet.title = found.reword(sheet.title)[:31]
    for c in list(_texts(sheet)):
        if c.row not in read.rows:
            _put(c, _said(str(c.value), found, context))
    for row in sorted(read.rows, reverse=True):  # from below, so that rows above keep their numbers
        listing = context.listing(read.rows[row])
        assert listing is not None
        _repeat(sheet, row, listing, found)
    if not read.prints_source:
        last = sheet.cell(sheet.max_row + 1, 1)
        _put(last, str(context.value(SOURCE)))
    _footers(sheet, str(context.value(SOURCE)))


def _said(value: str, found: Found, context: Context) -> object:
    """Return a text with its fields filled; a field alone keeps its kind."""
    alone = _FIELD.fullmatch(value)
    if alone:
        return context.value(alone[1])
    parts = _FIELD.split(value)
    return "".join(str(context.value(part)) if i % 2 else found.reword(part) for i, part in enumerate(parts))


def _repeat(sheet: Worksheet, row: int, listing: Listing, found: Found) -> None:
    """Repeat a row for every record; rows below, their heights and merged cells, move down."""
    count = max(1, len(listing.records))
    columns = range(1, sheet.max_column + 1)
    pattern = [(c, sheet.cell(row, c).value, sheet.cell(row, c)) for c in columns]
    if count > 1:
        _move_down(sheet, row, count - 1)
    height = sheet.row_dimensions[row].height
    for i in range(count):
        for column, value, like in pattern:
            c = sheet.cell(row + i, column)
            if i:
                c._style = copy(like._style)
            if isinstance(value, str):
                _put(c, _of_record(value, listing, i, column, found))
            elif i:
                c.value = value
        if height is not None:
            sheet.row_dimensions[row + i].height = height
    if sheet.auto_filter.ref:
        area = CellRange(sheet.auto_filter.ref)
        if area.min_row <= row <= area.max_row + 1:
            area.expand(down=row + count - 1 - area.max_row)
            sheet.auto_filter.ref = area.coord


def _of_record(value: str, listing: Listing, i: int, column: int, found: Found) -> object:
    if not listing.records:
        return NONE.say(found.lang) if column == 1 else ""
    record = listing.records[i]
    alone = _FIELD.fullmatch(value)
    if alone:
        return cell(record, alone[1].partition(".")[2])
    parts = _FIELD.split(value)
    return "".join(
        str(cell(record, part.partition(".")[2])) if k % 2 else found.reword(part) for k, part in enumerate(parts)
    )


def _move_down(sheet: Worksheet, row: int, by: int) -> None:
    """Make room for so many rows below one."""
    heights = {r: d.height for r, d in sheet.row_dimensions.items() if r > row and d.height is not None}
    below = [area for area in sheet.merged_cells.ranges if area.min_row > row]
    for area in below:
        sheet.unmerge_cells(area.coord)
    sheet.insert_rows(row + 1, by)
    for area in below:
        area.shift(0, by)
        sheet.merge_cells(area.coord)
    for r in heights:
        sheet.row_dimensions[r].height = None
    for r, height in heights.items():
        sheet.row_dimensions[r + by].height = height


def _put(c: Cell, value: object) -> None:
    """Write a cell: a number as a number, everything else as text, never as a formula."""
    if isinstance(value, int) and not isinstance(value, bool):
        c.value = value
        return
    c.value = printable(str(value)) or None
    if c.value is not None:
        c.data_type = "s"


def _footers(sheet: Worksheet, source: str) -> None:
    """Put where the paper comes from at the foot of every page, beside what the template has there."""
    for foot in (sheet.oddFooter, *([sheet.evenFooter] if sheet.HeaderFooter.differentOddEven else [])):
        kept = [part.text for part in (foot.left, foot.center, foot.right) if part.text]
        room = LONGEST_FOOTER - sum(map(len, kept))
        foot.left.text = "\n".join(filter(None, (foot.left.text, source.replace("&", "&&")[:room])))
        foot.left.size = foot.left.size or 7
        if not foot.right.text and not foot.center.text:
            foot.right.text = "&P / &N"
    sheet.HeaderFooter.differentFirst = False


def _place(path: Path, sheet: Worksheet, c: Cell) -> Text:
    return Text(f"{path} 工作表“{sheet.title}” {c.coordinate}", f"{path}, sheet '{sheet.title}', {c.coordinate}")


def _broken(path: Path, sheet: Worksheet, c: Cell, value: str) -> Text:
    at = _place(path, sheet, c)
    return Text(
        f"{at.zh}：“{value}”写法有误。建议：写成 {{{{ 字段 }}}} 或 {{{{ 列表.字段 }}}}。",
        f"{at.en}: '{value}' is broken. Suggested repair: write {{{{ field }}}} or {{{{ list.field }}}}.",
    )


def _two_lists(path: Path, sheet: Worksheet, c: Cell, one: str, other: str) -> Text:
    at = _place(path, sheet, c)
    return Text(
        f"{at.zh}：这一行已用于“{one}”，不能又用于“{other}”。建议：分写在两行。",
        f"{at.en}: this row repeats for '{one}' and cannot for '{other}' too. Suggested repair: use two rows.",
    )
