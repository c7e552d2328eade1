"""What a running solve tells: plain data that crosses from the solving process to whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.district import IntArray


@dataclass(frozen=True)
class Settings:
    """How a solve runs. With every tier proven, the plan does not depend on any of these.

    Attributes
    ----------
    seconds : limit of the whole solve; None for none.
    gap : a tier is left once its relative gap is at most this; 0 asks for proof.
    workers : threads of the search.
    seed : of the solver's own random choices; has nothing to do with the lottery.
    """

    seconds: float | None = None
    gap: float = 0.0
    workers: int = 2
    seed: int = 0


@dataclass(frozen=True)
class Stage:
    """A step begins: which tier (from 0), and whether its bound or its plan is being looked for."""

    tier: int
    step: Literal["bound", "search"]


@dataclass(frozen=True)
class Incumbent:
    """A better plan: the pairs it chooses, and what the running tier is worth in it."""

    tier: int
    value: int
    chosen: IntArray


@dataclass(frozen=True)
class Raised:
    """A better bound on the running tier; `exact` if integer arithmetic proves it, not a solver's word."""

    tier: int
    bound: int
    exact: bool


@dataclass(frozen=True)
class TierDone:
    """A tier is finished: proven, or as good as time allowed."""

    tier: int
    value: int
    bound: int


@dataclass(frozen=True)
class Impossible:
    """No plan keeps every rule, found twice by different ways; the rows named contradict each other."""

    conflict: tuple[int, ...]


@dataclass(frozen=True)
class Finished:
    """The solve came to its end: every tier done, or out of time."""


@dataclass(frozen=True)
class Crashed:
    """The solving process failed; `trace` says where."""

    trace: str


Event = Stage | Incumbent | Raised | TierDone | Impossible | Finished | Crashed
