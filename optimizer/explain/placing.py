"""Why not everybody on the list can be placed: how many can at most, where places are short, what would place all."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.explain.seats import Seats, short_seats
from models.formulate import formulate
from models.program import Program
from models.standing import outgoing_mask
from models.words import Text
from optimizer.brancher import Apart
from optimizer.events import Event, Settings, TierDone
from optimizer.explain.impossible import Diagnosis, diagnose
from optimizer.process import said_rows
from optimizer.tiers import Tiers

_PLACES = ("one_place", "establishment", "subject_balance")
"""Rules that say how many places there are, and that a person takes one."""
_SHARE = 0.5
"""Of the time, what counting those left without a place may take."""


@dataclass(frozen=True)
class Placing:
    """How many people of the list can be placed.

    Attributes
    ----------
    listed : people on the list; fixed : of these, people no plan may move.
    left : people without a place in the best plan found, those included; None if none was found.
    bound : at least so many, proven.
    short : stages and subjects with fewer places than people; limits : other rules that the proof rests on.
    everybody : what would place all who may move.
    """

    listed: int
    fixed: int
    left: int | None
    bound: int
    short: tuple[Seats, ...] = ()
    limits: tuple[Text, ...] = ()
    everybody: Diagnosis | None = None


def placing(case: Case, settings: Settings) -> Placing:
    """Count who can be placed (rulebook 4: a named plan places as many as can be, and proves that number)."""
    ends = time.monotonic() + (1e9 if settings.seconds is None else settings.seconds)
    listed = outgoing_mask(case.district)
    movable = np.flatnonzero(listed & case.standing.movable)
    fixed = int(listed.sum()) - len(movable)
    told: list[Event] = []
    half = replace(settings, seconds=_SHARE * (ends - time.monotonic()))
    program = formulate(case).program
    matrix = program.matrix
    tiers = Tiers(matrix, half, told.append, Apart())
    tiers.run(most=1)
    done = next((event for event in told if isinstance(event, TierDone)), None)
    left = None if tiers.best is None else matrix.objectives[0].at(tiers.best)
    bound = done.bound if done is not None else fixed
    if left is not None and left <= fixed:
        return Placing(int(listed.sum()), fixed, left, bound)
    rest = replace(settings, seconds=max(0.1, ends - time.monotonic()))
    limits = () if done is None else _limits(program, done)
    return Placing(int(listed.sum()), fixed, left, bound, short_seats(case), limits, diagnose(case, rest, movable))


def _limits(program: Program, done: TierDone) -> tuple[Text, ...]:
    """Say the rows, other than those of places, whose multipliers bound how many can be placed."""
    rows = [r for r in done.multipliers.rows.nonzero()[0].tolist() if program.block_of(r).owner not in _PLACES]
    return tuple(dict.fromkeys(said_rows(program, tuple(rows))))
