"""Every shipped policy: the plan is optimal and verified, each clause decides somebody's fate, and no entry is idle."""

from __future__ import annotations

import importlib
import json
from itertools import groupby
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import group
from scenarios.policies import shipped_policies
from scenarios.tables import write_folder
from tests.scenarios.policies.clauses import Clauses, Decides, idle

pytestmark = pytest.mark.usefixtures("solved_here")

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
def test_the_plan_is_optimal_and_verified(policy: Clauses, tmp_path: Path) -> None:
    """By the commands a bureau gives: from files to a plan folder, in the bureau's own words, and back."""
    write_folder(policy.district, tmp_path / "district")
    words = (str(tmp_path / "district"), "--policy", policy.name)
    done = CliRunner().invoke(group, ["solve", *words, "--out", str(tmp_path / "plan"), "--lang", "zh"])
    assert done.exit_code == 0, (done.output, done.exception)
    record = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert record["status"] == "optimal"
    checked = CliRunner().invoke(group, ["verify", *words, str(tmp_path / "plan"), "--proof", "--lang", "en"])
    assert checked.exit_code == 0, (checked.output, checked.exception)
    policy.assert_planned(tmp_path / "plan")


@pytest.mark.parametrize(("policy", "one"), DECIDED)
def test_each_clause_decides(policy: Clauses, one: Decides) -> None:
    assert one.fate != "", "an empty fate is anybody's"
    assert one.cites, "an empty citation is in every reason"
    policy.assert_decides(one)


@pytest.mark.parametrize("name", BY_NAME)
def test_nothing_is_idle(name: str) -> None:
    assert idle(BY_NAME[name]) == []
