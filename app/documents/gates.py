"""The sheet 门槛 of plan.xlsx: what titles, offices and honours ask of people, and who passes."""

from __future__ import annotations

from typing import Any

from app.documents.sheets import Book, Field
from app.documents.summary import Summary
from models.case import Case
from models.gates import PASSED, gate_results


def write_gates(book: Book, s: Summary) -> None:
    """Write, gate by gate, the people it concerns and whether they pass; no sheet where the policy has no gate."""
    if not s.policy.gates:
        return
    people = s.district.teachers[["teacher_id", "name", "school_id", "title"]].merge(
        s.schools[["school_id", "name"]].rename(columns={"name": "school"}), on="school_id", how="left"
    )
    people["school"] = people["school"].fillna("")
    rows: list[dict[str, Any]] = []
    for result in gate_results(Case(s.district, s.policy)):
        listed = people[result.concerned].assign(
            gate=result.gate.name,
            passed=[PASSED[bool(passes)].say(s.lang) for passes in result.passes[result.concerned]],
        )
        listed = listed.sort_values("teacher_id")
        rows += [{str(key): cell for key, cell in row.items()} for row in listed.to_dict("records")]
    fields = [
        Field("gate", s.say("门槛", "gate")),
        Field("teacher_id", s.say("工号", "number"), "code"),
        Field("name", s.say("姓名", "name")),
        Field("school", s.say("学校", "school")),
        Field("title", s.say("职称", "title")),
        Field("passed", s.say("结果", "result")),
    ]
    book.table(s.say("门槛", "Gates"), fields, rows)
