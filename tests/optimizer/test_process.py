"""The solve as a process: what the parent makes of a child that lies, crashes or dies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import optimizer.solve
from models.case import Case
from models.formulate import formulate
from models.proof import Region
from optimizer.brancher import Apart
from optimizer.events import Crashed, Event, Finished, Incumbent, Raised, Settings, Stage
from optimizer.region import reduce
from optimizer.solve import solve
from tests.models.micro import district, policy

CASE = Case(district(["A", "B"], ["t@A"], posts=["A 0", "B 1"]), policy(tiers=["moves"]))


def told(monkeypatch: pytest.MonkeyPatch, *events: Event) -> None:
    """Let the child tell these events and nothing else."""

    def watch(case: Case, settings: Settings, on_event: Callable[[Event], None]) -> None:
        for event in events:
            on_event(event)

    monkeypatch.setattr(optimizer.solve, "watch", watch)


ONE_MOVE = Incumbent(0, 1, (1,), np.array([0]), np.array([[0], [1]]))


def test_a_claimed_bound_above_a_valid_plan_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, Stage(0, "bound"), ONE_MOVE, Raised(0, 0, exact=True), Raised(0, 9, exact=False), Finished())
    (tier,) = solve(CASE).tiers
    assert (tier.value, tier.bound, tier.proven) == (1, 0, False)


def test_a_crash_after_a_plan_keeps_the_plan_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, Stage(0, "bound"), ONE_MOVE, Crashed("Traceback ...\nMemoryError: no room"))
    outcome = solve(CASE)
    assert outcome.status == "feasible"
    assert [t.en for t in outcome.explanation] == ["the solving process failed: MemoryError: no room"]


def test_a_crash_without_a_plan_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, Stage(0, "bound"), Crashed("Traceback ...\nMemoryError: no room"))
    outcome = solve(CASE)
    assert outcome.status == "unknown"
    assert [t.zh for t in outcome.explanation] == ["求解进程异常中止：MemoryError: no room"]


def test_a_prover_that_died_while_idle_is_replaced() -> None:
    apart = Apart()
    assert apart._process is not None
    apart._process.kill()
    apart._process.join()
    matrix = formulate(CASE).program.matrix
    region = reduce(Region(matrix))
    apart.begin(region, matrix.objectives[0].of(region.columns), 10)
    found = apart.result(30)
    apart._end()
    assert found is not None
    assert (found.status, found.bound) == ("optimal", 0)


def test_of_many_alike_requirements_some_are_said_and_the_rest_counted() -> None:
    people = [f"t{i}@A" for i in range(12)]
    quota = {"name": "交流人数", "min": 13}
    made = district(["A", "B", "C"], people, posts=["A 0", "B 20", "C 20"])
    outcome = solve(Case(made, policy(rules={"quotas": [quota]})))
    assert outcome.status == "infeasible"
    said = [t.en for t in outcome.explanation]
    assert said[0] == "these cannot all hold:"
    assert said[1] == "[quotas] '交流人数': at least 13"
    assert len(said) == 11
    assert all("takes at most one post" in line for line in said[2:10])
    assert said[10].strip() == "... and 4 more like these"
