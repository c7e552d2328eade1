"""One school under a plan, as data: who comes and goes, its numbers, its posts, and why some of them stay short."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from models.account import Account, account
from models.case import Case
from models.explain.short import Shortage, Shortages
from models.plan import Plan
from models.recount import Recount
from models.recount_roster import Post, text


@dataclass(frozen=True)
class Passage:
    """One person who comes to a school or leaves it.

    Attributes
    ----------
    origin, post : the post left and the post entered.
    rank : of the school entered among the choices, None outside them; `stated` says whether there were any.
    score : None where there is none.
    round : None where moves lie on a ring that the policy forbids.
    ring : whether the person changes places with others at once.
    route : as `moves.csv` has it.
    term_end : 12 * year + month, None without a term.
    lower : the title hired at, where it is lower than the person's own, else "".
    """

    teacher: str
    origin: Post
    post: Post
    rank: int | None
    stated: bool
    score: Decimal | None
    round: int | None
    ring: bool
    route: str
    transfer: bool
    term_end: int | None
    lower: str


@dataclass(frozen=True)
class PostNumbers:
    """A post before and after; `listed` says whether the posts table has it."""

    post: Post
    listed: bool
    required: int
    before: int
    out: int
    came: int
    after: int

    @property
    def short(self) -> int:
        """How many it lacks after the moves."""
        return max(0, self.required - self.after)


@dataclass(frozen=True)
class SchoolFigures:
    """A school under a plan; headcounts are of the payroll, `out` and `came` of the place of work."""

    code: str
    establishment: int
    before: int
    out: int
    came: int
    after: int
    coming: tuple[Passage, ...]
    going: tuple[Passage, ...]
    posts: tuple[PostNumbers, ...]
    shortages: tuple[Shortage, ...]


def school_figures(case: Case, recount: Recount, plan: Plan, code: str) -> SchoolFigures:
    """Count one school under a plan."""
    plan = Plan.of(tuple(recount.chosen(plan).values()))
    told = account(case.district, case.policy, case.standing, plan)
    row = told.schools[told.schools["school_id"] == code].iloc[0]
    posts = _posts(told, recount, code)
    reasons = Shortages(recount, plan, case.tiers) if any(post.short for post in posts) else None
    return SchoolFigures(
        code,
        int(row["establishment"]),
        int(row["headcount_before"]),
        int(row["out"]),
        int(row["in"]),
        int(row["headcount_after"]),
        _passages(told, recount, "to_school", code),
        _passages(told, recount, "from_school", code),
        posts,
        tuple(reasons.of(post.post) for post in posts if post.short and reasons is not None),
    )


def _posts(told: Account, recount: Recount, code: str) -> tuple[PostNumbers, ...]:
    found = []
    for row in told.posts[told.posts["school_id"] == code].to_dict("records"):
        post = (code, str(row["stage"]), str(row["subject"]))
        numbers = (int(row[column]) for column in ("required", "before", "out", "in", "after"))
        found.append(PostNumbers(post, post in recount.required, *numbers))
    return tuple(found)


def _passages(told: Account, recount: Recount, end: str, code: str) -> tuple[Passage, ...]:
    rows = told.moves[told.moves[end] == code]
    return tuple(_passage(recount, row) for row in rows.to_dict("records"))


def _passage(recount: Recount, row: Mapping[Hashable, object]) -> Passage:
    person = recount.people[str(row["teacher_id"])]
    hired, own = str(row["hired_as"]), text(person.cells["title"])
    return Passage(
        person.code,
        person.post,
        (str(row["to_school"]), str(row["stage"]), str(row["subject"])),
        _whole(row["choice_rank"]),
        person.code in recount.ranks,
        recount.score(person.code),
        _whole(row["round"]),
        bool(row["ring"]),
        str(row["route"]),
        bool(row["transfer"]),
        _whole(row["term_end"]),
        "" if hired == own else hired,
    )


def _whole(cell: object) -> int | None:
    return None if pd.isna(cell) else int(cell)  # type: ignore[call-overload]
