"""Choosing in rank order grants what trying every plan grants, and says truly why it refuses."""

from __future__ import annotations

from collections import Counter

from models.recount import Recount
from optimizer.events import Settings
from optimizer.modes.matched import clock
from optimizer.modes.rank_order import rank_order
from optimizer.modes.stages import staged_for
from tests.optimizer.modes.by_trying import applies, choose, small_cases

COUNT = 150


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
    print(seen)
