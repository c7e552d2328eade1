"""One year, walked once for all tests."""

from __future__ import annotations

import pytest

from tests.app.year.small import Walked, walk


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The small county's year, from its first day to its last."""
    return walk(tmp_path_factory.mktemp("year"))
