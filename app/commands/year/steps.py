"""`year publish`, `year appeals`, `year finalise`: the steps of the year, each confirmed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from app.inputs import UNUSABLE, lang_option, leave
from app.outputs import show
from app.record.detail import Finalise, Publish, Run
from app.record.given import Period
from app.record.layout import files_of
from app.record.state import YearState
from app.rerun import hear
from app.rerun_words import hearing_told
from app.working_days import period as counted
from app.year.opened import (
    Actor,
    actor_options,
    desk,
    opened,
    published_run,
    record_argument,
    refusals,
    refuse_now,
    run_option,
)
from app.year.runs import laid_out, run_meant
from models.words import Lang, Text, many

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@record_argument
@run_option
@click.option("--from", "first", type=DAY, help="公示第一天，默认今天 first day (default: today)")
@click.option("--days", type=click.IntRange(1, 365), help="公示几天 how many days")
@click.option("--working-days", type=click.IntRange(1, 365), help="公示几个工作日 how many working days")
@click.option("--until", type=DAY, help="公示最后一天 last day, instead of a count")
@actor_options
@lang_option
def publish(
    record_path: Path, number: int | None, first: dt.datetime | None, days: int | None, working_days: int | None,
    until: dt.datetime | None, by: str | None, why: str, yes: bool, lang: Lang,
) -> None:  # fmt: skip
    """公示一个方案。Publish a plan, for a period in days or working days."""
    record = opened(record_path, lang)
    state = record.state()
    run = run_meant(state, number, lang)
    begins = first.date() if first is not None else dt.date.today()
    if sum(given is not None for given in (days, working_days, until)) != 1:
        said = Text(
            "写明公示多久：--days、--working-days、--until 之一。",
            "say how long: one of --days, --working-days, --until.",
        )
        leave(UNUSABLE, [said], lang)
    warnings: tuple[Text, ...] = ()
    if until is not None:
        last = until.date()
        if last < begins:
            leave(UNUSABLE, [Text(f"{last} 早于 {begins}。", f"{last} is before {begins}.")], lang)
        words = Text(f"{begins}至{last}", f"{begins} to {last}")
    else:
        count = counted(begins, days=days, working_days=working_days)
        last, warnings, words = count.last, count.warnings, count.counted_words
    again = Text("再次公示", "Publish again") if state.publications else Text("公示", "Publish")
    said = Text(
        f"{again.zh}第{run.run}次求解的方案（调动{run.moves}人，运行编号 {run.run_id}）：{words.zh}。",
        f"{again.en} the plan of run {run.run} ({_moving(run)}, run id {run.run_id}): {words.en}.",
    )
    actor, period = Actor(by, why, yes, lang), Period(begins, last, days, working_days)
    refuse_now(state, _publication(state, run, period), why, lang)
    actor.confirm([said, *warnings])
    with refusals(lang):
        record.publish(run.run, period, actor.act(), state.head)
    entered = Text(
        f"已记入：公示到{last}为止，期满次日起可以定稿。",
        f"Entered: published until {last}; from the day after, the plan can become final.",
    )
    click.echo(entered.say(lang))


def _unpublished(state: YearState, run: Run) -> list[Text]:
    """Say that a re-run becomes final which was not published itself."""
    if state.published is None or run.run == state.published.run:
        return []
    return [
        Text(
            "注意：这次重算没有公示过，与公示不同的人要从通知得知；要再次公示的，先用 year publish。",
            "Note: this re-run was not published itself: who changes learns it from a notice. To publish it first: "
            "year publish.",
        )
    ]


def _moving(run: Run) -> str:
    return many(run.moves, "person moves", "people move")


def _publication(state: YearState, run: Run, period: Period) -> Publish:
    return Publish(
        run=run.run, start=period.start, until=period.until, days=period.days, working_days=period.working_days,
        round=len(state.publications) + 1,
    )  # fmt: skip


@click.command()
@record_argument
@click.argument("appeals_path", metavar="APPEALS", type=click.Path(path_type=Path))
@actor_options
@lang_option
def appeals(record_path: Path, appeals_path: Path, by: str | None, why: str, yes: bool, lang: Lang) -> None:
    """登记申诉表（每次整张）。Enter the register of appeals, the whole of it each time."""
    record = opened(record_path, lang)
    state = record.state()
    published = published_run(state, lang)
    with desk() as folder:
        hearing = hear(laid_out(record, published, folder, lang), appeals_path, lang)
    show(hearing_told(hearing), lang)
    counts = {ruling: hearing.count(ruling) for ruling in ("upheld", "dismissed", "pending")}
    actor = Actor(by, why, yes, lang)
    actor.confirm([Text("登记这张申诉表。", "Enter this register.")])
    with refusals(lang):
        (content,) = files_of(appeals_path).values()
        record.add_appeals((appeals_path.name, content), counts, actor.act(), state.head)
    if counts["upheld"]:
        next_ = Text("已记入。下一步：appeal 重算。", "Entered. Next: re-run with appeal.")
    elif counts["pending"]:
        next_ = Text("已记入。裁定以后再登记一次。", "Entered. Enter it again once they are ruled.")
    else:
        next_ = Text("已记入。没有成立的申诉，期满可以定稿。", "Entered. Nothing is upheld: the plan can become final.")
    click.echo(next_.say(lang))


@click.command()
@record_argument
@run_option
@click.option("--early", is_flag=True, help="公示期未满也定稿，须写 --why before the publication is over; give --why")
@actor_options
@lang_option
def finalise(
    record_path: Path, number: int | None, early: bool, by: str | None, why: str, yes: bool, lang: Lang
) -> None:
    """定稿，此后不能撤销。Make a plan final; from then on nothing is taken back."""
    record = opened(record_path, lang)
    state = record.state()
    run = run_meant(state, number, lang)
    actor = Actor(by, why, yes, lang)
    said = Text(
        f"将第{run.run}次求解的方案定稿（调动{run.moves}人，运行编号 {run.run_id}）。定稿后不能撤销。",
        f"Make the plan of run {run.run} final ({_moving(run)}, run id {run.run_id}). This cannot be undone.",
    )
    today = dt.date.today()
    running = state.publication is not None and today <= state.publication.until
    refuse_now(state, Finalise(run=run.run, today=today, early=early and running), why, lang)
    actor.confirm([said, *_unpublished(state, run)])
    with refusals(lang):
        after = record.finalise(run.run, today, actor.act(), state.head, early=early)
    click.echo(Text(f"已定稿。日志校验值 {after.head[:16]}。", f"Final. Head of the log: {after.head[:16]}.").say(lang))
