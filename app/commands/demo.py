"""`lungang demo`: the whole way on a made-up county, and where to look."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from app.commands.solve import solve_and_write
from app.commands.who import summary
from app.documents.district_workbook import write_district_workbook
from app.inputs import UNUSABLE, lang_option, leave, read_case
from app.made_plan import MadeFrom
from models.check import check_plan
from models.words import Lang, Text, many
from optimizer.events import Settings
from scenarios.samples import DEMO_DISTRICT, DEMO_POLICY


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo-out"), show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="求解线程 solver threads")
@lang_option
def demo(out: Path, workers: int, lang: Lang) -> None:
    """用虚构的县走一遍全程。Run everything on a made-up county of 40 schools."""

    def step(zh: str, en: str) -> None:
        click.secho(Text(zh, en).say(lang), bold=True)

    try:
        out.mkdir(parents=True, exist_ok=True)
        book, policy = out / "青禾县.xlsx", out / "policy.toml"
        write_district_workbook(DEMO_DISTRICT, book)
        shutil.copyfile(DEMO_POLICY, policy)
    except OSError as error:
        leave(UNUSABLE, [Text(f"写不了 {out}：{error}", f"cannot write {out}: {error}")], lang)
    step("1. 读表、检查", "1. Read and check the tables")
    case = read_case(book, None, policy, None, lang)
    count = len(case.district.schools), len(case.district.teachers)
    click.echo(
        Text(
            f"{count[0]}所学校，{count[1]}名教师，没有问题。", f"{count[0]} schools, {count[1]} teachers, no faults."
        ).say(lang)
    )
    step("2. 谁可以调动", "2. Who may move")
    click.echo(summary(case).say(lang))
    step("3. 求解", "3. Solve")
    plan = solve_and_write(case, Settings(workers=workers), out / "plan", lang, MadeFrom(book).record(out / "plan"))
    step("4. 独立复核", "4. Check by code that knows no solver")
    breaches = len(check_plan(case.district, case.policy, plan).breaches)
    click.echo(Text(f"违反硬规则{breaches}处。", f"{many(breaches, 'breach', 'breaches')} of hard rules.").say(lang))
    step("请看：", "Now look at:")
    for path, zh, en in (
        (out / "plan" / "report.html", "报告（用浏览器打开）", "the report (open it in a browser)"),
        (out / "plan" / "plan.xlsx", "调配方案和各类名册", "the plan and its registers"),
        (book, "输入的工作簿，可照此填自己的", "the workbook it read; fill in your own like it"),
        (policy, "政策文件", "the policy"),
    ):
        click.echo(f"  {path.resolve()}  {Text(zh, en).say(lang)}")
