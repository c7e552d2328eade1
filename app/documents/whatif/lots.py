"""How somebody fares, in words: the post, the choice it answers, the way, the level, the spouse."""

from __future__ import annotations

from collections.abc import Mapping

from app.documents.summary import NO_ZONE
from models.explain.gains import Ground, Lot, Verdict
from models.tables import OUTSIDE, OUTSIDE_NAME
from models.words import Text, same

VERDICTS: Mapping[Verdict, Text] = {
    "gains": Text("更好", "better"),
    "loses": Text("更差", "worse"),
    "differs": Text("不同", "otherwise"),
}
GROUNDS: Mapping[Ground, Text] = {
    "title": Text("是否降级聘用", "hired lower or not"),
    "choice": Text("志愿", "choice"),
    "spouse": Text("与配偶是否同片区", "spouse's zone"),
    "minutes": Text("路程", "minutes on the way"),
    "none": Text("表格看不出好坏", "the tables do not tell"),
}


def school_name(code: str, schools: Mapping[str, str]) -> Text:
    """Name a school; one the tables do not know goes by its code."""
    return OUTSIDE_NAME if code == OUTSIDE else same(schools.get(code, code))


def zone_name(zone: str) -> Text:
    """Name a zone of a flow: as the bureau does, 未分片区 where there is none, 系统外 outside."""
    return NO_ZONE if not zone else OUTSIDE_NAME if zone == OUTSIDE else Text(zone, zone)


def lot_words(lot: Lot, schools: Mapping[str, str]) -> Text:
    """Say how somebody fares."""
    school = school_name(lot.school, schools)
    taught = " ".join(word for word in (lot.stage, lot.subject) if word)
    verb = ("调往", "moves to") if lot.moves else ("留在", "stays at")
    zh = [f"{verb[0]}{school.zh}" + (f"（{taught}）" if taught else "")]
    en = [f"{verb[1]} {school.en}" + (f" ({taught})" if taught else "")]
    if lot.rank is not None:
        zh, en = [*zh, f"第 {lot.rank} 志愿"], [*en, f"choice {lot.rank}"]
    if lot.minutes is not None:
        zh, en = [*zh, f"路程 {lot.minutes:,} 分钟"], [*en, f"{lot.minutes:,} minutes on the way"]
    if lot.lowered:
        zh, en = [*zh, "降级聘用"], [*en, "hired one level lower"]
    if lot.together is not None:
        zh = [*zh, "与配偶同片区" if lot.together else "与配偶不同片区"]
        en = [*en, "in the spouse's zone" if lot.together else "not in the spouse's zone"]
    return Text("，".join(zh), ", ".join(en))
