"""What every command starts with: reading a district and a policy, and leaving with the right exit code.

Exit codes are the rulebook's (7): 0 done, 1 faults or breaches found, 2 usage or unusable input, 3 proven
impossible, 4 no plan, 5 a plan of ours failed its check.
"""

from __future__ import annotations

import hashlib
import locale
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from models.case import Case
from models.district import District
from models.intake.faults import Fault, UnreadableError
from models.intake.names import read_aliases
from models.intake.read import Intake, read_district
from models.plan import Breach, Plan
from models.plan_file import read_moves
from models.policy import Policy
from models.policy_file import PolicyError, read_policy
from models.policy_fit import fit
from models.words import Lang, Text, many
from scenarios.policies import find_policy

FOUND, UNUSABLE, IMPOSSIBLE, NO_PLAN, DEFECT = 1, 2, 3, 4, 5


def locale_lang() -> Lang:
    """Return the language of the user's locale; Chinese where the locale names no language."""
    named = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), None)
    language = (named or locale.getlocale()[0] or "C").split(".")[0].lower()
    return "zh" if language in ("c", "posix") or language.startswith(("zh", "chinese")) else "en"


def lang_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--lang` to a command."""

    def chosen(_: click.Context, __: click.Parameter, value: Lang | None) -> Lang:
        return value or locale_lang()

    return click.option(
        "--lang", type=click.Choice(["zh", "en"]), callback=chosen, help="语言 language (default: the locale's)"
    )(command)


def district_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument DISTRICT, and `--aliases`, to a command."""
    command = click.option(
        "--aliases", type=click.Path(path_type=Path), help="表名、列名的其他写法 TOML of other spellings of names"
    )(command)
    return click.argument("district_path", metavar="DISTRICT", type=click.Path(path_type=Path))(command)


def policy_option(command: Callable[..., Any], *, required: bool = True) -> Callable[..., Any]:
    """Add `--policy`, a file or the name of a shipped policy, to a command."""

    def found(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
        return value and find_policy(value)

    return click.option(
        "--policy",
        "policy_path",
        required=required,
        type=click.Path(path_type=Path),
        callback=found,
        help="政策文件，或随程序政策的名称 policy file (TOML), or the name of a shipped one",
    )(command)


def leave(code: int, said: Iterable[Text], lang: Lang) -> NoReturn:
    """Say why on standard error, and end with an exit code."""
    for text in said:
        click.echo(text.say(lang), err=True)
    raise click.exceptions.Exit(code)


def leave_defect(breaches: Iterable[Breach], differences: Iterable[str], lang: Lang) -> NoReturn:
    """End with 5: a plan of ours failed its check, which is ours to mend."""
    head = Text(
        "方案未通过独立复核，已扣留；请报告此缺陷：", "the plan failed its check and is withheld; please report:"
    )
    leave(DEFECT, [head, *(breach.text for breach in breaches), *(Text(d, d) for d in differences)], lang)


def read_tables(path: Path, aliases: Path | None, lang: Lang) -> Intake:
    """Read a district, faulty or not; ends with 2 if there is nothing to read."""
    try:
        return read_district(path, read_aliases(aliases) if aliases else None)
    except UnreadableError as error:
        leave(UNUSABLE, [error.text], lang)


def policy_or_problems(path: Path) -> Policy | tuple[Text, ...]:
    """Read a policy, or say everything that is wrong with it."""
    try:
        return read_policy(path)
    except PolicyError as error:
        return error.problems


def read_policy_or_leave(path: Path, lang: Lang) -> Policy:
    """Read a policy; ends with 2, naming every error in it."""
    policy = policy_or_problems(path)
    if isinstance(policy, tuple):
        leave(UNUSABLE, policy, lang)
    return policy


def read_plan(path: Path, district: District, lang: Lang) -> Plan:
    """Read a plan folder or any `moves.csv`; ends with 2 if it cannot be understood."""
    try:
        plan, faults = read_moves(path, district)
    except UnreadableError as error:
        leave(UNUSABLE, [error.text], lang)
    if plan is None:
        leave(UNUSABLE, [Text(f.say("zh"), f.say("en")) for f in faults], lang)
    return plan


def read_case(
    district_path: Path, aliases: Path | None, policy_path: Path, baseline_path: Path | None, lang: Lang
) -> Case:
    """Read everything a plan is about; ends with 2, naming every fault, if it does not fit together.

    Warnings are counted on standard error; `check` lists them.
    """
    intake = read_tables(district_path, aliases, lang)
    policy = policy_or_problems(policy_path)
    if isinstance(policy, tuple):
        faults = _all(intake.faults) if intake.district is None else []
        leave(UNUSABLE, [*faults, *policy], lang)
    case = case_of(intake, (policy, policy_path.name), baseline_path, lang)
    return replace(case, district=with_inputs(case.district, policy_path, *([aliases] if aliases else [])))


def case_of(
    intake: Intake, policy: tuple[Policy, str], baseline_path: Path | None, lang: Lang, *, quiet: bool = False
) -> Case:
    """Fit tables and policy (with the name its errors go by) together; ends with 2, naming every fault.

    Parameters
    ----------
    quiet : warnings are not counted aloud.
    """
    if intake.district is None:
        leave(UNUSABLE, _all(intake.faults), lang)
    found = [*intake.faults, *fit(intake.district, *policy)]
    if any(f.level == "fault" for f in found):
        leave(UNUSABLE, _all(found), lang)
    if found and not quiet:
        count = len(found)
        said = Text(f"有{count}条提示，用 check 查看。", f"{many(count, 'warning')}; see with check.")
        click.echo(said.say(lang), err=True)
    if baseline_path is None:
        return Case(intake.district, policy[0])
    baseline = read_plan(baseline_path, intake.district, lang)
    moves = baseline_path / "moves.csv" if baseline_path.is_dir() else baseline_path
    return Case(with_inputs(intake.district, moves), policy[0], baseline)


def with_inputs(district: District, *paths: Path) -> District:
    """Add files to the record of what was read: name, or path where the name is taken, and SHA-256 (rulebook 6)."""
    inputs = dict(district.inputs)
    for path in paths:
        inputs[str(path) if path.name in inputs else path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(district, inputs=inputs)


def _all(found: Iterable[Fault]) -> list[Text]:
    listed = list(found)
    faults = sum(f.level == "fault" for f in listed)
    head = Text(f"有{faults}处问题，先改正再运行：", f"{many(faults, 'fault')}; mend first:")
    return [head, *(Text(f.say("zh"), f.say("en")) for f in listed if f.level == "fault")]
