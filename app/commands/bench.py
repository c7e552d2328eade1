"""`lungang bench`: how fast and how good, against whom, on a machine of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from app.inputs import FOUND, UNUSABLE, lang_option, leave
from benchmarks.harness.rows import Results, Row
from benchmarks.harness.spec import Spec
from benchmarks.harness.sweep import RESULTS, sweep
from benchmarks.peers.registry import PEERS
from benchmarks.plots import write_plots
from benchmarks.suites import SUITES
from benchmarks.table import Judged, check_word, judge, rows_of, write_tables
from models.words import Lang, Text

OUTCOMES = {
    "timeout": Text("超时，已终止", "out of time, ended"),
    "memory": Text("内存超限，已终止", "out of memory, ended"),
    "crash": Text("异常中止", "crashed"),
}


@click.command()
@click.option("--suite", type=click.Choice(list(SUITES)), help="哪一组 which suite")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="结果文件夹 folder of the results")
@click.option("--only", multiple=True, help="只测这一项，可多次 one spec only, may be repeated")
@click.option("--peer", multiple=True, type=click.Choice(list(PEERS)), help="只测这一方法 one peer only, likewise")
@click.option("--again", is_flag=True, help="已有结果的也重测 measure anew what has a row")
@click.option("--list", "listed", is_flag=True, help="列出各组各项 list suites, specs and peers")
@click.option("--plot-only", is_flag=True, help="不测，只由已有结果重画图表 tables and plots from the rows there are")
@lang_option
def bench(
    suite: str | None,
    out: Path | None,
    only: tuple[str, ...],
    peer: tuple[str, ...],
    again: bool,
    listed: bool,
    plot_only: bool,
    lang: Lang,
) -> None:
    """测速：在合成的区县上与其他求解方法比较。Measure speed and plans against others, on made-up districts."""
    if listed:
        for text in _listing():
            click.echo(text.say(lang))
        return
    if suite is None or out is None:
        context = click.get_current_context()
        missing = next(p for p in context.command.params if p.name == ("out" if suite else "suite"))
        raise click.MissingParameter(ctx=context, param=missing)
    specs = _chosen(suite, only, lang)
    out.mkdir(parents=True, exist_ok=True)
    if not plot_only:

        def tell(what: str, row: Row | None) -> None:
            _tell(what, row, lang)

        sweep(suite, specs, PEERS, out, only_peers=peer, again=again, tell=tell)
    rows = Results(out / RESULTS).current()
    judged = judge(specs, rows)
    for path in (*write_tables(rows, judged, out), *write_plots(rows, out)):
        click.echo(Text(f"已写入 {path}", f"wrote {path}").say(lang))
    asked = [row for spec in specs for row in rows_of(spec, rows).values() if not peer or row.peer in peer]
    wrong = [row for row in asked if row.failed]
    for text in (*map(_judged, judged), *map(_wrong, wrong)):
        click.echo(text.say(lang))
    if wrong or any(j.verdict.met is False and j.target.must for j in judged):
        raise click.exceptions.Exit(FOUND)


def _chosen(suite: str, only: tuple[str, ...], lang: Lang) -> list[Spec]:
    specs = SUITES[suite]
    names = [spec.name for spec in specs]
    unknown = [name for name in only if name not in names]
    if unknown:
        have = "、".join(names)
        said = Text(
            f"{suite} 里没有 {'、'.join(unknown)}，只有 {have}",
            f"{suite} has no {', '.join(unknown)} but {', '.join(names)}",
        )
        leave(UNUSABLE, [said], lang)
    return [spec for spec in specs if not only or spec.name in only]


def _listing() -> list[Text]:
    """Say every suite with its specs, and every peer."""
    said: list[Text] = []
    for suite, specs in SUITES.items():
        said.append(Text(suite, suite))
        for spec in specs:
            line = f"  {spec.name}: {', '.join(spec.peers)}"
            said.append(Text(line, line))
            for target in spec.targets:
                aim = Text("", "") if target.must else Text("（期望）", " (an aim)")
                said.append(Text(f"    {target.wanted.zh}{aim.zh}", f"    {target.wanted.en}{aim.en}"))
    said.append(Text("对比方法", "peers"))
    said += [Text(f"  {p.name}：{p.about.zh}", f"  {p.name}: {p.about.en}") for p in PEERS.values()]
    return said


def _tell(what: str, row: Row | None, lang: Lang) -> None:
    if row is None:
        click.echo(Text(f"{what} ……", f"{what} ...").say(lang), err=True)
        return
    ended = OUTCOMES[row.outcome].say(lang) if row.outcome in OUTCOMES else row.status or row.outcome
    proven = sum(t.proven for t in row.tiers)
    held, of, checked = f"{row.peak_tree / 2**30:.2f} GB", len(row.tiers), check_word(row)
    said = Text(
        f"  {ended}，{row.seconds:.1f}秒，{held}，{of}级已证{proven}级 {checked}",
        f"  {ended}, {row.seconds:.1f} s, {held}, {proven} of {of} tiers proven {checked}",
    )
    click.echo(said.say(lang), err=True)


def _judged(judged: Judged) -> Text:
    met, must = judged.verdict.met, judged.target.must
    if met is None:
        word = Text("未测", "not measured")
    elif met:
        word = Text("达到", "met")
    else:
        word = Text("未达到", "missed") if must else Text("未达到（期望值）", "missed (an aim)")
    wanted, figure = judged.target.wanted, judged.verdict.figure
    return Text(
        f"{judged.spec.name} {wanted.zh}：{word.zh}，{figure.zh}",
        f"{judged.spec.name}, {wanted.en}: {word.en}, {figure.en}",
    )


def _wrong(row: Row) -> Text:
    why = row.error or row.contradiction or check_word(row)
    return Text(f"有问题 {row.spec} {row.peer}：{why}", f"wrong: {row.spec}, {row.peer}: {why}")
