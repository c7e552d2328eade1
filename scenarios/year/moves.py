"""The moves of a plan with what they leave behind: who goes back, whose relation stays, who has a way back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.case import Case


def with_ends(case: Case, moves: pd.DataFrame) -> pd.DataFrame:
    """Return the moves of an account with what next year's tables ask of them.

    Parameters
    ----------
    moves : as `models.account.Account.moves`, a row a move.

    Returns
    -------
    The same rows, and the columns `at` (position of the person), `returns` (bool: to the school of origin, at the end
    of a term), `origin` and `payroll` (school codes to come, "" for none of their own).
    """
    district, policy = case.district, case.policy
    people = district.teachers
    at = district.positions(moves["teacher_id"], district.teacher_at)
    origin, payroll = (people[column].to_numpy(object)[at] for column in ("origin_school", "payroll_school"))
    term = people["term_end"].fillna(0).to_numpy(np.int64)[at]
    over = (term > 0) & (term <= policy.month) & (origin != "")
    here, there = (moves[end].to_numpy(object) for end in ("from_school", "to_school"))
    back = over & (origin == there)
    stays = ~moves["transfer"].to_numpy(bool)
    lent = stays | moves["term_end"].notna().to_numpy(bool)
    whence = np.where(stays & over, origin, here)  # sent on without having gone back: still of the first school
    relation = np.where(payroll != "", payroll, here)
    return moves.assign(
        at=at,
        returns=back,
        origin=np.where(lent & ~back, whence, ""),
        payroll=np.where(stays & (relation != there), relation, ""),
    )


def unmoved(case: Case, moves: pd.DataFrame, then: str) -> pd.Series:
    """Return who is told this (`stay`, `again`: see `models.terms`) at the term's end and not moved, as a mask."""
    told = np.asarray(case.standing.after_term) == then
    told[moves["at"].to_numpy(np.int64)] = False
    return pd.Series(told, index=case.district.teachers.index)
