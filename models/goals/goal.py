"""What a goal is: an integer, smaller is better, as costs of the program and as a count of its own.

Like a rule's check, a goal's `value` shares no code with its `cost`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.draft import Draft, Expression
from models.plan import Plan
from models.recount import Recount
from models.words import Text


@dataclass(frozen=True)
class Goal:
    """A goal of a tier (rulebook 5)."""

    name: str
    title: Text
    meaning: Text
    value: Callable[[Recount, Plan], int]
    cost: Callable[[Draft], Expression]
