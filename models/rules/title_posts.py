"""Hard rule `title_posts` 岗位职数 (rulebook 4): who comes finds a free post of their title.

Only regime `hard` keeps anybody away; under `downgrade` goal `downgrade` counts those hired lower, and under `follow`
the post travels along.
"""

from __future__ import annotations

import numpy as np

from models.draft import Draft
from models.plan import Breach, Plan
from models.recount import Recount
from models.rules.rule import NOT_ASKED, Kept, Rule
from models.rules.title_rows import TitleRows
from models.title_posts import taken
from models.words import Text, many

NAME = "title_posts"
TITLE = Text("岗位职数", "posts of each title")
CLAUSE = Text(
    "按职数聘用的，调入某校某职称的人数不超过该校该职称的空余职数（调出的先腾出）；规定降一级聘用或岗位随人走的，不作限制。",
    "Where posts of titles are capped, those who come fit the posts free after departures, unless the policy hires "
    "them one level lower or lets the post travel with the person.",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each school and title to which too many come, under regime `hard`."""
    rule = recount.policy.rules.title_posts
    if rule is None or rule.regime != "hard":
        return []
    breaches = []
    for (code, title), line in taken(recount, plan).items():
        if line.beyond:
            school, who = recount.say_school(code), recount.say_people(line.coming)
            left, came = len(line.leaving), len(line.coming)
            said = Text(
                f"{school.zh}{title}职数{line.posts}，现有{line.held}人，调出{left}人，空余{line.free}；"
                f"方案调入{came}人：{who.zh}。",
                f"{school.en} has {line.posts} posts of {title} and {line.held} people, {left} leave: "
                f"{line.free} free; {came} come: {who.en}.",
            )
            breaches.append(Breach(NAME, said, tuple(sorted(line.coming)), (code,)))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count who comes where posts of a title are capped, and name the lines that are full after that."""
    rule = recount.policy.rules.title_posts
    if rule is None or rule.regime != "hard":
        return list(NOT_ASKED)
    lines = taken(recount, plan)
    came, found = sum(len(line.coming) for line in lines.values()), []
    for (school, title), line in lines.items():
        if line.coming and len(line.coming) == line.free:
            name, count = recount.say_school(school), len(line.coming)
            said = Text(
                f"{name.zh}{title}职数{line.posts}，原有{line.held}人，调出{len(line.leaving)}人，空余{line.free}个，"
                f"调入{count}人，用满。",
                f"{name.en} has {line.posts} posts of {title} and had {line.held} people, {len(line.leaving)} leave: "
                f"{line.free} free, all taken by those who come.",
            )
            found.append(Kept((school, title), count, said))
    said = Text(
        f"职数表{len(lines)}行，调入占用职数{came}人，因此用满的{len(found)}行。",
        f"{many(len(lines), 'line')} of posts: {came} come onto one, {len(found)} are full by that.",
    )
    return [Kept(("came",), came, said, whole=True), *found]


def rows(draft: Draft) -> None:
    """Add, for each school and title, a row: arrivals <= max(0, posts - people + departures).

    Where more hold the title than there are posts, nobody comes until enough have left: a switch says that they have.
    """
    rule = draft.case.policy.rules.title_posts
    if rule is None or rule.regime != "hard":
        return
    titles = TitleRows(draft, NAME)
    open_ = np.flatnonzero((titles.room >= 0) & (titles.room < titles.most_in))
    titles.add(open_, titles.room[open_], come=1, leave=-1, gives=True)
    best = titles.room + titles.most_out
    # Where posts may be added, how many can leave does not say how many may come.
    closed = (titles.room < 0) & (best <= 0) & (not draft.giving)
    titles.add(np.flatnonzero(closed), 0, come=1)
    crowded = np.flatnonzero((titles.room < 0) & ~closed)
    switch = draft.add_columns(len(crowded), 0, 1, push=-1)
    most = titles.most_in if draft.giving else np.minimum(titles.most_in, best)
    titles.add(crowded, 0, come=1, columns=[(switch, -most[crowded])])
    titles.add(crowded, 0, come=1, leave=-1, columns=[(switch, -titles.room[crowded])], gives=True)


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, rows=rows)
