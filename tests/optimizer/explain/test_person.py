"""What one person is told: the facts and numbers of made-up districts so small that the answer is plain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import optimizer.explain.again
from models.case import Case
from models.district import District
from models.explain.paragraph import Paragraph
from models.plan import Outcome, Plan
from models.policy import Policy
from models.words import Lang
from optimizer.explain.again import Again, Answer
from optimizer.explain.person import explain_elsewhere, explain_teacher
from optimizer.modes.stages import decide
from tests.models.micro import district, plan, policy
from tests.optimizer.explain.trying import ONE

pytestmark = pytest.mark.usefixtures("solved_here")

LAW = policy(tiers=["fill", "choice"], lottery=True)


def say(told: tuple[Paragraph, ...], lang: Lang = "zh") -> str:
    return "\n".join(t.say(lang) for p in told for t in (p.title, *p.lines))


def teacher(tables: District, made: Plan, code: str, law: Policy = LAW, **more: Any) -> tuple[Paragraph, ...]:
    return explain_teacher(Case(tables, law), made, code, ONE, more.get("record"))


def elsewhere(tables: District, made: Plan, code: str, school: str, law: Policy = LAW) -> tuple[Paragraph, ...]:
    return explain_elsewhere(Case(tables, law), made, code, school, ONE, None)


def two(**more: object) -> District:
    """Two who both want B, which has one place; C has one too."""
    given: dict[str, object] = {
        "schools": ["A", "B", "C"],
        "teachers": [{"teacher_id": "t1", "school_id": "A", "score": 80.0}, "t2@A", "v@C"],
        "posts": ["A 0", "B 1", "C 2"], "choices": ["t1 1 B", "t2 1 B", "t1 2 C", "t2 3 C"],
    }  # fmt: skip
    return district(**{**given, **more})  # type: ignore[arg-type]


def test_a_mover_is_told_clause_choice_route_and_what_became_of_the_better_choice() -> None:
    # t1 at B and t2 at C counts 2 for the choices, the other way about 1.
    told = teacher(two(), plan("t2>B", "t1>C"), "t1")
    zh, en = say(told), say(told, "en")
    assert "教师t1（t1）：现在学校A（A）初中语文，调往学校C（C）初中语文（第2志愿）" in zh
    assert "属于应交流，依据“应交流”" in zh
    assert "积分80。" in zh
    assert "1.学校B（B）、2.学校C（C）；得第2志愿" in zh
    assert "第1志愿 学校B（B）：" in zh
    assert "最先变差的是第2级“志愿”：1→2（+1）" in zh
    assert "另有1人的去向随之不同：教师t2（t2）由调往学校B初中语文（第1志愿）改为调往学校C初中语文（第3志愿）" in zh
    assert "核定1人，现有0人，调出0人，调入1人，调整后1人，已满；调入的是教师t2（t2，第1志愿）" in zh
    assert "为什么要调动：如果仍留在学校A（A）" in zh
    assert "最先变差的是第1级“缺额”：0→1（+1）" in zh
    assert "The first to get worse is tier 2, 'choices': 1 to 2 (+1)." in en
    assert "choice 2" in en


def test_a_closed_choice_is_told_with_its_numbers_and_what_would_open_it() -> None:
    tables = two(schools=["A", {"school_id": "B", "establishment": 50, "headcount": 52}, "C"])
    told = say(teacher(tables, plan("t1>C"), "t1"))
    assert (
        "[编制] 学校B（B）编制50人，在编52人，已超编，不接收；编制至少53人才有空位（现50人），或在编先减到49人" in told
    )


def test_who_stays_though_movable_is_told_the_price_of_moving() -> None:
    told = say(teacher(two(posts=["A 2", "B 0", "C 2"], choices=[]), plan(), "t1"))
    assert "留在学校A（A）" in told
    assert "没有填报志愿" in told
    assert "其他去向中最好的1个" in told
    assert "1. 调往学校C（C）初中语文：" in told
    assert "各项目标都不变，只由摇号决定" in told
    assert "再没有别的去向" in told


def test_who_cannot_move_is_told_why_and_nothing_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Again, "_asked", lambda *_, **__: pytest.fail("solved"))
    deferred = policy(deferred=[{"name": "照顾", "words": "家有病人的", "who": {"teacher_id": "t1"}}])
    told = teacher(two(), plan("t2>B"), "t1", deferred)
    assert "任何方案都不能调动：属于暂缓交流（照顾）。" in say(told)
    assert "家有病人" not in say(told)
    assert "No plan may move this person, who is deferred (照顾)." in say(told, "en")
    assert "不在流出名单上" in say(teacher(two(outgoing=["t2"]), plan("t2>B"), "t1"))


def test_a_place_no_plan_can_give_is_said_to_be_impossible_with_the_rows_in_conflict() -> None:
    # t3 must go to B, where there is one place.
    tables = two(teachers=["t1@A", "t2@A", "t3@A", "v@C"], locks=["t3 must B"])
    told = elsewhere(tables, plan("t3>B", "t1>C"), "t1", "B")
    assert "做不到：没有任何遵守全部硬规则的方案能这样安排（已证明）" in say(told)
    assert "[锁定] 教师t3（t3）必须去学校B（B）" in say(told)
    assert "It cannot be done" in say(told, "en")


def test_relatives_are_not_named_as_such() -> None:
    tables = two(posts=["A 0", "B 2", "C 2"], relations=["t1 夫妻 t2"], locks=["t2 must B"])
    told = say(elsewhere(tables, plan("t2>B", "t1>C"), "t1", "B"))
    assert "[回避]" in told
    assert "夫妻" not in told
    assert "须回避" not in told


def test_somebody_asked_about_the_school_the_plan_gives_is_told_so() -> None:
    told = say(elsewhere(two(), plan("t2>B", "t1>C"), "t1", "C"))
    assert "教师t1（t1）在本方案中调往的就是学校C（C）" in told
    assert "其他去向中最好的" in told
    back = say(elsewhere(two(), plan("t2>B", "t1>C"), "t1", "A"))
    assert "如果教师t1（t1）留在学校A（A）" in back


def test_no_other_outcome_is_said_where_a_lock_decides() -> None:
    told = say(teacher(two(locks=["t1 must C"]), plan("t2>B", "t1>C"), "t1"))
    assert "已锁定必须去学校C（C）" in told
    assert "没有别的去向：任何遵守全部硬规则的方案都这样安排本人（已证明）" in told


def test_a_plan_that_could_be_better_and_one_that_breaks_rules_are_told_as_such() -> None:
    worse = say(teacher(two(), plan("t1>B", "t2>C"), "t1"))
    assert "最先变好的是第2级“志愿”：2→1（-1）" in worse
    broken = say(teacher(two(), plan("t1>B", "t2>B"), "t1"))
    assert "本方案违反硬规则1处" in broken


def test_what_a_stage_refused_is_quoted_and_its_choices_stand_in_the_way() -> None:
    law = policy(tiers=["fill", "choice"], lottery=True, mode="rank-order")
    tables = two(choices=["t1 1 B", "t2 1 B", "t2 2 C"])
    made = decide(Case(tables, law), ONE)
    assert made.plan == plan("t1>B", "t2>C")
    refused = [
        {**a.move._asdict(), "turn": a.turn, "choice": a.choice, "proven": a.proven, "reason": a.refused._asdict()}
        for stage in made.stages
        for a in stage.refused
        if a.refused is not None
    ]
    moves = [m._asdict() for m in made.granted]
    record = {"stages": [{"name": "择校", "mode": "rank-order", "refused": refused, "moves": moves, "closed": []}]}
    case = replace(Case(tables, law), granted=made.granted)
    told = explain_teacher(case, made.plan, "t2", ONE, record)
    zh, en = say(told), say(told, "en")
    assert "在阶段“择校”（按排名择校）中定下" in zh
    assert "阶段“择校”中第2个选择，初中语文未准：" in zh
    assert "其他人保持阶段中所定" in zh
    assert "前面的阶段中其他人已经选定的去处挡住了" in zh
    assert "In stage '择校', at turn 2" in en
    assert "without their choices such a plan exists" in en


def test_an_answer_without_proof_is_not_called_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer.explain.again, "answer_of", lambda *_: Answer(Outcome("unknown")))
    told = say(teacher(two(), plan("t2>B", "t1>C"), "t1"))
    assert "时间到" in told
    assert "已证明" not in told


def test_who_may_go_nowhere_is_told_what_closes_each_school() -> None:
    told = say(teacher(two(locks=["t1 never B", "t1 never C"], choices=[]), plan("t2>B"), "t1"))
    assert "[锁定] 已锁定不得去学校B（B）" in told
    assert "[锁定] 已锁定不得去学校C（C）" in told
