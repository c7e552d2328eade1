"""Solves in this process, one much like another: each may begin with what an earlier one handed over."""

from __future__ import annotations

import time
from collections.abc import Callable

from models.case import Case
from models.formulate import Formulated, formulate
from optimizer.brancher import Apart
from optimizer.events import Event, Settings, TierDone
from optimizer.guide import Guide
from optimizer.process import work_through
from optimizer.ripple import Near
from optimizer.tiers import Tiers


class Here:
    """Runs solves where it is, instead of `optimizer.process.watch`; branch and cut gets a process once it is asked.

    Parameters
    ----------
    guide : what a case much like those to come handed over.
    """

    def __init__(self, guide: Guide | None = None) -> None:
        self.guide = guide
        self._brancher = Apart(ready=False)
        self._last: tuple[Formulated, Tiers] | None = None
        self._proofs: list[TierDone] = []

    def __call__(self, case: Case, settings: Settings, on_event: Callable[[Event], None]) -> None:
        """Solve a case; see `optimizer.process.watch`."""
        began = time.monotonic()
        formulated = formulate(case)
        self._proofs = []

        def tell(event: Event) -> None:
            if isinstance(event, TierDone):
                self._proofs.append(event)
            on_event(event)

        guided = None if self.guide is None else self.guide.onto(formulated)
        tiers = work_through(formulated.program, settings, tell, began, self._brancher, Near.of(formulated), guided)
        self._last = formulated, tiers

    @property
    def formulated(self) -> Formulated | None:
        """The program of the last solve; None before any."""
        return None if self._last is None else self._last[0]

    def handed_over(self) -> Guide | None:
        """Return what the last solve hands to one much like it; None if it found no plan."""
        if self._last is None or self._last[1].best is None:
            return None
        formulated, tiers = self._last
        best = tiers.best
        assert best is not None
        plan = formulated.plan(best[: formulated.program.matrix.pairs] > 0)
        return Guide.of(formulated, plan, [done.multipliers for done in self._proofs], tiers.blended)
