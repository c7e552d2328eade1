"""`lungang generate` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import group

Run = Callable[..., Result]
SMALL = ("--movers", "80", "--schools", "8", "--seed", "1")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `lungang` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(group, words)

    return invoke


def test_what_is_generated_checks_clean_and_its_plan_verifies(run: Run) -> None:
    result = run("generate", *SMALL, "--out", "d", "--lang", "en")
    assert result.exit_code == 0
    record = json.loads(Path("d/instance.json").read_text(encoding="utf-8"))
    assert f"hash {record['hash']}" in result.output
    assert "8 schools" in result.output
    assert "80 on the list" in result.output
    checked = run("check", "d/district", "--policy", "d/policy.toml", "--out", "copy.xlsx", "--lang", "en")
    assert checked.exit_code == 0
    assert "0 faults, 2 warnings" in checked.output  # 职务 and 特殊情形 empty, as in real rosters
    verified = run("verify", "d/district", "--policy", "d/policy.toml", "d/planted.csv", "--lang", "en")
    assert verified.exit_code == 0
    assert "not placed 0" in verified.output
    assert "0 breaches" in verified.output


def test_severities_override_the_preset(run: Run) -> None:
    words = ("--preset", "hard", "--chain", "0", "--kin", "0", "--no-structure", "--quotas", "none", "--slack", "0.3")
    assert run("generate", *SMALL, *words, "--out", "d", "--lang", "zh").exit_code == 0
    record = json.loads(Path("d/instance.json").read_text(encoding="utf-8"))["recipe"]
    assert (record["chain"], record["kin"], record["structure"], record["quotas"]) == (0, 0, False, "none")
    assert (record["slack"], record["couples"]) == (0.3, 0.1)
    policy = Path("d/policy.toml").read_text(encoding="utf-8")
    assert 'mode = "pool"' in policy
    assert "quotas" not in policy


def test_a_cause_is_told_and_no_plan_is_written(run: Run) -> None:
    result = run("generate", *SMALL, "--cause", "kin-to-one-school", "--out", "d", "--lang", "zh")
    assert result.exit_code == 0
    assert "无解：两名亲属" in result.output
    assert sorted(path.name for path in Path("d").iterdir()) == ["district", "instance.json", "policy.toml"]


def test_a_folder_with_something_in_it_is_left_alone(run: Run) -> None:
    Path("d").mkdir()
    assert run("generate", *SMALL, "--out", "d").exit_code == 0  # an empty one may be used
    before = Path("d/instance.json").read_bytes()
    for lang, said in (("zh", "里已有文件"), ("en", "is not empty")):
        result = run("generate", "--movers", "81", *SMALL[2:], "--out", "d", "--lang", lang)
        assert result.exit_code == 2
        assert said in result.output
    assert Path("d/instance.json").read_bytes() == before
    Path("f").touch()
    assert run("generate", *SMALL, "--out", "f").exit_code == 2
    assert run("generate", *SMALL, "--out", "f/inside").exit_code == 2


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("--movers", "80", "--schools", "1", "--seed", "1"), "学校数须在2与", "schools must be between 2"),
        ((*SMALL, "--kin", "1.5"), "kin 是份额", "kin is a share"),
        ((*SMALL, "--preset", "core", "--kin", "0.1"), "core_only 不含亲属", "core_only leaves out kin"),
        (("--movers", "72", "--schools", "2", "--seed", "1"), "至多", "more schools or fewer movers"),
        (SMALL[:4], "缺少 --seed", "Missing option '--seed'"),
        ((*SMALL, "--preset", "easy"), "可用：default、hard、core、province", "is not one of"),
    ],
)
def test_an_impossible_recipe_is_exit_2_and_writes_nothing(run: Run, words: tuple[str, ...], zh: str, en: str) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        result = run("generate", *words, "--out", "d", "--lang", lang)
        assert result.exit_code == 2
        assert said in result.output
    assert not Path("d").exists()
