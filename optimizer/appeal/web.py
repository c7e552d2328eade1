"""Who depends on whom among the people who fare otherwise than published: what their changes add to which row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from models.case import Case
from models.district import BoolArray, IntArray
from models.goals.registry import GOALS
from models.plan import Plan
from models.rules.registry import RULES
from models.words import Text
from optimizer.appeal.seats import seats

COUNTED = ("establishment", "subject_balance", "quotas", "title_posts", "balance")
"""Rules whose rows are numbers of people or posts, so that one can say they are used up."""
RING = -1
"""In place of a row: moves that would follow each other in a ring."""


@dataclass(frozen=True)
class Need:
    """A row that some choice of places would break.

    Attributes
    ----------
    sign : 1 if it would pass its upper bound, -1 if it would stay below its lower.
    ring : who would move in a ring, as positions; for `RING` only.
    """

    row: int
    sign: int
    ring: frozenset[int] = frozenset()


class Web:
    """Two plans as one program, asked what breaks if some of the people who change are put back.

    Parameters
    ----------
    published, plan : as `seats` takes them.
    people : who fares otherwise.

    Attributes
    ----------
    closed : whose published move is no open pair any more.
    gone : who is no more in the roster.
    placed : who is on the list, had no place as published, and has one now.
    weight : what each person's change adds to the rows, sparse: row -> amount.
    needs : what each person's return alone, everybody else as in the new plan, would break; not of the closed.
    """

    def __init__(self, case: Case, published: Plan, plan: Plan, people: Sequence[str]) -> None:
        found = seats(case, published, plan)
        self.made, self.matrix = found.made, found.made.program.matrix
        self.people = list(people)
        new = self.made.chosen(plan)
        assert new is not None, "a plan that keeps every rule is made of open pairs"
        self._new: BoolArray = new
        self._published = self.made.kept(published)
        at, teacher = case.district.teacher_at, self.made.pairs.teacher
        self._code = {at[code]: code for code in people if code in at}
        whose = {code: np.flatnonzero(teacher == t) for t, code in self._code.items()}
        self._drop = {code: pairs[self._new[pairs]] for code, pairs in whose.items()}
        self._take = {code: pairs[~self._new[pairs]] for code, pairs in whose.items()}
        sent = {move.teacher_id for move in published.moves}
        none = np.zeros(0, np.int64)
        self.gone = {code for code in people if code not in at}
        self.closed = {c for c in people if c in at and c in sent and not (~found.shut[self._take.get(c, none)]).any()}
        outgoing = set(case.district["outgoing"]["teacher_id"])
        self.placed = {code for code, pairs in self._drop.items() if len(pairs) and code in outgoing - sent}
        self.weight = self._weights(whose)
        self.needs = {code: self.without([code]) for code in whose if code not in self.closed}

    @cached_property
    def broken(self) -> frozenset[tuple[int, int]]:
        """Rows that the published plan breaks by itself, and on which side."""
        x = self.matrix.complete(self._published)
        return frozenset((need.row, need.sign) for need in self._broken(x))

    def without(self, codes: Collection[str]) -> list[Need]:
        """Return what breaks if the changes of some people, whose published places are open, are taken back."""
        chosen = self._new.copy()
        for code in codes:
            chosen[self._drop[code]] = False
            chosen[self._take[code]] = True
        found = self._broken(self.matrix.complete(chosen))
        for arcs in self.matrix.acyclic:
            ring = arcs.cyclic(chosen)
            if ring.any():
                found.append(Need(RING, 1, frozenset(self.made.pairs.teacher[ring].tolist())))
        return found

    def lacking(self, code: str) -> list[Need]:
        """Return what stood in the way of a person's new place as published: rows this change alone would break."""
        chosen = self._published.copy()
        chosen[self._drop[code]] = True
        own = self.weight[code]
        return [need for need in self._broken(self.matrix.complete(chosen)) if own.get(need.row, 0) * need.sign > 0]

    def weighing(self, need: Need, without: Collection[str]) -> list[str]:
        """Return the people, other than some, whose change weighs on a row to the side that breaks it."""
        if need.row == RING:
            around = [self._code[t] for t in sorted(need.ring) if t in self._code]
            return [code for code in around if code not in without]
        return [
            code for code, net in self.weight.items() if net.get(need.row, 0) * need.sign > 0 and code not in without
        ]

    def relieving(self, need: Need, among: Collection[str]) -> list[str]:
        """Return those whose change keeps a row from breaking; of a ring, those who would be in it if put back."""
        if need.row == RING:
            return [code for code in self.weighing(need, ()) if code in among]
        return [code for code in among if self.weight.get(code, {}).get(need.row, 0) * need.sign < 0]

    def in_row(self, row: int) -> set[str]:
        """Return everybody, changed or not, whom a row counts in either plan."""
        columns = self._by_row[[row]].tocoo().col
        teachers = self.made.pairs.teacher[columns[columns < self.matrix.pairs]]
        return set(self.made.case.district.teachers["teacher_id"].iloc[np.unique(teachers)])

    def owner(self, row: int) -> str:
        """Return the rule that asks for a row."""
        return "release_first" if row == RING else self.made.program.block_of(row).owner

    def say(self, row: int) -> Text:
        """Say a row, with the rule that asks for it."""
        said = Text("会成环", "the moves would form a ring") if row == RING else self.made.program.say(row)
        owner = self.owner(row)
        title = (RULES[owner] if owner in RULES else GOALS[owner]).title
        full = self._full(row)
        return Text(f"[{title.zh}] {said.zh}{full.zh}", f"[{title.en}] {said.en}{full.en}")

    def _full(self, row: int) -> Text:
        """Say that the new plan uses a row up, where it does."""
        if row == RING or row not in self._used_up:
            return Text("", "")
        return Text("，已用满", ", none of it left") if self._used_up[row] else Text("，不能再少", ", none to spare")

    @cached_property
    def _used_up(self) -> dict[int, bool]:
        """Rows of numbers that the new plan brings to a bound: whether to the upper one."""
        activity = self.matrix.rows @ self.matrix.complete(self._new)
        top, bottom = activity >= self.matrix.row_upper, activity <= self.matrix.row_lower
        counted = [row for row in np.flatnonzero(top | bottom).tolist() if self.owner(row) in COUNTED]
        return {row: bool(top[row]) for row in counted}

    @cached_property
    def _by_row(self) -> sp.csr_array:
        return self.matrix.rows.sparse

    def _broken(self, x: IntArray) -> list[Need]:
        activity, rows = self.matrix.rows @ x, self.matrix.broken(x)
        return [Need(row, 1 if activity[row] > self.matrix.row_upper[row] else -1) for row in rows.tolist()]

    def _weights(self, whose: dict[str, IntArray]) -> dict[str, dict[int, int]]:
        mine = np.sort(np.concatenate([np.zeros(0, np.int64), *whose.values()]))
        entries = self.matrix.rows.take(mine).tocoo()
        sign = np.where(self._new[mine], 1, -1)
        found: dict[str, defaultdict[int, int]] = {code: defaultdict(int) for code in whose}
        teacher = self.made.pairs.teacher[mine]
        for row, column, amount in zip(entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True):
            found[self._code[int(teacher[column])]][row] += int(sign[column]) * amount
        return {code: {row: amount for row, amount in net.items() if amount} for code, net in found.items()}
