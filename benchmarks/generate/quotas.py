"""The quotas of the policy, each as near to the hidden plan as the recipe asks.

Tight limits are the hidden plan's own numbers (shares to the tenth of a percent on the safe side). Loose ones leave
room: minima at `LOOSE_MINIMUM` of them, maxima at `LOOSE_MAXIMUM`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from benchmarks.generate.draws import stream
from benchmarks.generate.hidden_plan import HiddenPlan
from benchmarks.generate.numbers import Numbers
from benchmarks.generate.people import HONOURS, People
from benchmarks.generate.posts import Nodes
from benchmarks.generate.recipe import Recipe
from benchmarks.generate.schools import POINT, URBAN, Schools
from models.district import BoolArray, IntArray

LOOSE_MINIMUM, LOOSE_MAXIMUM = Fraction(6, 10), Fraction(14, 10)
LOOSE_SHARE = 100
"""Tenths of a percent added to the greatest share: the list says who leaves, so this quota can only ever be kept."""
WEAK = "薄弱校"
"""The level of schools that the policy promises a number of people; `WEAK_SHARE` of the rural ones that get enough."""
WEAK_SHARE, WEAK_LEAST = 0.4, 2
RURAL_WORDS = '["乡村", "教学点"]'


@dataclass(frozen=True)
class WrittenQuota:
    """One `[[rules.quotas]]` section: its name, and the rest of its lines."""

    name: str
    lines: tuple[str, ...]

    def text(self) -> str:
        """Return the section."""
        return "\n".join(["[[rules.quotas]]", f'name = "{self.name}"', *self.lines, ""])


def weak_schools(recipe: Recipe, schools: Schools, nodes: Nodes, plan: HiddenPlan) -> BoolArray:
    """Return the schools the policy calls weak: rural ones to which the hidden plan sends enough people."""
    rng = stream(recipe.seed, "weak schools")
    into = _into_schools(schools, nodes, plan)
    drawn: BoolArray = schools.outside_town & (into >= WEAK_LEAST) & (rng.random(len(schools)) < WEAK_SHARE)
    return drawn


def write_quotas(
    recipe: Recipe, schools: Schools, nodes: Nodes, plan: HiddenPlan, numbers: Numbers, people: People, weak: BoolArray
) -> list[WrittenQuota]:
    """Return the quotas of the policy; those the district offers no ground for are left out."""
    if recipe.quotas == "none":
        return []
    tight = recipe.quotas == "tight"
    origin, to = schools.area[nodes.school[plan.left]], schools.area[nodes.school[plan.entered]]
    rural = np.isin(nodes.school[plan.entered], np.flatnonzero(schools.outside_town))
    backbone = people.honour[plan.mover] > 0
    into, out = _into_schools(schools, nodes, plan), np.bincount(nodes.school[plan.left], minlength=len(schools))
    found = []
    share = _least_share(int((rural & backbone).sum()), int(rural.sum()), tight)
    if share > 0:
        honours = "[" + ", ".join(f'"{word}"' for word in HONOURS[1:]) + "]"
        found.append(
            WrittenQuota("到乡村学校的教师中骨干教师占比", (
                f"who = {{ honour = {honours} }}", f"to = {{ area = {RURAL_WORDS} }}", 'of = "moved"',
                f'min = "{_percent(share)}"',
            ))
        )  # fmt: skip
    if weak.any():
        least = int(into[weak].min()) if tight else max(1, math.floor(LOOSE_MINIMUM * int(into[weak].min())))
        found.append(
            WrittenQuota(
                "每所薄弱校至少派去", (f'to = {{ level = "{WEAK}" }}', 'per = "destination"', f"min = {least}")
            )
        )
    point = schools.area == POINT
    most = _most_share(out[~point], numbers.headcount[~point], tight)
    found.append(
        WrittenQuota("每校流出不超过在编人数的比例", (
            'from = { area = { not = "教学点" } }', 'per = "origin"', 'of = "staff"', f'max = "{_percent(most)}"',
        ))
    )  # fmt: skip
    if point.any():
        cap = _most(int(into[point].max()), tight)
        found.append(
            WrittenQuota("每个教学点最多接收", ('to = { area = "教学点" }', 'per = "destination"', f"max = {cap}"))
        )
    inside = int(((origin == URBAN) & (to == URBAN)).sum())
    if inside:
        found.append(
            WrittenQuota(
                "城区学校之间流动的人数",
                ('from = { area = "城区" }', 'to = { area = "城区" }', f"max = {_most(inside, tight)}"),
            )
        )
    return found


def _into_schools(schools: Schools, nodes: Nodes, plan: HiddenPlan) -> IntArray:
    return np.bincount(nodes.school[plan.entered], minlength=len(schools)).astype(np.int64)


def _most(count: int, tight: bool) -> int:
    return count if tight else math.ceil(LOOSE_MAXIMUM * count) + 1


def _least_share(part: int, whole: int, tight: bool) -> int:
    """Return a share the plan reaches, in tenths of a percent, rounded down."""
    if whole == 0:
        return 0
    return math.floor((Fraction(1) if tight else LOOSE_MINIMUM) * Fraction(1000 * part, whole))


def _most_share(parts: IntArray, wholes: IntArray, tight: bool) -> int:
    """Return a share no school exceeds, in tenths of a percent, rounded up."""
    counts = zip(parts.tolist(), wholes.tolist(), strict=True)
    largest = max((Fraction(1000 * part, whole) for part, whole in counts if whole), default=Fraction(0))
    return min(1000, math.ceil(largest) + (0 if tight else LOOSE_SHARE))


def _percent(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"
