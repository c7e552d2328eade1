"""Why somebody on the list finds no place: arithmetic, the price of a place, and the number that would help; data only.

Each step is tried: a number is changed in the tables, the program written anew, and everybody who has a place now is
asked to keep one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.case import Case
from models.formulate import Formulated, formulate
from models.recount import Recount
from models.recount_roster import Post
from optimizer.explain.again import Answer, first_tier
from optimizer.explain.alternatives import Asking
from optimizer.explain.places import Place, places
from optimizer.explain.sentences import move_of

MOST_REMEDIES = 3


@dataclass(frozen=True)
class Supply:
    """How many places there are for somebody, and for how many people, before any plan.

    Attributes
    ----------
    teaching : people of the list who teach one of the posts this person teaches, the person included.
    schools : schools with such a post that are open to the person.
    free : places there: what is short of the required number, and everybody who may leave, added up.
    contending : people of the list, the person included, who could enter one of these posts.
    """

    teaching: tuple[str, ...]
    schools: tuple[str, ...]
    free: int
    contending: tuple[str, ...]


@dataclass(frozen=True)
class Remedy:
    """Numbers of one post, and of its school if that is full, under which the person is placed and nobody loses by it.

    Attributes
    ----------
    required, establishment : before and after; None where it stays as it is.
    others : people without a place before who get one with it, beside the person.
    """

    post: Post
    required: tuple[int, int] | None
    establishment: tuple[int, int] | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ladder:
    """The steps, from arithmetic to what would help.

    Attributes
    ----------
    places : every other school with a post the person teaches.
    forced : the best plan in which the person has a place.
    remedies : up to `MOST_REMEDIES`; `tried` of `possible` changes were tried.
    """

    supply: Supply
    places: tuple[Place, ...]
    forced: Answer
    remedies: tuple[Remedy, ...]
    tried: int
    possible: int


def climb(asking: Asking) -> Ladder:
    """Take every step for the person asked about, who is on the list and has no place."""
    again = asking.again
    found = places(again.recount, again.teacher)
    changes = _changes(again.recount, again.teacher, found)
    remedies, tried = list[Remedy](), 0
    forced = asking.placed()
    for change in changes:
        if len(remedies) == MOST_REMEDIES or (tried and again.left() <= 0):
            break
        if any(_asks_more(change, remedy) for remedy in remedies):
            continue
        tried += 1
        helped = _helps(asking, change)
        if helped is not None:
            remedies.append(helped)
    return Ladder(_supply(asking, found), tuple(found), forced, tuple(remedies), tried, len(changes))


def _supply(asking: Asking, found: list[Place]) -> Supply:
    recount, code = asking.again.recount, asking.again.teacher
    teaches = set(recount.people[code].teaches)
    listed = sorted(c for c in recount.outgoing if c in recount.people)
    posts = {post for one in found if one.open for post, barriers in one.posts if not barriers}
    free = 0
    for post in posts:
        leavers = sum(p.post == post and recount.movable(p.code) for p in recount.people_at[post[0]])
        free += max(0, recount.required[post] - recount.current(post)) + leavers
    return Supply(
        tuple(c for c in listed if teaches & set(recount.people[c].teaches)),
        tuple(sorted({post[0] for post in posts})),
        free,
        tuple(_contending(asking.again.formulated, posts, set(listed) | {code})),
    )


def _contending(formulated: Formulated, posts: set[Post], listed: set[str]) -> Iterator[str]:
    """Yield those of the list with an open way into one of some posts, by staff number."""
    nodes = formulated.case.facts.nodes
    keys = zip(nodes["school_id"], nodes["stage"], nodes["subject"], strict=True)
    wanted = np.array([i for i, key in enumerate(keys) if key in posts], np.int64)
    codes = formulated.case.district.teachers["teacher_id"]
    people = np.unique(formulated.pairs.teacher[np.isin(formulated.pairs.node, wanted)])
    yield from sorted(code for code in codes.iloc[people] if code in listed)


def _changes(recount: Recount, code: str, found: list[Place]) -> list[Remedy]:
    """Return the changes worth trying, the smallest first: posts within the person's reach but for their numbers."""
    changes = list[Remedy]()
    for one in found:
        if one.barriers:
            continue
        for post, barriers in one.posts:
            if {b.rule for b in barriers} - {"establishment", "subject_balance"}:
                continue
            changes += _of_post(recount, code, post)
    ranks = recount.ranks.get(code, {})

    def size(change: Remedy) -> tuple[int, int, Post]:
        grown = sum(after - before for before, after in filter(None, (change.required, change.establishment)))
        return grown, ranks.get(change.post[0], len(ranks) + 1), change.post

    return sorted(changes, key=size)


def _asks_more(change: Remedy, other: Remedy) -> bool:
    """Say whether a change asks all that another does, and more."""
    return change.post == other.post and all(
        asked in (None, own)
        for own, asked in ((change.required, other.required), (change.establishment, other.establishment))
    )


def _of_post(recount: Recount, code: str, post: Post) -> Iterator[Remedy]:
    """Yield one place more at a post, and one establishment post more where the school has none free."""
    required, current = recount.required[post], recount.current(post)
    held, cap = recount.enrolled(post[0]), recount.schools[post[0]].establishment
    more = (required, max(required, current if recount.policy.rules.subject_balance.over == "closed" else 0) + 1)
    larger = (cap, max(cap, held if recount.policy.rules.establishment.over == "closed" else 0) + 1)
    yield Remedy(post, more, None if held < cap else larger)
    if held < cap:
        yield Remedy(post, more, larger)
    if current < required:
        yield Remedy(post, None, larger)


def _helps(asking: Asking, change: Remedy) -> Remedy | None:
    """Try a change: whether it places the person while everybody who has a place keeps one."""
    again = asking.again
    case = changed(again.case, change)
    formulated = formulate(case)
    matrix, district = formulated.program.matrix, case.district
    assert matrix.core is not None
    kept = {again.teacher} | {m.teacher_id for m in again.plan.moves if m.teacher_id in again.recount.outgoing}
    rows = matrix.core.person[[district.teacher_at[code] for code in sorted(kept)]]
    if np.any(rows < 0):
        return None
    row_lower = matrix.row_lower.copy()
    row_lower[rows] = 1
    seconds = None if again.settings.seconds is None else max(1.0, again.left() / 2)
    answer = first_tier(case, replace(matrix, row_lower=row_lower), replace(again.settings, seconds=seconds))
    if answer.plan is None:
        return None
    others = [code for code in sorted(again.recount.outgoing - kept) if move_of(answer.plan, code) is not None]
    return replace(change, others=tuple(others))


def changed(case: Case, change: Remedy) -> Case:
    """Return a case with the numbers of a remedy."""
    district = case.district
    if change.required is not None:
        posts = district["posts"]
        at = (posts["school_id"] == change.post[0]) & (posts["stage"] == change.post[1])
        at &= posts["subject"] == change.post[2]
        district = district.with_table("posts", _set(posts, at, "required", change.required[1]))
    if change.establishment is not None:
        schools = district.schools
        at = schools["school_id"] == change.post[0]
        district = district.with_table("schools", _set(schools, at, "establishment", change.establishment[1]))
    return replace(case, district=district)


def _set(frame: pd.DataFrame, at: pd.Series, column: str, value: int) -> pd.DataFrame:
    copied = frame.copy()
    copied.loc[at, column] = value
    return copied
