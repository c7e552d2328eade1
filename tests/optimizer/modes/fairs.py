"""Cases with many wishes, drawn at random, and what a fair makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import pandas as pd

from models.blocking import Fair
from models.case import Case
from models.district import BoolArray, District, frame
from models.formulate import Formulated, formulate
from models.plan import Move, Plan
from models.policy import Policy
from models.recount import Recount
from optimizer.modes.two_way import Agreed, two_way
from tests.models.random_districts import random_district
from tests.models.random_policies import random_policy

Lines = list[Mapping[str, object]]


@dataclass(frozen=True)
class Drawn:
    """A case, who takes part, and the outcome."""

    case: Case
    formulated: Formulated
    among: BoolArray
    matched: Agreed

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
    """Draw a case whose people wish for much.

    A `plain` one has few places, nobody who may not move, and no rule beside posts and establishment; with `crossing`
    it has numbers confirmed that cross, and places enough for them to matter.
    """
    rng = Random(seed)
    gentle = plain or rng.random() < 0.6
    district = random_district(rng, most=most, roomy=gentle and rng.random() < 0.4)
    policy = random_policy(rng, gentle=gentle)
    people = [str(code) for code in district.teachers["teacher_id"]]
    schools = [str(code) for code in district.schools["school_id"]]
    zones = sorted({str(zone) for zone in district.schools["zone"] if zone})
    tables = {"choices": frame("choices", _choices(rng, people, schools, zones, 2 * plain))}
    if rng.random() < 0.5:
        named: Lines = [{"teacher_id": code} for code in people if rng.random() < 0.7]
        tables["outgoing"] = frame("outgoing", named)
    if plain:
        tables |= {table: frame(table, []) for table in ("quotas", "locks", "relations")}
        tables |= _few_places(rng, district, 2 * crossing)
        plain_rules = {"establishment": {"over": rng.choice(("closed", "no-worse"))}}
        told = {"name": "试行办法", "date": "2026-08", "seed": str(seed), "tiers": ["fill"], "rules": plain_rules}
        policy = Policy.model_validate({**told, "due": [{"name": "人人"}]})
    if crossing:
        tables["quotas"] = frame("quotas", _numbers(rng, schools))
    for name, table in tables.items():
        district = district.with_table(name, table)
    return Case(district, policy)


def _few_places(rng: Random, district: District, more: int) -> dict[str, pd.DataFrame]:
    """Return tables in which everybody may move, most to any post, and posts and schools have a place or two free."""
    schools, posts, teachers = district.schools.copy(), district["posts"].copy(), district.teachers.copy()
    schools["inflow"] = schools["outflow"] = True
    schools["headcount"] = district.headcount
    schools["establishment"] = [n + rng.choice((0, 1, 2)) + more for n in district.headcount.tolist()]
    posts["current"] = [rng.choice((0, 1, 2)) for _ in range(len(posts))]
    posts["required"] = [n + rng.choice((0, 1, 1)) + more for n in posts["current"].tolist()]
    teachers["term_end"] = pd.NA
    kinds = tuple(
        sorted({f"{stage}:{subject}" for stage, subject in zip(posts["stage"], posts["subject"], strict=True)})
    )
    teachers["also"] = pd.Series([rng.choice((kinds, kinds, ())) for _ in range(len(teachers))], dtype=object)
    typed = {"inflow": "boolean", "outflow": "boolean", "headcount": "Int64", "establishment": "Int64"}
    return {
        "schools": schools.astype(typed),
        "posts": posts.astype({"current": "Int64", "required": "Int64"}),
        "teachers": teachers.astype({"term_end": "Int64"}),
    }


def _choices(rng: Random, people: list[str], schools: list[str], zones: list[str], fewest: int) -> Lines:
    found: Lines = []
    for code in people:
        for rank in range(1, fewest + rng.choice((0, 1, 2, 3)) + 1):
            by_zone = zones and rng.random() < 0.4
            reached = {"zone": rng.choice(zones)} if by_zone else {"school_id": rng.choice(schools)}
            found.append({"teacher_id": code, "rank": rank, **reached})
    return found


def _numbers(rng: Random, schools: list[str]) -> Lines:
    """Draw numbers confirmed that cross: by subject, by stage, by title, by honour."""
    some = (0, 1, 1, 2)
    asked = (
        ("subject", ("语文", "数学")),
        ("stage", ("小学", "初中")),
        ("title", ("高级", "一级")),
        ("honour", ("骨干",)),
    )
    return [
        {"school_id": school, "direction": "in", column: rng.choice(words), "min": None, "max": rng.choice(some)}
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
