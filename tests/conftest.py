"""Shared by all tests: how hypothesis draws, here and in continuous integration."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Two processors shared by several workers make wall-clock deadlines flaky; the draws are fixed so that a failure
# seen once is seen by everybody.
settings.register_profile("lungang", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lungang")
