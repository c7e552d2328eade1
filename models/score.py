"""The score of `[score]` over arrays, in whole numbers of its smallest unit.

`models.recount_score` works out the same score a person at a time, by a second way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from models.district import BoolArray, IntArray
from models.facts import Fact, is_empty, matches
from models.filters import Condition, Filter
from models.policy_score import PLACES, Score, ScoreItem, item_column

_CELL = 10**PLACES
"""Units of a number in a table, and of the points a unit of it."""
UNIT = _CELL * _CELL
"""Units of a score: a number times points."""


def score_facts(
    score: Score, facts: Mapping[str, Fact], who: Callable[[Filter, Mapping[str, Fact]], BoolArray]
) -> dict[str, Fact]:
    """Return the score and the points of each item with a minimum as facts of people, NaN where a cell is empty."""
    whole, items = score_units(score, facts, who)
    found = {"score": Fact("number", whole / UNIT)}
    for item, (units, known) in zip(score.items, items, strict=True):
        if item.minimum is not None:
            found[item_column(item.name)] = Fact("number", np.where(known, units / UNIT, np.nan))
    return found


def score_units(
    score: Score, facts: Mapping[str, Fact], who: Callable[[Filter, Mapping[str, Fact]], BoolArray]
) -> tuple[IntArray, list[tuple[IntArray, BoolArray]]]:
    """Return everybody's score in units, none below 0; and each item's units, and where its cell is known."""
    items = [_item(item, facts, who(item.who, facts)) for item in score.items]
    whole: IntArray = np.maximum(np.sum([units for units, _ in items], axis=0, dtype=np.int64), 0)
    return whole, items


def rounded(units: IntArray) -> IntArray:
    """Round scores to whole points, halves up."""
    points: IntArray = (2 * units + UNIT) // (2 * UNIT)
    return points


def _item(item: ScoreItem, facts: Mapping[str, Fact], concerned: BoolArray) -> tuple[IntArray, BoolArray]:
    if item.points is not None:
        return concerned * _units(item.points, UNIT), concerned
    fact = facts[item.column]
    known = concerned & ~is_empty(fact)
    if item.entry:
        units = _entries(item, fact) * _units(Decimal(1) if item.each is None else item.each, UNIT)
    else:
        cells = _numbers(fact)
        if item.table:
            starts = np.array([_units(start, _CELL) for start, _ in item.table])
            points = np.array([0, *(_units(points, UNIT) for _, points in item.table)])
            units = points[np.searchsorted(starts, cells, side="right")]
        else:
            units = cells * _units(Decimal(1) if item.each is None else item.each, _CELL)
    if item.most is not None:
        units = np.minimum(units, _units(item.most, UNIT))
    if item.least is not None:
        units = np.maximum(units, _units(item.least, UNIT))
    return np.where(known, units, 0), known


def _units(points: Decimal, unit: int) -> int:
    top, bottom = points.as_integer_ratio()
    return top * unit // bottom


def _numbers(fact: Fact) -> IntArray:
    """Return the numbers of a column in units of its last decimal place, 0 where there is none."""
    if fact.kind != "text":
        cells: npt.NDArray[np.float64] = np.asarray(fact.cells, dtype=np.float64)
    else:
        cells = np.array([float(cell or "nan") for cell in fact.cells.tolist()])
    # A number of at most four decimals, times 10,000, lies far nearer to its whole number than to any other.
    units: IntArray = np.rint(np.nan_to_num(cells) * _CELL).astype(np.int64)
    return units


def _entries(item: ScoreItem, fact: Fact) -> IntArray:
    """Count, in each cell, the entries that are one of the words."""
    cells = fact.cells.tolist()
    listed = [c if isinstance(c, tuple) else tuple(e.strip() for e in str(c).split(";")) for c in cells]
    owner = np.repeat(np.arange(len(listed)), [len(entries) for entries in listed])
    flat = np.empty(len(owner), dtype=object)
    flat[:] = [entry for entries in listed for entry in entries]
    if not len(flat):
        return np.zeros(len(listed), np.int64)
    wanted = Filter((Condition(item.column, one_of=item.entry),))
    hit = matches(wanted, {item.column: Fact("text", flat, fact.column)})
    return np.bincount(owner[hit], minlength=len(listed)).astype(np.int64)
