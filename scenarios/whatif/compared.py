"""Scenarios held against the baseline: the lines of the table, and what a report names people and places by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from models.case import Case
from models.explain.measures import MEASURES, PEOPLE
from models.goals.registry import GOALS
from models.plan import TierResult
from models.rules.registry import RULES
from models.words import Text, same
from scenarios.whatif.comparison import Comparison, Frontier, Line, Price, Row
from scenarios.whatif.figured import told_goals
from scenarios.whatif.groups import grouped
from scenarios.whatif.result import Result

PLACES = Text("处", "places")
COUPLES = Text("对", "couples")
UNITS = {**dict.fromkeys(("place", "fill", "moves", "quota", "downgrade", "surplus"), PEOPLE), "reunite": COUPLES}
"""Goal -> what its value counts; the others add up points, weights, deviations, minutes or kilometres."""
AT_LIMIT = Text("数的是规则正好到限的地方。", "Counted are the places where the rule is at its limit.")


def compared(
    title: str,
    question: str,
    base: Case,
    rows: Sequence[Row],
    frontier: Frontier | None = None,
    prices: Sequence[Price] = (),
    made: Mapping[str, object] | None = None,
) -> Comparison:
    """Hold scenarios against the baseline, the first of the rows.

    Where the baseline has no plan nobody gains or loses against it: the scenarios stand side by side, without groups.
    A line that no scenario tells is left out.
    """
    results = [row.result for row in rows]
    lines = [*_measures(results), *_goals(base, results), *_rules(results)]
    schools = base.district.schools
    return Comparison(
        title=title,
        question=question,
        rows=tuple(rows),
        lines=tuple(line for line in lines if any(value is not None for value in line.values)),
        groups=grouped(base, {row.name: row.result for row in rows[1:] if row.result.planned})
        if _against(rows)
        else {},
        frontier=frontier,
        prices=tuple(prices),
        places=_places(base),
        people=_people(base, results),
        schools=dict(zip(schools["school_id"], schools["name"], strict=True)),
        made=dict(made or {}),
    )


def _against(rows: Sequence[Row]) -> bool:
    """Say whether there is a baseline's plan to gain or lose against."""
    return bool(rows) and rows[0].result.planned


def _measures(results: Sequence[Result]) -> Iterator[Line]:
    for name, one in MEASURES.items():
        values = tuple(result.measures.get(name) for result in results)
        yield Line("measure", name, one.title, one.meaning, one.unit, one.better, values, (None,) * len(results))


def _goals(base: Case, results: Sequence[Result]) -> Iterator[Line]:
    """Yield the goals the baseline tells, in its own order, then those that only a scenario tells."""
    told = {name for result in results for name in result.goals}
    for name in dict.fromkeys((*told_goals(base), *GOALS)):
        if name in told:
            goal, unit = GOALS[name], UNITS.get(name, same(""))
            values = tuple(result.goals.get(name) for result in results)
            bounds = tuple(_bound(result.tiers, name) for result in results)
            yield Line("goal", name, goal.title, goal.meaning, unit, "less", values, bounds)


def _bound(tiers: Sequence[TierResult], goal: str) -> int | None:
    """Return what no plan as good in the earlier tiers can be below; None where that is proven, or not asked alone."""
    alone = next((tier for tier in tiers if set(tier.goals) == {goal}), None)
    if alone is None or alone.proven:
        return None
    weight = alone.value // alone.goals[goal] if alone.goals[goal] else 1
    return -(-alone.bound // weight)


def _rules(results: Sequence[Result]) -> Iterator[Line]:
    for name, rule in RULES.items():
        found = [result.rules.get(name) for result in results]
        values = tuple(None if one is None else one.at_limit for one in found)
        meaning = Text(rule.clause.zh + AT_LIMIT.zh, f"{rule.clause.en} {AT_LIMIT.en}")
        yield Line("rule", name, rule.title, meaning, PLACES, "neither", values, (None,) * len(results))


def _places(base: Case) -> dict[str, tuple[float, float]]:
    schools = base.district.schools
    placed = schools[(schools["zone"] != "") & schools["lon"].notna() & schools["lat"].notna()]
    means = placed.groupby("zone", sort=False)[["lon", "lat"]].mean()
    return {str(zone): (float(lon), float(lat)) for zone, lon, lat in means.itertuples()}


def _people(base: Case, results: Sequence[Result]) -> dict[str, tuple[str, str, str]]:
    codes = sorted({one.teacher_id for result in results for one in result.changed})
    told = base.district.teachers.set_index("teacher_id").loc[codes, ["name", "school_id", "subject"]]
    return {str(code): (str(name), str(school), str(subject)) for code, name, school, subject in told.itertuples()}
