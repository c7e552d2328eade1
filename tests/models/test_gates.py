"""Gates: whom they concern and who passes, alike to a recount of one person at a time; and they move nobody."""

from __future__ import annotations

from random import Random

from models.case import Case
from models.gates import gate_results, gates_of_each
from models.recount import Recount
from tests.models.micro import Row, district, policy
from tests.models.random_policies import random_case
from tests.thorough import draws


def test_a_gate_is_passed_by_whom_the_recount_says() -> None:
    passed = kept_out = 0
    for seed in range(draws(80, 150)):
        case = random_case(Random(50_000 + seed))
        recount = Recount(case.district, case.policy)
        (result,) = gate_results(case)
        concerned = [recount.matches(result.gate.who, person) for person in recount.people.values()]
        passes = [recount.matches(result.gate.passes, person) for person in recount.people.values()]
        assert (result.concerned.tolist(), result.passes.tolist()) == (concerned, passes), seed
        passed += sum(a and b for a, b in zip(concerned, passes, strict=True))
        kept_out += sum(a and not b for a, b in zip(concerned, passes, strict=True))
    assert min(passed, kept_out) > 25


def test_an_application_published_and_not_placed_passes_where_the_document_says_so() -> None:
    history: list[Row] = [
        {"teacher_id": "a", "start": "2024-09", "end": "2025-09"},
        {"teacher_id": "b", "start": "2025-08", "credited": True},
        {"teacher_id": "c", "start": "2025-08"},
    ]
    made = district(
        ["A"], ["a@A", "b@A", "c@A", {"teacher_id": "d", "school_id": "A", "title": "高级"}], history=history
    )
    rules = policy(
        facts=[{"name": "申请", "count": "times", "credited": True}],
        gates=[
            {"name": "晋升", "who": {"title": {"not": "高级"}},
             "passes": {"any": [{"exchange_years": {"min": 1}}, {"申请": {"min": 1}}]}},
            {"name": "评优", "who": {"teacher_id": ["a", "d"]}, "passes": {"exchange_years": {"min": 2}}},
        ],
    )  # fmt: skip
    case = Case(made, rules)
    said = gates_of_each(case)
    assert [s.zh for s in said] == ["晋升：达到；评优：未达到", "晋升：达到", "晋升：达到", "评优：未达到"]
    assert said[0].en == "晋升: passed; 评优: not passed"
    without = Case(made, policy(facts=rules.facts))
    assert gates_of_each(without) == [("", "")] * 4
    assert case.standing.movable.tolist() == without.standing.movable.tolist()
