"""What an exchange would break: the envious go, the holder stays at home, and every hard rule is checked again.

Each trial checks the whole plan, so there is an end to them: the widest gap of everybody first, then the next, until
everybody has an exchange that keeps all rules, or all of them are tried, or there were enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.explain.envy import Envious
from models.plan import Move, Plan
from models.recount import Recount
from models.rules.registry import RULES

MOST = 200
"""Trials, at most."""
_MOVES_CHECKED = 150_000
"""Moves looked at in all trials together: of a large plan fewer are made."""
_FEWEST = 10

Exchange = tuple[Move, str]
"""The move of the envious into the place, and who would leave it."""


@dataclass(frozen=True)
class Exchanges:
    """What the trials came to.

    Attributes
    ----------
    tried : exchange -> the rules it would break that the plan keeps; empty where it breaks none.
    possible : people with an exchange that breaks no rule.
    impossible : people all of whose exchanges were tried, and each breaks a rule.
    untried : the others.
    """

    tried: Mapping[Exchange, tuple[str, ...]]
    possible: tuple[str, ...]
    impossible: tuple[str, ...]
    untried: tuple[str, ...]


def all_of(envious: Envious) -> list[Exchange]:
    """Return a person's exchanges, in the order they are tried."""
    return [(place.move, holder) for place in envious.places for holder in place.holders]


def try_exchanges(recount: Recount, plan: Plan, envious: Sequence[Envious], most: int | None = None) -> Exchanges:
    """Try exchanges, at most `most`.

    Parameters
    ----------
    recount : the case, without moves that stages fixed: those are what is being asked about.
    """
    if most is None:
        most = max(_FEWEST, min(MOST, _MOVES_CHECKED // max(1, len(plan.moves))))
    waiting = {one.code: all_of(one) for one in envious}
    tried: dict[Exchange, tuple[str, ...]] = {}
    possible = set[str]()
    before = _counts(recount, plan) if waiting else {}
    turn = 0
    while len(tried) < most:
        asked = [code for code, listed in waiting.items() if code not in possible and turn < len(listed)]
        if not asked:
            break
        for code in asked[: most - len(tried)]:
            exchange = waiting[code][turn]
            after = _counts(recount, _exchanged(plan, exchange))
            tried[exchange] = tuple(rule for rule in RULES if after[rule] > before[rule])
            if not tried[exchange]:
                possible.add(code)
        turn += 1
    done = {code for code, listed in waiting.items() if all(exchange in tried for exchange in listed)} - possible
    return Exchanges(
        tried,
        tuple(code for code in waiting if code in possible),
        tuple(code for code in waiting if code in done),
        tuple(code for code in waiting if code not in possible and code not in done),
    )


def _exchanged(plan: Plan, exchange: Exchange) -> Plan:
    move, holder = exchange
    return Plan.of([*(m for m in plan.moves if m.teacher_id not in (move.teacher_id, holder)), move])


def _counts(recount: Recount, plan: Plan) -> dict[str, int]:
    return {name: len(rule.check(recount, plan)) for name, rule in RULES.items()}
