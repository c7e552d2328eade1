"""What is said to close a school closes it: against the open pairs of random cases, and by changing each number."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from models.case import Case
from models.district import District
from models.formulate import open_pairs
from models.policy import Policy
from models.recount import Recount
from models.tables import OUTSIDE
from optimizer.explain.places import place, places, seats
from tests.models.micro import district, plan, policy
from tests.models.random_policies import random_case


def is_open(tables: District, law: Policy, code: str, school: str) -> bool:
    """Say whether some pair of the program leads there."""
    case = Case(tables, law)
    pairs = open_pairs(case)
    at = (pairs.teacher == tables.teacher_at[code]) & (pairs.school == tables.school_at[school])
    return bool(at.any())


def test_a_school_is_open_exactly_if_some_pair_of_the_program_leads_there() -> None:
    seen = {True: 0, False: 0}
    for seed in range(60):
        case = random_case(Random(seed), gentle=seed % 2 == 0)
        recount, pairs = Recount(case.district, case.policy), open_pairs(case)
        codes = [*case.district.school_at]
        teachers = case.district.teachers["teacher_id"].tolist()
        ways = {(teachers[t], codes[s]) for t, s in zip(pairs.teacher.tolist(), pairs.school.tolist(), strict=True)}
        for code, person in recount.people.items():
            for school in recount.schools:
                if school != person.school:
                    found = place(recount, code, school)
                    assert found.open is ((code, school) in ways), (seed, code, school, found)
                    assert found.open or found.all_barriers, (seed, code, school)
                    seen[found.open] += 1
    assert min(seen.values()) > 40


def rules_closing(tables: District, law: Policy, school: str = "B", code: str = "t") -> set[str]:
    assert not is_open(tables, law, code, school)
    return {b.rule for b in place(Recount(tables, law), code, school).all_barriers}


def base(**tables: Any) -> District:
    given: dict[str, Any] = {
        "schools": ["A", {"school_id": "B", "establishment": 2}], "teachers": ["t@A", "u@B"], "posts": ["A 5", "B 2"],
    }  # fmt: skip
    return district(**{**given, **tables})


def test_the_base_is_open() -> None:
    assert is_open(base(), policy(), "t", "B")
    assert place(Recount(base(), policy()), "t", "B").open


CLOSED: dict[str, tuple[District, Policy]] = {
    "establishment": (base(schools=["A", {"school_id": "B", "establishment": 0}]), policy()),
    "subject_balance": (base(posts=["A 5", "B 0"]), policy()),
    "routes": (base(), policy(rules={"routes": [{"from": {"school_id": "B"}}]})),
    "locks": (base(locks=["t never B"]), policy()),
}


@pytest.mark.parametrize("rule", CLOSED)
def test_the_one_rule_that_closes_is_named(rule: str) -> None:
    tables, law = CLOSED[rule]
    assert rules_closing(tables, law) == {rule}


def test_numbers_are_told_and_the_number_asked_for_opens_it_and_none_less() -> None:
    tables, law = CLOSED["establishment"]
    (barrier,) = place(Recount(tables, law), "t", "B").all_barriers
    assert "编制0人，在编1人，已超编，不接收" in barrier.reason.zh
    assert "至少2人" in barrier.repair.zh
    assert is_open(base(schools=["A", {"school_id": "B", "establishment": 2}]), law, "t", "B")
    tables, law = CLOSED["subject_balance"]
    (barrier,) = place(Recount(tables, law), "t", "B").all_barriers
    assert "核定0人，现有1人，已超员，不接收" in barrier.reason.zh
    assert "至少2人" in barrier.repair.zh
    assert is_open(base(posts=["A 5", "B 2"]), law, "t", "B")


WAYS: dict[str, tuple[District, Policy]] = {
    "不接收流入": (base(schools=["A", {"school_id": "B", "inflow": False}]), policy()),
    "不允许流出": (base(schools=[{"school_id": "A", "outflow": False}, "B"]), policy()),
    "没有本人能任教的岗位（能任教：初中语文）": (base(posts=["A 5", "B 初中 数学 2"]), policy()),
    "已锁定留任": (base(locks=["t stay"]), policy()),
    "不在流出名单上": (base(outgoing=["u"]), policy()),
    "已锁定必须去": (base(schools=["A", "B", "C"], posts=["A 5", "B 2", "C 2"], locks=["t must C"]), policy()),
    "只去本人志愿中的学校": (
        base(schools=["A", "B", "C"], posts=["A 5", "B 2", "C 2"], choices=["t 1 C"]),
        policy(due=[], free=[{"name": "人人"}]),
    ),
    "属于暂缓交流（缓）": (base(), policy(deferred=[{"name": "缓", "who": {"teacher_id": "t"}}])),
}


@pytest.mark.parametrize("said", WAYS)
def test_what_else_closes_a_school_is_said(said: str) -> None:
    tables, law = WAYS[said]
    assert not is_open(tables, law, "t", "B")
    told = [b.reason.zh for b in place(Recount(tables, law), "t", "B").all_barriers]
    assert len(told) == 1
    assert said in told[0]


def test_all_that_closes_is_told_not_the_first_alone() -> None:
    tables = base(
        schools=["A", {"school_id": "B", "establishment": 0, "inflow": False}], posts=["A 5", "B 0"],
        locks=["t never B", "u stay"],
    )  # fmt: skip
    assert rules_closing(tables, policy()) == {"establishment", "one_place", "subject_balance", "locks"}


def test_every_school_with_a_post_is_listed_but_the_own() -> None:
    tables = base(schools=["A", "B", "C"], posts=["A 5", "B 2", "C 初中 数学 2"])
    recount = Recount(tables, policy())
    assert [one.school for one in places(recount, "t")] == ["B"]
    assert OUTSIDE not in {one.school for one in places(recount, "t")}


def test_seats_are_counted_under_the_plan() -> None:
    found = seats(Recount(base(), policy()), plan("t>B", "u>A"), ("B", "初中", "语文"))
    assert (found.required, found.before, found.leaving, found.coming, found.after) == (2, 1, ("u",), ("t",), 1)
