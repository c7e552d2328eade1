"""People whose term has ended and who cannot go back: named before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.case import Case
from models.district import ROW, District, Source
from models.intake.faults import Fault
from models.lock_fit import closers
from models.naming import school_name, teacher_name
from models.pairs import candidates
from models.policy import Policy
from models.rules.registry import RULES
from models.tables import OUTSIDE, TEACHERS
from models.words import Text, joined


def unknown_origins(district: District, policy: Policy) -> Iterator[Fault]:
    """Fault who should go back to a school that is not in the tables: is it a slip, or outside the district?"""
    if policy.rules.returns is None:
        return
    teachers = district.teachers
    ended = (teachers["term_end"] <= policy.month).fillna(False).to_numpy(bool)
    lost = ended & (teachers["origin_school"] != "").to_numpy(bool) & (district.teacher_origin < 0)
    for t in lost.nonzero()[0].tolist():
        yield _at_origin(
            district,
            t,
            Text(
                "交流期满须返回的原单位不在学校表里",
                "the term has ended, and the school to go back to is not in schools",
            ),
            Text(
                f"改填学校代码；原单位在县外的填“{OUTSIDE}”",
                f"write its code, or '{OUTSIDE}' if it is outside the district",
            ),
            teachers["origin_school"].iloc[t],
        )


def closed_returns(case: Case) -> Iterator[Fault]:
    """Warn of each person who must go back and finds no post there, and say what closes it."""
    district = case.district
    people = case.standing.returning.nonzero()[0]
    if len(people) == 0:
        return
    pairs = candidates(case, among=people)
    shut = closers(case, pairs)
    closed = np.logical_or.reduce(list(shut.values()))
    for t in people.tolist():
        ways = pairs.teacher == t
        if (ways & ~closed).any():
            continue
        why = [RULES[name].title for name, mask in shut.items() if mask[ways].any()]
        who, where = teacher_name(district, t), school_name(district, int(district.teacher_origin[t]))
        reason = joined(why) if why else Text("该校没有本人能任教的岗位", "it has no post the person teaches")
        yield _at_origin(
            district,
            t,
            Text(
                f"{who.zh}交流期满，须返回{where.zh}，但回不去：{reason.zh}",
                f"the term of {who.en} has ended, and the way back to {where.en} is closed: {reason.en}",
            ),
            Text(
                "改正使其回不去的事实，或在政策的 returns.unless 中另作规定",
                "mend what closes it, or except the person in returns.unless of the policy",
            ),
            "",
            "warning",
        )


def _at_origin(district: District, t: int, reason: Text, repair: Text, value: str, level: str = "fault") -> Fault:
    source = district.sources.get("teachers", Source(TEACHERS.zh))
    return Fault(
        source.file,
        reason,
        repair,
        source.sheet,
        int(district.teachers[ROW].iloc[t]),
        source.letters.get("origin_school", ""),
        source.headers.get("origin_school", "origin_school"),
        value,
        "fault" if level == "fault" else "warning",
    )
