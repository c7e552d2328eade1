"""What solving one scenario came to, as plain data: kept as JSON, sent between machines, told in reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.explain.gains import Changed
from models.plan import Move, TierResult
from models.words import Text

Status = Literal["optimal", "feasible", "infeasible", "unknown", "failed"]
"""As of a plan; `failed` where the solve itself broke down: then `said` tells how."""


@dataclass(frozen=True)
class RuleResult:
    """What keeping a hard rule came to.

    Attributes
    ----------
    breaches : what the independent check found; 0 in every plan of ours.
    at_limit : places where the rule was at its limit: one unit less, and this plan would break it.
    """

    breaches: int
    at_limit: int


@dataclass(frozen=True)
class Result:
    """One scenario, solved, or not.

    Attributes
    ----------
    key : see `scenarios.whatif.task`; "" where the district could not be read, and nothing was asked.
    seconds : the time the solve took, reading left out.
    tiers : as in plan.json.
    goals : every goal with a meaning for these tables and this policy but `changes` and the draws, in a tier or not.
    rules : rule -> what keeping it came to.
    measures : see `models.explain.measures.MEASURES`; None where the tables do not tell.
    moves : the plan.
    changed : everybody who fares otherwise than under the baseline; empty for the baseline itself.
    opened : who may move here, and might not under the baseline.
    gone, new : who is on the baseline's roster only, and on this one only: they fare neither better nor worse.
    flows : (zone left, zone entered, people), within a zone too; "" for a school without zone, `*` for 系统外.
    said : why there is no plan, or what failed.
    reached : whether its turn came before the run was stopped; if not, nothing is known of it.
    """

    key: str
    status: Status
    seconds: float = 0.0
    tiers: tuple[TierResult, ...] = ()
    goals: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, RuleResult] = field(default_factory=dict)
    measures: Mapping[str, int | None] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    changed: tuple[Changed, ...] = ()
    opened: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    flows: tuple[tuple[str, str, int], ...] = ()
    said: tuple[Text, ...] = ()
    reached: bool = True

    @property
    def planned(self) -> bool:
        """Whether there is a plan."""
        return self.status in ("optimal", "feasible")
