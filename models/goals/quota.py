"""Goal `quota` 比例偏差 (rulebook 5): people by whom the policy's soft quotas are missed."""

from __future__ import annotations

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Counted, Goal, Part
from models.plan import Plan
from models.recount import Recount
from models.rules.quota_rows import QuotaRows
from models.rules.quotas import idle, missed, say_bounds, say_group
from models.words import Text

NAME = "quota"
TITLE = Text("比例偏差", "quota misses")
MEANING = Text(
    "软性的比例与名额，各组多出或不足的人数之和。",
    "People too few or too many for the soft quotas, added up over groups.",
)


def value(recount: Recount, plan: Plan) -> int:
    """Add up the people too few or too many in each group of each soft quota."""
    soft = [quota for quota in recount.policy.rules.quotas if quota.may_be_missed]
    return sum(miss.units for quota in soft for miss in missed(recount, quota, plan))


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return the groups that miss a soft quota, each with the people too few or too many."""
    found = []
    for quota in recount.policy.rules.quotas:
        if not quota.may_be_missed:
            continue
        for miss in missed(recount, quota, plan):
            where, asked, units = say_group(recount, miss.group), say_bounds(miss.least, miss.most), miss.units
            few = miss.least is not None and len(miss.codes) < miss.least
            off = Text("少", "too few") if few else Text("多", "too many")
            of = Text("", "") if quota.of is None else Text(f"（基数{miss.base}人）", f" (base {miss.base})")
            said = Text(
                f"“{quota.name}”：{where.zh}{len(miss.codes)}人，{asked.zh}{of.zh}，{off.zh}{units}人。",
                f"'{quota.name}': {where.en} has {len(miss.codes)}; {asked.en} asked{of.en}: {units} {off.en}.",
            )
            found.append(Part((quota.name, *miss.group.key), units, said, miss.codes))
    return found


def cost(draft: Draft) -> Expression:
    """Columns for what each soft quota lacks or has too many in each group."""
    soft = [quota for quota in draft.case.policy.rules.quotas if quota.binding == "soft" and not idle(draft, quota)]
    columns = [QuotaRows(draft, quota, owner=NAME).add() for quota in soft]
    column = np.concatenate([np.zeros(0, np.int64), *columns])
    return Expression(column, np.ones(len(column), np.int64))


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts, Counted("组", "group", "groups"))
