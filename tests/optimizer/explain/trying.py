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
from tests.optimizer.engine import every_plan, plans_there_are, worth

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


def tried(first: int, count: int, *, fewest: int = 12, most: int = 250, named: bool | None = None) -> list[Tried]:
    """Draw cases with a plan, between `fewest` and `most` plans to try, and the draw of the lottery as last tier."""
    found: list[Tried] = []
    seed = first
    while len(found) < count:
        seed += 1
        case = random_case(Random(seed), gentle=True)
        if named is not None and case.district.named is not named:
            continue
        case = replace(case, policy=case.policy.model_copy(update={"lottery": True}))
        recount = Recount(case.district, case.policy)
        if not fewest <= plans_there_are(recount) <= most:
            continue
        plans = [p for p in every_plan(recount) if breaches(recount, p) == 0]
        if plans:
            valid = sorted((worth(case, recount, plan), plan) for plan in plans)
            found.append(Tried(seed, case, recount, tuple(valid)))
    return found
