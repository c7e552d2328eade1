"""Whose own place is looked at again once an appeal has corrected their choices or facts.

A corrected list alone moves nobody in a re-run that changes the fewest: staying as published is one change less. So
these people's own changes are not counted at first: of all plans that change the fewest *others*, the one that is best
by the policy decides where they go, and the bureau locks them there. To lose a move that could be made still counts:
nobody appeals to be sent nowhere. Everybody else is then owed the published place again, and the re-run proves the
fewest changes with those locks kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from models.case import Case
from models.district import IntArray
from models.formulate import Formulated, formulate, plan_of
from models.program import Matrix
from models.proof import Region
from optimizer.events import Settings
from optimizer.ripple import Near
from optimizer.solve import Progress
from optimizer.tiers import Tiers


@dataclass(frozen=True)
class Reconsidered:
    """What looking again came to.

    Attributes
    ----------
    places : teacher -> the school they are to go to, for those who are better placed elsewhere than published.
    proven : whether every tier was proven, so that nobody could say another place was just as right.
    possible : False where no plan keeps every rule with the appeals heard; then there are no places.
    """

    places: dict[str, str]
    proven: bool = True
    possible: bool = True


def reconsider(case: Case, choices: Collection[str], facts: Collection[str], settings: Settings) -> Reconsidered:
    """Decide where people go whose choices or facts an appeal has corrected.

    Parameters
    ----------
    case : the appeals heard, and the published plan as its baseline.
    choices : staff numbers of those whose list was corrected: they go somewhere on it, or where they were published.
    facts : of those whose facts were. People who are not movable are passed over.
    """
    assert case.baseline is not None
    free = _movable(case, {*choices, *facts})
    if len(free) == 0:
        return Reconsidered({})
    formulated = formulate(case)
    matrix = uncounted(formulated, free)
    matrix = _on_their_lists(formulated, matrix, _movable(case, set(choices) - set(facts)))
    own = np.flatnonzero(np.isin(formulated.pairs.teacher, free))

    def decided(region: Region) -> bool:
        """Whether whatever plan is as good sends these people to the same places."""
        return bool(np.all(region.lower[own] == region.upper[own]))

    progress = Progress(case.tiers)
    tiers = Tiers(matrix, settings, progress.take, near=Near.of(formulated))
    tiers.run(until=decided)
    if progress.plan is None:
        return Reconsidered({}, proven=progress.impossible is not None, possible=progress.impossible is None)
    found = plan_of(case, progress.plan.moves)
    published = {move.teacher_id: move for move in case.baseline.moves}
    asked = set(case.district.teachers["teacher_id"].iloc[free])
    places = {
        move.teacher_id: move.to_school
        for move in found.moves
        if move.teacher_id in asked and published.get(move.teacher_id) != move
    }
    ended = len(progress.done) == len(case.tiers) or decided(tiers.region)
    proven = ended and all(tier.bound == tier.value for tier in progress.done)
    return Reconsidered(places, proven)


def _movable(case: Case, who: Collection[str]) -> IntArray:
    """Return the positions, ascending, of those of some people who are movable."""
    at = np.array(sorted(case.district.teacher_at[code] for code in who if code in case.district.teacher_at), np.int64)
    return at[case.standing.movable[at]]


def _on_their_lists(formulated: Formulated, matrix: Matrix, teachers: IntArray) -> Matrix:
    """Return a program's numbers with only listed schools and the published place open to some people.

    Whose published place is closed by what was heard has to go somewhere, and may go anywhere.
    """
    case, pairs = formulated.case, formulated.pairs
    assert case.baseline is not None
    moved = {move.teacher_id for move in case.baseline.moves}
    published = formulated.kept(case.baseline)
    codes = case.district.teachers["teacher_id"]
    homeless = [t for t in teachers if codes.iloc[t] in moved and not published[pairs.teacher == t].any()]
    shut = np.isin(pairs.teacher, np.setdiff1d(teachers, homeless)) & (pairs.rank == 0) & ~published
    upper = matrix.upper.copy()
    upper[: matrix.pairs][shut] = 0
    return replace(matrix, upper=upper)


def uncounted(formulated: Formulated, teachers: IntArray) -> Matrix:
    """Return a program's numbers with the own changes of some people (positions) free of charge.

    Who could still make the published move and makes none at all counts as changed.
    """
    case, matrix = formulated.case, formulated.program.matrix
    assert case.baseline is not None
    whose = formulated.pairs.teacher
    own = np.isin(whose, teachers)
    kept = np.intersect1d(whose[formulated.kept(case.baseline)], teachers)
    codes = set(case.district.teachers["teacher_id"].iloc[teachers])
    lost = len(codes & {move.teacher_id for move in case.baseline.moves}) - len(kept)
    objectives = list(matrix.objectives)
    for i, tier in enumerate(case.tiers):
        weight = tier.get("changes", 0)
        if weight:
            costs = objectives[i].own.copy()
            charged = formulated.program.goals["changes"].own[: matrix.pairs][own]
            costs[: matrix.pairs][own] -= weight * (charged + np.isin(whose[own], kept))
            objectives[i] = replace(objectives[i], own=costs, constant=objectives[i].constant - weight * lost)
    return replace(matrix, objectives=tuple(objectives))
