"""SCIP: branch and cut on the whole program, through ortools; single-threaded."""

from __future__ import annotations

from ortools.math_opt.python import mathopt

from benchmarks.peers.mip import Mip, Told, number
from benchmarks.peers.peer import Answer, Effort, Peer
from benchmarks.peers.record import Recorder
from benchmarks.peers.tiered import by_tiers
from models.case import Case
from models.words import Text

_BOUND, _VALUE, _COLUMNS = -4, -3, 18
_ROUNDED = 1e-6
"""Seven digits are printed, so the bound itself may be lower by this share."""


def read(line: str) -> Told | None:
    """Read the best value and the bound off a line SCIP prints (seven digits, in columns between `|`)."""
    cells = line.split("|")
    if len(cells) != _COLUMNS or cells[0].strip() == "time":
        return None
    bound = number(cells[_BOUND].strip())
    return number(cells[_VALUE].strip()), None if bound is None else bound - abs(bound) * _ROUNDED


def answer(case: Case, effort: Effort, record: Recorder) -> Answer:
    """Solve by SCIP alone."""
    return by_tiers(case, effort, record, lambda p, _: Mip(p, mathopt.SolverType.GSCIP, read))


PEER = Peer(
    "scip",
    "SCIP",
    "solver",
    Text("把整个规划交给整数规划求解器 SCIP", "the whole program given to SCIP, a MIP solver, through ortools"),
    answer,
)
