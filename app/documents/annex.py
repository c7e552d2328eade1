"""What goes with a plan and moves nobody: the year's course and papers, as the policy lists them."""

from __future__ import annotations

from app.documents.sheets import Book, Field, fit
from app.documents.summary import Summary


def course(s: Summary) -> list[dict[str, str]]:
    """Return the steps of the year's course: name, when, words."""
    return [{"name": step.name, "when": s.say(*step.when), "words": step.words} for step in s.policy.calendar]


def papers(s: Summary) -> list[dict[str, str]]:
    """Return the papers of the year: name, words."""
    return [{"name": form.name, "when": "", "words": form.words} for form in s.policy.forms]


def annex_title(s: Summary) -> str:
    """Return the title of the part that lists both."""
    return s.say("日程与表册", "Course and forms")


def write_annex(book: Book, s: Summary) -> None:
    """Write the year's course and papers on a sheet of their own, if the policy lists any."""
    steps, forms = course(s), papers(s)
    if not steps and not forms:
        return
    words, when = Field("words", s.say("内容", "words")), Field("when", s.say("时间", "when"))
    step_fields, form_fields = (
        [Field("name", s.say("日程", "step")), when, words],
        [Field("name", s.say("表册", "form"))],
    )
    sheet = book.sheet(annex_title(s), repeat_header=False)
    below = book.rows(sheet, 0, step_fields, steps) + 1 if steps else 0
    if forms:
        book.rows(sheet, below, [*form_fields, Field("when", ""), words], forms)
    fit(sheet, step_fields, [*steps, *forms])
