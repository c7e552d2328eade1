"""No more is asked of a machine than it has, and nothing lies idle that could help."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.whatif.engine.job import EngineError
from scenarios.whatif.engine.place import Local, cores, lent, shares

SMALL = st.integers(1, 64)


@given(SMALL, SMALL, SMALL)
def test_jobs_times_threads_stay_within_the_cores(jobs: int, threads: int, cores: int) -> None:
    if jobs * threads <= cores:
        Local(jobs, threads, cores)
    else:
        with pytest.raises(EngineError, match=f"{jobs} jobs of {threads} threads are more than the {cores} cores"):
            Local(jobs, threads, cores)


@pytest.mark.parametrize(("jobs", "threads"), [(0, 1), (1, 0)])
def test_nothing_is_no_place(jobs: int, threads: int) -> None:
    with pytest.raises(EngineError, match="at least 1"):
        Local(jobs, threads, 4)


def test_this_machine_has_a_core() -> None:
    assert Local(1).cores == cores() >= 1


@given(SMALL, st.integers(0, 1000))
def test_shares_fit_and_leave_less_than_a_thread_each(cores: int, waiting: int) -> None:
    jobs, threads = shares(cores, waiting)
    Local(jobs, threads, cores)
    assert jobs <= max(1, waiting)
    assert cores - jobs * threads < jobs
    assert jobs == min(cores, max(1, waiting))


@given(SMALL, st.integers(1, 8), st.lists(st.integers(1, 12)), st.data())
def test_what_is_lent_never_exceeds_the_whole(
    places: int, least: int, arrivals: list[int], data: st.DataObject
) -> None:
    running: list[int] = []
    ready = 0
    for more in arrivals:
        ready += more
        while threads := lent(places * least - sum(running), places - len(running), ready, least):
            assert threads >= least
            running.append(threads)
            ready -= 1
        assert sum(running) <= places * least
        assert len(running) <= places
        assert running or not ready
        if running:
            running.pop(data.draw(st.integers(0, len(running) - 1)))


def test_one_alone_gets_all_and_many_share() -> None:
    assert lent(free=8, places=8, ready=1, least=1) == 8
    assert lent(free=8, places=8, ready=100, least=1) == 1
    assert lent(free=8, places=4, ready=100, least=2) == 2
    assert lent(free=1, places=4, ready=1, least=2) == 0
