"""An appeal as data: who objects, to what, and how it was ruled; a fact known too late is the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["deferral", "kin", "choice", "fact", "must", "never", "stay", "closed", "post", "establishment"]
Ruling = Literal["upheld", "dismissed", "pending"]

OF_SCHOOLS: tuple[Kind, ...] = ("closed", "post", "establishment")
"""Late facts about a school; all others are about a person."""


@dataclass(frozen=True)
class Appeal:
    """One line of the table of appeals.

    Attributes
    ----------
    row : in the file, as Excel counts.
    teacher_id : whom it is about, "" for a fact about a school.
    school_id : kinds `choice`, `must`, `never`, and those about a school.
    other, relation : kind `kin`: the other person, and what they are to each other.
    rank, zone : kind `choice`: which line of the list is corrected ("the first ones" without), and a zone for a school.
    stage, subject : kind `post`.
    column : kind `fact`: a column of the roster, by its English name or the bureau's own.
    value : kinds `deferral` (the word added to the special circumstances), `fact`, `post`, `establishment`: what
        the cell should hold, written as the bureau's tables write it.
    """

    row: int
    teacher_id: str
    kind: Kind
    school_id: str = ""
    reason: str = ""
    ruling: Ruling = "pending"
    ruled_by: str = ""
    other: str = ""
    relation: str = ""
    rank: int | None = None
    zone: str = ""
    stage: str = ""
    subject: str = ""
    column: str = ""
    value: str = ""

    @property
    def upheld(self) -> bool:
        """Whether it changes anything."""
        return self.ruling == "upheld"


def upheld(appeals: Iterable[Appeal]) -> tuple[Appeal, ...]:
    """Return the appeals that were upheld, in their order."""
    return tuple(appeal for appeal in appeals if appeal.upheld)


def reconsidered(appeals: Iterable[Appeal]) -> frozenset[str]:
    """Return whose own place is looked at again: people whose list or facts an upheld appeal corrects."""
    return frozenset(appeal.teacher_id for appeal in upheld(appeals) if appeal.kind in ("choice", "fact"))
