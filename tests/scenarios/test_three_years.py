"""Three years in a row on the demo county, each read from the files the last one wrote, held against our own books.

The county's policy, but lending from town to village for two years, and asking for as few moves as its shares allow,
so that a year is solved in seconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from models.case import Case
from models.district import District
from models.formulate import formulate
from models.intake.faults import Fault
from models.intake.read import read_district
from models.plan import Plan
from models.policy_file import read_policy
from models.policy_fit import fit
from optimizer.events import Settings
from optimizer.solve import solve
from scenarios.next_policy import next_policy
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from scenarios.tables import write_folder
from scenarios.year import next_year, this_years_exchanges
from scenarios.year.exchanges import APPLIED
from scenarios.year.told_years import TOLD
from tests.models.micro import district, policy
from tests.optimizer.engine import plan_of, run

FIRST, YEARS = 12 * 2026 + 8, 3
TERM, WINDOW = 24, 72
LENT = "县城支援乡镇"
EMPTY_CELLS = {"近三年考核", "本人申请", "职务", "特殊情形"}
"""Columns the county leaves empty where there is nothing to say: `check` lists whose category that decides."""


class Year(NamedTuple):
    """A year as it was decided, and the faults and warnings of its files."""

    case: Case
    plan: Plan
    found: tuple[Fault, ...]


def lending_policy() -> str:
    """Return the demo's policy with terms of two years, no draw, and the fewest moves as its one goal."""
    text = DEMO_POLICY.read_text(encoding="utf-8")
    text = re.sub(r"tiers = \[.*?\n\]\n", 'tiers = ["moves"]\nlottery = false\n', text, flags=re.DOTALL)
    text = text.replace(f'name = "{LENT}"\n', f'name = "{LENT}"\ntransfer = false\nterm = {TERM // 12}\n')
    return text[: text.index("# ── 目标的参数")] + "\n[rules.returns]\n"


def kept_away(case: Case) -> District:
    """Lock to another term who would come back to a school where a relative works: avoidance shuts the way."""
    made, people = case.district, case.district.teachers.set_index("teacher_id")
    back = set(made.teachers["teacher_id"][case.standing.returning])
    pairs = made["relations"][["teacher_a", "teacher_b"]].to_numpy().tolist()
    held = [
        one
        for a, b in pairs
        for one, other in ((a, b), (b, a))
        if one in back and people["origin_school"][one] in (people["school_id"][other], people["origin_school"][other])
    ]
    return District.of(locks=[{"teacher_id": code, "action": "stay"} for code in sorted(set(held))])


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> list[Year]:
    """Decide three years one after the other; the last entry is the fourth year, not decided yet."""
    folder = tmp_path_factory.mktemp("years")
    shipped = read_district(DEMO_DISTRICT).district
    assert shipped is not None
    tables, text = District(shipped.tables), lending_policy()
    found: list[Year] = []
    for i in range(YEARS + 1):
        write_folder(tables, folder / str(i))
        (folder / f"{i}.toml").write_text(text, encoding="utf-8")
        read, rules = read_district(folder / str(i)), read_policy(folder / f"{i}.toml")
        assert read.district is not None, [f.say("en") for f in read.faults]
        case = Case(read.district, rules)
        case = Case(read.district.with_table("locks", kept_away(case)["locks"]), rules) if i else case
        said = (*read.faults, *fit(case.district, rules))
        plan = solve(case, Settings(workers=1)).plan if i < YEARS else Plan(())
        assert plan is not None
        found.append(Year(case, plan, said))
        tables, text = next_year(case.district, rules, plan), next_policy(text)[0]
    return found


def cells(made: District) -> dict[str, dict[str, Any]]:
    """Return every teacher's row by code; an empty month is 0."""
    rows = made.teachers.astype({"term_end": object}).fillna({"term_end": 0}).to_dict("records")
    return {row["teacher_id"]: {str(column): cell for column, cell in row.items()} for row in rows}


def moves_of(year: Year) -> Iterator[tuple[str, str, str, bool]]:
    """Yield each mover, the school left and entered, and whether it was the way back, by the tables alone."""
    people = cells(year.case.district)
    for move in year.plan.moves:
        row = people[move.teacher_id]
        over = 0 < row["term_end"] <= year.case.policy.month
        yield move.teacher_id, row["school_id"], move.to_school, over and row["origin_school"] == move.to_school


def test_every_year_is_read_without_a_fault(years: list[Year]) -> None:
    assert [year.case.policy.date for year in years] == ["2026-08", "2027-08", "2028-08", "2029-08"]
    for year in years:
        assert [f.say("en") for f in year.found if f.level == "fault"] == []
        assert {f.header for f in year.found} <= EMPTY_CELLS
        assert len(year.plan.moves) > 30 or year is years[-1]


def test_nobody_inside_a_term_moves_and_nobody_who_rests(years: list[Year]) -> None:
    lent: dict[str, int] = {}
    for year in years[:-1]:
        month = year.case.policy.month
        clause = dict(zip(year.case.district.teachers["teacher_id"], year.case.standing.clause, strict=True))
        rows = this_years_exchanges(year.case, year.plan).set_index("teacher_id")
        for code, _, _, back in moves_of(year):
            assert lent.get(code, 0) <= month
            assert back or clause[code] != "近六年已交流"
            if not back and rows["type"][code] == LENT:
                lent[code] = month + TERM
    assert len(lent) > 60


def test_months_exchanged_add_up_as_our_own_books_have_them(years: list[Year]) -> None:
    first = years[0].case.district.teachers
    told = zip(first["teacher_id"], first["exchange_years"].fillna(0), strict=True)
    books: dict[str, set[int]] = {code: set(range(FIRST - int(12 * e), FIRST)) for code, e in told}
    assert sum(map(bool, books.values())) > 60
    for year, later in pairwise(years):
        month = year.case.policy.month
        terms = this_years_exchanges(year.case, year.plan).set_index("teacher_id")["end"].fillna(month + 12 * YEARS)
        for code, end in terms.items():
            books[str(code)] |= set(range(month, end))
        for code in year.case.district.teachers["teacher_id"][year.case.standing.after_term == "again"]:
            books[code] |= set(range(month, month + 12))
        now = later.case.policy.month
        counted = later.case.district.teachers.set_index("teacher_id")["exchange_years"].to_dict()
        expected = {code: len(months & set(range(now - WINDOW, now))) // 12 for code, months in books.items()}
        assert counted == expected
        due = later.case.district.teachers["teacher_id"][later.case.standing.of("due", "free")]
        assert max(expected[code] for code in due) == 0


def test_history_grows_by_the_moves_and_the_applications(years: list[Year]) -> None:
    for year, later in pairwise(years):
        before, after = year.case.district["history"], later.case.district["history"]
        new = Counter(after["type"]) - Counter(before["type"])
        out = sum(not back for *_, back in moves_of(year))
        again = int((year.case.standing.after_term == "again").sum())
        told = new.pop(TOLD, 0)
        assert told == (int((year.case.district.teachers["exchange_years"] > 0).sum()) if year is years[0] else 0)
        assert (new.pop(APPLIED, 0) > 0) == (year is years[0])  # whoever applies anew, applies in the new table
        assert new.pop("再次交流", 0) == again
        assert sum(new.values()) == out


def test_who_came_back_is_back_and_the_others_are_away(years: list[Year]) -> None:
    third, began, fourth = years[2], cells(years[0].case.district), cells(years[3].case.district)
    back = [(code, to) for code, _, to, home in moves_of(third) if home]
    again = third.case.district.teachers["teacher_id"][third.case.standing.after_term == "again"]
    first, second = (
        set(rows["teacher_id"][rows["type"] == LENT])
        for rows in (this_years_exchanges(year.case, year.plan) for year in years[:2])
    )
    assert {code for code, _ in back} | set(again) == first
    assert len(back) > 30
    for code, to in back:
        row = fourth[code]
        assert row["school_id"] == to == began[code]["school_id"]
        assert (row["origin_school"], row["payroll_school"], row["term_end"]) == ("", "", 0)
        assert row["joined"] == FIRST + 24
    for code in again:
        assert fourth[code]["origin_school"] == began[code]["school_id"]
        assert fourth[code]["term_end"] == FIRST + 36
    for code in second:
        row = fourth[code]
        assert row["origin_school"] == row["payroll_school"] == began[code]["school_id"] != row["school_id"]
        assert (row["joined"], row["term_end"]) == (FIRST + 12, FIRST + 12 + TERM)


def test_headcounts_and_posts_follow(years: list[Year]) -> None:
    for year, later in pairwise(years):
        old, new = year.case.district, later.case.district
        payroll, post = Counter[str](), Counter[tuple[str, str, str]]()
        people = cells(old)
        lent = this_years_exchanges(year.case, year.plan).set_index("teacher_id")["type"].eq(LENT)
        for code, left, to, back in moves_of(year):
            if not back and not lent[code]:
                payroll[people[code]["payroll_school"] or left] -= 1
                payroll[to] += 1
        for move in year.plan.moves:
            row = people[move.teacher_id]
            post[row["school_id"], row["stage"], row["subject"]] -= 1
            post[move[1:]] += 1
        codes = old.schools["school_id"]
        assert [payroll[code] for code in codes] == (new.schools["headcount"] - old.schools["headcount"]).tolist()
        assert (new.schools["school_id"] == codes).all()
        keys = list(new["posts"][["school_id", "stage", "subject"]].itertuples(index=False, name=None))
        assert [post[key] for key in keys] == (new["posts"]["current"] - old["posts"]["current"]).tolist()
        assert sum(post.values()) == 0


def test_a_small_county_lends_and_takes_back(tmp_path: Path) -> None:
    """One goes for two years, nobody follows into the post meanwhile, and the other takes over in the third year."""
    lent = {"name": "支教", "from": {"area": "城区"}, "to": {"area": "乡村"}, "transfer": False, "term": 2}
    tables = district(
        [{"school_id": "A", "area": "城区", "headcount": 2}, {"school_id": "B", "area": "乡村"}],
        [{"teacher_id": "01", "school_id": "A", "joined": "2012-08"}, {"teacher_id": "02", "school_id": "A"}],
        posts=["A 1", "B 1"],
        distances=[{"teacher_id": code, "school_id": "B", "minutes": 5 + i} for i, code in enumerate(("01", "02"))],
    )
    where = []
    for year in (2026, 2027, 2028, 2029):
        write_folder(tables, tmp_path / str(year))
        read = read_district(tmp_path / str(year))
        assert [f.say("en") for f in read.faults] == []
        assert read.district is not None
        rules = policy(
            date=f"{year}-08", tiers=["fill", "moves", "distance"], rules={"routes": [lent], "returns": {}},
            deferred=[{"name": "交流过", "who": {"exchange_years": {"min": 1}}}],
        )  # fmt: skip
        formulated = formulate(Case(read.district, rules))
        plan = plan_of(formulated, run(formulated.program.matrix))
        assert plan is not None
        where.append((tables.teachers["school_id"].tolist(), [(m.teacher_id, m.to_school) for m in plan.moves]))
        tables = next_year(read.district, rules, plan)
        assert tables.schools["headcount"].fillna(-1).tolist() == [2, -1]
    assert where == [
        (["A", "A"], [("01", "B")]),
        (["B", "A"], []),
        (["B", "A"], [("01", "A"), ("02", "B")]),
        (["A", "B"], []),
    ]
    assert tables["history"][["teacher_id", "start", "end"]].to_numpy().tolist() == [
        ["01", FIRST, FIRST + 24], ["02", FIRST + 24, FIRST + 48]
    ]  # fmt: skip
