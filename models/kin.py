"""Related pairs of people, as positions, for the rows of rules and the costs of goals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.district import District

SPOUSES = "夫妻"


def related(district: District, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of `relations` of these kinds as teacher positions (lower first), sorted, each once."""
    table = district["relations"]
    table = table[table["kind"].isin(list(kinds))]
    a = district.positions(table["teacher_a"], district.teacher_at).tolist()
    b = district.positions(table["teacher_b"], district.teacher_at).tolist()
    return sorted({(min(p), max(p)) for p in zip(a, b, strict=True) if min(p) >= 0})


def kin_here(district: District) -> npt.NDArray[np.generic]:
    """Return, for each teacher, the kinds of relatives who work at the same school; tuples, shape (teachers,)."""
    found: list[set[str]] = [set() for _ in range(len(district.teachers))]
    at = district.teacher_school
    for kind, of_kind in district["relations"].groupby("kind"):
        a = district.positions(of_kind["teacher_a"], district.teacher_at)
        b = district.positions(of_kind["teacher_b"], district.teacher_at)
        together = (a >= 0) & (b >= 0) & (at[a] == at[b]) & (at[a] >= 0) & (at[a] < len(district.schools))
        for t in (*a[together].tolist(), *b[together].tolist()):
            found[t].add(str(kind))
    cells = np.empty(len(found), dtype=object)
    cells[:] = [tuple(sorted(kinds)) for kinds in found]
    return cells
