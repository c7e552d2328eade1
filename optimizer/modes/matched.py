"""What a mode is given and what it returns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from models.choosing import Asked
from models.district import BoolArray
from models.formulate import Formulated
from models.policy_stages import Stage
from models.program import Acyclic
from models.words import Text
from optimizer.events import Settings


@dataclass(frozen=True)
class Staged:
    """One stage about to run.

    Attributes
    ----------
    formulated : the law of the whole plan, with everything earlier stages matched fixed.
    narrowed : the same with the stage's own rules and, for its people, its routes only.
    among : whose stage it is, shape (teachers,).
    allowed : the pairs of `formulated` it may match, shape (pairs,).
    acyclic : over those pairs, arc sets that what is matched so far must keep free of cycles, beyond the law's.
    left : seconds left.
    """

    stage: Stage
    formulated: Formulated
    narrowed: Callable[[], Formulated]
    among: BoolArray
    allowed: BoolArray
    acyclic: tuple[Acyclic, ...]
    settings: Settings
    left: Callable[[], float]


@dataclass(frozen=True)
class Matched:
    """What a stage matched.

    Attributes
    ----------
    formulated : the program whose pairs are meant.
    chosen : the pairs matched, shape (pairs,).
    closed : pairs (numbers) two-way choosing closed, each with the reason.
    asked : what was asked for in rank order.
    unplaced : the least number without a place that every choice kept to.
    """

    formulated: Formulated
    chosen: BoolArray
    closed: tuple[tuple[int, Text], ...] = ()
    asked: tuple[Asked, ...] = ()
    unplaced: int | None = None


class StoppedError(Exception):
    """Time was up before a stage was done: who chose first must not gain by it, so there is no plan."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def clock(seconds: float | None) -> Callable[[], float]:
    """Return a clock of the seconds left."""
    ends = None if seconds is None else time.monotonic() + seconds
    return lambda: 1e9 if ends is None else ends - time.monotonic()
