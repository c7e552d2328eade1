"""The answer to each appeal: what was asked, how it was ruled, and what follows for this person's own place.

It names nobody else, no relative and no illness: an answer may lie on a desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.documents.notice_page import whom_to_ask
from app.documents.year.contents import Contents
from app.documents.year.fields import Context
from app.documents.year.templates import APPEAL_ANSWER, Templates
from app.documents.year.word_template import WordTemplate
from models.appeals.appeal import Appeal, Kind
from models.appeals.words import KIND_NAMES, ruling_name, zone_name
from models.words import Text

_DISCREET: Mapping[Kind, Text] = {
    "deferral": Text("暂缓交流", "deferral"),
    "kin": Text("任职回避", "avoidance"),
}
"""Kinds whose own names, or what they ask for, tell of family or health."""


def answered(contents: Contents) -> list[Appeal]:
    """Return the appeals of people that were ruled, in the order of the register."""
    told = (appeal for appeal in contents.papers.appeals if appeal.ruling != "pending")
    return [appeal for appeal in told if appeal.teacher_id in contents.people]


def appeal_answers(contents: Contents, templates: Templates) -> Iterator[tuple[Appeal, bytes]]:
    """Yield each appeal with its answer."""
    appeals = answered(contents)
    template = WordTemplate(templates.find(APPEAL_ANSWER)) if appeals else None
    for appeal in appeals:
        if template is not None:
            yield appeal, template.fill(answer_context(contents, appeal), contents.papers.made_on)


def answer_context(contents: Contents, appeal: Appeal) -> Context:
    """Return what one answer tells."""
    title = contents.say("申诉处理意见书", "Answer to an appeal")
    who = contents.person(appeal.teacher_id)
    return Context(
        {
            **contents.values(title, contents.source),
            **{field: who[field] for field in ("number", "name", "school", "post")},
            "asked": _asked(contents, appeal).say(contents.lang),
            "ruling": ruling_name(appeal).say(contents.lang),
            "ruled_by": appeal.ruled_by,
            "follows": _follows(contents, appeal.teacher_id).say(contents.lang),
            "questions": [line.say(contents.lang) for line in whom_to_ask(contents.policy.calendar, None)],
        }
    )


def _asked(contents: Contents, appeal: Appeal) -> Text:
    """Say what kind of thing was asked for, and which school or zone for."""
    kind = _DISCREET.get(appeal.kind, KIND_NAMES[appeal.kind])
    if appeal.kind not in ("choice", "must", "never"):
        return kind
    zone = zone_name(appeal.zone)
    school = contents.school(appeal.school_id)
    zh, en = (zone.zh, zone.en) if appeal.zone else (school, school)
    if appeal.rank is not None:
        zh, en = f"第{appeal.rank}志愿 {zh}", f"choice {appeal.rank}, {en}"
    return Text(f"{kind.zh}（{zh}）", f"{kind.en} ({en})")


def _follows(contents: Contents, code: str) -> Text:
    """Say what was published for somebody, and what holds now."""
    if code in contents.changed:
        return contents.otherwise(code)
    was = contents.place(contents.own_move(code))
    return Text(
        f"维持公示安排：{was.zh}。",
        f"What was published holds: you are {was.en}.",
    )
