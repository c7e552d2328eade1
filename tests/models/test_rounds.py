"""Rounds of a chain and rings of people changing places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recount import Recount
from models.rounds import RingError, arrows, rings, rounds, rounds_of
from tests.models.micro import district, plan, policy

DRAWN = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=9).map(
    lambda pairs: {f"t{i}": pair for i, pair in enumerate(pairs)}
)


def walks(drawn: dict[str, tuple[int, int]], start: int) -> set[int]:
    """Return the nodes that a walk of at least one arrow reaches."""
    reached: set[int] = set()
    for _ in drawn:
        reached |= {entered for left, entered in drawn.values() if left == start or left in reached}
    return reached


@given(DRAWN)
def test_rounds_exist_exactly_where_no_walk_comes_back(drawn: dict[str, tuple[int, int]]) -> None:
    if any(left in walks(drawn, left) for left, _ in drawn.values()):
        with pytest.raises(RingError):
            rounds_of(drawn)
        assert rings(drawn)
    else:
        found = rounds_of(drawn)
        assert not rings(drawn)
        for code, (_, entered) in drawn.items():
            assert found[code] == 1 + max((found[c] for c, (left, _) in drawn.items() if left == entered), default=0)


@given(DRAWN)
def test_a_move_lies_on_a_ring_exactly_where_a_walk_leads_back_along_it(drawn: dict[str, tuple[int, int]]) -> None:
    on_rings = {code for ring in rings(drawn) for code in ring}
    for code, (left, entered) in drawn.items():
        assert (code in on_rings) is (left == entered or left in walks(drawn, entered))


def test_a_chain_through_a_whole_county_needs_no_deep_stack() -> None:
    drawn = {str(i): (i, i + 1) for i in range(20_000)}
    assert rounds_of(drawn)["0"] == 20_000
    assert rings(drawn) == []
    ring = {**drawn, "back": (20_000, 0)}
    assert len(rings(ring)[0]) == 20_001


def test_rounds_by_mode_and_scope() -> None:
    made = district(["A", "B", "C"], ["t1@A", "t2@B", "t3@B 数学"], posts=["A 1", "B 1", "C 1", "C 初中 数学 1"])
    moves = plan("t1>B", "t2>C", "t3>C 数学")

    def of(**release: object) -> dict[str, int]:
        return rounds(Recount(made, policy(rules={"release_first": release})), moves)

    assert of(mode="pool") == {"t1": 1, "t2": 1, "t3": 1}
    assert of(mode="chain") == {"t1": 2, "t2": 1, "t3": 1}
    assert of(mode="chain", scope="school") == {"t1": 2, "t2": 1, "t3": 1}


def test_two_subjects_make_a_ring_of_schools_but_not_of_posts() -> None:
    made = district(["A", "B"], ["t1@A", "t2@B 数学"], posts=["A 初中 数学 1", "B 1"])
    moves = plan("t1>B", "t2>A 数学")
    recount = Recount(made, policy(rules={"release_first": {"mode": "chain"}}))
    assert rounds(recount, moves) == {"t1": 1, "t2": 1}
    assert rings(arrows(recount, moves, "school")) == [frozenset({"t1", "t2"})]
    by_school = Recount(made, policy(rules={"release_first": {"mode": "chain", "scope": "school"}}))
    with pytest.raises(RingError, match="2 moves"):
        rounds(by_school, moves)
