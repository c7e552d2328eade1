"""The empty workbook a planner fills in: a sheet a table, dropdowns, codes and months kept as text.

What it writes, `models.intake` reads: headers bear the tables' own names, and "required" is a colour.
"""

from __future__ import annotations

from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.documents.sheets import new_workbook
from models.intake.sheets import letter
from models.tables import TABLES, Column, Kind, Table
from models.words import Lang, Text

ROWS = 50_000
"""Rows below the header that dropdowns reach."""

INSTRUCTIONS = Text("填表说明", "Instructions")
_PURPOSE = {
    "schools": Text("每校一行", "one row a school"),
    "posts": Text("每校每个学段学科一行，写核定人数", "one row a school, stage and subject, with the number allowed"),
    "teachers": Text("每人一行", "one row a person"),
    "relations": Text("需要回避的亲属，每对只写一行", "kin who must be kept apart, each pair once"),
    "choices": Text(
        "教师志愿，一个志愿一行，学校和片区只填一个", "teachers' choices, one row each: a school or a zone"
    ),
    "school_choices": Text("学校想接收的人，一人一行", "whom a school would take, one row each"),
    "outgoing": Text(
        "已定的流出人员；填了就只动这些人，不填由方案挑选",
        "who leaves; if filled in, exactly these people move, otherwise the plan selects",
    ),
    "locks": Text("必须去、不得去、留任，依据可不填", "must go, never there, stay; the ground if there is one"),
    "distances": Text("路程分钟数，工号和片区只填一个", "minutes of travel, by person or by zone"),
    "title_posts": Text("各校各职称的岗位数", "posts of each title a school"),
    "history": Text(
        "每次交流轮岗一行，往年的也写；仍在交流的不填结束年月",
        "one row an exchange, those of earlier years too; no end while it runs",
    ),
    "quotas": Text(
        "下达给各校的流出、流入人数，一条一行，不限的格不填",
        "numbers issued to schools, out or in, one row each; leave empty what is not asked",
    ),
}
_KIND: dict[Kind, Text] = {
    "code": Text("按文本填写，开头的0要保留，如 0021000001", "text, leading zeros kept, such as 0021000001"),
    "text": Text("文字，同一事物写法前后一致", "text, written alike everywhere"),
    "word": Text("从下拉列表中选择", "choose from the list"),
    "int": Text("整数，不带单位，如 12", "a whole number without unit, such as 12"),
    "number": Text("数字，不带单位，如 86.5", "a number without unit, such as 86.5"),
    "month": Text("年月，如 1985-10", "year and month, such as 1985-10"),
    "yesno": Text("填“是”或“否”", "yes or no"),
    "list": Text("多项用“；”隔开", "several separated by ';'"),
    "cell": Text("照原表的写法填写", "as the corrected column is written"),
}
_MORE = {
    "also": Text("如 小学:语文；小学:数学", "such as 小学:语文; 小学:数学"),
    "appraisals": Text("从近到远，如 优秀；合格；合格", "newest first, such as 优秀; 合格; 合格"),
    "status": Text("有期限的写上截止年月，如 哺乳期:2026-08", "with the month it lapses, if any: 哺乳期:2026-08"),
    "parent": Text(
        "所属中心校的代码，中心校自己不填", "code of the school that leads it; empty for that school itself"
    ),
    "headcount": Text("不填则按花名册计数", "counted from teachers if empty"),
    "current": Text("不填则按花名册计数", "counted from teachers if empty"),
    "payroll_school": Text("与现任教学校相同可不填", "empty if the present school"),
    "rank": Text("从1起", "from 1"),
    "end": Text(
        "满一年的写到次年同月，如 2024-09 至 2025-09", "a full year ends in the same month: 2024-09 to 2025-09"
    ),
    "result": Text("拒绝参加的写“拒绝”", "write 拒绝 where the exchange was refused"),
    "credited": Text("自愿报名、已公示、因名额没有安置的", "volunteered, published, and not placed"),
    "unit_joined": Text("同一中心校所属各校算一个单位", "all schools under one leading school are one unit"),
}
_CENTRES = ("school_id", "payroll_school", "parent")
_PEOPLE = ("teacher_id", "teacher_a", "teacher_b")
_WIDTHS: dict[Kind, int] = {
    "code": 16, "text": 14, "word": 12, "int": 12, "number": 12, "month": 14, "yesno": 14, "list": 24, "cell": 16,
}  # fmt: skip


def write_template(path: Path, lang: Lang) -> None:
    """Write the empty workbook.

    Parameters
    ----------
    path : the .xlsx to write; one that is there is replaced.
    lang : language of sheet names, headers, dropdowns and notes.

    Raises
    ------
    OSError : if the file cannot be written.
    """
    with new_workbook(path) as book:
        text = book.add_format({"num_format": "@"})
        plain = book.add_format({})
        heading = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
        required = book.add_format({**heading, "bg_color": "#C00000", "font_color": "#FFFFFF"})
        optional = book.add_format({**heading, "bg_color": "#D9E1F2"})
        _write_instructions(book.add_worksheet(INSTRUCTIONS.say(lang)), required, optional, lang)
        for table in TABLES.values():
            sheet = book.add_worksheet(_title(table).say(lang))
            sheet.freeze_panes(1, len(table.keys))
            sheet.set_row(0, 32)
            for j, column in enumerate(table.columns):
                as_text = column.kind not in ("int", "number")
                sheet.set_column(j, j, max(_WIDTHS[column.kind], 3 + 2 * len(column.zh)), text if as_text else plain)
                sheet.write_string(0, j, _title(column).say(lang), required if column.required else optional)
                sheet.write_comment(0, j, note(column, lang), {"x_scale": 1.6, "y_scale": 1.2})
                validation = _validation(table, column, lang)
                if validation is not None:
                    sheet.data_validation(1, j, ROWS, j, validation)


def _title(thing: Table | Column) -> Text:
    return Text(thing.zh, thing.name)


def words(column: Column, lang: Lang) -> list[str]:
    """Return what a dropdown of the column offers; the first spelling of each word in that language."""
    if column.kind == "yesno":
        return ["是", "否"] if lang == "zh" else ["yes", "no"]
    return [
        next((w for w in (word, *others) if w.isascii() == (lang == "en") and not w.isdigit()), word)
        for word, others in column.words.items()
    ]


def note(column: Column, lang: Lang) -> str:
    """Return what the comment of a header says: required or not, how to write it, an example."""
    lines = [Text("必填", "required") if column.required else Text("可不填", "may be empty"), _KIND[column.kind]]
    if column.name in _MORE:
        lines.append(_MORE[column.name])
    if column.kind == "yesno" and column.default is not None:
        lines.append(Text("不填按“是”", "yes if empty") if column.default else Text("不填按“否”", "no if empty"))
    if column.kind == "word":
        lines.append(Text("、".join(words(column, "zh")), ", ".join(words(column, "en"))))
    return "\n".join(line.say(lang) for line in lines)


def _validation(table: Table, column: Column, lang: Lang) -> dict[str, object] | None:
    """Return the dropdown or check of a column; references and bureaus' own words only warn."""
    source = "schools" if column.name in _CENTRES else "teachers" if column.name in _PEOPLE else ""
    if source and (source != table.name or column.name not in table.keys):
        title = _title(TABLES[source]).say(lang)
        first = letter(0)
        return {
            "validate": "list",
            "source": f"='{title}'!${first}$2:${first}${ROWS + 1}",
            "error_type": "warning",
            "error_title": Text("没有这个代码", "No such code").say(lang),
            "error_message": Text(f"“{title}”里没有这个代码。", f"'{title}' has no such code.").say(lang),
        }
    if column.kind in ("word", "yesno"):
        return {
            "validate": "list",
            "source": words(column, lang),
            "error_type": "warning" if column.open_words else "stop",
            "error_title": Text("请从列表中选择", "Choose from the list").say(lang),
            "error_message": note(column, lang)[:255],
        }
    if column.kind in ("int", "number") and column.low is not None:
        return {
            "validate": "integer" if column.kind == "int" else "decimal",
            "criteria": ">=",
            "value": column.low,
            "error_title": Text("请填数字", "A number, please").say(lang),
            "error_message": note(column, lang)[:255],
        }
    return None


def _write_instructions(sheet: Worksheet, required: Format, optional: Format, lang: Lang) -> None:
    """Write the first sheet: how to fill in, then every table and column with its format."""
    lines = (
        Text(
            "红色列名必填，蓝色列名可不填；鼠标停在列名上看填法。",
            "Red headers must be filled in, blue ones may be left; point at a header to see how.",
        ),
        Text(
            "学校表、岗位表、教师花名册必须有；其他表不需要就空着。",
            "schools, posts and teachers are needed; leave the others empty if not needed.",
        ),
        Text(
            "代码和年月的列已设为文本，粘贴时请用“只粘贴值”，以免0和年月被改掉。",
            "Columns of codes and months are text; paste values only, so that zeros and months stay.",
        ),
        Text(
            "不要在表下写合计、填表人；可以加自己的列，程序会保留。",
            "No totals or signatures under a table; columns of your own are kept.",
        ),
    )
    for i, line in enumerate(lines):
        sheet.write_string(i, 0, line.say(lang))
    row = len(lines) + 1
    heads = (Text("表", "Table"), Text("列", "Column"), Text("填法", "How to fill in"))
    for j, head in enumerate(heads):
        sheet.write_string(row, j, head.say(lang), optional)
    for table in TABLES.values():
        row += 1
        sheet.write_string(row, 0, _title(table).say(lang), required if table.required else optional)
        sheet.write_string(row, 2, _PURPOSE[table.name].say(lang))
        for column in table.columns:
            row += 1
            sheet.write_string(row, 1, _title(column).say(lang))
            sheet.write_string(row, 2, note(column, lang).replace("\n", Text("；", "; ").say(lang)))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 2, 80)
