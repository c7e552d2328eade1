"""A region given to the HiGHS inside ortools (through MathOpt): its linear relaxation, or branch and cut."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
from ortools.math_opt import model_pb2, result_pb2, solution_pb2, sparse_containers_pb2
from ortools.math_opt.core.python import solver
from ortools.math_opt.python import mathopt

from models.district import IntArray
from models.program import FREE
from optimizer.interrupts import heard_afterwards
from optimizer.region import Reduced

FloatArray = npt.NDArray[np.float64]
Status = Literal["optimal", "infeasible", "stopped"]


@dataclass(frozen=True)
class Relaxed:
    """What the solver claims of a relaxation; nothing here is trusted before `optimizer.bound` recomputes it.

    Attributes
    ----------
    status : `stopped` if neither an optimum nor its absence was found in time.
    x : shape (columns,), in the order of `Reduced.columns`; y : multipliers, shape (rows,).
    """

    status: Status
    x: FloatArray
    y: FloatArray


@dataclass(frozen=True)
class Branched:
    """What branch and cut found over the integers.

    Attributes
    ----------
    status : `optimal` if x is proven best.
    x : the best integers found, shape (columns,), or None; the caller checks them against every row.
    bound : the proven lower bound on `cost @ x`, None where there is none. It rests on floating point, like any
        branch and cut; costs are integers, so it is rounded up with a margin.
    """

    status: Status
    x: IntArray | None
    bound: int | None


def relax(region: Reduced, cost: IntArray, seconds: float, most: int | None = None) -> Relaxed:
    """Minimise `cost` (shape (columns of `region`,)) over the linear relaxation, parts that share no row in turn.

    Where more than `most` columns hang together, it is not begun.
    """
    ends = time.monotonic() + seconds
    x, y = np.zeros(len(region.columns)), np.zeros(len(region.row_ids))
    parts = region.parts(_PART)
    if most is not None and max((len(columns) for columns, _ in parts), default=0) > most:
        return Relaxed("stopped", np.zeros(0), np.zeros(0))
    for columns, rows in parts:
        found = _relax(region.part(columns, rows), cost[columns], ends - time.monotonic())
        if found.status != "optimal":
            return found
        x[columns], y[rows] = found.x, found.y
    return Relaxed("optimal", x, y)


def _relax(region: Reduced, cost: IntArray, seconds: float) -> Relaxed:
    result = _solved(_proto(region, cost, integral=False), _limit(seconds))
    status = _STATUS.get(result.termination.reason, "stopped")
    if status != "optimal":
        return Relaxed(status, np.zeros(0), np.zeros(0))
    solution = result.solutions[0]
    x = _dense(solution.primal_solution.variable_values, len(cost))
    y = np.zeros(len(region.row_ids))
    if solution.HasField("dual_solution"):  # an empty program has none
        y = _dense(solution.dual_solution.dual_values, len(y))
    return Relaxed("optimal", x, y)


def _solved(model: model_pb2.ModelProto, limit: mathopt.SolveParameters) -> result_pb2.SolveResultProto:
    """Give a model to HiGHS and take its answer as arrays of the proto.

    MathOpt's own reading of an answer goes through it, basis included, a number at a time: on the relaxations here
    that took longer than solving them.
    """
    none = mathopt.ModelSolveParameters().to_proto(), None, mathopt.CallbackRegistration().to_proto(), None, None
    start = mathopt.StreamableSolverInitArguments().to_proto()
    with heard_afterwards():
        return solver.solve(model, mathopt.SolverType.HIGHS.value, start, limit.to_proto(), *none)


def _dense(vector: sparse_containers_pb2.SparseDoubleVectorProto, size: int) -> FloatArray:
    """Return a sparse vector of the proto as an array, shape (size,)."""
    values = np.zeros(size)
    values[np.fromiter(vector.ids, np.int64, len(vector.ids))] = np.fromiter(vector.values, np.float64, len(vector.ids))
    return values


def branch(region: Reduced, cost: IntArray, seconds: float, slack: float = 0.0) -> Branched:
    """Minimise `cost` over the integers of a region, by HiGHS's branch and cut, to within `slack` of the least.

    Parts that share no row are solved in turn; one that stops early leaves the others their time, and takes the
    bound of the whole down with it.
    """
    ends = time.monotonic() + seconds
    parts = region.parts(_PART)
    if len(parts) <= 1:
        return _branch(region, cost, seconds, slack)
    x, bound, worst = np.zeros(len(region.columns), np.int64), 0, "optimal"
    whole: list[bool] = []
    for at, (columns, rows) in enumerate(parts):
        left = (ends - time.monotonic()) / (1 if len(parts) - at == 1 else 2)
        found = _branch(region.part(columns, rows), cost[columns], left, slack / len(parts))
        if found.status == "infeasible":
            return found
        if found.x is None:
            return Branched("stopped", None, None)
        x[columns] = found.x
        whole.append(found.bound is not None)
        bound += found.bound or 0
        worst = worst if found.status == "optimal" else "stopped"
    return Branched("optimal" if worst == "optimal" else "stopped", x, bound if all(whole) else None)


def _branch(region: Reduced, cost: IntArray, seconds: float, slack: float) -> Branched:
    result = _solved(_proto(region, cost, integral=True), _limit(seconds, slack))
    x = None
    if result.solutions and result.solutions[0].primal_solution.feasibility_status == _FEASIBLE:
        values = _dense(result.solutions[0].primal_solution.variable_values, len(cost))
        x = np.rint(values).astype(np.int64)
    claimed = result.termination.objective_bounds.dual_bound
    bound = int(np.ceil(claimed - _MARGIN - abs(claimed) * _RELATIVE_MARGIN)) if np.isfinite(claimed) else None
    return Branched(_STATUS.get(result.termination.reason, "stopped"), x, bound)


_PART = 5_000
"""Columns a solver is given at least, where there are as many: starting it has a price, too."""
_MARGIN, _RELATIVE_MARGIN = 1e-6, 1e-9
"""What a floating-point bound may be off by before it is rounded up to the next integer."""
_LARGE = 10_000
_FEASIBLE = solution_pb2.SOLUTION_STATUS_FEASIBLE
_STATUS: dict[int, Status] = {
    result_pb2.TERMINATION_REASON_OPTIMAL: "optimal",
    result_pb2.TERMINATION_REASON_INFEASIBLE: "infeasible",
    # Every column is bounded, so nothing is unbounded.
    result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED: "infeasible",
}


def _limit(seconds: float, slack: float = 0.0) -> mathopt.SolveParameters:
    return mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(seconds, 0.01)),
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=max(0.5, slack),  # integers nearer than 1 are the same
    )


def _proto(region: Reduced, cost: IntArray, *, integral: bool) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    columns, rows = len(region.columns), len(region.row_ids)
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend(region.lower.tolist())
    proto.variables.upper_bounds.extend(region.upper.tolist())
    proto.variables.integers.extend([integral] * columns)
    priced = cost.nonzero()[0]
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(cost[priced].tolist())
    proto.linear_constraints.ids.extend(range(rows))
    slack = _slack(region) if integral else 0.0
    proto.linear_constraints.lower_bounds.extend((_endless(region.row_lower) - slack).tolist())
    proto.linear_constraints.upper_bounds.extend((_endless(region.row_upper) + slack).tolist())
    entries = region.rows.tocoo()
    proto.linear_constraint_matrix.row_ids.extend(entries.row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(entries.col.tolist())
    proto.linear_constraint_matrix.coefficients.extend(entries.data.astype(np.float64).tolist())
    return proto


def _endless(bound: IntArray) -> FloatArray:
    """Write the integers that mean "no bound" as infinities."""
    return np.where(np.abs(bound) >= FREE, np.copysign(np.inf, bound), bound).astype(np.float64)


def _slack(region: Reduced) -> FloatArray:
    """Half a unit for rows of large numbers, shape (rows,): over the integers it changes nothing.

    A cap on an earlier lottery tier adds up hundreds of numbers near a million, and is tight at every plan that
    is left; without room for rounding, branch and cut then calls a region with known plans empty (ortools 9.15).
    """
    rows = region.rows
    largest = np.zeros(rows.shape[0])
    filled = np.flatnonzero(np.diff(rows.indptr))
    largest[filled] = np.maximum.reduceat(np.abs(rows.data), rows.indptr[filled]) if len(filled) else 0
    return np.where(largest >= _LARGE, 0.5, 0.0)
