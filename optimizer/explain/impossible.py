"""Why no plan exists and what would help: a contradiction in words, its arithmetic, and the least change, tried.

The ladder, each step more useful than the last (Chinneck, Feasibility and Infeasibility in Optimization, 2008): which
requirements exclude each other; how many are asked and how many there can be; the least change of numbers, lines and
exceptions after which a plan exists, with a proof that less does not do; what else would do instead. A change is not
only said: it is made, and the case asked again.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.change import LAST_RESORT, Change, applied, together
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
from optimizer.explain.elastic import Softened, soften
from optimizer.explain.least import Least, least, rests_on_rings, ring_conflict
from optimizer.explain.writer import SCALE, TIES, UNPLACED
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
_CONTRADICTIONS = 3
"""Contradictions told at most, where the least change is more than one."""
_BESIDES = Text("此外：", "And besides:")
_RINGS = Text(f"[{release_first.TITLE.zh}] 逐个办理，不许成环", f"[{release_first.TITLE.en}] one by one, without rings")
_SHARE = 0.5
"""Of the time left, what the contradiction may take."""


@dataclass(frozen=True)
class Repair:
    """Changes after which a plan exists.

    Attributes
    ----------
    units : how many numbers, lines and exceptions they come to; of a floor, by how many people places end below it.
    proven : whether fewer units are proven not to do: of the changes rules offer, each taken for what it says.
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


@dataclass(frozen=True)
class _Part:
    """One thing a solution changes, the columns that stand for it, what they are, and the units it takes."""

    change: Change
    columns: IntArray
    given: IntArray
    units: int


def _changes(parts: list[_Part]) -> tuple[Change, ...]:
    return tuple(part.change for part in parts)


def _columns(parts: list[_Part]) -> IntArray:
    return np.concatenate([np.zeros(0, np.int64), *(part.columns for part in parts)])


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

    def _short(self) -> tuple[Settings, float]:
        """Return the settings, and the seconds that a question on the way may take."""
        return self.settings, self._left(_SHARE).seconds or 0.0

    def diagnosis(self) -> Diagnosis:
        """Go up the ladder."""
        found = least(self.softened.matrix, self._left(_SHARE), self.brancher)
        if found.x is not None and found.value == 0:
            if len(self.softened.nobody):  # all the others are placed as it is
                return Diagnosis(False, repair=Repair((), 0, True, True, beyond=tuple(self.softened.nobody.tolist())))
            self._check(found.x)
            return Diagnosis(possible=True)
        every = np.arange(self.softened.matrix.columns)
        units = 1 if found.x is None else self.softened.units(found.x, every)
        conflict, arithmetic = self._conflict(found.met, units) if self.placed is None else ((), ())
        if found.bound <= 0 and not conflict:
            return Diagnosis(possible=None)
        if found.x is None:
            return Diagnosis(False, found.searched, conflict, arithmetic)
        repair, parts = self._repair(found)
        # Where many are to be placed, there are as many other ways as posts: they tell nothing.
        instead = self._alternatives(parts) if self.placed is None else []
        return Diagnosis(False, found.searched, conflict, arithmetic, repair, tuple(instead))

    def _check(self, x: IntArray) -> None:
        """Hold a plan that keeps all rows against the check that knows none.

        Raises
        ------
        DefectError : if it breaks a rule.
        """
        plan = plan_of(self.case, self.softened.chosen(x))
        breaches = check_plan(self.case.district, self.case.policy, plan, None, self.case.granted).breaches
        if breaches:
            raise DefectError(breaches, ())

    def _repair(self, found: Least) -> tuple[Repair, list[_Part]]:
        """Return the least repair, tried, and the parts it is made of.

        A change may move more than the rows it was made for: a table's cell that some filter reads, a line of
        relatives that two rules read. So the least by the program may do too much, or fail; both are found by trying.
        """
        assert found.x is not None
        softened, beyond = self.softened, self.softened.unplaced(found.x)
        given = softened.units(found.x, np.arange(softened.matrix.columns))
        proven = found.proven or given <= -(-found.bound // (SCALE + TIES))
        units = given - UNPLACED * int(found.x[softened.demands[0]].sum())
        parts, told = self._parts(softened, found), tuple(beyond.tolist())
        if not self._helps(parts, beyond):
            # Who cannot be placed by any change is not placed by another one.
            other, more = self._next(parts) if len(beyond) == 0 else (None, [])
            if other is None or other.x is None:
                return Repair(_changes(parts), units, proven, False, beyond=told), parts
            parts, proven = more, False
            units = softened.units(other.x, np.arange(softened.matrix.columns))
        if 1 < len(parts) <= _LONGEST and self.placed is None:
            parts = self._fewer(parts, units)
        for part in parts[:_REPLACED] if 1 < len(parts) <= _LONGEST else ():
            rest = [other for other in parts if other is not part]
            if self._left_over() and self._helps(rest, beyond):
                parts, units, proven = rest, units - part.units, False
        return Repair(_changes(parts), units, proven or units == 1, True, beyond=told), parts

    def _fewer(self, parts: list[_Part], units: int) -> list[_Part]:
        """Return as many units in fewer places, if that helps too: one number moved far rather than two half way."""
        for part in parts[:_REPLACED]:
            if not self._left_over():
                break
            trial = self.softened.without(part.columns)
            found = least(trial.matrix, self._left(_SHARE), self.brancher)
            if found.x is not None and found.value > 0:
                other = self._parts(trial, found)
                if len(other) < len(parts) and sum(p.units for p in other) == units and self._helps(other):
                    return other
        return parts

    def _next(self, parts: list[_Part]) -> tuple[Least | None, list[_Part]]:
        """Look for the least repair that helps and does without one of the parts."""
        for part in parts[:_REPLACED]:
            trial = self.softened.without(part.columns)
            found = least(trial.matrix, self._left(_SHARE), self.brancher)
            if found.x is not None and self._left_over():
                other = self._parts(trial, found)
                if self._helps(other):
                    return found, other
        return None, []

    def _parts(self, softened: Softened, found: Least) -> list[_Part]:
        """Return what a solution changes, a thing each."""
        assert found.x is not None
        columns: dict[Hashable, list[int]] = {}
        used = list(softened.changes(found.x))
        for change, _, own in used:
            columns.setdefault(change.about, []).extend(own)
        each = {change.about: change for change in together(change for change, _, _ in used)}
        made = {about: np.unique(np.array(own, np.int64)) for about, own in columns.items()}
        return [_Part(each[about], own, found.x[own], softened.units(found.x, own)) for about, own in made.items()]

    def _left_over(self) -> bool:
        return self._ends - time.monotonic() > 0

    def _helps(self, parts: list[_Part], but: IntArray | None = None) -> bool:
        """Make the changes, and ask the case again; `but` need not be placed."""
        return self._possible(applied(self.case, _changes(parts)), but)

    def _possible(self, case: Case, but: IntArray | None = None) -> bool:
        placed = self.placed if self.placed is None or but is None else np.setdiff1d(self.placed, but)
        mended = soften(case, placed)
        none = np.arange(mended.matrix.first, mended.matrix.columns)
        exceptional = np.flatnonzero(mended.exceptions.price)
        found = least(mended.without(np.union1d(none, exceptional)).matrix, self._left(), self.brancher)
        if found.x is None or found.value > 0:
            return False
        plan = plan_of(case, mended.chosen(found.x))
        return not check_plan(case.district, case.policy, plan, None, case.granted).breaches

    def _alternatives(self, parts: list[_Part]) -> list[Repair]:
        """Look, change by change, for what would do instead while the others stay."""
        told: list[Repair] = []
        if self.softened.matrix.acyclic and (pool := self._pooled()) is not None:
            told.append(pool)
        for part in parts[:_REPLACED]:
            others = [other for other in parts if other is not part]
            kept, given = _columns(others), np.concatenate([np.zeros(0, np.int64), *(p.given for p in others)])
            shut, seen = part.columns, set[frozenset[Hashable]]()
            for _ in range(_ALTERNATIVES):
                if not self._left_over():
                    return told
                trial = self.softened.without(kept, given).without(shut)
                other = least(trial.matrix, self._left(_SHARE), self.brancher)
                if other.x is None or other.value == 0:
                    break
                new = [p for p in self._parts(trial, other) if not np.isin(p.columns, kept).all()]
                units, about = sum(p.units for p in new), frozenset(p.change.about for p in new)
                # What the law asks is no alternative to a number.
                if not new or part.change.about in about or about in seen or units >= LAST_RESORT > part.units:
                    break
                seen.add(about)
                if len(new) <= _LONGEST and self._helps([*(p for p in others if p.change.about not in about), *new]):
                    told.append(Repair(_changes(new), units, False, True, part.change))
                shut = np.union1d(shut, np.setdiff1d(_columns(new), kept))
        return told

    def _pooled(self) -> Repair | None:
        """Return the change to `pool`, if that alone does."""
        change = release_first.to_pool(self.case)
        if change is None or not self._possible(change.apply(self.case)):
            return None
        return Repair((change,), 1, False, True)

    def _conflict(self, found: Impossible | None, units: int) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
        """Return requirements that exclude each other, in words, and what they add up to; `found` if known already."""
        softened = self.softened
        shut = np.append(
            np.flatnonzero(softened.exceptions.price > 0), np.arange(softened.matrix.first, softened.matrix.columns)
        )
        hard, told = softened.without(shut).matrix, list[Event]()
        if hard.acyclic and (rows := ring_conflict(hard, *self._short())) is not None:
            return (*self._rows_said(hard, rows.tolist()), _RINGS), ()
        said, arithmetic = list[Text](), list[Text]()
        open_ = hard
        for _ in range(1 if units <= 1 or self.softened.matrix.pairs > _LARGE else _CONTRADICTIONS):
            if found is None:
                Tiers(open_, self._left(_SHARE), told.append, self.brancher).run(most=1)
                found = next((event for event in told if isinstance(event, Impossible)), None)
            if found is None:
                break
            said += [_BESIDES] * bool(said) + [*self._rows_said(hard, found.conflict)]
            rows = np.array(found.conflict, np.int64)
            if hard.acyclic and found.multipliers is None and rests_on_rings(hard, rows, *self._short()):
                said.append(_RINGS)
            arithmetic += [text for row in found.conflict if (text := self._closed_way(row)) is not None]
            arithmetic += [text for row in found.conflict if (text := self._nothing_counts(hard, row)) is not None]
            arithmetic += _sum(open_, found)
            # What this one asks may give way: is there another?
            given = open_.columns_of(rows)
            upper = open_.upper.copy()
            upper[given] = softened.matrix.upper[given]
            open_, found = replace(open_, upper=upper), None
            told.clear()
        return tuple(dict.fromkeys(said)), tuple(dict.fromkeys(arithmetic))

    def _nothing_counts(self, hard: Matrix, row: int) -> Text | None:
        """Say that no open move counts for a row that asks for some."""
        block = next(b for b in self.softened.blocks if b.first <= row < b.first + b.count)
        y = np.zeros(len(hard.row_lower), np.int64)
        y[row] = 1
        counts = hard.rows.priced(y, np.arange(hard.pairs)) > 0
        if block.owner == locks.NAME or hard.row_lower[row] <= 0 or (counts & (hard.upper[: hard.pairs] > 0)).any():
            return None
        said = block.say(row - block.first)
        return Text(
            f"“{said.zh}”：现在没有一个可行的调动能计入（被交流范围、编制、学科或人员的规定关着，或没有这样的人）。",
            f"'{said.en}': no possible move counts for it (routes, establishment, subjects or who may move close "
            "them all, or there is nobody).",
        )

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
        if len(ways) and not self.softened.exceptions.shut[ways].all():
            return None
        who, where = teacher_name(self.case.district, t), school_name(self.case.district, s)
        if self.case.standing.returning[t]:
            back = school_name(self.case.district, int(self.case.district.teacher_origin[t]))
            return Text(
                f"{who.zh}交流期满，只能返回{back.zh}，不能去{where.zh}。",
                f"The term of {who.en} has ended: the only way is back to {back.en}, not to {where.en}.",
            )
        if len(ways) == 0:
            return Text(f"{where.zh}没有{who.zh}能任教的岗位。", f"{where.en} has no post that {who.en} teaches.")
        said = [change.text for change in self.softened.exceptions.changes(int(ways[0]), flows=True)]
        return Text(
            f"{who.zh}现在去不了{where.zh}；要去，至少须：{'；'.join(t.zh for t in said)}。",
            f"{who.en} cannot go to {where.en} as it is; it would at least take: {'; '.join(t.en for t in said)}.",
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
