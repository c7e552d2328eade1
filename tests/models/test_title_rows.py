"""Posts of each title on districts crowded with titles: the rows against the check, the goal against the recount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import numpy as np

from models.account import account
from models.case import Case
from models.draft import Draft
from models.formulate import Formulated
from models.goals import downgrade
from models.pairs import candidates
from models.plan import Plan
from models.program import Program
from models.recount import Recount
from models.rules import title_posts
from models.title_posts import lowered, next_posts
from tests.models.random_policies import openings_of
from tests.models.random_titles import random_titles
from tests.thorough import draws

DRAWS, PLANS = draws(80, 200), 12


def random_moves(rng: Random, recount: Recount) -> Plan:
    share = rng.choice((0.3, 0.6, 0.9))
    codes = [code for code in recount.people if openings_of(recount, code) and rng.random() < share]
    return Plan.of([rng.choice(openings_of(recount, code)) for code in codes])


def drawn(regime: str) -> Iterator[tuple[Case, Recount, Draft, list[Plan]]]:
    for seed in range(DRAWS):
        rng = Random(seed)
        case = random_titles(rng, regime)
        recount = Recount(case.district, case.policy)
        yield case, recount, Draft(case, candidates(case)), [random_moves(rng, recount) for _ in range(PLANS)]


def test_the_rows_hold_exactly_when_nobody_comes_beyond_the_free_posts() -> None:
    seen: Counter[tuple[bool, bool]] = Counter()
    for case, recount, draft, plans in drawn("hard"):
        title_posts.rows(draft)
        formulated = Formulated(case, draft.pairs, Program(draft.matrix(()), tuple(draft.blocks), ()))
        for plan in plans:
            chosen = formulated.chosen(plan)
            assert chosen is not None
            kept = title_posts.check(recount, plan) == []
            assert formulated.program.matrix.holds(chosen) is kept, plan
            seen[kept, formulated.program.matrix.columns > len(draft.pairs)] += 1
    assert min(seen.values()) > 0.02 * DRAWS * PLANS, seen
    assert len(seen) == 4, seen


def test_the_goal_is_worth_in_the_program_what_the_recount_counts() -> None:
    seen: Counter[int] = Counter()
    for case, recount, draft, plans in drawn("downgrade"):
        goal = draft.objective([(1, downgrade.cost(draft))])
        formulated = Formulated(case, draft.pairs, Program(draft.matrix((goal,)), tuple(draft.blocks), ()))
        for plan in plans:
            chosen = formulated.chosen(plan)
            assert chosen is not None
            matrix = formulated.program.matrix
            assert matrix.holds(chosen)
            assert goal.at(matrix.complete(chosen)) == downgrade.value(recount, plan), plan
            seen[downgrade.value(recount, plan)] += 1
    assert len(seen) > 4, seen


def test_who_is_hired_lower_had_no_better_claim_than_who_keeps_the_title() -> None:
    compared = 0
    for case, recount, _, plans in drawn("downgrade"):
        for plan in plans[:2]:
            below = lowered(recount, plan)
            moves = recount.chosen(plan)
            scores = np.nan_to_num(case.district.teachers["score"].to_numpy(np.float64))
            score = dict(zip(case.district.teachers["teacher_id"], scores.tolist(), strict=True))
            title = dict(zip(case.district.teachers["teacher_id"], case.district.teachers["title"], strict=True))
            for code in below:
                rivals = [
                    other
                    for other, move in moves.items()
                    if (move.to_school, title[other]) == (moves[code].to_school, title[code])
                    and other not in below
                    and recount.transfers(move)
                ]
                compared += len(rivals)
                assert all((-score[other], other) < (-score[code], code) for other in rivals)
            told = account(case.district, case.policy, case.standing, plan)
            changed = told.moves[told.moves["hired_as"] != told.moves["teacher_id"].map(title)]
            assert dict(zip(changed["teacher_id"], changed["hired_as"], strict=True)) == below
            assert int(told.titles["lowered"].sum()) == len(below)
    assert compared > DRAWS // 10


def test_posts_that_travel_are_neither_lost_nor_made_between_listed_lines() -> None:
    moved = 0
    for _, recount, _, plans in drawn("follow"):
        before = next_posts(recount, Plan(()))
        if recount.policy.rules.returns is not None:
            continue  # posts of those who stay where their term ends have moved before any move
        for plan in plans:
            after = next_posts(recount, plan)
            lines = {(row["school_id"], row["title"]) for row in recount.tables["title_posts"]}
            for title in "甲乙丙丁":
                here = [key for key in before if key[1] == title]
                movers = [
                    (person.payroll, move.to_school)
                    for code, move in recount.chosen(plan).items()
                    if recount.transfers(move) and (person := recount.people[code]).cells["title"] == title
                ]
                if any((end, title) not in lines for ends in movers for end in ends):
                    continue  # a school that is not capped gives and takes posts nobody counts
                if all(before[key] >= sum(start == key[0] for start, _ in movers) for key in here):
                    assert sum(after[key] for key in here) == sum(before[key] for key in here)
                    moved += after != before
    assert moved > 50
