"""The planner's own workbook back, with the bad cells coloured and a list of what is wrong.

Her formatting stays where the file is an .xlsx; CSV and older workbooks come back as a new one. It holds all she
gave, health and kinship too: for the bureau's own hands, never for publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.faults import Fault
from models.intake.read import Intake
from models.intake.sheets import RawSheet
from models.words import Lang, Text

LIST = Text("问题清单", "Problems")
_COLOURS = {"fault": "FFFF9D99", "warning": "FFFFEB97"}
"""Near Excel's own red and yellow, yet nobody else's: a copy handed in again is cleaned of them first."""
_FILLS = {level: PatternFill("solid", fgColor=colour) for level, colour in _COLOURS.items()}
_TOP = Alignment(wrap_text=True, vertical="top")
_MARK = Text("【检查发现】", "[Check]")
_HEADS = (
    (Text("级别", "Level"), 8),
    (Text("文件", "File"), 20),
    (Text("工作表", "Sheet"), 18),
    (Text("行", "Row"), 7),
    (Text("列", "Column"), 7),
    (Text("列名", "Header"), 18),
    (Text("值", "Value"), 22),
    (Text("问题", "What is wrong"), 60),
    (Text("建议", "Suggested repair"), 50),
)
_LEVELS = {"fault": Text("问题", "fault"), "warning": Text("提示", "warning")}


def write_faulty_copy(path: Path, intake: Intake, out: Path, lang: Lang) -> None:
    """Write the coloured copy of what was read.

    Parameters
    ----------
    path : the file or folder `intake` was read from; it is not touched.
    intake : what was read, with its faults.
    out : the .xlsx to write.
    lang : language of the list and the comments.

    Raises
    ------
    OSError : if `out` cannot be written.
    """
    book = _own_workbook(path, intake)
    if book is not None:
        sheets = {(f.file, f.sheet): book[f.sheet] for f in intake.faults if f.sheet in book.sheetnames}
    else:
        book, sheets = _new_workbook(intake.sheets)
    _clean(book)
    worst_last = sorted(intake.faults, key=lambda f: f.level == "fault")
    for fault in worst_last:
        sheet = sheets.get((fault.file, fault.sheet))
        if sheet is not None and fault.row:
            _mark(sheet, fault, lang)
    _write_list(book.create_sheet(LIST.say(lang), 0), intake.faults, sheets, lang)
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False
    book.active = 0
    book.save(out)


def _own_workbook(path: Path, intake: Intake) -> Workbook | None:
    """Open the planner's own .xlsx; None if it is of another kind or cannot be kept as it is."""
    inside = path / intake.sheets[0].file if path.is_dir() and intake.sheets else path
    if inside.suffix.lower() not in (".xlsx", ".xlsm"):
        return None
    try:
        return load_workbook(inside)
    except Exception:  # it was read by another reader; what this one chokes on is rewritten from what was read
        return None


def _new_workbook(raw: Iterable[RawSheet]) -> tuple[Workbook, dict[tuple[str, str], Worksheet]]:
    """Build a workbook of the rows as read, text as text, a sheet for each sheet or file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets: dict[tuple[str, str], Worksheet] = {}
    for one in raw:
        title = re.sub(r"[\[\]:*?/\\']", "_", ILLEGAL_CHARACTERS_RE.sub("", one.sheet or Path(one.file).stem))[:31]
        sheet = book.create_sheet(title)
        for i, row in enumerate(one.rows, start=1):
            for j, value in enumerate(row, start=1):
                if isinstance(value, str):
                    if value:
                        _put(sheet, i, j, value)
                else:
                    sheet.cell(i, j, value)
        for (top, left), (bottom, right) in one.merged:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        sheets[one.file, one.sheet] = sheet
    return book, sheets


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write text as text: a cell that begins with `=` must never become a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _clean(book: Workbook) -> None:
    """Take away the list, colours and comments of an earlier check."""
    for title in LIST:
        if title in book.sheetnames:
            book.remove(book[title])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in _COLOURS.values():
                    cell.fill = PatternFill()
                if isinstance(cell, Cell) and cell.comment is not None:
                    _keep_own_comment(cell)


def _keep_own_comment(cell: Cell) -> None:
    own = cell.comment
    assert own is not None
    before = re.split("|".join(map(re.escape, _MARK)), own.text or "")[0].rstrip()
    if before != (own.text or "").rstrip():
        cell.comment = Comment(before, own.author or "") if before else None


def _mark(sheet: Worksheet, fault: Fault, lang: Lang) -> None:
    """Colour the cell of a fault, or its row, and say in a comment what is wrong."""
    if fault.column:
        cells = [_corner(sheet, f"{fault.column}{fault.row}")]
    else:
        cells = [_corner(sheet, c.coordinate) for c in sheet[fault.row]]
    for cell in cells:
        cell.fill = _FILLS[fault.level]
    if not cells:
        return
    first = next((c for c in cells if c.value is not None), cells[0])
    said = f"{_MARK.say(lang)}{_LEVELS[fault.level].say(lang)}: {fault.reason.say(lang)}\n→ {fault.repair.say(lang)}"
    earlier = f"{first.comment.text}\n" if first.comment is not None else ""
    author = first.comment.author if first.comment is not None else ""
    comment = Comment(ILLEGAL_CHARACTERS_RE.sub("", earlier + said), author)
    comment.width, comment.height = 320, min(60 + 40 * comment.text.count("\n"), 400)
    first.comment = comment


def _corner(sheet: Worksheet, place: str) -> Cell:
    """Return the cell at a place, or the one that shows for it where cells are merged."""
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        for area in sheet.merged_cells.ranges:
            if place in area:
                cell = sheet.cell(area.min_row, area.min_col)
    assert isinstance(cell, Cell)
    return cell


def _write_list(
    sheet: Worksheet, faults: Iterable[Fault], sheets: Mapping[tuple[str, str], Worksheet], lang: Lang
) -> None:
    for j, (head, width) in enumerate(_HEADS, start=1):
        cell = _put(sheet, 1, j, head.say(lang))
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"
    for i, fault in enumerate(faults, start=2):
        target = sheets.get((fault.file, fault.sheet))
        level, reason, repair = _LEVELS[fault.level], fault.reason, fault.repair
        title = target.title if target is not None else fault.sheet
        texts = (
            level.say(lang), fault.file, title, str(fault.row or ""), fault.column, fault.header, fault.value,
            reason.say(lang), repair.say(lang),
        )  # fmt: skip
        for j, text in enumerate(texts, start=1):
            cell = _put(sheet, i, j, text)
            cell.alignment = _TOP
        sheet.cell(i, 1).fill = _FILLS[fault.level]
        if target is not None and fault.row:
            place = f"{fault.column or 'A'}{fault.row}"
            quoted = target.title.replace("'", "''")
            for j in (4, 5):
                link = sheet.cell(i, j)
                if not texts[j - 1]:  # a link would write its own address there
                    continue
                link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{place}")
                link.font = Font(color="FF0563C1", underline="single")
    sheet.auto_filter.ref = sheet.dimensions
