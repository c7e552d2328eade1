"""What each outcome of one person costs at best, found by trying every plan there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from models.case import Case
from models.plan import Plan
from models.recount import Recount
from optimizer.events import Settings
from optimizer.explain.again import STAY
from tests.models.random_policies import breaches, random_case
from tests.optimizer.engine import every_plan, worth

ONE = Settings(workers=1)
Tiers = tuple[int, ...]


@dataclass(frozen=True)
class Tried:
    """A small case with every plan that keeps the rules, best first."""

    seed: int
    case: Case
    recount: Recount
    valid: tuple[tuple[Tiers, Plan], ...]

    def best(self, code: str) -> dict[str, Tiers]:
        """Return outcome of a person -> the least tiers of any plan with it, best outcome first."""
        found: dict[str, Tiers] = {}
        for tiers, plan in self.valid:
            found.setdefault(outcome(plan, code), tiers)
        return found


def outcome(plan: Plan, code: str) -> str:
    return next((m.to_school for m in plan.moves if m.teacher_id == code), STAY)


def tried(*seeds: int) -> list[Tried]:
    """Draw cases, with the draw of the lottery as last tier, and try every plan of each."""
    found: list[Tried] = []
    for seed in seeds:
        case = random_case(Random(seed), gentle=True)
        case = replace(case, policy=case.policy.model_copy(update={"lottery": True}))
        recount = Recount(case.district, case.policy)
        plans = [p for p in every_plan(recount) if breaches(recount, p) == 0]
        found.append(Tried(seed, case, recount, tuple(sorted((worth(case, recount, plan), plan) for plan in plans))))
    return found
