"""What a command writes never costs the planner a file, nor an answer already found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import group
from app.documents.district_workbook import write_district_workbook
from app.documents.sheets import new_workbook
from app.documents.template import write_template
from app.outputs import free_name

POLICY = 'name = "试行办法"\ndate = "2026-08"\n[[due]]\nname = "人人"\n'
TABLES = {
    "学校表.csv": "学校代码,学校名称,片区,编制数\n0001,甲校,东,3\n0002,乙校,西,3\n",
    "岗位表.csv": "学校代码,学段,学科,核定人数\n0001,小学,语文,2\n0002,小学,语文,2\n",
    "教师花名册.csv": "工号,姓名,现任教学校,任教学段,任教学科\n01,赵一,0001,小学,语文\n02,钱二,0009,小学,语文\n",
}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command in a folder with a policy and, in `县`, a district with one unknown school."""
    monkeypatch.chdir(tmp_path)
    Path("policy.toml").write_text(POLICY, encoding="utf-8")
    Path("县").mkdir()
    for name, text in TABLES.items():
        (Path("县") / name).write_text(text, encoding="utf-8")

    def call(*words: str) -> Result:
        result = CliRunner().invoke(group, [*words, "--lang", "zh"])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


def mend() -> None:
    text = TABLES["教师花名册.csv"].replace("0009", "0002")
    Path("县/教师花名册.csv").write_text(text, encoding="utf-8")


def everything() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


@pytest.mark.parametrize("out", ["policy.toml", "县/教师花名册.csv", "县/who.csv"])
def test_a_file_read_or_there_already_is_never_written_over(run: Run, out: str) -> None:
    faulty = everything()
    result = run("check", "县", "--policy", "policy.toml", "--out", out)
    assert (result.exit_code, everything()) == (2, faulty)
    assert out in result.output
    mend()
    before = everything()
    result = run("who", "县", "--policy", "policy.toml", "--out", out)
    assert (result.exit_code, everything()) == (2, before)
    assert out in result.output


def test_each_coloured_copy_has_a_name_of_its_own(run: Run) -> None:
    assert "县-check.xlsx" in run("check", "县").output
    first = Path("县-check.xlsx").read_bytes()
    result = run("check", "县")
    assert result.exit_code == 1
    assert "县-check-2.xlsx" in result.output
    assert Path("县-check-2.xlsx").exists()
    assert Path("县-check.xlsx").read_bytes() == first


def test_a_copy_of_the_folder_one_stands_in_goes_beside_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("县")
    assert run("check", ".").exit_code == 1
    assert sorted(path.name for path in Path().iterdir()) == sorted(TABLES)
    assert Path("../县-check.xlsx").exists()


def test_faults_are_told_though_their_copy_cannot_be_written(run: Run) -> None:
    result = run("check", "县", "--out", "nowhere/copy.xlsx")
    assert result.exit_code == 1
    assert "1处问题" in result.output
    assert "nowhere" in result.stderr


def test_a_template_that_cannot_be_written_is_exit_2(run: Run) -> None:
    result = run("template", "nowhere/empty.xlsx")
    assert result.exit_code == 2
    assert "nowhere" in result.output


def test_workbooks_that_cannot_be_written_are_errors_of_the_system(run: Run, tmp_path: Path) -> None:
    barred = tmp_path / "nowhere" / "a.xlsx"
    with pytest.raises(OSError, match="nowhere"):
        write_template(barred, "zh")
    with pytest.raises(OSError, match="nowhere"):
        write_district_workbook(tmp_path / "县", barred)
    with pytest.raises(OSError, match="nowhere"), new_workbook(barred) as book:
        book.add_worksheet()


def test_the_next_free_name(tmp_path: Path) -> None:
    wanted = tmp_path / "a.b.xlsx"
    assert free_name(wanted, ".xlsx") == wanted
    wanted.touch()
    (tmp_path / "a.b-2.xlsx").touch()
    assert free_name(wanted, ".xlsx").name == "a.b-3.xlsx"
    assert free_name(wanted).name == "a.b.xlsx-2"
