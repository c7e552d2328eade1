"""Instances on disk: drawn once, reused as long as recipe, generator and every byte are the same.

python -m benchmarks.harness.instances FOLDER RECIPE_AS_JSON
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.generate import Recipe, generate, write_instance
from benchmarks.generate.instance import DISTRICT, POLICY, RECORD, VERSION
from benchmarks.harness.machine import environment
from benchmarks.harness.watch import python_module, watch

_WALL, _MEMORY = 3600.0, 20 * 2**30


class InstanceError(RuntimeError):
    """An instance that could not be drawn."""


@dataclass(frozen=True)
class Ready:
    """An instance on disk: its files, its hash, its sizes."""

    district: Path
    policy: Path
    hash: str
    sizes: Mapping[str, Any]


def ready(folder: Path, recipe: Recipe) -> Ready:
    """Return the instance of a recipe in a folder, drawing it first if it is not there or not the same any more.

    It is drawn in a process of its own, so that its memory is free again before anything is measured.

    Raises
    ------
    InstanceError : with the last line of what went wrong.
    """
    found = _found(folder, recipe)
    if found is not None:
        return found
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = python_module("benchmarks.harness.instances", str(folder), json.dumps(recipe.as_dict()))
    drawn = watch(command, folder, wall=_WALL, memory=_MEMORY, more=environment())
    found = _found(folder, recipe) if drawn.ended == "done" else None
    if found is None:
        raise InstanceError(f"no instance ({drawn.ended}): {drawn.error}")
    return found


def _found(folder: Path, recipe: Recipe) -> Ready | None:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    district, policy = folder / DISTRICT, folder / POLICY
    same = record.get("recipe") == recipe.as_dict() and record.get("generator") == VERSION
    if not same or _hash(district, policy) != record.get("hash"):
        return None
    return Ready(district, policy, str(record["hash"]), record.get("sizes", {}))


def _hash(district: Path, policy: Path) -> str:
    """Return SHA-256 over the tables in the order of their names, then the policy: what `instance.json` states."""
    digest = hashlib.sha256()
    for path in [*sorted(district.glob("*.csv"), key=lambda p: p.name), policy]:
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def main(words: list[str]) -> None:
    """Draw the instance the words describe."""
    folder, recipe = words
    write_instance(generate(Recipe(**json.loads(recipe))), Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
