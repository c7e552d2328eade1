"""`lungang sweep`: every scenario of a what-if file, grids of hundreds included, over one district or many."""

from __future__ import annotations

from pathlib import Path

import click

from app.documents.whatif.sweep_answer import sweep_answer
from app.documents.whatif.write import ReportError, write_sweep
from app.inputs import UNUSABLE, lang_option, leave
from app.what_if import Means, answered, means_options, read_or_leave, studies_of, tell_ending, usable_folder
from models.words import Lang
from scenarios.whatif.study import swept


@click.command()
@means_options
@lang_option
def sweep(
    what_if: Path,
    out: Path,
    means: Means,
    lang: Lang,
) -> None:
    """批量情景：成百个组合、多个区县，一行一个。Hundreds of scenarios, a row each, on one machine or many."""
    what = read_or_leave(what_if, lang)
    usable_folder(out, what, lang)
    studies, unusable = studies_of(what, means.limits, lang)
    answers = answered(studies, what, out, means, lang, beside=False)
    rows = [*(row for study in studies for row in study.sweep_rows(answers.ran.results)), *unusable]
    lang = studies[0].base.policy.spoken(lang, *(study.base.district for study in studies))
    told = swept(what, rows, answers.made)
    try:
        written = write_sweep(out, told, lang)
    except ReportError as error:
        leave(UNUSABLE, [error.text], lang)
    for text in sweep_answer(told):
        click.echo(text.say(lang))
    for path in written:
        click.echo(str(path))
    tell_ending((row.result for row in rows), answers.ran, lang)
