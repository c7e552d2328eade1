"""Why people change: every link of a chain is a rule that would really break, and the appeals named are the causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from models.appeals.appeal import Appeal, Kind, upheld
from models.appeals.breaks import breaks
from models.appeals.hearing import heard
from models.case import Case
from models.check import check_plan
from models.plan import Breach, Plan
from models.rules.registry import RULES
from optimizer.appeal.chain import Changed, chains
from tests.models.micro import district, plan, policy
from tests.optimizer.appeal.reruns import Rerun, reruns


@cache
def told() -> tuple[tuple[Rerun, tuple[Changed, ...]], ...]:
    """Draw re-runs that change somebody, and say why."""
    drawn = [rerun for rerun in reruns(20_000, 90) if rerun.tried and rerun.tried[0][0][rerun.at]]
    return tuple((rerun, of(rerun)) for rerun in drawn)


def of(rerun: Rerun) -> tuple[Changed, ...]:
    found = breaks(rerun.before, rerun.appeals, rerun.published)
    return chains(rerun.case, rerun.published, rerun.tried[0][1], rerun.own, found)


def newly_placed(rerun: Rerun, changed: Changed) -> bool:
    """Whether a person of the list had no place as published: putting them back breaks no rule, only the first goal."""
    return changed.before is None and changed.teacher in rerun.recount.outgoing


def put_back(rerun: Rerun, changed: Changed) -> tuple[Breach, ...]:
    """Return what the new plan would break with one person as published."""
    others = [move for move in rerun.tried[0][1].moves if move.teacher_id != changed.teacher]
    moves = [*others, *([changed.before] if changed.before else [])]
    return check_plan(rerun.case.district, rerun.case.policy, Plan.of(moves), rerun.published).breaches


def test_everybody_who_changes_is_named_once() -> None:
    several = 0
    for rerun, changes in told():
        assert len(changes) == rerun.tried[0][0][rerun.at], rerun.seed
        assert len({changed.teacher for changed in changes}) == len(changes)
        several += len(changes) > 1
    assert several >= 8


def test_nobody_can_be_put_back_alone() -> None:
    for rerun, changes in told():
        for changed in changes:
            assert put_back(rerun, changed) or newly_placed(rerun, changed), (rerun.seed, changed)


def test_everybody_has_an_appeal_to_blame() -> None:
    for rerun, changes in told():
        rows = {appeal.row for appeal in upheld(rerun.appeals)}
        for changed in changes:
            assert changed.appeals or newly_placed(rerun, changed), (rerun.seed, changed)
            assert set(changed.appeals) <= rows, (rerun.seed, changed)


def test_each_link_hangs_on_the_one_before() -> None:
    lengths: Counter[int] = Counter()
    for rerun, changes in told():
        by = {changed.teacher: changed for changed in changes}
        for changed in changes:
            lengths[len(changed.chain)] += 1
            if changed.chain and changed.chain[-1].through:
                through = by[changed.chain[-1].through]
                assert (through.appeals, through.chain) == (changed.appeals, changed.chain[:-1]), rerun.seed
                assert through.teacher not in {changed.teacher, *(link.through for link in through.chain)}
    assert lengths[1] >= 10
    assert lengths[2] + lengths[3] >= 1


def test_the_rule_of_the_last_link_would_be_broken() -> None:
    seen = 0
    for rerun, changes in told():
        for changed in changes:
            broken = {breach.rule for breach in put_back(rerun, changed)}
            if changed.chain and broken:
                said = changed.chain[-1].why
                titles = {f"[{RULES[rule].title.zh}]" for rule in broken}
                assert any(said.zh.startswith(title) for title in titles), (rerun.seed, said.zh, broken)
                seen += 1
    assert seen >= 8


def test_without_the_appeals_named_nobody_would_change() -> None:
    """Unless that places more people, or an appeal left aside had been overruled by another about the same person."""
    seen = 0
    for rerun, changes in told():
        if (
            max(Counter(appeal.teacher_id for appeal in upheld(rerun.appeals) if appeal.teacher_id).values(), default=0)
            > 1
        ):
            continue
        named = {row for changed in changes for row in changed.appeals}
        without = replace(rerun, appeals=tuple(a for a in rerun.appeals if a.row not in named))
        assert without.tried, rerun.seed
        values = without.tried[0][0]
        moved = {move.teacher_id for move in rerun.published.moves}
        assert values[rerun.at] == 0 or values[0] < len(rerun.recount.outgoing - moved), rerun.seed
        seen += 1
    assert seen >= 12


def upheld_one(row: int, kind: Kind, teacher: str = "", **more: object) -> Appeal:
    return Appeal(row, teacher, kind, ruling="upheld", ruled_by="王", **more)  # type: ignore[arg-type]


def why(
    case: Case, published: Plan, new: Plan, *appeals: Appeal, known: Mapping[int, Sequence[Breach]] | None = None
) -> dict[str, tuple[tuple[int, ...], list[tuple[str, str]]]]:
    """Return who changes, because of which appeals, by which rules and through whom."""
    after = replace(heard(case, appeals), baseline=published)
    own = {appeal.teacher_id: [appeal.row] for appeal in appeals if appeal.teacher_id}
    found = chains(after, published, new, own, breaks(case, appeals, published) if known is None else known)
    return {c.teacher: (c.appeals, [(link.why.zh, link.through) for link in c.chain]) for c in found}


LINE = ["A", "B", "C", "D"]


def line(**rules: object) -> Case:
    """Three people, each at a school of one place; D is empty."""
    made = district(
        [{"school_id": s, "establishment": 1} for s in LINE],
        ["t1@A", "t2@B", "t3@C"],
        posts=[f"{s} 1" for s in LINE],
    )
    return Case(made, policy(rules={"subject_balance": {"over": "no-worse"}, **rules}))


def test_one_pushes_the_next_along() -> None:
    """t1 was to go to B, t2 to C, t3 to D; t3 may not go, so neither may t2, nor t1."""
    never = upheld_one(2, "never", "t3", school_id="D")
    found = why(line(), plan("t1>B", "t2>C", "t3>D"), plan(), never)
    assert found["t3"] == ((2,), [])
    assert [through for _, through in found["t2"][1]] == ["t3"]
    assert [through for _, through in found["t1"][1]] == ["t3", "t2"]
    assert all(appeals == (2,) for appeals, _ in found.values())
    assert "学校B" in found["t1"][1][-1][0]


def test_a_ring_is_blamed_on_who_closes_it() -> None:
    """Under chain t2, who must now go to A, leaves t1 no way to B."""
    must = upheld_one(3, "must", "t2", school_id="A")
    case = line(release_first={"mode": "chain"}, establishment={"over": "no-worse"})
    found = why(case, plan("t2>C", "t3>D", "t1>B"), plan("t2>A", "t1>D"), must)
    assert found["t2"] == ((3,), [])
    assert found["t1"][0] == (3,)
    assert found["t1"][1][-1] == ("[先流出再流入] 会成环", "t2")


def test_who_is_placed_after_all_is_told_who_made_room() -> None:
    case = line()
    listed = replace(
        case,
        district=case.district.with_table(
            "outgoing", district(LINE, ["t1@A", "t3@C"], outgoing=["t1", "t3"])["outgoing"]
        ),
    )
    never = upheld_one(4, "never", "t3", school_id="D")
    found = why(listed, plan("t3>D"), plan("t1>D"), never)
    assert found["t1"][0] == (4,)
    assert found["t1"][1][0][1] == "t3"
    assert "腾出了位置" in found["t1"][1][0][0]


def test_room_left_open_is_said_to_be() -> None:
    case = line()
    listed = replace(
        case, district=case.district.with_table("outgoing", district(LINE, ["t1@A"], outgoing=["t1"])["outgoing"])
    )
    found = why(listed, plan(), plan("t1>D"))
    assert found == {"t1": ((), [("在流出名单上，公布时未安置，现有位置可安置", "")])}


def test_who_left_the_roster_is_not_passed_over() -> None:
    found = why(line(), plan("t1>D", "t9>C"), plan("t1>D"))
    assert found == {"t9": ((), [("已不在教师花名册中", "")])}


def test_no_cause_is_guessed_for_a_change_without_need() -> None:
    """A plan that was stopped on the way: t1 goes elsewhere for nothing, though an own appeal was upheld."""
    choice = upheld_one(2, "choice", "t1", school_id="D")
    found = why(line(), plan("t1>D"), plan(), choice)
    assert found == {"t1": ((), [])}


def test_appeals_that_only_together_break_a_rule_are_told_so() -> None:
    """Each of the two cuts leaves room enough; where nothing else is known, 0 stands for several."""
    breach = Breach("establishment", RULES["establishment"].title, ("t1",))
    cut = upheld_one(2, "establishment", school_id="D", value="0")
    assert why(line(), plan("t1>D"), plan(), cut, known={0: (breach,)})["t1"][0] == (0,)
    assert why(line(), plan("t1>D"), plan(), cut, known={0: (breach,), 2: (breach,)})["t1"][0] == (2,)
