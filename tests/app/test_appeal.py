"""`lungang appeal` on a plan folder: who changes and why, a folder that stands on its own, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.app.command import call, solved_in
from tests.app.year.small import APPEALS as TEXT
from tests.app.year.small import HEADER, NOT_UPHELD, POLICY, TABLES, done

pytestmark = pytest.mark.usefixtures("solved_here")

IMPOSSIBLE = (
    HEADER + "01,指定去向,0003,x,成立,委,,,,,,,\n05,指定去向,0003,x,成立,委,,,,,,,\n08,留任,,x,成立,委,,,,,,,\n"
)
"""Two must go where one place is free, since who held the other now stays."""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published plan; tables, policy and registers of appeals lie beside it."""
    base = tmp_path_factory.mktemp("published")
    solved_in(base, TABLES, POLICY)
    for name, text in (("申诉", TEXT), ("驳回", NOT_UPHELD), ("无解", IMPOSSIBLE)):
        (base / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    return base / "plan"


@pytest.fixture(scope="module")
def rerun(plan: Path) -> Path:
    """The plan after the appeals."""
    out = plan.parent / "re"
    said = done("appeal", plan, "--appeals", plan.parent / "申诉.csv", "--out", out, "--frontier", "1", "--lang", "zh")
    assert "与公示不同的4人（已证明最少）" in said
    assert "孙三（03）：公示去丙校（0003）小学数学，现在不动。因为：申诉表第2行。" in said
    assert "周五（05）：按更正后的情况重新安排到" in said
    assert "变动最少（4人变动）" in said
    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_the_folder_holds_what_it_was_made_from(rerun: Path) -> None:
    assert {path.name for path in rerun.iterdir()} == {
        "plan.json", "proof.json", "moves.csv", "people.csv", "schools.csv", "plan.xlsx", "report.html",
        "changes.csv", "baseline.csv", "tables",
    }  # fmt: skip
    record = json.loads((rerun / "plan.json").read_text(encoding="utf-8"))
    told = record["appeals"]
    assert (told["upheld"], told["dismissed"], told["pending"], told["changed"]) == (2, 1, 0, 4)
    assert len(told["published"]) == 12
    assert record["made_from"] == {"district": "tables", "baseline": "baseline.csv"}


def test_who_fell_ill_stays_and_everybody_who_changes_is_listed_once(rerun: Path) -> None:
    rows = {row["teacher_id"]: row for row in rows_of(rerun / "changes.csv")}
    assert sorted(rows) == ["03", "05", "09", "12"]
    assert (rows["03"]["to_school"], rows["03"]["appeals"]) == ("", "2")
    assert rows["05"]["appeals"] == "3"
    assert (rows["09"]["appeals"], rows["12"]["appeals"]) == ("2", "2")
    assert "孙三（03）变动" in rows["09"]["why"]  # whose place 09 was to take, and does not find free
    assert "冯九（09）变动" in rows["12"]["why"]
    assert "03" not in {row["teacher_id"] for row in rows_of(rerun / "moves.csv")}
    sheet = list(load_workbook(rerun / "plan.xlsx")["变动"].iter_rows(values_only=True))
    assert [row[0] for row in sheet[1:]] == sorted(rows)


def test_workbook_and_report_say_that_this_is_a_rerun_and_of_what(plan: Path, rerun: Path) -> None:
    record = json.loads((rerun / "plan.json").read_text(encoding="utf-8"))
    sentence = f"本方案是公示后的重算：以公示的方案（运行编号 {record['appeals']['published']}）为基础"
    assert sentence in (rerun / "report.html").read_text(encoding="utf-8")
    assert str(load_workbook(rerun / "plan.xlsx").worksheets[0]["A4"].value).startswith(sentence)
    assert record["appeals"]["published"] in (plan / "report.html").read_text(encoding="utf-8")
    assert "公示后的重算" not in (plan / "report.html").read_text(encoding="utf-8")


def test_the_rerun_is_verified_proven_and_explained_from_its_own_folder(plan: Path, rerun: Path) -> None:
    words = ("verify", rerun / "tables", "--policy", plan.parent / "policy.toml", rerun)
    said = done(*words, "--baseline", rerun / "baseline.csv", "--proof", "--lang", "zh")
    assert "违反硬规则0处" in said
    assert said.count("已证明，可复算") == 7
    without = call(*words, "--lang", "zh")
    assert (without.exit_code, "请加 --baseline" in without.output) == (2, True)
    assert "属于暂缓交流" in done("explain", rerun, "--teacher", "03", "--lang", "zh")
    assert "去留或去向不同的4人" in done("explain", "--diff", plan, rerun, "--lang", "zh")


def test_a_fresh_solve_of_its_folder_comes_to_the_same(plan: Path, rerun: Path) -> None:
    out = plan.parent / "fresh"
    policy = plan.parent / "policy.toml"
    done("solve", rerun / "tables", "--policy", policy, "--baseline", rerun / "baseline.csv", "--out", out)
    assert (out / "moves.csv").read_bytes() == (rerun / "moves.csv").read_bytes()


def test_appeals_heard_already_change_nobody_a_second_time(plan: Path, rerun: Path) -> None:
    out = plan.parent / "again"
    said = done("appeal", rerun, "--appeals", plan.parent / "申诉.csv", "--out", out, "--lang", "zh")
    assert "与公示不同的0人（已证明最少）" in said
    assert "仍按公示的安排去" in said
    assert rows_of(out / "changes.csv") == []


def test_with_nothing_upheld_nobody_changes(plan: Path) -> None:
    out = plan.parent / "re 驳回"
    done("appeal", plan, "--appeals", plan.parent / "驳回.csv", "--out", out)
    assert (out / "moves.csv").read_bytes() == (plan / "moves.csv").read_bytes()
    assert rows_of(out / "changes.csv") == []


def test_appeals_no_plan_can_keep_are_exit_3_with_the_reason(plan: Path) -> None:
    for lang, told in (("zh", "互相矛盾的要求"), ("en", "What excludes each other")):
        out = plan.parent / f"none {lang}"
        result = call("appeal", plan, "--appeals", plan.parent / "无解.csv", "--out", out, "--lang", lang)
        assert result.exit_code == 3
        assert told in result.output
        assert {path.name for path in out.iterdir()} == {"plan.json", "baseline.csv", "tables"}
        record = json.loads((out / "plan.json").read_text(encoding="utf-8"))
        assert record["status"] == "infeasible"
        assert any("赵一" in line["zh"] or "周五" in line["zh"] for line in record["explanation"])


def test_a_plan_alone_wants_its_tables_and_policy_and_is_told_in_english(plan: Path) -> None:
    moves, out = plan / "moves.csv", plan.parent / "from moves"
    appeals = ("--appeals", plan.parent / "申诉.csv", "--out", out)
    refused = call("appeal", moves, *appeals, "--lang", "zh")
    assert (refused.exit_code, "请把表格写在方案前面" in refused.output) == (2, True)
    policy = plan.parent / "policy.toml"
    said = done("appeal", plan.parent / "县", moves, *appeals, "--policy", policy, "--lang", "en")
    assert "Appeals: 2 upheld, 1 dismissed, 0 not ruled yet" in said
    assert "becomes 丁校 (0004), instead of 甲校 (0001)." in said
    assert "4 people fare otherwise than published, proven the fewest" in said
    assert "孙三 (03): published to 丙校 (0003) 小学 数学, now stays. Because of row 2 of the appeals." in said
    record = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert "published" not in record["appeals"]
    assert len(rows_of(out / "changes.csv")) == 4


REFUSED: list[tuple[tuple[str, ...], str, str]] = [
    (("P",), "缺少 --appeals", "--appeals is missing"),
    (("P",), "缺少 --out", "--out is missing"),
    (("P", "P", "P", "--appeals", "申诉.csv", "--out", "x"), "写了3项", "3 given"),
    (("P", "--appeals", "absent.csv", "--out", "x"), "没有“absent.csv”", "no file 'absent.csv'"),
    (("absent", "--appeals", "申诉.csv", "--out", "x"), "没有“absent”", "'absent'"),
    (("县", "--appeals", "申诉.csv", "--out", "x"), "没有写明表格在哪里", "does not say where its tables are"),
    (("P", "--appeals", "申诉.csv", "--out", "县"), "请换一个新文件夹", "choose a new folder"),
    (("P", "--appeals", "申诉.csv", "--out", "P"), "不能覆盖", "choose another folder"),
    (("P/moves.csv", "--appeals", "申诉.csv", "--out", "P"), "不能覆盖", "choose another folder"),
    (("P", "--appeals", "申诉.csv", "--out", "x", "--by", "王"), "请去掉", "leave them out"),
    (("P", "--appeals", "申诉.csv", "--out", "x", "--why", "王"), "请去掉", "leave them out"),
    (("P", "--appeals", "申诉.csv", "--out", "x", "--policy", "absent"), "没有这个文件", "no such file"),
    (("P", "--appeals", "申诉.csv", "--out", "x", "--frontier", "200"), "--frontier", "--frontier"),
    (("P", "--appeals", "policy.toml", "--out", "x"), "不是 CSV 文件", "neither a CSV file nor a workbook"),
]


def test_refusals_write_nothing_and_say_what_to_do(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plan.parent)
    before = {path: path.stat().st_mtime_ns for path in plan.parent.rglob("*")}
    for words, zh, en in REFUSED:
        for lang, told in (("zh", zh), ("en", en)):
            result = call("appeal", *(word.replace("P", "plan", 1) if word[0] == "P" else word for word in words),
                          "--lang", lang)  # fmt: skip
            assert (result.exit_code, told in result.output) == (2, True), (words, result.output)
    assert {path: path.stat().st_mtime_ns for path in plan.parent.rglob("*")} == before
