"""系统外 (`*`): newcomers to be placed, known departures, and nothing counted there."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.account import account
from models.case import Case
from models.check import check_plan
from models.choices import Choices
from models.empty_cells import decided_by_empty
from models.facts import Facts
from models.filters import parse_filter
from models.formulate import formulate
from models.goals.distance import lines_of, way
from models.plan import Move, Plan
from models.plan_file import read_moves
from models.policy import Policy
from models.policy_fit import fit
from models.recount import Recount
from models.rounds import arrows, rings, rounds
from models.rules.quotas import groups
from models.tables import OUTSIDE
from tests.models.micro import Row, district, plan, policy

CHAIN = {"release_first": {"mode": "chain"}}


def full(**tables: list[Row]) -> Case:
    """One newcomer n; A is full with a, who is known to leave; b stays at B."""
    made = district(
        [{"school_id": "A", "establishment": 1, "zone": "东"}, {"school_id": "B", "zone": "西"}],
        ["n@*", "a@A", "b@B"],
        posts=["A 1", "B 1"],
        **{"locks": ["a must *", "b stay"], **tables},  # type: ignore[arg-type]
    )
    return Case(made, policy())


LEAVES, COMES = Move("a", OUTSIDE, "初中", "语文"), Move("n", "A", "初中", "语文")


def broken(case: Case, *moves: Move) -> set[str]:
    """Name the rules a plan breaks; the program must say the same."""
    found = {b.rule for b in check_plan(case.district, case.policy, Plan.of(moves)).breaches}
    formulated = formulate(case)
    chosen = formulated.chosen(Plan.of(moves))
    assert (chosen is not None and formulated.program.matrix.holds(chosen)) is (not found)
    return found


def test_a_departure_frees_the_post_and_the_establishment() -> None:
    case = full()
    assert broken(case, LEAVES, COMES) == set()
    assert broken(case, LEAVES) == set()
    assert broken(case) == {"locks"}
    assert broken(full(locks=["b stay"]), COMES) == {"establishment", "subject_balance"}


@pytest.mark.parametrize(
    ("move", "why"),
    [
        (Move("b", OUTSIDE, "初中", "语文"), {"one_place", "locks"}),  # nobody sent that person away
        (Move("a", OUTSIDE, "初中", "数学"), {"one_place"}),  # not what the person teaches
        (Move("n", OUTSIDE, "初中", "语文"), {"one_place"}),
    ],
)
def test_only_who_is_locked_to_leaves_the_district(move: Move, why: set[str]) -> None:
    kept = [] if move.teacher_id == "a" else [LEAVES]
    assert broken(full(), *kept, move) == why


def test_a_newcomer_moves_by_the_same_clauses_as_anybody() -> None:
    def movable(**tables: list[Row]) -> bool:
        return Recount(full(**tables).district, policy(due=[{"name": "应", "who": {"school_id": "A"}}])).movable("n")

    assert not movable()
    assert movable(outgoing=["n"])
    assert movable(locks=["a must *", "n must A"])
    only_newcomers = policy(due=[{"name": "新教师", "who": {"school_id": "*"}}])
    assert Recount(full().district, only_newcomers).movable("n")
    assert Case(full().district, only_newcomers).movers.tolist() == [0, 1]


def test_nothing_is_counted_outside(tmp_path: Path) -> None:
    case = full()
    told = account(case.district, case.policy, case.standing, Plan.of([LEAVES, COMES]))
    assert told.schools["school_id"].tolist() == ["A", "B"]
    assert told.schools[["out", "in", "headcount_after"]].to_numpy().tolist() == [[1, 1, 1], [0, 0, 1]]
    assert set(told.posts["school_id"]) == {"A", "B"}
    assert told.moves[["from_school", "to_school", "round"]].to_numpy().tolist() == [["A", "*", 1], ["*", "A", 1]]
    assert told.people["outcome"].tolist() == ["moved", "stays", "moved"]
    told.moves.to_csv(tmp_path / "moves.csv", index=False)
    assert read_moves(tmp_path, case.district) == (Plan.of([LEAVES, COMES]), ())


@pytest.mark.parametrize("per", ["origin", "origin post", "unit", "zone"])
def test_it_is_no_group_of_a_quota_but_counts_in_the_district(per: str) -> None:
    def asked(per: str) -> Policy:
        quota = {"name": "外出", "per": per, "max": 0, "to": {"school_id": "*"}}
        came = {"name": "新来", "per": per, "max": 0, "from": {"school_id": "*"}}
        return policy(rules={"quotas": [quota, came]})

    district = full().district
    recount = Recount(district, asked(per))
    assert not any(OUTSIDE in str(group) for quota in recount.policy.rules.quotas for group in groups(recount, quota))
    found = check_plan(district, asked(per), Plan.of([LEAVES, COMES])).breaches
    assert [b.teachers for b in found] == [("a",)]  # who leaves A is counted at A; who comes, nowhere but in the county
    assert broken(Case(district, asked(per)), LEAVES, COMES) == {"quotas"}
    county = check_plan(district, asked("district"), Plan.of([LEAVES, COMES])).breaches
    assert [b.teachers for b in county] == [("a",), ("n",)]
    assert broken(Case(district, asked("district")), LEAVES, COMES) == {"quotas"}


def test_a_route_may_name_it_and_closes_it_where_none_does() -> None:
    way = {"from": {"school_id": "*"}, "to": {"zone": "东"}}
    out = {"to": {"school_id": "*"}}
    assert broken(Case(full().district, policy(rules={"routes": [way]})), LEAVES, COMES) == {"routes"}
    assert broken(Case(full().district, policy(rules={"routes": [way, out]})), LEAVES, COMES) == set()
    pair = {"schools": [["*", "A"], ["A", "*"]]}
    case = Case(full().district, policy(rules={"routes": [pair]}))
    assert broken(case, LEAVES, COMES) == set()
    assert not [f for f in fit(case.district, case.policy) if f.level == "fault"]
    same = {"same": ["zone"]}
    assert broken(Case(full().district, policy(rules={"routes": [same, out]})), LEAVES, COMES) == {"routes"}


def test_only_its_code_is_known() -> None:
    facts, recount = Facts(full().district, 12 * 2026 + 8), Recount(full().district, policy())
    for asked in ({"zone": {"not": "东"}}, {"outflow": True}, {"establishment": {"min": 0}}, {"vacancy": {"max": 99}}):
        where = parse_filter(asked, "places")
        here = ("*", "初中", "语文")
        assert facts.where(where)[facts.teacher_node[0]] == recount.place_holds(where, "*", here) == ("zone" in asked)


def test_it_is_nowhere_near_anything() -> None:
    """Two newcomers who are kin, or two who leave, are not together; nor is anybody in their zone."""
    made = district(
        ["A", "B"], ["m@*", "n@*", "a@A", "b@A"],
        relations=["m 夫妻 n", "a 夫妻 b"], locks=["a must *", "b must *"],
    )  # fmt: skip
    for scope in ("school", "unit", "line"):
        rules = {"avoidance": {"scope": scope, "existing": "must-part"}, "split_couples": {}}
        case = Case(made, policy(rules=rules, tiers=["reunite"]))
        away = [Move(code, OUTSIDE, "初中", "语文") for code in "ab"]
        assert broken(case, *away) == set()
        assert broken(case, *away, Move("m", "A", "初中", "语文"), Move("n", "A", "初中", "语文")) == {"avoidance"}
        assert check_plan(made, case.policy, Plan.of(away)).tiers == (2,)


def test_it_never_closes_a_ring() -> None:
    made = district(["A"], ["n@*", "a@A", "b@A"], locks=["a must *"], posts=["A 2"])
    case = Case(made, policy(rules={"release_first": {"mode": "chain", "scope": "school"}}))
    moves = plan("a>*", "n>A")
    recount = Recount(made, case.policy)
    assert rounds(recount, moves) == {"a": 1, "n": 2}  # the newcomer waits for the leaver, and for nobody else
    assert rings(arrows(recount, moves, "school")) == []
    assert broken(case, *moves.moves) == set()
    by_subject = Case(made, policy(rules=CHAIN))
    assert broken(by_subject, *moves.moves) == set()


def test_strict_release_asks_nothing_of_those_who_come() -> None:
    made = district(["A", "B"], ["m@*", "n@*", "a@A"], outgoing=["m", "n"], locks=["a must *"], posts=["A 1", "B 0"])
    for scope in ("subject", "school"):
        case = Case(made, policy(rules={"release_first": {"strict": True, "scope": scope}}))
        assert broken(case, *plan("a>*", "n>A").moves) == set()


def test_the_way_there_is_none_and_the_way_here_begins_at_home() -> None:
    made = district(
        [{"school_id": "A", "lon": 113.0, "lat": 34.0}, "B"],
        [{"teacher_id": "n", "school_id": "*", "home_zone": "东"}, "o@*", "a@A"],
        distances=[{"zone": "东", "school_id": "A", "minutes": 12}],
        locks=["a must *"],
    )
    recount = Recount(made, policy(tiers=["distance"]))
    lines = lines_of(recount)
    assert [way(recount, lines, *to) for to in (("n", "A"), ("n", "B"), ("o", "A"), ("a", "*"))] == [
        (12, True), (0, False), (0, False), (0, True),
    ]  # fmt: skip
    unknown = [f.reason.zh for f in fit(made, recount.policy) if f.value == "distance"]
    assert len(unknown) == 1
    assert "有3人到某些学校（共2所）" in unknown[0]  # n and a to B, o to both; nobody to where there is no way


def test_a_zone_chosen_does_not_reach_it_and_choices_do_not_keep_anybody_from_leaving() -> None:
    tables: dict[str, list[Row]] = {"choices": [{"teacher_id": "a", "rank": 1, "zone": "西"}, "n 1 B"]}
    case = Case(full(**tables).district, policy(due=[], free=[{"name": "可交流"}]))
    assert Choices.of(case.district).key.tolist() == [0 * 3 + 1, 1 * 3 + 1]
    assert broken(case, LEAVES, Move("n", "B", "初中", "语文")) == {"subject_balance"}
    assert broken(case, LEAVES) == set()
    assert broken(case, LEAVES, COMES) == {"one_place"}


def test_nobody_is_asked_to_fill_in_what_is_empty_there() -> None:
    asked = policy(due=[{"name": "应", "who": {"at": {"area": "城区"}}}], free=[])
    undecided = decided_by_empty(Case(full().district, asked))
    assert [f.reason.zh[:3] for f in undecided] == ["教师a", "教师b"]
