"""Hard rule `returns` 期满返回 (rulebook 4): whose exchange term has ended goes back to the school of origin.

Where the policy asks it. What becomes of each person is decided beforehand (`models.terms`); who goes back has the
first claim on a post there, since nobody else's move is as hard as that. A return is no exchange: it takes no route,
and counts in no quota.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from models.case import Case
from models.change import LineAdded, kept_here
from models.district import BoolArray
from models.draft import Draft
from models.naming import school_name, teacher_name
from models.pairs import Pairs
from models.plan import Breach, Plan
from models.program import Give
from models.recount import Recount
from models.recount_roster import text
from models.rules.rule import NOT_ASKED, Kept, Rule
from models.words import Text

NAME = "returns"
TITLE = Text("期满返回", "returns")
CLAUSE = Text(
    "交流期满的，按方案规定回原单位；须再次交流的，不得回原单位。",
    "Whose term has ended goes back to the school of origin as the policy says; who must serve again does not.",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each person who should go back and does not, and each who goes back and must not."""
    moves = recount.chosen(plan)
    breaches = []
    for code, person in recount.people.items():
        origin = text(person.cells["origin_school"])
        who, there = recount.say_person(code), recount.say_school(origin)
        if recount.after_term[code] == "return" and (code not in moves or moves[code].to_school != origin):
            said = Text(
                f"{who.zh}交流期满，须返回{there.zh}，方案没有安排。",
                f"The term of {who.en} has ended; the plan does not bring this person back to {there.en}.",
            )
            breaches.append(Breach(NAME, said, (code,), (origin,)))
    for move in plan.moves:
        for closing in recount.closings(move):
            if closing.rule == NAME:
                who, to = recount.say_person(move.teacher_id), recount.say_school(move.to_school)
                said = Text(
                    f"{who.zh}调往{to.zh}：{closing.reason.zh}。", f"{who.en} moves to {to.en} but {closing.reason.en}."
                )
                breaches.append(Breach(NAME, said, (move.teacher_id,), (move.to_school,)))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count whose term has ended: who goes back, who stays for good, who serves again."""
    if recount.policy.rules.returns is None:
        return list(NOT_ASKED)
    ended = Counter(told for told in recount.after_term.values() if told)
    moves = recount.chosen(plan)
    back = sum(recount.after_term[code] == "return" for code in moves)
    said = Text(
        f"交流期满{ended.total()}人：须返回的{ended['return']}人，方案中返回{back}人；留任转关系的{ended['stay']}人；"
        f"再次交流的{ended['again']}人。",
        f"The term of {ended.total()} has ended: {ended['return']} must go back and {back} do; {ended['stay']} stay, "
        f"with transfer; {ended['again']} serve another term.",
    )
    return [Kept(("ended",), back, said, whole=True)]


def closes(case: Case, pairs: Pairs) -> BoolArray:
    """Close the way back of everybody who serves another term."""
    again = case.standing.after_term == "again"
    back: BoolArray = again[pairs.teacher] & np.equal(pairs.school, case.district.teacher_origin[pairs.teacher])
    return back


def rows(draft: Draft) -> None:
    """Add a row for each person who goes back: one of the ways back is taken (there are no others)."""
    district = draft.case.district
    people = np.flatnonzero(draft.case.standing.after_term == "return")

    def say(i: int) -> Text:
        t = int(people[i])
        who, there = teacher_name(district, t), school_name(district, int(district.teacher_origin[t]))
        return Text(f"{who.zh}交流期满，须返回{there.zh}", f"the term of {who.en} has ended: back to {there.en}")

    def kept(i: int, _: int) -> LineAdded:
        t = int(people[i])
        return kept_here(draft.case, (t,), teacher_name(district, t))

    leaving = [(np.arange(len(people)), people, 1)]
    give = Give(-1, kept, most=1, of=lambda i: ("stay", int(people[i])))
    draft.add_rows(NAME, [], 1, 1, len(people), say, leaving=leaving, gives=[give])


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, closes, rows)
