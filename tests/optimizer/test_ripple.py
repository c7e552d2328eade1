"""The ripple near a published plan: its bound is true, wherever it is asked, and it ends."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

import optimizer.ripple
import optimizer.sift
from models.case import Case
from models.district import BoolArray
from models.formulate import formulate
from models.proof import Region, nothing
from optimizer.events import Event, Settings, TierDone
from optimizer.ripple import Near, ripple
from optimizer.tiers import Tiers
from tests.models.micro import district, plan, policy
from tests.optimizer.appeal.reruns import Rerun, reruns


def forever() -> float:
    return 1e9


def drawn() -> list[Rerun]:
    return [rerun for rerun in reruns(20_000, 90)[:24] if len(rerun.formulated.pairs)]


def plans(rerun: Rerun) -> list[BoolArray]:
    """Return which pairs each plan that keeps every rule chooses."""
    found = [rerun.formulated.chosen(plan) for _, plan in rerun.tried]
    return [chosen for chosen in found if chosen is not None]


def part(region: Region, rng: Random) -> Region:
    """Return a region with some pairs shut and a few forced, at random."""
    region = region.copy()
    for pair in range(region.matrix.pairs):
        draw = rng.random()
        if draw < 0.15:
            region.upper[pair] = region.lower[pair]
        elif draw < 0.2:
            region.lower[pair] = region.upper[pair]
    region.keep_open(region.lower < region.upper)
    return region


@pytest.mark.parametrize("large", [False, True], ids=["whole", "sifted"])
def test_no_plan_of_any_region_is_below_its_bound(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:
        monkeypatch.setattr(optimizer.sift, "_WHOLE", 0)
    held = met = 0
    for rerun in drawn():
        near, matrix = Near.of(rerun.formulated), rerun.formulated.program.matrix
        assert near is not None
        rng = Random(rerun.seed)
        for region in (Region(matrix), part(Region(matrix), rng)):
            for objective in (matrix.objectives[near.tier], rng.choice(matrix.objectives)):
                found = ripple(region, objective, near.published, forever)
                if found is None:
                    continue
                every = map(matrix.complete, plans(rerun))
                values = [objective.at(x) for x in every if np.all((region.lower <= x) & (x <= region.upper))]
                assert all(found.bound.value <= value for value in values), rerun.seed
                again = region.bound(objective, found.bound.multipliers)
                assert again.value == found.bound.value, rerun.seed
                held += bool(values)
                met += bool(values) and max(0, found.bound.value) == max(0, min(values))
    assert held > 40
    assert met > 0.7 * held


def test_without_time_there_is_no_ripple() -> None:
    for rerun in drawn()[:5]:
        near = Near.of(rerun.formulated)
        assert near is not None
        region = Region(rerun.formulated.program.matrix)
        assert ripple(region, nothing(region.matrix), near.published, lambda: 0.0) is None


def test_a_ripple_too_wide_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer.ripple, "_WIDEST", -1)
    rerun = next(rerun for rerun in drawn() if rerun.tried)
    region, near = Region(rerun.formulated.program.matrix), Near.of(rerun.formulated)
    assert near is not None
    assert ripple(region, region.matrix.objectives[near.tier], near.published, forever) is None


def test_a_case_without_an_earlier_plan_has_none() -> None:
    assert Near.of(formulate(Case(district(["A", "B"], ["t1@A"]), policy()))) is None


def test_far_from_the_appeals_nobody_is_let_go() -> None:
    """Of forty pairs of schools that swapped a person each, one is cut: the ripple looks at these two people only."""
    schools = [f"{side}{i}" for i in range(40) for side in "AB"]
    made = district(
        [{"school_id": s, "establishment": 1} for s in schools],
        [f"t{s}@{s}" for s in schools],
        posts=[f"{s} 1" for s in schools],
        locks=["tA7 stay"],
    )
    swaps = [f"tA{i}>B{i}" for i in range(40)] + [f"tB{i}>A{i}" for i in range(40)]
    formulated = formulate(Case(made, policy(tiers=["moves"]), plan(*swaps)))
    near = Near.of(formulated)
    assert near is not None
    region = Region(formulated.program.matrix)
    found = ripple(region, region.matrix.objectives[near.tier], near.published, forever)
    assert found is not None
    assert found.bound.value == 2
    people = np.unique(formulated.pairs.teacher[found.near.open[found.near.open < len(formulated.pairs)]])
    assert set(made.teachers["teacher_id"].iloc[people]) <= {"tA7", "tB7"}


def test_a_region_a_ripple_cannot_use_costs_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it does within its rounds, what is told is proven by the tiers all the same."""
    monkeypatch.setattr(optimizer.ripple, "_ROUNDS", 1)
    for rerun in drawn():
        events: list[Event] = []
        near = Near.of(rerun.formulated)
        Tiers(rerun.formulated.program.matrix, Settings(workers=1, seconds=30), events.append, near=near).run()
        done = [event for event in events if isinstance(event, TierDone)]
        if rerun.tried:
            assert tuple(event.value for event in done) == rerun.tried[0][0], rerun.seed
            assert all(event.value == event.bound for event in done), rerun.seed
