"""What a run writes down as it goes: its phases, and every better plan and bound, a line each as it comes.

A run that is killed leaves everything it had found. The lines of a plan found are those of `lungang solve --trace`,
so that one reader serves all peers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO


@dataclass(frozen=True)
class Point:
    """Where a run stood.

    Attributes
    ----------
    seconds : since the program began to be written.
    tier : from 0.
    value, bound : of that tier, None where there is none yet.
    values : of every tier in the plan just found, where the peer tells.
    done : whether the tier ended here.
    """

    seconds: float
    tier: int
    value: int | None
    bound: int | None
    values: tuple[int, ...] | None = None
    done: bool = False


@dataclass(frozen=True)
class Trace:
    """Everything a run wrote down, in order: its points, and the seconds of the phases it finished."""

    points: tuple[Point, ...]
    phases: dict[str, float] = field(default_factory=dict)


class Recorder:
    """Writes the lines of one run; without a file it only keeps them."""

    def __init__(self, file: TextIO | None = None) -> None:
        self.points: list[Point] = []
        self.phases: dict[str, float] = {}
        self._file = file
        self._began: float | None = None
        self._tier = 0
        self._value: int | None = None
        self._bound: int | None = None

    def seconds(self) -> float:
        """Return the seconds since the program began to be written."""
        return 0.0 if self._began is None else time.monotonic() - self._began

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time a phase; phases of one name add up, and the clock of the points starts with the first `build`."""
        started = time.monotonic()
        if name == "build" and self._began is None:
            self._began = started
        try:
            yield
        finally:
            took = time.monotonic() - started
            self.phases[name] = self.phases.get(name, 0.0) + took
            self._write({"phase": name, "seconds": took})

    def plan(self, tier: int, value: int, values: Sequence[int] | None = None) -> None:
        """Write down a better plan of a tier."""
        self._enter(tier)
        if self._value is None or value < self._value:
            self._value = value
            self._point(None if values is None else tuple(values))

    def bound(self, tier: int, bound: int) -> None:
        """Write down a better bound of a tier."""
        self._enter(tier)
        if self._bound is None or bound > self._bound:
            self._bound = bound
            self._point(None)

    def done(self, tier: int, value: int, bound: int | None) -> None:
        """Write down the end of a tier."""
        self._enter(tier)
        self._value, self._bound = value, bound
        self._point(None, done=True)

    def _enter(self, tier: int) -> None:
        if tier != self._tier:
            self._tier, self._value, self._bound = tier, None, None

    def _point(self, values: tuple[int, ...] | None, *, done: bool = False) -> None:
        point = Point(self.seconds(), self._tier, self._value, self._bound, values, done)
        self.points.append(point)
        line: dict[str, Any] = {
            "seconds": round(point.seconds, 4), "tier": point.tier, "value": point.value, "bound": point.bound,
        }  # fmt: skip
        if values is not None:
            line["values"] = values
        if done:
            line["done"] = True
        self._write(line)

    def _write(self, line: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()


def read_trace(path: Path) -> Trace:
    """Read the lines of a run; a last line cut short by a kill is left out, and no file is an empty trace."""
    points: list[Point] = []
    phases: dict[str, float] = {}
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for raw in text.splitlines():
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        if "phase" in line:
            phases[line["phase"]] = phases.get(line["phase"], 0.0) + line["seconds"]
        elif "tier" in line:
            values = line.get("values")
            points.append(
                Point(
                    float(line["seconds"]),
                    int(line["tier"]),
                    line.get("value"),
                    line.get("bound"),
                    None if values is None else tuple(values),
                    bool(line.get("done", False)),
                )
            )
    return Trace(tuple(points), phases)
