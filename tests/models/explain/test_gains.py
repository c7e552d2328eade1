"""Who gains and who loses: each ground alone, the order in which grounds decide, and what swapping two plans does."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.explain.gains import Changed, Verdict, gains, lots, unmatched
from models.plan import Plan
from models.recount import Recount
from tests.models.explain.drawn import drawn
from tests.models.micro import Row, district, plan, policy
from tests.models.random_policies import random_plan

SCHOOLS: list[Row] = [
    {"school_id": "A", "zone": "东"}, {"school_id": "B", "zone": "西"}, {"school_id": "C", "zone": "东"},
    {"school_id": "D", "zone": "北"},
]  # fmt: skip
PEOPLE: list[Row] = ["x@A", "y@A", "z@C"]
SWAPPED: dict[Verdict, Verdict] = {"gains": "loses", "loses": "gains", "differs": "differs"}
Judged = dict[str, tuple[str, str]]


def counted(people: list[Row] = PEOPLE, rules: dict[str, object] | None = None, **tables: list[Row]) -> Recount:
    return Recount(district(SCHOOLS, people, **tables), policy(rules=rules or {}))


def judged(recount: Recount, first: Plan, second: Plan) -> Judged:
    return {one.teacher_id: (one.verdict, one.ground) for one in gains((recount, first), (recount, second))}


def minutes(**lines: int) -> list[Row]:
    """Write lines of `distances`: 西A=40 from a zone, xA=40 of a person."""
    zoned = "东西北"
    return [{"zone": key[0] if key[0] in zoned else "", "teacher_id": "" if key[0] in zoned else key[0],
             "school_id": key[1], "minutes": told} for key, told in lines.items()]  # fmt: skip


def test_a_better_choice_is_a_gain_and_staying_lies_before_a_school_outside_the_choices() -> None:
    recount = counted(choices=["x 1 B", "x 3 C"])
    best_first = [plan("x>B"), plan("x>C"), plan(), plan("x>D")]
    for i, better in enumerate(best_first):
        for worse in best_first[i + 1 :]:
            assert judged(recount, worse, better) == {"x": ("gains", "choice")}
            assert judged(recount, better, worse) == {"x": ("loses", "choice")}


def test_staying_is_no_choice_even_where_a_line_names_the_own_zone() -> None:
    line: Row = {"teacher_id": "x", "rank": 1, "zone": "东"}
    recount = counted(choices=[line, "x 2 B"], outgoing=["x"])
    assert judged(recount, plan(), plan("x>B")) == {"x": ("gains", "choice")}  # left without a place before
    assert lots(recount, plan())["x"].rank is None
    assert lots(recount, plan("x>C"))["x"].rank == 1


def test_who_stated_no_choices_has_no_ground_of_choice() -> None:
    assert judged(counted(choices=["y 1 B"]), plan(), plan("x>B")) == {"x": ("differs", "none")}


def test_nobody_chooses_whether_to_go_back_at_the_end_of_a_term() -> None:
    back: Row = {"teacher_id": "x", "school_id": "A", "term_end": "2026-08", "origin_school": "D"}
    asked, left = counted([back], {"returns": {}}, choices=["x 1 B"]), counted([back], choices=["x 1 B"])
    (one,) = gains((left, plan("x>B")), (asked, plan("x>D")))
    assert (one.verdict, one.ground) == ("differs", "none")


def test_in_one_zone_with_the_spouse_also_for_the_one_who_stays() -> None:
    recount = counted(relations=["x 夫妻 z"])
    assert judged(recount, plan(), plan("x>B")) == {"x": ("loses", "spouse"), "z": ("loses", "spouse")}
    assert judged(recount, plan("x>B"), plan("x>B", "z>B")) == {"x": ("gains", "spouse"), "z": ("gains", "spouse")}
    assert judged(counted(relations=["x 直系血亲 z"]), plan(), plan("x>B")) == {"x": ("differs", "none")}


def test_a_spouse_elsewhere_counts_by_zone_and_an_unknown_zone_is_no_ground() -> None:
    alone: list[Row] = [{"teacher_id": "x", "school_id": "A", "spouse_zone": "西"}]
    assert judged(counted(alone), plan("x>C"), plan("x>B")) == {"x": ("gains", "spouse")}
    unzoned: list[Row] = ["A", {"school_id": "B", "zone": "西"}]
    recount = Recount(district(unzoned, alone), policy())
    assert lots(recount, plan())["x"].together is None
    assert judged(recount, plan(), plan("x>B")) == {"x": ("differs", "none")}


def test_hired_one_level_lower() -> None:
    person: list[Row] = [{"teacher_id": "x", "school_id": "A", "title": "高级"}]
    rules: dict[str, object] = {"title_posts": {"regime": "downgrade", "ladder": ["高级", "一级"]}}
    recount = counted(person, rules, title_posts=[{"school_id": "B", "title": "高级", "posts": 0}])
    assert judged(recount, plan("x>C"), plan("x>B")) == {"x": ("loses", "title")}
    assert judged(recount, plan("x>B"), plan()) == {"x": ("gains", "title")}


def test_fewer_minutes_are_a_gain_also_against_staying() -> None:
    recount = counted(distances=minutes(东A=10, 东B=40, 东C=40, 东D=5))
    assert judged(recount, plan("x>B"), plan("x>D")) == {"x": ("gains", "minutes")}
    assert judged(recount, plan(), plan("x>B")) == {"x": ("loses", "minutes")}
    assert judged(recount, plan("x>B"), plan("x>C")) == {"x": ("differs", "none")}  # as many
    assert judged(recount, plan("x>B"), plan("x>B 数学")) == {"x": ("differs", "none")}


def test_minutes_compare_only_from_one_and_the_same_place() -> None:
    home: list[Row] = [{"teacher_id": "x", "school_id": "A", "home_zone": "西"}]
    recount = counted(home, distances=minutes(西B=5, 东B=60, 东C=30, xD=50))
    (one,) = gains((recount, plan("x>B")), (recount, plan("x>C")))  # from home B alone is known: both from A's zone
    assert (one.verdict, one.before.minutes, one.after.minutes) == ("gains", 60, 30)
    (one,) = gains((recount, plan("x>B")), (recount, plan("x>D")))  # both from home; the own line before the zone's
    assert (one.verdict, one.before.minutes, one.after.minutes) == ("loses", 5, 50)
    (one,) = gains((recount, plan("x>C")), (recount, plan("x>D")))  # one from the school, one from home
    assert (one.verdict, one.ground, one.before.minutes, one.after.minutes) == ("differs", "none", None, None)
    told = lots(recount, plan("x>C"), ["x"])
    assert told["x"].minutes == 30
    assert lots(recount, plan())["x"].minutes is None


def test_there_is_no_way_out_of_the_district() -> None:
    newcomer: list[Row] = [{"teacher_id": "x", "school_id": "*", "home_zone": "西"}]
    recount = counted(newcomer, distances=minutes(西B=5, 西D=9))
    assert judged(recount, plan(), plan("x>B")) == {"x": ("differs", "none")}
    assert judged(recount, plan("x>D"), plan("x>B")) == {"x": ("gains", "minutes")}


def test_the_first_ground_that_differs_decides() -> None:
    person: list[Row] = [{"teacher_id": "x", "school_id": "A", "title": "高级", "spouse_zone": "西"}]
    rules: dict[str, object] = {"title_posts": {"regime": "downgrade", "ladder": ["高级", "一级"]}}
    posts: list[Row] = [{"school_id": "C", "title": "高级", "posts": 0}]
    near = minutes(东A=1, 东B=9, 东C=1, 东D=5)
    recount = counted(person, rules, title_posts=posts, choices=["x 1 C", "x 2 D", "x 3 B"], distances=near)
    assert judged(recount, plan("x>B"), plan("x>C")) == {"x": ("loses", "title")}  # first choice, nearer
    assert judged(recount, plan("x>B"), plan("x>D")) == {"x": ("gains", "choice")}  # away from the spouse
    unasked = counted(person, rules, title_posts=posts, distances=near)
    assert judged(unasked, plan("x>B"), plan("x>D")) == {"x": ("loses", "spouse")}  # nearer


def test_another_case_counts_by_its_own_tables() -> None:
    near, far = (counted(distances=minutes(东A=told)) for told in (10, 20))
    (one, other) = gains((near, plan()), (far, plan()))[:2]
    assert [(c.teacher_id, c.verdict, c.ground) for c in (one, other)] == [
        ("x", "loses", "minutes"), ("y", "loses", "minutes"),
    ]  # fmt: skip


def test_who_is_on_one_roster_only_is_named_apart() -> None:
    first, second = counted(), counted(["x@A", "w@B"])
    assert unmatched(first, second) == (("y", "z"), ("w",))
    assert judged(first, plan("y>B"), plan()) == {"y": ("differs", "none")}
    assert gains((first, plan("y>B")), (second, plan("w>A"))) == ()


def swapped(one: Changed) -> Changed:
    return Changed(one.teacher_id, SWAPPED[one.verdict], one.ground, one.after, one.before)


@given(st.integers(0, 400))
def test_swapping_two_plans_swaps_gains_and_losses(seed: int) -> None:
    _, recount, first = drawn(seed)
    second = random_plan(Random(seed + 1), recount)
    there, back = (gains((recount, a), (recount, b)) for a, b in ((first, second), (second, first)))
    assert tuple(map(swapped, there)) == back
    assert gains((recount, first), (recount, first)) == ()


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_whoever_moves_otherwise_has_changed_and_only_a_spouse_changes_for_who_does_not(seed: int) -> None:
    _, recount, first = drawn(seed)
    second = Plan(first.moves[: len(first.moves) // 2])
    moved = [recount.chosen(made) for made in (first, second)]
    otherwise = {code for code in recount.people if moved[0].get(code) != moved[1].get(code)}
    changed = {one.teacher_id: one for one in gains((recount, first), (recount, second))}
    assert otherwise <= changed.keys()
    for code in changed.keys() - otherwise:
        one = changed[code]
        assert one.before.together != one.after.together or one.before.lowered != one.after.lowered
