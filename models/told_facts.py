"""The facts a case knows beside the columns of its registers, as arrays.

Told from other tables: exchanges of `history`, relatives at the same school, whether on the outgoing list; and
declared by the policy: counts of exchanges, shares of schools (rulebook 2); and worked out by it: the score.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from models.district import District
from models.facts import Fact, Facts
from models.history_facts import HistoryFacts
from models.kin import kin_here
from models.policy import Policy
from models.policy_facts import BUILT_IN, HistoryFact, SchoolShare
from models.score import score_facts


def history_facts_of(policy: Policy, *, given: bool) -> tuple[HistoryFact, ...]:
    """Return the facts told from `history`; where it is not given, the roster's own `exchange_years` stands."""
    return tuple(f for f in (*BUILT_IN, *policy.facts) if given or f.name != "exchange_years")


class ToldFacts(Facts):
    """The facts of one district under one policy."""

    def __init__(self, district: District, policy: Policy) -> None:
        super().__init__(district, policy.month)
        self.policy = policy
        self._columns = Facts(district, policy.month)
        """What the registers alone tell."""

    @cached_property
    def history(self) -> HistoryFacts:
        """The rows of `history` on the policy's date."""
        return HistoryFacts(self.district, self.month, self._columns.schools)

    @cached_property
    def from_history(self) -> dict[str, HistoryFact]:
        """The facts told from `history`, by name."""
        told = history_facts_of(self.policy, given=len(self.district["history"]) > 0)
        return {fact.name: fact for fact in told}

    @cached_property
    def _unscored(self) -> dict[str, Fact]:
        """What is known of people before their score is worked out."""
        teachers, outgoing = self.district.teachers["teacher_id"], self.district["outgoing"]["teacher_id"]
        return {
            **self._columns.people,
            **{name: self.history.fact(told) for name, told in self.from_history.items()},
            "kin_here": Fact("list", kin_here(self.district)),
            "listed": Fact("yesno", teachers.isin(outgoing).to_numpy(np.float64)),
        }

    @cached_property
    def people(self) -> dict[str, Fact]:
        """Facts of `who` filters, a row a teacher (without `category`, which `models.standing` adds)."""
        score, facts = self.policy.score, self._unscored
        return facts if score is None else {**facts, **score_facts(score, facts, self._who)}

    @cached_property
    def schools(self) -> dict[str, Fact]:
        """Facts of `where` filters on schools, a row a school: its columns, its vacancy, the declared shares."""
        return {**self._columns.schools, **{share.name: self._share(share) for share in self.policy.shares}}

    def _share(self, share: SchoolShare) -> Fact:
        """The school's share of such people less the district's, per mille: one division, so the sign is exact."""
        schools = len(self.district.schools)
        at = self.district.teacher_school
        known = (at >= 0) & (at < schools)
        such = known & self._who(share.who, self._unscored)  # a score may ask for a share, not the other way
        here = np.bincount(at[known], minlength=schools)
        count = np.bincount(at[such], minlength=schools)
        everybody, all_such = int(known.sum()), int(such.sum())
        above = 1000 * (count * everybody - all_such * here)
        with np.errstate(invalid="ignore", divide="ignore"):
            return Fact("number", np.where(here > 0, above / (here * everybody), np.nan))
