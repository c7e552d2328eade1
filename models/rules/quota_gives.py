"""How a quota may give way in one group, to explain why nothing fits: what the bureau would write instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from models.case import Case
from models.change import PolicyChange
from models.district import IntArray
from models.filters import EVERYBODY, Condition, Filter
from models.naming import post_name, school_name
from models.policy import Policy
from models.policy_rules import Quota
from models.program import FREE, Give
from models.words import Text, joined


@dataclass(frozen=True)
class GroupOf:
    """One group of a quota: what it is called, and the columns that single it out; none for the district or a route."""

    said: Text
    columns: tuple[tuple[str, str], ...] = ()


def group_at(case: Case, quota: Quota, position: int, area: IntArray) -> GroupOf:
    """Return what singles a group of a quota out, as a policy would write it.

    Parameters
    ----------
    position : of the school, post, unit, zone or route.
    area : what each school belongs to, by position; shape (places,).
    """
    per = quota.per
    if per == "district":
        return GroupOf(Text("", ""))
    if per == "route":
        name = case.policy.rules.routes[position].name or str(position + 1)
        return GroupOf(Text(f"（路线“{name}”）", f" (route '{name}')"))
    if per.endswith("zone"):
        zone = str(case.district.schools["zone"].iloc[int(np.flatnonzero(area == position)[0])])
        return GroupOf(Text(f"（片区“{zone}”）", f" (zone '{zone}')"), (("zone", zone),))
    if per.endswith("post"):
        node, said = case.facts.nodes.iloc[position], post_name(case, position)
        columns = tuple((column, str(node[column])) for column in ("school_id", "stage", "subject"))
        return GroupOf(Text(f"（{said.zh}）", f" ({said.en})"), columns)
    code, said = str(case.district.schools["school_id"].iloc[position]), school_name(case.district, position)
    if per.endswith("unit"):
        return GroupOf(Text(f"（{said.zh}所在单位）", f" (the unit of {said.en})"), (("unit", code),))
    return GroupOf(Text(f"（{said.zh}）", f" ({said.en})"), (("school_id", code),))


def routes_give(quota: Quota, unit: int = 1) -> list[Give]:
    """Say how a quota per route gives way: one number serves all routes, since a policy cannot single one out."""
    if quota.of is not None:
        every = GroupOf(Text("（各路线）", " (every route)"))
        aside = lambda _, people: set_aside(quota, every, people)  # noqa: E731
        return [Give(side, aside, unit, of=lambda _: (quota.name, "share")) for side in (-1, 1)]
    least = Give(-1, lambda _, n: _for_all(quota, -n), of=lambda _: (quota.name, "least"))
    most = Give(1, lambda _, n: _for_all(quota, n), of=lambda _: (quota.name, "most"))
    low, high = _numbers(quota)
    return [*([] if low is None else [least]), *([] if high is None else [most])]


def _numbers(quota: Quota) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and the most a quota asks."""
    return (quota.exactly, quota.exactly) if quota.exactly is not None else (quota.min, quota.max)


def _for_all(quota: Quota, by: int) -> PolicyChange:
    """Lower the least number of every group, if `by` is below 0, or raise the most."""

    def edit(policy: Policy) -> Policy:
        listed: list[Quota] = []
        for known in policy.rules.quotas:
            low, high = _numbers(known)
            low = low if low is None or by > 0 else low + by
            high = high if high is None or by < 0 else high + by
            own = {"exactly": None, "min": low, "max": high}
            listed.append(known.model_copy(update=own) if known.name == quota.name else known)
        return policy.model_copy(update={"rules": policy.rules.model_copy(update={"quotas": tuple(listed)})})

    side = 0 if by < 0 else 1
    word, old = (("至少", "at least"), ("至多", "at most"))[side], _numbers(quota)[side]
    assert old is not None
    said = Text(
        f"政策：比例与名额“{quota.name}”（各路线）由{word[0]}{old}人改为{word[0]}{old + by}人",
        f"policy, quotas: '{quota.name}' (every route) from {word[1]} {old} to {word[1]} {old + by}",
    )
    return PolicyChange((quota.name, word[1]), said, edit, abs(by))


def number_changed(quota: Quota, group: GroupOf, low: int, high: int, new_low: int, new_high: int) -> PolicyChange:
    """Let a group move between other numbers, whatever share they were worked out from."""
    old, new = _say_range(low, high), _say_range(new_low, new_high)
    share = Text("", "") if quota.of is None else Text("（写成人数，不再按比例）", " (a number, no longer a share)")
    said = Text(
        f"政策：比例与名额“{quota.name}”{group.said.zh}由{old.zh}改为{new.zh}{share.zh}",
        f"policy, quotas: '{quota.name}'{group.said.en} from {old.en} to {new.en}{share.en}",
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


def _say_range(low: int, high: int) -> Text:
    """Say between which numbers people move."""
    if low == high and high > 0:  # at most none is how a rule says none
        return Text(f"正好{low}人", f"exactly {low}")
    parts = [Text(f"至少{low}人", f"at least {low}")] if low > 0 else []
    parts += [Text(f"至多{high}人", f"at most {high}")] if high < FREE else []
    return joined(parts) if parts else Text("不限", "no limit")


def set_aside(quota: Quota, group: GroupOf, people: int) -> PolicyChange:
    """Let a group miss its share of those moved: a number that depends on the plan cannot be written beforehand."""
    said = Text(
        f"政策：比例与名额“{quota.name}”{group.said.zh}允许差{people}人（这一处不作硬性要求，binding 改为 soft）",
        f"policy, quotas: '{quota.name}'{group.said.en} may be missed by {people} (no hard demand there: binding soft)",
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
