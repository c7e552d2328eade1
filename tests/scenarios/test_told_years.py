"""Years exchanged that only the roster tells live on in history: they count next year, and age out."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Case
from models.policy_fit import fit
from models.recount import Recount
from scenarios.year import next_year, notes_on_next_year, this_years_exchanges
from scenarios.year.told_years import TOLD, years_to_tell
from tests.models.micro import Row, district, plan, policy
from tests.models.random_policies import grown_plan, random_case
from tests.thorough import draws

NOW = 12 * 2026 + 8
SCHOOLS: list[Row] = [{"school_id": "A", "area": "城区"}, {"school_id": "B", "area": "乡村"}]
RESTED = {"deferred": [{"name": "近六年已交流", "who": {"exchange_years": {"min": 1}}}]}


def told(**years: float) -> list[Row]:
    """Return people at school A with such years on the roster."""
    return [{"teacher_id": code, "school_id": "A", "exchange_years": e} for code, e in years.items()]


def test_who_was_exchanged_two_years_ago_is_not_due_again() -> None:
    rules = policy(**RESTED)
    made = district(SCHOOLS, told(u=2.0, v=0.0, t=0.0))
    after = next_year(made, rules, plan("t>B"))
    rows = after["history"]
    assert list(zip(rows["teacher_id"], rows["start"], rows["end"].fillna(0), strict=True)) == [
        ("u", NOW - 24, NOW),
        ("t", NOW, 0),
    ]
    assert after["history"]["type"].tolist() == [TOLD, "交流轮岗"]
    assert after["history"][["from_school", "to_school"]].to_numpy().tolist() == [["", ""], ["学校A", "学校B"]]
    categories = {
        year: Case(after, policy(date=f"{year}-08", **RESTED)).standing.category for year in range(2027, 2034)
    }
    assert [categories[year][0] for year in range(2027, 2034)] == ["deferred"] * 5 + ["due"] * 2  # aged out in 2032
    assert {year: c[1] for year, c in categories.items()} == dict.fromkeys(categories, "due")


@settings(max_examples=draws(12, 25))
@given(st.floats(0, 6), st.integers(1, 9))
def test_told_years_count_as_they_would_and_age_out(years: float, later: int) -> None:
    after = next_year(district(SCHOOLS, told(u=years, t=0.0)), policy(), plan("t>B"))
    then = policy(date=f"{2026 + later}-08")
    expected = min(int(years), max(0, 6 - later)) if years.is_integer() else None
    counted = Case(after, then).facts.people["exchange_years"].cells
    assert Recount(after, then).person_cell("exchange_years", Recount(after, then).people["u"]) == counted[0]
    assert counted[0] <= years
    assert counted[0] >= min(int(years), max(0, 5 - later))
    assert expected is None or counted[0] == expected


@settings(max_examples=draws(10, 20))
@given(st.lists(st.none() | st.floats(0, 8), min_size=2, max_size=5))
def test_roster_and_history_agree_next_year(years: list[float | None]) -> None:
    people: list[Row] = [
        {"teacher_id": f"t{i}", "school_id": "A", **({} if e is None else {"exchange_years": e})}
        for i, e in enumerate(years)
    ]
    after = next_year(district(SCHOOLS, people), policy(**RESTED), plan("t0>B"))
    then = policy(date="2027-08", **RESTED)
    assert [f.say("en") for f in fit(after, then) if "not what history says" in f.reason.en] == []
    written = after.teachers["exchange_years"]
    if all(e is None for e in years):
        assert written.isna().all()  # a column nobody fills
    else:
        assert written.tolist() == list(Case(after, then).facts.people["exchange_years"].cells)
        assert written[0] == 1 + min(5, int(years[0] or 0))


@pytest.mark.parametrize(
    ("years", "months"),
    [(1.5, 18), (0.92, 11), (0.999, 11), (1.99, 23), (2.0, 24), (0.01, None), (0.58, 7), (0.25, 3)],
)
def test_part_of_a_year_is_told_in_months_and_never_made_a_full_one(years: float, months: int | None) -> None:
    rows = years_to_tell(district(SCHOOLS, told(u=years)), NOW)
    assert (rows["end"] - rows["start"]).tolist() == ([] if months is None else [months])


def test_a_running_term_goes_on_until_it_ends() -> None:
    away = {"school_id": "B", "origin_school": "A", "payroll_school": "A", "term_end": "2027-08"}
    people: list[Row] = [
        {"teacher_id": "told", "exchange_years": 3, "joined": "2025-08", **away},
        {"teacher_id": "untold", "joined": "2025-08", **away},
        {"teacher_id": "unknown", **away},
        {"teacher_id": "settled", "school_id": "B", "joined": "2010-08"},
        "t@A",
    ]
    after = next_year(district(SCHOOLS, people), policy(), plan("t>B"))
    rows = after["history"].iloc[:-1]
    assert list(zip(rows["teacher_id"], rows["start"], rows["end"], strict=True)) == [
        ("told", NOW - 36, NOW + 12), ("untold", NOW - 12, NOW + 12)
    ]  # fmt: skip


def test_where_there_is_a_history_it_stands() -> None:
    made = district(SCHOOLS, told(u=3.0, t=0.0), history=[{"teacher_id": "u", "start": "2022-08", "end": "2023-08"}])
    after = next_year(made, policy(), plan("t>B"))
    assert TOLD not in after["history"]["type"].tolist()
    assert after.teachers["exchange_years"].tolist() == [1.0, 1.0]
    assert [note.zh.partition("花")[0] for note in notes_on_next_year(Case(made, policy()))] == ["1人（u）"]
    same = district(SCHOOLS, told(u=1.5, t=0.0), history=[{"teacher_id": "u", "start": "2022-08", "end": "2023-08"}])
    assert notes_on_next_year(Case(same, policy())) == ()
    assert notes_on_next_year(Case(district(SCHOOLS, told(u=0.0)), policy())) == ()


def test_years_nobody_filled_in_are_said_to_count_as_none() -> None:
    people: list[Row] = [*told(u=2.0), "v@A", "w@A"]
    assert "2人没有填写" in notes_on_next_year(Case(district(SCHOOLS, people), policy()))[1].zh


def test_on_random_districts_the_roster_says_next_year_what_its_history_counts_to() -> None:
    found = 0
    for seed in range(draws(20, 40)):
        rng = Random(61_000 + seed)
        case = random_case(rng, gentle=True)
        made = case.district.with_table("history", case.district["history"].query("start < @NOW"))
        grown = grown_plan(rng, Recount(made, case.policy))
        if grown is None:
            continue
        after = next_year(made, case.policy, grown)
        then = case.policy.model_copy(update={"date": "2027-08"})
        recount = Recount(after, then)
        assert case.policy.month == NOW
        if len(after["history"]) and not made.teachers["exchange_years"].isna().all():
            for code, years in after.teachers[["teacher_id", "exchange_years"]].itertuples(index=False):
                assert recount.person_cell("exchange_years", recount.people[code]) == years
            found += 1
    assert found > draws(5, 10)


def test_what_the_carried_years_cannot_tell_is_said() -> None:
    asked = policy(
        deferred=[
            {"name": "三年", "who": {"years_since_exchange": {"below": 3}}},
            {"name": "支教", "who": {"支教年限": {"min": 1}}},
            {"name": "次数", "who": {"次数": {"min": 9}}},
            {"name": "近六年", "who": {"exchange_years": {"min": 1}}},
        ],
        facts=[
            {"name": "支教年限", "type": "支教"}, {"name": "次数", "count": "times"}, {"name": "近两年", "window": 2},
            {"name": "未安置", "count": "times", "credited": True},
        ],
    )  # fmt: skip
    notes = notes_on_next_year(Case(district(SCHOOLS, told(u=2.0, v=1.0)), asked))
    assert [note.zh.partition("：")[0] for note in notes] == [
        "没有交流经历表，花名册上2人的交流年限已折算为交流经历（类型“以前年度交流（按花名册年限折算）”，从本年往前推算），"
        "以后由交流经历表计算；真实的起止年月、学校查得到的，请在该表改正",
        "方案用到“years_since_exchange”",
        "方案用到“支教年限”",
        "方案用到“次数”",
    ]
    used = policy(due=[{"name": "甲", "who": {"近两年": {"max": 1}}}], facts=[{"name": "近两年", "window": 2}])
    assert "最近2年" in notes_on_next_year(Case(district(SCHOOLS, told(u=2.0)), used))[-1].zh


def test_the_exchanges_of_a_year_are_those_of_its_moves() -> None:
    lent = {"name": "城乡支教", "from": {"area": "城区"}, "to": {"area": "乡村"}, "transfer": False, "term": 2}
    made = district(SCHOOLS, told(u=2.0, t=0.0))
    rules = policy(rules={"routes": [lent]})
    rows = this_years_exchanges(Case(made, rules), plan("t>B"))
    columns = ["teacher_id", "start", "end", "type", "from_school", "to_school", "transfer"]
    assert rows[columns].to_numpy().tolist() == [["t", NOW, NOW + 24, "城乡支教", "学校A", "学校B", False]]
    history = next_year(made, rules, plan("t>B"))["history"]
    pd.testing.assert_frame_equal(history[history["start"] == NOW].reset_index(drop=True), rows)
    assert this_years_exchanges(Case(made, rules), plan()).empty
