"""Goal `fill` 缺额 (rulebook 5): posts still short of their required number."""

from __future__ import annotations

from collections import Counter

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Goal
from models.naming import post_name
from models.plan import Plan
from models.program import FREE
from models.recount import Recount
from models.words import Text

NAME = "fill"
TITLE = Text("缺额", "shortage")
MEANING = Text("流动后各岗位缺额之和。", "The posts' shortages after the moves, added up.")


def value(recount: Recount, plan: Plan) -> int:
    """Add up max(0, required - final count) over the posts."""
    final = {post: recount.current(post) for post in recount.required}
    moves = recount.chosen(plan)
    arrivals = Counter(tuple(m[1:]) for m in moves.values())
    departures = Counter(recount.people[code].post for code in moves)
    return sum(
        max(0, required - (final[post] - departures[post] + arrivals[post]))
        for post, required in recount.required.items()
    )


def cost(draft: Draft) -> Expression:
    """Shortage of every post: linear where the post cannot end above its requirement, else a column.

    With current <= required, rule `subject_balance` keeps required - final >= 0, so the shortage *is* that
    difference; only posts held by more people than required need a column max(0, required - final).
    """
    pairs, nodes = draft.pairs, draft.case.facts.nodes
    required, current = nodes["required"].to_numpy(np.int64), nodes["current"].to_numpy(np.int64)
    short = nodes["has_row"].to_numpy(bool) & (current <= required)
    arriving, leaving = short[pairs.node].nonzero()[0], short[pairs.left].nonzero()[0]
    columns = [arriving, leaving]
    coefficients = [np.full(len(arriving), -1), np.full(len(leaving), 1)]

    crowded = nodes["has_row"].to_numpy(bool) & (current > required)
    emptied = np.unique(pairs.left[crowded[pairs.left]])
    at = np.full(len(nodes), -1, np.int64)
    at[emptied] = np.arange(len(emptied))
    out, into = (at[pairs.left] >= 0).nonzero()[0], (at[pairs.node] >= 0).nonzero()[0]
    column = draft.add_columns(len(emptied), 0, required[emptied], push=-1)

    def say(i: int) -> Text:
        name = post_name(draft.case, int(emptied[i]))
        return Text(f"{name.zh}缺额", f"shortage of {name.en}")

    entries = [(np.arange(len(emptied)), column, 1), (at[pairs.node[into]], into, 1), (at[pairs.left[out]], out, -1)]
    draft.add_rows(NAME, entries, (required - current)[emptied], FREE, len(emptied), say)
    columns.append(column)
    coefficients.append(np.ones(len(column), np.int64))
    base = int((required - current)[short].sum())
    return Expression(np.concatenate(columns), np.concatenate(coefficients), base)


GOAL = Goal(NAME, TITLE, MEANING, value, cost)
