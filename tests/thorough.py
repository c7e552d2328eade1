"""How much of a law is tried: a sample at every change, all with LUNGANG_THOROUGH=1, as before a release."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("LUNGANG_THOROUGH") == "1"


def draws(usual: int, thorough: int) -> int:
    """Return how many draws a law is held against: the usual sample, or the thorough one where it is asked for."""
    return thorough if THOROUGH else usual
