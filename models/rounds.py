"""The order in which moves can be carried out: rounds, and rings of people who change places at once.

Moves are drawn as arrows from the node left to the node entered; nodes are posts or schools (rulebook 4,
`release_first`). Nothing here recurses, so that a chain through a whole county is no deeper than any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping

from models.plan import Plan
from models.recount import Recount
from models.tables import OUTSIDE

Arrow = tuple[Hashable, Hashable]
"""From the node left to the node entered."""


class RingError(ValueError):
    """Moves lie on a ring, so that no order lets every departure come before the arrival."""


def arrows(recount: Recount, plan: Plan, scope: str) -> dict[str, Arrow]:
    """Return teacher -> arrow; nodes are posts (scope `subject`) or schools (scope `school`).

    Who leaves the district makes room there for nobody who comes from outside, so ends in a node of one's own.
    """
    drawn: dict[str, Arrow] = {}
    for code, move in recount.chosen(plan).items():
        person = recount.people[code]
        left, entered = (person.school, move.to_school) if scope == "school" else (person.post, tuple(move[1:]))
        drawn[code] = (left, ("", code) if move.to_school == OUTSIDE else entered)
    return drawn


def rounds(recount: Recount, plan: Plan) -> dict[str, int]:
    """Return teacher -> round of the move.

    In `pool` every move is of round 1. In `chain` a round is 1 + the largest round among the moves that leave
    the node entered, 1 if none does.

    Raises
    ------
    RingError : in `chain`, if moves lie on a ring and so have no round.
    """
    rule = recount.policy.rules.release_first
    drawn = arrows(recount, plan, rule.scope)
    return dict.fromkeys(drawn, 1) if rule.mode == "pool" else rounds_of(drawn)


def rounds_of(drawn: Mapping[str, Arrow]) -> dict[str, int]:
    """Return the rounds of arrows under `chain`; see `rounds`."""
    leaving: defaultdict[Hashable, int] = defaultdict(int)
    entering: defaultdict[Hashable, list[str]] = defaultdict(list)
    for code, (left, entered) in drawn.items():
        leaving[left] += 1
        entering[entered].append(code)
    largest: defaultdict[Hashable, int] = defaultdict(int)
    done: dict[str, int] = {}
    free = [node for node in entering if not leaving[node]]
    while free:
        node = free.pop()
        for code in entering[node]:
            left = drawn[code][0]
            done[code] = 1 + largest[node]
            largest[left] = max(largest[left], done[code])
            leaving[left] -= 1
            if not leaving[left]:
                free.append(left)
    if len(done) < len(drawn):
        raise RingError(f"{len(drawn) - len(done)} moves lie on a ring or lead into one")
    return done


def rings(drawn: Mapping[str, Arrow]) -> list[frozenset[str]]:
    """Return the groups of moves that lie on rings of people changing places at once.

    Rings that share a node are one group; an arrow from a node to itself is a ring. Groups come sorted by
    their smallest staff number.
    """
    group = _strong_components(drawn)
    together: defaultdict[int, set[str]] = defaultdict(set)
    for code, (left, entered) in drawn.items():
        if group[left] == group[entered]:
            together[group[left]].add(code)
    return sorted((frozenset(codes) for codes in together.values()), key=min)


def _strong_components(drawn: Mapping[str, Arrow]) -> dict[Hashable, int]:
    """Number the nodes so that two have one number exactly if each can be reached from the other (Kosaraju)."""
    after: defaultdict[Hashable, list[Hashable]] = defaultdict(list)
    before: defaultdict[Hashable, list[Hashable]] = defaultdict(list)
    for left, entered in drawn.values():
        after[left].append(entered)
        before[entered].append(left)
    group: dict[Hashable, int] = {}
    for start in reversed(_finishing_order(after, [*after, *before])):
        number = len(group)
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in group:
                group[node] = number
                waiting.extend(before[node])
    return group


def _finishing_order(after: Mapping[Hashable, list[Hashable]], starts: list[Hashable]) -> list[Hashable]:
    """Return nodes in the order in which a depth-first walk leaves them for good."""
    order: list[Hashable] = []
    seen: set[Hashable] = set()
    for start in starts:
        path = [] if start in seen else [(start, iter(after.get(start, ())))]
        seen.add(start)
        while path:
            node, following = path[-1]
            unseen = next((n for n in following if n not in seen), None)
            if unseen is None:
                order.append(node)
                path.pop()
            else:
                seen.add(unseen)
                path.append((unseen, iter(after.get(unseen, ()))))
    return order
