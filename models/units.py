"""Units 单位: every school with all it leads, named after the topmost 中心校 (rulebook 1, `parent`)."""

from __future__ import annotations

import numpy as np

from models.district import District, IntArray


def topmost(district: District) -> IntArray:
    """Return, for each school, the position of the topmost school of its line of 中心校: itself if nobody leads it."""
    above = district.positions(district.schools["parent"], district.school_at)
    top = np.arange(len(district.schools))
    for _ in range(len(top)):  # as deep as the ladder of parents can be
        higher = np.where(above[top] >= 0, above[top], top)
        if np.array_equal(higher, top):
            break
        top = higher
    return top
