"""The group `lungang year` and its commands."""

from __future__ import annotations

import click

from app.commands.year.back import redo, undo
from app.commands.year.begin import inputs, new, solve
from app.commands.year.end import close
from app.commands.year.look import backup, compare, export, log, status, verify
from app.commands.year.papers import documents, templates
from app.commands.year.steps import appeals, finalise, publish
from app.usage import Commands


@click.group(cls=Commands)
def year() -> None:
    """年度档案：求解、公示、申诉、定稿、归档。A bureau's year in one file, from the draft to next year's tables."""


for command in (
    new, inputs, solve, publish, appeals, compare, finalise, documents, close,
    status, log, undo, redo, verify, export, backup, templates,
):  # fmt: skip
    year.add_command(command)
