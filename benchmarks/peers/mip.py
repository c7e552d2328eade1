"""Branch and cut by a MIP solver of ortools (through MathOpt): the same program, tier after tier.

MathOpt hands over no plan before the end, so what comes in between is read from the lines the solver prints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from benchmarks.peers.program import FREE, Program
from benchmarks.peers.record import Recorder
from benchmarks.peers.tiered import Solved
from models.district import IntArray
from models.program import Acyclic

_MARGIN, _RELATIVE = 1e-6, 1e-9
"""What a floating-point bound may be off by before it is rounded up to an integer."""

Told = tuple[float | None, float | None]
"""The best value and the bound a printed line tells."""


class Mip:
    """A MIP solver with a program loaded.

    Parameters
    ----------
    read : reads the best value and the bound off a line the solver prints; None for any other line.
    """

    def __init__(self, program: Program, solver: mathopt.SolverType, read: Callable[[str], Told | None]) -> None:
        self._program = program
        self._solver = solver
        self._read = read
        self._proto = model_pb2.ModelProto()
        _write(self._proto, program)

    def cap(self, tier: int, value: int) -> None:
        """See `Engine`.

        Half a unit of room changes nothing over integers. Without it a row of large numbers that is tight at every
        plan left makes these solvers call known plans impossible, by rounding.
        """
        cost, rows = self._program.costs[tier], self._proto.linear_constraints
        used, row = cost.nonzero()[0], len(rows.ids)
        rows.ids.append(row)
        rows.lower_bounds.append(-np.inf)
        rows.upper_bounds.append(value - self._program.constants[tier] + 0.5)
        entries = self._proto.linear_constraint_matrix
        entries.row_ids.extend([row] * len(used))
        entries.column_ids.extend(used.tolist())
        entries.coefficients.extend(cost[used].astype(np.float64).tolist())

    def solve(self, tier: int, seconds: float, hint: IntArray | None, record: Recorder) -> Solved:
        """See `Engine`."""
        cost, proto = self._program.costs[tier], self._proto
        used = cost.nonzero()[0]
        proto.ClearField("objective")
        proto.objective.offset = float(self._program.constants[tier])
        proto.objective.linear_coefficients.ids.extend(used.tolist())
        proto.objective.linear_coefficients.values.extend(cost[used].astype(np.float64).tolist())
        # Thousands of coefficients set one at a time would take longer than reading the whole model anew.
        model = mathopt.Model.from_model_proto(proto)
        columns = list(model.variables())[: self._program.columns]  # places of nodes follow the columns
        more = mathopt.ModelSolveParameters()
        if hint is not None:
            start = dict(zip(columns, map(float, hint.tolist()), strict=True))
            more = mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=start)])
        result = mathopt.solve(
            model,
            self._solver,
            params=mathopt.SolveParameters(
                time_limit=timedelta(seconds=max(seconds, 0.01)),
                relative_gap_tolerance=0.0,
                absolute_gap_tolerance=0.5,  # integers nearer than 1 are the same
            ),
            model_params=more,
            msg_cb=lambda lines: self._tell(lines, tier, record),
        )
        reason = result.termination.reason
        if not result.has_primal_feasible_solution():
            return Solved("infeasible" if reason in _IMPOSSIBLE else "stopped", None, _bound(result))
        values = result.variable_values(columns)
        x = np.rint(np.array(values)).astype(np.int64)
        proven = reason == mathopt.TerminationReason.OPTIMAL
        return Solved("proven" if proven else "stopped", x, _bound(result))

    def _tell(self, lines: Sequence[str], tier: int, record: Recorder) -> None:
        for line in "\n".join(lines).splitlines():
            told = self._read(line)
            if told is None:
                continue
            value, bound = told
            if bound is not None:
                record.bound(tier, int(np.floor(bound + _MARGIN)))
            if value is not None:
                record.plan(tier, round(value))


def _bound(result: mathopt.SolveResult) -> int | None:
    """Return the least integer the solver's bound allows, None where it has none."""
    bound = result.termination.objective_bounds.dual_bound
    return int(np.ceil(bound - _MARGIN - abs(bound) * _RELATIVE)) if np.isfinite(bound) else None


_IMPOSSIBLE = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)


def number(text: str) -> float | None:
    """Read a number a solver prints; None for infinity, a dash, or no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) and abs(value) < 1e19 else None


def _write(proto: model_pb2.ModelProto, program: Program) -> None:
    """Write columns and rows in bulk; orders of nodes follow as further columns and rows."""
    entries = program.rows.tocoo()
    row, column, data = (part.astype(np.int64) for part in (entries.row, entries.col, entries.data))
    parts: list[tuple[IntArray, ...]] = [
        (program.lower, program.upper, program.row_lower, program.row_upper, row, column, data)
    ]
    for arcs in program.acyclic:
        parts.append(_order(arcs, sum(len(part[0]) for part in parts), sum(len(part[2]) for part in parts)))
    low, high, least, most, row, column, data = (np.concatenate(part) for part in zip(*parts, strict=True))
    proto.variables.ids.extend(range(len(low)))
    proto.variables.lower_bounds.extend(low.astype(np.float64).tolist())
    proto.variables.upper_bounds.extend(high.astype(np.float64).tolist())
    proto.variables.integers.extend([True] * len(low))
    proto.linear_constraints.ids.extend(range(len(least)))
    proto.linear_constraints.lower_bounds.extend(_endless(least))
    proto.linear_constraints.upper_bounds.extend(_endless(most))
    ordered = np.lexsort((column, row))
    proto.linear_constraint_matrix.row_ids.extend(row[ordered].tolist())
    proto.linear_constraint_matrix.column_ids.extend(column[ordered].tolist())
    proto.linear_constraint_matrix.coefficients.extend(data[ordered].astype(np.float64).tolist())


def _endless(bound: IntArray) -> list[float]:
    """Write the integers that mean "no bound" as infinities."""
    written: list[float] = np.where(np.abs(bound) >= FREE, np.copysign(np.inf, bound), bound).tolist()
    return written


def _order(arcs: Acyclic, columns: int, rows: int) -> tuple[IntArray, ...]:
    """Return columns and rows that keep arcs from forming a cycle: each used arc climbs an order of the nodes.

    A place a node, a Boolean an arc that its pairs share; place(head) - place(tail) >= 1 where the Boolean is 1.

    Returns
    -------
    lower, upper of the columns, lower, upper of the rows, then row, column and coefficient of every entry; the first
    column is number `columns`, the first row number `rows`.
    """
    key, arc_of = np.unique(arcs.tail * arcs.nodes + arcs.head, return_inverse=True)
    nodes, end = np.unique(np.concatenate([key // arcs.nodes, key % arcs.nodes]), return_inverse=True)
    tail, head = end[: len(key)], end[len(key) :]
    place, used = columns + np.arange(len(nodes)), columns + len(nodes) + np.arange(len(key))
    climb, tie = rows + np.arange(len(key)), rows + len(key) + np.arange(len(arcs.tail))
    top = len(nodes)
    return (
        np.zeros(len(place) + len(used), np.int64),
        np.repeat([top - 1, 1], [len(place), len(used)]),
        np.repeat([1 - top, -FREE], [len(climb), len(tie)]),
        np.repeat([FREE, 0], [len(climb), len(tie)]),
        np.concatenate([climb, climb, climb, tie, tie]),
        np.concatenate([place[head], place[tail], used, np.arange(len(tie)), used[arc_of]]),
        np.repeat([1, -1, -top, 1, -1], [*[len(climb)] * 3, *[len(tie)] * 2]),
    )
