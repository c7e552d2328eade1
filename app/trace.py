"""A solve written down as it goes: a line of JSON for every better plan and every better bound."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import TracebackType
from typing import TextIO

from optimizer.solve import Progress


class Trace:
    """Writes `{"seconds", "tier", "value", "bound"}` a line, `"done": true` where a tier ends.

    `seconds` since the solve began; `tier` from 0; `value` null while there is no plan. Every line is complete on disk
    before the solve goes on, so whatever ends it, what it had found can be read.

    Parameters
    ----------
    path : file to write; None writes nothing.

    Raises
    ------
    OSError : if the file cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = None if path is None else path.open("w", encoding="utf-8", newline="\n")
        self._began = time.monotonic()
        self._ended = 0
        self._last: tuple[int, int | None, int] | None = None

    def __enter__(self) -> Trace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def note(self, progress: Progress) -> None:
        """Write down where a solve stands, if that is news."""
        for done in progress.done[self._ended :]:
            self._write(done.tier, done.value, done.bound, done=True)
        self._ended = len(progress.done)
        stands = (progress.tier, progress.value, progress.bound)
        news = stands != self._last and progress.tier == len(progress.done)
        if news and (progress.value is not None or progress.bound):
            self._write(*stands, done=False)
        self._last = stands

    def _write(self, tier: int, value: int | None, bound: int, *, done: bool) -> None:
        if self._file is None:
            return
        line: dict[str, object] = {
            "seconds": round(time.monotonic() - self._began, 4), "tier": tier, "value": value, "bound": bound,
        }  # fmt: skip
        if done:
            line["done"] = True
        try:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
        except OSError:
            self._file = None  # a full disk must not cost the plan
