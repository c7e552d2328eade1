"""The shipped county is what its script draws, free of faults, and holds the trouble a plan is meant to mend."""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from models.case import Case
from models.district import ROW, District
from models.intake.read import read_district
from models.policy import GoalName, Policy
from models.tables import TABLES
from scenarios.samples.make_demo import DEMO, POLICY, demo_district
from scenarios.samples.people import RARE_NAME
from scenarios.tables import write_folder


@pytest.fixture(scope="module")
def shipped() -> District:
    district = read_district(DEMO).district
    assert district is not None
    return district


@pytest.fixture(scope="module")
def case(shipped: District) -> Case:
    raw = tomllib.loads(POLICY.read_text(encoding="utf-8"), parse_float=Decimal)
    return Case(shipped, Policy.model_validate(raw))


def test_the_script_makes_the_shipped_files_again(tmp_path: Path) -> None:
    write_folder(demo_district(), tmp_path, whole=False)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in DEMO.iterdir()}


def test_intake_finds_no_fault_and_reads_back_what_was_drawn(shipped: District) -> None:
    assert read_district(DEMO).faults == ()
    drawn = demo_district()
    for name in TABLES:
        pd.testing.assert_frame_equal(shipped[name].drop(columns=ROW), drawn[name].drop(columns=ROW), check_names=False)


def test_the_county_is_of_the_size_promised(shipped: District) -> None:
    assert len(shipped.schools) == 40
    assert shipped.schools["zone"].nunique() == 9
    assert 1400 <= len(shipped.teachers) <= 1600
    assert Counter(shipped["relations"]["kind"])["夫妻"] == 60
    assert len(shipped["relations"]) == 81
    assert shipped["choices"]["teacher_id"].nunique() == 250
    assert (shipped["choices"]["zone"] != "").sum() > 20
    assert Counter(shipped["locks"]["action"]) == {"must": 3, "never": 5, "stay": 5}
    assert shipped.teachers["name"].str.endswith(RARE_NAME).sum() == 1


def test_codes_are_fictional_and_keep_their_zeros(shipped: District) -> None:
    assert shipped.schools["school_id"].str.fullmatch(r"(21|31)99\d{6}").all()
    assert shipped.teachers["teacher_id"].str.fullmatch(r"00\d{4}").all()


def test_counts_given_are_at_least_the_rows(shipped: District) -> None:
    rows = np.bincount(shipped.teacher_payroll, minlength=len(shipped.schools))
    assert (shipped.headcount >= rows).all()
    assert (shipped.headcount > rows).any()
    posts, teachers = shipped["posts"], shipped.teachers
    held = Counter(zip(teachers["school_id"], teachers["stage"], teachers["subject"], strict=True))
    posted = zip(posts["school_id"], posts["stage"], posts["subject"], strict=True)
    assert [held[key] for key in posted] == posts["current"].tolist()


def test_the_town_has_too_many_and_the_villages_too_few(case: Case) -> None:
    district = case.district
    city = (district.schools["area"] == "城区").to_numpy(bool)
    assert (district.headcount[city] >= district.establishment[city]).all()
    assert (district.headcount[~city] < district.establishment[~city]).mean() > 0.8
    nodes = case.facts.nodes
    short = (nodes["required"] - nodes["current"]).clip(lower=0)
    in_city = pd.Series(city[nodes["school"]], index=nodes.index)
    assert short.sum() > 100
    assert short[in_city].sum() < 0.2 * short.sum()
    assert short[~in_city & nodes["subject"].isin(["英语", "音乐", "体育", "科学"])].sum() > 0.4 * short.sum()


def test_every_clause_of_the_policy_meets_somebody(case: Case) -> None:
    policy, met = case.policy, set(case.standing.clause)
    named = {c.name for kind in (policy.barred, policy.deferred, policy.due, policy.free) for c in kind}
    assert named == met - {""}
    lapsed = case.district.teachers["status"].map(lambda states: "处分期内:2026-05" in states).to_numpy(bool)
    assert lapsed.sum() == 2
    assert not set(np.array(case.standing.category)[lapsed]) & {"barred"}


def test_the_policy_asks_for_every_goal(case: Case) -> None:
    asked = {goal for tier in case.tiers for goal in tier}
    # `changes` needs a plan to compare with, `quota` a soft quota; `surplus` is no aim of this
    # county, and it hires nobody lower.
    assert asked == set(get_args(GoalName)) - {"changes", "quota", "downgrade", "surplus"}


def test_a_named_county_lists_its_movers(case: Case) -> None:
    named = demo_district(named=300)
    listed = set(named["outgoing"]["teacher_id"])
    assert len(listed) == 300
    assert set(named["choices"]["teacher_id"]) <= listed
    pd.testing.assert_frame_equal(named.teachers, demo_district().teachers)
    kept = Case(named, case.policy)
    movable = set(named.teachers["teacher_id"][kept.standing.movable])
    must = set(named["locks"].loc[named["locks"]["action"] == "must", "teacher_id"])
    assert movable == listed | must
