"""People choosing in rank order, from the tables to the folder and back: solve, the sheet, verify, verify --proof."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import load_workbook

from tests.app.command import call, solved_in

POLICY = """
name = "试行办法"
date = "2026-08"
tiers = ["fill", "distance"]
mode = "rank-order"
[[free]]
name = "人人"
"""
TABLES = {
    "学校表.csv": "学校代码,学校名称,编制数\n0001,甲校,4\n0002,乙校,3\n0003,丙校,3\n",
    "岗位表.csv": "学校代码,学段,学科,核定人数\n0001,小学,语文,4\n0002,小学,语文,1\n0003,小学,语文,1\n",
    "教师花名册.csv": "工号,姓名,现任教学校,任教学段,任教学科,量化得分\n"
    "01,赵一,0001,小学,语文,88\n02,钱二,0001,小学,语文,91.5\n03,孙三,0001,小学,语文,\n",
    "流出名单.csv": "工号\n01\n02\n",
    "志愿表.csv": "工号,志愿顺序,学校代码\n01,1,0002\n01,2,0003\n02,1,0002\n",
    "亲属关系表.csv": "教师甲,教师乙,关系\n01,02,夫妻\n",
}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solve once: a folder with the district, the policy and the plan."""
    base = tmp_path_factory.mktemp("chosen")
    done = solved_in(base, TABLES, POLICY)
    assert "按排名择校，2人已定，1个志愿因规则未准" in done.output
    return base


def verify(base: Path, plan: Path, *more: str) -> Result:
    return call("verify", base / "县", "--policy", base / "policy.toml", plan, "--lang", "zh", *more)


def record_of(plan: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    return read


def test_plan_json_tells_who_was_matched_and_why_a_choice_was_refused(solved: Path) -> None:
    record = record_of(solved / "plan")
    (stage,) = record["stages"]
    assert record["status"] == "optimal"
    assert (stage["name"], stage["mode"], stage["matched"], stage["unplaced"]) == ("按排名择校", "rank-order", 2, 0)
    assert {(m["teacher_id"], m["to_school"]) for m in stage["moves"]} == {("02", "0002"), ("01", "0003")}
    (refused,) = stage["refused"]
    assert (refused["teacher_id"], refused["to_school"], refused["turn"], refused["choice"]) == ("01", "0002", 2, 1)
    assert refused["proven"] is True
    assert refused["reason"].keys() == {"zh", "en"}
    assert "夫妻" not in json.dumps(stage, ensure_ascii=False)  # a family's facts stay out of a reason


def test_the_sheet_tells_turn_by_turn(solved: Path) -> None:
    book = load_workbook(solved / "plan" / "plan.xlsx")
    rows = list(book["择校过程"].iter_rows(values_only=True))
    assert "不得外传" in str(rows[0][0])
    told = [(row[2], row[5], row[7], row[8], row[9], row[12]) for row in rows[2:]]
    assert told == [
        (1, "02", "91.5", 1, "0002", "准"), (2, "01", "88", 1, "0002", "未准"), (2, "01", "88", 2, "0003", "准"),
    ]  # fmt: skip
    assert all(row[13] for row in rows[2:] if row[12] == "未准")


def test_verify_holds_the_folder_to_what_was_matched_and_a_bare_list_to_the_rules(solved: Path, tmp_path: Path) -> None:
    assert verify(solved, solved / "plan").exit_code == 0
    proven = verify(solved, solved / "plan", "--proof")
    assert proven.exit_code == 0, proven.output
    assert "已证明，可复算" in proven.output
    other = Path(shutil.copytree(solved / "plan", tmp_path / "plan"))
    moves = (other / "moves.csv").read_text(encoding="utf-8-sig")
    swapped = moves.replace("0002", "x").replace("0003", "0002").replace("x", "0003")
    (other / "moves.csv").write_text(swapped, encoding="utf-8-sig")
    told = verify(solved, other)
    assert told.exit_code == 1
    assert "[锁定]" in told.output
    assert "在前面的阶段已定往" in told.output
    assert verify(solved, other / "moves.csv").exit_code == 0


def test_stages_that_cannot_be_read_are_exit_2(solved: Path, tmp_path: Path) -> None:
    for spoilt in ({"moves": [{"teacher_id": "01"}]}, {"moves": 3}, {}, {"moves": [
        {"teacher_id": "99", "to_school": "0002", "stage": "小学", "subject": "语文"}]}):  # fmt: skip
        plan = Path(shutil.copytree(solved / "plan", tmp_path / "plan", dirs_exist_ok=True))
        record = record_of(plan)
        record["stages"] = [spoilt]
        (plan / "plan.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        told = verify(solved, plan, "--proof")
        assert told.exit_code == 2, spoilt
        assert "plan.json 不可读" in told.output


def test_a_refusal_not_proven_is_no_optimal_plan(solved: Path, tmp_path: Path) -> None:
    plan = Path(shutil.copytree(solved / "plan", tmp_path / "plan"))
    record = record_of(plan)
    record["stages"][0]["refused"][0]["proven"] = False
    (plan / "plan.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    told = verify(solved, plan)
    assert told.exit_code == 1
    assert "feasible" in told.output


def test_the_sheet_shows_the_score_the_policy_works_out(tmp_path: Path) -> None:
    (tmp_path / "县").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "县" / name).write_text(text, encoding="utf-8")
    score = '[[score.items]]\nname = "赵一"\nwho = { name = "赵一" }\npoints = 7\n'
    (tmp_path / "policy.toml").write_text(POLICY + score, encoding="utf-8")
    call("solve", tmp_path / "县", "--policy", tmp_path / "policy.toml", "--out", tmp_path / "plan", "--lang", "zh")
    rows = list(load_workbook(tmp_path / "plan" / "plan.xlsx")["择校过程"].iter_rows(values_only=True))
    assert [(row[2], row[5], row[7]) for row in rows[2:]] == [(1, "01", "7"), (2, "02", "0")]
