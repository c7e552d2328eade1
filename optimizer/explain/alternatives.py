"""The best other outcomes of one person, each found by solving again without those found before; data only."""

from __future__ import annotations

from dataclasses import dataclass

from models.check import CheckResult, check_plan
from models.plan import Outcome
from optimizer.explain.again import STAY, Again, Answer
from optimizer.explain.price import Price, Worth, price

MOST = 5


@dataclass(frozen=True)
class Alternative:
    """One other outcome: a school's code or `STAY`, and what it costs at best."""

    outcome: str
    price: Price


@dataclass(frozen=True)
class Alternatives:
    """The best other outcomes, best first.

    Attributes
    ----------
    end : why there are no more: `enough` were found; there `are none` left, which is proven; or `time` was up.
    last : where there are none left, the answer that proves it.
    """

    found: tuple[Alternative, ...]
    end: str
    last: Answer | None = None


class Asking:
    """Questions about one person, each answered once.

    Parameters
    ----------
    again : the case and its plan.
    to_come : about how many questions there will be: the time is shared out among them.
    """

    def __init__(self, again: Again, to_come: int) -> None:
        self.again = again
        self.present = again.outcome_in(again.plan)
        self.check: CheckResult = check_plan(
            again.case.district, again.case.policy, again.plan, again.case.baseline, again.case.granted
        )
        self.worth = Worth(self.check.goals, self.check.tiers)
        self._to_come = to_come
        self._answers: dict[str, Answer] = {}
        self._first: Answer | None = None
        """The best plan without the present outcome, once asked for."""

    def _share(self) -> int:
        self._to_come -= 1
        return max(1, self._to_come + 1)

    def price(self, answer: Answer) -> Price | None:
        """Hold an answer against the plan made."""
        return price(self.again.plan, self.worth, answer, self.again.teacher)

    def forced(self, outcome: str) -> Answer:
        """Return the best plan with the person at a school, or staying."""
        if outcome not in self._answers:
            self._answers[outcome] = self.again.forced(outcome, self._share())
        return self._answers[outcome]

    def placed(self) -> Answer:
        """Return the best plan in which the person moves, wherever to."""
        if self.present == STAY and self._first is not None:
            return self._first
        return self.again.placed(self._share())

    def best(self, most: int = MOST) -> Alternatives:
        """Find the best other outcomes, in the order of the tiers."""
        excluded, found = [self.present], list[Alternative]()
        while len(found) < most:
            if {STAY, *self.again.ways} <= set(excluded):
                return Alternatives(tuple(found), "none", Answer(Outcome("infeasible")))
            answer = self.again.without(excluded, self._share())
            self._first = self._first or answer
            told = self.price(answer)
            if told is None or answer.plan is None:
                return Alternatives(tuple(found), "none" if answer.impossible else "time", answer)
            outcome = self.again.outcome_in(answer.plan)
            # The best plan without some places is also the best with the one it takes, if it is proven to be the best.
            if answer.outcome.status == "optimal":
                self._answers[outcome] = answer
            found.append(Alternative(outcome, told))
            excluded.append(outcome)
        return Alternatives(tuple(found), "enough")
