"""The check of a finished plan, whoever made it: every hard rule, and every goal counted anew.

It knows nothing of how plans are found (rulebook 4, 5 and 6, `rules`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.district import District
from models.goals.registry import GOALS
from models.plan import Breach, Move, Plan
from models.policy import Policy
from models.recount import Recount
from models.rules.registry import RULES


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


def check_plan(
    district: District,
    policy: Policy,
    plan: Plan,
    baseline: Plan | None = None,
    granted: tuple[Move, ...] = (),
) -> CheckResult:
    """Check a plan against every hard rule and count its goals.

    Parameters
    ----------
    district, policy : what the plan was made for.
    plan : any plan, edited by hand or found by a solver.
    baseline : the earlier plan it was to stay close to, if any.
    granted : moves its stages fixed, which it must make.
    """
    recount = Recount(district, policy, baseline, granted)
    found: dict[str, list[Breach]] = {name: rule.check(recount, plan) for name, rule in RULES.items()}
    tiers = policy.tiers_for(named=recount.named, baseline=baseline is not None)
    goals = {str(goal): GOALS[goal].value(recount, plan) for goal in dict.fromkeys(g for tier in tiers for g in tier)}
    return CheckResult(
        breaches=tuple(b for breaches in found.values() for b in breaches),
        counts={rule: len(breaches) for rule, breaches in found.items()},
        goals=goals,
        tiers=tuple(sum(weight * goals[goal] for goal, weight in tier.items()) for tier in tiers),
    )
