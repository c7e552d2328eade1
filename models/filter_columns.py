"""The columns a filter may name: those of the tables, and the facts derived from them (rulebook 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.intake.names import column_of
from models.tables import HISTORY, KIN_KINDS, POSTS, SCHOOLS, TEACHERS, Column, Kind, Table
from models.words import Text

NO_UNIT = Text("", "")
About = Literal["people", "places", "history"]
"""What a filter tests: `who` people, `where` schools and posts, and what a fact counts, exchanges."""

CATEGORIES: dict[str, Text] = {
    "barred": Text("不得交流", "barred"),
    "deferred": Text("暂缓交流", "deferred"),
    "due": Text("应交流", "due"),
    "free": Text("可交流", "free"),
    "settled": Text("不在范围", "settled"),
}


@dataclass(frozen=True)
class FilterColumn:
    """A column of a filter.

    Attributes
    ----------
    title : how sentences call it.
    kind : the kind of its values (`models.tables.Kind`).
    table, source : the table column it is told from; None where the tables always hold it.
    words : for kind `word`: the stored word -> other spellings of it.
    closed : no other words can stand there.
    unit : what its numbers count, such as 年.
    """

    title: Text
    kind: Kind
    table: str
    source: str | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: bool = False
    unit: Text = NO_UNIT


_NEVER_MISSING = {"headcount", "inflow", "outflow", "current", "payroll_school", "also"}
"""Columns whose default or count stands in where a file lacks them (rulebook 1)."""

PEOPLE_COUNTED = Text("人", "people")


def _of_table(table: Table, columns: Iterable[Column]) -> dict[str, FilterColumn]:
    return {
        c.name: FilterColumn(
            Text(c.zh, c.name.replace("_", " ")),
            c.kind,
            table.name,
            None if c.name in _NEVER_MISSING else c.name,
            c.words,
            c.kind == "word" and not c.open_words,
        )
        for c in columns
    }


def _years(zh: str, en: str, source: str) -> FilterColumn:
    return FilterColumn(Text(zh, en), "number", "teachers", source, unit=Text("年", "years"))


def _spare(zh: str, en: str, table: str) -> FilterColumn:
    return FilterColumn(Text(zh, en), "number", table, unit=PEOPLE_COUNTED)


PEOPLE: dict[str, FilterColumn] = {
    **_of_table(TEACHERS, TEACHERS.columns),
    "age": FilterColumn(Text("年龄", "age"), "number", "teachers", "birth_date", unit=Text("周岁", "years")),
    "years_in_school": _years("在本校任教", "time at the present school", "joined"),
    "years_in_unit": _years("在本单位工作", "time in the unit", "unit_joined"),
    "years_in_post": _years("任现职", "time in the present position", "post_since"),
    "years_to_retirement": _years("距法定退休年龄", "time to retirement", "retires"),
    "category": FilterColumn(
        Text("类别", "category"),
        "word",
        "teachers",
        words={name: (said.zh,) for name, said in CATEGORIES.items()},
        closed=True,
    ),
    "teaches": FilterColumn(Text("能任教", "teaches"), "list", "teachers"),
    "years_since_exchange": FilterColumn(
        Text("距上次交流结束", "time since the last exchange"), "number", "history", unit=Text("年", "years")
    ),
    "last_result": FilterColumn(Text("上次交流的考核等次", "result of the last exchange"), "text", "history"),
    "kin_here": FilterColumn(
        Text("在同一学校的亲属", "kin at the same school"), "word", "relations", words=KIN_KINDS, closed=True
    ),
    "listed": FilterColumn(Text("列入流出名单", "on the outgoing list"), "yesno", "outgoing"),
}
PLACES: dict[str, FilterColumn] = {
    **_of_table(POSTS, [c for c in POSTS.columns if c.name != "school_id"]),
    **_of_table(SCHOOLS, SCHOOLS.columns),
    "unit": FilterColumn(Text("所属单位", "unit"), "code", "schools", "parent"),
    "vacancy": _spare("空缺人数", "free places", "schools"),
    "school_vacancy": _spare("学校空编数", "free establishment of the school", "schools"),
    "post_vacancy": _spare("岗位缺员数", "free places of the post", "posts"),
}
RECORDS: dict[str, FilterColumn] = _of_table(HISTORY, HISTORY.columns)
COLUMNS: dict[About, dict[str, FilterColumn]] = {"people": PEOPLE, "places": PLACES, "history": RECORDS}
_TABLES: dict[About, tuple[Table, ...]] = {"people": (TEACHERS,), "places": (SCHOOLS, POSTS), "history": (HISTORY,)}


def english(name: str, about: About) -> str:
    """Return the English name of a table column written in Chinese or another spelling; other names stay."""
    if name in COLUMNS[about]:
        return name
    return next((found for table in _TABLES[about] if (found := column_of(name, table, {})) is not None), name)


def title_of(name: str, about: About) -> Text:
    """Return how sentences call a column; a bureau's own column goes by its own name."""
    column = COLUMNS[about].get(name)
    return column.title if column is not None else Text(name, name)


def spelled_out(column: str, raw: object) -> object:
    """Return what a condition on a column asks, with `kin_here = true` as any kind of kin and `false` as none."""
    if column != "kin_here":
        return raw
    negated = isinstance(raw, Mapping) and list(raw) == ["not"] and isinstance(raw["not"], bool)
    wanted = not raw["not"] if negated and isinstance(raw, Mapping) else raw
    if not isinstance(wanted, bool):
        return raw
    return list(KIN_KINDS) if wanted else {"not": list(KIN_KINDS)}
