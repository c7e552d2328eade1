"""Whether scenarios stand in an order: names that differ in one number only, rising or falling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"[+\-−]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Axis:
    """Where scenarios stand: position of the scenario -> its number, and how that is written."""

    at: dict[int, float]
    labels: dict[int, str]


def axis_of(names: Sequence[str]) -> Axis | None:
    """Return the axis along which the scenarios stand, or None if they stand in no order.

    The first name, the baseline's, need not be on it.
    """
    return _axis(names, 0) or (_axis(names, 1) if len(names) > 2 else None)


def _axis(names: Sequence[str], first: int) -> Axis | None:
    found = [_NUMBER.findall(name) for name in names[first:]]
    frames = {_NUMBER.sub("#", name) for name in names[first:]}
    if len(found) < 2 or len(frames) != 1 or not found[0]:
        return None
    columns = list(zip(*found, strict=True))
    moving = [k for k, column in enumerate(columns) if len(set(column)) > 1]
    if len(moving) != 1:
        return None
    values = [float(number.replace("−", "-")) for number in columns[moving[0]]]
    steps = [b - a for a, b in pairwise(values)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        return None
    suffix = "%" if next(iter(frames)).split("#")[moving[0] + 1].startswith("%") else ""
    labels = {i: columns[moving[0]][i - first] + suffix for i in range(first, len(names))}
    return Axis(dict(enumerate(values, first)), labels)
