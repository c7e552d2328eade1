"""What every Word paper shares: A4, Chinese fonts named with others to stand in for them, nothing of the machine."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from models.words import Lang

BODY, HEAD = "仿宋", "黑体"
STAND_INS = {
    BODY: "FangSong,STFangsong,宋体,SimSun,Noto Serif CJK SC,WenQuanYi Micro Hei",
    HEAD: "SimHei,Heiti SC,Microsoft YaHei,Noto Sans CJK SC,WenQuanYi Micro Hei",
}
"""Chinese font -> what Word may take where it is not installed."""
LATIN = "Times New Roman"
MISSING = "〓"
"""What Chinese typesetting has always put where a character could not be had."""
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEMPLATE_DATE = datetime(2020, 1, 1, tzinfo=UTC)
"""Written as the date of every paper: the file tells of the case, not of the machine or hour it was made on."""


def printable(text: str) -> str:
    """Return text with 〓 for each character that no document can hold, such as control signs pasted into a cell."""
    return _NO_XML.sub(MISSING, text)


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
    run = paragraph.add_run(printable(text))
    run.font.size, run.font.name = Pt(size), LATIN
    run.bold = bold or font == HEAD
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run
