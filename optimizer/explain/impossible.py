"""Why no plan exists and what would help: a contradiction in words, its arithmetic, and the least change, tried.

The ladder, each step more useful than the last (Chinneck, Feasibility and Infeasibility in Optimization, 2008): which
requirements exclude each other; how many are asked and how many there can be; the least change of numbers, lines and
exceptions after which a plan exists, with a proof that less does not do; what else would do instead. A change is not
only said: it is made, and the case asked again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.change import Change, applied, together
from models.check import check_plan
from models.district import IntArray
from models.formulate import plan_of
from models.naming import school_name, teacher_name
from models.program import Block, Matrix, Program
from models.proof import Multipliers, Region, nothing
from models.rules import locks, release_first
from models.words import Text
from optimizer.brancher import Apart, Brancher, Inline
from optimizer.events import Event, Impossible, Settings
from optimizer.explain.elastic import SCALE, TIES, UNPLACED, soften
from optimizer.explain.least import Least, least, ring_conflict
from optimizer.process import said_rows
from optimizer.solve import DefectError
from optimizer.tiers import Tiers

_ALTERNATIVES = 2
"""What else would do, told for one change at most."""
_REPLACED = 3
"""Changes for which something else is looked for."""
_LARGE = 60_000
"""Pairs beyond which branch and cut runs in a process of its own."""
_LONGEST = 4
"""Changes that may stand in for one: a longer list is no alternative to anybody."""
_SHARE = 0.5
"""Of the time left, what the contradiction may take."""
_RINGS = Text(f"[{release_first.TITLE.zh}] 逐个办理，不许成环", f"[{release_first.TITLE.en}] one by one, without rings")


@dataclass(frozen=True)
class Repair:
    """Changes after which a plan exists.

    Attributes
    ----------
    units : how many numbers, lines and exceptions they come to.
    proven : whether fewer units are proven not to do.
    tried : whether the case with the changes made was found to have a plan.
    instead_of : the change these would replace, the others of the least repair staying; None for the least itself.
    beyond : people asked to be placed whom no such change places, positions.
    """

    changes: tuple[Change, ...]
    units: int
    proven: bool
    tried: bool
    instead_of: Change | None = None
    beyond: tuple[int, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """Whether a plan can exist, and if not, why, and what would help.

    Attributes
    ----------
    possible : None if time was too short to tell.
    searched : whether the verdict rests on a solver's word instead of exact integers.
    conflict : requirements that exclude each other; arithmetic : what they add up to.
    repair : the least change; alternatives : what would do instead of one change of it.
    """

    possible: bool | None
    searched: bool = False
    conflict: tuple[Text, ...] = ()
    arithmetic: tuple[Text, ...] = ()
    repair: Repair | None = None
    alternatives: tuple[Repair, ...] = ()


def diagnose(case: Case, settings: Settings, placed: IntArray | None = None) -> Diagnosis:
    """Say whether the hard rules leave any plan, and what stands in the way (rulebook 4; `check --feasible`).

    Parameters
    ----------
    placed : people who must all move, positions; without it nobody must but whom a rule makes.
    """
    return _Doctor(case, settings, placed).diagnosis()


def possible(case: Case, settings: Settings) -> bool | None:
    """Say whether the hard rules leave any plan, and no more; None if time was too short."""
    found = least(soften(case).matrix, settings, Inline())
    return None if found.x is None or 0 == found.bound < found.value else found.value == 0


class _Doctor:
    """One case asked: its clock, and the program whose rules may give way."""

    def __init__(self, case: Case, settings: Settings, placed: IntArray | None) -> None:
        self.case, self.settings, self.placed = case, settings, placed
        self._ends = time.monotonic() + (1e9 if settings.seconds is None else settings.seconds)
        self.softened = soften(case, placed)
        # A process of its own takes a second or two to start, and can be killed: worth it where searches are long.
        self.brancher: Brancher = Apart() if self.softened.matrix.pairs > _LARGE else Inline()

    def _left(self, share: float = 1.0) -> Settings:
        return replace(self.settings, seconds=max(0.1, share * (self._ends - time.monotonic())))

    def diagnosis(self) -> Diagnosis:
        """Go up the ladder."""
        found = least(self.softened.matrix, self._left(_SHARE), self.brancher)
        if found.x is not None and found.value == 0:
            self._check(found.x)
            return Diagnosis(possible=True)
        conflict, arithmetic = self._conflict() if self.placed is None else ((), ())
        if found.bound <= 0 and not conflict:
            return Diagnosis(possible=None)
        if found.x is None:
            return Diagnosis(False, found.searched, conflict, arithmetic)
        repair = self._repair(found)
        # Where many are to be placed, there are as many other ways as posts: they tell nothing.
        instead = self._alternatives(found) if self.placed is None else []
        return Diagnosis(False, found.searched, conflict, arithmetic, repair, tuple(instead))

    def _check(self, x: IntArray) -> None:
        """Hold a plan that keeps all rows against the check that knows none; raises DefectError."""
        plan = plan_of(self.case, self.softened.chosen(x))
        breaches = check_plan(self.case.district, self.case.policy, plan, None, self.case.granted).breaches
        if breaches:
            raise DefectError(breaches, ())

    def _repair(self, found: Least) -> Repair:
        assert found.x is not None
        changes = together(change for change, _, _ in self.softened.changes(found.x))
        beyond = self.softened.unplaced(found.x)
        given = self.softened.units(found.x, np.arange(self.softened.matrix.columns))
        proven = given <= -(-found.bound // (SCALE + TIES))
        units = given - UNPLACED * int(found.x[self.softened.demands[0]].sum())
        return Repair(changes, units, proven, self._helps(changes, beyond), beyond=tuple(beyond.tolist()))

    def _helps(self, changes: tuple[Change, ...], but: IntArray | None = None) -> bool:
        """Make the changes, and ask the case again; `but` need not be placed."""
        placed = self.placed if self.placed is None or but is None else np.setdiff1d(self.placed, but)
        case = applied(self.case, changes)
        mended = soften(case, placed)
        none = np.arange(mended.matrix.first, mended.matrix.columns)
        exceptional = np.flatnonzero(mended.exceptions.price)
        found = least(mended.without(np.union1d(none, exceptional)).matrix, self._left(), self.brancher)
        if found.x is None or found.value > 0:
            return False
        plan = plan_of(case, mended.chosen(found.x))
        return not check_plan(case.district, case.policy, plan, None, case.granted).breaches

    def _alternatives(self, found: Least) -> list[Repair]:
        """Look, change by change, for what would do instead while the others stay."""
        assert found.x is not None
        told: list[Repair] = []
        if self.softened.matrix.acyclic and (pool := self._pooled()) is not None:
            told.append(pool)
        used = list(self.softened.changes(found.x))
        for change, _, columns in used[:_REPLACED]:
            kept = np.array([j for other, _, own in used if other is not change for j in own], np.int64)
            shut = np.array(columns, np.int64)
            for _ in range(_ALTERNATIVES):
                if self._ends - time.monotonic() <= 0:
                    return told
                trial = self.softened.without(kept, found.x[kept]).without(shut)
                other = least(trial.matrix, self._left(_SHARE), self.brancher)
                if other.x is None or other.value == 0:
                    break
                new = [(c, own) for c, _, own in trial.changes(other.x) if not np.isin(own, kept).any()]
                if not new or any(c.about == change.about for c, _ in new):
                    break
                new_columns = np.array([j for _, own in new for j in own], np.int64)
                changes = together([*(c for c, _ in new), *(c for c, _, own in used if np.isin(own, kept).all())])
                if len(new) <= _LONGEST and self._helps(changes, self.softened.unplaced(found.x)):
                    mine = together(c for c, _ in new)
                    told.append(Repair(mine, self.softened.units(other.x, new_columns), False, True, change))
                shut = np.union1d(shut, new_columns)
        return told

    def _pooled(self) -> Repair | None:
        """Return the change to `pool`, if that alone does."""
        change = release_first.to_pool(self.case)
        if change is None or not self._helps((change,)):
            return None
        return Repair((change,), 1, False, True)

    def _conflict(self) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
        """Return requirements that exclude each other, in words, and what they add up to."""
        softened = self.softened
        shut = np.append(
            np.flatnonzero(softened.exceptions.price > 0), np.arange(softened.matrix.first, softened.matrix.columns)
        )
        hard, told = softened.without(shut).matrix, list[Event]()
        if hard.acyclic and (rows := ring_conflict(hard, self.settings, self._left(_SHARE).seconds or 0.0)) is not None:
            return (*self._rows_said(hard, rows.tolist()), _RINGS), ()
        Tiers(hard, self._left(_SHARE), told.append, self.brancher).run(most=1)
        found = next((event for event in told if isinstance(event, Impossible)), None)
        if found is None:
            return (), ()
        said = [*self._rows_said(hard, found.conflict)]
        if hard.acyclic and found.multipliers is None:
            said.append(_RINGS)
        arithmetic = [text for row in found.conflict if (text := self._closed_way(row)) is not None]
        arithmetic += _sum(hard, found)
        return tuple(said), tuple(arithmetic)

    def _rows_said(self, hard: Matrix, rows: Iterable[int]) -> tuple[Text, ...]:
        return said_rows(Program(hard, self.softened.blocks, ()), tuple(rows))

    def _closed_way(self, row: int) -> Text | None:
        """Say what keeps somebody from a school they are locked to, where that closes every way."""
        block = next(b for b in self.softened.blocks if b.first <= row < b.first + b.count)
        if block.owner != locks.NAME or not _is_first(self.softened.blocks, block):
            return None
        teacher, school = locks.lines(self.case, "must")
        t, s = int(teacher[row - block.first]), int(school[row - block.first])
        pairs = self.softened.exceptions.pairs
        ways = np.flatnonzero((pairs.teacher == t) & (pairs.school == s))
        if len(ways) and not (self.softened.exceptions.price[ways] > 0).all():
            return None
        who, where = teacher_name(self.case.district, t), school_name(self.case.district, s)
        if len(ways) == 0:
            return Text(f"{where.zh}没有{who.zh}能任教的岗位。", f"{where.en} has no post that {who.en} teaches.")
        said = [change.text for change in self.softened.exceptions.changes(int(ways[0]))]
        return Text(
            f"{who.zh}现在去不了{where.zh}；要去须：{'；'.join(t.zh for t in said)}。",
            f"{who.en} cannot go to {where.en} as it is; it would take: {'; '.join(t.en for t in said)}.",
        )


def _sum(hard: Matrix, found: Impossible) -> list[Text]:
    """Say what the rows of a contradiction add up to, where each counts once: asked for, and at most possible."""
    if found.multipliers is None or found.multipliers.scale != 1 or len(found.conflict) < 2:
        return []
    y = np.zeros(len(hard.row_lower), np.int64)
    y[list(found.conflict)] = found.multipliers.rows[list(found.conflict)]
    missing = Region(hard).bound(nothing(hard), Multipliers(1, y, found.multipliers.caps)).total
    need = sum(v * int(hard.row_lower[r]) for r, v in _entries(y) if v > 0)
    if missing <= 0 or np.abs(y).max() > 1:
        return []
    have = need - missing
    return [
        Text(
            f"合起来：要求{need}人（次），规定之内至多{have}人（次），差{missing}。",
            f"Together: {need} asked for, {have} at most within the rules, {missing} too many.",
        )
    ]


def _entries(y: IntArray) -> list[tuple[int, int]]:
    rows = y.nonzero()[0]
    return list(zip(rows.tolist(), y[rows].tolist(), strict=True))


def _is_first(blocks: tuple[Block, ...], block: Block) -> bool:
    """Whether a block is the first its rule added: of `locks`, the one of the `must` lines."""
    return next(b for b in blocks if b.owner == block.owner) is block
