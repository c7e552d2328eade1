"""Everything a scenario's result tells, counted from what its solve came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from models.case import Case
from models.explain.gains import gains, unmatched
from models.explain.measures import MEASURES
from models.goals.registry import GOALS
from models.kin import SPOUSES
from models.plan import Outcome, Plan
from models.recount import Recount
from models.rules.registry import RULES
from models.tables import OUTSIDE
from scenarios.whatif.result import Result, RuleResult

UNTOLD = ("changes", "lottery", "lottery2")
"""Goals no comparison tells: they say which of equally good plans it is."""


def figured(
    key: str, case: Case, outcome: Outcome, baseline: tuple[Recount, Plan] | None = None, seconds: float = 0.0
) -> Result:
    """Count what a solve came to.

    Parameters
    ----------
    key : the name of the result.
    baseline : the baseline and its plan; None of the baseline itself, or where that has no plan.
    seconds : the time the solve took.
    """
    plan = outcome.plan
    if plan is None:
        return Result(key, outcome.status, seconds, outcome.tiers, said=outcome.explanation)
    recount = Recount(case.district, case.policy, case.baseline, outcome.granted)
    result = Result(
        key,
        outcome.status,
        seconds,
        outcome.tiers,
        goals={name: GOALS[name].value(recount, plan) for name in told_goals(case)},
        rules=_rules(recount, outcome, plan),
        measures={name: measure.count(recount, plan) for name, measure in MEASURES.items()},
        moves=plan.moves,
        flows=_flows(recount, plan),
        said=outcome.explanation,
    )
    if baseline is None:
        return result
    gone, new = unmatched(baseline[0], recount)
    changed, opened = gains(baseline, (recount, plan)), _opened(baseline[0], recount)
    return replace(result, changed=changed, opened=opened, gone=gone, new=new)


def told_goals(case: Case) -> tuple[str, ...]:
    """Name the goals that have a meaning for a case: those its tiers name, then those its tables and policy allow.

    Never `changes` or the draws: they say which of equally good plans it is.
    """
    district, goals, rules = case.district, case.policy.goals, case.policy.rules
    meant = {
        "place": district.named,
        "choice": len(district["choices"]) > 0,
        "reunite": SPOUSES in set(district["relations"]["kind"]) or any(district.teachers["spouse_zone"]),
        "structure": bool(goals.structure),
        "prefer": bool(goals.prefer),
        "quota": any(quota.binding == "soft" for quota in rules.quotas),
        "downgrade": rules.hires_lower,
    }
    asked = [goal for tier in case.tiers for goal in tier]
    allowed = [name for name in GOALS if meant.get(name, True)]
    return tuple(name for name in dict.fromkeys([*asked, *allowed]) if name not in UNTOLD)


def _rules(recount: Recount, outcome: Outcome, plan: Plan) -> dict[str, RuleResult]:
    """Return what keeping each rule came to; what the check of the solve did not count is counted here."""
    found = {}
    for name, rule in RULES.items():
        breaches = outcome.rules[name] if name in outcome.rules else len(rule.check(recount, plan))
        found[name] = RuleResult(breaches, sum(kept.at_limit for kept in rule.kept(recount, plan)))
    return found


def _opened(first: Recount, second: Recount) -> tuple[str, ...]:
    return tuple(
        code
        for code in sorted(first.people.keys() & second.people.keys())
        if second.movable(code) and not first.movable(code)
    )


def _flows(recount: Recount, plan: Plan) -> tuple[tuple[str, str, int], ...]:
    def zone(school: str) -> str:
        return OUTSIDE if school == OUTSIDE else recount.zone(school)

    found = Counter(
        (zone(recount.people[code].school), zone(move.to_school)) for code, move in recount.chosen(plan).items()
    )
    return tuple((left, entered, people) for (left, entered), people in sorted(found.items()))
