"""Every filter of a policy with the key where it stands, for those who hold it against tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from models.filter_columns import About
from models.filters import EVERYBODY, Condition, Filter
from models.policy import CLAUSE_KINDS, Deferral, Policy
from models.words import Text, same


class Use(NamedTuple):
    """A filter, the key where it stands, and what it tests."""

    key: Text
    asked: Filter
    about: About


class Tested(NamedTuple):
    """One condition of a filter, the key where it stands, and what it tests."""

    key: Text
    condition: Condition
    about: About


def entry(section: str, i: int, name: str = "") -> Text:
    """Write the key of an entry of a list, counted from 0 here and from 1 there."""
    return Text(
        f"{section} 第{i + 1}项" + (f"“{name}”" if name else ""),
        f"{section} entry {i + 1}" + (f" '{name}'" if name else ""),
    )


def under(key: Text, step: str) -> Text:
    """Write the key one step below another."""
    return Text(f"{key.zh}.{step}", f"{key.en}.{step}")


def uses(policy: Policy) -> Iterator[Use]:
    """Yield every filter of a policy that asks something."""
    for use in _all(policy):
        if use.asked:
            yield use


def _all(policy: Policy) -> Iterator[Use]:
    for kind in CLAUSE_KINDS:
        for i, clause in enumerate(getattr(policy, kind)):
            yield Use(under(entry(kind, i, clause.name), "who"), clause.who, "people")
            if isinstance(clause, Deferral):
                yield Use(under(entry(kind, i, clause.name), "certified"), clause.certificate, "people")
    yield Use(same("leaders"), policy.leaders, "people")
    for i, fact in enumerate(policy.facts):
        key = entry("facts", i, fact.name)
        for asked in (fact.type, fact.transfer, fact.result):
            yield Use(key, asked, "history")
        yield Use(under(key, "rows"), fact.rows, "history")
        yield Use(under(key, "to"), fact.to, "places")
    for i, share in enumerate(policy.shares):
        yield Use(under(entry("shares", i, share.name), "who"), share.who, "people")
    for i, gate in enumerate(policy.gates):
        key = entry("gates", i, gate.name)
        yield Use(under(key, "who"), gate.who, "people")
        yield Use(under(key, "passes"), gate.passes, "people")
    for i, route in enumerate(policy.rules.routes):
        key = entry("rules.routes", i, route.name)
        yield Use(under(key, "who"), route.who, "people")
        yield Use(under(key, "from"), route.origin, "places")
        yield Use(under(key, "to"), route.to, "places")
    for i, quota in enumerate(policy.rules.quotas):
        key = entry("rules.quotas", i, quota.name)
        yield Use(under(key, "who"), quota.who, "people")
        yield Use(under(key, "of_who"), quota.of_who, "people")
        yield Use(under(key, "also"), quota.also or EVERYBODY, "people")
        yield Use(under(key, "from"), quota.origin, "places")
        yield Use(under(key, "to"), quota.to, "places")
    for i, balance in enumerate(policy.rules.balance):
        key = entry("rules.balance", i, balance.name)
        yield Use(under(key, "from"), balance.origin, "places")
        yield Use(under(key, "to"), balance.to, "places")
    for i, item in enumerate(policy.score.items if policy.score is not None else ()):
        key = entry("score.items", i, item.name)
        yield Use(under(key, "who"), item.who, "people")
        yield Use(under(key, "column"), item.tested, "people")
    for i, unless in enumerate(policy.rules.returns.unless if policy.rules.returns is not None else ()):
        yield Use(under(entry("rules.returns.unless", i), "who"), unless.who, "people")
    for i, stage in enumerate(policy.stages):
        yield Use(under(entry("stages", i, stage.name), "who"), stage.who, "people")
    for i, (column, _) in enumerate(policy.ranking.turns):
        yield Use(entry("ranking.ties", i), Filter((Condition(column, min=Decimal(0)),)), "people")  # as of a number
    for i, attribute in enumerate(policy.goals.structure):
        yield Use(under(entry("goals.structure", i, attribute.name), "who"), attribute.who, "people")
    for i, wanted in enumerate(policy.goals.prefer):
        yield Use(under(entry("goals.prefer", i, wanted.name), "who"), wanted.who, "people")


def tests(use: Use) -> Iterator[Tested]:
    """Yield every condition of a filter, those of its `any` and `at` parts too."""
    for condition in use.asked.conditions:
        yield Tested(under(use.key, condition.column), condition, use.about)
    for group in use.asked.any_of:
        for i, part in enumerate(group):
            key = under(use.key, "any")
            yield from tests(Use(Text(f"{key.zh} 第{i + 1}项", f"{key.en} entry {i + 1}"), part, use.about))
    if use.asked.at is not None:
        yield from tests(Use(under(use.key, "at"), use.asked.at, "places"))
