"""Cases with many wishes, drawn at random, and what a fair makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from models.blocking import Fair
from models.case import Case
from models.district import BoolArray, frame
from models.formulate import Formulated, formulate
from models.plan import Move, Plan
from models.recount import Recount
from optimizer.modes.two_way import Matched, two_way
from tests.models.random_districts import random_district
from tests.models.random_policies import random_policy


@dataclass(frozen=True)
class Drawn:
    """A case, who takes part, and the outcome."""

    case: Case
    formulated: Formulated
    among: BoolArray
    matched: Matched

    @property
    def plan(self) -> Plan:
        """The part of a plan that was matched."""
        return self.formulated.plan(self.matched.chosen)

    @property
    def recount(self) -> Recount:
        """The case counted a person at a time."""
        return Recount(self.case.district, self.case.policy)

    def moves(self, ids: list[int]) -> list[Move]:
        """Return pairs as moves."""
        mask = np.zeros(len(self.formulated.pairs), dtype=bool)
        mask[ids] = True
        return list(self.formulated.plan(mask).moves)

    def fair(self) -> Fair:
        """Return the fair as the tables tell it, with what was closed on the way."""
        return Fair(self.recount, codes(self.case, self.among), self.moves([pair for pair, _ in self.matched.closed]))


def codes(case: Case, among: BoolArray) -> list[str]:
    """Return the codes of people, shape (teachers,)."""
    return [str(code) for code in case.district.teachers["teacher_id"].to_numpy(object)[among]]


def case_of(seed: int, *, most: int = 9, plain: bool = False, crossing: bool = False) -> Case:
    """Draw a case whose people wish for much; a `plain` one has no rule beside posts and establishment."""
    rng = Random(seed)
    gentle = plain or rng.random() < 0.6
    district = random_district(rng, most=most, roomy=gentle and rng.random() < 0.4)
    policy = random_policy(rng, gentle=gentle)
    people = [str(code) for code in district.teachers["teacher_id"]]
    schools = [str(code) for code in district.schools["school_id"]]
    zones = sorted({str(zone) for zone in district.schools["zone"] if zone})
    district = district.with_table("choices", frame("choices", _choices(rng, people, schools, zones)))
    if rng.random() < 0.5:
        district = district.with_table(
            "outgoing", frame("outgoing", [{"teacher_id": code} for code in people if rng.random() < 0.7])
        )
    if plain:
        for table in ("quotas", "locks", "relations"):
            district = district.with_table(table, frame(table, []))
        everybody = [{"name": "人人"}]
        rules = {"release_first": {"mode": "pool"}, "establishment": {"over": rng.choice(("closed", "no-worse"))}}
        policy = type(policy).model_validate(
            {
                "name": "试行办法",
                "date": "2026-08",
                "seed": str(seed),
                "due": everybody,
                "rules": rules,
                "tiers": ["fill"],
            }
        )
    if crossing:
        district = district.with_table("quotas", frame("quotas", _numbers(rng, district.schools["school_id"].tolist())))
    return Case(district, policy)


def _choices(rng: Random, people: list[str], schools: list[str], zones: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for code in people:
        for rank in range(1, rng.choice((0, 1, 2, 3, 4)) + 1):
            by_zone = zones and rng.random() < 0.4
            reached = {"zone": rng.choice(zones)} if by_zone else {"school_id": rng.choice(schools)}
            found.append({"teacher_id": code, "rank": rank, **reached})
    return found


def _numbers(rng: Random, schools: list[str]) -> list[dict[str, Any]]:
    """Draw numbers confirmed that cross: by subject, by stage, by title, by honour."""
    asked = (
        ("subject", ("语文", "数学")),
        ("stage", ("小学", "初中")),
        ("title", ("高级", "一级")),
        ("honour", ("骨干",)),
    )
    return [
        {"school_id": school, "direction": "in", column: rng.choice(words), "min": None, "max": rng.choice((0, 1, 1, 2))}
        for school in schools
        for column, words in asked
        if rng.random() < 0.6
    ]  # fmt: skip


def draw(seed: int, **kind: Any) -> Drawn:
    """Draw a case and hold its fair; now and then not everybody takes part."""
    case = case_of(seed, **kind)
    formulated = formulate(case)
    rng = np.random.default_rng(seed)
    among = rng.random(len(case.district.teachers)) < (1.0 if seed % 3 else 0.7)
    return Drawn(case, formulated, among, two_way(formulated, among))
