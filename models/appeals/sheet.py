"""Which sheet holds the appeals."""

from __future__ import annotations

from pathlib import Path

from models.intake.faults import Fault, UnreadableError
from models.intake.headers import find_header
from models.intake.names import Aliases, is_quiet, table_of
from models.intake.read import sheets_of
from models.intake.sheets import CSVS, WORKBOOKS, RawFile, RawSheet, load_csv, load_workbook
from models.tables import APPEALS
from models.words import Text

_ONLY = {APPEALS.name: APPEALS}


def sheet_of(path: Path, aliases: Aliases) -> tuple[RawFile, RawSheet | Fault]:
    """Read a file and find the sheet of appeals: by its name, else the only one that has its header.

    Parameters
    ----------
    path : a CSV file or a workbook; of a folder, the file in it that bears the table's name.

    Raises
    ------
    UnreadableError : if nothing is there, or it is neither.
    """
    path = _file(path, aliases)
    file = load_csv(path) if path.suffix.lower() in CSVS else load_workbook(path)
    sheets = sheets_of(file, APPEALS, aliases)
    if isinstance(sheets, Fault):
        return file, sheets
    if file.text is not None:
        return file, sheets[0]
    filled = [sheet for sheet in sheets if not sheet.empty]
    named = [s for s in filled if table_of(s.sheet, aliases, _ONLY)[0] is not None]
    exact = [s for s in named if table_of(s.sheet, aliases, _ONLY)[1]]
    alike = [s for s in filled if not s.hidden and not is_quiet(s.sheet) and _looks_right(s, aliases)]
    for found in (exact, named, alike):
        if len(found) == 1:
            return file, found[0]
        if found:
            listed = "、".join(s.sheet for s in found)
            reason = Text(f"“{listed}”都像申诉表，分不清用哪一张", f"{listed} could all be the appeals; which counts?")
            return file, Fault(file.name, reason, Text("只留一张，或改名", "keep one, or rename the others"))
    return file, Fault(
        file.name,
        Text("没有名为“申诉表”的工作表", "there is no sheet named appeals"),
        Text("加上名为“申诉表”的工作表，或把那一张改成这个名字", "add a sheet named appeals, or name the right one so"),
    )


def _looks_right(sheet: RawSheet, aliases: Aliases) -> bool:
    """Whether a header stands there that tells what is appealed and how it was ruled."""
    header = find_header(sheet.rows, APPEALS, aliases)
    return header is not None and {"kind", "ruling"} <= header.known


def _file(path: Path, aliases: Aliases) -> Path:
    if path.is_dir():
        inside = [p for p in sorted(path.iterdir()) if p.is_file() and p.suffix.lower() in (*CSVS, *WORKBOOKS)]
        found = [p for p in inside if table_of(p.stem, aliases, _ONLY)[0] is not None]
        if len(found) != 1:
            raise UnreadableError(
                Text(
                    f"文件夹“{path}”里名为“申诉表”的文件有{len(found)}个，请直接指明文件",
                    f"the folder '{path}' holds {len(found)} files named appeals; name the file itself",
                )
            )
        return found[0]
    if not path.exists():
        raise UnreadableError(Text(f"没有“{path}”这个文件", f"there is no file '{path}'"))
    if path.suffix.lower() not in (*CSVS, *WORKBOOKS):
        raise UnreadableError(
            Text(
                f"“{path.name}”不是 CSV 文件，也不是工作簿（{'、'.join(WORKBOOKS)}）",
                f"'{path.name}' is neither a CSV file nor a workbook ({', '.join(WORKBOOKS)})",
            )
        )
    return path
