"""The notices to people: who moves, who is on the list and was not placed, whose published place was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.documents.notice_page import NoticePage, notice_page
from app.documents.notice_word import notice_docx
from app.documents.year.contents import HEAD, Contents, say_date
from app.documents.year.fields import Context, Listing
from app.documents.year.templates import PERSONAL_NOTICE, Templates
from app.documents.year.word_template import WordTemplate
from models.explain.own_case import OwnCases

FACT, SECTION = ("label", "value"), ("label", "lines")


def personal_notices(contents: Contents, templates: Templates) -> Iterator[tuple[str, bytes]]:
    """Yield staff number and notice, by staff number."""
    own = WordTemplate(templates.find(PERSONAL_NOTICE)) if templates.has_own(PERSONAL_NOTICE) else None
    for code, page in notice_pages(contents):
        made_on = contents.papers.made_on
        filled = notice_docx(page) if own is None else own.fill(notice_context(contents, page), made_on)
        yield code, filled


def notified(contents: Contents) -> list[str]:
    """Return who is notified, by staff number: who moves or was not placed, and whose published place changed."""
    people = contents.account.people
    told = people["outcome"].isin(("moved", "unplaced")) | people["teacher_id"].isin(contents.changed)
    return [str(code) for code in people["teacher_id"][told]]


def notice_pages(contents: Contents) -> Iterator[tuple[str, NoticePage]]:
    """Yield staff number and the text of the notice."""
    cases = OwnCases(contents.case, contents.plan, contents.made.record, contents.recount)
    # Of a final plan the time for objections is over; the bureau fills in how long its remedies run.
    period = contents.papers.period if contents.papers.stage != "final" else None
    until = None if period is None else say_date(period.last)
    head = contents.papers.head[:HEAD]
    record = [contents.say(f"记录 {head}", f"Record {head}")] if head else []
    for code in notified(contents):
        own = replace(cases.of(code), number=contents.number(code))
        if code in contents.changed:
            own = replace(own, outcome=(*own.outcome, contents.otherwise(code)))
        page = notice_page(contents.made, own, contents.checked, contents.lang, until)
        yield code, replace(page, foot=(*page.foot, *record))


def notice_context(contents: Contents, page: NoticePage) -> Context:
    """Return a notice as a bureau's own template may ask for it."""
    facts = [{"label": label, "value": value} for label, value in page.facts]
    sections = [{"label": section.label, "lines": list(section.lines)} for section in page.sections]
    values = {
        **contents.values(page.title, contents.source),
        "policy": page.policy,
        "receipt": page.receipt,
        "seal": page.seal,
        "date": page.date,
        "foot": list(page.foot),
    }
    return Context(values, {"facts": Listing(FACT, facts), "sections": Listing(SECTION, sections)})
