"""Whose category an empty cell decides (rulebook 2).

An empty cell fails a condition (and passes `not`). Here every condition is also asked with the empty
cell counted as matching, and as failing; whoever could then fall under another clause is named, so that
the cell is filled before anybody is moved, or left in peace, because of a blank.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from models.case import Case
from models.district import ROW, BoolArray
from models.facts import Fact, FactTable, matches
from models.filter_columns import CATEGORIES, PEOPLE, PLACES, FilterColumn
from models.filters import Filter
from models.intake.faults import Fault
from models.policy import CLAUSE_KINDS
from models.policy_fit_columns import rows_text
from models.words import Text, joined

BLANK_IS_AN_ANSWER = frozenset(
    {"status", "role", "honour", "also", "applies", "wish_return", "term_end", "service_until", "spouse_zone",
     "apply_for", "origin_school"}
)  # fmt: skip
"""Columns bureaus leave empty to say "none": no special circumstance, no office, no application."""

MOST_SINGLY = 10
"""More people than this in one and the same case are named by their rows, on one line."""


@dataclass
class _Bounds:
    """A filter with empty cells counted as failing (`sure`) and as matching (`maybe`), and who has which empty."""

    sure: BoolArray
    maybe: BoolArray
    blank: dict[str, BoolArray] = field(default_factory=dict)

    def also(self, other: _Bounds) -> None:
        """Ask the other filter too."""
        self.sure &= other.sure
        self.maybe &= other.maybe
        self._note(other)

    def _note(self, other: _Bounds) -> None:
        for column, mask in other.blank.items():
            self.blank[column] = self.blank.get(column, np.zeros_like(mask)) | mask

    @classmethod
    def any_of(cls, parts: list[_Bounds]) -> _Bounds:
        """Ask that one of these filters holds."""
        whole = cls(np.logical_or.reduce([p.sure for p in parts]), np.logical_or.reduce([p.maybe for p in parts]))
        for part in parts:
            whole._note(part)
        return whole


def decided_by_empty(case: Case) -> list[Fault]:
    """Return a warning for each person whose category or clause an empty cell decides, with the columns concerned."""
    size = len(case.district.teachers)
    open_ = np.ones(size, dtype=bool)
    outcomes = np.zeros(size, dtype=np.int64)
    could: list[list[str]] = [[] for _ in range(size)]
    blanks: list[set[str]] = [set() for _ in range(size)]
    for kind in CLAUSE_KINDS:
        for clause in getattr(case.policy, kind):
            asked = _people_bounds(case, clause.who)
            possible = open_ & asked.maybe
            outcomes += possible
            for t in (possible & ~asked.sure).nonzero()[0].tolist():
                could[t].append(f"{CATEGORIES[kind].zh}“{clause.name}”\n{CATEGORIES[kind].en} '{clause.name}'")
                blanks[t] |= {column for column, mask in asked.blank.items() if mask[t]}
            open_ &= ~asked.sure
    outcomes += open_
    groups: defaultdict[tuple[tuple[str, ...], str, str, tuple[str, ...]], list[int]] = defaultdict(list)
    for t in (outcomes > 1).nonzero()[0].tolist():
        now = (case.standing.category[t], case.standing.clause[t])
        groups[(tuple(sorted(blanks[t])), *now, tuple(could[t]))].append(t)
    return [fault for key, people in groups.items() for fault in _say(case, key, people)]


def _people_bounds(case: Case, asked: Filter) -> _Bounds:
    found = _bounds(Filter(asked.conditions), case.facts.people, PEOPLE, len(case.district.teachers))
    for group in asked.any_of:
        found.also(_Bounds.any_of([_people_bounds(case, part) for part in group]))
    if asked.at is not None:
        places = _place_bounds(case, asked.at)
        node = case.facts.teacher_node
        blank = {f"at.{column}": mask[node] for column, mask in places.blank.items()}
        found.also(_Bounds(places.sure[node], places.maybe[node], blank))
    return found


def _place_bounds(case: Case, asked: Filter) -> _Bounds:
    """Bound a `where` filter at every node; which vacancy it means depends on the whole filter, and is never empty."""
    found = _bounds(Filter(asked.conditions), case.facts.places, PLACES, len(case.facts.nodes))
    for group in asked.any_of:
        found.also(_Bounds.any_of([_place_bounds(case, part) for part in group]))
    return found


def _bounds(asked: Filter, facts: FactTable, columns: dict[str, FilterColumn], size: int) -> _Bounds:
    found = _Bounds(np.ones(size, dtype=bool), np.ones(size, dtype=bool))
    for condition in asked.conditions:
        fact = facts[condition.column]
        holds = matches(Filter((condition,)), {condition.column: fact})
        spec = columns.get(condition.column)
        source = condition.column if spec is None else spec.source
        blank = np.zeros(size, dtype=bool)
        if source is not None and source not in BLANK_IS_AN_ANSWER:
            blank = is_empty(fact)
        found.also(_Bounds(holds & ~blank, holds | blank, {source or condition.column: blank}))
    return found


def is_empty(fact: Fact) -> BoolArray:
    """Return where a fact is unknown, shape (rows,)."""
    if fact.kind in ("text", "list"):
        return np.fromiter((len(cell) == 0 for cell in fact.cells), dtype=bool, count=len(fact.cells))
    return np.isnan(np.asarray(fact.cells, dtype=np.float64))


def _say(case: Case, key: tuple[tuple[str, ...], str, str, tuple[str, ...]], people: list[int]) -> list[Fault]:
    columns, category, clause, could = key
    district = case.district
    source = district.sources.get("teachers")
    titles = joined(_title(column) for column in columns)
    now = CATEGORIES[category]
    named = Text(f"“{clause}”", f" '{clause}'") if clause else Text("", "")
    other = joined(Text(*line.split("\n")) for line in could)
    first = columns[0]

    def warn(rows: list[int], who: Text) -> Fault:
        return Fault(
            source.file if source else "teachers",
            Text(
                f"{who.zh}的{titles.zh}为空，现按空格算作{now.zh}{named.zh}；若填写，可能属于：{other.zh}",
                f"{who.en}: {titles.en} empty, and counted so {now.en}{named.en}; if filled in, perhaps: {other.en}",
            ),
            Text(f"补填{titles.zh}", f"fill in {titles.en}"),
            sheet=source.sheet if source else "",
            row=rows[0],
            column=source.letters.get(first, "") if source else "",
            header=source.headers.get(first, first) if source else first,
            level="warning",
        )

    rows = district.teachers[ROW]
    if len(people) > MOST_SINGLY:
        listed = sorted(int(rows.iloc[t]) for t in people)
        said = rows_text(listed)
        return [warn(listed, Text(f"{len(people)}人（第{said.zh}行）", f"{len(people)} people (rows {said.en})"))]
    names = zip(district.teachers["name"], district.teachers["teacher_id"], strict=True)
    called = [Text(f"{name}（{code}）", f"{name} ({code})") for name, code in names]
    return [warn([int(rows.iloc[t])], called[t]) for t in people]


def _title(column: str) -> Text:
    if column.startswith("at."):
        inner = PLACES.get(column[3:])
        said = inner.title if inner is not None else Text(column[3:], column[3:])
        return Text(f"现任教学校的“{said.zh}”", f"'{said.en}' of the present school")
    spec = PEOPLE.get(column)
    said = spec.title if spec is not None else Text(column, column)
    return Text(f"“{said.zh}”", f"'{said.en}'")
