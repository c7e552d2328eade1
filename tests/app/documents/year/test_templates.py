"""A bureau's own templates are used; one that asks for what there is not is told by file, place and nearest field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from app.documents.year.appeal_answers import answer_context
from app.documents.year.contents import Contents
from app.documents.year.exchange import exchange_rows
from app.documents.year.fields import FIELDS, Context, Listing, nearest
from app.documents.year.make_templates import MAKERS, make
from app.documents.year.orders import orders_context
from app.documents.year.papers import PapersFolderError, PapersTemplateError
from app.documents.year.personal_notices import notice_context, notice_pages
from app.documents.year.publication import publication_context
from app.documents.year.registers import registers_context
from app.documents.year.school_notices import school_contexts
from app.documents.year.sheet_template import fill_workbook
from app.documents.year.templates import FOLDER, NAMES, Found, Templates, copy_templates, template_name
from app.documents.year.write import write_documents
from models.appeals.appeal import Appeal
from models.words import Idiom
from tests.app.documents.year.small import made, papers, rulebook

PART_OF = {
    "publication.html.j2": "publication", "publication.xlsx": "publication", "registers.xlsx": "registers",
    "school_notice.docx": "notices", "personal_notice.docx": "notices", "transfer_orders.docx": "orders",
    "appeal_answer.docx": "appeals",
}  # fmt: skip


def own(folder: Path, name: str) -> Path:
    mine = folder / "templates"
    mine.mkdir()
    return Path(shutil.copyfile(FOLDER / name, mine / name))


def wrong(path: Path, folder: Path) -> list[str]:
    """Return what is said of a template, having made sure that nothing is written."""
    with pytest.raises(PapersTemplateError) as caught:
        write_documents(papers(), folder / "out", path.parent, "zh", frozenset({PART_OF[path.name]}))
    assert not (folder / "out").exists()
    for text in caught.value.texts:
        assert str(path) in text.zh
        assert str(path) in text.en
    return [text.zh for text in caught.value.texts]


def in_page(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def in_word(path: Path, old: str, new: str) -> None:
    document, found = Document(str(path)), 0
    cells = [c for t in document.tables for r in t.rows for c in r.cells]
    for paragraph in [*document.paragraphs, *(p for c in cells for p in c.paragraphs)]:
        for run in paragraph.runs:
            found += old in run.text
            run.text = run.text.replace(old, new)
    assert found
    document.save(str(path))


def test_the_shipped_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    again = make(tmp_path)
    assert {path.name for path in again} == {template_name(name, lang) for name in MAKERS for lang in ("zh", "en")}
    assert [path.name for path in again if path.read_bytes() != (FOLDER / path.name).read_bytes()] == []


def test_the_copies_are_used_as_they_are_and_make_the_same_papers(tmp_path: Path) -> None:
    copies = copy_templates(tmp_path / "mine")
    assert {path.name for path in copies} == {template_name(name, lang) for name in NAMES for lang in ("zh", "en")}
    parts = frozenset({"publication", "registers", "orders"})
    shipped = write_documents(papers(), tmp_path / "a", None, "zh", parts)
    mine = write_documents(papers(), tmp_path / "b", tmp_path / "mine", "zh", parts)
    assert [p.read_bytes() for p in shipped] == [p.read_bytes() for p in mine]
    notices = write_documents(papers(), tmp_path / "c", tmp_path / "mine", "zh", frozenset({"notices"}))
    first = Document(str(notices[0]))
    assert "依据" in {cell.text for cell in first.tables[0].columns[0].cells}
    with pytest.raises(PapersFolderError, match="holds"):
        copy_templates(tmp_path / "mine")


def test_a_bureaus_word_and_sheet_stand_on_the_paper(tmp_path: Path) -> None:
    mine = copy_templates(tmp_path / "mine")[0].parent
    in_word(mine / "transfer_orders.docx", "经研究决定", "经局党委会研究")
    book = load_workbook(mine / "registers.xlsx")
    for name in book.sheetnames[1:]:
        del book[name]
    book.worksheets[0]["A4"] = "第{{ 表一.序号 }}位 {{ register1.name }}"
    book.save(mine / "registers.xlsx")
    registers, orders = write_documents(papers(), tmp_path / "out", mine, "zh", frozenset({"registers", "orders"}))
    assert "经局党委会研究" in "".join(p.text for p in Document(str(orders)).paragraphs)
    sheet = load_workbook(registers).worksheets
    assert [s.title for s in sheet] == ["表一 花名册"]
    assert sheet[0]["A4"].value == "第1位 王芳"


def test_an_unknown_field_of_a_page_is_told_by_line(tmp_path: Path) -> None:
    path = own(tmp_path, "publication.html.j2")
    in_page(path, "{{ 人.工号 }}", "{{ 人.工号码 }}")
    in_page(path, "{{ 制发日期 }}", "{{ 制表日期 }}")
    said = wrong(path, tmp_path)
    assert len(said) == 4, "the number stands on the list and on the two of those kept"
    assert any("没有“制表日期”这个字段；最接近的是“制发日期”" in text for text in said)
    line = 1 + path.read_text(encoding="utf-8").splitlines().index(
        next(t for t in path.read_text(encoding="utf-8").splitlines() if "人.工号码" in t)
    )
    assert any(f"第{line}行：没有“人.工号码”" in text and "“工号”" in text for text in said)


def test_an_unknown_field_of_a_word_paper_is_told_by_paragraph(tmp_path: Path) -> None:
    path = own(tmp_path, "transfer_orders.docx")
    in_word(path, "{{ 令.调入学校 }}", "{{ 令.调入单位 }}")
    (said,) = wrong(path, tmp_path)
    assert "没有“令.调入单位”这个字段；最接近的是“调入学校”" in said
    assert "段“" in said


def test_an_unknown_field_of_a_sheet_is_told_by_cell(tmp_path: Path) -> None:
    path = own(tmp_path, "registers.xlsx")
    book = load_workbook(path)
    book["表三 交流"]["C4"] = "{{ 表三.姓 名 }}"
    book["表四 暂缓"]["B4"] = "{{ 表四.职工号 }}"
    book["表五 不交流"]["A2"] = "{{ 方案 }}"
    book["表六 方案"]["B4"] = "{{ 表七.工号 }}"
    book["表七 情况记录"]["D4"] = "{{ 表七.开始年月 }"
    book["表八 申请"]["B4"] = "{{ 表十.工号 }}"
    book.save(path)
    said = wrong(path, tmp_path)
    for place, what in (
        ("“表三 交流” C4", "写法有误"),
        ("“表四 暂缓” B4", "最接近的是“工号”"),
        ("“表五 不交流” A2", "最接近的是“方案名称”"),
        ("“表六 方案” B4", "已用于“表六”"),
        ("“表七 情况记录” D4", "写法有误"),
        ("“表八 申请” B4", "没有“表十.工号”"),
    ):
        assert any(place in text and what in text for text in said), (place, said)


@pytest.mark.parametrize("name", ["publication.html.j2", "school_notice.docx", "registers.xlsx"])
def test_a_broken_template_is_told(name: str, tmp_path: Path) -> None:
    path = own(tmp_path, name)
    if name.endswith(".j2"):
        in_page(path, "{% endif %}", "")
        said = wrong(path, tmp_path)
    elif name.endswith(".docx"):
        in_word(path, "{{ 学校 }}", "{{ 学校 }")
        said = wrong(path, tmp_path)
        assert any("段“" in text for text in said)
    else:
        path.write_bytes(b"no workbook")
        said = wrong(path, tmp_path)
    assert said


@pytest.mark.parametrize("name", ["publication.html.j2", "transfer_orders.docx"])
def test_a_template_must_print_where_the_paper_comes_from(name: str, tmp_path: Path) -> None:
    path = own(tmp_path, name)
    if name.endswith(".j2"):
        in_page(path, "{{ 来源 }}", "")
    else:
        document = Document(str(path))
        document.sections[0].footer.paragraphs[0].text = ""
        document.save(str(path))
    assert any("没有印出来源" in text for text in wrong(path, tmp_path))


def test_a_template_reaches_nothing_of_the_program(tmp_path: Path) -> None:
    path = own(tmp_path, "publication.html.j2")
    in_page(path, "{{ 制发日期 }}", "{{ 制发日期.__class__.__mro__ }}")
    assert wrong(path, tmp_path)


def test_a_document_of_a_name_no_paper_asks_for_is_told(tmp_path: Path) -> None:
    mine = tmp_path / "templates"
    mine.mkdir()
    (mine / "register.xlsx").write_bytes(b"")
    (mine / "~$registers.xlsx").write_bytes(b"")
    (mine / "说明.txt").write_bytes(b"")
    with pytest.raises(PapersTemplateError) as caught:
        Templates(mine, "zh")
    (said,) = caught.value.texts
    assert "register.xlsx" in said.zh
    assert "改名为 registers.xlsx" in said.zh
    with pytest.raises(PapersTemplateError, match="no folder"):
        Templates(tmp_path / "nowhere", "zh")


def test_a_folder_whose_templates_would_not_be_used_is_told(tmp_path: Path) -> None:
    path = own(tmp_path, "registers.xlsx")
    assert Templates(path.parent, "zh").has_own("registers.xlsx")
    with pytest.raises(PapersTemplateError, match="no template that could be used"):
        Templates(path.parent, "en")


def test_every_field_has_one_name_in_each_language() -> None:
    assert len(set(FIELDS.values())) == len(FIELDS)
    assert not set(FIELDS) & set(FIELDS.values())


def test_every_field_is_told_in_some_paper_and_every_record_holds_what_its_list_promises() -> None:
    contents = Contents(papers(), "zh")
    contexts = [
        publication_context(contents),
        registers_context(contents, exchange_rows(contents)),
        orders_context(contents),
        answer_context(contents, Appeal(2, "t1", "stay")),
        *school_contexts(contents),
        *(notice_context(contents, page) for _, page in notice_pages(contents)),
    ]
    lists = [listing for context in contexts for listing in context.lists.values()]
    assert all(set(record) == set(listing.fields) for listing in lists for record in listing.records)
    told = {name for context in contexts for name in (*context.values, *context.lists)}
    assert told.union(*(listing.fields for listing in lists)) == set(FIELDS)


def test_the_nearest_name_is_no_name_far_off() -> None:
    known = frozenset({"工号", "姓名", "原学校"})
    assert nearest("职工号", known) == "工号"
    assert nearest("xyz", known) == ""


def test_a_row_repeats_with_its_looks_and_what_is_below_moves(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["B2"], sheet["C2"] = (
        "{{ policy }}",
        "{{ movers.serial }}",
        "{{ 名单.姓名 }}",
        "照抄",
    )
    sheet["B2"].font = Font(bold=True)
    sheet.row_dimensions[2].height, sheet.row_dimensions[4].height = 22, 33
    sheet["A3"], sheet["A4"] = "中间", "末行 {{ 来源 }}"
    sheet.merge_cells("A4:C4")
    sheet.auto_filter.ref = "A1:C2"
    book.save(tmp_path / "t.xlsx")
    people = [{"serial": i, "name": name} for i, name in enumerate(("甲", "=1+1", "丙"), 1)]
    context = Context({"policy": "办法", "source": "出处"}, {"movers": Listing(("serial", "name"), people)})
    (tmp_path / "o.xlsx").write_bytes(fill_workbook(Found(tmp_path / "t.xlsx", True, "zh"), context, papers().made_on))
    filled = load_workbook(tmp_path / "o.xlsx").worksheets[0]
    assert [tuple(c.value for c in row) for row in filled.iter_rows()] == [
        ("办法", None, None), (1, "甲", "照抄"), (2, "=1+1", "照抄"), (3, "丙", "照抄"), ("中间", None, None),
        ("末行 出处", None, None),
    ]  # fmt: skip
    assert filled["B3"].data_type == "s", "what a bureau writes is never a formula"
    assert filled["B4"].font.bold
    assert [filled.row_dimensions[r].height for r in (2, 3, 4, 6)] == [22, 22, 22, 33]
    assert [area.coord for area in filled.merged_cells.ranges] == ["A6:C6"]
    assert filled.auto_filter.ref == "A1:C4"


def test_shipped_templates_speak_the_bureaus_words(tmp_path: Path) -> None:
    asked = rulebook(vocabulary={"学校": "单位", "学科": "职位类别", "任教": "任职"})
    page, book, orders = write_documents(
        papers(made(asked=asked)), tmp_path / "out", None, "zh", frozenset({"publication", "orders"})
    )
    text = page.read_text(encoding="utf-8")
    assert "<th>现单位</th>" in text
    assert "石桥康复病残学校" in text, "names stay as they are"
    assert load_workbook(book).worksheets[0]["D3"].value == "原单位"
    said = "".join(p.text for p in Document(str(orders)).paragraphs)
    assert "任职初中语文" in said
    assert isinstance(asked.spoken("zh"), Idiom)
