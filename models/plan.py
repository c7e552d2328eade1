"""A plan and the outcome of a solve, as data.

Source: rulebook 3 (a plan), 6 (what a solve writes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from models.proof import Certificate
from models.words import Text

if TYPE_CHECKING:
    from models.choosing import StageResult

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


class Move(NamedTuple):
    """One teacher's new post, in codes and the bureau's own words."""

    teacher_id: str
    to_school: str
    stage: str
    subject: str


@dataclass(frozen=True)
class Plan:
    """The moves of a plan, sorted by teacher; who is not listed stays."""

    moves: tuple[Move, ...]

    @classmethod
    def of(cls, moves: list[Move] | tuple[Move, ...]) -> Plan:
        """Return the plan of these moves, in key order."""
        return cls(tuple(sorted(moves)))


@dataclass(frozen=True)
class TierResult:
    """One tier of goals: value reached, proven lower bound, and whether they meet.

    `certified` is the part of the bound that multipliers prove in integers; what is above rests on a solver's word.
    """

    goals: Mapping[str, int]
    value: int
    bound: int
    proven: bool
    certified: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a solve found: a plan with its tiers, or the proof or admission that there is none."""

    status: Status
    plan: Plan | None = None
    tiers: tuple[TierResult, ...] = ()
    unplaced: int = 0
    started: str = ""
    seconds: float = 0.0
    parameters: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    """Rule -> breaches the independent check found (all 0, or the plan is withheld)."""
    explanation: tuple[Text, ...] = ()
    phases: Mapping[str, float] = field(default_factory=dict)
    """Seconds spent on reading the tables (where that is known), building the program, bounds, search and check."""
    stages: tuple[StageResult, ...] = ()
    """What each stage matched before the tiers placed the rest (rulebook 5b)."""
    granted: tuple[Move, ...] = ()
    """The moves of all stages: the tiers kept to them."""
    certificate: Certificate | None = None
    """The multipliers of the finished tiers, or those that prove an impossible case impossible."""


@dataclass(frozen=True)
class Breach:
    """One place where a plan breaks a hard rule, in the planner's words."""

    rule: str
    text: Text
    teachers: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
