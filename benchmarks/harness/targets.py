"""What a spec has to reach, as data: judged from the rows, told with the figure that was measured.

Ratios compare the seconds of building, bounding and searching, on both sides: reading tables and writing reports is not
what a solver can be faster at. Of a peer that was stopped before its end only a least ratio is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from benchmarks.harness.rows import OURS, Row, TierRow
from models.words import Text

DRAWS = frozenset({"lottery", "lottery2"})
"""Goals that only settle ties: being near the best draw is worth nothing."""


@dataclass(frozen=True)
class Verdict:
    """Whether a target is met, and the figure; `met` is None where a row it needs has not been measured."""

    met: bool | None
    figure: Text


class Target(Protocol):
    """Something to be reached."""

    @property
    def must(self) -> bool:
        """Whether missing it fails the suite; else it is an aim."""

    @property
    def wanted(self) -> Text:
        """What is asked."""

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """Judge the rows of a spec, by peer."""


NOT_MEASURED = Verdict(None, Text("未测", "not measured"))


def _stopped(row: Row) -> Verdict:
    return Verdict(False, Text(f"没有结果（{row.outcome}）", f"no result ({row.outcome})"))


@dataclass(frozen=True)
class Wall:
    """The whole command takes no longer than so many seconds."""

    seconds: float
    must: bool = True

    @property
    def wanted(self) -> Text:
        """See `Target`."""
        return Text(f"全程不超过{self.seconds:g}秒", f"whole command within {self.seconds:g} s")

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """See `Target`."""
        row = rows.get(OURS)
        if row is None:
            return NOT_MEASURED
        if row.outcome != "done":
            return _stopped(row)
        return Verdict(row.seconds <= self.seconds, Text(f"{row.seconds:.1f}秒", f"{row.seconds:.1f} s"))


@dataclass(frozen=True)
class Memory:
    """All processes of the command together hold no more than so many bytes."""

    bytes: int
    must: bool = True

    @property
    def wanted(self) -> Text:
        """See `Target`."""
        return Text(f"内存不超过{self.bytes / 2**30:g} GB", f"within {self.bytes / 2**30:g} GB")

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """See `Target`."""
        row = rows.get(OURS)
        if row is None:
            return NOT_MEASURED
        held = f"{row.peak_tree / 2**30:.2f} GB"
        return Verdict(row.outcome == "done" and row.peak_tree <= self.bytes, Text(held, held))


@dataclass(frozen=True)
class Proven:
    """Every tier is proven best, and the proof bears out."""

    must: bool = True

    @property
    def wanted(self) -> Text:
        """See `Target`."""
        return Text("各级目标全部证明最优并通过复核", "every tier proven, and verified")

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """See `Target`."""
        row = rows.get(OURS)
        if row is None:
            return NOT_MEASURED
        count, of = sum(t.proven for t in row.tiers), len(row.tiers)
        checked = row.verify or "-"
        return Verdict(
            row.proven and row.verify == "passed",
            Text(f"{of}级中{count}级，复核{checked}", f"{count} of {of} tiers, verify {checked}"),
        )


@dataclass(frozen=True)
class Within:
    """Every tier's value is within a share of its own bound."""

    share: float
    must: bool = True

    @property
    def wanted(self) -> Text:
        """See `Target`."""
        return Text(f"各级差距不超过{self.share:.2%}", f"every tier within {self.share:.2%} of its bound")

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """See `Target`."""
        row = rows.get(OURS)
        if row is None:
            return NOT_MEASURED
        if row.outcome != "done" or not row.tiers:
            return _stopped(row)
        widest = max(row.tiers, key=_gap)
        gap = _gap(widest)
        return Verdict(gap <= self.share, Text(f"最大{gap:.3%}", f"widest {gap:.3%} ({'+'.join(widest.goals)})"))


def _gap(tier: TierRow) -> float:
    """Return how far a tier's value is above its own bound, as a share of the value."""
    if tier.value is None or tier.bound is None:
        return 1.0
    return 0.0 if tier.value == tier.bound else (tier.value - tier.bound) / max(abs(tier.value), 1)


@dataclass(frozen=True)
class Valid:
    """There is a plan, and it passes the check."""

    must: bool = True

    @property
    def wanted(self) -> Text:
        """See `Target`."""
        return Text("有方案，且通过复核", "a plan that passes the check")

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """See `Target`."""
        row = rows.get(OURS)
        if row is None:
            return NOT_MEASURED
        if row.outcome != "done":
            return _stopped(row)
        figure = row.verify or row.status or "-"
        return Verdict(row.verify == "passed", Text(figure, figure))


@dataclass(frozen=True)
class Faster:
    """All tiers proven, in so many times less than a peer takes to prove them."""

    than: str
    times: float
    must: bool = True

    @property
    def wanted(self) -> Text:
        """See `Target`."""
        return Text(
            f"证明全部各级，比{self.than}快{self.times:g}倍以上",
            f"proves every tier at least {self.times:g} times as fast as {self.than}",
        )

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """See `Target`."""
        ours, theirs = rows.get(OURS), rows.get(self.than)
        if ours is None or theirs is None:
            return NOT_MEASURED
        if not ours.proven or not ours.solving:
            return _stopped(ours) if ours.outcome != "done" else Verdict(False, Text("未全部证明", "not all proven"))
        took, ended = (_spent(theirs), False) if not theirs.proven else (theirs.solving or theirs.seconds, True)
        return _ratio(took, ours.solving, self.times, ended=ended)


@dataclass(frozen=True)
class SoonerThanNear:
    """All tiers proven, in so many times less than a peer takes to come near them.

    Near: a plan whose every tier but the draw is at most a share above ours.
    """

    than: str
    share: float
    times: float
    must: bool = True

    @property
    def wanted(self) -> Text:
        """See `Target`."""
        return Text(
            f"证明最优，比{self.than}求到差{self.share:.0%}以内快{self.times:g}倍以上",
            f"proves the best at least {self.times:g} times as fast as {self.than} comes within {self.share:.0%} of it",
        )

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """See `Target`."""
        ours, theirs = rows.get(OURS), rows.get(self.than)
        if ours is None or theirs is None:
            return NOT_MEASURED
        if not ours.proven or not ours.solving:
            return _stopped(ours) if ours.outcome != "done" else Verdict(False, Text("未全部证明", "not all proven"))
        near = near_at(theirs, ours, self.share)
        took, ended = (_spent(theirs), False) if near is None else (near, True)
        return _ratio(took, ours.solving, self.times, ended=ended)


@dataclass(frozen=True)
class AtMostTimes:
    """Building, bounding and searching take no more than so many times the bare flow's search."""

    of: str
    times: float
    must: bool = True

    @property
    def wanted(self) -> Text:
        """See `Target`."""
        return Text(
            f"建模、求界、搜索不超过{self.of}求解时间的{self.times:g}倍",
            f"build, bound and search at most {self.times:g} times the search of {self.of}",
        )

    def judge(self, rows: Mapping[str, Row]) -> Verdict:
        """See `Target`."""
        ours, theirs = rows.get(OURS), rows.get(self.of)
        if ours is None or theirs is None:
            return NOT_MEASURED
        least = theirs.phases.get("search")
        for row in (ours, theirs):
            if row.outcome != "done":
                return _stopped(row)
        if not ours.solving or not least:
            return NOT_MEASURED
        ratio = ours.solving / least
        told = f"{ours.solving:.1f} s / {least:.1f} s"
        return Verdict(ratio <= self.times, Text(f"{ratio:.1f}倍（{told}）", f"{ratio:.1f} times ({told})"))


def near_at(theirs: Row, ours: Row, share: float) -> float | None:
    """Return when a run first had a plan near ours in every tier but the draw, None if it never had."""
    counted = [i for i, tier in enumerate(ours.tiers) if not DRAWS & set(tier.goals)]
    enough = {i: value + share * abs(value) for i in counted if (value := ours.tiers[i].value) is not None}
    for point in theirs.trace:
        if point.values is not None and all(point.values[i] <= most for i, most in enough.items()):
            return point.seconds
    return None


def _spent(row: Row) -> float:
    """Return how long a run that did not come to its end has been solving, for certain."""
    last = row.trace[-1].seconds if row.trace else 0.0
    return max(row.solving or 0.0, last)


def _ratio(theirs: float, ours: float, times: float, *, ended: bool) -> Verdict:
    ratio = theirs / ours
    least = Text("", "") if ended else Text("至少", "at least ")
    told = f"{theirs:.1f} s / {ours:.1f} s"
    return Verdict(ratio >= times, Text(f"{least.zh}{ratio:.1f}倍（{told}）", f"{least.en}{ratio:.1f} times ({told})"))
