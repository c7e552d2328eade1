"""A number shared out among rows in whole numbers: largest remainder, so that rounding loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any


def shared_out(total: int, weights: Sequence[Fraction], keys: Sequence[Any]) -> list[int]:
    """Share a whole number out by weights: the parts add up to it, each within one of its exact share.

    Everybody gets the whole part of the exact share; what is left goes one by one to the largest fractions, to the
    smaller key where these are equal. A number below 0 is shared out as its opposite is.

    Parameters
    ----------
    weights : none below 0, not all 0.
    keys : what orders rows of equal fractions.

    Raises
    ------
    ValueError : if the weights share nothing out.
    """
    whole = sum(weights, Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative, nor all be 0")
    exact = [abs(total) * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_fraction = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], keys[i]))
    for i in by_fraction[: abs(total) - sum(parts)]:
        parts[i] += 1
    return [part if total >= 0 else -part for part in parts]


def percent_of(total: int, percent: Decimal) -> int:
    """Return a percentage of a whole number, rounded to the nearest, halves away from 0."""
    return int((total * percent / 100).to_integral_value(rounding=ROUND_HALF_UP))
