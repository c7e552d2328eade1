"""Which rows of a table a filter means, and how sentences call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.district import BoolArray
from models.facts import Fact, FactTable, matches, stored_word, table_facts
from models.filter_words import describe
from models.filters import Condition, Filter
from models.intake.names import spellings
from models.tables import TABLES, Column
from models.words import Text
from scenarios.whatif.facts import about_of
from scenarios.whatif.reading import near, refuse

_PEOPLE = frozenset({"teacher_id", "name", "teacher_a", "teacher_b", "工号", "姓名"})
"""Columns that point at single people: reports of scenarios name nobody."""
_UNITS: Mapping[str, tuple[str, str]] = {
    "schools": ("所学校", "schools"),
    "posts": ("个岗位", "posts"),
    "teachers": ("人", "people"),
}


@dataclass(frozen=True)
class Rows:
    """Rows of a table.

    Attributes
    ----------
    positions : counted from 0, in the table's order; at least one.
    text : how sentences call them.
    """

    positions: tuple[int, ...]
    text: Text


def rows_of(case: Case, table: str, asked: Filter) -> Rows:
    """Return the rows a filter means.

    Raises
    ------
    WordingError : if it names a column that is not there, or no row is so; near words are named.
    """
    frame = case.district[table]
    if not len(frame):
        raise refuse(
            Text(f"{TABLES[table].zh}没有数据行", f"the table {table} has no rows"),
            Text("核对表名，或先交来这张表", "check the name, or hand in the table"),
        )
    facts = facts_of(case, table)
    for condition in _conditions(asked):
        if condition.column not in facts:
            raise refuse(
                Text(f"{TABLES[table].zh}没有这一列", f"{table} has no such column"),
                near(condition.column, facts),
                condition.column,
            )
    held = _mask(case, table, asked, facts)
    if not held.any():
        raise refuse(Text("没有符合的行", "no row is so"), _why_none(asked, facts))
    positions = tuple(np.flatnonzero(held).tolist())
    return Rows(positions, _called(table, asked, len(positions)))


def facts_of(case: Case, table: str) -> FactTable:
    """Return what is known of each row of a table, by every name a filter may use."""
    if table == "teachers":
        return {**case.facts.people, "category": case.standing.fact()}
    if table == "schools":
        return case.facts.schools
    if table == "posts":
        size = len(case.district["posts"])
        return {name: Fact(f.kind, f.cells[:size], f.column) for name, f in case.facts.places.items()}
    spec = TABLES[table]
    known = table_facts(case.district[table], spec)
    named = {name: fact for c in spec.columns for name in spellings(c) if (fact := known.get(c.name)) is not None}
    return {**named, **known}


def _mask(case: Case, table: str, asked: Filter, facts: FactTable) -> BoolArray:
    if table == "teachers":
        return case.who(asked)
    if table == "schools":
        return case.facts.where_school(asked)
    if table == "posts":
        return case.facts.where(asked, posts=True)[: len(case.district["posts"])]
    return matches(asked, facts)


def _conditions(asked: Filter) -> Iterator[Condition]:
    yield from asked.conditions
    for group in asked.any_of:
        for part in group:
            yield from _conditions(part)


def _why_none(asked: Filter, facts: FactTable) -> Text:
    """Name a word that stands nowhere in its column, and those most like it."""
    for condition in _conditions(asked):
        fact = facts[condition.column]
        if condition.one_of is None or fact.kind not in ("text", "list"):
            continue
        there = {w for cell in fact.cells for w in (cell if fact.kind == "list" else (cell,)) if w}
        for word in condition.one_of:
            if isinstance(word, str) and stored_word(word, fact.column) not in there:
                meant = near(word, sorted(there))
                return Text(
                    f"“{word}”不在“{condition.column}”一列；{meant.zh}",
                    f"'{word}' stands nowhere in {condition.column}; {meant.en}",
                )
    return Text("放宽或改正条件", "widen or correct the condition")


def _called(table: str, asked: Filter, count: int) -> Text:
    zh_unit, en_unit = _UNITS.get(table, ("行", "rows"))
    en_unit = en_unit if count != 1 else {"people": "person"}.get(en_unit, en_unit.removesuffix("s"))
    if not asked:
        return Text(f"全部{count}{zh_unit}", f"all {count} {en_unit}")
    if not _PEOPLE.isdisjoint(asked.columns()):
        return Text(f"指定的{count}{zh_unit}", f"{count} {en_unit} named in the file")
    about = about_of(table)
    zh, en = (describe(_spelled(asked, table, lang), about) for lang in ("zh", "en"))
    return Text(f"{zh.zh}的{count}{zh_unit}", f"{count} {en_unit} where {en.en}")


def _spelled(asked: Filter, table: str, lang: str) -> Filter:
    """Return a filter on a list beside the registers with its columns and words as a language spells them."""
    if about_of(table) != "history" or table == "history":
        return asked
    conditions = tuple(_in(condition, table, lang) for condition in asked.conditions)
    groups = tuple(tuple(_spelled(part, table, lang) for part in group) for group in asked.any_of)
    return replace(asked, conditions=conditions, any_of=groups)


def _in(condition: Condition, table: str, lang: str) -> Condition:
    spec = next((c for c in TABLES[table].columns if condition.column in spellings(c)), None)
    if spec is None:
        return condition
    words = {key: tuple(word_in(spec, str(v), lang) if spec.words else v for v in values) for key, values in (
        ("one_of", condition.one_of), ("none_of", condition.none_of)) if values is not None}  # fmt: skip
    made = replace(condition, column=spec.zh if lang == "zh" else spec.name)
    return replace(made, one_of=words.get("one_of"), none_of=words.get("none_of"))


def word_in(column: Column, word: str, lang: str) -> str:
    """Return a word of a table as a language spells it."""
    stored = stored_word(word, column)
    spelled = (stored, *column.words.get(stored, ()))
    return next((w for w in spelled if w.isascii() == (lang == "en") and not w.isdigit()), stored)
