"""`check --feasible`: whether there is a plan at all, said before any optimising; exit codes and both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.command import call
from tests.app.test_cli import POLICY, TABLES

pytestmark = pytest.mark.usefixtures("solved_here")

TWO_FOR_ONE = "工号,动作,学校代码\n01,必须去,0003\n02,必须去,0003\n"


def county(folder: Path, **more: str) -> Path:
    (folder / "县").mkdir()
    for name, text in {**TABLES, **{f"{name}.csv": text for name, text in more.items()}}.items():
        (folder / "县" / name).write_text(text, encoding="utf-8")
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    return folder / "县"


def ask(folder: Path, monkeypatch: pytest.MonkeyPatch, lang: str, *words: str, **more: str) -> tuple[int, str]:
    monkeypatch.chdir(folder)
    told = call(
        "check", county(folder, **more), "--policy", folder / "policy.toml", "--feasible", "--lang", lang, *words
    )
    return told.exit_code, told.output


def test_a_plan_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = ask(tmp_path, monkeypatch, "zh")
    assert code == 0, told
    assert "有：至少有一个方案满足全部硬规则。" in told


def test_two_locked_to_one_place_are_named_with_what_would_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, told = ask(tmp_path, monkeypatch, "en", 锁定表=TWO_FOR_ONE)
    assert code == 3, told
    assert "赵一 (01) must go to 丙校 (0003)" in told
    assert "Together: 2 asked for, 1 at most within the rules, 1 too many." in told
    assert "proven: one less leaves no plan" in told
    assert "Instead of change 1 (each tried)" in told


def test_the_change_said_first_works_when_made_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = ask(tmp_path, monkeypatch, "zh", 锁定表=TWO_FOR_ONE)
    assert "1. 岗位表：丙校（0003）小学语文的“核定人数”由1改为2" in told, told
    (tmp_path / "again").mkdir()
    posts = TABLES["岗位表.csv"].replace("0003,小学,语文,1", "0003,小学,语文,2")
    code, told = ask(tmp_path / "again", monkeypatch, "zh", 锁定表=TWO_FOR_ONE, 岗位表=posts)
    assert code == 0, told


def test_of_a_list_it_says_how_many_can_be_placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = TABLES["岗位表.csv"].replace("0002,小学,语文,2", "0002,小学,语文,0")
    code, told = ask(tmp_path, monkeypatch, "zh", 流出名单="工号\n01\n02\n", 岗位表=posts)
    assert code == 0, told
    assert "名单2人，至多安置0人，2人安置不了（已证明不能更多）。" in told
    assert "小学语文：名单上可以调动的2人" in told
    assert "最小的改动，共放宽2人（处）" in told


def test_it_needs_a_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = call("check", county(tmp_path), "--feasible", "--lang", "en")
    assert told.exit_code == 2
    assert "--feasible needs --policy" in told.output
