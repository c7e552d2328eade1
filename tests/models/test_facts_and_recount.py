"""Facts, filters and standing over arrays against the recount, which tells them one person at a time."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import numpy as np
import pytest

from models.case import Case
from models.filters import EVERYBODY, Filter, parse_filter
from models.goals.distance import lines_of, way, ways
from models.pairs import candidates
from models.plan import Move
from models.recount import Recount
from models.rules.quotas import Group, groups
from models.tables import NO_WORDS, YES_WORDS
from tests.models.micro import Row, district, policy
from tests.models.random_policies import Draw, openings_of, random_case, random_where, random_who
from tests.thorough import draws

CASES = draws(100, 200)


@cache
def cases() -> tuple[tuple[int, Case, Recount], ...]:
    """Draw the cases all tests here share: seed, arrays, recount."""
    drawn = [random_case(Random(10_000 + seed)) for seed in range(CASES)]
    return tuple((seed, case, Recount(case.district, case.policy)) for seed, case in enumerate(drawn))


def test_a_filter_on_people_holds_alike_both_ways() -> None:
    seen: Counter[bool] = Counter()
    for seed, case, recount in cases():
        rng = Random(seed)
        for _ in range(12):
            raw = random_who(rng)
            who = parse_filter(raw)
            each = [recount.matches(who, person) for person in recount.people.values()]
            assert case.who(who).tolist() == each, (seed, raw)
            seen.update(each)
    assert min(seen.values()) > 0.1 * sum(seen.values())


@pytest.mark.parametrize(
    ("cell", "asked", "holds"),
    [
        *((word, {"签字": True}, True) for word in YES_WORDS),
        *((word, {"签字": False}, True) for word in NO_WORDS),
        ("YES", {"签字": True}, True),
        ("✔", {"签字": False}, False),
        ("2026-08", {"签字": {"min": "2026-08"}}, True),
        ("2026-08-31", {"签字": {"max": "2026-08"}}, True),
        ("2026-08-xx", {"签字": {"min": "2020-01"}}, False),
        ("2026-13", {"签字": {"min": "2020-01"}}, False),
    ],
)
def test_words_and_months_of_a_bureaus_own_column_are_read_alike(
    cell: str, asked: dict[str, object], holds: bool
) -> None:
    case = Case(district(["A"], [{"teacher_id": "t", "school_id": "A", "签字": cell}]), policy())
    recount = Recount(case.district, case.policy)
    who = parse_filter(asked)
    assert case.who(who).tolist() == [recount.matches(who, recount.people["t"])] == [holds]


def test_a_filter_on_places_holds_alike_both_ways() -> None:
    seen: Counter[bool] = Counter()
    for seed, case, recount in cases():
        rng = Random(seed)
        nodes = case.facts.nodes
        keys = list(zip(nodes["school_id"], nodes["stage"], nodes["subject"], strict=True))
        for _ in range(8):
            raw = random_where(rng)
            where = parse_filter(raw, "places")
            for by_post in (False, True):
                each = [recount.place_holds(where, post[0], post, for_posts=by_post) for post in keys]
                assert case.facts.where(where, posts=by_post).tolist() == each, (seed, raw, by_post)
                seen.update(each)
            assert schools_of(recount, where) == case.facts.where_school(where).tolist(), (seed, raw)
    assert min(seen.values()) > 0.1 * sum(seen.values())


def schools_of(recount: Recount, where: Filter) -> list[bool]:
    """Say which schools form groups of a quota that leaves them."""
    rules = {"quotas": [{"name": "各校", "per": "origin", "from": where, "max": 1}]}
    (quota,) = policy(rules=rules).rules.quotas
    suiting = groups(recount, quota)
    return [Group(school) in suiting for school in recount.schools]


def test_counts_before_any_move_agree() -> None:
    for seed, case, recount in cases():
        schools = recount.schools
        assert case.district.headcount.tolist() == [recount.headcount(s) for s in schools], seed
        nodes = case.facts.nodes
        keys = list(zip(nodes["school_id"], nodes["stage"], nodes["subject"], strict=True))
        assert nodes["current"].tolist() == [recount.current(k) for k in keys], seed
        assert nodes["required"].tolist() == [recount.required.get(k, 0) for k in keys], seed
        assert [keys[i] for i in case.facts.teacher_node] == [p.post for p in recount.people.values()], seed


def test_everybody_stands_alike_both_ways() -> None:
    seen: Counter[str] = Counter()
    movable: Counter[bool] = Counter()
    for seed, case, recount in cases():
        standing = case.standing
        stands = list(zip(standing.category, standing.clause, strict=True))
        assert stands == [tuple(s) for s in recount.standings.values()], seed
        each = [recount.movable(code) for code in recount.people]
        assert standing.movable.tolist() == each, seed
        seen.update(standing.category)
        movable.update(each)
    assert set(seen) == {"barred", "deferred", "due", "free", "settled"}
    assert min(seen.values()) > CASES // 10
    assert min(movable.values()) > CASES // 2


def test_ranks_and_distances_agree_pair_by_pair() -> None:
    ranked = known = 0
    for seed, case, recount in cases():
        codes, schools = list(recount.people), list(recount.schools)
        t, s = (grid.ravel() for grid in np.meshgrid(np.arange(len(codes)), np.arange(len(schools)), indexing="ij"))
        pairs = [(codes[a], schools[b]) for a, b in zip(t, s, strict=True)]
        ranks = case.choices.ranks(t, s).tolist()
        assert ranks == [recount.ranks.get(code, {}).get(school, 0) for code, school in pairs], seed
        assert case.choices.stated.tolist() == [code in recount.ranks for code in codes], seed
        length, found = ways(case, t, s)
        lines = lines_of(recount)
        each = [way(recount, lines, code, school) for code, school in pairs]
        assert list(zip(length.tolist(), found.tolist(), strict=True)) == each, seed
        ranked += sum(rank > 0 for rank in ranks)
        known += sum(found.tolist())
    assert ranked > 2 * CASES
    assert known > 5 * CASES


def test_open_pairs_are_the_moves_the_recount_calls_open() -> None:
    found = 0
    for seed, case, recount in cases():
        plain = Case(case.district, case.policy.model_copy(update={"rules": policy().rules, "choices": "open"}))
        free = Recount(plain.district, plain.policy)
        pairs, nodes = candidates(plain), plain.facts.nodes
        rows = nodes.iloc[pairs.node][["school_id", "stage", "subject"]].itertuples(index=False)
        people = plain.district.teachers["teacher_id"].iloc[pairs.teacher]
        listed = {Move(code, *row) for code, row in zip(people, rows, strict=True)}
        never = {(code, school) for code, schools in recount.never.items() for school in schools}
        each = {move for code in free.people for move in openings_of(free, code)}
        assert {m for m in listed if m[:2] not in never} == each, seed
        found += len(each)
    assert found > 5 * CASES


HERE: Row = {"school_id": "A", "zone": "东", "area": "乡村", "establishment": 5, "headcount": 3, "类型": "寄宿"}
POST: Row = {"school_id": "A", "stage": "初中", "subject": "语文", "required": 3, "紧缺": "是"}
BLANK: Row = {"teacher_id": "u", "school_id": "A"}
FULL: Row = {
    "teacher_id": "t", "school_id": "A", "sex": "女", "birth_date": "1976-08", "joined": "2020-09",
    "role": "教研员;副校长",
    "also": ("小学:数学",), "appraisals": ("合格", "优秀"), "status": ("病:2026-07", "孕产期:2026-08"), "applies": True,
    "consent": False, "score": 89.5, "term_end": "2026-08", "骨干年数": "5.0", "评定": "2020-09", "支教": "是",
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "full", "blank"),
    [
        ({"role": "副校长"}, True, False),
        ({"role": {"not": "副校长"}}, False, True),
        ({"role": {"not": "校长"}}, True, True),
        ({"sex": 2}, True, False),
        ({"sex": ["male", "女"]}, True, False),
        ({"applies": True, "consent": False}, True, False),
        ({"applies": {"not": True}}, False, True),
        ({"appraisals": "优秀"}, True, False),
        ({"appraisals": {"not": "合格"}}, False, True),
        ({"status": "孕产期"}, True, False),
        ({"status": "病"}, False, False),
        ({"status": {"not": ["病", "孕产期"]}}, False, True),
        ({"age": {"min": 50, "max": 50}}, True, False),
        ({"age": {"above": 49, "below": 50}}, False, False),
        ({"years_in_school": {"below": 6}}, True, False),
        ({"years_in_school": {"not": 5}}, False, True),
        ({"birth_date": {"max": "1976-08"}}, True, False),
        ({"birth_date": {"below": "1976-08"}}, False, False),
        ({"term_end": "2026-08"}, True, False),
        ({"score": {"above": 89, "below": 90}}, True, False),
        ({"teaches": "数学"}, True, False),
        ({"teaches": "初中:语文"}, True, True),
        ({"payroll_school": "A"}, True, True),
        ({"category": "应交流"}, True, True),
        ({"骨干年数": {"min": 5}}, True, False),
        ({"骨干年数": 5}, True, False),
        ({"评定": {"min": "2020-09", "below": "2020-10"}}, True, False),
        ({"评定": {"above": "2020-09"}}, False, False),
        ({"评定": {"min": 2020}}, False, False),
        ({"支教": True}, True, False),
        ({"支教": False}, False, False),
        ({"支教": {"not": False}}, True, True),
        ({"any": [{"sex": "男"}, {"score": {"min": 89.5}}]}, True, False),
        ({"any": [{"sex": "男"}, {"at": {"area": "rural"}}], "applies": True}, True, False),
        ({"at": {"vacancy": 2}}, True, True),
        ({"at": {"vacancy": 2, "subject": "语文"}}, False, False),
        ({"at": {"vacancy": 1, "紧缺": True}}, True, True),
        ({"at": {"post_vacancy": 1, "school_vacancy": 2, "类型": "寄宿"}}, True, True),
        ({}, True, True),
    ],
)
def test_a_filter_means_what_the_rulebook_says_both_ways(who: Draw, full: bool, blank: bool) -> None:
    made = district([HERE], [FULL, BLANK], posts=[POST])
    case = Case(made, policy())
    recount = Recount(made, case.policy)
    asked = parse_filter(who)
    assert [recount.matches(asked, person) for person in recount.people.values()] == [full, blank]
    assert case.who(asked).tolist() == [full, blank]


def test_everybody_is_everybody() -> None:
    case = Case(district(["A"], ["t@A", "u@A"]), policy())
    assert case.who(EVERYBODY).tolist() == [True, True]
