"""What choosing in stages came to (rulebook 5b): who asked for which place, and what became of it; plain data."""

from __future__ import annotations

from dataclasses import dataclass

from models.plan import Move
from models.policy_stages import Mode
from models.words import Text


@dataclass(frozen=True)
class Asked:
    """One place a person asked for, in turn.

    Attributes
    ----------
    turn : the person's place in the order of everybody; `rank` : the rank told, within `group` where there are groups.
    choice : the rank at which the person listed the school.
    move : the place; `refused` says why it was not granted, None if it was.
    proven : whether the refusal is proven to be needed, not given for want of time.
    """

    turn: int
    group: str
    rank: int
    choice: int
    move: Move
    refused: Text | None = None
    proven: bool = True


@dataclass(frozen=True)
class Closed:
    """A pair that two-way choosing closed, and why."""

    move: Move
    reason: Text


@dataclass(frozen=True)
class StageResult:
    """What one stage matched.

    Attributes
    ----------
    matched : the moves it fixed.
    asked : in rank order, everything asked for, turn by turn.
    closed : pairs closed by two-way choosing.
    unplaced : on a named plan, the least number of people left without a place that every choice had to keep to.
    """

    name: str
    mode: Mode
    matched: tuple[Move, ...]
    asked: tuple[Asked, ...] = ()
    closed: tuple[Closed, ...] = ()
    unplaced: int | None = None

    @property
    def refused(self) -> tuple[Asked, ...]:
        """What was asked for and not granted."""
        return tuple(asked for asked in self.asked if asked.refused is not None)

    @property
    def proven(self) -> bool:
        """Whether every refusal is proven."""
        return all(asked.proven for asked in self.asked)
