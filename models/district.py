"""A district: the bureau's tables after intake, frozen, with codes turned into positions once.

Codes (`school_id`, `teacher_id`) are text and live in tables; positions are integers and live in
arrays. A position is the row of the `schools` or `teachers` frame, counted from 0; 系统外 (`*`), which has no
row, stands one past the last school, so that nothing counted a school counts it by accident.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.tables import OUTSIDE, SPECS, TABLES, Kind

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

ROW = "_row"
"""Column of every frame: the row in the planner's file, as Excel counts it (0 if made by a program)."""


def empty_value(kind: Kind, default: bool | None = None) -> object:
    """Return what an empty cell of that kind holds (see `models.tables.Kind`)."""
    if kind == "list":
        return ()
    if kind in ("code", "text", "word", "cell"):
        return ""
    if kind == "number":
        return float("nan")
    return default if kind == "yesno" and default is not None else pd.NA


def typed(values: list[object], kind: Kind) -> pd.Series:
    """Return a column of that kind; `values` are already parsed Python values or NA."""
    if kind in ("int", "month"):
        return pd.Series(values, dtype="Int64")
    if kind == "number":
        return pd.Series(values, dtype="float64")
    if kind == "yesno":
        return pd.Series(values, dtype="boolean")
    column = np.empty(len(values), dtype=object)
    column[:] = values  # element by element: tuples must stay tuples
    return pd.Series(column, dtype=object)


def frame(table: str, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Build a typed frame of `table` from parsed rows; columns left out are empty.

    Columns the table does not know are kept as text (rulebook 1: a policy may name them).
    """
    spec = SPECS[table]
    known = [c.name for c in spec.columns]
    extra = sorted({k for r in rows for k in r if k not in known and k != ROW})
    data = {c.name: typed([r.get(c.name, empty_value(c.kind, c.default)) for r in rows], c.kind) for c in spec.columns}
    data |= {name: typed([str(r.get(name, "")) for r in rows], "text") for name in extra}
    data[ROW] = pd.Series([r.get(ROW, 0) for r in rows], dtype="int64")
    return pd.DataFrame(data)


@dataclass(frozen=True)
class Source:
    """Where a table came from: file name, sheet (empty for CSV), and the header of each column read."""

    file: str
    sheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    """Column name -> Excel's column letter."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Column name -> the header as the planner wrote it."""


@dataclass(frozen=True)
class District:
    """The tables of one district.

    Attributes
    ----------
    tables : every table of `models.tables.TABLES`, as a frame typed as `Kind` says, row order kept;
        a table the bureau did not give is an empty frame.
    inputs : file name -> SHA-256 of its bytes (hex), for every file read.
    sources : table name -> where it came from.
    """

    tables: Mapping[str, pd.DataFrame]
    inputs: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, **rows: list[Mapping[str, object]]) -> District:
        """Build a district from parsed rows a table; tables left out are empty."""
        return cls({name: frame(name, rows.get(name, [])) for name in TABLES})

    def with_table(self, name: str, table: pd.DataFrame) -> District:
        """Return the district with one table replaced (an overlay)."""
        return replace(self, tables={**self.tables, name: table})

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    @property
    def schools(self) -> pd.DataFrame:
        """One row a school; positions of schools are its rows."""
        return self.tables["schools"]

    @property
    def teachers(self) -> pd.DataFrame:
        """One row a teacher; positions of teachers are its rows."""
        return self.tables["teachers"]

    @property
    def named(self) -> bool:
        """Whether `outgoing` names the movers; otherwise the plan selects them."""
        return len(self.tables["outgoing"]) > 0

    @cached_property
    def school_at(self) -> dict[str, int]:
        """School code -> position; of 系统外 too."""
        return {code: i for i, code in enumerate((*self.schools["school_id"], OUTSIDE))}

    @property
    def outside(self) -> int:
        """Position of 系统外: one past the last school."""
        return len(self.schools)

    @property
    def places(self) -> int:
        """How many places people can be at: the schools, and 系统外 as the last."""
        return len(self.schools) + 1

    def at_places(self, column: str) -> npt.NDArray[np.generic]:
        """Return a column of `schools` by place, its empty cell for 系统外; shape (places,)."""
        spec = TABLES["schools"].column(column)
        blank = empty_value(spec.kind if spec is not None else "text")
        return np.append(self.schools[column].to_numpy(), np.array([blank], dtype=object))

    @cached_property
    def teacher_at(self) -> dict[str, int]:
        """Teacher code -> position."""
        return {code: i for i, code in enumerate(self.teachers["teacher_id"])}

    def positions(self, codes: pd.Series, of: Mapping[str, int]) -> IntArray:
        """Return the positions of codes, -1 where a code is empty or unknown."""
        return np.fromiter((of.get(c, -1) for c in codes), dtype=np.int64, count=len(codes))

    @cached_property
    def teacher_school(self) -> IntArray:
        """Position of each teacher's present school, shape (teachers,)."""
        return self.positions(self.teachers["school_id"], self.school_at)

    @cached_property
    def teacher_payroll(self) -> IntArray:
        """Position of the school that holds each teacher's establishment post, shape (teachers,)."""
        codes = self.teachers["payroll_school"].where(self.teachers["payroll_school"] != "", self.teachers["school_id"])
        return self.positions(codes, self.school_at)

    @cached_property
    def teacher_origin(self) -> IntArray:
        """Position of the school each teacher was exchanged from 原单位, -1 for none or unknown; shape (teachers,)."""
        return self.positions(self.teachers["origin_school"], self.school_at)

    @cached_property
    def departing(self) -> BoolArray:
        """Whom a `must` lock sends out of the district, shape (teachers,)."""
        locks = self["locks"]
        leaving = locks["teacher_id"][(locks["action"] == "must") & (locks["school_id"] == OUTSIDE)]
        return self.teachers["teacher_id"].isin(leaving).to_numpy(bool)

    @cached_property
    def headcount(self) -> IntArray:
        """People a school holds before any move: as given, else its roster rows by payroll school."""
        at = self.teacher_payroll
        rows = np.bincount(at[(at >= 0) & (at < self.outside)], minlength=len(self.schools))
        given = self.schools["headcount"]
        return np.where(given.isna(), rows, given.fillna(0).to_numpy(np.int64)).astype(np.int64)

    @cached_property
    def establishment(self) -> IntArray:
        """Posts of establishment 编制数 a school, shape (schools,)."""
        return self.schools["establishment"].fillna(0).to_numpy(np.int64)
