"""Who is worse off than today, by what the tables tell.

Worse off is, of who moves: whoever stated choices and is sent outside them, has more minutes on the way than today, is
hired one level lower, or was in one zone with the spouse and no longer is. Where the tables are silent nobody is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.explain.minutes import from_one_place, ways
from models.goals.distance import Line, lines_of
from models.kin import SPOUSES
from models.plan import Move, Plan
from models.recount import Recount
from models.recount_roster import text
from models.title_posts import lowered


@dataclass(frozen=True)
class Farther:
    """Somebody's minutes on the way, today and after the move."""

    code: str
    before: int
    after: int

    @property
    def more(self) -> int:
        """How many more."""
        return self.after - self.before


@dataclass(frozen=True)
class WorseOff:
    """What the plan makes worse, and for whom.

    Attributes
    ----------
    moved : everybody who moves, but for who goes back at the end of a term.
    outside : who stated choices and is sent outside them.
    unasked : who stated none and is moved: whether that suits them the tables do not tell.
    farther : who has more minutes on the way, the most first; `no_farther` : who has as many or fewer.
    unknown : whose minutes are not known at both ends.
    parted : couples in one zone today and not after, each as those of the two who move.
    lower : person -> the title hired at, one level lower.
    """

    moved: tuple[str, ...]
    outside: tuple[str, ...]
    unasked: tuple[str, ...]
    farther: tuple[Farther, ...]
    no_farther: tuple[str, ...]
    unknown: tuple[str, ...]
    parted: tuple[tuple[str, ...], ...]
    lower: Mapping[str, str]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody worse off, each once."""
        found = {*self.outside, *(one.code for one in self.farther), *self.lower, *(c for p in self.parted for c in p)}
        return tuple(sorted(found))


def worse_off(recount: Recount, plan: Plan) -> WorseOff:
    """Return who is worse off than today."""
    moves = recount.exchanges(plan)
    lines = lines_of(recount)
    both = {code: _today_and_after(recount, lines, move) for code, move in moves.items()}
    known = [Farther(code, *way) for code, way in both.items() if way is not None]
    return WorseOff(
        moved=tuple(moves),
        outside=tuple(c for c, m in moves.items() if c in recount.ranks and m.to_school not in recount.ranks[c]),
        unasked=tuple(code for code in moves if code not in recount.ranks),
        farther=tuple(sorted((one for one in known if one.more > 0), key=lambda one: (-one.more, one.code))),
        no_farther=tuple(one.code for one in known if one.more <= 0),
        unknown=tuple(code for code, way in both.items() if way is None),
        parted=tuple(_parted(recount, plan)),
        lower={code: title for code, title in lowered(recount, plan).items() if code in moves},
    )


def _today_and_after(recount: Recount, lines: Mapping[Line, int], move: Move) -> tuple[int, int] | None:
    """Return the minutes to the present school and to the new one, from one and the same place."""
    today = ways(recount, lines, move.teacher_id, recount.people[move.teacher_id].school)
    return from_one_place(today, ways(recount, lines, move.teacher_id, move.to_school))


def _parted(recount: Recount, plan: Plan) -> Iterator[tuple[str, ...]]:
    """Yield each couple in one zone before and not after, as goal `reunite` counts them, by those who move."""
    moves, moving = recount.chosen(plan), recount.exchanges(plan).keys()

    def ends(code: str) -> str:
        return recount.zone(recount.final_school(code, moves))

    paired = set[str]()
    for row in recount.tables["relations"]:
        pair = (text(row["teacher_a"]), text(row["teacher_b"]))
        if row["kind"] == SPOUSES:
            paired.update(pair)
            before = [recount.zone(recount.people[code].school) for code in pair]
            after = [ends(code) for code in pair]
            if _together(*before) and not _together(*after) and moving & set(pair):
                yield tuple(code for code in pair if code in moving)
    for code in moving - paired:
        zone = text(recount.people[code].cells["spouse_zone"])
        if _together(recount.zone(recount.people[code].school), zone) and not _together(ends(code), zone):
            yield (code,)


def _together(here: str, there: str) -> bool:
    return bool(here) and here == there
