"""The notice as a Word document: A4, one page, Chinese fonts named with others to stand in for them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from app.documents.notice_page import NoticePage
from models.words import Lang

BODY, HEAD = "仿宋", "黑体"
STAND_INS = {
    BODY: "FangSong,STFangsong,宋体,SimSun,Noto Serif CJK SC,WenQuanYi Micro Hei",
    HEAD: "SimHei,Heiti SC,Microsoft YaHei,Noto Sans CJK SC,WenQuanYi Micro Hei",
}
"""Chinese font -> what Word may take where it is not installed."""
LATIN = "Times New Roman"
WIDTHS = (Mm(27), Mm(65), Mm(27), Mm(51))
"""Of the four columns of the table."""
_TEMPLATE_DATE = datetime(2020, 1, 1, tzinfo=UTC)
"""Written as the date of every notice: the file tells of the case, not of the machine or hour it was made on."""


def notice_docx(page: NoticePage) -> bytes:
    """Return a notice as the bytes of a .docx."""
    document = Document()
    size = page.size
    prepare(document, page.title, size, page.lang)
    write_line(document.add_paragraph(), page.title, 18, WD_ALIGN_PARAGRAPH.CENTER, font=HEAD)
    write_line(document.add_paragraph(), page.policy, size, WD_ALIGN_PARAGRAPH.CENTER, after=6)
    _add_table(document, page, size)
    write_line(document.add_paragraph(), f"{page.receipt}\t{page.seal}", size, before=14)
    write_line(document.add_paragraph(), f"{page.date}\t{page.date}", size, before=8, after=8)
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(110))
    for i, text in enumerate(page.foot):
        write_line(document.add_paragraph(), text, 8, bold=i == 0)
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def prepare(document: Doc, title: str, size: float, lang: Lang) -> None:
    """Set paper, fonts and what the file tells of itself; the template's thumbnail and author go."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(16), Mm(12)
    section.header_distance = section.footer_distance = Mm(6)
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = LATIN, Pt(size)
    properties = normal.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN" if lang == "zh" else "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    told = document.core_properties
    told.author = told.last_modified_by = told.comments = ""
    told.title = title
    told.created = told.modified = _TEMPLATE_DATE
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package.rels.pop(name)
    for part in package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            _name_stand_ins(part)


def _name_stand_ins(part: Part) -> None:
    """Tell Word which fonts may stand in for the Chinese ones (w:altName)."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in STAND_INS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def _add_table(document: Doc, page: NoticePage, size: float) -> None:
    """Add the table: two facts a row, then the parts, each a label and its lines across the rest."""
    pairs = [page.facts[i : i + 2] for i in range(0, len(page.facts), 2)]
    table = document.add_table(len(pairs) + len(page.sections), len(WIDTHS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row, pair in zip(table.rows, pairs, strict=False):
        texts = [text for fact in pair for text in fact]
        for i, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _fill(cell, (text,), size, label=i % 2 == 0)
    for row, section in zip(list(table.rows)[len(pairs) :], page.sections, strict=True):
        label, first, *_, last = row.cells
        _fill(label, (section.label,), size, label=True)
        _fill(first.merge(last), section.lines, size)


def _fill(cell: _Cell, lines: tuple[str, ...], size: float, *, label: bool = False) -> None:
    for i, text in enumerate(lines):
        paragraph = cell.add_paragraph() if i else cell.paragraphs[0]
        write_line(paragraph, text, size, before=2 if i == 0 else 0, after=2 if i == len(lines) - 1 else 0, bold=label)


def write_line(
    paragraph: Paragraph,
    text: str,
    size: float,
    align: WD_ALIGN_PARAGRAPH | None = None,
    *,
    font: str = BODY,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    spacing: float = 1.15,
) -> Run:
    """Write one paragraph of one run."""
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), spacing
    if align is not None:
        paragraph.alignment = align
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), LATIN
    run.bold = bold or font == HEAD
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run
