"""Hard rule `subject_balance` 学科平衡 (rulebook 4): posts are neither overfilled nor stripped."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

import numpy as np

from models.case import Case
from models.change import CellChange, PolicyChange
from models.district import BoolArray, IntArray
from models.draft import Draft
from models.naming import post_name, school_name
from models.pairs import Pairs
from models.payroll_moves import PayrollMoves
from models.plan import Breach, Plan
from models.policy import Policy
from models.program import FREE, Give
from models.recount import Recount
from models.recount_roster import Post
from models.rules.rule import Kept, Rule
from models.words import Text, many

NAME = "subject_balance"
TITLE = Text("学科平衡", "subject balance")
CLAUSE = Text(
    "流动后各岗位不超过核定人数，已经超员的岗位不接收（或不比现在更超）；也不低于规定的底线。",
    "No post ends above its required number (one already above takes nobody, or grows no further) or below the floor.",
)


def share_up(share: Decimal, whole: int) -> int:
    """Return a share of a whole, rounded up, exactly."""
    return int((share * whole).to_integral_value(rounding=ROUND_CEILING))


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each post above its cap or below its floor, and each school below the staff floor.

    Who was lent and goes back has a place kept at the post they left, whatever it holds without them.

    Posts without a row take nobody by `one_place` and have no floor.
    """
    rule = recount.policy.rules.subject_balance
    moves = recount.chosen(plan)
    kept = Counter(post for post in recount.lent.values() if post is not None)
    arrivals: defaultdict[Post, list[str]] = defaultdict(list)
    departures: defaultdict[Post, list[str]] = defaultdict(list)
    for code, move in sorted(moves.items()):
        arrivals[(move.to_school, move.stage, move.subject)].append(code)
        departures[recount.people[code].post].append(code)
    breaches = []
    for post, required in recount.required.items():
        before, came, left = recount.current(post), len(arrivals[post]), len(departures[post])
        after = before - left + came
        least = min(before, share_up(rule.floor, required))
        most = max(required, before + kept[post])
        strangers = [c for c in arrivals[post] if recount.lent.get(c) != post]
        if least <= after <= most and (before <= required or not strangers):
            continue
        name = recount.say_post(post)
        counted = Text(f"（现有{before}，流出{left}，流入{came}）", f" (now {before}, out {left}, in {came})")
        said = None
        if rule.over == "closed" and before > required and strangers:
            said = Text(
                f"{name.zh}现有{before}人，已超核定{required}人，不得流入，方案流入{len(strangers)}人。",
                f"{name.en} holds {before}, above the required {required}, and may take nobody; "
                f"it gets {len(strangers)}.",
            )
        elif after > most:
            said = Text(
                f"{name.zh}流动后{after}人{counted.zh}，至多{most}人，核定{required}。",
                f"{name.en} ends with {after}{counted.en}; at most {most}, required {required}.",
            )
        if said is not None:
            breaches.append(Breach(NAME, said, tuple(arrivals[post]), (post[0],)))
        if after < least:
            said = Text(
                f"{name.zh}流动后{after}人{counted.zh}，不得少于{least}人。",
                f"{name.en} ends with {after}{counted.en}; at least {least} stay.",
            )
            breaches.append(Breach(NAME, said, tuple(departures[post]), (post[0],)))
    return breaches + _thin_schools(recount, plan)


def _thin_schools(recount: Recount, plan: Plan) -> list[Breach]:
    share = recount.policy.rules.subject_balance.staff_floor
    moves = {code: move for code, move in recount.chosen(plan).items() if recount.transfers(move)}
    arrivals = Counter(m.to_school for m in moves.values())
    departures: defaultdict[str, list[str]] = defaultdict(list)
    for code in sorted(moves):
        departures[recount.people[code].payroll].append(code)
    breaches = []
    for school in recount.schools.values():
        before, came, left = recount.enrolled(school.code), arrivals[school.code], len(departures[school.code])
        after, least = before - left + came, min(before, share_up(share, school.establishment))
        if after < least:
            name = recount.say_school(school.code)
            said = Text(
                f"{name.zh}流动后全校{after}人（现有{before}，流出{left}，流入{came}），不得少于{least}人。",
                f"{name.en} ends with {after} people (now {before}, out {left}, in {came}); at least {least} stay.",
            )
            breaches.append(Breach(NAME, said, tuple(departures[school.code]), (school.code,)))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count the posts full, above, short and at their floor; and name the posts and schools that are at a floor."""
    rule = recount.policy.rules.subject_balance
    moves = recount.chosen(plan)
    left = Counter(recount.people[code].post for code in moves)
    came = Counter(move[1:] for move in moves.values())
    full = above = short = 0
    stripped = []
    for post, required in recount.required.items():
        before = recount.current(post)
        after = before - left[post] + came[post]
        full, above, short = full + (after == required), above + (after > required), short + (after < required)
        least = min(before, share_up(rule.floor, required))
        if left[post] and after == least and rule.floor:
            name = recount.say_post(post)
            said = Text(
                f"{name.zh}核定{required}人，原有{before}人，流出{left[post]}人，流入{came[post]}人，"
                f"流动后{after}人，已到底线{least}人。",
                f"{name.en} requires {required}, had {before}, {left[post]} out, {came[post]} in, {after} after: at "
                f"its floor of {least}.",
            )
            stripped.append(Kept(post, after, said))
    said = Text(
        f"{len(recount.required)}个岗位中，流动后满员的{full}个，仍超员的{above}个，缺员的{short}个；因流出降到底线的{len(stripped)}个。",
        f"Of {many(len(recount.required), 'post')} {full} end full, {above} above their number, {short} short; "
        f"{len(stripped)} came down to their floor.",
    )
    return [Kept(("posts",), full, said, whole=True), *stripped, *_at_staff_floor(recount, plan)]


def _at_staff_floor(recount: Recount, plan: Plan) -> list[Kept]:
    share, change = recount.policy.rules.subject_balance.staff_floor, Counter[str]()
    for code, move in recount.chosen(plan).items():
        if recount.transfers(move):
            change[recount.people[code].payroll] -= 1
            change[move.to_school] += 1
    found = []
    for code, school in recount.schools.items():
        before = recount.enrolled(code)
        after, least = before + change[code], min(before, share_up(share, school.establishment))
        if share and change[code] < 0 and after == least:
            name = recount.say_school(code)
            said = Text(
                f"{name.zh}编制{school.establishment}，原有{before}人，流动后{after}人，已到全校底线{least}人。",
                f"{name.en}: establishment {school.establishment}, had {before}, {after} after: at the floor of "
                f"{least} for the school.",
            )
            found.append(Kept((code,), after, said))
    return found


def closes(case: Case, pairs: Pairs) -> BoolArray:
    """Close every pair into a post held by more people than it requires, where the policy says so."""
    if case.policy.rules.subject_balance.over != "closed":
        return np.zeros(len(pairs), dtype=bool)
    nodes = case.facts.nodes
    full = ((nodes["current"] > nodes["required"]) & nodes["has_row"]).to_numpy(bool)[pairs.node]
    closed: BoolArray = full & (case.claimed[pairs.teacher] != pairs.node)
    return closed


def rows(draft: Draft) -> None:
    """Add a row a post (cap and floor), and a row a school where `staff_floor` is set."""
    _post_rows(draft)
    if draft.case.policy.rules.subject_balance.staff_floor > 0:
        _staff_rows(draft)


def _post_rows(draft: Draft) -> None:
    case, pairs = draft.case, draft.pairs
    nodes = case.facts.nodes
    required, current = nodes["required"].to_numpy(np.int64), nodes["current"].to_numpy(np.int64)
    floor = np.minimum(current, _ceil_share(case.policy.rules.subject_balance.floor, required))
    claims = case.claimed[case.claimed >= 0]
    room = np.maximum(required - current, np.bincount(claims, minlength=len(nodes)))
    outside = pairs.places.school == case.district.outside
    people, entered = pairs.people(), pairs.entered()
    people, entered = people[~outside[pairs.places.left[people]]], entered[~outside[entered]]
    left = pairs.places.left[people]
    touched, at = _numbered(np.concatenate([entered, left]), len(nodes))

    def say(i: int) -> Text:
        n = int(touched[i])
        name = post_name(case, n)
        return Text(
            f"{name.zh}核定{required[n]}人，现有{current[n]}人，流动后须为{floor[n]}至{current[n] + room[n]}人",
            f"{name.en} requires {required[n]}, has {current[n]}, must end with {floor[n]} to {current[n] + room[n]}",
        )

    leaving, entering = [(at[left], people, -1)], [(at[entered], entered, 1)]
    low, high = (floor - current)[touched], room[touched]
    more = Give(1, lambda i, n: _raised(case, int(touched[i]), int(room[touched[i]]) + n))

    def lowered(i: int, n: int) -> PolicyChange:
        k = int(touched[i])
        return _lowered(case, "floor", post_name(case, k), int(floor[k]) - n, int(required[k]))

    fewer = Give(-1, lowered, most=floor[touched])
    draft.add_rows(NAME, [], low, high, len(touched), say, leaving=leaving, entering=entering, gives=[more, fewer])


def instead(draft: Draft) -> None:
    """Add a row a post above its required number: nobody comes, unless that number is raised."""
    case, pairs = draft.case, draft.pairs
    shut = np.flatnonzero(closes(case, pairs))
    posts, row = np.unique(pairs.node[shut], return_inverse=True)
    nodes = case.facts.nodes.iloc[posts]
    over = (nodes["current"] - nodes["required"]).to_numpy(np.int64)

    def say(i: int) -> Text:
        name, more = post_name(case, int(posts[i])), int(over[i])
        return Text(f"{name.zh}超员{more}人，不得流入", f"{name.en} has {more} too many and takes nobody")

    give = Give(1, lambda i, _: _raised(case, int(posts[i]), 0))
    draft.add_rows(NAME, [(row, shut, 1)], -FREE, 0, len(posts), say, gives=[give])


def _raised(case: Case, node: int, beyond: int) -> CellChange:
    """Raise what a post requires to `beyond` more than it holds."""
    row = case.facts.nodes.iloc[node]
    key = (("school_id", row["school_id"]), ("stage", row["stage"]), ("subject", row["subject"]))
    required, new = int(row["required"]), max(int(row["required"]), int(row["current"]) + beyond)
    return CellChange("posts", key, "required", required, new, post_name(case, node))


def _lowered(case: Case, key: Literal["floor", "staff_floor"], what: Text, least: int, whole: int) -> PolicyChange:
    """Let a post, or a school, end with `least` people of `whole`: one floor serves all, so it is lowered for all."""
    old = getattr(case.policy.rules.subject_balance, key)
    new = max(Decimal(0), (Decimal(least) / whole).quantize(Decimal("0.0001"), ROUND_FLOOR)) if whole else Decimal(0)
    word = "岗位底线" if key == "floor" else "全校底线"
    before, after = (f"{(100 * share).normalize():f}%" for share in (old, new))
    said = Text(
        f"政策：学科平衡的{word} {key} 由{before}降为{after}（{what.zh}流动后可以只有{least}人）",
        f"policy, subject_balance: {key} from {before} to {after} ({what.en} may end with {many(least, 'person')})",
    )

    def edit(policy: Policy) -> Policy:
        balance = policy.rules.subject_balance.model_copy(update={key: new})
        return policy.model_copy(update={"rules": policy.rules.model_copy(update={"subject_balance": balance})})

    return PolicyChange(key, said, edit, int((old - new) * 10_000))


def _staff_rows(draft: Draft) -> None:
    district, pairs, headcount = draft.case.district, draft.pairs, draft.case.headcount
    share = draft.case.policy.rules.subject_balance.staff_floor
    floor = np.minimum(headcount, _ceil_share(share, district.establishment))
    moves = PayrollMoves.of(pairs, draft.transfers)
    touched, at = _numbered(moves.left[moves.left != district.outside], district.places)
    own, leaving, entering = moves.entries(at)

    def say(i: int) -> Text:
        s = int(touched[i])
        name = school_name(district, s)
        return Text(f"{name.zh}在编人数不少于{floor[s]}人", f"{name.en} keeps at least {floor[s]} people")

    low = (floor - headcount)[touched]

    def lowered(i: int, n: int) -> PolicyChange:
        s = int(touched[i])
        return _lowered(
            draft.case, "staff_floor", school_name(district, s), int(floor[s]) - n, int(district.establishment[s])
        )

    give = Give(-1, lowered, most=floor[touched])
    draft.add_rows(NAME, own, low, FREE, len(touched), say, leaving=leaving, entering=entering, gives=[give])


def _numbered(positions: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Return the distinct positions, and for each position of `size` its number among them, or -1."""
    distinct = np.unique(positions)
    at = np.full(size, -1, dtype=np.int64)
    at[distinct] = np.arange(len(distinct))
    return distinct, at


def _ceil_share(share: Decimal, counts: IntArray) -> IntArray:
    """Return ceil(share x count), exactly; shape of `counts`."""
    top, bottom = share.as_integer_ratio()
    return -((-counts * top) // bottom)


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, closes, rows, instead)
