"""`year status`, `log`, `compare`, `export`, `verify`, `backup`: looking, changing nothing."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.solve import STATUS
from app.documents.write import PlanFolderError, check_folder
from app.inputs import FOUND, UNUSABLE, lang_option, leave
from app.outputs import refuse_taken, show
from app.record.audit import audit
from app.record.detail import Run
from app.record.state import PHASE_NAMES, Phase, YearState
from app.year.opened import desk, opened, record_argument, refusals, run_option
from app.year.runs import laid_out, run_meant, why_none
from models.explain.panel import panel_diff
from models.words import Lang, Text, many

SOLVE = Text("year solve 求解", "year solve")
RULE = Text(
    "裁定待定的申诉，再用 year appeals 登记整张表", "rule on what is pending, then year appeals with the whole register"
)
RULE_OTHERWISE = Text(
    "这样裁定没有方案（原因见下）：改裁定或补充新情况，再用 year appeals 登记",
    "no plan keeps these rulings, see below: rule otherwise, then year appeals once more",
)
RERUN = Text("appeal 重算", "re-run with appeal")
NEXT: dict[Phase, Text] = {
    "draft": Text("year publish 公示", "year publish"),
    "published": Text(
        "有申诉的，year appeals 登记；没有的，期满后 year finalise 定稿",
        "year appeals to enter appeals; where there are none, year finalise once the publication is over",
    ),
    "appeals": Text(
        "没有成立的申诉，期满后 year finalise 定稿", "nothing is upheld: year finalise once the publication is over"
    ),
    "rerun": Text(
        "year compare 对照，再 year publish 再次公示，或 year finalise 定稿",
        "year compare, then year publish once more, or year finalise",
    ),
    "final": Text("year documents 出文书，year close 归档", "year documents, then year close"),
    "closed": Text("用下一年的表建立新档案：year new", "begin the next year: year new"),
}


@click.command()
@record_argument
@lang_option
def status(record_path: Path, lang: Lang) -> None:
    """现在到了哪一步，下一步是什么。Where the year stands, and what comes next."""
    record = opened(record_path, lang)
    state = record.state()
    tried = _tried_in_vain(state)
    for text in (*_status(state), *(why_none(record, tried, lang) if tried is not None else ())):
        click.echo(text.say(lang))


def _status(state: YearState) -> list[Text]:
    phase = PHASE_NAMES[state.phase]
    said = [Text(f"{state.year}年度：{phase.zh}", f"{state.year}: {phase.en}")]
    for run in state.runs:
        kind = Text("重算", "re-run") if run.kind == "rerun" else Text("求解", "solve")
        marks = [
            *((p.run == run.run, Text(f"，第{p.round}轮公示", f", publication {p.round}")) for p in state.publications),
            (state.final is not None and run.run == state.final.run, Text("，定稿", ", final")),
            (run.late, Text("，来迟，不改变进度", ", late: changes nothing")),
        ]
        zh, en = "".join(m.zh for on, m in marks if on), "".join(m.en for on, m in marks if on)
        said.append(
            Text(
                f"  第{run.run}次（{kind.zh}）：{STATUS[run.status].zh}，调动{run.moves}人，运行编号 {run.run_id}{zh}",
                f"  run {run.run} ({kind.en}): {STATUS[run.status].en}, "
                f"{many(run.moves, 'person moves', 'people move')}, run id {run.run_id}{en}",
            )
        )
    if state.publication is not None:
        p = state.publication
        said.append(
            Text(f"  第{p.round}轮公示：{p.start}至{p.until}", f"  publication {p.round}: {p.start} to {p.until}")
        )
    if state.appeals is not None:
        a = state.appeals
        said.append(
            Text(
                f"  申诉：成立{a.upheld}件，不成立{a.dismissed}件，待定{a.pending}件",
                f"  appeals: {a.upheld} upheld, {a.dismissed} dismissed, {a.pending} pending",
            )
        )
    if state.undo is not None:
        said.append(Text(f"  可撤销：{state.undo.say().zh}", f"  can be undone: {state.undo.say().en}"))
    if state.redo is not None:
        said.append(Text(f"  可恢复：{state.redo.say().zh}", f"  can be done again: {state.redo.say().en}"))
    said.append(Text(f"  日志校验值 {state.head[:16]}", f"  head of the log {state.head[:16]}"))
    then = _next(state)
    said.append(Text(f"下一步：{then.zh}", f"Next: {then.en}"))
    return said


def _next(state: YearState) -> Text:
    """Say what comes next, as the steps of the record allow it."""
    if state.phase == "draft" and not any(run.has_plan and run.inputs == state.inputs for run in state.runs):
        return SOLVE
    if state.phase in ("published", "appeals", "rerun") and state.appeals is not None and state.appeals.pending:
        return RULE
    if state.phase == "appeals" and state.appeals is not None and state.appeals.upheld:
        return RERUN if _tried_in_vain(state) is None else RULE_OTHERWISE
    return NEXT[state.phase]


def _tried_in_vain(state: YearState) -> Run | None:
    """Return the re-run that proved that no plan keeps the rulings in force, if there is one."""
    last = state.run(state.latest)
    if state.phase != "appeals" or last is None or last.kind != "rerun" or not state.hears(last):
        return None
    return last if last.status == "infeasible" else None


@click.command()
@record_argument
@lang_option
def log(record_path: Path, lang: Lang) -> None:
    """谁在什么时候做了什么，为什么。Who did what, when and why."""
    for entry in opened(record_path, lang).entries():
        click.echo(f"{entry.say().say(lang)}  {entry.hash[:16]}")


@click.command()
@record_argument
@click.option("--run", "numbers", multiple=True, type=click.IntRange(min=1), help="写两次 which two runs")
@lang_option
def compare(record_path: Path, numbers: tuple[int, ...], lang: Lang) -> None:
    """对照公示的方案和重算，只说不同。What differs between two runs; the published one and the latest by default."""
    record = opened(record_path, lang)
    state = record.state()
    if numbers and len(numbers) != 2:
        leave(UNUSABLE, [Text("--run 要写两次。", "give --run twice.")], lang)
    if numbers:
        pair = [run_meant(state, number, lang) for number in numbers]
    elif state.published is None or state.latest in (None, state.published.run):
        said = Text(
            "还没有可对照的两个方案：公示以后重算，或写 --run 两次。",
            "there are no two plans to compare: re-run after publication, or give --run twice.",
        )
        leave(UNUSABLE, [said], lang)
    else:
        pair = [state.published, run_meant(state, state.latest, lang)]
    with desk() as folder:
        first, second = (laid_out(record, run, folder / str(run.run), lang) for run in pair)
        lang = first.case.policy.spoken(lang, first.case.district)
        head = Text(
            f"方案一是第{pair[0].run}次求解，方案二是第{pair[1].run}次。",
            f"Plan 1 is run {pair[0].run}, plan 2 is run {pair[1].run}.",
        )
        click.echo(head.say(lang))
        show(panel_diff((first.case, first.plan), (second.case, second.plan)), lang)


@click.command()
@record_argument
@run_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="输出文件夹 folder to write")
@lang_option
def export(record_path: Path, number: int | None, out: Path, lang: Lang) -> None:
    """取出一次求解的方案文件夹，连同它的表格。Write a run's plan folder with its tables."""
    record = opened(record_path, lang)
    run = run_meant(record.state(), number, lang)
    try:
        check_folder(out)
    except PlanFolderError as error:
        leave(UNUSABLE, [error.text], lang)
    policy = out.with_name(f"{out.name}-policy")
    for folder in (out, policy):
        refuse_taken(folder, folder, lang)
    with refusals(lang):
        record.materialise(run.files, out)
        record.materialise([run.inputs.policy], policy)
    click.echo(
        Text(
            f"第{run.run}次求解已写入 {out}，政策在 {out.name}-policy。",
            f"run {run.run} written to {out}, its policy to {out.name}-policy.",
        ).say(lang)
    )


@click.command()
@record_argument
@click.option("--head", help="公示页上的日志校验值（至少12位） a head of the log printed on a page, 12 digits at least")
@lang_option
def verify(record_path: Path, head: str | None, lang: Lang) -> None:
    """核对档案有没有被改动。Check that nothing in the record was changed: every entry, every file."""
    with refusals(lang):
        problems = audit(record_path, head)
    for problem in problems:
        click.echo(problem.text.say(lang))
    if problems:
        raise click.exceptions.Exit(FOUND)
    count = len(opened(record_path, lang).entries())
    click.echo(
        Text(f"{count}条记录、所有文件与当初写入时相同。", f"All {count} entries and all files are as written.").say(
            lang
        )
    )


@click.command()
@record_argument
@click.argument("target", type=click.Path(path_type=Path))
@lang_option
def backup(record_path: Path, target: Path, lang: Lang) -> None:
    """备份档案，有人在用时也可以。Write a whole copy of the record, whoever is working."""
    with refusals(lang):
        opened(record_path, lang).backup(target)
    click.echo(Text(f"已备份到 {target}", f"copied to {target}").say(lang))
