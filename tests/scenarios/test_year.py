"""Two years running: what one year's plan does, the next year's facts, clauses and gates read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from models.case import Case
from models.district import District
from models.gates import gates_of_each
from models.intake.read import read_district
from models.plan import Plan
from models.policy import Policy
from models.recount import Recount
from scenarios.tables import write_folder
from scenarios.year import next_year
from tests.models.micro import Row, district, plan, policy
from tests.models.random_policies import grown_plan, random_case
from tests.thorough import draws

NOW = 12 * 2026 + 8
SCHOOLS: list[Row] = [
    {"school_id": "A", "name": "甲校", "area": "城区", "headcount": 5},
    {"school_id": "B", "name": "乙校", "area": "乡村", "headcount": 3},
    {"school_id": "C", "name": "丙校", "area": "乡村", "parent": "B"},
]
TO_VILLAGE = {"name": "城乡支教", "from": {"area": "城区"}, "to": {"area": "乡村"}}
LENT = {**TO_VILLAGE, "transfer": False, "term": 2}


def filled(row: Mapping[Hashable, object]) -> dict[str, object]:
    """Return a row without its empty cells."""
    return {
        str(k): v
        for k, v in row.items()
        if k != "_row" and v is not False and v not in ((), "") and v == v and v is not None
    }


def person(made: District, code: str) -> dict[str, object]:
    """Return a person's row, empty cells left out."""
    (row,) = made.teachers[made.teachers["teacher_id"] == code].astype(object).replace({pd.NA: None}).to_dict("records")
    return filled(row)


def exchanges(made: District) -> list[dict[str, object]]:
    """Return the rows of history, empty cells left out."""
    return [filled(row) for row in made["history"].astype(object).replace({pd.NA: None}).to_dict("records")]


def test_a_move_without_transfer_is_a_loan_with_a_way_back() -> None:
    made = district(
        SCHOOLS, [{"teacher_id": "t", "school_id": "A", "joined": "2015-09", "unit_joined": "2015-09"}, "u@A"]
    )
    after = next_year(made, policy(rules={"routes": [LENT]}), plan("t>B"))
    assert person(after, "t") == {
        "teacher_id": "t", "name": "教师t", "school_id": "B", "stage": "初中", "subject": "语文", "joined": NOW,
        "unit_joined": NOW, "post_since": NOW, "payroll_school": "A", "origin_school": "A", "term_end": NOW + 24,
    }  # fmt: skip
    assert exchanges(after) == [
        {
            "teacher_id": "t",
            "start": NOW,
            "end": NOW + 24,
            "type": "城乡支教",
            "from_school": "甲校",
            "to_school": "乙校",
        }
    ]
    assert after["history"]["transfer"].tolist() == [False]
    assert after.schools["headcount"].tolist()[:2] == [5, 3]
    assert after.headcount.tolist() == [5, 3, 0]


def test_a_move_with_transfer_is_for_good() -> None:
    people: list[Row] = [
        {"teacher_id": "t", "school_id": "B", "unit_joined": "2010-09", "also": ("初中:数学",), "payroll_school": "A"},
        {"teacher_id": "u", "school_id": "A", "unit_joined": "2010-09"},
    ]
    posts: list[Row] = [{"school_id": s, "subject": k, "current": 2} for s in "ABC" for k in ("语文", "数学")]
    after = next_year(district(SCHOOLS, people, posts=posts), policy(), plan("t>C 数学", "u>B"))
    t = person(after, "t")
    assert (t["school_id"], t["subject"], t["also"]) == ("C", "数学", ("初中:语文",))
    assert not {"payroll_school", "origin_school", "term_end"} & set(t)
    assert (t["joined"], t["post_since"], t["unit_joined"]) == (NOW, NOW, 12 * 2010 + 9)  # 丙校 belongs to 乙校
    assert person(after, "u")["unit_joined"] == NOW
    assert after.schools["headcount"].tolist()[:2] == [3, 4]  # both leave the payroll of A, one enters that of B
    current = {(r["school_id"], r["subject"]): r["current"] for r in after["posts"].to_dict("records")}
    assert current == {("A", "语文"): 1, ("A", "数学"): 2, ("B", "语文"): 2, ("B", "数学"): 2, ("C", "语文"): 2,
                       ("C", "数学"): 3}  # fmt: skip
    assert [(row["type"], row["transfer"]) for row in exchanges(after)] == [("交流轮岗", True)] * 2


def test_what_the_year_asked_for_is_dropped_and_the_rest_is_kept() -> None:
    people: list[Row] = [
        {"teacher_id": "t", "school_id": "A", "applies": True, "consent": True, "备注": "甲"},
        {"teacher_id": "u", "school_id": "A", "wish_return": False},
    ]
    made = district(
        SCHOOLS, people, choices=["t 1 B"], outgoing=["t", "u"], locks=["u never C"], relations=["t 夫妻 u"],
        school_choices=[{"school_id": "B", "rank": 1, "teacher_id": "t"}],
        distances=[{"teacher_id": "t", "school_id": "B", "minutes": 9}],
        quotas=[{"school_id": "A", "direction": "out", "max": 1}],
    )  # fmt: skip
    before = {name: table.copy() for name, table in made.tables.items()}
    after = next_year(made, policy(), plan("t>B"))
    for name in ("choices", "outgoing", "locks", "school_choices", "quotas"):
        assert len(after[name]) == 0
    for name in ("relations", "distances", "title_posts"):
        pd.testing.assert_frame_equal(after[name], made[name])
    assert after.teachers[["applies", "consent", "wish_return"]].isna().all(axis=None)
    assert after.teachers["备注"].tolist() == ["甲", ""]
    for name, table in before.items():
        pd.testing.assert_frame_equal(made[name], table)  # a pure function


def test_who_goes_back_ends_an_exchange_and_begins_none() -> None:
    first = next_year(district(SCHOOLS, ["t@A"]), policy(rules={"routes": [LENT]}), plan("t>B"))
    back = policy(date="2028-08", rules={"routes": [TO_VILLAGE, {"from": {"area": "乡村"}}]})
    home = next_year(first, back, plan("t>A"))
    assert not {"payroll_school", "origin_school", "term_end"} & set(person(home, "t"))
    assert exchanges(home) == exchanges(first)
    assert home.headcount.tolist() == [5, 3, 0]
    onward = policy(date="2028-08", rules={"routes": [{"from": {"area": "乡村"}, "transfer": False, "term": 1}]})
    again = next_year(first, onward, plan("t>C"))
    assert person(again, "t") | {"school_id": "C", "payroll_school": "A", "origin_school": "A"} == person(again, "t")
    assert [(row["start"], row["end"]) for row in exchanges(again)] == [(NOW, NOW + 24), (NOW + 24, NOW + 36)]


def test_a_new_move_closes_an_exchange_still_open() -> None:
    history: list[Row] = [
        {"teacher_id": "t", "start": "2024-08", "transfer": True},
        {"teacher_id": "u", "start": "2024-08"},
    ]
    after = next_year(district(SCHOOLS, ["t@A", "u@A"], history=history), policy(), plan("t>B"))
    assert [row.get("end") for row in exchanges(after)] == [NOW, None, None]


def test_a_departure_leaves_every_table() -> None:
    made = district(
        SCHOOLS,
        ["t@A", "u@A"],
        locks=["t must *"],
        relations=["t 夫妻 u"],
        history=[{"teacher_id": "t", "start": "2020-01"}],
    )
    after = next_year(made, policy(), plan("t>*"))
    assert after.teachers["teacher_id"].tolist() == ["u"]
    assert len(after["relations"]) == len(after["history"]) == 0
    assert after.schools["headcount"].tolist()[:2] == [4, 3]


def test_the_same_year_is_not_carried_out_twice() -> None:
    made = district(SCHOOLS, ["t@A", "u@A"])
    after = next_year(made, policy(), plan("t>B"))
    with pytest.raises(ValueError, match="already holds this year's exchanges of t"):
        next_year(after, policy(), plan("t>C"))
    assert len(next_year(after, policy(), plan("u>C"))["history"]) == 2


GAP = {"deferred": [{"name": "距上次交流不满三年", "who": {"years_since_exchange": {"below": 3}}}]}


def test_a_minimum_gap_since_the_last_exchange_decides_next_years_category() -> None:
    made = district(SCHOOLS, ["t@A", "u@A"], history=[{"teacher_id": "u", "start": "2020-08", "end": "2021-08"}])
    rules = policy(**GAP)
    assert Case(made, rules).standing.category == ("due", "due")
    after = next_year(made, rules, plan("t>B"))
    for year, category in ((2027, "deferred"), (2028, "deferred"), (2029, "due")):
        later = policy(date=f"{year}-08", **GAP)
        assert Case(after, later).standing.category == (category, "due")
        assert Recount(after, later).standings["t"].category == category


def kaiping(date: str) -> Policy:
    """A year's exchange, or an application published and not placed, before a title."""
    return policy(
        date=date,
        due=[],
        free=[{"name": "本人申请", "who": {"applies": True}}],
        facts=[{"name": "未安置的报名", "count": "times", "credited": True}],
        gates=[
            {
                "name": "评聘高级教师",
                "passes": {"any": [{"exchange_years": {"min": 1}}, {"未安置的报名": {"min": 1}}]},
            }
        ],
    )


def test_a_gate_is_passed_by_who_went_for_a_year_and_by_who_applied_in_vain() -> None:
    applying: list[Row] = [{"teacher_id": code, "school_id": "A", "applies": True} for code in ("gone", "left")]
    made = district(
        SCHOOLS, [*applying, "silent@A"], history=[{"teacher_id": "silent", "start": "2026-01", "result": "拒绝"}]
    )
    assert [g.zh for g in gates_of_each(Case(made, kaiping("2026-08")))] == ["评聘高级教师：未达到"] * 3
    after = next_year(made, kaiping("2026-08"), plan("gone>B"))
    assert exchanges(after)[-1] == {
        "teacher_id": "left", "start": NOW, "end": NOW, "type": "自愿报名", "from_school": "甲校", "credited": True
    }  # fmt: skip
    told = [g.zh.removeprefix("评聘高级教师：") for g in gates_of_each(Case(after, kaiping("2027-08")))]
    assert told == ["达到", "达到", "未达到"]
    early = [g.zh.removeprefix("评聘高级教师：") for g in gates_of_each(Case(after, kaiping("2027-07")))]
    assert early == ["未达到", "达到", "未达到"]  # eleven months are no year


def test_only_who_could_be_moved_is_credited_for_applying() -> None:
    applying: list[Row] = [{"teacher_id": code, "school_id": "A", "applies": True} for code in ("t", "u")]
    made = district(SCHOOLS, applying, locks=["u stay"])
    assert [row["teacher_id"] for row in exchanges(next_year(made, policy(), plan()))] == ["t"]


def test_next_years_tables_are_read_without_a_fault_and_count_as_the_plan_did(tmp_path: Path) -> None:
    found = 0
    for seed in range(draws(60, 150)):
        rng = Random(60_000 + seed)
        case = random_case(rng, gentle=True)
        found_plan = grown_plan(rng, Recount(case.district, case.policy))
        if found_plan is None:
            continue
        given = case.district["history"]
        if "审批" not in given:
            continue
        clean = case.district.with_table("history", given[(given["start"] < NOW) & (given["to_school"] == "")])
        after = next_year(clean, case.policy, found_plan)
        counted = Recount(clean, case.policy)
        recount = Recount(after, case.policy)
        moves = counted.chosen(found_plan)
        for code, person_ in recount.people.items():
            assert person_.school == counted.final_school(code, moves)
        for school in recount.schools:
            came = sum(m.to_school == school and counted.transfers(m) for m in moves.values())
            went = sum(counted.people[c].payroll == school and counted.transfers(m) for c, m in moves.items())
            assert recount.headcount(school) == counted.enrolled(school) + came - went, (seed, school)
        for post in counted.required:
            came = sum(m[1:] == post for m in moves.values())
            assert recount.current(post) == counted.current(post) + came - sum(
                counted.people[c].post == post for c in moves
            )
        write_folder(after, tmp_path / str(seed))
        faults = [f.say("en") for f in read_district(tmp_path / str(seed)).faults if f.level == "fault"]
        assert [f for f in faults if "交流经历表" in f or "already" in f] == [], seed
        found += len(moves) > 0
    assert found > draws(8, 20)


def test_a_plan_of_nobody_changes_nothing_but_what_was_asked_for() -> None:
    made = district(SCHOOLS, ["t@A"])
    after = next_year(made, policy(), Plan(()))
    for name in made.tables:
        pd.testing.assert_frame_equal(after[name], made[name])


def test_what_becomes_of_a_term_is_written() -> None:
    lent = {"school_id": "B", "payroll_school": "A", "origin_school": "A", "term_end": "2026-08"}
    people: list[Row] = [
        {"teacher_id": code, "appraisals": (word,), **lent}
        for code, word in (("back", "合格"), ("kept", "基本合格"), ("on", "不合格"))
    ]
    unless = [{"who": {"appraisals": "基本合格"}, "then": "stay"}, {"who": {"appraisals": "不合格"}, "then": "again"}]
    asked = policy(rules={"returns": {"unless": unless}}, due=[])
    after = next_year(district(SCHOOLS, people), asked, plan("back>A"))
    columns = ["teacher_id", "school_id", "payroll_school", "origin_school", "term_end"]
    assert after.teachers[columns].astype(object).where(after.teachers[columns].notna(), None).to_numpy().tolist() == [
        ["back", "A", "", "", None],
        ["kept", "B", "", "", None],
        ["on", "B", "A", "A", NOW + 12],
    ]
    assert [(row["teacher_id"], row["type"], row["end"]) for row in exchanges(after)] == [("on", "再次交流", NOW + 12)]
