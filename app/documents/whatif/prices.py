"""The price of each rule in words: the one unit, what it buys at most, what solving again gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.summary import goal_words, rule_words
from app.documents.whatif.figures import tier_name
from models.plan import TierResult
from models.words import Text, joined, same
from scenarios.whatif.comparison import Comparison, Price

PROMISED = Text("理论上至多换来", "buys at most, in theory")
HOW = Text(
    "按基线的情形，放宽最值得放宽的一处，再求解一次，才知道实际换来什么。",
    "In the baseline's case the unit worth most is relaxed; solving again tells what it really buys.",
)
LIMITS = Text(
    "只给以数为限的规则定价；规则直接禁止的（例如超编学校不接收）不在其内。",
    "Only limits that are numbers are priced, not what a rule closes outright (a school over its establishment).",
)


@dataclass(frozen=True)
class Told:
    """One rule's price, in words; `bought` if solving again bettered a goal, `clear` if it worsened none."""

    rule: Text
    change: Text
    promised: Text
    found: Text
    bought: bool
    clear: bool = False


def told_prices(told: Comparison) -> list[Told]:
    """Return the price of each rule, those that buy something first, else in the order of the comparison."""
    tiers = told.rows[0].result.tiers
    rows = [_told(price, tiers) for price in told.prices]
    return sorted(rows, key=lambda row: not row.bought)


def _told(price: Price, tiers: Sequence[TierResult]) -> Told:
    rule = rule_words(price.rule)[0]
    if price.change is None:
        if not price.proven:
            unpriced = Text("没有价格；未证明换不来什么", "has no price; not proven to buy nothing")
            return Told(rule, same("—"), same("—"), unpriced, False)
        nothing = Text("放宽也换不来什么，已证明", "buys nothing, proven")
        return Told(rule, same("—"), same("0"), nothing, False)
    goal = goal_words(price.goal)[0] if price.goal else Text("", "")
    promised = Text(f"“{goal.zh}”减少 {price.promised:,}", f"{goal.en} down by {price.promised:,}")
    found, bought = _found(price, tiers)
    worse = any(after > before for before, after in zip(price.before, price.after, strict=False))
    return Told(rule, price.change, promised if price.goal else same("—"), found, bought, bought and not worse)


def _found(price: Price, tiers: Sequence[TierResult]) -> tuple[Text, bool]:
    """Say what solving again gave, tier by tier, only what differs."""
    if not price.after:
        return Text("没有再求解", "not solved again"), False
    pairs = list(zip(price.before, price.after, strict=False))
    moved = [(k, before, after) for k, (before, after) in enumerate(pairs) if before != after]
    sure = Text("，已证明", ", proven") if price.proven else Text("，未证明最优", ", not proven best")
    if not moved:
        return Text(f"再求解：各级目标都没有变{sure.zh}", f"solved again: no tier changes{sure.en}"), False
    said = joined(_tier(k, before, after, tiers) for k, before, after in moved)
    _, before, after = moved[0]
    return Text(f"再求解：{said.zh}{sure.zh}", f"solved again: {said.en}{sure.en}"), after < before


def _tier(k: int, before: int, after: int, tiers: Sequence[TierResult]) -> Text:
    name = tier_name(tiers[k].goals) if k < len(tiers) else Text("目标", "goals")
    moved = f"{before:,} → {after:,}"
    return Text(f"第 {k + 1} 级“{name.zh}” {moved}", f"tier {k + 1}, {name.en}, {moved}")
