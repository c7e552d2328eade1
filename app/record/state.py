"""Where a year stands: worked out from the entries, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from app.record.detail import Appeals, Close, Detail, Finalise, Inputs, New, NewInputs, Publish, Run
from app.record.entry import Entry
from models.words import Text

Phase = Literal["draft", "published", "appeals", "rerun", "final", "closed"]

PHASE_NAMES: dict[Phase, Text] = {
    "draft": Text("草案", "draft"),
    "published": Text("公示", "published"),
    "appeals": Text("申诉", "appeals"),
    "rerun": Text("重算", "re-run"),
    "final": Text("定稿", "final"),
    "closed": Text("归档", "closed"),
}


@dataclass(frozen=True)
class YearState:
    """The facts of a year that is under way; two states are equal if these are, whatever way led there.

    Attributes
    ----------
    inputs : the tables and the policy in force.
    runs : all runs in effect, late ones too, in the order of their numbers.
    publications : one a round.
    appeals : the register in force; None before any appeal.
    latest : number of the last run in effect that was not late.
    final : which run became final, and whether early.
    closed : next year's tables and policy.
    head : hash of the last entry, documents included: what a user has seen, and hands back with the next step.
    undo, redo : the entry that undoing would take back, and the one that redoing would bring back; None: nothing.
    numbers : runs ever added, those taken back too.
    """

    year: int
    phase: Phase
    inputs: Inputs
    runs: tuple[Run, ...] = ()
    publications: tuple[Publish, ...] = ()
    appeals: Appeals | None = None
    latest: int | None = None
    final: Finalise | None = None
    closed: Close | None = None
    head: str = field(default="", compare=False)
    undo: Entry | None = field(default=None, compare=False)
    redo: Entry | None = field(default=None, compare=False)
    numbers: int = field(default=0, compare=False)

    @property
    def publication(self) -> Publish | None:
        """The publication in force: that of the last round."""
        return self.publications[-1] if self.publications else None

    @property
    def published(self) -> Run | None:
        """The run shown to everybody last."""
        return None if self.publication is None else self.run(self.publication.run)

    def run(self, number: int | None) -> Run | None:
        """Return a run in effect by its number."""
        return next((run for run in self.runs if run.run == number), None)

    def of_this_round(self, run: Run) -> bool:
        """Whether a run is the published one, or a re-run that started from it, by way of others or not."""
        return any(self.publication is not None and link.run == self.publication.run for link in self._line(run))

    def hears(self, run: Run) -> bool:
        """Whether a run heard the register in force, as it stands."""
        heard = run.appeals.sha256 if run.appeals else None
        return heard == (self.appeals.file.sha256 if self.appeals else None)

    def _line(self, run: Run | None) -> Iterator[Run]:
        """Yield a run, its baseline, its baseline's, ..."""
        while run is not None:
            yield run
            run = self.run(run.baseline) if run.baseline is not None and run.baseline < run.run else None


def began(detail: New) -> YearState:
    """Return the first state of a year."""
    return YearState(detail.year, "draft", detail.inputs)


def after(state: YearState, detail: Detail) -> YearState:
    """Return the state that follows a step; what documents, undo and redo do is no matter of one state."""
    match detail:
        case NewInputs():
            return replace(state, inputs=detail.inputs)
        case Run():
            runs = (*state.runs, detail)
            if detail.late:
                return replace(state, runs=runs)
            phase: Phase = "rerun" if detail.kind == "rerun" and detail.has_plan else state.phase
            return replace(state, runs=runs, latest=detail.run, phase=phase)
        case Publish():
            return replace(state, publications=(*state.publications, detail), phase="published")
        case Appeals():
            return replace(state, appeals=detail, phase="appeals")
        case Finalise():
            return replace(state, final=detail, phase="final")
        case Close():
            return replace(state, closed=detail, phase="closed")
        case _:
            raise TypeError(f"{detail.action} is no step from one state to the next")
