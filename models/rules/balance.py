"""Hard rule `balance` 对等 (rulebook 4): as many move one way as move back, of every subject, stage or title."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from models.case import Case
from models.change import PolicyChange
from models.district import IntArray
from models.draft import Draft
from models.plan import Breach, Plan
from models.policy import Balance, Policy
from models.program import Give
from models.recount import Recount
from models.recount_roster import Person
from models.rules.rule import NOT_ASKED, Kept, Rule
from models.words import Text

NAME = "balance"
TITLE = Text("对等", "balance")
CLAUSE = Text(
    "两边互相交流的人数相等（按学科、学段、职称分别计，或只计总数），相差不超过规定的人数。",
    "As many move one way as move back (of each subject, stage or title, or in all), but for the slack allowed.",
)
NOBODY = (Kept(("nobody",), 0, Text("没有人在两边之间调动。", "Nobody moves between the two sides."), whole=True),)
_WORDS = {"stage": Text("学段", "stage"), "subject": Text("学科", "subject"), "title": Text("职称", "title")}


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each pair of places, and each value, where too many more move one way than back."""
    breaches = []
    for rule in recount.policy.rules.balance:
        ways = _ways(recount, rule, plan)
        for value in sorted(ways):
            there, back = ways[value]
            if abs(len(there) - len(back)) > rule.slack:
                codes = tuple(sorted({*there, *back}))
                breaches.append(Breach(NAME, _sentence(recount, rule, value, len(there), len(back), codes), codes))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count who goes and who comes back, of each value of each rule by which anybody moves."""
    found = []
    for rule in recount.policy.rules.balance:
        for value, (there, back) in sorted(_ways(recount, rule, plan).items()):
            what, count = say_value(rule, value), len(there) + len(back)
            said = Text(
                f"“{rule.name}”：{what.zh}去{len(there)}人，回{len(back)}人（相差至多{rule.slack}人）。",
                f"'{rule.name}': {what.en}{len(there)} one way, {len(back)} back (they may differ by {rule.slack}).",
            )
            if count:
                off = len(there) - len(back)
                found.append(Kept((rule.name, *value), off, said, whole=not value, limit=abs(off) == rule.slack))
    return found or list(NOT_ASKED if not recount.policy.rules.balance else NOBODY)


def _ways(recount: Recount, rule: Balance, plan: Plan) -> dict[tuple[str, ...], tuple[list[str], list[str]]]:
    """Return value -> who goes one way, and who comes back."""
    ways: defaultdict[tuple[str, ...], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for code, move in recount.exchanges(plan).items():
        person, to = recount.people[code], (move.to_school, move.stage, move.subject)
        there, back = ways[_value(rule, person)]
        for side, start, end in ((there, rule.origin, rule.to), (back, rule.to, rule.origin)):
            if recount.place_holds(start, person.school, person.post) and recount.place_holds(end, to[0], to):
                side.append(code)
    return ways


def _value(rule: Balance, person: Person) -> tuple[str, ...]:
    """Return what a person is counted under: the main stage and subject, the title."""
    _, stage, subject = person.post
    known = {"stage": stage, "subject": subject, "title": str(person.cells["title"] or "")}
    return tuple(known[column] for column in rule.by)


def _sentence(
    recount: Recount, rule: Balance, value: tuple[str, ...], there: int, back: int, codes: tuple[str, ...]
) -> Text:
    who, what = recount.say_people(codes), say_value(rule, value)
    return Text(
        f"“{rule.name}”：{what.zh}去{there}人，回{back}人，相差不得超过{rule.slack}人：{who.zh}。",
        f"'{rule.name}': {what.en}{there} one way, {back} back; they may differ by {rule.slack}: {who.en}.",
    )


def say_value(rule: Balance, value: tuple[str, ...]) -> Text:
    """Name what is counted apart: 学科数学; nothing for the total."""
    said = [Text(f"{_WORDS[c].zh}“{v}”", f"{_WORDS[c].en} '{v}'") for c, v in zip(rule.by, value, strict=True)]
    return Text("、".join(s.zh for s in said), "".join(f"{s.en}, " for s in said)[:-2] + (": " if said else ""))


def rows(draft: Draft) -> None:
    """Add a row for each value of each rule: moves there less moves back."""
    for rule in draft.case.policy.rules.balance:
        _rows_of(draft, rule)


def _rows_of(draft: Draft, rule: Balance) -> None:
    case, pairs = draft.case, draft.pairs
    here, there = case.facts.where(rule.origin), case.facts.where(rule.to)
    sign = (here[pairs.left] & there[pairs.node]).astype(np.int64) - (there[pairs.left] & here[pairs.node])
    ids = np.flatnonzero(sign * ~case.standing.returning[pairs.teacher])
    number, names = _values(case, rule)
    used, row = np.unique(number[pairs.teacher[ids]], return_inverse=True)

    def say(i: int) -> Text:
        what = say_value(rule, names[int(used[i])])
        return Text(
            f"“{rule.name}”：{what.zh}去的与回的相差不超过{rule.slack}人",
            f"'{rule.name}': {what.en}those who go and those who come back differ by at most {rule.slack}",
        )

    def widened(_: int, n: int) -> PolicyChange:
        said = Text(
            f"政策：对等“{rule.name}”允许相差的人数 slack 由{rule.slack}改为{rule.slack + n}",
            f"policy, balance: slack of '{rule.name}' from {rule.slack} to {rule.slack + n}",
        )
        return PolicyChange((NAME, rule.name), said, lambda policy: _with_slack(policy, rule.name, rule.slack + n), n)

    slack = lambda _: (NAME, rule.name)  # noqa: E731
    gives = [Give(-1, widened, of=slack), Give(1, widened, of=slack)]
    draft.add_rows(NAME, [(row, ids, sign[ids])], -rule.slack, rule.slack, len(used), say, gives=gives)


def _with_slack(policy: Policy, name: str, slack: int) -> Policy:
    listed = tuple(b.model_copy(update={"slack": slack}) if b.name == name else b for b in policy.rules.balance)
    return policy.model_copy(update={"rules": policy.rules.model_copy(update={"balance": listed})})


def _values(case: Case, rule: Balance) -> tuple[IntArray, list[tuple[str, ...]]]:
    """Return a number for what each teacher is counted under, shape (teachers,), and what each number stands for."""
    teachers = case.district.teachers
    columns = [teachers[column].fillna("").astype(str).tolist() for column in rule.by]
    each = list(zip(*columns, strict=True)) if columns else [()] * len(teachers)
    names = list(dict.fromkeys(each))
    at = {name: i for i, name in enumerate(names)}
    return np.array([at[name] for name in each], np.int64), names


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, rows=rows)
