"""How each person's score was worked out, item by item: a sheet of the bureau's own copy, and lines for one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from app.documents.sheets import Book, Field
from app.documents.summary import Summary
from models.recount import Recount
from models.recount_roster import Person
from models.recount_score import ScoreSheet
from models.score_words import plain
from models.tables import OUTSIDE, OUTSIDE_NAME
from models.words import Text


def sheet_of(recount: Recount, person: Person) -> ScoreSheet:
    """Return how the score of a person was worked out, under a policy that does."""
    sheet = recount.score_sheet(person)
    assert sheet is not None
    return sheet


def placed(recount: Recount, people: list[Person]) -> list[tuple[int, Person]]:
    """Return people with their place by score within their stage and subject, best first; equals share a place."""
    totals = {p.code: sheet_of(recount, p).total for p in people}
    groups: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for person in people:
        groups[person.stage, person.subject].append(totals[person.code])
    for scores in groups.values():
        scores.sort(reverse=True)
    ordered = sorted(people, key=lambda p: (p.stage, p.subject, -totals[p.code], p.code))
    return [(groups[p.stage, p.subject].index(totals[p.code]) + 1, p) for p in ordered]


def write_scores(book: Book, s: Summary) -> None:
    """Write the scores of everybody in a category, if the policy works them out: items, sum, place."""
    score = s.policy.score
    if score is None:
        return
    recount = Recount(s.district, s.policy)
    people = [p for p in recount.people.values() if recount.standings[p.code].category != "settled"]
    rows: list[dict[str, Any]] = []
    for place, person in placed(recount, people):
        sheet = sheet_of(recount, person)
        points = {f"item {i}": "" if line.points is None else line.points for i, line in enumerate(sheet.lines)}
        school = OUTSIDE_NAME.say(s.lang) if person.school == OUTSIDE else recount.schools[person.school].name
        rows.append(
            {
                "teacher_id": person.code, "name": person.name, "school": school, "stage": person.stage,
                "subject": person.subject, "total": sheet.total, "place": place, **points,
            }
        )  # fmt: skip
    fields = [
        Field("teacher_id", s.say("工号", "number"), "code"),
        Field("name", s.say("姓名", "name")),
        Field("school", s.say("学校", "school")),
        Field("stage", s.say("学段", "stage")),
        Field("subject", s.say("学科", "subject")),
        *(Field(f"item {i}", item.name, "points") for i, item in enumerate(score.items)),
        Field("total", s.say("合计", "total"), "points"),
        Field("place", s.say("学段学科名次", "place in stage and subject"), "count"),
    ]
    notice = s.say("局内使用：各项得分只告知本人", "For the bureau only: each person may be told their own")
    book.table(s.say("得分明细", "Scores"), fields, rows, notice)


def score_lines(recount: Recount, person: Person) -> Iterator[Text]:
    """Say one person's score, an item a line, and the sum; nothing where the roster's own score counts."""
    sheet = recount.score_sheet(person)
    if sheet is None:
        return
    for line in sheet.lines:
        if line.points is None:
            yield Text(f"  {line.item}：不涉及", f"  {line.item}: does not concern the person")
        elif line.value is None:
            yield Text(f"  {line.item}：空，0分", f"  {line.item}: empty, 0")
        else:
            yield Text(f"  {line.item}：{plain(line.points)}分", f"  {line.item}: {plain(line.points)}")
    yield Text(f"  量化得分合计{plain(sheet.total)}分", f"  score in all {plain(sheet.total)}")
