"""Who fares otherwise than published, in the documents of a re-run: from what to what, by which appeal and chain."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from app.documents.sheets import Book, Field
from app.documents.summary import Summary
from models.appeals.breaks import TOGETHER
from models.plan import Move
from models.recount import Recount
from models.words import Lang, Text
from optimizer.appeal.chain import Changed

ChangedRow = Mapping[str, Any]
COLUMNS = (
    "teacher_id", "published_school", "published_stage", "published_subject", "to_school", "stage", "subject",
    "appeals", "why",
)  # fmt: skip
"""Of changes.csv; a school left empty: the person stays."""


def changed_rows(recount: Recount, changed: Sequence[Changed], lang: Lang) -> list[ChangedRow]:
    """Return a row for each person who fares otherwise: the columns of changes.csv, and how they are called."""
    rows: list[ChangedRow] = []
    for one in changed:
        before, after = _codes(one.before), _codes(one.after)
        rows.append(
            {
                "teacher_id": one.teacher,
                "published_school": before[0], "published_stage": before[1], "published_subject": before[2],
                "to_school": after[0], "stage": after[1], "subject": after[2],
                "appeals": ";".join(str(row) for row in one.appeals if row != TOGETHER),
                "why": why(one, recount).say(lang),
                "name": recount.people[one.teacher].name if one.teacher in recount.people else "",
                "was": fate(one.before, recount).say(lang), "now": fate(one.after, recount).say(lang),
            }
        )  # fmt: skip
    return rows


def changes_csv(rows: Sequence[ChangedRow]) -> bytes:
    """Return changes.csv: UTF-8 with a byte order mark, lines ended as Excel ends them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def why(one: Changed, recount: Recount) -> Text:
    """Say because of which appeal somebody fares otherwise, and by what chain."""
    rows = [row for row in one.appeals if row != TOGETHER]
    zh = f"申诉表第{'、'.join(map(str, rows))}行" if rows else "几件申诉合在一起"
    en = f"row {', '.join(map(str, rows))} of the appeals" if rows else "several appeals together"
    if not one.appeals:
        zh, en = "没有查明是哪一件申诉引起的", "an appeal that could not be told apart"
    for link in one.chain:
        if link.through:
            who = recount.say_person(link.through)
            zh, en = f"{zh} → {who.zh}变动", f"{en} > {who.en} fares otherwise"
        zh, en = f"{zh} → {link.why.zh}", f"{en} > {link.why.en}"
    return Text(zh, en)


def _codes(move: Move | None) -> tuple[str, str, str]:
    return ("", "", "") if move is None else (move.to_school, move.stage, move.subject)


def fate(move: Move | None, recount: Recount) -> Text:
    """Say where somebody goes."""
    if move is None:
        return Text("不动", "stays")
    to = recount.say_post(move[1:])
    return Text(f"去{to.zh}", f"to {to.en}")


def rerun_sentence(record: Mapping[str, object]) -> Text | None:
    """Say that a plan is a re-run, of which published plan and after which appeals; None of a plan that is none."""
    told = record.get("appeals")
    if not isinstance(told, Mapping):
        return None
    upheld, count = told.get("upheld", 0), told.get("changed")
    run = told.get("published")
    which = Text(f"（运行编号 {run}）", f" (run {run})") if run else Text("", "")
    many_changed = "" if count is None else f"；与公示不同的{count}人"
    en_changed = "" if count is None else f" {count} of its people fare otherwise."
    zh_where = "，逐人见“变动”表" if count else ""
    return Text(
        f"本方案是公示后的重算：以公示的方案{which.zh}为基础，依据申诉表 {told.get('file', '')}"
        f"（成立{upheld}件），尽量少变动{many_changed}{zh_where}。",
        f"This is a re-run of the published plan{which.en}, with the appeals of {told.get('file', '')} heard "
        f"({upheld} upheld) and as few people changed as can be.{en_changed}" + (" See 'Changes'." if count else ""),
    )


def write_changed(book: Book, s: Summary, rows: Sequence[ChangedRow]) -> None:
    """Write the sheet 变动 of a re-run's workbook."""
    fields = [
        Field("teacher_id", s.say("工号", "number"), "code"),
        Field("name", s.say("姓名", "name")),
        Field("was", s.say("公示的安排", "as published")),
        Field("now", s.say("现在的安排", "now")),
        Field("appeals", s.say("申诉表行号", "row of the appeals"), "code"),
        Field("why", s.say("原因", "why")),
    ]
    book.table(s.say("变动", "Changes"), fields, [dict(row) for row in rows])
