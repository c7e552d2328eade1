"""Goal `reunite` 两地分居 (rulebook 5): couples who live in different zones after the plan."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.district import IntArray
from models.draft import Draft, Expression
from models.goals.goal import Counted, Goal, Part
from models.kin import SPOUSES, related
from models.naming import teacher_name
from models.plan import Plan
from models.program import FREE
from models.recount import Recount
from models.recount_roster import text
from models.words import Text

NAME = "reunite"
TITLE = Text("两地分居", "couples apart")
MEANING = Text(
    "有可调动成员、流动后不在同一片区的夫妻对数；片区不明按不同计。",
    "Couples with a movable member whose zones differ after the moves; an unknown zone counts as different.",
)


def value(recount: Recount, plan: Plan) -> int:
    """Count couples apart: each 夫妻 line once, and each movable teacher with `spouse_zone` and no such line."""
    moves = recount.chosen(plan)

    def zone(code: str) -> str:
        return recount.zone(recount.final_school(code, moves))

    apart = 0
    paired: set[str] = set()
    for row in recount.tables["relations"]:
        pair = (text(row["teacher_a"]), text(row["teacher_b"]))
        if row["kind"] == "夫妻":
            paired.update(pair)
            if any(recount.movable(code) for code in pair):
                apart += _differ(zone(pair[0]), zone(pair[1]))
    for person in recount.people.values():
        spouse_zone = text(person.cells["spouse_zone"])
        if spouse_zone and person.code not in paired and recount.movable(person.code):
            apart += _differ(zone(person.code), spouse_zone)
    return apart


def _differ(here: str, there: str) -> bool:
    return not here or here != there


def parts(recount: Recount, plan: Plan) -> list[Part]:
    """Return the couples apart, 1 each."""
    moves = recount.chosen(plan)
    zone = {code: recount.zone(recount.final_school(code, moves)) for code in recount.people}
    found, listed = [], set[str]()
    for row in recount.tables["relations"]:
        if row["kind"] != SPOUSES:
            continue
        a, b = text(row["teacher_a"]), text(row["teacher_b"])
        listed |= {a, b}
        if (recount.movable(a) or recount.movable(b)) and (zone[a] != zone[b] or not zone[a]):
            said = _say_apart(recount.say_person(a), zone[a], recount.say_person(b), zone[b])
            found.append(Part((a, b), 1, said, (a, b)))
    for code, person in recount.people.items():
        spouse = text(person.cells["spouse_zone"])
        if spouse and code not in listed and recount.movable(code) and zone[code] != spouse:
            said = _say_apart(recount.say_person(code), zone[code], Text("配偶", "the spouse"), spouse)
            found.append(Part((code,), 1, said, (code,)))
    return found


def _say_apart(first: Text, here: str, second: Text, there: str) -> Text:
    where = [Text(f"在{z}", f"in {z}") if z else Text("片区不明", "in an unknown zone") for z in (here, there)]
    return Text(
        f"流动后{first.zh}{where[0].zh}，{second.zh}{where[1].zh}。",
        f"After the moves {first.en} is {where[0].en}, {second.en} {where[1].en}.",
    )


def cost(draft: Draft) -> Expression:
    """Count couples apart: each, less what brings the two into one zone.

    Where one of the two stays, that is linear. Where both may move, a column a zone says "both end here"
    and is at most what each of the two has there.
    """
    reunions = _Reunions(draft)
    for t, zone in _singles(draft.case):
        reunions.apart += 1
        reunions.credit(reunions.ends(t, zone))
    for a, b in _couples(draft.case):
        reunions.apart += 1
        for zone in sorted(reunions.reached(a) & reunions.reached(b)):
            reunions.meet(a, b, zone)
    return reunions.expression()


class _Reunions:
    """Collects the columns and rows of goal `reunite`."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        district = draft.case.district
        self.zone = district.at_places("zone")
        self.starts = np.searchsorted(draft.pairs.teacher, np.arange(len(district.teachers) + 1))
        self.apart = 0
        self.credits: list[Expression] = []
        self.meetings: list[tuple[int, int, str]] = []
        self.limits: list[tuple[int, Expression]] = []

    def reached(self, t: int) -> set[str]:
        """Zones the teacher may end in; an unknown zone is none."""
        ids = slice(self.starts[t], self.starts[t + 1])
        zones = {self.zone[self.draft.case.district.teacher_school[t]], *self.zone[self.draft.pairs.school[ids]]}
        return {str(z) for z in zones if z}

    def ends(self, t: int, zone: str) -> Expression:
        """Whether the teacher ends in that zone: at home there and not leaving it, or moving into it."""
        home = int(self.zone[self.draft.case.district.teacher_school[t]] == zone)
        ids = np.arange(self.starts[t], self.starts[t + 1])
        sign = (self.zone[self.draft.pairs.school[ids]] == zone).astype(np.int64) - home
        return Expression(ids[sign != 0], sign[sign != 0], home)

    def credit(self, what: Expression) -> None:
        """Count one couple less where `what` is 1."""
        self.credits.append(what)

    def meet(self, a: int, b: int, zone: str) -> None:
        """Count one couple less where both end in that zone."""
        fixed = [self.starts[t] == self.starts[t + 1] for t in (a, b)]
        first, second = self.ends(a, zone), self.ends(b, zone)
        if fixed[0]:
            self.credit(second)
        elif fixed[1]:
            self.credit(first)
        else:
            self.limits += [(len(self.meetings), first), (len(self.meetings), second)]
            self.meetings.append((a, b, zone))

    def expression(self) -> Expression:
        """Add the columns and rows to the draft and return the goal."""
        column = self.draft.add_columns(len(self.meetings), 0, 1, push=1)
        owner = np.array([m for m, _ in self.limits], np.int64)
        entries: list[tuple[IntArray, IntArray, IntArray | int]] = [(np.arange(len(owner)), column[owner], 1)]
        entries += [(np.full(len(e.columns), i), e.columns, -e.coefficients) for i, (_, e) in enumerate(self.limits)]
        upper = np.array([e.constant for _, e in self.limits], np.int64)

        def say(i: int) -> Text:
            a, b, zone = self.meetings[owner[i]]
            x, y = (teacher_name(self.draft.case.district, t) for t in (a, b))
            return Text(f"{x.zh}与{y.zh}同在{zone}", f"{x.en} and {y.en} both in {zone}")

        self.draft.add_rows(NAME, entries, -FREE, upper, len(self.limits), say)
        columns = np.concatenate([column, *(c.columns for c in self.credits)])
        coefficients = np.concatenate([np.full(len(column), -1), *(-c.coefficients for c in self.credits)])
        return Expression(columns, coefficients, self.apart - sum(c.constant for c in self.credits))


def _couples(case: Case) -> list[tuple[int, int]]:
    """Couples with a movable member, as positions."""
    movable = case.standing.movable
    return [(a, b) for a, b in related(case.district, [SPOUSES]) if movable[a] or movable[b]]


def _singles(case: Case) -> list[tuple[int, str]]:
    """Movable teachers whose spouse works in a zone and is not in the roster, with that zone."""
    listed = {t for pair in related(case.district, [SPOUSES]) for t in pair}
    zones = case.district.teachers["spouse_zone"].tolist()
    return [(t, zones[t]) for t in case.movers.tolist() if zones[t] and t not in listed]


GOAL = Goal(NAME, TITLE, MEANING, value, cost, parts, Counted("对", "couple", "couples"))
