"""Synthetic districts to measure on: any size, any severity, and a plan known to exist (or known not to).

    from benchmarks.generate import PRESETS, Recipe, generate, write_instance

    instance = generate(Recipe(movers=1000, schools=60, seed=1, **PRESETS["default"]))
    write_instance(instance, Path("somewhere"))

How each number of a district comes about, and from which statistics, is told in the modules and in
`docs/benchmarks-districts.md`.
"""

from __future__ import annotations

from benchmarks.generate.instance import Instance, generate, write_instance
from benchmarks.generate.recipe import CAUSES, PRESETS, SEVERITIES, Cause, ImpossibleRecipeError, Recipe

__all__ = [
    "CAUSES", "PRESETS", "SEVERITIES", "Cause", "ImpossibleRecipeError", "Instance", "Recipe", "generate",
    "write_instance",
]  # fmt: skip
