"""Facts about people and posts as arrays, and the filter language evaluated over them.

Everything is derived on the policy's date, before any move (rulebook 1, 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.district import ROW, BoolArray, District, IntArray
from models.filters import Condition, Filter, Value, month_of
from models.tables import NO_WORDS, OUTSIDE, POSTS, SCHOOLS, TEACHERS, YES_WORDS, Column, Kind, Table
from models.units import topmost

FactKind = Literal["text", "number", "month", "yesno", "list"]
POST_COLUMNS = ("stage", "subject", "required", "current")
"""Columns of `where` filters that belong to a post, beside the bureau's own columns of posts."""


@dataclass(frozen=True)
class Fact:
    """One column of facts.

    Attributes
    ----------
    kind : how values compare.
    cells : shape (rows,). number and month: float64, NaN where unknown; yesno: float64 1, 0 or NaN; text: `str`
        objects, "" where empty; list: tuples of `str`.
    column : the table column it stands for, if any: its other spellings of words are understood.
    """

    kind: FactKind
    cells: npt.NDArray[np.generic]
    column: Column | None = None


FactTable = Mapping[str, Fact]


class FactError(ValueError):
    """A filter that asks what the tables cannot answer."""


def matches(where: Filter, facts: FactTable) -> BoolArray:
    """Evaluate a filter without an `at` part; returns a mask of shape (rows,).

    Raises
    ------
    FactError : if it names a column that is not among the facts.
    """
    size = len(next(iter(facts.values())).cells)
    mask = np.ones(size, dtype=bool)
    for condition in where.conditions:
        if condition.column not in facts:
            raise FactError(condition.column)
        mask &= _holds(condition, facts[condition.column])
    for group in where.any_of:
        mask &= np.logical_or.reduce([matches(part, facts) for part in group])
    return mask


def _holds(c: Condition, fact: Fact) -> BoolArray:
    if fact.kind == "text" and any(";" in cell for cell in fact.cells):
        fact = Fact("list", _split(fact.cells), fact.column)
    if fact.kind == "list":
        return _holds_list(c, fact)
    empty = is_empty(fact)
    mask = np.ones(len(fact.cells), dtype=bool)
    if c.one_of is not None:
        mask &= _is_one_of(c.one_of, fact) & ~empty
    if c.none_of is not None:
        mask &= ~_is_one_of(c.none_of, fact) | empty
    if c.bounds:
        for op, bound in c.bounds.items():
            numbers, limit = _scale(fact, bound)
            with np.errstate(invalid="ignore"):
                held = {
                    "min": numbers >= limit,
                    "max": numbers <= limit,
                    "below": numbers < limit,
                    "above": numbers > limit,
                }
            mask &= held[op]
    return mask


def _split(cells: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Return the entries that each text cell lists between `;`."""
    entries = np.empty(len(cells), dtype=object)
    entries[:] = [tuple(e.strip() for e in cell.split(";") if e.strip()) for cell in cells]
    return entries


def _holds_list(c: Condition, fact: Fact) -> BoolArray:
    """A list cell matches if any entry does; `not` asks that none does."""
    lengths = np.fromiter((len(cell) for cell in fact.cells), dtype=np.int64, count=len(fact.cells))
    entries = np.empty(int(lengths.sum()), dtype=object)
    entries[:] = [entry for cell in fact.cells for entry in cell]
    flat = Fact("text", entries, fact.column)
    owner = np.repeat(np.arange(len(fact.cells)), lengths)
    positive = Condition(c.column, c.one_of, None, c.min, c.max, c.below, c.above)
    mask = np.ones(len(fact.cells), dtype=bool)
    if positive.one_of is not None or positive.bounds:
        mask &= np.bincount(owner, weights=_holds(positive, flat), minlength=len(mask)) > 0
    if c.none_of is not None:
        mask &= np.bincount(owner, weights=_is_one_of(c.none_of, flat), minlength=len(mask)) == 0
    return mask


def is_empty(fact: Fact) -> BoolArray:
    """Return where a fact is unknown, shape (rows,)."""
    if fact.kind in ("text", "list"):
        return np.fromiter((len(cell) == 0 for cell in fact.cells), dtype=bool, count=len(fact.cells))
    return np.isnan(np.asarray(fact.cells, dtype=np.float64))


def _is_one_of(values: Sequence[Value], fact: Fact) -> BoolArray:
    mask = np.zeros(len(fact.cells), dtype=bool)
    for value in values:
        if fact.kind != "text":
            mask |= np.asarray(fact.cells, dtype=np.float64) == _number(value, fact)
        elif isinstance(value, bool):
            mask |= np.isin(np.char.lower(fact.cells.astype(str)), YES_WORDS if value else NO_WORDS)
        elif isinstance(value, str) or (fact.column is not None and fact.column.words):
            mask |= np.asarray(fact.cells == stored_word(str(value), fact.column), dtype=bool)
        else:
            mask |= _numbers(fact) == float(value)
    return mask


def stored_word(value: str, column: Column | None) -> str:
    """Return the spelling a table stores for a word: 乡村 for `rural`."""
    if column is not None:
        for word, others in column.words.items():
            if value in others:
                return word
    return value


def _numbers(fact: Fact) -> npt.NDArray[np.float64]:
    if fact.kind == "text":
        return pd.to_numeric(pd.Series(fact.cells), errors="coerce").to_numpy(np.float64)
    return np.asarray(fact.cells, dtype=np.float64)


def _scale(fact: Fact, bound: Value) -> tuple[npt.NDArray[np.float64], float]:
    """Return cells and a bound as numbers that compare: both months, or both plain numbers; NaN where they are not."""
    month = month_of(bound) if isinstance(bound, str) else None
    if fact.kind == "text" and month is not None:
        months = [month_of(cell) for cell in fact.cells]
        return np.array([np.nan if m is None else m for m in months], dtype=np.float64), float(month)
    if fact.kind == "yesno" or isinstance(bound, bool) or (fact.kind == "number" and month is not None):
        return _numbers(fact), float("nan")  # comparisons with NaN fail
    return _numbers(fact), _number(bound, fact)


def _number(value: Value, fact: Fact) -> float:
    """Return a value as cells of the fact store it, NaN where it cannot be one."""
    if fact.kind == "month":
        month = month_of(value) if isinstance(value, str) else None
        return float("nan") if month is None else float(month)
    if fact.kind == "yesno" and isinstance(value, str):
        said = value.lower()
        return 1.0 if said in YES_WORDS else 0.0 if said in NO_WORDS else float("nan")
    try:
        return float(value)
    except ValueError:
        return float("nan")


_FACT_KIND: dict[Kind, FactKind] = {
    "code": "text", "text": "text", "word": "text", "int": "number", "number": "number", "month": "month",
    "yesno": "yesno", "list": "list", "cell": "text",
}  # fmt: skip


def table_facts(frame: pd.DataFrame, table: Table) -> dict[str, Fact]:
    """Return every column of a frame as a fact, the bureau's own extra columns as text."""
    facts: dict[str, Fact] = {}
    for name in frame.columns:
        if name == ROW:
            continue
        column = table.column(name)
        kind = "text" if column is None else _FACT_KIND[column.kind]
        cells = frame[name]
        values = (
            cells.to_numpy(object)
            if kind in ("text", "list")
            else cells.astype("Float64").to_numpy(np.float64, na_value=np.nan)
        )
        facts[name] = Fact(kind, values, column)
    return facts


def _with_blank(fact: Fact) -> npt.NDArray[np.generic]:
    """Return the cells of a fact and an empty one."""
    blank: object = {"text": "", "list": ()}.get(fact.kind, float("nan"))
    cells = np.empty(len(fact.cells) + 1, dtype=fact.cells.dtype)
    cells[:-1], cells[-1] = fact.cells, blank
    return cells


_YEARS_SINCE = {
    "age": "birth_date",
    "years_in_school": "joined",
    "years_in_unit": "unit_joined",
    "years_in_post": "post_since",
}
"""Derived fact -> the column whose full years it counts."""


class Facts:
    """The facts of one district on one date; filters ask here.

    A *node* is a post (school, stage, subject): every row of `posts`, in order, then the main posts of
    teachers that have no row (they require 0 and take nobody), then what stands for their departure, their main
    stage and subject at 系统外, of those who may leave for it.
    """

    def __init__(self, district: District, month: int) -> None:
        self.district = district
        self.month = month

    @cached_property
    def _nodes(self) -> tuple[pd.DataFrame, IntArray, IntArray]:
        posts, teachers = self.district["posts"], self.district.teachers
        keys: dict[tuple[str, str, str], int] = {}
        for key in zip(posts["school_id"], posts["stage"], posts["subject"], strict=True):
            keys.setdefault(key, len(keys))
        with_row = len(keys)
        held = [
            keys.setdefault(key, len(keys))
            for key in zip(teachers["school_id"], teachers["stage"], teachers["subject"], strict=True)
        ]
        away = np.full(len(teachers), -1, dtype=np.int64)
        leaving = self.district.departing | (self.district.teacher_origin == self.district.outside)
        for t in leaving.nonzero()[0].tolist():
            away[t] = keys.setdefault((OUTSIDE, *teachers.loc[t, ["stage", "subject"]]), len(keys))
        nodes = pd.DataFrame(list(keys), columns=["school_id", "stage", "subject"], dtype=object)
        required = np.zeros(len(keys), dtype=np.int64)
        required[:with_row] = posts["required"].fillna(0).to_numpy(np.int64)
        rows = np.bincount(np.asarray(held, dtype=np.int64), minlength=len(keys))
        given = np.full(len(keys), -1, dtype=np.int64)
        given[:with_row] = posts["current"].fillna(-1).to_numpy(np.int64)
        nodes["required"] = required
        nodes["current"] = np.where(given >= 0, given, rows)
        nodes["has_row"] = np.arange(len(keys)) < with_row
        nodes["school"] = self.district.positions(nodes["school_id"], self.district.school_at)
        return nodes, np.asarray(held, dtype=np.int64), away

    @property
    def nodes(self) -> pd.DataFrame:
        """One row a node: school_id, stage, subject, required, current, has_row, school (position)."""
        return self._nodes[0]

    @property
    def teacher_node(self) -> IntArray:
        """The node each teacher fills today, shape (teachers,)."""
        return self._nodes[1]

    @property
    def away(self) -> IntArray:
        """The node that stands for each teacher's departure from the district, -1 for none; shape (teachers,)."""
        return self._nodes[2]

    @cached_property
    def people(self) -> dict[str, Fact]:
        """Facts of `who` filters, a row a teacher (without `category`, which `models.standing` adds)."""
        teachers = self.district.teachers
        facts = table_facts(teachers, TEACHERS)
        for name, source in _YEARS_SINCE.items():
            months = self.month - np.asarray(facts[source].cells, dtype=np.float64)
            facts[name] = Fact("number", np.floor(months / 12))
        ahead = np.asarray(facts["retires"].cells, dtype=np.float64) - self.month
        facts["years_to_retirement"] = Fact("number", np.floor(ahead / 12))
        facts["status"] = Fact("list", self._running_status())
        facts["teaches"] = Fact("list", self._teaches())
        payroll, school = teachers["payroll_school"], teachers["school_id"]
        facts["payroll_school"] = Fact("text", payroll.where(payroll != "", school).to_numpy(object))
        return facts

    def _running_status(self) -> npt.NDArray[np.generic]:
        """Entries of `status` that still hold: `怀孕:2026-12` lapses after December 2026."""
        cells = np.empty(len(self.district.teachers), dtype=object)
        for i, entries in enumerate(self.district.teachers["status"]):
            running = []
            for entry in entries:
                word, colon, end = entry.rpartition(":")
                month = month_of(end) if colon else None
                if month is None:
                    running.append(entry)
                elif month >= self.month:
                    running.append(word)
            cells[i] = tuple(running)
        return cells

    def _teaches(self) -> npt.NDArray[np.generic]:
        teachers = self.district.teachers
        cells = np.empty(len(teachers), dtype=object)
        columns = (teachers[name] for name in ("stage", "subject", "also"))
        for i, (stage, subject, also) in enumerate(zip(*columns, strict=True)):
            posts = dict.fromkeys([f"{stage}:{subject}", *also])
            cells[i] = (*posts, *dict.fromkeys(p.partition(":")[2] for p in posts))
        return cells

    @cached_property
    def schools(self) -> dict[str, Fact]:
        """Facts of `where` filters on schools, a row a school: its columns, its unit and its vacancy."""
        facts = table_facts(self.district.schools, SCHOOLS)
        spare = (self.district.establishment - self.district.headcount).astype(np.float64)
        facts["headcount"] = Fact("number", self.district.headcount.astype(np.float64))
        facts["unit"] = Fact("text", self.district.schools["school_id"].to_numpy(object)[topmost(self.district)])
        facts["school_vacancy"] = facts["vacancy"] = Fact("number", spare)
        return facts

    @cached_property
    def places(self) -> dict[str, Fact]:
        """Facts of `where` filters on posts, a row a node: its school's columns, the post's, and vacancies.

        Of 系统外 nothing is known but its code.
        """
        nodes = self.nodes
        school = nodes["school"].to_numpy(np.int64)
        facts = {n: Fact(f.kind, _with_blank(f)[school], f.column) for n, f in self.schools.items()}
        facts["school_id"] = Fact("text", nodes["school_id"].to_numpy(object), facts["school_id"].column)
        extra = table_facts(self.district["posts"][self._own_columns_of_posts], POSTS)
        with_row = int(nodes["has_row"].sum())
        for name, fact in extra.items():
            cells = np.full(len(nodes), "", dtype=object)
            cells[:with_row] = fact.cells
            facts[name] = Fact("text", cells)
        facts["stage"] = Fact("text", nodes["stage"].to_numpy(object))
        facts["subject"] = Fact("text", nodes["subject"].to_numpy(object))
        facts["required"] = Fact("number", nodes["required"].to_numpy(np.float64))
        facts["current"] = Fact("number", nodes["current"].to_numpy(np.float64))
        facts["post_vacancy"] = Fact("number", (nodes["required"] - nodes["current"]).to_numpy(np.float64))
        return facts

    @cached_property
    def _own_columns_of_posts(self) -> list[str]:
        """The bureau's own columns of posts; where schools have one of that name, it means the school's."""
        named = map(str, self.district["posts"])
        return [n for n in named if n != ROW and POSTS.column(n) is None and n not in self.schools]

    def _is_about_posts(self, asked: Filter) -> bool:
        """Whether a `where` filter names a column of posts, in its `any` parts too."""
        return not {*POST_COLUMNS, *self._own_columns_of_posts}.isdisjoint(asked.columns())

    def where(self, asked: Filter, *, posts: bool = False) -> BoolArray:
        """Evaluate a `where` filter at every node; returns a mask of shape (nodes,).

        `vacancy` means the post's (required - current) if `posts` is set or the filter names a column of
        posts, else the school's (establishment - headcount).
        """
        about_posts = posts or self._is_about_posts(asked)
        vacancy = self.places["post_vacancy" if about_posts else "school_vacancy"]
        return matches(asked, {**self.places, "vacancy": vacancy})

    def where_school(self, asked: Filter) -> BoolArray:
        """Evaluate a `where` filter at every school; one that asks about posts holds where any post suits it.

        Returns a mask of shape (schools,).
        """
        if not (self._is_about_posts(asked) or "post_vacancy" in asked.columns()):
            return matches(asked, self.schools)
        suits = self.nodes["school"].to_numpy(np.int64)[self.where(asked)]
        return np.bincount(suits, minlength=self.district.places)[: self.district.outside] > 0

    def who(self, asked: Filter, more: Mapping[str, Fact] | None = None) -> BoolArray:
        """Evaluate a `who` filter for every teacher; returns a mask of shape (teachers,)."""
        facts = {**self.people, **(more or {})}
        return self._who(asked, facts)

    def _who(self, asked: Filter, facts: FactTable) -> BoolArray:
        mask = (
            matches(Filter(asked.conditions), facts)
            if asked.conditions
            else np.ones(len(self.district.teachers), dtype=bool)
        )
        for group in asked.any_of:
            mask = mask & np.logical_or.reduce([self._who(part, facts) for part in group])
        if asked.at is not None:
            mask = mask & self.where(asked.at)[self.teacher_node]
        return mask
