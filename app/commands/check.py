"""`lungang check`: every fault of the tables at once, and the planner's own workbook back with them coloured."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from app.documents.faulty_copy import write_faulty_copy
from app.inputs import (
    FOUND,
    IMPOSSIBLE,
    NO_PLAN,
    UNUSABLE,
    district_argument,
    lang_option,
    leave,
    leave_defect,
    policy_option,
    policy_or_problems,
    read_tables,
)
from app.outputs import free_name, refuse_taken, show
from models.case import Case
from models.intake.faults import Fault
from models.intake.read import Intake
from models.policy import Policy
from models.policy_fit import fit
from models.words import Lang, Text, many
from optimizer.events import Settings
from optimizer.explain.impossible import diagnose
from optimizer.explain.impossible_words import diagnosed, placed
from optimizer.explain.placing import placing
from optimizer.solve import DefectError


@click.command()
@district_argument
@partial(policy_option, required=False)
@click.option("--out", type=click.Path(path_type=Path), help="标色副本 the coloured copy (default: <name>-check.xlsx)")
@click.option(
    "--feasible", is_flag=True, help="求解前先问有没有方案，没有则说明原因 is there a plan at all, and if not, why"
)
@click.option(
    "--time-limit", type=click.FloatRange(min=0), default=300.0, show_default=True, help="--feasible 的秒数 its seconds"
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="求解线程 solver threads")
@lang_option
def check(
    district_path: Path,
    aliases: Path | None,
    policy_path: Path | None,
    out: Path | None,
    feasible: bool,
    time_limit: float,
    workers: int,
    lang: Lang,
) -> None:
    """检查表格，一次列出全部问题。Check the tables; name every fault at once."""
    if feasible and policy_path is None:
        leave(UNUSABLE, [Text("--feasible 要同时写 --policy", "--feasible needs --policy")], lang)
    if out is not None:
        refuse_taken(out, district_path, lang)
    intake = read_tables(district_path, aliases, lang)
    policy = policy_or_problems(policy_path) if policy_path else None
    problems = policy if isinstance(policy, tuple) else ()
    if policy_path is not None and isinstance(policy, Policy) and intake.district is not None:
        intake = replace(intake, faults=(*intake.faults, *fit(intake.district, policy, policy_path.name)))
    faults = [f for f in intake.faults if f.level == "fault"]
    warnings = [f for f in intake.faults if f.level == "warning"]
    _list(faults, Text("问题", "Faults"), lang)
    _list(warnings, Text("提示", "Warnings"), lang)
    copied = not intake.faults or _copy(intake, district_path, out, lang)
    if isinstance(policy, Policy) and intake.district is None:
        later = Text(
            "改正后再核对政策与表格是否相符。", "The policy is compared with the tables once these are mended."
        )
        click.echo(later.say(lang))
    end = Text(
        f"{len(faults)}处问题，{len(warnings)}条提示。",
        f"{many(len(faults), 'fault')}, {many(len(warnings), 'warning')}.",
    )
    click.echo(end.say(lang))
    if problems:
        leave(UNUSABLE, problems, lang)
    if faults or not copied:
        raise click.exceptions.Exit(FOUND if faults else UNUSABLE)
    if feasible and isinstance(policy, Policy) and intake.district is not None:
        _tell_feasible(Case(intake.district, policy), Settings(time_limit or None, 0.0, workers), lang)


def _tell_feasible(case: Case, settings: Settings, lang: Lang) -> None:
    """Say whether the hard rules leave a plan, and whether all of the list can be placed; ends with 3 or 4 if not."""
    lang = case.policy.spoken(lang, case.district)
    began = time.monotonic()
    try:
        found = diagnose(case, settings)
        told = [*diagnosed(case, found)]
        if found.possible and case.district.named:
            left = None if settings.seconds is None else max(1.0, settings.seconds - (time.monotonic() - began))
            told += placed(case, placing(case, replace(settings, seconds=left)))
    except KeyboardInterrupt:
        leave(NO_PLAN, [Text("中途停止，没有判定。", "Interrupted: nothing was decided.")], lang)
    except DefectError as error:
        leave_defect(error.breaches, error.differences, lang)
    show(told, lang)
    if not found.possible:
        raise click.exceptions.Exit(NO_PLAN if found.possible is None else IMPOSSIBLE)


def _list(found: list[Fault], title: Text, lang: Lang) -> None:
    if found:
        click.echo(f"{title.say(lang)}：" if lang == "zh" else f"{title.say(lang)}:")
    for number, fault in enumerate(found, 1):
        click.echo(f"{number:4}. {fault.say(lang)}")


def _copy(intake: Intake, path: Path, out: Path | None, lang: Lang) -> bool:
    """Write the coloured copy where the command runs, never over or among the planner's own files; say whether."""
    here, folder = Path(), path.resolve()
    beside = folder.parent if path.is_dir() and here.resolve() == folder else here
    target = out or free_name(beside / f"{folder.stem}-check.xlsx", ".xlsx")
    try:
        write_faulty_copy(path, intake, target, lang)
    except OSError as error:
        said = Text(f"写不了标色副本 {target}：{error}", f"cannot write the coloured copy {target}: {error}")
        click.echo(said.say(lang), err=True)
        return False
    click.echo(Text(f"标色副本：{target}", f"coloured copy: {target}").say(lang))
    return True
