"""The command line as a planner meets it: exit codes, languages, files, sentences."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from app.inputs import locale_lang
from models.plan import Breach, Outcome
from models.words import Text
from optimizer.solve import DefectError
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from tests.app.command import call
from tests.thorough import draws

pytestmark = pytest.mark.usefixtures("solved_here")

PLAN_FILES = {"plan.json", "proof.json", "moves.csv", "people.csv", "schools.csv", "plan.xlsx", "report.html"}
POLICY = """
name = "试行办法"
date = "2026-08"
tiers = ["fill", "choice", "distance"]
[[due]]
name = "满六年"
who = { years_in_school = { min = 6 } }
"""
TABLES = {
    "学校表.csv": "学校代码,学校名称,片区,编制数\n0001,甲校,东,3\n0002,乙校,西,3\n0003,丙校,西,3\n",
    "岗位表.csv": "学校代码,学段,学科,核定人数\n0001,小学,语文,2\n0002,小学,语文,2\n0003,小学,语文,1\n",
    "教师花名册.csv": "工号,姓名,现任教学校,任教学段,任教学科,进入本校年月\n"
    "01,赵一,0001,小学,语文,2015-09\n02,钱二,0001,小学,语文,2024-09\n03,孙三,0003,小学,语文,2012-09\n",
}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Three schools, three teachers: 01 and 03 are due, and school 0002 wants two."""
    folder = tmp_path / "县"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A policy under which six years in one school make a teacher due."""
    path = tmp_path / "policy.toml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def rows_of(path: str) -> list[dict[str, str]]:
    """Read a CSV as rows."""
    return list(csv.DictReader(Path(path).read_text(encoding="utf-8-sig").splitlines()))


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    return call


@pytest.mark.usefixtures("solved_apart")
def test_solve_then_verify(run: Run, county: Path, policy: Path) -> None:
    solved = run("solve", county, "--policy", policy, "--out", "plan", "--lang", "zh")
    assert solved.exit_code == 0, solved.output
    assert {p.name for p in Path("plan").iterdir()} == PLAN_FILES
    record = json.loads(Path("plan/plan.json").read_text(encoding="utf-8"))
    assert record["status"] == "optimal"
    assert set(record["inputs"]) == {*TABLES, "policy.toml"}
    assert record["tiers"][0]["goals"] == {"fill": 2}
    moves = rows_of("plan/moves.csv")
    assert [(m["teacher_id"], m["to_school"]) for m in moves] == []
    verified = run("verify", county, "--policy", policy, "plan", "--lang", "zh")
    assert verified.exit_code == 0
    assert "违反硬规则0处" in verified.output


def test_a_line_moved_by_hand_is_named(run: Run, county: Path, policy: Path) -> None:
    edited = Path("改.csv")
    edited.write_text("teacher_id,to_school,stage,subject\n01,0003,小学,语文\n02,0002,小学,语文\n", encoding="gb18030")
    result = run("verify", county, "--policy", policy, edited, "--lang", "zh")
    assert result.exit_code == 1
    assert "[学科平衡]" in result.output
    assert "丙校（0003）" in result.output
    assert "钱二（02）" in result.output  # not movable: 2 years at the school
    english = run("verify", county, "--policy", policy, edited, "--lang", "en")
    assert "2 breaches of hard rules" in english.output


def test_false_claims_of_a_plan_folder_are_named(run: Run, county: Path, policy: Path) -> None:
    run("solve", county, "--policy", policy, "--out", "plan")
    path = Path("plan/plan.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["tiers"][0]["goals"]["fill"] = 0
    path.write_text(json.dumps(record), encoding="utf-8")
    result = run("verify", county, "--policy", policy, "plan", "--lang", "zh")
    assert result.exit_code == 1
    assert "plan.json 称缺额为0，实为2" in result.output


def test_impossible_is_exit_3_with_the_reason(run: Run, county: Path, policy: Path) -> None:
    (county / "锁定表.csv").write_text("工号,动作,学校代码\n01,必须去,0003\n03,留任,\n", encoding="utf-8")
    result = run("solve", county, "--policy", policy, "--out", "plan", "--lang", "zh")
    assert result.exit_code == 3
    assert "赵一（01）必须去丙校（0003）" in result.output
    assert {p.name for p in Path("plan").iterdir()} == {"plan.json"}
    record = json.loads(Path("plan/plan.json").read_text(encoding="utf-8"))
    assert record["status"] == "infeasible"
    assert record["explanation"]


@pytest.mark.usefixtures("solved_apart")
def test_no_plan_in_time_is_exit_4(run: Run, county: Path, policy: Path) -> None:
    (county / "锁定表.csv").write_text("工号,动作,学校代码\n01,必须去,0002\n", encoding="utf-8")
    result = run("solve", county, "--policy", policy, "--out", "plan", "--time-limit", "0.000001")
    assert result.exit_code == 4, result.output
    assert {p.name for p in Path("plan").iterdir()} == {"plan.json"}


def test_a_plan_that_fails_its_check_is_withheld(
    run: Run, county: Path, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Outcome:
        raise DefectError((Breach("quotas", Text("多一人", "one too many")),), ())

    monkeypatch.setattr("app.commands.solve.decide", fails)
    result = run("solve", county, "--policy", policy, "--out", "plan", "--lang", "zh")
    assert result.exit_code == 5
    assert "多一人" in result.output
    assert not Path("plan").exists()


def test_faulty_tables_are_exit_2_and_nothing_is_written(run: Run, county: Path, policy: Path) -> None:
    text = TABLES["教师花名册.csv"].replace("0003,小学", "0009,小学").replace("2024-09", "2024-13")
    (county / "教师花名册.csv").write_text(text, encoding="utf-8")
    result = run("solve", county, "--policy", policy, "--out", "plan", "--lang", "zh")
    assert result.exit_code == 2
    assert "0009" in result.output and "2024-13" in result.output  # noqa: PT018 both at once is the point
    assert not Path("plan").exists()


def test_check_lists_all_and_colours_a_copy(run: Run, county: Path, policy: Path) -> None:
    text = TABLES["教师花名册.csv"].replace("0003,小学", "0009,小学").replace("2024-09", "2024-13")
    (county / "教师花名册.csv").write_text(text, encoding="utf-8")
    result = run("check", county, "--lang", "zh")
    assert result.exit_code == 1
    assert "2处问题" in result.output
    book = load_workbook("县-check.xlsx")
    assert "问题清单" in book.sheetnames
    assert run("check", DEMO_DISTRICT, "--policy", DEMO_POLICY, "--lang", "zh", "--out", "d.xlsx").exit_code == 0


def test_a_bad_policy_is_exit_2_everywhere(run: Run, county: Path, policy: Path) -> None:
    policy.write_text(POLICY + "\n[rules.establishment]\novr = 1\n", encoding="utf-8")
    for words in (["check", county], ["who", county], ["solve", county, "--out", "plan"], ["verify", county, "x.csv"]):
        result = run(*words, "--policy", policy, "--lang", "zh")
        assert result.exit_code == 2, words
        assert "rules.establishment.ovr" in result.output
    assert run("policy", policy).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["solve", "nowhere", "--policy", "p.toml", "--out", "plan"],
        ["check", "nowhere"],
        ["policy", "nowhere.toml"],
        ["template", "a.csv"],
        ["solve"],
        ["frobnicate"],
    ],
)
def test_what_cannot_be_read_or_understood_is_exit_2(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_foreign_folder_is_not_overwritten(run: Run, county: Path, policy: Path) -> None:
    Path("plan").mkdir()
    Path("plan/thesis.docx").write_text("mine", encoding="utf-8")
    result = run("solve", county, "--policy", policy, "--out", "plan")
    assert result.exit_code == 2
    assert [p.name for p in Path("plan").iterdir()] == ["thesis.docx"]


def test_who_names_the_clause(run: Run, county: Path, policy: Path) -> None:
    result = run("who", county, "--policy", policy, "--lang", "zh", "--out", "who.csv")
    assert result.exit_code == 0
    assert "01\t赵一\t甲校\t应交流\t满六年\t可" in result.output
    assert "02\t钱二\t甲校\t不在范围\t-\t-" in result.output
    assert Path("who.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "工号,姓名,学校,类别,条款,可调动"
    only = run("who", county, "--policy", policy, "--lang", "en", "--category", "settled")
    assert "赵一" not in only.output


SCORED = """
[[score.items]]
name = "校龄"
column = "years_in_school"
each = 0.5
[[score.items]]
name = "任现职"
column = "post_since_years"
[[score.items]]
name = "女教师"
who = { sex = "女" }
points = 2
"""


def test_one_person_can_be_told_the_sum(run: Run, county: Path, policy: Path) -> None:
    roster = county / "教师花名册.csv"
    roster.write_text(
        "工号,姓名,性别,现任教学校,任教学段,任教学科,进入本校年月,任现职年数\n"
        "01,赵一,男,0001,小学,语文,2015-09,\n02,钱二,女,0001,小学,语文,2024-09,3.25\n03,孙三,女,0003,小学,语文,2012-09,1\n",
        encoding="utf-8",
    )
    policy.write_text(POLICY + SCORED.replace("post_since_years", "任现职年数"), encoding="utf-8")
    told = run("who", county, "--policy", policy, "--teacher", "02", "--lang", "zh").output.splitlines()
    assert told[-5].startswith("02\t钱二")
    assert told[-4:] == ["  校龄：0.5分", "  任现职：3.25分", "  女教师：2分", "  量化得分合计5.75分"]
    other = run("who", county, "--policy", policy, "--teacher", "01", "--lang", "en").output
    assert "任现职: empty, 0" in other
    assert "女教师: does not concern the person" in other
    assert run("who", county, "--policy", policy, "--teacher", "99", "--lang", "zh").exit_code == 2


def test_template_and_policy(run: Run) -> None:
    assert run("template", "空表.xlsx").exit_code == 0
    assert "教师花名册" in load_workbook("空表.xlsx").sheetnames
    assert run("template", "空表.xlsx").exit_code == 2  # somebody may have filled it in
    shown = run("policy", "--show", "demo", "--lang", "zh")
    assert shown.exit_code == 0
    assert "不得交流" in shown.output
    listed = run("policy", "list").output.splitlines()
    assert listed[0] == "demo\t青禾县2026年义务教育学校教师交流轮岗方案"
    assert "县名、人名均为虚构" in listed[1]
    assert run("policy", "demo").exit_code == 0
    assert "demo" in run("policy", "dmo", "--lang", "zh").output


def test_a_bureaus_own_words_are_said_and_files_keep_theirs(run: Run, county: Path, policy: Path) -> None:
    policy.write_text(POLICY + '\n[vocabulary]\n"学科" = "职位"\n"任教" = "任职"\n"学校" = "单位"\n', encoding="utf-8")
    shown = run("policy", policy, "--show", "--lang", "zh").output
    assert "职位平衡：" in shown
    assert "在本单位任职满6年" in shown
    edited = Path("改.csv")
    edited.write_text("teacher_id,to_school,stage,subject\n01,0003,小学,语文\n02,0002,小学,语文\n", encoding="utf-8")
    assert "[职位平衡]" in run("verify", county, "--policy", policy, edited, "--lang", "zh").output
    run("who", county, "--policy", policy, "--lang", "zh", "--out", "who.csv")
    assert Path("who.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "工号,姓名,学校,类别,条款,可调动"
    assert run("solve", county, "--policy", policy, "--out", "plan", "--lang", "zh").exit_code == 0
    assert "各单位人数" in Path("plan/report.html").read_text(encoding="utf-8")


def test_a_shipped_policy_goes_by_its_name(run: Run) -> None:
    checked = run("check", DEMO_DISTRICT, "--policy", "demo", "--lang", "zh", "--out", "d.xlsx")
    assert checked.exit_code == 0, checked.output
    by_path = run("who", DEMO_DISTRICT, "--policy", DEMO_POLICY, "--lang", "zh")
    assert run("who", DEMO_DISTRICT, "--policy", "demo", "--lang", "zh").output == by_path.output
    assert "没有这个文件" in run("who", DEMO_DISTRICT, "--policy", "damo", "--lang", "zh").output


def test_a_baseline_is_changed_least(run: Run, county: Path, policy: Path) -> None:
    policy.write_text(POLICY.replace('"fill"', '"moves", "fill"'), encoding="utf-8")
    old = Path("old.csv")
    old.write_text("teacher_id,to_school,stage,subject\n01,0002,小学,语文\n", encoding="utf-8")
    result = run("solve", county, "--policy", policy, "--out", "plan", "--baseline", old)
    assert result.exit_code == 0, result.output
    record = json.loads(Path("plan/plan.json").read_text(encoding="utf-8"))
    assert [list(t["goals"]) for t in record["tiers"]][:3] == [["place"], ["changes"], ["moves"]]
    assert record["tiers"][1]["goals"] == {"changes": 0}
    assert "old.csv" in record["inputs"]
    assert run("verify", county, "--policy", policy, "plan", "--baseline", old).exit_code == 0


@pytest.mark.usefixtures("solved_apart")
def test_demo_leaves_everything_and_one_hand_edit_is_caught(run: Run) -> None:
    result = run("demo", "--out", "d", "--lang", "zh")
    assert result.exit_code == 0, result.output
    assert "违反硬规则0处" in result.output
    assert {p.name for p in Path("d/plan").iterdir()} == PLAN_FILES
    assert json.loads(Path("d/plan/plan.json").read_text(encoding="utf-8"))["status"] == "optimal"
    moves = rows_of("d/plan/moves.csv")
    first = moves[0]
    other = next(m for m in moves if m["to_school"] != first["to_school"])
    shutil.copytree("d/plan", "edited")
    with Path("edited/moves.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(first))
        writer.writeheader()
        writer.writerows([{**first, "to_school": other["to_school"]}, *moves[1:]])
    verified = run("verify", "d/青禾县.xlsx", "--policy", "d/policy.toml", "edited", "--lang", "zh")
    assert verified.exit_code == 1
    assert f"（{other['to_school']}）" in verified.output
    assert f"（{first['teacher_id']}）" in verified.output


@pytest.mark.parametrize(
    ("variable", "value", "lang"),
    [
        ("LANG", "zh_CN.UTF-8", "zh"),
        ("LANG", "en_US.UTF-8", "en"),
        ("LANG", "C.UTF-8", "zh"),
        ("LANG", "fr_FR", "en"),
        ("LC_ALL", "en_GB", "en"),
    ],
)
def test_the_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, lang: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    assert locale_lang() == lang


@pytest.mark.usefixtures("solved_apart")
def test_the_proven_plan_is_the_same_byte_for_byte(run: Run) -> None:
    written = set()
    for workers, seed in ((1, 0), (2, 1), (2, 0))[: draws(2, 3)]:
        words = ["--workers", str(workers), "--solver-seed", str(seed), "--out", "plan"]
        assert run("solve", DEMO_DISTRICT, "--policy", DEMO_POLICY, *words).exit_code == 0
        assert json.loads(Path("plan/plan.json").read_text(encoding="utf-8"))["status"] == "optimal"
        written.add(Path("plan/moves.csv").read_bytes())
    assert len(written) == 1


def test_the_policy_is_read_although_the_tables_are_faulty(run: Run, county: Path, policy: Path) -> None:
    (county / "教师花名册.csv").write_text(TABLES["教师花名册.csv"].replace("2024-09", "2024-13"), encoding="utf-8")
    policy.write_text(POLICY + "\n[rules.establishment]\novr = 1\n", encoding="utf-8")
    for words in (["check", county], ["solve", county, "--out", "plan"]):
        result = run(*words, "--policy", policy, "--lang", "zh")
        assert result.exit_code == 2
        assert all(part in result.output for part in ("2024-13", "rules.establishment.ovr"))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("status", "feasible", "plan.json 的 status 为 feasible，应为 optimal"),
        ("unplaced", 7, "plan.json 的 unplaced 为 7，应为 0"),
        ("seed", "x", "plan.json 的 seed 为 x，应为 2026-08"),
        ("rules", {}, "plan.json 的 rules 为 {}"),
        ("tiers", [], "plan.json 的目标分级与政策不符"),
    ],
)
def test_every_claim_of_plan_json_is_held_against_the_count(
    run: Run, county: Path, policy: Path, key: str, value: object, said: str
) -> None:
    run("solve", county, "--policy", policy, "--out", "plan")
    path = Path("plan/plan.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, key: value}), encoding="utf-8")
    result = run("verify", county, "--policy", policy, "plan", "--lang", "zh")
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize("claim", [{"value": 1}, {"bound": 3}, {"bound": 1}, {"proven": False}])
def test_a_tier_that_claims_too_much_is_named(run: Run, county: Path, policy: Path, claim: dict[str, object]) -> None:
    run("solve", county, "--policy", policy, "--out", "plan")
    path = Path("plan/plan.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    record["tiers"][0] |= claim
    path.write_text(json.dumps(record), encoding="utf-8")
    result = run("verify", county, "--policy", policy, "plan", "--lang", "zh")
    assert result.exit_code == 1
    assert "plan.json 第1级" in result.output


def test_a_changed_roster_is_told(run: Run, county: Path, policy: Path) -> None:
    run("solve", county, "--policy", policy, "--out", "plan")
    (county / "教师花名册.csv").write_text(TABLES["教师花名册.csv"] + "\n", encoding="utf-8")
    result = run("verify", county, "--policy", policy, "plan", "--lang", "zh")
    assert result.exit_code == 0
    assert "教师花名册.csv 与求解时不同" in result.output


def test_the_alias_file_is_among_the_inputs(run: Run, county: Path, policy: Path) -> None:
    Path("别名.toml").write_text('[columns]\n"姓 名" = "name"\n', encoding="utf-8")
    result = run("solve", county, "--policy", policy, "--out", "plan", "--aliases", "别名.toml")
    assert result.exit_code == 0, result.output
    assert "别名.toml" in json.loads(Path("plan/plan.json").read_text(encoding="utf-8"))["inputs"]


def test_policy_show_without_a_name_shows_what_ships(run: Run) -> None:
    assert "不得交流" in run("policy", "--show", "--lang", "zh").output
