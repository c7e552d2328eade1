"""The program every peer gets, as plain arrays: the one place that knows how `models` keeps it.

Rows, bounds and costs are those of `models.formulate.formulate`, unchanged: nothing is closed, pruned or hinted here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from models.case import Case
from models.district import BoolArray, IntArray
from models.formulate import Formulated, formulate
from models.pairs import Pairs
from models.plan import Plan
from models.program import FREE, Acyclic
from models.rules.registry import RULES

__all__ = ["FREE", "Program", "flow_costs", "read_program"]


@dataclass(frozen=True)
class Program:
    """Minimise each tier in turn over integer columns between their bounds, every row within its bounds.

    Attributes
    ----------
    pairs : the open pairs; they are the first columns, 0 or 1 each.
    lower, upper : shape (columns,).
    rows : CSR, int64, shape (rows, columns).
    row_lower, row_upper : shape (rows,); at or beyond `FREE` there is no bound.
    owners : the rule or goal each row belongs to, shape (rows,), of text.
    costs, constants : of each tier, in order: shape (columns,), and a number.
    acyclic : sets of arcs, one a pair, that must not form a cycle among the pairs chosen.
    """

    formulated: Formulated
    pairs: Pairs
    lower: IntArray
    upper: IntArray
    rows: sp.csr_array
    row_lower: IntArray
    row_upper: IntArray
    owners: tuple[str, ...]
    costs: tuple[IntArray, ...]
    constants: tuple[int, ...]
    acyclic: tuple[Acyclic, ...]

    @property
    def columns(self) -> int:
        """Number of columns, auxiliary ones included."""
        return len(self.lower)

    @property
    def hard(self) -> BoolArray:
        """The rows of rules that speak of pairs alone, shape (rows,)."""
        of_rules = np.array([owner in RULES for owner in self.owners], dtype=bool)
        entries = self.rows[:, len(self.pairs) :]
        auxiliary = np.diff(sp.csr_array(entries).indptr) > 0
        return of_rules & ~auxiliary

    def values(self, x: IntArray) -> tuple[int, ...]:
        """Return what each tier is worth at x, shape (columns,)."""
        return tuple(int(cost @ x) + constant for cost, constant in zip(self.costs, self.constants, strict=True))

    def settled(self, x: IntArray) -> IntArray:
        """Return x with the auxiliary columns at the best its pairs allow; a solver stopped early leaves them loose."""
        matrix = self.formulated.program.matrix
        tight = matrix.complete(x[: len(self.pairs)] > 0)
        return x if len(matrix.broken(tight)) else tight

    def plan(self, x: IntArray) -> Plan:
        """Return the plan of the pairs x chooses; x may be longer than the pairs."""
        return self.formulated.plan(x[: len(self.pairs)] > 0)


def read_program(case: Case) -> Program:
    """Write the program of a case and lay it out in plain arrays."""
    formulated = formulate(case)
    matrix = formulated.program.matrix
    owners = tuple(block.owner for block in formulated.program.blocks for _ in range(block.count))
    return Program(
        formulated=formulated,
        pairs=formulated.pairs,
        lower=matrix.lower,
        upper=matrix.upper,
        rows=matrix.rows.take(np.arange(matrix.columns)),
        row_lower=matrix.row_lower,
        row_upper=matrix.row_upper,
        owners=owners,
        costs=tuple(objective.cost for objective in matrix.objectives),
        constants=tuple(objective.constant for objective in matrix.objectives),
        acyclic=matrix.acyclic,
    )


def flow_costs(case: Case, tiers: int) -> tuple[Formulated, list[IntArray]]:
    """Return the program of a case and what each pair costs in its first tiers, shape (pairs,); no row is laid out.

    A county of 20,000 movers has millions of pairs, and the bare flow needs none of its rows.
    """
    formulated = formulate(case)
    objectives = formulated.program.matrix.objectives[:tiers]
    return formulated, [objective.cost[: len(formulated.pairs)] for objective in objectives]
