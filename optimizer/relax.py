"""The linear relaxation of a region, solved by the HiGHS inside ortools (through MathOpt)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from models.district import IntArray
from models.program import FREE
from optimizer.region import Reduced

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Relaxed:
    """What the solver claims of a relaxation; nothing here is trusted before `optimizer.bound` recomputes it.

    Attributes
    ----------
    status : `stopped` if neither an optimum nor its absence was found in time.
    x : shape (columns,), in the order of `Reduced.columns`; y : multipliers, shape (rows,).
    """

    status: Literal["optimal", "infeasible", "stopped"]
    x: FloatArray
    y: FloatArray


def relax(region: Reduced, cost: IntArray, seconds: float, *, integral: bool = False) -> Relaxed:
    """Minimise `cost` over the linear relaxation, or over its integers if `integral` (a second way to a verdict).

    Parameters
    ----------
    cost : shape (columns of `region`,).
    seconds : time limit.
    """
    model = mathopt.Model.from_model_proto(_proto(region, cost, integral=integral))
    limit = mathopt.SolveParameters(time_limit=timedelta(seconds=max(seconds, 0.01)))
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limit)
    reason = result.termination.reason
    none = np.zeros(0)
    if reason in (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED):
        return Relaxed("infeasible", none, none)  # columns are bounded, so it cannot be unbounded
    if reason != mathopt.TerminationReason.OPTIMAL:
        return Relaxed("stopped", none, none)
    x = np.fromiter(result.variable_values().values(), np.float64, len(cost))
    y = none if integral else np.fromiter(result.dual_values().values(), np.float64, len(region.row_ids))
    return Relaxed("optimal", x, y)


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
    proto.linear_constraints.lower_bounds.extend(_endless(region.row_lower).tolist())
    proto.linear_constraints.upper_bounds.extend(_endless(region.row_upper).tolist())
    entries = region.rows.tocoo()
    proto.linear_constraint_matrix.row_ids.extend(entries.row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(entries.col.tolist())
    proto.linear_constraint_matrix.coefficients.extend(entries.data.astype(np.float64).tolist())
    return proto


def _endless(bound: IntArray) -> FloatArray:
    """Write the integers that mean "no bound" as infinities."""
    return np.where(np.abs(bound) >= FREE, np.copysign(np.inf, bound), bound).astype(np.float64)
