"""The rows under a header: each cell read, each fault placed, each row numbered as Excel does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from models.district import ROW, Source, frame
from models.intake.cells import Cell, Flaw, is_blank, read_cell, shown, tidy
from models.intake.faults import Fault
from models.intake.headers import Header, find_header, is_repeated
from models.intake.names import Aliases, kept_name, nearest, spellings
from models.intake.sheets import Place, RawSheet, letter
from models.tables import Column, Table
from models.words import Text, joined, same

_TOTAL = re.compile(r"(合计|总计|小计|共计|total|sum)[:：]?", re.IGNORECASE)
_NOTE = re.compile(
    r"(注|备注|说明|填表人|填报人|制表人?|审核人?|负责人|联系电话|填表日期|填报日期|填报单位|单位.{0,3}盖章|note)[:：（(\d]",
    re.IGNORECASE,
)

UNCALCULATED = Flaw(
    Text("公式没有保存计算结果，读到的是空白", "the formula was saved without its result and reads as empty"),
    Text("用 Excel 打开后保存，或改为直接填写", "open the file in Excel and save it, or type the value"),
)
DELETE_ROW = Text("如不是数据，请删去这一行；如是，请补全", "delete the row if it is no data; otherwise fill it in")


@dataclass(frozen=True)
class TableRead:
    """A table as read: its frame, and what is needed to point at any of its cells.

    A row at fault is in the frame, too (the cell at fault empty), so that other tables may still refer to it.
    """

    table: Table
    source: Source
    headers: Mapping[str, str]
    """Column name -> header as the planner wrote it."""
    frame: pd.DataFrame
    faults: tuple[Fault, ...] = field(default=())

    def rows(self, *columns: str) -> Iterator[tuple[int, list[object]]]:
        """Yield each row's number and its cells in these columns; missing numbers are None."""
        lists = [self.frame[c].astype(object).where(self.frame[c].notna(), None).tolist() for c in columns]
        for row, *cells in zip(self.frame[ROW].tolist(), *lists, strict=True):
            yield row, cells

    def repeats(self, *columns: str) -> Iterator[tuple[int, int, list[object]]]:
        """Yield each row that holds in these columns what an earlier one does: its number, that one's, the cells."""
        first: dict[tuple[object, ...], int] = {}
        for row, cells in self.rows(*columns):
            other = first.setdefault(tuple(cells), row)
            if other != row:
                yield row, other, cells

    def fault(
        self,
        row: int,
        column: str,
        reason: Text,
        repair: Text,
        value: str = "",
        level: Literal["fault", "warning"] = "fault",
    ) -> Fault:
        """Return a fault of one cell, or of a whole row where `column` is "" or not in the file."""
        return Fault(
            self.source.file,
            reason,
            repair,
            self.source.sheet,
            row,
            self.source.letters.get(column, ""),
            self.headers.get(column, ""),
            value,
            level,
        )


def read_table(raw: RawSheet, table: Table, aliases: Aliases) -> TableRead:
    """Read one sheet as one table; every fault of it is in the result."""
    header = find_header(raw.rows, table, aliases)
    if header is None or not header.fits(table):
        return TableRead(
            table, Source(raw.file, raw.sheet), {}, frame(table.name, []), (_no_header(raw, table, header),)
        )
    return _Reader(raw, table, header).read()


def _no_header(raw: RawSheet, table: Table, header: Header | None) -> Fault:
    wanted = joined(_both(c) for c in table.columns if c.required and (header is None or c.name not in header.known))
    return Fault(
        raw.file,
        Text(
            f"前20行里找不到{table.zh}的表头，缺：{wanted.zh}",
            f"no header of {table.name} in the first 20 rows; missing: {wanted.en}",
        ),
        Text(
            "在数据上方写一行列名；若列名是本单位自己的叫法，写入别名文件",
            "put a row of column names above the data; name your own words for them in an alias file",
        ),
        raw.sheet,
    )


def _both(column: Column) -> Text:
    return Text(column.zh, column.name)


class _Reader:
    """Reads the one table; holds what every step needs."""

    def __init__(self, raw: RawSheet, table: Table, header: Header) -> None:
        self.raw, self.table, self.header = raw, table, header
        self.faults: list[Fault] = []
        self.once: dict[tuple[int, str], tuple[Fault, int]] = {}
        self.columns = dict(self._columns())
        self.known = frozenset(j for j, column in self.columns.items() if table.column(column.name) is not None)
        self.merged = list(self._merged_data())
        self.covered = {
            (i, j): (top, left)
            for (top, left), (bottom, right) in self.merged
            for i in range(top, bottom + 1)
            for j in range(left, right + 1)
        }

    def read(self) -> TableRead:
        rows: list[Mapping[str, object]] = []
        numbered: list[int] = []
        for index in range(self.header.last + 1, len(self.raw.rows)):
            cells = self.raw.rows[index]
            if all(is_blank(c) for c in cells) and not any(place[0] == index for place in self.raw.uncalculated):
                continue
            reason = self._no_data_reason(cells)
            if reason is not None:
                self.faults.append(Fault(self.raw.file, reason, DELETE_ROW, self.raw.sheet, index + 1))
                continue
            if not self._known_filled(index):
                numbered.append(index + 1)
                continue
            rows.append(self._row(index))
        if numbered:
            self._say_numbered(numbered)
        self._missing_columns()
        self.faults += [_counted(fault, count) for fault, count in self.once.values()]
        self.faults += self._merge_warnings()
        names = {j: column.name for j, column in self.columns.items()}
        letters = {name: letter(j) for j, name in names.items()}
        headers = {name: self.header.written[j] for j, name in names.items()}
        source = Source(self.raw.file, self.raw.sheet, letters, headers)
        return TableRead(self.table, source, headers, frame(self.table.name, rows), tuple(self.faults))

    def _columns(self) -> Iterator[tuple[int, Column]]:
        """Say what each column of the sheet is; a header given twice is a fault, values under none a warning."""
        seen: dict[str, int] = {}
        filled = self._filled_columns()
        for j in range(max(len(self.header.written), max(filled, default=-1) + 1)):
            written = self.header.written[j] if j < len(self.header.written) else ""
            if not written:
                if j in filled:
                    self._add(
                        filled[j],
                        j,
                        Flaw(
                            Text(
                                "这一列有内容但没有列名，没有读入",
                                "the column holds values but has no header; it is not read",
                            ),
                            Text("补上列名，或删去这一列", "give it a header or delete it"),
                            "warning",
                        ),
                        self.raw.rows[filled[j]][j],
                    )
                continue
            name = self.header.names[j] or kept_name(written)
            if name in seen or name == ROW:
                self._add(self.header.last, j, _taken(self._title(name), seen.get(name)), "")
                continue
            seen[name] = j
            yield j, self.table.column(name) or Column(name, name, "text")

    def _title(self, name: str) -> Text:
        column = self.table.column(name)
        return _both(column) if column is not None else same(name)

    def _filled_columns(self) -> dict[int, int]:
        """Column -> first row under the header where it holds something."""
        first: dict[int, int] = {}
        for index in range(self.header.last + 1, len(self.raw.rows)):
            for j, cell in enumerate(self.raw.rows[index]):
                if j not in first and not is_blank(cell):
                    first[j] = index
        return first

    def _merged_data(self) -> Iterator[tuple[Place, Place]]:
        """Merged ranges that lie in the data, cut to what is filled; notes and totals are no data."""
        last, width = len(self.raw.rows) - 1, len(self.header.written) - 1
        for (top, left), (bottom, right) in self.raw.merged:
            if self.header.last < top <= last and left <= width and not self._no_data_reason(self.raw.rows[top]):
                yield (top, left), (min(bottom, last), min(right, width))

    def _cell(self, index: int, j: int) -> Cell:
        i, j = self.covered.get((index, j), (index, j))
        row = self.raw.rows[i] if i < len(self.raw.rows) else ()
        return row[j] if j < len(row) else ""

    def _no_data_reason(self, cells: Sequence[Cell]) -> Text | None:
        """Say why a row is no data: a total, a note or the header again; None if it is data."""
        texts = [tidy(shown(c)) for c in cells if not is_blank(c)]
        if is_repeated(cells, self.header):
            return Text("表头又出现了一次", "the header stands here once more")
        total = next((t for t in texts[:2] if _TOTAL.fullmatch(t.replace(" ", ""))), "")
        if total:
            return Text(f"这一行是“{total}”，不是数据", f"this row is a total ('{total}'), not data")
        if texts and (_NOTE.match(texts[0].replace(" ", "")) or self._scarce(cells)):
            return Text(
                f"这一行只有“{texts[0]}”等内容，像是表下的说明",
                f"this row holds only '{texts[0]}' or so, like a note under the table",
            )
        return None

    def _scarce(self, cells: Sequence[Cell]) -> bool:
        """Whether a row of a wide table holds one or two texts and misses nearly all it must have."""
        filled = [j for j, c in enumerate(cells) if not is_blank(c)]
        required = [j for j, column in self.columns.items() if column.required]
        missing = [j for j in required if j not in filled]
        texts = any(isinstance(cells[j], str) and not tidy(str(cells[j])).isdigit() for j in filled)
        return len(filled) <= 2 and len(required) >= 3 and len(required) - len(missing) <= 1 and texts

    def _known_filled(self, index: int) -> bool:
        return any(not is_blank(self._cell(index, j)) or (index, j) in self.raw.uncalculated for j in self.known)

    def _row(self, index: int) -> dict[str, object]:
        row: dict[str, object] = {ROW: index + 1}
        for j, column in self.columns.items():
            cell = self._cell(index, j)
            header = self.header.written[j]
            if (index, j) in self.raw.uncalculated:
                self._add(index, j, UNCALCULATED, "")
                continue
            if is_blank(cell):
                if column.required:
                    self._add(
                        index,
                        j,
                        Flaw(
                            Text("必填，不能空", "this cell must not be empty"),
                            Text(f"填写{kept_name(header)}", f"fill in {column.name}"),
                        ),
                        "",
                    )
                row[column.name] = read_cell("", column).value
                continue
            # a column the table does not know is kept as it stands, dates too
            kept = cell if j in self.known or isinstance(cell, int | float) else shown(cell)
            reading = read_cell(kept, column, header)
            if reading.flaw is not None:
                self._add(index, j, reading.flaw, cell)
            row[column.name] = reading.value
        return row

    def _add(self, index: int, j: int, flaw: Flaw, cell: Cell) -> None:
        header = self.header.written[j] if j < len(self.header.written) else ""
        fault = Fault(
            self.raw.file,
            flaw.reason,
            flaw.repair,
            self.raw.sheet,
            index + 1,
            letter(j),
            header,
            tidy(shown(cell)),
            flaw.level,
        )
        if not flaw.once:
            self.faults.append(fault)
            return
        first, count = self.once.get((j, flaw.once), (fault, 0))
        self.once[j, flaw.once] = first, count + 1

    def _missing_columns(self) -> None:
        unknown = [w for w, name in zip(self.header.written, self.header.names, strict=True) if w and name is None]
        for column in self.table.columns:
            if not column.required or column.name in self.header.known:
                continue
            guesses = [g for s in spellings(column) if (g := nearest(s, unknown)) is not None]
            repair = Text(f"加上“{column.zh}”这一列", f"add the column {column.name}")
            if guesses:
                repair = Text(
                    f"如果“{guesses[0]}”就是这一列，把列名改为“{column.zh}”；否则加上这一列",
                    f"if '{guesses[0]}' is meant, rename it {column.name}; otherwise add the column",
                )
            reason = Text(f"缺少必需的列“{column.zh}”", f"the required column {column.name} is missing")
            self.faults.append(Fault(self.raw.file, reason, repair, self.raw.sheet, self.header.last + 1))

    def _say_numbered(self, numbered: list[int]) -> None:
        rows = str(numbered[0]) if len(numbered) == 1 else f"{numbered[0]}–{numbered[-1]}"
        self.faults.append(
            Fault(
                self.raw.file,
                Text(
                    f"有{len(numbered)}行（{rows}）只填了本表不用的列，已跳过",
                    f"{len(numbered)} row(s) ({rows}) hold only columns this table does not use; they are skipped",
                ),
                Text("如果是多余的编号，可以删去", "delete them if they are spare numbering"),
                self.raw.sheet,
                numbered[0],
                level="warning",
            )
        )

    def _merge_warnings(self) -> Iterator[Fault]:
        for (top, left), (bottom, right) in self.merged:
            value = self._cell(top, left)
            if not is_blank(value) and left in self.columns:
                area = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
                yield Fault(
                    self.raw.file,
                    Text(
                        f"{area} 是合并单元格，每一格都按这个值读入",
                        f"{area} is merged; every cell of it is read as this value",
                    ),
                    Text("取消合并，逐行填写", "unmerge it and fill in every row"),
                    self.raw.sheet,
                    top + 1,
                    letter(left),
                    self.header.written[left],
                    tidy(shown(value)),
                    "warning",
                )


def _taken(name: Text, other: int | None) -> Flaw:
    """Say that a column has the name of another, or one that only the program may use."""
    if other is None:
        return Flaw(Text(f"列名“{ROW}”由程序占用", f"the header '{ROW}' is reserved"), Text("改名", "rename it"))
    return Flaw(
        Text(
            f"这一列与{letter(other)}列是同一列（{name.zh}），分不清用哪一列",
            f"column {letter(other)} is {name.en}, too; it is unclear which counts",
        ),
        Text("删去或改名其中一列", "delete or rename one of them"),
    )


def _counted(fault: Fault, count: int) -> Fault:
    """Say in a warning told once how many cells of the column it is about."""
    if count == 1:
        return fault
    reason = Text(f"{fault.reason.zh}（本列共{count}处）", f"{fault.reason.en} ({count} cells of this column)")
    return Fault(
        fault.file, reason, fault.repair, fault.sheet, fault.row, fault.column, fault.header, fault.value, fault.level
    )
