"""Rows put into a table, typed as the bureau's own are, and rows taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.case import Case
from models.change import LineAdded
from models.district import ROW
from models.intake.cells import Cell
from models.intake.names import column_of, spellings
from models.tables import TABLES, Column
from models.wording import WordingError, Wrong
from models.words import Text, many, same
from scenarios.whatif.changes import Made, RowsTaken
from scenarios.whatif.facts import RowsAdded, RowsDropped
from scenarios.whatif.numbers import say_cell, typed_cell
from scenarios.whatif.reading import near
from scenarios.whatif.table_rows import rows_of


def rows_dropped(case: Case, fact: RowsDropped) -> Made:
    """Return what taking rows out comes to.

    Raises
    ------
    WordingError : if a column is not there, or no row is so.
    """
    rows = rows_of(case, fact.table, fact.asked)
    said = Text(f"{TABLES[fact.table].zh}：去掉{rows.text.zh}", f"table {fact.table}: {rows.text.en} taken out")
    return Made((RowsTaken(fact.table, rows.positions, said),), told=(said,))


def rows_added(case: Case, fact: RowsAdded) -> Made:
    """Return what putting rows in comes to.

    Raises
    ------
    WordingError : naming every cell that is missing, unknown or wrong, and every row that stands already.
    """
    wrongs: list[Wrong] = []
    rows = [_row(case, fact.table, row, i, wrongs) for i, row in enumerate(fact.rows)]
    if wrongs:
        raise WordingError(*wrongs)
    spec, shown = TABLES[fact.table], _shown(fact.table, rows)
    said = Text(
        f"{spec.zh}：增加{len(rows)}行{shown.zh}", f"table {fact.table}: {many(len(rows), 'row')} added{shown.en}"
    )
    lines = tuple(tuple(row.items()) for row in rows)
    return Made((LineAdded(fact.table, lines, said, len(rows)),), told=(said,))


_OPEN = ("schools", "posts", "locks", "distances", "title_posts", "quotas")
"""Tables whose cells may stand in a report, but for those that point at a person."""
_PERSONAL = ("teacher_id", "reason")
MOST_SHOWN = 3


def _shown(table: str, rows: Sequence[Mapping[str, object]]) -> Text:
    """Say what stands in the first rows; of tables about people only how many there are."""
    if table not in _OPEN:
        return same("")
    columns = [column for column in TABLES[table].columns if column.name not in _PERSONAL]
    zh, en = [], []
    for row in rows[:MOST_SHOWN]:
        cells = [(c, say_cell(c, row[c.name])) for c in columns if c.name in row]
        zh.append("，".join(f"{c.zh} {cell.zh}" for c, cell in cells))
        en.append(", ".join(f"{c.name} {cell.en}" for c, cell in cells))
    more = len(rows) - MOST_SHOWN
    rest = Text(f"；另有{more}行", f"; {more} more") if more > 0 else same("")
    return Text(f"（{'；'.join(zh)}{rest.zh}）", f" ({'; '.join(en)}{rest.en})")


def _row(case: Case, table: str, written: Mapping[str, Cell], i: int, wrongs: list[Wrong]) -> dict[str, object]:
    """Return one row as frames hold it; what is wrong with it is noted."""
    spec, frame = TABLES[table], case.district[table]
    row: dict[str, object] = {}
    given = set[str]()  # columns with a cell, be it a wrong one: of those none is missing
    for header, cell in written.items():
        name = column_of(header, spec, {}) or header
        column = spec.column(name)
        if column is None and (name not in frame or name == ROW):
            known = [word for c in spec.columns for word in spellings(c)[:2]]
            own = [str(c) for c in frame.columns if c != ROW and spec.column(str(c)) is None]
            reason = Text(f"{spec.zh}没有这一列", f"{table} has no such column")
            wrongs.append(Wrong(reason, near(header, [*known, *own]), ("rows", i, header), cell))
            continue
        given.add(name)
        try:
            row[name] = typed_cell(cell, column or Column(name, name, "text"))
        except WordingError as error:
            wrongs += [Wrong(w.reason, w.repair, ("rows", i, header), w.value) for w in error.wrongs]
    for column in spec.columns:
        if column.required and column.name not in given:
            reason = Text(f"缺少必填的“{column.zh}”", f"the required {column.name} is missing")
            wrongs.append(Wrong(reason, Text("补上", "write it"), ("rows", i)))
    keys = spec.keys
    if keys and all(key in row for key in keys):
        stands = set(zip(*(frame[key].astype(str) for key in keys), strict=True))
        if tuple(str(row[key]) for key in keys) in stands:
            reason = Text("这一行表中已经有了", "such a row stands already")
            wrongs.append(Wrong(reason, Text("改用 set 改它", "change it by set"), ("rows", i)))
    return row
