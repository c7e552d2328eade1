"""The shipped Excel templates: the published list and the eight registers."""

from __future__ import annotations

import io
from datetime import date
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.year.fields import FIELDS
from app.documents.year.steady_zip import steady
from models.words import Lang, Text

SHIPPED_ON = date(2026, 1, 1)
"""The date the templates bear, whenever they are made."""
_LINE = Side(style="thin", color="999999")
_NUMBERS = frozenset({"serial", "round"})

COLUMNS: dict[str, tuple[Text, int]] = {
    "serial": (Text("序号", "No."), 6),
    "number": (Text("工号", "Staff number"), 12),
    "name": (Text("姓名", "Name"), 10),
    "sex": (Text("性别", "Sex"), 6),
    "born": (Text("出生年月", "Born"), 10),
    "school": (Text("学校", "School"), 22),
    "unit": (Text("所属单位", "Unit"), 22),
    "post": (Text("学段、学科", "Post"), 14),
    "post_type": (Text("岗位类别", "Kind of post"), 10),
    "title_held": (Text("职称", "Title"), 12),
    "role": (Text("职务", "Office"), 10),
    "degree": (Text("学历", "Degree"), 8),
    "joined": (Text("进入本校年月", "In school since"), 12),
    "unit_joined": (Text("进入本单位年月", "In unit since"), 14),
    "post_since": (Text("任现职年月", "In post since"), 12),
    "from_school": (Text("原学校", "From"), 22),
    "from_code": (Text("原学校代码", "Code"), 13),
    "from_post": (Text("原岗位", "Post left"), 14),
    "to_school": (Text("调入学校", "To"), 22),
    "to_code": (Text("调入学校代码", "Code"), 13),
    "to_post": (Text("新岗位", "Post entered"), 14),
    "new_post": (Text("变动后学段、学科", "New post"), 14),
    "round": (Text("轮次", "Round"), 6),
    "same_day": (Text("同日办理", "Same day"), 9),
    "route": (Text("交流范围", "Route"), 18),
    "transfer": (Text("人事关系", "Personnel relation"), 9),
    "term": (Text("交流期", "Term"), 18),
    "clause": (Text("符合的条件", "Due by"), 22),
    "type": (Text("交流轮岗类型", "Type"), 16),
    "start": (Text("开始年月", "Start"), 10),
    "end": (Text("结束年月", "End"), 10),
    "origin": (Text("原单位名称", "From"), 22),
    "destination": (Text("交流轮岗单位名称", "To"), 22),
    "relation": (Text("是否调动人事关系", "Relation moved"), 12),
    "applies": (Text("本人申请", "Applies"), 9),
    "consent": (Text("学校同意", "School consents"), 9),
    "apply_for": (Text("申报学段、学科", "Applies for"), 14),
    "choices": (Text("志愿", "Choices"), 46),
}
"""Field -> header and width of its column."""


class _Page(NamedTuple):
    """One sheet: its name, title, list, fields, headers of empty columns to fill in by hand, and whether it is kept."""

    name: Text
    title: Text
    listed: str
    fields: tuple[str, ...]
    blank: tuple[Text, ...] = ()


_KEPT = ("serial", "number", "name", "sex", "school", "post", "unit_joined", "post_since")
_ROTATION = ("serial", "number", "name", "sex", "unit", "from_school", "from_post", "to_school", "to_post", "round")
_REGISTERS = (
    _Page(
        Text("表一 花名册", "1 staff"),
        Text("表一　教职工（干部）花名册", "Register 1: staff"),
        "register1",
        ("serial", "number", "name", "sex", "born", "school", "unit", "post", "post_type", "title_held", "role",
         "degree", "joined", "unit_joined", "post_since"),
    ),
    _Page(
        Text("表二 轮岗", "2 rotation"),
        Text("表二　轮岗花名册（同一单位内部）", "Register 2: rotation inside one unit"),
        "register2",
        _ROTATION,
    ),
    _Page(
        Text("表三 交流", "3 exchange"),
        Text("表三　交流花名册（单位之间）", "Register 3: exchange between units"),
        "register3",
        _ROTATION,
    ),
    _Page(
        Text("表四 暂缓", "4 deferred"),
        Text("表四　符合交流条件但暂缓交流人员名单", "Register 4: due and put off this year"),
        "register4",
        _KEPT,
    ),
    _Page(
        Text("表五 不交流", "5 not exchanged"),
        Text("表五　符合交流条件但不交流人员名单", "Register 5: due and not exchanged this year"),
        "register5",
        (*_KEPT, "clause"),
    ),
    _Page(
        Text("表六 方案", "6 plan"),
        Text("表六　交流轮岗方案", "Register 6: the plan"),
        "register6",
        ("serial", "number", "name", "from_school", "from_code", "from_post", "to_school", "to_code", "to_post",
         "round", "same_day", "route", "transfer", "term"),
    ),
    _Page(
        Text("表七 情况记录", "7 record"),
        Text("表七　交流轮岗情况记录表", "Register 7: the record"),
        "register7",
        ("serial", "number", "name", "type", "start", "end", "origin", "destination", "relation"),
        (Text("考核等次", "Appraisal"), Text("考核单位（盖章）", "Appraised by (seal)")),
    ),
    _Page(
        Text("表八 申请", "8 applications"),
        Text("表八　交流轮岗申请表", "Register 8: applications"),
        "register8",
        ("serial", "number", "name", "school", "post", "applies", "consent", "apply_for", "choices"),
        (Text("审核意见", "Decision"),),
    ),
)  # fmt: skip
_PUBLICATION = (
    _Page(
        Text("名单", "List"),
        Text("{{ 标题 }}", "{{ title }}"),
        "movers",
        ("serial", "name", "number", "from_school", "from_post", "to_school", "new_post"),
    ),
    _Page(
        Text("暂缓", "Put off"),
        Text("符合交流条件但暂缓交流人员名单", "Due and put off this year"),
        "deferred",
        ("serial", "name", "number", "school", "post"),
    ),
    _Page(
        Text("不交流", "Not exchanged"),
        Text("符合交流条件但不交流人员名单", "Due and not exchanged this year"),
        "kept",
        ("serial", "name", "number", "school", "post"),
    ),
)


def registers(lang: Lang) -> bytes:
    """Return the template of the eight registers."""
    return _book(_REGISTERS, lang, _field("use", lang))


def publication(lang: Lang) -> bytes:
    """Return the template of the published list."""
    return _book(_PUBLICATION, lang, _field("hearing", lang), seal=True)


def _book(pages: tuple[_Page, ...], lang: Lang, under: str, *, seal: bool = False) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in pages:
        sheet = book.create_sheet(page.name.say(lang))
        _fill(sheet, page, lang, under, seal=seal)
    book.properties.creator = ""
    raw = io.BytesIO()
    book.save(raw)
    return steady(raw.getvalue(), SHIPPED_ON)


def _field(name: str, lang: Lang, listed: str = "") -> str:
    """Write a field as the template's language names it."""
    parts = [part if lang == "en" else FIELDS[part] for part in (listed, name) if part]
    return "{{ " + ".".join(parts) + " }}"


def _fill(sheet: Worksheet, page: _Page, lang: Lang, under: str, *, seal: bool) -> None:
    headers = [(COLUMNS[name][0].say(lang), COLUMNS[name][1]) for name in page.fields]
    headers += [(blank.say(lang), 14) for blank in page.blank]
    last = len(headers)
    face = "宋体" if lang == "zh" else "Calibri"
    for row, text, size, bold in ((1, page.title.say(lang), 16, True), (2, _under(under, lang), 10, False)):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
        head = sheet.cell(row, 1, text)
        head.font = Font(name="黑体" if bold and lang == "zh" else face, size=size, bold=bold)
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 30, 50 if seal else 32
    border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    for column, (text, width) in enumerate(headers, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        top = sheet.cell(3, column, text)
        top.font, top.border = Font(name=face, size=10, bold=True), border
        top.fill = PatternFill("solid", fgColor="E4F0F2")
        top.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        body = sheet.cell(4, column)
        body.font, body.border = Font(name=face, size=10), border
        body.alignment = Alignment(vertical="center", wrap_text=True)
        if column <= len(page.fields):
            name = page.fields[column - 1]
            body.value = _field(name, lang, page.listed)
            body.number_format = "0" if name in _NUMBERS else "@"
    row = 5
    if seal:
        for text in (Text("（盖章）", "(Seal)").say(lang), _field("made_on", lang)):
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
            sheet.cell(row, 1, text).alignment = Alignment(horizontal="right")
            sheet.cell(row, 1).font = Font(name=face, size=10)
            row += 1
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
    foot = sheet.cell(row, 1, _field("source", lang))
    foot.font = Font(name=face, size=8, color="667380")
    foot.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = 24
    _print_setup(sheet)


def _under(said: str, lang: Lang) -> str:
    """Return the line below the title: the policy, and what else the paper says there."""
    return f"{_field('policy', lang)}\n{said}"


def _print_setup(sheet: Worksheet) -> None:
    """A4 landscape, one page wide, the header on every page."""
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "1:3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.footer = 0.6, 0.8, 0.3
