"""The check of `locks`: every lock is kept."""

from __future__ import annotations

import pytest

from models.recount import Recount
from models.rules import locks
from tests.models.micro import Row, district, plan, policy

MUST = "教师t (t) is locked to move to 学校B (B), but"


@pytest.mark.parametrize(
    ("lock", "moves", "said"),
    [
        ("t must B", ("t>B",), []),
        ("t must B", ("t>B 数学",), []),
        ("t must B", (), [f"{MUST} does not move."]),
        ("t must B", ("t>C",), [f"{MUST} moves to 学校C (C)."]),
        ("t never B", ("t>C",), []),
        ("t never B", (), []),
        ("t never B", ("t>B",), ["教师t (t) moves to 学校B (B) but is locked never to go to that school."]),
        ("t stay", (), []),
        ("t stay", ("t>B",), ["教师t (t) moves to 学校B (B) but is locked to stay."]),
        ("t stay", ("u>B",), []),
    ],
)
def test_locks_are_kept(lock: str, moves: tuple[str, ...], said: list[str]) -> None:
    teachers: list[Row] = [{"teacher_id": "t", "school_id": "A", "also": ("初中:数学",)}, "u@A"]
    posts = ["A 1", "B 1", "C 1", "B 初中 数学 1"]
    for outgoing in ([], ["u"]):
        made = district(["A", "B", "C"], teachers, posts=posts, locks=[lock], outgoing=outgoing)
        assert [b.text.en for b in locks.check(Recount(made, policy()), plan(*moves))] == said


def test_one_person_may_hold_many_never_locks() -> None:
    recount = Recount(district(["A", "B", "C"], ["t@A"], locks=["t never B", "t never C"]), policy())
    assert len(locks.check(recount, plan("t>B"))) == 1
    assert len(locks.check(recount, plan("t>C"))) == 1
