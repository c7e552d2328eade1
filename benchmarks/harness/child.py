"""The inside of a run: one peer on one instance, in this process, its answer written where it was told.

python -m benchmarks.harness.child PEER FOLDER DISTRICT POLICY SECONDS WORKERS
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.peers.peer import Answer, Effort, Peer
from benchmarks.peers.record import Recorder
from benchmarks.peers.registry import PEERS
from models.case import Case
from models.check import check_plan
from models.intake.read import read_district
from models.policy_file import read_policy

ANSWER, TRACE = "answer.json", "trace.jsonl"


def run(peer: Peer, folder: Path, district: Path, policy: Path, effort: Effort) -> None:
    """Read the instance, ask the peer, check its plan with code that knows no solver, write the answer."""
    assert peer.answer is not None, f"{peer.name} is a command of its own"
    with (folder / TRACE).open("w", encoding="utf-8") as lines:
        record = Recorder(lines)
        with record.phase("read"):
            read = read_district(district).district
            if read is None:
                raise ValueError(f"{district} has faults")
            case = Case(read, read_policy(policy))
        answer = peer.answer(case, effort, record)
        with record.phase("check"):
            told = checked(case, answer, exact=peer.kind == "solver")
    (folder / ANSWER).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def checked(case: Case, answer: Answer, *, exact: bool) -> dict[str, Any]:
    """Return an answer with the values and breaches the check counts.

    Parameters
    ----------
    exact : whether the peer answers the whole question: then a breach, or another value than the check's, is a
        failure of its own and not of the method.
    """
    tiers: list[dict[str, Any]] = [
        {"goals": list(goals), "value": t.value, "bound": t.bound, "seconds": t.seconds,
         "proven": t.value is not None and t.value == t.bound}
        for goals, t in zip(case.tiers, answer.tiers, strict=False)
    ]  # fmt: skip
    told: dict[str, Any] = {
        "status": answer.status, "tiers": tiers, "pairs": answer.pairs, "ignores": answer.ignores, "verify": None,
    }  # fmt: skip
    if answer.plan is None:
        return told
    result = check_plan(case.district, case.policy, answer.plan)
    counted = list(result.tiers)
    same = [t["value"] for t in tiers] == counted
    broken = {rule: count for rule, count in result.counts.items() if count}
    rest = case.tiers[len(tiers) :]
    tiers += [{"goals": list(goals), "bound": None, "seconds": None} for goals in rest]
    for tier, value in zip(tiers, counted, strict=True):
        tier.update(value=value, proven=not broken and tier["bound"] == value)
    placed = {move.teacher_id for move in answer.plan.moves}
    listed = set(case.district["outgoing"]["teacher_id"])
    return {
        **told,
        "moved": len(answer.plan.moves),
        "unplaced": len(listed - placed),
        "breaches": broken,
        "verify": ("failed" if broken or not same else "passed") if exact else "breaks rules" if broken else "passed",
    }


def main(words: list[str]) -> None:
    """Run the peer the words name."""
    name, folder, district, policy, seconds, workers = words
    run(PEERS[name], Path(folder), Path(district), Path(policy), Effort(float(seconds), int(workers)))


if __name__ == "__main__":
    main(sys.argv[1:])
