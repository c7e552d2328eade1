"""Direct CP-SAT: one Boolean a pair, every row, no bound, no pruning and no plan from us.

Written as somebody who knows CP-SAT would: "at most one" where a row says so, an order of the nodes where cycles are
forbidden, the plan of each tier as a hint for the next.
"""

from __future__ import annotations

import itertools

import numpy as np
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import CpModelProto, IntegerVariableProto

from benchmarks.peers.peer import Answer, Effort, Peer
from benchmarks.peers.program import FREE, Program
from benchmarks.peers.record import Recorder
from benchmarks.peers.tiered import Solved, by_tiers
from models.case import Case
from models.district import IntArray
from models.program import Acyclic
from models.words import Text


class CpSat:
    """CP-SAT with a program loaded."""

    def __init__(self, program: Program, effort: Effort) -> None:
        self._program = program
        self._workers = effort.workers
        self._model = cp_model.CpModel()
        write(self._model.proto, program)

    def cap(self, tier: int, value: int) -> None:
        """See `Engine`."""
        cost = self._program.costs[tier]
        used = cost.nonzero()[0]
        _add_row(self._model.proto, used.tolist(), cost[used].tolist(), -FREE, value - self._program.constants[tier])

    def solve(self, tier: int, seconds: float, hint: IntArray | None, record: Recorder) -> Solved:
        """See `Engine`."""
        proto, cost, constant = self._model.proto, self._program.costs[tier], self._program.constants[tier]
        used = cost.nonzero()[0]
        proto.clear_objective()
        proto.objective.vars.extend(used.tolist())
        proto.objective.coeffs.extend(cost[used].tolist())
        proto.objective.offset = constant
        proto.clear_solution_hint()
        if hint is not None:
            proto.solution_hint.vars.extend(range(len(hint)))
            proto.solution_hint.values.extend(hint.tolist())
        problem = self._model.validate()
        if problem:
            raise RuntimeError(f"the program is not one CP-SAT reads: {problem}")
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = self._workers
        solver.best_bound_callback = lambda bound: record.bound(tier, _up(bound))
        status = solver.solve(self._model, _Reporter(self._program, tier, record))
        if status == cp_model.INFEASIBLE:
            return Solved("infeasible", None, None)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Solved("stopped", None, _up(solver.best_objective_bound))
        x = _columns(solver.response_proto.solution, self._program.columns)
        return Solved("proven" if status == cp_model.OPTIMAL else "stopped", x, _up(solver.best_objective_bound))


class _Reporter(cp_model.CpSolverSolutionCallback):
    """Writes down every better plan with the value of each tier."""

    def __init__(self, program: Program, tier: int, record: Recorder) -> None:
        super().__init__()
        self._program, self._tier, self._record = program, tier, record

    def on_solution_callback(self) -> None:
        """Write down the newest plan."""
        x = _columns(self.response_proto.solution, self._program.columns)
        values = self._program.values(self._program.settled(x))
        self._record.plan(self._tier, values[self._tier], values)


def write(proto: CpModelProto, program: Program) -> None:
    """Write columns and rows, in bulk where the proto takes arrays."""
    pair = IntegerVariableProto()
    pair.domain.extend((0, 1))
    proto.variables.extend([pair] * len(program.pairs))
    auxiliary = zip(program.lower.tolist(), program.upper.tolist(), strict=True)
    for lower, upper in itertools.islice(auxiliary, len(program.pairs), None):
        proto.variables.add().domain.extend((lower, upper))
    rows = program.rows
    bounds = zip(program.row_lower.tolist(), program.row_upper.tolist(), strict=True)
    for r, (lower, upper) in enumerate(bounds):
        inside = slice(rows.indptr[r], rows.indptr[r + 1])
        columns, coefficients = rows.indices[inside], rows.data[inside]
        only_pairs = columns.max(initial=-1) < len(program.pairs)
        if upper == 1 and lower <= 0 and only_pairs and np.all(coefficients == 1):
            proto.constraints.add().at_most_one.literals.extend(columns.tolist())
        else:
            _add_row(proto, columns.tolist(), coefficients.tolist(), lower, upper)
    for arcs in program.acyclic:
        _write_order(proto, arcs)


def _write_order(proto: CpModelProto, arcs: Acyclic) -> None:
    """Give each node a place that every used arc climbs; pairs along one arc share a Boolean."""
    key, arc_of = np.unique(arcs.tail * arcs.nodes + arcs.head, return_inverse=True)
    nodes, end = np.unique(np.concatenate([key // arcs.nodes, key % arcs.nodes]), return_inverse=True)
    place, first = len(proto.variables), len(proto.variables) + len(nodes)
    for bounds, count in (((0, len(nodes) - 1), len(nodes)), ((0, 1), len(key))):
        variable = IntegerVariableProto()
        variable.domain.extend(bounds)
        proto.variables.extend([variable] * count)
    for arc, (tail, head) in enumerate(zip(end[: len(key)].tolist(), end[len(key) :].tolist(), strict=True)):
        climb = proto.constraints.add()
        climb.enforcement_literal.append(first + arc)
        climb.linear.vars.extend((place + head, place + tail))
        climb.linear.coeffs.extend((1, -1))
        climb.linear.domain.extend((1, len(nodes)))
    for pair, arc in enumerate(arc_of.tolist()):
        proto.constraints.add().bool_or.literals.extend((-pair - 1, first + arc))


def _add_row(proto: CpModelProto, columns: list[int], coefficients: list[int], lower: int, upper: int) -> None:
    row = proto.constraints.add().linear
    row.vars.extend(columns)
    row.coeffs.extend(coefficients)
    row.domain.extend((lower, upper))


def _columns(solution: object, count: int) -> IntArray:
    return np.fromiter(itertools.islice(solution, count), np.int64, count)  # type: ignore[call-overload]


def _up(bound: float) -> int:
    """Return the least integer a bound allows; CP-SAT hands it over as a float."""
    return int(np.ceil(bound - 1e-6))


def answer(case: Case, effort: Effort, record: Recorder) -> Answer:
    """Solve by CP-SAT alone."""
    return by_tiers(case, effort, record, CpSat)


PEER = Peer(
    "cp_sat",
    "CP-SAT",
    "solver",
    Text(
        "把整个规划直接交给 CP-SAT，每对一个布尔变量，不给任何帮助",
        "the whole program given to CP-SAT directly, one Boolean a pair, with no help from us",
    ),
    answer,
)
