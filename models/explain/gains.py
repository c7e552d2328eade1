"""Who gains and who loses by one plan against another: a person at a time, by what the tables tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["gains", "loses", "differs"]
Ground = Literal["title", "choice", "spouse", "minutes", "none"]


@dataclass(frozen=True)
class Lot:
    """How somebody fares under a plan.

    Attributes
    ----------
    school, stage, subject : the post at the end; the present one for who stays.
    moves : whether that is a move.
    rank : of the choice that reaches it; None where none does, or none was stated.
    minutes : on the way from home (or from the present school's zone), None where not known.
    lowered : hired one level lower.
    together : in one zone with the spouse; None where there is none, or a zone is not known.
    """

    school: str
    stage: str
    subject: str
    moves: bool
    rank: int | None = None
    minutes: int | None = None
    lowered: bool = False
    together: bool | None = None


@dataclass(frozen=True)
class Changed:
    """Somebody whose lot differs between two plans, whether that is better or worse, and by what it was decided."""

    teacher_id: str
    verdict: Verdict
    ground: Ground
    before: Lot
    after: Lot
