"""A station does jobs one after the other, keeps a few districts open, and does not linger."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.whatif.engine import at_worker
from scenarios.whatif.engine.at_worker import Shelf
from scenarios.whatif.engine.frames import Died, Done, Frame, Note, Opened, Parcel
from scenarios.whatif.engine.job import Job
from scenarios.whatif.engine.station import Inbox, Station
from tests.scenarios.whatif.engine.test_run import POSIX, until
from tests.scenarios.whatif.engine.toy import WORK, did


@pytest.fixture
def inbox() -> Inbox:
    return queue.SimpleQueue()


@pytest.fixture
def station(inbox: Inbox) -> Iterator[Station]:
    made = Station(inbox)
    yield made
    made.end()


def parcel(number: int, folder: Path, inputs: str, what: str = "") -> Parcel:
    return Parcel.of(Job(str(number), "", "", inputs, (number, str(folder), what)), WORK)


def heard(inbox: Inbox) -> list[Frame]:
    frames: list[Frame] = []
    while not frames or isinstance(frames[-1], Opened | Note):
        frames.append(inbox.get(timeout=20)[1])
    return frames


def test_it_keeps_the_districts_used_last(station: Station, inbox: Inbox, tmp_path: Path) -> None:
    opened: list[str] = []
    for number, inputs in enumerate("abcdaefgab"):
        station.begin(parcel(number, tmp_path, inputs), inputs.encode() * 3, None, 1)
        *before, last = heard(inbox)
        assert isinstance(last, Done)
        assert last.result == f'{{"status": "optimal", "n": {3 * number}}}'
        opened += [frame.inputs for frame in before if isinstance(frame, Opened)]
        assert len(station.holds) <= 4
    assert "".join(opened) == "abcdefgb"
    assert did(tmp_path)["opened bbb"] == 2


def test_a_blob_that_cannot_be_opened_is_sent_again(station: Station, inbox: Inbox, tmp_path: Path) -> None:
    for blob, ends in ((b"\xff", "Broke"), (b"fine", "Done"), (b"", "Done")):
        station.begin(parcel(1, tmp_path, "a"), blob, None, 1)
        assert type(heard(inbox)[-1]).__name__ == ends


def test_of_one_that_died_the_inbox_tells(station: Station, inbox: Inbox, tmp_path: Path) -> None:
    station.begin(parcel(1, tmp_path, "a", "exit 3"), b"a", None, 1)
    last = heard(inbox)[-1]
    assert isinstance(last, Died)
    assert (last.how.zh, last.how.en) == ("退出码3", "exit code 3")
    until(lambda: not station.alive)
    station.begin(parcel(2, tmp_path, "a"), b"a", None, 1)  # nobody is there; nothing happens
    station.end()
    station.end()


@POSIX
def test_a_worker_keeps_stations_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    first, second = shelf.take("a"), shelf.take("b")
    first.station.holds["a"] = None
    shelf.give(first)
    shelf.give(second)
    assert shelf.take("a") is first
    assert shelf.take("a") is second
    first.station.end()
    shelf.give(first)
    third = shelf.take("a")  # not one that is dead
    assert third is not first
    monkeypatch.setattr(at_worker, "_IDLE", 0.05)
    shelf.give(second)
    shelf.give(third)
    until(lambda: not second.station.alive and not third.station.alive)
