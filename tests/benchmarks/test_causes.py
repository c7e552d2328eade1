"""A planted contradiction is no fault of the tables, and no plan exists: proven by the solver."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest

from benchmarks.generate import CAUSES, PRESETS, Cause, ImpossibleRecipeError, Recipe, generate
from benchmarks.generate.recipe import FEWEST_FOR_A_CAUSE, SCHOOLS_FOR_A_CAUSE
from models.case import Case
from models.policy import Policy
from models.policy_fit import fit
from models.rules.registry import RULES
from optimizer.events import Settings
from optimizer.solve import solve


def asked(cause: Cause | None, seed: int) -> Recipe:
    """Return a small recipe with a cause; a ring needs chain mode."""
    preset = PRESETS["hard" if cause == "locked-ring" else "default"]
    return Recipe(movers=60, schools=8, seed=seed, cause=cause, **preset)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_planted_cause_is_impossible_and_no_fault(cause: Cause) -> None:
    instance = generate(asked(cause, 1))
    district = instance.district()
    case = Case(district, Policy.model_validate(tomllib.loads(instance.policy_text, parse_float=Decimal)))
    assert [f.say("en") for f in fit(district, case.policy) if f.level == "fault"] == []
    assert solve(case, Settings(seconds=60, workers=1)).status == "infeasible"
    assert instance.planted is None
    assert instance.cause is not None
    assert instance.cause["name"] == cause
    assert set(instance.cause["rules"]) <= RULES.keys()
    assert set(instance.cause["teachers"]) <= set(district["outgoing"]["teacher_id"])
    assert set(instance.cause["schools"]) <= district.school_at.keys()
    assert set(instance.cause["quotas"]) <= {q.name for q in case.policy.rules.quotas}
    assert instance.cause["teachers"] or instance.cause["schools"]
    assert instance.record()["feasible"] is False


def test_without_its_cause_the_instance_has_a_plan() -> None:
    assert generate(asked(None, 1)).planted is not None


def test_a_cause_is_recorded_by_the_locks_it_needs() -> None:
    instance = generate(asked("kin-to-one-school", 3))
    assert instance.cause is not None
    district = instance.district()
    locks = district["locks"]
    school = instance.cause["schools"][0]
    locked = set(locks.loc[(locks["action"] == "must") & (locks["school_id"] == school), "teacher_id"])
    assert set(instance.cause["teachers"]) <= locked
    related = {frozenset(row) for row in district["relations"][["teacher_a", "teacher_b"]].itertuples(index=False)}
    assert frozenset(instance.cause["teachers"]) in related


def test_a_district_too_small_for_a_cause_is_refused() -> None:
    for movers, schools in ((FEWEST_FOR_A_CAUSE - 1, 20), (FEWEST_FOR_A_CAUSE, SCHOOLS_FOR_A_CAUSE - 1)):
        with pytest.raises(ImpossibleRecipeError, match="at least"):
            Recipe(movers=movers, schools=schools, seed=1, cause="kin-to-one-school", **PRESETS["default"])
