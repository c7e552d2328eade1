"""A folder or workbook to a district, with every fault of it at once.

Source: rulebook 1 and 7. The parts: `sheets` reads files, `names` and `headers` recognise tables and
columns, `body` and `cells` read rows, `references` and `consistency` hold tables against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.district import District, Source, frame
from models.intake.body import TableRead, read_table
from models.intake.consistency import check_consistency
from models.intake.faults import Fault, UnreadableError
from models.intake.headers import find_header, likely_table
from models.intake.names import Aliases, is_quiet, nearest, table_of
from models.intake.references import check_references
from models.intake.sheets import CSVS, WORKBOOKS, RawFile, RawSheet, load_csv, load_workbook, parse_csv
from models.tables import TABLES, Table
from models.words import Text

DELIMITERS = (",", "\t", ";")
"""Of a CSV file; the comma wins a tie."""


@dataclass(frozen=True)
class Intake:
    """What was read.

    Attributes
    ----------
    district : None if any fault is of level `fault`.
    faults : every fault and warning, by file, sheet, row and column.
    sheets : every sheet as it stands, tables or not, for a copy that shows the faults.
    """

    path: Path
    district: District | None
    faults: tuple[Fault, ...]
    sheets: tuple[RawSheet, ...]


def read_district(path: Path, aliases: Mapping[str, str] | None = None) -> Intake:
    """Read a district from a folder of CSV files, or from one workbook.

    Parameters
    ----------
    path : a folder, or a workbook (.xlsx, .xlsm, .xls, .ods). A folder without CSV that holds exactly
        one workbook stands for that workbook.
    aliases : a user's own spellings of tables and columns (see `models.intake.names.read_aliases`).

    Raises
    ------
    UnreadableError : if nothing is there, or it is no workbook, or a damaged or encrypted one.
    """
    own = dict(aliases or {})
    paths, faults = _paths(path, own)
    candidates: list[_Candidate] = []
    digests: dict[str, str] = {}
    broken: set[str | None] = set()
    for each in paths:
        file = load_csv(each) if each.suffix.lower() in CSVS else load_workbook(each)
        digests[file.name] = file.sha256
        sheets = _sheets(file, own)
        if isinstance(sheets, Fault):
            faults.append(sheets)
            broken.add(table_of(each.stem, own)[0])
        else:
            candidates += [_Candidate(s, *table_of(s.sheet or each.stem, own)) for s in sheets]
    chosen, unread = _choose(candidates, own)
    faults += unread
    tables = {name: read_table(sheet, TABLES[name], own) for name, sheet in chosen.items()}
    faults += [fault for read in tables.values() for fault in read.faults]
    faults += [
        fault
        for name in TABLES
        if name not in broken
        for fault in _lacking(path, name, tables.get(name), candidates, own)
    ]
    whole = {
        name: tables.get(name) or TableRead(spec, Source(path.name), {}, frame(name, []))
        for name, spec in TABLES.items()
    }
    faults += check_references(whole)
    faults += check_consistency(whole)
    district = None
    if all(f.level == "warning" for f in faults):
        district = District(
            {name: read.frame for name, read in whole.items()},
            digests,
            {name: read.source for name, read in tables.items()},
        )
    return Intake(path, district, tuple(sorted(dict.fromkeys(faults), key=_order)), tuple(c.sheet for c in candidates))


def _order(fault: Fault) -> tuple[object, ...]:
    return fault.file, fault.sheet, fault.row, len(fault.column), fault.column, fault.level, fault.reason.en


def _paths(path: Path, aliases: Aliases) -> tuple[list[Path], list[Fault]]:
    """Return the files to read, and a warning for each file of a folder that is passed over."""
    if not path.exists():
        raise UnreadableError(Text(f"没有“{path}”这个文件或文件夹", f"there is no file or folder '{path}'"))
    if path.is_file():
        if path.suffix.lower() in WORKBOOKS:
            return [path], []
        raise UnreadableError(
            Text(
                f"“{path.name}”不是工作簿（{'、'.join(WORKBOOKS)}）；CSV 请给出所在的文件夹",
                f"'{path.name}' is no workbook ({', '.join(WORKBOOKS)}); for CSV name the folder",
            )
        )
    try:
        inside = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    except OSError as error:
        raise UnreadableError(Text(f"打不开文件夹“{path}”", f"cannot open the folder '{path}'")) from error
    csvs = [p for p in inside if p.suffix.lower() in CSVS]
    books = [p for p in inside if p.suffix.lower() in WORKBOOKS]
    if not csvs and len(books) == 1:
        return books, []
    if not csvs:
        raise UnreadableError(
            Text(
                f"文件夹“{path}”里应有每表一个 CSV 文件，或只有一个工作簿；现有工作簿{len(books)}个",
                f"the folder '{path}' should hold a CSV file a table, or exactly one workbook; "
                f"it holds {len(books)} workbooks",
            )
        )
    used = [p for p in csvs if table_of(p.stem, aliases)[0] is not None]
    passed = [p for p in csvs if p not in used and not is_quiet(p.stem)] + books
    return used, [_not_a_table(p.name, "", p.stem) for p in passed]


def _sheets(file: RawFile, aliases: Aliases) -> tuple[RawSheet, ...] | Fault:
    """Return the sheets of a file of a district."""
    name, _ = table_of(Path(file.name).stem, aliases)
    return sheets_of(file, TABLES[name] if name else None, aliases)


def sheets_of(file: RawFile, table: Table | None, aliases: Aliases) -> tuple[RawSheet, ...] | Fault:
    """Return the sheets of a file; of a CSV, the rows under the delimiter that makes a header of its first lines."""
    if file.fault is not None:
        return file.fault
    if file.text is None:
        return file.sheets
    best: RawSheet | Fault | None = None
    most = -1
    for delimiter in DELIMITERS:
        parsed = parse_csv(file, delimiter)
        header = find_header(parsed.rows, table, aliases) if isinstance(parsed, RawSheet) and table else None
        known = len(header.known) if header is not None else 0
        if known > most:
            best, most = parsed, known
    return best if isinstance(best, Fault) else (best,) if best is not None else ()


@dataclass(frozen=True)
class _Candidate:
    """A sheet, the table its name means (None if none), and whether it bears the very name."""

    sheet: RawSheet
    table: str | None
    exact: bool

    @property
    def title(self) -> str:
        return self.sheet.sheet or self.sheet.file


def _choose(candidates: list[_Candidate], aliases: Aliases) -> tuple[dict[str, RawSheet], list[Fault]]:
    """Give every table its sheet; say which sheets are not read, and which table is there twice."""
    chosen: dict[str, _Candidate] = {}
    faults: list[Fault] = []
    for one in sorted(candidates, key=lambda c: not c.exact):
        other = chosen.get(one.table or "")
        if one.sheet.empty or (one.table is None and (one.sheet.hidden or is_quiet(one.title))):
            continue
        if one.table is None or (other is not None and other.exact and not one.exact):
            faults.append(
                _not_a_table(one.sheet.file, one.sheet.sheet, one.title, likely_table(one.sheet.rows, aliases))
            )
        elif one.sheet.hidden:
            faults.append(
                Fault(
                    one.sheet.file,
                    Text("工作表是隐藏的，没有读入", "the sheet is hidden and is not read"),
                    Text("需要就取消隐藏", "unhide it if it is meant"),
                    one.sheet.sheet,
                    level="warning",
                )
            )
        elif other is not None:
            spec = TABLES[one.table]
            faults.append(
                Fault(
                    one.sheet.file,
                    Text(
                        f"“{other.title}”和它都是{spec.zh}，分不清用哪一个",
                        f"'{other.title}' is the table {spec.name}, too; it is unclear which counts",
                    ),
                    Text("删去或改名其中一个", "delete or rename one of them"),
                    one.sheet.sheet,
                )
            )
        else:
            chosen[one.table] = one
    return {name: chosen[name].sheet for name in TABLES if name in chosen}, faults


def _not_a_table(file: str, sheet: str, title: str, likely: str | None = None) -> Fault:
    close = nearest(title, (word for table in TABLES.values() for word in (table.name, table.zh)))
    spec = TABLES[likely] if likely else next((t for t in TABLES.values() if close in (t.name, t.zh)), None)
    repair = Text("不是数据就不用管", "leave it if it is no data")
    if spec is not None:
        repair = Text(
            f"如果是{spec.zh}，改名为“{spec.zh}”；{repair.zh}", f"if it is {spec.name}, name it so; {repair.en}"
        )
    return Fault(
        file,
        Text("名称不是认识的表，没有读入", "its name is no table's; it is not read"),
        repair,
        sheet,
        level="warning",
    )


def _lacking(
    path: Path, name: str, read: TableRead | None, candidates: list[_Candidate], aliases: Aliases
) -> Iterator[Fault]:
    """Fault a required table that is not there, or has no rows for no reason already told."""
    spec = TABLES[name]
    if not spec.required:
        return
    if read is None:
        repair = Text(f"加上名为“{spec.zh}”的工作表或 CSV 文件", f"add a sheet or CSV file named {name}")
        alike = [c.title for c in candidates if c.table is None and likely_table(c.sheet.rows, aliases) == name]
        if alike:
            repair = Text(f"“{alike[0]}”看表头像是它，改名为“{spec.zh}”", f"'{alike[0]}' looks like it: name it {name}")
        yield Fault(path.name, Text(f"缺少必需的表：{spec.zh}", f"the required table {name} is missing"), repair)
    elif not len(read.frame) and all(f.level == "warning" for f in read.faults):
        yield Fault(
            read.source.file,
            Text(f"{spec.zh}没有数据行", f"{name} has no rows"),
            Text("在表头下填写数据", "fill in rows under the header"),
            read.source.sheet,
        )
