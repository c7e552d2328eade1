"""Where `lungang` begins: the command line takes a second to load, and Ctrl-C in it is no crash."""

from __future__ import annotations

import signal
import sys
from types import FrameType


def main() -> None:
    """Load and run the command line; ends with 4 (stopped) if Ctrl-C came while it loaded (rulebook 7)."""
    pressed: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        pressed.append(number)  # an exception here could be swallowed by a library half loaded

    before = signal.signal(signal.SIGINT, note)
    from app.cli import main as run

    signal.signal(signal.SIGINT, before)
    if pressed:
        sys.exit(4)
    run()


if __name__ == "__main__":
    main()
