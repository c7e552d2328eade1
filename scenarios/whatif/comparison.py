"""Scenarios held side by side: the baseline first, then each against it. Data only; sentences stand in the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from models.words import Text
from scenarios.whatif.result import Result


@dataclass(frozen=True)
class Row:
    """One scenario.

    Attributes
    ----------
    told : each change against the baseline as a sentence; empty for the baseline.
    same_as : the name of an earlier scenario that comes to the very same tables and policy; "" if there is none.
    at : axis -> value, as told, of a scenario of a grid; empty for others.
    """

    name: str
    told: tuple[Text, ...]
    result: Result
    same_as: str = ""
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One figure by scenario: a line of the table.

    Attributes
    ----------
    kind : a measure everybody understands, a goal, or a rule (places at its limit).
    meaning : one sentence.
    unit : what follows the number: 人, %, 公里; empty where nothing does.
    better : which way is better; `neither` where it only informs.
    values : a scenario each, the baseline first; None where there is no plan, or the tables do not tell.
    bounds : what no plan can be below, of a goal that a tier minimises by itself and did not prove; else None.
    """

    kind: Literal["measure", "goal", "rule"]
    key: str
    title: Text
    meaning: Text
    unit: Text
    better: Literal["less", "more", "neither"]
    values: tuple[int | None, ...]
    bounds: tuple[int | None, ...]

    @property
    def differs(self) -> bool:
        """Whether some scenario with a plan has another value than the first that has one."""
        return len({value for value in self.values if value is not None}) > 1


By = Literal["all", "zone", "subject", "sex", "age", "score"]


@dataclass(frozen=True)
class Group:
    """Winners and losers of one group under one scenario, against the baseline.

    Attributes
    ----------
    name : zone (of the school left), subject, sex, age group (`35-44`), band of score in whole points (`60-71`);
        "" where it is not known, and `all` of everybody.
    people : the roster rows of the group that may move under either, or fare otherwise though staying.
    gain, lose, differ : those who fare better, worse, or otherwise without the tables saying which.
    """

    name: str
    people: int
    gain: int
    lose: int
    differ: int


@dataclass(frozen=True)
class Point:
    """One plan on the frontier of two goals: the best of `second` with at most `first` of the first.

    `proven` if no plan with at most that much of the first goal has less of the second.
    """

    first: int
    second: int
    proven: bool


@dataclass(frozen=True)
class Frontier:
    """What of one goal is bought with how much of another, in the baseline's case.

    Attributes
    ----------
    goals : the two names; goals of earlier tiers are held at their best (`held`).
    points : by rising first goal, falling second.
    baseline : where the baseline's plan stands.
    """

    goals: tuple[str, str]
    held: tuple[str, ...]
    points: tuple[Point, ...]
    baseline: Point | None


@dataclass(frozen=True)
class Price:
    """What relaxing one rule by one unit would buy, in the baseline's case.

    Attributes
    ----------
    rule : its name.
    change : the one unit: the change of tables or policy that the multipliers say is worth most; None where no
        multiplier of any tier stands on the rule.
    goal : the first goal it would better, by the multipliers; `promised` : by how much, at most. "" where the change
        does more than let the rule's rows give way, so that multipliers promise nothing.
    before, after : tiers, as solved without and with the change; `after` is empty where that was not solved.
    proven : whether the plan with the change is proven best; of no change, whether it is proven to buy nothing.
    """

    rule: str
    change: Text | None
    goal: str = ""
    promised: int = 0
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    proven: bool = False


@dataclass(frozen=True)
class Comparison:
    """Everything a report of scenarios tells.

    Attributes
    ----------
    title, question : as the what-if file writes them; `question` may be empty.
    rows : the baseline first.
    lines : measures first, then goals in the order of the baseline's tiers, then rules.
    groups : scenario name -> by what -> groups, of each scenario with a plan but the baseline; the same groups in
        each, in the bureau's order.
    places : zone -> mean longitude and latitude of its schools, where known.
    people : code -> name, school left, subject, of everybody who fares otherwise under some scenario.
    schools : code -> name.
    made : inputs (name -> SHA-256), versions, started, seconds, and what else the foot of a page tells.
    """

    title: str
    question: str
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    groups: Mapping[str, Mapping[By, tuple[Group, ...]]]
    frontier: Frontier | None
    prices: tuple[Price, ...]
    places: Mapping[str, tuple[float, float]]
    people: Mapping[str, tuple[str, str, str]]
    schools: Mapping[str, str]
    made: Mapping[str, object]
