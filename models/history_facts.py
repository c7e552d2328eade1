"""Facts about people counted from the table `history` 交流经历表, as arrays (rulebook 1 and 2).

`models.recount_history` counts the same a person at a time, by a second way.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.district import BoolArray, District, IntArray
from models.facts import Fact, FactTable, is_empty, matches, table_facts
from models.filters import Condition, Filter
from models.policy_facts import HistoryFact
from models.tables import HISTORY, REFUSED
from models.units import topmost

Numbers = npt.NDArray[np.float64]


class HistoryFacts:
    """The rows of `history` on a date, and the facts told from them.

    Parameters
    ----------
    district : the tables.
    month : the policy's month, 12 * year + month; what began later does not count.
    schools : facts of schools, for `to`.
    """

    def __init__(self, district: District, month: int, schools: FactTable) -> None:
        table = district["history"]
        self.district, self.month, self.schools = district, month, schools
        self.rows = table_facts(table, HISTORY)
        self.teacher = district.positions(table["teacher_id"], district.teacher_at)
        self.start = np.asarray(self.rows["start"].cells, dtype=np.float64)
        end = np.asarray(self.rows["end"].cells, dtype=np.float64)
        self.credited = np.asarray(self.rows["credited"].cells, dtype=np.float64) == 1
        self.refused = matches(Filter((Condition("result", one_of=(REFUSED,)),)), self.rows)
        self.begun = (self.start <= month) & (self.teacher >= 0)
        self.open = np.isnan(end)
        at_once = np.where(self.credited | self.refused, self.start, float(month))
        self.stop = np.fmin(np.where(self.open, at_once, end), float(month))
        self.ended = end <= month

    def fact(self, told: HistoryFact) -> Fact:
        """Return a declared fact, a row a teacher."""
        chosen = self._in_kind(told) & self._holds(told) & self._within(told)
        match told.count:
            case "years":
                return Fact("number", np.floor(self._months(told, chosen) / 12))
            case "months":
                return Fact("number", self._months(told, chosen))
            case "times":
                return Fact("number", self._per_person(chosen).astype(np.float64))
            case "units":
                return Fact("number", self._units(chosen))
            case "places":
                return Fact("list", self._places(chosen))
            case "since":
                return Fact("number", self._since(chosen))
            case "result":
                return Fact("text", self._result(chosen))

    @property
    def visited(self) -> IntArray:
        """Exchanges made, to schools the district knows: teacher times places plus school; shape (such rows,)."""
        school = self._known("to_school")
        made = self.begun & ~self.credited & ~self.refused & (school >= 0)
        return np.asarray(self.teacher[made] * self.district.places + school[made])

    def blanks(self, told: HistoryFact) -> dict[str, BoolArray]:
        """Return, for each column of `history`, for whom an empty cell of it leaves the fact in doubt.

        Shape (teachers,) each. An empty `end` is no doubt: the exchange runs.
        """
        kind = self._in_kind(told) & self._within(told)
        here = self._gone_to(told)
        unknown = is_empty(self.rows["to_school"]) if told.to else np.zeros(len(kind), dtype=bool)
        doubtful = kind & _holds_if(told.asked, self.rows, filled=True) & (here | unknown)
        doubtful &= ~(_holds_if(told.asked, self.rows, filled=False) & here)
        columns = dict.fromkeys([*told.asked.columns(), *(["to_school"] if told.to else [])])
        found = {column: self._who(doubtful & is_empty(self.rows[column])) for column in columns}
        if told.count == "result":
            last = self._last(kind & self._holds(told))
            silent = np.zeros(len(kind), dtype=bool)
            silent[last] = is_empty(self.rows["result"])[last]
            found["result"] = found.get("result", np.zeros(len(self.district.teachers), dtype=bool)) | self._who(silent)
        return {column: mask for column, mask in found.items() if mask.any()}

    def _in_kind(self, told: HistoryFact) -> BoolArray:
        """Rows of exchanges, or of the kind asked for: applications not placed, refusals."""
        if told.credited:
            return np.asarray(self.begun & self.credited)
        kept: BoolArray = self.begun & ~self.credited
        return kept if told.of_refusals else kept & ~self.refused

    def _holds(self, told: HistoryFact) -> BoolArray:
        if not len(self.start):
            return np.zeros(0, dtype=bool)
        held: BoolArray = matches(told.asked, self.rows) & self._gone_to(told)
        return held

    def _gone_to(self, told: HistoryFact) -> BoolArray:
        if not told.to:
            return np.ones(len(self.start), dtype=bool)
        school = self._known("to_school")
        suits = np.zeros(len(school), dtype=bool)
        suits[school >= 0] = matches(told.to, self.schools)[school[school >= 0]]
        return suits

    def _low(self, told: HistoryFact) -> float:
        return -np.inf if told.window is None else float(self.month - 12 * told.window)

    def _within(self, told: HistoryFact) -> BoolArray:
        """Rows that reach into the window; an exchange over in the month it opens lies before it."""
        low = self._low(told)
        return (self.stop > low) | (self.start >= low)

    def _months(self, told: HistoryFact, chosen: BoolArray) -> Numbers:
        """Months in which somebody was exchanged, each once, however exchanges overlap."""
        spells = pd.DataFrame(
            {
                "who": self.teacher[chosen],
                "a": np.maximum(self.start[chosen], self._low(told)),
                "b": self.stop[chosen],
            }
        ).sort_values(["who", "a"])
        covered = spells.groupby("who")["b"].cummax().groupby(spells["who"]).shift()
        fresh = (spells["b"] - np.fmax(spells["a"], covered)).clip(lower=0)
        return np.bincount(spells["who"], weights=fresh, minlength=len(self.district.teachers)).astype(np.float64)

    def _per_person(self, chosen: BoolArray) -> IntArray:
        return np.bincount(self.teacher[chosen], minlength=len(self.district.teachers)).astype(np.int64)

    def _who(self, chosen: BoolArray) -> BoolArray:
        return self._per_person(chosen) > 0

    def _known(self, column: str) -> IntArray:
        """Return the position of the school a row names by its code or by a name only it bears; -1 elsewhere."""
        codes, names = self.district.schools["school_id"], self.district.schools["name"]
        alone = ~names.duplicated(keep=False)
        named = {name: i for i, name in enumerate(names) if alone.iloc[i]} | {code: i for i, code in enumerate(codes)}
        return np.fromiter((named.get(cell, -1) for cell in self.rows[column].cells), np.int64, len(self.start))

    def _units(self, chosen: BoolArray) -> Numbers:
        """Units of the rows, by their topmost school where the district knows it, and the present one."""
        top = topmost(self.district)
        present = self.district.teacher_school
        known = (present >= 0) & (present < len(top))  # outside the district there is no unit of it
        parts = [pd.DataFrame({"who": known.nonzero()[0], "unit": top[present[known]].astype(str)})]
        for column in ("from_school", "to_school"):
            school, cells = self._known(column), np.asarray(self.rows[column].cells, dtype=object)
            told = chosen & ~is_empty(self.rows[column])
            code = top[school[told]].astype(str) if len(top) else np.full(int(told.sum()), "", dtype=str)
            unit = np.where(school[told] >= 0, code, np.array([f"={cell}" for cell in cells[told]], dtype=object))
            parts.append(pd.DataFrame({"who": self.teacher[told], "unit": unit}))
        once = pd.concat(parts).drop_duplicates()
        return np.bincount(once["who"], minlength=len(self.district.teachers)).astype(np.float64)

    def _places(self, chosen: BoolArray) -> npt.NDArray[np.generic]:
        cells = np.empty(len(self.district.teachers), dtype=object)
        cells[:] = [()] * len(cells)
        for i in np.flatnonzero(chosen & ~is_empty(self.rows["to_school"])):
            cells[self.teacher[i]] += (self.rows["to_school"].cells[i],)
        return cells

    def _since(self, chosen: BoolArray) -> Numbers:
        """Full years since the last exchange; one with transfer and no end is over once the person has moved."""
        moved = self.open & (np.asarray(self.rows["transfer"].cells, dtype=np.float64) == 1)
        last = np.full(len(self.district.teachers), -np.inf)
        np.maximum.at(last, self.teacher[chosen], np.where(moved, self.start, self.stop)[chosen])
        return np.where(np.isinf(last), np.nan, np.floor((self.month - last) / 12))

    def _last(self, chosen: BoolArray) -> IntArray:
        """Return the row of each person that ended last, among those that ended or hold a result."""
        told = chosen & (self.ended | ~is_empty(self.rows["result"]))
        order = np.lexsort((self.start, self.stop, self.teacher))
        order = order[told[order]]
        who = self.teacher[order]
        return order[np.append(who[1:] != who[:-1], True)] if len(order) else order

    def _result(self, chosen: BoolArray) -> npt.NDArray[np.generic]:
        cells = np.full(len(self.district.teachers), "", dtype=object)
        last = self._last(chosen)
        cells[self.teacher[last]] = np.asarray(self.rows["result"].cells, dtype=object)[last]
        return cells


def _holds_if(asked: Filter, rows: FactTable, *, filled: bool) -> BoolArray:
    """Evaluate a filter with empty cells counted as matching (`filled`) or as failing."""
    size = len(rows["start"].cells)
    mask = np.ones(size, dtype=bool)
    for condition in asked.conditions:
        blank = is_empty(rows[condition.column])
        holds = matches(Filter((condition,)), rows)
        mask &= holds | blank if filled else holds & ~blank
    for group in asked.any_of:
        mask &= np.logical_or.reduce([_holds_if(part, rows, filled=filled) for part in group])
    return mask
