"""The check of `release_first`: strict release, and chains without rings."""

from __future__ import annotations

import pytest

from models.plan import Breach
from models.recount import Recount
from models.rules import release_first
from tests.models.micro import Row, district, plan, policy

POSTS = ["A 1", "B 1", "C 1", "A 初中 数学 1", "B 初中 数学 1"]


def breaches(rule: dict[str, object], *moves: str, **tables: list[Row]) -> list[Breach]:
    made = district(["A", "B", "C"], ["a@A", "b@B", "c@C", "m@B 数学"], posts=POSTS, **tables)
    return release_first.check(Recount(made, policy(rules={"release_first": rule})), plan(*moves))


SWAP = ("a>B", "b>A")
RING = ("a>B", "b>C", "c>A")
CROSS = ("a>B", "m>A 数学")
CHAIN = ("a>B", "b>C")


@pytest.mark.parametrize(
    ("rule", "moves", "count"),
    [
        ({}, SWAP, 0),
        ({"mode": "pool", "caps": "each-step"}, SWAP, 0),
        ({"mode": "chain"}, SWAP, 1),
        ({"mode": "chain"}, RING, 1),
        ({"mode": "chain"}, CHAIN, 0),
        ({"mode": "chain"}, CROSS, 0),
        ({"mode": "chain", "scope": "school"}, CROSS, 1),
        ({"mode": "chain", "scope": "school"}, CHAIN, 0),
        ({"mode": "chain", "caps": "each-step"}, CROSS, 1),
        ({"mode": "chain", "caps": "each-step"}, SWAP, 1),
        ({"mode": "chain", "caps": "each-step"}, CHAIN, 0),
        ({"mode": "chain", "scope": "school"}, ("a>A",), 1),
    ],
)
def test_rings(rule: dict[str, object], moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(rule, *moves)) == count


def test_a_ring_is_named_with_its_people_and_schools() -> None:
    (breach,) = breaches({"mode": "chain"}, *RING)
    assert breach.text.en == (
        "3 people change places in a ring and cannot go one by one: 教师a (a), 教师b (b), 教师c (c)."
    )
    assert breach.teachers == ("a", "b", "c")
    assert breach.schools == ("B", "C", "A")


@pytest.mark.parametrize(
    ("rule", "moves", "count"),
    [
        ({}, ("a>B",), 0),
        ({"strict": True}, ("a>B",), 1),
        ({"strict": True}, ("a>B", "b>C"), 0),
        ({"strict": True}, ("m>A 数学",), 0),
        ({"strict": True, "scope": "school"}, ("m>A 数学",), 1),
        ({"strict": True, "mode": "chain"}, ("a>B",), 1),
        ({"strict": True}, ("a>C",), 0),
        ({"strict": True}, ("a>B", "c>B"), 1),
    ],
)
def test_strict_release(rule: dict[str, object], moves: tuple[str, ...], count: int) -> None:
    assert len(breaches(rule, *moves, outgoing=["a", "b", "m"])) == count


def test_without_a_list_nobody_waits() -> None:
    assert breaches({"strict": True}, "a>B") == []


def test_the_strict_sentence_names_the_post_or_the_school() -> None:
    (breach,) = breaches({"strict": True}, "a>B", outgoing=["a", "b"])
    assert breach.text.en == "学校B (B) 初中 语文 takes 1 (教师a (a)) while 1 of its outgoing are unplaced (教师b (b))."
    (breach,) = breaches({"strict": True, "scope": "school"}, "a>B", outgoing=["a", "b"])
    assert breach.text.zh == "学校B（B）有1名应流出教师尚未安置（教师b（b）），方案却流入1人（教师a（a））。"
