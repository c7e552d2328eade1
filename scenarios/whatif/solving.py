"""How a worker answers questions about one base: what they share is worked out once a process."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import Any, cast

from models.case import Case
from models.change import Change, LineAdded, LineDropped, applied
from models.formulate import Formulated, formulate
from models.goals.registry import GOALS
from models.plan import Outcome, Plan, TierResult
from models.recount import Recount
from models.rules.registry import RULES
from models.words import Text
from optimizer.events import Settings
from optimizer.guide import Guide
from optimizer.here import Here
from optimizer.modes.stages import decide
from optimizer.prices import Promise, goal_of, promises
from optimizer.solve import Progress, solve
from optimizer.tradeoff import held_tiers, tradeoff
from scenarios.whatif.engine.job import failed_row
from scenarios.whatif.figured import UNTOLD, figured
from scenarios.whatif.guide_file import guide_json, guide_of
from scenarios.whatif.overlay import Base, OverlayError, checked, vary
from scenarios.whatif.result import Result
from scenarios.whatif.result_file import from_json, to_json
from scenarios.whatif.task import Limits, Question, Relax, Solve, Trade

WORK = "scenarios.whatif.solving:SOLVING"
_OFTEN = 0.5
"""Seconds between two words on where a solve stands."""

Tell = Callable[[Mapping[str, Any]], None]
Earlier = Mapping[str, Any]


@dataclass
class Solved:
    """The baseline's case as solved, for those that come after it."""

    case: Case
    result: Result
    guide: Guide | None

    @cached_property
    def counted(self) -> tuple[Recount, Plan]:
        """The case one person at a time, and its plan."""
        return Recount(self.case.district, self.case.policy), Plan(self.result.moves)

    @cached_property
    def formulated(self) -> Formulated:
        """The case as a program, without the draws: they settle ties, and are worth nothing."""
        return formulate(undrawn(self.case))

    @cached_property
    def told_tiers(self) -> tuple[TierResult, ...]:
        """The tiers of the plan, without the draws."""
        return tuple(tier for tier in self.result.tiers if not set(tier.goals) & set(UNTOLD))

    @cached_property
    def promises(self) -> Mapping[str, Promise | None]:
        """What a unit of each rule promises."""
        if self.guide is None:
            return {}
        known = takewhile(lambda proof: proof is not None, self.guide.onto(self.formulated).multipliers)
        apart = [tier.value - tier.certified for tier in self.told_tiers]
        return promises(self.formulated, [proof for proof in known if proof is not None], apart)

    @property
    def certified(self) -> bool:
        """Whether every tier was proven by its multipliers alone: then what they do not price buys nothing."""
        return all(tier.value == tier.certified for tier in self.told_tiers)


class Opened:
    """A base, and what its questions share."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self._solved: tuple[str, Solved] | None = None

    def solved(self, earlier: Earlier) -> Solved:
        """Return the baseline as solved."""
        result = from_json(earlier["result"])
        if self._solved is None or self._solved[0] != result.key:
            guide = None if earlier["guide"] is None else guide_of(earlier["guide"])
            self._solved = result.key, Solved(Case(self.base.district, self.base.policy), result, guide)
        return self._solved[1]


class Solving:
    """See `scenarios.whatif.engine.job.Work`."""

    def opened(self, blob: bytes) -> Opened:
        """Read a base."""
        return Opened(pickle.loads(blob))

    def run(self, opened: object, payload: object, earlier: Earlier | None, threads: int, tell: Tell) -> dict[str, Any]:
        """Answer a question; without a plan of the baseline, what it begins with is nothing."""
        assert isinstance(opened, Opened)
        key, question = cast(tuple[str, Question], payload)
        before = None if earlier is None else opened.solved(earlier)
        match question:
            case Solve():
                return _solved(opened, key, question, before, threads, tell)
            case Trade():
                return _traded(before, question, threads)
            case Relax():
                return _relaxed(before, question, threads, tell)


SOLVING = Solving()


def undrawn(case: Case) -> Case:
    """Return a case without the draws that settle ties."""
    return replace(case, policy=case.policy.model_copy(update={"lottery": False}))


def priceable(case: Case) -> bool:
    """Whether the multipliers that proved a case's plan price its rules: not where people chose first."""
    return not case.policy.steps


def _settings(limits: Limits, threads: int) -> Settings:
    return Settings(limits.seconds, limits.gap, threads)


def _solved(opened: Opened, key: str, asked: Solve, before: Solved | None, threads: int, tell: Tell) -> dict[str, Any]:
    began = time.monotonic()
    try:
        case = vary(opened.base, asked.overlay).case
    except OverlayError as error:
        return failed_row(*error.problems)
    if asked.unchecked and (faults := checked(opened.base, [asked.overlay]).faults):
        return failed_row(*faults)
    here = Here(None if before is None else before.guide)
    outcome = decide(case, _settings(asked.limits, threads), _telling(tell), here)
    against = before.counted if before is not None and before.result.planned else None
    result = figured(key, case, outcome, against, time.monotonic() - began)
    guide = here.handed_over() if before is None and outcome.plan is not None and priceable(case) else None
    return {
        "status": result.status,
        "result": to_json(result),
        "guide": None if guide is None else guide_json(guide),
    }


def _telling(tell: Tell) -> Callable[[Progress], None]:
    last = 0.0

    def told(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last < _OFTEN or progress.tier >= len(progress.tiers):
            return
        last = time.monotonic()
        goal = goal_of(progress.tiers[progress.tier])
        tell({"tier": [*GOALS[goal].title], "value": progress.value, "bound": progress.bound})

    return told


def _traded(before: Solved | None, asked: Trade, threads: int) -> dict[str, Any]:
    if before is None or not before.result.planned:
        return {"status": "none"}
    case = before.case
    found = tradeoff(case, asked.goals, asked.points, _settings(asked.limits, threads), before.guide)
    points = sorted((point.first, point.second, point.proven) for point in found)
    held = [name for tier in held_tiers(case, asked.goals) for name in tier]
    return {"status": "done", "held": held, "points": [list(point) for point in points]}


def _relaxed(before: Solved | None, asked: Relax, threads: int, tell: Tell) -> dict[str, Any]:
    if before is None or not before.result.planned or asked.rule not in before.promises:
        return {"status": "none"}
    values = [tier.value for tier in before.told_tiers]
    promise = before.promises[asked.rule]
    told: dict[str, Any] = {"status": "done", "rule": asked.rule, "change": None, "before": values}
    if promise is None:
        return {**told, "proven": before.certified}
    here, case = Here(before.guide), undrawn(applied(before.case, [promise.change]))
    outcome: Outcome = solve(case, _settings(asked.limits, threads), _telling(tell), here)
    kept = here.formulated is not None and promise.holds(before.formulated, here.formulated)
    return {
        **told,
        "change": [*unnamed(promise.change, asked.rule)],
        "goal": goal_of(case.tiers[promise.tier]) if kept else "",
        "promised": promise.most if kept else 0,
        "after": [tier.value for tier in outcome.tiers],
        "proven": outcome.status == "optimal",
    }


def unnamed(change: Change, rule: str) -> Text:
    """Say a change without naming anybody: a report of scenarios is read by many."""
    if isinstance(change, LineAdded | LineDropped) and change.table in ("locks", "relations", "teachers", "outgoing"):
        title = RULES[rule].title
        if change.table == "relations":
            return Text(f"{title.zh}：一例按程序批准的例外", f"{title.en}: one approved exception")
        if isinstance(change, LineAdded):
            return Text(f"{title.zh}：一人今年留任", f"{title.en}: one person stays this year")
        return Text(f"{title.zh}：取消一条锁定", f"{title.en}: one lock dropped")
    return change.text
