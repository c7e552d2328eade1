"""The account of a plan: who moves where, and every school's and post's numbers before and after.

Source: rulebook 1 (counts before any move), 6 (the columns of the files a solve writes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.district import District, IntArray
from models.plan import Plan
from models.policy import Policy
from models.recount import Recount
from models.rounds import RingError, arrows, rings, rounds
from models.standing import Standing, outgoing_mask
from models.tables import OUTSIDE
from models.terms import AFTER_TERM, transferred
from models.title_posts import hired_as, lowered, next_posts, taken

POST = ["school_id", "stage", "subject"]
"""The key of a post."""


@dataclass(frozen=True)
class Account:
    """A plan in five tables, each sorted by key.

    Attributes
    ----------
    moves : teacher_id, from_school, to_school, stage, subject (of the post entered), choice_rank (`Int64`, NA if
        unlisted), round (`Int64`, NA where moves lie on a ring that the policy forbids), ring (bool: one of a ring of
        people who change places at once), route (name, or number from 1, of the route taken, 期满返回 of who goes
        back; "" where none is listed), transfer (bool: the personnel relation goes along), term_end (`Int64`, the month
        the exchange ends, as 12 * year + month; NA without a term), hired_as (the title hired at: their own, or, where
        the policy lowers who finds no free post of it, the next lower one).
    people : teacher_id, category, clause, after_term (see `models.terms`), outcome (`moved`, `stays`, `unplaced`),
        every teacher.
    schools : school_id, headcount_before, out, in, headcount_after, establishment, shortage_before, shortage_after.
        `out` and `in` count moves by place of work; the headcount counts those with transfer, a departure at
        the payroll school, and who stays with transfer at a term's end.
    posts : school_id, stage, subject, required, before, out, in, after. A post people hold but the posts table does
        not list has required 0.
    titles : school_id, title, posts, before (people on the payroll), out, in (moves with transfer), free (posts after
        the departures), lowered (people hired one level lower), next (posts of next year's table): each line of the
        table `title_posts`, where the policy has a rule on it.
    """

    moves: pd.DataFrame
    people: pd.DataFrame
    schools: pd.DataFrame
    posts: pd.DataFrame
    titles: pd.DataFrame


def account(district: District, policy: Policy, standing: Standing, plan: Plan) -> Account:
    """Count a plan (rulebook 1, 6).

    Every move must name a teacher and a school of the district, or 系统外, which counts nowhere.
    """
    recount = Recount(district, policy)
    moves = _moves(district, recount, plan)
    posts = _posts(district, moves)
    people, stays = _people(district, standing, moves), transferred(district, standing.after_term)
    return Account(moves, people, _schools(district, moves, posts, stays), posts, _titles(recount, plan))


def _moves(district: District, recount: Recount, plan: Plan) -> pd.DataFrame:
    moves = pd.DataFrame(list(plan.moves), columns=["teacher_id", "to_school", "stage", "subject"], dtype=object)
    who = district.positions(moves["teacher_id"], district.teacher_at)
    moves.insert(1, "from_school", district.teachers["school_id"].to_numpy(object)[who])
    moves["choice_rank"] = _choice_rank(district, moves)
    rules = recount.policy.rules
    circling = frozenset[str]().union(*rings(arrows(recount, plan, rules.release_first.scope)))
    moves["round"] = moves["teacher_id"].map(_rounds(recount, plan)).astype("Int64")
    moves["ring"] = moves["teacher_id"].isin(circling).to_numpy(bool)
    routes = rules.routes
    taken = [recount.route(recount.people[move.teacher_id], move[1:]) for move in plan.moves]
    moves["route"] = ["" if i is None else routes[i].name or str(i + 1) for i in taken]
    moves.loc[moves["teacher_id"].map(recount.after_term).eq("return"), "route"] = AFTER_TERM["return"].zh
    moves["transfer"] = np.array([recount.transfers(move) for move in plan.moves], dtype=bool)
    moves["term_end"] = pd.array([recount.term_end(move) for move in plan.moves], dtype="Int64")
    moves["hired_as"] = moves["teacher_id"].map(hired_as(recount, plan)).astype(object)
    return moves.sort_values("teacher_id", ignore_index=True)


def _rounds(recount: Recount, plan: Plan) -> dict[str, int]:
    try:
        return rounds(recount, plan)
    except RingError:  # a breach that the check reports; no order is left to tell
        return {}


def _choice_rank(district: District, moves: pd.DataFrame) -> pd.Series:
    """Return the best rank at which each mover listed the school entered, by itself or by its zone."""
    zone_of = dict(zip(district.schools["school_id"], district.schools["zone"], strict=True))
    entered = moves[["teacher_id", "to_school"]].assign(zone=moves["to_school"].map(zone_of).fillna(""))
    lines = district["choices"][["teacher_id", "rank", "school_id", "zone"]]
    by_school = lines[lines["school_id"] != ""].rename(columns={"school_id": "to_school"})
    by_zone = lines[(lines["school_id"] == "") & (lines["zone"] != "")]
    hits = pd.concat(
        [
            entered.merge(by_school[["teacher_id", "to_school", "rank"]], on=["teacher_id", "to_school"]),
            entered.merge(by_zone[["teacher_id", "zone", "rank"]], on=["teacher_id", "zone"]),
        ]
    )
    best = hits.groupby("teacher_id")["rank"].min()
    return moves["teacher_id"].map(best).astype("Int64")


def _titles(recount: Recount, plan: Plan) -> pd.DataFrame:
    lines = taken(recount, plan) if recount.policy.rules.title_posts is not None else {}
    below, after = lowered(recount, plan), next_posts(recount, plan)
    columns = ["school_id", "title", "posts", "before", "out", "in", "free", "lowered", "next"]
    rows = [
        (*key, line.posts, line.held, len(line.leaving), len(line.coming), line.free,
         sum(code in below for code in line.coming), after[key])
        for key, line in lines.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _people(district: District, standing: Standing, moves: pd.DataFrame) -> pd.DataFrame:
    codes = district.teachers["teacher_id"]
    moved = codes.isin(moves["teacher_id"]).to_numpy(bool)
    people = pd.DataFrame(
        {
            "teacher_id": codes.to_numpy(object),
            "category": np.array(standing.category, dtype=object),
            "clause": np.array(standing.clause, dtype=object),
            "after_term": standing.after_term.astype(object),
            "outcome": np.where(moved, "moved", np.where(outgoing_mask(district), "unplaced", "stays")).astype(object),
        }
    )
    return people.sort_values("teacher_id", ignore_index=True)


def _count(rows: pd.DataFrame, index: pd.MultiIndex) -> IntArray:
    """Count rows a post, in the order of `index`."""
    return np.asarray(rows.groupby(POST).size().reindex(index, fill_value=0), dtype=np.int64)


def _posts(district: District, moves: pd.DataFrame) -> pd.DataFrame:
    held = district.teachers[POST]
    left = held.iloc[district.positions(moves["teacher_id"], district.teacher_at)]
    entered = moves[["to_school", "stage", "subject"]].rename(columns={"to_school": "school_id"})
    held, left, entered = (people[people["school_id"] != OUTSIDE] for people in (held, left, entered))
    listed = district["posts"].set_index(POST)
    keys = pd.concat([district["posts"][POST], held, entered]).drop_duplicates().sort_values(POST)
    index = pd.MultiIndex.from_frame(keys)
    given = listed["current"].reindex(index)
    posts = keys.reset_index(drop=True)
    posts["required"] = listed["required"].reindex(index).fillna(0).to_numpy(np.int64)
    posts["before"] = np.where(given.isna(), _count(held, index), given.fillna(0).to_numpy(np.int64))
    posts["out"] = _count(left, index)
    posts["in"] = _count(entered, index)
    posts["after"] = posts["before"] - posts["out"] + posts["in"]
    return posts


def _schools(district: District, moves: pd.DataFrame, posts: pd.DataFrame, stays: IntArray) -> pd.DataFrame:
    """Count every school; `stays` is by how much those who stay at their term's end add to each, shape (schools,)."""
    who = district.positions(moves["teacher_id"], district.teacher_at)

    def at(positions: IntArray) -> IntArray:
        return np.bincount(positions, minlength=district.places)[: district.outside].astype(np.int64)

    arrivals = at(district.positions(moves["to_school"], district.school_at))
    short = posts.assign(
        before=(posts["required"] - posts["before"]).clip(lower=0),
        after=(posts["required"] - posts["after"]).clip(lower=0),
    )
    carried = moves["transfer"].to_numpy(bool)
    enrolled = at(district.positions(moves["to_school"][carried], district.school_at))
    shortage = (
        short.groupby("school_id")[["before", "after"]].sum().reindex(district.schools["school_id"], fill_value=0)
    )
    schools = pd.DataFrame(
        {
            "school_id": district.schools["school_id"].to_numpy(object),
            "headcount_before": district.headcount,
            "out": at(district.teacher_school[who]),
            "in": arrivals,
            "headcount_after": district.headcount + stays - at(district.teacher_payroll[who[carried]]) + enrolled,
            "establishment": district.establishment,
            "shortage_before": shortage["before"].to_numpy(np.int64),
            "shortage_after": shortage["after"].to_numpy(np.int64),
        }
    )
    return schools.sort_values("school_id", ignore_index=True)
