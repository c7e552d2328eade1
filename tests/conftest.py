"""Shared by all tests: how hypothesis draws, here and in continuous integration, and where a solve runs."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

import optimizer.process
import optimizer.solve
from tests.optimizer.engine import in_this_process

# Two processors shared by several workers make wall-clock deadlines flaky; the draws are fixed so that a failure
# seen once is seen by everybody.
settings.register_profile("lungang", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lungang")


def pytest_collection_finish() -> None:
    """Leave what every test needs out of all later searches for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def solved_here() -> Iterator[None]:
    """Let a module's solves run in this process: starting another takes a second, and is not what they are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimizer.solve, "watch", in_this_process)
        yield


@pytest.fixture
def solved_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a solve run in a process of its own, as it does for a planner, in a module whose others are solved here."""
    monkeypatch.setattr(optimizer.solve, "watch", optimizer.process.watch)
