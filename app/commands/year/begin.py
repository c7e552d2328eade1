"""`year new`, `year inputs`, `year solve`: from the tables to a draft."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.commands.solve import solve_and_write
from app.documents.write import Along
from app.inputs import UNUSABLE, lang_option, leave, policy_option, read_case
from app.record.detail import Inputs
from app.record.given import NewFiles
from app.record.layout import files_of
from app.record.record import Record
from app.year.opened import SUFFIX, Actor, actor_options, desk, opened, record_argument, refusals
from app.year.rerun import tell_added
from app.year.runs import run_made
from models.case import Case
from models.words import Lang, Text
from optimizer.events import Settings


@click.command()
@click.argument("number", metavar="YEAR", type=click.IntRange(1949, 2999))
@click.option("--district", required=True, type=click.Path(path_type=Path), help="表格 the tables")
@policy_option
@click.option("--aliases", type=click.Path(path_type=Path), help="别名文件 TOML of other spellings of names")
@click.option(
    "--record", type=click.Path(path_type=Path), help="档案文件，默认 年份.lungang the file (default YEAR.lungang)"
)
@actor_options
@lang_option
def new(
    number: int, district: Path, policy_path: Path, aliases: Path | None, record: Path | None, by: str | None,
    why: str, yes: bool, lang: Lang,
) -> None:  # fmt: skip
    """建立年度档案。Begin a year's record from tables and policy, which are kept as they are."""
    path = record or Path(f"{number}{SUFFIX}")
    if path.suffix != SUFFIX:
        leave(UNUSABLE, [Text(f"档案的文件名以 {SUFFIX} 结尾。", f"a record's name ends in {SUFFIX}.")], lang)
    case = read_case(district, aliases, policy_path, None, lang)
    _refuse_other_year(case, number, lang)
    with refusals(lang):
        Record.create(path, number, new_files(district, case, policy_path, aliases), Actor(by, why, yes, lang).act())
    said = Text(
        f"已建立{number}年度档案 {path}：{len(case.district.schools)}所学校，{len(case.district.teachers)}名教师。",
        f"began the record of {number}, {path}: {len(case.district.schools)} schools, {len(case.district.teachers)} "
        "teachers.",
    )
    click.echo(said.say(lang))


@click.command()
@record_argument
@click.option("--district", required=True, type=click.Path(path_type=Path), help="表格 the tables")
@policy_option
@click.option("--aliases", type=click.Path(path_type=Path), help="别名文件 TOML of other spellings of names")
@actor_options
@lang_option
def inputs(
    record_path: Path, district: Path, policy_path: Path, aliases: Path | None, by: str | None, why: str, yes: bool,
    lang: Lang,
) -> None:  # fmt: skip
    """更换表格或政策（公示以前）。Put other tables or another policy in force, before publication."""
    record = opened(record_path, lang)
    state = record.state()
    case = read_case(district, aliases, policy_path, None, lang)
    _refuse_other_year(case, state.year, lang)
    actor = Actor(by, why, yes, lang)
    said = Text("更换后，以前的求解不能再公示，要重新求解。", "Earlier runs can then not be published: solve again.")
    actor.confirm([said])
    with refusals(lang):
        record.add_inputs(new_files(district, case, policy_path, aliases), actor.act(), state.head)
    click.echo(Text("已更换。", "Changed.").say(lang))


@click.command()
@record_argument
@click.option(
    "--time-limit", type=click.FloatRange(min=0), default=600.0, show_default=True, help="秒，0 为不限 seconds, 0: none"
)
@click.option("--gap", type=click.FloatRange(0, 1), default=0.0, help="可接受的差距 relative gap (default 0)")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="求解线程 solver threads")
@actor_options
@lang_option
def solve(
    record_path: Path, time_limit: float, gap: float, workers: int, by: str | None, why: str, yes: bool, lang: Lang
) -> None:
    """求解，结果记入档案。Solve, and enter what came of it."""
    record = opened(record_path, lang)
    state = record.state()
    if state.phase != "draft":
        said = Text(
            "已经公示：以后的变化用 year appeals 登记，再用 appeal 重算。",
            "a plan is published: enter what changes with year appeals, and re-run with appeal.",
        )
        leave(UNUSABLE, [said], lang)
    with desk() as folder:
        with refusals(lang):
            paths = record.materialise_inputs(state.inputs, folder)
        case = read_case(paths.tables, paths.aliases, paths.policy, None, lang)
        files = _carried(record, state.inputs)
        where = {"district": paths.tables.relative_to(folder).as_posix()}
        where |= {"aliases": paths.aliases.relative_to(folder).as_posix()} if paths.aliases is not None else {}
        settings = Settings(time_limit or None, gap, workers)

        def enter(plan: Path) -> None:
            if not (plan / "moves.csv").exists() and _stopped(plan):
                return  # stopped before there was anything to keep
            with refusals(lang):
                made = run_made(plan, state.inputs)
                added = record.add_run(made, Actor(by, why, yes, lang).act(), state.head)
            tell_added(added.run.run, late=added.run.late, lang=lang)

        solve_and_write(case, settings, folder / "plan", lang, where, along=Along(files), written=enter)


def _stopped(plan: Path) -> bool:
    """Whether a plan folder tells of nothing but a solve that was stopped."""
    return bool(json.loads((plan / "plan.json").read_text(encoding="utf-8"))["status"] == "unknown")


def new_files(district: Path, case: Case, policy: Path, aliases: Path | None) -> NewFiles:
    """Return the files of a district that were read, with policy and other spellings, as the record takes them."""
    read = case.district.inputs
    tables = {name: content for name, content in files_of(district).items() if Path(name).name in read}
    return NewFiles(
        tables, (policy.name, policy.read_bytes()), (aliases.name, aliases.read_bytes()) if aliases else None
    )


def _carried(record: Record, inputs: Inputs) -> dict[str, bytes]:
    """Return what a plan folder of the record carries: the tables and other spellings it was made from."""
    files = {f"tables/{file.name}": record.blob(file.sha256) for file in inputs.tables}
    if inputs.aliases is not None:
        files[f"aliases/{inputs.aliases.name}"] = record.blob(inputs.aliases.sha256)
    return files


def _refuse_other_year(case: Case, year: int, lang: Lang) -> None:
    """End with 2 if a policy is of another year."""
    if (case.policy.month - 1) // 12 != year:
        said = Text(
            f"政策的日期是 {case.policy.date}，不是{year}年：改政策的 date，或改年份。",
            f"the policy's date is {case.policy.date}, not in {year}: change the policy's date, or the year.",
        )
        leave(UNUSABLE, [said], lang)
