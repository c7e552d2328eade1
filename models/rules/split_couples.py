"""Hard rule `split_couples` 夫妻分流 (rulebook 4): couples in one school part, never to one school again."""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.change import LAST_RESORT, LineAdded, LineDropped, PolicyChange, kept_here, kin_exempted, kin_of
from models.district import BoolArray
from models.draft import Draft, Entry
from models.kin import SPOUSES, related
from models.naming import school_name, teacher_name
from models.pairs import pairs_of
from models.plan import Breach, Plan
from models.policy import Policy
from models.policy_rules import SplitCouples
from models.program import FREE, Give
from models.recount import Recount
from models.recount_roster import text
from models.rules.rule import NOT_ASKED, Kept, Rule
from models.standing import lock_masks
from models.tables import OUTSIDE
from models.words import Text, joined, many

NAME = "split_couples"
TITLE = Text("夫妻分流", "couples part")
CLAUSE = Text(
    "同校夫妻中有应交流且可调动的，须有一人流出（或至少一人）；两人不得调往同一学校。",
    "Of a couple in one school with a member due to move, one leaves (or at least one); never both to one school.",
)


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each such couple of whom too few or too many leave, or who end in one school again."""
    rule = recount.policy.rules.split_couples
    if rule is None:
        return []
    moves = recount.chosen(plan)
    breaches = []
    for row in recount.tables["relations"]:
        pair = (text(row["teacher_a"]), text(row["teacher_b"]))
        if row["kind"] != "夫妻" or not _asked(recount, pair):
            continue
        leaving = [code for code in pair if code in moves]
        both_may = rule.leave == "at-least-one" or all(code in recount.must for code in pair)
        first, second = recount.say_person(pair[0]), recount.say_person(pair[1])
        school = recount.say_school(recount.people[pair[0]].school)
        couple = Text(
            f"{school.zh}的夫妻{first.zh}与{second.zh}", f"the couple {first.en} and {second.en} of {school.en}"
        )
        said = None
        if recount.named:
            pass  # the list decides who leaves
        elif not leaving:
            need = (
                Text("至少须流出1人", "at least 1 must leave")
                if both_may
                else Text("须流出1人", "exactly 1 must leave")
            )
            said = Text(f"{couple.zh}无人流出，{need.zh}。", f"Of {couple.en} nobody leaves; {need.en}.")
        elif len(leaving) == 2 and not both_may:
            said = Text(f"{couple.zh}流出2人，只须流出1人。", f"Of {couple.en} 2 leave; exactly 1 must leave.")
        if said is not None:
            breaches.append(Breach(NAME, said, pair, (recount.people[pair[0]].school,)))
        if len(leaving) == 2 and moves[pair[0]].to_school == moves[pair[1]].to_school != OUTSIDE:
            to_school = moves[pair[0]].to_school
            to = recount.say_school(to_school)
            said = Text(f"{couple.zh}都调往{to.zh}。", f"Both of {couple.en} move to {to.en}.")
            breaches.append(Breach(NAME, said, pair, (to_school,)))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count the couples asked to part, and of how many one leaves, or both. Nobody is named."""
    if recount.policy.rules.split_couples is None:
        return list(NOT_ASKED)
    moves = recount.chosen(plan)
    couples = [
        (text(r["teacher_a"]), text(r["teacher_b"])) for r in recount.tables["relations"] if r["kind"] == SPOUSES
    ]
    leaving = [sum(code in moves for code in pair) for pair in couples if _asked(recount, pair)]
    one, both = leaving.count(1), leaving.count(2)
    said = Text(
        f"须分流的同校夫妻{len(leaving)}对：一人流出的{one}对，两人都流出的{both}对。",
        f"{many(len(leaving), 'couple')} in one school must part: one leaves of {one}, both of {both}.",
    )
    return [Kept(("couples",), len(leaving), said, whole=True)]


def _asked(recount: Recount, pair: tuple[str, str]) -> bool:
    """Say whether two people share a school and one of them is due and may move."""
    schools = {recount.people[code].school for code in pair}
    if len(schools) > 1 or OUTSIDE in schools:
        return False
    return any(recount.standings[code].category == "due" and recount.movable(code) for code in pair)


def rows(draft: Draft) -> None:
    """Add a row a couple (how many leave) and a row a couple and school (never both to one)."""
    rule = draft.case.policy.rules.split_couples
    if rule is None:
        return
    case, pairs = draft.case, draft.pairs
    couples = _couples(case)
    two = np.array(couples, np.int64).reshape(-1, 2).T
    leaving = [pairs_of(pairs, t) for t in two]

    size = case.district.places
    keys = [of * size + pairs.school[ids] for of, ids in leaving]
    both = np.intersect1d(keys[0], keys[1])
    both = both[both % size != case.district.outside]
    apart_entries: list[Entry] = []
    for (_, ids), key in zip(leaving, keys, strict=True):
        inside = np.isin(key, both)
        apart_entries.append((np.searchsorted(both, key[inside]), ids[inside], 1))

    def names(a: int, b: int) -> tuple[Text, Text]:
        return teacher_name(case.district, a), teacher_name(case.district, b)

    def exempted(couple: tuple[int, int]) -> LineDropped:
        x, y = names(*couple)
        return kin_exempted(case, *couple, Text(f"{x.zh}与{y.zh}", f"{x.en} and {y.en}"))

    def say_leave(i: int) -> Text:
        x, y = names(*couples[i])
        count = Text("只", "exactly") if most[i] == 1 else Text("至少", "at least")
        return Text(
            f"{x.zh}与{y.zh}夫妻同校，{count.zh}一人交流", f"of the couple {x.en} and {y.en} {count.en} one leaves"
        )

    def say_apart(i: int) -> Text:
        couple, school_ = divmod(int(both[i]), size)
        (x, y), school = names(*couples[couple]), school_name(case.district, school_)
        return Text(f"{x.zh}与{y.zh}不同去{school.zh}", f"{x.en} and {y.en} do not both go to {school.en}")

    if not case.district.named:  # else the list decides who leaves; whoever cannot be placed stays
        must = lock_masks(case.district)["must"]
        one = np.full(len(couples), rule.leave == "one") & ~(must[two[0]] & must[two[1]])
        most = np.where(one, 1, FREE)
        leave_entries: list[Entry] = [(np.arange(len(couples)), t, 1) for t in two]
        asked = [tuple(t for t in couple if _asked_mask(case)[t]) for couple in couples]

        def kept(i: int, _: int) -> LineAdded:
            return kept_here(case, asked[i], joined(teacher_name(case.district, t) for t in asked[i]))

        # Who may not move is not asked to: a lock for each who is asked.
        locks = np.array([len(people) for people in asked], np.int64)
        gives = [
            Give(-1, kept, price=locks, most=1, of=lambda i: ("stay", *asked[i])),
            Give(
                -1,
                lambda i, _: exempted(couples[i]),
                price=LAST_RESORT,
                most=1,
                of=lambda i: kin_of(couples[i]),
                spare=True,
            ),
            Give(1, _both_may, most=1, of=lambda _: NAME),
        ]
        draft.add_rows(NAME, [], 1, most, len(couples), say_leave, leaving=leave_entries, gives=gives)

    of_row = [couples[k] for k in (both // size).tolist()]
    gives = [Give(1, lambda i, _: exempted(of_row[i]), price=LAST_RESORT, most=1, of=lambda i: kin_of(of_row[i]))]
    draft.add_rows(NAME, apart_entries, -FREE, 1, len(both), say_apart, gives=gives)


def _both_may(_: int, __: int) -> PolicyChange:
    """Let both of a couple leave; the policy says it for all of them."""

    def edit(policy: Policy) -> Policy:
        split = SplitCouples(leave="at-least-one")
        return policy.model_copy(update={"rules": policy.rules.model_copy(update={"split_couples": split})})

    said = Text(
        "政策：夫妻分流的 leave 由 one 改为 at-least-one（两人都可以流出）",
        "policy, split_couples: leave from one to at-least-one (both may leave)",
    )
    return PolicyChange((NAME, "leave"), said, edit)


def _asked_mask(case: Case) -> BoolArray:
    """Return who must leave, or their spouse: who is due and may move; shape (teachers,)."""
    mask: BoolArray = case.standing.of("due") & case.standing.movable
    return mask


def _couples(case: Case) -> list[tuple[int, int]]:
    """Return couples in one school with at least one due and movable member, as positions."""
    asked = _asked_mask(case)
    school, outside = case.district.teacher_school, case.district.outside
    together = [(a, b) for a, b in related(case.district, [SPOUSES]) if school[a] == school[b] != outside]
    return [(a, b) for a, b in together if asked[a] or asked[b]]


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, rows=rows)
