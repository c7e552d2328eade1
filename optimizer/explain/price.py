"""What another plan costs against the one that was made: goal by goal, and who then moves otherwise; data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.plan import Move, Plan
from optimizer.explain.again import Answer


@dataclass(frozen=True)
class Worth:
    """What a plan is worth: every goal some tier names, and each tier; counted by the check."""

    goals: Mapping[str, int]
    tiers: tuple[int, ...]


@dataclass(frozen=True)
class Open:
    """A tier that was not proven: no plan of this kind is below `least`, and the one found is at `most`."""

    tier: int
    least: int
    most: int


@dataclass(frozen=True)
class Other:
    """Somebody else who moves otherwise; None where they stay."""

    teacher: str
    before: Move | None
    after: Move | None


@dataclass(frozen=True)
class Price:
    """One plan against another.

    Attributes
    ----------
    own : what becomes of the person asked about; None if the person stays.
    before, after : what the plans are worth.
    tier : the first tier (from 0) in which they differ; None if they are worth the same.
    open : the first tier that time was too short to prove.
    others : the people who move otherwise, by staff number, the person asked about left out.
    """

    own: Move | None
    before: Worth
    after: Worth
    tier: int | None
    open: Open | None
    others: tuple[Other, ...]

    @property
    def better(self) -> bool:
        """Whether the other plan is better by the tiers than the one made."""
        return self.tier is not None and self.after.tiers[self.tier] < self.before.tiers[self.tier]

    @property
    def changes(self) -> tuple[tuple[str, int, int], ...]:
        """The goals that differ, in the order of the tiers: name, value before, value after."""
        pairs = ((goal, value, self.after.goals[goal]) for goal, value in self.before.goals.items())
        return tuple(change for change in pairs if change[1] != change[2])


def price(plan: Plan, before: Worth, answer: Answer, teacher: str) -> Price | None:
    """Hold an answer against the plan made; None if it found no plan."""
    if answer.plan is None:
        return None
    told = answer.outcome.tiers
    after = Worth({goal: v for tier in told for goal, v in tier.goals.items()}, tuple(tier.value for tier in told))
    differing = (i for i, (a, b) in enumerate(zip(before.tiers, after.tiers, strict=True)) if a != b)
    unproven = (Open(i, tier.bound, tier.value) for i, tier in enumerate(told) if not tier.proven)
    own = next((move for move in answer.plan.moves if move.teacher_id == teacher), None)
    others = tuple(o for o in changed(plan, answer.plan) if o.teacher != teacher)
    return Price(own, before, after, next(differing, None), next(unproven, None), others)


def changed(one: Plan, other: Plan) -> tuple[Other, ...]:
    """Return everybody whose move differs between two plans, by staff number."""
    before, after = ({move.teacher_id: move for move in plan.moves} for plan in (one, other))
    codes = sorted(before.keys() | after.keys())
    return tuple(Other(c, before.get(c), after.get(c)) for c in codes if before.get(c) != after.get(c))
