"""A row of results, whatever came of the run, and the file of them: JSON lines, each safe on disk before the next run.

A key names what was measured. A second sweep skips the keys it finds; of several rows with one key the last counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.harness.watch import Ended
from benchmarks.peers.record import Point

OURS = "lungang"
"""The name of the peer all others are measured against."""
MOST_POINTS = 400
"""Of a trace in a row: enough to draw from."""


@dataclass(frozen=True)
class Limits:
    """What a run may use.

    Attributes
    ----------
    seconds : of solving, as the peer is told; workers : threads, likewise.
    wall : seconds of wall clock after which the run is killed.
    memory : bytes of the whole process tree above which it is killed.
    """

    seconds: float
    wall: float
    memory: int
    workers: int = 2


@dataclass(frozen=True)
class TierRow:
    """One tier of a result.

    Attributes
    ----------
    seconds : when it ended, since the program began to be written.
    certified : the bound a certificate recomputes without a solver, of ours only.
    gap : how far the value is above the lower bound Lungang proved, as a share of the value; None where the two are not
        comparable, since an earlier tier differs.
    """

    goals: tuple[str, ...]
    value: int | None = None
    bound: int | None = None
    proven: bool = False
    seconds: float | None = None
    gap: float | None = None
    certified: int | None = None


@dataclass(frozen=True)
class Row:
    """One run.

    Attributes
    ----------
    outcome : how the process ended; error : the last line of a crash's trace.
    status : what the peer says of its answer.
    seconds : wall clock of the whole process; phases : seconds of its parts, `rest` for starting and what is not told.
    peak_tree, peak_process : bytes, of all its processes together and of the largest.
    verify : `passed`, `failed`, `unfinished`, or `breaks rules` for a method that does not keep them all.
    contradiction : what this row and Lungang's cannot both be right about, "" for nothing.
    sizes : of the instance: movers, schools, open pairs and so on.
    busy : processes that wanted a core in the minute before.
    """

    suite: str
    spec: str
    hash: str
    peer: str
    limits: Limits
    outcome: Ended
    seconds: float
    error: str = ""
    status: str | None = None
    phases: Mapping[str, float] = field(default_factory=dict)
    peak_tree: int = 0
    peak_process: int = 0
    tiers: tuple[TierRow, ...] = ()
    moved: int | None = None
    unplaced: int | None = None
    breaches: Mapping[str, int] | None = None
    verify: str | None = None
    verify_seconds: float | None = None
    contradiction: str = ""
    ignores: str = ""
    sizes: Mapping[str, Any] = field(default_factory=dict)
    trace: tuple[Point, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    host: Mapping[str, Any] = field(default_factory=dict)
    commit: str | None = None
    busy: float | None = None
    at: str = ""

    @property
    def key(self) -> str:
        """What was measured, as text."""
        return key(self.spec, self.hash, self.peer, self.limits, self.versions.get("lungang", ""))

    @property
    def proven(self) -> bool:
        """Whether every tier is proven best."""
        return self.outcome == "done" and bool(self.tiers) and all(t.proven for t in self.tiers)

    @property
    def solving(self) -> float | None:
        """Seconds of building, bounding and searching, None if the run did not tell."""
        told = [self.phases[name] for name in ("build", "bound", "search") if name in self.phases]
        return sum(told) if told else self.phases.get("solve")

    @property
    def failed(self) -> bool:
        """Whether something is wrong with the run itself, not with how far it came."""
        wrong = self.verify in ("failed", "unfinished") or self.contradiction.startswith(BETTER)
        return self.outcome == "crash" or wrong


BETTER = "a plan better than the bound"


def key(spec: str, hash: str, peer: str, limits: Limits, version: str) -> str:
    """Return the key of a run."""
    allowed = f"{limits.seconds:g}s {limits.wall:g}s {limits.memory} {limits.workers}"
    return " | ".join([spec, hash[:16], peer, allowed, version])


def with_gaps(row: Row, ours: Row | None) -> Row:
    """Return a row measured against Lungang's bounds on the same instance, and held against its claims."""
    if ours is None:
        return row
    tiers: list[TierRow] = []
    contradiction = ""
    comparable = True
    for tier, best in zip(row.tiers, ours.tiers, strict=False):
        gap = None
        if comparable and tier.value is not None and best.bound is not None:
            gap = 0.0 if tier.value == best.bound else (tier.value - best.bound) / max(abs(tier.value), 1)
            if tier.value < best.bound and row.verify == "passed":
                contradiction = contradiction or f"{BETTER}: tier {len(tiers) + 1}, {tier.value} under {best.bound}"
        if comparable and tier.bound is not None and best.value is not None and tier.bound > best.value:
            said = f"a bound above a plan: tier {len(tiers) + 1}, {tier.bound} over {best.value}"
            contradiction = contradiction or said
        tiers.append(replace(tier, gap=gap))
        comparable = comparable and tier.value == best.value
    return replace(row, tiers=(*tiers, *row.tiers[len(tiers) :]), contradiction=contradiction)


def thinned(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return a trace of at most `MOST_POINTS`: the ends of tiers, and of the rest those spread evenly."""
    if len(points) <= MOST_POINTS:
        return tuple(points)
    kept = {i for i, point in enumerate(points) if point.done} | {0, len(points) - 1}
    step = len(points) / max(1, MOST_POINTS - len(kept))
    kept |= {int(i * step) for i in range(max(0, MOST_POINTS - len(kept)))}
    return tuple(points[i] for i in sorted(kept) if i < len(points))


class Results:
    """The file of rows of an output folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self) -> list[Row]:
        """Return the last row of each key, the one measured last at the end; a line cut short is passed over."""
        found: dict[str, Row] = {}
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        for line in text.splitlines():
            try:
                row = from_json(json.loads(line))
            except (ValueError, TypeError, KeyError):
                continue
            found.pop(row.key, None)
            found[row.key] = row
        return list(found.values())

    def current(self) -> list[Row]:
        """Return what tables and plots speak of, each row measured against Lungang's on the same instance.

        Of several rows of a peer on a spec under the same limits only the last: a new version, or a spec that is drawn
        anew, takes the place of the old. Rows on another instance than the spec's last one are left out.
        """
        rows = self.rows()
        last = {(row.spec, row.peer, row.limits): row for row in rows}
        instance = {row.spec: row.hash for row in rows if row.hash}
        kept = [row for row in last.values() if not row.hash or row.hash == instance[row.spec]]
        return [with_gaps(row, newest(kept, row.hash, OURS, row.spec)) if row.hash else row for row in kept]

    def append(self, row: Row) -> None:
        """Add a row and see it onto the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as file:
            file.seek(0, os.SEEK_END)
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # the machine went down in the middle of a line
                    file.write(b"\n")
            file.write(json.dumps(to_json(row), ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def to_json(row: Row) -> dict[str, Any]:
    """Return a row as JSON holds it; points of the trace as short lists."""
    trace = [[round(p.seconds, 3), p.tier, p.value, p.bound, p.values, p.done] for p in row.trace]
    return {**asdict(replace(row, trace=())), "trace": trace}


def from_json(told: Mapping[str, Any]) -> Row:
    """Return the row JSON holds; fields of later versions are passed over.

    Raises
    ------
    KeyError, TypeError, ValueError : if it is no row.
    """
    known = {name: told[name] for name in told if name in Row.__dataclass_fields__}
    return Row(
        **{
            **known,
            "limits": Limits(**told["limits"]),
            "tiers": tuple(TierRow(**{**tier, "goals": tuple(tier["goals"])}) for tier in told["tiers"]),
            "trace": tuple(
                Point(s, tier, value, bound, None if values is None else tuple(values), done)
                for s, tier, value, bound, values, done in told["trace"]
            ),
        }
    )


def newest(rows: Iterable[Row], hash: str, peer: str, spec: str | None = None) -> Row | None:
    """Return the last row of a peer on an instance, whatever its limits; of one spec if there is one of it."""
    found = [row for row in rows if (row.hash, row.peer) == (hash, peer)]
    of_spec = [row for row in found if row.spec == spec]
    best = of_spec or found
    return best[-1] if best else None
