"""Usage errors in the planner's language, with exit code 2."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from app.cli import group
from app.usage import asked_lang


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["solv"], "没有命令 solv，是不是 solve？", "did you mean solve?"),
        (["solve"], "缺少 DISTRICT。", "Missing argument 'DISTRICT'"),
        (["who", "县"], "缺少 --policy。", "Missing option '--policy'"),
        (["solve", "县", "--polcy", "p"], "没有选项 --polcy，是不是 --policy？", "No such option"),
        (["demo", "--workers", "0"], "--workers 的值不对，应为不小于1、不大于64的整数。", "is not in the range"),
        (["solve", "县", "--policy", "p", "--out", "o", "--gap", "2"], "不小于0、不大于1的数。", "is not in the range"),
        (["who", "县", "--category", "x"], "可用：barred、deferred、due、free、settled。", "is not one of"),
        (["check", "我", "县.xlsx"], "文件名中有空格的，要用引号括起来", "unexpected extra argument"),
    ],
)
def test_a_usage_error_speaks_both_languages(words: list[str], zh: str, en: str) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        result = CliRunner().invoke(group, [*words, "--lang", lang])
        assert result.exit_code == 2
        assert said in result.output


@pytest.mark.parametrize("words", [["--lang", "en"], ["solve", "--lang=en"]])
def test_the_language_is_read_from_any_command_line(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert asked_lang(words) == "en"
    assert asked_lang(words[:-1]) == "zh" if words[0] == "--lang" else asked_lang(["solve"]) == "zh"


def test_ctrl_c_before_anything_is_found_is_exit_4(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.commands.check.read_tables", stopped)
    result = CliRunner().invoke(group, ["check", "县", "--lang", "zh"])
    assert result.exit_code == 4
    assert "已中止" in result.output
