"""A re-run after appeals: the answers are those of trying every plan, and nobody changes without a cause."""

from __future__ import annotations

from collections import Counter

import pytest

import optimizer.finder
import optimizer.relax
import optimizer.sift
import optimizer.tiers
from models.appeals.appeal import upheld
from models.check import check_plan
from models.formulate import formulate
from optimizer.appeal.chain import changed_people
from tests.optimizer.appeal.reruns import Rerun, reruns, solved
from tests.optimizer.engine import plan_of


def small() -> tuple[Rerun, ...]:
    return reruns(20_000, 90)[:60]


def assert_best(rerun: Rerun) -> None:
    told = solved(rerun.formulated)
    if not rerun.tried:
        assert told.chosen is None, rerun.seed
        assert told.conflict is not None, rerun.seed
        return
    assert told.conflict is None, rerun.seed
    assert told.proven(rerun.formulated.program.matrix), rerun.seed
    assert (told.values, plan_of(rerun.formulated, told)) == rerun.tried[0], rerun.seed


def test_the_draws_are_worth_trying() -> None:
    """Named and selected, pool and chain, possible and not, with people to change and people not to be placed."""
    seen: Counter[str] = Counter()
    for rerun in small():
        seen["named" if rerun.recount.named else "selected"] += 1
        seen["chain" if rerun.formulated.program.matrix.acyclic else "pool"] += 1
        seen.update(appeal.kind for appeal in upheld(rerun.appeals))
        if not rerun.tried:
            seen["impossible"] += 1
        else:
            values = rerun.tried[0][0]
            seen["unplaced"] += values[0] > 0
            seen["changes"] += values[rerun.at] > 0
            seen["several changes"] += values[rerun.at] > 1
    assert min(seen.values()) >= 3, seen
    assert len(seen) == 8 + 10, seen


def test_answers_are_those_of_trying_every_plan() -> None:
    for rerun in small():
        assert_best(rerun)


@pytest.mark.parametrize(
    "limits",
    [{}, {"sift___MORE": 1, "sift___HELP": 1, "sift___TAIL": 0.0}, {"finder__LARGE": 0, "finder___ORDERS": 1}],
    ids=["large", "a column at a time", "nothing branched on the way"],
)
def test_so_they_are_the_large_way(limits: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"tiers___SMALL": 0, "sift___WHOLE": 0, "relax___PART": 1, **limits}.items():
        module, _, limit = name.partition("__")
        monkeypatch.setattr(getattr(optimizer, module), limit, value)
    for rerun in small()[:40]:
        assert_best(rerun)


def test_the_ripple_changes_no_answer() -> None:
    for rerun in small()[:40]:
        near, far = solved(rerun.formulated), solved(rerun.formulated, near=False)
        assert (near.chosen, near.values) == (far.chosen, far.values), rerun.seed


def test_where_nothing_is_upheld_nobody_changes_whom_nothing_makes_unplaced() -> None:
    """Only who is owed a place and was published without one may still find it."""
    for rerun in small():
        formulated = formulate(rerun.hearing(()))
        told = solved(formulated)
        plan = plan_of(formulated, told)
        assert plan is not None
        checked = check_plan(rerun.before.district, rerun.before.policy, rerun.published, rerun.published)
        if told.values[0] == checked.tiers[0]:
            assert plan == rerun.published, rerun.seed
        else:
            assert told.values[0] < checked.tiers[0], rerun.seed


def test_who_changes_is_who_differs() -> None:
    for rerun in small():
        if rerun.tried:
            values, plan = rerun.tried[0]
            found = changed_people(rerun.published, plan)
            assert len(found) == values[rerun.at]
            assert {code for code, _, _ in found} == {m.teacher_id for m in {*rerun.published.moves} ^ {*plan.moves}}
            for code, before, after in found:
                assert before in (None, *rerun.published.moves)
                assert after in (None, *plan.moves)
                assert before != after, code
