"""Ctrl-C pressed while a library's own code runs comes out of it."""

from __future__ import annotations

import signal
from contextlib import suppress

import pytest

from optimizer.interrupts import heard_afterwards


def _library() -> None:
    """Swallow whatever the Python code it calls raises, as a library's own code may."""
    with suppress(BaseException):
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_is_not_lost_in_a_library() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), heard_afterwards():
        _library()
    assert signal.getsignal(signal.SIGINT) == before


def test_where_ctrl_c_is_ignored_it_stays_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with heard_afterwards():
            _library()
            assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
