"""What a plan's certificate proves, told tier by tier (`verify --proof`): recomputed, never believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.case import Case
from models.formulate import formulate
from models.goals.registry import GOALS
from models.plan import Plan
from models.proof_file import PROOF_FILE, UnreadableProof, proof_of, read_proof, recheck, refutes
from models.words import Text


@dataclass(frozen=True)
class Told:
    """One sentence about a certificate; `fails` if it does not bear out what is claimed."""

    text: Text
    fails: bool = False


def check_proof(folder: Path, claims: Mapping[str, Any] | None, case: Case, plan: Plan) -> Iterator[Told]:
    """Tell what the certificate of a plan folder proves of a plan that keeps every rule."""
    try:
        certificate = read_proof(folder / PROOF_FILE)
        formulated = formulate(case)
        chosen = formulated.chosen(plan)
        if chosen is None:
            closed = Text("方案中有一项调动不在可行去向之列", "a move of the plan is no open pair")
            raise UnreadableProof(closed)
        rechecked = list(recheck(formulated.program.matrix, certificate, chosen))
    except UnreadableProof as error:
        yield _unreadable(error)
        return
    claimed = [] if claims is None else list(claims["tiers"])
    for number, (tier, (value, bound)) in enumerate(zip(case.tiers, rechecked, strict=True)):
        goals = Text("+".join(GOALS[g].title.zh for g in tier), "+".join(GOALS[g].title.en for g in tier))
        claim = claimed[number] if number < len(claimed) and isinstance(claimed[number], dict) else {}
        yield _tier(goals, value, bound, claim)


def check_impossible(claims: Mapping[str, Any], case: Case) -> Told:
    """Tell whether the certificate in a plan.json without a plan proves that there is none."""
    try:
        if "proof" not in claims:
            return Told(
                Text(
                    "没有附带无解的证书：这一结论由两种求解方法各自得出，无法在此复算。",
                    "No certificate of impossibility is enclosed: two solvers found it, each on its own; "
                    "it cannot be recomputed here.",
                ),
                fails=True,
            )
        proven = refutes(formulate(case).program.matrix, proof_of(claims["proof"]))
    except UnreadableProof as error:
        return _unreadable(error)
    if proven:
        return Told(Text("已证明无解，证书复算无误。", "Proven impossible: the certificate holds, recomputed."))
    return Told(Text("证书不能证明无解。", "The certificate does not prove it impossible."), fails=True)


def _tier(goals: Text, value: int, bound: int | None, claim: Mapping[str, Any]) -> Told:
    promised, told = claim.get("certified"), claim.get("bound")
    if bound is None:
        fails = isinstance(promised, int) and promised > 0
        return Told(
            Text(f"{goals.zh} {value}：没有证书。", f"{goals.en} {value}: no certificate."),
            fails,
        )
    bound = max(bound, 0)  # no goal is below 0
    if isinstance(promised, int) and bound < promised:
        return Told(
            Text(
                f"{goals.zh} {value}：证书只能证明下界{bound}，plan.json 称{promised}。",
                f"{goals.en} {value}: the certificate proves {bound}, where plan.json promises {promised}.",
            ),
            fails=True,
        )
    if bound > value:
        return Told(
            Text(
                f"{goals.zh} {value}：证书的下界{bound}高于方案，说明方案违反了规则。",
                f"{goals.en} {value}: below the certificate's bound {bound}, so the plan breaks a rule.",
            ),
            fails=True,
        )
    if bound == value:
        return Told(Text(f"{goals.zh} {value}：已证明，可复算。", f"{goals.en} {value}: proven, checkable."))
    if told == value:
        return Told(
            Text(
                f"{goals.zh} {value}：由搜索证明；证书可复算到{bound}（{_share(bound, value)}）。",
                f"{goals.en} {value}: proven by search; the certificate covers {bound} ({_share(bound, value)}).",
            )
        )
    return Told(
        Text(
            f"{goals.zh} {value}：未证明最优，下界{told}；证书可复算到{bound}。",
            f"{goals.en} {value}: not proven, bound {told}; the certificate covers {bound}.",
        )
    )


def _share(bound: int, value: int) -> str:
    return f"{bound / value:.2%}" if bound / value < 0.9999 else ">99.99%"


def _unreadable(error: UnreadableProof) -> Told:
    said = error.text
    return Told(Text(f"证书不适用：{said.zh}。", f"The certificate does not serve: {said.en}."), fails=True)
