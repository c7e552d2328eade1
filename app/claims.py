"""What a plan folder's plan.json claims, held against a count made afresh (rulebook 6)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from models.case import Case
from models.check import CheckResult
from models.goals.registry import GOALS
from models.plan import Plan
from models.stage_file import proven_stages
from models.words import Text

_TABLES = (".csv", ".xlsx", ".xlsm")
"""What tables are kept in; a policy, of which plan.json holds a copy, need not be there any more."""


class UnreadableClaims(ValueError):
    """A plan.json that is not one."""


def read_claims(folder: Path) -> Mapping[str, Any] | None:
    """Read the plan.json of a plan folder; None where there is none, as beside a bare moves.csv.

    Raises
    ------
    UnreadableClaims : if it is not JSON, or not a plan's.
    """
    record = folder / "plan.json"
    if not folder.is_dir() or not record.exists():
        return None
    try:
        claims = json.loads(record.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableClaims(str(error)) from error
    if not isinstance(claims, dict) or not isinstance(claims.get("tiers"), list):
        raise UnreadableClaims("no tiers")
    return claims


def false_claims(claims: Mapping[str, Any], case: Case, plan: Plan, checked: CheckResult) -> list[Text]:
    """Say each claim that the count does not bear out: goals, tiers, bounds, proofs, status, counts, seed."""
    return [*_tiers(claims, case, checked), *_rest(claims, case, plan, checked)]


def changed_inputs(claims: Mapping[str, Any], case: Case) -> list[str]:
    """Return the names of files that are not what they were when the plan was made, tables added or gone among them.

    A file under another name is the same file if its bytes are.
    """
    then = claims.get("inputs")
    now = case.district.inputs
    if not isinstance(then, dict):
        return []
    changed = {name for name, digest in then.items() if name in now and now[name] != digest}
    added = {name for name, digest in now.items() if name not in then and digest not in then.values()}
    gone = {name for name, digest in then.items() if name not in now and digest not in now.values()}
    return sorted(changed | added | {name for name in gone if Path(name).suffix.lower() in _TABLES})


def _tiers(claims: Mapping[str, Any], case: Case, checked: CheckResult) -> Iterator[Text]:
    told = claims["tiers"]
    if [list(goals_of(t)) for t in told] != [list(t) for t in case.tiers]:
        yield Text("plan.json 的目标分级与政策不符", "the tiers of plan.json are not the policy's")
        return
    for number, (tier, weights) in enumerate(zip(told, case.tiers, strict=True), 1):
        for goal, value in goals_of(tier).items():
            if value != checked.goals[goal]:
                yield Text(
                    f"plan.json 称{GOALS[goal].title.zh}为{value}，实为{checked.goals[goal]}",
                    f"plan.json claims {GOALS[goal].title.en} {value}; it is {checked.goals[goal]}",
                )
        value = sum(weight * checked.goals[goal] for goal, weight in weights.items())
        bound, proven = tier.get("bound"), tier.get("proven")
        sound = tier.get("value") == value and isinstance(bound, int) and bound <= value and proven == (bound == value)
        if not sound:
            yield Text(
                f"plan.json 第{number}级的值、下界、是否已证自相矛盾：{tier.get('value')}、{bound}、{proven}",
                f"tier {number} of plan.json contradicts itself or the count: {tier.get('value')}, {bound}, {proven}",
            )


def _rest(claims: Mapping[str, Any], case: Case, plan: Plan, checked: CheckResult) -> Iterator[Text]:
    placed = {move.teacher_id for move in plan.moves}
    all_proven = all(t.get("proven") is True for t in claims["tiers"] if isinstance(t, dict))
    all_proven &= proven_stages(claims)
    expected = {
        "status": "optimal" if all_proven else "feasible",
        "unplaced": sum(code not in placed for code in set(case.district["outgoing"]["teacher_id"])),
        "rules": dict(checked.counts),
        "seed": case.policy.draw_seed,
    }
    for key, value in expected.items():
        if claims.get(key) != value:
            yield Text(
                f"plan.json 的 {key} 为 {claims.get(key)}，应为 {value}",
                f"{key} of plan.json is {claims.get(key)}; it should be {value}",
            )


def goals_of(tier: object) -> dict[str, Any]:
    """Return the goals a tier of plan.json claims, none where it is no tier."""
    goals = tier.get("goals") if isinstance(tier, dict) else None
    return goals if isinstance(goals, dict) else {}
