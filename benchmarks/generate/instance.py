"""An instance: a district, a policy, and the plan (or the contradiction) planted in them, from recipe to files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.generate.causes import plant
from benchmarks.generate.recipe import Recipe
from benchmarks.generate.world import World, draw_world
from models.district import District
from models.intake.read import read_district
from models.plan import Move, Plan
from models.tables import TABLES

VERSION = 1
"""Raised whenever the same recipe gives other bytes than before."""
DISTRICT, POLICY, PLANTED, RECORD = "district", "policy.toml", "planted.csv", "instance.json"


@dataclass(frozen=True)
class Instance:
    """One instance, held as the bytes of its files.

    Attributes
    ----------
    tables : file name -> bytes of each CSV of the district.
    planted : a plan that places everybody and keeps every hard rule; None if the instance is impossible.
    cause : why it is impossible: its name, and the rules, quotas, people and schools concerned; None if it is not.
    sizes : counts of what was drawn, and shares reached (see `benchmarks.generate.world`).
    """

    recipe: Recipe
    tables: Mapping[str, bytes]
    policy_text: str
    planted: Plan | None
    cause: Mapping[str, Any] | None
    sizes: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over the bytes of the district's files in the order of their names, then of the policy."""
        digest = hashlib.sha256()
        for name in sorted(self.tables):
            digest.update(self.tables[name])
        digest.update(self.policy_text.encode())
        return digest.hexdigest()

    def district(self) -> District:
        """Return the district as intake reads the files: not a cell may differ from what a user would get.

        Raises
        ------
        ValueError : if intake finds a fault, a defect of the generator.
        """
        with tempfile.TemporaryDirectory() as folder:
            for name, content in self.tables.items():
                (Path(folder) / name).write_bytes(content)
            intake = read_district(Path(folder))
        if intake.district is None:
            raise ValueError("; ".join(f.say("en") for f in intake.faults if f.level == "fault"))
        return intake.district

    def record(self) -> dict[str, Any]:
        """Return what `instance.json` holds."""
        return {
            "generator": VERSION,
            "recipe": self.recipe.as_dict(),
            "sizes": dict(self.sizes),
            "hash": self.hash,
            "feasible": self.cause is None,
            "cause": self.cause,
        }


def generate(recipe: Recipe) -> Instance:
    """Draw the instance of a recipe; the same recipe always gives the same bytes.

    Raises
    ------
    ImpossibleRecipeError : if so few schools cannot send and take so many people.
    """
    world = plant(draw_world(recipe))
    tables = {f"{TABLES[name].zh}.csv": content for name, content in world.tables().items()}
    return Instance(
        recipe, tables, world.policy_text(), _planted(world) if world.cause is None else None,
        world.cause.record(world) if world.cause is not None else None, world.sizes(),
    )  # fmt: skip


def write_instance(instance: Instance, folder: Path) -> None:
    """Write an instance to a folder: `district/`, `policy.toml`, `planted.csv` if there is one, `instance.json`.

    The folder is made if it is not there. Give each instance its own: files of an earlier one are not removed.
    """
    district = folder / DISTRICT
    district.mkdir(parents=True, exist_ok=True)
    for name, content in instance.tables.items():
        (district / name).write_bytes(content)
    (folder / POLICY).write_bytes(instance.policy_text.encode())
    if instance.planted is not None:
        (folder / PLANTED).write_bytes(planted_bytes(instance.planted))
    record = json.dumps(instance.record(), ensure_ascii=False, indent=2) + "\n"
    (folder / RECORD).write_bytes(record.encode())


def planted_bytes(plan: Plan) -> bytes:
    """Return a plan as a CSV that `lungang verify` takes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(Move._fields)
    writer.writerows(plan.moves)
    return text.getvalue().encode("utf-8-sig")


def _planted(world: World) -> Plan:
    return Plan.of([Move(*row) for row in world.moves()])
