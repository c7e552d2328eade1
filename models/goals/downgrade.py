"""Goal `downgrade` 降岗 (rulebook 5): people who come where no post of their title is free, and are hired one lower."""

from __future__ import annotations

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Goal, Part
from models.plan import Plan
from models.recount import Recount
from models.rules.title_rows import TitleRows
from models.title_posts import lowered
from models.words import Text

NAME = "downgrade"
TITLE = Text("降岗", "hired lower")
MEANING = Text(
    "调入学校没有空余职数、降一级聘用的人数。", "People hired one level lower, where no post of their title is free."
)


def value(recount: Recount, plan: Plan) -> int:
    """Count those hired one level lower."""
    return len(lowered(recount, plan))


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return those hired one level lower, 1 each."""
    moves, found = recount.chosen(plan), []
    for code, title in lowered(recount, plan).items():
        who, there = recount.say_person(code), recount.say_school(moves[code].to_school)
        held = str(recount.people[code].cells["title"])
        said = Text(
            f"{who.zh}调入{there.zh}，该校没有空余的{held}职数，聘为{title}。",
            f"{who.en} comes to {there.en}, which has no post of {held} free, and is hired as {title}.",
        )
        found.append(Part((code,), 1, said, (code,), (moves[code].to_school,)))
    return found


def cost(draft: Draft) -> Expression:
    """Columns max(0, arrivals - max(0, room + departures)) for each school and title that has a lower one.

    Where the title has room before any move, that is the larger of 0 and one line. Where more hold it than there are
    posts, all who come are hired lower, less those who find the first, the second ... post that departures free:
    a column each.
    """
    rule = draft.case.policy.rules.title_posts
    if rule is None:
        return Expression()
    titles = TitleRows(draft, NAME, rule.lower)
    open_ = np.flatnonzero((titles.room >= 0) & (titles.room < titles.most_in))
    beyond = draft.add_columns(len(open_), 0, titles.most_in[open_], push=-1)
    titles.add(open_, titles.room[open_], come=1, leave=-1, columns=[(beyond, -1)])
    crowded = titles.room < 0
    freed = np.where(crowded, np.clip(titles.room + titles.most_out, 0, titles.most_in), 0)
    line = np.repeat(np.arange(len(freed)), freed)
    nth = np.arange(len(line)) - np.repeat(np.cumsum(freed) - freed, freed) + 1
    found = draft.add_columns(len(line), 0, 1, push=1)
    titles.add(line, 0, come=-1, columns=[(found, nth)])
    titles.add(line, 0, leave=-1, columns=[(found, nth - titles.room[line])])
    arrivals = titles.ids[crowded[titles.line]]
    columns = np.concatenate([beyond, found, arrivals])
    return Expression(columns, np.repeat([1, -1, 1], [len(beyond), len(found), len(arrivals)]))


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts)
