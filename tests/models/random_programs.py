"""Small programs drawn at random, coefficients in all three parts, and every point of them."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import scipy.sparse as sp

from models.coefficients import Coefficients, Ways
from models.district import IntArray
from models.program import FREE, Acyclic, Matrix, Objective
from models.proof import Region


def random_objective(rng: Random, ways: Ways, columns: int, size: int = 9) -> Objective:
    """Draw costs of columns, of leaving, of entering, and some that are drawn when asked for."""

    def some(count: int) -> IntArray:
        return np.array([rng.randint(-size, size) for _ in range(count)], np.int64)

    drawn = some(len(ways)) % 5
    draws = ((rng.randint(1, 3), lambda ids: drawn[ids]),) if rng.random() < 0.3 else ()
    return Objective(some(columns), rng.randint(-3, 3), ways, some(ways.teachers), some(ways.nodes), draws)


def random_matrix(rng: Random, *, arcs: bool = False, objectives: int = 1) -> Matrix:
    """Draw a program of up to 5 pairs and a column or two in rows of their own."""
    pairs, aux = rng.randint(1, 5), rng.randint(0, 2)
    height, teachers, nodes = rng.randint(1, 4), rng.randint(1, 3), rng.randint(1, 3)

    def part(count: int) -> IntArray:
        return np.array([[rng.choice((0, 0, 0, 1, -1, 2, -3)) for _ in range(height)] for _ in range(count)], np.int64)

    own = part(pairs + aux)
    for row in range(height):  # no row holds two auxiliary columns
        kept = rng.randrange(aux + 1)
        own[pairs:, row] = [c if i == kept else 0 for i, c in enumerate(own[pairs:, row])]
    ways = Ways(
        np.sort([rng.randrange(teachers) for _ in range(pairs)]).astype(np.int64),
        np.array([rng.randrange(nodes) for _ in range(pairs)], np.int64),
        teachers,
        nodes,
    )
    low = np.array([rng.choice((-FREE, -2, 0, 1)) for _ in range(height)], np.int64)
    high = np.maximum(low, [rng.choice((FREE, 0, 1, 3)) for _ in range(height)])
    tail, head = np.array([[rng.randrange(3) for _ in range(pairs)] for _ in range(2)], np.int64)
    return Matrix(
        pairs=pairs,
        lower=np.zeros(pairs + aux, np.int64),
        upper=np.array([1] * pairs + [rng.choice((1, 3, 4)) for _ in range(aux)], np.int64),
        rows=Coefficients(ways, sp.csr_array(part(teachers)), sp.csr_array(part(nodes)), sp.csr_array(own)),
        row_lower=low,
        row_upper=high,
        push=np.array([0] * pairs + [rng.choice((1, -1)) for _ in range(aux)], np.int8),
        objectives=tuple(random_objective(rng, ways, pairs + aux) for _ in range(objectives)),
        acyclic=(Acyclic(tail, head, 3),) if arcs else (),
    )


def points(lower: IntArray, upper: IntArray) -> IntArray:
    """Return every integer point of a box, one a row."""
    ranges = [range(a, b + 1) for a, b in zip(lower.tolist(), upper.tolist(), strict=True)]
    listed = list(product(*ranges))
    return np.array(listed, dtype=np.int64).reshape(len(listed), len(lower))


def inside(region: Region) -> IntArray:
    """Return the points of a region that keep its bounds, its rows and its caps, one a row."""
    box = points(region.lower, region.upper)
    activity = (plain(region.matrix) @ box.T).T
    keeps = np.all((activity >= region.row_lower) & (activity <= region.row_upper), axis=1)
    for cap in region.caps:
        keeps &= box @ cost_by_hand(region.matrix, cap.objective) + cap.objective.constant <= cap.most
    return box[keeps]


def plain(matrix: Matrix) -> IntArray:
    """Return the coefficients as a dense array, added up entry by entry, shape (rows, columns)."""
    rows = matrix.rows
    dense = rows.own.toarray().T.copy()
    for pair, (t, n) in enumerate(zip(rows.ways.teacher, rows.ways.node, strict=True)):
        dense[:, pair] += rows.leaving.toarray()[t] + rows.entering.toarray()[n]
    return np.asarray(dense)


def cost_by_hand(matrix: Matrix, objective: Objective) -> IntArray:
    """Return what each column costs, added up entry by entry."""
    cost = objective.own.astype(np.int64)
    ways = matrix.rows.ways
    for pair, (t, n) in enumerate(zip(ways.teacher, ways.node, strict=True)):
        cost[pair] += objective.leaving[t] if objective.leaving is not None else 0
        cost[pair] += objective.entering[n] if objective.entering is not None else 0
        cost[pair] += sum(weight * int(draw(np.array([pair]))[0]) for weight, draw in objective.draws)
    return cost
