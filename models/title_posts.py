"""The posts of each title under a plan, counted a person at a time: who finds one free, and who is hired lower.

A line of the table `title_posts` caps one title at one school; people count where they are on the payroll.
Source: rulebook 4 (`title_posts`) and 6 (`hired_as`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from models.plan import Plan
from models.recount import Recount
from models.recount_roster import Person, number, text

Line = tuple[str, str]
"""A school and a title."""


@dataclass(frozen=True)
class Taken:
    """One line of the table under a plan.

    Attributes
    ----------
    posts : as the table has it.
    held : people on the payroll with that title before any move, once those who stay where their term ends are
        transferred there.
    leaving, coming : staff numbers; those who come are sorted by who has the first claim on a free post.
    """

    posts: int
    held: int
    leaving: tuple[str, ...]
    coming: tuple[str, ...]

    @property
    def free(self) -> int:
        """Posts free after the departures."""
        return max(0, self.posts - self.held + len(self.leaving))

    @property
    def beyond(self) -> tuple[str, ...]:
        """Those who come and find none free."""
        return self.coming[self.free :]


def taken(recount: Recount, plan: Plan) -> dict[Line, Taken]:
    """Count every line of the table, in the order of school and title.

    The higher score has the first claim on a free post, an empty one counts 0; among equal scores the smaller staff
    number.
    """
    held = Counter((recount.payroll_of(p), _title(p)) for p in recount.people.values())
    leaving: defaultdict[Line, list[str]] = defaultdict(list)
    coming: defaultdict[Line, list[str]] = defaultdict(list)
    for code, move in recount.chosen(plan).items():
        if not recount.transfers(move):
            continue  # the post stays where the personnel relation does
        title = _title(recount.people[code])
        leaving[recount.people[code].payroll, title].append(code)
        coming[move.to_school, title].append(code)

    def claim(code: str) -> tuple[Decimal, str]:
        return (-(recount.score(code) or Decimal(0)), code)

    rows = recount.tables["title_posts"]
    posts = {(text(row["school_id"]), text(row["title"])): number(row["posts"]) or 0 for row in rows}
    return {
        line: Taken(posts[line], held[line], tuple(sorted(leaving[line])), tuple(sorted(coming[line], key=claim)))
        for line in sorted(posts)
    }


def _title(person: Person) -> str:
    return text(person.cells["title"])


def _stays(recount: Recount, person: Person) -> bool:
    """Whether a person stays where the exchange term ends, so that the personnel relation comes after."""
    return recount.after_term[person.code] == "stay"


def lowered(recount: Recount, plan: Plan) -> dict[str, str]:
    """Return teacher -> the title hired at, for those hired one level lower; nobody but under regime `downgrade`."""
    rule = recount.policy.rules.title_posts
    if rule is None or not recount.policy.rules.hires_lower:
        return {}
    lower = rule.lower
    return {
        code: lower[title]
        for (_, title), line in taken(recount, plan).items()
        if title in lower
        for code in line.beyond
    }


def hired_as(recount: Recount, plan: Plan) -> dict[str, str]:
    """Return teacher -> the title each mover is hired at: their own, or the next lower one."""
    below = lowered(recount, plan)
    return {code: below.get(code, _title(recount.people[code])) for code in recount.chosen(plan)}


def next_posts(recount: Recount, plan: Plan) -> dict[Line, int]:
    """Return the posts of next year's table, a line each of this year's.

    Where the post travels with the person (regime `follow`), it leaves the line it came from, as far as that line has
    one to give, and joins the line it goes to; so does the post of who stays where the term ends. Otherwise posts stay
    as they are.
    """
    lines, rule = taken(recount, plan), recount.policy.rules.title_posts
    if rule is None or rule.regime != "follow":
        return {key: line.posts for key, line in lines.items()}
    staying = [p for p in recount.people.values() if _stays(recount, p)]
    gone, come = (Counter((getattr(p, end), _title(p)) for p in staying) for end in ("payroll", "school"))
    return {
        key: max(0, line.posts - len(line.leaving) - gone[key]) + len(line.coming) + come[key]
        for key, line in lines.items()
    }
