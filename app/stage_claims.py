"""What plan.json claims of its two-way stages, held against a search for people and schools who would both rather."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.case import Case
from models.plan import Plan
from models.stage_blocking import wrongs_of
from models.stage_file import stages_told
from models.words import Text

_MOST = 10
"""Pairs of one stage that are told one by one."""


def false_stages(claims: Mapping[str, Any], case: Case, plan: Plan) -> list[Text]:
    """Say each two-way stage of a plan.json that leaves a person and a school who would both rather have each other.

    Pairs the stage says it closed do not count (rulebook 5b).

    Raises
    ------
    UnreadableStagesError : if the stages are not written as a solve writes them.
    """
    told, said = stages_told(claims), list[Text]()
    for number, stage in enumerate(told):
        if stage.mode != "two-way":
            continue
        found = wrongs_of(case, told, number, plan)
        if found is None:
            said.append(
                Text(
                    f"plan.json 的阶段“{stage.name}”（双向选择）不在政策中",
                    f"phase '{stage.name}' (two-way) of plan.json is not in the policy",
                )
            )
            continue
        said += [
            Text(
                f"阶段“{stage.name}”不稳定：{pair.text.zh}",
                f"phase '{stage.name}' is not stable: {pair.text.en}",
            )
            for pair in found.blocking[:_MOST]
        ]
        rest = len(found.blocking) - _MOST
        if rest > 0:
            said.append(
                Text(f"阶段“{stage.name}”另有{rest}对", f"phase '{stage.name}': {rest} more such pairs"),
            )
    return said
