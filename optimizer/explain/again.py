"""A plan solved again with one person placed otherwise: the same program, a few bounds changed, the same proof.

What comes out is checked as every plan is, so a price is what that plan really costs, never a guess.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.case import Case
from models.district import BoolArray, IntArray
from models.formulate import Formulated, formulate
from models.plan import Outcome, Plan
from models.program import Matrix
from models.recount import Recount
from optimizer.events import Settings
from optimizer.explain.steps import Steps, solved_alone
from optimizer.modes.matched import clock
from optimizer.solve import Progress, checked
from optimizer.tiers import Tiers

STAY = ""
"""The outcome of who does not move; every other outcome is the code of a school."""
_STARTS = 30
"""Ways of a person that are tried for a plan to begin with."""
_LEAST_SECONDS = 0.5
"""Even where time is up a question is asked for as long as this: what is small is answered."""


@dataclass(frozen=True)
class Answer:
    """What solving again came to.

    Attributes
    ----------
    outcome : with a plan (`optimal` or `feasible`), without one (`infeasible`: proven; `unknown`: time was up).
    conflict : where it is proven impossible, rows of the program that contradict each other.
    asked : the outcome that was forced; None if some were only left out.
    """

    outcome: Outcome
    conflict: tuple[int, ...] = ()
    asked: str | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan found, if any."""
        return self.outcome.plan

    @property
    def impossible(self) -> bool:
        """Whether there is proven to be no plan."""
        return self.outcome.status == "infeasible"


class Again:
    """A case and its plan, ready to be solved again with one person placed otherwise.

    Parameters
    ----------
    teacher : whose place is asked about; a move of theirs that a stage fixed is free again, those of others are not.
    settings : `seconds` is for everything that is asked.
    """

    def __init__(self, case: Case, plan: Plan, teacher: str, settings: Settings) -> None:
        self.case = replace(case, granted=tuple(m for m in case.granted if m.teacher_id != teacher))
        self.plan, self.teacher, self.settings = plan, teacher, settings
        self.at = case.district.teacher_at[teacher]
        self.left = clock(settings.seconds)
        self.granted = next((m for m in case.granted if m.teacher_id == teacher), None)
        """The move a stage fixed for this person, if one did."""
        self._steps: Steps | None = None
        self._excluded: frozenset[str] = frozenset()
        """What the steps were taken without: whatever is asked next and leaves that out, too, begins from them."""

    @cached_property
    def formulated(self) -> Formulated:
        """The case as a program."""
        return formulate(self.case)

    @cached_property
    def recount(self) -> Recount:
        """The case counted one person at a time."""
        return Recount(self.case.district, self.case.policy, self.case.baseline, self.case.granted)

    @cached_property
    def ways(self) -> dict[str, IntArray]:
        """School -> the pairs that lead this person there, of those that are open."""
        pairs = self.formulated.pairs
        own = np.flatnonzero(pairs.teacher == self.at)
        codes = [*self.case.district.school_at]
        schools = [codes[s] for s in pairs.school[own].tolist()]
        return {school: own[[s == school for s in schools]] for school in sorted(set(schools))}

    @property
    def person_row(self) -> int:
        """The row of the program that says this person takes at most one post; -1 where there is no way to take."""
        core = self.formulated.program.matrix.core
        assert core is not None
        return int(core.person[self.at])

    def outcome_in(self, plan: Plan) -> str:
        """Return where a plan sends this person: a school, or `STAY`."""
        return next((m.to_school for m in plan.moves if m.teacher_id == self.teacher), STAY)

    def forced(self, outcome: str, share: int = 1) -> Answer:
        """Solve again with this person at a school, or staying.

        Parameters
        ----------
        share : among how many questions the time left is shared out.
        """
        kept = np.zeros(0, np.int64) if outcome == STAY else self.ways.get(outcome, np.zeros(0, np.int64))
        begun = self._steps if outcome not in self._excluded else None
        return replace(self._asked(kept, moves=outcome != STAY, share=share, begun=begun), asked=outcome)

    def without(self, outcomes: Collection[str], share: int = 1) -> Answer:
        """Solve again with this person at none of these places; the first such solve is kept to begin others from."""
        none = np.zeros(0, np.int64)
        kept = np.concatenate([none, *(pairs for school, pairs in self.ways.items() if school not in outcomes)])
        moves = STAY in outcomes
        if self._steps is not None or (moves and len(kept) == 0):
            begun = self._steps if self._excluded <= set(outcomes) else None
            return self._asked(kept, moves=moves, share=share, begun=begun)
        matrix, settings = self.matrix(kept, moves=moves), replace(self.settings, seconds=self._seconds(share))
        self._steps = Steps(self.case, matrix, settings, self._start(matrix, kept))
        self._excluded = frozenset(outcomes)
        return answer_of(self.case, self._steps.progress)

    def placed(self, share: int = 1) -> Answer:
        """Solve again with this person moved, wherever it may be."""
        return self.without((STAY,), share)

    def matrix(self, kept: IntArray, *, moves: bool) -> Matrix:
        """Return the program's numbers with only some pairs of this person open, and one of them taken if `moves`."""
        matrix, row = self.formulated.program.matrix, self.person_row
        upper, row_lower = matrix.upper.copy(), matrix.row_lower.copy()
        closed = np.setdiff1d(np.concatenate([np.zeros(0, np.int64), *self.ways.values()]), kept)
        upper[closed] = 0
        if moves and row >= 0:
            row_lower[row] = 1
        return replace(matrix, upper=upper, row_lower=row_lower)

    def _asked(self, kept: IntArray, *, moves: bool, share: int, begun: Steps | None) -> Answer:
        if moves and len(kept) == 0:
            return Answer(Outcome("infeasible"))  # no way is open
        matrix, settings = self.matrix(kept, moves=moves), replace(self.settings, seconds=self._seconds(share))
        start = self._start(matrix, kept)
        if begun is None:
            return answer_of(self.case, solved_alone(self.case, matrix, settings, start))
        return answer_of(self.case, begun.solved(matrix, settings, start))

    def _seconds(self, share: int) -> float | None:
        return None if self.settings.seconds is None else max(_LEAST_SECONDS, self.left() / max(1, share))

    def _start(self, matrix: Matrix, kept: IntArray) -> BoolArray | None:
        """Return the plan with this person placed otherwise and nobody else, if that keeps every rule."""
        chosen = self.formulated.chosen(self.plan)
        if chosen is None:
            return None
        for pairs in self.ways.values():
            chosen[pairs] = False
        ways = [kept[:0], *(kept[i : i + 1] for i in range(min(len(kept), _STARTS)))]  # nobody's way first: staying
        for way in ways:
            trial = chosen.copy()
            trial[way] = True
            if matrix.holds(trial):
                return trial
        return None


def answer_of(case: Case, progress: Progress) -> Answer:
    """Return what a solve came to, its plan checked.

    Raises
    ------
    DefectError : if the plan fails the check.
    """
    if progress.plan is not None:
        return Answer(checked(case, progress.plan, progress, Outcome("unknown")))
    if progress.impossible is not None:
        return Answer(Outcome("infeasible"), progress.impossible.conflict)
    return Answer(Outcome("unknown"))


def first_tier(case: Case, matrix: Matrix, settings: Settings) -> Answer:
    """Solve a case in its first tier only, by a program of its own; the other tiers are worth what they happen to be.

    Raises
    ------
    DefectError : if the plan fails the check.
    """
    progress = Progress(case.tiers)
    Tiers(matrix, settings, progress.take).run(1)
    return answer_of(case, progress)
