"""Bases for tests of scenarios: the demo county, and micro-districts under a policy written as a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from models.district import District
from models.intake.read import read_district
from models.policy_file import read_toml
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY
from scenarios.whatif.file import WhatIf, WhatIfError, read_what_if
from scenarios.whatif.overlay import Base, Overlay, OverlayError, vary

PLAIN: Mapping[str, Any] = {"name": "试行办法", "date": "2026-08", "due": [{"name": "应交流"}], "tiers": ["fill"]}
HEAD = 'title = "试"\ndistrict = "demo"\npolicy = "demo"\n'


@cache
def demo() -> Base:
    """Return the demo county under its own policy."""
    district = read_district(DEMO_DISTRICT).district
    assert district is not None
    return Base.of(district, read_toml(DEMO_POLICY), DEMO_POLICY.name)


def base(district: District, **keys: Any) -> Base:
    """Return a base under a plain policy, with further keys."""
    return Base.of(district, {**PLAIN, **keys}, "policy.toml")


def written(folder: Path, text: str) -> WhatIf:
    """Read a what-if file of this text, the head of a file put before it unless it has one."""
    path = folder / "what-if.toml"
    path.write_text(text if "title = " in text else HEAD + text, encoding="utf-8")
    return read_what_if(path)


def problems(folder: Path, text: str) -> list[str]:
    """Return what is wrong with a what-if file, in English."""
    try:
        written(folder, text)
    except WhatIfError as error:
        return [problem.en for problem in error.problems]
    return []


def overlay(folder: Path, body: str) -> Overlay:
    """Return the scenario of these lines."""
    (only,) = written(folder, f'[[scenarios]]\nname = "情景"\n{body}\n').scenarios
    return only


def refused(base: Base, overlay: Overlay) -> list[str]:
    """Return why a scenario cannot be laid over a base, in English."""
    try:
        vary(base, overlay)
    except OverlayError as error:
        return [problem.en for problem in error.problems]
    return []


def column(district: District, table: str, name: str) -> list[object]:
    """Return the cells of a column."""
    cells: Sequence[object] = district[table][name].tolist()
    return list(cells)
