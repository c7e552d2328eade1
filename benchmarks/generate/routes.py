"""Pairs of schools between which nobody moves: neighbours that the hidden plan leaves apart."""

from __future__ import annotations

import numpy as np

from benchmarks.generate.choices import kilometres
from benchmarks.generate.draws import stream
from benchmarks.generate.hidden_plan import HiddenPlan
from benchmarks.generate.posts import Nodes
from benchmarks.generate.recipe import Recipe
from benchmarks.generate.schools import Schools

A_PAIR_FOR, MOST_PAIRS = 20, 20
"""One forbidden pair for so many schools, and so many at most."""


def draw_forbidden(recipe: Recipe, schools: Schools, nodes: Nodes, plan: HiddenPlan) -> list[tuple[int, int]]:
    """Return pairs of school positions, lower first; none where routes are limited anyway."""
    if recipe.routes == "limited" or recipe.core_only:
        return []
    rng = stream(recipe.seed, "routes")
    wanted = min(MOST_PAIRS, len(schools) // A_PAIR_FOR)
    used = set(zip(nodes.school[plan.left].tolist(), nodes.school[plan.entered].tolist(), strict=True))
    found: list[tuple[int, int]] = []
    busy: set[int] = set()
    for a in rng.permutation(len(schools)).tolist():
        if len(found) == wanted:
            break
        away = kilometres(schools.lon[a], schools.lat[a], schools.lon, schools.lat)
        away[a] = np.inf
        for b in np.argsort(away, kind="stable")[:8].tolist():
            alike = schools.stage[a] == schools.stage[b]
            if alike and not {a, b} & busy and (a, b) not in used and (b, a) not in used:
                found.append((min(a, b), max(a, b)))
                busy |= {a, b}
                break
    return sorted(found)
