"""Each scenario's tables and policy as files, so that it can be solved, explained and published like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit

from scenarios.tables import write_folder
from scenarios.whatif.study import Study

FOLDER = "scenarios"
_LONGEST = 60
"""Characters of a folder's name: file systems take 255 bytes, a Chinese character has three or four."""


def write_inputs(out: Path, study: Study) -> None:
    """Write `scenarios/NAME/district` and `scenarios/NAME/policy.toml` of the baseline and every scenario.

    Raises
    ------
    OSError : if a file cannot be written.
    """
    every = [one.overlay.name for one in (study.baseline, *study.scenarios)]
    for name, called in folder_names(every).items():
        variant = study.variant(name)
        folder = out / FOLDER / called
        write_folder(variant.case.district, folder / "district")
        text = tomlkit.dumps(_written(variant.document))
        (folder / "policy.toml").write_text(text, encoding="utf-8", newline="\n")


def folder_names(names: Sequence[str]) -> dict[str, str]:
    """Return names as folders may be called everywhere, no two alike, in capitals or not."""
    found: dict[str, str] = {}
    for name in names:
        plain = (
            "".join("_" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in name)[:_LONGEST].strip(" .") or "_"
        )
        taken = {known.casefold() for known in found.values()}
        numbered = (plain, *(f"{plain} ({n})" for n in range(2, len(names) + 2)))
        found[name] = next(one for one in numbered if one.casefold() not in taken)
    return found


def _written(value: Any) -> Any:
    """Return a document with its exact decimals as TOML writes them."""
    if isinstance(value, Decimal):
        return tomlkit.value(str(value) if value % 1 else f"{value:f}")
    if isinstance(value, Mapping):
        return {key: _written(entry) for key, entry in value.items()}
    return [_written(entry) for entry in value] if isinstance(value, list | tuple) else value
