"""Next year's history: what was known of exchanges, what ends this year, and what this year adds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.account import account
from models.case import Case
from models.district import frame
from models.plan import Plan
from models.tables import OUTSIDE, OUTSIDE_NAME
from models.terms import AFTER_TERM
from scenarios.year.moves import unmoved, with_ends
from scenarios.year.roster import ANOTHER_TERM
from scenarios.year.told_years import years_to_tell

MOVED, APPLIED = "交流轮岗", "自愿报名"
"""Types of exchanges whose route has no name, and of applications published and not placed."""

Row = Mapping[str, object]


def this_years_exchanges(case: Case, plan: Plan) -> pd.DataFrame:
    """Return the rows of `history` 交流经历表 of the exchanges a plan begins or prolongs, by teacher.

    Returns
    -------
    A frame typed as the table `history`: `teacher_id`, `start` (the policy's month), `end` (NA without a term), `type`
    (the route's name), `from_school` and `to_school` (names), `transfer`; `result` is empty. Who goes back at the end
    of a term begins no exchange, who leaves the district is in no table any more: they have no row.

    Raises
    ------
    ValueError : as `history_after`.
    """
    moves = with_ends(case, account(case.district, case.policy, case.standing, plan).moves)
    rows = [*_of_moves(case, moves[moves["to_school"] != OUTSIDE]), *_of_terms_again(case, moves)]
    _refuse_twice(case, rows)
    return frame("history", sorted(rows, key=lambda row: str(row["teacher_id"])))


def history_after(case: Case, moves: pd.DataFrame) -> pd.DataFrame:
    """Close the exchanges movers were in, and add this year's: moves, and applications that could not be placed.

    Where the district gave no history, the years its roster tells come first (`scenarios.year.told_years`).

    Parameters
    ----------
    moves : as `scenarios.year.moves.with_ends` returns them.

    Raises
    ------
    ValueError : if a row begun in the policy's month is there already for somebody who would get one.
    """
    month = case.policy.month
    table = _with_rows(case.district["history"].copy(), years_to_tell(case.district, month))
    rows = [*_of_moves(case, moves), *_of_applications(case, moves), *_of_terms_again(case, moves)]
    _refuse_twice(case, rows)
    running = table["teacher_id"].isin(moves["teacher_id"]) & (table["start"] < month) & ~table["credited"].astype(bool)
    table.loc[running & (table["end"].isna() | (table["end"] > month)), "end"] = month
    return _with_rows(table, frame("history", rows))


def _refuse_twice(case: Case, rows: list[Row]) -> None:
    table = case.district["history"]
    begun = set(table["teacher_id"][table["start"] == case.policy.month])
    again = begun.intersection(str(row["teacher_id"]) for row in rows)
    if again:
        raise ValueError(f"history already holds this year's exchanges of {', '.join(sorted(again))}")


def _with_rows(table: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return a table with new rows under it, empty in the bureau's own columns."""
    if new.empty:
        return table
    own = dict.fromkeys(table.columns.difference(new.columns), "")
    return pd.concat([table, new.assign(**own)[table.columns]], ignore_index=True)


def _of_moves(case: Case, moves: pd.DataFrame) -> list[Row]:
    month, name = case.policy.month, _names(case)
    return [
        {
            "teacher_id": move["teacher_id"], "start": month,
            "end": move["term_end"] if pd.isna(move["term_end"]) else max(month, move["term_end"]),
            "type": MOVED if move["route"] == "" or move["route"].isdigit() else move["route"],
            "from_school": name[move["from_school"]], "to_school": name[move["to_school"]],
            "transfer": move["transfer"],
        }
        for move in moves[~moves["returns"]].to_dict("records")
    ]  # fmt: skip


def _of_applications(case: Case, moves: pd.DataFrame) -> list[Row]:
    """Credit everybody who could be moved, applied, and was not placed."""
    month, name, teachers = case.policy.month, _names(case), case.district.teachers
    applied = teachers["applies"].fillna(False).to_numpy(bool) & case.standing.movable
    applied[moves["at"].to_numpy(np.int64)] = False
    applied &= ~unmoved(case, moves, "again").to_numpy(bool)
    return [
        {
            "teacher_id": code, "start": month, "end": month, "type": APPLIED, "from_school": name[school],
            "credited": True,
        }
        for code, school in teachers.loc[applied, ["teacher_id", "school_id"]].itertuples(index=False)
    ]  # fmt: skip


def _of_terms_again(case: Case, moves: pd.DataFrame) -> list[Row]:
    """Give who serves another term, and was not moved, a year of it."""
    month, name, teachers = case.policy.month, _names(case), case.district.teachers
    goes_on = unmoved(case, moves, "again")
    return [
        {
            "teacher_id": code, "start": month, "end": month + ANOTHER_TERM, "type": AFTER_TERM["again"].zh,
            "from_school": name.get(origin, origin), "to_school": name[school], "transfer": False,
        }
        for code, origin, school in teachers.loc[goes_on, ["teacher_id", "origin_school", "school_id"]].itertuples(
            index=False
        )
    ]  # fmt: skip


def _names(case: Case) -> dict[str, str]:
    """School code -> name; of 系统外 too."""
    schools = case.district.schools
    return dict(zip(schools["school_id"], schools["name"], strict=True)) | {OUTSIDE: OUTSIDE_NAME.zh}
