"""Hard rule `establishment` 编制 (rulebook 4): no school ends above its establishment."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from models.case import Case
from models.change import CellChange
from models.district import BoolArray
from models.draft import Draft
from models.naming import school_name
from models.pairs import Pairs
from models.payroll_moves import PayrollMoves
from models.plan import Breach, Plan
from models.program import FREE, Give
from models.recount import Recount
from models.routing import transfers
from models.rules.rule import Kept, Rule
from models.words import Text, many

NAME = "establishment"
TITLE = Text("编制", "establishment")
CLAUSE = Text(
    "流动后各校在编人数不超过编制数；已经超编的学校不接收（或不比现在更超）。",
    "No school ends above its establishment; one already above takes nobody (or grows no further).",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each school over its cap; a departure counts at the payroll school.

    Moves without transfer count at neither end.
    """
    moves = {code: move for code, move in recount.chosen(plan).items() if recount.transfers(move)}
    arrivals: defaultdict[str, list[str]] = defaultdict(list)
    for code, move in moves.items():
        arrivals[move.to_school].append(code)
    departures = Counter(recount.people[code].payroll for code in moves)
    closed_if_over = recount.policy.rules.establishment.over == "closed"
    breaches = []
    for school in recount.schools.values():
        before, cap = recount.enrolled(school.code), school.establishment
        coming = tuple(sorted(arrivals[school.code]))
        came, left = len(coming), departures[school.code]
        after = before - left + came
        name = recount.say_school(school.code)
        if closed_if_over and before > cap:
            if came > 0:
                said = Text(
                    f"{name.zh}现有{before}人，已超编制{cap}人，不得流入，方案流入{came}人。",
                    f"{name.en} holds {before}, above its establishment {cap}, and may take nobody; it gets {came}.",
                )
                breaches.append(Breach(NAME, said, coming, (school.code,)))
        elif after > (most := max(before, cap)):
            said = Text(
                f"{name.zh}流动后{after}人（现有{before}，流出{left}，流入{came}），至多{most}人，编制{cap}。",
                f"{name.en} ends with {after} (now {before}, out {left}, in {came}); "
                f"at most {most}, establishment {cap}.",
            )
            breaches.append(Breach(NAME, said, coming, (school.code,)))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count the schools exactly at their establishment, those above, and what is left; and name the first two."""
    left: Counter[str] = Counter()
    came: Counter[str] = Counter()
    for code, move in recount.chosen(plan).items():
        if recount.transfers(move):
            left[recount.people[code].payroll] += 1
            came[move.to_school] += 1
    full: list[tuple[int, Kept]] = []
    above: list[Kept] = []
    room = 0
    for code, school in recount.schools.items():
        before, cap, name = recount.enrolled(code), school.establishment, recount.say_school(code)
        after = before - left[code] + came[code]
        room += max(0, cap - after)
        end = Text("满编", "full") if after == cap else Text(f"仍超{after - cap}人", f"still {after - cap} above")
        said = Text(
            f"{name.zh}编制{cap}，原有{before}人，流出{left[code]}人，流入{came[code]}人，流动后{after}人，{end.zh}。",
            f"{name.en}: establishment {cap}, had {before}, {left[code]} out, {came[code]} in, {after} after: "
            f"{end.en}.",
        )
        if after == cap:
            full.append((-came[code], Kept((code,), after, said)))
        elif after > cap:
            above.append(Kept((code,), after, said))
    count = len(recount.schools)
    others = count - len(full) - len(above)
    said = Text(
        f"{count}所学校中，流动后满编的{len(full)}所，仍超编的{len(above)}所，其余{others}所共余编{room}个。",
        f"Of {many(count, 'school')} {len(full)} end full and {len(above)} above their establishment; the other "
        f"{others} have {many(room, 'place')} left.",
    )
    whole = [Kept(("full",), len(full), said, whole=True)]
    return [*whole, *above, *(kept for _, kept in sorted(full, key=lambda pair: pair[0]))]


def closes(case: Case, pairs: Pairs) -> BoolArray:
    """Close every pair onto the payroll of a school over its establishment, where the policy says so."""
    if case.policy.rules.establishment.over != "closed":
        return np.zeros(len(pairs), dtype=bool)
    closed: BoolArray = np.append(case.headcount > case.district.establishment, False)[pairs.school]
    return closed & transfers(case, pairs) if closed.any() else closed


def rows(draft: Draft) -> None:
    """Add a row a school: arrivals less departures stay within the free establishment."""
    district, pairs, headcount = draft.case.district, draft.pairs, draft.case.headcount
    # A school over its establishment may still stay as large as it is; if it is closed, nothing arrives anyway.
    room = np.maximum(district.establishment - headcount, 0)
    moves = PayrollMoves.of(pairs, draft.transfers)
    schools = np.unique(moves.entered[moves.entered != district.outside])
    at = np.full(district.places, -1, dtype=np.int64)
    at[schools] = np.arange(len(schools))
    own, leaving, entering = moves.entries(at)

    def say(i: int) -> Text:
        s = int(schools[i])
        name = school_name(district, s)
        cap, now = int(district.establishment[s]), int(headcount[s])
        return Text(f"{name.zh}编制{cap}人，现有{now}人", f"{name.en} has an establishment of {cap} and holds {now}")

    give = Give(1, lambda i, n: _raised(draft.case, int(schools[i]), n))
    draft.add_rows(NAME, own, -FREE, room[schools], len(schools), say, leaving=leaving, entering=entering, gives=[give])


def instead(draft: Draft) -> None:
    """Add a row a school over its establishment: nobody comes onto its payroll, unless its establishment is raised."""
    case, pairs = draft.case, draft.pairs
    shut = np.flatnonzero(closes(case, pairs))
    schools, row = np.unique(pairs.school[shut], return_inverse=True)
    over = (case.headcount - case.district.establishment)[schools]

    def say(i: int) -> Text:
        name, more = school_name(case.district, int(schools[i])), int(over[i])
        return Text(f"{name.zh}超编{more}人，不得流入", f"{name.en} is {more} over its establishment and takes nobody")

    give = Give(1, lambda i, _: _raised(case, int(schools[i]), 0))
    draft.add_rows(NAME, [(row, shut, 1)], -FREE, 0, len(schools), say, gives=[give])


def _raised(case: Case, school: int, more: int) -> CellChange:
    """Raise the establishment of a school so that `more` people fit beyond those it holds or has posts for."""
    cap, code = int(case.district.establishment[school]), str(case.district.schools["school_id"].iloc[school])
    new = max(cap, int(case.headcount[school])) + more
    return CellChange("schools", (("school_id", code),), "establishment", cap, new, school_name(case.district, school))


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, closes, rows, instead)
