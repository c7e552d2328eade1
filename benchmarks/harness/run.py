"""One run from command line to row: started, watched, read back, and, if it is ours, verified by a further process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.harness.child import ANSWER, TRACE
from benchmarks.harness.instances import Ready
from benchmarks.harness.machine import busy, commit, environment, host, versions
from benchmarks.harness.rows import Limits, Row, TierRow, thinned
from benchmarks.harness.watch import Watched, watch
from benchmarks.peers.lungang import PLAN, PROOF, verify_command
from benchmarks.peers.peer import Effort, Job, Peer
from benchmarks.peers.record import Point, Trace, read_trace

_ANSWERS = {"ours": (0, 3, 4, 5)}
"""Exit codes that answer: for the command, proven impossible, no plan in time and a withheld plan are answers, too."""
_WITHHELD = 5
_VERIFYING = 2.0
"""Verifying may take this many times the wall clock of the run, and at least a minute."""


def run_peer(suite: str, spec: str, peer: Peer, instance: Ready, limits: Limits, folder: Path) -> Row:
    """Run a peer once on an instance and return its row; the folder keeps what it wrote."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    row = blank(suite, spec, peer.name, instance, limits)
    job = Job(folder, instance.district, instance.policy, Effort(limits.seconds, limits.workers))
    watched = watch(
        peer.command_of(job),
        folder,
        wall=limits.wall,
        memory=limits.memory,
        answers=_ANSWERS.get(peer.kind, (0,)),
        more=environment(),
    )
    row = replace(
        row,
        outcome=watched.ended,
        error=watched.error,
        seconds=watched.seconds,
        peak_tree=watched.peak_tree,
        peak_process=watched.peak_process,
    )
    trace = read_trace(folder / TRACE)
    row = replace(row, trace=thinned(trace.points))
    return _ours(row, job, watched, trace) if peer.kind == "ours" else _theirs(row, folder, trace)


def blank(suite: str, spec: str, peer: str, instance: Ready, limits: Limits) -> Row:
    """Return a row of which nothing is known yet but where and when it is measured."""
    return Row(
        suite=suite,
        spec=spec,
        hash=instance.hash,
        peer=peer,
        limits=limits,
        outcome="crash",
        seconds=0.0,
        sizes=instance.sizes,
        versions=versions(),
        host=host(),
        commit=commit(),
        busy=busy(),
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def _theirs(row: Row, folder: Path, trace: Trace) -> Row:
    """Read what the child wrote; what it had found before it was killed stands in its trace."""
    told = read_json(folder / ANSWER) if row.outcome == "done" else {}
    row = replace(row, phases=_phases(trace.phases, row.seconds))
    if not told:
        return replace(row, tiers=_tiers_so_far(trace.points))
    return replace(
        row,
        status=told.get("status"),
        tiers=_tiers(told.get("tiers"), trace.points),
        moved=told.get("moved"),
        unplaced=told.get("unplaced"),
        breaches=told.get("breaches"),
        verify=told.get("verify"),
        ignores=told.get("ignores") or "",
    )


def _ours(row: Row, job: Job, watched: Watched, trace: Trace) -> Row:
    """Read the plan folder, and have its plan and its certificate verified."""
    told = read_json(job.folder / PLAN / "plan.json") if row.outcome == "done" else {}
    phases = told.get("phases") if isinstance(told.get("phases"), dict) else None
    if phases is None and isinstance(told.get("seconds"), int | float):
        phases = {"solve": float(told["seconds"])}
    row = replace(row, phases=_phases(phases or {}, row.seconds))
    if watched.exit_code == _WITHHELD:
        return replace(row, status="withheld", verify="failed", tiers=_tiers_so_far(trace.points))
    if not told:
        return replace(row, tiers=_tiers_so_far(trace.points))
    row = replace(
        row,
        status=told.get("status"),
        tiers=_tiers(told.get("tiers"), trace.points),
        unplaced=told.get("unplaced"),
        moved=_lines(job.folder / PLAN / "moves.csv"),
        breaches={rule: n for rule, n in (told.get("rules") or {}).items() if n},
    )
    proof = (job.folder / PLAN / PROOF).exists()
    claims = row.moved is not None or (proof and row.status == "infeasible")
    return _verified(row, job, proof=proof) if claims else row


def _verified(row: Row, job: Job, *, proof: bool) -> Row:
    folder = job.folder / "verify"
    folder.mkdir()
    done = watch(
        verify_command(job, proof=proof),
        folder,
        wall=max(60.0, _VERIFYING * row.limits.wall),
        memory=row.limits.memory,
        answers=(0, 1),
        more=environment(),
    )
    verdict = {0: "passed", 1: "failed"}.get(-1 if done.exit_code is None else done.exit_code, "unfinished")
    return replace(row, verify=verdict if done.ended == "done" else "unfinished", verify_seconds=done.seconds)


def _phases(told: Mapping[str, Any], seconds: float) -> dict[str, float]:
    """Return the phases told, and what is left of the wall clock as `rest`."""
    phases = {name: float(took) for name, took in told.items() if isinstance(took, int | float)}
    return {**phases, "rest": max(0.0, seconds - sum(phases.values()))}


def _tiers(told: object, points: Sequence[Point]) -> tuple[TierRow, ...]:
    """Return tiers as an answer or a plan.json lists them; when each ended, from the trace where they do not say."""
    if not isinstance(told, list):
        return ()
    ended = {point.tier: point.seconds for point in points}
    return tuple(
        TierRow(
            goals=tuple(tier.get("goals") or ()),
            value=tier.get("value"),
            bound=tier.get("bound"),
            certified=tier.get("certified"),
            proven=bool(tier.get("proven")),
            seconds=tier.get("seconds") if tier.get("seconds") is not None else ended.get(i),
        )
        for i, tier in enumerate(told)
        if isinstance(tier, dict)
    )


def _tiers_so_far(points: Sequence[Point]) -> tuple[TierRow, ...]:
    """Return what a run that was killed had reached; nobody has checked its plans."""
    last = {point.tier: point for point in points}
    return tuple(
        TierRow((), point.value, point.bound, False, point.seconds if point.done else None)
        for _, point in sorted(last.items())
    )


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; an empty one where there is none."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _lines(path: Path) -> int | None:
    """Return how many rows a CSV has below its header; None if it is not there."""
    try:
        return max(0, len(path.read_text(encoding="utf-8-sig").splitlines()) - 1)
    except OSError:
        return None
