"""`lungang appeal`: hear the appeals against a published plan, and solve again with the fewest changes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from app.commands.solve import impossible_told, summary
from app.documents.write import PlanFolderError, check_folder
from app.inputs import IMPOSSIBLE, NO_PLAN, UNUSABLE, lang_option, leave, leave_defect, policy_option
from app.made_plan import Given, read_made_plan
from app.outputs import show
from app.progress import Screen
from app.rerun import Hearing, Rerun, hear, rerun, write_rerun
from app.rerun_words import again_told, changes_told, frontier_told, hearing_told
from app.year.opened import Actor, actor_options, is_record
from app.year.rerun import rerun_in_record
from models.words import Lang, Text
from optimizer.appeal.frontier import frontier as steps_of
from optimizer.events import Settings
from optimizer.process import undisturbed
from optimizer.solve import DefectError

_EXTRA = 5
"""Changes beyond the fewest that `--frontier` looks at, unless told otherwise."""


@click.command()
@click.argument("paths", metavar="[DISTRICT] PLAN", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--appeals", type=click.Path(path_type=Path), help="申诉表 the appeals: a CSV file or a workbook")
@click.option("--out", type=click.Path(path_type=Path), help="输出文件夹 folder to write")
@click.option(
    "--frontier",
    is_flag=False,
    flag_value=_EXTRA,
    type=click.IntRange(0, 100),
    help="再多动几个人能换来什么（默认看5人） what up to N more changes would buy (default 5)",
)
@partial(policy_option, required=False)
@click.option("--aliases", type=click.Path(path_type=Path), help="别名文件 TOML of other spellings of names")
@click.option(
    "--time-limit", type=click.FloatRange(min=0), default=600.0, show_default=True, help="秒，0 为不限 seconds, 0: none"
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="求解线程 solver threads")
@actor_options
@lang_option
def appeal(
    paths: tuple[Path, ...],
    appeals: Path | None,
    out: Path | None,
    frontier: int | None,
    policy_path: Path | None,
    aliases: Path | None,
    time_limit: float,
    workers: int,
    by: str | None,
    why: str,
    yes: bool,
    lang: Lang,
) -> None:
    """申诉后重算，变动最少。Hear the appeals against a plan, or in a year's record, and change the fewest people."""
    settings = Settings(time_limit or None, 0.0, workers)
    if is_record(paths[-1]):
        if len(paths) > 1 or appeals or policy_path or aliases:
            said = Text(
                "年度档案里已有表格、政策和申诉表，不要再写；申诉表用 year appeals 登记",
                "the record holds tables, policy and appeals: do not name them; appeals are entered with year appeals",
            )
            leave(UNUSABLE, [said], lang)
        actor = Actor(by, why, yes, lang)
        rerun_in_record(paths[-1], solved(settings), further(frontier, settings), actor, out, lang)
        return
    if len(paths) > 2:
        said = Text(
            f"写一个方案，前面可以写表格；写了{len(paths)}项",
            f"name one plan, and before it, if you like, the tables; {len(paths)} given",
        )
        leave(UNUSABLE, [said], lang)
    _refuse_plain(paths[-1], appeals, out, by, why, lang)
    assert appeals is not None
    assert out is not None
    try:
        check_folder(out)
    except PlanFolderError as error:
        leave(UNUSABLE, [error.text], lang)
    given = Given(paths[0] if len(paths) == 2 else None, policy_path, aliases)
    published = read_made_plan(paths[-1], given, lang, as_published=len(paths) == 1)
    lang = published.case.policy.spoken(lang, published.case.district)
    hearing = hear(published, appeals, lang)
    show(hearing_told(hearing), lang)
    made = solved(settings)(hearing, lang)
    try:
        with undisturbed():
            write_rerun(out, made, lang)
    except PlanFolderError as error:
        leave(UNUSABLE, [error.text], lang)
    click.echo(Text(f"已写入 {out}", f"wrote {out}").say(lang))
    further(frontier, settings)(made, lang)
    if made.outcome.plan is None:
        leave(IMPOSSIBLE if made.outcome.status == "infeasible" else NO_PLAN, made.outcome.explanation, lang)


def _refuse_plain(plan: Path, appeals: Path | None, out: Path | None, by: str | None, why: str, lang: Lang) -> None:
    """End with 2 if a plan, not a record, is re-run and an option is missing, or speaks of a record."""
    said = [
        Text(f"缺少 {name}：{zh}。", f"{name} is missing: {en}.")
        for name, given, zh, en in (
            ("--appeals", appeals, "申诉表在哪里", "where the appeals are"),
            ("--out", out, "重算的方案写到哪里", "where to write the new plan"),
        )
        if given is None
    ]
    if by is not None or why:
        said.append(
            Text(
                "--by、--why 记入年度档案的日志；对单个方案重算没有日志，请去掉。",
                "--by and --why go into the log of a year's record; a plan alone has none: leave them out.",
            )
        )
    if out is not None and out.resolve() in (plan.resolve(), plan.resolve().parent):
        said.append(
            Text(
                f"{out} 是公示的方案，不能覆盖；请换一个文件夹。",
                f"{out} is the published plan; choose another folder.",
            )
        )
    if said:
        leave(UNUSABLE, said, lang)


def further(extra: int | None, settings: Settings) -> Callable[[Rerun, Lang], None]:
    """Return what tells, if asked, what up to so many extra changes would buy; Ctrl-C ends it and loses nothing."""

    def tell(made: Rerun, lang: Lang) -> None:
        if extra is None or made.outcome.plan is None:
            return
        said = Text("再看多动几个人能换来什么，Ctrl-C 可停。", "Now what more changes would buy; Ctrl-C stops it.")
        click.echo(said.say(lang), err=True)
        with suppress(KeyboardInterrupt):
            for paragraph in frontier_told(made, steps_of(made.case, extra, settings)):
                show([paragraph], lang)

    return tell


def solved(settings: Settings) -> Callable[[Hearing, Lang], Rerun]:
    """Return what solves a hearing and tells what came of it."""

    def solve_and_tell(hearing: Hearing, lang: Lang) -> Rerun:
        try:
            with Screen(lang) as screen:
                made = rerun(hearing, settings, screen.show)
        except DefectError as error:
            leave_defect(error.breaches, error.differences, lang)
        if made.outcome.plan is None:
            made = replace(made, outcome=replace(made.outcome, explanation=_why_none(made, settings)))
        show(again_told(made), lang)
        for text in summary(made.outcome):
            click.echo(text.say(lang))
        if made.outcome.plan is not None:
            show([changes_told(made)], lang)
        return made

    return solve_and_tell


def _why_none(made: Rerun, settings: Settings) -> tuple[Text, ...]:
    return impossible_told(made.case, made.outcome, settings)
