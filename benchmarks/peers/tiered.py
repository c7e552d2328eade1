"""Tier after tier, the earlier ones capped: the same way for every solver.

A tier may take the same share of the time left as one of ours, so that one nobody can prove does not leave the later
ones without any, and the first ones, which matter most, get most. Each tier starts from the plan of the one before, as
anybody would.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from benchmarks.peers.peer import Answer, Effort, TierAnswer
from benchmarks.peers.program import Program, read_program
from benchmarks.peers.record import Recorder
from models.case import Case
from models.district import IntArray

SHARE = 0.6
"""Of the time left, what a tier may take while others wait."""


@dataclass(frozen=True)
class Solved:
    """What a solver says of one tier.

    Attributes
    ----------
    verdict : `proven` best, `infeasible`, or `stopped`.
    x : the best columns found, shape (columns,), or None.
    bound : proven lower bound on the tier's value, its constant included; None if there is none.
    """

    verdict: Literal["proven", "infeasible", "stopped"]
    x: IntArray | None
    bound: int | None


class Engine(Protocol):
    """One solver with one program loaded."""

    def solve(self, tier: int, seconds: float, hint: IntArray | None, record: Recorder) -> Solved:
        """Minimise a tier, from a hint of shape (columns,) or nothing, telling what comes."""

    def cap(self, tier: int, value: int) -> None:
        """From now on keep the tier at `value` or below."""


def by_tiers(case: Case, effort: Effort, record: Recorder, load: Callable[[Program, Effort], Engine]) -> Answer:
    """Write the program, load it, and solve its tiers in turn."""
    with record.phase("build"):
        program = read_program(case)
        engine = load(program, effort)
    with record.phase("search"):
        return run_tiers(program, engine, effort.seconds, record)


def run_tiers(program: Program, engine: Engine, seconds: float, record: Recorder) -> Answer:
    """Solve the tiers of a loaded program in turn, within a number of seconds."""
    ends = time.monotonic() + seconds
    tiers: list[TierAnswer] = []
    best: IntArray | None = None
    count = len(program.costs)
    for tier in range(count):
        left = ends - time.monotonic()
        if left <= 0:
            break
        share = left * (1.0 if tier == count - 1 else SHARE)
        found = engine.solve(tier, share, best, record)
        while found.x is None and best is None and found.verdict == "stopped" and ends > time.monotonic():
            share *= 2  # without any plan the later tiers have no use for their time
            found = engine.solve(tier, min(share, ends - time.monotonic()), best, record)
        best = program.settled(found.x) if found.x is not None else best
        if best is None:
            status: Literal["infeasible", "unknown"] = "infeasible" if found.verdict == "infeasible" else "unknown"
            return Answer(status, pairs=len(program.pairs))
        value = program.values(best)[tier]
        bound = value if found.verdict == "proven" else found.bound
        record.done(tier, value, bound)
        tiers.append(TierAnswer(value, bound, record.seconds()))
        engine.cap(tier, value)
    if best is None:
        return Answer("unknown", pairs=len(program.pairs))
    tiers += [TierAnswer()] * (count - len(tiers))
    # A later tier's plan may be better in an earlier one that was left unproven.
    tiers = [replace(tier, value=value) for tier, value in zip(tiers, program.values(best), strict=True)]
    proven = all(t.value == t.bound for t in tiers)
    return Answer("optimal" if proven else "feasible", program.plan(best), tuple(tiers), len(program.pairs))
