"""The next year's district: this year's tables after its plan was carried out (rulebook 1: the history columns).

What the year asked for is dropped (choices, lists, locks, numbers issued, applications and consents); what it did
becomes history, which next year's facts, clauses and gates read.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.account import Account, account
from models.case import Case
from models.district import District, frame
from models.plan import Plan
from models.policy import Policy
from models.recount import Recount
from models.tables import OUTSIDE, OUTSIDE_NAME
from models.terms import AFTER_TERM
from models.title_posts import next_posts
from models.units import topmost

OF_ONE_YEAR = ("choices", "school_choices", "outgoing", "locks", "quotas")
"""Tables that speak of one year's plan."""
SAID_FOR_ONE_YEAR = ("applies", "consent", "wish_return", "apply_for")
"""What people and schools declare anew each year."""
ANOTHER_TERM = 12
"""Months that somebody serves who is to be exchanged again and was not moved."""
MOVED, APPLIED = "交流轮岗", "自愿报名"
"""Types of exchanges whose route has no name, and of applications published and not placed."""


def next_year(district: District, policy: Policy, plan: Plan) -> District:
    """Return next year's district from this year's district, policy and plan.

    Movers work at their new school and post from the policy's month on. Their personnel relation goes along unless the
    route says otherwise; a route's term gives the month it ends and the school of origin to go back to. Who goes back
    at the end of a term begins no exchange, but ends one; who stays there for good is transferred, and who serves
    another term and is not moved has a year of it before them. Each other move is a row of `history`; so is, credited,
    the application of everybody who could be moved, applied and was not placed. Numbers given in the tables follow
    the moves. Who leaves the district is in none of its tables any more.

    Raises
    ------
    ValueError : if `history` already holds a row, begun in the policy's month, of somebody who would get one: this
        year has been carried out before.
    """
    case = Case(district, policy)
    counted = account(district, policy, case.standing, plan)
    moves = _with_ends(district, policy, counted.moves)
    posts = next_posts(Recount(district, policy), plan)
    tables = {name: table.copy() for name, table in district.tables.items()}
    tables |= {name: frame(name, []) for name in OF_ONE_YEAR}
    tables["teachers"] = _after_terms(case, moves, _teachers(district, policy.month, moves))
    tables["history"] = _history(case, moves)
    tables["schools"] = _schools(district, counted)
    tables["posts"] = _posts(district, counted)
    lines = zip(tables["title_posts"]["school_id"], tables["title_posts"]["title"], strict=True)
    tables["title_posts"]["posts"] = pd.array([posts[line] for line in lines], dtype="Int64")
    gone = set(moves["teacher_id"][moves["to_school"] == OUTSIDE])
    return District({name: _without(table, gone) for name, table in tables.items()})


def _with_ends(district: District, policy: Policy, moves: pd.DataFrame) -> pd.DataFrame:
    """Add to the moves `at` (the person), `returns` (to the school of origin), and `origin` and `payroll` to come."""
    people = district.teachers
    at = district.positions(moves["teacher_id"], district.teacher_at)
    origin, payroll = (people[column].to_numpy(object)[at] for column in ("origin_school", "payroll_school"))
    term = people["term_end"].fillna(0).to_numpy(np.int64)[at]
    over = (term > 0) & (term <= policy.month) & (origin != "")
    here = moves["from_school"].to_numpy(object)
    back = over & (origin == moves["to_school"].to_numpy(object))
    stays = ~moves["transfer"].to_numpy(bool)
    lent = stays | moves["term_end"].notna().to_numpy(bool)
    whence = np.where(stays & over, origin, here)  # sent on without having gone back: still of the first school
    return moves.assign(
        at=at,
        returns=back,
        origin=np.where(lent & ~back, whence, ""),
        payroll=np.where(stays, np.where(payroll != "", payroll, here), ""),
    )


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
    stays, again = (_unmoved(case, moves, then) for then in ("stay", "again"))
    for column in ("payroll_school", "origin_school"):
        people[column] = people[column].mask(stays, "")
    people["term_end"] = people["term_end"].mask(stays, pd.NA).mask(again, case.policy.month + ANOTHER_TERM)
    return people


def _unmoved(case: Case, moves: pd.DataFrame, then: str) -> pd.Series:
    """Return who is told this at the end of the term and is not moved, as a mask of the roster."""
    told = np.asarray(case.standing.after_term) == then
    told[moves["at"].to_numpy(np.int64)] = False
    return pd.Series(told, index=case.district.teachers.index)


def _also(people: pd.DataFrame, moves: pd.DataFrame) -> pd.Series:
    """Return what else people can teach: who now teaches something else can still teach what they taught."""
    cells = people["also"].to_numpy(object).copy()
    for t, stage, subject in zip(moves["at"], moves["stage"], moves["subject"], strict=True):
        old = f"{people['stage'].iloc[t]}:{people['subject'].iloc[t]}"
        cells[t] = tuple(post for post in dict.fromkeys((old, *cells[t])) if post != f"{stage}:{subject}")
    return pd.Series(cells, index=people.index, dtype=object)


def _history(case: Case, moves: pd.DataFrame) -> pd.DataFrame:
    """Close the exchanges movers were in, and add this year's: moves, and applications that could not be placed."""
    district, month = case.district, case.policy.month
    table, teachers = district["history"].copy(), district.teachers
    name = dict(zip(district.schools["school_id"], district.schools["name"], strict=True)) | {OUTSIDE: OUTSIDE_NAME.zh}
    went = moves[~moves["returns"]]
    rows: list[Mapping[str, object]] = [
        {
            "teacher_id": move["teacher_id"], "start": month,
            "end": move["term_end"] if pd.isna(move["term_end"]) else max(month, move["term_end"]),
            "type": MOVED if move["route"] == "" or move["route"].isdigit() else move["route"],
            "from_school": name[move["from_school"]], "to_school": name[move["to_school"]],
            "transfer": move["transfer"],
        }
        for move in went.to_dict("records")
    ]  # fmt: skip
    applied = teachers["applies"].fillna(False).to_numpy(bool) & case.standing.movable
    applied[moves["at"].to_numpy(np.int64)] = False
    goes_on = _unmoved(case, moves, "again")
    applied &= ~goes_on.to_numpy(bool)
    rows += [
        {
            "teacher_id": code, "start": month, "end": month, "type": APPLIED, "from_school": name[school],
            "credited": True,
        }
        for code, school in teachers.loc[applied, ["teacher_id", "school_id"]].itertuples(index=False)
    ]  # fmt: skip
    rows += [
        {
            "teacher_id": code, "start": month, "end": month + ANOTHER_TERM, "type": AFTER_TERM["again"].zh,
            "from_school": name.get(origin, origin), "to_school": name[school], "transfer": False,
        }
        for code, origin, school in teachers.loc[goes_on, ["teacher_id", "origin_school", "school_id"]].itertuples(
            index=False
        )
    ]  # fmt: skip
    again = set(table["teacher_id"][table["start"] == month]).intersection(str(row["teacher_id"]) for row in rows)
    if again:
        raise ValueError(f"history already holds this year's exchanges of {', '.join(sorted(again))}")
    running = table["teacher_id"].isin(moves["teacher_id"]) & (table["start"] < month) & ~table["credited"].astype(bool)
    table.loc[running & (table["end"].isna() | (table["end"] > month)), "end"] = month
    new = frame("history", rows)
    for column in table.columns.difference(new.columns):
        new[column] = ""
    return pd.concat([table, new[table.columns]], ignore_index=True) if len(new) else table


def _schools(district: District, counted: Account) -> pd.DataFrame:
    """Let the headcounts given follow the moves."""
    schools = district.schools.copy()
    after = schools["school_id"].map(counted.schools.set_index("school_id")["headcount_after"]).astype("Int64")
    schools["headcount"] = after.mask(schools["headcount"].isna())
    return schools


def _posts(district: District, counted: Account) -> pd.DataFrame:
    """Let the people given at a post follow the moves."""
    posts = district["posts"].copy()
    key = ["school_id", "stage", "subject"]
    after = counted.posts.set_index(key)["after"].reindex(pd.MultiIndex.from_frame(posts[key])).astype("Int64")
    counts = pd.Series(after.array, index=posts.index)
    posts["current"] = counts.mask(posts["current"].isna())
    return posts


def _without(table: pd.DataFrame, gone: set[str]) -> pd.DataFrame:
    """Return the rows that name nobody who left."""
    named = [column for column in ("teacher_id", "teacher_a", "teacher_b") if column in table]
    kept = ~table[named].isin(gone).any(axis=1)
    return table[kept].reset_index(drop=True)
