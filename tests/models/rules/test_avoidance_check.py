"""The check of `avoidance`: no two relatives end in one place by a move of either."""

from __future__ import annotations

import pytest

from models.recount import Recount
from models.rules import avoidance
from tests.models.micro import Row, district, plan, policy

SCHOOLS: list[Row] = ["A", "B", {"school_id": "C", "parent": "B"}, {"school_id": "D", "parent": "C"}]


def breaches(
    rule: dict[str, object], teachers: list[str | dict[str, object]], *moves: str, kin: str = "夫妻"
) -> list[str]:
    made = district(SCHOOLS, teachers, relations=[f"t {kin} u"])
    return [b.text.en for b in avoidance.check(Recount(made, policy(rules={"avoidance": rule})), plan(*moves))]


@pytest.mark.parametrize(
    ("rule", "homes", "moves", "count"),
    [
        ({}, ("A", "B"), (), 0),
        ({}, ("A", "B"), ("t>B",), 1),
        ({}, ("A", "B"), ("t>B", "u>A"), 0),
        ({}, ("A", "B"), ("t>C", "u>C"), 1),
        ({}, ("A", "A"), (), 0),
        ({}, ("A", "A"), ("t>B",), 0),
        ({}, ("A", "A"), ("t>B", "u>B"), 1),
        ({}, ("A", "B"), ("t>C",), 0),
        ({"scope": "unit"}, ("A", "B"), ("t>C",), 1),
        ({"scope": "unit"}, ("A", "B"), ("t>D",), 1),
        ({"scope": "unit"}, ("C", "D"), (), 0),
        ({"scope": "unit"}, ("C", "D"), ("t>B",), 1),
        ({"scope": "unit"}, ("C", "D"), ("t>A",), 0),
        ({"scope": "line"}, ("A", "B"), ("t>C",), 1),
        ({"scope": "line"}, ("A", "B"), ("t>D",), 0),
        ({"scope": "line"}, ("A", "C"), ("t>B",), 1),
        ({"scope": "line"}, ("A", "C"), ("t>D",), 1),
        ({"scope": "line"}, ("A", "C"), ("t>C",), 1),
        ({"scope": "line"}, ("A", "C"), ("t>D", "u>A"), 0),
        ({"scope": "line"}, ("A", "C"), ("t>D", "u>B"), 0),
        ({"scope": "line"}, ("B", "C"), (), 0),
        ({"existing": "must-part"}, ("A", "A"), (), 1),
        ({"existing": "must-part"}, ("A", "B"), (), 0),
        ({"existing": "must-part"}, ("A", "A"), ("t>B",), 0),
        ({"existing": "must-part"}, ("A", "A"), ("t>B", "u>C"), 0),
        ({"existing": "must-part"}, ("A", "A"), ("t>B", "u>B"), 1),
        ({"existing": "must-part", "scope": "unit"}, ("C", "D"), (), 1),
        ({"existing": "must-part", "scope": "unit"}, ("C", "D"), ("u>B",), 1),
        ({"existing": "must-part", "scope": "line"}, ("C", "D"), (), 1),
        ({"existing": "must-part", "scope": "line"}, ("B", "D"), (), 0),
        ({"existing": "must-part", "kinds": ["直系血亲"]}, ("A", "A"), (), 0),
        ({"kinds": ["直系血亲"]}, ("A", "B"), ("t>B",), 0),
        ({"kinds": ["spouses"]}, ("A", "B"), ("t>B",), 1),
    ],
)
def test_who_ends_next_to_whom(
    rule: dict[str, object], homes: tuple[str, str], moves: tuple[str, ...], count: int
) -> None:
    assert len(breaches(rule, [f"t@{homes[0]}", f"u@{homes[1]}"], *moves)) == count


@pytest.mark.parametrize(("role", "count"), [("校长", 1), ("教研员;校长", 1), ("教研员", 0), ("", 0)])
def test_only_next_to_who_leads(role: str, count: int) -> None:
    rule: dict[str, object] = {"when": "lead", "leading": ["校长", "书记"]}
    for holder, other in (("t", "u"), ("u", "t")):
        teachers: list[str | dict[str, object]] = [
            {"teacher_id": holder, "school_id": "A" if holder == "t" else "B", "role": role},
            f"{other}@{'A' if other == 't' else 'B'}",
        ]
        assert len(breaches(rule, teachers, "t>B")) == count


def test_the_sentence_names_both_and_the_kind_of_relation() -> None:
    assert breaches({}, ["t@A", "u@B"], "t>B", kin="近姻亲") == [
        "教师t (t) and 教师u (u) are related (in-laws) and end in one school: 学校B (B)."
    ]
    assert breaches({"scope": "unit"}, ["t@A", "u@D"], "t>B") == [
        "教师t (t) and 教师u (u) are related (spouses) and end in one unit: 学校B (B)."
    ]
    assert breaches({"scope": "line"}, ["t@A", "u@D"], "t>C") == [
        "教师t (t) and 教师u (u) are related (spouses) and end in one school, or two of which one leads the other: "
        "学校C (C), 学校D (D)."
    ]
    assert breaches({"existing": "must-part"}, ["t@A", "u@A"]) == [
        "教师t (t) and 教师u (u) are related (spouses) and are in one school: 学校A (A), of whom one must leave."
    ]
