"""Every shipped policy: the plan is optimal and verified, each clause decides somebody's fate, and no entry is idle."""

from __future__ import annotations

import importlib
from itertools import groupby
from pathlib import Path

import pytest

from scenarios.policies import shipped_policies
from tests.scenarios.policies.clauses import Clauses, Decides, idle

FILES = sorted(path for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__))
MODULES = [importlib.import_module(f"tests.scenarios.policies.{path.stem}") for path in FILES]
POLICIES = sorted(
    (value for module in MODULES for value in vars(module).values() if isinstance(value, Clauses)),
    key=lambda policy: policy.name,
)
BY_NAME = {name: list(policies) for name, policies in groupby(POLICIES, key=lambda policy: policy.name)}
DECIDED = [pytest.param(p, one, id=f"{p.name}: {one.clause}") for p in POLICIES for one in p.decided]


def test_every_shipped_policy_has_a_district() -> None:
    assert BY_NAME.keys() == shipped_policies().keys() - {"demo"}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_the_plan_is_optimal_and_verified(policy: Clauses) -> None:
    policy.assert_optimal_and_verified()


@pytest.mark.parametrize(("policy", "one"), DECIDED)
def test_each_clause_decides(policy: Clauses, one: Decides) -> None:
    assert one.fate != "", "an empty fate is anybody's"
    assert one.cites, "an empty citation is in every reason"
    policy.assert_decides(one)


@pytest.mark.parametrize("name", BY_NAME)
def test_nothing_is_idle(name: str) -> None:
    assert idle(BY_NAME[name]) == []
