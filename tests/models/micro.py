"""Micro-districts for tests: a row says only what matters, the rest is filled in.

    district(
        schools=["A", {"school_id": "B", "establishment": 3}],
        posts=[{"school_id": "A", "required": 2}, {"school_id": "B", "required": 1}],
        teachers=["t1@A", {"teacher_id": "t2", "school_id": "B", "birth_date": "1980-05"}],
        locks=["t1 stay", "t2 never A"],
    )

Short forms: a school `"A"`; a post `"A 初中 语文 2"` (school, stage, subject, required) or `"A 2"`; a teacher
`"t1@A"` or `"t1@A 数学"`; a relation `"t1 夫妻 t2"`; a choice `"t1 1 B"`; a lock `"t1 stay"` or `"t1 must B"`;
an outgoing teacher `"t1"`. A dict works everywhere, may name any further column (unknown ones too), and months
in it are written "2026-08".

Filled in: a school `A` is named 学校A and has establishment 10; a post is 初中 语文 with required 10; a
teacher `t1` is named 教师t1 and teaches 初中 语文. Without `posts`, every school has one post 初中 语文 for 10.
`policy()` lets everybody go (all are due), asks one goal (`fill`) and draws no lottery; overrides are those
of a policy file: `policy(rules={"establishment": {"over": "no-worse"}})`.
`plan("t1>B", "t2>A 数学")` sends t1 to 初中 语文 at B and t2 to 初中 数学 at A.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models.district import District
from models.plan import Move, Plan
from models.policy import Policy
from models.tables import TABLES

STAGE, SUBJECT = "初中", "语文"
Row = str | Mapping[str, object]


def district(schools: Sequence[Row], teachers: Sequence[Row] = (), **tables: Sequence[Row]) -> District:
    """Build a district from short rows; see the module's first lines."""
    rows: dict[str, Sequence[Row]] = {"schools": schools, "teachers": teachers, **tables}
    filled = {name: [_filled(name, row) for row in listed] for name, listed in rows.items()}
    filled.setdefault("posts", [_filled("posts", {"school_id": s["school_id"]}) for s in filled["schools"]])
    return District.of(**filled)


def policy(**overrides: object) -> Policy:
    """Build a policy in which everybody is due; `overrides` are keys of a policy file."""
    plain: dict[str, object] = {
        "name": "试行办法", "date": "2026-08", "due": [{"name": "应交流"}], "tiers": ["fill"], "lottery": False,
    }  # fmt: skip
    return Policy.model_validate({**plain, **overrides})


def plan(*moves: str) -> Plan:
    """Build a plan from moves written `"t1>B"`, `"t1>B 数学"` or `"t1>B 小学 数学"`."""
    return Plan.of([_move(m) for m in moves])


def _move(short: str) -> Move:
    teacher, rest = short.split(">")
    to_school, *post = rest.split()
    stage, subject = [STAGE, SUBJECT][: 2 - len(post)] + post
    return Move(teacher, to_school, stage, subject)


def _filled(table: str, row: Row) -> Mapping[str, object]:
    given = SHORT[table](row.split()) if isinstance(row, str) else dict(row)
    whole = {**(DEFAULTS[table](given) if table in DEFAULTS else {}), **given}
    return {name: _value(table, name, value) for name, value in whole.items()}


def _value(table: str, name: str, value: object) -> object:
    column = TABLES[table].column(name)
    if column is not None and column.kind == "month" and isinstance(value, str):
        year, month = value.split("-")
        return 12 * int(year) + int(month)
    return value


def _teacher(words: list[str]) -> dict[str, object]:
    code, school = words[0].split("@")
    return {"teacher_id": code, "school_id": school, "subject": words[1] if len(words) > 1 else SUBJECT}


def _post(words: list[str]) -> dict[str, object]:
    school, *post, required = words
    stage, subject = post or (STAGE, SUBJECT)
    return {"school_id": school, "stage": stage, "subject": subject, "required": int(required)}


SHORT: dict[str, Callable[[list[str]], dict[str, object]]] = {
    "schools": lambda w: {"school_id": w[0]},
    "posts": _post,
    "teachers": _teacher,
    "relations": lambda w: {"teacher_a": w[0], "kind": w[1], "teacher_b": w[2]},
    "choices": lambda w: {"teacher_id": w[0], "rank": int(w[1]), "school_id": w[2]},
    "locks": lambda w: {"teacher_id": w[0], "action": w[1], "school_id": "".join(w[2:])},
    "outgoing": lambda w: {"teacher_id": w[0]},
}
DEFAULTS: dict[str, Callable[[Mapping[str, object]], dict[str, object]]] = {
    "schools": lambda row: {"name": f"学校{row['school_id']}", "establishment": 10},
    "posts": lambda row: {"stage": STAGE, "subject": SUBJECT, "required": 10},
    "teachers": lambda row: {"name": f"教师{row['teacher_id']}", "stage": STAGE, "subject": SUBJECT},
}
