"""A re-run in a year's record: the register in force, heard against the plan that was published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import click

from app.documents.write import PlanFolderError, check_folder, replacing
from app.inputs import IMPOSSIBLE, NO_PLAN, UNUSABLE, leave
from app.outputs import show
from app.rerun import Hearing, Rerun, hear, write_rerun
from app.rerun_words import hearing_told
from app.year.opened import Actor, desk, opened, published_run, refusals
from app.year.runs import laid_out, run_made
from models.words import Lang, Text
from optimizer.process import undisturbed


def rerun_in_record(
    path: Path,
    solve: Callable[[Hearing, Lang], Rerun],
    more: Callable[[Rerun, Lang], None],
    actor: Actor,
    out: Path | None,
    lang: Lang,
) -> None:
    """Re-run from the published plan and enter what came of it.

    What was heard is confirmed before the solve: nothing stands between its result and the record.

    Ends with 2 where nothing is published or no register is entered, with 3 or 4 if there is no plan (entered all the
    same).

    Parameters
    ----------
    solve : solves a hearing, and tells what came of it.
    more : what is asked beyond that, once the result is safe.
    out : where the plan folder is written as well.
    """
    if out is not None:
        try:
            check_folder(out)
        except PlanFolderError as error:
            leave(UNUSABLE, [error.text], lang)
    record = opened(path, lang)
    state = record.state()
    published, register = published_run(state, lang), state.appeals
    if register is None:
        said = Text(
            "还没有登记申诉表：先用 year appeals；没有申诉的不用重算，期满后 year finalise。",
            "no appeals are entered yet: year appeals; where there are none, nothing is re-run: year finalise.",
        )
        leave(UNUSABLE, [said], lang)
    with desk() as folder:
        made_plan = laid_out(record, published, folder / "published", lang)
        with refusals(lang):
            record.materialise([register.file], folder / "appeals")
        lang = made_plan.case.policy.spoken(lang, made_plan.case.district)
        hearing = hear(made_plan, folder / "appeals" / register.file.name, lang)
        show(hearing_told(hearing), lang)
        actor.confirm(
            [Text("按以上申诉重算，结果记入档案。", "Re-run with these appeals heard, and enter the result.")]
        )
        made = solve(hearing, lang)
        with undisturbed():
            write_rerun(folder / "plan", made, lang)
            run = run_made(folder / "plan", state.inputs, baseline=published.run, appeals=register.file)
            with refusals(lang):
                added = record.add_run(run, actor.act(), state.head)
            tell_added(added.run.run, late=added.run.late, lang=lang)
            if out is not None:
                _copy(folder / "plan", out, lang)
    more(made, lang)
    if made.outcome.plan is None:
        leave(IMPOSSIBLE if made.outcome.status == "infeasible" else NO_PLAN, made.outcome.explanation, lang)


def tell_added(number: int, *, late: bool, lang: Lang) -> None:
    """Say under which number a run was entered, and that the year had moved on meanwhile."""
    click.echo(Text(f"已记入档案，第{number}次求解。", f"Entered as run {number}.").say(lang))
    if late:
        said = Text(
            "求解期间档案已有变动，这次结果照样留存，但不改变进度；见 year log。",
            "The record moved on meanwhile: the result is kept, but changes no state; see year log.",
        )
        click.echo(said.say(lang), err=True)


def _copy(plan: Path, out: Path, lang: Lang) -> None:
    """Write the plan folder as well, whole or not at all; an earlier plan there is replaced."""
    try:
        with replacing(out) as fresh:
            shutil.copytree(plan, fresh, dirs_exist_ok=True)
    except PlanFolderError as error:
        leave(UNUSABLE, [error.text], lang)
    click.echo(Text(f"已写入 {out}", f"wrote {out}").say(lang))
