"""Whom a two-way choice wrongs, on small cases told one by one."""

from __future__ import annotations

from typing import Any

import pytest

from models.blocking import Fair
from models.plan import Move
from models.recount import Recount
from tests.models.micro import Row, district, plan, policy

SCHOOLS: list[Row] = ["A", {"school_id": "B", "zone": "东"}, {"school_id": "C", "zone": "东"}]
PEOPLE: list[Row] = [
    {"teacher_id": "x", "school_id": "A", "score": 90, "title": "高级"},
    {"teacher_id": "y", "school_id": "A", "score": 80.5, "title": "高级"},
    {"teacher_id": "z", "school_id": "A"},
]
CHOICES: list[Row] = ["x 1 B", "x 2 C", "y 1 B", "y 2 C", "z 1 B"]
LIST: list[Row] = [{"school_id": "B", "rank": r, "teacher_id": c} for r, c in ((3, "y"), (7, "x"))]


def blocked(*moves: str, closed: tuple[Move, ...] = (), among: tuple[str, ...] | None = None, **given: Any) -> set[str]:
    asked = {"posts": ["A 0", "B 1", "C 1"], "choices": CHOICES, **given}
    rules = asked.pop("rules", {})
    recount = Recount(district(SCHOOLS, PEOPLE, **asked), policy(rules=rules))
    found = Fair(recount, among, closed).blocking(plan(*moves))
    return {f"{b.move.teacher_id}>{b.move.to_school}" + (f" for {b.instead_of}" if b.instead_of else "") for b in found}


@pytest.mark.parametrize(
    ("moves", "given", "wronged"),
    [
        (("x>B", "y>C"), {}, set()),
        (("y>B", "x>C"), {}, {"x>B for y"}),
        (("z>B",), {}, {"x>B for z", "x>C", "y>B for z", "y>C"}),
        ((), {"among": ("z",)}, {"z>B"}),
        (("y>B", "x>C"), {"closed": (Move("x", "B", "初中", "语文"),)}, set()),
        (("y>B", "x>C"), {"school_choices": LIST}, set()),
        (("x>B", "y>C"), {"school_choices": LIST}, {"y>B for x"}),
        (("y>B", "x>C"), {"locks": ["y must B"]}, set()),
        (("y>B", "x>C"), {"locks": ["x never B"]}, set()),
        (("x>B", "y>C"), {"posts": ["A 0", "B 2", "C 1"]}, {"y>B", "z>B"}),
        (("x>B", "y>C"), {"posts": ["A 0", "B 2", "C 1"],
                          "quotas": [{"school_id": "B", "direction": "in", "title": "高级", "max": 1}]}, {"z>B"}),
        (("y>B", "z>B", "x>C"), {"posts": ["A 0", "B 2", "C 1"],
                                 "quotas": [{"school_id": "B", "direction": "in", "title": "高级", "max": 1}]},
         {"x>B for y"}),
        ((), {"posts": [{"school_id": "B", "required": 1, "current": 1}, "C 0"]}, set()),
        ((), {"posts": [{"school_id": "B", "required": 1, "current": 2}, "C 0"]}, set()),
    ],
)  # fmt: skip
def test_who_would_rather(moves: tuple[str, ...], given: dict[str, Any], wronged: set[str]) -> None:
    assert blocked(*moves, **given) == wronged


def test_establishment_counts_beside_posts_and_a_named_leaver_frees_both() -> None:
    schools: list[Row] = ["A", {"school_id": "B", "establishment": 1}]
    people = [*PEOPLE[:1], "b@B"]
    for listed, wronged in (([], 0), (["x"], 0), (["x", "b"], 1)):
        made = district(schools, people, posts=["A 1", "B 1"], choices=["x 1 B"], outgoing=listed)
        assert len(Fair(Recount(made, policy())).blocking(plan())) == wronged, listed


def test_within_a_zone_the_nearer_school_is_the_better() -> None:
    near: list[Row] = [{"zone": "西", "school_id": s, "minutes": m} for s, m in (("B", 9), ("C", 5))]
    people: list[Row] = [{"teacher_id": "x", "school_id": "A", "home_zone": "西"}]
    made = district(SCHOOLS, people, distances=near, choices=[{"teacher_id": "x", "rank": 1, "zone": "东"}])
    fair = Fair(Recount(made, policy()))
    assert [b.move.to_school for b in fair.blocking(plan("x>B"))] == ["C"]
    assert fair.blocking(plan("x>C")) == []


def test_the_sentence_names_the_post_and_the_other() -> None:
    recount = Recount(district(SCHOOLS, PEOPLE, posts=["A 0", "B 1", "C 1"], choices=CHOICES), policy())
    assert [b.text.zh for b in Fair(recount).blocking(plan("y>B", "x>C"))] == [
        "教师x（x）更想去学校B（B）初中语文，该校也更想要此人而不是教师y（y）。"
    ]
