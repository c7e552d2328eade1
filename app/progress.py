"""A solve while it runs: the tier, the best value, the proven bound, the gap and the seconds."""

from __future__ import annotations

import time

from rich.table import Table

from app.live_screen import LiveScreen
from models.goals.registry import GOALS
from models.words import Lang, Text
from optimizer.solve import Progress

_STEPS = {"bound": Text("求界", "bound"), "search": Text("搜索", "search")}
_HEADS = (
    Text("目标", "goals"),
    Text("步骤", "step"),
    Text("当前最好", "best"),
    Text("已证下界", "bound"),
    Text("差距", "gap"),
    Text("秒", "seconds"),
)


class Screen(LiveScreen):
    """Shows a running solve on standard error: a live table on a terminal, a line a finished tier elsewhere."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._progress: Progress | None = None
        self._began = time.monotonic()
        self._ended: list[float] = []
        super().__init__(self._table)

    def show(self, progress: Progress) -> None:
        """Take in where the solve stands."""
        self._progress = progress
        while len(self._ended) < len(progress.done):
            self._ended.append(time.monotonic() - self._began)
            if not self._console.is_terminal:
                done = progress.done[len(self._ended) - 1]
                goals, _, *rest = self._row(done.tier, "", done.value, done.bound, self._ended[-1])
                named = zip(_HEADS[2:], rest, strict=True)
                line = "  ".join([goals, *(f"{head.say(self._lang)} {cell}" for head, cell in named)])
                self._console.print(line, highlight=False, soft_wrap=True)

    def _row(self, tier: int, step: str, value: int | None, bound: int, seconds: float) -> list[str]:
        assert self._progress is not None
        goals = "+".join(GOALS[name].title.say(self._lang) for name in self._progress.tiers[tier])
        best = "-" if value is None else str(value)
        return [goals, step, best, str(bound), gap(value, bound), f"{seconds:.1f}"]

    def _table(self) -> Table:
        table = Table(*(head.say(self._lang) for head in _HEADS), box=None)
        progress = self._progress
        if progress is None:
            return table
        for done, seconds in zip(progress.done, self._ended, strict=False):  # drawn while events come in
            table.add_row(*self._row(done.tier, "✓", done.value, done.bound, seconds), style="dim")
        if progress.tier == len(progress.done):
            step = _STEPS[progress.step].say(self._lang)
            now = time.monotonic() - self._began
            table.add_row(*self._row(progress.tier, step, progress.value, progress.bound, now))
        return table


def gap(value: int | None, bound: int) -> str:
    """Say how far a value may be from the best: 0 only where they meet."""
    if value is None:
        return "-"
    if value == bound:
        return "0"
    share = (value - bound) / abs(value) if value else 1.0
    return f"{share:.2%}" if share >= 0.0001 else "<0.01%"
