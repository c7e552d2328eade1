"""Numbers issued to schools, table `quotas`: who counts for a line, and how many must or may."""

from __future__ import annotations

import pytest

from models.recount import Recount
from models.rules import quotas
from tests.models.micro import Row, district, plan, policy

PEOPLE: list[Row] = [
    {"teacher_id": "a1", "school_id": "A", "title": "高级", "honour": "市级骨干;县级骨干", "degree": "硕士"},
    "a2@A", "a3@A 数学", {"teacher_id": "b1", "school_id": "B", "title": "高级", "also": "初中:数学"}, "b2@B",
]  # fmt: skip
POSTS: list[Row] = [*(f"{s} 9" for s in "ABC"), *(f"{s} 初中 数学 9" for s in "ABC")]


def breaches(line: dict[str, object], *moves: str) -> list[str]:
    made = district(["A", "B", "C"], PEOPLE, posts=POSTS, quotas=[{"school_id": "A", "direction": "out", **line}])
    return [b.text.en for b in quotas.check(Recount(made, policy()), plan(*moves))]


@pytest.mark.parametrize(
    ("line", "moves", "count"),
    [
        ({"min": 1}, (), 1),
        ({"min": 1}, ("a1>B",), 0),
        ({"min": 1}, ("b1>C",), 1),
        ({"max": 1}, ("a1>B", "a2>B"), 1),
        ({"max": 1}, ("a1>B", "b1>A"), 0),
        ({"min": 1, "max": 2}, ("a1>B", "a2>B", "a3>B 数学"), 1),
        ({"max": 0, "subject": "数学"}, ("a1>B",), 0),
        ({"max": 0, "subject": "数学"}, ("a3>B 数学",), 1),
        ({"max": 0, "stage": "小学"}, ("a1>B",), 0),
        ({"max": 0, "title": "高级"}, ("a2>B",), 0),
        ({"max": 0, "title": "高级"}, ("a1>B",), 1),
        ({"max": 0, "honour": "县级骨干"}, ("a1>B",), 1),
        ({"max": 0, "honour": "省级骨干"}, ("a1>B",), 0),
        ({"max": 0, "degree": "硕士", "title": "高级"}, ("a1>B",), 1),
        ({"school_id": "C", "direction": "in", "min": 1}, ("a1>B",), 1),
        ({"school_id": "C", "direction": "in", "min": 1}, ("b2>C",), 0),
        ({"school_id": "C", "direction": "in", "max": 0, "subject": "数学"}, ("b1>C",), 0),
        ({"school_id": "C", "direction": "in", "max": 0, "subject": "数学"}, ("b1>C 数学",), 1),
        ({"school_id": "B", "max": 0, "subject": "数学"}, ("b1>C 数学",), 0),
        ({"school_id": "C", "direction": "in", "max": 1, "title": "高级"}, ("a1>C", "b1>C"), 1),
    ],
)
def test_a_line_counts_who_leaves_or_comes(line: dict[str, object], moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(line, *moves)) == count, breaches(line, *moves)


def test_the_sentence_says_the_line_and_who_counts() -> None:
    assert breaches({"min": 1, "max": 1, "title": "高级", "subject": "语文"}) == [
        "numbers issued: at least 1 and at most 1 leave at 学校A (A) (语文, 高级); the plan has 0."
    ]
    assert breaches({"max": 0}, "a2>B") == [
        "numbers issued: at most 0 leave at 学校A (A); the plan has 1: 教师a2 (a2)."
    ]
