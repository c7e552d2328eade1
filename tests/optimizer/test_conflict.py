"""Where no plan exists, the rows named contradict each other, and none of them is idle."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.optimize import linprog

import optimizer.tiers
from models.case import Case
from models.coefficients import Coefficients
from models.formulate import formulate
from models.program import FREE, Acyclic, Matrix, Objective
from optimizer.events import Settings
from optimizer.solve import solve
from tests.models.micro import Row, district, policy
from tests.optimizer.engine import Puzzle, puzzles, run

pytestmark = pytest.mark.usefixtures("solved_here")


@cache
def impossible() -> tuple[Puzzle, ...]:
    drawn = puzzles(60_000, 40, 3, 150, stuck=True)
    return tuple(p for p in drawn if p.best is None and p.matrix.pairs <= 10)


def only(matrix: Matrix, rows: tuple[int, ...]) -> Matrix:
    """Return the program with these rows alone."""
    ids = list(rows)
    part = Coefficients.of(sp.csr_array(matrix.rows.sparse[ids]), matrix.pairs)
    return replace(matrix, rows=part, row_lower=matrix.row_lower[ids], row_upper=matrix.row_upper[ids])


def _plain(rows: list[list[int]]) -> Coefficients:
    return Coefficients.of(sp.csr_array(np.array(rows)), 2)


def possible(matrix: Matrix) -> bool:
    """Whether any choice of pairs keeps every row, tried one by one."""
    return any(matrix.holds(np.array(chosen, dtype=bool)) for chosen in product((0, 1), repeat=matrix.pairs))


def relaxed_possible(matrix: Matrix) -> bool:
    """Whether fractions of pairs keep every row, asked of a third solver."""
    above, below = matrix.row_upper < FREE, matrix.row_lower > -FREE
    rows = sp.vstack([matrix.rows.sparse[above], -matrix.rows.sparse[below]])
    most = np.concatenate([matrix.row_upper[above], -matrix.row_lower[below]])
    bounds = list(zip(matrix.lower.tolist(), matrix.upper.tolist(), strict=True))
    found = linprog(np.zeros(matrix.columns), A_ub=rows.toarray(), b_ub=most, bounds=bounds)
    assert found.status in (0, 2)
    return bool(found.status == 0)


def test_the_rows_named_contradict_each_other_and_each_is_needed() -> None:
    several = 0
    assert len(impossible()) > 12
    for puzzle in impossible():
        told = run(puzzle.matrix)
        assert told.conflict, puzzle.seed
        named = only(puzzle.matrix, told.conflict)
        assert not possible(named), puzzle.seed
        for row in told.conflict:
            rest = only(puzzle.matrix, tuple(r for r in told.conflict if r != row))
            assert len(rest.row_lower) == 0 or relaxed_possible(rest), (puzzle.seed, row)
        several += len(told.conflict) > 1
    assert several > 3


def test_only_whole_numbers_or_rings_make_it_impossible() -> None:
    ring = Acyclic(np.array([0, 1]), np.array([1, 0]), 2)
    both = Matrix(
        pairs=2, lower=np.zeros(2, np.int64), upper=np.ones(2, np.int64), rows=_plain([[1, 1], [1, 1]]),
        row_lower=np.array([2, 0]), row_upper=np.array([2, 2]), push=np.zeros(2, np.int8), objectives=(),
        acyclic=(ring,),
    )  # fmt: skip
    charged = replace(both, objectives=(Objective(np.ones(2, np.int64), 0),))
    assert relaxed_possible(charged)
    told = run(charged)
    assert (told.chosen, told.conflict) == (None, (0,))
    odd = replace(charged, rows=_plain([[2, 2], [0, 1]]), row_lower=np.array([1, 0]),
                  row_upper=np.array([1, 1]), acyclic=())  # fmt: skip
    assert relaxed_possible(odd)
    told = run(odd)
    assert (told.chosen, told.conflict) == (None, (0,))


@pytest.mark.parametrize(
    ("rules", "tables", "said"),
    [
        ({}, {"locks": ["t must B", "u must B"], "posts": ["A 1", "B 1"]}, {"教师t（t）必须去学校B（B）"}),
        ({"quotas": [{"name": "骨干", "min": 3}]}, {}, {"“骨干”：至少3人"}),
        ({"quotas": [{"name": "甲", "min": 2}, {"name": "乙", "max": 1}]}, {}, {"“甲”：至少2人", "“乙”：至多1人"}),
    ],
)
def test_the_planner_is_told_which_requirements_contradict(
    rules: dict[str, object], tables: dict[str, list[Row]], said: set[str]
) -> None:
    outcome = solve(Case(district(["A", "B"], ["t@A", "u@A"], **tables), policy(rules=rules)), Settings(workers=1))
    assert outcome.status == "infeasible"
    assert said <= {text.zh.partition("] ")[2] for text in outcome.explanation}


@pytest.mark.parametrize("mode", ["pool", "chain"])
@pytest.mark.parametrize("large", [False, True])
def test_what_only_whole_people_cannot_do_is_refuted_and_not_looked_for_for_ever(
    mode: str, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five people, each related to the next all round, must all go to one of two schools: halves could."""
    monkeypatch.setattr(optimizer.tiers, "_SMALL", 0 if large else optimizer.tiers._SMALL)
    ring: list[Row] = [f"t{i} 近姻亲 t{(i + 1) % 5}" for i in range(5)]
    rules = {"release_first": {"mode": mode}, "quotas": [{"name": "五人", "min": 5}]}
    case = Case(district(["A", "B", "C"], [f"t{i}@A" for i in range(5)], relations=ring), policy(rules=rules))
    told = run(formulate(case).program.matrix, Settings(seconds=60, workers=1))
    assert told.chosen is None
    assert told.conflict
