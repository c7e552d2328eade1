"""Who is worse off than today: each reason alone, and nobody where the tables are silent."""

from __future__ import annotations

from models.explain.worse_off import WorseOff, worse_off
from models.goals import reunite
from models.plan import Move, Plan
from models.recount import Recount
from tests.models.explain.drawn import drawn
from tests.models.micro import Row, district, plan, policy

SCHOOLS: list[Row] = [
    {"school_id": "A", "zone": "东"}, {"school_id": "B", "zone": "西"}, {"school_id": "C", "zone": "东"},
]  # fmt: skip


def found(people: list[Row], *moves: str, rules: dict[str, object] | None = None, **tables: list[Row]) -> WorseOff:
    made = district(SCHOOLS, people, **tables)
    return worse_off(Recount(made, policy(rules=rules or {})), plan(*moves))


def test_who_stated_choices_and_goes_elsewhere() -> None:
    told = found(["x@A", "y@A", "z@A"], "x>C", "y>B", "z>B", choices=["x 1 B", "y 1 B"])
    assert (told.outside, told.unasked, told.people) == (("x",), ("z",), ("x",))


def lines(**minutes: int) -> list[Row]:
    return [{"zone": key[0] if key[0] in "东西" else "", "teacher_id": "" if key[0] in "东西" else key[0],
             "school_id": key[1], "minutes": m} for key, m in minutes.items()]  # fmt: skip


def test_farther_by_minutes_from_one_and_the_same_place() -> None:
    home: list[Row] = [{"teacher_id": "x", "school_id": "A", "home_zone": "西"}]
    told = found(home, "x>B", distances=lines(西A=40, 西B=5, 东A=1, 东B=60))
    assert (told.farther, told.no_farther) == ((), ("x",))
    told = found(home, "x>B", distances=lines(西A=40, 东A=1, 东B=60, xB=50))
    assert [(one.code, one.before, one.after, one.more) for one in told.farther] == [("x", 40, 50, 10)]
    told = found(home, "x>B", distances=lines(西A=40, 东A=1, 东B=60))  # one end from home, so both from the school
    assert [(one.before, one.after) for one in told.farther] == [(1, 60)]
    told = found(home, "x>B", distances=lines(西A=40))
    assert (told.farther, told.unknown, told.people) == ((), ("x",), ())


def test_a_couple_in_one_zone_and_not_after() -> None:
    kin: list[Row] = ["x 夫妻 y"]
    assert found(["x@A", "y@C"], "x>B", relations=kin).parted == (("x",),)
    assert found(["x@A", "y@C"], "x>B", "y>B", relations=kin).parted == ()
    assert found(["x@A", "y@B"], "x>C", relations=kin).parted == ()  # apart before
    assert found(["x@A", "y@C"], "x>B", relations=["x 直系血亲 y"]).parted == ()
    alone: list[Row] = [{"teacher_id": "x", "school_id": "A", "spouse_zone": "东"}]
    assert found(alone, "x>B").parted == (("x",),)
    assert found(alone, "x>C").parted == ()


def test_hired_one_level_lower() -> None:
    people: list[Row] = [{"teacher_id": "x", "school_id": "A", "title": "高级"}]
    rules: dict[str, object] = {"title_posts": {"regime": "downgrade", "ladder": ["高级", "一级"]}}
    posts: list[Row] = [{"school_id": "B", "title": "高级", "posts": 0}]
    told = found(people, "x>B", rules=rules, title_posts=posts)
    assert (dict(told.lower), told.people) == ({"x": "一级"}, ("x",))
    assert not found(people, "x>B", title_posts=posts).lower


def test_undoing_the_moves_of_a_couple_parted_brings_it_together() -> None:
    """Goal `reunite` counts one couple less for each: they were together, and no longer are."""
    parted = 0
    for seed in range(60):
        _, recount, made = drawn(seed)
        made = Plan.of([m for m in recount.chosen(made).values() if recount.movable(m.teacher_id)])
        for pair in worse_off(recount, made).parted:
            undone = Plan.of([m for m in made.moves if m.teacher_id not in related(recount, pair)])
            assert all(code not in related(recount, pair) for one in worse_off(recount, undone).parted for code in one)
            assert reunite.value(recount, Plan(())) < reunite.value(recount, Plan.of(moves_of(made, pair))), seed
            parted += 1
    assert parted > 5


def related(recount: Recount, pair: tuple[str, ...]) -> set[str]:
    lines = [(str(row["teacher_a"]), str(row["teacher_b"])) for row in recount.tables["relations"]]
    return {*pair, *(code for line in lines if set(line) & set(pair) for code in line)}


def moves_of(made: Plan, pair: tuple[str, ...]) -> list[Move]:
    return [move for move in made.moves if move.teacher_id in pair]
