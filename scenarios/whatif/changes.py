"""Changes of many rows at once: a table is copied once, however many of its cells a scenario changes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.case import Case
from models.change import Change
from models.district import typed
from models.tables import TABLES
from models.words import Text


@dataclass(frozen=True)
class CellsSet:
    """Cells of one column.

    Attributes
    ----------
    cells : position of the row, counted from 0, and the new value as frames hold it (see `models.tables.Kind`).
    """

    table: str
    column: str
    cells: tuple[tuple[int, object], ...]
    text: Text

    @property
    def about(self) -> Hashable:
        return self.table, self.column, tuple(row for row, _ in self.cells)

    @property
    def size(self) -> int:
        return len(self.cells)

    def apply(self, case: Case) -> Case:
        table = case.district[self.table].copy()
        values = table[self.column].astype(object).tolist()
        for row, value in self.cells:
            values[row] = value
        spec = TABLES[self.table].column(self.column)
        table[self.column] = typed(values, spec.kind if spec is not None else "text").set_axis(table.index)
        return replace(case, district=case.district.with_table(self.table, table))


@dataclass(frozen=True)
class RowsTaken:
    """Rows of a table taken out, by position."""

    table: str
    rows: tuple[int, ...]
    text: Text

    @property
    def about(self) -> Hashable:
        return self.table, self.rows

    @property
    def size(self) -> int:
        return len(self.rows)

    def apply(self, case: Case) -> Case:
        table = case.district[self.table]
        kept = table.drop(index=table.index[list(self.rows)]).reset_index(drop=True)
        return replace(case, district=case.district.with_table(self.table, kept))


@dataclass(frozen=True)
class Made:
    """What a fact comes to in one case.

    Attributes
    ----------
    changes : of the tables.
    document : the policy with what the fact asks of it; None where it asks nothing.
    told : the fact as sentences; empty where it changed nothing.
    idle : words that changed nothing, since the tables say so already.
    """

    changes: tuple[Change, ...] = ()
    document: Mapping[str, Any] | None = None
    told: tuple[Text, ...] = ()
    idle: tuple[Text, ...] = ()
