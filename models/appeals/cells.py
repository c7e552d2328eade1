"""The cells an appeal corrects: which column it speaks of, how a new value is read, and how one is written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

import pandas as pd

from models.appeals.appeal import Appeal
from models.district import ROW, District, Source, empty_value
from models.intake.cells import Cell, Reading, read_cell, shown, tidy
from models.intake.dates import month_text
from models.intake.names import column_of, nearest, plain, spellings
from models.tables import POSTS, SCHOOLS, TEACHERS, Column

CLEARED = ("清空", "clear")
"""What a correction writes to leave the cell empty; an empty correction would be one somebody forgot to write."""


def target(appeal_kind: str, column: str = "") -> Column | None:
    """Return the column whose cell an appeal of that kind changes by its `value`; None where it changes none.

    Parameters
    ----------
    column : of kind `fact`: the column of the roster, as `roster_column` returns it.
    """
    known = {
        "deferral": TEACHERS.column("status"),
        "post": POSTS.column("required"),
        "establishment": SCHOOLS.column("establishment"),
    }
    if appeal_kind == "fact" and column:
        return TEACHERS.column(column) or Column(column, column, "text")
    return known.get(appeal_kind)


def roster_column(district: District, written: str, aliases: Mapping[str, str]) -> str | None:
    """Return the roster's column that a header means, the bureau's own columns too; None if it has none such."""
    name = column_of(written, TEACHERS, aliases)
    if name is not None:
        return name
    return next((own for own in _own_columns(district) if plain(own) == plain(written)), None)


def nearest_column(district: District, written: str) -> str | None:
    """Return the name of the roster's column most like this one, or None."""
    known = [spelling for column in TEACHERS.columns for spelling in spellings(column)]
    return nearest(written, [*known, *_own_columns(district)])


def _own_columns(district: District) -> list[str]:
    return [name for name in district.teachers.columns if name != ROW and TEACHERS.column(name) is None]


def read_value(district: District, column: Column, cell: Cell) -> Reading:
    """Read a corrected cell as the column reads its own; `CLEARED` leaves it empty."""
    if isinstance(cell, str) and tidy(cell) in CLEARED:
        return Reading(empty_value(column.kind, column.default))
    header = district.sources.get("teachers", Source("")).headers.get(column.name, "")
    return read_cell(cell, column, header)


def written(column: Column, value: object) -> str:
    """Return a value as the bureau's tables write it, so that `read_value` gives the same value again."""
    if isinstance(value, tuple):
        return ";".join(value) or CLEARED[0]
    if value is None or value is pd.NA or value == "":
        return CLEARED[0]
    if column.kind == "month":
        return month_text(cast(int, value))
    if column.kind == "yesno":
        return "是" if value else "否"
    if isinstance(value, float):
        return CLEARED[0] if math.isnan(value) else shown(value)
    return str(value)


def new_value(district: District, appeal: Appeal) -> object:
    """Return what the corrected cell holds after the appeal.

    Raises
    ------
    ValueError : if the appeal's value is none the column takes; `read_appeals` names such as faults.
    """
    column = target(appeal.kind, appeal.column)
    if column is None:
        raise ValueError(f"appeal in row {appeal.row}: kind {appeal.kind} with column '{appeal.column}' sets no cell")
    reading = read_value(district, column, appeal.value)
    if reading.flaw is not None and reading.flaw.level == "fault":
        raise ValueError(f"appeal in row {appeal.row}: {reading.flaw.reason.en}")
    return pd.NA if reading.value is None else reading.value
