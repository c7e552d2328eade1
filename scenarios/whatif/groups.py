"""Winners and losers group by group: by zone, subject, sex, age and score, as the baseline's tables tell them.

A group counts who may move under the baseline or the scenario, and who fares otherwise though staying (a spouse moves).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from models.case import Case
from models.district import BoolArray
from models.explain.distribution import AGES
from models.tables import SEX
from scenarios.whatif.comparison import By, Group
from scenarios.whatif.result import Result

PARTS = 4
"""How many bands of score, as far as scores differ."""


def grouped(base: Case, results: Mapping[str, Result]) -> dict[str, dict[By, tuple[Group, ...]]]:
    """Return scenario -> by what -> its groups, the same and in the same order in each scenario.

    Zones and subjects come in the order of the bureau's tables, ages and scores from the lowest, what is not known
    last.
    """
    codes = [str(code) for code in base.district.teachers["teacher_id"]]
    may = {code for code, movable in zip(codes, base.standing.movable, strict=True) if movable}
    concerned = {
        name: may.union(result.opened, (one.teacher_id for one in result.changed)) for name, result in results.items()
    }
    everybody = may.union(*concerned.values())
    found: dict[str, dict[By, tuple[Group, ...]]] = {name: {} for name in results}
    for by, (labels, order) in _divisions(base, np.isin(codes, list(everybody))).items():
        of = dict(zip(codes, labels, strict=True))
        present = {of[code] for code in everybody}
        names = [name for name in dict.fromkeys([*order, *sorted(present)]) if name in present and name]
        names += [""] if "" in present else []
        for scenario, result in results.items():
            people = Counter(of[code] for code in concerned[scenario])
            fared = Counter((of[one.teacher_id], one.verdict) for one in result.changed)
            found[scenario][by] = tuple(
                Group(name, people[name], fared[name, "gains"], fared[name, "loses"], fared[name, "differs"])
                for name in names
            )
    return found


Division = tuple[Sequence[str], Iterable[str]]
"""The group of each teacher, "" where it is not known; and the groups in order."""


def _divisions(base: Case, concerned: BoolArray) -> dict[By, Division]:
    people, district = base.district.teachers, base.district
    zones, posts = district.at_places("zone"), district["posts"]["subject"]
    return {
        "all": (["all"] * len(people), ()),
        "zone": ([str(zone) for zone in zones[district.teacher_school]], district.schools["zone"]),
        "subject": ([str(subject) for subject in people["subject"]], [*posts, *people["subject"]]),
        "sex": ([str(sex) for sex in people["sex"]], SEX.words),
        "age": _ages(base),
        "score": _scores(base, concerned),
    }


def _ages(base: Case) -> Division:
    ages = np.asarray(base.facts.people["age"].cells, dtype=np.float64)
    names = [f"{low}-{high}" for low, high in AGES]
    within = ((name for name, (low, high) in zip(names, AGES, strict=True) if low <= age <= high) for age in ages)
    return [next(found, "") for found in within], names


def _scores(base: Case, concerned: BoolArray) -> Division:
    """Divide at the quartiles of the scores of those concerned, in whole points.

    A band is named by the lowest and the highest score that can be in it.
    """
    points, given = base.weights, base.policy.score is not None
    known = np.full(len(points), given) | base.district.teachers["score"].notna().to_numpy(bool)
    scores = points[known & concerned]
    if not len(scores):
        return [""] * len(points), ()
    quartiles = np.quantile(scores, np.arange(1, PARTS) / PARTS, method="inverted_cdf")
    tops = np.unique(np.append(quartiles, scores.max())).astype(np.int64)
    starts = np.append(scores.min(), tops[:-1] + 1)
    names = [f"{start}-{top}" if start < top else f"{top}" for start, top in zip(starts, tops, strict=True)]
    band = np.searchsorted(tops, points).clip(max=len(tops) - 1)
    return [names[i] if is_known else "" for i, is_known in zip(band, known, strict=True)], names
