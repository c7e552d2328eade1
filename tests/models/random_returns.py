"""Exchange terms that have ended for random districts, and what random policies say of them.

Drawn apart, so that what is drawn beside them stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from models.tables import OUTSIDE

Draw = dict[str, Any]


def end_terms(rng: Random, teachers: list[Draw], schools: list[str], now: int) -> None:
    """End the terms of some people who came from another school, in half of the districts."""
    if rng.random() < 0.5:
        return
    for teacher in teachers:
        if rng.random() < 0.5:
            teacher |= {
                "term_end": rng.choice((now, now, now - 1, now - 30, now + 1)),
                "origin_school": rng.choice((*schools, *schools, OUTSIDE, "县外某校", "")),
                "wish_return": rng.choice((True, False, None)),
            }
            if rng.random() < 0.5:
                teacher["payroll_school"] = teacher["origin_school"] if teacher["origin_school"] in schools else ""


def random_returns(rng: Random, who: Callable[[Random], Draw], *, gentle: bool) -> Draw:
    """Draw the section of a policy; most policies have none."""
    if rng.random() < (0.6 if gentle else 0.4):
        return {}
    unless = [
        {"who": who(rng) if rng.random() < 0.5 else {}, "then": rng.choice(("stay", "again", "again"))}
        for _ in range(rng.choice((0, 1, 1, 2)))
    ]
    return {"returns": {"wish": rng.random() < 0.5, "unless": unless}}
