"""The command line: `lungang` and its commands."""

from __future__ import annotations

import sys

import click

from app.commands.appeal import appeal
from app.commands.bench import bench
from app.commands.check import check
from app.commands.compare import compare
from app.commands.demo import demo
from app.commands.explain import explain
from app.commands.generate import generate_command
from app.commands.policy import policy
from app.commands.solve import solve
from app.commands.sweep import sweep
from app.commands.template import template
from app.commands.verify import verify
from app.commands.who import who
from app.commands.year import year
from app.usage import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="lungang")
def group() -> None:
    """轮岗：教师交流轮岗方案的编制与证明。Lungang: which teachers rotate where, and the proof that it is right."""


for command in (
    demo, template, check, who, policy, solve, verify, explain, appeal, year, compare, sweep, generate_command, bench,
):  # fmt: skip
    group.add_command(command)


def main() -> None:
    """Run the command line; text a console cannot show is replaced, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    group()


if __name__ == "__main__":
    main()
