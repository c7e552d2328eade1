"""Goals that count people and posts, and couples and shares: all but `choice`, `distance`, `quota`, the lottery."""

from __future__ import annotations

import pytest

from models.goals import changes, fill, moves, place, prefer, reunite, structure, surplus
from models.plan import Plan
from models.recount import Recount
from tests.models.micro import Row, district, plan, policy


@pytest.mark.parametrize(("done", "unplaced"), [((), 2), (("t>B",), 1), (("t>B", "u>B"), 0), (("v>B",), 2)])
def test_place_counts_the_listed_who_stay(done: tuple[str, ...], unplaced: int) -> None:
    recount = Recount(district(["A", "B"], ["t@A", "u@A", "v@A"], outgoing=["t", "u"]), policy())
    assert place.value(recount, plan(*done)) == unplaced


def test_place_is_nothing_where_nobody_is_listed() -> None:
    assert place.value(Recount(district(["A"], ["t@A"]), policy()), plan()) == 0


@pytest.mark.parametrize(
    ("done", "short"),
    [((), 5), (("t>B",), 5), (("t>B", "u>B"), 5), (("m>B 数学",), 4), (("t>C",), 6), (("t>B", "u>B", "v>B"), 6)],
)
def test_fill_adds_up_what_posts_lack(done: tuple[str, ...], short: int) -> None:
    # A 语文 needs 3 and holds 3 (so every leaver is missed), B 语文 needs 2 and holds 0, C holds one too many
    posts: list[Row] = ["A 3", "B 2", {"school_id": "C", "required": 1, "current": 2}, "A 初中 数学 0", "B 初中 数学 3"]
    recount = Recount(district(["A", "B", "C"], ["t@A", "u@A", "v@A", "m@A 数学"], posts=posts), policy())
    assert fill.value(recount, plan(*done)) == short


@pytest.mark.parametrize(
    ("done", "above"),
    [((), 4), (("t>B",), 3), (("t>B", "u>B"), 2), (("t>B", "u>B", "v>B"), 2), (("p>B",), 3), (("w>A", "t>C"), 5)],
)
def test_surplus_adds_up_who_is_above_the_establishment(done: tuple[str, ...], above: int) -> None:
    """A holds 5 and may hold 2, B has two places free, C is one above by its headcount; p, of A, is paid at C."""
    schools: list[Row] = [
        {"school_id": "A", "establishment": 2, "headcount": 5}, {"school_id": "B", "establishment": 2, "headcount": 0},
        {"school_id": "C", "establishment": 3, "headcount": 4},
    ]  # fmt: skip
    teachers: list[Row] = ["t@A", "u@A", "v@A", {"teacher_id": "p", "school_id": "A", "payroll_school": "C"}, "w@B"]
    recount = Recount(district(schools, teachers), policy())
    assert surplus.value(recount, plan(*done)) == above


def test_moves_counts_people() -> None:
    recount = Recount(district(["A", "B"], ["t@A", "u@A"]), policy())
    assert moves.value(recount, plan()) == 0
    assert moves.value(recount, plan("t>B", "u>B")) == 2
    assert moves.value(recount, plan("t>B", "t>A", "x>B")) == 1


@pytest.mark.parametrize(
    ("done", "value"), [((), 13), (("a>B",), 2), (("b>B",), 12), (("c>B",), 17), (("a>B", "b>B"), 1), (("d>B",), 13)]
)
def test_prefer_weighs_movable_people_left_or_moved(done: tuple[str, ...], value: int) -> None:
    teachers: list[Row] = [
        {"teacher_id": "a", "school_id": "A", "title": "高级"},
        {"teacher_id": "b", "school_id": "A"},
        {"teacher_id": "c", "school_id": "A", "role": "班主任"},
        {"teacher_id": "d", "school_id": "A", "title": "高级", "role": "班主任"},
    ]
    classes = [
        {"name": "高级", "who": {"title": "高级"}, "weight": 10},
        {"name": "班主任不动", "who": {"role": "班主任"}, "weight": 5, "count": "moved"},
        {"name": "全体"},
    ]
    rules = policy(goals={"prefer": classes}, tiers=["prefer"])
    recount = Recount(district(["A", "B"], teachers, locks=["d stay"]), rules)
    assert prefer.value(recount, plan(*done)) == value


@pytest.mark.parametrize(
    ("then", "now", "differ"),
    [
        (("t>B",), ("t>B",), 0),
        (("t>B",), ("t>C",), 1),
        (("t>B",), (), 1),
        ((), ("t>B",), 1),
        (("t>B",), ("t>B 数学",), 1),
        (("t>B", "u>C"), ("t>C", "u>B"), 2),
        (("x>B",), (), 0),
    ],
)
def test_changes_counts_who_fares_differently(then: tuple[str, ...], now: tuple[str, ...], differ: int) -> None:
    recount = Recount(district(["A", "B", "C"], ["t@A", "u@A"]), policy(), plan(*then))
    assert changes.value(recount, plan(*now)) == differ


def test_changes_is_nothing_without_a_baseline() -> None:
    assert changes.value(Recount(district(["A", "B"], ["t@A"]), policy()), plan("t>B")) == 0


SCHOOLS: list[Row] = [
    {"school_id": "A", "zone": "东"},
    {"school_id": "B", "zone": "西"},
    {"school_id": "C", "zone": "西"},
    "D",
]


@pytest.mark.parametrize(
    ("homes", "done", "apart"),
    [
        (("A", "B"), (), 1),
        (("A", "B"), ("t>C",), 0),
        (("B", "C"), (), 0),
        (("B", "C"), ("t>A",), 1),
        (("D", "D"), (), 1),
        (("A", "B"), ("t>D",), 1),
    ],
)
def test_reunite_counts_each_couple_once(homes: tuple[str, str], done: tuple[str, ...], apart: int) -> None:
    teachers: list[Row] = [
        {"teacher_id": "t", "school_id": homes[0], "spouse_zone": "东"},
        {"teacher_id": "u", "school_id": homes[1], "spouse_zone": "东"},
        f"k@{homes[0]}",
    ]
    recount = Recount(district(SCHOOLS, teachers, relations=["u 夫妻 t", "k 直系血亲 t"]), policy())
    assert reunite.value(recount, plan(*done)) == apart


@pytest.mark.parametrize(
    ("spouse_zone", "done", "apart"),
    [("西", (), 1), ("西", ("t>B",), 0), ("东", (), 0), ("东", ("t>D",), 1), ("", ("t>B",), 0), ("北", ("t>B",), 1)],
)
def test_reunite_counts_spouses_outside_the_roster(spouse_zone: str, done: tuple[str, ...], apart: int) -> None:
    teacher = {"teacher_id": "t", "school_id": "A", "spouse_zone": spouse_zone}
    assert reunite.value(Recount(district(SCHOOLS, [teacher]), policy()), plan(*done)) == apart


def test_reunite_counts_only_where_somebody_may_move() -> None:
    teachers: list[Row] = [{"teacher_id": "t", "school_id": "A", "spouse_zone": "西"}, "u@A", "v@B"]
    both = district(SCHOOLS, teachers, relations=["u 夫妻 v"], locks=["t stay", "u stay", "v stay"])
    one = district(SCHOOLS, teachers, relations=["u 夫妻 v"], locks=["t stay", "u stay"])
    assert reunite.value(Recount(both, policy()), plan()) == 0
    assert reunite.value(Recount(one, policy()), plan()) == 1


def spread(done: Plan, *attributes: dict[str, object], people: int = 4) -> int:
    """Of `people` at A the first is 高级 and female; nobody stands at B."""
    teachers: list[Row] = [{"teacher_id": "t0", "school_id": "A", "title": "高级", "sex": "女"}]
    teachers += [f"t{i}@A" for i in range(1, people)]
    named = [{"name": str(i), "who": who} for i, who in enumerate(attributes)]
    rules = policy(goals={"structure": named}, tiers=["structure"])
    return structure.value(Recount(district(["A", "B"], teachers), rules), done)


def test_structure_adds_up_how_far_schools_lie_from_the_districts_share() -> None:
    senior: dict[str, object] = {"title": "高级"}
    assert spread(plan(), senior) == 0
    assert spread(plan("t0>B"), senior) == 750 + 750
    assert spread(plan("t1>B"), senior) == 250 + 250
    assert spread(plan("t0>B"), senior, {"sex": "女"}) == 3000
    # 1 of 3 is p = 333, so even an undisturbed school lies 1 off
    assert spread(plan(), senior, people=3) == 1
    # 1 of 16 is 62.5, half up 63
    assert spread(plan(), senior, people=16) == 8


def test_structure_of_nobody_is_nothing() -> None:
    rules = policy(goals={"structure": [{"name": "高级", "who": {"title": "高级"}}]}, tiers=["structure"])
    assert structure.value(Recount(district(["A"]), rules), plan()) == 0
