"""CP-SAT on what a region still holds: better plans, a bound, and the proof that closes a tier."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy.sparse as sp
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import CpModelProto, CpSolverResponse

from models.district import IntArray
from models.program import FREE, Acyclic
from optimizer.region import Reduced

Verdict = Literal["proven", "infeasible", "stopped"]
OnPlan = Callable[[IntArray], None]
OnBound = Callable[[int], None]


@dataclass(frozen=True)
class Searched:
    """What CP-SAT found: its verdict, its best x (columns of the region, None if none) and its bound."""

    verdict: Verdict
    x: IntArray | None
    bound: int


@dataclass(frozen=True)
class SearchSettings:
    """How CP-SAT runs. With every tier proven the plan does not depend on any of these."""

    seconds: float
    workers: int
    seed: int
    slack: float = 0.0
    """Difference of value and bound that is near enough: absolute, since a region knows no fixed costs."""


class Search:
    """One CP-SAT search over the integers of a region; another thread may stop it.

    Parameters
    ----------
    cost : what to minimise, shape (columns of `region`,).
    low : a proven lower bound; as a row it lets the search stop at once when it is met.
    hint : x to start from, shape (columns,), or None.
    acyclic : arc sets over the region's columns (column i draws arc i), see `models.program.Acyclic`.
    """

    def __init__(
        self,
        region: Reduced,
        cost: IntArray,
        low: int,
        hint: IntArray | None,
        settings: SearchSettings,
        acyclic: tuple[Acyclic, ...] = (),
    ) -> None:
        self._model = cp_model.CpModel()
        self._cost = cost
        self._low = low
        _write(self._model, region, cost, low, acyclic)
        if hint is not None:
            self._model.proto.solution_hint.vars.extend(range(len(hint)))
            self._model.proto.solution_hint.values.extend(hint.tolist())
        problem = self._model.validate()
        if problem:
            raise RuntimeError(f"the program is not one CP-SAT reads: {problem}")
        self._solver = cp_model.CpSolver()
        parameters = self._solver.parameters
        parameters.max_time_in_seconds = max(settings.seconds, 0.01)
        parameters.num_workers = settings.workers
        parameters.random_seed = settings.seed
        parameters.absolute_gap_limit = settings.slack
        parameters.linearization_level = 2
        parameters.catch_sigint_signal = False

    def stop(self) -> None:
        """End the search soon, from any thread; what it found stays found."""
        self._solver.stop_search()

    def run(self, on_plan: OnPlan | None = None, on_bound: OnBound | None = None) -> Searched:
        """Search until proof, stop or time limit, telling better plans and bounds as they come."""
        if on_bound is not None:
            self._solver.best_bound_callback = lambda bound: on_bound(_rounded_up(bound))
        status = self._solver.solve(self._model, _Reporter(on_plan, len(self._cost)))
        if status == cp_model.INFEASIBLE:
            return Searched("infeasible", None, self._low)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Searched("stopped", None, self._low)
        x = _values(self._solver.response_proto, len(self._cost))
        value = int(self._cost @ x)
        bound = max(self._low, min(value, _rounded_up(self._solver.best_objective_bound)))
        return Searched("proven" if bound == value else "stopped", x, bound)


def _rounded_up(bound: float) -> int:
    """Return the least integer a bound on an integer objective allows (CP-SAT hands it over as a float)."""
    return int(np.ceil(bound - 1e-6))


class _Reporter(cp_model.CpSolverSolutionCallback):
    """Hands over every better plan as it comes."""

    def __init__(self, on_plan: OnPlan | None, columns: int) -> None:
        super().__init__()
        self._on_plan = on_plan
        self._columns = columns

    def on_solution_callback(self) -> None:
        """Report the newest plan."""
        if self._on_plan is not None:
            self._on_plan(_values(self.response_proto, self._columns))


def _values(response: CpSolverResponse, columns: int) -> IntArray:
    """Return the first columns of a solution."""
    return np.fromiter(itertools.islice(response.solution, columns), np.int64, columns)


def _write(model: cp_model.CpModel, region: Reduced, cost: IntArray, low: int, acyclic: tuple[Acyclic, ...]) -> None:
    """Write the region into a model's proto, in bulk where the proto takes arrays."""
    proto = model.proto
    for lower, upper in zip(region.lower.tolist(), region.upper.tolist(), strict=True):
        proto.variables.add().domain.extend((lower, upper))
    rows = region.rows
    for r, (lower, upper) in enumerate(zip(region.row_lower.tolist(), region.row_upper.tolist(), strict=True)):
        inside = slice(rows.indptr[r], rows.indptr[r + 1])
        _add_row(proto, rows.indices[inside].tolist(), rows.data[inside].tolist(), lower, upper)
    priced = cost.nonzero()[0]
    proto.objective.vars.extend(priced.tolist())
    proto.objective.coeffs.extend(cost[priced].tolist())
    _add_row(proto, priced.tolist(), cost[priced].tolist(), low, FREE)
    for arcs in acyclic:
        _write_order(proto, arcs)


def _add_row(proto: CpModelProto, columns: list[int], coefficients: list[int], lower: int, upper: int) -> None:
    row = proto.constraints.add().linear
    row.vars.extend(columns)
    row.coeffs.extend(coefficients)
    row.domain.extend((lower, upper))


def _write_order(proto: CpModelProto, arcs: Acyclic) -> None:
    """Give each node on a possible cycle a place in an order that every used arc climbs.

    All pairs along one arc share one Boolean; arcs that lie on no possible cycle need none.
    """
    graph = sp.csr_array((np.ones(len(arcs.tail)), (arcs.tail, arcs.head)), shape=(arcs.nodes, arcs.nodes))
    _, part = sp.csgraph.connected_components(graph, connection="strong")
    inside = (part[arcs.tail] == part[arcs.head]).nonzero()[0]
    if len(inside) == 0:
        return
    nodes = np.unique(np.concatenate([arcs.tail[inside], arcs.head[inside]]))
    place = {}
    for node in nodes.tolist():
        place[node] = len(proto.variables)
        proto.variables.add().domain.extend((0, len(nodes) - 1))
    keys, arc_of = np.unique(arcs.tail[inside] * arcs.nodes + arcs.head[inside], return_inverse=True)
    first = len(proto.variables)
    for _ in keys:
        proto.variables.add().domain.extend((0, 1))
    for i, key in enumerate(keys.tolist()):
        tail, head = divmod(key, arcs.nodes)
        order = proto.constraints.add()
        order.enforcement_literal.append(first + i)
        order.linear.vars.extend((place[head], place[tail]))
        order.linear.coeffs.extend((1, -1))
        order.linear.domain.extend((1, len(nodes)))
    for column, arc in zip(inside.tolist(), arc_of.tolist(), strict=True):
        _add_row(proto, [column, first + arc], [1, -1], -1, 0)
