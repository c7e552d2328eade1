"""In which order people choose (rulebook 5b, `rank-order`): by score, the policy's further columns, then a draw.

Groups (stage and subject applied for) decide only who precedes whom within them; whom a number shared by several groups
goes to, one merged order decides. Both hold in one order of everybody by the same key: groups that share nothing cannot
disturb each other in it, and those that share something are merged by it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.case import Case
from models.coefficients import FloatArray
from models.district import BoolArray


@dataclass(frozen=True)
class Turn:
    """One person's turn: position of the teacher, and the rank told, among the group's or among everybody."""

    teacher: int
    group: str
    rank: int


def scores(case: Case) -> FloatArray:
    """Return everybody's score, NaN where there is none; shape (teachers,)."""
    return np.asarray(case.facts.people["score"].cells, np.float64)


def applied(case: Case) -> list[str]:
    """Return the stage and subject everybody applies for, as `stage:subject`: the main ones where none is named."""
    teachers = case.district.teachers
    main = teachers["stage"] + ":" + teachers["subject"]
    return [str(post) for post in teachers["apply_for"].where(teachers["apply_for"] != "", main)]


def drawn_person(seed: str, code: str) -> str:
    """Return a person's draw: the first ten hex digits of the SHA-256 of `seed` and the staff number, a line each.

    The least goes first: the first five digits decide and then the next five, as with the numbers of the goals.
    """
    return hashlib.sha256(f"{seed}\n{code}".encode()).hexdigest()[:10]


def turns(case: Case, among: BoolArray) -> list[Turn]:
    """Return whose turn it is, first to last, of the people of `among`, shape (teachers,).

    The larger score first, none last; then each column of `ranking.ties`, empty cells last; then the draw.
    """
    ranking = case.policy.ranking
    people = np.flatnonzero(among)
    codes = case.district.teachers["teacher_id"].to_numpy(object)
    draws = [drawn_person(case.policy.draw_seed, codes[t]) for t in people.tolist()]
    keys = [-scores(case)[people]]
    for tie in ranking.ties:
        value = tie_values(case, tie.removeprefix("-"))[people]
        keys.append(value if tie.startswith("-") else -value)
    known = [np.where(np.isnan(key), np.inf, key).tolist() for key in keys]
    order = [person[-1] for person in sorted(zip(*known, draws, codes[people], people.tolist(), strict=True))]
    groups = applied(case) if ranking.by == "subject" else [""] * len(codes)
    seen: dict[str, int] = {}
    found = []
    for teacher in order:
        group = groups[teacher]
        seen[group] = seen.get(group, 0) + 1
        found.append(Turn(teacher, group, seen[group]))
    return found


def tie_values(case: Case, column: str) -> FloatArray:
    """Return a column as numbers that compare, NaN where a cell holds none; yes is more than no."""
    fact = case.facts.people[column]
    if fact.kind in ("text", "list"):
        return pd.to_numeric(pd.Series(list(fact.cells)), errors="coerce").to_numpy(np.float64)
    return np.asarray(fact.cells, np.float64)
