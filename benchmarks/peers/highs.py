"""HiGHS: branch and cut on the whole program, through ortools.

MathOpt refuses a number of threads for HiGHS; its branch and cut is mostly single-threaded.
"""

from __future__ import annotations

import re

from ortools.math_opt.python import mathopt

from benchmarks.peers.mip import Mip, Told, number
from benchmarks.peers.peer import Answer, Effort, Peer
from benchmarks.peers.record import Recorder
from benchmarks.peers.tiered import by_tiers
from models.case import Case
from models.words import Text

_LINE = re.compile(r"^\s[A-Za-z ]?\s+\S+\s+\S+\s+\S+\s+[\d.]+%\s+(\S+)\s+(\S+)\s")
"""Source, nodes, queue, leaves, share explored, then the bound and the best value."""


def read(line: str) -> Told | None:
    """Read the best value and the bound off a line HiGHS prints."""
    found = _LINE.match(line)
    return (number(found[2]), number(found[1])) if found else None


def answer(case: Case, effort: Effort, record: Recorder) -> Answer:
    """Solve by HiGHS alone."""
    return by_tiers(case, effort, record, lambda p, _: Mip(p, mathopt.SolverType.HIGHS, read))


PEER = Peer(
    "highs",
    "HiGHS",
    "solver",
    Text("把整个规划交给整数规划求解器 HiGHS", "the whole program given to HiGHS, a MIP solver, through ortools"),
    answer,
)
