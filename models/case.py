"""A case: one district under one policy, with the facts and standing that both imply, each derived once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from models.choices import Choices
from models.district import BoolArray, District, IntArray
from models.facts import Facts
from models.filters import Filter
from models.plan import Move, Plan
from models.policy import Policy
from models.standing import Standing, stand


@dataclass(frozen=True)
class Case:
    """What a solve is about.

    Attributes
    ----------
    baseline : the plan a re-run should change least.
    granted : moves earlier stages fixed (rulebook 5b): every plan makes them.
    """

    district: District
    policy: Policy
    baseline: Plan | None = None
    granted: tuple[Move, ...] = ()

    @cached_property
    def facts(self) -> Facts:
        """Facts on the policy's date."""
        return Facts(self.district, self.policy.month)

    @cached_property
    def standing(self) -> Standing:
        """Every teacher's category and clause."""
        return stand(self.district, self.policy, self.facts)

    @cached_property
    def choices(self) -> Choices:
        """Who chose which school."""
        return Choices.of(self.district)

    def who(self, asked: Filter) -> BoolArray:
        """Evaluate a `who` filter, `category` included; shape (teachers,)."""
        return self.facts.who(asked, {"category": self.standing.fact()})

    @property
    def tiers(self) -> tuple[dict[str, int], ...]:
        """The tiers of goals this case is solved by."""
        tiers = self.policy.tiers_for(named=self.district.named, baseline=self.baseline is not None)
        return tuple({str(goal): weight for goal, weight in tier.items()} for tier in tiers)

    @cached_property
    def movers(self) -> IntArray:
        """Positions of movable teachers."""
        return self.standing.movable.nonzero()[0]
