"""This year's tables after its plan was carried out.

What the year asked for is dropped (choices, lists, locks, numbers issued, applications and consents); what it did
becomes history, which next year's facts, clauses and gates read.
"""

from __future__ import annotations

import pandas as pd

from models.account import Account, account
from models.case import Case
from models.district import District, frame
from models.plan import Plan
from models.policy import Policy
from models.recount import Recount
from models.tables import OUTSIDE
from models.title_posts import next_posts
from scenarios.year.exchanges import history_after
from scenarios.year.moves import with_ends
from scenarios.year.roster import roster_after
from scenarios.year.told_years import with_years_counted

OF_ONE_YEAR = ("choices", "school_choices", "outgoing", "locks", "quotas")
"""Tables that speak of one year's plan."""
A_YEAR = 12
"""Months to the next policy's date."""


def next_year(district: District, policy: Policy, plan: Plan) -> District:
    """Return next year's district from this year's district, policy and plan.

    Movers work at their new school and post from the policy's month on. Their personnel relation goes along unless the
    route says otherwise; a route's term gives the month it ends and the school of origin to go back to. Who goes back
    at the end of a term begins no exchange, but ends one; who stays there for good is transferred, and who serves
    another term and is not moved has a year of it before them. Each other move is a row of `history`; so is, credited,
    the application of everybody who could be moved, applied and was not placed. Where there was no history, the years
    exchanged that the roster tells become rows of it first (`notes_on_next_year` says so), and the roster's
    `exchange_years` is written as history will count it in a year. Numbers given in the tables follow the moves. Who
    leaves the district is in none of its tables any more.

    Raises
    ------
    ValueError : if `history` already holds a row, begun in the policy's month, of somebody who would get one: this
        year has been carried out before.
    """
    case = Case(district, policy)
    counted = account(district, policy, case.standing, plan)
    moves = with_ends(case, counted.moves)
    posts = next_posts(Recount(district, policy), plan)
    tables = {name: table.copy() for name, table in district.tables.items()}
    tables |= {name: frame(name, []) for name in OF_ONE_YEAR}
    tables["teachers"] = roster_after(case, moves)
    tables["history"] = history_after(case, moves)
    tables["schools"] = _schools(district, counted)
    tables["posts"] = _posts(district, counted)
    lines = zip(tables["title_posts"]["school_id"], tables["title_posts"]["title"], strict=True)
    tables["title_posts"]["posts"] = pd.array([posts[line] for line in lines], dtype="Int64")
    gone = set(moves["teacher_id"][moves["to_school"] == OUTSIDE])
    left = District({name: _without(table, gone) for name, table in tables.items()})
    return with_years_counted(left, policy.month + A_YEAR)


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
