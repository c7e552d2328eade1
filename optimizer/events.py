"""What a running solve tells: plain data that crosses from the solving process to whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.district import IntArray
from models.proof import Multipliers
from models.words import Text


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
class Built:
    """The program is written: its open pairs, its columns (them included) and its rows."""

    pairs: int
    columns: int
    rows: int


@dataclass(frozen=True)
class Spent:
    """Time a part of the work took, in seconds."""

    on: Literal["build", "bound", "search"]
    seconds: float


@dataclass(frozen=True)
class Stage:
    """A step begins: which tier (from 0), and whether its bound or its plan is being looked for."""

    tier: int
    step: Literal["bound", "search"]


@dataclass(frozen=True)
class Incumbent:
    """A better plan.

    Attributes
    ----------
    value : what the running tier is worth in it; `values` : what every tier is, as the program counts.
    chosen : the pairs it chooses; `moves` : the teacher and the post (positions) of each, shape (2, moves).
    """

    tier: int
    value: int
    values: tuple[int, ...]
    chosen: IntArray
    moves: IntArray


@dataclass(frozen=True)
class Raised:
    """A better bound on the running tier; `exact` if integer arithmetic proves it, not a solver's word."""

    tier: int
    bound: int
    exact: bool


@dataclass(frozen=True)
class TierDone:
    """A tier is finished: proven, or as good as time allowed; `certified` is what the multipliers prove."""

    tier: int
    value: int
    bound: int
    multipliers: Multipliers
    certified: int


@dataclass(frozen=True)
class Impossible:
    """No plan keeps every rule, found twice by different ways; the rows named contradict each other.

    Where multipliers alone prove it, they are told: they bound a cost of nothing above nothing.
    """

    conflict: tuple[int, ...]
    multipliers: Multipliers | None = None
    said: tuple[Text, ...] = ()
    """The rows in words."""


@dataclass(frozen=True)
class Finished:
    """The solve came to its end: every tier done, or out of time."""


@dataclass(frozen=True)
class Crashed:
    """The solving process failed; `trace` says where."""

    trace: str


Event = Built | Spent | Stage | Incumbent | Raised | TierDone | Impossible | Finished | Crashed
