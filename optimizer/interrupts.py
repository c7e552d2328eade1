"""Ctrl-C while a library's own code runs: it is heard afterwards, and never lost in there."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def heard_afterwards() -> Iterator[None]:
    """Note Ctrl-C during what follows and raise it at the end.

    Reading a protocol buffer, a library's code calls Python's; an exception raised there is swallowed, and who
    pressed Ctrl-C waits on. Where Ctrl-C is ignored, or this is no main thread, nothing changes.

    Raises
    ------
    KeyboardInterrupt : if Ctrl-C was pressed meanwhile.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before in (signal.SIG_IGN, None):
        yield
        return
    pressed: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        pressed.append(number)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt
