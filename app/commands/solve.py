"""`lungang solve`: the best plan, proven, checked, and written whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from app.documents.write import Along, PlanFolderError, check_folder, write_plan
from app.inputs import (
    IMPOSSIBLE,
    NO_PLAN,
    UNUSABLE,
    district_argument,
    lang_option,
    leave,
    leave_defect,
    policy_option,
    read_case,
)
from app.made_plan import MadeFrom
from app.outputs import refuse_taken
from app.progress import Screen
from app.trace import Trace
from models.case import Case
from models.goals.registry import GOALS
from models.plan import Outcome, Plan
from models.policy_stages import MODE_TITLES
from models.words import Lang, Text, many
from optimizer.events import Settings
from optimizer.explain.impossible import diagnose
from optimizer.explain.impossible_words import diagnosed
from optimizer.modes.stages import decide
from optimizer.process import undisturbed
from optimizer.solve import DefectError, Progress

_EXPLAINING = 120.0
"""Seconds an explanation may take at least, however short the time for the solve was."""
STATUS = {
    "optimal": Text("已证明最优", "proven optimal"),
    "feasible": Text("可行，尚未证明最优", "valid, not proven optimal"),
    "infeasible": Text("已证明无解", "proven impossible"),
    "unknown": Text("没有找到方案", "no plan found"),
}


@click.command()
@district_argument
@policy_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="输出文件夹 folder to write")
@click.option(
    "--time-limit", type=click.FloatRange(min=0), default=600.0, show_default=True, help="秒，0 为不限 seconds, 0: none"
)
@click.option("--gap", type=click.FloatRange(0, 1), default=0.0, help="可接受的差距 relative gap (default 0)")
@click.option("--baseline", type=click.Path(path_type=Path), help="尽量少改动的原方案 the plan to change least")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="求解线程 solver threads")
@click.option("--solver-seed", type=click.IntRange(0, 2**31 - 1), default=0, help="求解器随机数 the solver's own seed")
@click.option("--trace", type=click.Path(path_type=Path), help="把求解过程逐行写入文件 JSON lines of values and bounds")
@lang_option
def solve(
    district_path: Path,
    aliases: Path | None,
    policy_path: Path,
    out: Path,
    time_limit: float,
    gap: float,
    baseline: Path | None,
    workers: int,
    solver_seed: int,
    trace: Path | None,
    lang: Lang,
) -> None:
    """求出最好的方案并证明。Find the best plan and prove it; Ctrl-C keeps the best so far."""
    began = time.monotonic()
    case = read_case(district_path, aliases, policy_path, baseline, lang)
    reading = time.monotonic() - began
    if trace is not None:
        refuse_taken(trace, district_path, lang)
        if trace.resolve().is_relative_to(out.resolve()):
            said = Text(
                f"{trace} 不能放在方案文件夹里，那里会被整个替换", f"{trace} lies in the plan folder, which is replaced"
            )
            leave(UNUSABLE, [said], lang)
    settings = Settings(time_limit or None, gap, workers, solver_seed)
    made_from = MadeFrom(district_path, aliases, baseline).record(out)
    solve_and_write(case, settings, out, lang, made_from, trace, reading)


def solve_and_write(
    case: Case,
    settings: Settings,
    out: Path,
    lang: Lang,
    made_from: Mapping[str, str],
    trace: Path | None = None,
    reading: float = 0.0,
    along: Along | None = None,
    written: Callable[[Path], None] | None = None,
) -> Plan:
    """Solve a case, write its folder, and `trace` as it goes, and say what was found.

    Ends with 2 or 5 if nothing may be written, with 3 or 4 if there is no plan.

    Parameters
    ----------
    reading : the seconds that reading the case took.
    made_from, along : see `write_plan`.
    written : is handed the folder once it is written, with a plan in it or not.
    """
    lang = case.policy.spoken(lang, case.district)
    try:
        check_folder(out)
        with Screen(lang) as screen, _trace(trace, lang) as traced:

            def show(progress: Progress) -> None:
                screen.show(progress)
                traced.note(progress)

            outcome = decide(case, settings, show)
            outcome = replace(outcome, phases={"read": reading, **outcome.phases})
        outcome = replace(outcome, explanation=impossible_told(case, outcome, settings))
        with undisturbed():
            write_plan(out, case.district, case.policy, case.standing, outcome, lang, made_from, along)
            if written is not None:
                written(out)
    except PlanFolderError as error:
        leave(UNUSABLE, [error.text], lang)
    except DefectError as error:
        leave_defect(error.breaches, error.differences, lang)
    for text in summary(outcome):
        click.echo(text.say(lang))
    if written is None:
        click.echo(Text(f"已写入 {out}", f"wrote {out}").say(lang))
    if outcome.plan is None:
        leave(IMPOSSIBLE if outcome.status == "infeasible" else NO_PLAN, outcome.explanation, lang)
    for text in outcome.explanation:
        click.echo(text.say(lang), err=True)
    return outcome.plan


def impossible_told(case: Case, outcome: Outcome, settings: Settings) -> tuple[Text, ...]:
    """Say why there is proven to be no plan and what would help; else, or in want of time, what the solve told."""
    if outcome.status != "infeasible":
        return outcome.explanation
    left = None if settings.seconds is None else max(_EXPLAINING, settings.seconds - outcome.seconds)
    with suppress(KeyboardInterrupt):
        found = diagnose(case, replace(settings, seconds=left))
        if found.possible is False:
            lines = [line for told in diagnosed(case, found) for line in (told.title, *_indented(told.lines))]
            return tuple(lines) if found.conflict else (*outcome.explanation, *lines)
    return outcome.explanation


def _indented(lines: tuple[Text, ...]) -> list[Text]:
    return [Text(f"  {line.zh}", f"  {line.en}") for line in lines]


def _trace(path: Path | None, lang: Lang) -> Trace:
    """Open the trace; ends with 2 if it cannot be written."""
    try:
        return Trace(path)
    except OSError as error:
        leave(UNUSABLE, [Text(f"写不了 {path}：{error}", f"cannot write {path}: {error}")], lang)


def summary(outcome: Outcome) -> list[Text]:
    """Say what a solve found: status, people moved and unplaced, each tier's value and bound."""
    word = STATUS[outcome.status]
    said = [Text(f"{word.zh}（{outcome.seconds:.1f}秒）", f"{word.en} ({outcome.seconds:.1f} s)")]
    if outcome.plan is None:
        return said
    moved = len(outcome.plan.moves)
    said.append(
        Text(
            f"调动{moved}人，未安置{outcome.unplaced}人",
            f"{many(moved, 'person moves', 'people move')}, {outcome.unplaced} unplaced",
        )
    )
    said += [
        Text(
            f"  阶段“{stage.name}”：{MODE_TITLES[stage.mode].zh}，"
            f"{len(stage.matched)}人已定，{len(stage.refused) + len(stage.closed)}个志愿因规则未准",
            f"  stage '{stage.name}': {MODE_TITLES[stage.mode].en}, {len(stage.matched)} matched, "
            f"{many(len(stage.refused) + len(stage.closed), 'choice')} refused by a rule",
        )
        for stage in outcome.stages
    ]
    for tier in outcome.tiers:
        zh = "+".join(f"{GOALS[name].title.zh}{value}" for name, value in tier.goals.items())
        en = "+".join(f"{GOALS[name].title.en} {value}" for name, value in tier.goals.items())
        proof = Text("已证明", "proven") if tier.proven else Text(f"下界{tier.bound}", f"bound {tier.bound}")
        said.append(Text(f"  {zh}（{proof.zh}）", f"  {en} ({proof.en})"))
    return said
