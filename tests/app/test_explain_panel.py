"""`explain` by counting alone, as a planner meets it: the panel, the difference of two plans, one school."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.app.command import call, solved_in
from tests.app.test_cli import POLICY, TABLES

pytestmark = pytest.mark.usefixtures("solved_here")

LOCKS = "工号,动作,学校代码\n01,必须去,0002\n"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solve once: 01 must go to school 0002, which wants two; 03 might come too, and its post would miss it as much."""
    base = tmp_path_factory.mktemp("panel")
    solved_in(base, {**TABLES, "锁定表.csv": LOCKS}, POLICY)
    return base


def test_the_panel_says_every_rule_and_goal(solved: Path) -> None:
    told = call("explain", solved / "plan", "--lang", "zh")
    assert told.exit_code == 0, told.output
    assert "目标·缺额：2（第1级）" in told.output
    assert "甲校（0001）小学语文核定2人，原有2人，流出1人，流入0人，流动后1人，缺1人。" in told.output
    assert "硬规则·锁定：违反0处\n  必须去的1条，照办1条。" in told.output
    assert told.output.count("硬规则·") == 12
    english = call("explain", solved / "plan", "--lang", "en").output
    assert "Goal 'shortage': 2 (tier 1)" in english
    assert "12 hard rules, 0 breaches." in english


def test_the_difference_of_two_plans_says_who_and_why(solved: Path, tmp_path: Path) -> None:
    edited = Path(shutil.copytree(solved / "plan", tmp_path / "改"))
    line = "teacher_id,to_school,stage,subject\n01,0002,小学,语文\n03,0002,小学,语文\n"
    (edited / "moves.csv").write_text(line, encoding="utf-8")
    told = call("explain", solved / "县", "--diff", solved / "plan", edited, "--lang", "zh")
    assert told.exit_code == 0, told.output
    assert "孙三（03）：方案一留在丙校（0003），方案二去乙校（0002）小学语文。" in told.output
    assert "-1 只在方案一：乙校（0002）小学语文核定2人，原有0人，流出0人，流入1人，流动后1人，缺1人。" in told.output
    assert "赵一（01）：" not in told.output
    same = call("explain", solved / "县", "--diff", solved / "plan", solved / "plan", "--lang", "en")
    assert "The two plans do not differ" in same.output
    assert "0 to 0" not in same.output


def test_a_school_says_who_comes_and_why_it_stays_short(solved: Path) -> None:
    told = call("explain", solved / "plan", "--school", "0002", "--lang", "zh")
    assert told.exit_code == 0, told.output
    assert "赵一（01）：从甲校（0001）小学语文来，任小学语文。" in told.output
    assert "小学语文为什么还缺1人" in told.output
    assert "可调动的2人：1人来了；1人留在原岗位，离开则那里同样缺人。" in told.output
    english = call("explain", solved / "plan", "--school", "0002", "--lang", "en").output
    assert "Movable, 2: 1 comes; 1 stays in a post that would then be as short." in english


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--school", "0009"), "学校表中没有代码 0009"),
        (("--school", "*"), "学校表中没有代码 *"),
        (("--school", "0002", "--fairness"), "一次只能问一项"),
        (("--diff",), "要写2个方案"),
    ],
)
def test_a_question_that_cannot_be_answered_is_exit_2(solved: Path, words: tuple[str, ...], said: str) -> None:
    refused = call("explain", solved / "plan", *words, "--lang", "zh")
    assert refused.exit_code == 2
    assert said in refused.output


def test_diff_and_school_together_are_exit_2(solved: Path) -> None:
    mixed = call("explain", "--diff", solved / "plan", solved / "plan", "--school", "0002", "--lang", "zh")
    assert mixed.exit_code == 2
    assert "一次只能问一项" in mixed.output


def test_a_plan_is_not_explained_by_tables_added_or_gone(solved: Path, tmp_path: Path) -> None:
    made = Path(shutil.copytree(solved, tmp_path / "县局"))
    (made / "县" / "流出名单.csv").write_text("工号\n01\n", encoding="utf-8")
    added = call("explain", made / "plan", "--lang", "zh")
    assert added.exit_code == 2
    assert "流出名单.csv 与求解时不同" in added.output
    (made / "县" / "流出名单.csv").unlink()
    (made / "县" / "锁定表.csv").unlink()
    gone = call("explain", made / "plan", "--lang", "zh")
    assert gone.exit_code == 2
    assert "锁定表.csv 与求解时不同" in gone.output


def test_what_holds_no_plan_is_said_so(solved: Path, tmp_path: Path) -> None:
    nowhere = call("explain", tmp_path / "无", "--lang", "zh")
    assert nowhere.exit_code == 2
    assert "这个文件或文件夹" in nowhere.output
    record = {"status": "infeasible", "tiers": [], "made_from": {"district": str(solved / "县")}, "policy": {}}
    (tmp_path / "无解").mkdir()
    (tmp_path / "无解" / "plan.json").write_text(json.dumps(record), encoding="utf-8")
    none = call("explain", tmp_path / "无解", "--lang", "zh")
    assert none.exit_code == 2
    assert "里没有方案：已证明无解" in none.output
