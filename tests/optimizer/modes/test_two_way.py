"""Mode `two-way`: nobody and no school are left who would both rather, and nobody could have fared better."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.blocking import Fair
from models.case import Case
from models.district import District
from models.formulate import formulate
from models.goals.lottery import drawn as drawn_number
from models.plan import Move, Plan
from models.policy import Policy
from models.recount import Recount
from models.rounds import arrows, rings
from optimizer.modes.fair import hold_fair
from optimizer.modes.leeway import Leeway
from optimizer.modes.saying import say_row
from optimizer.modes.two_way import Agreed, two_way
from tests.models.micro import Row, district, policy
from tests.optimizer.modes.fairs import Drawn, draw
from tests.thorough import draws

SEEDS = st.integers(0, 10**6)
CASES = draws(30, 60)
DENSE: tuple[dict[str, Any], ...] = ({"plain": True, "most": 16}, {"plain": True, "crossing": True, "most": 24})
KINDS: tuple[dict[str, Any], ...] = ({}, {"crossing": True}, *DENSE)


@given(SEEDS, st.sampled_from(KINDS))
@settings(max_examples=draws(50, 120))
def test_no_two_would_both_rather(seed: int, kind: dict[str, Any]) -> None:
    drawn = draw(seed, **kind)
    assert drawn.fair().blocking(drawn.plan) == []


@given(SEEDS, st.sampled_from(KINDS))
@settings(max_examples=draws(30, 60))
def test_schools_hold_whom_they_accept_within_every_number(seed: int, kind: dict[str, Any]) -> None:
    drawn = draw(seed, **kind)
    fair, recount = drawn.fair(), drawn.recount
    for move in drawn.plan.moves:
        assert move.teacher_id in fair.settled or move in fair.wishes(move.teacher_id)
    assert all(fair.fits(school, drawn.plan.moves) for school in recount.schools)


@given(SEEDS, st.sampled_from(KINDS))
@settings(max_examples=draws(30, 60))
def test_what_is_matched_breaks_no_rule_beyond_mending(seed: int, kind: dict[str, Any]) -> None:
    drawn = draw(seed, **kind)
    rule = drawn.case.policy.rules.release_first
    broken = Leeway(drawn.formulated).broken(np.flatnonzero(drawn.matched.chosen))
    program = drawn.formulated.program
    assert {say_row(program, row) for row in np.flatnonzero(broken).tolist()} <= {*drawn.matched.unmended}
    if rule.mode == "chain":
        scope = "school" if rule.caps == "each-step" else rule.scope
        free = drawn.recount.people.keys() - drawn.fair().settled
        assert not any(ring & free for ring in rings(arrows(drawn.recount, drawn.plan, scope)))


@given(SEEDS, st.sampled_from(({"plain": True, "most": 6}, {"plain": True, "most": 7}, {"most": 7})))
@settings(max_examples=draws(50, 120))
def test_nobody_fares_better_in_another_such_outcome(seed: int, kind: dict[str, Any]) -> None:
    drawn = draw(seed, **kind)
    nothing = np.zeros(len(drawn.formulated.pairs), dtype=bool)
    fair = drawn.fair()
    wishes = {code: fair.wishes(code) for code in drawn.recount.people if code not in fair.settled}
    if hold_fair(drawn.formulated, drawn.among, nothing).crossing or prod(1 + len(w) for w in wishes.values()) > 600:
        return
    fixed = [move for move in drawn.plan.moves if move.teacher_id in fair.settled]
    got = {move.teacher_id: move for move in drawn.plan.moves}
    for picked in product(*([None, *moves] for moves in wishes.values())):
        other = Plan.of([*fixed, *(move for move in picked if move is not None)])
        if all(fair.fits(school, other.moves) for school in drawn.recount.schools) and not fair.blocking(other):
            for code, move in zip(wishes, picked, strict=True):
                assert move is None or wishes[code].index(got[code]) <= wishes[code].index(move), other


@given(SEEDS)
@settings(max_examples=draws(15, 30))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    drawn = draw(seed, crossing=True, most=12)
    turned = drawn.case.district
    for table in turned.tables:
        turned = turned.with_table(table, turned[table].iloc[::-1].reset_index(drop=True))
    case = Case(turned, drawn.case.policy)
    formulated = formulate(case)
    matched = two_way(formulated, drawn.among[::-1])
    assert formulated.plan(matched.chosen) == drawn.plan


def test_the_cases_drawn_have_something_to_decide() -> None:
    cases = [draw(seed, **kind) for seed in range(CASES) for kind in DENSE]
    assert sum(len(d.plan.moves) for d in cases) > 5 * CASES
    assert sum(_refused(d) for d in cases) > 5 * CASES
    assert sum(len(d.matched.closed) for d in cases) > CASES // 6
    assert sum(len(hold_fair(d.formulated, d.among, d.matched.chosen).crossing) > 0 for d in cases) > CASES // 6


def _refused(drawn: Drawn) -> int:
    fair, got = drawn.fair(), {m.teacher_id: m for m in drawn.plan.moves}
    return sum(w[:1] not in ([], [got.get(code)]) for code in drawn.recount.people for w in [fair.wishes(code)])


# Small cases, told one by one.

CHAIN = {"release_first": {"mode": "chain"}}


def matched(made: District, asked: Policy, *taking_part: str) -> tuple[set[str], Agreed]:
    case = Case(made, asked)
    formulated = formulate(case)
    everybody = made.teachers["teacher_id"].tolist()
    among = np.isin(everybody, taking_part or everybody)
    found = two_way(formulated, among)
    moves = formulated.plan(found.chosen).moves
    shut = np.isin(np.arange(len(found.chosen)), [pair for pair, _ in found.closed])
    fair = Fair(Recount(made, asked), taking_part or None, formulated.plan(shut).moves)
    assert fair.blocking(Plan.of(moves)) == []
    return {f"{m.teacher_id}>{m.to_school}" + (f" {m.subject}" if m.subject != "语文" else "") for m in moves}, found


def listed(school: str, *people: str) -> list[Row]:
    return [{"school_id": school, "rank": rank, "teacher_id": code} for rank, code in enumerate(people, 1)]


def scored(**people: float | None) -> list[Row]:
    return [{"teacher_id": code, "school_id": "A", "score": score} for code, score in people.items()]


def test_a_list_decides_before_the_score_and_who_is_not_on_it_is_not_taken() -> None:
    made = district(["A", "B", "C"], scored(x=90, y=80, z=70), posts=["A 0", "B 1", "C 1"],
                    choices=["x 1 B", "x 2 C", "y 1 B", "y 2 C", "z 1 B"],
                    school_choices=listed("B", "z", "y"))  # fmt: skip
    assert matched(made, policy())[0] == {"z>B", "x>C"}


def test_without_a_list_the_score_decides_and_an_empty_one_comes_last() -> None:
    made = district(["A", "B"], scored(x=None, y=0, z=0.5), posts=["A 0", "B 2"], choices=["x 1 B", "y 1 B", "z 1 B"])
    assert matched(made, policy())[0] == {"y>B", "z>B"}


@pytest.mark.parametrize("seed", ["1", "2", "3", "4", "5", "6"])
def test_between_equal_scores_the_lower_draw_decides(seed: str) -> None:
    made = district(["A", "B"], scored(x=60, y=60), posts=["A 0", "B 1"], choices=["x 1 B", "y 1 B"])
    first = min("xy", key=lambda code: drawn_number(seed, Move(code, "B", "初中", "语文")))
    assert matched(made, policy(seed=seed))[0] == {f"{first}>B"}


def test_within_a_zone_the_nearest_school_is_asked_first_and_at_a_school_the_main_post() -> None:
    schools: list[Row] = ["A", {"school_id": "B", "zone": "东"}, {"school_id": "C", "zone": "东"}]
    people: list[Row] = [{"teacher_id": "x", "school_id": "A", "also": ("初中:数学",)}]
    asked: dict[str, Any] = {
        "choices": [{"teacher_id": "x", "rank": 1, "zone": "东"}],
        "distances": [{"teacher_id": "x", "school_id": s, "minutes": m} for s, m in (("B", 30), ("C", 20))],
    }
    both = ["A 0", "B 1", "C 1", "C 初中 数学 1"]
    assert matched(district(schools, people, posts=both, **asked), policy())[0] == {"x>C"}
    assert matched(district(schools, people, posts=[*both[:2], "C 0", both[3]], **asked), policy())[0] == {"x>C 数学"}
    assert matched(district(schools, people, posts=[*both[:2], "C 0"], **asked), policy())[0] == {"x>B"}


SWAP: dict[str, Any] = {
    "posts": ["A 初中 数学 1", "B 初中 数学 1"], "choices": ["x 1 B", "y 1 A"],
}  # fmt: skip


def test_named_leavers_free_their_places_and_on_a_selected_plan_nobody_does() -> None:
    people = ["x@A 数学", "y@B 数学"]
    assert matched(district(["A", "B"], people, **SWAP, outgoing=["x", "y"]), policy())[0] == {"x>B 数学", "y>A 数学"}
    assert matched(district(["A", "B"], people, **SWAP), policy())[0] == set()


def test_two_full_schools_do_not_swap_at_a_fair_where_the_school_sends_first() -> None:
    made = district(["A", "B"], ["x@A 数学", "y@B 数学"], **SWAP, outgoing=["x", "y"])
    got, found = matched(made, policy(rules=CHAIN))
    assert got == set()  # left to the designation, which may run under `pool`
    assert len(found.closed) == 2
    swap = formulate(Case(made, policy()))
    assert swap.program.matrix.holds(np.ones(2, dtype=bool))


def test_a_chain_that_ends_in_a_free_place_is_matched() -> None:
    made = district(["A", "B", "C"], ["x@A", "y@B"], posts=["A 1", "B 1", "C 1"], choices=["x 1 B", "y 1 C"],
                    outgoing=["x", "y"])  # fmt: skip
    assert matched(made, policy(rules=CHAIN))[0] == {"x>B", "y>C"}


def test_of_two_relatives_the_lower_ranked_gives_way_and_the_next_gets_the_place() -> None:
    made = district(["A", "B"], scored(x=90, y=80, z=70), posts=["A 0", "B 2"], relations=["x 夫妻 y"],
                    choices=["x 1 B", "y 1 B", "z 1 B"])  # fmt: skip
    got, found = matched(made, policy())
    assert got == {"x>B", "z>B"}
    # Reasons go into plan.json: they name the rule, and nobody's relatives.
    assert [reason.zh for _, reason in found.closed] == ["与已收下的其他人合在一起违反：回避"]


def test_a_number_of_the_whole_county_closes_the_lowest() -> None:
    made = district(["A", "B", "C"], scored(x=90, y=80, z=70), posts=["A 0", "B 1", "C 2"],
                    choices=["x 1 C", "y 1 B", "z 1 C"])  # fmt: skip
    asked = policy(rules={"quotas": [{"name": "至多两人", "per": "district", "max": 2}]})
    assert matched(made, asked)[0] == {"x>C", "y>B"}


def test_who_must_go_is_there_before_everybody_and_nobody_proposes_who_does_not_take_part() -> None:
    made = district(["A", "B"], scored(x=90, y=80, z=70), posts=["A 0", "B 2"], locks=["z must B"],
                    choices=["x 1 B", "y 1 B"], school_choices=listed("B", "x", "y"))  # fmt: skip
    assert matched(made, policy())[0] == {"z>B", "x>B"}
    assert matched(made, policy(), "y")[0] == {"z>B", "y>B"}


def test_pairs_closed_before_are_not_proposed() -> None:
    made = district(
        ["A", "B", "C"], scored(x=90, y=80), posts=["A 0", "B 1", "C 1"], choices=["x 1 B", "x 2 C", "y 1 B"]
    )
    formulated = formulate(Case(made, policy()))
    first = two_way(formulated, np.ones(2, dtype=bool))
    again = two_way(formulated, np.ones(2, dtype=bool), first.chosen & (formulated.pairs.teacher == 0))
    assert {m.teacher_id + m.to_school for m in formulated.plan(again.chosen).moves} == {"xC", "yB"}
    assert again.closed == ()


def test_a_school_over_its_establishment_takes_who_comes_without_transfer() -> None:
    schools: list[Row] = ["A", {"school_id": "B", "establishment": 0, "headcount": 1}]
    made = district(schools, scored(x=90), choices=["x 1 B"])
    assert matched(made, policy())[0] == set()
    support = {"name": "支教", "from": {"school_id": "A"}, "transfer": False}
    assert matched(made, policy(rules={"routes": [support]}))[0] == {"x>B"}


def test_a_leaver_without_transfer_frees_no_establishment() -> None:
    schools: list[Row] = ["A", {"school_id": "B", "establishment": 1}]
    made = district(schools, ["x@A", "b@B"], posts=["A 1", "B 1"], choices=["x 1 B"], outgoing=["x", "b"])
    routes = [{"from": {"school_id": "A"}}, {"from": {"school_id": "B"}, "transfer": False}]
    got, found = matched(made, policy(rules={"routes": routes}))
    assert (got, found.closed) == (set(), ())
    assert matched(made, policy())[0] == {"x>B"}


NUMBERS: list[Row] = [
    {"school_id": "S", "direction": "in", "title": "高级", "max": 1},
    {"school_id": "S", "direction": "in", "honour": "骨干", "max": 1},
]
PEOPLE: list[Row] = [
    {"teacher_id": "x", "school_id": "A", "title": "高级"},
    {"teacher_id": "y", "school_id": "A", "title": "高级", "honour": "骨干"},
    {"teacher_id": "z", "school_id": "A", "honour": "骨干"},
]
LISTS = [*listed("S", "x", "y", "z"), *listed("U", "z", "x")]


def test_where_numbers_cross_somebody_refused_is_called_back() -> None:
    made = district(["A", "S", "U"], PEOPLE, posts=["A 0", "S 3", "U 1"], quotas=NUMBERS, school_choices=LISTS,
                    choices=["x 1 S", "y 1 S", "z 1 S", "z 2 U"])  # fmt: skip
    assert matched(made, policy())[0] == {"x>S", "z>S"}


def test_where_numbers_cross_and_no_outcome_lasts_a_wish_is_given_up_and_told() -> None:
    made = district(["A", "S", "U"], PEOPLE, posts=["A 0", "S 3", "U 1"], quotas=NUMBERS, school_choices=LISTS,
                    choices=["x 1 U", "x 2 S", "y 1 S", "z 1 S", "z 2 U"])  # fmt: skip
    got, found = matched(made, policy())
    assert len(found.closed) == 1
    assert "交叉" in found.closed[0][1].zh
    assert got == {"x>S", "z>U"}


def test_places_tell_how_a_school_ranked_those_who_asked() -> None:
    made = district(["A", "B"], scored(x=70, y=90, z=80), posts=["A 0", "B 1"], choices=["x 1 B", "y 1 B"])
    _, found = matched(made, policy())
    assert found.place.tolist() == [2, 1, 0]
