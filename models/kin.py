"""Related pairs of people, as positions, for the rows of rules and the costs of goals."""

from __future__ import annotations

from collections.abc import Sequence

from models.district import District

SPOUSES = "夫妻"


def related(district: District, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of `relations` of these kinds as teacher positions (lower first), sorted, each once."""
    table = district["relations"]
    table = table[table["kind"].isin(list(kinds))]
    a = district.positions(table["teacher_a"], district.teacher_at).tolist()
    b = district.positions(table["teacher_b"], district.teacher_at).tolist()
    return sorted({(min(p), max(p)) for p in zip(a, b, strict=True) if min(p) >= 0})
