"""`lungang check`: every fault of the tables at once, and the planner's own workbook back with them coloured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from app.documents.faulty_copy import write_faulty_copy
from app.inputs import (
    FOUND,
    UNUSABLE,
    district_argument,
    lang_option,
    leave,
    read_policy_or_leave,
    read_tables,
)
from models.intake.faults import Fault
from models.intake.read import Intake
from models.policy_fit import fit
from models.words import Lang, Text, many


@click.command()
@district_argument
@click.option("--policy", "policy_path", type=click.Path(path_type=Path), help="政策文件 policy file (TOML)")
@click.option("--out", type=click.Path(path_type=Path), help="标色副本 the coloured copy (default: <name>-check.xlsx)")
@lang_option
def check(district_path: Path, aliases: Path | None, policy_path: Path | None, out: Path | None, lang: Lang) -> None:
    """检查表格，一次列出全部问题。Check the tables; name every fault at once."""
    intake = read_tables(district_path, aliases, lang)
    policy = read_policy_or_leave(policy_path, lang) if policy_path else None
    if policy is not None and intake.district is not None:
        intake = replace(intake, faults=(*intake.faults, *fit(intake.district, policy)))
    faults = [f for f in intake.faults if f.level == "fault"]
    warnings = [f for f in intake.faults if f.level == "warning"]
    _list(faults, Text("问题", "Faults"), lang)
    _list(warnings, Text("提示", "Warnings"), lang)
    if intake.faults:
        _copy(intake, district_path, out, lang)
    if policy is not None and intake.district is None:
        later = Text(
            "改正后再核对政策与表格是否相符。", "The policy is compared with the tables once these are mended."
        )
        click.echo(later.say(lang))
    end = Text(
        f"{len(faults)}处问题，{len(warnings)}条提示。",
        f"{many(len(faults), 'fault')}, {many(len(warnings), 'warning')}.",
    )
    click.echo(end.say(lang))
    if faults:
        raise click.exceptions.Exit(FOUND)


def _list(found: list[Fault], title: Text, lang: Lang) -> None:
    if found:
        click.echo(f"{title.say(lang)}：" if lang == "zh" else f"{title.say(lang)}:")
    for number, fault in enumerate(found, 1):
        click.echo(f"{number:4}. {fault.say(lang)}")


def _copy(intake: Intake, path: Path, out: Path | None, lang: Lang) -> None:
    """Write the coloured copy beside where the command runs, never over the planner's own file."""
    target = out or Path(f"{path.resolve().stem}-check.xlsx")
    if target.resolve() == path.resolve():
        leave(UNUSABLE, [Text(f"不覆盖原文件 {path}", f"{path} itself is not overwritten")], lang)
    try:
        write_faulty_copy(path, intake, target, lang)
    except OSError as error:
        leave(UNUSABLE, [Text(f"写不了 {target}：{error}", f"cannot write {target}: {error}")], lang)
    click.echo(Text(f"标色副本：{target}", f"coloured copy: {target}").say(lang))
