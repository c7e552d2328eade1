"""The check of `balance`: as many go as come back, of each kind counted apart."""

from __future__ import annotations

import pytest

from models.recount import Recount
from models.rules import balance
from tests.models.micro import Row, district, plan, policy

SCHOOLS: list[Row] = [
    {"school_id": "A", "area": "城区"}, {"school_id": "B", "area": "城区"}, {"school_id": "C", "area": "乡村"}, "D",
]  # fmt: skip
PEOPLE: list[Row] = [
    {"teacher_id": "a1", "school_id": "A", "title": "高级"}, "a2@A", "a3@A 数学", "b1@B",
    {"teacher_id": "c1", "school_id": "C", "title": "高级"}, "c2@C", "c3@C 数学",
    {"teacher_id": "c4", "school_id": "C", "subject": "数学", "also": "初中:语文", "title": "高级"}, "d1@D",
]  # fmt: skip
POSTS: list[Row] = [*(f"{s} 9" for s in "ABCD"), *(f"{s} 初中 数学 9" for s in "ABCD")]
TOWN_AND_COUNTRY: dict[str, object] = {"from": {"area": "城区"}, "to": {"area": "乡村"}}


def breaches(rule: dict[str, object], *moves: str) -> list[str]:
    made = district(SCHOOLS, PEOPLE, posts=POSTS)
    recount = Recount(made, policy(rules={"balance": [{"name": "对等", **TOWN_AND_COUNTRY, **rule}]}))
    return [b.text.en for b in balance.check(recount, plan(*moves))]


@pytest.mark.parametrize(
    ("rule", "moves", "count"),
    [
        ({}, (), 0),
        ({}, ("a1>C",), 1),
        ({}, ("c1>A",), 1),
        ({}, ("a1>C", "c3>B 数学"), 0),
        ({}, ("a1>C", "a2>C", "c1>A"), 1),
        ({"slack": 1}, ("a1>C", "a2>C", "c1>A"), 0),
        ({"slack": 1}, ("a1>C", "a2>C"), 1),
        ({}, ("a1>B", "d1>C", "c1>D"), 0),
        ({"by": ["subject"]}, ("a1>C", "c2>A"), 0),
        ({"by": ["subject"]}, ("a1>C", "c3>A 数学"), 2),
        ({"by": ["subject"]}, ("a1>C", "c4>A"), 2),
        ({"by": ["subject"], "slack": 1}, ("a1>C", "c3>A 数学"), 0),
        ({"by": ["title"]}, ("a1>C", "c1>A"), 0),
        ({"by": ["title"]}, ("a1>C", "c2>A"), 2),
        ({"by": ["title", "subject"]}, ("a1>C", "c4>A"), 2),
        ({"by": ["stage"]}, ("a1>C", "c3>A 数学"), 0),
        ({"to": {"area": "城区"}}, ("a1>B",), 0),
        ({"to": {}}, ("a1>C",), 1),
        ({"to": {}}, ("a1>B", "a2>C"), 1),
        ({"from": {"school_id": "A"}, "to": {"school_id": "C"}}, ("b1>C",), 0),
        ({"from": {"subject": "数学"}, "to": {"subject": "数学"}}, ("a3>C 数学",), 0),
        ({"from": {"school_id": "A", "subject": "数学"}, "to": {"subject": "数学"}}, ("a3>C 数学",), 1),
    ],
)
def test_what_goes_comes_back(rule: dict[str, object], moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(rule, *moves)) == count, breaches(rule, *moves)


def test_the_sentence_says_what_is_counted_and_who_moves() -> None:
    assert breaches({}, "a1>C") == ["'对等': 1 one way, 0 back; they may differ by 0: 教师a1 (a1)."]
    assert breaches({"by": ["subject"], "slack": 1}, "a1>C", "a2>C", "c3>A 数学") == [
        "'对等': subject '语文': 2 one way, 0 back; they may differ by 1: 教师a1 (a1), 教师a2 (a2)."
    ]
