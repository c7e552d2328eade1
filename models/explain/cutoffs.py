"""Cut-off scores: place by place, the lowest score that came by choice, and the highest that wanted in and did not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from models.explain.envy import rather, stated
from models.plan import Plan
from models.recount import Recount
from models.recount_roster import Post


@dataclass(frozen=True)
class Cutoff:
    """One place.

    Attributes
    ----------
    came : people who moved in by a choice of theirs; `other` : who moved in without one.
    wanted : people who would rather have it than where they end.
    """

    post: Post
    came: tuple[str, ...]
    other: tuple[str, ...]
    wanted: tuple[str, ...]


def cutoffs(recount: Recount, plan: Plan) -> tuple[Cutoff, ...]:
    """Return every place somebody came to by choice, or wanted in vain; what most wanted in vain first."""
    moves = recount.chosen(plan)
    came: defaultdict[Post, list[str]] = defaultdict(list)
    other: defaultdict[Post, list[str]] = defaultdict(list)
    wanted: defaultdict[Post, list[str]] = defaultdict(list)
    for code, move in recount.exchanges(plan).items():
        (came if move.to_school in recount.ranks.get(code, {}) else other)[move[1:]].append(code)
    for code in stated(recount, moves):
        for _, move in rather(recount, moves, code):
            wanted[move[1:]].append(code)
    found = [Cutoff(post, tuple(came[post]), tuple(other[post]), tuple(wanted[post])) for post in {*came, *wanted}]
    return tuple(sorted(found, key=lambda place: (-len(place.wanted), -len(place.came), place.post)))


def lowest(recount: Recount, codes: tuple[str, ...]) -> Decimal | None:
    """Return the lowest score of some people; None if none of them has one."""
    return min((s for s in map(recount.score, codes) if s is not None), default=None)


def highest(recount: Recount, codes: tuple[str, ...]) -> Decimal | None:
    """Return the highest score of some people; None if none of them has one."""
    return max((s for s in map(recount.score, codes) if s is not None), default=None)


def unscored(recount: Recount, codes: tuple[str, ...]) -> int:
    """Count those without a score."""
    return sum(recount.score(code) is None for code in codes)


def above(recount: Recount, place: Cutoff) -> bool:
    """Say whether somebody who wanted in vain has a higher score than somebody who came by choice."""
    high = highest(recount, place.wanted)
    low = None if unscored(recount, place.came) else lowest(recount, place.came)
    return bool(place.came) and high is not None and (low is None or high > low)
