"""Whole districts: sound ones in every dress read alike, broken ones say exactly what is wrong."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from models.intake.faults import UnreadableError
from models.intake.names import read_aliases
from models.intake.read import read_district
from tests.models.intake.sheets import SOUND, Cells, lines, said, write_csvs, write_workbook

BROKEN = tomllib.loads((Path(__file__).parent / "broken.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", BROKEN)
def test_every_fault_is_said_exactly(case: str, tmp_path: Path) -> None:
    spec = BROKEN[case]
    path = write_workbook(tmp_path / "d.xlsx", spec.get("edits", ()), spec.get("sheets"))
    intake = read_district(path)
    assert [line.replace("d.xlsx ", "") for line in lines(intake)] == spec["says"]
    assert [line.replace("d.xlsx, ", "") for line in lines(intake, "en")] == spec["says_en"]
    assert (intake.district is None) == any(not line.startswith("(w)") for line in spec["says"])


def same_frames(one: Path, other: Path) -> None:
    left, right = read_district(one).district, read_district(other).district
    assert left is not None
    assert right is not None
    for name in left.tables:
        pd.testing.assert_frame_equal(left[name], right[name])


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("gbk", "\t"), ("utf-16", "\t"), ("utf-8", ";")],
)
def test_csv_twins_equal_the_workbook(encoding: str, delimiter: str, tmp_path: Path) -> None:
    folder = write_csvs(tmp_path / "csv", encoding, delimiter=delimiter)
    same_frames(write_workbook(tmp_path / "d.xlsx"), folder)


def test_a_sound_district_is_typed_and_traceable(tmp_path: Path) -> None:
    folder = write_csvs(tmp_path, "gb18030")
    district = read_district(folder).district
    assert district is not None
    teachers = district.teachers
    assert teachers["teacher_id"].tolist() == ["T01", "T02", "T03"]
    assert teachers["_row"].tolist() == [2, 3, 4]
    assert teachers["birth_date"].tolist() == [12 * 1985 + 10, 12 * 1979 + 3, 12 * 1990 + 1]
    assert teachers["status"].tolist() == [("哺乳期:2026-08",), (), ()]
    assert teachers["备注"].tolist() == ["甲", "", "乙"]
    assert district.schools["inflow"].tolist() == [True, False]
    assert district.sources["teachers"].file == "教师花名册.csv"
    assert district.sources["teachers"].letters["subject"] == "G"
    assert sorted(district.inputs) == ["学校表.csv", "岗位表.csv", "教师花名册.csv"]
    assert {len(digest) for digest in district.inputs.values()} == {64}


def test_planners_dress_changes_nothing_but_row_numbers(tmp_path: Path) -> None:
    """Title rows, blank rows, English and Chinese headers mixed, marks of "required", numbered sheet names."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    names = {"学校表": "1_schools", "岗位表": "2、岗位表（2026）", "教师花名册": "某县2026年教师花名册"}
    for title, rows in SOUND.items():
        sheet = book.create_sheet(names[title])
        sheet.append([f"某县{title}"])
        sheet.merge_cells("A1:E1")
        sheet.append([])
        head = [f"{h}（必填）" if i % 2 else f"* {h}" for i, h in enumerate(rows[0])]
        head[0] = {"学校代码": "school_id", "工号": "Teacher ID"}[str(rows[0][0])]
        sheet.append(head)
        for row in rows[1:]:
            sheet.append([None if c == "" else f" {c}\u3000" if isinstance(c, str) else c for c in row])
            sheet.append([])
        sheet["A40"] = "  "
    book.create_sheet("说明").append(["怎样填表"])
    book.create_sheet("空表")
    book.save(tmp_path / "dressed.xlsx")
    intake = read_district(tmp_path / "dressed.xlsx")
    assert lines(intake) == []
    assert intake.district is not None
    plain = read_district(write_workbook(tmp_path / "d.xlsx")).district
    assert plain is not None
    assert intake.district.teachers["_row"].tolist() == [4, 6, 8]
    for name in ("schools", "posts", "teachers"):
        pd.testing.assert_frame_equal(intake.district[name].drop(columns="_row"), plain[name].drop(columns="_row"))


def test_sub_headers_and_merged_data(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["岗位表"]
    sheet.insert_rows(1)
    for place, text in {"A1": "学校代码", "B1": "岗位", "D1": "人数"}.items():
        sheet[place] = text
    sheet["A2"] = None
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(area)
    sheet.append(["0021000002", "小学", "数学", 1])
    sheet["A5"] = sheet["B5"] = None
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("B4:B5")
    book.save(path)
    intake = read_district(path)
    assert intake.district is not None
    assert intake.district["posts"]["school_id"].tolist() == ["0021000001", "0021000002", "0021000002"]
    assert intake.district["posts"]["subject"].tolist() == ["语文", "语文", "数学"]
    assert [line for line in lines(intake) if "A4:A5" in line] == [
        "(w) d.xlsx 工作表“岗位表” 第4行 A “学校代码”列：值“0021000002”：A4:A5 是合并单元格，每一格都按这个值读入。"
        "建议：取消合并，逐行填写。"
    ]
    assert len(intake.faults) == 2


def test_hidden_sheets_are_not_read_but_named(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", extra={"流出名单": [("工号",), ("T01",)]})
    book = openpyxl.load_workbook(path)
    book["流出名单"].sheet_state = "hidden"
    book.save(path)
    assert said(path) == ["(w) d.xlsx 工作表“流出名单”：工作表是隐藏的，没有读入。建议：需要就取消隐藏。"]


def test_a_users_own_spellings(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[tables]\n"人员总表" = "teachers"\n[columns]\n"编号" = "teacher_id"\n', encoding="utf-8"
    )
    sheets: dict[str, list[Cells]] = {k: v for k, v in SOUND.items() if k != "教师花名册"}
    sheets["人员总表"] = [("编号", *SOUND["教师花名册"][0][1:]), *SOUND["教师花名册"][1:]]
    folder = write_csvs(tmp_path / "own", "utf-8", sheets)
    assert read_district(folder).district is None
    assert lines(read_district(folder, read_aliases(tmp_path / "own.toml"))) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tables]\nx = 'teacher'", "是不是 teachers"),
        ("[sheets]\nx = 'teachers'", "只能有 [tables] 和 [columns]"),
        ("[[", "读不了"),
    ],
)
def test_a_wrong_alias_file_says_so(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        read_aliases(tmp_path / "own.toml")
    assert words in caught.value.text.zh


def test_faults_of_csv_files(tmp_path: Path) -> None:
    folder = write_csvs(tmp_path / "d", "utf-8", {k: v for k, v in SOUND.items() if k != "岗位表"})
    (folder / "教师花名册.csv").write_bytes((folder / "教师花名册.csv").read_bytes() + b"T04,\xff\xff\n")
    (folder / "亲属.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (folder / "锁定表.csv").write_text('工号,动作\nT01,"stay\nT02,stay\n', encoding="utf-8")
    (folder / "旧花名册.xlsx").write_bytes(b"")
    assert said(folder) == [
        "d：缺少必需的表：岗位表。建议：加上名为“岗位表”的工作表或 CSV 文件。",
        "(w) 亲属.csv：名称不是认识的表，没有读入。建议：如果是亲属关系表，改名为“亲属关系表”；不是数据就不用管。",
        "教师花名册.csv 第5行：文字编码认不出来（UTF-8 / GB18030 都不对），第456个字节处出错。"
        "建议：用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx 后重试。",
        "(w) 旧花名册.xlsx：名称不是认识的表，没有读入。建议：如果是教师花名册，改名为“教师花名册”；不是数据就不用管。",
        "锁定表.csv 第2行：引号不成对，从这一行起分不清单元格。建议：检查这一行的英文双引号，或用 Excel 另存为 .xlsx。",
    ]


IDENTITY = "11010519491231002X"


def with_people(**cells: list[str]) -> dict[str, list[Cells]]:
    """The sound district, its people's cells under these headers replaced."""
    header, *rows = SOUND["教师花名册"]
    people = [list(row) for row in rows]
    for title, column in cells.items():
        for row, cell in zip(people, column, strict=True):
            row[header.index(title)] = cell
    return {**SOUND, "教师花名册": [header, *map(tuple, people)]}


def test_identity_numbers_where_documents_print_them_are_told_once_a_column(tmp_path: Path) -> None:
    cells = {"工号": ["T01", IDENTITY, "440524188001010014"], "姓名": ["陈一", "林二", "王三"]}
    where = "(w) 教师花名册.csv "
    number = f"{where}第3行 A “工号”列：工号是身份证号，会印在方案和报告里（共2行）。建议：请改用工号。"
    folder = write_csvs(tmp_path / "a", "utf-8", with_people(**cells))
    assert said(folder) == [number]
    assert lines(read_district(folder), "en") == [
        "(w) 教师花名册.csv, row 3, column A '工号': the staff number is an identity number and will be printed in "
        "every document (2 rows). Suggested repair: use a staff number."
    ]
    cells["姓名"][0] = f"陈一{IDENTITY.lower()}"
    named = f"{where}第2行 B “姓名”列：姓名里有身份证号，会印在方案和报告里（共1行）。建议：只填姓名。"
    assert sorted(said(write_csvs(tmp_path / "b", "utf-8", with_people(**cells)))) == sorted([number, named])
    wrong = ["T01", "110105194912310021", f"{IDENTITY}7"]
    assert said(write_csvs(tmp_path / "c", "utf-8", with_people(工号=wrong))) == []


def test_a_wrong_check_digit_is_a_fault_under_every_usual_header(tmp_path: Path) -> None:
    header, *rows = SOUND["教师花名册"]
    at = header.index("身份证号")
    for title in ("公民身份号码", "身份号码", "证件号", "公民身份"):
        named = (*header[:at], title, *header[at + 1 :])
        people = [(*row[:at], "110105194912310021", *row[at + 1 :]) for row in rows[:1]]
        (line,) = said(write_csvs(tmp_path / title, "utf-8", {**SOUND, "教师花名册": [named, *people, *rows[1:]]}))
        assert f"“{title}”列：值“110105194912310021”：身份证号的校验码不对" in line


def test_a_quoted_newline_is_one_row(tmp_path: Path) -> None:
    folder = write_csvs(tmp_path, "utf-8")
    text = (
        (folder / "学校表.csv").read_text(encoding="utf-8").replace("城关一小", '"城关\n一小"').replace("柳河小学", "")
    )
    (folder / "学校表.csv").write_text(text, encoding="utf-8")
    assert said(folder) == ["学校表.csv 第3行 B “学校名称”列：必填，不能空。建议：填写学校名称。"]


def test_all_traps_of_one_workbook_and_its_gbk_twin_are_listed(tmp_path: Path) -> None:
    edits = [("教师花名册", "D2", 1985.1), ("教师花名册", "J2", 110105194912310021), ("教师花名册", "E3", "0021000009")]
    october = (
        "分不清是1985年1月还是1985年10月：按数字填写1985.10时，Excel 会去掉末尾的0。"
        "建议：核对档案，写成1985-01或1985-10。"
    )
    school = "第3行 E “现任教学校”列：值“0021000009”：学校表里没有这个学校代码。建议：改正代码，或在学校表里补上。"
    lost = (
        "长号码按数字存放，Excel 只保留前15位，后面的位数已经丢失，不能还原。"
        "建议：把该列设为“文本”格式，再按原始材料重新填写完整号码。"
    )
    where = "d.xlsx 工作表“教师花名册” "
    assert said(write_workbook(tmp_path / "d.xlsx", edits)) == [
        f"{where}第2行 D “出生年月”列：值“1985.1”：{october}",
        f"{where}第2行 J “身份证号”列：值“110105194912310000”：{lost}",
        f"{where}{school}",
    ]
    # Excel saves such a number to CSV as 1.10105E+17
    row = ("T01", "陈一", "女", "1985.1", *SOUND["教师花名册"][1][4:9], "1.10105E+17")
    other = ("T02", "林二", "男", "1979年3月", "0021000009", "小学", "语文")
    twin = {**SOUND, "教师花名册": [SOUND["教师花名册"][0], row, other]}
    where = "教师花名册.csv "
    assert said(write_csvs(tmp_path / "gbk", "gbk", twin)) == [
        f"{where}第2行 D “出生年月”列：值“1985.1”：{october}",
        f"{where}第2行 J “身份证号”列：值“1.10105E+17”：{lost}",
        f"{where}{school}",
    ]


def test_what_cannot_be_read_at_all_is_refused(tmp_path: Path) -> None:
    whole = write_workbook(tmp_path / "d.xlsx").read_bytes()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.xls").write_text("工号\n1\n", encoding="gbk")
    (tmp_path / "notes.docx").write_bytes(whole)
    (tmp_path / "empty").mkdir()
    (tmp_path / "two").mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        shutil.copy(tmp_path / "d.xlsx", tmp_path / "two" / name)
    for name in ("none.xlsx", "half.xlsx", "text.xls", "notes.docx", "empty", "two"):
        with pytest.raises(UnreadableError):
            read_district(tmp_path / name)


def test_a_folder_with_one_workbook_stands_for_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    same_frames(tmp_path / "in", write_workbook(tmp_path / "in" / "d.xlsx"))
