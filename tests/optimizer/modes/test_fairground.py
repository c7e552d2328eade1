"""Mode `two-way` as a policy asks for it: the fair, and the rest by the tiers, with every rule kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from models.blocking import Fair
from models.case import Case
from models.check import check_plan
from models.plan import Move, Plan
from models.recount import Recount
from optimizer.events import Settings
from optimizer.modes.fairground import fair
from optimizer.modes.matched import clock
from optimizer.modes.stages import decide, staged_for
from tests.models.micro import district, plan, policy
from tests.optimizer.engine import every_plan
from tests.optimizer.modes.by_trying import small_cases
from tests.thorough import draws

pytestmark = pytest.mark.usefixtures("solved_here")

ONE = Settings(workers=1)


def test_what_a_fair_matched_can_be_completed_and_wrongs_nobody() -> None:
    seen: Counter[str] = Counter()
    for seed, drawn in small_cases(700_000, draws(14, 25)):
        case = replace(drawn, policy=drawn.policy.model_copy(update={"mode": "two-way"}))
        (stage,) = case.policy.steps
        matched = fair(staged_for(case, stage, ONE, clock(None)))
        recount = Recount(case.district, case.policy)
        whole = [p for p in every_plan(recount) if not check_plan(case.district, case.policy, p).breaches]
        assert (matched is None) == (not whole), seed
        if matched is None:
            continue
        formulated = matched.formulated
        held = formulated.plan(matched.chosen)
        assert any(set(held.moves) <= set(p.moves) for p in whole), seed
        closed: list[Move] = []
        for pair, _ in matched.closed:
            one = matched.chosen & False
            one[pair] = True
            closed += formulated.plan(one).moves
        assert Fair(recount, closed=closed).blocking(held) == [], seed
        seen["held"] += len(held.moves)
        seen["closed"] += len(closed)
    assert min(seen["held"], seen["closed"]) > draws(2, 5), seen


def test_two_full_schools_swap_by_designation_only() -> None:
    """Under `chain` neither can send before it takes; the tiers may make both change places at once."""
    made = district(
        ["A", "B"], ["a@A", "b@B"], posts=["A 1", "B 1"], outgoing=["a", "b"], choices=["a 1 B", "b 1 A"],
        school_choices=[
            {"school_id": "A", "rank": 1, "teacher_id": "b"}, {"school_id": "B", "rank": 1, "teacher_id": "a"}
        ],
    )  # fmt: skip
    fair_first = {
        "name": "双向选择", "mode": "two-way", "rules": {"release_first": {"mode": "chain"}},
    }  # fmt: skip
    asked = policy(stages=[fair_first, {"name": "指定", "mode": "optimise"}])
    outcome = decide(Case(made, asked), ONE)
    assert outcome.stages[0].matched == ()
    assert outcome.plan == plan("a>B", "b>A")
    alone = decide(Case(made, policy(mode="two-way", rules={"release_first": {"mode": "chain"}})), ONE)
    assert alone.plan == Plan(())
    at_once = decide(Case(made, policy(mode="two-way")), ONE)
    assert [m.teacher_id for m in at_once.stages[0].matched] == ["a", "b"]


def test_rows_that_only_together_leave_no_plan_close_a_pair() -> None:
    """a and b may both be taken by C by every row alone; but one of them must serve at D, where nobody else may go."""
    made = district(
        ["A", "C", "D"], ["a@A", "b@A"], posts=["A 2", "C 2", "D 1"], choices=["a 1 C", "b 1 C"],
        school_choices=[{"school_id": "C", "rank": r, "teacher_id": t} for r, t in ((1, "a"), (2, "b"))],
    )  # fmt: skip
    quota = {"name": "支援", "per": "destination", "to": {"school_id": "D"}, "min": 1}
    outcome = decide(Case(made, policy(mode="two-way", rules={"quotas": [quota]})), ONE)
    assert outcome.plan == plan("a>C", "b>D")
    assert [closed.move.teacher_id for closed in outcome.stages[0].closed] == ["b"]
