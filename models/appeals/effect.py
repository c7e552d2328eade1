"""Upheld appeals without the effect they ask for, once everything upheld is heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.appeals.appeal import Appeal
from models.appeals.deferral import deferring_words, entries, is_kept, only_bars
from models.appeals.hearing import hearings
from models.appeals.words import person
from models.case import Case
from models.filter_columns import CATEGORIES
from models.intake.body import TableRead
from models.intake.faults import Fault
from models.words import Text, joined, same


def without_effect(case: Case, table: TableRead, appeals: Sequence[Appeal]) -> Iterator[Fault]:
    """Warn of upheld appeals that change nothing, and fault deferrals after which nobody is deferred."""
    made, after = hearings(case, appeals)
    for appeal, changes in made:
        if not changes:
            yield table.fault(
                appeal.row,
                "kind",
                Text("表中已是如此，这一行不改变什么", "the tables hold it already: this line changes nothing"),
                Text("核对；确已办妥的，不用管", "check it; leave it if it is settled"),
                level="warning",
            )
    yield from _not_kept(case, after, table, [appeal for appeal, _ in made if appeal.kind == "deferral"])


def _not_kept(case: Case, after: Case, table: TableRead, deferrals: Sequence[Appeal]) -> Iterator[Fault]:
    """Fault deferrals after which no clause of the policy bars or defers the person."""
    words = joined(same(word) for word in deferring_words(case.policy))
    for appeal in deferrals:
        barring = [entry for entry in entries(case.policy, appeal) if only_bars(case.policy, entry)]
        if is_kept(after, appeal.teacher_id) and not barring:
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
        still = Text(
            f"加上“{listed}”后，{who.zh}仍是{category.zh}，没有条款使其暂缓",
            f"with '{listed}' {who.en} is still {category.en}: no clause defers this person",
        )
        bars = Text(f"“{listed}”不得交流，不是暂缓的理由", f"'{listed}' bars, and is no ground of a deferral")
        yield table.fault(appeal.row, "value", bars if barring else still, repair, listed)
