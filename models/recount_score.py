"""The score of `[score]`, one person at a time, in decimals: what a person can be told, item by item.

The second way: `models.score` works it out over arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from models.filters import Filter
from models.policy_score import Score, ScoreItem, item_column
from models.recount_filters import Cell, Look, number_in, same_word, split_cell


@dataclass(frozen=True)
class Points:
    """One line of a score: the item, what the tables say (None where empty), and the points for it.

    `points` is None where the item does not concern the person.
    """

    item: str
    value: Cell
    points: Decimal | None


@dataclass(frozen=True)
class ScoreSheet:
    """How one person's score was worked out."""

    lines: tuple[Points, ...]

    @property
    def total(self) -> Decimal:
        """The score: the sum of the items, not below 0."""
        return max(Decimal(0), sum((line.points or Decimal(0) for line in self.lines), Decimal(0)))

    def cell(self, column: str) -> Cell:
        """Return the score, or an item's points under the name its clause knows them by; None where a cell is empty."""
        if column == "score":
            return self.total
        line = next(line for line in self.lines if item_column(line.item) == column)
        return None if line.value is None else line.points


def score_sheet(score: Score, look: Look, concerns: Callable[[Filter], bool]) -> ScoreSheet:
    """Work out a person's score.

    Parameters
    ----------
    look : looks a column up for the person.
    concerns : tests a `who` filter on the person.
    """
    return ScoreSheet(tuple(_points(item, look, concerns) for item in score.items))


def _points(item: ScoreItem, look: Look, concerns: Callable[[Filter], bool]) -> Points:
    if not concerns(item.who):
        return Points(item.name, None, None)
    if item.way == "points":
        return Points(item.name, True, item.points)
    cell = look(item.column)
    if cell is None:
        return Points(item.name, None, Decimal(0))
    each = Decimal(1) if item.each is None else item.each
    if item.way == "entry":
        count = sum(any(same_word(item.column, entry, word) for word in item.entry) for entry in split_cell(cell))
        found = count * each
    else:
        number = number_in(cell) or Decimal(0)
        found = number * each
        if item.way == "table":
            found = Decimal(0)
            for start, points in item.table:
                found = points if number >= start else found
    if item.most is not None and found > item.most:
        found = item.most
    if item.least is not None and found < item.least:
        found = item.least
    return Points(item.name, cell, found)


def whole_points(score: Cell) -> int:
    """Round a score to whole points, halves up; an empty one is 0."""
    return int(score.to_integral_value(rounding=ROUND_HALF_UP)) if isinstance(score, Decimal) else 0
