"""A Word paper marked in its header as one of a plan that is not final, whatever template it was made from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import _Header

from app.documents.word_paper import HEAD, write_line
from app.documents.year.steady_zip import steady

SIZE = 12
"""Points of the mark."""


def marked(paper: bytes, mark: str, made_on: date) -> bytes:
    """Return a Word document with a mark at the head of every page; as it is if there is no mark."""
    if not mark:
        return paper
    document = Document(io.BytesIO(paper))
    for header in _headers(document):
        fresh = header.is_linked_to_previous  # one of its own is made by the first look into it
        paragraph = header.paragraphs[0]
        line = paragraph if fresh else paragraph.insert_paragraph_before()
        write_line(line, mark, SIZE, WD_ALIGN_PARAGRAPH.CENTER, font=HEAD)
    raw = io.BytesIO()
    document.save(raw)
    return steady(raw.getvalue(), made_on)


def _headers(document: Doc) -> Iterator[_Header]:
    """Yield the headers that pages show; those of later sections that take over an earlier one's are that one."""
    for i, section in enumerate(document.sections):
        shown = [section.header]
        if section.different_first_page_header_footer:
            shown.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            shown.append(section.even_page_header)
        yield from (header for header in shown if i == 0 or not header.is_linked_to_previous)
