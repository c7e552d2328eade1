"""Scenarios laid over a base: nothing shared is copied, nothing passes unseen, everything travels."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.policy import Policy
from scenarios.whatif.overlay import BASELINE, Base, OverlayError, checked, faults, vary
from tests.models.micro import district
from tests.scenarios.whatif.bases import base, demo, overlay, refused, written


def test_the_baseline_is_the_base(tmp_path: Path) -> None:
    made = vary(demo(), BASELINE)
    assert made.case.district is demo().district
    assert made.case.policy is demo().policy
    assert (made.told, made.document, BASELINE.record()) == ((), demo().document, {})


def test_a_scenario_of_the_policy_shares_the_tables_and_one_of_a_table_the_others(tmp_path: Path) -> None:
    assert vary(demo(), overlay(tmp_path, 'set = { mode = "rank-order" }')).case.district is demo().district
    made = vary(demo(), overlay(tmp_path, 'facts = [{ table = "schools", column = "编制数", add = 1 }]'))
    changed = {name for name, table in made.case.district.tables.items() if table is not demo().district[name]}
    assert changed == {"schools"}
    assert made.case.policy is demo().policy


def test_a_scenario_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    (said,) = refused(demo(), overlay(tmp_path, 'set = { mode = "optimise", "rules.subject_balance.floor" = "80%" }'))
    assert "scenario '情景': differs from the baseline in nothing" in said
    assert 'mode of the policy is "optimise" already' in said


def test_wrong_values_are_said_by_the_policy_and_of_the_scenario(tmp_path: Path) -> None:
    (said,) = refused(demo(), overlay(tmp_path, 'set = { "rules.quotas.每个教学点最多接收2人.max" = "2%" }'))
    assert said.startswith(
        "what-if.toml: scenario '情景': demo-policy.toml: rules.quotas entry 3 '每个教学点最多接收2人'.max"
    )


def test_another_policy_is_told_by_its_name_and_keys_and_edited_on(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('name = "另"\ndate = "2026-08"\nseed = "1"\n', encoding="utf-8")
    own = Base.of(demo().district, {"name": "本", "date": "2026-08", "seed": "1"}, "own.toml")
    made = vary(own, overlay(tmp_path, 'policy = "other.toml"\nset = { lottery = false }'))
    assert made.told[0].en == "the policy other.toml '另' instead; keys that differ: name"
    assert any(text.en.startswith("New: No draw") for text in made.told[1:])
    assert made.case.policy == Policy(name="另", date="2026-08", seed="1", lottery=False)


def test_everything_travels_and_equal_words_have_equal_records(tmp_path: Path) -> None:
    text = """
[[scenarios]]
name = "一"
set = { "rules.subject_balance.floor" = 0.9, date = 2026-09-01 }
drop = ["rules.split_couples"]
add = { tiers = "moves" }
facts = [
    { table = "schools", column = "编制数", where = { area = ["乡村", "镇区"] }, percent = 2.5 },
    { close = "2199000604" },
    { table = "locks", rows = [{ "工号" = "001003", "动作" = "留任" }] },
]
"""
    (one,) = written(tmp_path, text).scenarios
    (two,) = written(tmp_path, text.replace('name = "一"', 'name = "二"')).scenarios
    assert pickle.loads(pickle.dumps(one)) == one
    assert json.loads(json.dumps(one.record())) == two.record() == one.record()
    first, second = vary(demo(), one), vary(demo(), pickle.loads(pickle.dumps(two)))
    assert (first.told, first.document, first.case.policy) == (second.told, second.document, second.case.policy)
    assert json.dumps(written(tmp_path, text.replace("0.9", '"90%"')).scenarios[0].record()) != json.dumps(one.record())
    error = OverlayError(first.told)
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


def test_what_does_not_fit_the_tables_is_named_once_with_its_scenarios(tmp_path: Path) -> None:
    bad = """
[[scenarios]]
name = "{}"
set = {{ "leaders" = {{ "任职" = "校长" }} }}
"""
    small = (
        bad.format("一")
        + bad.format("二")
        + """
[[scenarios]]
name = "三"
facts = [{ table = "schools", column = "headcount", set = 1 }]
[[scenarios]]
name = "四"
facts = [{ close = "0" }]
"""
    )
    said = [text.en for text in faults(demo(), written(tmp_path, small).scenarios)]
    assert said[0].startswith("what-if.toml: scenarios entry 4 '四'.facts entry 1.close")
    assert sum("no such column in teachers" in text and "1 more scenario alike" in text for text in said) == 1
    assert any("scenario '三'" in text and "fewer than the" in text for text in said)


def test_a_key_without_effect_is_a_warning_the_base_does_not_have(tmp_path: Path) -> None:
    lines = 'add = { "goals.prefer" = { name = "男", who = { sex = "男" } } }\ndrop = ["tiers.prefer"]'
    told = checked(demo(), [overlay(tmp_path, lines)])
    assert told.faults == ()
    assert any("no tier names prefer: no effect" in text.en for text in told.warnings)
    assert checked(demo(), [BASELINE]).warnings == ()


NUMBERS = st.lists(st.integers(0, 9), min_size=2, max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(NUMBERS, st.integers(1, 30), st.sampled_from(["equal", "establishment"]))
def test_what_is_added_and_taken_away_again_gives_the_baseline(
    tmp_path: Path, numbers: list[int], total: int, by: str
) -> None:
    rows = [{"school_id": f"S{i}", "establishment": n + 1} for i, n in enumerate(numbers)]
    own = base(district(schools=rows))
    fact = f'{{ table = "schools", column = "establishment", total = {total}, by = "{by}" }}'
    there = vary(own, overlay(tmp_path, f"facts = [{fact}]")).case
    assert there.district["schools"]["establishment"].sum() == sum(numbers) + len(rows) + total
    back = "".join(
        f'{{ table = "schools", column = "establishment", where = {{ school_id = "S{i}" }}, set = {n + 1} }},'
        for i, n in enumerate(numbers)
    )
    again = vary(own, overlay(tmp_path, f'set = {{ name = "x" }}\nfacts = [{fact}, {back}]')).case
    for name, table in own.district.tables.items():
        assert table.equals(again.district[name])
        assert (table.dtypes == again.district[name].dtypes).all()
