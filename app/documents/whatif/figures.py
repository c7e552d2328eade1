"""How the figures of scenarios are written: values with their unit, changes with their verdict, gaps, endings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.documents.summary import gap, gap_words, goal_words
from models.words import Text, same
from scenarios.whatif.comparison import Comparison, Line
from scenarios.whatif.result import Result, Status

Verdict = Literal["better", "worse", "other", "equal"]
VERDICTS: Mapping[Verdict, Text] = {
    "better": Text("更好", "better"),
    "worse": Text("更差", "worse"),
    "other": Text("", ""),
    "equal": Text("相同", "same"),
}
ENDINGS: Mapping[Status, Text] = {
    "optimal": Text("已证明最优", "proven optimal"),
    "feasible": Text("可行，未证明最优", "feasible, not proven optimal"),
    "infeasible": Text("已证明无解", "proven impossible"),
    "unknown": Text("停下时没有方案", "stopped without a plan"),
    "failed": Text("求解中断", "the solve broke down"),
}
NOT_REACHED = Text("还没有算", "not computed yet")
_NOT_ASKED = Text("没有求解", "not solved")
_FEW = 20
"""A change from 1 to 2 is not told before one from 100 to 150."""
NONE = "—"
"""What stands where there is no plan, or the tables do not tell."""


@dataclass(frozen=True)
class Change:
    """A value against the baseline's."""

    by: int
    verdict: Verdict

    @property
    def arrow(self) -> str:
        """Which way it goes."""
        return "▲" if self.by > 0 else "▼" if self.by < 0 else "="


def quantity(value: int | None, unit: Text) -> Text:
    """Write a value with its unit: `1,471 人`, `62%`."""
    return same(NONE) if value is None else _with_unit(f"{value:,}", unit)


def from_to(before: int, after: int, unit: Text) -> Text:
    """Write a change: `320 → 250 人`, `62% → 66%`."""
    percents = unit.zh == "%"
    return same(f"{before}% → {after}%") if percents else _with_unit(f"{before:,} → {after:,}", unit)


def _with_unit(number: str, unit: Text) -> Text:
    if unit.zh == "%":
        return same(f"{number}%")
    return Text(f"{number} {unit.zh}".rstrip(), f"{number} {unit.en}".rstrip())


def change(line: Line, scenario: int, base: int = 0) -> Change | None:
    """Hold a scenario's value against the baseline's; None for the baseline, or where either has none."""
    before, after = line.values[base], line.values[scenario]
    if scenario == base or before is None or after is None:
        return None
    by = after - before
    if not by:
        return Change(0, "equal")
    if line.better == "neither":
        return Change(by, "other")
    return Change(by, "better" if (by < 0) == (line.better == "less") else "worse")


def weight(line: Line, by: int) -> float:
    """Return how much a change is, beside the greatest value the figure has anywhere; of a few people it is little."""
    return abs(by) / (_FEW + max(abs(value) for value in line.values if value is not None))


def spread(line: Line) -> float:
    """Return how far the values of a figure lie apart, beside the greatest of them."""
    values = [value for value in line.values if value is not None]
    return weight(line, max(values) - min(values))


def open_by(line: Line, scenario: int) -> float:
    """Return how far a goal's value may lie above the best, as a share of it; 0 where no such bound is told."""
    value, bound = line.values[scenario], line.bounds[scenario]
    return 0.0 if value is None or bound is None or bound >= value else (value - bound) / abs(value or 1)


def unproven(line: Line, scenario: int) -> Text | None:
    """Say that a value is not proven best, with its gap; None where nothing is open."""
    share = open_by(line, scenario)
    if share and not line.bounds[scenario]:
        return Text("未证明，还没有下界", "not proven, no bound yet")
    told = gap_words(share)
    return Text(f"未证明，差距 {told}", f"not proven, gap {told}") if share else None


def how_ended(result: Result) -> Text:
    """Say in a word how a solve ended, or that there was none: not yet, or not of tables that cannot be read."""
    if not result.reached:
        return NOT_REACHED
    return _NOT_ASKED if result.status == "failed" and not result.key else ENDINGS[result.status]


def counted(results: Sequence[Result]) -> Text:
    """Say how many solves ended how, the best ending first."""
    short = {ENDINGS["feasible"]: Text("未证明最优", "not proven")}
    order = [*ENDINGS.values(), _NOT_ASKED, NOT_REACHED]
    found = Counter(how_ended(result) for result in results)
    listed = [(found[said], short.get(said, said)) for said in order if found[said]]
    return Text("，".join(f"{n} 个{said.zh}" for n, said in listed), ", ".join(f"{n} {said.en}" for n, said in listed))


def ending(result: Result) -> Text:
    """Say how a solve ended: proven, with which gap of which tier, or without a plan."""
    said = how_ended(result)
    if result.status != "feasible":
        return said
    for rank, tier in enumerate(result.tiers, 1):
        if not tier.proven:
            name, told = tier_name(tier.goals), gap_words(gap(tier))
            return Text(
                f"可行，第 {rank} 级“{name.zh}”差距 {told}", f"feasible, tier {rank}, {name.en}, open by {told}"
            )
    return said


def tier_name(goals: Iterable[str]) -> Text:
    """Name a tier by its goals."""
    titles = [goal_words(goal)[0] for goal in goals]
    return Text(" + ".join(t.zh for t in titles), " + ".join(t.en for t in titles))


def quoted(names: Iterable[str]) -> Text:
    """Name scenarios: “甲”“乙”; 'a', 'b'."""
    listed = list(names)
    return Text("".join(f"“{name}”" for name in listed), ", ".join(f"'{name}'" for name in listed))


def titled(line: Line) -> Text:
    """Name a figure with its unit: `流动后缺员（人）`, `mean way (minutes)`."""
    zh = f"（{line.unit.zh}）" if line.unit.zh else ""
    return Text(f"{line.title.zh}{zh}", f"{line.title.en} ({line.unit.en})" if _unit_en(line) else line.title.en)


def figure(line: Line, scenario: int) -> Text:
    """Write what became of one figure; where either end is not proven, with its gap."""
    before, after = line.values[0], line.values[scenario]
    if before is None or after is None:
        raise ValueError(f"{line.key} has no value to tell")
    moved = from_to(before, after, Text(line.unit.zh, _unit_en(line)))
    zh, en = f"{line.title.zh} {moved.zh}", f"{line.title.en} {moved.en}"
    if (said := unproven(line, scenario)) is not None:
        zh, en = f"{zh}（{said.zh}）", f"{en} ({said.en})"
    return Text(zh, en)


def _unit_en(line: Line) -> str:
    """Return the unit, or nothing where the English title says it already."""
    return "" if line.unit.en in line.title.en.split() else line.unit.en


def same_plans(told: Comparison) -> list[list[int]]:
    """Return the groups of scenarios whose plans move the same people to the same posts; of two or more only."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for i, row in enumerate(told.rows):
        if row.result.planned:
            groups.setdefault(tuple(sorted(row.result.moves)), []).append(i)
    return [group for group in groups.values() if len(group) > 1]
