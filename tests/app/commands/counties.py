"""Small made-up counties with a policy and a what-if file, for the commands that compare and sweep."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SCHOOLS = "学校代码,学校名称,片区,编制数\nA,城一,东,5\nB,城二,东,5\nC,乡一,西,5\nD,乡二,西,5\n"
POLICY = """
name = "试行办法"
date = "2026-08"
tiers = ["fill", "choice"]
[[due]]
name = "人人"
[rules.subject_balance]
over = "closed"
[[rules.quotas]]
name = "至多"
max = 2
"""
WHAT_IF = """
title = "多动一人、两人"
question = "多动一人，好处是什么？"
district = "县"
policy = "policy.toml"
baseline = "至多2人"

[[scenarios]]
name = "至多3人"
set = { "rules.quotas.至多.max" = 3 }

[[scenarios]]
name = "停办乡二"

[[scenarios.facts]]
close = "D"
people = "leave"
"""

GRID = """
title = "人数与编制"
districts = ["counties/*"]
policy = "policy.toml"

[[grids]]
[[grids.axes]]
name = "人数"
key = "rules.quotas.至多.max"
values = {most}
[[grids.axes]]
name = "编制"
fact = {{ table = "schools", column = "establishment", by = "equal" }}
amount = "total"
values = {more}
"""


def write_county(folder: Path, *, missing: int = 2) -> None:
    """Write a county of four schools and eight teachers; two schools each miss so many."""
    folder.mkdir(parents=True)
    posts = "".join(f"{s},小学,语文,{n}\n" for s, n in (("A", 1), ("B", 1), ("C", 1 + missing), ("D", 1 + missing)))
    people = [f"t{i},教师{i},{s},小学,语文,{60 + i}\n" for i, s in enumerate("AAABBBCD")]
    choices = "".join(f"t{i},1,{'C' if i % 2 else 'D'}\nt{i},2,{'D' if i % 2 else 'C'}\n" for i in range(6))
    tables = {
        "学校表.csv": SCHOOLS,
        "岗位表.csv": "学校代码,学段,学科,核定人数\n" + posts,
        "教师花名册.csv": "工号,姓名,现任教学校,任教学段,任教学科,量化得分\n" + "".join(people),
        "志愿表.csv": "工号,志愿顺序,学校代码\n" + choices,
    }
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")


def write_study(base: Path, what_if: str = WHAT_IF, policy: str = POLICY) -> Path:
    """Write a county (`县`), its policy and a what-if file; return the last."""
    if not (base / "县").exists():
        write_county(base / "县")
    (base / "policy.toml").write_text(policy, encoding="utf-8")
    path = base / "what-if.toml"
    path.write_text(what_if, encoding="utf-8")
    return path


def record(out: Path, name: str = "comparison.json") -> dict[str, Any]:
    """Return the JSON of a report."""
    read: dict[str, Any] = json.loads((out / name).read_text(encoding="utf-8"))
    return read


def line(out: Path, key: str) -> list[int | None]:
    """Return the values of one line of a comparison, a scenario each."""
    [values] = [found["values"] for found in record(out)["lines"] if found["key"] == key]
    return list(values)


def rows(out: Path) -> list[dict[str, str]]:
    """Return the rows of `sweep.csv`."""
    with (out / "sweep.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_counties(base: Path, missing: Mapping[str, int], most: Sequence[int], more: Sequence[int]) -> Path:
    """Write counties, a policy, and a what-if file with a grid over how many move and posts of establishment."""
    for name, number in missing.items():
        write_county(base / "counties" / name, missing=number)
    (base / "policy.toml").write_text(POLICY, encoding="utf-8")
    path = base / "sweep.toml"
    path.write_text(GRID.format(most=list(most), more=list(more)), encoding="utf-8")
    return path
