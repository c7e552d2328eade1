"""Measures everybody understands: by hand, where the tables are silent, and equal to what other documents tell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.documents.summary import Summary
from models.account import account
from models.explain.envy import envies
from models.explain.fairness import audit
from models.explain.figures import figures
from models.explain.measures import MEASURES, backbone_of, rounded
from models.plan import Outcome, Plan
from models.recount import Recount
from tests.models.explain.drawn import drawn
from tests.models.micro import Row, district, plan, policy

Measured = dict[str, int | None]
SCHOOLS: list[Row] = [
    {"school_id": "A", "zone": "城", "area": "城区", "establishment": 2},
    {"school_id": "B", "zone": "乡", "area": "乡村"},
    {"school_id": "C", "zone": "乡", "area": "教学点"},
    {"school_id": "D", "zone": "城", "area": "镇区"},
]


def counted(made: Plan, people: list[Row], goals: dict[str, object] | None = None, **tables: list[Row]) -> Measured:
    recount = Recount(district(SCHOOLS, people, **tables), policy(goals=goals or {}))
    return {name: measure.count(recount, made) for name, measure in MEASURES.items()}


def test_shares_are_of_the_movers_who_stated_choices() -> None:
    told = counted(
        plan("x>B", "y>C", "z>D", "v>B"),
        ["x@A", "y@A", "z@A", "v@A", "w@A"],
        choices=["x 1 B", "y 2 C", "z 1 B", "w 1 B"],
    )
    assert (told["first_choice"], told["a_choice"], told["outside"], told["moved"]) == (33, 67, 1, 4)
    told = counted(plan("v>B"), ["x@A", "v@A"], choices=["x 1 B"])
    assert (told["first_choice"], told["a_choice"], told["outside"]) == (None, None, 0)
    told = counted(plan("v>B"), ["v@A"])
    assert (told["first_choice"], told["outside"], told["envious"]) == (None, None, None)


@pytest.mark.parametrize(("top", "bottom", "found"), [(1, 2, 1), (49, 100, 0), (3, 2, 2), (0, 5, 0), (7, 0, None)])
def test_rounding_takes_halves_up(top: int, bottom: int, found: int | None) -> None:
    assert rounded(top, bottom) == found


def test_unplaced_is_asked_of_a_named_plan_only() -> None:
    people: list[Row] = ["x@A", "y@A"]
    assert counted(plan("x>B"), people)["unplaced"] is None
    assert counted(plan("x>B"), people, outgoing=["x", "y"])["unplaced"] == 1


def test_minutes_are_the_mean_of_what_the_distances_tell() -> None:
    lines: list[Row] = [
        {"zone": "城", "school_id": "B", "minutes": 10},
        {"teacher_id": "y", "school_id": "B", "minutes": 25},
    ]
    assert counted(plan("x>B", "y>B", "z>C"), ["x@A", "y@A", "z@A"], distances=lines)["minutes"] == 18
    assert counted(plan("z>C"), ["z@A"], distances=lines)["minutes"] is None


def test_zones_and_rural_schools() -> None:
    backbone: Row = {"teacher_id": "x", "school_id": "A", "honour": "骨干"}
    people: list[Row] = [backbone, "y@B", "z@A", {"teacher_id": "w", "school_id": "B", "honour": "骨干"}]
    asked: dict[str, object] = {"structure": [{"name": "骨干", "who": {"honour": "骨干"}}]}
    told = counted(plan("x>B", "y>C", "z>D", "w>C"), people, asked)
    assert (told["across_zones"], told["to_rural"], told["backbone_to_rural"]) == (1, 1, 1)
    assert counted(plan("x>B"), people)["backbone_to_rural"] is None
    bare = Recount(district(["A", "B"], people), policy(goals=asked))
    unknown = ("across_zones", "to_rural", "backbone_to_rural")
    assert [MEASURES[name].count(bare, plan("x>B")) for name in unknown] == [None, None, None]


def test_backbone_teachers_are_those_the_policy_asks_for_by_honour_alone() -> None:
    assert backbone_of(policy()) is None
    quotas = [
        {"name": "甲", "who": {"honour": "省级", "sex": "女"}, "min": 1},
        {"name": "乙", "who": {"honour": "县级"}, "min": 1},
    ]
    who = backbone_of(policy(rules={"quotas": quotas}))
    assert who is not None
    assert who.conditions[0].one_of == ("县级",)


def test_schools_over_establishment_and_posts_short() -> None:
    told = counted(plan("x>B"), ["x@A", "y@A", "z@A"], posts=["A 3", "B 5"])
    assert (told["over"], told["shortage"]) == (0, 5)
    told = counted(plan(), ["x@A", "y@A", "z@A"], posts=["A 3", "B 5"])
    assert (told["over"], told["shortage"]) == (1, 5)


@pytest.mark.parametrize("seed", range(40))
def test_measures_agree_with_every_other_document(seed: int) -> None:
    case, recount, made = drawn(seed)
    made = Plan.of(tuple(recount.chosen(made).values()))
    told = {name: measure.count(recount, made) for name, measure in MEASURES.items()}
    shown = account(case.district, case.policy, case.standing, made)
    summary = Summary(case.district, case.policy, Outcome("feasible", made), shown, "zh")
    after = shown.schools["headcount_after"] - shown.schools["establishment"]
    assert told["moved"] == summary.moved == figures(case, made).goal("moves").value
    assert told["over"] == int((after > 0).sum())
    assert told["shortage"] == summary.shortage[1] == figures(case, made).goal("fill").value
    assert told["unplaced"] == (figures(case, made).goal("place").value if recount.named else None)
    for name, rank in (("first_choice", 1), ("a_choice", 99)):
        share, whole = summary.within_choice(rank), told[name]
        assert (share is None) is (whole is None)
        assert share is None or whole == int(Decimal(round(share * 10**9)) / 10**7 + Decimal("0.5"))
    found = audit(recount, case, made)
    assert told["worse_off"] == len(found.worse_off.people)
    assert told["envious"] in (None, len(envies(recount, made)))
    assert told["envious"] is not None or not found.envious
