"""Registers 1 to 8 of the county's cadres, for any bureau: one workbook, working copy.

Source: the document behind `county-cadres`: 表一 staff, 表二 rotation inside one unit, 表三 exchange between units,
表四 due but deferred, 表五 due but not exchanged, 表六 the plan, 表七 the record, 表八 applications. 表四 and 表五 hold
only people who meet a clause of those due: who was not due is on neither. 表四 tells no ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from app.documents.year.contents import Contents
from app.documents.year.exchange import HISTORY
from app.documents.year.fields import Context, Listing, Row
from app.documents.year.sheet_template import fill_workbook
from app.documents.year.templates import REGISTERS, Templates
from models.intake.dates import month_text
from models.tables import OUTSIDE

STAFF = (
    "serial", "number", "name", "sex", "born", "school", "unit", "post", "post_type", "title_held", "role", "degree",
    "joined", "unit_joined", "post_since",
)  # fmt: skip
ROTATION = ("serial", "number", "name", "sex", "unit", "from_school", "from_post", "to_school", "to_post", "round")
KEPT = ("serial", "number", "name", "sex", "school", "post", "unit_joined", "post_since")
PLAN = (
    "serial", "number", "name", "from_school", "from_code", "from_post", "to_school", "to_code", "to_post", "round",
    "same_day", "route", "transfer", "term",
)  # fmt: skip
RECORD = ("serial", *HISTORY)
APPLICATIONS = ("serial", "number", "name", "school", "post", "applies", "consent", "apply_for", "choices")


def registers_file(contents: Contents, exchanges: Sequence[Row], templates: Templates) -> bytes:
    """Return the workbook of the eight registers; `exchanges` are this year's (see `exchange`)."""
    context = registers_context(contents, exchanges)
    return fill_workbook(templates.find(REGISTERS), context, contents.papers.made_on)


def registers_context(contents: Contents, exchanges: Sequence[Row]) -> Context:
    """Return what the eight registers hold."""
    people, moves = contents.people, contents.moves
    within = [code for code in moves if _unit(contents, moves[code]["from_code"], moves[code]["to_code"])]
    between = [code for code in moves if code not in set(within)]
    everybody, choices = contents.in_order(people), _choices(contents)
    applied = [code for code in everybody if people[code]["applies"] is True or code in choices]
    lists = {
        "register1": Listing(STAFF, _numbered(_staff(contents, code) for code in everybody)),
        "register2": Listing(ROTATION, _numbered(_rotation(contents, code) for code in contents.in_order(within))),
        "register3": Listing(ROTATION, _numbered(_rotation(contents, code) for code in contents.in_order(between))),
        "register4": Listing(KEPT, _numbered(_kept(contents, code) for code in contents.deferred)),
        "register5": Listing(
            (*KEPT, "clause"),
            _numbered({**_kept(contents, code), "clause": contents.due[code]} for code in contents.kept),
        ),
        "register6": Listing(PLAN, _numbered(_pick(contents, code, PLAN) for code in moves)),
        "register7": Listing(RECORD, _numbered(exchanges)),
        "register8": Listing(APPLICATIONS, _numbered(_application(contents, code, choices) for code in applied)),
    }
    title = contents.say("交流轮岗表册", "Registers of the exchange")
    return Context(contents.values(title, contents.working_source), lists)


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [{"serial": i, **row} for i, row in enumerate(rows, 1)]


def _unit(contents: Contents, one: str, other: str) -> bool:
    """Whether two schools belong to one unit; 系统外 belongs to none."""
    return OUTSIDE not in (one, other) and contents.unit[one] == contents.unit[other]


def _pick(contents: Contents, code: str, fields: tuple[str, ...]) -> Row:
    move = {**contents.moves[code], "number": code}
    return {key: move[key] for key in fields if key != "serial"}


def _unit_name(contents: Contents, school: str) -> str:
    return contents.school(contents.unit.get(school, school))


def _rotation(contents: Contents, code: str) -> Row:
    move = {**contents.moves[code], "number": code}
    return {
        key: _unit_name(contents, str(move["from_code"])) if key == "unit" else move[key]
        for key in ROTATION
        if key != "serial"
    }


def _month(cell: Any) -> str:
    return "" if pd.isna(cell) else month_text(int(cell))


def _staff(contents: Contents, code: str) -> Row:
    row = contents.people[code]
    return {
        "number": code,
        "name": row["name"],
        "sex": contents.sex(code),
        "born": _month(row["birth_date"]),
        "school": contents.school(str(row["school_id"])),
        "unit": _unit_name(contents, str(row["school_id"])),
        "post": contents.post(str(row["stage"]), str(row["subject"])),
        "post_type": row["post_type"],
        "title_held": row["title"],
        "role": row["role"],
        "degree": row["degree"],
        "joined": _month(row["joined"]),
        "unit_joined": _month(row["unit_joined"]),
        "post_since": _month(row["post_since"]),
    }


def _kept(contents: Contents, code: str) -> Row:
    staff = _staff(contents, code)
    return {key: staff[key] for key in KEPT if key != "serial"}


def _choices(contents: Contents) -> dict[str, list[str]]:
    """Return staff number -> the choices stated, in order, as names of schools or zones."""
    table = contents.district["choices"].sort_values(["teacher_id", "rank"])
    found: dict[str, list[str]] = {}
    for code, school, zone in zip(table["teacher_id"], table["school_id"], table["zone"], strict=True):
        found.setdefault(str(code), []).append(contents.school(str(school)) if school else str(zone))
    return found


def _application(contents: Contents, code: str, choices: dict[str, list[str]]) -> Row:
    row = contents.people[code]

    def said(cell: Any) -> str:
        return "" if pd.isna(cell) else contents.say("是", "yes") if cell else contents.say("否", "no")

    return {
        "number": code,
        "name": row["name"],
        "school": contents.school(str(row["school_id"])),
        "post": contents.post(str(row["stage"]), str(row["subject"])),
        "applies": said(row["applies"]),
        "consent": said(row["consent"]),
        "apply_for": row["apply_for"],
        "choices": contents.say("；", "; ").join(f"{i}. {name}" for i, name in enumerate(choices.get(code, []), 1)),
    }
