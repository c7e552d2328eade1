"""`year documents`: the whole set of papers in one go, and the templates they are made from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from app.documents.year.papers import PARTS, Part, Period, Stage, YearPapers, YearPapersError
from app.documents.year.templates import copy_templates
from app.documents.year.write import write_documents
from app.inputs import UNUSABLE, lang_option, leave
from app.outputs import refuse_taken, withdrawn
from app.record.layout import files_of
from app.record.state import YearState
from app.year.opened import Actor, actor_options, desk, opened, record_argument, refusals, run_option
from app.year.runs import appeals_against, gone_back_to, laid_out, run_meant
from models.words import Lang, Text, many

PART_OF: dict[str, Part] = {name: part for part, text in PARTS.items() for name in (part, text.zh)}
"""What a part is called on the command line, in either language."""
ONLY_HELP = "只写哪几样（可写几次） which parts: " + ", ".join(f"{text.zh} {part}" for part, text in PARTS.items())


@click.command()
@record_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), help="输出文件夹 folder to write")
@run_option
@click.option("--only", multiple=True, type=click.Choice(list(PART_OF)), help=ONLY_HELP, metavar="PART")
@click.option("--templates", type=click.Path(path_type=Path), help="本局的模板文件夹 the bureau's own templates")
@click.option("--names", type=click.Choice(["masked", "full"]), default="masked", help="公示名单的姓名 names published")
@actor_options
@lang_option
def documents(
    record_path: Path, out: Path, number: int | None, only: tuple[str, ...], templates: Path | None, names: str,
    by: str | None, why: str, yes: bool, lang: Lang,
) -> None:  # fmt: skip
    """写出全套文书：公示名单、表册、通知、调令、交流经历、申诉处理意见。Write all papers, or none."""
    record = opened(record_path, lang)
    state = record.state()
    run = run_meant(state, number, lang)
    refuse_taken(out, out, lang)
    with desk() as folder:
        made = laid_out(record, run, folder / "plan", lang)
        lang = made.case.policy.spoken(lang, made.case.district)
        published = gone_back_to(record, state, run, folder / "published", lang)
        papers = YearPapers(
            made, state.year, _stage(state, run.run), _period(state, run.run), state.head, dt.date.today(),
            "full" if names == "full" else "masked", published,
            appeals_against(record, state, run, made, published, folder / "appeals", lang),
        )  # fmt: skip
        try:
            written = write_documents(
                papers, out, templates, lang, frozenset(PART_OF[name] for name in only) or None,
                lambda text: click.echo(text.say(lang), err=True),
            )  # fmt: skip
        except YearPapersError as error:
            leave(UNUSABLE, error.texts, lang)
    with refusals(lang), withdrawn(out):
        record.note_documents(run.run, files_of(out), Actor(by, why, yes, lang).act())
    click.echo(Text(f"{len(written)}份文书已写入 {out}", f"{many(len(written), 'paper')} written to {out}").say(lang))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@lang_option
def templates(folder: Path, lang: Lang) -> None:
    """取出文书模板，改好后交给 documents --templates。Copy the templates, to be edited and given to documents."""
    try:
        copied = copy_templates(folder)
    except YearPapersError as error:
        leave(UNUSABLE, error.texts, lang)
    click.echo(
        Text(f"{len(copied)}个模板已复制到 {folder}", f"{many(len(copied), 'template')} copied to {folder}").say(lang)
    )


def _stage(state: YearState, run: int) -> Stage:
    if state.final is not None and state.final.run == run:
        return "final"
    return "published" if any(one.run == run for one in state.publications) else "draft"


def _period(state: YearState, run: int) -> Period | None:
    """Return when a run's plan was published; of the final plan, when the plan it goes back to was."""
    told = next((one for one in reversed(state.publications) if one.run == run), None)
    if told is None and state.final is not None and state.final.run == run:
        told = state.publication
    if told is None:
        return None
    words = Text("", "")
    if told.working_days is not None:
        words = Text(f"{told.working_days}个工作日", many(told.working_days, "working day"))
    elif told.days is not None:
        words = Text(f"{told.days}天", many(told.days, "day"))
    return Period(told.start, told.until, words, told.round)
