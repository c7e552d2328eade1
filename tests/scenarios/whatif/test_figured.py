"""What a scenario's result tells: its goals and rules as the score panel counts them, and everybody's lot."""

from __future__ import annotations

import pytest

from models.case import Case
from models.explain.figures import figures
from models.explain.gains import gains
from models.explain.measures import MEASURES
from models.goals.registry import GOALS
from models.plan import Outcome, Plan, TierResult
from models.recount import Recount
from models.rules.registry import RULES
from models.words import Text
from scenarios.whatif.figured import figured, told_goals
from scenarios.whatif.result import Result, RuleResult
from tests.models.explain.drawn import drawn
from tests.models.micro import Row, district, plan, policy

SCHOOLS: list[Row] = [
    {"school_id": "A", "zone": "东", "establishment": 3},
    {"school_id": "B", "zone": "西"},
    {"school_id": "C", "zone": "东"},
    "D",
]
PEOPLE: list[Row] = ["x@A", "y@A", "z@A", "w@*", "v@D"]


def result(case: Case, made: Plan, baseline: tuple[Recount, Plan] | None = None) -> Result:
    return figured("k", case, Outcome("optimal", made, rules=dict.fromkeys(RULES, 0)), baseline, 2.5)


def case_of(people: list[Row] = PEOPLE, tables: dict[str, list[Row]] | None = None, **asked: object) -> Case:
    return Case(district(SCHOOLS, people, **(tables or {})), policy(**asked))


@pytest.mark.parametrize("seed", range(30))
def test_goals_and_rules_are_those_of_the_score_panel(seed: int) -> None:
    case, recount, made = drawn(seed)
    counted = figures(case, made)
    found = figured("k", case, Outcome("feasible", made), None, 1.0)
    for name, value in found.goals.items():
        assert value == counted.goal(name).value == sum(part.units for part in counted.goal(name).parts)
    asked = {goal for tier in case.tiers for goal in tier} - {"changes", "lottery", "lottery2"}
    assert asked <= found.goals.keys()
    without = GOALS.keys() - found.goals.keys() - {"lottery", "lottery2"}
    assert [name for name in without if GOALS[name].value(recount, made)] == []
    for rule in counted.rules:
        assert found.rules[rule.name].breaches == len(rule.breaches)
        if rule.name not in ("quotas", "balance"):  # these name places within their limits too
            assert found.rules[rule.name].at_limit == sum(not kept.whole for kept in rule.kept)
    assert set(found.measures) == set(MEASURES)
    assert sum(people for *_, people in found.flows) == len(recount.chosen(made)) == found.measures["moved"]


def test_goals_without_a_meaning_are_left_out() -> None:
    assert told_goals(case_of()) == ("fill", "distance", "moves", "surplus")
    rich: dict[str, list[Row]] = {"choices": ["x 1 B"], "outgoing": ["x"], "relations": ["x 夫妻 y"]}
    goals = {
        "structure": [{"name": "女", "who": {"sex": "女"}}],
        "prefer": [{"name": "女", "who": {"sex": "女"}, "weight": 1}],
    }
    quota = {"name": "软", "max": 1, "binding": "soft"}
    lower = {"regime": "downgrade", "ladder": ["高级", "一级"]}
    case = case_of(tables=rich, goals=goals, rules={"quotas": [quota], "title_posts": lower}, lottery=True)
    assert set(told_goals(case)) == GOALS.keys() - {"changes", "lottery", "lottery2"}
    assert told_goals(case)[:2] == ("place", "fill")
    assert "choice" in told_goals(case_of(tiers=["choice"]))


def limits(case: Case, made: Plan) -> dict[str, int]:
    return {name: rule.at_limit for name, rule in result(case, made).rules.items() if rule.at_limit}


def test_places_at_their_limit() -> None:
    assert limits(case_of(), plan("x>B")) == {}
    assert limits(case_of(), plan()) == {"establishment": 1}  # A is full
    most = {"name": "至多", "max": 1}
    assert limits(case_of(rules={"quotas": [most]}), plan("x>B")) == {"quotas": 1}
    assert limits(case_of(rules={"quotas": [{**most, "max": 2}]}), plan("x>B")) == {}
    each = {"name": "每校", "max": 1, "per": "destination"}
    assert limits(case_of(rules={"quotas": [each]}), plan("x>B", "y>C")) == {"quotas": 2}
    even = {"name": "对等", "from": {"zone": "东"}, "to": {"zone": "西"}, "slack": 1}
    assert limits(case_of(rules={"balance": [even]}), plan("x>B")) == {"balance": 1}
    assert limits(case_of(rules={"balance": [{**even, "slack": 2}]}), plan("x>B")) == {}


def test_issued_numbers_at_their_limit() -> None:
    def found(low: int | None, high: int | None) -> int:
        line: Row = {"school_id": "B", "direction": "in", "min": low, "max": high}
        return limits(case_of(tables={"quotas": [line]}), plan("x>B")).get("quotas", 0)

    assert [found(1, None), found(None, 1), found(0, 2), found(1, 1), found(0, None)] == [1, 1, 0, 1, 0]


def test_flows_tell_schools_without_zone_and_who_comes_from_outside() -> None:
    assert result(case_of(), plan("x>B", "y>C", "z>B", "w>B", "v>C")).flows == (
        ("", "东", 1), ("*", "西", 1), ("东", "东", 1), ("东", "西", 2),
    )  # fmt: skip


def test_against_the_baseline_stand_gains_who_may_move_now_and_who_is_new() -> None:
    base = case_of(due=[{"name": "x", "who": {"teacher_id": "x"}}])
    wider = Case(district(SCHOOLS, ["x@A", "y@A", "n@B"]), policy())
    first = (Recount(base.district, base.policy), plan("x>B"))
    found = result(wider, plan("y>C"), first)
    assert found.changed == gains(first, (Recount(wider.district, wider.policy), plan("y>C")))
    assert [one.teacher_id for one in found.changed] == ["x", "y"]
    assert (found.opened, found.gone, found.new) == (("y",), ("v", "w", "z"), ("n",))
    alone = result(wider, plan("y>C"))
    assert (alone.changed, alone.opened, alone.gone, alone.new) == ((), (), (), ())


def test_a_scenario_without_plan_tells_why_and_nothing_else() -> None:
    why = (Text("两条规则相互矛盾。", "Two rules contradict each other."),)
    tiers = (TierResult({"fill": 1}, 0, 0, proven=False),)
    found = figured("k", case_of(), Outcome("infeasible", tiers=tiers, explanation=why), None, 3.0)
    assert found == Result("k", "infeasible", 3.0, tiers, said=why)
    assert not found.planned


def test_what_the_solve_checked_is_not_counted_again() -> None:
    counted_elsewhere = Outcome("feasible", plan("x>B"), rules={"locks": 7})
    found = figured("k", case_of(), counted_elsewhere, None, 1.0)
    assert found.rules["locks"] == RuleResult(7, 0)
    assert found.rules["one_place"].breaches == 0
    assert (found.seconds, found.moves) == (1.0, plan("x>B").moves)
