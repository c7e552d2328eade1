"""`lungang who` where the policy has gates: a column of those that concern a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import group

POLICY = """
name = "试行办法"
date = "2026-08"
[[due]]
name = "满六年"
who = { years_in_school = { min = 6 } }
"""
GATE = """
[[gates]]
name = "评优"
who = { school_id = "0001" }
passes = { years_in_school = { min = 6 } }
"""
TABLES = {
    "学校表.csv": "学校代码,学校名称,编制数\n0001,甲校,3\n0002,乙校,3\n",
    "岗位表.csv": "学校代码,学段,学科,核定人数\n0001,小学,语文,2\n0002,小学,语文,2\n",
    "教师花名册.csv": "工号,姓名,现任教学校,任教学段,任教学科,进入本校年月\n"
    "01,赵一,0001,小学,语文,2015-09\n02,钱二,0001,小学,语文,2024-09\n03,孙三,0002,小学,语文,2012-09\n",
}


@pytest.mark.parametrize("gated", [True, False])
def test_the_gates_that_concern_a_person_are_shown(gated: bool, tmp_path: Path) -> None:
    folder, policy, out = tmp_path / "县", tmp_path / "policy.toml", tmp_path / "who.csv"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    policy.write_text(POLICY + GATE * gated, encoding="utf-8")
    words = ["who", str(folder), "--policy", str(policy), "--lang", "zh", "--out", str(out)]
    result = CliRunner().invoke(group, words)
    assert result.exit_code == 0, result.output
    rows = [line.split("\t") for line in result.output.splitlines() if line.startswith("0")]
    assert [row[6:] for row in rows] == ([["评优：达到"], ["评优：未达到"], ["-"]] if gated else [[], [], []])
    header = out.read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == "工号,姓名,学校,类别,条款,可调动" + ",门槛" * gated
