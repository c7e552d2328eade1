"""Everything drawn for one instance, step by step, and what its tables and its record say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.generate import tables as written
from benchmarks.generate.choices import Choice, draw_choices
from benchmarks.generate.draws import stream
from benchmarks.generate.hidden_plan import HiddenPlan, draw_hidden_plan
from benchmarks.generate.locks import Lock, draw_locks
from benchmarks.generate.names import draw_names
from benchmarks.generate.numbers import Numbers, draw_numbers
from benchmarks.generate.pairs import open_pairs
from benchmarks.generate.people import People, Staff, draw_people, draw_staff
from benchmarks.generate.policy_text import write_policy
from benchmarks.generate.posts import SUBJECTS, Nodes, draw_posts
from benchmarks.generate.quotas import WrittenQuota, weak_schools, write_quotas
from benchmarks.generate.recipe import Cause, Recipe
from benchmarks.generate.relations import COLLATERAL, LINEAL, SPOUSES, Relation, draw_relations
from benchmarks.generate.routes import draw_forbidden
from benchmarks.generate.schools import Schools, draw_schools
from models.district import BoolArray

CODE_DIGITS, FIRST_CODE, MOST_GAP = 8, 1000, 5
"""Staff numbers have leading zeros and gaps, as real ones do."""


@dataclass(frozen=True)
class Contradiction:
    """What makes an instance impossible, by positions; `note` says it in both languages."""

    name: Cause
    rules: tuple[str, ...]
    quotas: tuple[str, ...]
    people: tuple[int, ...]
    schools: tuple[int, ...]
    note_zh: str
    note_en: str

    def record(self, world: World) -> dict[str, Any]:
        """Return what `instance.json` says of it, in the codes of the tables."""
        return {
            "name": self.name,
            "rules": list(self.rules),
            "quotas": list(self.quotas),
            "teachers": [world.codes[p] for p in self.people],
            "schools": [world.schools.codes[s] for s in self.schools],
            "zh": self.note_zh,
            "en": self.note_en,
        }


@dataclass(frozen=True)
class World:
    """One instance as arrays; every table is written from here."""

    recipe: Recipe
    schools: Schools
    nodes: Nodes
    staff: Staff
    plan: HiddenPlan
    numbers: Numbers
    people: People
    relations: list[Relation]
    choices: list[Choice]
    locks: list[Lock]
    forbidden: list[tuple[int, int]]
    weak: BoolArray
    quotas: list[WrittenQuota]
    codes: list[str]
    names: list[str]
    cause: Contradiction | None = None

    def tables(self) -> dict[str, bytes]:
        """Return table -> CSV bytes, of every table that has rows."""
        found = {
            "schools": written.school_columns(self.schools, self.numbers, self.weak),
            "posts": written.post_columns(self.schools, self.nodes, self.numbers),
            "teachers": written.teacher_columns(
                self.schools, self.nodes, self.staff, self.people, self.codes, self.names
            ),
            "outgoing": {"teacher_id": [self.codes[p] for p in self.plan.mover.tolist()]},
        }
        if self.relations:
            found["relations"] = written.relation_columns(self.relations, self.codes)
        if self.choices:
            found["choices"] = written.choice_columns(self.schools, self.choices, self.codes)
        if self.locks:
            found["locks"] = written.lock_columns(self.schools, self.locks, self.codes)
        if len(self.schools) <= written.MOST_SCHOOLS_WITH_MINUTES:
            found["distances"] = written.distance_columns(self.schools)
        return {name: written.csv_bytes(name, columns) for name, columns in found.items()}

    def policy_text(self) -> str:
        """Return the policy."""
        forbidden = [(self.schools.codes[a], self.schools.codes[b]) for a, b in self.forbidden]
        return write_policy(self.recipe, self.quotas, forbidden)

    def moves(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield the moves of the hidden plan: person, school, stage, subject."""
        node = self.plan.entered
        for person, school, subject in zip(
            self.plan.mover.tolist(), self.nodes.school[node].tolist(), self.nodes.subject[node].tolist(), strict=True
        ):
            yield self.codes[person], self.schools.codes[school], *SUBJECTS[subject]

    def sizes(self) -> dict[str, Any]:
        """Return counts, and the shares that the draw reached of what the recipe asks."""
        movers = max(1, len(self.plan.mover))
        related = {p for r in self.relations if r.kind != SPOUSES for p in (r.a, r.b) if self.people.listed[p]}
        married = {p for r in self.relations if r.kind == SPOUSES for p in (r.a, r.b) if self.people.listed[p]}
        freed = self.plan.out(self.nodes)[self.plan.entered] > 0
        pairs = open_pairs(self)
        return {
            "schools": len(self.schools),
            "zones": len(self.schools.zone_names),
            "teachers": len(self.people),
            "posts": int(written.has_row(self.nodes, self.numbers).sum()),
            "movers": len(self.plan.mover),
            "open_pairs": pairs,
            "pair_density": round(pairs / (movers * len(self.schools)), 4),
            "relations": len(self.relations),
            "choosers": len({c.person for c in self.choices}),
            "locks": len(self.locks),
            "quotas": len(self.quotas),
            "reached": {
                "slack": round(int(self.numbers.free.sum()) / movers, 4),
                "kin": round(len(related) / movers, 4),
                "couples": round(len(married) / movers, 4),
                "chain": round(float(freed.mean()), 4),
                "two_subject": round(float((self.staff.second[self.plan.mover] >= 0).mean()), 4),
            },
        }


def draw_world(recipe: Recipe) -> World:
    """Draw everything, the hidden plan first and all that must fit it afterwards; then plant the cause, if any."""
    schools = draw_schools(recipe)
    nodes = draw_posts(recipe, schools)
    staff = draw_staff(recipe, nodes)
    plan = draw_hidden_plan(recipe, schools, nodes, staff.node, staff.second)
    numbers = draw_numbers(recipe, schools, nodes, plan)
    people = draw_people(recipe, schools, nodes, staff, plan)
    side = not recipe.core_only
    relations = draw_relations(recipe, schools, nodes, staff, plan, numbers, people) if side else []
    weak = weak_schools(recipe, schools, nodes, plan)
    blood = [(r.a, r.b) for r in relations if r.kind in (LINEAL, COLLATERAL)]
    rng = stream(recipe.seed, "codes")
    codes = [f"{n:0{CODE_DIGITS}d}" for n in (FIRST_CODE + np.cumsum(rng.integers(1, MOST_GAP, len(people)))).tolist()]
    return World(
        recipe=recipe, schools=schools, nodes=nodes, staff=staff, plan=plan, numbers=numbers, people=people,
        relations=relations,
        choices=draw_choices(recipe, schools, nodes, staff, numbers, people) if side else [],
        locks=draw_locks(recipe, nodes, staff, plan, numbers, people) if side else [],
        forbidden=draw_forbidden(recipe, schools, nodes, plan), weak=weak,
        quotas=write_quotas(recipe, schools, nodes, plan, numbers, people, weak) if side else [],
        codes=codes, names=draw_names(recipe, people, blood),
    )  # fmt: skip
