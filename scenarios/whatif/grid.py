"""Grids: every combination of the values of some axes is a scenario."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.wording import Path, shown
from models.words import Text
from scenarios.whatif.edits import Edit, Setting
from scenarios.whatif.facts import HOWS, Fact, read_fact
from scenarios.whatif.overlay import Overlay
from scenarios.whatif.pieces import PIECES, Piece, read_piece
from scenarios.whatif.reading import Reading, near

MOST_POINTS = 10_000
"""More scenarios than this in one grid are a slip of the pen."""


@dataclass(frozen=True)
class Stop:
    """One value of an axis, and what it changes."""

    told: str
    piece: Piece


@dataclass(frozen=True)
class Axis:
    """What a grid varies.

    Attributes
    ----------
    varies : what it varies, so that axes of one name in two grids are told apart where they mean two things.
    """

    name: str
    varies: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Grids:
    """All grids of a file: their points, and axis -> values as told."""

    points: tuple[Overlay, ...]
    axes: Mapping[str, tuple[str, ...]]


def read_grids(reading: Reading, raw: object) -> Grids:
    """Read the grids of a what-if file."""
    points: list[Overlay] = []
    axes: dict[str, Axis] = {}
    told: dict[str, dict[str, None]] = {}
    for at, grid in reading.entries(raw, ("grids",)):
        table = reading.table(grid, at, ("axes",))
        listed = [_axis(reading, axis, here) for here, axis in reading.entries(table.get("axes", []), (*at, "axes"))]
        if not listed:
            reading.wrong(
                at, Text("没有写坐标轴", "has no axes"), Text("加上 [[grids.axes]] 小节", "add sections [[grids.axes]]")
            )
            continue
        names = [axis.name for axis in listed]
        twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
        for name in twice:
            reading.wrong(
                at, Text("两条轴同名", "two axes bear one name"), Text("各起一个名称", "give each its own"), name
            )
        if twice:
            continue
        for axis in listed:
            _refuse_other_meaning(reading, axis, axes, at)
            told.setdefault(axis.name, {}).update(dict.fromkeys(stop.told for stop in axis.stops))
        size = math.prod(len(axis.stops) for axis in listed)
        if size > MOST_POINTS:
            reading.wrong(
                at,
                Text(f"有{size}个组合，超过{MOST_POINTS}个", f"{size} combinations, more than {MOST_POINTS}"),
                Text("减少轴或值", "take fewer axes or values"),
            )
            continue
        points += [_point(reading.file, listed, stops) for stops in itertools.product(*(a.stops for a in listed))]
    return Grids(tuple(points), {name: tuple(values) for name, values in told.items()})


def _refuse_other_meaning(reading: Reading, axis: Axis, axes: dict[str, Axis], at: Path) -> None:
    if axis.name and axes.setdefault(axis.name, axis).varies != axis.varies:
        reading.wrong(
            at,
            Text(f"轴“{axis.name}”在两个网格里含义不同", f"the axis '{axis.name}' means two things in two grids"),
            Text("换一个名称", "give one of them another name"),
        )


def _point(file: str, axes: list[Axis], stops: tuple[Stop, ...]) -> Overlay:
    at = {axis.name: stop.told for axis, stop in zip(axes, stops, strict=True)}
    whole = next((stop.piece for stop in stops if stop.piece.whole is not None), Piece())
    return Overlay(
        "，".join(f"{name} {told}" for name, told in at.items()),
        at,
        tuple(edit for stop in stops for edit in stop.piece.edits),
        tuple(fact for stop in stops for fact in stop.piece.facts),
        whole.whole,
        whole.whole_file,
        file,
    )


AXIS_KEYS = ("name", "key", "values", "fact", "amount", "options")
_WAYS = ("key", "fact", "options")


def _axis(reading: Reading, raw: object, at: Path) -> Axis:
    table = reading.table(raw, at, AXIS_KEYS)
    name = reading.text(table, "name", at)
    ways = [way for way in _WAYS if way in table]
    if len(ways) != 1:
        reading.wrong(
            at,
            Text("须写 key、fact、options 之一", "one of key, fact, options is asked"),
            Text("写明这条轴变动什么", "say what the axis varies"),
        )
        return Axis(name, "", ())
    own = {
        "key": ("name", "key", "values"),
        "fact": ("name", "fact", "amount", "values"),
        "options": ("name", "options"),
    }
    for key in table:
        if key in AXIS_KEYS and key not in own[ways[0]]:
            reading.wrong(
                (*at, key),
                Text(f"{key} 不能与 {ways[0]} 同写", f"{key} has no place beside {ways[0]}"),
                near(key, own[ways[0]]),
            )
    stops = {"key": _of_key, "fact": _of_fact, "options": _of_options}[ways[0]](reading, table, at)
    for told in dict.fromkeys(s.told for s in stops if [o.told for o in stops].count(s.told) > 1):
        reading.wrong(at, Text("同一个值写了两次", "one value stands twice"), Text("只写一次", "write it once"), told)
    return Axis(name, f"{table.get('key')} {table.get('fact')} {table.get('amount')} {'options' in table}", stops)


def _values(reading: Reading, table: Mapping[str, Any], at: Path) -> list[tuple[Path, object]]:
    listed = reading.entries(table.get("values"), (*at, "values"))
    if isinstance(table.get("values"), list) and not listed:
        reading.wrong((*at, "values"), Text("没有任何值", "no value is given"), Text("写上值", "write values"))
    return listed


def _of_key(reading: Reading, table: Mapping[str, Any], at: Path) -> tuple[Stop, ...]:
    path = reading.text(table, "key", at)
    read_piece(reading, {"set": {path: 0}} if path else {}, at)  # whether it is a path is told once, not at each value
    edits: list[tuple[Edit, object]] = [
        (Setting(reading.place((*at, "key")), path, value), value) for _, value in _values(reading, table, at)
    ]
    return tuple(Stop(_said(value), Piece((edit,))) for edit, value in edits)


def _of_fact(reading: Reading, table: Mapping[str, Any], at: Path) -> tuple[Stop, ...]:
    amount, raw = reading.text(table, "amount", at), table["fact"]
    if amount not in HOWS:
        if amount:
            reading.wrong((*at, "amount"), Text("不能写这个词", "no such word here"), near(amount, HOWS), amount)
        return ()
    if not isinstance(raw, Mapping):
        reading.table(raw, (*at, "fact"), ())
        return ()
    if amount in raw:
        reading.wrong(
            (*at, "fact", amount),
            Text("它的值来自 values", "its values come from values"),
            Text("从 fact 里删去", "leave it out of fact"),
        )
        return ()
    stops: list[Stop] = []
    for _, value in _values(reading, table, at):
        before = len(reading.problems)
        fact: Fact | None = read_fact(reading, {**raw, amount: value}, (*at, "fact"), of_grid=True)
        if fact is not None:
            stops.append(Stop(_signed(value, amount), Piece(facts=(fact,))))
        elif len(reading.problems) > before:
            break  # what is wrong with the fact is wrong at every value
    return tuple(stops)


def _of_options(reading: Reading, table: Mapping[str, Any], at: Path) -> tuple[Stop, ...]:
    stops = []
    for here, raw in reading.entries(table["options"], (*at, "options")):
        option = reading.table(raw, here, ("name", *PIECES))
        stops.append(Stop(reading.text(option, "name", here), read_piece(reading, option, here, of_grid=True)))
    if not stops:
        reading.wrong((*at, "options"), Text("没有任何选项", "no option is given"), Text("写上选项", "write options"))
    return tuple(stops)


def _said(value: object) -> str:
    return value if isinstance(value, str) else shown(value)


def _signed(value: object, amount: str) -> str:
    """Say what is added with its sign."""
    percent = "%" if amount == "percent" and not isinstance(value, str) else ""
    plus = "+" if amount != "set" and isinstance(value, int | Decimal) and value > 0 else ""
    return f"{plus}{_said(value)}{percent}"
