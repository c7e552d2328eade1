"""Goal `surplus` 超编 (rulebook 5): people above their school's establishment after the moves."""

from __future__ import annotations

from collections import Counter

import numpy as np

from models.draft import Draft, Expression
from models.goals.goal import Counted, Goal, Part
from models.naming import school_name
from models.payroll_moves import PayrollMoves
from models.plan import Plan
from models.program import FREE
from models.recount import Recount
from models.words import Text

NAME = "surplus"
TITLE = Text("超编", "surplus")
MEANING = Text("流动后各校超出编制的人数之和。", "People above their school's establishment after the moves, added up.")


def value(recount: Recount, plan: Plan) -> int:
    """Add up max(0, final headcount - establishment) over the schools; a departure counts at the payroll school."""
    moves = [move for move in recount.chosen(plan).values() if recount.transfers(move)]
    arrivals = Counter(move.to_school for move in moves)
    departures = Counter(recount.people[move.teacher_id].payroll for move in moves)
    return sum(
        max(0, recount.enrolled(code) - departures[code] + arrivals[code] - school.establishment)
        for code, school in recount.schools.items()
    )


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return the schools above their establishment."""
    change: Counter[str] = Counter()
    for code, move in recount.chosen(plan).items():
        if recount.transfers(move):
            change[move.to_school] += 1
            change[recount.people[code].payroll] -= 1
    found = []
    for code, school in recount.schools.items():
        after = recount.enrolled(code) + change[code]
        if after > school.establishment:
            name, over = recount.say_school(code), after - school.establishment
            said = Text(
                f"{name.zh}编制{school.establishment}，流动后在编{after}人，超{over}人。",
                f"{name.en} has an establishment of {school.establishment} and {after} people after the moves: "
                f"{over} above.",
            )
            found.append(Part((code,), over, said, (), (code,)))
    return found


def cost(draft: Draft) -> Expression:
    """A column max(0, ...) for each school above its establishment that people may leave.

    No other can end above it: rule `establishment` keeps it from that, or as large as it is.
    """
    district, pairs = draft.case.district, draft.pairs
    over = draft.case.headcount - district.establishment
    crowded = over > 0
    moves = PayrollMoves.of(pairs, draft.transfers)
    schools = np.unique(moves.left[np.append(crowded, False)[moves.left]])
    at = np.full(district.places, -1, np.int64)
    at[schools] = np.arange(len(schools))
    own, leaving, entering = moves.entries(at, sign=-1)
    column = draft.add_columns(len(schools), 0, over[schools], push=-1)

    def say(i: int) -> Text:
        name = school_name(district, int(schools[i]))
        return Text(f"{name.zh}超编人数", f"people above the establishment of {name.en}")

    draft.add_rows(
        NAME,
        [(np.arange(len(schools)), column, 1), *own],
        over[schools],
        FREE,
        len(schools),
        say,
        leaving=leaving,
        entering=entering,
    )
    settled = int(over[crowded].sum() - over[schools].sum())
    return Expression(column, np.ones(len(column), np.int64), settled)


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts, Counted("所学校", "school", "schools"))
