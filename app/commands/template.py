"""`lungang template`: the empty workbook a bureau fills in."""

from __future__ import annotations

from pathlib import Path

import click

from app.documents.appeals_form import write_appeals_form
from app.documents.template import write_template
from app.inputs import UNUSABLE, lang_option, leave
from models.words import Lang, Text


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--appeals", is_flag=True, help="空白的申诉表 the empty table of appeals instead")
@lang_option
def template(file: Path, appeals: bool, lang: Lang) -> None:
    """写出空白工作簿。Write the empty workbook, with dropdowns and text columns for codes."""
    if file.suffix.lower() != ".xlsx":
        leave(UNUSABLE, [Text(f"{file}：文件名须以 .xlsx 结尾", f"{file}: the name must end in .xlsx")], lang)
    if file.exists():
        leave(UNUSABLE, [Text(f"{file} 已存在，不覆盖", f"{file} exists; it is not overwritten")], lang)
    try:
        if appeals:
            write_appeals_form(file)
        else:
            write_template(file, lang)
    except OSError as error:
        leave(UNUSABLE, [Text(f"写不了 {file}：{error}", f"cannot write {file}: {error}")], lang)
    click.echo(Text(f"已写出 {file}", f"wrote {file}").say(lang))
