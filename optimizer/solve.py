"""The facade: a case in, an outcome out, checked by code that knows no solver."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from importlib.metadata import version

from models.case import Case
from models.check import check_plan
from models.formulate import plan_of
from models.plan import Breach, Outcome, Plan, Status, TierResult
from models.proof import Certificate
from models.words import Text
from optimizer.events import Built, Crashed, Event, Impossible, Incumbent, Raised, Settings, Spent, Stage, TierDone
from optimizer.process import undisturbed, watch

Run = Callable[[Case, Settings, Callable[[Event], None]], None]
LIBRARIES = ("ortools", "numpy", "scipy", "pandas")


class DefectError(Exception):
    """A finished plan failed the independent check: ours to mend, and the plan is withheld (exit 5)."""

    def __init__(self, breaches: tuple[Breach, ...], differences: tuple[str, ...]) -> None:
        super().__init__("; ".join([b.text.en for b in breaches] + list(differences)))
        self.breaches = breaches
        self.differences = differences


@dataclass
class Progress:
    """Where a solve stands; handed to whoever shows it, at every event."""

    tiers: tuple[dict[str, int], ...]
    tier: int = 0
    step: str = "bound"
    value: int | None = None
    bound: int = 0
    exact_bound: int = 0
    plan: Incumbent | None = None
    done: list[TierDone] = field(default_factory=list)
    impossible: Impossible | None = None
    built: Built | None = None
    phases: dict[str, float] = field(default_factory=lambda: {"build": 0.0, "bound": 0.0, "search": 0.0})
    crash: str = ""

    def take(self, event: Event) -> None:
        """Bring one event in."""
        match event:
            case Built():
                self.built = event
            case Spent(on, seconds):
                self.phases[on] += seconds
            case Stage(tier, step):
                if tier != self.tier or step == "bound":
                    self.value, self.bound, self.exact_bound = None, 0, 0
                self.tier, self.step = tier, step
            case Incumbent():
                self.value, self.plan = event.value, event
            case Raised(_, bound, exact):
                self.bound = bound
                self.exact_bound = bound if exact else self.exact_bound
            case TierDone():
                self.done.append(event)
            case Impossible():
                self.impossible = event
            case Crashed(trace):
                self.crash = trace


def solve(
    case: Case,
    settings: Settings | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    run: Run = watch,
) -> Outcome:
    """Find the best plan of a case, with its proof (rulebook 5, 6).

    Ctrl-C (a `KeyboardInterrupt` while it runs) ends it with the best plan so far.

    Parameters
    ----------
    run : where the work is done: in a process of its own, or in this one (`optimizer.here`).

    Raises
    ------
    DefectError : if the plan fails the independent check, or the check counts a goal differently.
    """
    settings = settings or Settings()
    started, clock = datetime.now().astimezone().isoformat(timespec="seconds"), time.monotonic()
    progress = Progress(case.tiers)

    def on_event(event: Event) -> None:
        progress.take(event)
        if on_progress is not None:
            on_progress(progress)

    with suppress(KeyboardInterrupt):  # what was found so far is the answer, with its honest status
        run(case, settings, on_event)
    record = Outcome("unknown", started=started, parameters=asdict(settings), versions=versions())
    with undisturbed():
        before = time.monotonic()
        if progress.plan is None:
            status: Status = "unknown" if progress.impossible is None else "infeasible"
            outcome = replace(record, status=status, explanation=explain(progress))
        else:
            outcome = checked(case, progress.plan, progress, record)
    now = time.monotonic()
    phases = {**progress.phases, "check": now - before}
    return replace(outcome, seconds=now - clock, phases=phases, certificate=_certificate(progress))


def versions() -> dict[str, str]:
    """Return the versions of the libraries a solve rests on."""
    return {name: version(name) for name in LIBRARIES}


def explain(progress: Progress) -> tuple[Text, ...]:
    """Say why there is no plan: the rules that contradict each other, or that time was too short."""
    if progress.crash:
        return (_crashed(progress),)
    if progress.impossible is None:
        return (
            Text(
                "停下时还没有找到方案，也没有证明无解；可加大 --time-limit 再算",
                "stopped before a plan was found or proven impossible; try a larger --time-limit",
            ),
        )
    if len(progress.impossible.conflict) == 1:
        first = Text("以下要求做不到（check 会说明原因）：", "this cannot hold (check says why):")
    else:
        first = Text("以下要求不能同时满足：", "these cannot all hold:")
    return (first, *progress.impossible.said)


def _certificate(progress: Progress) -> Certificate | None:
    """Return the multipliers of each finished tier, or those of an impossibility."""
    built, impossible = progress.built, progress.impossible
    if built is None or (impossible is not None and impossible.multipliers is None):
        return None
    if impossible is not None and impossible.multipliers is not None:
        return Certificate(built.rows, built.columns, (impossible.multipliers,), impossible=True)
    return Certificate(built.rows, built.columns, tuple(done.multipliers for done in progress.done))


def _crashed(progress: Progress) -> Text:
    """Say that the solving process failed, in one sentence with the last line of its trace."""
    last = progress.crash.strip().splitlines()[-1]
    return Text(f"求解进程异常中止：{last}", f"the solving process failed: {last}")


def checked(case: Case, found: Incumbent, progress: Progress, record: Outcome) -> Outcome:
    """Check a plan by the second way, and say how good each tier is.

    Raises
    ------
    DefectError : if the plan breaks a rule, or the check counts a goal differently.
    """
    plan = plan_of(case, found.moves)
    checked = check_plan(case.district, case.policy, plan, case.baseline, case.granted)
    differences = tuple(
        f"tier {number} ({'+'.join(tier)}): the program counts {value}, the check {counted}"
        for number, (tier, value, counted) in enumerate(zip(case.tiers, found.values, checked.tiers, strict=True), 1)
        if counted != value
    )
    if checked.breaches or differences:
        raise DefectError(checked.breaches, differences)
    tiers = tuple(
        _tier(progress, i, {goal: checked.goals[goal] for goal in tier}, value)
        for i, (tier, value) in enumerate(zip(case.tiers, checked.tiers, strict=True))
    )
    optimal = all(t.proven for t in tiers)
    return replace(
        record,
        status="optimal" if optimal else "feasible",
        plan=plan,
        tiers=tiers,
        explanation=(_crashed(progress),) if progress.crash else (),
        unplaced=_unplaced(case, plan),
        rules=checked.counts,
    )


def _tier(progress: Progress, number: int, goals: dict[str, int], value: int) -> TierResult:
    """Say how good a tier is: as the solve proved it, or, if it was stopped before, with the bound it had."""
    certified = 0
    if number < len(progress.done):
        bound, certified = progress.done[number].bound, progress.done[number].certified
    elif number == progress.tier:
        # A claim above a plan that keeps every rule is wrong: then only exact arithmetic counts.
        bound = progress.bound if progress.bound <= value else progress.exact_bound
        # Its multipliers were not handed over yet: nothing of it can be checked.
    else:
        bound = 0  # no goal is ever below 0, so 0 bounds a tier nobody came to
    return TierResult(goals, value, bound, proven=bound == value, certified=min(certified, value))


def _unplaced(case: Case, plan: Plan) -> int:
    """Count the people of `outgoing` who are not placed."""
    placed = {move.teacher_id for move in plan.moves}
    return sum(code not in placed for code in set(case.district["outgoing"]["teacher_id"]))
