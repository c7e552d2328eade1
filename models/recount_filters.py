"""Filters tested on one person or one post at a time (rulebook 2).

The second way: `models.facts` evaluates the same filters over arrays. This one reads like the rulebook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

import pandas as pd

from models.district import ROW
from models.filter_columns import CATEGORIES
from models.filters import Condition, Filter, FilterError, Value
from models.tables import AREA, NO_WORDS, POST_TYPE, SEX, TABLES, YES_WORDS


class Month(int):
    """A month as 12 * year + month."""


Cell = str | bool | Decimal | Month | tuple[str, ...] | None
"""A cell as it was meant; None where it is empty."""

Look = Callable[[str], Cell]
"""Looks a column up for the person or post at hand."""

POST_COLUMNS = frozenset({"stage", "subject", "required", "current"})
"""The columns of a `where` filter that belong to a post rather than to its school."""

WORDS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "area": AREA.words,
    "sex": SEX.words,
    "post_type": POST_TYPE.words,
    "category": {name: (said.zh,) for name, said in CATEGORIES.items()},
}


def whole_years(since: Cell, until: Cell) -> Cell:
    """Return the whole years between two months, days ignored: floor((12Y + M - 12y - m) / 12)."""
    if not isinstance(since, Month) or not isinstance(until, Month):
        return None
    return Decimal((until - since) // 12)


def rows_of(table: str, frame: pd.DataFrame) -> list[dict[str, Cell]]:
    """Return a table as one dict a row, every cell by its kind; `_row` is left out."""
    kinds = {c.name: c.kind for c in TABLES[table].columns}
    columns = {str(name): list(frame[name]) for name in frame.columns if name != ROW}
    return [
        {name: _cell(cells[i], kinds.get(name, "text")) for name, cells in columns.items()} for i in range(len(frame))
    ]


def _cell(value: object, kind: str) -> Cell:
    if isinstance(value, tuple):
        return value or None
    if value is None or pd.isna(value) or value == "":  # type: ignore[call-overload]
        return None
    if kind == "month":
        return Month(int(str(value)))
    if kind in ("int", "number"):
        return Decimal(str(value))
    return bool(value) if kind == "yesno" else str(value)


def holds(where: Filter, look: Look, holds_at: Callable[[Filter], bool] | None = None) -> bool:
    """Say whether a filter holds.

    Parameters
    ----------
    where : the filter.
    look : the person's columns (a `who`), or the school's and post's (a `where`).
    holds_at : tests an `at` filter on the person's present school and post; None for a `where`.
    """
    if where.at is not None:
        if holds_at is None:
            raise FilterError("at = {...} tests a person's present school; it has no meaning in a filter on schools")
        if not holds_at(where.at):
            return False
    for condition in where.conditions:
        if not _condition_holds(condition, look(condition.column)):
            return False
    return all(any(holds(part, look, holds_at) for part in group) for group in where.any_of)


def _condition_holds(condition: Condition, cell: Cell) -> bool:
    column = condition.column
    entries = _entries(cell)
    if condition.none_of is not None and any(_equal(column, e, v) for e in entries for v in condition.none_of):
        return False
    if condition.one_of is None and not condition.bounds:
        return True
    return any(_entry_holds(condition, e) for e in entries)


def _entry_holds(condition: Condition, entry: Cell) -> bool:
    if condition.one_of is not None and not any(_equal(condition.column, entry, v) for v in condition.one_of):
        return False
    return all(_within(name, entry, bound) for name, bound in condition.bounds.items())


def _entries(cell: Cell) -> list[Cell]:
    """Return what a cell lists: the entries between `;`, the one value, or nothing."""
    if cell is None:
        return []
    if isinstance(cell, tuple):
        return list(cell)
    if isinstance(cell, str) and ";" in cell:
        return [e.strip() for e in cell.split(";") if e.strip()]
    return [cell]


def _equal(column: str, entry: Cell, wanted: Value) -> bool:
    if isinstance(entry, bool) or isinstance(wanted, bool):
        return _yes_no(entry) is not None and _yes_no(entry) == _yes_no(wanted)
    if isinstance(entry, Month):
        return isinstance(wanted, str) and _month(wanted) == entry
    if isinstance(entry, str) and column in WORDS:
        return _spelled(column, str(wanted)) == entry
    if isinstance(entry, Decimal) or isinstance(wanted, Decimal):
        return _number(entry) is not None and _number(entry) == _number(wanted)
    return entry == wanted


def _within(name: str, entry: Cell, bound: Value) -> bool:
    if isinstance(entry, Month) or _month(bound) is not None:
        mine: Decimal | int | None = _month(entry)
        other: Decimal | int | None = _month(bound)
    else:
        mine, other = _number(entry), _number(bound)
    if mine is None or other is None:
        return False
    return {"min": mine >= other, "max": mine <= other, "below": mine < other, "above": mine > other}[name]


def same_word(column: str, entry: Cell, wanted: str) -> bool:
    """Say whether an entry is a word, whichever spelling of it is asked for."""
    return _equal(column, entry, wanted)


def split_cell(cell: Cell) -> list[Cell]:
    """Return what a cell lists: the entries between `;`, the one value, or nothing."""
    return _entries(cell)


def number_in(cell: Cell) -> Decimal | None:
    """Return the number a cell holds or spells, None where it is none."""
    return _number(cell)


def _spelled(column: str, word: str) -> str:
    """Return the stored spelling of a word: 乡村 for rural."""
    return next((stored for stored, others in WORDS[column].items() if word in (stored, *others)), word)


def _yes_no(value: Cell) -> bool | None:
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    return True if text in YES_WORDS else False if text in NO_WORDS else None


def _month(value: Cell) -> int | None:
    if isinstance(value, Month):
        return int(value)
    match = re.fullmatch(r"(\d{4})-(\d{1,2})(-\d{1,2})?", value) if isinstance(value, str) else None
    return 12 * int(match[1]) + int(match[2]) if match and 1 <= int(match[2]) <= 12 else None


def _number(value: Cell) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    try:
        number = Decimal(value.strip()) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def in_force(entries: Cell, month: int) -> Cell:
    """Return the status words still in force: `word:YYYY-MM` holds up to and including that month."""
    words: list[str] = []
    for entry in entries if isinstance(entries, tuple) else ():
        word, _, end = entry.rpartition(":")
        last = _month(end)
        if last is None:
            words.append(entry)
        elif month <= last:
            words.append(word)
    return tuple(words) or None
