"""Paths into a policy: `rules.quotas.应交流比例.min`, found by what a policy knows, not only by what it wrote.

A path is keys joined by points; a key that holds a point or a quote stands in quotes, as in TOML. An entry of a list
goes by its `name`, a text of a list by itself, and either by its number from 1. Paths lead into filters too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from models.filter_columns import About, english
from models.filters import BOUNDS, Filter
from models.policy import Part, Policy
from models.wording import Path
from models.words import Text
from scenarios.whatif.reading import near, refuse

_KEY = re.compile(r"""\s*(?:("(?:[^"\\]|\\.)*")|('[^']*')|([^."'=\[\]{},#]+))\s*(\.|$)""")

_ABOUT: Mapping[str, About] = {"from": "places", "to": "places", "rows": "history"}
"""Key of a filter -> what it tests, where that is not people."""


def split_path(path: str) -> tuple[str, ...]:
    """Return the keys of a path.

    Raises
    ------
    WordingError : if it is no path.
    """
    keys: list[str] = []
    at = 0
    while at < len(path) or not keys or path.endswith("."):
        found = _KEY.match(path, at)
        key = found[1] or found[2] or found[3].strip() if found else ""
        if found is None or not key or (found.end() == len(path) and not found[4] and at == len(path)):
            raise refuse(
                Text("不是路径", "is no path"),
                Text(
                    '写成 rules.quotas.名称.min；名称里有点号的加引号：rules.quotas."名称".min',
                    'write it like rules.quotas.name.min; quote a name that holds a point: rules.quotas."name".min',
                ),
                path,
            )
        keys.append(str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key)
        at = found.end()
        if not found[4]:
            break
    return tuple(keys)


@dataclass(frozen=True)
class Shape:
    """What may stand at a place.

    Attributes
    ----------
    kind : `section` of keys a policy knows; `entries`, a list of such; `filter`, `filters`, and `condition` of one
        column; `list` of anything else; `loose`, whatever stands there.
    part : of a section or entries, the piece that knows the keys.
    default : what counts where nothing is written; None where nothing does.
    """

    kind: Literal["section", "entries", "filter", "filters", "condition", "list", "loose"]
    part: type[Part] = Policy
    about: About = "people"
    default: Any = None


WHOLE = Shape("section", Policy)
LOOSE = Shape("loose")


@dataclass(frozen=True)
class Place:
    """A place in a document: keys and entries (from 0) that lead there, and what may stand there."""

    steps: Path
    shape: Shape


def find(document: dict[str, Any], keys: tuple[str, ...], start: Place = Place((), WHOLE)) -> Place:
    """Return the place a path leads to; lists on the way that the policy leaves at a default are written out.

    Raises
    ------
    WordingError : if the policy knows no such key, or no entry is called so; it names near ones.
    """
    raw: Any = value_at(document, start.steps)
    steps, shape = start.steps, start.shape
    for key in keys:
        if shape.kind in ("entries", "filters", "list") or (shape.kind in ("condition", "loose") and _listed(raw)):
            raw = _written_out(document, steps, shape)
            step: str | int = _entry(raw, key)
            shape = _inside(shape)
        else:
            step, shape = _key(raw, key, shape)
        raw = _step(raw, step)
        steps = (*steps, step)
    return Place(steps, shape)


def value_at(document: Any, steps: Path) -> Any:
    """Return what stands at a place, None where nothing does."""
    for step in steps:
        document = _step(document, step)
    return document


def container(document: dict[str, Any], steps: Path) -> Any:
    """Return the table or list a place lies in, made where it is not there yet."""
    inside: Any = document
    for step in steps[:-1]:
        below = _step(inside, step)
        if below is None:
            below = inside[step] = {}
        inside = below
    return inside


def as_list(document: dict[str, Any], place: Place) -> list[Any]:
    """Return the list at a place to append to; one value is made a list of one, nothing an empty one.

    Raises
    ------
    WordingError : if no list can stand there.
    """
    raw = value_at(document, place.steps)
    takes = place.shape.kind in ("entries", "filters", "list", "condition") and not isinstance(raw, Mapping)
    if not takes and not isinstance(raw, list):
        raise refuse(
            Text("这里不是列表，不能添加", "no list stands here to add to"),
            Text("改用 set", "use set"),
        )
    if place.shape.kind == "condition" and raw is None:
        raise refuse(Text("没有这个条件", "there is no such condition"), Text("改用 set", "use set"))
    listed = _written_out(document, place.steps, place.shape)
    assert isinstance(listed, list)
    return listed


def _written_out(document: dict[str, Any], steps: Path, shape: Shape) -> Any:
    """Return the list at a place, put there where the policy leaves it at its default or writes one value for it."""
    raw = value_at(document, steps)
    if isinstance(raw, list | Mapping):
        return raw
    listed = [raw] if raw is not None else [_plain(entry) for entry in shape.default or ()]
    container(document, steps)[steps[-1]] = listed
    return listed


def _plain(entry: Any) -> Any:
    return dict(entry) if isinstance(entry, Mapping) else entry


def _listed(raw: object) -> bool:
    return isinstance(raw, list)


def _step(raw: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return raw[step] if isinstance(raw, list) and step < len(raw) else None
    return raw.get(step) if isinstance(raw, Mapping) else None


def _key(raw: Any, key: str, shape: Shape) -> tuple[str, Shape]:
    """Return the key of a table as the document writes it, and what may stand there."""
    closed = shape.kind == "loose" and raw is None and not isinstance(shape.default, Mapping)
    if closed or (raw is not None and not isinstance(raw, Mapping)):
        raise refuse(
            Text(f"{key} 的上一级是一个值，里面没有键", f"above {key} stands a value, which has no keys"),
            Text("改写上一级的键", "set the key above"),
            key,
        )
    if shape.kind == "section":
        fields = {field.alias or name: field for name, field in shape.part.model_fields.items()}
        if key not in fields:
            raise refuse(Text(f"政策没有 {key} 这个键", f"a policy knows no key {key} here"), near(key, fields), key)
        return key, shape_of(key, fields[key])
    if shape.kind == "filter":
        if key == "any":
            return key, Shape("filters", about=shape.about)
        if key == "at" and shape.about == "people":
            return key, Shape("filter", about="places")
        meant = english(key, shape.about)
        written = next((k for k in raw or {} if english(str(k), shape.about) == meant), key)
        return str(written), Shape("condition", about=shape.about)
    if shape.kind == "condition" and key not in (*BOUNDS, "not"):
        known = ["min", "max", "below", "above", "not"]
        raise refuse(Text(f"条件里没有 {key}", f"a condition knows no {key}"), near(key, known), key)
    return key, LOOSE


def _entry(listed: Any, key: str) -> int:
    """Return which entry of a list a key means, from 0."""
    if not isinstance(listed, list):
        raise refuse(
            Text("这里应是列表", "a list should stand here"), Text("先改正政策", "correct the policy first"), key
        )
    names = [_name(entry) for entry in listed]
    called = [i for i, name in enumerate(names) if name == key]
    if len(called) > 1:
        numbers = [str(i + 1) for i in called]
        raise refuse(
            Text(f"有{len(called)}项都叫“{key}”", f"{len(called)} entries are called '{key}'"),
            Text(f"改用序号：{'、'.join(numbers)}", f"write its number: {', '.join(numbers)}"),
            key,
        )
    if called:
        return called[0]
    if key.isdecimal() and 1 <= int(key) <= len(listed):
        return int(key) - 1
    numbered = [str(i) for i, name in enumerate(names, 1) if not name]
    raise refuse(
        Text(f"没有叫“{key}”的一项", f"no entry is called '{key}'"), near(key, [*filter(None, names), *numbered]), key
    )


def _name(entry: object) -> str:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, Mapping):
        name = entry.get("name", next(iter(entry)) if len(entry) == 1 else "")
        return name if isinstance(name, str) else ""
    return ""


def _inside(shape: Shape) -> Shape:
    """Return what an entry of a list may be."""
    if shape.kind == "entries":
        return Shape("section", shape.part)
    return Shape("filter", about=shape.about) if shape.kind == "filters" else LOOSE


def shape_of(key: str, field: FieldInfo) -> Shape:
    """Return what may stand at a key of a section."""
    default = None if field.is_required() else field.get_default(call_default_factory=False)
    inner = next(_types(field.annotation), None)
    many = get_origin(field.annotation) is tuple
    if inner is Filter:
        plain_condition = key in ("type", "transfer", "result")  # one column of `history`, not a filter of columns
        return Shape("condition" if plain_condition else "filter", about=_ABOUT.get(key, "people"))
    if inner is not None and issubclass(inner, Part):
        return Shape("entries" if many else "section", inner)
    return Shape("list" if many else "loose", default=default)


def _types(annotation: Any) -> Iterator[type[Any]]:
    """Find the pieces and filters inside a type such as `tuple[Route, ...]` or `Filter | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Part | Filter):
        yield annotation
    for inner in get_args(annotation):
        yield from _types(inner)
