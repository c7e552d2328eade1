"""The check of `one_place`: one move a teacher, each an open pair."""

from __future__ import annotations

from models.recount import Recount
from models.rules import locks, one_place, routes
from tests.models.micro import district, plan, policy


def test_an_open_move_is_no_breach() -> None:
    recount = Recount(district(["A", "B"], ["t@A"]), policy())
    assert one_place.check(recount, plan("t>B")) == []


def test_two_moves_of_one_teacher_are_one_breach() -> None:
    recount = Recount(district(["A", "B", "C"], ["t@A"]), policy())
    (breach,) = one_place.check(recount, plan("t>B", "t>C"))
    assert breach.text.zh == "教师t（t）在方案中出现2次，至多一次。"
    assert breach.text.en == "教师t (t) is listed 2 times; at most once is allowed."
    assert breach.teachers == ("t",)


def test_each_closed_pair_is_a_breach_with_its_reason() -> None:
    recount = Recount(district(["A", "B"], ["t@A", "u@A 数学"], posts=["B 1"]), policy())
    breaches = one_place.check(recount, plan("t>A", "t>B 数学", "u>B", "x>B"))
    assert [b.text.en for b in breaches[1:]] == [
        "教师t (t) cannot move to 学校A (A) 初中 语文: would move to the present school.",
        "教师t (t) cannot move to 学校B (B) 初中 数学: goes to a post that has no row in the posts table.",
        "教师u (u) cannot move to 学校B (B) 初中 语文: does not teach 初中 语文.",
        "x cannot move to 学校B (B) 初中 语文: is not in the roster.",
    ]
    assert len(breaches) == 5


def test_routes_and_locks_are_reported_under_their_own_rules() -> None:
    made = district(["A", "B"], ["t@A", "u@A"], locks=["t stay", "u never B"])
    recount = Recount(made, policy(rules={"routes": [{"same": ["zone"]}]}))
    moves = plan("t>B", "u>B")
    assert one_place.check(recount, moves) == []
    assert len(locks.check(recount, moves)) == 2
    assert len(routes.check(recount, moves)) == 2
