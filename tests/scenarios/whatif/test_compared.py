"""Scenarios side by side: the lines, the groups of winners and losers, and what becomes of scenarios without a plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from models.case import Case
from models.explain.distribution import AGES
from models.explain.gains import Changed, Lot, Verdict
from models.plan import Outcome, Plan, TierResult
from models.recount import Recount
from models.recount_roster import text
from scenarios.whatif.compared import compared
from scenarios.whatif.comparison import By, Comparison, Group, Line, Row
from scenarios.whatif.figured import figured
from scenarios.whatif.groups import grouped
from scenarios.whatif.result import Result
from tests.models.explain.drawn import drawn
from tests.models.micro import Row as Told
from tests.models.micro import district, plan, policy

SCHOOLS: list[Told] = [
    {"school_id": "A", "zone": "西", "lon": 110.0, "lat": 30.0},
    {"school_id": "B", "zone": "东", "lon": 111.0, "lat": 31.0},
    {"school_id": "C", "zone": "东", "lon": 113.0, "lat": 32.0},
    {"school_id": "D", "lon": 1.0, "lat": 1.0},
    {"school_id": "E", "zone": "东"},
]
POSTS: list[Told] = ["A 初中 数学 5", "B 初中 语文 5", "B 初中 数学 5", "C 初中 语文 5", "E 初中 美术 5"]


def person(code: str, school: str, born: str = "", **cells: object) -> Told:
    dated = {"birth_date": born} if born else {}
    return {"teacher_id": code, "school_id": school, **dated, **cells}


PEOPLE: list[Told] = [
    person("a", "A", "1992-08", subject="数学", sex="女", score=60.4),  # 34 on the policy's date
    person("b", "B", "1991-08", sex="男", score=70.5),
    person("c", "C", "1981-09", sex="女", score=80.0),
    person("d", "D", "1976-08", sex="女", score=90.0),
    person("e", "*", subject="美术"),
    person("f", "E", "1970-01", sex="男", score=99.0, applies=False),
]
DUE: dict[str, object] = {"due": [{"name": "应交流", "who": {"applies": {"not": False}}}]}


def case_of(**asked: object) -> Case:
    return Case(district(SCHOOLS, PEOPLE, posts=POSTS), policy(**{**DUE, **asked}))


def changed(code: str, verdict: Verdict) -> Changed:
    return Changed(code, verdict, "none", Lot("A", "", "", moves=False), Lot("B", "", "", moves=True))


def result(*fared: Changed, opened: tuple[str, ...] = ()) -> Result:
    return Result("k", "optimal", changed=fared, opened=opened)


def told(by: By, *fared: Changed, opened: tuple[str, ...] = ()) -> list[tuple[str, int, int, int, int]]:
    groups = grouped(case_of(), {"甲": result(*fared, opened=opened)})["甲"][by]
    return [(one.name, one.people, one.gain, one.lose, one.differ) for one in groups]


def test_zones_are_of_the_school_left_in_the_bureaus_order() -> None:
    fared = (changed("a", "gains"), changed("b", "loses"), changed("c", "differs"), changed("e", "loses"))
    assert told("zone", *fared) == [("西", 1, 1, 0, 0), ("东", 2, 0, 1, 1), ("", 2, 0, 1, 0)]
    assert told("all", *fared) == [("all", 5, 1, 2, 1)]


def test_subjects_are_in_the_order_of_the_posts_and_sexes_in_the_programs() -> None:
    fared = (changed("a", "gains"), changed("d", "loses"))
    assert told("subject", *fared) == [("数学", 1, 1, 0, 0), ("语文", 3, 0, 1, 0), ("美术", 1, 0, 0, 0)]
    assert told("sex", *fared) == [("男", 1, 0, 0, 0), ("女", 3, 1, 1, 0), ("", 1, 0, 0, 0)]


def test_ages_are_told_on_the_policys_date() -> None:
    assert told("age") == [("0-34", 1, 0, 0, 0), ("35-44", 2, 0, 0, 0), ("50-999", 1, 0, 0, 0), ("", 1, 0, 0, 0)]


def test_scores_are_divided_at_the_quartiles_of_those_who_may_move() -> None:
    assert told("score") == [("60", 1, 0, 0, 0), ("61-71", 1, 0, 0, 0), ("72-80", 1, 0, 0, 0), ("81-90", 1, 0, 0, 0),
                             ("", 1, 0, 0, 0)]  # fmt: skip


def test_who_may_not_move_is_counted_where_a_scenario_lets_them_or_they_fare_otherwise() -> None:
    assert [name for name, *_ in told("score", changed("f", "loses"))] == ["60-71", "72-80", "81-90", "91-99", ""]
    assert told("age", opened=("f",))[2] == ("50-999", 2, 0, 0, 0)
    groups = grouped(case_of(), {"甲": result(), "乙": result(changed("f", "loses"))})
    assert [[one.people for one in groups[name]["all"]] for name in ("甲", "乙")] == [[5], [6]]
    assert [one.name for one in groups["甲"]["score"]] == [one.name for one in groups["乙"]["score"]]


def test_scores_that_hardly_differ_make_fewer_bands() -> None:
    def bands(*scores: float) -> list[tuple[str, int]]:
        people = [person(str(i), "A", score=score) for i, score in enumerate(scores)]
        case = Case(district(SCHOOLS, people), policy())
        return [(one.name, one.people) for one in grouped(case, {"甲": result()})["甲"]["score"]]

    assert bands(7, 7, 7) == [("7", 3)]
    assert bands(7, 7, 7, 7, 9) == [("7", 4), ("8-9", 1)]
    assert bands(1, 2) == [("1", 1), ("2", 1)]
    unscored = Case(district(SCHOOLS, ["x@A", "y@B"]), policy())
    assert grouped(unscored, {"甲": result()})["甲"]["score"] == (Group("", 2, 0, 0, 0),)


def test_scores_are_the_policys_where_it_works_them_out() -> None:
    score = {"items": [{"name": "女", "who": {"sex": "女"}, "points": 5}]}
    groups = grouped(case_of(score=score), {"甲": result()})["甲"]["score"]
    assert [(one.name, one.people) for one in groups] == [("0", 2), ("1-5", 3)]


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_every_division_adds_up_and_agrees_with_the_recount(seed: int) -> None:
    case, recount, first = drawn(seed)
    second = Plan(first.moves[::2])
    outcome = Outcome("feasible", second)
    found = figured("k", case, outcome, (recount, first), 1.0)
    fared = Counter(one.verdict for one in found.changed)
    groups = grouped(case, {"甲": found})["甲"]
    (whole,) = groups["all"] or (Group("all", 0, 0, 0, 0),)
    assert (whole.gain, whole.lose, whole.differ) == tuple(fared[verdict] for verdict in ("gains", "loses", "differs"))
    may = {code for code in recount.people if recount.movable(code)}
    assert whole.people == len(may | {one.teacher_id for one in found.changed})
    for by in groups.values():
        for attribute in ("people", "gain", "lose", "differ"):
            assert sum(getattr(one, attribute) for one in by) == getattr(whole, attribute)
    concerned = [recount.people[code] for code in may | {one.teacher_id for one in found.changed}]
    of_each: dict[By, Counter[str]] = {
        "zone": Counter(recount.zone(one.school) for one in concerned),
        "subject": Counter(one.subject for one in concerned),
        "sex": Counter(text(one.cells["sex"]) for one in concerned),
        "age": Counter(band(recount.person_cell("age", one)) for one in concerned),
    }
    for by_what, counted in of_each.items():
        assert {one.name: one.people for one in groups[by_what]} == counted
    scores = [recount.score(one.code) for one in concerned]
    assert sum(one.people for one in groups["score"] if not one.name) == scores.count(None)


def band(age: object) -> str:
    return next((f"{low}-{high}" for low, high in AGES if isinstance(age, Decimal) and low <= age <= high), "")


FIRST = plan("a>B 数学")


def side_by_side(*others: Row, base_plan: Plan | None = FIRST) -> Comparison:
    base = case_of(tiers=["distance", "fill"])
    tiers = (TierResult({"distance": 4}, 8, 7, proven=False),)
    outcome = Outcome("feasible", base_plan, tiers=tiers) if base_plan is not None else Outcome("infeasible")
    first = None if base_plan is None else (Recount(base.district, base.policy), base_plan)
    rows = [Row("基准", (), figured("0", base, outcome, None, 1.0))]
    other = case_of(tiers=["surplus"], goals={"structure": [{"name": "女", "who": {"sex": "女"}}]})
    moved = Outcome("optimal", plan("b>C", "c>B"))
    rows += [Row("甲", (), figured("1", other, moved, first, 1.0)), *others]
    return compared("题", "问", base, rows, made={"started": "2026"})


def line(found: Comparison, key: str) -> Line:
    return next(line for line in found.lines if line.key == key)


def test_lines_come_measures_first_then_goals_as_the_baseline_ranks_them_then_rules() -> None:
    found = side_by_side()
    kinds = [line.kind for line in found.lines]
    assert kinds == sorted(kinds, key=["measure", "goal", "rule"].index)
    goals = [line.key for line in found.lines if line.kind == "goal"]
    assert goals == ["distance", "fill", "moves", "surplus", "structure"]
    assert line(found, "moved").values == (1, 2)
    assert line(found, "structure").values[0] is None
    assert line(found, "distance").bounds == (4, None)  # 7 of weight 2, rounded up
    assert all(line.bounds == (None, None) for line in found.lines if line.key != "distance")
    assert not any(line.key in ("unplaced", "first_choice", "backbone_to_rural") for line in found.lines)
    assert [len(line.values) for line in found.lines] == [2] * len(found.lines)


def test_a_scenario_without_plan_has_no_value_and_no_groups() -> None:
    failed, none = Result("2", "failed"), Result("3", "infeasible")
    found = side_by_side(Row("乙", (), failed), Row("丙", (), none))
    assert all(line.values[2:] == (None, None) and line.bounds[2:] == (None, None) for line in found.lines)
    assert list(found.groups) == ["甲"]


def test_a_baseline_without_plan_leaves_the_scenarios_without_gains() -> None:
    found = side_by_side(base_plan=None)
    assert found.groups == {}
    assert found.people == {}
    assert line(found, "moved").values == (None, 2)
    assert [one.name for one in found.rows] == ["基准", "甲"]


def test_people_schools_and_places_are_named_from_the_baselines_tables() -> None:
    found = side_by_side()
    assert found.people == {"a": ("教师a", "A", "数学"), "b": ("教师b", "B", "语文"), "c": ("教师c", "C", "语文")}
    assert found.schools["D"] == "学校D"
    assert found.places == {"西": (110.0, 30.0), "东": (112.0, 31.5)}
    assert (found.title, found.question, found.made) == ("题", "问", {"started": "2026"})


def test_groups_follow_the_rows() -> None:
    found = side_by_side()
    again = Row("乙", (), replace(found.rows[1].result, key="9"), same_as="甲")
    twice = side_by_side(again)
    assert twice.groups["甲"] == twice.groups["乙"]
    assert list(twice.groups["甲"]) == ["all", "zone", "subject", "sex", "age", "score"]
