"""`year close`: next year's tables, and a draft of its policy."""

from __future__ import annotations

from pathlib import Path

import click

from app.documents.district_workbook import write_tables_workbook
from app.inputs import UNUSABLE, lang_option, leave
from app.outputs import refuse_taken, withdrawn
from app.year.opened import Actor, actor_options, desk, opened, record_argument, refusals
from app.year.runs import laid_out
from models.words import Lang, Text
from scenarios.next_policy import next_policy
from scenarios.tables import district_bytes
from scenarios.year import next_year, notes_on_next_year


@click.command()
@record_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), help="输出文件夹 folder to write")
@actor_options
@lang_option
def close(record_path: Path, out: Path, by: str | None, why: str, yes: bool, lang: Lang) -> None:
    """归档：写出下一年的表格和政策草稿。Close the year: next year's tables, with this year's exchanges as history."""
    record = opened(record_path, lang)
    state = record.state()
    if state.phase == "closed":
        said = Text(
            "这一年已归档；要取出其中的方案，用 year export。",
            "the year is closed already; year export writes its plan.",
        )
        leave(UNUSABLE, [said], lang)
    if state.final is None:
        said = Text("归档在定稿以后：先用 year finalise。", "a year is closed once its plan is final: year finalise.")
        leave(UNUSABLE, [said], lang)
    refuse_taken(out, out, lang)
    run = state.run(state.final.run)
    assert run is not None
    with desk() as folder:
        made = laid_out(record, run, folder / "plan", lang)
        lang = made.case.policy.spoken(lang, made.case.district)
        try:
            tables = district_bytes(next_year(made.case.district, made.case.policy, made.plan))
        except ValueError as error:
            leave(UNUSABLE, [Text(f"归档做不了：{error}", f"the year cannot be closed: {error}")], lang)
        notes = [*notes_on_next_year(made.case)]
        text, draft_notes = _draft(record.blob(run.inputs.policy.sha256))
        actor = Actor(by, why, yes, lang)
        year = state.year + 1
        actor.confirm([Text(f"归档，写出{year}年的表格。", f"Close the year and write the tables of {year}."), *notes])
        policy = None if text is None else (f"policy-{year}.toml", text.encode())
        book = out / f"{year}.xlsx"
        with withdrawn(out):
            try:
                out.mkdir(parents=True)
                write_tables_workbook(tables, book)
                if policy is not None:
                    (out / policy[0]).write_bytes(policy[1])
            except OSError as error:
                leave(UNUSABLE, [Text(f"写不了 {out}：{error}", f"cannot write {out}: {error}")], lang)
            with refusals(lang):
                record.close_year(tables, policy, actor.act(), state.head)
    for note in draft_notes:
        click.echo(note.say(lang))
    named = out / policy[0] if policy is not None else "..."
    said = Text(
        f"已归档。明年：改好 {book} 和政策，再用 year new {year} --district {book} --policy {named}",
        f"Closed. Next year: bring {book} and the policy up to date, then year new {year} --district {book} "
        f"--policy {named}",
    )
    click.echo(said.say(lang))


def _draft(policy: bytes) -> tuple[str | None, tuple[Text, ...]]:
    """Return next year's draft of the policy file and what to look at; None where it cannot be made."""
    try:
        return next_policy(policy.decode("utf-8-sig"))
    except ValueError as error:
        return None, (Text(f"没有写政策草稿：{error}", f"no draft of the policy: {error}"),)
