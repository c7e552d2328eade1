"""The engine run in this process, and the same question answered by trying every plan there is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count as count_from
from itertools import islice, product
from math import prod
from random import Random

import numpy as np

from models.case import Case
from models.formulate import Formulated, formulate
from models.goals.registry import GOALS
from models.plan import Plan
from models.program import Matrix
from models.proof import Multipliers
from models.recount import Recount
from optimizer.brancher import Inline
from optimizer.events import Event, Finished, Impossible, Incumbent, Settings, TierDone
from optimizer.guide import Guided
from optimizer.process import work_through
from optimizer.ripple import Near
from optimizer.tiers import Tiers
from tests.models.random_policies import breaches, openings_of, random_case

ONE = Settings(workers=1)


@dataclass(frozen=True)
class Told:
    """What a solve told: its last plan (pair numbers), tiers, rows that contradict each other, and the blend."""

    chosen: tuple[int, ...] | None
    tiers: tuple[TierDone, ...]
    conflict: tuple[int, ...] | None
    blended: Multipliers | None = None

    @property
    def values(self) -> tuple[int, ...]:
        """The value of each tier finished."""
        return tuple(tier.value for tier in self.tiers)

    def proven(self, matrix: Matrix) -> bool:
        """Whether every tier came to an end, plan and bound alike."""
        return len(self.tiers) == len(matrix.objectives) and all(t.value == t.bound for t in self.tiers)


def run(matrix: Matrix, settings: Settings = ONE, near: Near | None = None, guide: Guided | None = None) -> Told:
    """Solve a program in this process."""
    events: list[Event] = []
    tiers = Tiers(matrix, settings, events.append, near=near, guide=guide)
    tiers.run()
    assert isinstance(events[-1], Finished)
    plans = [e for e in events if isinstance(e, Incumbent)]
    conflicts = [e.conflict for e in events if isinstance(e, Impossible)]
    return Told(
        tuple(plans[-1].chosen.tolist()) if plans else None,
        tuple(e for e in events if isinstance(e, TierDone)),
        conflicts[-1] if conflicts else None,
        tiers.blended,
    )


def in_this_process(case: Case, settings: Settings, on_event: Callable[[Event], None]) -> None:
    """Solve a case as `optimizer.process.watch` does, but here; a crash is the test's."""
    began, formulated = time.monotonic(), formulate(case)
    work_through(formulated.program, settings, on_event, began, Inline(), Near.of(formulated))


def plan_of(formulated: Formulated, told: Told) -> Plan | None:
    """Return the plan a solve told last."""
    if told.chosen is None:
        return None
    mask = np.zeros(len(formulated.pairs), dtype=bool)
    mask[list(told.chosen)] = True
    return formulated.plan(mask)


def every_plan(recount: Recount) -> Iterator[Plan]:
    """Yield every plan of open moves, one move a person at most."""
    choices = [[None, *openings_of(recount, code)] for code in recount.people]
    for picked in product(*choices):
        yield Plan.of(tuple(m for m in picked if m is not None))


def plans_there_are(recount: Recount) -> int:
    """Count the plans `every_plan` would try."""
    return prod(1 + len(openings_of(recount, code)) for code in recount.people)


def best_by_trying(case: Case, recount: Recount) -> tuple[tuple[int, ...], Plan] | None:
    """Return the least tiers over all plans that keep every rule, with that plan; None if none does."""
    valid = (plan for plan in every_plan(recount) if breaches(recount, plan) == 0)
    return min(((worth(case, recount, plan), plan) for plan in valid), key=lambda found: found[0], default=None)


def worth(case: Case, recount: Recount, plan: Plan) -> tuple[int, ...]:
    """Return the tiers of a plan, each goal counted by the recount."""
    goals = {goal: GOALS[goal].value(recount, plan) for tier in case.tiers for goal in tier}
    return tuple(sum(weight * goals[goal] for goal, weight in tier.items()) for tier in case.tiers)


@dataclass(frozen=True)
class Puzzle:
    """A small case with its program and the answer found by trying."""

    seed: int
    case: Case
    formulated: Formulated
    best: tuple[tuple[int, ...], Plan] | None

    @property
    def matrix(self) -> Matrix:
        """The program's numbers."""
        return self.formulated.program.matrix


def puzzles(first: int, count: int, fewest: int, most: int, *, stuck: bool = False) -> tuple[Puzzle, ...]:
    """Draw cases that have between `fewest` and `most` plans to try; `stuck`: of which moving nobody is none.

    They are drawn once for all tests: whoever asks for fewer gets the first of them.
    """
    found, more = _puzzles(first, fewest, most, stuck)
    found += islice(more, max(0, count - len(found)))
    return tuple(found[:count])


@cache
def _puzzles(first: int, fewest: int, most: int, stuck: bool) -> tuple[list[Puzzle], Iterator[Puzzle]]:
    """Return the puzzles drawn so far, and what draws the next ones."""

    def drawn() -> Iterator[Puzzle]:
        for seed in count_from(first + 1):
            rng = Random(seed)
            case = random_case(rng, gentle=rng.random() < 0.85, baseline=rng.random() < 0.25)
            recount = Recount(case.district, case.policy, case.baseline)
            if fewest <= plans_there_are(recount) <= most and not (stuck and breaches(recount, Plan(())) == 0):
                yield Puzzle(seed, case, formulate(case), best_by_trying(case, recount))

    return [], drawn()
