"""The facade over all modes: each stage in turn, what it matched locked for the next, and the tiers for the rest.

"The rest is designation" (rulebook 5b). With no stage at all it is the plain solve.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime

import numpy as np

from models.case import Case
from models.choosing import Closed, StageResult
from models.district import BoolArray
from models.formulate import Formulated, formulate
from models.pairs import Pairs
from models.plan import Move, Outcome
from models.policy import Policy, Stage
from models.policy_rules import ReleaseFirst
from models.program import Acyclic
from models.routing import taken
from models.rules.release_first import arcs_of
from models.words import Text
from optimizer.events import Settings
from optimizer.modes.matched import Matched, Staged, StoppedError, clock
from optimizer.modes.registry import MODES
from optimizer.process import watch
from optimizer.solve import Progress, Run, solve, versions


def decide(
    case: Case,
    settings: Settings | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    run: Run = watch,
) -> Outcome:
    """Find the plan a policy asks for: stage by stage, and the best for whoever is left, with its proof.

    Ctrl-C or the end of the time during a stage leaves no plan: who chose first must not gain by it.

    Parameters
    ----------
    run : where the tiers are worked through, see `optimizer.solve.solve`.

    Raises
    ------
    DefectError : if the plan fails the independent check.
    """
    settings = settings or Settings()
    if not case.policy.steps:
        return solve(case, settings, on_progress, run)
    started, began = datetime.now().astimezone().isoformat(timespec="seconds"), time.monotonic()
    left, results = clock(settings.seconds), list[StageResult]()
    for stage in case.policy.steps:
        try:
            done = stage_done(case, stage, settings, left)
        except (StoppedError, KeyboardInterrupt) as stopped:
            return _stopped(stage, stopped, settings, started, time.monotonic() - began, tuple(results))
        if done is None:
            break  # no plan keeps every rule: the tiers prove it and say why
        case, result = done
        results.append(result)
    chosen = time.monotonic() - began
    rest = settings if settings.seconds is None else replace(settings, seconds=max(0.1, left()))
    outcome = solve(case, rest, on_progress, run)
    proven = all(result.proven for result in results)
    return replace(
        outcome,
        status=outcome.status if proven or outcome.status != "optimal" else "feasible",
        stages=tuple(results),
        granted=case.granted,
        started=started,
        seconds=chosen + outcome.seconds,
        parameters=asdict(settings),
        phases={"choosing": chosen, **outcome.phases},
    )


def stage_done(
    case: Case, stage: Stage, settings: Settings, left: Callable[[], float]
) -> tuple[Case, StageResult] | None:
    """Run one stage: return the case with what it matched locked, and what it came to; None if no plan is possible.

    Raises
    ------
    StoppedError : if time is up first.
    """
    matched = MODES[stage.mode](staged_for(case, stage, settings, left))
    if matched is None:
        return None
    result = _told(stage, matched)
    return replace(case, granted=tuple(sorted((*case.granted, *result.matched)))), result


def staged_for(case: Case, stage: Stage, settings: Settings, left: Callable[[], float]) -> Staged:
    """Return a stage of a case, about to run; the case holds what earlier stages granted."""
    law = formulate(replace(case, policy=_for_choosing(case.policy) if stage.mode != "optimise" else case.policy))
    among = case.who(stage.who) & case.standing.movable & ~_granted(case)
    routes = _routes(case, stage, among)
    return Staged(
        stage,
        law,
        lambda: formulate(replace(case, policy=_narrowed(case.policy, stage)), routes),
        among,
        among[law.pairs.teacher] & routes(law.pairs),
        _acyclic(law, stage.release_first(case.policy.rules.release_first)),
        settings,
        left,
    )


def _for_choosing(policy: Policy) -> Policy:
    """Return a policy whose program holds the rules, and of goals what people themselves look at."""
    return policy.model_copy(update={"tiers": ({"choice": 1}, {"distance": 1}), "lottery": False})


def _narrowed(policy: Policy, stage: Stage) -> Policy:
    """Return a policy with the rules of a stage."""
    release = stage.release_first(policy.rules.release_first)
    return policy.model_copy(update={"rules": policy.rules.model_copy(update={"release_first": release})})


def _routes(case: Case, stage: Stage, among: BoolArray) -> Callable[[Pairs], BoolArray]:
    """Return what tells the pairs that stay open in a stage: of its people, those that take one of its routes."""
    listed = [i for i, route in enumerate(case.policy.rules.routes) if route.name in stage.routes and not route.forbid]

    def allowed(pairs: Pairs) -> BoolArray:
        if not stage.routes:
            return np.ones(len(pairs), dtype=bool)
        return np.asarray(~among[pairs.teacher] | np.isin(taken(case, pairs), listed))

    return allowed


def _acyclic(law: Formulated, release: ReleaseFirst) -> tuple[Acyclic, ...]:
    """Return the arc sets a stage's own rule asks to be free of cycles, where the law does not ask it anyway."""
    if release == law.case.policy.rules.release_first:
        return ()
    return arcs_of(law.case, law.pairs, release)


def _granted(case: Case) -> BoolArray:
    mask = np.zeros(len(case.district.teachers), dtype=bool)
    mask[[case.district.teacher_at[move.teacher_id] for move in case.granted]] = True
    return mask


def _told(stage: Stage, matched: Matched) -> StageResult:
    formulated = matched.formulated

    def moves(chosen: BoolArray) -> tuple[Move, ...]:
        return formulated.plan(chosen).moves

    closed = []
    for pair, reason in matched.closed:
        one = np.zeros(len(formulated.pairs), dtype=bool)
        one[pair] = True
        closed.append(Closed(moves(one)[0], reason))
    return StageResult(stage.name, stage.mode, moves(matched.chosen), matched.asked, tuple(closed), matched.unplaced)


def _stopped(
    stage: Stage,
    why: BaseException,
    settings: Settings,
    started: str,
    seconds: float,
    results: tuple[StageResult, ...],
) -> Outcome:
    said = why.text if isinstance(why, StoppedError) else Text("中途停止", "it was interrupted")
    told = Text(
        f"阶段“{stage.name}”没有做完：{said.zh}。没有做完就没有方案，以免先选的人占便宜。",
        f"Stage '{stage.name}' was not finished: {said.en}. Unfinished it gives no plan, lest who chose first gain.",
    )
    return Outcome(
        "unknown",
        started=started,
        seconds=seconds,
        parameters=asdict(settings),
        versions=versions(),
        explanation=(told,),
        stages=results,
        phases={"choosing": seconds},
    )
