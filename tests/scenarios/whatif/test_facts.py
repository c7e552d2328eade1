"""Facts a scenario changes: what becomes of the tables, what is told of it, what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.whatif.overlay import Base, Variant, vary
from scenarios.whatif.shares import percent_of, shared_out
from tests.models.micro import district
from tests.scenarios.whatif.bases import base, column, demo, overlay, refused


def schools(*establishment: int) -> Base:
    rows = [
        {"school_id": name, "establishment": n, "zone": f"片{name}", "area": "乡村" if name < "C" else "城区"}
        for name, n in zip("ABCDEFG", establishment, strict=False)
    ]
    return base(district(schools=rows, teachers=["t1@A", "t2@A 数学", "t3@B"]))


def laid(folder: Path, base: Base, *facts: str) -> Variant:
    return vary(base, overlay(folder, f"facts = [{', '.join(facts)}]"))


def why(folder: Path, base: Base, *facts: str) -> list[str]:
    return refused(base, overlay(folder, f"facts = [{', '.join(facts)}]"))


ESTABLISHMENT = 'table = "schools", column = "establishment"'


@given(st.integers(-500, 500), st.lists(st.fractions(0, 50), min_size=1, max_size=12))
def test_shares_add_up_and_each_is_within_one_of_its_exact_share(total: int, weights: list[Fraction]) -> None:
    keys = list(range(len(weights)))
    if not any(weights):
        with pytest.raises(ValueError, match="weights"):
            shared_out(total, weights, keys)
        return
    parts = shared_out(total, weights, keys)
    assert sum(parts) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))
    backwards = shared_out(total, weights[::-1], keys[::-1])[::-1]
    assert backwards == parts, "the order of the rows does not matter, their keys do"


@pytest.mark.parametrize(("total", "percent", "part"), [(68, "10", 7), (5, "10", 1), (5, "-10", -1), (4, "10", 0)])
def test_a_percentage_is_rounded_halves_away_from_nothing(total: int, percent: str, part: int) -> None:
    assert percent_of(total, Decimal(percent)) == part


@pytest.mark.parametrize(
    ("amount", "after", "told"),
    [
        ("add = 2", [12, 22, 32, 5], "rises by 2 each, 6 in all (60→66)"),
        ("add = -10", [0, 10, 20, 5], "falls by 10 each, 30 in all (60→30)"),
        ('total = 4, by = "equal"', [12, 21, 31, 5], "rises by 4 in all (60→64), shared equally"),
        ("percent = 10", [11, 22, 33, 5], "rises by 10% in all, that is 6 (60→66), shared out by what each has"),
        ('percent = "-50%"', [5, 10, 15, 5], "falls by 50% in all, that is 30 (60→30), shared out by what each has"),
        ('total = 3, by = "vacancy"', [10, 21, 32, 5], "rises by 3 in all (60→63), shared out by free places"),
        ("set = 9", [9, 9, 9, 5], "becomes 9 throughout (was 10 to 30), 60→27 in all"),
    ],
)
def test_numbers_change_in_the_rows_meant(tmp_path: Path, amount: str, after: list[int], told: str) -> None:
    made = laid(
        tmp_path, schools(10, 20, 30, 5), f'{{ {ESTABLISHMENT}, where = {{ school_id = {{ not = "D" }} }}, {amount} }}'
    )
    assert column(made.case.district, "schools", "establishment") == after
    assert [text.en for text in made.told] == [
        f"table schools: establishment of 3 schools where school id is not 'D' {told}"
    ]


def test_each_fact_changes_what_those_before_it_left(tmp_path: Path) -> None:
    fact = f"{{ {ESTABLISHMENT}, percent = 100 }}"
    made = laid(tmp_path, schools(1, 2), fact, fact)
    assert column(made.case.district, "schools", "establishment") == [4, 8]


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (f'{{ {ESTABLISHMENT}, where = {{ area = "乡镇" }}, add = 1 }}', "'乡镇' stands nowhere in area; maybe 乡村?"),
        (f"{{ {ESTABLISHMENT}, where = {{ colour = 1 }}, add = 1 }}", "schools has no such column"),
        (f"{{ {ESTABLISHMENT}, where = {{ establishment = {{ min = 99 }} }}, add = 1 }}", "no row is so"),
        (f"{{ {ESTABLISHMENT}, add = -11 }}", "1 rows would fall below 0"),
        (f"{{ {ESTABLISHMENT}, percent = 1 }}", "1% of 30 rounds to 0"),
        (f'{{ {ESTABLISHMENT}, total = 1, by = "surplus" }}', "it is 0 in every row"),
        (f'{{ {ESTABLISHMENT}, total = 1, by = "vacncy" }}', "maybe vacancy"),
        (f'{{ {ESTABLISHMENT}, set = "many" }}', "a whole number is expected"),
        (f'{{ {ESTABLISHMENT}, set = "" }}', "cannot be empty"),
        ('{ table = "schools", column = "establishmnt", add = 1 }', "maybe establishment"),
        ('{ table = "schools", column = "name", add = 1 }', "holds no whole numbers"),
        ('{ table = "teachers", column = "payroll_school", set = 3199000001 }', "stands in quotes"),
        ('{ table = "locks", drop = { action = "stay" } }', "the table locks has no rows"),
        ('{ table = "locks", rows = [{ action = "stay", teacher = "t1" }] }', "maybe teacher_id"),
        ('{ table = "locks", rows = [{ action = "stay" }] }', "the required teacher_id is missing"),
        ('{ table = "schools", rows = [{ school_id = "A", name = "a", establishment = 1 }] }', "stands already"),
        ('{ close = "Z" }', "the schools table has no such code"),
        ('{ join_zones = ["片A", "片Z"] }', "no school lies in this zone"),
        ('{ join_zones = ["片A", "片B"] }', "the policy lists no route"),
    ],
)
def test_facts_that_match_nothing(tmp_path: Path, fact: str, said: str) -> None:
    problems = why(tmp_path, schools(10, 20), fact)
    assert any(said in problem for problem in problems), problems
    assert all("scenarios entry 1 '情景'.facts entry 1" in problem for problem in problems)


def test_every_fact_that_is_wrong_is_named(tmp_path: Path) -> None:
    wrong = '{ close = "Z" }'
    assert len(why(tmp_path, schools(1), wrong, f"{{ {ESTABLISHMENT}, add = 1 }}", wrong)) == 2


def test_a_fact_that_stands_so_already_is_told_unless_it_is_all_there_is(tmp_path: Path) -> None:
    idle = f'{{ {ESTABLISHMENT}, where = {{ school_id = "A" }}, set = 1 }}'
    assert "differs from the baseline in nothing (table schools: establishment" in why(tmp_path, schools(1, 2), idle)[0]
    made = laid(tmp_path, schools(1, 2), idle, f"{{ {ESTABLISHMENT}, add = 1 }}")
    assert made.told[-1].en == "table schools: establishment of 1 school where school id is 'A' is 1 already"


def test_people_are_found_by_facts_of_people_and_only_named_ones_are_not_quoted(tmp_path: Path) -> None:
    made = laid(
        tmp_path, schools(5, 5), '{ table = "teachers", column = "applies", who = { subject = "数学" }, set = true }'
    )
    assert column(made.case.district, "teachers", "applies") == [pd.NA, True, pd.NA]
    named = laid(
        tmp_path, schools(5), '{ table = "teachers", column = "title", who = { teacher_id = "t1" }, set = "一级" }'
    )
    assert [text.en for text in named.told] == [
        "table teachers: title of 1 person named in the file changes from empty to 一级"
    ]


def test_a_cell_that_is_wrong_is_not_missing_too(tmp_path: Path) -> None:
    row = '{ "工号" = "001003", "动作" = "滚" }'
    (said,) = refused(demo(), overlay(tmp_path, f'facts = [{{ table = "locks", rows = [{row}] }}]'))
    assert 'rows.1.动作: value "滚"' in said


def test_rows_go_and_come(tmp_path: Path) -> None:
    own = district(schools=["A", "B"], teachers=["t1@A", "t2@A"], locks=["t1 stay", "t2 never B"])
    made = laid(
        tmp_path,
        base(own),
        '{ table = "锁定表", drop = { "动作" = "留任" } }',
        '{ table = "locks", rows = [{ "工号" = "t1", "动作" = "不得去", "学校代码" = "B", reason = "家属住院" }] }',
    )
    assert column(made.case.district, "locks", "teacher_id") == ["t2", "t1"]
    assert column(made.case.district, "locks", "action") == ["never", "never"]
    assert [text.zh for text in made.told] == [
        "锁定表：去掉动作为“留任”的1行",
        "锁定表：增加1行（动作 不得去，学校代码 B）",
    ]
    assert column(own, "locks", "action") == ["stay", "never"]


def test_a_closed_school_takes_and_asks_for_nobody(tmp_path: Path) -> None:
    made = laid(tmp_path, schools(10, 10), '{ close = "A" }')
    assert column(made.case.district, "schools", "inflow") == [False, True]
    assert column(made.case.district, "posts", "required") == [0, 10]
    assert made.case.policy == schools(10).policy
    assert made.told[0].en == (
        "学校A (A) closes: it takes nobody any more, and its 1 posts ask for 0 instead of 10 people; the 2 who work "
        "there are not moved by this"
    )
    assert "closed already" in why(tmp_path, schools(10, 10), '{ close = "A" }', '{ close = "A" }')[0]


def test_who_is_to_leave_a_closed_school_joins_the_list(tmp_path: Path) -> None:
    own = district(
        schools=["A", "B"], teachers=["t1@A", "t2@A", "t3@A", "t4@B"], locks=["t2 stay"], outgoing=["t4", "t1"]
    )
    made = laid(tmp_path, base(own), '{ close = "A", people = "leave" }')
    assert column(made.case.district, "outgoing", "teacher_id") == ["t4", "t1", "t3"]
    assert made.told[0].zh.endswith("可以调动的1人列入流出名单；另有1人按规定不能调动")


def test_who_is_to_leave_a_closed_school_must_leave_whatever_caps_each_school(tmp_path: Path) -> None:
    own = district(
        schools=["A", {"school_id": "B", "outflow": False}], teachers=["t1@B", "t2@B", "t3@A"], locks=["t1 stay"]
    )
    cap = {"name": "每校至多一人", "per": "origin", "max": 1}
    also = {"name": "每所B至多一人", "per": "origin", "max": 1, "from": {"学校代码": ["B"]}}
    made = laid(
        tmp_path,
        base(own, due=[], free=[{"name": "其他"}], rules={"quotas": [cap, also]}),
        '{ close = "B", people = "leave" }',
    )
    assert made.case.standing.category == ("due", "due", "free")
    lifted, kept, leave = made.document["rules"]["quotas"]
    assert lifted["from"] == {"school_id": {"not": ["B"]}}
    assert kept == also
    assert (leave["name"], leave["from"], leave["min"]) == ("学校B停办", {"school_id": "B"}, 1)
    assert column(made.case.district, "schools", "outflow") == [True, True]
    assert "不受“每校至多一人”限制；另有1人按规定不能调动" in made.told[0].zh
    assert cap == {"name": "每校至多一人", "per": "origin", "max": 1}, "the base's document stays as it was"


def test_a_school_to_which_people_must_go_is_not_closed(tmp_path: Path) -> None:
    own = base(district(schools=["A", "B"], teachers=["t1@A"], locks=["t1 must B"]))
    (said,) = why(tmp_path, own, '{ close = "B" }')
    assert "1 person must go to" in said
    drop = '{ table = "locks", drop = { action = "must", school_id = "B" } }'
    assert laid(tmp_path, own, drop, '{ close = "B" }').told


def test_a_boundary_is_dropped_by_a_route_more(tmp_path: Path) -> None:
    own = base(schools(1, 1, 1).district, rules={"routes": [{"name": "片内", "same": ["zone"]}]})
    made = laid(tmp_path, own, '{ join_zones = ["片A", "片B", "片C"] }')
    *_, route = made.case.policy.rules.routes
    assert route.zones == (("片A", "片B"), ("片A", "片C"), ("片B", "片C"))
    assert route.both_ways
    assert made.told[0].en == "the boundary between '片A', '片B', '片C' is dropped, both ways"


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        ([{"name": "开", "from": {"area": "乡村"}}], "everybody may move already"),
        ([{"name": "内", "same": ["zone"]}, {"name": "不出片", "differ": ["zone"], "forbid": True}], "'不出片' go on"),
        ([{"name": "不出片", "differ": ["zone"], "forbid": True}], "the policy lists no route"),
    ],
)
def test_a_boundary_that_is_none_or_would_stay(tmp_path: Path, routes: list[object], said: str) -> None:
    own = base(schools(1, 1).district, rules={"routes": routes})
    assert said in why(tmp_path, own, '{ join_zones = ["片A", "片B"] }')[0]


def test_a_route_open_to_some_or_one_way_leaves_a_boundary(tmp_path: Path) -> None:
    for route in (
        {"name": "骨干", "who": {"honour": "骨干"}, "from": {"area": "乡村"}},
        {"name": "单向", "zones": [["片A", "片B"]]},
    ):
        own = base(schools(1, 1).district, rules={"routes": [route]})
        assert laid(tmp_path, own, '{ join_zones = ["片A", "片B"] }').told


def test_every_number_of_the_demo_county_is_told_with_its_total(tmp_path: Path) -> None:
    made = laid(
        tmp_path,
        demo(),
        '{ table = "岗位表", column = "核定人数", where = { subject = "数学", area = "农村" }, percent = 10 }',
    )
    before, after = (int(d["posts"]["required"].sum()) for d in (demo().district, made.case.district))
    assert made.told[0].zh == (
        "岗位表：学科为“数学”，且城乡类别为“乡村”的18个岗位，“核定人数”合计增加10%，即7（68→75），按各自原数分摊"
    )
    assert after - before == 7
