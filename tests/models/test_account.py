"""The account of a plan: the numbers every file and chart is made from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from models.account import Account, account
from models.case import Case
from models.district import District
from models.plan import Move, Plan
from models.policy import Policy

Rows = list[Mapping[str, object]]
SCHOOLS: Rows = [
    {"school_id": "S2", "name": "East", "zone": "east", "establishment": 3},
    {"school_id": "S1", "name": "West", "zone": "west", "establishment": 3},
]
POSTS: Rows = [
    {"school_id": "S1", "stage": "p", "subject": "maths", "required": 2, "current": 5},
    {"school_id": "S2", "stage": "p", "subject": "maths", "required": 2},
    {"school_id": "S2", "stage": "p", "subject": "art", "required": 1},
]


def teacher(code: str, school: str, subject: str = "maths", **more: object) -> Mapping[str, object]:
    return {"teacher_id": code, "name": code, "school_id": school, "stage": "p", "subject": subject, **more}


def counted(district: District, *moves: Move, **policy: object) -> Account:
    case = Case(district, Policy.model_validate({"name": "p", "date": "2026-08", "free": [{"name": "all"}], **policy}))
    return account(district, case.policy, case.standing, Plan.of(moves))


@pytest.fixture
def district() -> District:
    return District.of(
        schools=SCHOOLS,
        posts=POSTS,
        teachers=[
            teacher("b", "S1"),
            teacher("a", "S1"),
            teacher("c", "S2", payroll_school="S1"),
            teacher("d", "S2", "art"),
        ],
    )


def test_counts_before_and_after_by_hand(district: District) -> None:
    told = counted(district, Move("a", "S2", "p", "maths"))
    assert told.schools.to_dict("list") == {
        "school_id": ["S1", "S2"],
        "headcount_before": [3, 1],
        "out": [1, 0],
        "in": [0, 1],
        "headcount_after": [2, 2],
        "establishment": [3, 3],
        "shortage_before": [0, 1],
        "shortage_after": [0, 0],
    }
    assert told.posts.to_dict("split")["data"] == [
        ["S1", "p", "maths", 2, 5, 1, 0, 4],
        ["S2", "p", "art", 1, 1, 0, 0, 1],
        ["S2", "p", "maths", 2, 1, 0, 1, 2],
    ]


def test_a_departure_leaves_the_headcount_of_the_payroll_school(district: District) -> None:
    schools = counted(district, Move("c", "S1", "p", "maths")).schools
    assert schools[["out", "headcount_before", "headcount_after"]].to_numpy().tolist() == [[0, 3, 3], [1, 1, 1]]
    assert schools["in"].tolist() == [1, 0]


def test_choice_rank_is_the_better_of_school_and_zone_and_empty_outside_the_list(district: District) -> None:
    lines: Rows = [
        {"teacher_id": "a", "rank": 4, "school_id": "S2"},
        {"teacher_id": "a", "rank": 2, "zone": "east"},
        {"teacher_id": "b", "rank": 1, "zone": "west"},
    ]
    wished = district.with_table("choices", District.of(choices=lines)["choices"])
    moves = counted(wished, Move("a", "S2", "p", "maths"), Move("b", "S2", "p", "maths")).moves
    assert str(moves["choice_rank"].dtype) == "Int64"
    assert moves["choice_rank"].iloc[0] == 2
    assert pd.isna(moves["choice_rank"].iloc[1])


def test_outcome_tells_movers_stayers_and_the_unplaced(district: District) -> None:
    named = district.with_table(
        "outgoing", District.of(outgoing=[{"teacher_id": "a"}, {"teacher_id": "b"}])["outgoing"]
    )
    people = counted(named, Move("a", "S2", "p", "maths")).people
    assert people[["teacher_id", "outcome"]].to_numpy().tolist() == [
        ["a", "moved"], ["b", "unplaced"], ["c", "stays"], ["d", "stays"],
    ]  # fmt: skip
    assert set(people["category"]) == {"free"}
    assert set(people["clause"]) == {"all"}


def test_people_who_change_places_are_a_ring(district: District) -> None:
    moves = counted(district, Move("a", "S2", "p", "maths"), Move("c", "S1", "p", "maths")).moves
    assert moves["ring"].tolist() == [True, True]
    assert moves["round"].tolist() == [1, 1]
    assert not counted(district, Move("a", "S2", "p", "maths")).moves["ring"].any()


def test_rounds_of_a_chain(district: District) -> None:
    third = District.of(schools=[{"school_id": "S3", "name": "North", "establishment": 1}])["schools"]
    wider = district.with_table("schools", pd.concat([district.schools, third], ignore_index=True))
    post = District.of(posts=[{"school_id": "S3", "stage": "p", "subject": "maths", "required": 1}])["posts"]
    wider = wider.with_table("posts", pd.concat([district["posts"], post], ignore_index=True))
    moves = (Move("a", "S2", "p", "maths"), Move("c", "S3", "p", "maths"))
    told = counted(wider, *moves, rules={"release_first": {"mode": "chain"}}).moves
    assert told[["teacher_id", "round"]].to_numpy().tolist() == [["a", 2], ["c", 1]]


def test_an_empty_plan_keeps_every_column_and_count(district: District) -> None:
    told = counted(district)
    assert told.moves.empty
    assert list(told.moves) == [
        "teacher_id",
        "from_school",
        "to_school",
        "stage",
        "subject",
        "choice_rank",
        "round",
        "ring",
        "route",
        "transfer",
        "term_end",
        "hired_as",
    ]
    assert np.array_equal(told.schools["headcount_before"], told.schools["headcount_after"])
    assert told.schools["shortage_before"].tolist() == [0, 1]


def test_the_reserved_school_outside_the_district_counts_nowhere(district: District) -> None:
    told = counted(district, Move("a", "*", "p", "maths"))
    assert told.schools["in"].tolist() == [0, 0]
    assert told.schools["headcount_after"].tolist() == [2, 1]
    assert set(told.posts["school_id"]) == {"S1", "S2"}
