"""Justified envy: who would rather have a place that somebody with a lower score in the same stage and subject got.

Counted one person and one place at a time. A place is a post: a school, a stage and a subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.blocking import may_go
from models.plan import Move, Plan
from models.recount import Recount
from models.recount_roster import Post


@dataclass(frozen=True)
class Envied:
    """A place somebody would rather have.

    Attributes
    ----------
    move : the person into that place; `rank` : of the choice that reaches it.
    holders : those of a lower score who moved in, the lowest first.
    """

    move: Move
    rank: int
    holders: tuple[str, ...]

    @property
    def post(self) -> Post:
        """The place itself."""
        return self.move[1:]


@dataclass(frozen=True)
class Envious:
    """Somebody who envies others justly.

    Attributes
    ----------
    got : the move made, None for who stays; `rank` : of the choice that reaches where the person ends, None if none.
    places : the places held by lower scores, the widest gap first, then the better choice; never empty.
    """

    code: str
    score: Decimal
    got: Move | None
    rank: int | None
    places: tuple[Envied, ...]

    @property
    def pairs(self) -> int:
        """How many people are envied, place by place."""
        return sum(len(place.holders) for place in self.places)


def stated(recount: Recount, moves: Mapping[str, Move]) -> list[str]:
    """Return the people who stated choices and could move, or moved; who goes back at the end of a term does not."""
    return [
        code
        for code in recount.people
        if code in recount.ranks and recount.after_term[code] != "return" and (code in moves or recount.movable(code))
    ]


def rather(recount: Recount, moves: Mapping[str, Move], code: str) -> Iterator[tuple[int, Move]]:
    """Yield the places open to a person whose school stands higher among the choices than where the person ends.

    With the rank of the choice; the better first. Who listed the present school and stays ends there, by that choice.
    """
    ranks = recount.ranks.get(code, {})
    ends = ranks.get(recount.final_school(code, moves))
    for school, rank in sorted(ranks.items(), key=lambda choice: (choice[1], choice[0])):
        if ends is not None and rank >= ends:
            continue
        for stage, subject in recount.people[code].teaches:
            move = Move(code, school, stage, subject)
            if move[1:] in recount.required and may_go(recount, move):
                yield rank, move


def held(recount: Recount, plan: Plan) -> dict[Post, list[str]]:
    """Return place -> those who moved in; who goes back at the end of a term holds what was kept, and is left out."""
    found: defaultdict[Post, list[str]] = defaultdict(list)
    for code, move in recount.exchanges(plan).items():
        found[move[1:]].append(code)
    return dict(found)


def envies(recount: Recount, plan: Plan) -> tuple[Envious, ...]:
    """Return everybody who envies somebody justly, the widest gap between scores first.

    Equal scores are no envy; somebody without a score stands below everybody with one.
    """
    moves = recount.chosen(plan)
    scored = {
        post: sorted((_worth(recount, code), code) for code in holders) for post, holders in held(recount, plan).items()
    }
    found = []
    for code in stated(recount, moves):
        mine, score = _worth(recount, code), recount.score(code)
        if score is None:
            continue
        wanted = [
            Envied(move, rank, tuple(other for worth, other in scored.get(move[1:], ()) if worth < mine))
            for rank, move in rather(recount, moves, code)
        ]
        places = sorted((place for place in wanted if place.holders), key=lambda place: _lowest(recount, place))
        if places:
            got, end = moves.get(code), recount.final_school(code, moves)
            found.append(Envious(code, score, got, recount.ranks[code].get(end), tuple(places)))
    return tuple(sorted(found, key=lambda one: (*_widest(recount, one), one.code)))


def gap(recount: Recount, envious: Envious) -> Decimal | None:
    """Return how far a score is above the lowest one envied; None where that person has no score."""
    lowest = recount.score(envious.places[0].holders[0])
    return None if lowest is None else envious.score - lowest


def _widest(recount: Recount, envious: Envious) -> tuple[bool, Decimal]:
    wide = gap(recount, envious)
    return (wide is not None, -(wide or Decimal(0)))


def _lowest(recount: Recount, place: Envied) -> tuple[object, ...]:
    return (_worth(recount, place.holders[0]), place.rank, place.move)


def _worth(recount: Recount, code: str) -> tuple[bool, Decimal]:
    """Order scores: none below every other."""
    score = recount.score(code)
    return (score is not None, score or Decimal(0))
