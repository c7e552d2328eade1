"""A filter said as a phrase, in the words of bureau documents: 年龄50周岁以下（含）, 在本校任教满6年."""

from __future__ import annotations

from models.filter_columns import CATEGORIES, COLUMNS, About, title_of
from models.filters import Condition, Filter, Value, month_of
from models.words import Text

_YEARS = {
    "min": Text("满{v}{u}", "at least {v} {u}"),
    "max": Text("{v}{u}以下（含）", "at most {v} {u}"),
    "below": Text("不满{v}{u}", "under {v} {u}"),
    "above": Text("超过{v}{u}", "over {v} {u}"),
}
_PEOPLE = {
    "min": Text("不少于{v}{u}", "at least {v}"),
    "max": Text("不多于{v}{u}", "at most {v}"),
    "below": Text("少于{v}{u}", "fewer than {v}"),
    "above": Text("多于{v}{u}", "more than {v}"),
}
_NUMBER = {
    "min": Text("不低于{v}", "at least {v}"),
    "max": Text("不高于{v}", "at most {v}"),
    "below": Text("低于{v}", "below {v}"),
    "above": Text("高于{v}", "above {v}"),
}
_MONTH = {
    "min": Text("不早于{v}", "not before {v}"),
    "max": Text("不晚于{v}", "not after {v}"),
    "below": Text("早于{v}", "before {v}"),
    "above": Text("晚于{v}", "after {v}"),
}
_ANYBODY: dict[About, Text] = {
    "people": Text("所有人", "everybody"),
    "places": Text("任何学校", "any school"),
    "history": Text("任何经历", "any exchange"),
}


def describe(asked: Filter, about: About = "people") -> Text:
    """Say a filter as a phrase without a full stop."""
    parts = [_condition(c, about) for c in asked.conditions]
    if asked.at is not None:
        inside = describe(asked.at, "places")
        parts.append(Text(f"现任教学校的{inside.zh}", f"of the present school, {inside.en}"))
    for group in asked.any_of:  # last, so that it is plain where the alternatives end
        inner = [describe(part, about) for part in group]
        parts.append(
            Text(
                "符合下列之一：" + "；或".join(f"（{p.zh}）" for p in inner),
                "one of these holds: " + " or ".join(f"({p.en})" for p in inner),
            )
        )
    if not parts:
        return _ANYBODY[about]
    return Text("，且".join(p.zh for p in parts), " and ".join(p.en for p in parts))


def _condition(c: Condition, about: About) -> Text:
    title = title_of(c.column, about)
    parts = [_bound(c.column, about, op, value) for op, value in c.bounds.items()]
    known = COLUMNS[about].get(c.column)
    listed = known is not None and known.kind == "list"
    if c.one_of is not None:
        words = [say_value(c.column, v) for v in c.one_of]
        verb = Text("有", "has") if listed else Text("为", "is")
        parts.append(Text(verb.zh + "或".join(w.zh for w in words), f"{verb.en} " + " or ".join(w.en for w in words)))
    if c.none_of is not None:
        words = [say_value(c.column, v) for v in c.none_of]
        verb = Text("没有", "has no") if listed else Text("不为", "is not")
        parts.append(
            Text(
                "，也".join(verb.zh + w.zh for w in words), f"{verb.en} " + f" and {verb.en} ".join(w.en for w in words)
            )
        )
    return Text(title.zh + "、".join(p.zh for p in parts), f"{title.en} " + " and ".join(p.en for p in parts))


def _bound(column: str, about: About, op: str, value: Value) -> Text:
    known = COLUMNS[about].get(column)
    unit = known.unit if known is not None else Text("", "")
    if isinstance(value, str) and month_of(value) is not None:
        words = _MONTH[op]
    elif unit.zh in ("年", "周岁"):
        words = _YEARS[op]
    else:
        words = _PEOPLE[op] if unit.zh else _NUMBER[op]
    return Text(words.zh.format(v=value, u=unit.zh), words.en.format(v=value, u=unit.en))


def say_value(column: str, value: Value) -> Text:
    """Say a value of a column: texts in quotes, yes and no as words, categories in either language."""
    if isinstance(value, bool):
        return Text("“是”", "yes") if value else Text("“否”", "no")
    if column == "category":
        said = CATEGORIES[str(value)]
        return Text(f"“{said.zh}”", said.en)
    return Text(f"“{value}”", f"'{value}'") if isinstance(value, str) else Text(str(value), str(value))
