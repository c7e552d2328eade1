"""Whom the two-way stages of a plan wrong: each stage held to what two-way choosing promises (rulebook 5b).

A stage's matches are looked at as they stood when it ended: who was matched before is there, who was placed later is
not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.blocking import Blocking, Fair
from models.case import Case
from models.plan import Move, Plan
from models.policy_stages import Stage
from models.recount import Recount
from models.stage_file import StageTold


@dataclass(frozen=True)
class StageWrongs:
    """What a two-way stage leaves.

    Attributes
    ----------
    matched : whom the stage matched; `changed` : those of them whose match the plan does not hold.
    blocking : the pairs of a person and a school who would both rather have each other, closed pairs left out.
    """

    matched: int
    changed: int
    blocking: tuple[Blocking, ...]


def stage_of(case: Case, told: StageTold) -> Stage | None:
    """Return the stage of the policy a record speaks of; None if the policy has no such stage."""
    return next((s for s in case.policy.steps if (s.name, s.mode) == (told.name, told.mode)), None)


def people_of(recount: Recount, stage: Stage) -> frozenset[str]:
    """Return who takes part in a stage: the movable people of its `who` whom no earlier stage matched."""
    before = {move.teacher_id for move in recount.granted}
    return frozenset(
        code
        for code, person in recount.people.items()
        if code not in before and recount.movable(code) and recount.matches(stage.who, person)
    )


def before(case: Case, told: Sequence[StageTold], number: int) -> Recount:
    """Return the case as it stood when a stage began, by its number from 0: with what earlier stages matched."""
    earlier = tuple(sorted(move for stage in told[:number] for move in stage.moves))
    return Recount(case.district, case.policy, case.baseline, earlier)


def wrongs_of(case: Case, told: Sequence[StageTold], number: int, plan: Plan) -> StageWrongs | None:
    """Look at one two-way stage of a plan; None if the policy has no such stage.

    Parameters
    ----------
    told : what plan.json tells of every stage, in turn; `number` is one of them, from 0.
    plan : the finished plan, in which the people matched may stand elsewhere than the stage says.
    """
    stage = stage_of(case, told[number])
    if stage is None:
        return None
    recount = before(case, told, number)
    fair = Fair(recount, people_of(recount, stage), told[number].closed, stage.routes)
    made = recount.chosen(plan)
    here = [made[move.teacher_id] for move in told[number].moves if move.teacher_id in made]
    matched = [move for move in here if move in fair.openings(move.teacher_id)]
    return StageWrongs(
        matched=len(told[number].moves),
        changed=sum(made.get(move.teacher_id) != move for move in told[number].moves),
        blocking=tuple(fair.blocking(Plan.of(matched), _first_claims(fair, recount, matched))),
    )


def _first_claims(fair: Fair, recount: Recount, matched: Sequence[Move]) -> list[Move]:
    """Return the places of people who are there before everybody.

    Which of several posts of a school such a person takes is settled by the end of the plan only: each counts as taken.
    """
    placed = {move.teacher_id for move in matched}
    return [move for code in sorted(fair.settled - placed) if code in recount.people for move in fair.openings(code)]
