"""`year undo` and `year redo`: one step back, one step forth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from app.inputs import lang_option
from app.record.entry import Act, Entry
from app.record.record import Record
from app.record.state import PHASE_NAMES, YearState
from app.year.opened import Actor, actor_options, opened, record_argument, refusals
from models.words import Lang, Text


@click.command()
@record_argument
@actor_options
@lang_option
def undo(record_path: Path, by: str | None, why: str, yes: bool, lang: Lang) -> None:
    """撤销上一步（定稿以前）。Take back the last step, as long as the plan is not final."""
    record, actor = opened(record_path, lang), Actor(by, why, yes, lang)
    _walk(record, lambda state: state.undo, record.undo, Text("撤销", "Take back"), actor)


@click.command()
@record_argument
@actor_options
@lang_option
def redo(record_path: Path, by: str | None, why: str, yes: bool, lang: Lang) -> None:
    """恢复刚撤销的一步。Do the step last taken back again."""
    record, actor = opened(record_path, lang), Actor(by, why, yes, lang)
    _walk(record, lambda state: state.redo, record.redo, Text("恢复", "Do again"), actor)


def _walk(
    record: Record,
    step_of: Callable[[YearState], Entry | None],
    walk: Callable[[Act, str | None], YearState],
    verb: Text,
    actor: Actor,
) -> None:
    """Walk one step, confirmed if there is one; where there is none, the record says why."""
    state = record.state()
    step = step_of(state)
    if step is not None:
        done = step.say()
        actor.confirm([Text(f"{verb.zh}：{done.zh}", f"{verb.en}: {done.en}")])
    with refusals(actor.lang):
        after = walk(actor.act(), state.head)
    phase = PHASE_NAMES[after.phase]
    click.echo(Text(f"已{verb.zh}，现在是“{phase.zh}”。", f"Done; the year is at '{phase.en}'.").say(actor.lang))
