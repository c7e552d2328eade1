"""The shipped policies are found by name, read without a fault, and leave with the program."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from models.policy_file import read_policy
from models.policy_words import sentences
from scenarios.policies import FOLDER, find_policy, shipped_policies, summary
from scenarios.samples import DEMO_POLICY

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", shipped_policies())
def test_a_shipped_policy_is_read_and_said(name: str) -> None:
    policy = read_policy(shipped_policies()[name])
    assert len(sentences(policy)) > 10
    said = summary(shipped_policies()[name])
    assert all(10 < len(line) <= 130 for line in (said.zh, said.en))


def test_every_file_of_the_folder_is_listed(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", "readme.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert shipped_policies(tmp_path) == {"demo": DEMO_POLICY, "a": tmp_path / "a.toml", "b": tmp_path / "b.toml"}


def test_the_reference_names_every_shipped_policy() -> None:
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    assert [name for name in shipped_policies() if name != "demo" and f"| `{name}` |" not in text] == []


def test_a_file_comes_before_a_shipped_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_policy(Path("demo")) == DEMO_POLICY
    assert find_policy(Path("nowhere")) == Path("nowhere")
    Path("demo").mkdir()  # a folder of that name is no policy
    assert find_policy(Path("demo")) == DEMO_POLICY
    Path("demo").rmdir()
    Path("demo").write_text("", encoding="utf-8")
    assert find_policy(Path("demo")) == Path("demo")


def test_the_package_takes_them_along() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    shipped = [p.strip() for p in setup["options.package_data"]["scenarios"].split(",")]
    inside = {path for pattern in shipped for path in (ROOT / "scenarios").glob(pattern)}
    assert {*shipped_policies().values(), *FOLDER.glob("*.toml")} <= inside
