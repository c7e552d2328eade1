"""What an earlier stage matched is locked: rows and check agree on any plan, and both speak of the person."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from models.check import check_plan
from models.formulate import formulate
from models.plan import Plan
from models.recount import Recount
from models.rules import locks
from models.rules.registry import RULES
from tests.models.micro import district, plan, policy
from tests.models.random_policies import grown_plan, random_case, random_plan
from tests.thorough import draws


def test_rows_hold_exactly_when_the_check_finds_no_breach() -> None:
    seen: Counter[bool] = Counter()
    for seed in range(draws(120, 260)):
        rng = Random(7_000_000 + seed)
        case = random_case(rng, gentle=True)
        grown = grown_plan(rng, Recount(case.district, case.policy))
        if grown is None or not grown.moves:
            continue
        granted = tuple(m for m in grown.moves if rng.random() < 0.6)
        case = replace(case, granted=granted)
        recount = Recount(case.district, case.policy, None, granted)
        formulated = formulate(case)
        drawn = random_plan(rng, recount)
        moved = {m.teacher_id for m in granted}
        rest = [m for m in drawn.moves if m.teacher_id not in moved]
        for tried in (grown, drawn, Plan.of([*granted, *rest]), Plan(())):
            chosen = formulated.chosen(tried)
            rows = chosen is not None and formulated.program.matrix.holds(chosen)
            breaches = [b for rule in RULES.values() for b in rule.check(recount, tried)]
            assert rows is (breaches == []), (seed, tried, breaches)
            seen[rows] += 1
    assert min(seen.values()) > 0.2 * sum(seen.values()), seen


def test_a_match_left_out_or_changed_is_a_breach_of_locks() -> None:
    tables = district(["A", "B", "C"], ["t1@A", "t2@A"])
    granted = plan("t1>B").moves
    for made, said in ((plan("t2>B"), "未调动"), (plan("t1>C"), "调往学校C")):
        found = check_plan(tables, policy(), made, None, granted).breaches
        assert [(b.rule, b.teachers, b.schools) for b in found] == [(locks.NAME, ("t1",), ("B",))]
        assert said in found[0].text.zh
    assert check_plan(tables, policy(), plan("t1>B", "t2>C"), None, granted).breaches == ()
