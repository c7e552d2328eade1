"""Moves without transfer 人事关系不动: the post changes, the establishment does not (rulebook 3)."""

from __future__ import annotations

import numpy as np
import pytest

from models.account import account
from models.case import Case
from models.check import check_plan
from models.district import District
from models.formulate import formulate
from models.goals import surplus
from models.plan import Plan
from models.policy import Policy
from models.recount import Recount
from models.rules import establishment, subject_balance
from tests.models.micro import district, plan, policy

SUPPORT = {"name": "支教", "to": {"area": "乡村"}, "transfer": False, "term": 2}
MOVE = {"name": "调动", "to": {"area": "城区"}}


def county(**columns: object) -> District:
    """Draw a full village school A, a town school B of two people above its establishment, and one teacher more."""
    return district(
        [
            {"school_id": "A", "area": "乡村", "establishment": 1},
            {"school_id": "B", "area": "城区", "establishment": 1},
        ],
        ["a@A", {"teacher_id": "b", "school_id": "B", **columns}, "c@B"],
    )


def rules(*listed: object, **more: object) -> Policy:
    """Return a policy of these routes."""
    return policy(rules={"routes": list(listed), **more})


def keeps(made: District, asked: Policy, *moves: str) -> bool:
    """Whether a plan keeps every rule: by its rows, which must agree with the check."""
    formulated = formulate(Case(made, asked))
    chosen = formulated.chosen(plan(*moves))
    by_rows = chosen is not None and formulated.program.matrix.holds(chosen)
    assert by_rows == (not check_plan(made, asked, plan(*moves)).breaches)
    return by_rows


def test_a_full_school_takes_somebody_without_transfer() -> None:
    assert keeps(county(), rules(SUPPORT), "b>A")
    assert not keeps(county(), rules({**SUPPORT, "transfer": True}), "b>A")


def test_a_school_above_its_establishment_takes_somebody_without_transfer() -> None:
    away = {**SUPPORT, "to": {"area": "城区"}}
    assert keeps(county(), rules(away), "a>B")
    assert not keeps(county(), rules(MOVE), "a>B")
    assert not keeps(county(), rules(MOVE, establishment={"over": "no-worse"}), "a>B")


def test_who_goes_without_transfer_frees_no_establishment() -> None:
    made = district(
        [{"school_id": "A", "establishment": 1}, {"school_id": "B", "establishment": 1}, "C"], ["a@A", "b@B", "c@C"]
    )
    gone = {"name": "挂职", "to": {"school_id": "C"}, "transfer": False}
    come = {"name": "调动", "to": {"school_id": "A"}}
    assert keeps(made, rules({**gone, "transfer": True}, come), "a>C", "b>A")
    assert not keeps(made, rules(gone, come), "a>C", "b>A")


def test_the_first_route_that_admits_decides_on_transfer() -> None:
    wide = {"name": "交流"}
    asked = rules({**SUPPORT, "who": {"applies": True}}, {**wide, "to": {"area": "乡村"}})
    assert keeps(county(applies=True), asked, "b>A")
    assert not keeps(county(applies=False), asked, "b>A")


def test_the_staff_floor_and_the_surplus_count_the_payroll() -> None:
    made, floor = county(), {"staff_floor": "100%"}
    asked = rules(SUPPORT, MOVE, subject_balance=floor, establishment={"over": "no-worse"})
    assert keeps(made, asked, "b>A")
    assert not keeps(made, rules({**SUPPORT, "transfer": True}, subject_balance=floor), "a>B")
    assert surplus.value(Recount(made, asked), plan("b>A")) == 1
    assert surplus.value(Recount(made, rules({**SUPPORT, "transfer": True})), plan("b>A")) == 1
    assert subject_balance.check(Recount(made, asked), plan("a>B")) != []


def test_goal_surplus_agrees_with_its_columns() -> None:
    made = district(
        [
            {"school_id": "A", "area": "乡村", "establishment": 3},
            {"school_id": "B", "area": "城区", "establishment": 1},
        ],
        ["a@A", "b@B", "c@B"],
    )
    for transfer in (True, False):
        asked = policy(
            rules={"routes": [{**SUPPORT, "transfer": transfer}], "establishment": {"over": "no-worse"}},
            tiers=["surplus"],
        )
        formulated = formulate(Case(made, asked))
        goal = formulated.program.goals["surplus"]
        for moves in (Plan.of([]), plan("b>A"), plan("c>A")):
            chosen = formulated.chosen(moves)
            assert chosen is not None
            x = formulated.program.matrix.complete(chosen)
            assert goal.at(x) == surplus.value(Recount(made, asked), moves)


def test_a_row_that_counts_some_moves_otherwise_is_not_of_the_flow() -> None:
    made = county(applies=True)
    plain, bent = (
        formulate(Case(made, rules({**SUPPORT, "who": who, "transfer": transfer}, {"to": {"area": "乡村"}})))
        for who, transfer in (({}, True), ({"applies": True}, False))
    )
    assert plain.program.matrix.core is not None
    assert bent.program.matrix.core is not None
    here = made.school_at["A"]
    nodes = plain.case.facts.nodes["school"].to_numpy(np.int64) == here
    assert np.all(plain.program.matrix.core.school[nodes] >= 0)
    assert np.all(bent.program.matrix.core.school[nodes] < 0)


@pytest.mark.parametrize(
    ("term", "retires", "ends"),
    [(2, None, "2028-08"), ("18个月", None, "2028-02"), ("6 months", None, "2027-02"), (3, "2028-01", "2028-01"),
     (3, "2040-01", "2029-08"), (None, "2028-01", None)],
)  # fmt: skip
def test_a_term_ends_on_its_day_or_at_retirement(term: object, retires: str | None, ends: str | None) -> None:
    route = {k: v for k, v in {**SUPPORT, "term": term}.items() if v is not None}
    made = county(**({"retires": retires} if retires else {}))
    recount = Recount(made, rules(route))
    (move,) = plan("b>A").moves
    told = recount.term_end(move)
    assert told == (None if ends is None else 12 * int(ends[:4]) + int(ends[5:]))


def test_the_account_tells_the_route_and_leaves_the_headcount() -> None:
    made, asked = county(), rules(SUPPORT, {"to": {"area": "城区"}}, establishment={"over": "no-worse"})
    told = account(made, asked, Case(made, asked).standing, plan("b>A"))
    row = told.moves.iloc[0]
    assert (row["route"], row["transfer"], row["term_end"]) == ("支教", False, 12 * 2028 + 8)
    columns = ["school_id", "out", "in", "headcount_before", "headcount_after"]
    assert told.schools[columns].to_numpy().tolist() == [["A", 0, 1, 1, 1], ["B", 1, 0, 2, 2]]
    unnamed = account(made, asked, Case(made, asked).standing, plan("a>B")).moves.iloc[0]
    assert (unnamed["route"], unnamed["transfer"]) == ("2", True)
    assert establishment.check(Recount(made, asked), plan("a>B"))
