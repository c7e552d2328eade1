"""What is said of a case that nothing fits, and the same asked by trying every plan there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

import pytest

import optimizer.explain.impossible
from models.case import Case
from models.change import CellChange, Change, applied
from models.district import IntArray
from models.plan import Plan
from models.recount import Recount
from models.rules.registry import RULES
from optimizer.brancher import Inline
from optimizer.events import Settings
from optimizer.explain.impossible import Diagnosis, diagnose
from tests.models.random_policies import random_case
from tests.optimizer.engine import every_plan, plans_there_are

_MOVED = (
    "establishment", "headcount", "vacancy", "school_vacancy", "post_vacancy", "required", "current", "inflow",
    "kin_here", "score", "占比差", "category",
)  # fmt: skip
"""Columns that a repair may change, or that follow what it changes."""


def keeps_every_rule(recount: Recount, plan: Plan) -> bool:
    return not any(rule.check(recount, plan) for rule in RULES.values())


def possible(case: Case, most: int = 5_000) -> bool | None:
    """Whether some plan keeps every rule, by trying them all; None where they are too many."""
    recount = Recount(case.district, case.policy, case.baseline)
    if plans_there_are(recount) > most:
        return None
    return any(keeps_every_rule(recount, plan) for plan in every_plan(recount))


def diagnosed(case: Case, placed: IntArray | None = None) -> Diagnosis:
    """Diagnose in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimizer.explain.impossible, "Apart", Inline)
        return diagnose(case, Settings(seconds=60, workers=1), placed)


def smaller(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    """Yield the changes with one of them a unit less: a number one nearer to what it was, anything else left out."""
    for change in changes:
        rest = tuple(other for other in changes if other is not change)
        step = 0 if not isinstance(change, CellChange) else int(change.new > change.old) - int(change.new < change.old)
        if isinstance(change, CellChange) and change.size > 1:
            rest = (*rest, replace(change, new=change.new - step))
        yield rest


def steady(case: Case, changes: Iterable[Change] = ()) -> bool:
    """Whether no filter of the policy reads what repairs change, and these change nobody's standing."""
    policy = case.policy
    read = repr((policy.barred, policy.deferred, policy.due, policy.free, policy.rules))
    if any(f"column='{column}'" in read for column in _MOVED) or "same=('establishment'" in read:
        return False
    before, after = (Recount(c.district, c.policy).standings for c in (case, applied(case, changes)))
    return before == after


@dataclass(frozen=True)
class Stuck:
    """A case in which moving nobody breaks a rule, whether any plan keeps them all, and what is said of it."""

    seed: int
    case: Case
    possible: bool
    said: Diagnosis


def stuck(seeds: Iterable[int], *, most: int = 150, calm: bool = False) -> list[Stuck]:
    """Draw cases and keep those with at most `most` plans to try; `calm`: whose policy reads nothing repairs change."""
    found: list[Stuck] = []
    for seed in seeds:
        rng = Random(seed)
        case = random_case(rng, gentle=rng.random() < 0.6)
        if calm and not steady(case):
            continue
        recount = Recount(case.district, case.policy)
        if plans_there_are(recount) > most or keeps_every_rule(recount, Plan(())):
            continue
        known = possible(case)
        assert known is not None
        found.append(Stuck(seed, case, known, diagnosed(case)))
    return found
