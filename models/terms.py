"""People whose exchange term has ended: who goes back, stays for good, or is exchanged again (rulebook 4, `returns`).

Decided before anything is solved, by the policy and the roster alone; in arrays. The check tells it a person at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.district import BoolArray, District, IntArray
from models.facts import Fact, Facts
from models.policy_returns import Returns
from models.words import Text

AfterTerm = Literal["", "return", "stay", "again"]
"""`return`: goes back; `stay`: stays, and the personnel relation comes after; `again`: serves another term; "": none
of these, the person's term has not ended, or the policy does not ask."""
AfterTerms = npt.NDArray[np.str_]
AFTER_TERM: Mapping[str, Text] = {
    "return": Text("期满返回", "returns at term end"),
    "stay": Text("留任转关系", "stays, with transfer"),
    "again": Text("再次交流", "serves another term"),
}
"""How what becomes of a person is told."""


def after_term(facts: Facts, rule: Returns | None, category: Fact, locked: BoolArray) -> AfterTerms:
    """Say what becomes of everybody when their exchange term ends; shape (teachers,), each an `AfterTerm`.

    Parameters
    ----------
    category : everybody's category, for filters that ask for it.
    locked : who is locked to stay (留任): nobody of them goes back this year.
    """
    district = facts.district
    told = np.full(len(district.teachers), "", dtype="<U6")
    if rule is None:
        return told
    ends = np.asarray(facts.people["term_end"].cells, dtype=np.float64)
    origin = district.teacher_origin
    open_ = (np.nan_to_num(ends, nan=np.inf) <= facts.month) & (origin >= 0) & (origin != district.teacher_school)
    unwilling = np.asarray(facts.people["wish_return"].cells, dtype=np.float64) == 0
    steps = [(facts.who(entry.who, {"category": category}), entry.then) for entry in rule.unless]
    steps += [(unwilling, "stay")] if rule.wish else []
    for mask, then in [*steps, (locked, "again"), (open_, "return")]:
        told[open_ & mask] = then
        open_ = open_ & ~mask
    return told


def claimed(district: District, after: AfterTerms, nodes: pd.DataFrame) -> IntArray:
    """Return the post kept for each teacher who was lent and goes back, -1 for everybody else; shape (teachers,).

    Whose personnel relation stayed at the origin all along still belongs to the main post there: it takes them back
    even where it stands above its required number without them (rulebook 4: the first claim on its post).

    Parameters
    ----------
    nodes : the posts, as `Facts.nodes`.
    """
    teachers = district.teachers
    lent = (after == "return") & (district.teacher_payroll == district.teacher_origin)
    keys = zip(teachers["origin_school"], teachers["stage"], teachers["subject"], strict=True)
    posts = nodes[nodes["has_row"]]
    at = {key: i for i, key in enumerate(zip(posts["school_id"], posts["stage"], posts["subject"], strict=True))}
    return np.array([at.get(key, -1) if own else -1 for key, own in zip(keys, lent, strict=True)], np.int64)


def transferred(district: District, after: AfterTerms) -> IntArray:
    """Return by how much each school's payroll grows by those who stay where their term ends; shape (schools,)."""
    staying = after == "stay"
    coming, leaving = (
        np.bincount(place[staying], minlength=district.places)[: district.outside].astype(np.int64)
        for place in (district.teacher_school, district.teacher_payroll)
    )
    return np.asarray(coming - leaving)
