"""The fewest hired one level lower, and the most placed under caps on titles: held against every plan tried."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from models.formulate import formulate
from models.recount import Recount
from tests.models.random_titles import random_titles
from tests.optimizer.engine import best_by_trying, plan_of, run

DRAWS = 40


@pytest.mark.parametrize("regime", ["hard", "downgrade"])
def test_the_engine_finds_the_best_plan_under_posts_of_titles(regime: str) -> None:
    values: Counter[int] = Counter()
    for seed in range(DRAWS):
        case = random_titles(Random(seed), regime, named=5)
        formulated = formulate(case)
        told, best = run(formulated.program.matrix), best_by_trying(case, Recount(case.district, case.policy))
        assert best is not None
        assert told.proven(formulated.program.matrix), seed
        assert (told.values, plan_of(formulated, told)) == best, seed
        values[told.values[1 if regime == "downgrade" else 0]] += 1
    assert len(values) >= 3, values  # people hired lower, people unplaced
