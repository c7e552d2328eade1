"""`lungang policy`: a policy checked, and said in sentences."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from app.inputs import UNUSABLE, lang_option, leave, read_policy_or_leave
from models.policy import Policy
from models.policy_words import policy_sections
from models.words import Lang, Text
from scenarios.policies import find_policy, shipped_policies, summary


@click.command()
@click.argument("name", required=False)
@click.option("--show", is_flag=True, help="逐句读出政策 print the policy as sentences")
@lang_option
def policy(name: str | None, show: bool, lang: Lang) -> None:
    """检查政策文件，或逐句读出。Check a policy; NAME is a file, or one of those `policy list` names."""
    shipped = shipped_policies()
    if name is None and show:
        for path in shipped.values():
            _show(read_policy_or_leave(path, lang), lang)
        return
    if name is None or name == "list":
        for known, path in shipped.items():
            read = read_policy_or_leave(path, lang)
            click.echo(f"{click.style(known, bold=True)}\t{read.name}\n\t{summary(path).say(lang)}")
        return
    path = find_policy(Path(name))
    if not path.exists():
        near = difflib.get_close_matches(name, shipped, n=1)
        guess = near[0] if near else "、".join(shipped)
        said = Text(f"没有政策文件 {name}。是否想写 {guess}？", f"there is no policy {name}. Maybe {guess}?")
        leave(UNUSABLE, [said], lang)
    read = read_policy_or_leave(path, lang)
    if not show:
        click.echo(Text(f"“{read.name}”没有问题。", f"'{read.name}' is in order.").say(lang))
        return
    _show(read, lang)


def _show(read: Policy, lang: Lang) -> None:
    """Print a policy as sentences, a section at a time."""
    for title, sentences in policy_sections(read):
        click.echo(click.style(title.say(lang), bold=True))
        for sentence in sentences:
            click.echo(f"  {sentence.say(lang)}")
