"""The check of `quotas`: bounds and shares, over the county or a group at a time."""

from __future__ import annotations

import pytest

from models.goals import quota as goal
from models.policy import Quota
from models.recount import Recount
from models.rules import quotas
from tests.models.micro import Row, district, plan, policy

SENIOR = {"title": "高级"}
SCHOOLS: list[Row] = [
    {"school_id": "A", "area": "城区"},
    {"school_id": "B", "area": "城区"},
    {"school_id": "C", "area": "乡村"},
]
PEOPLE: list[Row] = [
    {"teacher_id": "a1", "school_id": "A", "title": "高级", "role": "校长"},
    {"teacher_id": "a2", "school_id": "A", "title": "高级"},
    "a3@A",
    "a4@A",
    "a5@A 数学",
    "b1@B",
    "b2@B",
    {"teacher_id": "c1", "school_id": "C", "title": "高级"},
]
POSTS: list[Row] = [*(f"{s} 9" for s in "ABC"), "C 初中 数学 9"]


def breaches(
    quota: dict[str, object], *moves: str, clauses: dict[str, object] | None = None, **tables: list[Row]
) -> list[str]:
    made = district(SCHOOLS, PEOPLE, **{"posts": POSTS, **tables})
    rules = {"quotas": [{"name": "比例", **quota}]}
    recount = Recount(made, policy(rules=rules, leaders={"role": "校长"}, **(clauses or {})))
    return [b.text.en for b in quotas.check(recount, plan(*moves))]


@pytest.mark.parametrize(
    ("quota", "moves", "count"),
    [
        ({"min": 1}, (), 1),
        ({"min": 1}, ("a1>B",), 0),
        ({"max": 1}, ("a1>B",), 0),
        ({"max": 1}, ("a1>B", "a2>B"), 1),
        ({"exactly": 1}, (), 1),
        ({"exactly": 1}, ("a1>B",), 0),
        ({"exactly": 1}, ("a1>B", "a2>B"), 1),
        ({"min": 1, "max": 2}, ("a1>B", "a2>B"), 0),
        ({"min": 1, "max": 2}, ("a1>B", "a2>B", "a3>B"), 1),
        ({"max": 0, "who": SENIOR}, ("a3>B",), 0),
        ({"max": 0, "who": SENIOR}, ("a1>B",), 1),
        ({"max": 0, "who": {"category": "due"}}, ("a3>B",), 1),
        ({"max": 0, "from": {"school_id": "A"}}, ("b1>C",), 0),
        ({"max": 0, "from": {"school_id": "A"}}, ("a1>C",), 1),
        ({"max": 0, "to": {"area": "rural"}}, ("a1>B",), 0),
        ({"max": 0, "to": {"area": "rural"}}, ("a1>C",), 1),
        ({"max": 0, "from": {"subject": "数学"}}, ("a1>C",), 0),
        ({"max": 0, "from": {"subject": "数学"}}, ("a5>C 数学",), 1),
        ({"max": 1, "per": "origin"}, ("a1>C", "b1>C"), 0),
        ({"max": 1, "per": "origin"}, ("a1>C", "a2>C"), 1),
        ({"min": 1, "per": "origin"}, ("a1>C", "b1>C"), 1),
        ({"min": 1, "per": "origin", "from": {"area": "城区"}}, ("a1>C", "b1>C"), 0),
        ({"min": 1, "per": "origin", "from": {"subject": "数学"}}, (), 2),
        ({"min": 1, "per": "origin", "from": {"current": {"min": 4}}}, (), 1),
        ({"max": 1, "per": "destination"}, ("a1>C", "a2>B"), 0),
        ({"max": 1, "per": "destination"}, ("a1>C", "b1>C"), 1),
        ({"min": 1, "per": "destination"}, ("a1>C",), 2),
        ({"min": 1, "per": "destination", "to": {"area": "乡村"}}, ("a1>C",), 0),
        ({"min": 1, "per": "origin post"}, (), 5),
        ({"max": 1, "per": "origin post"}, ("a1>C", "a5>C 数学"), 0),
        ({"max": 1, "per": "origin post"}, ("a1>C", "a2>B"), 1),
        ({"min": 1, "per": "destination post"}, (), 4),
        ({"max": 1, "per": "destination post"}, ("a1>C", "a5>C 数学"), 0),
        ({"max": 1, "per": "destination post"}, ("a1>C", "b1>C"), 1),
        ({"min": 1, "per": "origin post", "from": {"vacancy": {"below": 0}}}, (), 1),
        ({"min": 1, "per": "origin", "from": {"vacancy": 5}}, (), 1),
        ({"min": 1, "per": "destination post", "to": {"vacancy": 9}}, (), 1),
        ({"max": 0, "per": "origin post", "from": {"vacancy": {"below": 0}}}, ("a5>C 数学",), 1),
        ({"max": 0, "per": "destination post", "to": {"vacancy": 9}}, ("a5>C 数学",), 1),
        ({"min": 1, "per": "origin", "from": {"post_vacancy": {"below": 0}}}, (), 1),
    ],
)
def test_numbers_of_people(quota: dict[str, object], moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(quota, *moves)) == count


@pytest.mark.parametrize(
    ("quota", "moves", "count"),
    [
        # staff: A 5, B 2, C 1
        ({"of": "staff", "min": 0.25}, ("a1>C", "a2>C"), 0),
        ({"of": "staff", "min": 0.26}, ("a1>C", "a2>C"), 1),
        ({"of": "staff", "max": 0.37}, ("a1>C", "a2>C"), 0),
        ({"of": "staff", "max": 0.24}, ("a1>C", "a2>C"), 1),
        ({"of": "staff", "max": 0.4, "per": "origin"}, ("a1>C", "a2>C"), 0),
        ({"of": "staff", "max": 0.4, "per": "origin"}, ("a1>C", "a2>C", "a3>C"), 1),
        ({"of": "staff", "max": 0.4, "per": "origin"}, ("b1>C",), 1),
        ({"of": "staff", "max": 0.5, "per": "origin post"}, ("a1>C", "a2>C"), 0),
        ({"of": "staff", "max": 0.5, "per": "origin post"}, ("a5>C 数学",), 1),
        ({"of": "staff", "max": 0.5, "per": "destination", "to": {"school_id": "B"}}, ("a1>B",), 0),
        ({"of": "staff", "max": 0.5, "per": "destination"}, ("a1>C",), 1),
        ({"of": "staff", "exactly": 0.25, "from": {"area": "城区"}}, ("a1>C", "a2>C"), 0),
        # teachers, with their own filter
        ({"of": "teachers", "of_who": SENIOR, "exactly": 0.5}, ("a1>C", "a2>C"), 0),
        ({"of": "teachers", "of_who": SENIOR, "exactly": 0.5}, ("a1>C",), 1),
        ({"of": "teachers", "of_who": SENIOR, "exactly": 0.49}, ("a1>C",), 0),
        ({"of": "teachers", "exactly": 1, "from": {"subject": "数学"}}, ("a5>C 数学",), 0),
        ({"of": "teachers", "max": 1, "per": "destination", "to": {"school_id": "C"}}, ("a1>C",), 0),
        ({"of": "teachers", "max": 1, "per": "destination", "to": {"school_id": "C"}}, ("a1>C", "a2>C"), 1),
        ({"of": "teachers", "max": 0, "per": "destination post"}, ("a5>C 数学",), 1),
        # leaders: a1
        ({"of": "leaders", "min": 1, "who": {"role": "校长"}}, ("a1>C",), 0),
        ({"of": "leaders", "min": 1, "who": {"role": "校长"}}, ("a2>C",), 1),
        ({"of": "leaders", "min": 1, "from": {"school_id": "B"}}, (), 0),
        # of those moved, a share
        ({"of": "moved", "min": 0.2, "who": SENIOR}, (), 0),
        ({"of": "moved", "min": 0.5, "who": SENIOR}, ("a1>C", "a3>C"), 0),
        ({"of": "moved", "min": 0.5, "who": SENIOR}, ("a1>C", "a3>C", "a4>C"), 1),
        ({"of": "moved", "max": 0.5, "who": SENIOR}, ("a1>C", "a2>C", "a3>C"), 1),
        ({"of": "moved", "max": 0.5, "who": SENIOR}, ("a1>C", "a2>C", "a3>C", "a4>C"), 0),
        ({"of": "moved", "of_who": {"title": {"not": "高级"}}, "max": 1, "who": SENIOR}, ("a1>C", "a2>C", "a3>C"), 1),
        ({"of": "moved", "min": 0.5, "who": SENIOR, "per": "origin"}, ("a1>C", "a2>C", "b1>C"), 1),
        ({"of": "moved", "exactly": 0.5, "who": SENIOR}, ("a1>C", "a2>C", "a3>C"), 0),
        # no whole number between 1.2 and 1.6 of 8: the next above, 2, is meant
        ({"of": "teachers", "min": 0.15, "max": 0.2}, ("a1>C", "a2>C"), 0),
        ({"of": "teachers", "min": 0.15, "max": 0.2}, ("a1>C",), 1),
        ({"of": "teachers", "min": 0.15, "max": 0.2}, ("a1>C", "a2>C", "a3>C"), 1),
        ({"of": "moved", "min": 0.4, "max": 0.6, "who": SENIOR}, ("a1>C",), 0),
    ],
)
def test_shares(quota: dict[str, object], moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(quota, *moves)) == count


def test_a_share_of_the_due_binds_only_where_the_plan_selects() -> None:
    quota: dict[str, object] = {"of": "due", "min": "50%", "who": {"category": "due"}}
    clauses: dict[str, object] = {"due": [{"name": "应", "who": SENIOR}], "free": [{"name": "可", "who": {}}]}
    assert len(breaches(quota, "a1>C", clauses=clauses)) == 1
    assert breaches(quota, "a1>C", "a2>B", clauses=clauses) == []
    assert breaches(quota, "a1>C", clauses=clauses, outgoing=["a1", "a2", "c1"]) == []
    assert len(breaches({"min": 2}, "a1>C", clauses=clauses, outgoing=["a1"])) == 1


@pytest.mark.parametrize(
    ("amounts", "base", "bounds"),
    [
        ({"min": 0.15}, 20, (3, None)),
        ({"min": 0.15}, 21, (4, None)),
        ({"max": 0.15}, 20, (None, 3)),
        ({"max": 0.15}, 19, (None, 2)),
        ({"exactly": 0.15}, 10, (2, 2)),
        ({"exactly": 0.15}, 9, (1, 1)),
        ({"min": 0.07}, 100, (7, None)),
        ({"max": 0.29}, 100, (None, 29)),
        ({"min": 0.1, "max": 0.2}, 20, (2, 4)),
        ({"min": 0.41, "max": 0.45}, 10, (5, 5)),
        ({"min": 0.4, "max": 0.45}, 10, (4, 4)),
        ({"min": 0, "max": 0.45}, 1, (0, 0)),
    ],
)
def test_shares_round_exactly(amounts: dict[str, object], base: int, bounds: tuple[int | None, int | None]) -> None:
    quota = Quota.model_validate({"name": "比例", "of": "staff", **amounts})
    assert quotas.bounds(quota, base) == bounds


def test_the_sentences_carry_group_number_bound_base_and_people() -> None:
    assert breaches({"of": "staff", "max": 0.4, "per": "origin"}, "b1>C") == [
        "'比例': 学校B (B) has 1; at most 0 asked (base 2): 教师b1 (b1)."
    ]
    assert breaches({"min": 1, "max": 3}) == ["'比例': the county has 0; at least 1, at most 3 asked."]
    assert breaches({"exactly": 2, "per": "destination post", "to": {"subject": "数学"}}) == [
        "'比例': 学校C (C) 初中 数学 has 0; exactly 2 asked."
    ]


TOWNS: list[Row] = [
    {"school_id": "A", "zone": "东", "area": "城区"}, {"school_id": "B", "zone": "东", "parent": "A", "area": "城区"},
    {"school_id": "C", "zone": "西", "area": "乡村"}, {"school_id": "D", "area": "乡村"},
]  # fmt: skip
TOWN_PEOPLE: list[Row] = [
    {"teacher_id": "a1", "school_id": "A", "title": "高级"}, "a2@A", "b1@B", "b2@B", "c1@C", "d1@D",
]  # fmt: skip
ROUTES: list[dict[str, object]] = [
    {"name": "下乡", "from": {"area": "城区"}, "to": {"area": "乡村"}},
    {"name": "其他", "from": {}, "same": ["area"]},
    {"name": "进城", "schools": [("D", "A")]},
]


def told(quota: dict[str, object], *moves: str) -> list[str]:
    made = district(TOWNS, TOWN_PEOPLE)
    rules = {"quotas": [{"name": "比例", **quota}], "routes": ROUTES}
    return [b.text.en for b in quotas.check(Recount(made, policy(rules=rules)), plan(*moves))]


@pytest.mark.parametrize(
    ("quota", "moves", "count"),
    [
        ({"per": "unit", "max": 1}, ("a1>C", "b1>C"), 1),
        ({"per": "unit", "max": 1}, ("a1>C", "c1>D"), 0),
        ({"per": "unit", "max": 2}, ("a1>C", "b1>C"), 0),
        ({"per": "unit", "min": 1}, (), 3),
        ({"per": "unit", "min": 1}, ("b1>C", "c1>D", "d1>A"), 0),
        ({"per": "unit", "min": 1, "from": {"area": "城区"}}, (), 1),
        ({"per": "unit", "min": 1, "from": {"school_id": "B"}}, ("a1>C",), 1),
        ({"per": "unit", "max": "25%", "of": "staff"}, ("a1>C", "b1>C"), 1),
        ({"per": "unit", "max": "25%", "of": "teachers"}, ("a1>C",), 0),
        ({"per": "unit", "max": "25%", "of": "teachers", "from": {"school_id": "A"}}, ("a1>C",), 1),
        ({"per": "destination unit", "max": 1}, ("a1>C", "c1>D", "d1>A"), 0),
        ({"per": "destination unit", "max": 1}, ("a1>C", "b1>C"), 1),
        ({"per": "destination unit", "max": 1}, ("c1>B", "d1>A"), 1),
        ({"per": "zone", "max": 1}, ("a1>C", "b1>C"), 1),
        ({"per": "zone", "max": 0}, ("d1>C",), 0),
        ({"per": "zone", "min": 1}, (), 2),
        ({"per": "destination zone", "max": 1}, ("a1>C", "b1>C"), 1),
        ({"per": "destination zone", "max": 0}, ("a1>D", "b1>D"), 0),
        ({"per": "zone", "exactly": "50%", "of": "moved", "of_who": {}, "who": SENIOR}, ("a1>C", "b1>C"), 0),
        ({"per": "zone", "exactly": "50%", "of": "moved", "who": SENIOR}, ("a2>C", "b1>C"), 1),
        ({"per": "route", "max": 1}, ("a1>C", "b1>C"), 1),
        ({"per": "route", "max": 1}, ("a1>C", "a2>B"), 0),
        ({"per": "route", "max": 1}, ("a1>C", "c1>D"), 0),
        ({"per": "route", "min": 1}, (), 3),
        ({"per": "route", "min": 1}, ("a1>C", "c1>D", "d1>A"), 0),
        ({"per": "route", "max": "25%", "of": "teachers"}, ("a1>C",), 0),
        ({"per": "route", "max": "25%", "of": "teachers"}, ("a1>C", "b1>D"), 1),
        ({"per": "route", "max": "16%", "of": "staff"}, ("c1>D", "a2>B"), 1),
        ({"per": "route", "max": "99%", "of": "staff"}, ("d1>A",), 1),
    ],
)
def test_by_unit_zone_and_route(quota: dict[str, object], moves: tuple[str, ...], count: int) -> None:
    assert len(told(quota, *moves)) == count, told(quota, *moves)


def test_the_groups_are_named() -> None:
    assert told({"per": "unit", "max": 1}, "a1>C", "b1>C") == [
        "'比例': the unit of 学校A (A) has 2; at most 1 asked: 教师a1 (a1), 教师b1 (b1)."
    ]
    assert told({"per": "zone", "max": 1}, "a1>C", "b1>C")[0].startswith("'比例': the zone '东' has 2")
    assert told({"per": "route", "max": 1}, "a1>C", "b1>C")[0].startswith("'比例': the route '下乡' has 2")


@pytest.mark.parametrize(
    ("quota", "moves", "units"),
    [
        ({"min": 3}, ("a1>C",), 2),
        ({"max": 1}, ("a1>C", "a2>C", "b1>C"), 2),
        ({"exactly": 2}, (), 2),
        ({"exactly": 2}, ("a1>C", "a2>C"), 0),
        ({"min": 1, "max": 1, "per": "unit"}, ("a1>C", "b1>C"), 3),
        ({"min": "50%", "of": "teachers"}, ("a1>C",), 2),
        ({"min": "50%", "of": "moved", "who": SENIOR}, ("a2>C", "b1>C", "c1>D"), 2),
        ({"max": "50%", "of": "moved", "who": SENIOR}, ("a1>C",), 1),
    ],
)
def test_a_soft_quota_is_no_rule_and_its_misses_are_counted(
    quota: dict[str, object], moves: tuple[str, ...], units: int
) -> None:
    rules = {"quotas": [{"name": "比例", "binding": "soft", **quota}]}
    recount = Recount(district(TOWNS, TOWN_PEOPLE), policy(rules=rules, tiers=["quota"]))
    assert quotas.check(recount, plan(*moves)) == []
    assert goal.value(recount, plan(*moves)) == units


ALSO = {"also": {"title": "高级"}}
"""a1 and a2 of A, and c1 of C, take part in other forms of exchange."""


@pytest.mark.parametrize(
    ("quota", "moves", "count"),
    [
        ({"min": 3}, (), 0),
        ({"min": 4}, (), 1),
        ({"min": 4}, ("a3>B",), 0),
        ({"min": 4}, ("a1>B",), 1),  # who moves, too, counts once
        ({"exactly": 3}, ("a1>B", "a2>C", "c1>A"), 0),
        ({"max": 2}, (), 1),
        ({"max": 3}, ("b1>C",), 1),
        ({"min": 2, "from": {"school_id": "A"}}, (), 0),
        ({"max": 1, "from": {"school_id": "A"}}, (), 1),
        ({"min": 3, "to": {"school_id": "C"}}, ("a1>B",), 0),  # counts though not moved to C
        ({"max": 0, "who": {"role": "校长"}}, (), 1),
        ({"max": 1, "who": {"role": "校长"}}, ("a3>B",), 0),
        ({"min": 1, "per": "origin"}, (), 1),  # B has none
        ({"min": 1, "per": "origin"}, ("b1>A",), 0),
        ({"max": 1, "per": "origin"}, (), 1),  # A has two
        ({"min": 1, "per": "origin post", "from": {"subject": "数学"}}, (), 2),
        ({"min": "75%", "of": "moved", "who": {"title": "高级"}}, ("b1>A",), 0),  # three of four
        ({"min": "75%", "of": "moved", "who": {"title": "高级"}}, ("b1>A", "b2>A"), 1),
        ({"max": "50%", "of": "moved", "who": {"role": "校长"}}, (), 0),
        ({"max": "30%", "of": "moved", "who": {"role": "校长"}}, (), 1),
        ({"min": "40%", "of": "teachers"}, ("a3>B",), 0),
        ({"min": "40%", "of": "teachers"}, (), 1),
    ],
)
def test_who_takes_part_otherwise_counts_as_moved(quota: dict[str, object], moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(ALSO | quota, *moves)) == count


@pytest.mark.parametrize(("moves", "units"), [((), 3), (("a3>B",), 2), (("a1>B",), 3), (("a3>B", "a4>B", "b1>C"), 0)])
def test_a_soft_quota_counts_them_too(moves: tuple[str, ...], units: int) -> None:
    rules = {"quotas": [{"name": "面", "min": 6, "binding": "soft", **ALSO}]}
    made = district(SCHOOLS, PEOPLE, posts=POSTS)
    assert goal.value(Recount(made, policy(rules=rules)), plan(*moves)) == units
