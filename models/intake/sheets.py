"""Files to raw sheets: rows of cells exactly as they stand, numbered as Excel numbers them.

CSV is decoded as its byte order mark says, else as strict UTF-8, else as strict GB18030; never guessed
further. Workbooks are read by python-calamine; what it drops (formula errors, formulas nobody has
calculated) is found again in the XML, because an empty cell would be a silent repair.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import python_calamine as calamine

from models.intake.cells import Cell, is_blank
from models.intake.faults import Fault, UnreadableError
from models.words import Text

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
CSVS = (".csv", ".tsv")

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


@dataclass(frozen=True)
class RawSheet:
    """One sheet, or one CSV file (then `sheet` is "").

    Attributes
    ----------
    rows : row `i` is Excel's row `i + 1`; rows may differ in length.
    merged : top-left and bottom-right place of each merged range.
    uncalculated : places of formulas without a saved result; their cells read as empty.
    """

    file: str
    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[Place, Place], ...] = ()
    uncalculated: frozenset[Place] = frozenset()
    hidden: bool = False

    @property
    def empty(self) -> bool:
        """Whether the sheet holds nothing at all."""
        return all(is_blank(cell) for row in self.rows for cell in row)


@dataclass(frozen=True)
class RawFile:
    """One file read: its name, the SHA-256 of its bytes, its text (CSV, else None) or its sheets (workbook)."""

    name: str
    sha256: str
    sheets: tuple[RawSheet, ...] = ()
    text: str | None = None
    fault: Fault | None = None


def letter(column: int) -> str:
    """Return Excel's letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise UnreadableError(Text(f"读不了“{path}”：{why}", f"cannot read '{path}': {why}")) from error


def load_csv(path: Path) -> RawFile:
    """Read and decode one CSV file; bytes that fit no encoding are a fault of the file.

    Raises
    ------
    UnreadableError : if the file cannot be opened.
    """
    raw = _bytes(path)
    digest = hashlib.sha256(raw).hexdigest()
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            encodings: tuple[str, ...] = (encoding,)
            break
    else:
        encodings = ("utf-8", "gb18030")
    furthest = -1
    for encoding in encodings:
        try:
            return RawFile(path.name, digest, text=raw.decode(encoding))
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
    line = len(re.findall(rb"\r\n|\r|\n", raw[:furthest])) + 1
    tried = " / ".join(e.upper() for e in encodings)
    fault = Fault(
        path.name,
        Text(
            f"文字编码认不出来（{tried} 都不对），第{furthest + 1}个字节处出错",
            f"the bytes are no {tried} text; the first that fits none is byte {furthest + 1}",
        ),
        Text(
            "用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx 后重试",
            "open it in Excel and save it as 'CSV UTF-8' or .xlsx",
        ),
        row=line,
    )
    return RawFile(path.name, digest, fault=fault)


def parse_csv(file: RawFile, delimiter: str) -> RawSheet | Fault:
    """Split the text of a CSV file into rows; a quoted newline stays inside its cell, as in Excel.

    Returns
    -------
    The rows, or a fault where quotes do not close.
    """
    rows: list[tuple[Cell, ...]] = []
    reader = csv.reader(io.StringIO(file.text or "", newline=""), delimiter=delimiter, strict=True)
    try:
        rows.extend(tuple(row) for row in reader)
    except csv.Error as error:
        return Fault(
            file.name,
            Text(
                "引号不成对，从这一行起分不清单元格",
                f"quotes do not match, cells cannot be told apart from this row on ({error})",
            ),
            Text(
                "检查这一行的英文双引号，或用 Excel 另存为 .xlsx",
                "check the double quotes of this row, or save the file as .xlsx",
            ),
            row=len(rows) + 1,
        )
    return RawSheet(file.name, "", tuple(rows))


def load_workbook(path: Path) -> RawFile:
    """Read every sheet of a workbook (.xlsx, .xlsm, .xls, .ods).

    Raises
    ------
    UnreadableError : if it is no workbook, or an encrypted or damaged one.
    """
    raw = _bytes(path)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            sheets = [_sheet(book, meta, path.name) for meta in book.sheets_metadata if _is_grid(meta)]
        if zipfile.is_zipfile(io.BytesIO(raw)) and path.suffix.lower() != ".ods":
            sheets = _with_errors(sheets, raw)
    except calamine.PasswordError as error:
        raise UnreadableError(
            Text(
                f"“{path.name}”设了打开密码，请取消密码后重试",
                f"'{path.name}' needs a password; remove it and try again",
            )
        ) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a damaged file may make the reader panic, which is no Exception
        raise UnreadableError(
            Text(
                f"“{path.name}”不是能读的工作簿（可能已损坏、加了密码，或只是改了扩展名）；"
                "请在 Excel 中打开并另存为 .xlsx",
                f"'{path.name}' is no workbook that can be read (damaged, encrypted, or only renamed); "
                "open it in Excel and save it as .xlsx",
            )
        ) from error
    return RawFile(path.name, hashlib.sha256(raw).hexdigest(), tuple(sheets))


def _is_grid(meta: calamine.SheetMetadata) -> bool:
    return meta.typ == calamine.SheetTypeEnum.WorkSheet


def _sheet(book: calamine.CalamineWorkbook, meta: calamine.SheetMetadata, file: str) -> RawSheet:
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.to_python(skip_empty_area=False) if sheet.start is not None else []
    return RawSheet(
        file,
        meta.name,
        tuple(tuple(row) for row in rows),
        merged=tuple(sorted(sheet.merged_cell_ranges or ())),
        hidden=meta.visible != calamine.SheetVisibleEnum.Visible,
    )


def _with_errors(sheets: list[RawSheet], raw: bytes) -> list[RawSheet]:
    """Put the formula errors of an .xlsx back where the reader left empty cells."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        paths = _sheet_paths(archive)
        marked = []
        for sheet in sheets:
            xml = archive.read(paths[sheet.sheet]) if sheet.sheet in paths else b""
            errors, uncalculated = _lost_cells(xml) if b't="e"' in xml or b"<f" in xml else ({}, frozenset())
            rows = [list(row) for row in sheet.rows]
            for (row, column), text in errors.items():
                rows.extend([] for _ in range(row + 1 - len(rows)))
                rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
                rows[row][column] = text
            marked.append(
                RawSheet(sheet.file, sheet.sheet, tuple(map(tuple, rows)), sheet.merged, uncalculated, sheet.hidden)
            )
    return marked


def _sheet_paths(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Sheet name -> path of its XML inside the archive."""
    targets = {
        node.get("Id", ""): node.get("Target", "")
        for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    paths: dict[str, str] = {}
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if node.tag.endswith("}sheet"):
            identity = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            target = targets.get(identity, "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            if path in archive.namelist():
                paths[node.get("name", "")] = path
    return paths


def _lost_cells(xml: bytes) -> tuple[dict[Place, str], frozenset[Place]]:
    """Return the cells that show an error, and the formulas saved without a result."""
    errors: dict[Place, str] = {}
    uncalculated: set[Place] = set()
    for _, node in ElementTree.iterparse(io.BytesIO(xml)):
        if node.tag.endswith("}c"):
            place = _place(node.get("r", ""))
            parts = {child.tag.rpartition("}")[2]: child.text or "" for child in node}
            if place is not None and node.get("t") == "e":
                errors[place] = parts.get("v", "#N/A")
            elif (
                place is not None and "f" in parts and not parts.get("v") and node.get("t") not in ("str", "inlineStr")
            ):
                uncalculated.add(place)
        elif node.tag.endswith("}row"):
            node.clear()
    return errors, frozenset(uncalculated)


def _place(reference: str) -> Place | None:
    match = re.fullmatch(r"([A-Z]{1,3})(\d+)", reference)
    if match is None:
        return None
    column = 0
    for char in match[1]:
        column = 26 * column + ord(char) - 64
    return int(match[2]) - 1, column - 1
