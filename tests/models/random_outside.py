"""People at 系统外 (`*`) for random districts: newcomers to be placed, and known departures.

Drawn apart, so that what is drawn beside them stays as it was.
"""

from __future__ import annotations

from random import Random
from typing import Any

from models.tables import OUTSIDE


def open_the_district(rng: Random, teachers: list[dict[str, Any]], locks: list[dict[str, Any]]) -> None:
    """Send some people of a district outside, and lock some of the others to leave it, in half of the districts."""
    if rng.random() < 0.5:
        return
    bound = {lock["teacher_id"] for lock in locks if lock["action"] in ("must", "stay")}
    for teacher in teachers:
        draw = rng.random()
        if draw < 0.15:
            teacher["school_id"] = OUTSIDE
        elif draw < 0.22:
            teacher["payroll_school"] = OUTSIDE
        elif draw < 0.35 and teacher["teacher_id"] not in bound:
            locks.append({"teacher_id": teacher["teacher_id"], "action": "must", "school_id": OUTSIDE})
        if rng.random() < 0.05:
            locks.append({"teacher_id": teacher["teacher_id"], "action": "never", "school_id": OUTSIDE})
