"""The rows of the program against the check of a finished plan, and the costs of goals against their recount.

On districts, policies and plans drawn at random: the rows hold exactly when the check finds no breach, over all
rules together and for each rule alone; and a goal is worth in the program what the recount counts. The last tests
break each rule on purpose and see that the comparison notices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import numpy as np
import pytest

from models.case import Case
from models.check import check_plan
from models.district import BoolArray
from models.draft import Draft
from models.formulate import Formulated, formulate
from models.goals.registry import GOALS
from models.pairs import Pairs, bound_by_choice, candidates
from models.plan import Plan
from models.policy import GoalName
from models.program import FREE, Program
from models.recount import Recount
from models.rules.registry import RULES
from models.rules.rule import Rule
from tests.models.random_policies import grown_plan, random_case, random_plan
from tests.thorough import draws

CASES, PLANS = draws(250, 600), 8
GROWN = draws(120, 300)
GOALS_IN_TURN: tuple[GoalName, ...] = (
    "place", "fill", "choice", "distance", "reunite", "structure", "moves", "prefer", "quota",
    "downgrade", "surplus", "changes",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A case, counted independently, and plans for it."""

    seed: int
    case: Case
    recount: Recount
    plans: tuple[Plan, ...]


@cache
def drawn() -> tuple[Drawn, ...]:
    """Draw the cases all tests here share."""
    found = []
    for seed in range(CASES):
        rng = Random(seed)
        case = random_case(rng, gentle=seed % 2 == 0)
        recount = Recount(case.district, case.policy)
        grown = grown_plan(rng, recount) if seed % 2 == 0 else None
        plans = [random_plan(rng, recount) for _ in range(PLANS)]
        found.append(Drawn(seed, case, recount, (*plans, *([grown] if grown else []))))
    return tuple(found)


def rows_hold(formulated: Formulated, plan: Plan) -> bool:
    """Whether the program admits a plan: every move an open pair, every row kept."""
    chosen = formulated.chosen(plan)
    return chosen is not None and formulated.program.matrix.holds(chosen)


def alone(rule: Rule, case: Case) -> Formulated:
    """Write the program of one rule: the pairs it leaves open, and its rows only."""
    pairs = candidates(case)
    closed = rule.closes(case, pairs) if rule.closes else np.zeros(len(pairs), dtype=bool)
    if rule.name == "one_place":
        closed = closed | bound_by_choice(case, pairs)
    draft = Draft(case, pairs.keep(~closed))
    if rule.rows is not None:
        rule.rows(draft)
    return Formulated(case, draft.pairs, Program(draft.matrix(()), tuple(draft.blocks), ()))


def speaks_of(rule: Rule, recount: Recount, plan: Plan) -> Plan:
    """Return the part of a plan one rule can be asked about alone.

    What closes a pair whatever the policy's rules say is told by `one_place`, a `stay` lock by `locks`; and where
    somebody moves twice, only `one_place` says anything.
    """
    if rule.name == "one_place":
        return Plan.of(tuple(m for m in plan.moves if m.teacher_id not in recount.stay))
    once = {m.teacher_id: m for m in reversed(plan.moves)}.values()
    return Plan.of(tuple(m for m in once if all(c.rule != "one_place" for c in recount.closings(m))
                         and (rule.name == "locks" or m.teacher_id not in recount.stay)))  # fmt: skip


def verdicts(rule: Rule) -> Iterator[tuple[int, Plan, bool, bool]]:
    """Yield seed, plan, what the rows say and what the check says, for one rule."""
    for draw in drawn():
        formulated = alone(rule, draw.case)
        for plan in draw.plans:
            part = speaks_of(rule, draw.recount, plan)
            yield draw.seed, part, rows_hold(formulated, part), RULES[rule.name].check(draw.recount, part) == []


def test_the_rows_of_all_rules_hold_exactly_when_the_check_finds_no_breach() -> None:
    seen: Counter[bool] = Counter()
    for draw in drawn():
        formulated = formulate(draw.case)
        for plan in draw.plans:
            breaches = [b for rule in RULES.values() for b in rule.check(draw.recount, plan)]
            assert rows_hold(formulated, plan) is (breaches == []), (draw.seed, plan, breaches)
            seen[breaches == []] += 1
    assert min(seen[True], seen[False]) > 0.05 * sum(seen.values()), seen


@pytest.mark.parametrize("name", RULES)
def test_the_rows_of_a_rule_hold_exactly_when_its_check_finds_no_breach(name: str) -> None:
    seen: Counter[bool] = Counter()
    for seed, plan, rows, check in verdicts(RULES[name]):
        assert rows is check, (seed, plan)
        seen[check] += 1
    assert min(seen[True], seen[False]) > 0.02 * sum(seen.values()), seen


def test_a_goal_is_worth_in_the_program_what_the_recount_counts() -> None:
    moved, seen = 0, {goal: set[int]() for goal in GOALS}
    for seed in range(GROWN):
        rng = Random(seed)
        tiers = [{goal: rng.randint(1, 5)} for goal in GOALS_IN_TURN]
        case = random_case(rng, gentle=True, baseline=seed % 3 > 0, tiers=[*tiers, {"fill": 2, "distance": 3}])
        recount = Recount(case.district, case.policy, case.baseline)
        plan = grown_plan(rng, recount)
        if plan is None:
            continue
        formulated = formulate(case)
        program, chosen = formulated.program, formulated.chosen(plan)
        assert chosen is not None
        x = program.matrix.complete(chosen)
        checked = check_plan(case.district, case.policy, plan, case.baseline)
        assert {name: goal.at(x) for name, goal in program.goals.items()} == dict(checked.goals), (seed, plan)
        assert tuple(tier.at(x) for tier in program.matrix.objectives) == checked.tiers, (seed, plan)
        # No policy without soft quotas, or without a lower title to be hired at, names these.
        assert set(program.goals) | {"quota", "downgrade"} == set(GOALS)
        moved += len(plan.moves) > 0
        for goal, value in checked.goals.items():
            seen[goal].add(value)
    assert moved > 0.2 * GROWN
    assert min(map(len, seen.values())) > 2, sorted((len(values), goal) for goal, values in seen.items())


Break = Callable[[Rule, pytest.MonkeyPatch], Rule]


def _no_rows(rule: Rule, patch: pytest.MonkeyPatch) -> Rule:
    return replace(rule, rows=lambda draft: None)


def _nothing_closed(rule: Rule, patch: pytest.MonkeyPatch) -> Rule:
    def closes(case: Case, pairs: Pairs) -> BoolArray:
        return np.zeros(len(pairs), dtype=bool)

    return replace(rule, closes=closes)


def _no_arcs(rule: Rule, patch: pytest.MonkeyPatch) -> Rule:
    patch.setattr(Draft, "add_acyclic", lambda *given: None)
    return rule


def _shifted(lower: int, upper: int) -> Break:
    add_rows = Draft.add_rows

    def shift(rule: Rule, patch: pytest.MonkeyPatch) -> Rule:
        def shifted(draft, owner, entries, low, high, count, say, **more) -> None:  # type: ignore[no-untyped-def]
            high = np.where(np.asarray(high) >= FREE, high, np.asarray(high) + upper)
            low = np.where(np.asarray(low) <= -FREE, low, np.asarray(low) + lower)
            add_rows(draft, owner, entries, low, high, count, say, **more)

        patch.setattr(Draft, "add_rows", shifted)
        return rule

    return shift


BREAKS: dict[str, Break] = {
    "no rows": _no_rows, "nothing closed": _nothing_closed, "no arcs": _no_arcs,
    "looser above": _shifted(0, 1), "tighter above": _shifted(0, -1),
    "looser below": _shifted(-1, 0), "tighter below": _shifted(1, 0),
}  # fmt: skip
ABOVE = ("looser above", "tighter above")
BELOW = ("looser below", "tighter below")
WAYS: dict[str, tuple[str, ...]] = {
    "one_place": ("no rows", *ABOVE),
    "establishment": ("no rows", "nothing closed", *ABOVE),
    "subject_balance": ("no rows", "nothing closed", *ABOVE, *BELOW),
    "avoidance": ("no rows", *ABOVE, *BELOW),
    "split_couples": ("no rows", *ABOVE, *BELOW),
    "release_first": ("no rows", "no arcs", *ABOVE),
    "routes": ("nothing closed",),
    "quotas": ("no rows", *ABOVE, *BELOW),
    "title_posts": ("no rows", *ABOVE),
    "balance": ("no rows", *ABOVE, *BELOW),
    # Two moves of one person to one school are `one_place`'s to forbid: no looser cap of `locks` admits a plan.
    "locks": ("no rows", "nothing closed", "tighter above", *BELOW),
    "returns": ("no rows", "nothing closed", "tighter above", *BELOW),
}


@pytest.mark.parametrize(("name", "way"), [(name, way) for name, ways in WAYS.items() for way in ways])
def test_a_rule_broken_on_purpose_is_noticed(name: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = BREAKS[way](RULES[name], monkeypatch)
    assert any(rows is not check for _, _, rows, check in verdicts(broken))


def test_every_rule_is_broken_in_some_way() -> None:
    assert WAYS.keys() == RULES.keys()
