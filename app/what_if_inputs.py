"""Each scenario's tables and policy as files, so that it can be solved, explained and published like any other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit

from scenarios.tables import write_folder
from scenarios.whatif.study import Study

FOLDER = "scenarios"


def write_inputs(out: Path, study: Study) -> None:
    """Write `scenarios/NAME/district` and `scenarios/NAME/policy.toml` of the baseline and every scenario.

    Raises
    ------
    OSError : if a file cannot be written.
    """
    for one in (study.baseline, *study.scenarios):
        variant = study.variant(one.overlay.name)
        folder = out / FOLDER / file_name(one.overlay.name)
        write_folder(variant.case.district, folder / "district")
        text = tomlkit.dumps(_written(variant.document))
        (folder / "policy.toml").write_text(text, encoding="utf-8", newline="\n")


def file_name(name: str) -> str:
    """Return a scenario's name as a folder may be called everywhere."""
    return "".join("_" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in name).strip(" .") or "_"


def _written(value: Any) -> Any:
    """Return a document with its exact decimals as TOML writes them."""
    if isinstance(value, Decimal):
        return tomlkit.value(str(value) if value % 1 else f"{value:f}")
    if isinstance(value, Mapping):
        return {key: _written(entry) for key, entry in value.items()}
    return [_written(entry) for entry in value] if isinstance(value, list | tuple) else value
