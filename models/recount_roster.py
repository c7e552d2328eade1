"""The district as plain records: people, schools and posts, and how many they were before any move.

Source: rulebook 1 (tables, counts before any move) and 2 (facts derived on the policy's date).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from models.district import District
from models.filters import Filter, FilterError
from models.recount_filters import POST_COLUMNS, Cell, Month, holds, in_force, rows_of, whole_years
from models.tables import OUTSIDE, OUTSIDE_NAME, TABLES
from models.words import Text

Post = tuple[str, str, str]
"""A post: school, stage, subject."""


@dataclass(frozen=True)
class School:
    """A school's row."""

    code: str
    name: str
    zone: str
    parent: str
    establishment: int
    inflow: bool
    outflow: bool
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Person:
    """A teacher's row; `teaches` holds the stage and subject of the main post and of each in `also`."""

    code: str
    name: str
    school: str
    payroll: str
    stage: str
    subject: str
    teaches: tuple[tuple[str, str], ...]
    role: str
    cells: Mapping[str, Cell]

    @property
    def post(self) -> Post:
        """The post the person holds before any move."""
        return (self.school, self.stage, self.subject)


def text(cell: Cell) -> str:
    """Return a text cell, "" where empty."""
    return "" if cell is None else str(cell)


def number(cell: Cell) -> int | None:
    """Return a whole-number cell, None where empty."""
    return int(cell) if isinstance(cell, Decimal) else None


class Roster:
    """People by code, schools by code, posts by (school, stage, subject), counted one at a time.

    Parameters
    ----------
    district : the tables.
    month : the policy's month, 12 * year + month, on which ages and years are told.
    """

    def __init__(self, district: District, month: int) -> None:
        self.month = Month(month)
        self.tables = {name: rows_of(name, frame) for name, frame in district.tables.items()}
        self.schools = {s.code: s for s in map(_school, self.tables["schools"])}
        self.people = {p.code: p for p in (_person(row, self.month) for row in self.tables["teachers"])}
        self.required: dict[Post, int] = {}
        self._own_cells: dict[Post, dict[str, Cell]] = {}
        """Post -> its cells in the bureau's own columns."""
        self._current = Counter(p.post for p in self.people.values())
        for row in self.tables["posts"]:
            post = (text(row["school_id"]), text(row["stage"]), text(row["subject"]))
            self._own_cells[post] = {c: v for c, v in row.items() if TABLES["posts"].column(c) is None}
            self.required[post] = number(row["required"]) or 0
            given = number(row["current"])
            if given is not None:
                self._current[post] = given
        self.people_at: defaultdict[str, list[Person]] = defaultdict(list)
        for person in self.people.values():
            self.people_at[person.school].append(person)
        self.posts_at: defaultdict[str, list[Post]] = defaultdict(list)
        """School -> its posts: those with a row, and those somebody holds without one."""
        for post in sorted({*self.required, *(p.post for p in self.people.values())}):
            self.posts_at[post[0]].append(post)
        self._headcount = Counter(p.payroll for p in self.people.values())
        for school in self.schools.values():
            given = number(school.cells["headcount"])
            if given is not None:
                self._headcount[school.code] = given

    def headcount(self, school: str) -> int:
        """People on the payroll of a school before any move: as given, else its rows."""
        return self._headcount[school]

    def current(self, post: Post) -> int:
        """People in a post before any move: as given, else the rows of that main stage and subject."""
        return self._current[post]

    def zone(self, school: str) -> str:
        """The zone a school lies in; 系统外 lies in none."""
        return "" if school == OUTSIDE else self.schools[school].zone

    def topmost(self, school: str) -> str:
        """The school at the top of the line of 中心校 that leads this one; 系统外 for itself."""
        if school == OUTSIDE:
            return school
        seen = {school}
        while (above := self.schools[school].parent) in self.schools and above not in seen:
            seen.add(above)
            school = above
        return school

    def place_holds(self, where: Filter, school: str, post: Post | None = None, *, for_posts: bool = False) -> bool:
        """Test a `where` filter on a school, or on a post of it.

        `vacancy` is the post's if the filter is used `for_posts` or names a column of posts, otherwise the school's.
        """
        if not where:
            return True
        by_post = for_posts or self.names_post(where)

        def look(column: str) -> Cell:
            return self.place_cell("post_vacancy" if by_post and column == "vacancy" else column, school, post)

        return holds(where, look)

    def place_cell(self, column: str, school: str, post: Post | None) -> Cell:
        """Look a column of a school up, or of its post; a column of posts is empty where no post is meant.

        Of 系统外 all are empty but its code.
        """
        if column in ("stage", "subject", "required", "current", "post_vacancy"):
            return None if post is None else self._post_cell(column, post)
        if school == OUTSIDE:
            return OUTSIDE if column == "school_id" else None
        if column in ("vacancy", "school_vacancy"):
            return Decimal(self.schools[school].establishment - self.headcount(school))
        if column == "unit":
            return self.topmost(school)
        if column == "headcount":
            return Decimal(self.headcount(school))
        cells = self.schools[school].cells
        if column in cells:
            return cells[column]
        if column not in self._own_columns_of_posts:
            raise FilterError(f"schools have no column {column}")
        return None if post is None else self._own_cells.get(post, {}).get(column)

    def names_post(self, where: Filter) -> bool:
        """Say whether a filter itself, its `any` parts included, names a column of posts, the bureau's own too."""
        columns = set(where.columns())
        return bool(columns & POST_COLUMNS or columns & self._own_columns_of_posts)

    @cached_property
    def _own_columns_of_posts(self) -> set[str]:
        """Name the bureau's own columns of posts; where schools have one of that name, it means the school's."""
        listed = {column for cells in self._own_cells.values() for column in cells}
        return {c for c in listed if not any(c in school.cells for school in self.schools.values())}

    def _post_cell(self, column: str, post: Post) -> Cell:
        required, current = self.required.get(post, 0), self.current(post)
        facts: dict[str, Cell] = {
            "stage": post[1] or None,
            "subject": post[2] or None,
            "required": Decimal(required),
            "current": Decimal(current),
            "post_vacancy": Decimal(required - current),
        }
        return facts[column]

    def person_holds(self, who: Filter, person: Person, category: str | None) -> bool:
        """Test a `who` filter; `category` is None while it is still being told."""

        def look(column: str) -> Cell:
            return category if column == "category" else self.person_cell(column, person)

        return holds(who, look, lambda at: self.place_holds(at, person.school, person.post))

    def person_cell(self, column: str, person: Person) -> Cell:
        """Look a column of the roster up, or a fact derived from it on the policy's date."""
        since = {"age": "birth_date", "years_in_school": "joined", "years_in_unit": "unit_joined",
                 "years_in_post": "post_since"}  # fmt: skip
        if column in since:
            return whole_years(person.cells[since[column]], self.month)
        if column == "years_to_retirement":
            return whole_years(self.month, person.cells["retires"])
        if column == "teaches":
            pairs = [f"{stage}:{subject}" for stage, subject in person.teaches]
            return tuple(pairs + [subject for _, subject in person.teaches])
        if column == "payroll_school":
            return person.payroll
        if column not in person.cells:
            raise FilterError(f"teachers have no column {column}")
        return person.cells[column]

    def say_person(self, code: str) -> Text:
        """Name a person: name and staff number."""
        person = self.people.get(code)
        return Text(f"{person.name}（{code}）", f"{person.name} ({code})") if person else Text(code, code)

    def say_people(self, codes: Iterable[str], most: int = 8) -> Text:
        """Name people, the first few if they are many."""
        listed = sorted(codes)
        named = [self.say_person(code) for code in listed[:most]]
        zh, en = "、".join(n.zh for n in named), ", ".join(n.en for n in named)
        if len(listed) > most:
            return Text(f"{zh}等{len(listed)}人", f"{en} and {len(listed) - most} more")
        return Text(zh, en)

    def say_school(self, code: str) -> Text:
        """Name a school: name and code."""
        if code == OUTSIDE:
            return Text(f"{OUTSIDE_NAME.zh}（{code}）", f"{OUTSIDE_NAME.en} ({code})")
        school = self.schools.get(code)
        return Text(f"{school.name}（{code}）", f"{school.name} ({code})") if school else Text(code, code)

    def say_post(self, post: Post) -> Text:
        """Name a post: its school, stage and subject."""
        school = self.say_school(post[0])
        return Text(f"{school.zh}{post[1]}{post[2]}", f"{school.en} {post[1]} {post[2]}".rstrip())


def _school(row: Mapping[str, Cell]) -> School:
    return School(
        code=text(row["school_id"]),
        name=text(row["name"]),
        zone=text(row["zone"]),
        parent=text(row["parent"]),
        establishment=number(row["establishment"]) or 0,
        inflow=row["inflow"] is not False,
        outflow=row["outflow"] is not False,
        cells=row,
    )


def _person(row: dict[str, Cell], month: Month) -> Person:
    also = row["also"] if isinstance(row["also"], tuple) else ()
    main = (text(row["stage"]), text(row["subject"]))
    others = [(stage, subject) for stage, colon, subject in (a.partition(":") for a in also) if colon]
    return Person(
        code=text(row["teacher_id"]),
        name=text(row["name"]),
        school=text(row["school_id"]),
        payroll=text(row["payroll_school"]) or text(row["school_id"]),
        stage=main[0],
        subject=main[1],
        teaches=tuple(dict.fromkeys([main, *others])),
        role=text(row["role"]),
        cells={**row, "status": in_force(row["status"], month)},
    )
