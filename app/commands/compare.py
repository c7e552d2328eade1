"""`lungang compare`: a baseline and its scenarios solved, and held against each other in one report."""

from __future__ import annotations

from pathlib import Path

import click

from app.documents.whatif.answer import answer
from app.documents.whatif.write import ReportError, write_comparison
from app.inputs import UNUSABLE, lang_option, leave
from app.what_if import Means, answered, means_options, read_or_leave, study_of, tell_ending, usable_folder
from app.what_if_inputs import write_inputs
from models.words import Lang, Text


@click.command()
@means_options
@click.option(
    "--inputs", is_flag=True, help="另存每个情景的表和政策，可直接求解 also write each scenario's tables and policy"
)
@lang_option
def compare(
    what_if: Path,
    out: Path,
    means: Means,
    inputs: bool,
    lang: Lang,
) -> None:
    """比较情景：改一改会怎样。What if: scenarios against a baseline, in one report."""
    what = read_or_leave(what_if, lang)
    if len(what.districts) > 1:
        told = Text(
            f"{what_if.name} 有{len(what.districts)}个区县；compare 比较一个区县的情景，多个区县用 sweep",
            f"{what_if.name} names {len(what.districts)} districts: compare takes one, sweep many",
        )
        leave(UNUSABLE, [told], lang)
    usable_folder(out, what, lang)
    study = study_of(what, means.limits, lang)
    answers = answered([study], what, out, means, lang, beside=True)
    comparison = study.comparison(answers.ran.results, answers.made)
    lang = study.base.policy.spoken(lang, study.base.district)
    try:
        written = write_comparison(out, comparison, lang)
        if inputs:
            write_inputs(out, study)
    except (ReportError, OSError) as error:
        leave(UNUSABLE, [error.text if isinstance(error, ReportError) else Text(str(error), str(error))], lang)
    for text in answer(comparison):
        click.echo(text.say(lang))
    for path in written:
        click.echo(str(path))
    tell_ending((row.result for row in comparison.rows), answers.ran, lang)
