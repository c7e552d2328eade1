"""Make the county of the third example: the demo county with a list of who leaves, and what schools would like.

Run: `python -m scenarios.examples.make_listed`. Who leaves is drawn from those who stated choices; of the roster only
they and their relatives are kept: headcounts are given, so nobody else is needed.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pandas as pd

from models.district import District, frame
from models.intake.read import read_district
from scenarios.samples import DEMO_DISTRICT
from scenarios.tables import write_folder

HERE = Path(__file__).resolve().parent
LISTED = HERE / "listed"
_MOST_OF_A_SCHOOL = 4
_LIST = 72
"""People on the list."""
_WANTED = 6
"""People on a school's own list, at most."""


def listed() -> District:
    """Return the demo county with a list."""
    demo = read_district(DEMO_DISTRICT).district
    assert demo is not None
    leaving = _leaving(demo)
    pairs = demo["relations"]
    kin = pairs[pairs["teacher_a"].isin(leaving) | pairs["teacher_b"].isin(leaving)]
    kept = {*leaving, *kin["teacher_a"], *kin["teacher_b"]}
    tables = {
        "teachers": demo.teachers[demo.teachers["teacher_id"].isin(kept)],
        "relations": kin,
        "choices": demo["choices"][demo["choices"]["teacher_id"].isin(leaving)],
        "locks": demo["locks"][demo["locks"]["teacher_id"].isin(leaving)],
        "outgoing": frame("outgoing", [{"teacher_id": code} for code in leaving]),
        "school_choices": frame("school_choices", _liked(demo, leaving)),
    }
    return replace(demo, tables={**demo.tables, **{name: t.reset_index(drop=True) for name, t in tables.items()}})


def _leaving(demo: District) -> list[str]:
    """Draw who leaves: of a school a few, of those who stated choices and are no school's head."""
    people = demo.teachers[demo.teachers["teacher_id"].isin(demo["choices"]["teacher_id"])]
    barred = people["status"].map(bool) | (people["role"] != "") | (people["exchange_years"] >= 1)
    people = people[~barred & people["appraisals"].map(lambda told: "不合格" not in told)]
    drawn, met = list[str](), dict[str, int]()
    for code, school in Random(2026).sample(
        list(zip(people["teacher_id"], people["school_id"], strict=True)), len(people)
    ):
        if met.get(school, 0) < _MOST_OF_A_SCHOOL and len(drawn) < _LIST:
            met[school] = met.get(school, 0) + 1
            drawn.append(str(code))
    return sorted(drawn)


def _liked(demo: District, leaving: list[str]) -> list[Mapping[str, object]]:
    """Return the lists of schools: of who chose them, those of the highest score, seen with a school's own eyes."""
    asked = demo["choices"][demo["choices"]["teacher_id"].isin(leaving) & (demo["choices"]["school_id"] != "")]
    scores = pd.Series(demo.teachers["score"].to_numpy(), index=demo.teachers["teacher_id"])
    rng, rows = Random(7), list[Mapping[str, object]]()
    for school, who in asked.groupby("school_id"):
        seen = sorted(who["teacher_id"], key=lambda code: -(float(scores[code]) + rng.uniform(-12, 12)))
        rows += [{"school_id": school, "rank": rank, "teacher_id": code} for rank, code in enumerate(seen[:_WANTED], 1)]
    return rows


if __name__ == "__main__":
    shutil.rmtree(LISTED, ignore_errors=True)
    write_folder(listed(), LISTED)
