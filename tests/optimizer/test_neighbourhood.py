"""Neighbourhoods: everybody else stays, the best plan among the others' ways is found, and none is ever worse."""

from __future__ import annotations

from functools import cache
from random import Random

import numpy as np

from models.district import IntArray
from models.program import Objective
from models.proof import Region
from models.recount import Recount
from optimizer.neighbourhood import Around, improve
from optimizer.prove import SearchSettings
from optimizer.sift import nothing_known, sift
from tests.models.random_policies import breaches
from tests.optimizer.engine import Puzzle, every_plan, worth
from tests.optimizer.relaxed import chains

ALONE = SearchSettings(60.0, 1, 0)


def forever() -> float:
    return 1e9


class Best:
    """The best plan so far, as a solve keeps it."""

    def __init__(self, region: Region, objective: Objective, x: IntArray) -> None:
        self.region, self.objective, self.plans = region, objective, [x]

    def best(self) -> IntArray:
        """Return it."""
        return self.plans[-1]

    def offer(self, x: IntArray) -> None:
        """Take a better one."""
        assert self.region.contains(x)
        if self.objective.at(x) < self.objective.at(self.plans[-1]):
            self.plans.append(x)


@cache
def _plans(seed: int) -> dict[bytes, tuple[IntArray, int]]:
    return plans_of(next(puzzle for puzzle in chains() if puzzle.seed == seed))


def plans(puzzle: Puzzle) -> dict[bytes, tuple[IntArray, int]]:
    """Return what `plans_of` returns, counted once."""
    return _plans(puzzle.seed)


def plans_of(puzzle: Puzzle) -> dict[bytes, tuple[IntArray, int]]:
    """Return every plan that keeps every rule, as columns, with what the first tier counts: by the recount alone."""
    recount = Recount(puzzle.case.district, puzzle.case.policy, puzzle.case.baseline)
    found = {}
    for plan in every_plan(recount):
        if breaches(recount, plan) == 0:
            chosen = puzzle.formulated.chosen(plan)
            assert chosen is not None
            x = puzzle.matrix.complete(chosen)
            found[chosen.tobytes()] = x, worth(puzzle.case, recount, plan)[0]
    return found


def around(puzzle: Puzzle) -> tuple[Around, Region, Objective]:
    region, objective = Region(puzzle.matrix), puzzle.matrix.objectives[0]
    return Around(region, objective, nothing_known(region, objective)), region, objective


def test_the_best_of_a_neighbourhood_is_found_and_everybody_else_stays() -> None:
    better = smaller = 0
    for puzzle in chains():
        rng, pairs, teacher = Random(puzzle.seed), puzzle.matrix.pairs, puzzle.matrix.rows.ways.teacher
        near, region, objective = around(puzzle)
        for x, value in rng.sample(list(plans(puzzle).values()), min(3, len(plans(puzzle)))):
            everyone = near.choose(x, 10**6, np.random.default_rng(0))
            assert np.array_equal(everyone, np.unique(teacher[region.open[region.open < pairs]]))
            people = np.array(sorted(rng.sample(everyone.tolist(), rng.randint(0, len(everyone)))), np.int64)
            stay = ~np.isin(teacher, people)
            best = min(v for y, v in plans(puzzle).values() if np.array_equal(y[:pairs][stay], x[:pairs][stay]))
            found, plan = near.search(x, people, ALONE)
            assert plan is not None
            assert found.verdict == "proven", puzzle.seed
            assert np.array_equal(plan[:pairs][stay], x[:pairs][stay]), puzzle.seed
            assert plans(puzzle)[(plan[:pairs] > 0).tobytes()][1] == objective.at(plan) == best <= value, puzzle.seed
            better += best < value
            smaller += len(people) < len(everyone)
    assert better > 5
    assert smaller > 20


def test_people_are_chosen_among_those_who_may_move_and_as_many_as_asked_for() -> None:
    for puzzle in chains():
        near, _, _ = around(puzzle)
        for x, _ in list(plans(puzzle).values())[:3]:
            movable = near.choose(x, 10**6, np.random.default_rng(0))
            for size in (1, 2, len(movable), 50):
                if len(movable) == 0:
                    continue
                chosen = near.choose(x, size, np.random.default_rng(size))
                assert len(chosen) == min(size, len(movable)), puzzle.seed
                assert np.all(np.diff(chosen) > 0)
                assert np.isin(chosen, movable).all()
                assert np.array_equal(chosen, near.choose(x, size, np.random.default_rng(size)))


def test_who_pays_more_is_more_often_where_it_starts() -> None:
    """Whoever pays nothing is rarely started at, but now and then."""
    told = 0
    for puzzle in chains():
        region, objective = Region(puzzle.matrix), puzzle.matrix.objectives[0]
        proof = sift(region, objective, np.zeros(0, np.int64), forever).bound
        near, teacher = Around(region, objective, proof), puzzle.matrix.rows.ways.teacher
        for x, _ in list(plans(puzzle).values())[:5]:
            paid = {int(teacher[c]): int(r) for c, r in zip(proof.columns, proof.reduced, strict=True)
                    if c < puzzle.matrix.pairs and x[c]}  # fmt: skip
            dear = max(paid, key=lambda person: paid[person], default=-1)
            if not paid or paid[dear] < 10 * sum(r for p, r in paid.items() if p != dear) or paid[dear] < 10:
                continue
            starts = [int(near.choose(x, 1, np.random.default_rng(seed))[0]) for seed in range(40)]
            assert starts.count(dear) > 15, puzzle.seed
            told += 1
    assert told > 1


def test_improving_ends_at_the_best_where_everybody_fits_in_one_neighbourhood() -> None:
    better = 0
    for puzzle in chains():
        assert puzzle.best is not None
        near, region, objective = around(puzzle)
        for x, value in (max(plans(puzzle).values(), key=lambda plan: plan[1]), next(iter(plans(puzzle).values()))):
            kept = Best(region, objective, x)
            improve(near, kept.best, kept.offer, lambda: False, forever, ALONE)
            assert objective.at(x) == value
            assert objective.at(kept.best()) == puzzle.best[0][0], puzzle.seed
            better += len(kept.plans) > 1
    assert better > 5


def test_nothing_is_searched_out_of_time_without_a_plan_or_where_no_more_is_asked_for() -> None:
    puzzle = chains()[0]
    near, _, _ = around(puzzle)
    x = next(iter(plans(puzzle).values()))[0]
    offered: list[IntArray] = []
    improve(near, lambda: x, offered.append, lambda: False, lambda: 0.0, ALONE)
    improve(near, lambda: None, offered.append, lambda: False, forever, ALONE)
    improve(near, lambda: x, offered.append, lambda: True, forever, ALONE)
    assert offered == []
