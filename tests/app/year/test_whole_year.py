"""A year from its first day to its last, each step by its command, and what every step leaves behind."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from app.record.audit import audit
from app.record.record import Record
from tests.app.command import call
from tests.app.year.small import WHO, Walked, done

pytestmark = pytest.mark.usefixtures("solved_here")

PHASES = {
    "new": "draft", "solve": "draft", "publish": "published", "appeals": "appeals", "rerun": "rerun",
    "again": "published", "finalise": "final", "documents": "final", "close": "closed",
}  # fmt: skip
SAID = {
    "new": ("已建立2026年度档案", "4所学校，12名教师"),
    "solve": ("已证明最优", "已记入档案，第1次求解", "调动7人"),
    "publish": ("公示第1次求解的方案（调动7人", "公示到2026-07-07为止，期满次日起可以定稿"),
    "appeals": ("成立2件，不成立1件，待定0件", "“特殊情形”加上“重病”", "下一步：appeal 重算"),
    "rerun": ("与公示不同的4人（已证明最少）", "孙三（03）：公示去丙校（0003）小学数学，现在不动",
              "变动最少（4人变动）", "已记入档案，第2次求解"),
    "again": ("再次公示第2次求解的方案", "2026年7月10日至2026年7月16日（公示5个工作日"),
    "finalise": ("将第2次求解的方案定稿", "定稿后不能撤销", "已定稿。日志校验值"),
    "documents": ("个人通知7份", "22份文书已写入"),
    "close": ("归档，写出2027年的表格", "year new 2027 --district"),
}  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def places_of(path: Path) -> dict[str, tuple[str, str, str]]:
    return {row["teacher_id"]: (row["to_school"], row["stage"], row["subject"]) for row in rows_of(path)}


def test_every_step_says_what_it_did_and_leaves_the_year_where_it_should(year: Walked, tmp_path: Path) -> None:
    for step, phase in PHASES.items():
        record = year.at(step, tmp_path)
        assert Record.open(record).state().phase == phase, step
        assert audit(record) == ()
        for words in SAID[step]:
            assert words in year.said[step].output, step


def test_every_step_is_in_the_log_with_who_and_why(year: Walked, tmp_path: Path) -> None:
    record = year.at("close", tmp_path)
    lines = done("year", "log", record, "--lang", "zh").splitlines()
    entries = Record.open(record).entries()
    assert [entry.action for entry in entries] == [
        "new", "run", "publish", "appeals", "run", "publish", "finalise", "documents", "close",
    ]  # fmt: skip
    assert {entry.who for entry in entries} == {"孔笙"}
    assert "登记申诉：成立2件，不成立1件，待定0件：接访记录" in lines[3]
    assert [line.split()[-1] for line in lines] == [entry.hash[:16] for entry in entries]
    english = done("year", "log", record, "--lang", "en").splitlines()
    assert "entered the appeals: 2 upheld, 1 dismissed, 0 pending" in english[3]


def test_a_run_taken_out_of_the_record_stands_on_its_own(year: Walked, tmp_path: Path) -> None:
    record, out = year.at("close", tmp_path), tmp_path / "e"
    done("year", "export", record, "--out", out, "--lang", "zh")
    policy = tmp_path / "e-policy" / "policy.toml"
    assert policy.read_bytes() == (year.folder / "policy.toml").read_bytes()
    said = done("explain", out, "--teacher", "05", "--lang", "zh")
    assert "周五（05）" in said
    verified = done(
        "verify", out / "tables", "--policy", policy, out, "--baseline", out / "baseline.csv", "--proof", "--lang", "zh"
    )
    assert "违反硬规则0处" in verified
    assert "变动 4：已证明，可复算" in verified
    assert "提示：" not in verified  # every file is what it was when the plan was made


def test_changes_are_an_independent_difference_of_the_two_plans(year: Walked, tmp_path: Path) -> None:
    record = year.at("rerun", tmp_path)
    for number in ("1", "2"):
        done("year", "export", record, "--run", number, "--out", tmp_path / number, "--lang", "zh")
    was, now = (places_of(tmp_path / number / "moves.csv") for number in ("1", "2"))
    none = ("", "", "")
    everybody = {*was, *now}
    differ = {code: (was.get(code, none), now.get(code, none)) for code in everybody if was.get(code) != now.get(code)}
    told = {
        row["teacher_id"]: (
            (row["published_school"], row["published_stage"], row["published_subject"]),
            (row["to_school"], row["stage"], row["subject"]),
        )
        for row in rows_of(tmp_path / "2" / "changes.csv")
    }
    assert told == differ
    plan = json.loads((tmp_path / "2" / "plan.json").read_text(encoding="utf-8"))
    (changes,) = [tier for tier in plan["tiers"] if "changes" in tier["goals"]]
    assert (changes["value"], changes["proven"]) == (len(differ), True)
    assert places_of(tmp_path / "2" / "baseline.csv") == was


def test_next_year_begins_with_what_this_one_wrote(year: Walked, tmp_path: Path) -> None:
    left = year.folder / "明年"
    assert {path.name for path in left.iterdir()} == {"2027.xlsx", "policy-2027.toml"}
    record = tmp_path / "2027.lungang"
    words = ("--district", left / "2027.xlsx", "--policy", left / "policy-2027.toml", "--record", record, *WHO)
    assert "已建立2027年度档案" in done("year", "new", "2027", *words, "--lang", "zh")
    solved = call("year", "solve", record, *WHO, "--lang", "zh")
    assert solved.exit_code == 0, solved.output
    assert Record.open(record).state().runs[0].status == "optimal"
