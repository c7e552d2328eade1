"""What a worker is asked, and the key a question's answer is kept by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scenarios.whatif.engine.version import program_version
from scenarios.whatif.overlay import Base, Overlay


@dataclass(frozen=True)
class Limits:
    """How long and how far one question is followed.

    Attributes
    ----------
    seconds : of one solve; None for no limit.
    gap : as `optimizer.events.Settings.gap`.
    """

    seconds: float | None = 600.0
    gap: float = 0.0


@dataclass(frozen=True)
class Solve:
    """Solve a scenario; the baseline is the one that says nothing.

    Attributes
    ----------
    unchecked : whether nobody has held it against this base yet, as whoever solves it then does.
    """

    overlay: Overlay
    limits: Limits
    unchecked: bool = False

    def record(self) -> dict[str, Any]:
        """Return what the answer depends on, beside the base."""
        return {"solve": self.overlay.record(), **asdict(self.limits)}


@dataclass(frozen=True)
class Trade:
    """Work out the frontier of two goals of the baseline's case."""

    goals: tuple[str, str]
    points: int
    limits: Limits

    def record(self) -> dict[str, Any]:
        """Return what the answer depends on, beside the base."""
        return {"trade": self.goals, "points": self.points, **asdict(self.limits)}


@dataclass(frozen=True)
class Relax:
    """Work out what a unit of a rule would buy in the baseline's case."""

    rule: str
    limits: Limits

    def record(self) -> dict[str, Any]:
        """Return what the answer depends on, beside the base."""
        return {"relax": self.rule, **asdict(self.limits)}


Question = Solve | Trade | Relax


def inputs_of(base: Base) -> str:
    """Return the content hash of a base: every file of its tables, and its policy as written."""
    return _hash({"tables": dict(base.district.inputs), "policy": base.document})


def key_of(inputs: str, question: Question) -> str:
    """Return the name of a question's answer: it changes with tables, policy, overlay, limits and program."""
    return _hash({"inputs": inputs, "question": question.record(), "version": program_version()})


def _hash(what: Mapping[str, Any]) -> str:
    text = json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
