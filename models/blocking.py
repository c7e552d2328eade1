"""Whom a two-way choice 双向选择 wrongs: pairs of a person and a school who would both rather have each other.

It knows nothing of how people were matched: one person and one school at a time, from the tables and the policy
(rulebook 5b). A person would rather have a place that stands higher among the choices; a school would rather have
somebody for whom it has a place free, or for whom it could let somebody go whom it ranks lower.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from models.goals.distance import lines_of, way
from models.goals.lottery import drawn
from models.plan import Move, Plan
from models.recount import Recount
from models.recount_filters import Cell
from models.recount_roster import Post, number, text
from models.tables import OUTSIDE
from models.words import Text

_UNLISTED = 2**62
_PERSONAL = ("title", "honour", "degree")


class Blocking(NamedTuple):
    """A move that the person would rather make, and whom the school would let go for it, "" where a place is free."""

    move: Move
    instead_of: str
    text: Text


def may_go(recount: Recount, move: Move) -> bool:
    """Say whether a place is open to a person, whoever else comes or goes.

    It is not, if no open pair (rulebook 3) leads there, a lock sends the person elsewhere, or the post or the school
    stands above its number and the policy then lets nobody in.
    """
    return (
        recount.must.get(move.teacher_id) in (None, move.to_school)
        and recount.closed(move) is None
        and not _is_over(recount, move)
    )


def _is_over(recount: Recount, move: Move) -> bool:
    rules = recount.policy.rules
    if move.to_school == OUTSIDE:
        return False
    post, school = move[1:], recount.schools[move.to_school]
    if rules.subject_balance.over == "closed" and recount.current(post) > recount.required[post]:
        return True
    over = rules.establishment.over == "closed" and recount.enrolled(school.code) > school.establishment
    return over and recount.transfers(move)


class Fair:
    """Who would rather be where, as the tables say before any move.

    Parameters
    ----------
    among : who takes part; everybody if not given. Whom a lock sends to a school, who goes back at the end of
        a term, and whom an earlier stage matched, is there before everybody else.
    closed : moves closed, which do not block.
    routes : names of the routes those who take part may use; any, if none is named.
    """

    def __init__(
        self,
        recount: Recount,
        among: Collection[str] | None = None,
        closed: Collection[Move] = (),
        routes: Collection[str] = (),
    ) -> None:
        self._recount = recount
        self._among = recount.people.keys() if among is None else set(among)
        self._closed = set(closed)
        self._routes = routes
        self._granted = {move.teacher_id: move for move in recount.granted}
        self._draws: dict[tuple[str, str], str] = {}
        self._lines = lines_of(recount)
        self._wanted: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in recount.tables["school_choices"]:
            self._wanted[text(row["school_id"])][text(row["teacher_id"])] = number(row["rank"]) or 0
        back = {code for code, told in recount.after_term.items() if told == "return"}
        self.settled = recount.must.keys() | back | self._granted.keys()
        """Whose place is no matter of choice."""
        self._posts: defaultdict[tuple[str, str], list[Post]] = defaultdict(list)
        for post in recount.required:
            self._posts[post[1:]].append(post)

    def blocking(self, plan: Plan, taken: Iterable[Move] = ()) -> list[Blocking]:
        """Return every pair that blocks the matched part of a plan, by person.

        Parameters
        ----------
        taken : places that are taken besides, by people who have the first claim on them.
        """
        moves = self._recount.chosen(plan)
        there: defaultdict[str, list[Move]] = defaultdict(list)
        for move in (*moves.values(), *taken):
            there[move.to_school].append(move)
        found = []
        for code in sorted(self._among):
            mine = moves.get(code)
            for move in self.wishes(code):
                if move == mine:
                    break
                instead = self._would_take(move, there[move.to_school])
                if instead is not None and code not in self.settled:
                    found.append(Blocking(move, instead, self._say(move, instead)))
        return found

    def wishes(self, code: str) -> list[Move]:
        """Return the places a person may propose, the one liked best first: those listed, open and not closed.

        By rank, then the way there, then the lower draw; at one school the main post first.
        """
        recount, ranks = self._recount, self._recount.ranks.get(code, {})
        if code not in self._among:
            return []
        main = recount.people[code].post[1:]

        def liked(move: Move) -> tuple[object, ...]:
            school = move.to_school
            away = way(recount, self._lines, code, school)[0]
            return (ranks[school], away, self._draw(code, school), move[2:] != main, self._drawn(move))

        listed = [move for school in ranks for move in self._openings_at(code, school)]
        return sorted((m for m in listed if m not in self._closed and self.accepts(m)), key=liked)

    def accepts(self, move: Move) -> bool:
        """Say whether a school would have a person at all: one with a list takes nobody who is not on it."""
        listed = self._wanted.get(move.to_school)
        return listed is None or move.teacher_id in listed

    def ranks(self, move: Move) -> tuple[object, ...]:
        """Return what a school ranks a move by: the smaller, the better."""
        code, school = move.teacher_id, move.to_school
        if code in self.settled:
            return (0,)
        score = self._recount.score(code)
        by_score = (score is None, -(score or 0))
        listed = self._wanted.get(school)
        first = by_score if listed is None else (listed.get(code, _UNLISTED), 0)
        main = self._recount.people[code].post[1:]
        return (1, *first, self._draw(code, school), move[2:] != main, self._drawn(move))

    def fits(self, school: str, moves: Iterable[Move]) -> bool:
        """Say whether a school has places for all these moves into it, within every number confirmed."""
        recount, coming = self._recount, [move for move in moves if move.to_school == school]
        for post, count in Counter(tuple(move[1:]) for move in coming).items():
            place = (post[0], post[1], post[2])
            free = recount.required[place] - recount.current(place) + self._leaving_posts[place]
            if count > max(0, free):
                return False
        free = recount.schools[school].establishment - recount.enrolled(school) + self._leaving_payrolls[school]
        if sum(self._joins_payroll(move) for move in coming) > max(0, free):
            return False
        for line in recount.tables["quotas"]:
            most = number(line["max"])
            if most is None or line["direction"] != "in" or line["school_id"] != school:
                continue
            if sum(self._counts(line, move) for move in coming) > most:
                return False
        return True

    def _would_take(self, move: Move, moves: list[Move]) -> str | None:
        """Return whom a school would let go for a move, "" for nobody; None if it would not take the person.

        `moves` are those into the school.
        """
        there = [m for m in moves if m.teacher_id != move.teacher_id]
        if self.fits(move.to_school, [*there, move]):
            return ""
        for held in sorted(there, key=self.ranks, reverse=True):
            others = [m for m in there if m != held]
            if self.ranks(held) > self.ranks(move) and self.fits(move.to_school, [*others, move]):
                return held.teacher_id
        return None

    def openings(self, code: str) -> Iterator[Move]:
        """Yield the moves open to a person, whether listed or not; of whom an earlier stage matched, that one."""
        person = self._recount.people[code]
        for kind in person.teaches:
            for post in self._posts[kind]:
                yield from self._if_open(Move(code, *post))
        yield from self._if_open(Move(code, OUTSIDE, *person.post[1:]))

    def _openings_at(self, code: str, school: str) -> list[Move]:
        person = self._recount.people[code]
        if school == OUTSIDE:
            return list(self._if_open(Move(code, OUTSIDE, *person.post[1:])))
        posts = [(school, *kind) for kind in person.teaches if (school, *kind) in self._recount.required]
        return [move for post in posts for move in self._if_open(Move(code, *post))]

    def _if_open(self, move: Move) -> Iterator[Move]:
        granted = self._granted.get(move.teacher_id, move) == move
        if granted and may_go(self._recount, move) and self._on_route(move):
            yield move

    def _on_route(self, move: Move) -> bool:
        if not self._routes or move.teacher_id not in self._among:
            return True
        number = self._recount.route(self._recount.people[move.teacher_id], move[1:])
        return number is not None and self._recount.policy.rules.routes[number].name in self._routes

    def _drawn(self, move: Move) -> str:
        return drawn(self._recount.policy.draw_seed, move)[:10]

    def _draw(self, code: str, school: str) -> str:
        """Return a person's draw at a school: the least of the posts there."""
        if (code, school) not in self._draws:
            self._draws[code, school] = min(map(self._drawn, self._openings_at(code, school)))
        return self._draws[code, school]

    def _joins_payroll(self, move: Move) -> bool:
        """Say whether a move takes a place of the establishment.

        On a selected plan nobody is counted as gone: who comes to the own payroll is counted there already.
        """
        returns = self._recount.people[move.teacher_id].payroll == move.to_school
        return self._recount.transfers(move) and (self._recount.named or not returns)

    def _counts(self, line: dict[str, Cell], move: Move) -> bool:
        """Say whether a line of table `quotas` counts an arrival: by stage, subject, and who comes."""
        if self._recount.after_term[move.teacher_id] == "return":
            return False
        cells = self._recount.people[move.teacher_id].cells
        for column, entered in (("stage", move.stage), ("subject", move.subject)):
            if text(line[column]) not in ("", entered):
                return False
        held = {column: [e.strip() for e in text(cells[column]).split(";")] for column in _PERSONAL}
        return all(text(line[column]) in ("", *held[column]) for column in _PERSONAL)

    @cached_property
    def _leavers(self) -> list[str]:
        """Return the people counted as gone: on a named plan all who can leave."""
        if not self._recount.named:
            return []
        can = (code for code in self._recount.people if self._recount.movable(code))
        return [code for code in can if any(True for _ in self.openings(code))]

    @cached_property
    def _leaving_posts(self) -> Counter[Post]:
        return Counter(self._recount.people[code].post for code in self._leavers)

    @cached_property
    def _leaving_payrolls(self) -> Counter[str]:
        going = [code for code in self._leavers if any(map(self._recount.transfers, self.openings(code)))]
        return Counter(self._recount.people[code].payroll for code in going)

    def _say(self, move: Move, instead: str) -> Text:
        who, post = self._recount.say_person(move.teacher_id), self._recount.say_post(move[1:])
        if not instead:
            return Text(
                f"{who.zh}更想去{post.zh}，那里有空位。",
                f"{who.en} would rather go to {post.en}, which has a place free.",
            )
        other = self._recount.say_person(instead)
        return Text(
            f"{who.zh}更想去{post.zh}，该校也更想要此人而不是{other.zh}。",
            f"{who.en} would rather go to {post.en}, and the school would rather have this person than {other.en}.",
        )
