"""How a worker answers: solved as alone, failed with its reason, priced without naming anybody."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from typing import Any

import numpy as np
import pytest

from models.change import kept_here
from models.district import District
from models.program import FREE
from models.words import Text, same
from optimizer.events import Settings
from optimizer.here import Here
from optimizer.modes.stages import decide
from scenarios.whatif.edits import Setting
from scenarios.whatif.facts import Closing
from scenarios.whatif.overlay import BASELINE, Base, Overlay, vary
from scenarios.whatif.result import Result
from scenarios.whatif.result_file import from_json
from scenarios.whatif.solving import SOLVING, Earlier, unnamed
from scenarios.whatif.task import Limits, Question, Relax, Solve, Trade, inputs_of, key_of
from tests.models.micro import district
from tests.optimizer.relaxed import cases
from tests.scenarios.whatif.bases import base

LIMITS = Limits(60.0)
HERE = same("这里")


def county(**tables: Any) -> District:
    return district(
        ["A", "B", "C", "D"],
        ["t1@A", "t2@A", "t3@A", "t4@B", "t5@B"],
        posts=["A 1", "B 1", "C 2", "D 2"],
        choices=["t1 1 C", "t2 1 D", "t3 1 C", "t4 1 D", "t5 1 C"],
        **tables,
    )


def small(made: District | None = None, **keys: Any) -> Base:
    rules = {"quotas": [{"name": "人数", "max": 2}], "subject_balance": {"over": "closed"}}
    return base(county() if made is None else made, **{"tiers": ["fill", "choice"], "rules": rules, **keys})


def setting(**values: object) -> Overlay:
    """Return a scenario that sets values; two underscores stand for a point."""
    return Overlay("情景", edits=tuple(Setting(HERE, key.replace("__", "."), value) for key, value in values.items()))


MORE = setting(rules__quotas__人数__max=3)
SCENARIOS = (
    MORE,
    setting(rules__quotas__人数__max=0),
    setting(rules__release_first={"mode": "chain"}),
    setting(mode="rank-order"),
    setting(mode="two-way"),
    setting(tiers=["choice", "fill"]),
    Overlay("停办", facts=(Closing(HERE, ("D",), "leave"),)),
)


def asked(made: Base, question: Question, earlier: Earlier | None = None, told: list[Any] | None = None) -> Any:
    """Answer a question as a process far away does: everything goes through pickle and JSON."""
    payload = pickle.loads(pickle.dumps((key_of(inputs_of(made), question), question)))
    before = None if earlier is None else json.loads(json.dumps(earlier))
    heard: list[Any] = [] if told is None else told
    answer = SOLVING.run(SOLVING.opened(pickle.dumps(made)), payload, before, 1, heard.append)
    return json.loads(json.dumps(answer))


def result(answer: Any) -> Result:
    return from_json(answer["result"])


@pytest.fixture(scope="module")
def baseline() -> Any:
    return asked(small(), Solve(BASELINE, LIMITS))


def test_a_baseline_hands_over_a_guide_and_counts_nobody_against_itself(baseline: Any) -> None:
    assert (baseline["status"], baseline["guide"] is not None) == ("optimal", True)
    assert (result(baseline).changed, result(baseline).goals["fill"]) == ((), 2)
    assert result(baseline).key == key_of(inputs_of(small()), Solve(BASELINE, LIMITS))


@pytest.mark.parametrize("overlay", SCENARIOS, ids=lambda one: str(one.edits or one.facts)[-40:])
def test_a_scenario_comes_to_what_it_comes_to_alone(baseline: Any, overlay: Overlay) -> None:
    answer = asked(small(), Solve(overlay, LIMITS), baseline)
    alone = decide(vary(small(), overlay).case, Settings(workers=1), run=Here())
    assert alone.plan is not None
    assert (answer["status"], answer["guide"]) == ("optimal", None)
    assert result(answer).moves == alone.plan.moves
    assert [(t.value, t.bound) for t in result(answer).tiers] == [(t.value, t.bound) for t in alone.tiers]
    placed = {move.teacher_id: move.to_school for move in result(baseline).moves}
    now = {move.teacher_id: move.to_school for move in result(answer).moves}
    other = {code for code in placed.keys() | now.keys() if placed.get(code) != now.get(code)}
    assert {one.teacher_id for one in result(answer).changed} == other


def test_where_people_choose_first_nothing_is_handed_over_and_scenarios_are_compared_all_the_same() -> None:
    made = small(mode="rank-order")
    first = asked(made, Solve(BASELINE, LIMITS))
    assert (first["status"], first["guide"]) == ("optimal", None)
    answer = asked(made, Solve(MORE, LIMITS), first)
    assert answer["status"] == "optimal"
    assert len(result(answer).changed) == 1
    assert asked(made, Relax("quotas", LIMITS), first) == {"status": "none"}


def test_an_impossible_baseline_leaves_its_scenarios_to_themselves() -> None:
    made = small(rules={"quotas": [{"name": "人数", "min": 6}]})
    first = asked(made, Solve(BASELINE, LIMITS))
    assert (first["status"], first["guide"]) == ("infeasible", None)
    assert any("6" in said.zh for said in result(first).said)
    answer = asked(made, Solve(setting(rules__quotas__人数__min=2), LIMITS), first)
    assert (answer["status"], result(answer).changed) == ("optimal", ())
    assert asked(made, Trade(("fill", "moves"), 3, LIMITS), first) == {"status": "none"}
    assert asked(made, Relax("quotas", LIMITS), first) == {"status": "none"}


@pytest.mark.parametrize("unchecked", [False, True])
def test_a_scenario_that_does_not_fit_fails_with_its_reason(baseline: Any, unchecked: bool) -> None:
    nowhere = Overlay("无此校", facts=(Closing(HERE, ("Z",), "stay"),), file="what-if.toml")
    answer = asked(small(), Solve(nowhere, LIMITS, unchecked), baseline)
    assert answer["status"] == "failed"
    assert "Z" in answer["said"][0][1]


def test_what_does_not_fit_the_tables_is_found_by_the_worker_where_nobody_looked_before(baseline: Any) -> None:
    wrong = setting(due=[{"name": "甲", "who": {"没有这一列": "是"}}])
    answer = asked(small(), Solve(wrong, LIMITS, unchecked=True), baseline)
    assert answer["status"] == "failed"
    assert any("没有这一列" in said for _, said in answer["said"])


def test_where_it_stands_is_told_in_words_that_travel(baseline: Any) -> None:
    heard: list[Any] = []
    asked(small(), Solve(MORE, LIMITS), baseline, heard)
    assert all(set(word) == {"tier", "value", "bound"} for word in heard)
    assert heard
    assert heard[0]["tier"][1]


def test_a_frontier_comes_by_rising_first_goal_and_tells_what_is_held(baseline: Any) -> None:
    answer = asked(small(), Trade(("fill", "moves"), 3, LIMITS), baseline)
    assert (answer["status"], answer["held"]) == ("done", [])
    assert answer["points"] == [[2, 2, True], [3, 1, True], [4, 0, True]]
    answer = asked(small(), Trade(("choice", "moves"), 3, LIMITS), baseline)
    assert (answer["held"], answer["points"]) == (["fill"], [[0, 2, True]])


def test_a_price_tells_the_unit_what_it_promised_and_what_it_bought(baseline: Any) -> None:
    quotas = asked(small(), Relax("quotas", LIMITS), baseline)
    assert (quotas["goal"], quotas["promised"], quotas["proven"]) == ("fill", 1, True)
    assert (quotas["before"], quotas["after"]) == ([2, 0], [1, 0])
    assert "at most 3" in quotas["change"][1]
    nothing = asked(small(), Relax("establishment", LIMITS), baseline)
    assert (nothing["change"], nothing["proven"]) == (None, True)
    assert asked(small(), Relax("routes", LIMITS), baseline) == {"status": "none"}  # it closes ways, and has no rows


def test_a_rule_without_a_price_is_not_called_proven_where_a_solver_had_to_close_a_tier(baseline: Any) -> None:
    told = json.loads(json.dumps(baseline))
    told["result"]["tiers"][0]["certified"] = 1
    nothing = asked(small(), Relax("establishment", LIMITS), told)
    assert (nothing["change"], nothing["proven"]) == (None, False)
    assert asked(small(), Relax("quotas", LIMITS), told)["promised"] == 1 + 1


def test_no_price_names_anybody() -> None:
    """Of every row of every rule that may give way, in counties drawn at random: people there are called 教师…"""
    seen, naming = Counter[str](), Counter[str]()
    for drawn in cases(70_000, 36):
        for block in drawn.formulated.program.blocks:
            for give in block.gives:
                bounds = drawn.matrix.row_upper if give.side > 0 else drawn.matrix.row_lower
                there = np.abs(bounds[block.first : block.first + block.count]) < FREE
                for i in np.flatnonzero(there & (np.asarray(give.most) > 0))[:4].tolist():
                    change = give.change(i, 1)
                    said = unnamed(change, block.owner)
                    assert "教师0" not in said.zh + said.en, (drawn.seed, block.owner, said)
                    assert said.zh
                    assert said.en
                    seen[block.owner] += 1
                    naming[block.owner] += "教师0" in change.text.zh
    assert {rule for rule, count in naming.items() if count} >= {"avoidance", "locks", "split_couples", "returns"}
    assert len(seen) > 6
    made = kept_here(cases(70_000, 1)[0].case, (0, 1), Text("教师000、教师001", "000, 001"))
    assert "教师" not in unnamed(made, "split_couples").zh
