"""The rulebook's hard rules by example (section 4): tiny districts, and the plans that may and may not be.

Every expectation was worked out from the rulebook's text, and by trying every plan with an implementation of it
that shares nothing with this one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.example import (
    ALL_DUE,
    FEW,
    LOCKS,
    MANY,
    OUTGOING,
    PULL,
    RELATIONS,
    TEACHERS,
    best,
    checked,
    chinese,
    posts,
    read,
    schools,
)

# 4 quotas: shares are exact; up for at least, down for at most, nearest for exactly; an empty range means one number


@pytest.mark.parametrize(
    ("people", "aim", "bounds", "moved"),
    [
        (7, MANY, 'min = "5%"\nmax = "10%"', 1),
        (7, FEW, 'min = "5%"\nmax = "10%"', 1),
        (7, MANY, 'max = "10%"', 0),
        (7, MANY, 'exactly = "15%"', 1),
        (7, FEW, 'exactly = "50%"', 4),
        (41, FEW, 'exactly = "15%"', 6),
        (41, FEW, 'min = "15%"', 7),
        (41, MANY, 'max = "15%"', 6),
        (100, FEW, "min = 0.07", 7),
        (100, MANY, "max = 0.29", 29),
    ],
)
def test_a_share_of_the_due(tmp_path: Path, people: int, aim: str, bounds: str, moved: int) -> None:
    roster = chinese(*(f"{i:03}@A" for i in range(people)))
    quota = f'[[rules.quotas]]\nname = "q"\nper = "origin"\nof = "due"\n{bounds}\n'
    found = best(
        tmp_path, aim + PULL * (aim == MANY) + quota + ALL_DUE, schools=schools("A", "B"),
        posts=posts("A 200", "B 200"), teachers=roster,
    )  # fmt: skip
    assert found.moves is not None
    assert len(found.moves) == moved


@pytest.mark.parametrize(
    ("bounds", "moved"),
    [
        ('min = "50%"', 4),  # two backbone of four
        ('max = "10%"', 4),  # none of four
        ('min = "5%"\nmax = "10%"', 5),  # of five 0.25 to 0.5: one
        ('exactly = "25%"', 6),  # of six 1.5: two
    ],
)
def test_a_share_of_the_moved_counts_who_moves(tmp_path: Path, bounds: str, moved: int) -> None:
    rows = [f"{i},李四,A,小学,语文,{'骨干' if i < 2 else ''}" for i in range(6)]
    quota = f'[[rules.quotas]]\nname = "q"\nwho = {{ honour = "骨干" }}\nof = "moved"\n{bounds}\n'
    found = best(
        tmp_path, MANY + PULL + quota + ALL_DUE, schools=schools("A", "B"), posts=posts("A 9", "B 9"),
        teachers=" | ".join([TEACHERS + ",骨干称号", *rows]),
    )  # fmt: skip
    assert found.moves is not None
    assert len(found.moves) == moved


def test_a_group_nobody_can_leave_counts_too(tmp_path: Path) -> None:
    quota = '[[rules.quotas]]\nname = "q"\nper = "origin"\nmin = 1\n'
    empty = {"schools": schools("A", "B"), "posts": posts("A 5", "B 5"), "teachers": chinese("1@A")}
    assert best(tmp_path, FEW + quota + ALL_DUE, **empty).moves is None


def test_on_a_named_plan_a_share_of_the_due_binds_nobody(tmp_path: Path) -> None:
    tables = {
        "schools": schools("A", "B"), "posts": posts("A 9", "B 9"),
        "teachers": chinese(*(f"{i}@A" for i in range(7))), "outgoing": f"{OUTGOING} | 1 | 2",
    }  # fmt: skip
    quota = '[[rules.quotas]]\nname = "q"\nof = "{}"\nmax = "15%"\n'
    assert best(tmp_path, FEW + quota.format("due") + ALL_DUE, **tables).values[0] == 0
    assert best(tmp_path, FEW + quota.format("teachers") + ALL_DUE, **tables).values[0] == 1


# 4 establishment, subject_balance


@pytest.mark.parametrize(("over", "moved"), [("closed", {}), ("no-worse", {"1": "B", "2": "A"})])
@pytest.mark.parametrize("rule", ["establishment", "subject_balance"])
def test_an_over_full_place_is_closed_or_grows_no_worse(
    tmp_path: Path, rule: str, over: str, moved: dict[str, str]
) -> None:
    caps = schools("A,1", "B,0") if rule == "establishment" else schools("A", "B")
    rows = posts("A 9", "B 9") if rule == "establishment" else posts("A 1", "B 0")
    toml = MANY + PULL + f'[rules.{rule}]\nover = "{over}"\n' + ALL_DUE
    assert best(tmp_path, toml, schools=caps, posts=rows, teachers=chinese("1@A", "2@B")).moves == moved


@pytest.mark.parametrize(("share", "moved"), [('"75%"', 0), ("0.7", 1)])
def test_staff_floor_rounds_up(tmp_path: Path, share: str, moved: int) -> None:
    toml = MANY + PULL + f"[rules.subject_balance]\nstaff_floor = {share}\n" + ALL_DUE
    roster = chinese(*(f"{i}@A" for i in range(8)))
    found = best(tmp_path, toml, schools=schools("A,10", "B"), posts=posts("A 10", "B 9"), teachers=roster)
    assert found.moves is not None
    assert len(found.moves) == moved


def test_a_seconded_teacher_leaves_the_establishment_of_the_payroll_school(tmp_path: Path) -> None:
    rows = ["1,甲,A,小学,语文,B", "2,乙,C,小学,语文,"]
    found = best(
        tmp_path, FEW + ALL_DUE, schools=schools("A,5", "B,1", "C,1"), posts=posts("A 1", "B 5", "C 1"),
        teachers=" | ".join([TEACHERS + ",人事关系所在学校", *rows]), locks=f"{LOCKS} | 1,must,C | 2,必须去,B",
    )  # fmt: skip
    assert found.moves == {"1": "C", "2": "B"}


# 4 avoidance


@pytest.mark.parametrize(
    ("rule", "to_school", "broken"),
    [
        ("", "L", 1),
        ("", "C", 0),
        ('scope = "unit"', "C", 1),
        ('scope = "unit"', "M", 1),
        ('when = "lead"\nleading = ["校长"]', "L", 1),
        ('when = "lead"\nleading = ["书记"]', "L", 0),
        ('kinds = ["夫妻"]', "L", 0),
    ],
)
def test_relatives_never_meet_by_a_move(tmp_path: Path, rule: str, to_school: str, broken: int) -> None:
    """L is led by M, M by C: one unit. Teacher 1 comes from outside and is a head."""
    district = read(
        tmp_path, schools=schools("C,9,", "M,9,C", "L,9,M", "X,9,", more=",中心校"),
        posts=posts("C 9", "M 9", "L 9", "X 9"), relations=f"{RELATIONS} | 2,1,近姻亲",
        teachers=f"{TEACHERS},职务 | 1,甲,X,小学,语文,校长 | 2,乙,L,小学,语文,",
    )  # fmt: skip
    found = checked(district, FEW + f"[rules.avoidance]\n{rule}\n" + ALL_DUE, ("1", to_school))
    assert found.counts["avoidance"] == len(found.breaches) == broken


def test_a_move_inside_the_unit_ends_next_to_a_relative_who_stays(tmp_path: Path) -> None:
    district = read(
        tmp_path, schools=schools("C,9,", "M,9,C", "L,9,M", more=",中心校"), posts=posts("C 9", "M 9", "L 9"),
        teachers=chinese("1@M", "2@L"), relations=f"{RELATIONS} | 1,2,夫妻",
    )  # fmt: skip
    toml = FEW + '[rules.avoidance]\nscope = "unit"\n' + ALL_DUE
    assert checked(district, toml, ("1", "C")).counts["avoidance"] == 1
    assert checked(district, toml).breaches == ()


# 4 split_couples


def test_of_a_couple_in_one_school_one_leaves(tmp_path: Path) -> None:
    tables = {
        "schools": schools("A", "B", "C"), "posts": posts("A 9", "B 9", "C 9"), "teachers": chinese("1@A", "2@A"),
        "relations": f"{RELATIONS} | 1,2,夫妻",
    }  # fmt: skip
    rule = "[rules.split_couples]\n" + ALL_DUE
    district = read(tmp_path / "a", **tables)
    assert checked(district, FEW + rule).counts["split_couples"] == 1
    assert checked(district, FEW + rule, ("1", "B")).breaches == ()
    assert checked(district, FEW + rule, ("1", "B"), ("2", "C")).counts["split_couples"] == 1
    named = read(tmp_path / "b", outgoing=f"{OUTGOING} | 1 | 2", **tables)
    assert checked(named, FEW + rule, ("1", "B"), ("2", "C")).breaches == ()
    assert checked(named, FEW + rule, ("1", "B"), ("2", "B")).counts["split_couples"] == 1
    locked = read(tmp_path / "c", locks=f"{LOCKS} | 1,must,B | 2,must,C", **tables)
    assert checked(locked, FEW + rule, ("1", "B"), ("2", "C")).breaches == ()


# 4 release_first


def test_a_ring_is_allowed_in_pool_and_not_in_chain(tmp_path: Path) -> None:
    tables = {
        "schools": schools("A,1", "B,1", "C,1"), "posts": posts("A 1", "B 1", "C 1"),
        "teachers": chinese("1@A", "2@B", "3@C"),
    }  # fmt: skip
    pool = best(tmp_path, MANY + PULL + ALL_DUE, **tables)
    assert pool.moves is not None
    assert len(pool.moves) == 3
    assert set((pool.rounds or {}).values()) == {1}
    assert best(tmp_path, MANY + PULL + '[rules.release_first]\nmode = "chain"\n' + ALL_DUE, **tables).moves == {}


@pytest.mark.parametrize(("more", "moved"), [("", 2), ('scope = "school"', 1), ('caps = "each-step"', 1)])
def test_subjects_crossing_are_a_ring_of_schools_only(tmp_path: Path, more: str, moved: int) -> None:
    found = best(
        tmp_path, MANY + PULL + f'[rules.release_first]\nmode = "chain"\n{more}\n' + ALL_DUE,
        schools=schools("A", "B"), posts=posts("A 1", "B 1", "A 1 数学", "B 1 数学"),
        teachers=chinese("1@A") + " | 2,李,B,小学,数学",
    )  # fmt: skip
    assert found.moves is not None
    assert len(found.moves) == moved


def test_a_round_waits_for_whoever_leaves_the_post_entered(tmp_path: Path) -> None:
    found = best(
        tmp_path, MANY + PULL + '[rules.release_first]\nmode = "chain"\n' + ALL_DUE,
        schools=schools("A,1", "B,1", "C,1", "E,1"), posts=posts("A 1", "B 1", "C 1", "E 1"),
        teachers=chinese("1@A", "2@B", "3@C"), locks=f"{LOCKS} | 1,must,B | 2,must,C",
    )  # fmt: skip
    assert found.moves == {"1": "B", "2": "C", "3": "E"}
    assert found.rounds == {"1": 3, "2": 2, "3": 1}


@pytest.mark.parametrize(("rule", "unplaced"), [("", 1), ("strict = true", 1), ('strict = true\nscope = "school"', 3)])
def test_strict_closes_the_place_of_the_unplaced(tmp_path: Path, rule: str, unplaced: int) -> None:
    """Nobody may teach 数学 elsewhere: 3 is unplaced, and with it A; then 2, and with 2 B."""
    found = best(
        tmp_path, FEW + f"[rules.release_first]\n{rule}\n" + ALL_DUE, schools=schools("A", "B"),
        posts=posts("A 5", "B 5"), teachers=chinese("1@A", "2@B") + " | 3,王,A,小学,数学",
        outgoing=f"{OUTGOING} | 1 | 2 | 3",
    )  # fmt: skip
    assert found.values[0] == unplaced


# 4 routes


@pytest.mark.parametrize(
    ("routes", "moved"),
    [
        ('forbid = true\nfrom = { area = "城区" }', {"2": "A"}),
        ('from = { area = "城区" }', {"1": "B"}),
        ('from = { area = "城区" }\nto = { area = "乡村" }\nboth_ways = true', {"1": "B", "2": "A"}),
        ('same = ["zone"]', {}),  # empty cells are not equal
        ('schools = [["B", "A"]]', {"2": "A"}),
    ],
)
def test_routes(tmp_path: Path, routes: str, moved: dict[str, str]) -> None:
    found = best(
        tmp_path, MANY + PULL + f"[[rules.routes]]\n{routes}\n" + ALL_DUE,
        schools=schools("A,9,城区,", "B,9,乡村,", more=",城乡类别,zone"), posts=posts("A 9", "B 9"),
        teachers=chinese("1@A", "2@B"),
    )  # fmt: skip
    assert found.moves == moved
