"""What differs between two plans: applied to the first, it gives the second; equal plans differ in nothing."""

from __future__ import annotations

from collections import Counter
from random import Random

from models.case import Case
from models.explain.difference import changed_moves
from models.explain.figures import changed_kept, changed_parts, figures
from models.explain.inputs_differ import differing_keys, differing_tables
from models.explain.panel import panel_diff
from models.goals.registry import GOALS
from models.plan import Plan
from models.recount import Recount
from tests.models.micro import district, plan, policy
from tests.models.random_policies import random_case, random_plan

Key = tuple[str, ...]
CASES = 40


def said(first: tuple[Case, Plan], second: tuple[Case, Plan]) -> str:
    """Say a difference as one text."""
    return "\n".join(text.zh for p in panel_diff(first, second) for text in (p.title, *p.lines))


def test_the_differences_applied_to_the_first_give_the_second() -> None:
    changes = 0
    for seed in range(CASES):
        rng = Random(seed)
        case = random_case(rng, gentle=seed % 2 == 0, baseline=seed % 3 > 0)
        recount = Recount(case.district, case.policy)
        first, second = (figures(case, random_plan(rng, recount)) for _ in range(2))
        for goal in GOALS:
            before, after = first.goal(goal), second.goal(goal)
            found = changed_parts(before.parts, after.parts)
            assert before.value + sum(change.after - change.before for change in found) == after.value, (seed, goal)
            sums: Counter[Key] = Counter()
            for part in before.parts:
                sums[part.key] += part.units
            for change in found:
                assert sums[change.key] == change.before != change.after, (seed, goal)
                sums[change.key] = change.after
            assert +sums == Counter({part.key: part.units for part in after.parts}), (seed, goal)
            changes += len(found)
        for was, now in zip(first.rules, second.rules, strict=True):
            told = {kept.key: kept.count for kept in was.kept}
            for one in changed_kept(was.kept, now.kept):
                told.pop(one.key, None)
                told |= {kept.key: kept.count for kept in now.kept if kept.key == one.key}
            assert told == {kept.key: kept.count for kept in now.kept}, (seed, was.name)
        moves = dict(first.moves)
        for code, (old, new) in changed_moves(first, second).items():
            assert moves.pop(code, None) == old
            moves |= {code: new} if new is not None else {}
        assert moves == second.moves
    assert changes > 10 * CASES


def test_a_plan_does_not_differ_from_itself() -> None:
    for seed in range(10):
        rng = Random(seed)
        case = random_case(rng, baseline=True)
        made = random_plan(rng, Recount(case.district, case.policy))
        (paragraph,) = panel_diff((case, made), (case, made))
        assert paragraph.title.zh == "两个方案没有不同"


MADE = district(["A", "B"], ["t@A", "u@A"], posts=["A 2", "B 1"], choices=["t 1 B"])


def test_only_what_differs_is_said() -> None:
    case = Case(MADE, policy(tiers=["fill", "moves"]))
    told = said((case, plan("t>B")), (case, plan("u>B")))
    assert "教师t（t）：方案一去学校B（B）初中语文（第1志愿），方案二留在学校A（A）。" in told
    assert "教师u（u）：方案一留在学校A（A），方案二去学校B（B）初中语文。" in told
    assert "缺额" not in told
    assert "学校A（A）：方案一" not in told  # its numbers are the same
    assert "目标·流动人数：1→1（+0）" in told  # the same number, of other people
    more = said((case, plan()), (case, plan("t>B", "u>B")))
    assert "目标·缺额：1→2（+1）" in more
    assert "违反0处→1处" in more  # two in a post for one
    assert "学校B（B）：方案一流出0、流入0、流动后0人、缺1人；方案二流出0、流入2、流动后2人、缺0人。" in more


def test_other_tables_policies_and_baselines_are_named() -> None:
    first = Case(MADE, policy())
    other = district(["A", {"school_id": "B", "establishment": 9}], ["u@A", "t@A"], posts=["A 2", "B 1"])
    changed = policy(tiers=["moves"], rules={"subject_balance": {"floor": 1}})
    second = Case(other, changed, baseline=plan("t>B"))
    assert differing_tables(MADE, other) == {"schools": (1, 1), "choices": (1, 0)}  # the order of people is no matter
    assert differing_keys(first.policy, changed) == ["rules.subject_balance", "tiers"]
    told = said((first, plan()), (second, plan()))
    assert "学校表不同：方案一独有1行，方案二独有1行。" in told
    assert "志愿表不同：方案一独有1行，方案二独有0行。" in told
    assert "政策不同的条目：rules.subject_balance、tiers。" in told
    assert "基准方案不同" in told
    assert differing_tables(MADE, MADE) == {}


def test_people_and_schools_only_one_plan_knows_are_named() -> None:
    other = district(["A", "C"], ["t@A", "x@A"], posts=["A 2", "C 1"])
    told = said((Case(MADE, policy()), plan("u>B")), (Case(other, policy()), plan("x>C")))
    assert "教师u（u）：方案一去学校B（B）初中语文，方案二不在花名册。" in told
    assert "教师x（x）：方案一不在花名册，方案二去学校C（C）初中语文。" in told
    assert "学校C（C）：方案一没有这所学校；" in told
