"""Hard rule `release_first` 先流出再流入 (rulebook 4): people are released before others arrive."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from models.case import Case
from models.change import PolicyChange
from models.draft import Draft
from models.naming import teacher_name
from models.pairs import Pairs
from models.plan import Breach, Plan
from models.policy import Policy
from models.policy_rules import ReleaseFirst
from models.program import FREE, Acyclic, Give
from models.recount import Recount
from models.recount_roster import Post
from models.rounds import arrows, rings, rounds
from models.rules.rule import Kept, Rule
from models.standing import outgoing_mask
from models.tables import OUTSIDE
from models.words import Text, many

NAME = "release_first"
TITLE = Text("先流出再流入", "release first")
CLAUSE = Text(
    "先流出、再流入：统一流出后再统一流入；方案要求逐个进行的，各处先出后进，不成环。",
    "People are released before others arrive: all at once, or, where the policy asks it, one by one without rings.",
)
_NOBODY = Text("没有人调动。", "Nobody moves.")


def check(recount: Recount, plan: Plan) -> list[Breach]:
    """Return a breach for each node entered too early (`strict`) and each ring that `chain` forbids."""
    rule = recount.policy.rules.release_first
    breaches = _entered_too_early(recount, plan) if rule.strict else []
    if rule.mode == "chain":
        # A ring of posts is a ring of their schools too, so `each-step` asks no second question.
        scope = "school" if rule.caps == "each-step" else rule.scope
        breaches += _rings(recount, plan, scope)
    return breaches


def _entered_too_early(recount: Recount, plan: Plan) -> list[Breach]:
    by_school = recount.policy.rules.release_first.scope == "school"
    moves = recount.chosen(plan)

    def node(post: Post) -> Post:
        return (post[0], "", "") if by_school else post

    waiting: defaultdict[Post, list[str]] = defaultdict(list)
    for code in sorted(recount.outgoing):
        if code in recount.people and code not in moves and recount.people[code].school != OUTSIDE:
            waiting[node(recount.people[code].post)].append(code)
    entering: defaultdict[Post, list[str]] = defaultdict(list)
    for code, move in moves.items():
        entering[node((move.to_school, move.stage, move.subject))].append(code)
    breaches = []
    for entered in sorted(waiting.keys() & entering.keys()):
        unplaced, came = waiting[entered], entering[entered]
        place, stuck, new = recount.say_post(entered), recount.say_people(unplaced), recount.say_people(came)
        said = Text(
            f"{place.zh}有{len(unplaced)}名应流出教师尚未安置（{stuck.zh}），方案却流入{len(came)}人（{new.zh}）。",
            f"{place.en} takes {len(came)} ({new.en}) while {len(unplaced)} of its outgoing are unplaced ({stuck.en}).",
        )
        breaches.append(Breach(NAME, said, (*unplaced, *came), (entered[0],)))
    return breaches


def _rings(recount: Recount, plan: Plan, scope: str) -> list[Breach]:
    moves = recount.chosen(plan)
    breaches = []
    for ring in rings(arrows(recount, plan, scope)):
        codes = tuple(sorted(ring))
        who = recount.say_people(codes)
        schools = tuple(dict.fromkeys(moves[code].to_school for code in codes))
        said = Text(
            f"{len(codes)}人互换成环，无法逐个先出后进：{who.zh}。",
            f"{len(codes)} people change places in a ring and cannot go one by one: {who.en}.",
        )
        breaches.append(Breach(NAME, said, codes, schools))
    return breaches


def kept(recount: Recount, plan: Plan) -> list[Kept]:
    """Count the rounds of `chain` with the people of each, or the rings of `pool`."""
    rule = recount.policy.rules.release_first
    found = rings(arrows(recount, plan, rule.scope))
    circling = sum(map(len, found))
    ring = Text(
        f"其中{circling}人在{len(found)}组互换之中（一起离岗、一起到岗）。",
        f"{circling} of them change places in {many(len(found), 'ring')}, released together.",
    )
    ring = ring if found else Text("没有人互换。", "Nobody changes places.")
    if rule.mode == "pool":
        moves = len(recount.chosen(plan))
        said = Text(
            f"{moves}人统一离岗后统一到岗，只有一轮。", f"All {moves} are released before anybody arrives: one round."
        )
        return [Kept(("rounds",), 1, said, whole=True), Kept(("rings",), circling, ring, whole=True)]
    if found:
        return [Kept(("rings",), circling, ring, whole=True)]
    by_round = sorted(Counter(rounds(recount, plan).values()).items())
    rounds_said = Text(
        f"逐个先出后进，分{len(by_round)}轮：{'，'.join(f'第{i}轮{n}人' for i, n in by_round)}。",
        f"One by one in {many(len(by_round), 'round')}: {', '.join(f'{n} in round {i}' for i, n in by_round)}.",
    )
    return [Kept(("rounds",), len(by_round), rounds_said if by_round else _NOBODY, whole=True)]


def rows(draft: Draft) -> None:
    """Forbid cycles of moves (`chain`), and, if strict, arrivals at a node someone named could not leave."""
    rule, pairs = draft.case.policy.rules.release_first, draft.pairs
    by_school = rule.scope == "school"
    for arcs in arcs_of(draft.case, pairs, rule):
        draft.add_acyclic(arcs.tail, arcs.head, arcs.nodes)
    if rule.strict and draft.case.district.named:
        _strict_rows(draft, by_school=by_school)


def arcs_of(case: Case, pairs: Pairs, rule: ReleaseFirst) -> tuple[Acyclic, ...]:
    """Return the arcs, one a pair, that the rule wants free of cycles; none, unless it asks `chain`."""
    if rule.mode != "chain":
        return ()
    # No cycle between schools implies none between posts: a cycle of posts is a closed walk of schools.
    if rule.scope == "school" or rule.caps == "each-step":
        tail, head, count = pairs.home, pairs.school, case.district.places
    else:
        tail, head, count = pairs.left, pairs.node, len(case.facts.nodes)
    # Nobody who comes from outside waits for those who leave the district: these end in a node of their own.
    return (Acyclic(tail, np.where(pairs.school == case.district.outside, count, head), count + 1),)


def _strict_rows(draft: Draft, *, by_school: bool) -> None:
    """Add a row a named person: arrivals at the node she leaves stay 0 while she is unplaced."""
    case, pairs = draft.case, draft.pairs
    places = pairs.places
    if by_school:
        size, of_node, left = case.district.places, places.school, places.home
        arriving = np.unique(pairs.teacher * size + pairs.school) % size
    else:
        size, of_node, left = len(places.school), np.arange(len(places.school)), places.left
        arriving = pairs.node
    most = np.bincount(arriving, minlength=size)  # people who could arrive
    about = np.flatnonzero(outgoing_mask(case.district) & (places.home != case.district.outside))
    about = about[most[left[about]] > 0]
    # Every node of the place she leaves, and what a move into it adds to her row.
    order = np.argsort(of_node, kind="stable")
    first = np.searchsorted(of_node[order], left[about])
    count = np.searchsorted(of_node[order], left[about], side="right") - first
    row = np.repeat(np.arange(len(about)), count)
    at = np.arange(len(row)) - (np.cumsum(count) - count)[row] + first[row]

    def say(i: int) -> Text:
        name = teacher_name(case.district, int(about[i]))
        return Text(
            f"{name.zh}未流出前，其岗位不得流入", f"nobody comes to the place of {name.en} before that person leaves"
        )

    leaving = [(np.arange(len(about)), about, -most[left[about]])]
    give = Give(1, lambda i, n: _not_strict(), unit=max(1, int(most.max(initial=0))), most=1, of=lambda _: NAME)
    draft.add_rows(NAME, [], -FREE, 0, len(about), say, leaving=leaving, entering=[(row, order[at], 1)], gives=[give])


def _not_strict() -> PolicyChange:
    said = Text("政策：先流出再流入的 strict 由 true 改为 false", "policy, release_first: strict from true to false")
    return PolicyChange((NAME, "strict"), said, lambda policy: _released(policy, "strict", False))


def to_pool(case: Case) -> PolicyChange | None:
    """Return the change from one by one to all at once, which allows rings; None where the policy allows them."""
    if case.policy.rules.release_first.mode == "pool":
        return None
    said = Text(
        "政策：先流出再流入的 mode 由 chain（逐个办理）改为 pool（统一流出后统一流入）",
        "policy, release_first: mode from chain (one by one) to pool (all at once)",
    )
    return PolicyChange((NAME, "mode"), said, lambda policy: _released(policy, "mode", "pool"))


def _released(policy: Policy, key: str, value: object) -> Policy:
    release = policy.rules.release_first.model_copy(update={key: value})
    return policy.model_copy(update={"rules": policy.rules.model_copy(update={"release_first": release})})


RULE = Rule(NAME, TITLE, CLAUSE, check, kept, rows=rows)
