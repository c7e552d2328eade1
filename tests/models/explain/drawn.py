"""Cases with many wishes and few places, and plans drawn for them."""

from __future__ import annotations

from random import Random

from models.case import Case
from models.plan import Plan
from models.recount import Recount
from tests.models.random_policies import random_plan
from tests.optimizer.modes.fairs import case_of


def drawn(seed: int) -> tuple[Case, Recount, Plan]:
    """Draw a case and a plan of it, now and then one that breaks rules."""
    case = case_of(seed, most=14, plain=True) if seed % 2 else case_of(seed)
    recount = Recount(case.district, case.policy)
    return case, recount, random_plan(Random(seed), recount)
