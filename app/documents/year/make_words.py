"""The shipped Word templates: notices to schools and people, transfer orders, answers to appeals.

A4, Chinese fonts with stand-ins.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.shared import Mm
from docx.table import Table

from app.documents.word_paper import BODY, HEAD, prepare, write_line
from app.documents.year.fields import FIELDS
from app.documents.year.make_sheets import COLUMNS, SHIPPED_ON
from app.documents.year.sheet_template import NONE
from app.documents.year.steady_zip import steady
from models.words import Lang, Text

_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
SIZE = 14
"""Points of an order's text: 四号."""


def school_notice(lang: Lang) -> bytes:
    """Return the template of the notice to a school."""
    document = _paper(lang, landscape=True)
    _line(document, f"{{{{ {_name('policy', lang)} }}}}", 10.5, align=_CENTRE, after=6)
    _line(document, Text("{{ 学校 }}：", "{{ school }}:").say(lang), 12)
    opening = Text(
        "{% if 调出 or 调入 %}现将你校人员调整情况通知如下，请办理交接、做好接收。{{ 报到要求 }}。{% endif %}"
        "{{ 公示变动 }}",
        "{% if leaving or coming %}These are the changes at your school. Please see to the handover and to who comes. "
        "{{ report }}. {% endif %}{{ changed }}",
    )
    _line(document, opening.say(lang), 12, after=6)
    leaving = ("serial", "name", "number", "from_post", "to_school", "to_post", "round", "same_day", "transfer")
    coming = (
        "serial",
        "name",
        "number",
        "from_school",
        "from_post",
        "to_post",
        "round",
        "same_day",
        "transfer",
        "term",
    )
    _listed(document, lang, Text("一、调出人员", "1. Who leaves"), "leaving", leaving)
    _listed(document, lang, Text("二、调入人员", "2. Who comes"), "coming", coming)
    posts = ("post", "required", "before", "out", "in", "after")
    _listed(document, lang, Text("三、各岗位人数", "3. People in each post"), "posts", posts)
    _seal(document, lang)
    return _saved(document)


def transfer_orders(lang: Lang) -> bytes:
    """Return the template of the transfer orders, one order a page."""
    document = _paper(lang)
    one = "o" if lang == "en" else "令"
    document.add_paragraph("{%p for " + one + " in " + _name("orders", lang) + " %}")
    _line(document, f"{{{{ {_name('title', lang)} }}}}", 22, align=_CENTRE, font=HEAD, after=4)
    _line(document, f"{{{{ {one}.{_name('order', lang)} }}}}", 12, align=_CENTRE, after=4)
    _line(document, f"{{{{ {_name('policy', lang)} }}}}", 12, align=_CENTRE, after=18)
    said = Text(
        "{{ 令.姓名 }}同志（工号 {{ 令.工号 }}）：",
        "To {{ o.name }} (staff number {{ o.number }}):",
    )
    _line(document, said.say(lang), SIZE, after=6)
    said = Text(
        "　　经研究决定，你由{{ 令.原学校 }}（{{ 令.原岗位 }}）调往{{ 令.调入学校 }}"
        "{% if 令.新岗位 %}，任教{{ 令.新岗位 }}{% endif %}。"
        "列入第{{ 令.轮次 }}批办理。{{ 令.人事关系 }}{{ 令.交流期 }}",
        "You move from {{ o.from_school }} ({{ o.from_post }}) to {{ o.to_school }}"
        "{% if o.to_post %}, to teach {{ o.to_post }}{% endif %}. "
        "It is carried out in batch {{ o.round }}. {{ o.transfer }} {{ o.term }}",
    )
    _line(document, said.say(lang), SIZE, spacing=1.5)
    field = "{{ 令.同日办理 }}" if lang == "zh" else "{{ o.same_day }}"
    condition = "令.同日办理" if lang == "zh" else "o.same_day"
    document.add_paragraph("{%p if " + condition + " %}")
    _line(document, Text("　　", "").say(lang) + field, SIZE, spacing=1.5)
    document.add_paragraph("{%p endif %}")
    said = Text("　　{{ 令.报到要求 }}", "{{ o.report }}")
    _line(document, said.say(lang), SIZE, spacing=1.5)
    _seal(document, lang, size=SIZE)
    document.add_paragraph("{%p if not loop.last %}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    return _saved(document)


def appeal_answer(lang: Lang) -> bytes:
    """Return the template of the answer to an appeal."""
    document = _paper(lang)
    _line(document, f"{{{{ {_name('title', lang)} }}}}", 22, align=_CENTRE, font=HEAD, after=4)
    _line(document, f"{{{{ {_name('policy', lang)} }}}}", 12, align=_CENTRE, after=18)
    lines = (
        Text("{{ 姓名 }}同志（工号 {{ 工号 }}，{{ 学校 }}{{ 学段学科 }}）：",
             "To {{ name }} (staff number {{ number }}, {{ school }}, {{ post }}):"),
        Text("　　您对公示的交流轮岗安排提出申诉，事项为：{{ 申诉事项 }}。",
             "You appealed against what was published, asking for: {{ asked }}."),
        Text("　　经复核，申诉{{ 裁决 }}{% if 裁决人 %}（裁决：{{ 裁决人 }}）{% endif %}。",
             "The appeal was {{ ruling }}{% if ruled_by %} (ruled by {{ ruled_by }}){% endif %}."),
        Text("　　{{ 处理结果 }}", "{{ follows }}"),
    )  # fmt: skip
    for said in lines:
        _line(document, said.say(lang), SIZE, spacing=1.5)
    line = "line" if lang == "en" else "行"
    document.add_paragraph("{%p for " + line + " in " + _name("questions", lang) + " %}")
    _line(document, Text("　　", "").say(lang) + f"{{{{ {line} }}}}", 12)
    document.add_paragraph("{%p endfor %}")
    _seal(document, lang, size=SIZE)
    return _saved(document)


def personal_notice(lang: Lang) -> bytes:
    """Return a template of the notice to a person, for a bureau that wants its own."""
    document = _paper(lang)
    _line(document, f"{{{{ {_name('policy', lang)} }}}}", 10.5, align=_CENTRE, after=6)
    table = document.add_table(6, 2, style="Table Grid")
    fact, part, line = ("f", "s", "l") if lang == "en" else ("项", "部分", "行")
    rows = (
        ("{%tr for " + fact + " in " + _name("facts", lang) + " %}", ""),
        (f"{{{{ {fact}.{_name('label', lang)} }}}}", f"{{{{ {fact}.{_name('value', lang)} }}}}"),
        ("{%tr endfor %}", ""),
        ("{%tr for " + part + " in " + _name("sections", lang) + " %}", ""),
        (f"{{{{ {part}.{_name('label', lang)} }}}}", ""),
        ("{%tr endfor %}", ""),
    )
    _rows(table, rows, lang, (Mm(27), Mm(143)))
    lines = table.rows[4].cells[1]
    lines.paragraphs[0].text = "{%p for " + line + " in " + f"{part}.{_name('lines', lang)}" + " %}"
    write_line(lines.add_paragraph(), f"{{{{ {line} }}}}", 10.5)
    lines.add_paragraph("{%p endfor %}")
    sign = f"{{{{ {_name('receipt', lang)} }}}}\t{{{{ {_name('seal', lang)} }}}}"
    signed = document.add_paragraph()
    write_line(signed, sign, 10.5, before=14)
    dated = document.add_paragraph()
    date = f"{{{{ {_name('date', lang)} }}}}"
    write_line(dated, f"{date}\t{date}", 10.5, before=8)
    for paragraph in (signed, dated):
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(110))
    return _saved(document)


def _name(field: str, lang: Lang) -> str:
    """Name a field as the template's language does."""
    return field if lang == "en" else FIELDS[field]


def _paper(lang: Lang, *, landscape: bool = False) -> Doc:
    """Return an empty A4 document with a title, and where it comes from in its footer."""
    document = Document()
    prepare(document, "", 10.5, lang)
    section = document.sections[0]
    section.bottom_margin, section.footer_distance = Mm(18), Mm(8)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        _line(document, f"{{{{ {_name('title', lang)} }}}}", 18, align=_CENTRE, font=HEAD)
    foot = section.footer.paragraphs[0]
    write_line(foot, f"{{{{ {_name('source', lang)} }}}}", 7)
    return document


def _line(
    document: Doc,
    text: str,
    size: float,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    font: str = BODY,
    after: float = 0,
    spacing: float = 1.15,
) -> None:
    """Add a paragraph of one run."""
    write_line(document.add_paragraph(), text, size, align, font=font, after=after, spacing=spacing)


HEADERS = {
    "required": Text("核定人数", "Allowed"),
    "before": Text("调整前", "Before"),
    "out": Text("调出", "Out"),
    "in": Text("调入", "In"),
    "after": Text("调整后", "After"),
}
"""Headers of a post's numbers."""


def _listed(document: Doc, lang: Lang, heading: Text, listed: str, fields: Sequence[str]) -> None:
    """Add a heading and a table that repeats a row for every record of a list."""
    write_line(document.add_paragraph(), heading.say(lang), 12, font=HEAD, before=8, after=3)
    table = document.add_table(6, len(fields), style="Table Grid")
    row = "r" if lang == "en" else "行"
    empty = [""] * (len(fields) - 1)
    headers = [(HEADERS[field] if field in HEADERS else COLUMNS[field][0]).say(lang) for field in fields]
    filled = [f"{{{{ {row}.{_name(field, lang)} }}}}" for field in fields]
    rows = (
        headers,
        ["{%tr for " + row + " in " + _name(listed, lang) + " %}", *empty],
        filled,
        ["{%tr else %}", *empty],
        [NONE.say(lang), *empty],
        ["{%tr endfor %}", *empty],
    )
    shares = [COLUMNS[field][1] if field in COLUMNS else 10 for field in fields]
    width = 257 / sum(shares)
    _rows(table, rows, lang, [Mm(width * share) for share in shares], headed=True)
    table.cell(4, 0).merge(table.cell(4, len(fields) - 1))
    heads = table.rows[0]._tr.get_or_add_trPr()
    heads.append(OxmlElement("w:tblHeader"))  # on every page the table runs to


def _rows(
    table: Table, rows: Sequence[Sequence[str]], lang: Lang, widths: Sequence[Mm], *, headed: bool = False
) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for i, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            if text:
                write_line(cell.paragraphs[0], text, 10.5 if lang == "zh" else 9.5, bold=headed and i == 0)


def _seal(document: Doc, lang: Lang, size: float = 12) -> None:
    for i, text in enumerate((Text("（盖章）", "(Seal)").say(lang), f"{{{{ {_name('made_on', lang)} }}}}")):
        write_line(document.add_paragraph(), text, size, _RIGHT, before=18 if i == 0 else 4)


def _saved(document: Doc) -> bytes:
    raw = io.BytesIO()
    document.save(raw)
    return steady(raw.getvalue(), SHIPPED_ON)
