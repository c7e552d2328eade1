"""docs/policy.md: every key stands there with its true default, and every example is a policy the program reads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from models.filter_columns import COLUMNS
from models.filters import Filter, parse_filter
from models.goals.lottery import drawn
from models.goals.registry import GOALS
from models.plan import Move
from models.policy import Part, Policy
from models.policy_file import parse_policy
from models.tables import TABLES

TEXT = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
TOML = [body for language, body in BLOCKS if language == "toml"]
PROSE = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
SPANS = re.findall(r"`([^`\n]+)`", PROSE)
HEAD = 'name = "试行办法"\ndate = "2026-08"\n'


def loads(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("block", TOML)
def test_every_block_is_a_policy(block: str) -> None:
    whole = block.startswith("name = ")
    parse_policy(loads(block if whole else HEAD + block))


def test_no_block_is_passed_over() -> None:
    assert len(TOML) == TEXT.count("```toml") >= 15
    assert {language for language, _ in BLOCKS} == {"toml", "python"}


def test_every_example_in_a_line_is_read() -> None:
    filters = 0
    for span in (s for s in SPANS if " = " in s):
        ((key, value),) = loads(span).items()
        if isinstance(value, dict):
            filters += 1
            assert parse_filter(value, "places" if key in ("from", "to") else "people") != Filter()
    assert filters >= 25


UNDER = {"Returns": "rules.returns", "Stage": "stages", "StageRules": "stages.rules"}
"""Piece of a policy -> its section."""


def tables(part: type[Part], path: str = "the top of the file") -> Iterator[tuple[str, type[Part]]]:
    """Yield the heading under which a piece of a policy is explained, and the piece."""
    if not all(next(parts(f.annotation), None) for f in part.model_fields.values()):
        yield path, part
    for name, field in part.model_fields.items():
        inner = next(parts(field.annotation), None)
        if inner is not None:
            many = str(field.annotation).startswith("tuple")
            dotted = name if part is Policy else f"{UNDER.get(part.__name__, part.__name__.lower())}.{name}"
            yield from tables(inner, f"`[[{dotted}]]`" if many else f"`[{dotted}]`")


def parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


def value_of(key: str, written: str) -> Any:
    """Read a value as the policy reads it at that key."""
    value = loads(f"{key} = {written}")
    return Policy.model_validate({**loads(HEAD), **value}).tiers if key == "tiers" else value[key]


@pytest.mark.parametrize(("heading", "part"), list(tables(Policy)))
def test_every_key_stands_under_its_heading_with_its_default(heading: str, part: type[Part]) -> None:
    (section,) = (s for s in re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:] if heading in s.split("\n")[0])
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.+?) \| (.*?) ?\|$", section.split("\n## ")[0], re.MULTILINE)
    fields = {f.alias or name: f for name, f in part.model_fields.items()}
    assert [key for key, *_ in rows] == list(fields)
    for key, default, _, example in rows:
        field = fields[key]
        assert field.is_required() == default.startswith("required"), key
        if default.startswith("`"):
            written = value_of(key, default.strip("`"))
            assert field.default == (tuple(written) if isinstance(written, list) else written), key
        elif not field.is_required():
            assert default in ("everybody", "any school", "nobody", "none", "sections below"), key
            assert field.default in (None, Filter()) or isinstance(field.default, Part), key
        if " = " in example:
            assert list(loads(example.strip("`"))) == [key]


def test_every_goal_and_every_fact_is_named() -> None:
    assert [name for name in GOALS if f"| `{name}` |" not in TEXT] == []
    columns = {column.name for table in TABLES.values() for column in table.columns}
    derived = {name for specs in COLUMNS.values() for name in specs} - columns
    assert {"age", "years_in_school", "category", "post_vacancy"} < derived
    assert [name for name in derived if f"`{name}`" not in TEXT] == []


def test_the_draw_is_recomputed_as_the_document_says(capsys: pytest.CaptureFixture[str]) -> None:
    ((_, code),) = (b for b in BLOCKS if b[0] == "python")
    exec(compile(code, "policy.md", "exec"), {})
    move = Move("000123", "3199000001", "初中", "数学")
    assert int(capsys.readouterr().out) == int(drawn("青禾县教育局2026年8月15日公布：407215", move)[:5], 16)
