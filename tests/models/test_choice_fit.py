"""Choices that a policy forbids, or wants so many of, are faults before anything is solved."""

from __future__ import annotations

from typing import Any

import pytest

from models.policy_fit import fit
from tests.models.micro import Row, policy
from tests.models.test_policy_fit import sourced, tables


def said(overrides: dict[str, Any], **more: list[Row]) -> list[tuple[str, str]]:
    """Return level and sentence of what does not fit."""
    return [(f.level, f.say("zh")) for f in fit(tables(**more), policy(**overrides))]


FORBIDDEN = {"choices": "forbidden"}


def test_forbidden_choices_are_faults_of_their_tables() -> None:
    found = said(FORBIDDEN, choices=["t1 1 B", "t2 1 B"], school_choices=[{"school_id": "A", "teacher_id": "t3"}])
    assert [(level, line.partition("：")[0]) for level, line in found if "不收志愿" in line] == [
        ("fault", "志愿表 第2行"), ("fault", "学校意向表 第2行"),
    ]  # fmt: skip
    assert "（第2–3行）" in found[0][1]


@pytest.mark.parametrize("open_", ["bind", "open"])
def test_choices_are_no_fault_where_people_choose(open_: str) -> None:
    found = said({"choices": open_}, choices=["t1 1 B"], locks=["t2 must B"])
    assert [line for level, line in found if level == "fault"] == []


def test_a_must_lock_needs_its_ground_there() -> None:
    locks: list[Row] = [
        "t1 must B",
        {"teacher_id": "t2", "action": "must", "school_id": "B", "reason": "局党组会议2026年第3号"},
        {"teacher_id": "t3", "action": "never", "school_id": "A"},
    ]
    found = [line for level, line in said(FORBIDDEN, locks=locks) if level == "fault"]
    assert len(found) == 1
    assert "第2行" in found[0]
    assert "没有写明依据" in found[0]
    assert "t1" in found[0]


def test_a_goal_of_choices_has_no_effect_there() -> None:
    found = said(FORBIDDEN | {"tiers": ["choice", "fill"]})
    assert [line for level, line in found if "恒为0" in line] == [
        "试行办法 tiers：值“choice”：不收志愿，志愿这一目标恒为0。建议：从 tiers 去掉 choice。"
    ]


@pytest.mark.parametrize(
    ("each", "lines", "wanted"),
    [
        ({"min": 2, "max": 2}, 1, "2个"),
        ({"min": 2, "max": 2}, 2, None),
        ({"min": 2, "max": 2}, 3, "2个"),
        ({"min": 2}, 1, "至少2个"),
        ({"min": 2}, 3, None),
        ({"max": 1}, 1, None),
        ({"min": 1, "max": 2}, 3, "1至2个"),
    ],
)
def test_who_states_choices_states_so_many(each: dict[str, int], lines: int, wanted: str | None) -> None:
    found = [
        line
        for level, line in said({"choices_each": each}, choices=[f"t1 {rank} B" for rank in range(1, lines + 1)])
        if level == "fault"
    ]
    assert len(found) == (wanted is not None)
    if wanted is not None:
        assert f"教师t1（t1）填了{lines}个志愿" in found[0]
        assert f"政策要求每人填{wanted}" in found[0]


def test_every_fault_names_the_cell() -> None:
    made = sourced(
        tables(choices=["t1 1 B"], locks=["t2 must B"]),
        choices={"teacher_id": "A"}, locks={"reason": "D"},
    )  # fmt: skip
    each = [f for f in fit(made, policy(choices_each={"min": 2})) if f.level == "fault"]
    lock = [f for f in fit(made, policy(**FORBIDDEN)) if "依据" in f.reason.zh]
    assert [(f.file, f.row, f.column) for f in [*each, *lock]] == [("choices.csv", 2, "A"), ("locks.csv", 2, "D")]
