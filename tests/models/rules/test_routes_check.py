"""The check of `routes`: each move takes a listed route, and none that is forbidden."""

from __future__ import annotations

import pytest

from models.plan import Move
from models.recount import Recount
from models.rules import routes
from tests.models.micro import SUBJECT, Row, district, plan, policy

SCHOOLS = [
    {"school_id": "A", "zone": "东", "area": "城区", "level": "甲"},
    {"school_id": "B", "zone": "东", "area": "乡村", "level": "甲", "parent": "A"},
    {"school_id": "C", "zone": "西", "area": "乡村", "parent": "B"},
    {"school_id": "D", "area": "城区"},
]
PEOPLE = ["a@A", "b@B", "c@C", "d@D", "m@A 音乐"]
HISTORY: list[Row] = [
    {"teacher_id": "a", "start": "2020-09", "end": "2021-09", "to_school": "B"},
    {"teacher_id": "a", "start": "2025-09", "to_school": "学校C"},
    {"teacher_id": "b", "start": "2026-09", "to_school": "A"},  # not begun
    {"teacher_id": "b", "start": "2020-09", "to_school": "C", "result": "拒绝"},
    {"teacher_id": "b", "start": "2020-10", "to_school": "D", "credited": True},
]
ADMITTED = [
    ([], "a>B", True),
    ([{"from": {"area": "城区"}, "to": {"area": "rural"}}], "a>B", True),
    ([{"from": {"area": "城区"}, "to": {"area": "rural"}}], "a>D", False),
    ([{"from": {"area": "城区"}, "to": {"area": "rural"}}], "b>A", False),
    ([{"from": {"area": "城区"}, "to": {"area": "rural"}, "both_ways": True}], "b>A", True),
    ([{"from": {"area": "城区"}, "to": {"area": "rural"}, "both_ways": True}], "b>C", False),
    ([{"same": ["zone"]}], "a>B", True),
    ([{"same": ["zone"]}], "a>C", False),
    ([{"same": "zone"}], "d>A", False),
    ([{"same": ["zone", "level"]}], "a>B", True),
    ([{"same": ["zone", "area"]}], "a>B", False),
    ([{"same": ["zone"], "to": {"area": "城区"}}], "a>B", False),
    ([{"same": ["stage"]}], "d>A", True),
    ([{"same": ["unit"]}], "a>C", True),
    ([{"same": ["unit"]}], "d>A", False),
    ([{"differ": ["zone"]}], "a>C", True),
    ([{"differ": ["zone"]}], "a>B", False),
    ([{"differ": ["zone"]}], "a>D", False),
    ([{"differ": ["zone", "area"]}], "a>C", True),
    ([{"differ": ["zone", "area"]}], "b>C", False),
    ([{"same": ["unit"], "differ": ["zone"]}], "a>C", True),
    ([{"same": ["unit"], "differ": ["zone"]}], "a>B", False),
    ([{"differ": "unit"}], "d>A", True),
    ([{"visited": True}], "a>B", True),
    ([{"visited": True}], "a>C", True),
    ([{"visited": True}], "a>D", False),
    ([{"visited": False}], "a>B", False),
    ([{"visited": False}], "a>D", True),
    ([{"visited": True, "forbid": True}], "a>C", False),
    ([{"visited": True}], "b>A", False),
    ([{"visited": True}], "b>C", False),
    ([{"visited": True}], "b>D", False),
    ([{"to": {"unit": {"not": "A"}}, "forbid": True}], "a>C", True),
    ([{"to": {"unit": {"not": "A"}}, "forbid": True}], "a>D", False),
    ([{"schools": [("A", "B")]}], "a>B", True),
    ([{"schools": [("A", "B")]}], "b>A", False),
    ([{"schools": [("A", "B")], "both_ways": True}], "b>A", True),
    ([{"zones": [("东", "西")]}], "a>C", True),
    ([{"zones": [("东", "西")]}], "c>A", False),
    ([{"zones": [("东", "西")], "both_ways": True}], "c>A", True),
    ([{"zones": [("东", "西")]}], "a>B", False),
    ([{"same": ["zone"]}, {"schools": [("A", "D")]}], "a>D", True),
    ([{"to": {"area": "城区"}, "forbid": True}], "b>A", False),
    ([{"to": {"area": "城区"}, "forbid": True}], "b>C", True),
    ([{"same": ["zone"]}, {"schools": [("A", "B")], "forbid": True}], "a>B", False),
    ([{"same": ["zone"]}, {"schools": [("A", "B")], "forbid": True}], "b>A", True),
    ([{"schools": [("A", "B")], "both_ways": True, "forbid": True}], "b>A", False),
    ([{"to": {"vacancy": {"min": 10}}}], "a>B", False),
    ([{"to": {"vacancy": {"min": 9}}}], "a>B", True),
    ([{"to": {"vacancy": {"min": 2}, "subject": "语文"}}], "a>B", False),
    ([{"to": {"vacancy": {"min": 1}, "subject": "语文"}}], "a>B", True),
    ([{"to": {"post_vacancy": 1, "school_vacancy": 9}}], "a>B", True),
    ([{"from": {"required": 0}}], "m>B", True),
    ([{"from": {"required": 0}}], "a>B", False),
    ([{"from": {"current": 1, "subject": "音乐"}}], "m>B", True),
]


@pytest.mark.parametrize(("listed", "move", "admitted"), ADMITTED)
def test_which_moves_a_route_admits(listed: list[dict[str, object]], move: str, admitted: bool) -> None:
    made = district(SCHOOLS, PEOPLE, posts=[f"{s} 2" for s in "ABCD"], history=HISTORY)
    recount = Recount(made, policy(rules={"routes": listed}))
    found = routes.check(recount, plan(move))
    assert len(found) == (0 if admitted else 1)


def test_the_first_route_that_admits_is_taken_and_forbids_are_not_routes() -> None:
    listed = [
        {"name": "禁", "same": ["area"], "forbid": True},
        {"name": "一", "same": ["zone"]},
        {"name": "二", "to": {"zone": "东"}},
    ]
    recount = Recount(district(SCHOOLS, PEOPLE), policy(rules={"routes": listed}))

    def taken(code: str, to: str) -> str | None:
        move = Move(code, to, "初中", SUBJECT)
        route = recount.route(recount.people[code], (move.to_school, move.stage, move.subject))
        return None if route is None else recount.policy.rules.routes[route].name

    assert taken("a", "B") == "一"
    assert taken("c", "B") == "二"
    assert taken("a", "C") is None


def test_the_sentences_name_people_schools_and_the_route() -> None:
    listed = [{"name": "同片区", "same": ["zone"]}, {"to": {"zone": "西"}, "forbid": True}]
    recount = Recount(district(SCHOOLS, PEOPLE), policy(rules={"routes": listed}))
    forbidden, unlisted = routes.check(recount, plan("a>C", "d>A"))
    assert forbidden.text.en == "The move of 教师a (a) from 学校A (A) to 学校C (C) is forbidden by route '2'."
    assert unlisted.text.en == "The move of 教师d (d) from 学校D (D) to 学校A (A) is admitted by no route."
    assert unlisted.text.zh == "教师d（d）从学校D（D）调往学校A（A）：不在任何交流范围之内。"


def test_a_route_asks_who_goes() -> None:
    listed = [{"name": "音乐", "who": {"subject": "音乐"}}, {"name": "片区", "same": ["zone"]}]
    made = district(SCHOOLS, ["a@A", {"teacher_id": "m", "school_id": "A", "subject": "音乐", "also": ("初中:语文",)}])
    recount = Recount(made, policy(rules={"routes": listed}))
    assert not routes.check(recount, plan("m>C"))
    assert not routes.check(recount, plan("a>B"))
    assert len(routes.check(recount, plan("a>C"))) == 1
    forbidden = Recount(made, policy(rules={"routes": [{"who": {"subject": "音乐"}, "forbid": True}]}))
    assert not routes.check(forbidden, plan("a>C"))
    assert len(routes.check(forbidden, plan("m>C"))) == 1
