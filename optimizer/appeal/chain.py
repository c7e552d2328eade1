"""Why each person fares otherwise than published: a chain of rows from what was heard to the person.

Of a plan that changes the fewest, no change can be taken back alone: some row of the program would be broken, or
somebody on the list would lose a place again. Who else's change weighs on that row the same way is the reason, and so
on back to somebody whose own published place the appeals closed, or to a row they changed themselves.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.appeals.breaks import TOGETHER
from models.case import Case
from models.plan import Breach, Move, Plan
from models.words import Text
from optimizer.appeal.web import Need, Web

_GONE = Text("已不在教师花名册中", "no longer in the roster")
_ROOM = Text(
    "在流出名单上，公布时未安置，现有位置可安置", "on the list and not placed as published, though there is room now"
)


@dataclass(frozen=True)
class Link:
    """One step of a chain: this requirement, and who else is in it; "" where only the appeals are."""

    why: Text
    through: str = ""


@dataclass(frozen=True)
class Changed:
    """One person who fares otherwise than published.

    Attributes
    ----------
    before, after : the moves of the two plans; None for who stays.
    appeals : rows of the appeals from which the chain begins; none only where none is known.
    chain : from the appeals to this person; empty for whose own place they are about.
    """

    teacher: str
    before: Move | None
    after: Move | None
    appeals: tuple[int, ...]
    chain: tuple[Link, ...] = ()


def changed_people(published: Plan, plan: Plan) -> list[tuple[str, Move | None, Move | None]]:
    """Return who fares otherwise in a plan than in the published one, by staff number."""
    then = {move.teacher_id: move for move in published.moves}
    now = {move.teacher_id: move for move in plan.moves}
    return [(code, then.get(code), now.get(code)) for code in sorted({*then, *now}) if then.get(code) != now.get(code)]


def chains(
    case: Case,
    published: Plan,
    plan: Plan,
    own: Mapping[str, Sequence[int]],
    breaks: Mapping[int, Sequence[Breach]],
) -> tuple[Changed, ...]:
    """Say of everybody who changes because of which appeal, and by what chain.

    Parameters
    ----------
    case : the appeals heard.
    plan : the re-run; it keeps every rule.
    own : teacher -> rows of the appeals that are about this very person's place.
    breaks : row of an appeal -> what the published plan would break if it is heard.

    Returns
    -------
    Sorted by teacher. Where a plan is not proven to change the fewest, who changes without need has no appeal named.
    """
    changes = changed_people(published, plan)
    if not changes:
        return ()
    search = _Search(Web(case, published, plan, [code for code, _, _ in changes]), _Causes.of(own, breaks))
    found = search.run()
    return tuple(Changed(code, before, after, *found[code]) for code, before, after in changes)


@dataclass(frozen=True)
class _Causes:
    """Rows of the appeals about a person, and of those that make the published plan break a rule."""

    own: Mapping[str, Sequence[int]]
    broken: tuple[tuple[int, Breach], ...]

    @classmethod
    def of(cls, own: Mapping[str, Sequence[int]], breaks: Mapping[int, Sequence[Breach]]) -> _Causes:
        return cls(own, tuple((row, breach) for row, breaches in breaks.items() for breach in breaches))

    def of_place(self, code: str) -> tuple[int, ...]:
        """Return the appeals that close a person's published place."""
        return _once(row for row, breach in self.broken if code in breach.teachers) or tuple(self.own.get(code, ()))

    def of_rule(self, rule: str, code: str, people: Collection[str]) -> tuple[int, ...]:
        """Return the appeals by which a rule is broken: where a person is named, else some people, else anywhere."""
        breaches = [(row, set(breach.teachers)) for row, breach in self.broken if breach.rule == rule]
        for named in ({code}, set(people)):
            rows = _once(row for row, teachers in breaches if teachers & named)
            if rows:
                return rows
        return _once(row for row, _ in breaches)


def _once(rows: Iterable[int]) -> tuple[int, ...]:
    """Return rows once each; that several appeals do it only together (`TOGETHER`) is told where no row is."""
    found = tuple(dict.fromkeys(rows))
    return tuple(row for row in found if row != TOGETHER) or found


class _Search:
    """From the appeals outwards, along the rows, until everybody who changes is reached."""

    def __init__(self, web: Web, causes: _Causes) -> None:
        self.web, self.causes = web, causes
        self.found: dict[str, tuple[tuple[int, ...], tuple[Link, ...]]] = {}
        self._waiting: deque[str] = deque()
        self._moves = defaultdict[str, list[tuple[str, Need]]](list)
        """Person -> whom that person's change moves along, each by what."""
        for code, needs in web.needs.items():
            for need in needs:
                for other in web.weighing(need, {code}):
                    self._moves[other].append((code, need))

    def run(self) -> Mapping[str, tuple[tuple[int, ...], tuple[Link, ...]]]:
        """Return the appeals and the chain of everybody."""
        self._begin()
        while True:
            while self._waiting:
                code = self._waiting.popleft()
                for other, need in self._moves[code]:
                    self._follow(other, code, need)
            rest = [code for code in self.web.people if code not in self.found]
            if not rest:
                return self.found
            if not self._placed(rest) and not self._together(rest):
                self._reach(rest[0], ())  # no cause is known

    def _begin(self) -> None:
        """Begin with whose published place is not to be had any more, and with who stands in a row appeals broke."""
        for code in self.web.people:
            if code in self.web.gone:
                self._reach(code, (), Link(_GONE))
            elif code in self.web.closed and self.causes.of_place(code):
                self._reach(code, self.causes.of_place(code))
        for code, needs in self.web.needs.items():
            self._blame(code, needs)

    def _blame(self, code: str, needs: Iterable[Need]) -> bool:
        """Reach a person from the appeals by which the published plan breaks some rows, if it does."""
        blamed: dict[int, tuple[int, ...]] = {}
        for need in needs:
            if (need.row, need.sign) in self.web.broken:
                appeals = self.causes.of_rule(self.web.owner(need.row), code, self.web.in_row(need.row))
                if appeals:
                    blamed[need.row] = appeals
        if blamed:
            links = (Link(self.web.say(row)) for row in blamed)
            self._reach(code, _once(row for appeals in blamed.values() for row in appeals), *links)
        return bool(blamed)

    def _placed(self, rest: Sequence[str]) -> bool:
        """Reach somebody who had no place as published: from whoever made room, else as a place left open."""
        newly = [code for code in rest if code in self.web.placed and not self.web.needs[code]]
        for code in newly:
            for need in self.web.lacking(code):
                made_room = self.web.relieving(need, self.found.keys() - {code})
                if made_room:
                    said = self.web.say(need.row)
                    why = Text(
                        f"在流出名单上，公布时未安置，现腾出了位置：{said.zh}",
                        f"on the list and not placed as published; room was made: {said.en}",
                    )
                    self._extend(code, made_room[0], why)
                    return True
        for code in newly:
            if not self.web.lacking(code):
                self._reach(code, (), Link(_ROOM))
                return True
        return False

    def _together(self, rest: Sequence[str]) -> bool:
        """Reach one of the rest by what putting them all back would break; False if it would break nothing known."""
        back = [code for code in rest if code in self.web.needs]
        for need in self.web.without(back):
            moved = self.web.relieving(need, back)
            if moved:
                if self._blame(moved[0], [need]):
                    return True
                others = [code for code in self.web.weighing(need, back) if code in self.found]
                if others:
                    self._follow(moved[0], others[0], need)
                    return True
        return False

    def _follow(self, code: str, other: str, need: Need) -> None:
        if code not in self.found:
            self._extend(code, other, self.web.say(need.row))

    def _extend(self, code: str, other: str, why: Text) -> None:
        appeals, chain = self.found[other]
        self._reach(code, appeals, *chain, Link(why, other))

    def _reach(self, code: str, appeals: tuple[int, ...], *chain: Link) -> None:
        if code not in self.found:
            self.found[code] = appeals, chain
            self._waiting.append(code)
