"""The filter language: one small way to say "who" and "where", shared by every part of a policy.

A filter maps columns to a value, a list, or a table of `min`, `max`, `below`, `above`, `not`; all must
hold. `any = [...]` is "or" over filters. `at = {...}` in a filter on people tests their present school
and post. Source: rulebook 2. This module parses; `models.facts` evaluates over arrays, and
`models.recount` a person at a time, by a second way; `models.filter_words` says a filter as a phrase.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from models.filter_columns import COLUMNS, About, FilterColumn, english, spelled_out
from models.tables import NO_WORDS, YES_WORDS
from models.wording import Path, WordingError, Wrong
from models.words import Text

Value = str | bool | Decimal
BOUNDS = ("min", "max", "below", "above")
MONTH = re.compile(r"(\d{4})-(\d{1,2})(-\d{1,2})?")


class FilterError(ValueError):
    """A filter that asks what it cannot: a column there is not, or `at` of a school."""


@dataclass(frozen=True)
class Condition:
    """What one column must satisfy. Every part given must hold.

    `one_of` and `none_of` are None where not asked. An empty cell fails, unless only `none_of` is asked.
    """

    column: str
    one_of: tuple[Value, ...] | None = None
    none_of: tuple[Value, ...] | None = None
    min: Value | None = None
    max: Value | None = None
    below: Value | None = None
    above: Value | None = None

    @property
    def bounds(self) -> dict[str, Value]:
        """The bounds asked for: a subset of `min`, `max`, `below`, `above`."""
        asked = {name: getattr(self, name) for name in BOUNDS}
        return {name: value for name, value in asked.items() if value is not None}


@dataclass(frozen=True)
class Filter:
    """Conditions that must all hold, and groups of filters of which one must hold."""

    conditions: tuple[Condition, ...] = ()
    any_of: tuple[tuple[Filter, ...], ...] = ()
    at: Filter | None = None

    def columns(self) -> Iterator[str]:
        """Name every column tested, in `at` too (written `at.column`)."""
        yield from (c.column for c in self.conditions)
        for group in self.any_of:
            for part in group:
                yield from part.columns()
        if self.at is not None:
            yield from (f"at.{c}" for c in self.at.columns())

    def __bool__(self) -> bool:
        return bool(self.conditions or self.any_of or self.at)


EVERYBODY = Filter()


def parse_filter(raw: object, about: About = "people") -> Filter:
    """Read a filter from a TOML table.

    A table column may go by its Chinese name. Values of columns the tables know are brought to the one
    form the tables store, so that every reader compares alike.

    Raises
    ------
    WordingError : if the table is not of the language; it names every key that is wrong.
    """
    if isinstance(raw, Filter):
        return raw
    reader = _Reader()
    found = reader.filter(raw, about, ())
    if reader.wrongs:
        raise WordingError(*reader.wrongs)
    return found


def as_table(asked: Filter) -> dict[str, object]:
    """Write a filter as the table `parse_filter` reads back to the same filter, whole in JSON too.

    A column asked again, under another of its names, gets a number in brackets, which the parser passes over.
    """
    table: dict[str, object] = {}
    for c in asked.conditions:
        if c.one_of is not None:
            wanted: object = _written(c.one_of)
        else:
            none_of = {} if c.none_of is None else {"not": _written(c.none_of)}
            wanted = {name: _plain_json(bound) for name, bound in c.bounds.items()} | none_of
        again = sum(earlier.partition(" (")[0] == c.column for earlier in table)
        table[f"{c.column} ({again + 1})" if again else c.column] = wanted
    for group in asked.any_of:  # a table holds the key once, so one group
        table["any"] = [as_table(part) for part in group]
    if asked.at is not None:
        table["at"] = as_table(asked.at)
    return table


def _written(values: tuple[Value, ...]) -> object:
    return _plain_json(values[0]) if len(values) == 1 else [_plain_json(value) for value in values]


def _plain_json(value: Value) -> bool | int | float | str:
    """Return a value as JSON holds it: a number as the number it was written as."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


class _Reader:
    """Reads one filter; collects what is wrong with it."""

    def __init__(self) -> None:
        self.wrongs: list[Wrong] = []

    def wrong(self, path: Path, value: object, reason: Text, repair: Text) -> None:
        self.wrongs.append(Wrong(reason, repair, path, value))

    def filter(self, raw: object, about: About, path: Path) -> Filter:
        if not isinstance(raw, Mapping):
            self.wrong(
                path,
                raw,
                Text("条件须写成一组“列 = 值”", "a filter is a table of columns and values"),
                Text("写成 { age = { max = 50 } } 这样", "write it like { age = { max = 50 } }"),
            )
            return EVERYBODY
        conditions: list[Condition] = []
        groups: list[tuple[Filter, ...]] = []
        at: Filter | None = None
        for key, value in raw.items():
            here = (*path, str(key))
            if key == "any":
                groups.append(self._any(value, about, here))
            elif key == "at" and about == "people":
                at = self.filter(value, "places", here)
            elif key in ("at", "not", *BOUNDS):
                self._misplaced(str(key), value, here)
            else:
                column = english(str(key), about)
                conditions.append(self._condition(column, spelled_out(column, value), about, here))
        return Filter(tuple(conditions), tuple(groups), at)

    def _any(self, raw: object, about: About, path: Path) -> tuple[Filter, ...]:
        if not isinstance(raw, list | tuple) or not raw:
            self.wrong(
                path,
                raw,
                Text("any 须列出几组条件，满足其一即可", "any lists filters of which one must hold"),
                Text("写成 any = [{ … }, { … }]", "write any = [{ ... }, { ... }]"),
            )
            return ()
        for i, part in enumerate(raw):
            if isinstance(part, Mapping) and not part:
                self.wrong(
                    (*path, i),
                    part,
                    Text("这组条件是空的，any 因此永远成立", "an empty filter always holds, and so does the whole any"),
                    Text("写明条件，或删去整个 any", "name conditions, or leave any out"),
                )
        return tuple(self.filter(part, about, (*path, i)) for i, part in enumerate(raw))

    def _misplaced(self, key: str, value: object, path: Path) -> None:
        if key == "at":
            self.wrong(
                path,
                value,
                Text(
                    "at 只用于筛选人，这里筛选的是学校或岗位",
                    "at serves filters on people; this one is on schools or posts",
                ),
                Text("去掉 at，把里面的条件直接写在这里", "leave at out and put its conditions here"),
            )
            return
        self.wrong(
            path,
            value,
            Text(f"{key} 须写在某一列之内", f"{key} stands inside a column"),
            Text(f"写成 列 = {{ {key} = … }}", f"write column = {{ {key} = ... }}"),
        )

    def _condition(self, column: str, raw: object, about: About, path: Path) -> Condition:
        known = COLUMNS[about].get(column)
        if not isinstance(raw, Mapping):
            return Condition(column, one_of=self._values(known, raw, path))
        if not raw:
            self.wrong(
                path,
                raw,
                Text("没有要求任何内容", "asks nothing"),
                Text(
                    "写上 min、max、below、above 或 not，或删去这一列",
                    "give min, max, below, above or not, or leave it out",
                ),
            )
        none_of: tuple[Value, ...] | None = None
        bounds: dict[str, Value] = {}
        for op, value in raw.items():
            here = (*path, str(op))
            if op == "not":
                none_of = self._values(known, value, here)
            elif op in BOUNDS:
                bound = self._bound(known, value, here)
                bounds |= {} if bound is None else {op: bound}
            else:
                self.wrong(
                    here,
                    value,
                    Text("没有这个写法", "no such operator"),
                    Text("一列可用 min、max、below、above、not", "a column takes min, max, below, above or not"),
                )
        self._check_range(bounds, raw, path)
        return Condition(column, None, none_of, *(bounds.get(op) for op in BOUNDS))

    def _check_range(self, bounds: Mapping[str, Value], raw: object, path: Path) -> None:
        """Say where no value can lie between the bounds."""
        for low, high in (("min", "max"), ("min", "below"), ("above", "max"), ("above", "below")):
            least, most = (_comparable(bounds.get(op)) for op in (low, high))
            if least is None or most is None or least < most or (least == most and (low, high) == ("min", "max")):
                continue
            self.wrong(
                path,
                raw,
                Text(f"没有值能同时满足 {low} 和 {high}", f"no value satisfies both {low} and {high}"),
                Text("核对两个数，可能写反了", "check the two, they may be the wrong way round"),
            )

    def _values(self, known: FilterColumn | None, raw: object, path: Path) -> tuple[Value, ...]:
        listed = raw if isinstance(raw, list | tuple) else [raw]
        if not listed:
            self.wrong(
                path,
                raw,
                Text("空列表不含任何值", "an empty list holds no value"),
                Text("写上值，或删去这一列", "name values, or leave the column out"),
            )
        values = [self._value(known, v, (*path, i) if listed is raw else path) for i, v in enumerate(listed)]
        return tuple(v for v in values if v is not None)

    def _bound(self, known: FilterColumn | None, raw: object, path: Path) -> Value | None:
        if known is not None and known.kind in ("yesno", "word", "code"):
            self.wrong(
                path,
                raw,
                Text(f"“{known.title.zh}”不能比大小", f"'{known.title.en}' has no order"),
                Text("直接写出值，或用 not", "name the values, or use not"),
            )
            return None
        if isinstance(raw, bool | list | tuple | Mapping) or (known is None and not _orderable(raw)):
            self.wrong(
                path,
                raw,
                Text("界限须为一个数或一个年月", "a bound is one number or one month"),
                Text('写成 50 或 "2020-09" 这样', 'write it like 50 or "2020-09"'),
            )
            return None
        return self._value(known, raw, path)

    def _value(self, known: FilterColumn | None, raw: object, path: Path) -> Value | None:
        value = _plain(raw)
        if value is None:
            self.wrong(
                path,
                raw,
                Text("值须为文字、数字、true 或 false", "a value is a text, a number, true or false"),
                Text('写成 "高级教师"、50 或 true 这样', 'write it like "高级教师", 50 or true'),
            )
            return None
        if known is None:
            return value
        typed = _typed(known, value)
        if typed is None:
            self.wrong(path, raw, *_wanted(known, value))
        return typed


def _plain(raw: object) -> Value | None:
    """Return a TOML value as filters hold it, None if it is none of theirs."""
    if isinstance(raw, bool | str):
        return raw
    if isinstance(raw, datetime.date):
        return raw.isoformat()
    if isinstance(raw, int | float | Decimal):
        number = Decimal(str(raw))
        return number if number.is_finite() else None
    return None


def _typed(known: FilterColumn, value: Value) -> Value | None:
    """Bring a value to the form the column stores, None if the column cannot hold it."""
    if known.kind in ("int", "number"):
        return None if isinstance(value, bool) else _number(value)
    if known.kind == "month":
        return value if isinstance(value, str) and month_of(value) is not None else None
    if known.kind == "yesno":
        word = str(value).casefold()
        return True if word in YES_WORDS else False if word in NO_WORDS else None
    if known.kind == "code":
        return value if isinstance(value, str) else None
    if known.kind == "word":
        word = str(value)
        stored = next((w for w, others in known.words.items() if word in (w, *others)), None)
        return None if isinstance(value, bool) else stored or (None if known.closed else word)
    return None if isinstance(value, bool) else value


def _wanted(known: FilterColumn, value: Value) -> tuple[Text, Text]:
    """Return what a column asks of a value, and how to write it."""
    zh, en = known.title
    words = [*known.words] if known.title.en != "category" else [f"{w}（{o[0]}）" for w, o in known.words.items()]
    match known.kind:
        case "int" | "number":
            return Text(f"“{zh}”是数字", f"'{en}' is a number"), Text("写成 50 这样的数字", "write a number such as 50")
        case "month":
            return (
                Text(f"“{zh}”是年月", f"'{en}' is a month"),
                Text('写成 "2020-09" 这样，带引号', 'write it like "2020-09", in quotes'),
            )
        case "yesno":
            return Text(f"“{zh}”是“是/否”", f"'{en}' is yes or no"), Text("写 true 或 false", "write true or false")
        case "code":
            return (
                Text(f"“{zh}”是代码，须加引号", f"'{en}' is a code and stands in quotes"),
                Text(f'写成 "{value}"，保留开头的 0', f'write "{value}", leading zeros too'),
            )
        case "word" if known.closed:
            return (
                Text(f"“{zh}”没有这个词", f"'{en}' knows no such word"),
                Text("可用：" + "、".join(words), "known: " + ", ".join(words)),
            )
    return (
        Text(f"“{zh}”是文字，不是“是/否”", f"'{en}' is a text, not yes or no"),
        Text("写出表中的词，带引号", "write a word of the table, in quotes"),
    )


def month_of(text: str) -> int | None:
    """Read `2020-09` or `2020-09-01` as 12 * year + month, None if it is no month."""
    match = MONTH.fullmatch(text)
    return 12 * int(match[1]) + int(match[2]) if match and 1 <= int(match[2]) <= 12 else None


def _number(value: str | Decimal) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _orderable(raw: object) -> bool:
    value = _plain(raw)
    return value is not None and _comparable(value) is not None


def _comparable(value: Value | None) -> Decimal | None:
    """Return a bound as a number that orders it; a month counts months."""
    if value is None or isinstance(value, bool):
        return None
    month = month_of(value) if isinstance(value, str) else None
    return Decimal(month) if month is not None else _number(value)
