"""Who is worse off than today, in sentences; a family's facts are counted, and nobody is named by them."""

from __future__ import annotations

from models.explain.fairness_words import listed_few, percent
from models.explain.paragraph import Paragraph
from models.explain.worse_off import WorseOff
from models.recount import Recount
from models.recount_roster import text
from models.words import Text, many

_TITLE = Text("谁比今天差了", "Who is worse off than today")
_MEANING = Text(
    "“比今天差”指调动的人有下列一项：填报了志愿而被安排到志愿之外；到新学校的分钟数比到现学校多（两头都有距离表的分钟数才算）；"
    "职称岗位低聘一级；夫妻今天在同一片区、调动后不在。表上没有的不算。期满返回的人不在内。",
    "Worse off is who moves and: stated choices and is sent outside them; has more minutes on the way than today "
    "(where the table of distances tells both); is hired one level lower; or was in one zone with the spouse and no "
    "longer is. What the tables do not tell does not count, nor who goes back at the end of a term.",
)


def say_worse_off(recount: Recount, found: WorseOff) -> Paragraph:
    """Say who is worse off, and by how much."""
    moved = len(found.moved)
    if not moved:
        return Paragraph(_TITLE, (Text("没有人调动。", "Nobody moves."),))
    people = len(found.people)
    lines = [
        _MEANING,
        Text(
            f"调动的{moved}人中，至少有一项比今天差的{people}人（{percent(people, moved)}）。",
            f"Of {moved} who move, {people} ({percent(people, moved)}) are worse off in at least one way.",
        ),
        _outside(recount, found),
        _farther(recount, found),
        _lower(recount, found),
        _parted(found),
    ]
    if found.unasked:
        lines.append(
            Text(
                f"另有{len(found.unasked)}人没有填报志愿而调动：合不合其意，表上看不出，不算在内。",
                f"{len(found.unasked)} more move without having stated choices: whether it suits them the tables do "
                "not tell, and they are not counted for it.",
            )
        )
    return Paragraph(_TITLE, tuple(lines))


def _outside(recount: Recount, found: WorseOff) -> Text:
    if not found.outside:
        return Text("填报了志愿而被安排到志愿之外的：没有。", "Sent outside the choices stated: nobody.")
    named = listed_few([recount.say_person(code) for code in found.outside])
    return Text(
        f"填报了志愿而被安排到志愿之外的{len(found.outside)}人：{named.zh}。",
        f"Sent outside the choices stated, {len(found.outside)}: {named.en}.",
    )


def _farther(recount: Recount, found: WorseOff) -> Text:
    known = len(found.farther) + len(found.no_farther)
    silent = f"，{len(found.unknown)}人不知道" if found.unknown else ""
    silent_en = f"; for {len(found.unknown)} it is not known" if found.unknown else ""
    if not known:
        return Text(
            f"路程：{len(found.unknown)}人都没有两头的分钟数，无法比较。",
            f"The way: of {many(len(found.unknown), 'person', 'people')} the minutes at both ends are not known.",
        )
    if not found.farther:
        return Text(
            f"路程：两头分钟数都知道的{known}人没有人更远{silent}。",
            f"The way: of {known} whose minutes are known nobody has farther to go{silent_en}.",
        )
    named = listed_few([_minutes(recount, one.code, one.before, one.after) for one in found.farther])
    more = sum(one.more for one in found.farther)
    return Text(
        f"路程：两头分钟数都知道的{known}人中，更远的{len(found.farther)}人，合计单程多{more}分钟{silent}。"
        f"多得最多的：{named.zh}。",
        f"The way: of {known} whose minutes are known {len(found.farther)} have farther to go, {more} minutes one way "
        f"in all{silent_en}. The most: {named.en}.",
    )


def _parted(found: WorseOff) -> Text:
    if not found.parted:
        return Text("夫妻今天在同一片区、调动后不在的：没有。", "Couples in one zone today and not after: none.")
    return Text(
        f"夫妻今天在同一片区、调动后不在的：{len(found.parted)}对（家庭情况不逐人列出）。",
        f"Couples in one zone today and not after: {len(found.parted)} (family facts are not listed by name).",
    )


def _minutes(recount: Recount, code: str, before: int, after: int) -> Text:
    who = recount.say_person(code)
    return Text(f"{who.zh}{before}→{after}分钟", f"{who.en} {before} to {after} minutes")


def _lower(recount: Recount, found: WorseOff) -> Text:
    if not found.lower:
        return Text("低聘一级的：没有。", "Hired one level lower: nobody.")

    def one(code: str, title: str) -> Text:
        who, own = recount.say_person(code), text(recount.people[code].cells["title"])
        return Text(f"{who.zh}{own}→{title}", f"{who.en} {own} to {title}")

    named = listed_few([one(code, title) for code, title in sorted(found.lower.items())])
    return Text(
        f"低聘一级的{len(found.lower)}人：{named.zh}。",
        f"Hired one level lower, {len(found.lower)}: {named.en}.",
    )
