"""Next year's roster: who moved where, what became of terms, and nothing of what was said for one year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.case import Case
from models.district import District, frame
from models.units import topmost
from scenarios.year.moves import unmoved

SAID_FOR_ONE_YEAR = ("applies", "consent", "wish_return", "apply_for")
"""What people and schools declare anew each year."""
ANOTHER_TERM = 12
"""Months that somebody serves who is to be exchanged again and was not moved."""


def roster_after(case: Case, moves: pd.DataFrame) -> pd.DataFrame:
    """Return the roster after the moves (`scenarios.year.moves`) and after the terms that have ended."""
    return _after_terms(case, moves, _teachers(case.district, case.policy.month, moves))


def _teachers(district: District, month: int, moves: pd.DataFrame) -> pd.DataFrame:
    """Write who moved where into the roster, and clear what was said for one year."""
    people = district.teachers.copy()
    at = moves["at"].to_numpy(np.int64)
    people["also"] = _also(people, moves)
    unit = np.append(topmost(district), -1)  # 系统外 comes last
    left, entered = (district.positions(moves[end], district.school_at) for end in ("from_school", "to_school"))
    new_unit = unit[left] != unit[entered]
    written: dict[str, npt.NDArray[np.object_]] = {
        "school_id": moves["to_school"].to_numpy(object),
        "stage": moves["stage"].to_numpy(object),
        "subject": moves["subject"].to_numpy(object),
        "payroll_school": moves["payroll"].to_numpy(object),
        "origin_school": moves["origin"].to_numpy(object),
    }
    lowered = moves["hired_as"].to_numpy(object)
    written["title"] = np.where(lowered != "", lowered, people["title"].to_numpy(object)[at])
    for column, cells in written.items():
        whole = people[column].to_numpy(object).copy()
        whole[at] = cells
        people[column] = pd.Series(whole, index=people.index, dtype=object)
    now = pd.Series(month, index=moves.index, dtype="Int64")
    unit_joined = pd.Series(people["unit_joined"].array[at], index=moves.index).mask(new_unit, month)
    ends = moves["term_end"].astype("Int64").mask(moves["returns"].to_numpy(bool))
    for column, months in (("joined", now), ("post_since", now), ("unit_joined", unit_joined), ("term_end", ends)):
        cells_of = people[column].copy()
        cells_of.iloc[at] = months.array
        people[column] = cells_of
    blank = frame("teachers", [{}])
    for column in SAID_FOR_ONE_YEAR:
        people[column] = pd.Series([blank[column].iloc[0]] * len(people), index=people.index, dtype=blank[column].dtype)
    return people


def _after_terms(case: Case, moves: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Write what became of those whose term has ended and who were not moved."""
    stays, again = (unmoved(case, moves, then) for then in ("stay", "again"))
    for column in ("payroll_school", "origin_school"):
        people[column] = people[column].mask(stays, "")
    people["term_end"] = people["term_end"].mask(stays, pd.NA).mask(again, case.policy.month + ANOTHER_TERM)
    return people


def _also(people: pd.DataFrame, moves: pd.DataFrame) -> pd.Series:
    """Return what else people can teach: who now teaches something else can still teach what they taught."""
    cells = people["also"].to_numpy(object).copy()
    for t, stage, subject in zip(moves["at"], moves["stage"], moves["subject"], strict=True):
        old = f"{people['stage'].iloc[t]}:{people['subject'].iloc[t]}"
        cells[t] = tuple(post for post in dict.fromkeys((old, *cells[t])) if post != f"{stage}:{subject}")
    return pd.Series(cells, index=people.index, dtype=object)
