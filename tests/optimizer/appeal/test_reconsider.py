"""Where people go whose choices or facts were corrected: what trying every plan says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from models.case import Case
from models.plan import Move, Plan
from optimizer.appeal.reconsider import Reconsidered, reconsider
from optimizer.events import Settings
from tests.models.micro import district, plan, policy
from tests.models.random_policies import openings_of
from tests.optimizer.appeal.reruns import Rerun, reruns
from tests.optimizer.engine import ONE


@cache
def asked() -> tuple[tuple[Rerun, tuple[str, ...], tuple[str, ...]], ...]:
    """Draw re-runs, and in each one or two people whose list was corrected and one whose facts were."""
    found = []
    for rerun in reruns(20_000, 90):
        rng = Random(rerun.seed)
        able = [code for code in rerun.recount.people if openings_of(rerun.recount, code)]
        codes = [code for code in able if code in rerun.recount.ranks] or able or ["000"]
        picked = rng.sample(codes, min(len(codes), rng.choice((1, 1, 2, 3))))
        found.append((rerun, tuple(picked[:2]), tuple(picked[2:]) if rng.random() < 0.6 else tuple(picked[:1])))
    return tuple(found)


def by_trying(rerun: Rerun, choices: Sequence[str], facts: Sequence[str]) -> Plan | None:
    """Return the plan that places the most, changes the fewest others, and is best by the policy."""
    recount, published = rerun.recount, {move.teacher_id: move for move in rerun.published.moves}
    open_ = {code: openings_of(recount, code) for code in recount.people}
    own = {code for code in {*choices, *facts} if code in rerun.movable}
    kept = {move.teacher_id for move in rerun.formulated.plan(rerun.formulated.kept(rerun.published)).moves}

    def where(code: str) -> set[Move | None]:
        ranks = recount.ranks.get(code, {})
        listed: set[Move | None] = {move for move in open_[code] if move.to_school in ranks}
        homeless = code in published and code not in kept
        return {*open_[code], None} if homeless else {*listed, published.get(code), None}

    def changes(moves: dict[str, Move]) -> int:
        others = sum(moves.get(code) != published.get(code) for code in recount.people if code not in own)
        return others + len((own & kept) - moves.keys())

    found = []
    for values, trial in rerun.tried:
        moves = {move.teacher_id: move for move in trial.moves}
        if all(moves.get(code) in where(code) for code in own & set(choices) - set(facts)):
            found.append(((*values[: rerun.at], changes(moves), *values[rerun.at + 1 :]), trial))
    return min(found)[1] if found else None


def test_places_are_those_of_trying_every_plan() -> None:
    moved = impossible = 0
    for rerun, choices, facts in asked():
        found, best = reconsider(rerun.case, choices, facts, ONE), by_trying(rerun, choices, facts)
        published = set(rerun.published.moves)
        if best is None:
            assert (found.places, found.possible) == ({}, False), rerun.seed
            impossible += 1
            continue
        own = {code for code in {*choices, *facts} if code in rerun.movable}
        expected = {m.teacher_id: m.to_school for m in best.moves if m.teacher_id in own and m not in published}
        assert found == Reconsidered(expected), rerun.seed
        moved += bool(expected)
    assert moved >= 10
    assert impossible >= 2


def corrected(**more: object) -> Case:
    """Two people published to B; now t1 has listed C first. Every move has a price, so that staying would be best."""
    made = district(["A", "B", "C", "D"], ["t1@A", "t2@A"], choices=["t1 1 C", "t1 2 B"], **more)  # type: ignore[arg-type]
    return Case(made, policy(tiers=["moves", "choice"]), plan("t1>B", "t2>B"))


def test_a_corrected_list_is_looked_at_again_and_loses_nobody_a_move() -> None:
    assert reconsider(corrected(), ["t1"], [], ONE) == Reconsidered({"t1": "C"})


def test_a_place_given_up_by_others_is_not_asked_for() -> None:
    """C takes one, and t2 was published there: the list does not push t2 out."""
    case = corrected(posts=["A 9", "B 9", "C 1", "D 9"])
    assert reconsider(replace(case, baseline=plan("t1>B", "t2>C")), ["t1"], [], ONE) == Reconsidered({})


def test_who_lists_nothing_better_stays_as_published() -> None:
    case = corrected(locks=["t1 never C"])
    assert reconsider(case, ["t1"], [], ONE) == Reconsidered({})


@pytest.mark.parametrize("nobody", [[], ["999"]])
def test_nobody_asked_costs_nothing(nobody: list[str]) -> None:
    assert reconsider(corrected(), nobody, [], Settings(seconds=0)) == Reconsidered({})


def test_without_any_plan_it_says_so() -> None:
    case = corrected(locks=["t2 must C"], posts=["A 9", "B 9", "C 0", "D 9"])
    found = reconsider(case, ["t1"], [], ONE)
    assert (found.places, found.possible) == ({}, False)
