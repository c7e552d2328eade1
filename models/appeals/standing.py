"""Deferrals that would defer nobody: held against the policy once everything upheld is heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.appeals.appeal import Appeal, upheld
from models.appeals.deferral import deferring_words, entries, is_kept
from models.appeals.hearing import heard
from models.appeals.words import person
from models.case import Case
from models.filter_columns import CATEGORIES
from models.intake.body import TableRead
from models.intake.faults import Fault
from models.words import Text, joined, same


def not_kept(case: Case, table: TableRead, appeals: Sequence[Appeal]) -> Iterator[Fault]:
    """Fault upheld deferrals after which no clause of the policy bars or defers the person."""
    deferrals = [appeal for appeal in upheld(appeals) if appeal.kind == "deferral"]
    if not deferrals:
        return
    after = heard(case, appeals)
    words = joined(same(word) for word in deferring_words(case.policy))
    for appeal in deferrals:
        if is_kept(after, appeal.teacher_id):
            continue
        who = person(case.district, appeal.teacher_id)
        category = CATEGORIES[after.standing.category[case.district.teacher_at[appeal.teacher_id]]]
        if words.zh:
            repair = Text(
                f"改为方案认得的情形：{words.zh}；条款另有要求的（如学校同意、本人没有申请）先更正事实；或改用“留任”",
                f"write one the policy knows: {words.en}; correct the facts its clauses ask for besides (a consent, "
                "no application); or use stay",
            )
        else:
            repair = Text("方案没有按特殊情形暂缓的条款，改用“留任”", "no clause of the policy reads status: use stay")
        listed = "；".join(entries(case.policy, appeal))
        yield table.fault(
            appeal.row,
            "value",
            Text(
                f"加上“{listed}”后，{who.zh}仍是{category.zh}，没有条款使其暂缓",
                f"with '{listed}' {who.en} is still {category.en}: no clause defers this person",
            ),
            repair,
            listed,
        )
