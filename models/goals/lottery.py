"""Goals `lottery` and `lottery2` 摇号 (rulebook 5): a draw anyone can recompute from the published seed."""

from __future__ import annotations

import hashlib

import numpy as np

from models.case import Case
from models.district import IntArray
from models.draft import Draft, Expression
from models.goals.goal import Goal, Part
from models.pairs import Pairs
from models.plan import Move, Plan
from models.program import Draw
from models.recount import Recount
from models.words import Text

NAME = "lottery"
TITLE = Text("摇号", "lottery")
MEANING = Text(
    "其他都相同时，按公布的种子摇号决定：各调动的号之和最小者。",
    "Where all else is equal, the draw from the published seed decides: the least sum of the moves' numbers.",
)
NAME2 = "lottery2"
TITLE2 = Text("二次摇号", "second lottery")
MEANING2 = Text(
    "摇号仍相同时再摇一次。",
    "A second draw where the first leaves a tie.",
)


def drawn(seed: str, move: Move) -> str:
    """Return the SHA-256, in hex, of `seed`, teacher, school, stage and subject, a line each."""
    lines = [seed, move.teacher_id, move.to_school, move.stage, move.subject]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def value(recount: Recount, plan: Plan) -> int:
    """Add up, over moves, the first five hex digits of the draw as a number."""
    seed = recount.policy.draw_seed
    return sum(int(drawn(seed, move)[:5], 16) for move in recount.chosen(plan).values())


def value2(recount: Recount, plan: Plan) -> int:
    """Add up, over moves, the next five hex digits of the draw as a number."""
    seed = recount.policy.draw_seed
    return sum(int(drawn(seed, move)[5:10], 16) for move in recount.chosen(plan).values())


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return every move and its number."""
    return _drawn_parts(recount, plan, 0)


def parts2(recount: Recount, plan: Plan) -> list[Part]:
    """Return every move and its second number."""
    return _drawn_parts(recount, plan, 5)


def _drawn_parts(recount: Recount, plan: Plan, first: int) -> list[Part]:
    found = []
    for code, move in recount.chosen(plan).items():
        units = int(drawn(recount.policy.draw_seed, move)[first : first + 5], 16)
        who, there = recount.say_person(code), recount.say_post(move[1:])
        said = Text(f"{who.zh}去{there.zh}，号{units}。", f"{who.en} goes to {there.en}, number {units}.")
        if units:
            found.append(Part((code,), units, said, (code,)))
    return found


def _cost(draft: Draft, first: int) -> Expression:
    """Charge each pair the five hex digits of its draw that begin at `first`.

    Drawn when asked: of millions of pairs, the earlier goals leave a few thousand.
    """
    return Expression(draw=numbers(draft.case, draft.pairs, first, 5))


def numbers(case: Case, pairs: Pairs, first: int, digits: int) -> Draw:
    """Return what draws the numbers of some pairs: so many hex digits of the draw, beginning at `first`."""
    nodes = case.facts.nodes
    heads = [f"{case.policy.draw_seed}\n{code}\n" for code in case.district.teachers["teacher_id"]]
    tails = [f"{s}\n{k}\n{j}" for s, k, j in zip(nodes["school_id"], nodes["stage"], nodes["subject"], strict=True)]

    def draw(ids: IntArray) -> IntArray:
        draws = (
            int(hashlib.sha256((heads[t] + tails[n]).encode()).hexdigest()[first : first + digits], 16)
            for t, n in zip(pairs.teacher[ids].tolist(), pairs.node[ids].tolist(), strict=True)
        )
        return np.fromiter(draws, np.int64, len(ids))

    return draw


GOAL = Goal(NAME, TITLE, MEANING, value, lambda draft: _cost(draft, 0), parts)
GOAL2 = Goal(NAME2, TITLE2, MEANING2, value2, lambda draft: _cost(draft, 5), parts2)
