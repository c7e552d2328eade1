"""Gates 门槛: what titles, offices and honours ask of people. They decide no move; who passes is listed."""

from __future__ import annotations

from dataclasses import dataclass

from models.case import Case
from models.district import BoolArray
from models.policy_facts import Gate
from models.words import Text

PASSED = {True: Text("达到", "passed"), False: Text("未达到", "not passed")}


@dataclass(frozen=True)
class GateResult:
    """Whom a gate concerns, and who of all people meets it; shape (teachers,) each."""

    gate: Gate
    concerned: BoolArray
    passes: BoolArray


def gate_results(case: Case) -> tuple[GateResult, ...]:
    """Hold everybody against every gate of the policy, before any move."""
    return tuple(GateResult(gate, case.who(gate.who), case.who(gate.passes)) for gate in case.policy.gates)


def gates_of_each(case: Case) -> list[Text]:
    """Say for each person the gates that concern them, and whether they pass."""
    said: list[list[Text]] = [[] for _ in range(len(case.district.teachers))]
    for result in gate_results(case):
        for t in result.concerned.nonzero()[0].tolist():
            passed, name = PASSED[bool(result.passes[t])], result.gate.name
            said[t].append(Text(f"{name}：{passed.zh}", f"{name}: {passed.en}"))
    return [Text("；".join(p.zh for p in parts), "; ".join(p.en for p in parts)) for parts in said]
