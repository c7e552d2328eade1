"""Two-way choosing from the tables to the folder and back: verify and the audit hold the stage to its promise."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.app.command import call, solved_in

pytestmark = pytest.mark.usefixtures("solved_here")

POLICY = """
name = "试行办法"
date = "2026-08"
tiers = ["moves"]
[[free]]
name = "人人"
[[stages]]
name = "双选会"
mode = "two-way"
[[stages]]
name = "指定"
mode = "optimise"
"""
TABLES = {
    "学校表.csv": "学校代码,学校名称,编制数\n0001,甲校,4\n0002,乙校,3\n0003,丙校,3\n",
    "岗位表.csv": "学校代码,学段,学科,核定人数\n0001,小学,语文,4\n0002,小学,语文,1\n0003,小学,语文,1\n",
    "教师花名册.csv": "工号,姓名,现任教学校,任教学段,任教学科,量化得分\n"
    "01,赵一,0001,小学,语文,88\n02,钱二,0001,小学,语文,91.5\n03,孙三,0001,小学,语文,\n",
    "志愿表.csv": "工号,志愿顺序,学校代码\n01,1,0002\n01,2,0003\n02,1,0002\n02,2,0003\n",
}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solve once: a folder with the district, the policy and the plan."""
    base = tmp_path_factory.mktemp("fair")
    solved_in(base, TABLES, POLICY)
    return base


def verify(base: Path, plan: Path, lang: str = "zh") -> Result:
    return call("verify", base / "县", "--policy", base / "policy.toml", plan, "--lang", lang)


def changed(base: Path, to: Path, change: Callable[[dict[str, Any]], object], *, exchange: bool = False) -> Path:
    """Copy the plan folder with its record changed; `exchange`: and the two schools changed in its moves."""
    plan = Path(shutil.copytree(base / "plan", to / "plan"))
    record = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    change(record)
    (plan / "plan.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    if exchange:
        moves = (plan / "moves.csv").read_text(encoding="utf-8-sig")
        swapped = moves.replace("0002", "x").replace("0003", "0002").replace("x", "0003")
        (plan / "moves.csv").write_text(swapped, encoding="utf-8-sig")
    return plan


def swap(record: dict[str, Any]) -> None:
    for move in record["stages"][0]["moves"]:
        move["to_school"] = {"0002": "0003", "0003": "0002"}[move["to_school"]]


def swap_and_close(record: dict[str, Any]) -> None:
    swap(record)
    pair = {"teacher_id": "02", "to_school": "0002", "stage": "小学", "subject": "语文"}
    record["stages"][0]["closed"].append({**pair, "reason": {"zh": "编的", "en": "made up"}})


def test_a_stage_as_solved_is_stable(solved: Path) -> None:
    record = json.loads((solved / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert {(m["teacher_id"], m["to_school"]) for m in record["stages"][0]["moves"]} == {("02", "0002"), ("01", "0003")}
    assert verify(solved, solved / "plan").exit_code == 0


def test_two_who_would_both_rather_are_a_false_claim(solved: Path, tmp_path: Path) -> None:
    """The record and the moves agree, and every rule and goal is as before: only the promise is broken."""
    plan = changed(solved, tmp_path, swap, exchange=True)
    told = verify(solved, plan)
    assert told.exit_code == 1
    said = "阶段“双选会”不稳定：钱二（02）更想去乙校（0002）小学语文，该校也更想要此人而不是赵一（01）。"
    assert said in told.output
    assert "违反硬规则0处" in told.output
    told = verify(solved, plan, "en")
    assert "phase '双选会' is not stable: 钱二 (02) would rather go to 乙校 (0002) 小学 语文" in told.output


def test_a_pair_the_stage_closed_does_not_count(solved: Path, tmp_path: Path) -> None:
    assert "不稳定" not in verify(solved, changed(solved, tmp_path, swap_and_close, exchange=True)).output


def test_a_stage_the_policy_lacks_is_a_false_claim(solved: Path, tmp_path: Path) -> None:
    told = verify(solved, changed(solved, tmp_path, lambda record: record["stages"][0].update(name="别的")))
    assert told.exit_code == 1
    assert "不在政策中" in told.output


def spoil(spoilt: dict[str, Any], record: dict[str, Any]) -> None:
    record["stages"][0].update(spoilt)


def test_closed_pairs_that_cannot_be_read_are_exit_2(solved: Path, tmp_path: Path) -> None:
    faults: list[dict[str, Any]] = [{"closed": [{}]}, {"closed": 3}, {"refused": ["x"]}, {"closed": "x"}]
    for number, spoilt in enumerate(faults):
        plan = changed(solved, tmp_path / str(number), partial(spoil, spoilt))
        told = verify(solved, plan)
        assert told.exit_code == 2, spoilt
        assert "plan.json 不可读" in told.output


def test_the_audit_speaks_both_languages_and_names_who_was_wronged(solved: Path, tmp_path: Path) -> None:
    asked = ("explain", solved / "plan", "--fairness", "--lang")
    zh, en = call(*asked, "zh"), call(*asked, "en")
    assert (zh.exit_code, en.exit_code) == (0, 0), zh.output
    assert "2人配成，因规则关闭0对（不算）。没有一个人和一所学校都更想要对方。承诺做到了。" in zh.output
    assert "没有人分高未得" in zh.output
    assert "乙校（0002）小学语文：按志愿调入1人，分数线91.5分；想去未得1人，最高88分。" in zh.output
    assert "The promise is kept." in en.output
    assert "乙校 (0002) 小学 语文: 1 came by choice, cut-off 91.5; 1 wanted in vain, highest score 88." in en.output
    spoilt = changed(solved, tmp_path, swap, exchange=True)
    told = call("explain", solved / "县", spoilt, "--fairness", "--lang", "zh").output
    assert "有1对都更想要对方，方案有误：" in told
    assert "钱二（02）（91.5分）第1志愿是乙校（0002）小学语文，结果去了第2志愿丙校（0003）小学语文" in told
    assert "赵一（01）（88分，低3.5分，第1志愿）去了那里。换过来不违反硬规则。" in told
    bare = call(
        "explain", solved / "县", spoilt / "moves.csv", "--policy", solved / "policy.toml", "--fairness", "--lang", "en"
    )
    assert bare.exit_code == 0, bare.output
    assert "nothing can be looked at" in bare.output
