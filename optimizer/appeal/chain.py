"""Why each person fares otherwise than published: a chain of rows from what was heard to the person.

Of a plan that changes the fewest, no change can be taken back alone: some row of the program would be broken. Who
else's change weighs on that row the same way is the reason, and so on back to somebody whose own published place the
appeals closed, or to a row they changed themselves.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.case import Case
from models.district import BoolArray, IntArray
from models.formulate import Formulated
from models.plan import Breach, Move, Plan
from models.rules.registry import RULES
from models.words import Text
from optimizer.appeal.seats import seats


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
    """
    changes = changed_people(published, plan)
    if not changes:
        return ()
    web = _Web(case, published, plan, [code for code, _, _ in changes])
    causes = _causes(own, breaks)
    found: dict[str, tuple[tuple[int, ...], tuple[Link, ...]]] = {}
    waiting: deque[str] = deque()

    def reach(code: str, appeals: tuple[int, ...], chain: tuple[Link, ...]) -> None:
        if code not in found:
            found[code] = appeals, chain
            waiting.append(code)

    for code, _, _ in changes:  # whose own published place is not to be had any more, or is decided anew
        if code in causes.people and (code in own or code in web.closed):
            reach(code, causes.people[code], ())
    for code, _, _ in changes:  # whom a row named by an appeal's breach moves
        if code in causes.people:
            reach(code, causes.people[code], tuple(web.first_why(code)))
    while len(found) < len(changes):
        while waiting:
            code = waiting.popleft()
            appeals, chain = found[code]
            for other, why in web.after(code):
                reach(other, appeals, (*chain, Link(why, code)))
        rest = [code for code, _, _ in changes if code not in found]
        if not rest:
            break
        code, appeals, link = web.together(rest, found.keys(), causes)
        if link is not None and link.through:
            appeals = found[link.through][0]
        reach(code, appeals, () if link is None else (link,))
    return tuple(Changed(code, before, after, *found[code]) for code, before, after in changes)


@dataclass(frozen=True)
class _Causes:
    """Appeals by whom and by which rule they concern."""

    people: Mapping[str, tuple[int, ...]]
    rules: Mapping[str, tuple[int, ...]]


def _causes(own: Mapping[str, Sequence[int]], breaks: Mapping[int, Sequence[Breach]]) -> _Causes:
    people, rules = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for code, rows in own.items():
        people[code] += rows
    for row, breaches in breaks.items():
        for breach in breaches:
            rules[breach.rule].append(row)
            for code in breach.teachers:
                people[code].append(row)
    return _Causes(*({key: tuple(dict.fromkeys(rows)) for key, rows in of.items()} for of in (people, rules)))


class _Web:
    """Who depends on whom among the people who change."""

    def __init__(self, case: Case, published: Plan, plan: Plan, codes: Collection[str]) -> None:
        self.made: Formulated = seats(case, published, plan)
        self.matrix = self.made.program.matrix
        at = case.district.teacher_at
        new = self.made.chosen(plan)
        assert new is not None, "a plan that keeps every rule is made of open pairs"
        self.new: BoolArray = new
        teacher = self.made.pairs.teacher
        whose = {code: np.flatnonzero(teacher == at[code]) for code in codes if code in at}
        self.drop = {code: pairs[new[pairs]] for code, pairs in whose.items()}
        self.take = {code: pairs[~new[pairs]] for code, pairs in whose.items()}
        sent = {move.teacher_id for move in published.moves}
        self.closed = {code for code in codes if code in sent and not len(self.take.get(code, ()))}
        """Whose published move is no open pair any more."""
        mine = np.unique(np.concatenate([np.zeros(0, np.int64), *whose.values()]))
        rows = self.matrix.rows.take(mine).tocsc()
        column = {int(pair): i for i, pair in enumerate(mine)}
        self.weight = {code: self._net(rows, column, code) for code in whose}
        """What each person's change adds to the rows, sparse: row -> amount."""
        self.needs = {code: list(self._needs([code])) for code in whose if code not in self.closed}
        self._after = defaultdict[str, list[tuple[str, Text]]](list)
        for code, needed in self.needs.items():
            for row, sign in needed:
                for other in self._weighing(row, sign, {code}):
                    self._after[other].append((code, self.say(row)))

    def after(self, code: str) -> list[tuple[str, Text]]:
        """Return whom a person's change moves along, each with the requirement that makes it."""
        return self._after[code]

    def first_why(self, code: str) -> Iterator[Link]:
        """Yield the requirement that keeps a person from the published place, if there is one."""
        for row, _ in self.needs.get(code, [])[:1]:
            yield Link(self.say(row))

    def say(self, row: int) -> Text:
        """Say a row, with the rule that asks for it; -1 is a ring."""
        if row < 0:
            title = RULES["release_first"].title
            return Text(f"[{title.zh}] 会成环", f"[{title.en}] there would be a ring")
        owner, said = self.made.program.block_of(row).owner, self.made.program.say(row)
        title = RULES[owner].title if owner in RULES else Text(owner, owner)
        return Text(f"[{title.zh}] {said.zh}", f"[{title.en}] {said.en}")

    def together(
        self, rest: Sequence[str], known: Collection[str], causes: _Causes
    ) -> tuple[str, tuple[int, ...], Link | None]:
        """Return one of the rest with what its change goes back to: a row changed by an appeal, or all rest at once."""
        for code in rest:
            for row, _ in self.needs.get(code, []):
                owner = self.made.program.block_of(row).owner if row >= 0 else "release_first"
                if owner in causes.rules:
                    return code, causes.rules[owner], Link(self.say(row))
        for row, sign in self._needs([code for code in rest if code in self.needs]):
            others = [code for code in self._weighing(row, sign, set(rest)) if code in known]
            moved = [code for code in rest if sign * self.weight.get(code, {}).get(row, 0) < 0]
            if others and moved:
                return moved[0], (), Link(self.say(row), others[0])
        return rest[0], (), None

    def _net(self, rows: object, column: Mapping[int, int], code: str) -> dict[int, int]:
        net: defaultdict[int, int] = defaultdict(int)
        for pairs, sign in ((self.drop[code], 1), (self.take[code], -1)):
            for pair in pairs.tolist():
                one = rows[:, [column[pair]]].tocoo()  # type: ignore[index]
                for row, amount in zip(one.row.tolist(), one.data.tolist(), strict=True):
                    net[row] += sign * amount
        return {row: amount for row, amount in net.items() if amount}

    def _needs(self, codes: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the rows that taking back the changes of some people breaks, and on which side: 1 above, -1 below."""
        chosen = self.new.copy()
        for code in codes:
            chosen[self.drop[code]] = False
            chosen[self.take[code]] = True
        x = self.matrix.complete(chosen)
        activity = self.matrix.rows @ x
        for row in self.matrix.broken(x).tolist():
            yield row, 1 if activity[row] > self.matrix.row_upper[row] else -1
        for row in self._stretched(x):
            yield row, 0
        for arcs in self.matrix.acyclic:
            if arcs.cyclic(chosen).any():
                self._cycle = arcs.cyclic(chosen)
                yield -1, 0

    def _stretched(self, x: IntArray) -> list[int]:
        """Return rows whose auxiliary columns would need a value they may not take."""
        out = np.flatnonzero((x < self.matrix.lower) | (x > self.matrix.upper))
        out = out[out >= self.matrix.pairs]
        return np.unique(self.matrix.rows.own[out].tocoo().col).tolist() if len(out) else []

    def _weighing(self, row: int, sign: int, without: Collection[str]) -> list[str]:
        """Return the people, other than some, whose change weighs on a row to that side (0: to any)."""
        if row < 0:
            teachers = {int(t) for t in self.made.pairs.teacher[self._cycle]}
            at = self.made.case.district.teacher_at
            return [code for code in self.weight if code not in without and at[code] in teachers]
        return [
            code
            for code, net in self.weight.items()
            if code not in without and (net.get(row, 0) * sign > 0 or (sign == 0 and row in net))
        ]
