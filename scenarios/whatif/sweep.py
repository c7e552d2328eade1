"""Hundreds of scenarios, of one district or of many: a row each, with its place on the axes of the grid. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.words import Text
from scenarios.whatif.result import Result


@dataclass(frozen=True)
class SweepRow:
    """One scenario of one district.

    Attributes
    ----------
    district : the name of its folder or workbook, without ending.
    scenario : its name; the baseline's first.
    at : axis -> value, as told, of a scenario of a grid; empty for others.
    told : each change against the baseline as a sentence.
    """

    district: str
    scenario: str
    at: Mapping[str, str]
    told: tuple[Text, ...]
    result: Result


@dataclass(frozen=True)
class Sweep:
    """A whole sweep.

    Attributes
    ----------
    axes : axis -> its values, as told, in order.
    rows : district after district, the baseline of each first.
    made : inputs (name -> SHA-256), versions, started, seconds, and what else the foot of a page tells.
    """

    title: str
    question: str
    axes: Mapping[str, tuple[str, ...]]
    rows: tuple[SweepRow, ...]
    made: Mapping[str, object]
