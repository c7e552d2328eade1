"""Steps taken back and done again, other tables in force, plans compared, copies made: each by its command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import group
from app.record.audit import audit
from app.record.record import Record
from tests.app.command import call
from tests.app.year.small import BEFORE, POLICY, WHO, Walked, done, write

pytestmark = pytest.mark.usefixtures("solved_here")


def test_every_step_until_the_final_one_can_be_taken_back_and_done_again(year: Walked, tmp_path: Path) -> None:
    record = year.at("again", tmp_path)
    before = Record.open(record).state()
    phases = ["rerun", "appeals", "published", "draft", "draft"]
    for phase in phases:
        said = done("year", "undo", record, *WHO, "--lang", "zh")
        assert "撤销：第" in said
        assert Record.open(record).state().phase == phase
    refused = call("year", "undo", record, *WHO, "--lang", "zh")
    assert (refused.exit_code, "没有可撤销的步骤" in refused.output) == (2, True)
    assert "year solve 求解" in done("year", "status", record, "--lang", "zh")
    for _ in phases:
        assert "Do again: entry" in done("year", "redo", record, *WHO, "--lang", "en")
    assert Record.open(record).state() == before
    assert audit(record) == ()


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("new", "下一步：year solve 求解"),
        ("solve", "下一步：year publish 公示"),
        ("publish", "下一步：有申诉的，year appeals 登记"),
        ("appeals", "下一步：appeal 重算"),
        ("rerun", "下一步：year compare 对照"),
        ("again", "第2次（重算）：已证明最优，调动6人，运行编号"),
        ("finalise", "下一步：year documents 出文书"),
        ("close", "下一步：用下一年的表建立新档案"),
    ],
)
def test_status_says_what_comes_next(year: Walked, tmp_path: Path, step: str, told: str) -> None:
    record = year.at(step, tmp_path)
    before = record.read_bytes()
    assert told in done("year", "status", record, "--lang", "zh")
    english = done("year", "status", record, "--lang", "en")
    assert "Next: " in english
    assert not any("\u4e00" <= c <= "\u9fff" for c in english.replace("孔笙", "").replace("接访记录", ""))
    assert record.read_bytes() == before


def test_a_run_from_other_tables_is_not_published(year: Walked, tmp_path: Path) -> None:
    record = year.at("solve", tmp_path)
    other = write(tmp_path / "other", policy=POLICY.replace('"fill", "choice", "distance"', '"choice", "fill"'))
    made_from = ("--district", other / "县", "--policy", other / "policy.toml")
    assert "已更换" in done("year", "inputs", record, *made_from, *WHO, "--lang", "zh")
    assert "下一步：year solve 求解" in done("year", "status", record, "--lang", "zh")
    refused = call("year", "publish", record, *BEFORE, *WHO, "--lang", "zh")
    assert (refused.exit_code, "已不是现行的" in refused.output) == (2, True)
    done("year", "solve", record, *WHO)
    assert "公示第2次求解的方案" in done("year", "publish", record, *BEFORE, *WHO, "--lang", "zh")


def test_a_comparison_speaks_of_the_differences_only(year: Walked, tmp_path: Path) -> None:
    record = year.at("rerun", tmp_path)
    said = done("year", "compare", record, "--lang", "zh")
    assert said == done("year", "compare", record, "--run", "1", "--run", "2", "--lang", "zh")
    assert said.startswith("方案一是第1次求解，方案二是第2次。")
    assert "去留或去向不同的4人" in said
    for code in ("01", "07", "08"):
        assert f"（{code}）：方案一" not in said
    assert "/tmp" not in said


def test_a_copy_is_a_whole_record(year: Walked, tmp_path: Path) -> None:
    record = year.at("rerun", tmp_path)
    done("year", "backup", record, tmp_path / "copy.lungang")
    assert Record.open(tmp_path / "copy.lungang").entries() == Record.open(record).entries()
    assert audit(tmp_path / "copy.lungang") == ()


def test_an_answer_of_no_does_nothing(year: Walked, tmp_path: Path) -> None:
    record = year.at("again", tmp_path)
    before = record.read_bytes()
    for words in (["year", "finalise", str(record)], ["year", "undo", str(record)]):
        result = CliRunner().invoke(group, [*words, "--lang", "zh"], input="n\n")
        assert (result.exit_code, "没有做。" in result.output) == (2, True)
    assert record.read_bytes() == before
    result = CliRunner().invoke(group, ["year", "finalise", str(record), "--lang", "zh"], input="y\n")
    assert (result.exit_code, "已定稿" in result.output) == (0, True)


def test_tables_with_spellings_of_their_own_are_kept_with_them(tmp_path: Path) -> None:
    base = write(tmp_path / "base")
    schools = base / "县" / "学校表.csv"
    schools.write_text(schools.read_text(encoding="utf-8").replace("编制数", "定编"), encoding="utf-8")
    (base / "别名.toml").write_text('[columns.schools]\nestablishment = ["定编"]\n', encoding="utf-8")
    record = base / "2026.lungang"
    words = ("--district", base / "县", "--policy", base / "policy.toml", "--aliases", base / "别名.toml")
    wrong = call("year", "new", "2026", *words, "--record", record, *WHO, "--lang", "zh")
    assert (wrong.exit_code, "别名.toml" in wrong.output, record.exists()) == (2, True, False)
    (base / "别名.toml").write_text('[columns]\n"定编" = "establishment"\n', encoding="utf-8")
    done("year", "new", "2026", *words, "--record", record, *WHO)
    done("year", "solve", record, *WHO)
    done("year", "publish", record, *BEFORE, *WHO)
    done("year", "appeals", record, base / "申诉.csv", *WHO)
    done("year", "export", record, "--out", base / "e")
    assert (base / "e" / "aliases" / "别名.toml").read_bytes() == (base / "别名.toml").read_bytes()
    done("explain", base / "e", "--school", "0001")
