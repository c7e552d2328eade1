"""Orders for `chain`: moves that climb one order cannot form a cycle, and the plans found inside orders are valid."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import optimizer.sift
from models.coefficients import FloatArray
from models.district import BoolArray, IntArray
from models.program import Acyclic, Objective
from models.proof import Region
from models.recount import Recount
from optimizer.brancher import Inline
from optimizer.finder import Finder
from optimizer.order import _inserted, climbing
from optimizer.sift import sift
from tests.models.random_policies import breaches
from tests.optimizer.engine import Puzzle, worth
from tests.optimizer.relaxed import chains


def forever() -> float:
    return 1e9


def drawn_arcs(rng: Random, nodes: int, count: int) -> Acyclic:
    """Draw arcs, some from a node to itself, some more than once."""
    tail, head = np.array([[rng.randrange(nodes) for _ in range(count)] for _ in range(2)], np.int64).reshape(2, count)
    return Acyclic(tail, head, nodes)


def without_cycle(rng: Random, arcs: Acyclic, share: float) -> BoolArray:
    """Choose arcs that all climb some order drawn at random."""
    place = np.array(rng.sample(range(arcs.nodes), arcs.nodes))
    taken = np.array([rng.random() < share for _ in arcs.tail], dtype=bool)
    return np.asarray((place[arcs.tail] < place[arcs.head]) & taken)


def test_chosen_arcs_climb_and_what_climbs_has_no_cycle() -> None:
    both = 0
    for seed in range(300):
        rng = Random(seed)
        arcs = drawn_arcs(rng, rng.randint(1, 12), rng.randint(0, 40))
        chosen = without_cycle(rng, arcs, rng.choice((0.0, 0.2, 1.0)))
        weight = np.array([rng.choice((0.0, 1.0, rng.random())) for _ in arcs.tail])
        climbs = climbing(arcs, chosen, weight)
        assert climbs.shape == arcs.tail.shape
        assert climbs[chosen].all(), seed
        assert not arcs.cyclic(climbs).any(), seed
        assert not climbs[arcs.tail == arcs.head].any(), seed
        both += bool(chosen.any() and (climbs & ~chosen).any() and (~climbs & (arcs.tail != arcs.head)).any())
    assert both > 100


@given(st.integers(1, 9), st.data())
def test_without_a_plan_at_least_half_of_the_weight_climbs(nodes: int, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1), st.floats(0, 100))
    listed = data.draw(st.lists(ends, max_size=40))
    tail, head = (np.array([arc[i] for arc in listed], np.int64) for i in range(2))
    weight = np.array([arc[2] for arc in listed], np.float64)
    climbs = climbing(Acyclic(tail, head, nodes), np.zeros(len(listed), dtype=bool), weight)
    assert weight[climbs].sum() >= 0.5 * weight[tail != head].sum() - 1e-6


def test_a_planted_order_is_found_again() -> None:
    found: list[float] = []
    for seed in range(60):
        rng = Random(seed)
        arcs = drawn_arcs(rng, 15, 120)
        nobody = np.zeros(120, dtype=bool)
        place = np.array(rng.sample(range(15), 15))
        along = place[arcs.tail] < place[arcs.head]
        against = place[arcs.tail] > place[arcs.head]
        assert climbing(arcs, nobody, along.astype(np.float64))[along].all(), seed  # nothing contradicts it
        weight = np.where(along, 1.0, np.where(against, 0.15, 0.0))
        climbs = climbing(arcs, nobody, weight)
        found.append(weight[climbs].sum() / weight[along].sum())
        assert weight[climbs].sum() > 2 * weight[~climbs & (along | against)].sum(), seed
    assert np.mean(found) > 0.95


def test_a_plan_bends_the_order_as_little_as_its_own_arcs_ask() -> None:
    """The order 0, 1, 2, 3 is wished for; a plan goes from 3 to 0: the rest of the order stays."""
    tail, head = np.array([0, 1, 2, 3]), np.array([1, 2, 3, 0])
    arcs = Acyclic(tail, head, 4)
    wished = np.array([1.0, 1.0, 1.0, 0.1])
    assert climbing(arcs, np.array([False] * 4), wished).tolist() == [True, True, True, False]
    bent = climbing(arcs, np.array([False, False, False, True]), wished)
    assert bent[3]
    assert bent.sum() == 3


def test_no_node_alone_could_be_put_elsewhere_for_more() -> None:
    """Every place of every node is tried, the others in their order."""
    better = 0
    for seed in range(200):
        rng = Random(seed)
        nodes = rng.randint(2, 8)
        arcs = drawn_arcs(rng, nodes, rng.randint(0, 25))
        weight = np.array([rng.choice((1.0, rng.random())) for _ in arcs.tail])
        guess = np.array(rng.sample(range(nodes), nodes))
        place = _inserted(guess, arcs.tail, arcs.head, weight)
        assert sorted(place.tolist()) == list(range(nodes))

        def climbing_weight(place: IntArray, arcs: Acyclic = arcs, weight: FloatArray = weight) -> float:
            return float(weight[place[arcs.tail] < place[arcs.head]].sum())

        order = np.argsort(place).tolist()
        for node in range(nodes):
            others = [n for n in order if n != node]
            for at in range(nodes):
                elsewhere = np.argsort([*others[:at], node, *others[at:]])
                assert climbing_weight(elsewhere) <= climbing_weight(place) + 1e-6, (seed, node, at)
        assert climbing_weight(place) >= climbing_weight(guess)
        better += climbing_weight(place) > climbing_weight(guess)
    assert better > 100


def test_where_there_are_no_arcs_or_only_loops_nothing_climbs() -> None:
    none = np.zeros(0, np.int64)
    assert climbing(Acyclic(none, none, 3), np.zeros(0, dtype=bool), np.zeros(0)).tolist() == []
    assert climbing(Acyclic(none, none, 0), np.zeros(0, dtype=bool), np.zeros(0)).tolist() == []
    loops = np.array([0, 1, 1])
    assert not climbing(Acyclic(loops, loops, 2), np.zeros(3, dtype=bool), np.ones(3)).any()


class Watched(Finder):
    """A finder whose plans are taken as a solve would take them; remembers the regions inside orders."""

    def __init__(self, puzzle: Puzzle, objective: Objective) -> None:
        super().__init__(puzzle.matrix, Inline(), self.take, lambda: self.plan)
        self.region, self.objective = Region(puzzle.matrix), objective
        self.plan: IntArray | None = None
        self.offered: list[IntArray] = []
        self.rounds: list[tuple[Region, IntArray | None]] = []

    def take(self, x: IntArray) -> None:
        """Take a plan that is valid and better."""
        self.offered.append(x)
        better = self.plan is None or self.objective.at(x) < self.objective.at(self.plan)
        if better and self.region.contains(x):
            self.plan = x

    def _inside(self, region: Region, weight: FloatArray, best: IntArray | None) -> Region:
        inside = super()._inside(region, weight, best)
        self.rounds.append((inside, best))
        return inside

    def search(self) -> None:
        """Look for plans inside orders."""
        sifted = sift(self.region, self.objective, np.zeros(0, np.int64), forever)
        self.in_orders(self.region, self.objective, sifted, forever)


@pytest.mark.parametrize("known", [False, True], ids=["no plan known", "a plan known"])
def test_plans_inside_orders_are_valid_and_never_worse(known: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer.sift, "_WHOLE", 0)
    best = improved = later = 0
    for puzzle in chains():
        assert puzzle.best is not None
        objective = puzzle.matrix.objectives[0]
        finder = Watched(puzzle, objective)
        if known:
            finder.take(puzzle.matrix.complete(np.zeros(puzzle.matrix.pairs, dtype=bool)))
        before = finder.plan
        finder.search()
        for inside, plan in finder.rounds:
            for arcs in puzzle.matrix.acyclic:
                assert not arcs.cyclic(inside.upper[: puzzle.matrix.pairs] > 0).any(), puzzle.seed
            if plan is not None:  # the best plan so far lies inside, so the next cannot be worse
                assert np.all((plan >= inside.lower) & (plan <= inside.upper)), puzzle.seed
        values = [objective.at(plan) for _, plan in finder.rounds if plan is not None]
        assert all(a >= b for a, b in pairwise(values)), puzzle.seed
        assert finder.rounds or not len(finder.region.open), puzzle.seed
        for x in finder.offered:
            assert not any(arcs.cyclic(x[: puzzle.matrix.pairs] > 0).any() for arcs in puzzle.matrix.acyclic)
        if finder.plan is None:
            continue
        value = objective.at(finder.plan)
        recount = Recount(puzzle.case.district, puzzle.case.policy, puzzle.case.baseline)
        told = puzzle.formulated.plan(finder.plan[: puzzle.matrix.pairs] > 0)
        assert breaches(recount, told) == 0, puzzle.seed
        assert worth(puzzle.case, recount, told)[0] == value >= puzzle.best[0][0], puzzle.seed
        best += value == puzzle.best[0][0]
        improved += before is not None and value < objective.at(before)
        later += len(set(values)) > 1
    assert best > 0.7 * len(chains())
    assert improved > 3 or not known


def test_every_order_has_room_for_the_plan_it_starts_from() -> None:
    """Whatever is wished for; and beside that plan for nothing that could close a cycle."""
    moving = more = 0
    for puzzle in chains():
        assert puzzle.best is not None
        rng, region, pairs = Random(puzzle.seed), Region(puzzle.matrix), puzzle.matrix.pairs
        chosen = puzzle.formulated.chosen(puzzle.best[1])
        assert chosen is not None
        finder = Finder(puzzle.matrix, Inline(), lambda x: None, lambda: None)
        for _ in range(4):
            weight = np.array([rng.choice((0.0, rng.random())) for _ in range(pairs)])
            inside = finder._inside(region, weight, puzzle.matrix.complete(chosen))
            allowed = inside.upper[:pairs] > 0
            assert allowed[chosen].all(), puzzle.seed
            assert not any(arcs.cyclic(allowed).any() for arcs in puzzle.matrix.acyclic), puzzle.seed
            assert np.array_equal(inside.open, np.flatnonzero(inside.lower < inside.upper))
            more += allowed.sum() > chosen.sum()
        moving += bool(chosen.any())
    assert min(moving, more) > 5


def test_no_order_is_tried_without_a_relaxation_or_time() -> None:
    puzzle = chains()[0]
    finder = Watched(puzzle, puzzle.matrix.objectives[0])
    whole = sift(finder.region, finder.objective, np.zeros(0, np.int64), forever)
    assert whole.status == "optimal"
    finder.in_orders(finder.region, finder.objective, replace(whole, status="stopped", x=np.zeros(0)), forever)
    finder.in_orders(finder.region, finder.objective, whole, lambda: 0.0)
    assert finder.rounds == []
