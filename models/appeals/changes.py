"""What an appeal changes that is no number: any cell of a row, one person's list of choices."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import pandas as pd

from models.case import Case
from models.district import ROW, frame, typed
from models.tables import TABLES
from models.words import Text


@dataclass(frozen=True)
class CellSet:
    """One cell of one row, of whatever kind.

    Attributes
    ----------
    key : the row's key columns and their values.
    value : as frames hold it (see `models.tables.Kind`).
    """

    table: str
    key: tuple[tuple[str, str], ...]
    column: str
    value: object
    text: Text
    size: int = 1

    @property
    def about(self) -> Hashable:
        return self.table, self.key, self.column

    def apply(self, case: Case) -> Case:
        table = case.district[self.table].copy()
        hit = pd.Series(True, index=table.index)
        for column, value in self.key:
            hit &= table[column] == value
        cells = table[self.column].astype(object).tolist()
        for i in hit.to_numpy().nonzero()[0].tolist():
            cells[i] = self.value
        spec = TABLES[self.table].column(self.column)
        table[self.column] = typed(cells, spec.kind if spec is not None else "text").set_axis(table.index)
        return replace(case, district=case.district.with_table(self.table, table))


@dataclass(frozen=True)
class ChoiceLine:
    """One line of a list of choices: a school or a zone.

    Attributes
    ----------
    was : the rank under which the line stands in the table now; None for a line that is new.
    row : of a new line: where it was asked for.
    """

    rank: int
    school_id: str
    zone: str
    was: int | None = None
    row: int = 0

    @property
    def place(self) -> tuple[str, str]:
        """What was chosen."""
        return self.school_id, self.zone


@dataclass(frozen=True)
class ListCorrected:
    """One person's list of choices, written anew; lines that only move down stay the rows they were."""

    teacher_id: str
    lines: tuple[ChoiceLine, ...]
    text: Text
    size: int = 1

    @property
    def about(self) -> Hashable:
        return "choices", self.teacher_id

    def apply(self, case: Case) -> Case:
        before = case.district["choices"]
        mine = before["teacher_id"] == self.teacher_id
        stood = {int(row["rank"]): row for row in before[mine].to_dict("records")}
        empty: dict[Hashable, object] = dict.fromkeys(before.columns, "")
        rows = [
            {**stood[line.was], "rank": line.rank}
            if line.was is not None
            else {
                **empty, "teacher_id": self.teacher_id, "rank": line.rank, "school_id": line.school_id,
                "zone": line.zone, ROW: line.row,
            }
            for line in self.lines
        ]  # fmt: skip
        lines = frame("choices", [{str(name): cell for name, cell in row.items()} for row in rows])[[*before.columns]]
        table = lines if mine.all() else pd.concat([before[~mine], lines], ignore_index=True)
        return replace(case, district=case.district.with_table("choices", table))


def list_of(case: Case, teacher_id: str) -> tuple[ChoiceLine, ...]:
    """Return a person's choices, best first."""
    table = case.district["choices"]
    own = table[table["teacher_id"] == teacher_id]
    cells = zip(own["rank"].tolist(), own["school_id"], own["zone"], strict=True)
    return tuple(sorted((ChoiceLine(int(r), s, z, int(r)) for r, s, z in cells), key=lambda line: line.rank))


def with_line_at(lines: tuple[ChoiceLine, ...], new: ChoiceLine) -> tuple[ChoiceLine, ...]:
    """Return a list with the line of that rank replaced, or added; the same place listed lower is dropped."""
    kept = (line for line in lines if line.rank != new.rank and (line.place != new.place or line.rank < new.rank))
    return tuple(sorted((*kept, new), key=lambda line: line.rank))


def with_line_ahead(lines: tuple[ChoiceLine, ...], new: ChoiceLine) -> tuple[ChoiceLine, ...]:
    """Return a list with a line put in at its rank; who stood there and below moves down as far as needed."""
    above = tuple(line for line in lines if line.rank < new.rank)
    below = (line for line in lines if line.rank >= new.rank and line.place != new.place)
    moved: list[ChoiceLine] = []
    for line in below:
        least = (moved[-1] if moved else new).rank + 1
        moved.append(replace(line, rank=max(line.rank, least)))
    return (*above, new, *moved)
