"""A what-if file over its districts: the questions it comes to, and what their answers tell together."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.case import Case
from models.rules import one_place
from models.rules.registry import RULES
from models.words import Lang, Text
from scenarios.whatif.compared import compared
from scenarios.whatif.comparison import Comparison, Frontier, Point, Price, Row
from scenarios.whatif.engine.job import Job
from scenarios.whatif.file import WhatIf
from scenarios.whatif.overlay import BASELINE, Base, Overlay, OverlayError, Variant, vary
from scenarios.whatif.result import Result
from scenarios.whatif.result_file import UnreadableResultError, from_json
from scenarios.whatif.solving import priceable
from scenarios.whatif.sweep import Sweep, SweepRow
from scenarios.whatif.task import Limits, Question, Relax, Solve, Trade, inputs_of, key_of

POINTS = 5
"""Points of a frontier between its ends."""
Results = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Asked:
    """One scenario of one district, and where its answer will be.

    Attributes
    ----------
    key : of the answer; scenarios that come to the same case share it.
    same_as : an earlier scenario that comes to the same; "" if none does.
    """

    overlay: Overlay
    told: tuple[Text, ...]
    key: str
    same_as: str = ""


class Study:
    """One district under a what-if file.

    Parameters
    ----------
    name : the district's, as rows of a sweep tell it.
    unchecked : whether the scenarios were not held against this base before: then whoever solves them does.
    """

    def __init__(self, what: WhatIf, name: str, base: Base, limits: Limits, *, unchecked: bool = False) -> None:
        self.what, self.name, self.base, self.limits, self._unchecked = what, name, base, limits, unchecked
        self.inputs = inputs_of(base)
        self.baseline = Asked(replace(BASELINE, name=what.baseline), (), self._key(Solve(BASELINE, limits)))
        self.scenarios = tuple(self._scenarios())

    @property
    def blob(self) -> bytes:
        """The base, as workers are sent it."""
        return pickle.dumps(self.base, protocol=pickle.HIGHEST_PROTOCOL)

    def jobs(self, lang: Lang, *, beside: bool) -> Iterator[Job]:
        """Yield the baseline's question, then the scenarios', each once, by the names people see.

        Parameters
        ----------
        beside : frontier and prices as well.
        """
        yield self._job(self.baseline.overlay.name, self.baseline.key, Solve(BASELINE, self.limits), first=True)
        for one in self.scenarios:
            if not one.same_as:
                yield self._job(one.overlay.name, one.key, Solve(one.overlay, self.limits, self._unchecked))
        if beside:
            for name, question in self._beside():
                yield self._job(name.say(lang), self._key(question), question)

    def comparison(self, results: Results, made: Mapping[str, object]) -> Comparison:
        """Hold the answers against each other."""
        rows = [
            Row(one.overlay.name, one.told, self._result(one, results), one.same_as, one.overlay.at)
            for one in (self.baseline, *self.scenarios)
        ]
        case = Case(self.base.district, self.base.policy)
        frontier = self._frontier(results, rows[0].result)
        prices = [price for price in self._prices(results) if price is not None]
        return compared(self.what.title, self.what.question, case, rows, frontier, prices, made)

    def sweep_rows(self, results: Results) -> Iterator[SweepRow]:
        """Yield a row for the baseline and each scenario."""
        for one in (self.baseline, *self.scenarios):
            yield SweepRow(self.name, one.overlay.name, one.overlay.at, one.told, self._result(one, results))

    def variant(self, name: str) -> Variant:
        """Return the case of a scenario, by its name."""
        every = (self.baseline, *self.scenarios)
        return vary(self.base, next(one.overlay for one in every if one.overlay.name == name))

    def _scenarios(self) -> Iterator[Asked]:
        known = {self.baseline.key: self.baseline.overlay.name}
        for overlay in self.what.scenarios:
            key, told = self._key(Solve(overlay, self.limits)), tuple[Text, ...]()
            try:
                told = vary(self.base, overlay).told
            except OverlayError:
                pass  # the worker finds the same, and its row says so
            else:
                key = self.baseline.key if not told else key
            yield Asked(overlay, told, key, known.get(key, ""))
            known.setdefault(key, overlay.name)

    def _beside(self) -> Iterator[tuple[Text, Question]]:
        """Yield the questions beside the scenarios, each with its name."""
        if not priceable(Case(self.base.district, self.base.policy)):
            return
        if self.what.frontier is not None:
            yield Text("·前沿", "·frontier"), Trade(self.what.frontier, POINTS, self.limits)
        for rule in self._priced():
            title = RULES[rule].title
            yield Text(f"·{title.zh}", f"·{title.en}"), Relax(rule, self.limits)

    def _priced(self) -> Sequence[str]:
        if isinstance(self.what.prices, bool):
            return [rule for rule in RULES if rule != one_place.NAME] if self.what.prices else []
        return self.what.prices

    def _key(self, question: Question) -> str:
        return key_of(self.inputs, question)

    def _job(self, name: str, key: str, question: Question, *, first: bool = False) -> Job:
        return Job(key, name, self.name, self.inputs, (key, question), None if first else self.baseline.key)

    def _result(self, one: Asked, results: Results) -> Result:
        found = results.get(one.key)
        if found is None:
            said = (Text("没有算到，就停止了", "stopped before it was reached"),)
            return Result(one.key, "unknown", said=said, reached=False)
        if "result" in found:
            try:
                return from_json(found["result"])
            except UnreadableResultError as error:  # a file somebody changed
                return Result(one.key, "failed", said=(error.text,))
        return Result(one.key, "failed", said=tuple(Text(*text) for text in found.get("said", ())))

    def _frontier(self, results: Results, baseline: Result) -> Frontier | None:
        goals = self.what.frontier
        found = None if goals is None else results.get(self._key(Trade(goals, POINTS, self.limits)))
        if goals is None or found is None or found["status"] != "done" or not found["points"]:
            return None
        points = tuple(Point(first, second, proven) for first, second, proven in found["points"])
        stands = [baseline.goals.get(goal) for goal in goals]
        here = None if None in stands else Point(stands[0] or 0, stands[1] or 0, baseline.status == "optimal")
        return Frontier(goals, tuple(found["held"]), points, here)

    def _prices(self, results: Results) -> Iterator[Price | None]:
        for rule in self._priced():
            found = results.get(self._key(Relax(rule, self.limits)))
            if found is None or found["status"] != "done":
                continue
            change = found["change"]
            yield Price(
                rule,
                None if change is None else Text(*change),
                found.get("goal", ""),
                found.get("promised", 0),
                tuple(found["before"]),
                tuple(found.get("after", ())),
                found.get("proven", False),
            )


def swept(what: WhatIf, rows: Sequence[SweepRow], made: Mapping[str, object]) -> Sweep:
    """Put the rows of every district together."""
    return Sweep(what.title, what.question, what.axes, tuple(rows), made)
