"""Couples and other relatives, drawn after the hidden plan so that it brings no two of them together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.generate.draws import stream
from benchmarks.generate.hidden_plan import HiddenPlan
from benchmarks.generate.numbers import Numbers
from benchmarks.generate.people import People, Staff
from benchmarks.generate.posts import NO_POST, SUBJECTS, Nodes
from benchmarks.generate.recipe import Recipe
from benchmarks.generate.schools import Schools
from models.district import IntArray

SPOUSES, LINEAL, COLLATERAL, IN_LAWS = "夫妻", "直系血亲", "三代以内旁系血亲", "近姻亲"
TOGETHER_SHARE = 0.4
"""Share of the couples who teach at one school today."""
BOTH_LISTED = 0.5
"""Share of the relations of which both people stand on the list."""
TRIES = 60
"""How many people are looked at before a mover is left without a relative."""
GENERATION = (20, 36)
"""Years between parents and children; fewer between siblings, cousins, in-laws."""
MARRYING_AGE, COUPLE_GAP = 25, 8


@dataclass(frozen=True)
class Relation:
    """Two people, by position on the roster, and how they are related."""

    a: int
    b: int
    kind: str


def draw_relations(
    recipe: Recipe, schools: Schools, nodes: Nodes, staff: Staff, plan: HiddenPlan, numbers: Numbers, people: People
) -> list[Relation]:
    """Draw couples first, then other relatives; nobody has more than one relation.

    A relation that no plan could break would measure nothing. So the other one moves too and reaches the same schools,
    or works at a school where the mover's post is open; most live near each other, and want the same schools.
    """
    draw = _Relations(recipe, schools, nodes, staff, plan, numbers, people)
    draw.couples(recipe.couples)
    draw.kin(recipe.kin)
    return draw.found


class _Relations:
    """Who is related so far, and what a relation has to fit."""

    def __init__(
        self, recipe: Recipe, schools: Schools, nodes: Nodes, staff: Staff, plan: HiddenPlan, numbers: Numbers,
        people: People,
    ) -> None:  # fmt: skip
        self.rng = stream(recipe.seed, "relations")
        self.people, self.mover, self.nodes, self.numbers = people, plan.mover, nodes, numbers
        self.school = nodes.school[staff.node]
        self.final = self.school.copy()
        self.final[plan.mover] = nodes.school[plan.entered]
        self.subject = nodes.subject[staff.node]
        stages = [stage for stage, _ in SUBJECTS]
        self.stage = np.array([stages.index(stage) for stage in stages] + [-1])[self.subject]
        limited = recipe.routes == "limited"
        self.alliance = schools.alliance[self.school] if limited else np.zeros(len(self.school), np.int64)
        self.taken = np.zeros(len(people), bool)
        self.found: list[Relation] = []
        self.near = _Neighbours(schools.zone[self.school], people)

    def couples(self, share: float) -> None:
        """Marry movers until the share of them asked for is one half of a couple."""
        wanted = round(share * len(self.mover))
        done = 0
        for a in self.rng.permutation(self.mover).tolist():
            if done >= wanted:
                return
            if self.taken[a] or self.people.age[a] < MARRYING_AGE:
                continue
            together = self.rng.random() < TOGETHER_SHARE
            # The last one wanted marries somebody off the list, so that the share is met exactly.
            both = self.rng.random() < BOTH_LISTED and done + 2 <= wanted
            b = self._spouse(a, together, both)
            if b >= 0:
                self._relate(a, b, SPOUSES)
                done += 1 + int(self.people.listed[b])

    def kin(self, share: float) -> None:
        """Give movers other relatives until the share of them asked for has one."""
        wanted = round(share * len(self.mover))
        done = 0
        for a in self.rng.permutation(self.mover).tolist():
            if done >= wanted:
                return
            if self.taken[a]:
                continue
            both = self.rng.random() < BOTH_LISTED and done + 2 <= wanted
            b = self._relative(a, both)
            if b >= 0:
                self._relate(a, b, self._kind(a, b))
                done += 1 + int(self.people.listed[b])

    def _relate(self, a: int, b: int, kind: str) -> None:
        self.taken[[a, b]] = True
        self.found.append(Relation(min(a, b), max(a, b), kind))

    def _fits(self, a: int, candidates: IntArray, both: bool) -> IntArray:
        """Return those who may be related to a mover: apart after the plan, and not out of each other's way."""
        people = self.people
        good = ~self.taken[candidates] & (candidates != a) & (people.listed[candidates] == both)
        good &= (self.final[candidates] != self.final[a]) & (self.alliance[candidates] == self.alliance[a])
        if both:
            good &= self.stage[candidates] == self.stage[a]
        elif len(candidates):
            there = self.nodes.at(self.school[candidates], np.full(len(candidates), self.subject[a]))
            good &= (there >= 0) & self.numbers.open[there]
        return np.asarray(candidates[good], np.int64)

    def _spouse(self, a: int, together: bool, both: bool) -> int:
        people = self.people
        pool = self.near.at_school(self.school, a) if together else self.near.some(self.rng, a)
        pool = pool[(people.woman[pool] != people.woman[a]) & (self.school[pool] == self.school[a] if together
                    else self.school[pool] != self.school[a])]  # fmt: skip
        close = np.abs(people.age[pool] - people.age[a]) <= COUPLE_GAP
        pool = pool[close & (people.age[pool] >= MARRYING_AGE) & (self.subject[pool] != NO_POST)]
        if together:  # today's school cannot be entered; the plan parts them if it moves both, and may if it moves one
            fits = pool[~self.taken[pool] & (pool != a) & (people.listed[pool] == both)]
            fits = fits[self.final[fits] != self.final[a]]
        else:
            fits = self._fits(a, pool, both)
        return int(fits[int(self.rng.random() * len(fits))]) if len(fits) else -1

    def _relative(self, a: int, both: bool) -> int:
        pool = self.near.some(self.rng, a)
        fits = self._fits(a, pool[self.school[pool] != self.school[a]], both)
        return int(fits[int(self.rng.random() * len(fits))]) if len(fits) else -1

    def _kind(self, a: int, b: int) -> str:
        gap = abs(int(self.people.age[a]) - int(self.people.age[b]))
        if GENERATION[0] <= gap <= GENERATION[1]:
            return LINEAL
        return COLLATERAL if self.rng.random() < 0.6 and gap < GENERATION[0] else IN_LAWS


class _Neighbours:
    """People by the zone they teach in: relatives are looked for nearby first."""

    def __init__(self, zone: IntArray, people: People) -> None:
        self.zone = zone
        self.order = np.argsort(zone, kind="stable")
        self.edges = np.searchsorted(zone[self.order], np.arange(int(zone.max()) + 2))
        self.size = len(people)

    def at_school(self, school: IntArray, a: int) -> IntArray:
        """Return the people of a person's school; the roster is sorted by school."""
        return np.arange(*np.searchsorted(school, [school[a], school[a] + 1]), dtype=np.int64)

    def some(self, rng: np.random.Generator, a: int) -> IntArray:
        """Return people of the same zone and as many of anywhere, in no order."""
        low, high = self.edges[self.zone[a]], self.edges[self.zone[a] + 1]
        near = self.order[low + np.floor(rng.random(TRIES) * (high - low)).astype(np.int64)]
        far = np.floor(rng.random(TRIES) * self.size).astype(np.int64)
        return np.concatenate([near, far])
