"""What a part of a plan breaks whatever is added: against every way of adding to it."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Case
from models.formulate import Formulated, formulate
from models.program import FREE
from models.rules.registry import RULES
from optimizer.modes.leeway import Leeway
from tests.models.micro import district, policy
from tests.optimizer.modes.fairs import case_of
from tests.thorough import draws

MOST = 1500
"""Ways of adding that are tried, at most."""


def ways(formulated: Formulated, part: list[int]) -> list[list[int]] | None:
    """Return every plan that has a part of its pairs settled; None if they are too many."""
    pairs, settled = formulated.pairs, set(formulated.pairs.teacher[part].tolist())
    open_ = [[-1, *np.flatnonzero(pairs.teacher == t).tolist()] for t in pairs.people().tolist() if t not in settled]
    if prod(map(len, open_)) > MOST:
        return None
    return [[*part, *(p for p in picked if p >= 0)] for picked in product(*open_)]


@given(st.integers(0, 10**6))
@settings(max_examples=draws(60, 150))
def test_a_row_is_broken_exactly_when_nothing_that_may_be_added_mends_it(seed: int) -> None:
    formulated = formulate(case_of(seed, most=7))
    matrix, pairs = formulated.program.matrix, formulated.pairs
    rng = np.random.default_rng(seed)
    part = [int(rng.choice(np.flatnonzero(pairs.teacher == t))) for t in pairs.people().tolist() if rng.random() < 0.5]
    plans = ways(formulated, sorted(part))
    if plans is None:
        return
    aux = matrix.rows.own[matrix.pairs :].tocoo()
    mended = np.zeros(len(matrix.row_lower), dtype=bool)
    for plan in plans:
        x = np.zeros(matrix.columns, np.int64)
        x[plan] = 1
        low = high = matrix.rows @ x
        for column, row, value in zip(aux.row.tolist(), aux.col.tolist(), aux.data.tolist(), strict=True):
            ends = value * matrix.lower[matrix.pairs + column], value * matrix.upper[matrix.pairs + column]
            low, high = low.copy(), high.copy()
            low[row] += min(ends)
            high[row] += max(ends)
        mended |= (low <= np.minimum(matrix.row_upper, FREE)) & (high >= matrix.row_lower)
        # A row whose activity may reach both sides of its bounds is mended by some plan between.
    owned = np.zeros(len(mended), dtype=bool)
    for block in formulated.program.blocks:
        owned[block.first : block.first + block.count] = block.owner in RULES
    broken = Leeway(formulated).broken(np.array(sorted(part), np.int64))
    assert not (broken & mended).any()
    upper_only = matrix.row_lower <= -FREE
    lower_only = matrix.row_upper >= FREE
    assert np.array_equal(broken[owned & upper_only], ~mended[owned & upper_only])
    assert np.array_equal(broken[owned & lower_only], ~mended[owned & lower_only])


def test_what_cannot_be_mended_by_taking_out_is_told() -> None:
    asked = policy(rules={"quotas": [{"name": "至少三人", "per": "district", "min": 3}]})
    made = district(["A", "B"], ["x@A", "y@A"])
    formulated = formulate(Case(made, asked))
    stripped = Leeway(formulated).strip(np.array([0]), np.array([0]), np.array([False]))
    assert stripped.out == ()
    assert [said.zh for said in stripped.unmended] == ["“至少三人”：至少3人"]


def test_a_minimum_out_of_reach_is_the_fault_of_who_went_elsewhere() -> None:
    asked = policy(rules={"quotas": [{"name": "去丙", "per": "destination", "to": {"school_id": "C"}, "min": 2}]})
    made = district(["A", "B", "C"], ["x@A", "y@A"])
    formulated = formulate(Case(made, asked))
    to_b = np.flatnonzero(formulated.pairs.school == 1)
    stripped = Leeway(formulated).strip(to_b, np.array([5, 9]), np.array([False, False]))
    assert [i for i, _ in stripped.out] == [1, 0]
    kept = Leeway(formulated).strip(to_b, np.array([5, 9]), np.array([False, True]))
    assert [i for i, _ in kept.out] == [0]
    assert len(kept.unmended) == 1


def test_who_could_leave_by_a_ring_only_does_not_free_the_place_under_chain() -> None:
    made = district(["A", "B", "C"], ["x@A", "y@B"], posts=["A 1", "B 1", "C 1"], outgoing=["x", "y"],
                    locks=["y never C"])  # fmt: skip
    for mode, out in (("chain", 1), ("pool", 0)):
        formulated = formulate(Case(made, policy(rules={"release_first": {"mode": mode}})))
        to_b = np.flatnonzero((formulated.pairs.teacher == 0) & (formulated.pairs.school == 1))
        assert len(Leeway(formulated).strip(to_b, np.array([0]), np.array([False])).out) == out
