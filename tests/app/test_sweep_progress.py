"""The display of a sweep says what is so: counts that add up, a gap that is one, the time that is left."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from app.sweep_progress import SweepScreen
from models.words import Lang, Text
from scenarios.whatif.engine.events import Event, Finished, Found, Places, Queued, Started, Told
from scenarios.whatif.engine.job import Job, failed_row

BASE = Job("b", "baseline", "east", "", None)
FEW = [Job(f"k{n}", f"share {n} %", "east", "", None, after="b") for n in range(4)]
FAILED = failed_row(Text("内存不够", "out of memory"))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def shown(screen: SweepScreen) -> str:
    page = Console(file=io.StringIO(), width=150)
    page.print(screen.table())
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


def take(screen: SweepScreen, *events: Event) -> SweepScreen:
    for event in events:
        screen.show(event)
    return screen


def test_counts_gap_and_time_left(clock: Clock) -> None:
    screen = take(SweepScreen("en", clock), *map(Queued, [BASE, *FEW]), Places(2), Started(BASE, "", 2))
    assert screen.summary().en == "0 of 5 done, 1 running, 4 waiting"
    clock.now = 100.0
    take(screen, Finished(BASE, {"status": "optimal"}, 100.0), Started(FEW[0], "", 1), Started(FEW[1], "", 1))
    assert screen.summary().zh == "已完成1/5，正在算2，等待2，还需约3分钟"
    assert screen.seconds_left() == 200.0
    take(screen, Told(FEW[0], {"tier": 1, "value": 40, "bound": 30}))
    clock.now = 110.0
    line = next(line for line in shown(screen).splitlines() if "share 0 %" in line)
    assert line.split() == ["share", "0", "%", "2", "40", "30", "25.00%", "10"]
    take(screen, Finished(FEW[0], {"status": "optimal"}, 20.0))  # those that follow are quicker: known from now on
    assert screen.seconds_left() == (20 + 20 + 10) / 2
    take(screen, Finished(FEW[1], FAILED, 0.0), Finished(FEW[2], {}, 20.0), Finished(FEW[3], {}, 20.0))
    assert screen.summary() == Text("已完成5/5，失败1", "5 of 5 done, 1 failed")
    assert "share" not in shown(screen)


def test_where_there_is_no_terminal_lines_are_few_but_failures_are_told(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = [Job(f"k{n}", f"plan {n}", "east", "", None) for n in range(200)]
    follows = Job("f", "follower", "east", "", None, after="k3")
    with SweepScreen("zh", clock) as screen:
        take(screen, *map(Queued, [*jobs, follows]), Places(2))
        for job in jobs:
            take(screen, Started(job, "", 1), Finished(job, FAILED if job.key == "k3" else {}, 1.0))
        take(screen, Finished(follows, FAILED, 0.0))
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert lines[0] == "plan 3：没有算成：内存不够"
    assert lines[-1] == "已完成201/201，失败2"
    assert len(lines) == 11


def test_a_long_wait_is_not_silent(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    screen = take(SweepScreen("en", clock), Found(BASE), *map(Queued, FEW), Started(FEW[0], "", 1))
    capsys.readouterr()
    for clock.now in (30.0, 59.0, 61.0, 62.0):
        take(screen, Told(FEW[0], {"bound": 1}))
    assert capsys.readouterr().err == "1 of 5 done, 1 of them found from before, 1 running, 3 waiting\n"


def test_districts_are_named_where_there_are_several(clock: Clock) -> None:
    west = Job("w", "baseline", "west", "", None)
    screen = take(SweepScreen("en", clock), Queued(BASE), Queued(west), Started(west, "tcp://10.0.0.5:99", 1))
    assert "west · baseline" in shown(screen)
    assert "tcp://10.0.0.5:99" in shown(screen)


def test_many_running_fit_on_a_screen(clock: Clock) -> None:
    jobs = [Job(f"k{n}", f"plan {n}", "", "", None) for n in range(100)]
    page = shown(take(SweepScreen("en", clock), *(Started(job, "", 1) for job in jobs)))
    assert len(page.splitlines()) < 35
    assert "and 70 more" in page


HAPPENINGS = st.lists(st.tuples(st.sampled_from(["start", "tell", "end", "fail"]), st.integers(0, 4)), max_size=30)


@given(HAPPENINGS)
def test_counts_add_up_whatever_happens(happenings: list[tuple[str, int]]) -> None:
    jobs = [BASE, *FEW]
    screen = take(SweepScreen("en", Clock()), *map(Queued, jobs))
    ended: set[int] = set()
    for kind, number in happenings:
        job = jobs[number]
        if kind == "tell":
            take(screen, Told(job, {"value": 3, "bound": 1}))  # may come late, or early
        elif number not in ended and kind == "start":
            take(screen, Started(job, "", 1))
        elif number not in ended:
            ended.add(number)
            take(screen, Finished(job, FAILED if kind == "fail" else {}, float(number)))
        counts = [int(word) for word in re.findall(r"(\d+) (?:running|waiting)", screen.summary().en)]
        assert screen.summary().en.startswith(f"{len(ended)} of 5 done")
        assert sum(counts) == 5 - len(ended)
        left = screen.seconds_left()
        assert left is None or left >= 0


@pytest.mark.parametrize(("seconds", "zh"), [(0.2, "1秒"), (89, "89秒"), (90, "2分钟"), (7200, "2.0小时")])
def test_time_left_is_said_as_people_do(clock: Clock, seconds: float, zh: str) -> None:
    lang: Lang = "zh"
    screen = take(SweepScreen(lang, clock), Queued(FEW[0]), Queued(FEW[1]), Finished(FEW[0], {}, seconds))
    assert screen.summary().say(lang).endswith(f"还需约{zh}")
