"""Random cases with open pairs, and their relaxations written anew for a solver the engine does not use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count as count_from
from itertools import islice
from random import Random

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from models.case import Case
from models.coefficients import FloatArray
from models.district import IntArray
from models.formulate import Formulated, formulate
from models.program import FREE, Core, Matrix, Objective
from models.proof import Region
from tests.models.random_policies import random_case
from tests.optimizer.engine import Puzzle, puzzles
from tests.thorough import draws


@dataclass(frozen=True)
class Drawn:
    """A case that leaves somebody a way, with its program."""

    seed: int
    case: Case
    formulated: Formulated

    @property
    def matrix(self) -> Matrix:
        """The program's numbers."""
        return self.formulated.program.matrix

    @property
    def core(self) -> Core:
        """The core of the program."""
        assert self.matrix.core is not None
        return self.matrix.core

    @property
    def pure(self) -> bool:
        """Whether every mover counts in the establishment of the school taught at, so that the core is a network."""
        places, people = self.formulated.pairs.places, self.formulated.pairs.people()
        return bool(np.all(places.home[people] == places.payroll[people]))


def cases(first: int, count: int) -> tuple[Drawn, ...]:
    """Draw cases with open pairs; once for all tests, as `engine.puzzles`."""
    found, more = _cases(first)
    found += islice(more, max(0, count - len(found)))
    return tuple(found[:count])


@cache
def _cases(first: int) -> tuple[list[Drawn], Iterator[Drawn]]:
    """Return the cases drawn so far, and what draws the next ones."""

    def drawn() -> Iterator[Drawn]:
        for seed in count_from(first + 1):
            rng = Random(seed)
            case = random_case(rng, gentle=rng.random() < 0.7, baseline=rng.random() < 0.15)
            formulated = formulate(case)
            if len(formulated.pairs):
                yield Drawn(seed, case, formulated)

    return [], drawn()


def chains() -> tuple[Puzzle, ...]:
    """Draw puzzles in which moves may not form cycles and that have a plan."""
    return tuple(p for p in puzzles(30_000, draws(110, 140), 18, 400) if p.matrix.acyclic and p.best is not None)


def core_rows(drawn: Drawn) -> tuple[IntArray, sp.csr_array]:
    """Return the core's row numbers, ascending, and its coefficients as the rules mean them, shape (rows, pairs).

    A move takes up its person, leaves a post and a payroll school, and enters a post and a school.
    """
    core, pairs = drawn.core, drawn.formulated.pairs
    of_school = np.full(drawn.case.district.places, -1, np.int64)
    of_school[pairs.places.school] = core.school
    columns = np.arange(len(pairs))
    entries = [
        (core.person[pairs.teacher], 1),
        (core.post[pairs.node], 1),
        (core.post[pairs.left], -1),
        (of_school[pairs.school], 1),
        (of_school[pairs.payroll], -1),
    ]
    row = np.concatenate([rows for rows, _ in entries])
    data = np.concatenate([np.full(len(rows), sign) for rows, sign in entries])
    column = np.tile(columns, len(entries))
    known = row >= 0
    shape = (len(drawn.matrix.row_lower), len(pairs))
    whole = sp.coo_array((data[known], (row[known], column[known])), shape=shape).tocsr()
    ids = np.unique(np.concatenate([core.person, core.post, core.school]))
    ids = ids[ids >= 0]
    return ids, sp.csr_array(whole[ids])


def core_best(drawn: Drawn, region: Region, cost: IntArray) -> tuple[int, IntArray] | None:
    """Return the least cost of pairs in the core's relaxation and whole pairs that have it; None if it is empty.

    Of a core that is no network the pairs may be rounded, and break a row.

    Parameters
    ----------
    cost : of every pair, shape (pairs,), of the settled ones too.
    """
    ids, rows = core_rows(drawn)
    pairs = len(cost)
    found = _least(cost, rows, region.row_lower[ids], region.row_upper[ids], region.lower[:pairs], region.upper[:pairs])
    if found is None:
        return None
    whole = np.rint(found[1]).astype(np.int64)
    assert not drawn.pure or np.abs(found[1] - whole).max() < 1e-6
    return round(found[0]), whole


def keeps_core(drawn: Drawn, region: Region, x: IntArray) -> bool:
    """Whether a choice of pairs, shape (pairs,), keeps the core's rows and the bounds of a region."""
    ids, rows = core_rows(drawn)
    activity, pairs = rows @ x, len(x)
    within = np.all((x >= region.lower[:pairs]) & (x <= region.upper[:pairs]))
    return bool(within and np.all((activity >= region.row_lower[ids]) & (activity <= region.row_upper[ids])))


def relaxation(region: Region, objective: Objective) -> float | None:
    """Return the optimum of a region's relaxation over all its columns, rows and caps; None if it is empty."""
    rows, low, high = region.matrix.rows.sparse, region.row_lower, region.row_upper
    for cap in region.caps:
        rows = sp.csr_array(sp.vstack([rows, sp.csr_array(cap.objective.cost[np.newaxis])]))
        low, high = np.append(low, -FREE), np.append(high, cap.most - cap.objective.constant)
    found = _least(objective.cost, rows, low, high, region.lower, region.upper)
    return None if found is None else found[0] + objective.constant


def _least(
    cost: IntArray, rows: sp.csr_array, low: IntArray, high: IntArray, lower: IntArray, upper: IntArray
) -> tuple[float, FloatArray] | None:
    if np.any(lower > upper):
        return None
    above, below = high < FREE, low > -FREE
    most = np.concatenate([high[above], -low[below]]).astype(np.float64)
    halves = sp.vstack([sp.csr_array(rows[above]), sp.csr_array(-rows[below])]).toarray().astype(np.float64)
    bounds = list(zip(lower.tolist(), upper.tolist(), strict=True))
    found = linprog(cost.astype(np.float64), A_ub=halves, b_ub=most, bounds=bounds, method="highs")
    assert found.status in (0, 2), found.message
    if found.status == 2:
        return None
    assert found.fun is not None
    return float(found.fun), np.asarray(found.x)
