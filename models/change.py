"""What a bureau could change so that a rule is kept: a cell, a line, a number of the policy; applied, not only said.

A change is an overlay: `apply` returns the case with it made. Explanations of an impossible case suggest changes and
then try them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from models.case import Case
from models.district import frame
from models.policy import Policy
from models.tables import ACTIONS, TABLES
from models.words import Text, same


class Change(Protocol):
    """One thing changed."""

    @property
    def text(self) -> Text:
        """What to change, from what to what: a phrase without a full stop."""

    @property
    def about(self) -> Hashable:
        """What is changed: of two changes of one thing the greater stands."""

    @property
    def size(self) -> int:
        """How much of it is changed."""

    def apply(self, case: Case) -> Case:
        """Return the case with the change made."""


@dataclass(frozen=True)
class CellChange:
    """A number of one row of a table.

    Attributes
    ----------
    key : the row's key columns and their values.
    what : the school or post the row is about.
    """

    table: str
    key: tuple[tuple[str, str], ...]
    column: str
    old: int
    new: int
    what: Text

    @property
    def text(self) -> Text:
        table, column = TABLES[self.table], TABLES[self.table].column(self.column)
        head = column.zh if column is not None else self.column
        old, new = _said(self.old), _said(self.new)
        return Text(
            f"{table.zh}：{self.what.zh}的“{head}”由{old.zh}改为{new.zh}",
            f"table {table.name}: {self.column} of {self.what.en} from {old.en} to {new.en}",
        )

    @property
    def about(self) -> Hashable:
        return self.table, self.key, self.column

    @property
    def size(self) -> int:
        return abs(self.new - self.old)

    def apply(self, case: Case) -> Case:
        table = case.district[self.table].copy()
        table.loc[_hit(table, self.key), self.column] = self.new
        return _with(case, self.table, table)


@dataclass(frozen=True)
class LineDropped:
    """Lines of a table taken out."""

    table: str
    keys: tuple[tuple[tuple[str, str], ...], ...]
    text: Text
    size: int = 1

    @property
    def about(self) -> Hashable:
        return self.table, self.keys

    def apply(self, case: Case) -> Case:
        table = case.district[self.table]
        for key in self.keys:
            table = table[~_hit(table, key)]
        return _with(case, self.table, table.reset_index(drop=True))


@dataclass(frozen=True)
class LineAdded:
    """Lines added to a table."""

    table: str
    rows: tuple[tuple[tuple[str, object], ...], ...]
    text: Text
    size: int = 1

    @property
    def about(self) -> Hashable:
        return self.table, self.rows

    def apply(self, case: Case) -> Case:
        before = case.district[self.table]
        lines = frame(self.table, [dict(row) for row in self.rows])
        own = {name: "" for name in before.columns if name not in lines}  # a column of the bureau's own stays text
        table = lines.assign(**own)[[*before.columns, *lines.columns.difference(before.columns)]]
        if not before.empty:
            table = pd.concat([before, table], ignore_index=True)
        return _with(case, self.table, table)


@dataclass(frozen=True)
class PolicyChange:
    """A number or a clause of the policy."""

    about: Hashable
    text: Text
    edit: Callable[[Policy], Policy]
    size: int = 1

    def apply(self, case: Case) -> Case:
        return replace(case, policy=self.edit(case.policy))


def together(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return changes without those that a greater change of the same thing holds already; in their order."""
    greatest: dict[Hashable, Change] = {}
    for change in changes:
        known = greatest.get(change.about)
        if known is None or change.size > known.size:
            greatest[change.about] = change
    return tuple(greatest.values())


def applied(case: Case, changes: Iterable[Change]) -> Case:
    """Return a case with all changes made."""
    for change in changes:
        case = change.apply(case)
    return case


def lock_dropped(teacher: str, action: str, school: str, who: Text, where: Text) -> LineDropped:
    """Return the change that drops a lock."""
    key = (("teacher_id", teacher), ("action", action), ("school_id", school))
    said = Text(
        f"锁定表：取消{who.zh}“{ACTIONS[action][0]}{where.zh}”的锁定",
        f"table locks: drop the {action} lock of {who.en} on {where.en}",
    )
    return LineDropped("locks", (key,), said)


LAST_RESORT = 1000
"""What an exception from avoidance counts for: it is the law's, and is suggested only if nothing else helps."""


def kin_exempted(case: Case, a: int, b: int, who: Text) -> LineDropped:
    """Return the change that exempts two relatives from avoidance."""
    codes = case.district.teachers["teacher_id"].iloc[[a, b]].tolist()
    keys = tuple((("teacher_a", x), ("teacher_b", y)) for x, y in (codes, codes[::-1]))
    said = Text(
        f"对{who.zh}按程序批准回避的例外（仅在没有其他办法时）",
        f"an approved exception from avoidance for {who.en} (only if nothing else helps)",
    )
    return LineDropped("relations", keys, said)


def kin_of(pair: tuple[int, int]) -> Hashable:
    """Return what an exception of two relatives is: one, however many rows of avoidance it sets aside."""
    return "relations", pair


def kept_here(case: Case, teachers: tuple[int, ...], who: Text) -> LineAdded:
    """Return the change that locks people to stay; positions."""
    codes = case.district.teachers["teacher_id"].iloc[list(teachers)].tolist()
    rows = tuple((("teacher_id", code), ("action", "stay")) for code in codes)
    line, stay = ("a line", "stays") if len(rows) == 1 else ("a line each", "stay")
    said = Text(
        f"锁定表：{who.zh}{'' if len(rows) == 1 else '各'}加一行“留任”（今年不动）",
        f"table locks: add {line}, action stay, for {who.en} (who {stay} this year)",
    )
    return LineAdded("locks", rows, said, len(rows))


def _said(value: int) -> Text:
    """Say what stands in a cell."""
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    return same(str(value))


def _hit(table: pd.DataFrame, key: tuple[tuple[str, str], ...]) -> pd.Series:
    hit = pd.Series(True, index=table.index)
    for column, value in key:
        hit &= table[column] == value
    return hit


def _with(case: Case, name: str, table: pd.DataFrame) -> Case:
    return replace(case, district=case.district.with_table(name, table))
