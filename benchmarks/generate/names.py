"""Made-up names: common surnames and given-name characters drawn at random, no two people alike in name and birth."""

from __future__ import annotations

import numpy as np

from benchmarks.generate.draws import stream
from benchmarks.generate.people import People
from benchmarks.generate.recipe import Recipe
from models.district import BoolArray, IntArray
from scenarios.samples.people import GIVEN, SURNAMES

ONE_CHARACTER = 0.2
"""Share of given names of a single character."""


def draw_names(recipe: Recipe, people: People, blood: list[tuple[int, int]]) -> list[str]:
    """Return everybody's name.

    Parameters
    ----------
    blood : pairs of relatives by blood; they bear one surname.

    Intake takes two rows of one name and one month of birth for one person given twice, so such names are drawn again.
    """
    rng = stream(recipe.seed, "names")
    size = len(people)
    surname = rng.integers(0, len(SURNAMES), size)
    for elder, younger in blood:
        surname[younger] = surname[elder]
    given = _given(rng, people.woman)
    while True:
        key = ((surname * 1000 + given[:, 0]) * 1000 + given[:, 1]) * 100_000 + people.birth
        order = np.argsort(key, kind="stable")
        again = order[1:][key[order][1:] == key[order][:-1]]
        if len(again) == 0:
            break
        given[again] = _given(rng, people.woman[again])
    pools = [GIVEN["男"], GIVEN["女"]]
    rows = zip(surname.tolist(), people.woman.tolist(), given.tolist(), strict=True)
    return [
        SURNAMES[s] + pools[woman][first] + (pools[woman][second - 1] if second else "")
        for s, woman, (first, second) in rows
    ]


def _given(rng: np.random.Generator, woman: BoolArray) -> IntArray:
    """Draw one or two characters; the second counts from 1, 0 stands for none. Shape (people, 2)."""
    length = np.where(woman, len(GIVEN["女"]), len(GIVEN["男"]))
    first = np.floor(rng.random(len(woman)) * length)
    second = np.where(rng.random(len(woman)) < ONE_CHARACTER, 0, 1 + np.floor(rng.random(len(woman)) * length))
    return np.column_stack([first, second]).astype(np.int64)
