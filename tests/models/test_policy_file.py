"""Broken policies: every error at once, in both languages, with its key, value, reason and repair."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.policy_file import PolicyError, parse_policy, read_policy
from models.words import Text

BROKEN = tomllib.loads((Path(__file__).parent / "policies" / "broken.toml").read_text(encoding="utf-8"))
DEMO = Path(__file__).parents[2] / "scenarios" / "samples" / "demo-policy.toml"
HEAD = 'name = "试行办法"\ndate = "2026-08"\n'


def problems(path: Path) -> tuple[Text, ...]:
    with pytest.raises(PolicyError) as caught:
        read_policy(path)
    return caught.value.problems


@pytest.mark.parametrize("case", BROKEN)
def test_every_error_is_said_exactly(case: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(BROKEN[case]["policy"], encoding="utf-8")
    said = problems(path)
    assert [p.zh.removeprefix("policy.toml：") for p in said] == BROKEN[case]["says"]
    assert [p.en.removeprefix("policy.toml: ") for p in said] == BROKEN[case]["says_en"]


def test_the_file_itself(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    assert problems(missing)[0].zh == f"{missing}：没有这个文件。建议：核对文件名和所在文件夹。"
    assert (
        problems(tmp_path)[0].en == f"{tmp_path}: is a folder, not a policy file. Suggested repair: name a file in it."
    )
    (tmp_path / "gbk.toml").write_bytes('name = "试行办法"\n'.encode("gb18030"))
    assert (
        problems(tmp_path / "gbk.toml")[0].zh == "gbk.toml：不是 UTF-8 编码。建议：用记事本打开，另存为，编码选 UTF-8。"
    )


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert read_policy(path).name == "试行办法"


def test_shares_stay_exact_decimals(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    quotas = [
        f'[[rules.quotas]]\nname = "{i}"\nof = "due"\nmax = {m}\n' for i, m in enumerate(['"15%"', "0.15", '" 15 ％"'])
    ]
    path.write_text(HEAD + "".join(quotas), encoding="utf-8")
    assert [q.max for q in read_policy(path).rules.quotas] == [Decimal("0.15")] * 3


JUNK: list[object] = [
    5, -1, 1.5, Decimal("nan"), 10**30, "", "x", "5", "110%", "%", True, [], [5], ["x"], [[]], [["x"]], [[5, 6]], {},
    {"x": 1}, [{}], [{"name": "x"}], [{"name": 5, "who": {"age": []}}], {"min": {}}, {"any": 3},
    datetime.date(2026, 8, 31), datetime.time(9),
]  # fmt: skip


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value of a raw policy, tables and lists too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        yield (*path, step)
        yield from places(part, (*path, step))


def test_no_value_anywhere_brings_up_the_readers_own_words() -> None:
    demo = tomllib.loads(DEMO.read_text(encoding="utf-8"), parse_float=Decimal)
    refused = 0
    for path in places(demo):
        for junk in JUNK:
            raw = deepcopy(demo)
            target = raw
            for step in path[:-1]:
                target = target[step]  # type: ignore[index]
            target[path[-1]] = deepcopy(junk)  # type: ignore[index]
            try:
                parse_policy(raw)
            except PolicyError as error:
                refused += 1
                for said in error.problems:
                    assert "这里不能这样写" not in said.zh, (path, junk)
                    assert not {"should be", "Input", "valid", "parse"} & set(said.en.split()), (path, junk, said)
                    assert "建议：" in said.zh
    assert refused > 1000
