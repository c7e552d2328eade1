"""The questions a what-if file comes to, the keys of their answers, and what the answers tell together."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.district import District
from models.words import Text
from scenarios.whatif import task
from scenarios.whatif.engine.job import failed_row
from scenarios.whatif.file import WhatIf
from scenarios.whatif.overlay import BASELINE, Base, Overlay
from scenarios.whatif.study import Asked, Study, swept
from scenarios.whatif.task import Limits, Question, Relax, Solve, Trade, inputs_of, key_of
from tests.models.micro import district
from tests.scenarios.whatif.bases import base, written

LIMITS = Limits(60.0)
TWO = """
title = "试"
district = "demo"
policy = "demo"
frontier = ["fill", "moves"]
[[scenarios]]
name = "一"
set = { "rules.quotas.至多.max" = 1 }
[[scenarios]]
name = "二"
set = { "rules.quotas.至多.max" = 2 }
"""


def small(inputs: dict[str, str] | None = None, **keys: Any) -> Base:
    made = district(["A", "B", "C"], ["t1@A", "t2@A", "t3@B"], posts=["A 1", "B 2", "C 1"])
    known = District(made.tables, {"学校表.csv": "1"} if inputs is None else inputs, made.sources)
    quotas = [{"name": "至多", "max": 3}]
    return base(known, **{"rules": {"quotas": quotas}, **keys})


def what(folder: Path, text: str = TWO) -> WhatIf:
    return written(folder, text)


def keys(study: Study) -> dict[str, str]:
    """Return the key of every job, by its name."""
    return {job.name: job.key for job in study.jobs("zh", beside=True)}


def test_a_study_asks_the_baseline_first_then_each_scenario_once_then_what_stands_beside(tmp_path: Path) -> None:
    study = Study(what(tmp_path), "县", small(), LIMITS)
    jobs = list(study.jobs("zh", beside=True))
    assert [job.name for job in jobs[:3]] == ["基线", "一", "二"]
    assert [job.after for job in jobs] == [None, *[jobs[0].key] * (len(jobs) - 1)]
    assert {job.inputs for job in jobs} == {study.inputs}
    kinds = [type(pickle.loads(pickle.dumps(job.payload))[1]) for job in jobs]
    assert kinds[:4] == [Solve, Solve, Solve, Trade]
    assert set(kinds[4:]) == {Relax}
    assert len({job.key for job in jobs}) == len(jobs)
    assert [job.name for job in study.jobs("zh", beside=False)] == ["基线", "一", "二"]


def test_which_rules_are_priced_is_for_the_file_to_say(tmp_path: Path) -> None:
    def asked(line: str) -> list[str]:
        text = TWO.replace('frontier = ["fill", "moves"]', line)
        return [name for name in keys(Study(what(tmp_path, text), "县", small(), LIMITS)) if name.startswith("·")]

    assert asked("prices = false") == []
    assert asked('prices = ["quotas", "locks"]') == ["·比例与名额", "·锁定"]
    assert len(asked("prices = true")) > 5


def test_where_people_choose_first_nothing_stands_beside(tmp_path: Path) -> None:
    study = Study(what(tmp_path), "县", small(mode="rank-order"), LIMITS)
    assert list(keys(study)) == ["基线", "一", "二"]


def test_names_order_and_folders_change_no_key(tmp_path: Path) -> None:
    study = Study(what(tmp_path), "县", small(), LIMITS)
    (tmp_path / "elsewhere").mkdir()
    head, first, second = TWO.split("[[scenarios]]\n")
    other = "[[scenarios]]\n".join([head, second.replace("二", "乙"), first.replace("一", "甲")])
    again = Study(what(tmp_path / "elsewhere", other), "别名", small(), LIMITS)
    beside = {name: key for name, key in keys(study).items() if name.startswith("·")}
    assert {**beside, "基线": keys(study)["基线"], "甲": keys(study)["一"], "乙": keys(study)["二"]} == keys(again)


def test_tables_policy_limits_and_program_change_every_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [keys(Study(what(tmp_path), "县", small(), LIMITS))]
    for made, limits in (
        (small({"学校表.csv": "2"}), LIMITS),
        (small(tiers=["moves"]), LIMITS),
        (small(), Limits(61.0)),
        (small(), Limits(None)),
        (small(), Limits(60.0, 0.01)),
    ):
        known.append(keys(Study(what(tmp_path), "县", made, limits)))
    monkeypatch.setattr(task, "program_version", lambda: "another")
    known.append(keys(Study(what(tmp_path), "县", small(), LIMITS)))
    every = [key for found in known for key in found.values()]
    assert len(set(every)) == len(every)


def test_every_word_of_a_question_counts() -> None:
    inputs = inputs_of(small())
    asked: list[Question] = [
        Solve(BASELINE, LIMITS),
        Trade(("fill", "moves"), 5, LIMITS),
        Trade(("moves", "fill"), 5, LIMITS),
        Trade(("fill", "moves"), 6, LIMITS),
        Relax("quotas", LIMITS),
        Relax("locks", LIMITS),
    ]
    assert len({key_of(inputs, one) for one in asked}) == len(asked)
    assert key_of(inputs, Solve(replace(BASELINE, name="甲", file="x"), LIMITS)) == key_of(inputs, asked[0])


def test_scenarios_that_come_to_the_same_are_asked_once(tmp_path: Path) -> None:
    text = TWO.replace('max" = 2', 'max" = 1')
    study = Study(what(tmp_path, text), "县", small(), LIMITS)
    assert [one.same_as for one in study.scenarios] == ["", "一"]
    assert [job.name for job in study.jobs("zh", beside=False)] == ["基线", "一"]
    at = replace(study.scenarios[0].overlay, name="点", edits=(), at={"人数": "3"})
    found = Study(replace(what(tmp_path), scenarios=(at,)), "县", small(), LIMITS)
    assert [one.same_as for one in found.scenarios] == ["基线"]
    assert [job.name for job in found.jobs("zh", beside=False)] == ["基线"]


def one(study: Study, name: str) -> Asked:
    return next(asked for asked in (study.baseline, *study.scenarios) if asked.overlay.name == name)


def test_what_failed_was_never_reached_or_is_the_same_is_told_in_its_row(tmp_path: Path) -> None:
    text = TWO + '[[scenarios]]\nname = "三"\nset = { "rules.quotas.至多.max" = 1 }\n'
    study = Study(what(tmp_path, text), "县", small(), LIMITS)
    found = {one(study, "一").key: failed_row(Text("坏了", "it broke"))}
    told = study.comparison(found, {})
    assert [row.name for row in told.rows] == ["基线", "一", "二", "三"]
    assert [row.result.status for row in told.rows] == ["unknown", "failed", "unknown", "failed"]
    assert [row.same_as for row in told.rows] == ["", "", "", "一"]
    assert told.rows[1].result.said == (Text("坏了", "it broke"),)
    assert told.rows[0].result.said[0].en == "stopped before it was reached"
    assert [row.result.reached for row in told.rows] == [False, True, False, True]
    assert (told.frontier, told.prices, told.groups) == (None, (), {})
    sweep = swept(study.what, list(study.sweep_rows(found)), {})
    assert [(row.district, row.scenario, row.result.status) for row in sweep.rows] == [
        ("县", "基线", "unknown"), ("县", "一", "failed"), ("县", "二", "unknown"), ("县", "三", "failed"),
    ]  # fmt: skip


def test_a_scenario_is_laid_over_the_base_by_its_name(tmp_path: Path) -> None:
    study = Study(what(tmp_path), "县", small(), LIMITS)
    assert study.variant("基线").told == ()
    assert study.variant("二").case.policy.rules.quotas[0].max == 2
    assert isinstance(one(study, "二").overlay, Overlay)
    assert pickle.loads(study.blob).policy == study.base.policy
