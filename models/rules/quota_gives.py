"""How a quota may give way in one group, to explain why nothing fits: what the bureau would write instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from models.change import PolicyChange
from models.filters import EVERYBODY, Condition, Filter
from models.policy import Policy
from models.policy_rules import Quota
from models.program import FREE
from models.words import Text


@dataclass(frozen=True)
class GroupOf:
    """One group of a quota: what it is called, and the columns that single it out; none for the district or a route."""

    said: Text
    columns: tuple[tuple[str, str], ...] = ()


def number_changed(quota: Quota, group: GroupOf, low: int, high: int, new_low: int, new_high: int) -> PolicyChange:
    """Let a group move between other numbers, whatever share they were worked out from."""
    zh, en = [], []
    if new_low != low:
        zh.append(f"至少{low}人改为{new_low}人")
        en.append(f"at least {low} becomes {new_low}")
    if new_high != high:
        zh.append(f"至多{high}人改为{new_high}人")
        en.append(f"at most {high} becomes {new_high}")
    said = Text(
        f"政策：“{quota.name}”{group.said.zh}{'，'.join(zh)}", f"policy: '{quota.name}'{group.said.en}: {', '.join(en)}"
    )
    amounts: dict[str, object] = {
        "of": None,
        "of_who": EVERYBODY,
        "exactly": None,
        "min": Decimal(new_low),
        "max": None if new_high >= FREE else Decimal(new_high),
    }
    return PolicyChange(
        (quota.name, group), said, _rewritten(quota, group, amounts), abs(new_low - low) + abs(new_high - high)
    )


def set_aside(quota: Quota, group: GroupOf, people: int) -> PolicyChange:
    """Let a group miss its share of those moved: a number that depends on the plan cannot be written beforehand."""
    said = Text(
        f"政策：“{quota.name}”{group.said.zh}允许差{people}人（或改为软性）",
        f"policy: '{quota.name}'{group.said.en} may be missed by {people} (or made soft)",
    )
    return PolicyChange((quota.name, group), said, _rewritten(quota, group, None), people)


def _rewritten(quota: Quota, group: GroupOf, amounts: dict[str, object] | None) -> Callable[[Policy], Policy]:
    """Return the edit that gives one group amounts of its own, or none, and leaves the others as they are."""
    side = "to" if quota.per.startswith("destination") else "origin"

    def edit(policy: Policy) -> Policy:
        listed: list[Quota] = []
        for known in policy.rules.quotas:
            if known.name != quota.name:
                listed.append(known)
            elif not group.columns:
                listed.append(known.model_copy(update=amounts or {"binding": "soft"}))
            else:
                where: Filter = getattr(known, side)
                apart = tuple(Filter((Condition(column, none_of=(value,)),)) for column, value in group.columns)
                others = Filter(where.conditions, (*where.any_of, apart), where.at)
                listed.append(known.model_copy(update={side: others}))
                if amounts is not None:
                    only = tuple(Condition(column, one_of=(value,)) for column, value in group.columns)
                    here = Filter((*where.conditions, *only), where.any_of, where.at)
                    name = f"{quota.name}{group.said.zh}"
                    listed.append(known.model_copy(update={**amounts, side: here, "name": name}))
        return policy.model_copy(update={"rules": policy.rules.model_copy(update={"quotas": tuple(listed)})})

    return edit
