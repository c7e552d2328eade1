"""Whose category an empty cell decides (rulebook 2).

An empty cell fails a condition (and passes `not`). Here every condition is also asked with the empty
cell counted as matching, and as failing; whoever could then fall under another clause is named, so that
the cell is filled before anybody is moved, or left in peace, because of a blank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from models.case import Case
from models.district import ROW, BoolArray, District, Source
from models.facts import FactTable, is_empty, matches
from models.filter_columns import CATEGORIES, PEOPLE, PLACES, RECORDS, FilterColumn
from models.filters import Filter
from models.intake.faults import Fault
from models.policy import CLAUSE_KINDS
from models.standing import lock_masks
from models.words import Text, joined, many, rows_text, same

BLANK_IS_AN_ANSWER = frozenset(
    {"status", "role", "honour", "also", "applies", "wish_return", "term_end", "service_until", "spouse_zone",
     "apply_for", "origin_school", "kin_here"}
)  # fmt: skip
"""Columns bureaus leave empty to say "none": no special circumstance, no office, no application.

An empty cell there is seldom a slip, and whole rosters have them: one warning a column, not one a person.
"""

MOST_SINGLY = 10
"""More people than this in one and the same case are named by their rows, on one line."""

FIRST_ROWS = 5
"""Rows named where a column is commonly left empty."""


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


@dataclass(frozen=True)
class _Undecided:
    """A person whom an empty cell keeps in a clause or out of one: the columns, and the clauses that may be."""

    columns: tuple[str, ...]
    could: tuple[str, ...]


def decided_by_empty(case: Case) -> list[Fault]:
    """Return warnings that name everybody whose category or clause an empty cell decides (rulebook 2).

    One for each person, with the columns concerned; and for each column commonly left empty one that counts
    the people.
    """
    answers = BLANK_IS_AN_ANSWER | set(case.facts.from_history)  # somebody without exchanges has no last one
    groups: defaultdict[tuple[_Undecided, str, str], list[int]] = defaultdict(list)
    for t, undecided in _undecided(case, answers).items():
        groups[undecided, case.standing.category[t], case.standing.clause[t]].append(t)
    unanswered: defaultdict[str, list[int]] = defaultdict(list)
    for t, undecided in _undecided(case, frozenset()).items():
        for column in answers.intersection(undecided.columns):
            unanswered[column].append(t)
    return [
        *(fault for key, people in groups.items() for fault in _say(case, *key, people)),
        *(_say_column(case, column, people) for column, people in sorted(unanswered.items())),
    ]


def _undecided(case: Case, answers: frozenset[str]) -> dict[int, _Undecided]:
    """Return who, by position, could fall under another clause; an empty cell of `answers` says "none"."""
    size = len(case.district.teachers)
    open_ = np.ones(size, dtype=bool)
    outcomes = np.zeros(size, dtype=np.int64)
    could: list[list[str]] = [[] for _ in range(size)]
    blanks: list[set[str]] = [set() for _ in range(size)]
    locked = lock_masks(case.district)["must"]
    for kind in CLAUSE_KINDS:
        for clause in case.policy.clauses(kind):
            asked = _people_bounds(case, clause.asked, answers)
            if clause.waived_by_lock:
                asked.sure &= ~locked
                asked.maybe &= ~locked
            possible = open_ & asked.maybe
            outcomes += possible
            for t in (possible & ~asked.sure).nonzero()[0].tolist():
                could[t].append(f"{CATEGORIES[kind].zh}“{clause.name}”\n{CATEGORIES[kind].en} '{clause.name}'")
                blanks[t] |= {column for column, mask in asked.blank.items() if mask[t]}
            open_ &= ~asked.sure
    outcomes += open_
    several = (outcomes > 1).nonzero()[0].tolist()
    return {t: _Undecided(tuple(sorted(blanks[t])), tuple(could[t])) for t in several}


def _people_bounds(case: Case, asked: Filter, answers: frozenset[str]) -> _Bounds:
    told = {
        name: {f"history.{column}": mask for column, mask in case.facts.history.blanks(fact).items()}
        for name, fact in case.facts.from_history.items()
        if any(condition.column == name for condition in asked.conditions)
    }
    size = len(case.district.teachers)
    found = _bounds(Filter(asked.conditions), case.facts.people, PEOPLE, size, answers, told)
    for group in asked.any_of:
        found.also(_Bounds.any_of([_people_bounds(case, part, answers) for part in group]))
    if asked.at is not None:
        places = _place_bounds(case, asked.at)
        node = case.facts.teacher_node
        blank = {f"at.{column}": mask[node] for column, mask in places.blank.items()}
        found.also(_Bounds(places.sure[node], places.maybe[node], blank))
    return found


def _place_bounds(case: Case, asked: Filter) -> _Bounds:
    """Bound a `where` filter at every node; which vacancy it means depends on the whole filter, and is never empty."""
    found = _bounds(Filter(asked.conditions), case.facts.places, PLACES, len(case.facts.nodes))
    outside = case.facts.nodes["school"] == case.district.outside  # what is empty there nobody could fill in
    found.maybe &= found.sure | ~outside.to_numpy(bool)
    found.blank = {column: mask & ~outside.to_numpy(bool) for column, mask in found.blank.items()}
    for group in asked.any_of:
        found.also(_Bounds.any_of([_place_bounds(case, part) for part in group]))
    return found


def _bounds(
    asked: Filter,
    facts: FactTable,
    columns: dict[str, FilterColumn],
    size: int,
    answers: frozenset[str] = frozenset(),
    told: Mapping[str, Mapping[str, BoolArray]] = MappingProxyType({}),
) -> _Bounds:
    """Bound conditions on one row; `told`: fact -> further cells it was told from -> where these are empty."""
    found = _Bounds(np.ones(size, dtype=bool), np.ones(size, dtype=bool))
    for condition in asked.conditions:
        fact = facts[condition.column]
        holds = matches(Filter((condition,)), {condition.column: fact})
        spec = columns.get(condition.column)
        source = (spec.source if spec is not None else None) or condition.column
        own = np.zeros(size, dtype=bool) if source in answers else is_empty(fact)
        blanks = {source: own, **told.get(source, {})}
        blank = np.logical_or.reduce(list(blanks.values()))
        found.also(_Bounds(holds & ~blank, holds | blank, blanks))
    return found


def _say(case: Case, undecided: _Undecided, category: str, clause: str, people: list[int]) -> list[Fault]:
    district = case.district
    titles = joined(_title(column) for column in undecided.columns)
    now = CATEGORIES[category]
    named = Text(f"“{clause}”", f" '{clause}'") if clause else Text("", "")
    other = joined(Text(*line.split("\n")) for line in undecided.could)

    def warn(rows: list[int], who: Text) -> Fault:
        return _warning(
            district,
            rows[0],
            undecided.columns[0],
            Text(
                f"{who.zh}的{titles.zh}为空，现按空格算作{now.zh}{named.zh}；若填写，可能属于：{other.zh}",
                f"{who.en}: {titles.en} empty, and counted so {now.en}{named.en}; if filled in, perhaps: {other.en}",
            ),
            Text(f"补填{titles.zh}", f"fill in {titles.en}"),
        )

    rows = district.teachers[ROW]
    if len(people) > MOST_SINGLY:
        listed = sorted(int(rows.iloc[t]) for t in people)
        said = rows_text(listed)
        return [warn(listed, Text(f"{len(people)}人（第{said.zh}行）", f"{len(people)} people (rows {said.en})"))]
    names = zip(district.teachers["name"], district.teachers["teacher_id"], strict=True)
    called = [Text(f"{name}（{code}）", f"{name} ({code})") for name, code in names]
    return [warn([int(rows.iloc[t])], called[t]) for t in people]


def _say_column(case: Case, column: str, people: list[int]) -> Fault:
    """Count the people whom an empty cell of a column commonly left empty keeps where they are."""
    listed = sorted(int(case.district.teachers[ROW].iloc[t]) for t in people)
    said, title = rows_text(listed[:FIRST_ROWS]), _title(column)
    more = Text("等", ", ...") if len(listed) > FIRST_ROWS else Text("", "")
    return _warning(
        case.district,
        listed[0],
        column,
        Text(
            f"{len(people)}人（第{said.zh}行{more.zh}）的{title.zh}为空，现按“没有”处理；若是漏填，类别可能不同",
            f"{many(len(people), 'person', 'people')} (rows {said.en}{more.en}): {title.en} empty, and taken as none; "
            "if left out by mistake, the category may change",
        ),
        Text(
            "核对有无漏填；确实没有的，空着即可", "check that nothing was left out; where there is none, leave it empty"
        ),
    )


def _warning(district: District, row: int, column: str, reason: Text, repair: Text) -> Fault:
    source = district.sources.get("teachers", Source("teachers"))
    return Fault(
        source.file,
        reason,
        repair,
        sheet=source.sheet,
        row=row,
        column=source.letters.get(column, ""),
        header=source.headers.get(column, column if column in district.teachers or "at." in column else ""),
        level="warning",
    )


def _title(column: str) -> Text:
    if column.startswith("at."):
        inner = PLACES.get(column[3:])
        said = inner.title if inner is not None else Text(column[3:], column[3:])
        return Text(f"现任教学校的“{said.zh}”", f"'{said.en}' of the present school")
    if column.startswith("history."):
        known = RECORDS.get(column.removeprefix("history."))
        said = known.title if known is not None else same(column.removeprefix("history."))
        return Text(f"交流经历表“{said.zh}”", f"'{said.en}' in history")
    spec = PEOPLE.get(column)
    said = spec.title if spec is not None else Text(column, column)
    return Text(f"“{said.zh}”", f"'{said.en}'")
