"""Whether scenarios stand in an order: one axis of a grid, or names that differ in one number only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"[+\-−]?\d+(?:\.\d+)?")
_ASIDE = re.compile(r"[（(][^（()）]*[)）]|现行|现状|目前|基线|基准|\b(?:today|now|current|baseline)\b", re.IGNORECASE)
"""What a baseline's name says beside its place: 10%（现行）."""
Places = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Axis:
    """Where scenarios stand: position of the scenario -> its number, and how that is written.

    `name` is that of the grid's axis, "" where the names of scenarios tell.
    """

    at: dict[int, float]
    labels: dict[int, str]
    name: str = ""


def axis_of(names: Sequence[str], places: Places = ()) -> Axis | None:
    """Return the axis along which the scenarios stand, or None if they stand in no order.

    The first name, the baseline's, need not be on it; it is where it tells the number as the others do.

    Parameters
    ----------
    places : axis of a grid -> value, of each scenario; where these do not tell an order the names may.
    """
    return _of_grid(names, places) or _of_names(names, 0) or (_of_names(names, 1) if len(names) > 2 else None)


def _of_grid(names: Sequence[str], places: Places) -> Axis | None:
    """Take the one axis of a grid that has more than one value, if every scenario stands on it."""
    later = places[1:]
    if len(later) < 2 or any(place.keys() != later[0].keys() for place in later):
        return None
    moving = [name for name in later[0] if len({place[name] for place in later}) > 1]
    if len(moving) != 1:
        return None
    axis = _ordered([(i, place[moving[0]]) for i, place in enumerate(later, 1)])
    return (
        None if axis is None else _with_base(Axis(axis.at, axis.labels, moving[0]), names, _frame(later[0][moving[0]]))
    )


def _of_names(names: Sequence[str], first: int) -> Axis | None:
    axis = _ordered(list(enumerate(names))[first:])
    return axis if axis is None or not first else _with_base(axis, names, _frame(names[1]))


def _frame(name: str) -> str:
    return _NUMBER.sub("#", name).replace(" ", "")


def _with_base(axis: Axis, names: Sequence[str], frame: str) -> Axis:
    """Put the baseline on the axis too, if its name tells one number as the others' do, and none of them has it."""
    bare = _ASIDE.sub("", names[0]).strip()
    numbers = _NUMBER.findall(bare)
    shape = _frame(bare)
    fits = shape == frame or (axis.name and shape.replace(axis.name, "", 1) == frame)
    if not fits or frame.count("#") != 1 or len(numbers) != 1:
        return axis
    value = _value(numbers[0])
    if value in axis.at.values():
        return axis
    label = numbers[0] + ("%" if shape.split("#")[1].startswith("%") else "")
    return Axis({0: value, **axis.at}, {0: label, **axis.labels}, axis.name)


def _ordered(named: Sequence[tuple[int, str]]) -> Axis | None:
    found = [_NUMBER.findall(name) for _, name in named]
    frames = {_NUMBER.sub("#", name) for _, name in named}
    if len(found) < 2 or len(frames) != 1 or not found[0]:
        return None
    columns = list(zip(*found, strict=True))
    moving = [k for k, column in enumerate(columns) if len(set(column)) > 1]
    if len(moving) != 1:
        return None
    values = [_value(number) for number in columns[moving[0]]]
    steps = [b - a for a, b in pairwise(values)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        return None
    suffix = "%" if next(iter(frames)).split("#")[moving[0] + 1].startswith("%") else ""
    numbers = [i for i, _ in named]
    return Axis(
        dict(zip(numbers, values, strict=True)),
        {i: number + suffix for i, number in zip(numbers, columns[moving[0]], strict=True)},
    )


def _value(number: str) -> float:
    return float(number.replace("−", "-"))
