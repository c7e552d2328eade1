"""The figures of a plan: every rule and goal with its number and what stands behind it, and where two plans differ.

Plain data, counted by the recount alone; the sentences around it stand in `panel` and `diff`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.case import Case
from models.goals.goal import ENTRIES, Counted, Part
from models.goals.registry import GOALS
from models.plan import Breach, Move, Plan
from models.recount import Recount
from models.rules.registry import RULES
from models.rules.rule import Kept


@dataclass(frozen=True)
class RuleFigures:
    """A hard rule under a plan: where it is broken (nowhere, in a plan of ours), and what keeping it came to."""

    name: str
    breaches: tuple[Breach, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class GoalFigures:
    """A goal under a plan: its value, and the parts that add up to it, the largest first."""

    name: str
    value: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Figures:
    """A plan in figures.

    Attributes
    ----------
    case, plan, recount : what was counted, and by what.
    rules : in the order of the rulebook.
    goals : every goal some tier names, in the order of the tiers.
    """

    case: Case
    plan: Plan
    recount: Recount
    rules: tuple[RuleFigures, ...]
    goals: tuple[GoalFigures, ...]

    @cached_property
    def moves(self) -> Mapping[str, Move]:
        """Teacher -> move."""
        return self.recount.chosen(self.plan)

    def goal(self, name: str) -> GoalFigures:
        """Return one goal, whether a tier names it or not."""
        return next((goal for goal in self.goals if goal.name == name), None) or _goal(self.recount, self.plan, name)


def figures(case: Case, plan: Plan) -> Figures:
    """Count a plan."""
    recount = Recount(case.district, case.policy, case.baseline, case.granted)
    rules = [
        RuleFigures(name, tuple(rule.check(recount, plan)), tuple(rule.kept(recount, plan)))
        for name, rule in RULES.items()
    ]
    names = dict.fromkeys(goal for tier in case.tiers for goal in tier)
    return Figures(case, plan, recount, tuple(rules), tuple(_goal(recount, plan, name) for name in names))


def _goal(recount: Recount, plan: Plan, name: str) -> GoalFigures:
    goal = GOALS[name]
    parts = sorted(goal.parts(recount, plan), key=lambda part: (-part.units, part.key))
    return GoalFigures(name, goal.value(recount, plan), tuple(parts))


@dataclass(frozen=True)
class Change:
    """One number that differs between two plans: what it tells of, both numbers, and what each plan says of it."""

    key: tuple[str, ...]
    before: int
    after: int
    was: tuple[Part, ...] | tuple[Kept, ...]
    now: tuple[Part, ...] | tuple[Kept, ...]


def changed_parts(first: Sequence[Part], second: Sequence[Part]) -> list[Change]:
    """Return what adds to a goal otherwise than before, the largest difference first.

    Added to what `first` holds, key by key, the differences give `second` exactly.
    """
    was, now = _by_key(first), _by_key(second)
    found = []
    for key in sorted(was.keys() | now.keys()):
        one, other = was[key], now[key]
        before, after = (sum(part.units for part in side) for side in (one, other))
        if before != after:
            found.append(Change(key, before, after, tuple(one), tuple(other)))
    return sorted(found, key=lambda change: -abs(change.after - change.before))


def changed_kept(first: Sequence[Kept], second: Sequence[Kept]) -> list[Change]:
    """Return what a rule came to otherwise than before: another number, or told on one side only; whole plans first."""
    was, now = ({kept.key: kept for kept in side} for side in (first, second))
    found = []
    for key in dict.fromkeys((*was, *now)):
        one, other = was.get(key), now.get(key)
        if one is None or other is None or one.count != other.count:
            sides = [() if kept is None else (kept,) for kept in (one, other)]
            found.append(Change(key, one.count if one else 0, other.count if other else 0, sides[0], sides[1]))
    return sorted(found, key=lambda change: not (*change.was, *change.now)[0].whole)


def _by_key(parts: Iterable[Part]) -> defaultdict[tuple[str, ...], list[Part]]:
    found: defaultdict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part in parts:
        found[part.key].append(part)
    return found


def counted_as(goal: str, keys: Iterable[tuple[str, ...]]) -> Counted:
    """Return what a goal's parts with these keys are: who stands in two classes of preference is not two people."""
    told = list(keys)
    twice = goal == "prefer" and len({key[-1] for key in told}) < len(told)
    return ENTRIES if twice else GOALS[goal].counted
