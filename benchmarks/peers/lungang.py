"""Lungang itself: the whole command, from reading the tables to the written plan."""

from __future__ import annotations

import sys

from benchmarks.peers.peer import Job, Peer
from models.words import Text

PLAN, TRACE = "plan", "trace.jsonl"
"""The plan folder and the trace, inside the folder of a run."""
PROOF = "proof.json"
"""The certificate, inside the plan folder."""


def command(job: Job) -> list[str]:
    """Return the command line a planner would type."""
    return [
        sys.executable, "-m", "app.start", "solve", str(job.district), "--policy", str(job.policy),
        "--out", str(job.folder / PLAN), "--time-limit", str(job.effort.seconds),
        "--workers", str(job.effort.workers), "--trace", str(job.folder / TRACE), "--lang", "en",
    ]  # fmt: skip


def verify_command(job: Job, *, proof: bool) -> list[str]:
    """Return the command line that verifies the plan of a run, its certificate too if it has one."""
    asked = ["--proof"] if proof else []
    return [
        sys.executable, "-m", "app.start", "verify", str(job.district), "--policy", str(job.policy), *asked,
        str(job.folder / PLAN), "--lang", "en",
    ]  # fmt: skip


PEER = Peer(
    "lungang",
    "Lungang",
    "ours",
    Text("整条命令：读表、建模、求界、搜索、复核、写出", "the whole command: read, build, bound, search, check, write"),
    command=command,
)
