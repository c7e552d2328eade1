"""The set of papers: whole or not at all, the same bytes every time, everybody on the lists they belong on."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import qn
from openpyxl import load_workbook

from app.documents.year.page_text import chunks
from app.documents.year.papers import PARTS, PapersFolderError, YearPapersError
from app.documents.year.write import safe_name, write_documents
from models.plan import Plan
from models.words import Lang
from tests.app.documents.year.small import (
    AS_NUMBER,
    FORMS,
    HEAD,
    IDENTITIES,
    ILLNESS,
    OTHER,
    SANCTION,
    TEACHERS,
    county,
    made,
    papers,
    rulebook,
)
from tests.models.micro import plan

REGISTERS, LIST = "3 表册（仅限局内使用）.xlsx", "1 公示名单"
SHEETS = [
    "表一 花名册",
    "表二 轮岗",
    "表三 交流",
    "表四 暂缓",
    "表五 不交流",
    "表六 方案",
    "表七 情况记录",
    "表八 申请",
]
Cells = list[tuple[Any, ...]]


@cache
def written(lang: Lang = "zh") -> Path:
    """Return a folder with the whole set of the small county, whose document publishes who is kept."""
    folder = Path(mkdtemp()) / "papers"
    listed = write_documents(papers(made(asked=rulebook(forms=FORMS)), "final"), folder, None, lang)
    assert sorted(listed) == sorted(path for path in folder.rglob("*") if path.is_file())
    return folder


def rows(path: Path, sheet: str) -> Cells:
    """Return the rows of records of a sheet: those that begin with a number."""
    values = load_workbook(path)[sheet].iter_rows(values_only=True)
    return [tuple(row) for row in values if isinstance(row[0], int)]


def numbers(sheet: str) -> list[str]:
    return [str(row[1]) for row in rows(written() / REGISTERS, sheet)]


def texts(document: Doc) -> str:
    body = [p.text for p in document.paragraphs]
    return "\n".join([*body, *(c.text for t in document.tables for r in t.rows for c in r.cells)])


def test_everybody_is_on_the_registers_they_belong_on() -> None:
    book = load_workbook(written() / REGISTERS)
    assert book.sheetnames == SHEETS
    assert len(numbers("表一 花名册")) == 13
    assert numbers("表二 轮岗") == ["t1"], "inside one unit"
    assert sorted(numbers("表三 交流")) == sorted(["t2", "t3", "t4", AS_NUMBER, "h1", "h2"])
    assert numbers("表四 暂缓") == ["t5"], "t6 is deferred and was not due"
    assert numbers("表五 不交流") == ["t7", "t9"], "t7 is barred and due, t8 barred and not due"
    assert sorted(numbers("表六 方案")) == sorted([*numbers("表二 轮岗"), *numbers("表三 交流")])
    assert numbers("表八 申请") == ["t2", "t10"]
    assert rows(written() / REGISTERS, "表八 申请")[1][8] == "1. 青山中心小学；2. 石桥康复病残学校"


def test_the_register_of_the_deferred_tells_no_ground() -> None:
    said = str(list(load_workbook(written() / REGISTERS)["表四 暂缓"].iter_rows(values_only=True)))
    assert not [word for word in (ILLNESS, "身体原因", "不宜") if word in said]


def test_the_published_list_masks_names_and_is_sorted() -> None:
    listed = rows(written() / f"{LIST}.xlsx", "名单")
    told = [row[1:6] for row in listed]
    assert told[:3] == [
        ("王*", "h1", "青山中心小学", "初中语文", "白沙小学"),
        ("王*", "h2", "青山中心小学", "初中语文", "白沙小学"),
        ("张*丰", "t1", "青山中心小学", "初中语文", "青山第二小学"),
    ]
    assert told[3][0] == "欧阳*明"
    assert [row[2] for row in listed][-2:] == ["略", "t4"], "a number that is an identity number is not printed"
    assert [row[1:3] for row in rows(written() / f"{LIST}.xlsx", "暂缓")] == [("赵*休", "t5")]
    assert [row[2] for row in rows(written() / f"{LIST}.xlsx", "不交流")] == ["t7", "t9"]


def test_the_published_pages_hold_no_secret() -> None:
    secrets = {ILLNESS, SANCTION, OTHER, "夫妻", "张三丰", AS_NUMBER, *IDENTITIES.values(), "身体原因"}
    for ending in (".html", ".xlsx"):
        said = "\n".join(chunk.text for chunk in chunks(written() / (LIST + ending)))
        assert "欧阳*明" in said
        assert not [secret for secret in secrets if secret in said]


def test_lists_of_the_kept_are_published_only_where_the_document_says_so(tmp_path: Path) -> None:
    first, second = write_documents(papers(), tmp_path / "out", None, "zh", frozenset({"publication"}))
    assert "暂缓" not in first.read_text(encoding="utf-8")
    assert load_workbook(second).sheetnames == ["名单"]


def test_every_page_tells_where_it_comes_from() -> None:
    digest = re.search(r"输入 SHA-256 ((?:[0-9a-f]{8} ?){8})", (written() / f"{LIST}.html").read_text(encoding="utf-8"))
    assert digest is not None
    for path in sorted(written().rglob("*.*")):
        if path.suffix == ".csv":
            continue  # a file for another program holds its columns, nothing else
        said = [chunk.text for chunk in chunks(path)]
        assert any(digest[1].strip() in text for text in said), path
        assert any(HEAD[:16] in text for text in said), path
        assert not any(HEAD[:17] in text for text in said), path
    for path in written().rglob("*.xlsx"):
        for sheet in load_workbook(path).worksheets:
            assert digest[1].strip() in sheet.oddFooter.left.text
            assert len(sheet.oddFooter.left.text) < 255
    registers = load_workbook(written() / REGISTERS)
    assert all("仅限局内使用" in sheet.oddFooter.left.text for sheet in registers.worksheets)


def test_orders_come_in_order_and_say_who_changes_places() -> None:
    said = texts(Document(str(written() / "5 调令" / "调令.docx")))
    assert re.findall(r"第(\d{3})号", said) == [f"{i:03d}" for i in range(1, 8)]
    orders = said.split("调令\n")[1:]
    together = [name for name in ("李雷", "王芳", "张三丰") for order in orders if name in order and "同一天" in order]
    assert together == ["李雷", "王芳"], "t3 and t4 change places; another 王芳 does not"
    assert AS_NUMBER not in said
    breaks = Document(str(written() / "5 调令" / "调令.docx")).element.body.findall(f".//{qn('w:br')}")
    assert [b.get(qn("w:type")) for b in breaks] == ["page"] * 6


def test_schools_learn_who_leaves_and_who_comes_and_no_more() -> None:
    said = texts(Document(str(written() / "4 通知" / "学校" / "B 石桥康复病残学校.docx")))
    assert "欧阳志明" in said
    assert "李雷" in said
    assert "张三丰" not in said
    assert not [word for word in (ILLNESS, SANCTION, "满六年", "得分", "赵病休") if word in said]
    tables = Document(str(written() / "4 通知" / "学校" / "D 白沙小学.docx")).tables
    assert tables[0].rows[1].cells[0].text == "（无）"
    assert [[c.text for c in row.cells] for row in tables[2].rows][1] == ["初中语文", "10", "0", "0", "3", "3"]


def test_notices_go_to_movers_and_to_those_not_placed(tmp_path: Path) -> None:
    assert {path.stem for path in (written() / "4 通知" / "个人").iterdir()} == {
        "01 方𬭎", "h1 王芳", "h2 王芳", "t1 张三丰", "t2 欧阳志明", "t3 李雷", "t4 王芳",
    }  # fmt: skip
    listed = made(county(outgoing=["t1", "t9"]), moves=plan("t1>A1"))
    paths = write_documents(papers(listed, "final"), tmp_path / "out", None, "zh", frozenset({"notices"}))
    assert [path.stem for path in paths if path.parent.name == "个人"] == ["t1 张三丰", "t9 吴留任"]


def test_a_notice_says_until_when_objections_are_heard_while_they_are(tmp_path: Path) -> None:
    final = texts(Document(str(written() / "4 通知" / "个人" / "t1 张三丰.docx")))
    assert "2026年8月26日" not in final
    paths = write_documents(papers(stage="published"), tmp_path / "out", None, "zh", frozenset({"notices"}))
    published = texts(Document(str(next(path for path in paths if path.stem.startswith("t1 ")))))
    assert "截止：2026年8月26日" in published


def test_who_leaves_the_district_is_told_no_post(tmp_path: Path) -> None:
    away = made(county(locks=["t1 must *"]), moves=plan("t1>*"))
    (path,) = write_documents(papers(away), tmp_path / "out", None, "zh", frozenset({"orders"}))
    assert "调往系统外。" in texts(Document(str(path)))


def test_the_export_is_the_six_columns_and_nothing_else() -> None:
    raw = (written() / "6 交流经历导出.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 8
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert table[0] == [
        "工号", "姓名", "交流轮岗类型", "开始年月", "结束年月", "原单位名称", "交流轮岗单位名称", "是否调动人事关系",
    ]  # fmt: skip
    assert ["t2", "欧阳志明", "交流轮岗", "2026-08", "", "青山中心小学", "石桥康复病残学校", "是"] in table
    sheet = load_workbook(written() / "6 交流经历导出.xlsx").worksheets[0]
    assert [[c or "" for c in row] for row in sheet.iter_rows(values_only=True)] == table


def test_an_exported_year_is_not_exported_again(tmp_path: Path) -> None:
    again = made(county(history=[{"teacher_id": "t1", "start": "2026-08"}]))
    with pytest.raises(YearPapersError, match="history already holds"):
        write_documents(papers(again), tmp_path / "out", None, "zh", frozenset({"export"}))


def test_the_same_papers_are_the_same_bytes(tmp_path: Path) -> None:
    listed = write_documents(papers(made(asked=rulebook(forms=FORMS)), "final"), tmp_path / "again", None, "zh")
    first = [written() / path.relative_to(tmp_path / "again") for path in listed]
    odd = [a.name for a, b in zip(listed, first, strict=True) if a.read_bytes() != b.read_bytes()]
    assert odd == []


def test_no_property_tells_of_the_machine_or_hour() -> None:
    for path in (p for p in written().rglob("*.*") if p.suffix in (".xlsx", ".docx")):
        with zipfile.ZipFile(path) as package:
            core = package.read("docProps/core.xml").decode()
            assert f"{date.today().year}-{date.today().month:02d}" not in core or date.today() < date(2026, 9, 1)
            assert not re.search(r"<dc:creator>[^<]+|<cp:lastModifiedBy>[^<]+", core), path


def test_english_papers_speak_english() -> None:
    folder = written("en")
    names = {path.name for path in folder.iterdir()}
    assert "1 publication list.html" in names
    assert "3 registers (for the bureau only).xlsx" in names
    page = (folder / "1 publication list.html").read_text(encoding="utf-8")
    data = "|".join(
        ["青山", "石桥", "柳河", "白沙", "初中", "县2026", r"\*", "王", "张", "欧阳", "李", "方", "赵", "孙", "吴"]
    )
    left = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    odd = [line for line in left.splitlines() if re.search(r"[\u4e00-\u9fff]", line) and not re.search(data, line)]
    assert odd == []


def test_word_papers_name_chinese_fonts_and_paper() -> None:
    for path in written().rglob("*.docx"):
        document = Document(str(path))
        sizes = {round(side.mm) for side in (document.sections[0].page_width, document.sections[0].page_height) if side}
        assert sizes == {210, 297}
        with zipfile.ZipFile(path) as package:
            body = package.read("word/document.xml").decode()
            runs = re.findall(r"<w:r>.*?</w:r>|<w:r .*?</w:r>", body, re.DOTALL)
            bare = [run for run in runs if re.search(r"<w:t[ >][^<]*[\u4e00-\u9fff]", run) and "w:eastAsia" not in run]
            assert bare == [], path
            assert "仿宋" in package.read("word/fontTable.xml").decode()


def test_a_folder_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PapersFolderError, match="already"):
        write_documents(papers(), taken, None, "zh", frozenset({"orders"}))
    assert [path.name for path in tmp_path.rglob("*")] == ["taken", "mine.txt"]
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PapersFolderError):
        write_documents(papers(), tmp_path / "file", None, "zh", frozenset({"orders"}))
    (tmp_path / "empty").mkdir()
    assert write_documents(papers(), tmp_path / "empty", None, "zh", frozenset({"export"}))


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    again = made(county(history=[{"teacher_id": "t1", "start": "2026-08"}]))
    with pytest.raises(YearPapersError):
        write_documents(papers(again), tmp_path / "out", None, "zh", frozenset({"publication", "export"}))
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_breaks_a_rule_gets_no_papers(tmp_path: Path) -> None:
    broken = made(moves=plan("t5>A"))
    with pytest.raises(YearPapersError, match="breaks hard rules"):
        write_documents(papers(broken), tmp_path / "out", None, "zh")
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(YearPapersError, match="no papers 'poster'"):
        write_documents(papers(), tmp_path / "out", None, "zh", frozenset({"poster"}))
    assert [*PARTS] == ["publication", "plan", "registers", "notices", "orders", "export", "appeals"]


def test_the_plan_is_copied_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.xlsx").write_bytes(b"a workbook")
    given = papers(replace(made(), path=tmp_path / "plan"))
    (path,) = write_documents(given, tmp_path / "out", None, "zh", frozenset({"plan"}))
    assert path.name == "2 方案（仅限局内使用）.xlsx"
    assert path.read_bytes() == b"a workbook"
    with pytest.raises(YearPapersError, match="nothing to copy"):
        write_documents(papers(), tmp_path / "none", None, "zh", frozenset({"plan"}))


def test_a_plan_of_nobody_has_papers_too(tmp_path: Path) -> None:
    listed = write_documents(papers(made(moves=Plan(())), "final"), tmp_path / "out", None, "zh")
    assert "（无）" in listed[0].read_text(encoding="utf-8")
    assert not list(tmp_path.rglob("4*"))


def test_a_sign_no_document_can_hold_shows_and_stops_nothing(tmp_path: Path) -> None:
    people = [{**row, "name": f"张\x0b{i}&<b>"} for i, row in enumerate(TEACHERS)]
    listed = write_documents(papers(made(county(teachers=people)), "final", names="full"), tmp_path / "out", None, "zh")
    for path in (path for path in listed if path.suffix != ".csv"):
        said = "".join(chunk.text for chunk in chunks(path))
        assert "\x0b" not in said
        # Excel has a way of its own to write one, which the library that writes the export knows.
        assert ("〓" if path.stem != "6 交流经历导出" else "_x000B_") in said
        assert "&<b>" in said


@pytest.mark.parametrize(
    ("text", "name"),
    [("a/b:c*?", "a_b_c__.docx"), ("末尾. ", "末尾.docx"), ("", "_.docx"), ("长" * 200, "长" * 75 + ".docx")],
)
def test_file_names_every_system_takes(text: str, name: str) -> None:
    assert safe_name(text, ".docx") == name
