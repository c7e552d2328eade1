"""The filter language: one small way to say "who" and "where", shared by every part of a policy.

A filter maps columns to a value, a list, or a table of `min`, `max`, `below`, `above`, `not`; all must
hold. `any = [...]` is "or" over filters. `at = {...}` in a filter on people tests their present school
and post. Source: rulebook 2. This module parses; `models.facts` evaluates over arrays, and
`models.recount` a person at a time, by a second way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.words import Text, joined

Value = str | bool | Decimal
BOUNDS = ("min", "max", "below", "above")


class FilterError(ValueError):
    """A filter that cannot be read; the message is for the writer of the policy."""


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


def parse_filter(raw: object) -> Filter:
    """Read a filter from a TOML table.

    Raises
    ------
    FilterError : if the table is not of the language; the message names the key.
    """
    if isinstance(raw, Filter):
        return raw
    if not isinstance(raw, Mapping):
        raise FilterError(f"a filter is a table such as {{ age = {{ max = 50 }} }}, not {raw!r}")
    conditions: list[Condition] = []
    groups: list[tuple[Filter, ...]] = []
    at: Filter | None = None
    for key, value in raw.items():
        if key == "any":
            if not isinstance(value, list) or not value:
                raise FilterError("any needs a list of filters, such as any = [{ ... }, { ... }]")
            groups.append(tuple(parse_filter(part) for part in value))
        elif key == "at":
            at = parse_filter(value)
        else:
            conditions.append(_condition(str(key), value))
    return Filter(tuple(conditions), tuple(groups), at)


def _condition(column: str, raw: Any) -> Condition:
    if not isinstance(raw, Mapping):
        return Condition(column, one_of=_values(column, raw))
    if not raw:
        raise FilterError(f"{column} = {{}} asks nothing")
    parts: dict[str, Any] = {}
    for op, value in raw.items():
        if op == "not":
            parts["none_of"] = _values(column, value)
        elif op in BOUNDS:
            (parts[op],) = _values(column, [value])
        else:
            raise FilterError(f"{column}.{op}: unknown; a column takes min, max, below, above or not")
    return Condition(column, **parts)


def _values(column: str, raw: object) -> tuple[Value, ...]:
    listed = raw if isinstance(raw, list | tuple) else [raw]
    if not listed:
        raise FilterError(f"{column} = []: an empty list admits nobody; leave the column out or name values")
    return tuple(_value(column, v) for v in listed)


def _value(column: str, raw: object) -> Value:
    if isinstance(raw, bool | str | Decimal):
        return raw
    if isinstance(raw, int | float):
        return Decimal(str(raw))
    if hasattr(raw, "isoformat"):  # a TOML date: 2026-08-31
        return str(raw.isoformat())
    raise FilterError(f"{column}: {raw!r} is not a text, a number, true or false")


_BOUND_WORDS = {
    "min": Text("≥{}", "at least {}"),
    "max": Text("≤{}", "at most {}"),
    "below": Text("<{}", "below {}"),
    "above": Text(">{}", "above {}"),
}


def describe(where: Filter, name_of: Mapping[str, Text]) -> Text:
    """Say a filter as a phrase; `name_of` gives column names in both languages."""
    parts: list[Text] = [_describe_condition(c, name_of) for c in where.conditions]
    for group in where.any_of:
        inner = [describe(part, name_of) for part in group]
        parts.append(Text("（" + " 或 ".join(p.zh for p in inner) + "）", "(" + " or ".join(p.en for p in inner) + ")"))
    if where.at is not None:
        inner_at = describe(where.at, name_of)
        parts.append(Text(f"现任教学校{inner_at.zh}", f"present school has {inner_at.en}"))
    if not parts:
        return Text("所有人", "everybody")
    return Text("，且".join(p.zh for p in parts), " and ".join(p.en for p in parts))


def _describe_condition(c: Condition, name_of: Mapping[str, Text]) -> Text:
    name = name_of.get(c.column, Text(c.column, c.column))
    parts = [Text(w.zh.format(v), w.en.format(v)) for op, w in _BOUND_WORDS.items() if (v := c.bounds.get(op)) is not None]
    for asked, zh, en in ((c.one_of, "为", "is"), (c.none_of, "不为", "is not")):
        if asked is not None:
            words = [_say_value(v) for v in asked]
            parts.append(Text(zh + "或".join(w.zh for w in words), f"{en} " + " or ".join(w.en for w in words)))
    both = joined(parts)
    return Text(name.zh + both.zh, f"{name.en} {both.en}")


def _say_value(value: Value) -> Text:
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    return Text(f"“{value}”", f"'{value}'") if isinstance(value, str) else Text(str(value), str(value))
