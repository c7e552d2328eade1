"""The facts a scenario changes, as written: a school closed, numbers raised, a boundary dropped, rows in and out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from models.filter_columns import About
from models.filters import EVERYBODY, Filter, parse_filter
from models.intake.cells import Cell
from models.intake.names import column_of, plain, spellings
from models.tables import TABLES
from models.wording import Path, WordingError
from models.words import Text
from scenarios.whatif.reading import Reading, near

How = Literal["set", "add", "total", "percent"]
HOWS: tuple[How, ...] = ("set", "add", "total", "percent")


@dataclass(frozen=True)
class Closing:
    """Schools closed: nobody comes any more, nobody is asked for any more.

    `people`: who works there stays until moved otherwise, or is to leave.
    """

    where: Text
    schools: tuple[str, ...]
    people: Literal["stay", "leave"] = "stay"


@dataclass(frozen=True)
class Joining:
    """The boundary between zones dropped: people may move from each to each."""

    where: Text
    zones: tuple[str, ...]


@dataclass(frozen=True)
class Numbers:
    """A column changed in the rows a filter finds.

    Attributes
    ----------
    asked : of `teachers` a filter on people, of `schools` and `posts` one on places, else on the table's own columns.
    how : every cell `set`, a number `add`ed to every cell, to their `total`, or a `percent`age of it.
    amount : a whole number; of `percent` a decimal; of `set` a cell as TOML writes it.
    by : of `total` and `percent`, what shares it out: `equal`, a column, `vacancy`, `shortage`, `surplus`.
    """

    where: Text
    table: str
    column: str
    asked: Filter
    how: How
    amount: Any
    by: str = ""


@dataclass(frozen=True)
class RowsDropped:
    """Rows of a table that a filter finds, taken out."""

    where: Text
    table: str
    asked: Filter


@dataclass(frozen=True)
class RowsAdded:
    """Rows put into a table: column -> cell, as written."""

    where: Text
    table: str
    rows: tuple[Mapping[str, Cell], ...]


Fact = Closing | Joining | Numbers | RowsDropped | RowsAdded

KEYS = ("close", "people", "join_zones", "table", "column", "where", "who", *HOWS, "by", "drop", "rows")
_KINDS: Mapping[str, tuple[str, ...]] = {
    "close": ("close", "people"),
    "join_zones": ("join_zones",),
    "column": ("table", "column", "where", "who", *HOWS, "by"),
    "drop": ("table", "drop"),
    "rows": ("table", "rows"),
}
"""The key that tells what a fact is -> the keys it may have."""


def about_of(table: str) -> About:
    """Return what a filter on a table's rows tests."""
    if table == "teachers":
        return "people"
    return "places" if table in ("schools", "posts") else "history"


def read_fact(reading: Reading, raw: object, at: Path, *, of_grid: bool = False) -> Fact | None:
    """Read one fact; None if it is none, which is noted.

    Parameters
    ----------
    of_grid : whether it stands at a point of a grid, where a change by 0 is the baseline's point.
    """
    table = reading.table(raw, at, KEYS)
    kinds = [kind for kind in _KINDS if kind in table]
    if not table:
        return None
    if len(kinds) != 1:
        reading.wrong(
            at,
            Text("看不出改的是什么事实", "it is unclear which fact is changed")
            if not kinds
            else Text(f"{'、'.join(kinds)} 只能写一个", f"only one of {', '.join(kinds)} may stand"),
            Text(
                "写 close、join_zones、table 加 column、table 加 drop、table 加 rows 之一",
                "write one of close, join_zones, table with column, table with drop, table with rows",
            ),
        )
        return None
    kind = kinds[0]
    stray = [key for key in table if key in KEYS and key not in _KINDS[kind]]
    for key in stray:
        reading.wrong(
            (*at, key), Text(f"{key} 不能与 {kind} 同写", f"{key} has no place beside {kind}"), near(key, _KINDS[kind])
        )
    before = len(reading.problems)
    made = _READERS[kind](reading, table, at, of_grid)
    return made if len(reading.problems) == before and not stray else None


def _closing(reading: Reading, table: Mapping[str, Any], at: Path, of_grid: bool) -> Fact:
    schools = reading.texts(table["close"], (*at, "close"))
    people = table.get("people", "stay")
    if people not in ("stay", "leave"):
        reading.wrong(
            (*at, "people"),
            Text("不能写这个词", "no such word here"),
            Text('写 "stay"（不因此调动）或 "leave"（应当离开）', 'write "stay" or "leave"'),
            people,
        )
    _refuse_twice(reading, schools, (*at, "close"))
    return Closing(reading.place(at), schools, people)


def _joining(reading: Reading, table: Mapping[str, Any], at: Path, of_grid: bool) -> Fact:
    zones = reading.texts(table["join_zones"], (*at, "join_zones"))
    if len(zones) == 1:
        reading.wrong(
            (*at, "join_zones"),
            Text("只写了一个片区", "only one zone is named"),
            Text('写成 ["东区", "西区"]', 'write it like ["East", "West"]'),
            list(zones),
        )
    _refuse_twice(reading, zones, (*at, "join_zones"))
    return Joining(reading.place(at), zones)


def _refuse_twice(reading: Reading, words: tuple[str, ...], at: Path) -> None:
    for word in dict.fromkeys(word for word in words if words.count(word) > 1):
        reading.wrong(at, Text("写了两次", "stands twice"), Text("只写一次", "write it once"), word)


def _numbers(reading: Reading, table: Mapping[str, Any], at: Path, of_grid: bool) -> Fact:
    name = _table_name(reading, table, at)
    column = reading.text(table, "column", at)
    spec = TABLES.get(name)
    if spec is not None and column:
        column = column_of(column, spec, {}) or column
        if column in spec.keys:
            reading.wrong(
                (*at, "column"),
                Text("是主键，用来认行，不能改", "is a key, by which rows are known, and cannot be changed"),
                Text("改用 drop 去掉这些行，再用 rows 加上", "drop the rows and add others by rows"),
                column,
            )
    key = "who" if name == "teachers" else "where"
    for other in {"who", "where"} & set(table) - {key}:
        reading.wrong(
            (*at, other),
            Text(f"这张表用 {key}", f"of this table rows are found by {key}"),
            Text(f"把 {other} 改为 {key}", f"write {key} for {other}"),
        )
    asked = _filter(reading, table[key], name, (*at, key)) if key in table else EVERYBODY
    hows = [how for how in HOWS if how in table]
    if len(hows) != 1:
        reading.wrong(
            at,
            Text("须写明改成多少，只写一种", "how much is not said in one way"),
            Text("写 set、add、total、percent 之一", "write one of set, add, total, percent"),
        )
        return Numbers(reading.place(at), name, column, asked, "set", 0)
    how = hows[0]
    amount = _amount(reading, how, table[how], (*at, how))
    if how != "set" and amount == 0 and not of_grid:
        reading.wrong(
            (*at, how), Text("为0，什么也不改", "0 changes nothing"), Text("写别的数", "write another number")
        )
    return Numbers(reading.place(at), name, column, asked, how, amount, _by(reading, table, how, at))


def _by(reading: Reading, table: Mapping[str, Any], how: How, at: Path) -> str:
    """Read what shares a number out; a percentage is shared out by the column itself unless told otherwise."""
    if how in ("set", "add"):
        if "by" in table:
            reading.wrong(
                (*at, "by"),
                Text(f"{how} 是每行的数，不用分摊", f"{how} says a number for each row: nothing is shared out"),
                Text("删去 by，或改用 total", "leave by out, or write total"),
            )
        return ""
    if "by" not in table and how == "percent":
        return ""
    if "by" not in table:
        reading.wrong(
            (*at, "by"),
            Text("必须写明按什么分摊", "it must be said how the total is shared out"),
            Text(
                'by = "equal"（平均）、"vacancy"（按空缺）、"shortage"（按缺员）、"surplus"（按超出），或一列的名称',
                'by = "equal", "vacancy", "shortage", "surplus", or the name of a column',
            ),
        )
        return ""
    return reading.text(table, "by", at)


def _amount(reading: Reading, how: How, raw: object, at: Path) -> Any:
    if how == "set":
        return raw
    if how == "percent":
        text = raw.strip().rstrip("%％") if isinstance(raw, str) else raw
        try:
            if not isinstance(text, bool) and isinstance(text, str | int | Decimal):
                number = Decimal(text)
                if number.is_finite() and number >= -100:
                    return number
        except InvalidOperation:
            pass
        reading.wrong(
            at,
            Text("须为百分数，不小于 -100", "a percentage is asked, not below -100"),
            Text('写成 10 或 "10%"', 'write it like 10 or "10%"'),
            raw,
        )
        return None
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    reading.wrong(
        at,
        Text("须为整数", "a whole number is asked"),
        Text("写成 20 或 -20，不加引号", "write it like 20 or -20, without quotes"),
        raw,
    )
    return None


def _dropped(reading: Reading, table: Mapping[str, Any], at: Path, of_grid: bool) -> Fact:
    name = _table_name(reading, table, at)
    asked = _filter(reading, table["drop"], name, (*at, "drop"))
    if not asked and isinstance(table["drop"], Mapping):
        reading.wrong(
            (*at, "drop"),
            Text("没有写条件，会去掉整张表", "without a condition the whole table would go"),
            Text("写上条件", "write a condition"),
        )
    return RowsDropped(reading.place(at), name, asked)


def _added(reading: Reading, table: Mapping[str, Any], at: Path, of_grid: bool) -> Fact:
    name = _table_name(reading, table, at)
    rows: list[Mapping[str, Cell]] = []
    listed = reading.entries(table["rows"], (*at, "rows"))
    if isinstance(table["rows"], list) and not listed:
        reading.wrong((*at, "rows"), Text("没有写任何一行", "no row is written"), Text("写上行", "write rows"))
    for here, row in listed:
        cells: dict[str, Cell] = {}
        for header, cell in reading.table(row, here, row if isinstance(row, Mapping) else ()).items():
            value = cell_of(cell)
            if value is None:
                reading.wrong(
                    (*here, header),
                    Text("一格是一个值", "a cell holds one value"),
                    Text("几项之间用分号：“语文;数学”", "several entries stand between semicolons"),
                    cell,
                )
            else:
                cells[header] = value
        rows.append(cells)
    return RowsAdded(reading.place(at), name, tuple(rows))


_READERS = {"close": _closing, "join_zones": _joining, "column": _numbers, "drop": _dropped, "rows": _added}


def cell_of(raw: object) -> Cell | None:
    """Return a TOML value as a cell of a table, None if it is none."""
    if isinstance(raw, list) and all(isinstance(entry, str) for entry in raw):
        return ";".join(raw)
    if isinstance(raw, Decimal):
        return float(raw)
    return raw if isinstance(raw, str | int | float | bool | datetime.date) else None


def _table_name(reading: Reading, table: Mapping[str, Any], at: Path) -> str:
    written = reading.text(table, "table", at)
    found = next((t.name for t in TABLES.values() if plain(written) in map(plain, spellings(t))), None)
    if found is None and written:
        known = [name for t in TABLES.values() for name in (t.name, t.zh)]
        reading.wrong((*at, "table"), Text("没有这张表", "there is no such table"), near(written, known), written)
    return found or ""


def _filter(reading: Reading, raw: object, table: str, at: Path) -> Filter:
    if not table:
        return EVERYBODY
    try:
        return parse_filter(raw, about_of(table))
    except WordingError as error:
        reading.wrongs(at, error)
        return EVERYBODY
