"""The notice as a Word document of one page.

Hundreds are made at once, so what all share (styles, fonts, paper) is put together once, and a notice's own text is
written as Word's XML.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

from docx import Document

from app.documents.notice_page import NoticePage
from app.documents.word_paper import BODY, HEAD, LATIN, prepare, printable
from models.words import Lang

WIDTHS = (1531, 3685, 1531, 2891)
"""Of the four columns of the table, in twentieths of a point: 27, 65, 27 and 51 mm."""
_SECOND = 6236
"""Where the second half of a line that is signed begins, likewise: 110 mm."""
_BODY_PART = "word/document.xml"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def notice_docx(page: NoticePage) -> bytes:
    """Return a notice as the bytes of a .docx; the same for the same page."""
    size = page.size
    body = [
        _paragraph(page.title, 18, align="center", font=HEAD),
        _paragraph(page.policy, size, align="center", after=6),
        _table(page, size),
        _paragraph(f"{page.receipt}\t{page.seal}", size, before=14, halves=True),
        _paragraph(f"{page.date}\t{page.date}", size, before=8, after=8, halves=True),
        *(_paragraph(text, 8, bold=i == 0) for i, text in enumerate(page.foot)),
    ]
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _paper(page.title, size, page.lang):
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            told = "".join(body).encode() if name == _BODY_PART else b""
            package.writestr(part, content.replace(b"<w:sectPr", told + b"<w:sectPr", 1) if told else content)
    return raw.getvalue()


@lru_cache(maxsize=16)
def _paper(title: str, size: float, lang: Lang) -> tuple[tuple[str, bytes], ...]:
    """Return the parts of a notice that says nothing yet."""
    document = Document()
    prepare(document, title, size, lang)
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as package:
        return tuple((name, package.read(name)) for name in package.namelist())


def _table(page: NoticePage, size: float) -> str:
    """Write the table: two facts a row, then the parts, each a label and its lines across the rest."""
    rows = []
    for i in range(0, len(page.facts), 2):
        texts = [text for fact in page.facts[i : i + 2] for text in fact]
        cells = zip(texts, WIDTHS, strict=True)
        rows.append("".join(_cell((text,), size, width, bold=k % 2 == 0) for k, (text, width) in enumerate(cells)))
    for section in page.sections:
        label = _cell((section.label,), size, WIDTHS[0], bold=True)
        rows.append(label + _cell(section.lines, size, sum(WIDTHS[1:]), across=len(WIDTHS) - 1))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in WIDTHS)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/><w:tblLayout w:type="fixed"/>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    )


def _cell(lines: Sequence[str], size: float, width: int, *, bold: bool = False, across: int = 1) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    last = len(lines) - 1
    told = (
        _paragraph(line, size, bold=bold, before=2 if i == 0 else 0, after=2 if i == last else 0)
        for i, line in enumerate(lines)
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}</w:tcPr>{"".join(told)}</w:tc>'


def _paragraph(
    text: str,
    size: float,
    *,
    align: str = "",
    font: str = BODY,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    halves: bool = False,
) -> str:
    """Write one paragraph of one run; sizes and spaces in points."""
    tabs = f'<w:tabs><w:tab w:val="left" w:pos="{_SECOND}"/></w:tabs>' if halves else ""
    spacing = f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}" w:line="276" w:lineRule="auto"/>'
    aligned = f'<w:jc w:val="{align}"/>' if align else ""
    fonts = f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}"/>'
    strong = "<w:b/>" if bold or font == HEAD else ""
    said = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(printable(part))}</w:t>' for part in text.split("\t"))
    return (
        f"<w:p><w:pPr>{tabs}{spacing}{aligned}</w:pPr>"
        f'<w:r><w:rPr>{fonts}{strong}<w:sz w:val="{size * 2:.0f}"/></w:rPr>{said}</w:r></w:p>'
    )
