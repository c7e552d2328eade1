"""A guide as JSON: what a baseline hands to its scenarios, between processes and machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.plan import Move, Plan
from optimizer.guide import Guide, Handed


def guide_json(guide: Guide) -> dict[str, Any]:
    """Return a guide as what JSON can hold."""
    return {
        "plan": [list(move) for move in guide.plan.moves],
        "tiers": [dict(tier) for tier in guide.tiers],
        "multipliers": [_handed_json(handed) for handed in guide.multipliers],
        "blended": None if guide.blended is None else _handed_json(guide.blended),
    }


def guide_of(document: Mapping[str, Any]) -> Guide:
    """Return the guide `guide_json` was given."""
    return Guide(
        Plan(tuple(Move(*move) for move in document["plan"])),
        tuple(dict(tier) for tier in document["tiers"]),
        tuple(_handed(told) for told in document["multipliers"]),
        None if document["blended"] is None else _handed(document["blended"]),
    )


def _handed_json(handed: Handed) -> list[Any]:
    return [handed[0], [[list(key), list(values)] for key, values in handed[1].items()]]


def _handed(told: list[Any]) -> Handed:
    return told[0], {tuple(key): tuple(values) for key, values in told[1]}
