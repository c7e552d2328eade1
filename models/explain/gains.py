"""Who gains and who loses by one plan against another: a person at a time, by what the tables tell.

The first ground on which two lots differ decides: hired one level lower; the choice got; in one zone with the spouse;
minutes on the way. Of who stated choices, staying lies between the last choice and being sent outside them. Where the
tables are silent there is no ground: the lots differ, and which is better is not ours to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from models.explain.minutes import Ways, from_one_place, ways
from models.goals.distance import Line, lines_of
from models.kin import SPOUSES
from models.plan import Move, Plan
from models.recount import Recount
from models.recount_roster import text
from models.title_posts import lowered

Verdict = Literal["gains", "loses", "differs"]
Ground = Literal["title", "choice", "spouse", "minutes", "none"]


@dataclass(frozen=True)
class Lot:
    """How somebody fares under a plan.

    Attributes
    ----------
    school, stage, subject : the post at the end; the present one for who stays.
    moves : whether that is a move.
    rank : of the choice that reaches it; None for who stays, or where no choice does.
    minutes : on the way from home (or from the present school's zone), None where not known.
    lowered : hired one level lower.
    together : in one zone with the spouse; None where there is none, or a zone is not known.
    """

    school: str
    stage: str
    subject: str
    moves: bool
    rank: int | None = None
    minutes: int | None = None
    lowered: bool = False
    together: bool | None = None


@dataclass(frozen=True)
class Changed:
    """Somebody whose lot differs between two plans, whether that is better or worse, and by what it was decided.

    The minutes of both lots are from one and the same place: None in both, where no place tells both.
    """

    teacher_id: str
    verdict: Verdict
    ground: Ground
    before: Lot
    after: Lot


class Unmatched(NamedTuple):
    """People of one roster only, whom nobody can compare: of the first, and of the second."""

    gone: tuple[str, ...]
    new: tuple[str, ...]


def lots(recount: Recount, plan: Plan, people: Iterable[str] | None = None) -> Mapping[str, Lot]:
    """Return how people of the roster fare; everybody, unless some are asked for."""
    read = _Reader(recount, plan)
    asked = recount.people if people is None else people
    return {code: read.lot(code, read.ways(code).known) for code in asked}


def gains(first: tuple[Recount, Plan], second: tuple[Recount, Plan]) -> tuple[Changed, ...]:
    """Return everybody on both rosters whose lot differs between two plans, each of its own case; by staff number.

    See `unmatched` for those on one roster only.
    """
    one, other = _Reader(*first), _Reader(*second)
    found = []
    for code in sorted(first[0].people.keys() & second[0].people.keys()):
        way = from_one_place(one.ways(code), other.ways(code)) or (None, None)
        before, after = one.lot(code, way[0]), other.lot(code, way[1])
        if before != after:
            verdict, ground = _judged(one.standing(code, before), other.standing(code, after))
            found.append(Changed(code, verdict, ground, before, after))
    return tuple(found)


def unmatched(first: Recount, second: Recount) -> Unmatched:
    """Return those who are on one of two rosters only, by staff number."""
    one, other = first.people.keys(), second.people.keys()
    return Unmatched(tuple(sorted(one - other)), tuple(sorted(other - one)))


Standing = Mapping[Ground, tuple[int, ...] | None]
"""Ground -> how far a lot is from the best on it, in the order in which grounds decide; None where it is no ground."""


def _judged(before: Standing, after: Standing) -> tuple[Verdict, Ground]:
    for ground, was in before.items():
        now = after[ground]
        if was is not None and now is not None and was != now:
            return ("gains" if now < was else "loses"), ground
    return "differs", "none"


class _Reader:
    """Reads people's lots under one plan."""

    def __init__(self, recount: Recount, plan: Plan) -> None:
        self._recount = recount
        self._moves: Mapping[str, Move] = recount.chosen(plan)
        self._lower = lowered(recount, plan)
        self._lines: Mapping[Line, int] = lines_of(recount)

    def lot(self, code: str, minutes: int | None) -> Lot:
        """Return somebody's lot, with the minutes as read from a place that serves."""
        move, person = self._moves.get(code), self._recount.people[code]
        school, stage, subject = person.post if move is None else move[1:]
        return Lot(
            school,
            stage,
            subject,
            moves=move is not None,
            rank=None if move is None else self._recount.ranks.get(code, {}).get(school),
            minutes=minutes,
            lowered=code in self._lower,
            together=self._together(code),
        )

    def ways(self, code: str) -> Ways:
        """Return somebody's minutes to where they end."""
        return ways(self._recount, self._lines, code, self._recount.final_school(code, self._moves))

    def standing(self, code: str, lot: Lot) -> Standing:
        """Say how far a lot is from the best on each ground."""
        return {
            "title": (lot.lowered,),
            "choice": self._choice(code, lot),
            "spouse": None if lot.together is None else (not lot.together,),
            "minutes": None if lot.minutes is None else (lot.minutes,),
        }

    def _choice(self, code: str, lot: Lot) -> tuple[int, ...] | None:
        """A choice by its rank, before staying, before a school outside the choices.

        Nobody chooses whether to go back at the end of a term.
        """
        if code not in self._recount.ranks or self._recount.after_term[code] == "return":
            return None
        return (0, lot.rank) if lot.rank is not None else (2 if lot.moves else 1,)

    @cached_property
    def _spouses(self) -> Mapping[str, list[str]]:
        found = defaultdict[str, list[str]](list)
        for row in self._recount.tables["relations"]:
            if row["kind"] == SPOUSES:
                a, b = text(row["teacher_a"]), text(row["teacher_b"])
                found[a].append(b)
                found[b].append(a)
        return dict(found)

    def _together(self, code: str) -> bool | None:
        here, spouses = self._zone(code), self._spouses.get(code)
        zones = [text(self._recount.people[code].cells["spouse_zone"])] if spouses is None else map(self._zone, spouses)
        known = [here == there for there in zones if here and there]
        return any(known) if known else None

    def _zone(self, code: str) -> str:
        return self._recount.zone(self._recount.final_school(code, self._moves))
