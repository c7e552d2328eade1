"""Years under other policies: people who chose in turn or two-way, weights, lent people, posts of titles; no plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.record.record import Record
from tests.app.command import call
from tests.app.year.small import AFTER, BEFORE, HEADER, POLICY, TABLES, WHO, Walked, done, write

pytestmark = pytest.mark.usefixtures("solved_here")

ROSTER = TABLES["教师花名册.csv"].splitlines()
LENT = "05"
"""Whose personnel relation is with another school."""
SCORED = TABLES | {
    "教师花名册.csv": f"{ROSTER[0]},量化得分,职称,人事关系所在学校\n"
    + "".join(
        f"{line},{80 + i * 1.5},一级教师,{'0001' if line.startswith(LENT) else ''}\n"
        for i, line in enumerate(ROSTER[1:])
    ),
    "岗位职数表.csv": "学校代码,职称,职数\n0001,一级教师,5\n0002,一级教师,4\n0003,一级教师,4\n0004,一级教师,3\n",
}
STAGED = """
[[stages]]
name = "双选"
mode = "two-way"
[stages.rules.release_first]
mode = "chain"
[[stages]]
name = "指派"
mode = "optimise"
"""
WAYS = {
    "rank order, score counts": POLICY.replace("tiers =", 'mode = "rank-order"\ntiers =')
    + '[goals.choice]\nweight = "score"\n[rules.title_posts]\nregime = "hard"\n',
    "two-way, then designation": POLICY + STAGED,
}


@pytest.mark.parametrize("way", WAYS)
def test_what_stages_matched_is_kept_by_changing_the_fewest(tmp_path: Path, way: str) -> None:
    base = write(tmp_path / "base", SCORED, WAYS[way])
    record, policy = base / "2026.lungang", base / "policy.toml"
    done("year", "new", "2026", "--district", base / "县", "--policy", policy, "--record", record, *WHO)
    assert "人已定" in done("year", "solve", record, *WHO, "--lang", "zh")
    done("year", "publish", record, *BEFORE, *WHO)
    done("year", "appeals", record, base / "申诉.csv", *WHO)
    said = done("appeal", record, *WHO, "--out", tmp_path / "re", "--lang", "zh")
    assert "（已证明最少）" in said
    told = json.loads((tmp_path / "re" / "plan.json").read_text(encoding="utf-8"))
    assert "stages" not in told  # the choosing was over
    changed = {code for code in ("01", "03", "05", "07", "08", "09", "12") if f"（{code}）：公示" in said}
    assert {"03"} <= changed < {"01", "03", "05", "07", "08", "09", "12"}
    verified = done(
        "verify", tmp_path / "re" / "tables", "--policy", policy, tmp_path / "re",
        "--baseline", tmp_path / "re" / "baseline.csv", "--proof", "--lang", "zh",
    )  # fmt: skip
    assert "违反硬规则0处" in verified
    assert "提示：" not in verified
    for asked in (("--teacher", "12"), ("--fairness",)):
        done("explain", tmp_path / "re", *asked, "--lang", "zh")
    done("year", "finalise", record, *WHO)
    done("year", "documents", record, "--out", tmp_path / "papers", *WHO)
    done("year", "close", record, "--out", tmp_path / "next", *WHO)


def test_rulings_no_plan_can_keep_are_entered_told_and_leave_the_year_where_it_was(
    year: Walked, tmp_path: Path
) -> None:
    record = year.at("publish", tmp_path)
    rows = "01,指定去向,0003,x,成立,委,,,,,,,\n05,指定去向,0003,x,成立,委,,,,,,,\n08,留任,,x,成立,委,,,,,,,\n"
    (tmp_path / "无解.csv").write_text(HEADER + rows, encoding="utf-8-sig")
    done("year", "appeals", record, tmp_path / "无解.csv", *WHO)
    result = call("appeal", record, *WHO, "--lang", "zh")
    assert result.exit_code == 3
    assert "已记入档案，第2次求解" in result.output
    assert "互相矛盾的要求" in result.output
    state = Record.open(record).state()
    assert (state.phase, state.runs[-1].status) == ("appeals", "infeasible")
    status = done("year", "status", record, "--lang", "zh")
    assert "这样裁定没有方案（原因见下）" in status
    assert "互相矛盾的要求" in status
    for asked in (("documents", "--run", "2", "--out", str(tmp_path / "x")), ("compare", "--run", "1", "--run", "2")):
        refused = call("year", asked[0], record, *asked[1:], "--lang", "zh")
        assert (refused.exit_code, "第2次求解没有方案，已证明无解" in refused.output) == (2, True)
    assert not (tmp_path / "x").exists()
    for step in (("finalise",), ("publish", *AFTER)):
        assert call("year", step[0], record, *step[1:], *WHO).exit_code == 2
    done("year", "appeals", record, year.folder / "驳回.csv", *WHO)
    done("year", "finalise", record, *WHO)


@pytest.mark.parametrize("seed", [1])
def test_with_nothing_upheld_nobody_changes_in_a_county_drawn_at_random(tmp_path: Path, seed: int) -> None:
    county, plan, again = tmp_path / "c", tmp_path / "plan", tmp_path / "re"
    done("generate", "--movers", "30", "--schools", "6", "--seed", str(seed), "--out", county)
    done("solve", county / "district", "--policy", county / "policy.toml", "--out", plan)
    (tmp_path / "a.csv").write_text(HEADER, encoding="utf-8-sig")
    done("appeal", plan, "--appeals", tmp_path / "a.csv", "--out", again)
    assert (again / "moves.csv").read_bytes() == (plan / "moves.csv").read_bytes()
