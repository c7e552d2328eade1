"""The facts told from other tables or declared by the policy, one person and one school at a time.

The second way: `models.told_facts` and `models.history_facts` tell the same over arrays (rulebook 1 and 2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from models.district import District
from models.policy import Policy
from models.policy_facts import BUILT_IN, HistoryFact, SchoolShare
from models.recount_filters import Cell, Month, holds
from models.recount_roster import Person, Post, Roster, text
from models.tables import REFUSED

Record = Mapping[str, Cell]
"""A row of `history`."""


class ToldRoster(Roster):
    """The roster with everything a filter may ask about people and schools."""

    def __init__(self, district: District, policy: Policy) -> None:
        super().__init__(district, policy.month)
        self.declared = {fact.name: fact for fact in (*BUILT_IN, *policy.facts)}
        self.shares = {share.name: share for share in policy.shares}
        self._share_cells: dict[tuple[str, str], Cell] = {}
        self._listed = {row["teacher_id"] for row in self.tables["outgoing"]}
        self._records: dict[str, list[Record]] = {}
        for row in self.tables["history"]:
            self._records.setdefault(text(row["teacher_id"]), []).append(row)

    @cached_property
    def _kin(self) -> Mapping[str, set[str]]:
        """Person -> kinds of relatives at the same school."""
        kin: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.tables["relations"]:
            a, b = (self.people.get(text(row[column])) for column in ("teacher_a", "teacher_b"))
            if a is not None and b is not None and a.school == b.school in self.schools:
                kin[a.code].add(text(row["kind"]))
                kin[b.code].add(text(row["kind"]))
        return kin

    def person_cell(self, column: str, person: Person) -> Cell:
        """Look a column of the roster up, or a fact derived from it or from another table."""
        if column == "kin_here":
            return tuple(sorted(self._kin.get(person.code, ()))) or None
        if column == "listed":
            return person.code in self._listed
        if column in self.declared and (column != "exchange_years" or self._records):
            return self._told(self.declared[column], person)
        return super().person_cell(column, person)

    def place_cell(self, column: str, school: str, post: Post | None) -> Cell:
        """Look a column of a school up, or of its post, or a declared share."""
        if column not in self.shares:
            return super().place_cell(column, school, post)
        if (column, school) not in self._share_cells:
            self._share_cells[column, school] = self._share(self.shares[column], school)
        return self._share_cells[column, school]

    def has_visited(self, person: Person, school: str) -> bool:
        """Say whether somebody has been exchanged to a school by the policy's date."""
        return any(
            _start(record) <= self.month
            and record["credited"] is not True
            and not _refuses(record)
            and self._school_named(text(record["to_school"])) == school
            for record in self._records.get(person.code, ())
        )

    def _share(self, share: SchoolShare, school: str) -> Cell:
        """A school's share of such people less that of all rows of the roster, per mille."""
        here = self.people_at[school]
        if not here or school not in self.schools:
            return None
        everybody = [person for person in self.people.values() if person.school in self.schools]
        such = sum(self.person_holds(share.who, person, None) for person in here)
        everywhere = sum(self.person_holds(share.who, person, None) for person in everybody)
        difference = such * len(everybody) - everywhere * len(here)
        return Decimal(1000 * difference) / Decimal(len(here) * len(everybody))

    def _told(self, fact: HistoryFact, person: Person) -> Cell:
        low = self.month - 12 * fact.window if fact.window is not None else 0
        records = [r for r in self._records.get(person.code, ()) if self._counts(fact, r, low)]
        if fact.count in ("years", "months"):
            months = {m for r in records for m in range(max(_start(r), low), self._stop(r))}
            return Decimal(len(months) // 12 if fact.count == "years" else len(months))
        if fact.count == "times":
            return Decimal(len(records))
        if fact.count == "units":
            named = [text(r[end]) for r in records for end in ("from_school", "to_school") if r[end] is not None]
            present = {self.topmost(person.school)} & set(self.schools)
            return Decimal(len({self._unit(name) for name in named} | present))
        if fact.count == "places":
            return tuple(text(r["to_school"]) for r in records if r["to_school"] is not None) or None
        if fact.count == "since":
            return Decimal(min((self.month - self._over(r)) // 12 for r in records)) if records else None
        rated = [r for r in records if r["result"] is not None or self._has_ended(r)]
        return max(rated, key=lambda r: (self._stop(r), _start(r)))["result"] if rated else None

    def _counts(self, fact: HistoryFact, record: Record, low: int) -> bool:
        """Say whether a row began by the date, is of the kind a fact counts, and reaches into its window."""
        start = _start(record)
        if start > self.month or (record["credited"] is True) != fact.credited:
            return False
        if _refuses(record) and not (fact.of_refusals or fact.credited):
            return False
        if start < low and self._stop(record) <= low:
            return False
        return holds(fact.asked, lambda column: record[column]) and (not fact.to or self._went_to(fact, record))

    def _went_to(self, fact: HistoryFact, record: Record) -> bool:
        school = self._school_named(text(record["to_school"]))
        return school is not None and self.place_holds(fact.to, school)

    def _stop(self, record: Record) -> int:
        """The month in which an exchange stops counting; a refusal or an application is over at once."""
        end = record["end"]
        if isinstance(end, Month):
            return min(end, self.month)
        return _start(record) if record["credited"] is True or _refuses(record) else self.month

    def _has_ended(self, record: Record) -> bool:
        return isinstance(record["end"], Month) and record["end"] <= self.month

    def _over(self, record: Record) -> int:
        """The month since which an exchange is over; one for good, with transfer and no end, once it was made."""
        for_good = record["end"] is None and record["transfer"] is True
        return _start(record) if for_good else self._stop(record)

    def _school_named(self, name: str) -> str | None:
        """Return the school of that code, or the only one of that name."""
        if name in self.schools:
            return name
        named = [school.code for school in self.schools.values() if school.name == name]
        return named[0] if len(named) == 1 else None

    def _unit(self, name: str) -> str:
        school = self._school_named(name)
        return f"“{name}”" if school is None else self.topmost(school)


def _start(record: Record) -> int:
    return int(str(record["start"]))


def _refuses(record: Record) -> bool:
    """Say whether the result of an exchange is that it was refused."""
    return REFUSED in [word.strip() for word in text(record["result"]).split(";")]
