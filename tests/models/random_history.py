"""Earlier exchanges for the districts of `random_districts`."""

from __future__ import annotations

from random import Random
from typing import Any

NOW = 12 * 2026 + 8


def random_history(rng: Random, codes: list[str], schools: list[str]) -> list[dict[str, Any]]:
    """Draw earlier exchanges: running, to come, refused, never placed, overlapping; or none at all."""
    places = (*schools, *(f"学校{code}" for code in schools), "外县中学", "外县中学；分校", "")
    found: dict[tuple[str, int], dict[str, Any]] = {}
    if rng.random() < 0.2:
        return []
    for code in codes:
        for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
            start = NOW + rng.choice((-120, -84, -72, -60, -36, -24, -24, -12, -6, -1, 0, 1))
            end = start + rng.choice((0, 1, 6, 11, 12, 12, 24, 60)) if rng.random() < 0.8 else None
            found[code, start] = {
                "teacher_id": code, "start": start, "end": end, "type": rng.choice(("支教", "交流", "")),
                "from_school": rng.choice(places), "to_school": rng.choice(places),
                "transfer": rng.choice((True, False, None)), "credited": rng.random() < 0.15,
                "result": rng.choice(("优秀", "合格", "合格；优秀", "拒绝", "", "")),
                "审批": rng.choice(("是", "否", "")),
            }  # fmt: skip
    return list(found.values())
