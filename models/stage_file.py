"""What plan.json tells of the stages (rulebook 5b), and how the moves they fixed are read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.choosing import StageResult
from models.district import District
from models.plan import Move
from models.tables import OUTSIDE
from models.words import Text

_MOVE = ("teacher_id", "to_school", "stage", "subject")


class UnreadableStagesError(ValueError):
    """Stages of a plan.json that cannot be read."""


@dataclass(frozen=True)
class StageTold:
    """What plan.json tells of one stage.

    Attributes
    ----------
    moves : what it matched.
    refused : in rank order, what was asked for and not granted -> whether that is said to be proven.
    closed : the pairs two-way choosing closed.
    """

    name: str
    mode: str
    moves: tuple[Move, ...]
    refused: Mapping[Move, bool]
    closed: tuple[Move, ...]


def stage_records(stages: tuple[StageResult, ...]) -> list[dict[str, object]]:
    """Return what plan.json holds of each stage: its moves, the refusals with their reasons, the pairs closed."""
    return [
        {
            "name": stage.name,
            "mode": stage.mode,
            "matched": len(stage.matched),
            **({} if stage.unplaced is None else {"unplaced": stage.unplaced}),
            "moves": [move._asdict() for move in stage.matched],
            "refused": [
                {
                    **asked.move._asdict(),
                    "turn": asked.turn,
                    "choice": asked.choice,
                    "reason": _both(asked.refused),
                    "proven": asked.proven,
                }
                for asked in stage.refused
                if asked.refused is not None
            ],
            "closed": [{**pair.move._asdict(), "reason": _both(pair.reason)} for pair in stage.closed],
        }
        for stage in stages
    ]


def granted_of(record: Mapping[str, Any], district: District) -> tuple[Move, ...]:
    """Return the moves the stages of a plan.json fixed; none where it tells of no stage.

    Raises
    ------
    UnreadableStagesError : if they are not written as `stage_records` writes them, or name what the district lacks.
    """
    try:
        moves = [_move(move) for stage in record.get("stages", []) for move in stage["moves"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableStagesError(str(error)) from error
    listed = district["posts"]
    posts = set(zip(listed["school_id"], listed["stage"], listed["subject"], strict=True))
    for move in moves:
        there = move.to_school == OUTSIDE or move[1:] in posts
        if move.teacher_id not in district.teacher_at or not there:
            raise UnreadableStagesError(", ".join(move))
    return tuple(sorted(moves))


def stages_told(record: Mapping[str, Any]) -> tuple[StageTold, ...]:
    """Return what a plan.json tells of each stage, in turn; none where it tells of no stage.

    Raises
    ------
    UnreadableStagesError : if they are not written as `stage_records` writes them.
    """
    try:
        return tuple(
            StageTold(
                str(stage["name"]),
                str(stage["mode"]),
                tuple(_move(move) for move in stage["moves"]),
                {_move(asked): asked.get("proven") is True for asked in stage.get("refused", [])},
                tuple(_move(pair) for pair in stage.get("closed", [])),
            )
            for stage in record.get("stages", [])
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableStagesError(str(error)) from error


def proven_stages(record: Mapping[str, Any]) -> bool:
    """Say whether every refusal a plan.json tells of is said to be proven."""
    return all(
        refused.get("proven") is True for stage in record.get("stages", []) for refused in stage.get("refused", [])
    )


def _move(told: Mapping[str, Any]) -> Move:
    return Move(*(str(told[key]) for key in _MOVE))


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
