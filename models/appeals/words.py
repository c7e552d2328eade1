"""An appeal said in one sentence, and the people and schools it names."""

from __future__ import annotations

from collections.abc import Mapping

from models.appeals.appeal import Appeal, Kind
from models.appeals.cells import target
from models.district import District
from models.naming import school_name, teacher_name
from models.tables import APPEAL_KINDS, APPEALS, RULINGS, TEACHERS
from models.words import Text, same


def person(district: District, code: str) -> Text:
    """Name a person by code; who is in no roster, by the code alone."""
    position = district.teacher_at.get(code)
    return same(code) if position is None else teacher_name(district, position)


def school(district: District, code: str) -> Text:
    """Name a school by code, 系统外 too; one that no table knows, by the code alone."""
    position = district.school_at.get(code)
    return same(code) if position is None else school_name(district, position)


def zone_name(zone: str) -> Text:
    """Name a zone 片区, so that it is not taken for a school."""
    return Text(f"片区“{zone}”", f"zone {zone}")


_KIND_EN: Mapping[Kind, str] = {
    "deferral": "deferral",
    "kin": "avoidance of kin",
    "choice": "correction of choices",
    "fact": "correction of a fact",
    "must": "must go",
    "never": "not to go",
    "stay": "stay",
    "closed": "school closed",
    "post": "post confirmed anew",
    "establishment": "establishment confirmed anew",
}
KIND_NAMES: Mapping[Kind, Text] = {kind: Text(APPEAL_KINDS[kind][0], en) for kind, en in _KIND_EN.items()}
_RULING_EN = {"upheld": "upheld", "dismissed": "dismissed", "pending": "not ruled yet"}


def ruling_name(appeal: Appeal) -> Text:
    """Say how an appeal was ruled."""
    return Text(RULINGS[appeal.ruling][0], _RULING_EN[appeal.ruling])


def said(district: District, appeal: Appeal) -> Text:
    """Say an appeal in one sentence without a full stop: its row, whom it is about, what it asks, how it was ruled.

    For the bureau's working copy: the sentence may name health or family.
    """
    what, kind, ruling = _asked(district, appeal), KIND_NAMES[appeal.kind], ruling_name(appeal)
    who = person(district, appeal.teacher_id) if appeal.teacher_id else Text("", "")
    return Text(
        f"{APPEALS.zh}第{appeal.row}行：{who.zh}{kind.zh}{f'（{what.zh}）' if what.zh else ''}，{ruling.zh}",
        f"appeal in row {appeal.row}: {f'{who.en}, ' if who.en else ''}{kind.en}{f' ({what.en})' if what.en else ''}, "
        f"{ruling.en}",
    )


def _asked(district: District, appeal: Appeal) -> Text:
    """Say what an appeal asks for, beside its kind."""
    if appeal.kind == "deferral":
        return same(appeal.value or appeal.reason)
    if appeal.kind == "kin":
        other = person(district, appeal.other)
        return Text(f"{other.zh}，{appeal.relation}", f"{other.en}, {appeal.relation}")
    if appeal.kind == "choice":
        where = zone_name(appeal.zone) if appeal.zone else school(district, appeal.school_id)
        if appeal.rank is None:
            return where
        return Text(f"第{appeal.rank}志愿：{where.zh}", f"choice {appeal.rank}: {where.en}")
    if appeal.kind == "fact":
        column = target("fact", appeal.column)
        known = TEACHERS.column(appeal.column)
        head = known.zh if known is not None else column.zh if column is not None else ""
        return Text(f"{head}：{appeal.value}", f"{appeal.column}: {appeal.value}")
    if appeal.kind == "stay":
        return same(appeal.reason)
    where = school(district, appeal.school_id)
    if appeal.kind == "post":
        return Text(
            f"{where.zh}{appeal.stage}{appeal.subject}：{appeal.value}",
            f"{where.en} {appeal.stage} {appeal.subject}: {appeal.value}",
        )
    if appeal.kind == "establishment":
        return Text(f"{where.zh}：{appeal.value}", f"{where.en}: {appeal.value}")
    return where
