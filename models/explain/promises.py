"""What each stage of a plan promises (rulebook 5b), and what of it a count finds broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from models.case import Case
from models.explain.envy import held, rather
from models.plan import Move, Plan
from models.policy_stages import Mode
from models.ranking import drawn_person
from models.recount import Recount
from models.stage_blocking import StageWrongs, before, people_of, stage_of, wrongs_of
from models.stage_file import StageTold, UnreadableStagesError, stages_told


class Overtaken(NamedTuple):
    """A place somebody wanted and somebody of a lower rank of the same stage holds."""

    wanted: Move
    choice: int
    holder: str


@dataclass(frozen=True)
class RankWrongs:
    """What choosing in rank order leaves.

    Attributes
    ----------
    people : who took part with choices stated; `matched` : whom the stage matched; `changed` : those of them whose
        match the plan does not hold.
    overtaken : every place held by a lower rank that a higher one wanted.
    unexplained : those of them for which no refusal is recorded: a defect.
    unproven : those whose refusal is recorded and not proven.
    later : those explained whose holder came by the tiers after the stage.
    """

    people: int
    matched: int
    changed: int
    overtaken: tuple[Overtaken, ...]
    unexplained: tuple[Overtaken, ...]
    unproven: tuple[Overtaken, ...]
    later: tuple[Overtaken, ...]


@dataclass(frozen=True)
class StageFound:
    """A stage and what was found: None where its mode promises nothing, or nothing tells how it went."""

    name: str
    mode: Mode
    found: RankWrongs | StageWrongs | None
    told: bool
    closed: int = 0


def stages_found(case: Case, plan: Plan, record: Mapping[str, Any] | None) -> tuple[StageFound, ...]:
    """Return each stage of the policy with what a count of the plan finds."""
    try:
        told = () if record is None else stages_told(record)
    except UnreadableStagesError:
        told = ()
    at = {(stage.name, stage.mode): number for number, stage in enumerate(told)}
    found = []
    for stage in case.policy.steps:
        number = at.get((stage.name, stage.mode))
        if number is None:
            found.append(StageFound(stage.name, stage.mode, None, told=False))
        elif stage.mode == "two-way":
            wrongs = wrongs_of(case, told, number, plan)
            found.append(StageFound(stage.name, stage.mode, wrongs, told=True, closed=len(told[number].closed)))
        elif stage.mode == "rank-order":
            ranked = rank_wrongs(case, told, number, plan)
            found.append(StageFound(stage.name, stage.mode, ranked, told=True))
        else:
            found.append(StageFound(stage.name, stage.mode, None, told=True))
    return tuple(found)


def rank_wrongs(case: Case, told: tuple[StageTold, ...], number: int, plan: Plan) -> RankWrongs | None:
    """Look at one stage of choosing in rank order, by its number from 0; None if the policy has no such stage."""
    stage = stage_of(case, told[number])
    if stage is None:
        return None
    recount = before(case, told, number)
    people = people_of(recount, stage)
    order = {
        code: turn for turn, code in enumerate(in_turn(recount, [c for c in sorted(people) if c in recount.ranks]))
    }
    moves, holders = recount.chosen(plan), held(recount, plan)
    matched, refused = set(told[number].moves), told[number].refused
    fixed = {move.teacher_id for move in matched}
    overtaken = [
        Overtaken(move, choice, holder)
        for code in order
        for choice, move in rather(recount, moves, code)
        for holder in holders.get(move[1:], ())
        if holder in people and order.get(holder, len(order)) > order[code]
    ]
    return RankWrongs(
        people=len(order),
        matched=len(matched),
        changed=sum(moves.get(move.teacher_id) != move for move in matched),
        overtaken=tuple(overtaken),
        unexplained=tuple(pair for pair in overtaken if pair.wanted not in refused),
        unproven=tuple(pair for pair in overtaken if refused.get(pair.wanted) is False),
        later=tuple(pair for pair in overtaken if pair.wanted in refused and pair.holder not in fixed),
    )


def in_turn(recount: Recount, people: list[str]) -> list[str]:
    """Return people in the order in which they choose: score, the policy's further columns, then the draw.

    The larger score first, none last; of each further column the larger, or the smaller after a "-"; empty cells last.
    """

    def key(code: str) -> tuple[object, ...]:
        listed: list[object] = []
        for column, smaller in (("score", False), *recount.policy.ranking.turns):
            value = _number(recount, code, column)
            listed += [value is None, (value or Decimal(0)) * (1 if smaller else -1)]
        return (*listed, drawn_person(recount.policy.draw_seed, code), code)

    return sorted(people, key=key)


def _number(recount: Recount, code: str, column: str) -> Decimal | None:
    cell = recount.person_cell(column, recount.people[code])
    if isinstance(cell, str):
        try:
            number = Decimal(cell)
        except ArithmeticError:
            return None
        return number if number.is_finite() else None
    return None if cell is None or isinstance(cell, tuple) else Decimal(cell)
