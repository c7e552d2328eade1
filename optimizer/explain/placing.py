"""Why not everybody on the list can be placed: how many can at most, where places are short, what would place all."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.explain.seats import Seats, short_seats
from models.formulate import formulate
from models.standing import outgoing_mask
from optimizer.brancher import Apart
from optimizer.events import Event, Settings, TierDone
from optimizer.explain.impossible import Diagnosis, diagnose
from optimizer.tiers import Tiers

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
    short : stages and subjects with fewer places than people.
    everybody : what would place all who may move.
    """

    listed: int
    fixed: int
    left: int | None
    bound: int
    short: tuple[Seats, ...] = ()
    everybody: Diagnosis | None = None


def placing(case: Case, settings: Settings) -> Placing:
    """Count who can be placed (rulebook 4: a named plan places as many as can be, and proves that number)."""
    ends = time.monotonic() + (1e9 if settings.seconds is None else settings.seconds)
    listed = outgoing_mask(case.district)
    movable = np.flatnonzero(listed & case.standing.movable)
    fixed = int(listed.sum()) - len(movable)
    told: list[Event] = []
    half = replace(settings, seconds=_SHARE * (ends - time.monotonic()))
    matrix = replace(formulate(case).program.matrix)
    tiers = Tiers(matrix, half, told.append, Apart())
    tiers.run(most=1)
    done = next((event for event in told if isinstance(event, TierDone)), None)
    left = None if tiers.best is None else matrix.objectives[0].at(tiers.best)
    bound = done.bound if done is not None else fixed
    if left is not None and left <= fixed:
        return Placing(int(listed.sum()), fixed, left, bound)
    rest = replace(settings, seconds=max(0.1, ends - time.monotonic()))
    return Placing(int(listed.sum()), fixed, left, bound, short_seats(case), diagnose(case, rest, movable))
