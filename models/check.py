"""The check of a finished plan, whoever made it: every hard rule, and every goal counted anew.

It knows nothing of how plans are found (rulebook 4, 5 and 6, `rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType

from models.district import District
from models.goals import changes, choice, distance, fill, lottery, moves, place, prefer, reunite, structure
from models.plan import Breach, Plan
from models.policy import Policy
from models.recount import Recount
from models.rules import (
    avoidance,
    establishment,
    locks,
    one_place,
    quotas,
    release_first,
    routes,
    split_couples,
    subject_balance,
)

RULES: tuple[ModuleType, ...] = (
    one_place, establishment, subject_balance, avoidance, split_couples, release_first, routes, quotas, locks,
)  # fmt: skip
"""The hard rules, in the rulebook's order."""

VALUES: Mapping[str, Callable[[Recount, Plan], int]] = {
    goal.NAME: goal.value
    for goal in (place, fill, choice, distance, reunite, structure, moves, prefer, changes, lottery)
} | {lottery.NAME2: lottery.value2}
"""Goal -> its value."""


@dataclass(frozen=True)
class CheckResult:
    """What a plan breaks, and what it is worth.

    Attributes
    ----------
    breaches : in the rulebook's order of rules.
    counts : rule -> number of breaches, every rule named.
    goals : goal -> value, for every goal some tier names.
    tiers : the weighted sum of each tier, first to last.
    """

    breaches: tuple[Breach, ...]
    counts: Mapping[str, int]
    goals: Mapping[str, int]
    tiers: tuple[int, ...]


def check_plan(district: District, policy: Policy, plan: Plan, baseline: Plan | None = None) -> CheckResult:
    """Check a plan against every hard rule and count its goals.

    Parameters
    ----------
    district, policy : what the plan was made for.
    plan : any plan, edited by hand or found by a solver.
    baseline : the earlier plan it was to stay close to, if any.
    """
    recount = Recount(district, policy, baseline)
    found: dict[str, list[Breach]] = {rule.NAME: rule.check(recount, plan) for rule in RULES}
    tiers = policy.tiers_for(named=recount.named, baseline=baseline is not None)
    goals = {str(goal): VALUES[goal](recount, plan) for goal in dict.fromkeys(g for tier in tiers for g in tier)}
    return CheckResult(
        breaches=tuple(b for breaches in found.values() for b in breaches),
        counts={rule: len(breaches) for rule, breaches in found.items()},
        goals=goals,
        tiers=tuple(sum(weight * goals[goal] for goal, weight in tier.items()) for tier in tiers),
    )
