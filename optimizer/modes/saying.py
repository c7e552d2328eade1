"""A row of a program in words that may stand in plan.json: relatives are not named."""

from __future__ import annotations

from models.program import Program
from models.rules import avoidance, split_couples
from models.rules.registry import RULES
from models.words import Text

PRIVATE = (avoidance.NAME, split_couples.NAME)


def say_row(program: Program, row: int) -> Text:
    """Say a row; of one that speaks of relatives, the rule only."""
    owner = program.block_of(row).owner
    return RULES[owner].title if owner in PRIVATE else program.say(row)
