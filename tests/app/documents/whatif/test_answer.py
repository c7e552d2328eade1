"""The answer: at most five sentences, every number of them in the data, nothing the data does not carry."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.whatif.answer import SENTENCES, answer
from app.documents.whatif.figures import ending
from app.documents.whatif.lines import merged, told_once
from app.documents.whatif.page import badge
from models.plan import TierResult
from models.words import Text
from scenarios.whatif.comparison import Comparison, Group
from scenarios.whatif.result import Result, Status
from tests.app.documents.whatif.made import comparison, four, result

NAMES = "甲乙丙丁戊己庚辛壬癸子丑"
CHANGE = re.compile(r"([^；：，、（）“”]+?) ([\d,]+)%? → ([\d,]+)")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
STATUSES: tuple[Status, ...] = ("optimal", "optimal", "optimal", "feasible", "infeasible", "unknown", "failed")


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    results: list[Result] = []
    for name in NAMES[: draw(st.integers(2, len(NAMES)))]:
        if results and draw(st.integers(0, 4)) == 0:
            results.append(replace(draw(st.sampled_from(results)), key=name))
            continue
        movers = draw(st.integers(0, 12))
        values = [movers, draw(st.integers(0, 400)), draw(st.integers(0, 100)), draw(st.integers(0, 60)), 4]
        results.append(result(name, movers, draw(st.sampled_from(STATUSES)), draw(st.integers(0, 3)), values))
    return comparison(results)


@settings(max_examples=60, deadline=None)
@given(comparisons())
def test_every_number_of_the_answer_is_the_datas(told: Comparison) -> None:
    said = answer(told)
    assert len(said) <= SENTENCES
    known = {str(n) for n in range(len(told.rows) + 1)}  # how many scenarios, and the ranks of tiers
    for line in told.lines:
        known |= {str(value) for value in line.values if value is not None}
        if line.key == "moved":
            known |= {str(abs(value - (line.values[0] or 0))) for value in line.values if value is not None}
    for groups in told.groups.values():
        for group in groups["all"]:
            known |= {str(group.gain), str(group.lose), str(group.differ)}
    for row in told.rows:
        if not row.result.planned or row.result.status == "feasible":
            known |= {n.replace(",", "") for n in NUMBER.findall(ending(row.result).zh + str(row.result.said))}
    for sentence in said:
        for lang_said in sentence:
            assert {n.replace(",", "") for n in NUMBER.findall(lang_said)} <= known


@settings(max_examples=60, deadline=None)
@given(comparisons())
def test_what_a_scenario_buys_is_better_and_what_it_costs_is_worse(told: Comparison) -> None:
    titles = {line.title.zh: line for line in told_once(told)}
    names = [row.name for row in told.rows]
    for sentence in answer(told):
        whose = re.match(r"“(.)”：", sentence.zh)
        if whose is None:
            continue
        i = names.index(whose[1])
        for part in sentence.zh[4:].rstrip("。").split("；"):
            better = {"换来": ("less", "more"), "代价是": ("more", "less")}
            word = next((word for word in better if part.startswith(word)), "")
            for title, before, after in CHANGE.findall(part.removeprefix(word)):
                line = titles[title]
                was, now = int(before.replace(",", "")), int(after.replace(",", ""))
                assert (was, now) == (line.values[0], line.values[i])
                if word:
                    assert (now < was) == (line.better == better[word][0])
                else:
                    assert line.better == "neither"


def small(*values: tuple[int, int], status: Status = "optimal") -> Comparison:
    """Scenarios of two figures each, movers and shortage, the baseline first; nobody really moves."""
    results = [
        result(name, 0, status, 1, [moved, short, 50, 20, 4])
        for name, (moved, short) in zip(NAMES, values, strict=False)
    ]
    return comparison([replace(r, key=name) for r, name in zip(results, NAMES, strict=False)])


def test_the_goal_the_policy_puts_first_is_told_first() -> None:
    told = small((40, 30), (60, 29))
    tiers = (TierResult({"choice": 9}, 9, 9, True), TierResult({"fill": 30}, 30, 30, True))
    rows = (replace(told.rows[0], result=replace(told.rows[0].result, tiers=tiers)), told.rows[1])
    loud = replace(told.lines[2], key="loud", title=Text("别的", "another"), values=(50, 90))
    told = replace(told, rows=rows, lines=(loud, *told.lines))
    assert "换来流动后缺员 30 → 29 人、别的 50% → 90%" in answer(told)[0].zh


def test_a_small_one_by_hand() -> None:
    told = small((40, 30), (60, 10))
    told = replace(told, groups={"乙": {"all": (Group("all", 90, 12, 5, 3),)}})
    assert [s.zh for s in answer(told)] == [
        "“乙”：调动人数 40 → 60 人；换来流动后缺员 30 → 10 人；没有一项指标变差；"
        "与“甲”相比 12 人更好、5 人更差，3 人不同而看不出好坏。",
        "“甲”“乙”算出的是同一个方案。",
    ]
    assert answer(told)[0].en == (
        "'乙': people moved 40 → 60; it buys: shortage after 30 → 10 people; it worsens no figure; "
        "against '甲' 12 people fare better and 5 worse, 3 otherwise."
    )


def test_what_the_policy_puts_first_is_told_first_though_it_is_a_cost() -> None:
    told = small((40, 30), (40, 35))
    loud = replace(told.lines[2], key="loud", title=Text("别的", "another"), values=(50, 90))
    told = replace(told, lines=(loud, *told.lines))
    assert answer(told)[0].zh.startswith("“乙”：代价是流动后缺员 30 → 35 人；换来别的 50% → 90%")


def moved_and_way(movers: tuple[int, int], way: tuple[int, int], short: tuple[int, int] = (30, 30)) -> str:
    results = [
        replace(result(name, 0, "optimal", 1, [moved, lack, 50, minutes, 4]), key=name, goals={}, tiers=())
        for name, moved, minutes, lack in zip("甲乙", movers, way, short, strict=True)
    ]
    return answer(comparison(results))[0].zh


def test_a_figure_of_people_moved_is_not_sold_without_saying_that_fewer_move() -> None:
    aside = "（只计调动的人，比基线少调动 2 人）"
    assert f"换来平均路程 34 → 30 分钟{aside}" in moved_and_way((43, 41), (34, 30))
    assert f"代价是平均路程 30 → 34 分钟{aside.replace('少', '多')}" in moved_and_way((41, 43), (30, 34))
    assert "只计" not in moved_and_way((43, 43), (34, 30))
    assert "只计" not in moved_and_way((43, 41), (30, 34))  # fewer move, and still it is worse
    assert "只计" not in moved_and_way((43, 41), (34, 34), (30, 20))  # posts lack people, whoever moves


def test_the_aside_names_the_figures_it_is_of() -> None:
    said = moved_and_way((43, 41), (34, 30), (30, 20))
    assert "换来流动后缺员 30 → 20 人、平均路程 34 → 30 分钟（平均路程只计调动的人，比基线少调动 2 人）" in said


def test_figures_that_happen_to_be_equal_are_two_figures() -> None:
    told = small((40, 30), (60, 10))
    other = replace(told.lines[1], key="over", title=Text("超编学校", "schools over"))
    assert {"shortage", "over"} <= {line.key for line in told_once(replace(told, lines=(*told.lines, other)))}
    assert "fill" not in {line.key for line in told_once(told)}  # the goal is the measure under another name


def test_a_measure_that_stands_for_a_goal_says_so_and_takes_its_side() -> None:
    told = small((40, 30), (60, 10))
    moved = told.lines[0]
    goal = replace(moved, kind="goal", key="moves", title=Text("流动人数", "moves"), better="less")
    unranked, ranked = (merged((moved, goal), goals)[0] for goals in ((), ("moves",)))
    assert (unranked.better, ranked.better) == ("neither", "less")
    assert ranked.meaning.zh.endswith("即目标“流动人数”。")
    assert merged((moved, replace(goal, values=(40, 61)))) == (moved, replace(goal, values=(40, 61)))


def test_a_figure_not_proven_is_told_with_its_gap_under_the_name_everybody_understands() -> None:
    told = small((40, 30), (60, 10))
    open_goal = tuple(replace(line, bounds=(None, 9)) if line.key == "fill" else line for line in told.lines)
    assert "流动后缺员 30 → 10 人（未证明，差距 10.0%）" in answer(replace(told, lines=open_goal))[0].zh


def test_a_tier_nobody_came_to_has_no_bound_to_tell() -> None:
    told = small((40, 30), (60, 10))
    lines = tuple(replace(line, bounds=(None, 0)) if line.key == "fill" else line for line in told.lines)
    assert "流动后缺员 30 → 10 人（未证明，还没有下界）" in answer(replace(told, lines=lines))[0].zh


def test_no_figure_is_said_to_worsen_nowhere_while_one_does() -> None:
    told = small((40, 30), (60, 10))
    twin = next(line for line in told.lines if line.key == "moved")
    moves = replace(twin, kind="goal", key="moves", better="less")
    assert "没有一项指标变差" not in answer(replace(told, lines=(*told.lines, moves)))[0].zh


def test_equal_scenarios_are_said_to_be_equal() -> None:
    assert [s.en for s in answer(small((40, 30), (40, 30), (40, 30)))] == [
        "'甲', '乙' and 1 more come to the very same plan."
    ]


def test_too_many_for_a_sentence_each_are_told_by_figure() -> None:
    told = small(*((40 + i, 30 - i) for i in range(9)))
    said = [s.zh for s in answer(told)]
    assert "调动人数：“甲”最少（40 人），“壬”最多（48 人）。" in said
    assert "流动后缺员：“壬”最少（22 人），“甲”最多（30 人）。" in said
    assert len(said) <= SENTENCES


def test_without_the_baselines_plan_no_gain_is_told() -> None:
    told = comparison([result("甲", 0, "infeasible"), result("乙", 10, seed=2), result("丙", 20, seed=3)])
    said = " ".join(s.zh for s in answer(told))
    assert "“甲”没有方案，已证明：原因见下；没有基线的方案" in said
    assert "空编只有 3 人" not in said
    assert "没有基线的方案，得失无从比起" in said
    assert "更好、" not in said
    assert "调动人数：“乙”最少（10 人），“丙”最多（20 人）。" in said


def test_a_plan_not_proven_is_never_called_optimal() -> None:
    told = comparison([result("甲", 10), result("乙", 20, "feasible", seed=2)])
    assert answer(told)[-1].zh.startswith("没有证明最优、还可能更好的：“乙”可行，第 2 级“志愿”差距")
    assert badge(told) == Text(
        "2 个情景：1 个已证明最优，1 个未证明最优", "2 scenarios: 1 proven optimal, 1 not proven"
    )
    boast = replace(told.rows[1].result, tiers=(TierResult({"fill": 9}, 9, 9, True),))
    assert "最优" in ending(boast).zh
    assert ending(boast).zh.startswith("可行")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reasons_that_name_people_are_not_told(lang: str) -> None:
    told = four()
    named = Text("锁定把钱文静（700001）锁在本校。", "A lock keeps 钱文静 (700001).")
    rows = tuple(
        replace(row, result=replace(row.result, said=(named,))) if row.result.status == "infeasible" else row
        for row in told.rows
    )
    said = " ".join(s.say("zh" if lang == "zh" else "en") for s in answer(replace(told, rows=rows)))
    assert "700001" not in said
    assert ("原因见下" if lang == "zh" else "see below") in said


def test_what_was_not_reached_is_said_first_and_is_not_called_without_a_plan() -> None:
    told = small((40, 30), (60, 10), (50, 20))
    left = replace(told.rows[2].result, status="unknown", reached=False, said=(Text("没有算到", "not reached"),))
    told = comparison([told.rows[0].result, told.rows[1].result, left])
    said = [s.zh for s in answer(told)]
    assert said[0] == "1 个情景还没有算：“丙”；以下只说其余 2 个。"
    assert not any("没有方案" in s for s in said)
    assert badge(told).zh == "3 个情景：2 个已证明最优，1 个还没有算"


def test_who_is_worse_off_than_now_is_left_to_the_table_unless_nothing_else_differs() -> None:
    told = small((40, 30), (60, 10))
    now = replace(told.lines[1], key="worse_off", title=Text("比现在差", "worse off"), values=(55, 87))
    assert not any("比现在差" in s.zh for s in answer(replace(told, lines=(*told.lines, now))))
    alike = small((40, 30), (40, 30))
    assert "比现在差 55 → 87" in answer(replace(alike, lines=(*alike.lines, now)))[0].zh


def test_a_grid_is_told_by_its_axes_and_what_stands_beside_it_by_name() -> None:
    told = small((40, 30), (40, 30), (40, 30), (40, 20), (40, 20), (40, 3))
    places = [{}, *({"方式": way, "编制": posts} for way in ("统筹", "排名") for posts in ("0", "5")), {}]
    told = replace(told, rows=tuple(replace(row, at=at) for row, at in zip(told.rows, places, strict=True)))
    said = [s.zh for s in answer(told)]
    assert said[0] == "方式 统筹/排名：流动后缺员 30/20（其余怎样取值都如此）。"
    assert said[1] == "编制 0/5：各项都一样。"
    assert said[2].startswith("“己”：换来流动后缺员 30 → 3 人")
    assert not any("同一个方案" in s for s in said)
    assert len(said) <= SENTENCES


def test_where_a_point_of_an_axis_has_no_plan_the_axis_is_not_said_to_do_nothing() -> None:
    told = small((40, 30), (40, 30), (40, 30), (40, 30), (40, 30))
    places = [{}, *({"方式": way, "编制": posts} for way in ("统筹", "排名") for posts in ("0", "5"))]
    lost = replace(result("戊", 0, "infeasible"), measures={})
    told = comparison([*(row.result for row in told.rows[:-1]), lost])
    told = replace(told, rows=tuple(replace(row, at=at) for row, at in zip(told.rows, places, strict=True)))
    assert not any("都一样" in s.zh for s in answer(told))
