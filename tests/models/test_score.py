"""A score is worked out alike over arrays and a person at a time, and replaces the roster's own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from models.case import Case
from models.goals import choice
from models.policy_fit import fit
from models.policy_score import item_column
from models.recount import Recount
from models.recount_score import whole_points
from models.score import UNIT, score_units
from tests.models.micro import district, plan, policy
from tests.models.test_facts_and_recount import cases
from tests.models.test_policy_fit import sourced, tables

PERSON = {
    "teacher_id": "t", "school_id": "A", "joined": "2019-09", "exchange_years": 1.5, "honour": "县级骨干;市级骨干",
    "appraisals": ("优秀", "合格", "优秀"), "sex": "女", "面试": "40.5", "applies": True, "score": 99.0,
}  # fmt: skip
"""Six full years at the school in August 2026."""


def both(*items: dict[str, Any], **more: object) -> tuple[Decimal, Decimal, int]:
    """Return the score of `PERSON` over arrays and by the recount, and whole points."""
    listed = [{"name": str(i), **item} for i, item in enumerate(items)]
    case = Case(district(["A", "B"], [PERSON]), policy(score={"items": listed, **more}))
    assert case.policy.score is not None
    units = int(score_units(case.policy.score, case.facts.people, case.facts.who)[0][0])
    recount = Recount(case.district, case.policy)
    score = recount.person_cell("score", recount.people["t"])
    assert isinstance(score, Decimal)
    assert whole_points(score) == case.weights[0]
    assert float(score) == case.facts.people["score"].cells[0]
    return Decimal(units) / UNIT, score, whole_points(score)


@pytest.mark.parametrize(
    ("item", "points"),
    [
        ({"who": {"sex": "女"}, "points": 5}, "5"),
        ({"who": {"sex": "男"}, "points": 5}, "0"),
        ({"who": {"at": {"school_id": "A"}}, "points": "2.5"}, "2.5"),
        ({"column": "years_in_school"}, "6"),
        ({"column": "years_in_school", "each": "0.3333"}, "1.9998"),
        ({"column": "years_in_school", "each": 2, "most": 10}, "10"),
        ({"column": "years_in_school", "each": 2, "most": 13}, "12"),
        ({"column": "years_in_school", "each": 1, "least": 7}, "7"),
        ({"column": "years_in_school", "who": {"sex": "男"}}, "0"),
        ({"column": "years_in_school", "who": {"sex": "男"}, "least": 3}, "0"),
        ({"column": "years_in_post", "least": 3}, "0"),  # empty
        ({"column": "exchange_years", "each": "0.7"}, "1.05"),
        ({"column": "面试"}, "40.5"),
        ({"column": "appraisals", "entry": "优秀", "each": 3}, "6"),
        ({"column": "appraisals", "entry": ["优秀", "合格"]}, "3"),
        ({"column": "appraisals", "entry": "不合格", "least": 1}, "1"),
        ({"column": "honour", "entry": ["县级骨干", "市级骨干"], "each": 4, "most": 7}, "7"),
        ({"column": "sex", "entry": "female", "each": 2}, "2"),
        ({"column": "years_in_school", "table": [[0, 1], [6, 3], [10, 5]]}, "3"),
        ({"column": "years_in_school", "table": [["6.0001", 3]]}, "0"),
        ({"column": "years_in_school", "table": [[6, "2.25"]]}, "2.25"),
        ({"column": "exchange_years", "table": [[0, 1], ["1.5", 2]], "most": "1.5"}, "1.5"),
    ],
)  # fmt: skip
def test_every_way_of_counting_points(item: dict[str, Any], points: str) -> None:
    assert both(item)[:2] == (Decimal(points), Decimal(points))


def test_items_add_up_and_halves_round_up() -> None:
    assert both({"column": "years_in_school"}, {"who": {}, "points": "0.5"}) == (Decimal("6.5"), Decimal("6.5"), 7)
    thrice = [{"who": {}, "points": "0.1"}] * 5
    assert both(*thrice) == (Decimal("0.5"), Decimal("0.5"), 1)
    assert both({"who": {}, "points": "0.4999"})[2] == 0


def test_a_score_is_never_below_nothing() -> None:
    assert both({"who": {}, "points": 2}, {"column": "years_in_school", "each": -1}) == (Decimal(0), Decimal(0), 0)


def test_scores_are_alike_both_ways_in_any_district() -> None:
    seen: Counter[Decimal] = Counter()
    barred: Counter[str] = Counter()
    for seed, case, recount in cases():
        score = case.policy.score
        if score is None:
            assert case.weights.tolist() == [
                whole_points(recount.person_cell("score", p)) for p in recount.people.values()
            ]
            continue
        units, items = score_units(score, case.facts.people, case.facts.who)
        for t, person in enumerate(recount.people.values()):
            sheet = recount.score_sheet(person)
            assert sheet is not None
            assert sheet.total == Decimal(int(units[t])) / UNIT, (seed, person.code)
            assert whole_points(sheet.total) == case.weights[t]
            for item, line, (points, known) in zip(score.items, sheet.lines, items, strict=True):
                assert (line.points or 0) == Decimal(int(points[t])) / UNIT, (seed, person.code, item)
                assert (line.value is not None) == known[t]
            standing = recount.standings[person.code]
            assert case.standing.category[t] == standing.category, (seed, person.code)
            assert case.standing.clause[t] == standing.clause, (seed, person.code)
            seen[sheet.total] += 1
            barred[standing.clause if standing.category == "barred" else ""] += 1
    assert len(seen) > 30
    assert sum(n for name, n in barred.items() if name.startswith("项")) > 10
    assert barred["量化得分"] > 5


INTERVIEW = {"name": "面试", "column": "面试", "minimum": 30, "who": {"applies": True}}


@pytest.mark.parametrize(
    ("mark", "applies", "category"),
    [("29.9999", True, "barred"), ("30", True, "due"), ("", True, "due"), ("10", False, "due"), ("0", None, "due")],
)
def test_who_is_below_a_minimum_is_barred_by_its_name(mark: str, applies: bool | None, category: str) -> None:
    person = {"teacher_id": "t", "school_id": "A", "面试": mark, "applies": applies}
    case = Case(district(["A"], [person]), policy(score={"items": [INTERVIEW]}))
    recount = Recount(case.district, case.policy)
    clause = "面试" if category == "barred" else "应交流"
    assert (case.standing.category[0], case.standing.clause[0]) == recount.standings["t"] == (category, clause)


def test_an_empty_cell_that_decides_is_named() -> None:
    made = district(["A"], [{"teacher_id": "t", "school_id": "A", "面试": "", "applies": True}])
    (found,) = [f for f in fit(made, policy(score={"items": [INTERVIEW]})) if "面试" in f.reason.zh]
    assert item_column("面试") in found.reason.zh
    assert "不得交流“面试”" in found.reason.zh


def test_a_minimum_of_the_whole_bars_under_the_scores_own_name() -> None:
    score = {"items": [{"name": "校龄", "column": "years_in_school"}], "minimum": 6}
    people = [{"teacher_id": t, "school_id": "A", "joined": j} for t, j in (("a", "2020-08"), ("b", "2020-09"))]
    recount = Recount(district(["A"], people), policy(score=score))
    assert recount.standings == {"a": ("due", "应交流"), "b": ("barred", "量化得分")}


def test_the_policys_own_clauses_come_first() -> None:
    made = district(["A"], [{"teacher_id": "t", "school_id": "A", "面试": "3", "applies": True}])
    ruled = policy(score={"items": [INTERVIEW]}, barred=[{"name": "本人申请", "who": {"applies": True}}])
    assert Recount(made, ruled).standings["t"] == ("barred", "本人申请")


def test_choices_weigh_by_the_score_worked_out() -> None:
    made = district(["A", "B", "C"], [PERSON], choices=["t 1 B", "t 2 C"])
    ruled = policy(score={"items": [{"name": "面试", "column": "面试"}]}, goals={"choice": {"weight": "score"}})
    assert choice.value(Recount(made, ruled), plan("t>C")) == 41
    assert choice.value(Recount(made, policy(goals={"choice": {"weight": "score"}})), plan("t>C")) == 99


def test_filters_ask_for_the_score_worked_out() -> None:
    made = district(["A"], [PERSON])
    ruled = policy(
        score={"items": [{"name": "面试", "column": "面试"}]}, due=[{"name": "高分", "who": {"score": {"min": 41}}}]
    )
    assert Recount(made, ruled).standings["t"].category == Case(made, ruled).standing.category[0] == "settled"


def said(score: dict[str, Any], level: str = "fault") -> list[str]:
    return [f.say("zh") for f in fit(tables(), policy(score=score)) if f.level == level]


def test_cells_that_hold_no_exact_number_are_named() -> None:
    (found,) = said({"items": [{"name": "教龄", "column": "教龄"}]})
    assert "政策 score.items 第1项“教龄” 按这一列计分，第3行不是最多4位小数的数字" in found


@pytest.mark.parametrize("cell", ["1.23456", "1e9", "5;6", "十"])
def test_a_number_too_fine_too_large_or_listed_is_none(cell: str) -> None:
    made = district(["A"], [{"teacher_id": "t", "school_id": "A", "面试": cell}])
    for item in ({"column": "面试"}, {"column": "面试", "table": [[0, 1]]}):
        found = fit(made, policy(score={"items": [{"name": "面试", **item}]}))
        assert [f for f in found if f.level == "fault"] != []


def test_a_score_beyond_weighing_is_named() -> None:
    made = district(["A"], [{"teacher_id": "t", "school_id": "A", "面试": "200"}])
    (found,) = fit(made, policy(score={"items": [{"name": "面试", "column": "面试", "each": 9999}]}))
    assert "量化得分超过1000000" in found.reason.zh
    assert found.value == "1999800"


def test_columns_that_are_not_there_are_named() -> None:
    found = said({"items": [{"name": "甲", "column": "面试分"}, {"name": "乙", "column": "years_in_school"}]})
    assert ["面试分" in line for line in found].count(True) == 1
    lacks = sourced(tables(), teachers={"teacher_id": "A"})
    named = fit(lacks, policy(score={"items": [{"name": "乙", "column": "years_in_school"}]}))
    assert any("进入本校年月" in f.reason.zh for f in named)


def test_scores_of_the_roster_are_passed_over_with_a_warning() -> None:
    score = {"items": [{"name": "校龄", "column": "years_in_school"}]}
    made = district(["A"], [PERSON])
    found = [f.reason.zh for f in fit(made, policy(score=score)) if f.level == "warning"]
    assert "花名册也填了量化得分，以政策计算的为准" in found
    without = sourced(
        district(["A"], ["t@A"]), teachers={"teacher_id": "A", "joined": "B"}, choices={"teacher_id": "A"}
    )
    weighed = policy(score=score, goals={"choice": {"weight": "score"}}, tiers=["choice"])
    assert [f for f in fit(without, weighed) if f.level == "fault"] == []
    assert np.isnan(without.teachers["score"]).all()
