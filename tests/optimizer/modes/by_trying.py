"""Choosing in rank order answered by trying every plan there is: person by person, the plans that are best for her."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from models.case import Case
from models.goals.distance import lines_of, way
from models.goals.lottery import drawn
from models.goals.place import value as unplaced
from models.plan import Move, Plan
from models.policy import Policy
from models.policy_stages import Stage
from models.recount import Recount
from models.rounds import arrows, rings
from tests.models.random_policies import breaches, openings_of, random_case
from tests.optimizer.engine import every_plan, plans_there_are

TIES = ((), ("age",), ("-years_in_school", "applies"), ("term_end", "-score"))


@dataclass(frozen=True)
class Chosen:
    """What choosing came to: the moves granted and, of those asked for, the ones refused, in turn."""

    granted: tuple[Move, ...]
    refused: tuple[Move, ...]
    plans: tuple[Plan, ...]
    """The plans that make them all; of a named plan, those that place the most."""


def ranked(recount: Recount, people: list[str]) -> list[str]:
    """Return people in the order in which they choose."""

    def number(code: str, column: str) -> Decimal | None:
        cell = recount.person_cell(column, recount.people[code])
        return None if cell is None or isinstance(cell, tuple) else Decimal(cell)

    def key(code: str) -> list[object]:
        listed: list[object] = []
        for tie in ("score", *recount.policy.ranking.ties):
            value = number(code, tie.removeprefix("-"))
            smaller_first = tie.startswith("-")
            listed += [value is None, 0 if value is None else value if smaller_first else -value]
        return [*listed, hashlib.sha256(f"{recount.policy.draw_seed}\n{code}".encode()).hexdigest()[:10], code]

    return sorted(people, key=key)


def applies(recount: Recount, move: Move) -> bool:
    """Say whether a move goes to the post its teacher applied for, if any."""
    return recount.people[move.teacher_id].cells["apply_for"] in (None, f"{move.stage}:{move.subject}")


def options(recount: Recount, code: str) -> list[Move]:
    """Return a person's choices, best first."""
    lines, ranks = lines_of(recount), recount.ranks.get(code, {})
    listed = [
        (ranks[m.to_school], way(recount, lines, code, m.to_school)[0], drawn(recount.policy.draw_seed, m)[:10], m)
        for m in openings_of(recount, code)
        if m.to_school in ranks and applies(recount, m)
    ]
    return [entry[-1] for entry in sorted(listed)]


def free_now(recount: Recount, granted: list[Move], move: Move) -> bool:
    """Say whether a seat is free once those granted have moved, at the post and in the establishment."""
    gone = [recount.people[m.teacher_id] for m in [*granted, move]]
    post, rules = (move.to_school, move.stage, move.subject), recount.policy.rules
    came = [(m.to_school, m.stage, m.subject) for m in [*granted, move]]
    seats = recount.required[post]
    if rules.subject_balance.over == "no-worse":
        seats = max(seats, recount.current(post))
    after = recount.current(post) - sum(p.post == post for p in gone) + came.count(post)
    before, cap = recount.headcount(move.to_school), recount.schools[move.to_school].establishment
    staff = before - sum(p.payroll == move.to_school for p in gone) + sum(c[0] == move.to_school for c in came)
    if rules.establishment.over == "closed" and before > cap:
        return False
    return after <= seats and staff <= max(before, cap)


def choose(case: Case, stage: Stage | None = None, granted: tuple[Move, ...] = ()) -> Chosen | None:
    """Let people choose, by trying every plan; None if no plan keeps every rule."""
    recount = Recount(case.district, case.policy, case.baseline)
    plans = [p for p in every_plan(recount) if breaches(recount, p) == 0 and set(granted) <= set(p.moves)]
    if not plans:
        return None
    if recount.named:
        least = min(unplaced(recount, p) for p in plans)
        plans = [p for p in plans if unplaced(recount, p) == least]
    taken, refused = list(granted), []
    done = {m.teacher_id for m in granted}
    people = [c for c in recount.people if c not in done and recount.movable(c)]
    if stage is not None:
        people = [c for c in people if recount.matches(stage.who, recount.people[c])]
    routes = recount.policy.rules.routes
    for code in ranked(recount, [c for c in people if options(recount, c)]):
        for move in options(recount, code):
            if stage is not None and stage.routes:
                number = recount.route(recount.people[code], move[1:])
                if number is None or routes[number].name not in stage.routes:
                    continue
            with_it = [p for p in plans if move in p.moves]
            fits = bool(with_it) and (recount.named or free_now(recount, taken, move))
            if fits and stage is not None:
                release = stage.release_first(recount.policy.rules.release_first)
                if release.mode == "chain":
                    scope = "school" if release.caps == "each-step" else release.scope
                    fits = not any(True for _ in rings(arrows(recount, Plan.of([*taken, move]), scope)))
            if fits:
                plans = with_it
                taken.append(move)
                break
            refused.append(move)
    return Chosen(tuple(sorted(set(taken) - set(granted))), tuple(refused), tuple(plans))


def small_cases(first: int, count: int, most: int = 600, **more: object) -> list[tuple[int, Case]]:
    """Draw cases whose plans can be tried one by one and in which somebody has a choice that is open."""
    found: list[tuple[int, Case]] = []
    seed = first
    while len(found) < count:
        seed += 1
        rng = Random(seed)
        case = random_case(rng, gentle=rng.random() < 0.8)
        teachers = case.district.teachers.copy()
        posts = (teachers["stage"] + ":" + teachers["subject"]).tolist()
        teachers["apply_for"] = [rng.choice((post, "", "", "", rng.choice(posts))) for post in posts]
        district = case.district.with_table("teachers", teachers)
        ranking = {"by": rng.choice(("subject", "merged")), "ties": rng.choice(TIES)}
        raw = case.policy.model_dump(mode="json", by_alias=True, exclude_none=True)
        policy = Policy.model_validate({**raw, "mode": "rank-order", "ranking": ranking, **more})
        recount = Recount(district, policy)
        if plans_there_are(recount) <= most and sum(bool(options(recount, c)) for c in recount.people) > 1:
            found.append((seed, Case(district, policy)))
    return found
