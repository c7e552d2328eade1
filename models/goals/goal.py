"""What a goal is: an integer, smaller is better, as costs of the program and as a count of its own.

Like a rule's check, a goal's `value` shares no code with its `cost`. Its `parts` say who stands behind the number: they
add up to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from models.draft import Draft, Expression
from models.plan import Plan
from models.recount import Recount
from models.words import Text, many


class Counted(NamedTuple):
    """What the parts of a goal are: the measure word that follows a number, in English of one and of several."""

    zh: str
    one: str
    more: str

    def say(self, count: int) -> Text:
        """Say a number of them: 3人, 3 people."""
        return Text(f"{count}{self.zh}", many(count, self.one, self.more))


PEOPLE = Counted("人", "person", "people")
ENTRIES = Counted("项", "entry", "entries")


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
    counted : what a part stands for.
    """

    name: str
    title: Text
    meaning: Text
    value: Callable[[Recount, Plan], int]
    cost: Callable[[Draft], Expression]
    parts: Callable[[Recount, Plan], list[Part]]
    counted: Counted = PEOPLE
