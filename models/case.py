"""A case: one district under one policy, with the facts and standing that both imply, each derived once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.choices import Choices
from models.district import BoolArray, District, IntArray
from models.filters import Filter
from models.plan import Move, Plan
from models.policy import Policy
from models.score import rounded, score_units
from models.standing import Standing, stand
from models.terms import claimed, transferred
from models.told_facts import ToldFacts


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
    def facts(self) -> ToldFacts:
        """Facts on the policy's date."""
        return ToldFacts(self.district, self.policy)

    @cached_property
    def weights(self) -> IntArray:
        """Everybody's score in whole points, halves up, 0 where there is none; shape (teachers,)."""
        if self.policy.score is not None:
            return rounded(score_units(self.policy.score, self.facts.people, self.facts.who)[0])
        score = np.nan_to_num(self.district.teachers["score"].to_numpy(np.float64))
        points: IntArray = np.floor(score + 0.5).astype(np.int64)
        return points

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

    @cached_property
    def payroll(self) -> IntArray:
        """Position of each teacher's payroll school, the present one of those who stay at their term's end."""
        staying = self.standing.after_term == "stay"
        return np.where(staying, self.district.teacher_school, self.district.teacher_payroll)

    @cached_property
    def claimed(self) -> IntArray:
        """The post (a node) kept for each teacher who was lent and goes back, -1 for the others."""
        return claimed(self.district, self.standing.after_term, self.facts.nodes)

    @cached_property
    def headcount(self) -> IntArray:
        """People on each school's payroll before any move, once those who stay at their term's end are transferred."""
        return self.district.headcount + transferred(self.district, self.standing.after_term)

    @property
    def tiers(self) -> tuple[dict[str, int], ...]:
        """The tiers of goals this case is solved by."""
        tiers = self.policy.tiers_for(named=self.district.named, baseline=self.baseline is not None)
        return tuple({str(goal): weight for goal, weight in tier.items()} for tier in tiers)

    @cached_property
    def movers(self) -> IntArray:
        """Positions of movable teachers."""
        return self.standing.movable.nonzero()[0]
