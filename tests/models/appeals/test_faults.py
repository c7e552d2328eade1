"""What the district has to answer for once the appeals are heard, told at the appeals' own rows."""

from __future__ import annotations

import pytest

from models.appeals.appeal import Appeal, Kind
from models.appeals.faults import faults_of
from models.case import Case
from models.district import ROW, Source
from models.intake.faults import Fault
from tests.models.micro import Row, district, policy

SOURCE = Source(
    "申诉.xlsx", "申诉表", {"school_id": "C", "teacher_id": "A"}, {"school_id": "学校代码", "teacher_id": "工号"}
)
TEACHERS: list[Row] = ["t1@A", {"teacher_id": "t2", "school_id": "A", "status": ("处分",)}, "t3@B"]


def case(**tables: list[Row]) -> Case:
    whole = district(["A", "B", {"school_id": "C", "zone": "东片"}], **{"teachers": TEACHERS, **tables})
    return Case(whole, policy(barred=[{"name": "处分期内", "who": {"status": "处分"}}]))


def upheld(row: int, kind: Kind, teacher: str = "", **more: object) -> Appeal:
    return Appeal(row, teacher, kind, ruling="upheld", ruled_by="王", **more)  # type: ignore[arg-type]


def told(before: Case, *appeals: Appeal) -> list[Fault]:
    return list(faults_of(before, appeals, SOURCE))


def test_who_is_barred_cannot_be_locked_to_go() -> None:
    (fault,) = told(case(), upheld(5, "stay", "t1"), upheld(7, "must", "t2", school_id="B"))
    assert (fault.level, fault.file, fault.sheet, fault.row) == ("fault", "申诉.xlsx", "申诉表", 7)
    assert "t2" in fault.reason.zh
    assert "处分期内" in fault.reason.zh
    assert "-" not in fault.say("zh") + fault.place("en")


def test_a_way_that_is_closed_is_a_warning() -> None:
    closing = [upheld(3, "closed", school_id="B"), upheld(4, "must", "t1", school_id="B")]
    (warning,) = told(case(), *closing)
    assert (warning.level, warning.row) == ("warning", 4)


def test_choices_of_a_school_that_closes_are_counted_at_its_row() -> None:
    appeals = [upheld(3, "closed", school_id="C"), upheld(4, "stay", "t1"), upheld(5, "never", "t3", school_id="C")]
    (warning,) = told(case(choices=["t1 1 C", "t3 1 C", "t3 2 A"]), *appeals)
    assert (warning.level, warning.row) == ("warning", 3)
    assert "共2处" in warning.reason.zh


def test_what_was_there_before_is_not_told_again() -> None:
    before = case(choices=["t1 1 A"], locks=["t2 must B"])
    assert told(before, upheld(3, "stay", "t3")) == []
    assert told(before, Appeal(3, "t1", "must", "B")) == []


def test_a_number_that_no_longer_fits_the_rows_is_told_at_the_fact() -> None:
    before = case(posts=[{"school_id": "B", "required": 3, "current": 1}, "A 3"])
    (fault,) = told(before, upheld(6, "fact", "t1", column="school_id", value="B"))
    assert (fault.level, fault.row, fault.value) == ("fault", 6, "1")
    assert fault.reason.zh.startswith("成立后，岗位表：")


def test_a_date_corrected_against_another_is_told() -> None:
    before = case(teachers=[{"teacher_id": "t1", "school_id": "A", "birth_date": "1980-05", "joined": "2005-09"}])
    (fault,) = told(before, upheld(6, "fact", "t1", column="joined", value="1979-09"))
    assert (fault.level, fault.row) == ("fault", 6)


def test_a_list_that_the_hearing_empties_is_a_fault() -> None:
    before = case(outgoing=["t1"])
    (fault,) = told(before, upheld(8, "stay", "t1"))
    assert (fault.level, fault.row) == ("fault", 8)
    assert told(case(outgoing=["t1", "t3"]), upheld(8, "stay", "t1")) == []


def test_a_row_of_the_appeals_is_not_taken_for_that_row_of_another_table() -> None:
    before = case(locks=[{"teacher_id": "t3", "action": "stay", ROW: 7}])
    appeals = [upheld(7, "must", "t2", school_id="B"), upheld(9, "fact", "t3", column="title", value="高级")]
    assert [fault.row for fault in told(before, *appeals)] == [7]


@pytest.mark.parametrize("order", [1, -1])
def test_two_contradicting_lines_never_show_a_row_below_zero(order: int) -> None:
    appeals = [upheld(5, "stay", "t1"), upheld(6, "kin", "t1", other="t3", relation="夫妻")][::order]
    assert told(case(), *appeals) == []
    twice = told(case(), upheld(5, "choice", "t1", school_id="A"))
    assert [fault.row for fault in twice] == [5]
    assert all("-" not in fault.say("zh") for fault in twice)
