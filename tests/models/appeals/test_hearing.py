"""What each kind of appeal changes, and what it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.appeals.appeal import Appeal, Kind, Ruling, reconsidered
from models.appeals.hearing import changes_of, heard, hearings
from models.case import Case
from models.check import check_plan
from models.district import ROW
from tests.models.micro import district, plan, policy

PREGNANT = {"deferred": [{"name": "孕期", "who": {"status": "怀孕"}}]}


def case(**tables: Sequence[object]) -> Case:
    """Two people at A, one at B; C with a post for 数学, too."""
    rows = {
        "schools": ["A", {"school_id": "B", "zone": "东片"}, {"school_id": "C", "zone": "西片"}],
        "posts": ["A 2", "B 3", "C 2", "C 初中 数学 1"],
        "teachers": ["t1@A", {"teacher_id": "t2", "school_id": "A", "status": ("借调",)}, "t3@B"],
        **tables,
    }
    return Case(district(**rows), policy(**PREGNANT))  # type: ignore[arg-type]


def upheld(kind: Kind, teacher: str = "t1", row: int = 9, **more: object) -> Appeal:
    return Appeal(row, teacher, kind, ruling="upheld", ruled_by="王", **more)  # type: ignore[arg-type]


def rows(found: Case, table: str, *columns: str) -> list[tuple[object, ...]]:
    frame = found.district[table]
    return [tuple(row) for row in frame[list(columns)].astype(object).itertuples(index=False)]


def locks(found: Case) -> list[tuple[object, ...]]:
    return rows(found, "locks", "teacher_id", "action", "school_id")


def choices(found: Case, teacher: str = "t1") -> list[tuple[object, ...]]:
    return sorted(
        row[1:] for row in rows(found, "choices", "teacher_id", "rank", "school_id", "zone") if row[0] == teacher
    )


def same_tables(one: Case, other: Case) -> None:
    for name, table in one.district.tables.items():
        pd.testing.assert_frame_equal(table, other.district[name])


def test_a_deferral_adds_its_word_to_the_others_and_defers() -> None:
    after = heard(case(), [upheld("deferral", "t2", value="怀孕:2027-01")])
    assert after.district.teachers["status"].tolist() == [(), ("借调", "怀孕:2027-01"), ()]
    assert after.standing.category == ("due", "deferred", "due")


def test_a_deferral_takes_its_word_from_the_reason_only_where_the_reason_is_nothing_else() -> None:
    assert heard(case(), [upheld("deferral", reason="怀孕")]).standing.category[0] == "deferred"
    assert changes_of(case(), upheld("deferral", reason="本人怀孕了")) == ()


def test_who_is_deferred_leaves_the_list_and_the_must_lock() -> None:
    before = case(outgoing=["t1", "t3"], locks=["t1 must B", "t1 never C", "t3 must C"])
    after = heard(before, [upheld("deferral", value="怀孕")])
    assert rows(after, "outgoing", "teacher_id") == [("t3",)]
    assert locks(after) == [("t1", "never", "C"), ("t3", "must", "C")]


def test_kin_are_added_once_and_a_wrong_relation_is_corrected() -> None:
    told = upheld("kin", other="t3", relation="夫妻")
    after = heard(case(), [told])
    assert rows(after, "relations", "teacher_a", "teacher_b", "kind", ROW) == [("t1", "t3", "夫妻", 9)]
    known = case(relations=["t3 夫妻 t1"])
    assert changes_of(known, told) == ()
    corrected = heard(known, [replace(told, relation="近姻亲")])
    assert rows(corrected, "relations", "teacher_a", "teacher_b", "kind") == [("t3", "t1", "近姻亲")]


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        ([("C", "", None)], [(1, "C", ""), (2, "A", ""), (3, "B", ""), (5, "", "东片")]),
        ([("B", "", None)], [(1, "B", ""), (2, "A", ""), (5, "", "东片")]),
        ([("", "西片", None), ("B", "", None)], [(1, "", "西片"), (2, "B", ""), (3, "A", ""), (5, "", "东片")]),
        ([("C", "", None)] * 2 + [("B", "", None)], [(1, "C", ""), (2, "B", ""), (3, "A", ""), (5, "", "东片")]),
        ([("A", "", None), ("C", "", None)], [(1, "A", ""), (2, "C", ""), (3, "B", ""), (5, "", "东片")]),
        ([("C", "", 2)], [(1, "A", ""), (2, "C", ""), (5, "", "东片")]),
        ([("", "东片", 1)], [(1, "", "东片"), (2, "B", "")]),
        ([("C", "", 7)], [(1, "A", ""), (2, "B", ""), (5, "", "东片"), (7, "C", "")]),
        ([("B", "", 1), ("A", "", 2)], [(1, "B", ""), (2, "A", ""), (5, "", "东片")]),
        ([("A", "", 2), ("B", "", 1)], [(1, "B", ""), (2, "A", ""), (5, "", "东片")]),
    ],
)
def test_choices_are_corrected(
    corrections: list[tuple[str, str, int | None]], expected: list[tuple[object, ...]]
) -> None:
    listed = [{"teacher_id": "t1", "rank": 5, "zone": "东片"}, "t1 1 A", "t1 2 B", "t3 1 A"]
    appeals = [upheld("choice", school_id=s, zone=z, rank=r, row=i) for i, (s, z, r) in enumerate(corrections, 2)]
    after = heard(case(teachers=["t1@C", "t3@B"], choices=listed), appeals)
    assert choices(after) == expected
    assert choices(after, "t3") == [(1, "A", "")]


def test_a_bureaus_own_columns_stay_text() -> None:
    listed = [{"teacher_id": "t1", "rank": 1, "school_id": "B", "备注": "近"}]
    before = case(choices=listed, locks=[{"teacher_id": "t2", "action": "stay", "备注": "校长"}])
    after = heard(before, [upheld("choice", school_id="C"), upheld("never", school_id="B")])
    assert sorted(rows(after, "choices", "rank", "备注")) == [(1, ""), (2, "近")]
    assert rows(after, "locks", "teacher_id", "备注") == [("t2", "校长"), ("t1", "")]


@pytest.mark.parametrize(
    ("column", "written", "held"),
    [
        ("birth_date", "1985-10", 12 * 1985 + 10),
        ("status", "怀孕;重病", ("怀孕", "重病")),
        ("applies", "是", True),
        ("score", "86.5", 86.5),
        ("school_id", "C", "C"),
        ("title", "高级教师", "高级教师"),
        ("sex", "female", "女"),
    ],
)
def test_a_fact_is_read_as_its_column_reads(column: str, written: str, held: object) -> None:
    before = case()
    after = heard(before, [upheld("fact", column=column, value=written)])
    assert after.district.teachers[column].iloc[0] == held
    assert after.district.teachers[column].dtype == before.district.teachers[column].dtype
    assert after.district.teachers.drop(columns=column).equals(before.district.teachers.drop(columns=column))


def test_a_fact_may_be_cleared_but_not_forgotten() -> None:
    cleared = heard(case(), [upheld("fact", "t2", column="status", value="清空")])
    assert cleared.district.teachers["status"].iloc[1] == ()
    with pytest.raises(ValueError, match="row 9"):
        heard(case(), [upheld("fact", column="birth_date", value="去年")])


@pytest.mark.parametrize(
    ("appeal", "expected"),
    [
        (upheld("must", school_id="B"), [("t1", "never", "C"), ("t1", "must", "B")]),
        (upheld("must", school_id="C"), [("t1", "must", "C")]),
        (upheld("must", school_id="*"), [("t1", "never", "C"), ("t1", "must", "*")]),
        (upheld("stay"), [("t1", "stay", ""), ("t1", "never", "C")]),
        (upheld("never", school_id="B"), [("t1", "stay", ""), ("t1", "never", "C"), ("t1", "never", "B")]),
    ],
)
def test_a_lock_drops_those_that_contradict_it(appeal: Appeal, expected: list[tuple[str, ...]]) -> None:
    assert locks(heard(case(locks=["t1 stay", "t1 never C"]), [appeal])) == expected


def test_a_must_lock_gives_way_to_staying_and_to_another_school() -> None:
    before = case(locks=["t1 must B"], outgoing=["t1", "t3"])
    stays = heard(before, [upheld("stay", reason="照顾")])
    assert rows(stays, "locks", "action", "reason", ROW) == [("stay", "照顾", 9)]
    assert rows(stays, "outgoing", "teacher_id") == [("t3",)]
    assert locks(heard(before, [upheld("must", school_id="C")])) == [("t1", "must", "C")]
    assert locks(heard(before, [upheld("never", school_id="B")])) == [("t1", "never", "B")]
    assert changes_of(before, upheld("must", school_id="B")) == ()


def test_a_school_that_closes_takes_and_needs_nobody_and_holds_nobody() -> None:
    before = case(teachers=["t1@A", "t2@C", "t3@C 数学"])
    made, after = hearings(before, [upheld("closed", "", school_id="C")])
    assert rows(after, "schools", "school_id", "inflow") == [("A", True), ("B", True), ("C", False)]
    assert rows(after, "posts", "school_id", "required") == [("A", 2), ("B", 3), ("C", 0), ("C", 0)]
    assert "2人" in made[0][1][0].text.zh
    assert after.district.teachers.equals(before.district.teachers)


def test_the_floor_of_staff_does_not_hold_people_in_a_school_that_closes() -> None:
    rules = {"subject_balance": {"over": "closed", "floor": 0.8, "staff_floor": 0.95}}
    whole = district(
        schools=["A", {"school_id": "B", "establishment": 1}], teachers=["t1@A", "t2@B"], posts=["A 9", "B 1"]
    )
    before = Case(whole, policy(rules=rules))
    after = heard(before, [upheld("closed", "", school_id="B")])
    moved = plan("t2>A")
    assert check_plan(before.district, before.policy, moved).counts["subject_balance"] > 0
    assert check_plan(after.district, after.policy, moved).counts["subject_balance"] == 0


def test_numbers_confirmed_anew() -> None:
    post = upheld("post", "", school_id="C", stage="初中", subject="数学", value="4")
    after = heard(case(), [post, upheld("establishment", "", school_id="A", value="7")])
    assert rows(after, "posts", "school_id", "subject", "required")[-1] == ("C", "数学", 4)
    assert after.district.schools["establishment"].tolist() == [7, 10, 10]


def test_a_post_that_is_not_there_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="row 9"):
        heard(case(), [upheld("post", "", school_id="A", stage="初中", subject="体育", value="4")])


def test_who_is_looked_at_again() -> None:
    appeals = [
        upheld("choice", "t1", school_id="B"), upheld("fact", "t2", column="title", value="一级"),
        upheld("stay", "t3"), Appeal(3, "t4", "choice", school_id="B"),
    ]  # fmt: skip
    assert reconsidered(appeals) == {"t1", "t2"}


def test_baseline_and_granted_stay() -> None:
    before = replace(case(), baseline=plan("t1>B"), granted=plan("t3>C").moves)
    after = heard(before, [upheld("stay", "t2")])
    assert (after.baseline, after.granted) == (before.baseline, before.granted)


FULL = case(
    outgoing=["t1", "t2", "t3"], locks=["t1 must B", "t2 never C"], choices=["t1 1 B", "t3 1 C", "t3 2 A"],
    relations=["t1 夫妻 t2"],
)  # fmt: skip
INDEPENDENT = [
    upheld("deferral", "t1", value="怀孕"),
    upheld("kin", "t3", other="t2", relation="直系血亲"),
    upheld("choice", "t3", zone="东片"),
    upheld("fact", "t2", column="title", value="高级"),
    upheld("fact", "t2", column="degree", value="本科"),
    upheld("must", "t3", school_id="C"),
    upheld("never", "t2", school_id="B"),
    upheld("stay", "t2"),
    upheld("closed", "", school_id="B"),
    upheld("post", "", school_id="C", stage="初中", subject="数学", value="0"),
    upheld("establishment", "", school_id="A", value="1"),
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(INDEPENDENT))
def test_the_order_of_independent_appeals_does_not_matter(appeals: list[Appeal]) -> None:
    def content(found: Case) -> dict[str, list[str]]:
        return {name: sorted(map(str, table.to_dict("records"))) for name, table in found.district.tables.items()}

    assert content(heard(FULL, appeals)) == content(heard(FULL, INDEPENDENT))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(INDEPENDENT), st.sampled_from(["dismissed", "pending"]))))
def test_what_is_not_upheld_changes_nothing(drawn: list[tuple[Appeal, Ruling]]) -> None:
    after = heard(FULL, [replace(appeal, ruling=ruling) for appeal, ruling in drawn])
    same_tables(after, FULL)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(INDEPENDENT), unique=True))
def test_hearing_is_pure_and_once_is_enough(appeals: list[Appeal]) -> None:
    before = {name: table.copy(deep=True) for name, table in FULL.district.tables.items()}
    once = heard(FULL, appeals)
    for name, table in before.items():
        pd.testing.assert_frame_equal(table, FULL.district[name])
        pd.testing.assert_series_equal(table.dtypes, once.district[name].dtypes)
    same_tables(heard(once, [a for a in appeals if a.kind != "choice"]), once)
