"""`must` locks that no plan can keep because every way to the school is closed before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.case import Case
from models.district import ROW, BoolArray, Source
from models.intake.faults import Fault
from models.naming import school_name, teacher_name
from models.pairs import Pairs, bound_by_choice, candidates
from models.rules.registry import RULES
from models.tables import LOCKS
from models.words import Text, joined


def closed_must_locks(case: Case) -> Iterator[Fault]:
    """Warn of each `must` line whose teacher may move, but to no post of that school, and say what closes it."""
    district = case.district
    table = district["locks"]
    table = table[(table["action"] == "must") & (table["school_id"] != "")]
    if len(table) == 0:
        return
    teachers = district.positions(table["teacher_id"], district.teacher_at)
    pairs = candidates(case, among=teachers)
    shut_by = closers(case, pairs)
    open_ = ~np.logical_or.reduce(list(shut_by.values()))
    source = district.sources.get("locks", Source(LOCKS.zh))
    schools = district.positions(table["school_id"], district.school_at)
    for t, s, row in zip(teachers.tolist(), schools.tolist(), table[ROW].tolist(), strict=True):
        way = (pairs.teacher == t) & (pairs.school == s)
        if t < 0 or not case.standing.movable[t] or (way & open_).any():
            continue
        why = [RULES[name].title if name in RULES else _BY_CHOICE for name, shut in shut_by.items() if shut[way].any()]
        if case.standing.returning[t]:
            why = [RULES["returns"].title]
        who, where = teacher_name(district, t), school_name(district, s)
        reason = joined(why) if why else _NO_POST
        yield Fault(
            source.file,
            Text(
                f"{who.zh}必须去{where.zh}，但去不了：{reason.zh}",
                f"{who.en} must go to {where.en}, but cannot: {reason.en}",
            ),
            Text("改锁定，或改正使其去不了的事实、规定", "change the lock, or the fact or rule that closes the way"),
            source.sheet,
            int(row),
            source.letters.get("school_id", ""),
            source.headers.get("school_id", ""),
            level="warning",
        )


_NO_POST = Text(
    "该校没有本人能任教的岗位，或该校不接收流入、本校不允许流出",
    "the school has no post the person teaches, takes no inflow, or the present school allows no outflow",
)
_BY_CHOICE = Text("只去本人志愿中的学校", "a free person goes only where they chose")


def closers(case: Case, pairs: Pairs) -> dict[str, BoolArray]:
    """Return rule -> the pairs it closes, and what choices close; shape (pairs,) each."""
    found = {name: rule.closes(case, pairs) for name, rule in RULES.items() if rule.closes is not None}
    return {**found, "choices": bound_by_choice(case, pairs)}
