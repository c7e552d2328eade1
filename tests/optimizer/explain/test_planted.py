"""Causes that the generator plants are found: by rule, by person, and mended by the least there is."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest

from benchmarks.generate import CAUSES, PRESETS, Cause, Recipe, generate
from models.case import Case
from models.policy import Policy
from models.rules.registry import RULES
from optimizer.events import Settings
from optimizer.explain.impossible import diagnose

SETTINGS = Settings(seconds=60.0, workers=1)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_planted_cause_is_named_and_mended(cause: Cause) -> None:
    planted_is_found(cause, 1)


def planted_is_found(cause: Cause, seed: int) -> None:
    """Hold the diagnosis of one planted district against what was planted."""
    preset = PRESETS["hard" if cause == "locked-ring" else "default"]
    instance = generate(Recipe(movers=60, schools=8, seed=seed, cause=cause, **preset))
    case = Case(instance.district(), Policy.model_validate(tomllib.loads(instance.policy_text, parse_float=Decimal)))
    found = diagnose(case, SETTINGS)
    told = "\n".join(text.zh for text in (*found.conflict, *found.arithmetic))
    planted = instance.cause
    assert planted is not None
    assert found.possible is False
    # Of rules that forbid the same, one is enough to exclude a plan.
    named = [rule for rule in planted["rules"] if f"[{RULES[rule].title.zh}]" in told]
    assert len(named) >= min(2, len(planted["rules"])), told
    assert all(quota in told for quota in planted["quotas"]), told
    if "locks" in planted["rules"]:
        # Others may be locked to the same place: any of them excludes the rest.
        assert any(code in told for code in planted["teachers"]), told
    assert found.repair is not None
    assert found.repair.tried
    assert found.repair.proven
