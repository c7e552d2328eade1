"""The blank table of appeals: a sheet to fill in, and one that says what each kind of appeal needs.

What it writes, `models.appeals.read` reads, and reads as no appeals at all while nobody has filled it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.documents.sheets import new_workbook
from app.documents.template import INSTRUCTIONS, words
from models.appeals.appeal import Kind
from models.appeals.cells import CLEARED
from models.appeals.needs import NEEDS
from models.appeals.words import KIND_NAMES
from models.tables import APPEAL_KINDS, APPEALS, Column
from models.words import Text

ROWS = 5_000
"""Rows below the header that drop-downs reach."""

_HOW: Mapping[str, Text] = {
    "teacher_id": Text(
        "申诉人的工号；学校停办、岗位核定、编制核定不填", "staff number; empty for a fact about a school"
    ),
    "name": Text("可不填；填了就与花名册核对", "may be empty; if given, it is checked against the roster"),
    "kind": Text("必填，从下拉列表中选择；各事项要填什么见“填表说明”", "required; see the second sheet for each kind"),
    "school_id": Text("学校代码，按文本填写；系统外填 *", "a school's code, as text; * for outside the district"),
    "reason": Text("申诉理由，照录", "the grounds, in the person's words"),
    "ruling": Text("成立、不成立；还没有裁决的不填", "upheld or dismissed; empty while not ruled"),
    "ruled_by": Text("有裁决的必填：谁裁决的", "required where there is a ruling: who ruled"),
    "other": Text("亲属回避：对方的工号", "avoidance of kin: the other person's staff number"),
    "relation": Text("亲属回避：从下拉列表中选择", "avoidance of kin: choose from the list"),
    "rank": Text(
        "志愿更正：更正第几志愿；不填的，按行的先后排在最前",
        "correction of choices: which one; without it the lines come first, in their order",
    ),
    "zone": Text("志愿更正：片区，与学校代码只填一个", "correction of choices: a zone instead of a school"),
    "stage": Text("岗位核定：学段", "post: its stage"),
    "subject": Text("岗位核定：学科", "post: its subject"),
    "column": Text("事实更正：花名册的哪一列，写列名", "correction of a fact: the roster's column, by its header"),
    "value": Text(
        f"暂缓：特殊情形，如 怀孕:2027-02；事实更正：正确的内容，要清空的写“{CLEARED[0]}”；核定：新的人数",
        f"deferral: the circumstance; fact: what is right, '{CLEARED[1]}' to empty the cell; post, establishment: "
        "the new number",
    ),
}
_MEANS: Mapping[Kind, Text] = {
    "deferral": Text(
        "在“特殊情形”里加上这一项，使其依方案暂缓；在流出名单上的随之去掉",
        "the circumstance is added, by which the policy defers; off the list of leavers",
    ),
    "kin": Text("在亲属关系表里加上这一对", "the pair is added to the relations"),
    "choice": Text("更正本人志愿；同一学校在后面的重复志愿去掉", "the list of choices is corrected"),
    "fact": Text("更正花名册里的一格", "one cell of the roster is corrected"),
    "must": Text("必须去该校（系统外填 *）", "must go to that school (* for outside)"),
    "never": Text("不得去该校", "never to that school"),
    "stay": Text("今年留任；在流出名单上的随之去掉", "stays this year; off the list of leavers"),
    "closed": Text(
        "该校不再接收流入，各岗位核定人数为0；在该校任教的人不因此被调动",
        "takes nobody, needs nobody; who works there is not moved by that alone",
    ),
    "post": Text("该校该岗位的核定人数改为这个数", "the number required in that post"),
    "establishment": Text("该校编制数改为这个数", "the establishment of that school"),
}
_WIDTHS = {"name": 10, "kind": 14, "school_id": 16, "reason": 30, "value": 24, "relation": 18}


def write_appeals_form(path: Path) -> None:
    """Write the blank form.

    Parameters
    ----------
    path : the .xlsx to write; one that is there is replaced.

    Raises
    ------
    OSError : if the file cannot be written.
    """
    with new_workbook(path) as book:
        text = book.add_format({"num_format": "@"})
        heading = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
        contract = book.add_format({**heading, "bg_color": "#C00000", "font_color": "#FFFFFF"})
        by_kind = book.add_format({**heading, "bg_color": "#D9E1F2"})
        sheet = book.add_worksheet(APPEALS.zh)
        sheet.freeze_panes(1, 3)
        sheet.set_row(0, 32)
        for j, column in enumerate(APPEALS.columns):
            number = column.kind == "int"
            sheet.set_column(j, j, _WIDTHS.get(column.name, 12), None if number else text)
            sheet.write_string(0, j, column.zh, contract if column.name in _ALWAYS else by_kind)
            said = _HOW[column.name]
            sheet.write_comment(0, j, f"{said.zh}\n{column.name}: {said.en}", {"x_scale": 1.8, "y_scale": 1.4})
            validation = _validation(column)
            if validation is not None:
                sheet.data_validation(1, j, ROWS, j, validation)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_kinds(book.add_worksheet(INSTRUCTIONS.zh), by_kind, wrapped)


_ALWAYS = ("teacher_id", "kind", "school_id", "reason", "ruling", "ruled_by")
"""Filled in for whatever kind; the columns after them are for some kinds."""


def _validation(column: Column) -> dict[str, object] | None:
    said = _HOW[column.name]
    if column.kind == "word":
        return {
            "validate": "list",
            "source": words(column, "zh"),
            "error_title": "请从列表中选择",
            "error_message": said.zh,
        }
    if column.kind == "int":
        return {
            "validate": "integer", "criteria": ">=", "value": column.low or 0, "error_title": "请填整数",
            "error_message": said.zh,
        }  # fmt: skip
    return None


def _write_kinds(sheet: Worksheet, head: Format, wrapped: Format) -> None:
    """Write what each kind needs and means, and the words of rulings."""
    heads = ("申诉事项", "必须填写", "可以填写", "成立后", "In English")
    for j, title in enumerate(heads):
        sheet.write_string(0, j, title, head)
    for i, (kind, needs) in enumerate(NEEDS.items(), 1):
        name, means = KIND_NAMES[kind], _MEANS[kind]
        listed = ", ".join(needs.must) + (f" (may: {', '.join(needs.may)})" if needs.may else "")
        cells = (APPEAL_KINDS[kind][0], _titles(needs.must), _titles(needs.may), means.zh)
        for j, cell in enumerate((*cells, f"{kind}, {name.en}: {listed}. {means.en}.")):
            sheet.write_string(i, j, cell, wrapped)
    notes = (
        Text(
            "一行一件申诉或一件公示后才知道的事实；裁决为“成立”的才起作用，没有裁决的不起作用。",
            "One row an appeal, or a fact known too late; only what is upheld counts.",
        ),
        Text(
            "代码列已设为文本，粘贴时请用“只粘贴值”，以免开头的0丢失。",
            "Columns of codes are text; paste values only, so that leading zeros stay.",
        ),
        Text("可以在表头上方加标题，也可以加自己的列，程序不用。", "Titles above and columns of your own do no harm."),
    )
    for i, note in enumerate(notes, len(NEEDS) + 2):
        sheet.write_string(i, 0, f"{note.zh} {note.en}")
    for j, width in enumerate((12, 30, 26, 44, 70)):
        sheet.set_column(j, j, width)


def _titles(names: tuple[str, ...]) -> str:
    return "、".join(column.zh for column in APPEALS.columns if column.name in names)
