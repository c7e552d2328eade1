"""A what-if file from the command line: read, checked, answered somewhere, its answers kept beside the report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from app.inputs import IMPOSSIBLE, NO_PLAN, UNUSABLE, leave, read_policy_or_leave, with_inputs
from app.sweep_progress import SweepScreen
from app.what_if_inputs import FOLDER
from models.intake.faults import UnreadableError
from models.intake.names import read_aliases
from models.intake.read import read_district
from models.policy_file import read_toml
from models.policy_fit import fit
from models.words import Lang, Text, many
from optimizer.solve import versions
from scenarios.examples import find_example
from scenarios.whatif.engine.job import EngineError, Job
from scenarios.whatif.engine.place import Cluster, Local, cores, shares
from scenarios.whatif.engine.run import Ran, run
from scenarios.whatif.engine.store import Store
from scenarios.whatif.file import WhatIf, WhatIfError, read_what_if
from scenarios.whatif.overlay import Base, OverlayError, checked, policy_of
from scenarios.whatif.result import Result
from scenarios.whatif.solving import WORK
from scenarios.whatif.study import Study
from scenarios.whatif.sweep import SweepRow
from scenarios.whatif.task import Limits

_SHOWN = 5
"""Faults told in the rows of a district that cannot be used; all of them go to standard error."""
RESULTS = "results"
"""Where answers are kept, inside the folder of the report: a second call finds them there."""
WRITTEN = {RESULTS, FOLDER, "report.html"} | {
    f"{name}.{kind}" for name in ("comparison", "sweep") for kind in ("xlsx", "json", "csv")
}
"""What a report's folder may hold."""


@dataclass(frozen=True)
class Means:
    """What a study may use: how long, how far, and where."""

    limits: Limits
    jobs: int | None
    workers: int | None
    cluster: str | None

    def place(self, waiting: int, lang: Lang) -> Local | Cluster:
        """Return where the work is done; ends with 2 if the machine does not have what is asked for."""
        try:
            return Cluster(self.cluster) if self.cluster is not None else Local(*self._split(waiting))
        except EngineError as error:
            leave(UNUSABLE, error.problems, lang)

    def _split(self, waiting: int) -> tuple[int, int]:
        """Return how many scenarios side by side, and the threads of each."""
        here = cores()
        if self.jobs is not None:
            return self.jobs, self.workers or max(1, here // self.jobs)
        if self.workers is not None:
            return max(1, here // self.workers), self.workers
        return shares(here, waiting)


def means_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument WHAT-IF, `--out`, and the options of `Means`, which come as the one argument `means`."""

    @wraps(command)
    def called(
        *words: Any,
        time_limit: float,
        gap: float,
        jobs: int | None,
        workers: int | None,
        cluster: str | None,
        **more: Any,
    ) -> Any:
        return command(*words, means=Means(Limits(time_limit or None, gap), jobs, workers, cluster), **more)

    for option in (
        click.option("--cluster", metavar="ADDRESS", help="Dask 集群地址 a Dask scheduler, tcp://HOST:8786"),
        click.option(
            "--workers", type=click.IntRange(1, 64), help="每个情景的求解线程 solver threads of each (default: 1)"
        ),
        click.option("--jobs", type=click.IntRange(1, 1024), help="同时算几个情景 side by side (default: the cores)"),
        click.option("--gap", type=click.FloatRange(0, 1), default=0.0, help="可接受的差距 relative gap (default 0)"),
        click.option(
            "--time-limit",
            type=click.FloatRange(min=0),
            default=600.0,
            show_default=True,
            help="每个情景的秒数，0 为不限 seconds for each scenario, 0: none",
        ),
        click.option("--out", required=True, type=click.Path(path_type=Path), help="输出文件夹 folder to write"),
    ):
        called = option(called)
    return click.argument("what_if", metavar="WHAT-IF", type=click.Path(path_type=Path))(called)


def read_or_leave(path: Path, lang: Lang) -> WhatIf:
    """Read a what-if file, or one that ships; ends with 2, naming everything wrong in it."""
    try:
        return read_what_if(find_example(path))
    except WhatIfError as error:
        leave(UNUSABLE, error.problems, lang)


def study_of(what: WhatIf, limits: Limits, lang: Lang) -> Study:
    """Read the one district of a what-if file and hold every scenario against it; ends with 2, naming every fault."""
    [(name, path)] = named(what.districts).items()
    base = _Reader(what, lang).base(path)
    if isinstance(base, tuple):
        leave(UNUSABLE, base, lang)
    found = checked(base, what.scenarios)
    if found.faults:
        count = len(found.faults)
        head = Text(f"有{count}处问题，先改正再运行：", f"{many(count, 'fault')}; mend first:")
        leave(UNUSABLE, [head, *found.faults], lang)
    for warning in found.warnings:
        click.echo(warning.say(lang), err=True)
    return Study(what, name, base, limits)


def studies_of(what: WhatIf, limits: Limits, lang: Lang) -> tuple[list[Study], list[SweepRow]]:
    """Read every district of a what-if file; of one that cannot be used the rows say why, and the others go on.

    Whether a scenario fits a district's tables is found where it is solved. What is wrong with its policy is wrong in
    all: that ends with 2, as does a file none of whose districts can be used.
    """
    if len(what.districts) == 1:
        return [study_of(what, limits, lang)], []
    studies, unusable, said = list[Study](), list[SweepRow](), list[Text]()
    reader = _Reader(what, lang)
    for name, path in named(what.districts).items():
        base = reader.base(path)
        if isinstance(base, tuple):
            failed = Result("", "failed", said=base[:_SHOWN])
            rows = [(what.baseline, dict[str, str]()), *((one.name, dict(one.at)) for one in what.scenarios)]
            unusable += [SweepRow(name, scenario, at, (), failed) for scenario, at in rows]
            said += base
        else:
            studies.append(Study(what, name, base, limits, unchecked=True))
    wrong = [] if not studies else _wrong_policies(studies[0].base, what)
    if wrong or not studies:
        leave(UNUSABLE, wrong or said, lang)
    for text in said:
        click.echo(text.say(lang), err=True)
    return studies, unusable


def _wrong_policies(base: Base, what: WhatIf) -> list[Text]:
    """Return what is wrong with the policies of scenarios, whatever the tables."""
    wrong: list[Text] = []
    for overlay in what.scenarios:
        try:
            policy_of(base, overlay)
        except OverlayError as error:
            wrong += error.problems
    return list(dict.fromkeys(wrong))


class _Reader:
    """Reads districts under one policy, which is read once; ends with 2 if the policy or the aliases are of no use."""

    def __init__(self, what: WhatIf, lang: Lang) -> None:
        self._files = [what.policy, *([what.aliases] if what.aliases else [])]
        self._lang = lang
        self._policy = read_policy_or_leave(what.policy, lang)
        self._document = read_toml(what.policy)
        try:
            self._aliases = read_aliases(what.aliases) if what.aliases else None
        except UnreadableError as error:
            leave(UNUSABLE, [error.text], lang)

    def base(self, district: Path) -> Base | tuple[Text, ...]:
        """Read a district; all that is wrong with it, if it is of no use. Warnings are counted on standard error."""
        file = self._files[0].name
        try:
            intake = read_district(district, self._aliases)
        except UnreadableError as error:
            return (error.text,)
        found = [*intake.faults, *([] if intake.district is None else fit(intake.district, self._policy, file))]
        faults = tuple(Text(f.say("zh"), f.say("en")) for f in found if f.level == "fault")
        if faults or intake.district is None:
            head = Text(
                f"{district} 有{len(faults)}处问题，先改正再运行：",
                f"{district}: {many(len(faults), 'fault')}; mend first:",
            )
            return head, *faults
        if found:
            count = len(found)
            said = Text(
                f"{district} 有{count}条提示，用 check 查看。", f"{district}: {many(count, 'warning')}; see with check."
            )
            click.echo(said.say(self._lang), err=True)
        return Base(with_inputs(intake.district, *self._files), self._document, self._policy, file)


def named(districts: Sequence[Path]) -> dict[str, Path]:
    """Return districts by the name of folder or workbook; with the folders above where two are named alike."""
    plain = [path.with_suffix("") if path.is_file() else path for path in districts]
    for depth in range(1, max(len(path.parts) for path in plain) + 1):
        names = ["/".join(path.parts[-depth:]) for path in plain]
        if len(set(names)) == len(names):
            break
    return dict(zip(names, districts, strict=True))


def usable_folder(out: Path, what: WhatIf, lang: Lang) -> None:
    """End with 2 if the folder holds something else than an earlier report of this kind."""
    there = {path.name for path in out.iterdir()} if out.is_dir() else set()
    earlier = not there or (RESULTS in there and there <= WRITTEN)
    if not out.exists() or (out.is_dir() and earlier):
        inside = [d for d in what.districts if d.is_dir() and out.resolve().is_relative_to(d.resolve())]
        if not inside:
            return
        told = Text(
            f"{out} 在要读的文件夹 {inside[0]} 里；请写到别处",
            f"{out} lies in {inside[0]}, which is read; write elsewhere",
        )
    else:
        told = Text(
            f"{out} 里已有别的内容，不覆盖；请换一个文件夹",
            f"{out} holds something else and is not overwritten; choose another folder",
        )
    leave(UNUSABLE, [told], lang)


@dataclass(frozen=True)
class Answers:
    """What a run came to, with what the foot of a report tells."""

    ran: Ran
    made: Mapping[str, object]


def answered(studies: Sequence[Study], what: WhatIf, out: Path, means: Means, lang: Lang, *, beside: bool) -> Answers:
    """Answer every question of every district, showing how far it is; ends with 2 if the place is of no use.

    If it goes away in the middle that is said, and what had finished is told.
    """
    began, clock = datetime.now().astimezone().isoformat(timespec="seconds"), time.monotonic()
    jobs = _once(job for study in studies for job in study.jobs(lang, beside=beside))
    store, blobs = Store(out / RESULTS), {study.inputs: study.blob for study in studies}
    waiting = [job.key for job in jobs if store.get(job.key) is None]
    place = means.place(len(waiting), lang)
    with SweepScreen(lang) as screen:
        try:
            ran = run(jobs, blobs, WORK, store, place, screen.show)
        except EngineError as error:
            kept = {job.key: result for job in jobs if (result := store.get(job.key)) is not None}
            if not kept.keys() & set(waiting):  # nothing came of it
                leave(UNUSABLE, error.problems, lang)
            for problem in error.problems:
                click.echo(problem.say(lang), err=True)
            ran = Ran(kept, stopped=True)
    click.echo(screen.summary().say(lang), err=True)
    made: dict[str, object] = {
        "file": what.path.name,
        "policy": what.policy.name,
        "started": began,
        "seconds": round(time.monotonic() - clock, 1),
        "computed": sum(key in ran.results for key in waiting),
        "found": len(jobs) - len(waiting),
        "versions": {"lungang": version("lungang"), **versions()},
        "inputs": {name: sha for study in studies[:1] for name, sha in study.base.district.inputs.items()},
    }
    return Answers(ran, made)


def tell_ending(results: Iterable[Result], ran: Ran, lang: Lang) -> None:
    """Say what has no plan; ends with 3 or 4 if nothing has one."""
    listed = list(results)
    failed = sum(result.status == "failed" for result in listed)
    without = sum(result.reached and result.status in ("infeasible", "unknown") for result in listed)
    waiting = sum(not result.reached for result in listed)
    if ran.stopped:
        told = Text(
            f"中途停止，{waiting}个情景还没有算；再运行同一条命令，只算还没有的。",
            f"Stopped, {many(waiting, 'scenario')} not computed yet; the same command computes what is missing.",
        )
        click.echo(told.say(lang), err=True)
    if failed or without:
        told = Text(
            f"{without}个情景没有方案，{failed}个没有算成；原因见报告。",
            f"{many(without, 'scenario')} without a plan, {failed} failed; the report says why.",
        )
        click.echo(told.say(lang), err=True)
    if not any(result.planned for result in listed):
        impossible = all(result.status == "infeasible" for result in listed)
        leave(IMPOSSIBLE if impossible else NO_PLAN, [text for result in listed[:1] for text in result.said], lang)


def _once(jobs: Iterable[Job]) -> list[Job]:
    """Return jobs without those another district asks word for word."""
    return list({job.key: job for job in reversed(list(jobs))}.values())[::-1]
