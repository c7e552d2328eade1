"""The suites: every spec can be built, asks only for what there is, and its targets judge as they say."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from benchmarks.generate import Recipe, generate
from benchmarks.harness.rows import Limits, Row, TierRow
from benchmarks.harness.spec import Spec
from benchmarks.harness.targets import (
    AtMostTimes,
    Faster,
    Memory,
    Proven,
    SoonerThanNear,
    Target,
    Valid,
    Wall,
    Within,
    near_at,
)
from benchmarks.peers.record import Point
from benchmarks.peers.registry import PEERS
from benchmarks.suites import SUITES
from models.case import Case
from models.formulate import formulate
from models.policy import Policy

SPECS = [pytest.param(spec, id=f"{suite}-{spec.name}") for suite, specs in SUITES.items() for spec in specs]
GB = 2**30


@cache
def open_pairs(recipe: Recipe) -> int:
    instance = generate(recipe)
    return len(formulate(Case(instance.district(), Policy.model_validate(tomllib.loads(instance.policy_text)))).pairs)


@pytest.mark.parametrize("spec", SPECS)
def test_every_spec_builds_at_a_small_size(spec: Spec) -> None:
    assert open_pairs(spec.scaled(24, 5).recipe) > 24


@pytest.mark.parametrize("spec", SPECS)
def test_every_spec_asks_for_what_there_is(spec: Spec) -> None:
    assert spec.recipe.movers == spec.movers
    assert "lungang" in spec.peers
    assert set(spec.peers) <= set(PEERS)
    assert set(spec.own_limits) <= set(spec.peers)
    for peer in spec.peers:
        assert spec.limits_of(peer).wall > spec.limits_of(peer).seconds
    for target in spec.targets:
        assert {getattr(target, name, "lungang") for name in ("than", "of")} <= set(spec.peers)
        assert target.wanted.zh != target.wanted.en
        assert target.judge({}).met is None
        if isinstance(target, Wall):
            assert spec.limits.wall > target.seconds  # else the figure that missed it would not be known
        if isinstance(target, Memory):
            assert spec.limits.memory > target.bytes


def test_names_of_a_suite_are_its_own_and_one_name_is_one_instance() -> None:
    for specs in SUITES.values():
        assert len({spec.name for spec in specs}) == len(specs)
    everywhere = [spec for specs in SUITES.values() for spec in specs]
    assert len({(spec.name, spec.recipe) for spec in everywhere}) == len({spec.name for spec in everywhere})


def row(**more: Any) -> Row:
    plain: dict[str, Any] = {
        "suite": "s", "spec": "a", "hash": "0", "peer": "lungang", "limits": Limits(10, 60, 2 * GB), "outcome": "done",
        "seconds": 8.0, "status": "optimal", "verify": "passed", "peak_tree": GB // 2,
        "phases": {"read": 1.0, "build": 0.5, "bound": 1.0, "search": 0.5, "rest": 5.0},
        "tiers": (
            TierRow(("place",), 0, 0, True), TierRow(("fill",), 100, 100, True), TierRow(("lottery",), 7, 7, True),
        ),
    }  # fmt: skip
    return Row(**{**plain, **more})


OPEN = row(tiers=(TierRow(("place",), 0, 0, True), TierRow(("fill",), 1000, 999)))
KILLED = row(outcome="timeout", status=None, verify=None, tiers=())


@pytest.mark.parametrize(
    ("target", "ours", "met"),
    [
        (Wall(8), row(), True),
        (Wall(7.9), row(), False),
        (Wall(99), KILLED, False),
        (Memory(GB // 2), row(), True),
        (Memory(GB // 2 - 1), row(), False),
        (Memory(GB), KILLED, False),
        (Proven(), row(), True),
        (Proven(), OPEN, False),
        (Proven(), row(verify="failed"), False),
        (Within(0.001), OPEN, True),
        (Within(0.0009), OPEN, False),
        (Within(0.5), KILLED, False),
        (Within(0.5), row(tiers=(TierRow(("place",), 3, None),)), False),
        (Valid(), row(), True),
        (Valid(), row(verify="unfinished"), False),
        (Valid(), KILLED, False),
    ],
)
def test_targets_of_ours_alone(target: Target, ours: Row, met: bool) -> None:
    assert target.judge({"lungang": ours}).met is met


def test_faster_compares_the_solving_of_both() -> None:
    theirs = row(peer="highs", phases={"build": 1.0, "search": 19.0})
    assert Faster("highs", 10).judge({"lungang": row(), "highs": theirs}).met is True  # 20 s / 2 s
    assert Faster("highs", 10.1).judge({"lungang": row(), "highs": theirs}).met is False
    stopped = replace(theirs, tiers=OPEN.tiers)
    verdict = Faster("highs", 10).judge({"lungang": row(), "highs": stopped})
    assert (verdict.met, verdict.figure.en) == (True, "at least 10.0 times (20.0 s / 2.0 s)")
    assert Faster("highs", 10).judge({"lungang": OPEN, "highs": theirs}).met is False
    assert Faster("highs", 10).judge({"lungang": row()}).met is None


def test_near_is_judged_in_every_tier_but_the_draw() -> None:
    points = (
        Point(3.0, 0, 0, 0, (0, 111, 0)), Point(30.0, 1, 110, 90, (0, 110, 99)), Point(50.0, 2, 7, 7, (0, 100, 7)),
    )  # fmt: skip
    theirs = row(peer="cp_sat", trace=points, phases={"build": 1.0, "search": 60.0})
    assert near_at(theirs, row(), 0.10) == 30.0
    assert near_at(theirs, row(), 0.09) == 50.0
    asked = {"lungang": row(), "cp_sat": theirs}
    assert SoonerThanNear("cp_sat", 0.10, 15).judge(asked).met is True  # 30 s / 2 s
    assert SoonerThanNear("cp_sat", 0.10, 16).judge(asked).met is False
    never = {**asked, "cp_sat": replace(theirs, trace=points[:1])}
    assert near_at(never["cp_sat"], row(), 0.10) is None
    assert SoonerThanNear("cp_sat", 0.10, 30).judge(never).met is True  # it had 61 s and did not
    assert SoonerThanNear("cp_sat", 0.10, 31).judge(never).met is False


def test_at_most_times_the_bare_flow() -> None:
    flow = row(peer="flow", phases={"read": 3.0, "build": 4.0, "search": 0.2})
    assert AtMostTimes("flow", 10).judge({"lungang": row(), "flow": flow}).met is True
    assert AtMostTimes("flow", 9.9).judge({"lungang": row(), "flow": flow}).met is False
    untold = row(phases={"rest": 8.0})
    assert AtMostTimes("flow", 10).judge({"lungang": untold, "flow": flow}).met is None
