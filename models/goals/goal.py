"""What a goal is: an integer, smaller is better, as costs of the program and as a count of its own.

Like a rule's check, a goal's `value` shares no code with its `cost`. Its `parts` say who stands behind the number: they
add up to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.draft import Draft, Expression
from models.plan import Plan
from models.recount import Recount
from models.words import Text

PEOPLE = Text("人", "people")


@dataclass(frozen=True)
class Part:
    """What one person, post, school, couple or group adds to a goal's value.

    Attributes
    ----------
    key : what adds it, in codes and the policy's own names: the same in every plan.
    units : how much, never 0.
    text : a sentence that carries the numbers it comes from.
    """

    key: tuple[str, ...]
    units: int
    text: Text
    teachers: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """A goal of a tier (rulebook 5).

    Attributes
    ----------
    parts : what the value of a plan is made of, in no order; they add up to it exactly.
    counted : what a part stands for, as numbers of it are told: 3人, 3 people.
    """

    name: str
    title: Text
    meaning: Text
    value: Callable[[Recount, Plan], int]
    cost: Callable[[Draft], Expression]
    parts: Callable[[Recount, Plan], list[Part]]
    counted: Text = PEOPLE
