"""Many scenarios while they are solved: how many are done, the gap of each that runs, the time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group
from rich.table import Table

from app.live_screen import LiveScreen
from app.progress import gap
from models.words import Lang, Text
from scenarios.whatif.engine.events import Event, Finished, Found, Places, Queued, Started, Told
from scenarios.whatif.engine.job import Job

_HEADS = (
    Text("方案", "scenario"),
    Text("步骤", "tier"),
    Text("当前最好", "best"),
    Text("已证下界", "bound"),
    Text("差距", "gap"),
    Text("秒", "seconds"),
    Text("在哪里算", "where"),
)
_SHOWN = 30
"""Running scenarios shown at most: a terminal is not much higher."""
_QUIET = 60.0
"""Seconds after which a line is due where there is no terminal, if anything happened."""
_LATE = 2.0
"""Times the usual after which nobody knows how long a scenario still takes."""
_STEPS = 10
"""Or when another such part of the scenarios is done."""


@dataclass
class _Running:
    """A scenario being solved."""

    job: Job
    began: float
    where: str
    tier: str = ""
    value: int | None = None
    bound: int | None = None


class SweepScreen(LiveScreen):
    """Shows a running sweep on standard error: a live table on a terminal, now and then a line elsewhere.

    Parameters
    ----------
    clock : of seconds.
    """

    def __init__(self, lang: Lang, clock: Callable[[], float] = time.monotonic) -> None:
        self._lang, self._clock = lang, clock
        self._waiting: dict[str, Job] = {}
        self._running: dict[str, _Running] = {}
        self._groups: set[str] = set()
        self._failed: set[str] = set()
        self._done = self._found = 0
        self._places = 1
        self._took: dict[bool, list[float]] = {False: [], True: []}
        self._said, self._part = clock(), 0
        super().__init__(self.table)

    def show(self, event: Event) -> None:
        """Take in an event of the engine."""
        match event:
            case Places(count):
                self._places = count
            case Found(job):
                self._groups.add(job.group)
                self._done += 1
                self._found += 1
            case Queued(job):
                self._groups.add(job.group)
                self._waiting[job.key] = job
            case Started(job, where):
                self._waiting.pop(job.key, None)
                self._running[job.key] = _Running(job, self._clock(), where)
            case Told(job, told) if job.key in self._running:
                self._note(self._running[job.key], told)
            case Finished(job, result, seconds):
                self._waiting.pop(job.key, None)
                self._running.pop(job.key, None)
                self._done += 1
                if event.failed:
                    self._failed.add(job.key)
                    self._tell_failure(job, result["said"])
                if seconds:
                    self._took[job.after is not None].append(seconds)
            case _:
                pass  # told of a scenario that has ended meanwhile
        self._tell_now_and_then()

    def summary(self) -> Text:
        """Say how many scenarios are done, being solved, waiting and failed, and how long the rest takes."""
        total = self._done + len(self._running) + len(self._waiting)
        zh = [f"已完成{self._done}/{total}"]
        en = [f"{self._done} of {total} done"]
        for count, word_zh, word_en in (
            (self._found, "其中以前算过", "of them found from before"),
            (len(self._failed), "失败", "failed"),
            (len(self._running), "正在算", "running"),
            (len(self._waiting), "等待", "waiting"),
        ):
            if count:
                zh.append(f"{word_zh}{count}")
                en.append(f"{count} {word_en}")
        left = self.seconds_left()
        if left is not None:
            span = _span(left)
            zh.append(f"还需约{span.zh}")
            en.append(f"about {span.en} left")
        return Text("，".join(zh), ", ".join(en))

    def seconds_left(self) -> float | None:
        """Return the time the rest takes if it takes what was usual so far; None while nothing is known, or left."""
        now = self._clock()
        left = [(job, 0.0) for job in list(self._waiting.values())]
        left += [(at.job, now - at.began) for at in list(self._running.values())]
        usual = {follows: self._usual(follows) for follows in (False, True)}
        if not left or None in usual.values():
            return None
        if any(begun > _LATE * (usual[job.after is not None] or 0.0) for job, begun in left):
            return None  # one that takes longer than any before may take any time
        work = sum(max(0.0, (usual[job.after is not None] or 0.0) - begun) for job, begun in left)
        return work / max(1, min(self._places, len(left)))

    def _usual(self, follows: bool) -> float | None:
        """Return the mean time of scenarios solved from scratch, or of those that begin at another's plan."""
        took = self._took[follows] or self._took[not follows]
        return sum(took) / len(took) if took else None

    def table(self) -> Group:
        """Return what a terminal shows."""
        now, running = self._clock(), list(self._running.values())
        columns = len(_HEADS) - (not any(at.where for at in running))
        table = Table(*(head.say(self._lang) for head in _HEADS[:columns]), box=None)
        for at in running[:_SHOWN]:
            value, bound = ("-" if number is None else str(number) for number in (at.value, at.bound))
            told = "-" if at.bound is None else gap(at.value, at.bound)
            cells = (self._name(at.job), at.tier, value, bound, told, f"{now - at.began:.0f}", at.where)
            table.add_row(*cells[:columns])
        if len(running) > _SHOWN:
            more = len(running) - _SHOWN
            table.add_row(Text(f"……还有{more}个", f"... and {more} more").say(self._lang))
        return Group(self.summary().say(self._lang), table)

    def _note(self, at: _Running, told: Mapping[str, Any]) -> None:
        if "tier" in told:
            tier = told["tier"]
            if isinstance(tier, list):  # the goal's title, in both languages
                at.tier = Text(*tier).say(self._lang)
            else:
                at.tier = str(tier + 1) if isinstance(tier, int) else str(tier)
        at.value, at.bound = told.get("value", at.value), told.get("bound", at.bound)

    def _name(self, job: Job) -> str:
        return f"{job.group} · {job.name}" if len(self._groups) > 1 else job.name

    def _tell_failure(self, job: Job, said: Sequence[Sequence[str]]) -> None:
        """Say at once what failed, on a terminal above the table; what failed only for that is not."""
        if job.after in self._failed:
            return
        for zh, en in said:
            failed = Text(f"{self._name(job)}：没有算成：{zh}", f"{self._name(job)}: failed: {en}")
            self._print(failed.say(self._lang))

    def _tell_now_and_then(self) -> None:
        """Where nothing moves on the screen, say where things stand, seldom."""
        if self._console.is_terminal or not self._done:
            return
        total = self._done + len(self._running) + len(self._waiting)
        part, now = self._done * _STEPS // total, self._clock()
        if part > self._part or now - self._said >= _QUIET:
            self._part, self._said = part, now
            self._print(self.summary().say(self._lang))

    def _print(self, line: str) -> None:
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)


def _span(seconds: float) -> Text:
    """Say a time in the unit a person would use."""
    if seconds < 90:
        return Text(f"{max(1, round(seconds))}秒", f"{max(1, round(seconds))} s")
    if seconds < 90 * 60:
        return Text(f"{round(seconds / 60)}分钟", f"{round(seconds / 60)} min")
    return Text(f"{seconds / 3600:.1f}小时", f"{seconds / 3600:.1f} h")
