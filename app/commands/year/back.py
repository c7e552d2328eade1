"""`year undo` and `year redo`: one step back, one step forth."""

from __future__ import annotations

from pathlib import Path

import click

from app.inputs import UNUSABLE, lang_option, leave
from app.record.state import PHASE_NAMES
from app.year.opened import Actor, actor_options, opened, record_argument, refusals
from models.words import Lang, Text


@click.command()
@record_argument
@actor_options
@lang_option
def undo(record_path: Path, by: str | None, why: str, yes: bool, lang: Lang) -> None:
    """撤销上一步（定稿以前）。Take back the last step, as long as the plan is not final."""
    record = opened(record_path, lang)
    state = record.state()
    actor = Actor(by, why, yes, lang)
    if state.undo is None:
        with refusals(lang):
            record.undo(actor.act(), state.head)
        leave(UNUSABLE, [], lang)
    done = state.undo.say()
    actor.confirm([Text(f"撤销：{done.zh}", f"Take back: {done.en}")])
    with refusals(lang):
        after = record.undo(actor.act(), state.head)
    phase = PHASE_NAMES[after.phase]
    click.echo(Text(f"已撤销，现在是“{phase.zh}”。", f"Taken back; the year is at '{phase.en}'.").say(lang))


@click.command()
@record_argument
@actor_options
@lang_option
def redo(record_path: Path, by: str | None, why: str, yes: bool, lang: Lang) -> None:
    """恢复刚撤销的一步。Do the step last taken back again."""
    record = opened(record_path, lang)
    state = record.state()
    actor = Actor(by, why, yes, lang)
    if state.redo is not None:
        done = state.redo.say()
        actor.confirm([Text(f"恢复：{done.zh}", f"Do again: {done.en}")])
    with refusals(lang):
        after = record.redo(actor.act(), state.head)
    phase = PHASE_NAMES[after.phase]
    click.echo(Text(f"已恢复，现在是“{phase.zh}”。", f"Done again; the year is at '{phase.en}'.").say(lang))
