"""Which appeal sets the published plan at odds with which rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.appeals.appeal import Appeal, Kind
from models.appeals.breaks import TOGETHER, breaks
from models.appeals.hearing import heard
from models.case import Case
from models.check import check_plan
from models.recount import Recount
from tests.models.micro import district, plan, policy

RULES = {
    "avoidance": {"scope": "school", "when": "always"},
    "quotas": [{"name": "全县至多", "of": "due", "max": "75%"}],
}
TIGHT = [{"name": "全县至多", "of": "due", "max": "60%"}]
PUBLISHED = plan("t1>B", "t2>C", "t3>A")


def case(**more: object) -> Case:
    whole = district(
        schools=[{"school_id": code, "establishment": 3} for code in "ABC"],
        teachers=["t1@A", "t2@A", "t3@B", "t4@B", "t5@C"],
        choices=["t1 1 B"],
    )
    return Case(whole, policy(deferred=[{"name": "孕期", "who": {"status": "怀孕"}}], rules={**RULES, **more}))


def upheld(row: int, kind: Kind, teacher: str = "", **more: object) -> Appeal:
    return Appeal(row, teacher, kind, ruling="upheld", ruled_by="王", **more)  # type: ignore[arg-type]


def rules(found: Sequence[object]) -> list[str]:
    return [breach.rule for breach in found]  # type: ignore[attr-defined]


def test_the_published_plan_keeps_every_rule_of_the_case_as_published() -> None:
    assert check_plan(case().district, case().policy, PUBLISHED).breaches == ()


@pytest.mark.parametrize(
    ("appeal", "broken"),
    [
        (upheld(2, "deferral", "t1", value="怀孕"), ["one_place"]),
        (upheld(2, "stay", "t1"), ["locks"]),
        (upheld(2, "stay", "t4"), []),
        (upheld(2, "never", "t1", school_id="B"), ["locks"]),
        (upheld(2, "never", "t1", school_id="C"), []),
        (upheld(2, "must", "t1", school_id="C"), ["locks"]),
        (upheld(2, "must", "t5", school_id="A"), ["locks"]),
        (upheld(2, "kin", "t4", other="t1", relation="夫妻"), ["avoidance"]),
        (upheld(2, "kin", "t5", other="t1", relation="夫妻"), []),
        (upheld(2, "closed", school_id="B"), ["one_place", "subject_balance"]),
        (upheld(2, "establishment", school_id="C", value="1"), ["establishment"]),
        (upheld(2, "post", school_id="C", stage="初中", subject="语文", value="1"), ["subject_balance"]),
        (upheld(2, "choice", "t1", school_id="C"), []),
        (upheld(2, "fact", "t1", column="stage", value="小学"), ["one_place"]),
        (upheld(2, "fact", "t1", column="title", value="高级"), []),
    ],
)
def test_one_appeal(appeal: Appeal, broken: list[str]) -> None:
    found = breaks(case(), [appeal], PUBLISHED)
    assert rules(found.get(2, ())) == broken
    assert set(found) == {2}


def test_what_is_not_upheld_breaks_nothing() -> None:
    assert breaks(case(), [Appeal(2, "t1", "stay"), Appeal(3, "t1", "never", "B", ruling="dismissed")], PUBLISHED) == {}


def test_two_appeals_that_each_close_the_same_move_are_both_told() -> None:
    found = breaks(case(), [upheld(2, "deferral", "t1", value="怀孕"), upheld(3, "closed", school_id="B")], PUBLISHED)
    told = {row: rules(breaches) for row, breaches in found.items()}
    assert told == {2: ["one_place"], 3: ["one_place", "subject_balance"]}


def test_a_ratio_of_the_county_falls_to_the_one_who_tips_it_or_to_all_together() -> None:
    deferrals = [upheld(2, "deferral", "t4", value="怀孕"), upheld(3, "deferral", "t5", value="怀孕")]
    tight = case(quotas=TIGHT)
    assert rules(breaks(tight, deferrals[:1], PUBLISHED)[2]) == ["quotas"]
    together = breaks(case(), deferrals, PUBLISHED)
    assert {row: rules(breaches) for row, breaches in together.items()} == {2: [], 3: [], TOGETHER: ["quotas"]}
    mixed = [upheld(9, "stay", "t4"), upheld(8, "kin", "t5", other="t1", relation="夫妻"), deferrals[0]]
    tipped = breaks(tight, mixed, PUBLISHED)
    assert {row: rules(breaches) for row, breaches in tipped.items()} == {9: [], 8: [], 2: ["quotas"]}


def test_two_locks_of_one_person_are_told_apart() -> None:
    found = breaks(case(), [upheld(2, "must", "t1", school_id="C"), upheld(3, "never", "t1", school_id="B")], PUBLISHED)
    assert {row: [b.schools for b in breaches] for row, breaches in found.items()} == {2: [("C",)], 3: [("B",)]}


def test_the_plan_is_counted_once_where_names_and_rules_tell_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []

    def counting(*args: Any, **named: Any) -> Recount:
        counts.append(1)
        return Recount(*args, **named)

    monkeypatch.setattr("models.appeals.breaks.Recount", counting)
    before = case(quotas=[])
    appeals = [
        upheld(2, "deferral", "t1", value="怀孕"), upheld(3, "kin", "t1", other="t5", relation="夫妻"),
        upheld(4, "stay", "t2"), upheld(5, "choice", "t2", school_id="C"), upheld(6, "never", "t3", school_id="A"),
        upheld(7, "fact", "t3", column="title", value="高级"),
    ]  # fmt: skip
    found = breaks(before, appeals, PUBLISHED)
    assert [row for row, breaches in found.items() if breaches] == [2, 4, 6]
    assert len(counts) == 1


def test_what_the_plan_broke_before_is_no_appeals_doing() -> None:
    before = case(quotas=[{"name": "全县至多", "of": "due", "max": "20%"}])
    assert breaks(before, [upheld(2, "stay", "t4")], PUBLISHED) == {2: ()}


LOCAL = [
    upheld(2, "deferral", "t1", value="怀孕"), upheld(3, "stay", "t2"), upheld(4, "never", "t3", school_id="A"),
    upheld(5, "kin", "t4", other="t1", relation="夫妻"), upheld(6, "must", "t5", school_id="A"),
    upheld(7, "post", school_id="C", stage="初中", subject="语文", value="1"),
    upheld(8, "establishment", school_id="B", value="1"), upheld(9, "closed", school_id="A"),
    upheld(10, "fact", "t2", column="stage", value="小学"),
]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(LOCAL), unique=True, min_size=1, max_size=5))
def test_told_together_as_each_would_be_told_alone(appeals: list[Appeal]) -> None:
    before = case(quotas=[])
    found = breaks(before, appeals, PUBLISHED)
    for appeal in appeals:
        after = heard(before, [appeal])
        alone = check_plan(after.district, after.policy, PUBLISHED).breaches
        assert {(b.rule, b.schools) for b in found[appeal.row]} == {(b.rule, b.schools) for b in alone}, appeal
