"""Goal `fill` 缺额 (rulebook 5): posts still short of their required number."""

from __future__ import annotations

from collections import Counter

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Counted, Goal, Part
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


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return the posts still short."""
    moves = recount.chosen(plan)
    left = Counter(recount.people[code].post for code in moves)
    came = Counter(tuple(move[1:]) for move in moves.values())
    found = []
    for post, required in recount.required.items():
        before = recount.current(post)
        after = before - left[post] + came[post]
        if after < required:
            name, short = recount.say_post(post), required - after
            said = Text(
                f"{name.zh}核定{required}人，原有{before}人，流出{left[post]}人，流入{came[post]}人，"
                f"流动后{after}人，缺{short}人。",
                f"{name.en} requires {required}, had {before}, {left[post]} out, {came[post]} in, has {after} after: "
                f"{short} short.",
            )
            found.append(Part(post, short, said, (), (post[0],)))
    return found


def cost(draft: Draft) -> Expression:
    """Shortage of every post: linear where the post cannot end above its requirement, else a column.

    Where a post has room for everybody it is kept for, rule `subject_balance` keeps required - final >= 0, so the
    shortage *is* that difference; only posts that may end above their requirement need a column
    max(0, required - final).
    """
    pairs, nodes = draft.pairs, draft.case.facts.nodes
    required, current = nodes["required"].to_numpy(np.int64), nodes["current"].to_numpy(np.int64)
    claimed = draft.case.claimed
    roomy = required - current >= np.bincount(claimed[claimed >= 0], minlength=len(nodes))
    short, crowded = (nodes["has_row"].to_numpy(bool) & mask for mask in (roomy, ~roomy))
    left = pairs.places.left
    people = pairs.people()
    # Where there is nothing to lack today, only departures bring it about.
    touched = np.concatenate([left[people], pairs.entered()[(current < required)[pairs.entered()]]])
    emptied = np.unique(touched[crowded[touched]])
    at = np.full(len(nodes), -1, np.int64)
    at[emptied] = np.arange(len(emptied))
    into, out = (at >= 0).nonzero()[0], people[at[left[people]] >= 0]
    column = draft.add_columns(len(emptied), 0, required[emptied], push=-1)

    def say(i: int) -> Text:
        name = post_name(draft.case, int(emptied[i]))
        return Text(f"{name.zh}缺额", f"shortage of {name.en}")

    draft.add_rows(
        NAME,
        [(np.arange(len(emptied)), column, 1)],
        (required - current)[emptied],
        FREE,
        len(emptied),
        say,
        leaving=[(at[left[out]], out, -1)],
        entering=[(at[into], into, 1)],
    )
    base = int((required - current)[short].sum())
    base += int(np.maximum(required - current, 0)[crowded].sum() - np.maximum(required - current, 0)[emptied].sum())
    vacated, filled = short[left].astype(np.int64), -short.astype(np.int64)
    return Expression(column, np.ones(len(column), np.int64), base, leaving=vacated, entering=filled)


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts, Counted("个岗位", "post", "posts"))
