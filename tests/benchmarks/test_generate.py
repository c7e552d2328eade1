"""A generated district reads clean, is what its recipe asked, and holds a plan that keeps every rule."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import PRESETS, ImpossibleRecipeError, Instance, Recipe, generate, write_instance
from benchmarks.generate.instance import VERSION
from models.case import Case
from models.check import check_plan
from models.district import District
from models.formulate import formulate
from models.plan import Plan
from models.plan_file import read_moves
from models.policy import Policy
from models.policy_fit import fit
from models.tables import TABLES
from tests.thorough import draws

HASHES = {1: "3ffe1566b4d56c90a791f85157ab7a9eee49db8226d0a03c95d3fce03c3b52a6"}
"""Generator version -> hash of a small instance: where bytes change on purpose, the version is raised with them."""


CORE_TABLES = ("schools", "posts", "teachers", "outgoing", "distances")


def recipe(movers: int, schools: int, seed: int, preset: str = "default", **severity: Any) -> Recipe:
    """Return a preset with some severities changed."""
    return Recipe(movers=movers, schools=schools, seed=seed, **{**PRESETS[preset], **severity})


def policy_of(instance: Instance) -> Policy:
    """Read the policy as a user's file is read."""
    return Policy.model_validate(tomllib.loads(instance.policy_text, parse_float=Decimal))


def planted_of(instance: Instance) -> Plan:
    """Return the planted plan."""
    assert instance.planted is not None
    return instance.planted


def rows(instance: Instance, file: str) -> list[dict[str, str]]:
    """Return a table as it is written, without reading it as a district: large ones take their time."""
    return list(csv.DictReader(instance.tables[file].decode("utf-8-sig").splitlines()))


def assert_sound(instance: Instance) -> tuple[District, Policy]:
    """Hold an instance against the program: no fault, nobody unplaced, no breach, pairs as counted."""
    district, policy, plan = instance.district(), policy_of(instance), planted_of(instance)
    assert [f.say("en") for f in fit(district, policy) if f.level == "fault"] == []
    result = check_plan(district, policy, plan)
    assert result.breaches == ()
    assert result.goals["place"] == 0
    assert len(plan.moves) == instance.recipe.movers == len(district["outgoing"])
    assert len(formulate(Case(district, policy)).pairs) == instance.sizes["open_pairs"]
    return district, policy


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(("movers", "schools", "seed"), [(150, 17, 1), (90, 6, 2), (240, 22, 3)])
def test_the_planted_plan_places_everybody_and_breaks_nothing(
    preset: str, movers: int, schools: int, seed: int
) -> None:
    instance = generate(recipe(movers, schools, seed, preset))
    district, policy = assert_sound(instance)
    category = np.array(Case(district, policy).standing.category)
    listed = district.teachers["teacher_id"].isin(district["outgoing"]["teacher_id"])
    if preset != "core":
        assert set(category[listed]) == {"due", "free"}
        assert {"barred", "deferred", "settled"} & set(category[~listed])


SHARES = st.sampled_from([0.0, 0.02, 0.1, 0.3, 1.0])


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """Draw small recipes of any severity."""
    schools = draw(st.integers(2, 12))
    return Recipe(
        movers=draw(st.integers(1, 12 * schools)), schools=schools, seed=draw(st.integers(0, 99)),
        slack=draw(SHARES), kin=draw(SHARES), couples=draw(SHARES), chain=draw(SHARES), two_subject=draw(SHARES),
        choices=draw(SHARES), quotas=draw(st.sampled_from(["loose", "tight", "none"])), structure=draw(st.booleans()),
        routes=draw(st.sampled_from(["open", "limited"])), core_only=False,
    )  # fmt: skip


@settings(max_examples=draws(12, 25))
@given(recipes())
def test_any_small_recipe_gives_a_sound_instance_or_is_refused(asked: Recipe) -> None:
    try:
        instance = generate(asked)
    except ImpossibleRecipeError:
        assert asked.schools < 6, "only a few schools can be too few for the people"
    else:
        assert_sound(instance)


def test_the_same_recipe_gives_the_same_bytes() -> None:
    one, two, other = (generate(recipe(300, 20, seed, "hard")) for seed in (4, 4, 5))
    assert dict(one.tables) == dict(two.tables)
    assert (one.policy_text, one.planted, one.hash) == (two.policy_text, two.planted, two.hash)
    assert other.hash != one.hash
    assert len({generate(recipe(60, 8, 1, preset)).hash for preset in PRESETS}) == len(PRESETS)


def test_bytes_change_with_the_version_only() -> None:
    assert HASHES[VERSION] == generate(recipe(200, 15, 1)).hash


def test_files_are_written_and_hashed_as_documented(tmp_path: Path) -> None:
    instance = generate(recipe(120, 10, 1))
    write_instance(instance, tmp_path)
    digest = hashlib.sha256()
    for path in [*sorted((tmp_path / "district").iterdir(), key=lambda p: p.name), tmp_path / "policy.toml"]:
        digest.update(path.read_bytes())
    record = json.loads((tmp_path / "instance.json").read_text(encoding="utf-8"))
    assert record["hash"] == digest.hexdigest() == instance.hash
    assert Recipe(**record["recipe"]) == instance.recipe
    assert (record["generator"], record["feasible"], record["cause"]) == (VERSION, True, None)
    assert read_moves(tmp_path / "planted.csv", instance.district()) == (instance.planted, ())


@pytest.fixture(scope="module")
def middle() -> dict[str, Instance]:
    """One instance of a thousand movers a preset."""
    return {preset: generate(recipe(1000, 60, 1, preset)) for preset in PRESETS}


@pytest.fixture(scope="module")
def districts(middle: dict[str, Instance]) -> dict[str, District]:
    """Return the same, read back."""
    return {preset: middle[preset].district() for preset in ("default", "hard")}


@pytest.mark.parametrize("preset", PRESETS)
def test_shares_asked_are_reached(middle: dict[str, Instance], preset: str) -> None:
    reached, asked = middle[preset].sizes["reached"], middle[preset].recipe
    assert reached["slack"] == asked.slack
    assert reached["kin"] == asked.kin
    assert reached["couples"] == asked.couples
    assert reached["two_subject"] == pytest.approx(asked.two_subject, abs=0.03)
    assert middle[preset].sizes["choosers"] == asked.choices * 1000
    if asked.chain:
        assert reached["chain"] == pytest.approx(asked.chain, abs=0.1)


@pytest.mark.parametrize("chain", [0.2, 0.5, 0.9])
def test_chain_is_aimed_at(chain: float) -> None:
    assert generate(recipe(3000, 150, 1, chain=chain)).sizes["reached"]["chain"] == pytest.approx(chain, abs=0.06)


@pytest.mark.parametrize(("movers", "schools"), [(1000, 60), (2000, 100), (5000, 200), (20_000, 800)])
def test_pairs_are_as_many_as_in_a_county(movers: int, schools: int) -> None:
    assert 0.41 < generate(recipe(movers, schools, 2)).sizes["pair_density"] < 0.49


def test_free_places_and_chain_counted_anew(middle: dict[str, Instance], districts: dict[str, District]) -> None:
    """Count what is free after the plan, and who enters a post somebody frees, from the tables alone."""
    for preset, district in districts.items():
        instance = middle[preset]
        home = dict(zip(district.teachers["teacher_id"], zip(
            *(district.teachers[c] for c in ("school_id", "stage", "subject")), strict=True), strict=True))  # fmt: skip
        moves = planted_of(instance).moves
        out = Counter(home[m.teacher_id] for m in moves)
        into = Counter(m[1:] for m in moves)
        posts = district["posts"]
        free: defaultdict[str, int] = defaultdict(int)
        for school, stage, subject, required, current in posts[
            ["school_id", "stage", "subject", "required", "current"]
        ].itertuples(index=False):
            post = (school, stage, subject)
            free[school] += max(0, required - current + out[post] - into[post]) if current <= required else 0
        came, left = Counter(m.to_school for m in moves), Counter(home[m.teacher_id][0] for m in moves)
        places = 0
        for code, cap, held in zip(
            district.schools["school_id"], district.establishment, district.headcount, strict=True
        ):
            places += min(free[code], cap - held + left[code] - came[code]) if held <= cap else 0
        assert places / 1000 == instance.recipe.slack
        assert sum(out[m[1:]] > 0 for m in moves) / 1000 == instance.sizes["reached"]["chain"]


def test_every_relation_could_be_broken(middle: dict[str, Instance], districts: dict[str, District]) -> None:
    """Relatives nobody could bring together would measure nothing."""
    case = Case(districts["hard"], policy_of(middle["hard"]))
    pairs = formulate(case).pairs
    codes = case.district.teachers["teacher_id"].to_numpy(object)[pairs.teacher]
    schools = case.district.schools["school_id"].to_numpy(object)[pairs.school]
    reach: defaultdict[str, set[str]] = defaultdict(set)
    for code, school in zip(codes, schools, strict=True):
        reach[code].add(school)
    home = dict(zip(case.district.teachers["teacher_id"], case.district.teachers["school_id"], strict=True))
    kinds: Counter[tuple[str, bool]] = Counter()
    idle = 0
    for a, b, kind in case.district["relations"][["teacher_a", "teacher_b", "kind"]].itertuples(index=False):
        together = home[a] == home[b]
        kinds[kind, together] += 1
        can_meet = reach[a] & reach[b] or home[a] in reach[b] or home[b] in reach[a]
        idle += not can_meet and not (together and (reach[a] or reach[b]))
    assert idle <= 0.02 * len(case.district["relations"])
    assert kinds["夫妻", True] > 10
    assert kinds["夫妻", False] > 10
    assert len({kind for kind, _ in kinds}) == 4


def test_tables_look_like_a_county(districts: dict[str, District]) -> None:
    district = districts["default"]
    teachers, schools = district.teachers, district.schools
    assert len(teachers) / len(schools) == pytest.approx(54, abs=2)
    assert (teachers["sex"] == "女").mean() == pytest.approx(0.68, abs=0.06)
    assert Counter(schools["kind"])["初中"] == 18
    assert set(schools["area"]) == {"城区", "镇区", "乡村", "教学点"}
    for column in (teachers["teacher_id"], schools["school_id"]):
        assert column.is_unique
        assert column.str.fullmatch(r"0\d+").all()
        assert column.str.len().nunique() == 1
    sizes = district.headcount
    assert np.median(sizes) < sizes.mean()  # skewed, as real ones are
    assert (district["locks"]["action"].value_counts() >= 1).all()
    assert set(district["locks"]["action"]) == {"must", "never", "stay"}
    city = (schools["area"] == "城区").to_numpy(bool)
    honoured = (teachers["honour"] != "").to_numpy(bool)
    in_city = city[district.teacher_school]
    assert honoured[in_city].mean() > 1.5 * honoured[~in_city].mean()


def test_a_province_moves_inside_alliances_and_has_no_table_of_minutes() -> None:
    instance = generate(recipe(1200, 600, 1, "province"))
    assert instance.sizes["zones"] == 75
    assert "距离表.csv" not in instance.tables
    schools, teachers = (rows(instance, name) for name in ("学校表.csv", "教师花名册.csv"))
    assert all(row["经度"] and row["纬度"] for row in schools)
    alliance = {row["学校代码"]: row["联盟"] for row in schools}
    assert sorted(Counter(alliance.values()).values()) == pytest.approx([150] * 4, abs=10)
    home = {row["工号"]: row["现任教学校"] for row in teachers}
    assert all(alliance[m.to_school] == alliance[home[m.teacher_id]] for m in planted_of(instance).moves)


def test_the_core_asks_for_establishment_and_subjects_alone(middle: dict[str, Instance]) -> None:
    policy = policy_of(middle["core"])
    assert set(middle["core"].tables) == {f"{TABLES[name].zh}.csv" for name in CORE_TABLES}
    assert (policy.rules.quotas, policy.rules.routes, policy.rules.split_couples) == ((), (), None)
    assert policy.tiers_for(named=True) == ({"place": 1}, {"distance": 1})


def test_policies_ask_what_the_recipe_says(middle: dict[str, Instance]) -> None:
    hard, default = policy_of(middle["hard"]), policy_of(middle["default"])
    assert (hard.rules.release_first.mode, default.rules.release_first.mode) == ("chain", "pool")
    assert [*hard.tiers] == [{"fill": 1}, {"choice": 1}, {"distance": 1}, {"structure": 1}]
    assert [*default.tiers] == [{"fill": 1}, {"choice": 1}, {"distance": 1}]
    assert len(hard.rules.quotas) == len(default.rules.quotas) == 5
    for tight, loose in zip(hard.rules.quotas, default.rules.quotas, strict=True):
        assert tight.name == loose.name
    assert policy_of(generate(recipe(60, 8, 1, quotas="none"))).rules.quotas == ()


def test_tight_quotas_leave_no_room_for_one_more_or_less() -> None:
    """A quota that counts people is met by the planted plan on the spot, at some school at least."""
    instance = generate(recipe(200, 16, 2, "hard"))
    district, policy, plan = instance.district(), policy_of(instance), planted_of(instance)
    changed = 0
    for i, quota in enumerate(policy.rules.quotas):
        if quota.of is None:
            step = Decimal(1)
            nearer = quota.model_copy(
                update={"min": quota.min + step} if quota.min is not None else {"max": (quota.max or 0) - step}
            )
            quotas = tuple(nearer if j == i else q for j, q in enumerate(policy.rules.quotas))
            stricter = policy.model_copy(update={"rules": policy.rules.model_copy(update={"quotas": quotas})})
            counts = check_plan(district, stricter, plan).counts
            assert counts["quotas"] > 0, quota.name
            changed += 1
    assert changed == 3


@pytest.mark.parametrize(
    ("wrong", "zh", "en"),
    [
        ({"schools": 1}, "学校数", "schools must be between 2"),
        ({"movers": 0}, "流出人数", "movers must be between 1"),
        ({"movers": 361}, "流出人数", "36 a school"),
        ({"seed": -1}, "种子", "negative"),
        ({"kin": 1.2}, "kin", "kin is a share"),
        ({"slack": -0.1}, "slack", "slack is a share"),
        ({"quotas": "firm"}, "quotas", "quotas must be one of"),
        ({"cause": "bad luck"}, "cause", "cause must be one of"),
        ({"core_only": True}, "core_only", "they must be 0"),
        ({"cause": "locked-ring"}, "chain", "chain above 0"),
    ],
)
def test_an_impossible_recipe_is_refused_in_both_languages(wrong: dict[str, Any], zh: str, en: str) -> None:
    possible = recipe(100, 10, 1)
    with pytest.raises(ImpossibleRecipeError) as caught:
        replace(possible, **wrong)
    assert zh in caught.value.text.zh
    assert en in caught.value.text.en
