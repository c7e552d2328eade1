"""The sheet of plan.xlsx that tells how people chose: whose turn, what was asked for, and what became of it."""

from __future__ import annotations

from math import isnan
from typing import Any

from app.documents.sheets import Book, Field
from app.documents.summary import Summary
from models.case import Case
from models.choosing import StageResult
from models.coefficients import FloatArray
from models.plan import Move
from models.policy_stages import MODE_TITLES
from models.ranking import scores
from models.words import Text


def choosing_sheet(book: Book, s: Summary) -> None:
    """Add the sheet, if any stage let people choose; a row each place asked for, or closed, or matched unasked."""
    if not s.outcome.stages:
        return
    worth = scores(Case(s.district, s.policy))
    rows = [row for stage in s.outcome.stages for row in _rows(s, stage, worth)]
    fields = [
        Field("stage", s.say("阶段", "stage")),
        Field("mode", s.say("方式", "mode")),
        Field("turn", s.say("轮到", "turn"), "mark"),
        Field("group", s.say("申报学段学科", "applied for")),
        Field("rank", s.say("排名", "rank"), "mark"),
        Field("teacher_id", s.say("工号", "number"), "code"),
        Field("name", s.say("姓名", "name")),
        Field("score", s.say("得分", "score"), "mark"),
        Field("choice", s.say("志愿", "choice"), "mark"),
        Field("school_id", s.say("学校代码", "school code"), "code"),
        Field("school", s.say("学校", "school")),
        Field("post", s.say("岗位", "post")),
        Field("told", s.say("结果", "outcome")),
        Field("why", s.say("理由", "reason")),
    ]
    notice = s.say("局内使用：含得分和未准理由，不得外传", "For the bureau only: holds scores and reasons")
    book.table(s.say("择校过程", "Choosing"), fields, rows, notice)


def _rows(s: Summary, stage: StageResult, worth: FloatArray) -> list[dict[str, Any]]:
    told = {"granted": Text("准", "granted"), "refused": Text("未准", "refused"), "closed": Text("关闭", "closed")}
    listed: list[tuple[int | str, str, int | str, int | str, Move, str, Text | None]] = [
        (a.turn, a.group, a.rank, a.choice, a.move, "granted" if a.refused is None else "refused", a.refused)
        for a in stage.asked
    ]
    asked = {a.move for a in stage.asked}
    listed += [("", "", "", "", move, "granted", None) for move in stage.matched if move not in asked]
    listed += [("", "", "", "", pair.move, "closed", pair.reason) for pair in stage.closed]
    names = dict(zip(s.district.schools["school_id"], s.district.schools["name"], strict=True))
    people = s.district.teachers
    rows = []
    for turn, group, rank, choice, move, outcome, why in listed:
        at = s.district.teacher_at[move.teacher_id]
        score = float(worth[at])
        rows.append(
            {
                "stage": stage.name,
                "mode": MODE_TITLES[stage.mode].say(s.lang),
                "turn": turn,
                "group": group,
                "rank": rank,
                "teacher_id": move.teacher_id,
                "name": people["name"].iloc[at],
                "score": "" if isnan(score) else f"{score:g}",
                "choice": choice,
                "school_id": move.to_school,
                "school": names.get(move.to_school, ""),
                "post": f"{move.stage}{move.subject}",
                "told": told[outcome].say(s.lang),
                "why": "" if why is None else why.say(s.lang),
            }
        )
    return rows
