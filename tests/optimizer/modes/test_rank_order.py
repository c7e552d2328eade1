"""Choosing in rank order grants what trying every plan grants, and says truly why it refuses."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Case
from models.check import check_plan
from models.formulate import formulate
from models.policy import Policy
from models.recount import Recount
from optimizer.events import Settings
from optimizer.modes.matched import clock
from optimizer.modes.rank_order import rank_order
from optimizer.modes.registry import MODES
from optimizer.modes.stages import staged_for
from tests.models.random_policies import random_case
from tests.optimizer.engine import plan_of, run
from tests.optimizer.modes.by_trying import applies, choose, small_cases
from tests.thorough import draws

COUNT = draws(50, 110)


def test_who_gets_what_is_what_trying_every_plan_says() -> None:
    seen: Counter[str] = Counter()
    for seed, case in small_cases(500_000, COUNT):
        (stage,) = case.policy.steps
        matched = rank_order(staged_for(case, stage, Settings(workers=1), clock(None)))
        wanted = choose(case)
        if wanted is None or matched is None:
            assert wanted is None, seed
            assert matched is None, seed
            seen["impossible"] += 1
            continue
        moves = matched.formulated.plan(matched.chosen).moves
        assert moves == wanted.granted, seed
        recount = Recount(case.district, case.policy)
        refused = [a.move for a in matched.asked if a.refused and recount.closed(a.move) is None]
        assert [m for m in refused if applies(recount, m)] == list(wanted.refused), seed
        assert all(a.proven for a in matched.asked), seed
        seen["granted"] += len(moves)
        seen["refused"] += len(wanted.refused)
        seen["chain" if case.policy.rules.release_first.mode == "chain" else "pool"] += 1
        seen["named" if case.district.named else "selected"] += 1
        seen["left"] += matched.unplaced or 0
    wanted_kinds = ("granted", "refused", "pool", "chain", "named", "selected", "impossible", "left")
    assert min(seen[kind] for kind in wanted_kinds) > draws(2, 5), seen


@settings(max_examples=draws(20, 40), deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_whatever_was_granted_a_plan_keeps_every_rule(seed: int) -> None:
    rng = Random(seed)
    drawn = random_case(rng, gentle=True)
    raw = drawn.policy.model_dump(mode="json", by_alias=True, exclude_none=True)
    stages = [
        {"name": "一", "mode": rng.choice(("rank-order", "optimise")), "who": {"score": {"min": 70}}},
        {"name": "二", "mode": "rank-order"},
    ]
    case = Case(drawn.district, Policy.model_validate({**raw, "stages": stages}))
    for stage in case.policy.steps:
        matched = MODES[stage.mode](staged_for(case, stage, Settings(workers=1), clock(None)))
        if matched is None:
            assert run(formulate(case).program.matrix).chosen is None
            return
        moves = matched.formulated.plan(matched.chosen).moves
        case = replace(case, granted=tuple(sorted((*case.granted, *moves))))
    formulated = formulate(case)
    found = plan_of(formulated, run(formulated.program.matrix))
    assert found is not None
    assert check_plan(case.district, case.policy, found, None, case.granted).breaches == ()
