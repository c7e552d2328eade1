"""期满返回: who goes back, who stays with transfer, who serves another term; by the check and by the rows."""

from __future__ import annotations

import numpy as np
import pytest

from models.account import account
from models.case import Case
from models.check import check_plan
from models.district import District
from models.formulate import formulate
from models.plan import Plan
from models.policy import Policy
from models.policy_fit import fit
from models.recount import Recount
from models.rules import returns
from tests.models.micro import Row, district, plan, policy

FAILED = {"appraisals": ["基本合格", "不合格"]}
AGAIN, STAY = {"who": FAILED, "then": "again"}, {"who": FAILED, "then": "stay"}
SETTLED: dict[str, object] = {"due": []}


def asks(*unless: object, wish: bool = False, **more: object) -> Policy:
    """A policy with the rule; nobody else is due."""
    rules = {"returns": {"wish": wish, "unless": list(unless)}, **more.pop("rules", {})}  # type: ignore[dict-item]
    return policy(**{**SETTLED, **more, "rules": rules})


def county(schools: list[Row] | None = None, teachers: tuple[Row, ...] = (), **of: object) -> District:
    """Teacher t of A has served a term at B, and is on A's payroll."""
    tables = {name: of.pop(name) for name in ("posts", "locks", "outgoing", "choices") if name in of}
    seconded = {
        "teacher_id": "t", "school_id": "B", "payroll_school": "A", "origin_school": "A", "term_end": "2026-08", **of,
    }  # fmt: skip
    return district(schools or ["A", "B", "C"], [seconded, *teachers], **tables)  # type: ignore[arg-type]


def told(made: District, asked: Policy) -> str:
    """What becomes of t, both ways."""
    recount, case = Recount(made, asked), Case(made, asked)
    after = recount.after_term["t"]
    assert case.standing.after_term[0] == after
    assert bool(case.standing.movable[0]) is recount.movable("t")
    return after


def broken(made: District, asked: Policy, *moves: str) -> list[str]:
    """The rules a plan breaks; the rows must say the same."""
    found = [b.rule for b in check_plan(made, asked, plan(*moves)).breaches]
    formulated = formulate(Case(made, asked))
    chosen = formulated.chosen(plan(*moves))
    assert (chosen is not None and formulated.program.matrix.holds(chosen)) is (not found)
    return found


@pytest.mark.parametrize(
    ("columns", "after"),
    [
        ({}, "return"),
        ({"term_end": "2026-07"}, "return"),
        ({"term_end": "2026-09"}, ""),
        ({"term_end": None}, ""),
        ({"origin_school": ""}, ""),
        ({"origin_school": "B"}, ""),
        ({"origin_school": "县外某校"}, ""),
        ({"origin_school": "*"}, "return"),
        ({"school_id": "*"}, "return"),
    ],
)
def test_a_term_ends_in_the_month_it_is_written_for(columns: dict[str, object], after: str) -> None:
    made = county(**columns)  # type: ignore[arg-type]
    assert told(made, asks()) == after
    assert told(made, policy()) == ""


@pytest.mark.parametrize(
    ("document", "asked", "appraisals", "wish", "after"),
    [
        ("songlou", asks(AGAIN), ("不合格", "合格"), None, "again"),
        ("songlou", asks(AGAIN), ("合格",), None, "return"),
        ("songlou", asks(AGAIN), ("合格",), False, "return"),
        ("zhijiao", asks(AGAIN), ("基本合格",), True, "again"),
        ("district-a", asks(STAY), ("不合格",), None, "stay"),
        ("district-a", asks(STAY), ("合格", "合格", "合格"), None, "return"),
        ("haikou", asks(wish=True), ("合格",), False, "stay"),
        ("haikou", asks(wish=True), ("合格",), True, "return"),
        ("haikou", asks(wish=True), (), None, "return"),
        ("the exception comes before the wish", asks(AGAIN, wish=True), ("不合格",), False, "again"),
        ("the first exception decides", asks(AGAIN, STAY), ("不合格",), None, "again"),
        ("the first exception decides", asks(STAY, AGAIN), ("不合格",), None, "stay"),
        ("by category", asks({"who": {"category": "settled"}, "then": "stay"}), (), None, "stay"),
    ],
)
def test_who_goes_back(document: str, asked: Policy, appraisals: tuple[str, ...], wish: object, after: str) -> None:
    assert told(county(appraisals=appraisals, wish_return=wish), asked) == after


def test_who_goes_back_goes_there_and_nowhere_else() -> None:
    assert broken(county(), asks(), "t>A") == []
    assert broken(county(), asks()) == ["returns"]
    assert broken(county(), asks(), "t>C") == ["one_place", "returns"]
    taught = county(also=("初中:数学",), posts=["A 初中 数学 1", "A 0"])
    assert broken(taught, asks(), "t>A 数学") == []
    assert broken(taught, asks(), "t>A") == []  # the post is kept
    assert "A" in returns.check(Recount(county(), asks()), Plan(()))[0].text.zh


def test_neither_lists_nor_clauses_nor_routes_nor_schools_keep_anybody_from_going_back() -> None:
    schools: list[Row] = [
        {"school_id": "A", "inflow": False}, {"school_id": "B", "outflow": False}, "C",
    ]  # fmt: skip
    made = county(schools, outgoing=["c"], teachers=("c@C",), choices=["t 1 C"], locks=["c must B"])
    closed = {"routes": [{"to": {"school_id": "B"}}]}
    bar = [{"name": "禁", "who": {"teacher_id": "t"}}]
    assert broken(made, asks(barred=bar, rules=closed), "t>A", "c>B") == []
    free = asks(free=[{"name": "可"}], rules=closed)
    assert broken(county(schools, choices=["t 1 C"]), free, "t>A") == []


def test_a_lock_decides_where_it_says_stay_and_contradicts_where_it_says_go() -> None:
    kept = county(locks=["t stay"])
    assert told(kept, asks()) == "again"
    assert broken(kept, asks()) == []
    for lock in ("t must C", "t never A"):
        made = county(locks=[lock])
        for moves in ((), ("t>A",), ("t>C",)):
            assert broken(made, asks(), *moves)
    assert [f.level for f in fit(county(locks=["t never A"]), asks())] == ["warning"]


def test_who_serves_again_goes_anywhere_but_back_and_only_as_a_clause_says() -> None:
    failed = county(appraisals=("不合格",))
    assert not Recount(failed, asks(AGAIN)).movable("t")
    due = asks(AGAIN, due=[{"name": "应"}])
    assert broken(failed, due) == broken(failed, due, "t>C") == []
    assert broken(failed, due, "t>A") == ["returns"]
    assert broken(county(appraisals=("不合格",), outgoing=["t"]), asks(AGAIN), "t>C") == []


def test_the_posts_of_those_who_go_back_are_taken_first_and_no_room_is_a_contradiction() -> None:
    """A has one place, and c wants it, too."""
    made = county(["A", "B", {"school_id": "C", "establishment": 9}], posts=["A 1", "B 3", "C 3"], teachers=("c@C",))
    due = asks(due=[{"name": "应"}])
    assert broken(made, due, "t>A") == []
    assert broken(made, due, "t>A", "c>A") == ["subject_balance"]
    full = county(posts=["A 0"], teachers=("a@A",), payroll_school="B")
    assert broken(full, asks()) == ["returns"]
    assert broken(full, asks(), "t>A") == ["subject_balance"]
    said = [f for f in fit(full, asks()) if "回不去" in f.reason.zh]
    assert "学科平衡" in said[0].reason.zh
    nothing = county(posts=["B 1"])
    assert ["没有本人能任教的岗位" in f.reason.zh for f in fit(nothing, asks()) if "回不去" in f.reason.zh] == [True]


def test_last_years_seconded_teacher_counts_at_home_in_the_establishment_and_at_the_host_in_the_post() -> None:
    """A is full with t on its payroll; B, where t teaches, is full without."""
    schools: list[Row] = [{"school_id": "A", "establishment": 1}, {"school_id": "B", "establishment": 1}]
    made = county(schools, posts=["A 1", "B 2"], teachers=("b@B",))
    assert made.headcount.tolist() == [1, 1]
    assert Case(made, asks()).facts.nodes["current"].tolist() == [0, 2]
    for over in ("closed", "no-worse"):
        asked = asks(rules={"establishment": {"over": over}})
        assert broken(made, asked, "t>A") == []
        counted = account(made, asked, Case(made, asked).standing, plan("t>A"))
        assert counted.schools["headcount_after"].tolist() == [1, 1]
        assert counted.moves[["route", "transfer"]].to_numpy().tolist() == [["期满返回", False]]
        assert counted.posts[["before", "after"]].to_numpy().tolist() == [[0, 1], [2, 1]]
    crowded = county([{"school_id": "A", "establishment": 0}, "B"])  # above its establishment with t alone
    assert broken(crowded, asks(), "t>A") == []
    transferred = county([{"school_id": "A", "establishment": 0}, "B"], payroll_school="B")
    assert broken(transferred, asks(), "t>A") == ["establishment"]


def test_who_stays_is_transferred_even_into_a_full_school_and_makes_room_at_home() -> None:
    schools: list[Row] = [
        {"school_id": "A", "establishment": 1}, {"school_id": "B", "establishment": 1}, "C",
    ]  # fmt: skip
    made = county(schools, appraisals=("不合格",), teachers=("b@B", "c@C"))
    asked = asks(STAY, due=[{"name": "应"}], tiers=["surplus"])
    case = Case(made, asked)
    assert case.headcount.tolist() == [0, 2, 1]
    assert made.headcount.tolist() == [1, 1, 1]
    assert broken(made, asked) == []
    assert check_plan(made, asked, Plan(())).tiers == (1,)
    assert broken(made, asked, "c>A") == []  # t's place in the establishment of A is free
    assert broken(made, asked, "c>B") == ["establishment"]
    assert broken(made, asked, "b>A", "c>B") == ["establishment"]  # B is above its establishment, and closed
    assert "one_place" in broken(made, asked, "t>C")
    counted = account(made, asked, case.standing, plan("c>A"))
    assert counted.schools["headcount_before"].tolist() == [1, 1, 1]
    assert counted.schools["headcount_after"].tolist() == [1, 2, 0]
    assert counted.people["outcome"].tolist() == ["stays", "moved", "stays"]
    floored = asks(STAY, due=[{"name": "应"}], rules={"subject_balance": {"staff_floor": 1}})
    assert broken(made, floored) == []
    assert broken(made, floored, "b>C") == []  # of two at B, establishment 1, one may leave


def test_nothing_counts_who_goes_back() -> None:
    nobody = {"quotas": [{"name": "不动", "max": 0}], "balance": [{"name": "等", "from": {"school_id": "B"}, "to": {}}]}
    assert broken(county(), asks(rules=nobody), "t>A") == []
    share = {"quotas": [{"name": "半", "of": "moved", "per": "origin", "max": 0}]}
    assert broken(county(), asks(rules=share), "t>A") == []
    issued = district(
        ["A", "B"],
        [{"teacher_id": "t", "school_id": "B", "origin_school": "A", "term_end": "2026-08"}],
        quotas=[{"school_id": "B", "direction": "out", "max": 0}, {"school_id": "A", "direction": "in", "max": 0}],
    )
    assert broken(issued, asks(), "t>A") == []
    assert broken(issued, policy(), "t>A") == ["quotas", "quotas"]


def test_who_came_from_outside_leaves_for_it_and_who_was_outside_comes_home() -> None:
    assert broken(county(origin_school="*"), asks(), "t>*") == []
    assert broken(county(origin_school="*"), asks(), "t>A") == ["one_place", "returns"]
    assert broken(county(school_id="*"), asks(), "t>A") == []
    recount = Recount(county(origin_school="*"), asks())
    assert [recount.transfers(move) for move in plan("t>*").moves] == [True]


def test_a_school_of_origin_nobody_knows_is_named_where_it_matters() -> None:
    lost = county(origin_school="县外某校")
    assert [(f.level, f.value) for f in fit(lost, asks())] == [("fault", "县外某校")]
    assert not [f for f in fit(lost, policy(date="2026-07")) if f.level == "fault"]
    assert not [f for f in fit(lost, asks(date="2026-07")) if f.level == "fault"]


def test_who_stays_by_the_policy_cannot_be_on_the_list() -> None:
    named = county(appraisals=("不合格",), outgoing=["t"])
    assert [f.level for f in fit(named, asks(STAY)) if f.level == "fault"] == ["fault"]
    assert [f.level for f in fit(named, asks(AGAIN)) if f.level == "fault"] == []
    back = county(outgoing=["t"], role="校长")
    assert [
        f.level for f in fit(back, asks(barred=[{"name": "禁", "who": {"role": "校长"}}])) if f.level == "fault"
    ] == []


def test_nobody_who_goes_back_is_counted_unplaced() -> None:
    made = county(outgoing=["c"], teachers=("c@C",))
    counted = account(made, asks(), Case(made, asks()).standing, plan("t>A"))
    assert dict(zip(counted.people["teacher_id"], counted.people["outcome"], strict=True)) == {
        "t": "moved", "c": "unplaced",
    }  # fmt: skip
    assert check_plan(made, asks(), plan("t>A")).goals["place"] == 1
    assert np.count_nonzero(counted.people["after_term"] == "return") == 1


@pytest.mark.parametrize(
    ("required", "over", "moves", "kept"),
    [
        (1, "closed", ("t>A",), []),
        (0, "closed", ("t>A",), []),
        (0, "no-worse", ("t>A",), []),
        (1, "closed", ("t>A", "c>A"), ["subject_balance"]),
        (2, "closed", ("t>A", "c>A"), ["subject_balance"]),
        (3, "closed", ("t>A", "c>A"), []),
    ],
)
def test_the_post_of_who_was_lent_is_kept(required: int, over: str, moves: tuple[str, ...], kept: list[str]) -> None:
    made = county(teachers=("a@A", "c@C"), posts=[f"A {required}", "B 5", "C 5"])
    asked = asks(due=[{"name": "应交流"}], rules={"subject_balance": {"over": over}})
    assert broken(made, asked, *moves) == kept


def test_no_post_is_kept_for_who_had_left_with_transfer_or_takes_another() -> None:
    gone = county(teachers=("a@A",), posts=["A 1", "B 5"], payroll_school="B")
    assert broken(gone, asks(), "t>A") == ["subject_balance"]
    also = county(teachers=("a@A 数学",), posts=["A 1", "A 初中 数学 1", "B 5"], also=("初中:数学",))
    assert broken(also, asks(), "t>A") == []
    assert broken(also, asks(), "t>A 数学") == ["subject_balance"]
