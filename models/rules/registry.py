"""The hard rules, in the order of the rulebook (4); a new rule adds one line here."""

from __future__ import annotations

from models.rules import (
    avoidance,
    balance,
    establishment,
    locks,
    one_place,
    quotas,
    release_first,
    returns,
    routes,
    split_couples,
    subject_balance,
    title_posts,
)
from models.rules.rule import Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        one_place.RULE,
        establishment.RULE,
        subject_balance.RULE,
        avoidance.RULE,
        split_couples.RULE,
        release_first.RULE,
        routes.RULE,
        quotas.RULE,
        title_posts.RULE,
        balance.RULE,
        locks.RULE,
        returns.RULE,
    )
}
