"""Which choices came true: every person counted once, in every way of grouping."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from models.explain.distribution import distribution, fates
from models.recount import Recount
from tests.models.explain.drawn import drawn
from tests.models.micro import Row, district, plan, policy


def test_counts_add_up_to_the_people() -> None:
    seen: Counter[object] = Counter()
    for seed in range(3000, 3040):
        case, recount, made = drawn(seed)
        moved = set(recount.exchanges(made))
        stated = {str(code) for code in case.district["choices"]["teacher_id"]} & recount.ranks.keys()
        left = {c for c in stated - moved if recount.movable(c) and recount.after_term[c] != "return"}
        for shares in distribution(recount, made).values():
            told = [code for share in shares for codes in share.fates.values() for code in codes]
            assert sorted(told) == sorted(moved | left), seed
            assert sum(share.people for share in shares) == len(told), seed
        for share in distribution(recount, made)["all"]:
            assert share.count("unmoved") == len(left), seed
            assert share.count("unasked") == len(moved - stated), seed
            assert sum(share.ranks.values()) + share.count("outside") == len(moved & stated), seed
            seen.update({key: len(codes) for key, codes in share.fates.items()})
    assert min(seen[key] for key in (1, 2, "outside", "unasked", "unmoved")) > 3, seen


@pytest.mark.parametrize(
    ("born", "group"),
    [("1991-09", "0-34"), ("1991-08", "35-44"), ("1981-08", "45-49"), ("1976-09", "45-49"), ("1976-08", "50-999"),
     (None, "")],
)  # fmt: skip
def test_ages_are_whole_years_on_the_policys_date(born: str | None, group: str) -> None:
    people: list[Row] = [{"teacher_id": "t", "school_id": "A", **({"birth_date": born} if born else {})}]
    recount = Recount(district(["A", "B"], people), policy())
    assert [share.name for share in distribution(recount, plan("t>B"))["age"]] == [group]


def test_groups_are_told_by_the_school_left_and_the_mean_by_those_who_got_a_choice() -> None:
    schools: list[Row] = [{"school_id": "A", "zone": "东"}, {"school_id": "B", "zone": "西"}, "C"]
    people: list[Row] = ["a@A", "b@A", "c@A", {"teacher_id": "d", "school_id": "B", "sex": "女"}, "e@C"]
    choices = ["a 1 B", "b 1 B", "b 2 C", "c 1 C", "d 1 C", "d 2 A"]
    recount = Recount(district(schools, people, choices=choices), policy())
    made = plan("a>B", "b>C", "d>C", "e>A")
    assert fates(recount, made) == {"a": 1, "b": 2, "c": "unmoved", "d": 1, "e": "unasked"}
    found = distribution(recount, made)
    assert {share.name: (share.people, share.mean_rank) for share in found["zone"]} == {
        "东": (3, Decimal("1.5")), "西": (1, Decimal(1)), "": (1, None),
    }  # fmt: skip
    assert [(share.name, share.people) for share in found["sex"]] == [("", 4), ("女", 1)]
