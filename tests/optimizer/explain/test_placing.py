"""How many of a list can be placed, where places are short, and what would place all: held against every plan tried."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

import optimizer.explain.impossible
import optimizer.explain.placing
from models.case import Case
from models.change import applied
from models.recount import Recount
from models.standing import outgoing_mask
from optimizer.brancher import Inline
from optimizer.events import Settings
from optimizer.explain.impossible_words import placed
from optimizer.explain.placing import Placing, placing
from tests.models.micro import district, policy
from tests.models.random_policies import random_case
from tests.optimizer.engine import every_plan, plans_there_are
from tests.optimizer.explain.repairs import keeps_every_rule, steady
from tests.thorough import draws


@pytest.fixture(autouse=True, scope="module")
def here() -> None:
    """Search in this process: one of its own takes a second to start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimizer.explain.impossible, "Apart", Inline)
        patch.setattr(optimizer.explain.placing, "Apart", Inline)


def asked(case: Case) -> Placing:
    return placing(case, Settings(seconds=60, workers=1))


def unplaced(case: Case) -> int | None:
    """Return how few listed people can be left without a place, by trying every plan; None if none keeps the rules."""
    recount = Recount(case.district, case.policy)
    left = [
        len(recount.outgoing - recount.chosen(plan).keys())
        for plan in every_plan(recount)
        if keeps_every_rule(recount, plan)
    ]
    return min(left, default=None)


SEEDS = (9007, 9041, 9053, 9072, 9086, 9111, 9116, 9122, 9152, 9158)
"""Seeds that draw named cases with few plans, not all of whose people can be placed; one in ten does."""


@cache
def drawn() -> tuple[tuple[int, Case, int], ...]:
    """Draw the cases, each with how few can be left without a place."""
    found = []
    for seed in SEEDS[: draws(6, 10)]:
        rng = Random(seed)
        case = random_case(rng, gentle=rng.random() < 0.5)
        left = unplaced(case)
        assert left is not None
        found.append((seed, case, left))
    return tuple(found)


def test_as_many_stay_without_a_place_as_in_the_best_plan_tried() -> None:
    for seed, case, left in drawn():
        found = asked(case)
        assert (found.left, found.bound) == (left, left), seed
        for seats in found.short:
            assert seats.missing <= left, seed


def test_the_changes_place_everybody_but_those_named() -> None:
    mended = 0
    for seed, case, left in drawn():
        told = asked(case).everybody
        assert told is not None
        if told.repair is None or not told.repair.tried or not told.repair.changes:
            continue
        after = applied(case, told.repair.changes)
        if not steady(case, told.repair.changes) or plans_there_are(Recount(after.district, after.policy)) > 3_000:
            continue
        fixed = int((outgoing_mask(case.district) & ~case.standing.movable).sum())
        now = unplaced(after)
        assert now is not None, seed
        assert now <= fixed + len(told.repair.beyond) < left, seed
        mended += 1
    assert mended > draws(1, 2)


def test_two_places_for_three_people() -> None:
    case = Case(
        district(
            ["A", "B"], ["t@A", "u@A", "v@A"], posts=["A 3", "B 2"], outgoing=["t", "u", "v"],
        ),
        policy(),
    )  # fmt: skip
    found = asked(case)
    assert (found.listed, found.fixed, found.left, found.bound) == (3, 0, 1, 1)
    assert [(s.people, s.places, s.missing) for s in found.short] == [(3, 2, 1)]
    assert found.everybody is not None
    assert found.everybody.repair is not None
    assert [c.text.zh for c in found.everybody.repair.changes] == ["岗位表：学校B（B）初中语文的“核定人数”由2改为3"]
    assert found.everybody.repair.proven
    told = "\n".join(line.en for paragraph in placed(case, found) for line in paragraph.lines)
    assert "3 people on the list: 2 can be placed, 1 cannot (proven: no more can be)." in told
    assert "3 people on the list may move; within their routes 2 places are free" in told


def test_a_list_with_a_place_for_each_needs_nothing() -> None:
    case = Case(district(["A", "B"], ["t@A"], outgoing=["t"]), policy())
    found = asked(case)
    assert (found.left, found.short, found.everybody) == (0, (), None)
    assert "Yes" in placed(case, found)[0].lines[0].en


def test_whom_no_number_places_is_named() -> None:
    people = ["t@A 数学", "u@A"]
    case = Case(district(["A", "B"], people, posts=["A 3", "A 初中 数学 1", "B 1"], outgoing=["t", "u"]), policy())
    found = asked(case)
    assert found.left == 1
    assert found.everybody is not None
    assert found.everybody.repair is not None
    assert found.everybody.repair.beyond == (0,)
    assert found.everybody.repair.changes == ()
    assert any("教师t" in line.zh for paragraph in placed(case, found) for line in paragraph.lines)
    assert found.everybody.repair.units == 0
