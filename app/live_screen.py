"""What every display of progress is: live on a terminal, on standard error, and gone when what it shows has ended."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.live import Live


class LiveScreen:
    """A display while something runs.

    Parameters
    ----------
    draw : what stands on the screen now; asked four times a second, and once here.
    """

    def __init__(self, draw: Callable[[], RenderableType]) -> None:
        self._console = Console(stderr=True)
        self._live = Live(console=self._console, refresh_per_second=4, get_renderable=draw, transient=True)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()
