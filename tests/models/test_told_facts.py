"""Facts told from other tables, or declared by the policy: over arrays and a person at a time, alike and as meant."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from random import Random

import numpy as np
import pytest

from models.case import Case
from models.filters import Filter, parse_filter
from models.policy_facts import BUILT_IN
from models.recount import Recount
from models.recount_filters import Cell
from tests.models.micro import Row, district, policy
from tests.models.random_policies import random_case
from tests.thorough import draws

Exchange = dict[str, object]
CASES = draws(150, 400)
TOLD = ("经历", "去过", "kin_here", "listed", *(fact.name for fact in BUILT_IN))


def plain(cell: object) -> object:
    """Return a cell of either way in one form; None where it is empty."""
    if isinstance(cell, str | tuple):
        return cell or None
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    return float(cell) if isinstance(cell, float | Decimal | bool) else cell


@cache
def drawn() -> tuple[tuple[int, Case, Recount], ...]:
    """Draw the cases both tests of random facts share: seed, arrays, recount."""
    cases = [random_case(Random(30_000 + seed)) for seed in range(CASES)]
    return tuple((seed, case, Recount(case.district, case.policy)) for seed, case in enumerate(cases))


def test_facts_told_from_other_tables_agree_both_ways() -> None:
    seen: dict[str, Counter[object]] = {name: Counter() for name in TOLD}
    for seed, case, recount in drawn():
        for name in TOLD:
            arrays = [plain(cell) for cell in case.facts.people[name].cells.tolist()]
            each = [plain(recount.person_cell(name, person)) for person in recount.people.values()]
            assert arrays == each, (seed, name, case.policy.facts)
            seen[name].update(each)
    assert all(len(values) > 1 for values in seen.values()), seen
    assert len(seen["经历"]) > 12
    assert seen["exchange_years"][1.5] > 50  # the roster's own column, where there is no history
    assert {len(cell) for cell in seen["kin_here"] if isinstance(cell, tuple)} >= {1, 2}


def test_shares_of_schools_agree_both_ways_and_have_the_exact_sign() -> None:
    seen: Counter[object] = Counter()
    for _, case, recount in drawn():
        arrays = case.facts.schools["占比差"].cells.tolist()
        for told, school in zip(arrays, recount.schools, strict=True):
            share = recount.place_cell("占比差", school, None)
            if share is None:
                assert np.isnan(told)
                assert not recount.people_at[school]
            else:
                assert isinstance(share, Decimal)
                assert told == pytest.approx(float(share), rel=1e-12)
                assert np.sign(told) == np.sign(float(share))
            seen[None if share is None else np.sign(float(str(share)))] += 1
    assert min(seen[key] for key in (None, -1.0, 0.0, 1.0)) > 20, seen


def told(count: str, *rows: Exchange, **asked: object) -> Cell:
    """Return a declared fact of one person with these exchanges, told on 2026-08, the same both ways."""
    rules = policy(facts=[{"name": "经历", "count": count, **asked}])
    schools: list[Row] = [
        {"school_id": "A", "name": "甲校", "area": "城区"},
        {"school_id": "B", "name": "乙校", "area": "乡村", "parent": "A"},
        {"school_id": "C", "name": "丙校", "area": "乡村"},
        {"school_id": "D", "name": "丙校", "area": "城区"},
    ]
    made = district(schools, ["t@A"], history=[{"teacher_id": "t", **row} for row in rows])
    recount = Recount(made, rules)
    cell = recount.person_cell("经历", recount.people["t"])
    assert plain(Case(made, rules).facts.people["经历"].cells.tolist()[0]) == plain(cell)
    return cell


YEAR: Exchange = {"start": "2020-09", "end": "2021-09", "type": "支教", "to_school": "乙校"}
LATER: Exchange = {"start": "2023-09", "end": "2025-09", "type": "交流", "to_school": "外县中学", "result": "不合格"}
RUNNING: Exchange = {"start": "2025-08", "type": "交流", "to_school": "丙校"}
COMING: Exchange = {"start": "2026-09", "type": "交流"}
REFUSAL: Exchange = {"start": "2026-03", "type": "交流", "result": "拒绝"}
UNPLACED: Exchange = {"start": "2026-05", "credited": True}
FOR_GOOD: Exchange = {"start": "2022-08", "transfer": True, "to_school": "丙校"}


@pytest.mark.parametrize(
    ("count", "rows", "asked", "cell"),
    [
        ("years", [], {}, 0),
        ("months", [YEAR, LATER], {}, 36),
        ("years", [YEAR, LATER], {"type": "支教"}, 1),
        ("years", [YEAR, LATER], {"type": {"not": "支教"}}, 2),
        ("months", [RUNNING], {}, 12),  # a running exchange counts until the date
        ("months", [COMING], {}, 0),  # one to come does not
        ("months", [YEAR], {"window": 5}, 1),  # from 2021-08 on
        ("months", [YEAR, {"start": "2021-03", "end": "2022-03"}], {}, 18),  # a month counts once
        ("months", [{"start": "2020-09", "end": "2021-08"}], {}, 11),
        ("years", [{"start": "2020-09", "end": "2021-08"}], {}, 0),
        ("months", [REFUSAL, UNPLACED], {}, 0),
        ("times", [YEAR, LATER, RUNNING, COMING, REFUSAL, UNPLACED], {}, 3),
        ("times", [YEAR, REFUSAL], {"result": ["拒绝"]}, 1),
        ("times", [YEAR, REFUSAL], {"result": {"not": "拒绝"}}, 1),
        ("times", [YEAR, REFUSAL, UNPLACED], {"credited": True}, 1),
        ("times", [{"start": "2020-08", "end": "2021-08"}], {"window": 5}, 0),  # over when the window opens
        ("times", [{"start": "2021-08", "end": "2021-08"}], {"window": 5}, 1),
        ("times", [YEAR, LATER], {"to": {"area": "乡村"}}, 1),  # places outside the district are of no area
        ("times", [RUNNING], {"to": {"area": "乡村"}}, 0),  # two schools of one name: neither is meant
        ("times", [{"start": "2021-08", "to_school": "C"}], {"to": {"area": "乡村"}}, 1),
        ("times", [YEAR, LATER], {"rows": {"to_school": "外县中学"}}, 1),
        ("times", [YEAR, FOR_GOOD], {"transfer": True}, 1),
        ("times", [YEAR, FOR_GOOD], {"transfer": {"not": True}}, 1),
        ("units", [], {}, 1),  # the present one
        ("units", [YEAR], {}, 1),  # 乙校 is led by the present school
        ("units", [YEAR, LATER, RUNNING], {}, 3),
        ("units", [{**LATER, "from_school": "外县小学"}], {}, 3),
        ("places", [], {}, None),
        ("places", [YEAR, LATER], {}, ("乙校", "外县中学")),
        ("since", [], {}, None),
        ("since", [YEAR], {}, 4),
        ("since", [YEAR, LATER], {}, 0),
        ("since", [YEAR, LATER], {"type": "支教"}, 4),
        ("since", [RUNNING, YEAR], {}, 0),
        ("since", [FOR_GOOD], {}, 4),  # moved for good: over once made
        ("since", [YEAR, REFUSAL, UNPLACED], {}, 4),
        ("result", [], {}, None),
        ("result", [YEAR, LATER], {}, "不合格"),
        ("result", [LATER, RUNNING], {}, "不合格"),  # the running one is not appraised yet
        ("result", [LATER, {**RUNNING, "result": "优秀"}], {}, "优秀"),
        ("result", [LATER, {"start": "2025-09", "end": "2026-08"}], {}, None),
        ("result", [LATER, REFUSAL], {}, "拒绝"),
        ("result", [LATER, REFUSAL], {"result": {"not": "拒绝"}}, "不合格"),
        ("result", [LATER], {"window": 1}, "不合格"),
        ("result", [YEAR], {"window": 1}, None),
    ],
)  # fmt: skip
def test_a_fact_counts_what_its_documents_mean(
    count: str, rows: list[Exchange], asked: dict[str, object], cell: object
) -> None:
    assert told(count, *rows, **asked) == cell


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        (True, [True, True, False, False]),
        (False, [False, False, True, True]),
        ({"not": True}, [False, False, True, True]),
        ({"not": False}, [True, True, False, False]),
        ("夫妻", [True, True, False, False]),
        ("lineal", [False, True, False, False]),
        ({"not": "直系血亲"}, [True, False, True, True]),
    ],
)
def test_kin_at_the_same_school(asked: object, holds: list[bool]) -> None:
    relations = ["t 夫妻 u", "u 直系血亲 s", "t 近姻亲 v"]
    case = Case(district(["A", "B"], ["t@A", "u@A", "v@B", "w@A", "s@A"], relations=relations), policy())
    recount = Recount(case.district, case.policy)
    who = parse_filter({"kin_here": asked})
    each = [recount.matches(who, person) for person in recount.people.values()]
    assert case.who(who).tolist() == each
    assert each[:4] == holds


def test_who_is_listed_is_never_empty() -> None:
    case = Case(district(["A"], ["t@A", "u@A"], outgoing=["u"]), policy())
    assert case.who(parse_filter({"listed": True})).tolist() == [False, True]
    assert case.who(parse_filter({"listed": False})).tolist() == [True, False]


def test_a_share_is_told_against_the_district() -> None:
    people = [{"teacher_id": f"t{i}", "school_id": "A" if i < 3 else "B", "title": "高级" if i in (0, 3) else ""}
              for i in range(5)]  # fmt: skip
    rules = policy(shares=[{"name": "高级占比差", "who": {"title": "高级"}}])
    case = Case(district(["A", "B", "C"], people), rules)
    shares = case.facts.schools["高级占比差"].cells.tolist()
    assert shares[:2] == pytest.approx([1000 / 3 - 400, 100])
    assert np.isnan(shares[2])
    at_or_above: Filter = parse_filter({"高级占比差": {"min": 0}}, "places")
    assert case.facts.where_school(at_or_above).tolist() == [False, True, False]
    assert case.who(parse_filter({"at": {"高级占比差": {"below": 0}}})).tolist() == [True] * 3 + [False] * 2
