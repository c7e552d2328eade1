"""The independent recount: filters on one person, categories, who may move, open pairs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Case
from models.empty_cells import decided_by_empty
from models.filters import FilterError, parse_filter
from models.plan import Move
from models.recount import Recount
from tests.models.micro import Row, district, plan, policy

HERE = {"school_id": "A", "zone": "东", "area": "乡村", "establishment": 5, "headcount": 3, "parent": "P"}


def recount_of(**cells: object) -> Recount:
    """A school A whose one teacher t holds these cells."""
    return Recount(district([HERE, "P"], [{"teacher_id": "t", "school_id": "A", **cells}]), policy())


def admits(who: dict[str, object], **cells: object) -> bool:
    recount = recount_of(**cells)
    return recount.matches(parse_filter(who), recount.people["t"])


@pytest.mark.parametrize(
    ("who", "cells", "holds"),
    [
        ({"title": "高级"}, {"title": "高级"}, True),
        ({"title": ["一级", "高级"]}, {"title": "高级"}, True),
        ({"title": "高级"}, {}, False),
        ({"title": {"not": "高级"}}, {}, True),
        ({"title": {"not": "高级"}}, {"title": "高级"}, False),
        ({"title": "高级", "sex": "女"}, {"title": "高级", "sex": "男"}, False),
        ({"any": [{"title": "高级"}, {"sex": "女"}]}, {"sex": "女"}, True),
        ({"any": [{"title": "高级"}, {"sex": "女"}]}, {}, False),
        ({"sex": "female"}, {"sex": "女"}, True),
        ({"sex": 2}, {"sex": "女"}, True),
        ({"sex": {"not": "male"}}, {"sex": "男"}, False),
        ({"post_type": "teacher"}, {"post_type": "专任教师"}, True),
        ({"role": "副校长"}, {"role": "教研员;副校长"}, True),
        ({"role": {"not": "副校长"}}, {"role": "教研员;副校长"}, False),
        ({"appraisals": "优秀"}, {"appraisals": ("合格", "优秀")}, True),
        ({"applies": True}, {"applies": True}, True),
        ({"applies": "是"}, {"applies": True}, True),
        ({"applies": False}, {}, False),
        ({"consent": {"not": True}}, {"consent": False}, True),
        ({"score": {"min": 90.5}}, {"score": 90.5}, True),
        ({"score": {"above": 90.5}}, {"score": 90.5}, False),
        ({"score": {"max": 90.5}}, {"score": 90.6}, False),
        ({"score": {"below": 90.5}}, {"score": 90.4}, True),
        ({"score": {"below": 90.5}}, {}, False),
        ({"score": {"not": 60, "max": 90}}, {}, False),
        ({"birth_date": {"min": "1985-10"}}, {"birth_date": "1985-10"}, True),
        ({"birth_date": {"below": "1985-10"}}, {"birth_date": "1985-10"}, False),
        ({"birth_date": "1985-10"}, {"birth_date": "1985-10"}, True),
        ({"骨干年数": {"min": 5}}, {"骨干年数": "5.0"}, True),
        ({"骨干年数": 5}, {"骨干年数": "5.0"}, True),
        ({"骨干年数": {"max": 5}}, {"骨干年数": "五"}, False),
        ({"骨干年数": {"not": 5}}, {"骨干年数": "五"}, True),
        ({"评定": {"min": "2020-09"}}, {"评定": "2020-10"}, True),
        ({"支教": True}, {"支教": "是"}, True),
        ({"teaches": "数学"}, {"also": ("小学:数学",)}, True),
        ({"teaches": "小学:数学"}, {"also": ("小学:数学",)}, True),
        ({"teaches": "初中:语文"}, {}, True),
        ({"teaches": "初中:数学"}, {"also": ("小学:数学",)}, False),
        ({"at": {"area": "rural"}}, {}, True),
        ({"at": {"zone": {"not": "东"}}}, {}, False),
        ({"at": {"vacancy": 2}}, {}, True),
        ({"at": {"vacancy": {"min": 9}, "subject": "语文"}}, {}, True),
        ({"at": {"post_vacancy": 9, "school_vacancy": 2}}, {}, True),
        ({"category": "due"}, {}, True),
        ({"category": {"not": "应交流"}}, {}, False),
        ({"payroll_school": "A"}, {}, True),
    ],
)
def test_a_filter_on_people(who: dict[str, object], cells: dict[str, object], holds: bool) -> None:
    assert admits(who, **cells) is holds


@pytest.mark.parametrize(
    ("column", "cell", "years"),
    [
        ("age", {"birth_date": "1976-08"}, 50),
        ("age", {"birth_date": "1976-09"}, 49),
        ("years_in_school", {"joined": "2020-08"}, 6),
        ("years_in_unit", {"unit_joined": "2020-09"}, 5),
        ("years_in_post", {"post_since": "2026-08"}, 0),
        ("years_to_retirement", {"retires": "2031-07"}, 4),
        ("years_to_retirement", {"retires": "2031-08"}, 5),
        ("years_to_retirement", {"retires": "2026-07"}, -1),
    ],
)
def test_whole_years_on_the_policys_month(column: str, cell: dict[str, object], years: int) -> None:
    assert admits({column: years}, **cell)
    assert not admits({column: {"max": 99}})


@pytest.mark.parametrize(("end", "holds"), [("", True), (":2026-08", True), (":2026-07", False), (":2027-01", True)])
def test_a_status_holds_up_to_and_including_its_month(end: str, holds: bool) -> None:
    assert admits({"status": "孕产期"}, status=("借调:2026-01", f"孕产期{end}")) is holds
    assert admits({"status": {"not": "孕产期"}}, status=(f"孕产期{end}",)) is not holds


def test_a_column_nobody_has_is_an_error() -> None:
    with pytest.raises(FilterError, match="no column 血型"):
        admits({"血型": "A"})
    with pytest.raises(FilterError, match="no column 血型"):
        admits({"at": {"血型": "A"}})


def test_at_has_no_meaning_for_schools() -> None:
    recount = recount_of()
    with pytest.raises(FilterError, match="present school"):
        recount.place_holds(parse_filter({"at": {"zone": "东"}}), "A")


@settings(max_examples=25)
@given(
    cell=st.sampled_from(["高级", "一级", "二级;高级", "三级"]),
    words=st.lists(st.sampled_from(["高级", "一级", "二级"]), min_size=1),
)
def test_not_is_the_complement_where_something_is_written(cell: str, words: list[str]) -> None:
    assert admits({"title": words}, title=cell) is not admits({"title": {"not": words}}, title=cell)


@settings(max_examples=25)
@given(score=st.floats(0, 200), bound=st.integers(0, 200))
def test_bounds_are_complements_too(score: float, bound: int) -> None:
    assert admits({"score": {"min": bound}}, score=score) is not admits({"score": {"below": bound}}, score=score)
    assert admits({"score": {"max": bound}}, score=score) is not admits({"score": {"above": bound}}, score=score)


def test_vacancy_is_the_posts_where_a_filter_names_one_and_the_schools_otherwise() -> None:
    recount = Recount(
        district(
            [{"school_id": "A", "establishment": 7}],
            ["t1@A", "t2@A", "t3@A 音乐"],
            posts=["A 3"],
        ),
        policy(),
    )
    chinese, music = ("A", "初中", "语文"), ("A", "初中", "音乐")
    assert recount.place_holds(parse_filter({"vacancy": 4}), "A", chinese)
    assert recount.place_holds(parse_filter({"vacancy": 1}), "A", chinese, for_posts=True)
    assert recount.place_holds(parse_filter({"vacancy": 1, "subject": "语文"}), "A", chinese)
    assert recount.place_holds(parse_filter({"vacancy": 1, "any": [{"required": 3}]}), "A", chinese)
    assert recount.place_holds(parse_filter({"required": 0, "current": 1, "vacancy": -1}), "A", music)
    assert not recount.place_holds(parse_filter({"subject": "语文"}), "A")


def test_counts_before_any_move_are_the_given_ones_else_the_rows() -> None:
    recount = Recount(
        district(
            [{"school_id": "A", "headcount": 8}, "B"],
            [{"teacher_id": "t1", "school_id": "A", "payroll_school": "B"}, "t2@B"],
            posts=[{"school_id": "A", "current": 4}, "B 3"],
        ),
        policy(),
    )
    assert (recount.headcount("A"), recount.headcount("B")) == (8, 2)
    assert (recount.current(("A", "初中", "语文")), recount.current(("B", "初中", "语文"))) == (4, 1)


def test_the_first_clause_that_holds_decides_the_category() -> None:
    female = {"sex": "女"}
    rules = policy(
        barred=[{"name": "试用期", "who": {"years_in_school": {"below": 1}}}],
        deferred=[{"name": "哺乳期", "who": {"status": "哺乳期"}}],
        due=[{"name": "满六年", "who": {"years_in_school": {"min": 6}}}, {"name": "女教师", "who": female}],
        free=[{"name": "自愿", "who": {"applies": True}}],
    )

    def stands(**cells: object) -> tuple[str, str]:
        return Recount(district(["A"], [{"teacher_id": "t", "school_id": "A", **cells}]), rules).standings["t"]

    assert stands(joined="2026-01", status=("哺乳期",)) == ("barred", "试用期")
    assert stands(joined="2020-01", status=("哺乳期",)) == ("deferred", "哺乳期")
    assert stands(joined="2020-01", status=("哺乳期:2026-05",), sex="女") == ("due", "满六年")
    assert stands(joined="2025-01", sex="女", applies=True) == ("due", "女教师")
    assert stands(applies=True) == ("free", "自愿")
    assert stands() == ("settled", "")


CLAUSES: dict[str, object] = {
    "barred": [{"name": "禁", "who": {"role": "校医"}}],
    "deferred": [{"name": "缓", "who": {"status": "病"}}],
    "due": [{"name": "应", "who": {"title": "高级"}}],
    "free": [{"name": "可", "who": {"title": "一级"}}],
}
DUE: dict[str, object] = {"title": "高级"}


@pytest.mark.parametrize(
    ("cells", "lock", "listed", "why"),
    [
        (DUE, "", False, None),
        ({"title": "一级"}, "", False, None),
        ({}, "", False, "is settled"),
        ({}, "t must B", False, None),
        (DUE | {"role": "校医"}, "", False, "is barred (禁)"),
        (DUE | {"role": "校医"}, "t must B", True, "is barred (禁)"),
        (DUE | {"status": ("病",)}, "t must B", True, "is deferred (缓)"),
        (DUE, "t stay", True, "is locked to stay"),
        (DUE | {"term_end": "2026-09"}, "", False, "is inside a running term (until 2026-09)"),
        (DUE | {"term_end": "2026-12"}, "t must B", True, "is inside a running term (until 2026-12)"),
        (DUE | {"term_end": "2026-08"}, "", False, None),
        ({}, "", True, None),
        (DUE, "t never B", True, None),
    ],
)
def test_who_may_move(cells: dict[str, object], lock: str, listed: bool, why: str | None) -> None:
    tables = {"locks": [lock] if lock else [], "outgoing": ["t"] if listed else []}
    made = district(["A", "B"], [{"teacher_id": "t", "school_id": "A", **cells}], **tables)
    recount = Recount(made, policy(**CLAUSES))
    fixed = recount.fixed("t")
    assert (fixed.reason.en if fixed else None) == why
    assert recount.movable("t") is (why is None)


def test_with_a_list_only_those_on_it_move() -> None:
    recount = Recount(district(["A", "B"], ["t1@A", "t2@A"], outgoing=["t1"]), policy())
    assert recount.movable("t1")
    closed = recount.closed(Move("t2", "B", "初中", "语文"))
    assert closed is not None
    assert closed.zh == "不在流出名单上"


@pytest.mark.parametrize(
    ("move", "why"),
    [
        ("t>B", None),
        ("x>B", "is not in the roster"),
        ("t>X", "goes to a school that is not in the schools table"),
        ("t>A", "would move to the present school"),
        ("t>B 音乐", "goes to a post that has no row in the posts table"),
        ("t>B 数学", "does not teach 初中 数学"),
        ("t>B 小学 数学", None),
        ("t>C", "goes to a school that takes no inflow"),
        ("u>B", "leaves a school that allows no outflow"),
        ("t>D", "is locked never to go to that school"),
    ],
)
def test_why_a_pair_is_closed(move: str, why: str | None) -> None:
    recount = Recount(
        district(
            ["A", "B", {"school_id": "C", "inflow": False, "outflow": False}, "D"],
            [{"teacher_id": "t", "school_id": "A", "also": ("小学:数学",)}, "u@C"],
            posts=["B 1", "B 初中 数学 1", "B 小学 数学 1", "C 1", "D 1", "A 1"],
            locks=["t never D"],
        ),
        policy(),
    )
    closed = recount.closed(plan(move).moves[0])
    assert (closed.en if closed else None) == why


@pytest.mark.parametrize(
    ("title", "choices", "listed", "closed"),
    [
        ("一级", "bind", False, True),
        ("一级", "open", False, False),
        ("高级", "bind", False, False),
        ("一级", "bind", True, False),
    ],
)
def test_a_free_person_who_stated_choices_is_not_sent_outside_them(
    title: str, choices: str, listed: bool, closed: bool
) -> None:
    made = district(
        ["A", "B", {"school_id": "C", "zone": "东"}, "D"],
        [{"teacher_id": "t", "school_id": "A", "title": title}, {"teacher_id": "u", "school_id": "A", "title": title}],
        choices=["t 1 B", {"teacher_id": "t", "rank": 2, "zone": "东"}],
        outgoing=["t", "u"] if listed else [],
    )
    recount = Recount(made, policy(choices=choices, **CLAUSES))
    assert (recount.closed(Move("t", "D", "初中", "语文")) is not None) is closed
    assert recount.closed(Move("t", "B", "初中", "语文")) is None
    assert recount.closed(Move("t", "C", "初中", "语文")) is None
    assert recount.closed(Move("u", "D", "初中", "语文")) is None


def test_a_school_reached_by_two_lines_counts_at_the_better_rank() -> None:
    zone = {"teacher_id": "t", "rank": 1, "zone": "东"}
    recount = Recount(
        district(
            ["A", {"school_id": "B", "zone": "东"}, {"school_id": "C", "zone": "东"}],
            ["t@A"],
            choices=["t 3 C", zone, "t 2 B"],
        ),
        policy(),
    )
    assert recount.ranks == {"t": {"B": 1, "C": 1}}


def test_no_reason_names_a_persons_circumstances() -> None:
    made = district(["A", "B"], [{"teacher_id": "t", "school_id": "A", "status": ("抑郁症",)}])
    closed = Recount(made, policy(deferred=[{"name": "第八条", "who": {"status": "抑郁症"}}])).closed(
        Move("t", "B", "初中", "语文")
    )
    assert closed is not None
    assert closed == ("属于暂缓交流（第八条）", "is deferred (第八条)")


def test_the_topmost_school_of_a_line() -> None:
    chain: list[Row] = [
        {"school_id": "A", "parent": "B"},
        {"school_id": "B", "parent": "C"},
        "C",
        {"school_id": "D", "parent": "?"},
    ]
    recount = Recount(district(chain), policy())
    assert [recount.topmost(s) for s in "ABCD"] == ["C", "C", "C", "D"]


@pytest.mark.parametrize(
    ("deferral", "deferred"),
    [
        ({}, "pqrs"),
        ({"certified": "局同意"}, "qs"),
        ({"certified": "consent"}, "r"),
        ({"waived_by": "applies"}, "ps"),
        ({"waived_by": ["lock"]}, "pqr"),
        ({"waived_by": ["applies", "lock"]}, "p"),
        ({"certified": "局同意", "waived_by": ["applies"]}, "s"),
        ({"certified": "局同意", "waived_by": ["applies", "lock"]}, ""),
    ],
)
def test_a_deferral_may_need_a_certificate_and_be_waived(deferral: dict[str, object], deferred: str) -> None:
    """p is pregnant without more; q applies and has the bureau's word; r applies, the school agrees; s is locked."""
    people: list[Row] = [
        {"teacher_id": "p", "school_id": "A", "status": ("怀孕",), "局同意": "否"},
        {"teacher_id": "q", "school_id": "A", "status": ("怀孕",), "局同意": "是", "applies": True},
        {"teacher_id": "r", "school_id": "A", "status": ("怀孕",), "applies": True, "consent": True},
        {"teacher_id": "s", "school_id": "A", "status": ("怀孕",), "局同意": "是"},
        {"teacher_id": "t", "school_id": "A", "applies": True, "局同意": "是"},
    ]
    made = district(["A", "B"], people, locks=["s must B"])
    rules = policy(deferred=[{"name": "孕期", "who": {"status": "怀孕"}, **deferral}])
    recount, standing = Recount(made, rules), Case(made, rules).standing
    assert "".join(c for c in "pqrst" if recount.standings[c].category == "deferred") == deferred
    assert "".join(c for c, k in zip("pqrst", standing.category, strict=True) if k == "deferred") == deferred
    named = [f.reason.en for f in decided_by_empty(Case(made, rules))]
    assert any("(r): '局同意' empty" in said for said in named) is (deferral == {"certified": "局同意"}), named
